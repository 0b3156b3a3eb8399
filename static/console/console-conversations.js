/**
 * Percakapan: who waits and what is under way on one side, the conversation that is open on the other. The list comes
 * first; what a conversation needs is fetched behind it.
 */
import { h } from '../widget/dom.js';
import { List } from './console-list.js';
import { filtersOf } from './console-state.js';

export function view(desk, go) {
    const stop = new AbortController();
    const list = new List(desk, (filters) => go({ ...filters, conversation: desk.state.open?.id }), stop.signal);
    const place = h('div', { class: 'thread' }, h('p', { class: 'empty' }, desk.words.noneOpen));
    const node = h('div', { class: 'conversations' }, h('h1', { class: 'hush' }, desk.words.views.conversations), list.node, place);
    let shown; // the filters in the address, as text
    let wanted; // the conversation in the address
    let thread;
    let loading;

    const leave = () => {
        const { open, filters } = desk.state;
        go(filters);
        list.focus(open?.id);
    };

    const ready = () => loading ??= import('./console-thread.js').then(({ Thread }) => {
        thread = new Thread(desk, leave, stop.signal);
        place.replaceWith(thread.node);
    });

    async function open(id) {
        try {
            await ready();
        } catch {
            loading = undefined; // the next try fetches it again
            desk.tell(desk.words.notReached, 'wrong');
            return;
        }
        if (wanted !== id || stop.signal.aborted) return; // somebody went on meanwhile
        await desk.open(id);
        thread.arrive();
    }

    desk.listen((event) => event.type === 'listed' && ready().catch(() => { loading = undefined; }), stop.signal);
    return {
        node,
        update(parameters) {
            const filters = filtersOf(parameters);
            const key = JSON.stringify(filters);
            if (key !== shown) {
                shown = key;
                list.show(filters);
            }
            const id = parameters.get('conversation');
            node.toggleAttribute('data-open', Boolean(id));
            if (id !== wanted) {
                wanted = id;
                desk.close();
                if (id) open(id);
            }
            list.mark(id);
        },
        end() {
            desk.close();
            stop.abort();
        },
        search: () => list.search(),
        key(event, isTyping) {
            if (event.key === 'Escape') {
                if (isTyping && thread?.node.contains(event.target)) return thread.focus();
                if (isTyping && list.node.contains(event.target)) return list.focus(desk.state.open?.id);
                if (desk.state.open) leave();
                return Boolean(desk.state.open);
            }
            if (event.key === '/') return list.search();
            if (event.key === 'j') return list.step(1);
            if (event.key === 'k') return list.step(-1);
            return thread?.key(event.key) ?? false;
        },
    };
}
