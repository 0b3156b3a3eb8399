/**
 * What the console knows: reduce(state, event) → state, pure. Answers of the server and events of its stream come in any
 * order and more than once, so everything here is by id and by sequence.
 */

/** Filters by their name in the address and in the API; from `figure` on they name a figure of the statistics. */
export const FILTERS = ['status', 'priority', 'mode', 'assignee', 'label', 'locale', 'q', 'figure', 'of', 'from', 'to', 'page'];
/** Conversations asked for at a time: what a screen shows, and a little more. */
const PAGE = 20;
/** Conversations listed at a time; who reads on leaves the first behind, so that the page stays as quick as it was. */
export const MAXIMUM_LISTED = 150;

/** The password that the browser keeps, a header that a foreign page cannot send, and the page's language whatever the browser's. */
export const ours = (language) => ({ credentials: 'same-origin', headers: { 'X-Frontdesk': '1', 'Accept-Language': language } });

/** The parameters of one page of a list. */
export const page = (filters, cursor) => new URLSearchParams({ ...filters, limit: PAGE, ...(cursor && { cursor }) });

export const initial = Object.freeze({
    me: '', admins: [], link: 'starting', filters: {},
    rows: {}, list: [], next: null, isLater: false, counts: null, isListing: false, listProblem: null,
    open: null, typing: {},
});

export function reduce(state, event) {
    switch (event.type) {
        case 'present':
            return { ...state, me: event.me ?? state.me, admins: event.admins };
        case 'linked':
            return { ...state, link: event.isUp ? 'up' : 'down' };
        case 'filtered':
            return { ...state, filters: event.filters, isListing: true, listProblem: null };
        case 'listFailed':
            return { ...state, isListing: false, listProblem: event.problem };
        case 'listed': {
            // Told of everything all day, one would remember everything: a new list begins with what is on the screen.
            const rows = event.isMore ? { ...state.rows } : pick(state.rows, [...event.conversations.map(({ id }) => id), state.open?.id]);
            for (const row of event.conversations) rows[row.id] = newer(rows[row.id], row);
            const ids = event.conversations.map(({ id }) => id);
            const all = event.isMore ? [...state.list, ...ids.filter((id) => !state.list.includes(id))] : ids;
            const list = all.slice(-MAXIMUM_LISTED);
            const isLater = event.isMore && (state.isLater || list.length < all.length);
            return { ...state, rows, list, isLater, next: event.next_cursor ?? null, counts: event.counts ?? state.counts, isListing: false, listProblem: null };
        }
        case 'counted':
            return { ...state, counts: event.counts };
        case 'changed':
            return changed(state, event.row);
        case 'gone': {
            const { [event.id]: _, ...rows } = state.rows;
            return { ...state, rows, list: state.list.filter((id) => id !== event.id), open: state.open?.id === event.id ? { ...state.open, problem: { status: 404, title: '' } } : state.open };
        }
        case 'opening':
            return state.open?.id === event.id ? state : { ...state, open: { id: event.id, isLoading: true, messages: [], notes: [], timeline: [], journey: {}, last: 0, fence: null } };
        case 'opened': {
            if (state.open?.id !== event.thread.conversation.id) return state;
            const { conversation, messages, ...more } = event.thread;
            // What is unmasked is shown in this one place and never gets into the list.
            const next = more.unmasked ? state : changed(state, conversation);
            const revealed = more.unmasked ? conversation : null;
            return { ...next, open: { ...state.open, ...more, revealed, isLoading: false, problem: null, messages: merged(state.open.messages, messages) } };
        }
        case 'openFailed':
            return state.open?.id === event.id ? { ...state, open: { ...state.open, isLoading: false, problem: event.problem } } : state;
        case 'closed':
            return { ...state, open: null };
        case 'arrived': {
            const { [event.id]: _, ...others } = state.typing;
            const next = event.message.role === 'user' ? { ...state, typing: others } : state;
            return withOpen(next, event.id, ({ messages, last }) => ({ messages: merged(messages, [event.message]), last: Math.max(last, event.message.sequence ?? 0) }));
        }
        case 'caughtUp':
            return withOpen(event.conversation ? changed(state, event.conversation) : state, event.id,
                ({ messages, last }) => ({ messages: merged(messages, event.messages), last: Math.max(last, event.last ?? 0) }));
        case 'claimed':
            return withOpen(changed(state, event.conversation), event.conversation.id, () => ({ fence: event.fence }));
        case 'refreshed':
            return withOpen(state, event.id, () => event.values);
        case 'typing':
            return { ...state, typing: { ...state.typing, [event.id]: { who: event.who, until: event.until } } };
        case 'typedOut':
            return { ...state, typing: Object.fromEntries(Object.entries(state.typing).filter(([, { until }]) => until > event.now)) };
        default:
            return state;
    }
}

/** Whoever was told later is right; the same moment counts as later. */
const newer = (known, row) => (known && known.number > row.number ? known : row);

const pick = (rows, ids) => Object.fromEntries(ids.filter((id) => rows[id]).map((id) => [id, rows[id]]));

