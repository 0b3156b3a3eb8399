/** Percakapan: who waits and what is under way on one side, the conversation that is open on the other. */
import { h } from '../widget/dom.js';
import { List } from './console-list.js';
import { filtersOf } from './console-state.js';
import { Thread } from './console-thread.js';

export function view(desk, go) {
    const stop = new AbortController();
    const list = new List(desk, (filters) => go({ ...filters, conversation: desk.state.open?.id }), stop.signal);
    const thread = new Thread(desk, () => leave(), stop.signal);
    const node = h('div', { class: 'conversations' }, h('h1', { class: 'hush' }, desk.words.views.conversations), list.node, thread.node);
    let shown; // the filters in the address, as text

    const leave = () => {
        const { open, filters } = desk.state;
        go(filters);
        list.focus(open?.id);
    };
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
            if (id !== (desk.state.open?.id ?? null)) {
                desk.close();
                if (id) desk.open(id).then(() => thread.arrive());
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
                if (isTyping && thread.node.contains(event.target)) return thread.focus();
                if (isTyping && list.node.contains(event.target)) return list.focus(desk.state.open?.id);
                if (desk.state.open) leave();
                return Boolean(desk.state.open);
            }
            if (event.key === '/') return list.search();
            if (event.key === 'j') return list.step(1);
            if (event.key === 'k') return list.step(-1);
            return thread.key(event.key);
        },
    };
}
