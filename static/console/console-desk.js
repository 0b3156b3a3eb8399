/**
 * The console's one connection to the server: what it asks, what it is told, and what is known of both. Views read
 * `state`, ask through here, and are called when something changed.
 */
import { call } from '../shared/api.js';
import { initial, ours, page, reduce } from './console-state.js';

/** Milliseconds that "is typing" holds. */
const TYPING = 6000;
/** Milliseconds between two "I am typing". */
const TYPING_PACE = 4000;

export class Desk {
    state = initial;
    #listeners = new Set();
    #refreshing;
    #counting;
    #canned;
    #claims = new Map(); // under way, by conversation
    #saidTyping = 0;
    #change; // the desk's change number up to which everything was told
    #early; // the first list: what was asked for before this was here, and its answer
    #first = Promise.resolve();
    #equipped;

    constructor({ words, format, language, company, kept, tell, signal, early }) {
        Object.assign(this, { words, format, language, company, kept, tell, signal });
        this.#early = early;
    }

    /** Makes `outbox`, once: a list does without, a conversation does not. */
    equip() {
        this.#equipped ??= import('./console-outbox.js').then(({ Outbox }) => {
            this.outbox = new Outbox({
                kept: this.kept,
                send: (item, options) => this.ask('/api/chat/send', { ...options, body: bodyOf(item) }),
                told: {
                    changed: (id) => this.on({ type: 'outbox', id }),
                    sent: (item, { message }) => message && this.on({ type: 'arrived', id: item.conversation_id, message }),
                    refused: (item, problem) => this.#refused(item, problem),
                },
            });
        });
        this.#equipped.catch(() => { this.#equipped = undefined; });
        return this.#equipped;
    }

    /** Starts listening, once the view has what it asked for first; ends with `signal`. */
    async start() {
        const { signal } = this;
        const flush = () => this.outbox?.flush({ keepalive: true });
        addEventListener('pagehide', flush, { signal });
        document.addEventListener('visibilitychange', () => document.hidden && flush(), { signal });
        await this.#first;
        this.equip().catch(() => {}); // what an earlier page could not send goes out
        this.#follow();
        this.presence();
    }

    /** Calls `listener(event, before)` after each event, until `signal` ends. */
    listen(listener, signal) {
        this.#listeners.add(listener);
        signal?.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    }

    on(event) {
        const before = this.state;
        this.state = reduce(before, event);
        for (const listener of this.#listeners) listener(event, before);
    }

    /** Asks the server; `path` is under /api/admin/ unless it begins with a slash. */
    ask(path, options) {
        return call(path.startsWith('/') ? path : `/api/admin/${path}`, { ...ours(this.language), signal: this.signal, ...options });
    }

    /** As `ask`, but what goes wrong is told to the person; undefined then. */
    async attempt(path, options) {
        try {
            return await this.ask(path, options);
        } catch (problem) {
            this.problem(problem);
        }
    }

    problem(problem) {
        if (!this.signal?.aborted) this.tell(this.explained(problem), 'wrong');
    }

    /** A problem in words: the server's own, or what is known of why there are none. */
    explained(problem) {
        const { words } = this;
        if (problem.code === 'claimed_by_other') return words.claimedByOther(problem.details.admin ?? '');
        if (problem.title) return problem.title;
        if (problem.status === 401) return words.signIn;
        if (problem.status === 404) return words.gone;
        return problem.passes ? words.notReached : words.refused(problem.status);
    }

    // Conversations

    list(filters, isMore = false) {
        const reading = this.#list(filters, isMore);
        if (this.#change === undefined) this.#first = reading;
        return reading;
    }

    async #list(filters, isMore) {
        if (!isMore) this.on({ type: 'filtered', filters });
        const asked = `/api/admin/conversations?${page(filters, isMore && this.state.next)}`;
        const early = this.#early?.asked === asked && this.#early.answer;
        this.#early = undefined;
        try {
            const answer = await (early || this.ask(asked));
            this.#asOf(answer.change);
            if (filters === this.state.filters || isMore) this.on({ type: 'listed', isMore, ...answer });
        } catch (problem) {
            this.on({ type: 'listFailed', problem });
        }
    }

    async open(id) {
        this.on({ type: 'opening', id });
        const revealed = this.state.open.revealed ?? null;
        try {
            const thread = await this.ask(`conversations/${encodeURIComponent(id)}`);
            this.#asOf(thread.change);
            // Who asked for the data before this came keeps it in sight.
            if (this.state.open?.id !== id || (this.state.open.revealed ?? null) === revealed) this.on({ type: 'opened', thread });
            this.view(id, true);
        } catch (problem) {
            this.on({ type: 'openFailed', id, problem });
        }
    }

    close() {
        const { open } = this.state;
        if (!open) return;
        if (!open.problem) this.view(open.id, false);
        this.on({ type: 'closed' });
    }

    /** Tells the others that this person looks at a conversation, or no longer does. Nothing hangs on it. */
    view(id, viewing) {
        this.ask(`conversations/${encodeURIComponent(id)}/view`, { body: { viewing }, keepalive: true }).catch(() => {});
    }

    seen(id, upTo) {
        this.ask(`conversations/${encodeURIComponent(id)}/seen`, { body: { up_to: upTo } }).catch(() => {});
    }

    typing(id) {
        if (Date.now() - this.#saidTyping < TYPING_PACE) return;
        this.#saidTyping = Date.now();
        this.ask(`conversations/${encodeURIComponent(id)}/typing`, { body: {} }).catch(() => {});
    }

    /** Claims a conversation. Who asks while a claim is under way shares it: a second would make the first one's fence stale. */
    claim(id) {
        if (!this.#claims.has(id)) this.#claims.set(id, this.#claim(id).finally(() => this.#claims.delete(id)));
        return this.#claims.get(id);
    }

    async #claim(id) {
        const answer = await this.attempt('/api/chat/claim', { body: { conversation_id: id } });
        if (answer) this.on({ type: 'claimed', ...answer });
        return answer;
    }

    /** Release, assign, close and so on: one POST whose answer is the conversation. */
    async act(id, action, body = {}, method = 'POST') {
        const answer = await this.attempt(`conversations/${encodeURIComponent(id)}/${action}`, { method, body });
        if (answer?.conversation) this.on({ type: 'changed', row: answer.conversation });
        if (answer) this.refresh();
        return answer;
    }

    async unmask(id) {
        const thread = await this.attempt(`conversations/${encodeURIComponent(id)}/unmask`, { body: {} });
        if (thread) this.on({ type: 'opened', thread: { ...thread, unmasked: true } });
    }

    /** Reads notes, journey and history of the open conversation again, soon. */
    refresh() {
        clearTimeout(this.#refreshing);
        this.#refreshing = setTimeout(async () => {
            const { open } = this.state;
            if (!open || open.revealed) return;
            const thread = await this.ask(`conversations/${encodeURIComponent(open.id)}`).catch(() => null);
            // Somebody who asked for the data meanwhile keeps it in sight.
            if (thread && !this.state.open?.revealed) this.on({ type: 'opened', thread });
        }, 250);
    }

    /** The canned responses, read once; `isFresh` reads them again. */
    canned(isFresh = false) {
        if (isFresh) this.#canned = undefined;
        this.#canned ??= this.ask('canned').then(({ canned }) => canned, () => {
            this.#canned = undefined; // the next word asks again
            return [];
        });
        return this.#canned;
    }

    // Presence

    async presence(state) {
        const answer = await (state ? this.attempt('presence', { body: { state } }) : this.ask('presence').catch(() => null));
        if (answer) this.on({ type: 'present', ...answer });
    }

    get myself() {
        return this.state.admins.find(({ name }) => name === this.state.me);
    }

    // What the server tells by itself

    /** Something was read as of a change of the desk; the stream goes on from the first of these. */
    #asOf(change) {
        if (this.state.link === 'starting') this.#change = Math.min(this.#change ?? Infinity, change);
    }

    async #follow() {
        try {
            const { follow } = await import('../shared/stream.js');
            await follow('/api/admin/stream', {
                ...ours(this.language), signal: this.signal, after: this.#change,
                onEvent: ({ type, data, id }) => this.#told(type, data, Number(id) || 0),
                idOf: ({ type, id, data }) => (type === 'hello' ? data.after : id),
                onLink: (isUp) => this.#linked(isUp),
            });
        } catch (problem) {
            this.problem(problem);
        }
    }

    #linked(isUp) {
        const wasDown = this.state.link === 'down';
        this.on({ type: 'linked', isUp });
        if (isUp && wasDown) {
            this.outbox?.flush();
            const { open } = this.state;
            if (open) this.view(open.id, true);
            this.presence();
        }
    }

    #told(type, data, id) {
        if (type !== 'hello') this.#change = Math.max(this.#change ?? 0, id);
        switch (type) {
            case 'hello': {
                if (data.me) this.on({ type: 'present', me: data.me, admins: this.state.admins });
                const isBehind = data.resync || data.after > this.#change;
                this.#change = data.after ?? 0; // a server that was restarted counts from the start
                if (isBehind) this.resync();
                break;
            }
            case 'conversation':
                this.#changed(data);
                break;
            case 'gone':
                this.on({ type: 'gone', id: data.id });
                break;
            case 'message':
                this.on({ type: 'arrived', id: data.conversation_id, message: data.message });
                break;
            case 'typing':
                this.on({ type: 'typing', id: data.conversation_id, who: data.who, until: Date.now() + TYPING });
                setTimeout(() => this.on({ type: 'typedOut', now: Date.now() }), TYPING + 50);
                break;
            case 'presence':
                this.on({ type: 'present', admins: data.admins });
                break;
            case 'delivery':
                this.on({ type: 'delivery', delivery: data });
                break;
        }
    }

    #changed(row) {
        const { rows, open } = this.state;
        const known = rows[row.id];
        this.on({ type: 'changed', row });
        // A change that is no message is a note, a label, a claim: the rest of what is open is read again.
        if (open?.id === row.id && known && known.number < row.number && known.last_message?.at === row.last_message?.at) this.refresh();
        if (!known) this.#count();
    }

    /** Too much was missed to be told one by one: everything that is shown is read again. */
    async resync() {
        const { filters, open } = this.state;
        this.list(filters);
        if (!open) return;
        const answer = await this.ask(`conversations/${encodeURIComponent(open.id)}/messages?after=${open.last}`).catch(() => null);
        if (answer) this.on({ type: 'caughtUp', id: open.id, ...answer });
        this.refresh();
    }

    /** Counts again when a conversation came up that was not known: at most every two seconds. */
    #count() {
        this.#counting ??= setTimeout(async () => {
            this.#counting = undefined;
            const answer = await this.ask('conversations?limit=1').catch(() => null);
            if (answer?.counts) this.on({ type: 'counted', counts: answer.counts });
        }, 2000);
    }

    /** A reply that was refused goes back to where it was written. */
    #refused(item, problem) {
        const text = problem.details.content ?? item.content;
        const draft = this.kept.draft(item.conversation_id);
        this.kept.keepDraft(item.conversation_id, [text, draft].filter(Boolean).join('\n'));
        const reason = problem.code === 'fence_stale' ? this.words.fenceStale(problem.details.admin ?? '') : this.explained(problem);
        if (this.state.open?.id !== item.conversation_id) this.tell(reason, 'wrong'); // otherwise it stands beside the box
        this.on({ type: 'refused', id: item.conversation_id, text, reason });
        this.refresh();
    }
}

const bodyOf = ({ id, conversation_id, content, fence, canned, suggested }) =>
    ({ conversation_id, content, fence, client_message_id: id, ...(canned && { canned }), ...(suggested && { suggested }) });