const withOpen = (state, id, change) => (state.open?.id === id ? { ...state, open: { ...state.open, ...change(state.open) } } : state);

function changed(state, row) {
    const known = state.rows[row.id];
    if (known && known.number > row.number) return state;
    const rows = { ...state.rows, [row.id]: row };
    let { list, counts, open } = state;
    const isListed = list.includes(row.id);
    // What was said is searched by the server alone: a conversation that was found stays, another does not come in.
    const belongs = matches(row, state.filters, state.me) && (isListed || !(state.filters.q || state.filters.figure));
    if (belongs || isListed) {
        const others = list.filter((id) => id !== row.id);
        const place = others.findIndex((id) => inOrder(row, rows[id]) < 0);
        // Behind everything that is loaded it waits for the next page, unless there is none or it was here before.
        const isInside = (place > 0 || (place === 0 && !state.isLater)) || (place < 0 && !state.next) || isListed;
        list = belongs && isInside ? [...others.slice(0, place < 0 ? undefined : place), row.id, ...(place < 0 ? [] : others.slice(place))] : others;
    }
    if (counts && known) {
        counts = { ...counts };
        counts[known.status] -= 1;
        counts[row.status] += 1;
        const isMine = (each) => each.assignee === state.me && each.status !== 'closed';
        counts.mine += Number(isMine(row)) - Number(isMine(known));
    }
    if (open?.id === row.id && row.assignee !== state.me) open = { ...open, fence: null };
    return { ...state, rows, list, counts, open };
}

/** Messages once each, in the order in which they were said. */
export function merged(known, more) {
    const byID = new Map(known.map((message) => [message.id, message]));
    for (const { message_id: id, content: text, ...message } of more) byID.set(id, { ...byID.get(id), ...message, id, text });
    return [...byID.values()].sort((one, other) => one.sequence - other.sequence);
}

/** Whether the list with these filters shows `row`; `q` and `figure` are the server's to judge. */
export function matches(row, filters, me) {
    const { status, priority, mode, assignee, label, figure } = filters;
    const locale = figure ? '' : filters.locale; // of a figure it is the language in which they began
    return (!status || row.status === status)
        && (!priority || row.priority === priority)
        && (!mode || row.mode === mode)
        && (!locale || row.locale === locale)
        && (!label || (row.labels ?? []).includes(label))
        && (!assignee || (assignee === 'none' ? !row.assignee : row.assignee === (assignee === 'me' ? me : assignee)));
}

/** As the server orders them: who waits, in the order of service; then the others, the latest first. */
export function inOrder(one, other) {
    const waits = ({ status }) => (status === 'pending' ? 0 : 1);
    if (waits(one) !== waits(other)) return waits(one) - waits(other);
    if (waits(one) === 0) {
        const place = ({ priority }) => (priority === 'high' ? 0 : 1);
        return place(one) - place(other) || compare(one.waiting_since ?? one.updated_at, other.waiting_since ?? other.updated_at);
    }
    return compare(other.updated_at, one.updated_at);
}

const compare = (one, other) => (one < other ? -1 : Number(one > other));

/** Whether somebody began to wait for a person between these two versions of a row. */
export const isNewHandoff = (before, row) => row.mode === 'waiting_admin' && before?.mode !== 'waiting_admin';

/** The filters in an address, without empty ones and without what we do not know. */
export const filtersOf = (parameters) => Object.fromEntries(FILTERS.map((name) => [name, parameters.get(name)]).filter(([, value]) => value));

/** The address of a conversation under the filters that are on. */
export const addressOf = (id, filters = {}) =>
    `?${new URLSearchParams([...FILTERS.map((name) => [name, filters[name]]).filter(([, value]) => value), ['conversation', id]])}`;

/** A canned response with its slots filled: { text, missing }; a slot without a value stays and is named in `missing`. */
export function filled(text, values) {
    const missing = new Set();
    const result = text.replace(/\{(\w+)\}/g, (whole, name) => {
        if (values[name]) return values[name];
        missing.add(name);
        return whole;
    });
    return { text: result, missing: [...missing] };
}

/** The word after the slash that the caret stands behind: `{ start, word }`, or null. */
export function slashAt(text, caret) {
    const found = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
    return found && { start: caret - found[1].length - 1, word: found[1].toLowerCase() };
}

/** At most eight canned responses for a word, those whose shortcut begins with it first. */
export function suggested(canned, word, locale) {
    const rank = ({ shortcut, title, text, locale: own }) => {
        const short = shortcut.replace(/^\//, '').toLowerCase();
        const place = short.startsWith(word) ? 0 : title.toLowerCase().includes(word) ? 2 : text.toLowerCase().includes(word) ? 4 : Infinity;
        return place + (own && own !== locale ? 1 : 0);
    };
    return canned.map((each) => [rank(each), each]).filter(([place]) => place < Infinity)
        .sort(([one, { title }], [other, { title: otherTitle }]) => one - other || title.localeCompare(otherTitle))
        .slice(0, 8).map(([, each]) => each);
}
