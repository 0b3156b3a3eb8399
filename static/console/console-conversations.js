/** Percakapan: the list on one side, what is open on the other. What a conversation needs is fetched behind the list. */
import { h, icon } from '../widget/dom.js';
import { FILTERS, addressOf, filtersOf } from './console-state.js';

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

    const ready = () => loading ??= Promise.all([import('./console-thread.js'), desk.equip()]).then(([{ Thread }]) => {
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

/** The list of conversations with its search and filters. It draws what the state says, row by row, and keeps focus. */
class List {
    #desk;
    #filter;
    #words;
    #drawn = new Map(); // id → { row, node, link, key }
    #marked;
    #search;
    #selects = {};
    #tabs = {};
    #label;
    #more;
    #first;
    #figure = h('p', { class: 'notice', hidden: true });
    #note;
    #rows;
    #assignees = '';

    constructor(desk, filter, signal) {
        this.#desk = desk;
        this.#words = desk.words;
        this.#filter = filter;
        this.node = this.#frame();
        desk.listen((event, before) => {
            const { state } = desk;
            if (['list', 'rows', 'next', 'isLater', 'isListing', 'listProblem', 'typing', 'me'].some((name) => state[name] !== before[name])) this.#render();
            if (state.counts !== before.counts) this.#count();
            if (state.admins !== before.admins) this.#colleagues();
        }, signal);
        const clock = setInterval(() => this.#render(true), 30_000); // how long somebody waits goes on by itself
        signal.addEventListener('abort', () => clearInterval(clock));
    }

    /** Shows what these filters find. */
    show(filters) {
        this.#search.value = filters.q ?? '';
        this.#colleagues(filters.assignee);
        for (const [name, select] of Object.entries(this.#selects)) select.value = filters[name] ?? '';
        this.#label.value = filters.label ?? '';
        this.#about(filters);
        for (const [name, { tab, filters: own }] of Object.entries(this.#tabs)) {
            const isOn = ['status', 'assignee'].every((each) => (own[each] ?? '') === (filters[each] ?? ''));
            if (isOn) tab.setAttribute('aria-current', 'true');
            else tab.removeAttribute('aria-current');
            tab.href = `?${new URLSearchParams({ ...without(filters, ['status', 'assignee']), ...own })}`;
        }
        this.#desk.list(filters);
    }

    mark(id) {
        if (this.#marked === id) return;
        this.#drawn.get(this.#marked)?.link.removeAttribute('aria-current');
        this.#marked = id;
        this.#drawn.get(id)?.link.setAttribute('aria-current', 'true');
    }

    search() {
        this.#search.focus();
        this.#search.select();
        return true;
    }

    /** Puts focus on an entry, or on the first. */
    focus(id) {
        const { list } = this.#desk.state;
        const entry = this.#drawn.get(id) ?? this.#drawn.get(list[0]);
        (entry?.link ?? this.#search).focus();
        return true;
    }

    /** Moves focus to the next (1) or the previous (-1) entry. */
    step(by) {
        const { list } = this.#desk.state;
        if (!list.length) return true;
        const here = list.findIndex((id) => this.#drawn.get(id)?.link === document.activeElement);
        const from = here >= 0 ? here : this.#marked ? list.indexOf(this.#marked) : by > 0 ? -1 : 1;
        const id = list[Math.max(0, Math.min(list.length - 1, from + by))];
        this.#drawn.get(id)?.link.focus();
        this.#drawn.get(id)?.link.scrollIntoView({ block: 'nearest' });
        return true;
    }

    #frame() {
        const { options, filters } = this.#words;
        const select = (name) => {
            this.#selects[name] = h('select', { onchange: () => this.#chosen() },
                Object.entries(options[name] ?? { '': this.#words.all }).map(([value, text]) => h('option', { value }, text)));
            return h('label', {}, h('span', {}, filters[name]), this.#selects[name]);
        };
        this.#search = h('input', { type: 'search', 'aria-label': this.#words.searchConversations, placeholder: this.#words.searchConversations, 'aria-keyshortcuts': '/', enterkeyhint: 'search' });
        this.#search.addEventListener('search', () => this.#search.value || this.#chosen()); // the cross that empties it
        this.#label = h('input', { autocomplete: 'off', list: 'labels', onchange: () => this.#chosen() });
        const tab = (name, own) => {
            const count = h('b', {}, '');
            const link = h('a', { href: './' }, this.#words.tabs[name], ' ', count);
            this.#tabs[name] = { tab: link, count, filters: own };
            return h('li', {}, link);
        };
        this.#rows = h('ul', { class: 'rows', role: 'list', 'aria-label': this.#words.views.conversations });
        this.#note = h('p', { class: 'empty', role: 'status' });
        this.#more = h('button', { type: 'button', class: 'more', hidden: true, onclick: () => this.#desk.list(this.#desk.state.filters, true) }, this.#words.more);
        this.#first = h('button', { type: 'button', class: 'more', hidden: true, onclick: () => this.#desk.list(this.#desk.state.filters) }, this.#words.firstRows);
        return h('section', { class: 'list', 'aria-label': this.#words.views.conversations },
            h('div', { class: 'list-head' },
                h('p', { class: 'list-title', 'aria-hidden': 'true' }, this.#words.views.conversations),
                h('form', { class: 'search', role: 'search', onsubmit: (event) => {
                    event.preventDefault();
                    this.#chosen();
                } }, icon('M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20'), this.#search),
                this.#figure,
                h('ul', { class: 'tabs', role: 'list', 'aria-label': this.#words.quick },
                    tab('all', {}), tab('pending', { status: 'pending' }), tab('mine', { assignee: 'me' }), tab('open', { status: 'open' }), tab('closed', { status: 'closed' })),
                h('div', { class: 'filters' }, select('status'), select('priority')),
                h('details', { class: 'more-filters' }, h('summary', {}, this.#words.moreFilters),
                    h('div', { class: 'filters' }, select('mode'), select('assignee'), select('locale'),
                        h('label', {}, h('span', {}, filters.label), this.#label, h('datalist', { id: 'labels' }))))),
            this.#first, this.#rows, this.#note, this.#more);
    }

    #chosen() {
        const values = Object.fromEntries(Object.entries(this.#selects).map(([name, { value }]) => [name, value]));
        this.#filter({ ...this.#desk.state.filters, ...values, label: this.#label.value.trim(), q: this.#search.value.trim() });
    }

    /** Says which figure of the statistics the list is about, and how to see all again. */
    #about(filters) {
        const { figureNames, figureOn, figureOff } = this.#words;
        this.#figure.hidden = !filters.figure;
        if (!filters.figure) return;
        const days = [...new Set([filters.from, filters.to])].filter(Boolean).map((day) => this.#desk.format.shortDay(`${day}T12:00:00`)).join(' – ');
        const rest = without(filters, FILTERS.slice(FILTERS.indexOf('figure')));
        this.#figure.replaceChildren(figureOn([figureNames[filters.figure] ?? filters.figure, filters.of, filters.page, days].filter(Boolean).join(' · ')), ' ', h('a', { href: `?${new URLSearchParams(rest)}` }, figureOff));
    }

    #colleagues(wanted = this.#desk.state.filters.assignee) {
        const { admins } = this.#desk.state;
        const names = [...new Set([...admins.map(({ name }) => name), wanted].filter((name) => name && !['me', 'none'].includes(name)))];
        if (this.#assignees === names.join('\n')) return;
        this.#assignees = names.join('\n');
        const select = this.#selects.assignee;
        const { value } = select;
        select.replaceChildren(...Object.entries({ '': this.#words.all, me: this.#words.me, none: this.#words.nobody, ...Object.fromEntries(names.map((name) => [name, name])) })
            .map(([each, text]) => h('option', { value: each }, text)));
        select.value = value;
    }

    #count() {
        const { counts } = this.#desk.state;
        for (const [name, { count }] of Object.entries(this.#tabs)) count.textContent = counts?.[name] ? this.#desk.format.number(counts[name]) : '';
    }

    /** Draws what changed. Entries that stay keep their nodes, so that focus and scroll stay too. */
    #render(isClock = false) {
        const { list, rows, isListing, listProblem, next, isLater } = this.#desk.state;
        const had = document.activeElement;
        const labels = new Set();
        for (const id of list) {
            const row = rows[id];
            (row.labels ?? []).forEach((label) => labels.add(label));
            const drawn = this.#drawn.get(id);
            const typing = this.#desk.state.typing[id]?.who === 'visitor';
            if (drawn?.row === row && drawn.typing === typing && !isClock) continue;
            const entry = drawn ?? this.#entry(id);
            entry.row = row;
            entry.typing = typing;
            this.#draw(entry, typing);
            this.#drawn.set(id, entry);
        }
        for (const [id, { node }] of this.#drawn) {
            if (list.includes(id)) continue;
            node.remove();
            this.#drawn.delete(id);
        }
        list.forEach((id, index) => {
            const { node } = this.#drawn.get(id);
            if (this.#rows.children[index] !== node) this.#rows.insertBefore(node, this.#rows.children[index] ?? null);
        });
        if (had !== document.activeElement && had?.isConnected) had.focus({ preventScroll: true }); // moving a node takes its focus
        const datalist = this.node.querySelector('datalist');
        if (datalist.children.length !== labels.size) datalist.replaceChildren(...[...labels].sort().map((value) => h('option', { value })));
        this.node.setAttribute('aria-busy', String(isListing));
        const note = listProblem ? this.#desk.explained(listProblem) : list.length ? '' : isListing ? this.#words.loading : this.#words.noConversations;
        if (this.#note.textContent !== note) this.#note.textContent = note;
        this.#more.hidden = !next;
        this.#first.hidden = !isLater;
    }

    #entry(id) {
        const link = h('a', { href: addressOf(id, this.#desk.state.filters) });
        link.addEventListener('click', () => { link.href = addressOf(id, this.#desk.state.filters); });
        if (id === this.#marked) link.setAttribute('aria-current', 'true');
        return { link, node: h('li', {}, link) };
    }

    #draw({ row, link }, isTyping) {
        const { format, state } = this.#desk;
        const words = this.#words;
        const last = row.last_message;
        const answered = { assistant: words.bot, admin: words.admin }[last?.role]; // who has the last word, when it is not the visitor
        const now = Date.now();
        const isSnoozed = row.snoozed_until && Date.parse(row.snoozed_until) > now;
        const others = (row.viewers ?? []).filter((name) => name !== state.me);
        link.className = ['entry', row.status, row.needs_reply && 'unanswered', isSnoozed && 'snoozed'].filter(Boolean).join(' ');
        link.replaceChildren(
            h('span', { class: 'who' }, h('b', {}, row.name ?? words.visitor), row.topic && h('span', { class: 'topic' }, row.topic), h('time', { datetime: row.updated_at }, format.recent(last?.at ?? row.updated_at))),
            h('span', { class: 'last' }, isTyping ? h('i', {}, words.isTyping) : last?.text ?? words.nothingSaid),
            h('span', { class: 'marks' },
                h('span', { class: `state ${row.status}` }, format.standing(row, now)),
                row.priority === 'high' && h('span', { class: 'mark high' }, words.high),
                answered && h('span', { class: 'mark answered' }, answered),
                row.left_message && h('span', { class: 'mark' }, [words.leftMessage, row.contact].filter(Boolean).join(' · ')),
                isSnoozed && h('span', { class: 'mark' }, words.snoozedUntil(format.recent(row.snoozed_until))),
                row.blocked && h('span', { class: 'mark high' }, words.blocked),
                row.assignee && h('span', { class: 'mark owner' }, row.assignee === state.me ? words.mine : row.assignee),
                (row.labels ?? []).map((label) => h('span', { class: 'mark label' }, label)),
                others.length > 0 && h('span', { class: 'mark eye' }, words.looking(others.join(', ')))));
    }
}

const without = (values, names) => Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
