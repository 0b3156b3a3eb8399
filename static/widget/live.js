/**
 * The line to the server while a person takes part, fetched when one does. In front of somebody it is a stream; behind
 * (panel closed, tab hidden) and where no stream comes through, a poll that the server parks. Either goes on after the
 * last sequence that was taken in, so nothing is missed and nothing comes twice. Nobody involved: no line.
 */
import { follow, rest } from '../shared/stream.js';
import { isInvolved } from './chat-state.js';
import { h } from './dom.js';
import { heed, look, receive, unread } from './live-state.js';

/** Seconds that the server parks a poll. */
const PARKED = 25;
/** Milliseconds that a poll behind waits before the next: in opening hours, outside them. */
const PAUSE = 5_000;
const LONG_PAUSE = 120_000;
/** Milliseconds between tries while the server is not reached: 2 s, 4 s, 8 s … at most a minute. */
const backoff = (tries) => Math.min(60_000, 1000 * 2 ** tries);
/** Milliseconds until a stream that brought nothing is given up for a poll, and until it is tried again. */
const STREAM_PATIENCE = 8_000;
const STREAM_AGAIN = 120_000;
/** Milliseconds for which somebody is said to be writing, and between two times that the visitor is. */
const TYPING = 6_000;
const TYPING_AGAIN = 4_000;
const LOST = ['session_unknown', 'session_missing'];

export class Live {
    #panel;
    #line; // ends what runs
    #isFront;
    #session; // whose it is
    #isCut = false;
    #streamAfter = 0;
    #typingTimer;
    #typedAt = 0;
    #seenAt = 0;
    #title = document.title;
    #badge = h('span', { class: 'badge', 'aria-hidden': 'true' });
    #back;
    #seen = h('p', { class: 'state seen', 'aria-live': 'off' });
    #newest;

    constructor(panel) {
        this.#panel = panel;
        const { words, signal } = panel;
        panel.adopt(sheet);
        this.#back = h('button', { class: 'back', type: 'button', onclick: () => this.#return() }, words.back);
        this.#newest = h('button', { class: 'newest', type: 'button', onclick: () => this.#showNewest() }, words.newest);
        this.#seen.textContent = words.seen;
        const again = () => this.attend();
        document.addEventListener('visibilitychange', again, { signal });
        panel.dialog.addEventListener('close', again, { signal });
        panel.log.addEventListener('scroll', () => this.#tellNewest(), { signal, passive: true });
        signal.addEventListener('abort', () => {
            this.#line?.abort();
            document.title = this.#title;
        });
    }

    get #isOnScreen() {
        return this.#panel.dialog.open && document.visibilityState === 'visible';
    }

    /** Runs the line that fits: called whenever somebody takes part, comes, or leaves. */
    attend() {
        const isFront = this.#isOnScreen;
        const { session } = this.#panel.state;
        if (this.#line && this.#isFront === isFront && this.#session === session) return this.#show();
        this.#line?.abort();
        this.#line = undefined;
        if (!session) return this.#show();
        [this.#isFront, this.#session, this.#isCut] = [isFront, session, false];
        this.#line = new AbortController();
        this.#run(this.#line);
        this.#show();
    }

    async #run(line) {
        const { signal } = line;
        let tries = 0;
        let parked = 0; // the first asks how things stand, at once
        do {
            try {
                if (parked && this.#isFront && Date.now() >= this.#streamAfter) await this.#stream(signal);
                else await this.#poll(parked, signal);
                const isClosed = this.#panel.state.person?.open === false;
                if (parked && !this.#isFront) await rest(isClosed ? LONG_PAUSE : PAUSE, signal);
                parked = PARKED;
                tries = 0;
                this.#isCut = false;
            } catch (problem) {
                if (signal.aborted) return;
                if (LOST.includes(problem.code)) {
                    this.#panel.on({ type: 'sessionLost' });
                    break;
                }
                tries += 1;
                this.#isCut = tries > 1; // one may be an accident
                this.#show();
                await rest(problem.retryAfter * 1000 || backoff(tries), signal);
            }
        } while (!signal.aborted && isInvolved(this.#panel.state, Date.now()));
        if (this.#line === line) this.#line = undefined;
        if (!signal.aborted) this.#show();
    }

    async #poll(parked, signal) {
        const { sequence } = this.#panel.state;
        const found = await this.#panel.api(`chat/messages?after=${sequence}&wait=${parked}`, { signal, patience: (parked + 15) * 1000 });
        if (!signal.aborted) this.#take(found.messages, found.state);
    }

    /** Reads a stream until nobody is involved any more. One that does not come through makes way for polls, for a while. */
    async #stream(outer) {
        const stop = new AbortController();
        const end = () => stop.abort();
        outer.addEventListener('abort', end, { once: true });
        const giveUp = () => {
            this.#streamAfter = Date.now() + STREAM_AGAIN;
            end();
        };
        let timer = setTimeout(giveUp, STREAM_PATIENCE);
        const { session, sequence } = this.#panel.state;
        try {
            await follow(this.#panel.address(`chat/stream?after=${sequence}`), {
                after: sequence, session, headers: this.#panel.headers, signal: stop.signal,
                onLink: (isUp, problem) => {
                    if (problem?.status === 429) return giveUp(); // too many are open
                    if (isUp) timer = clearTimeout(timer);
                    else timer ??= setTimeout(giveUp, STREAM_PATIENCE);
                },
                onEvent: ({ type, data }) => {
                    if (type === 'state') this.#take([], data);
                    else if (type === 'message') this.#take([data]);
                    else if (type === 'typing' && data.who === 'admin') this.#hint(data.name);
                    else if (type === 'seen' && data.who === 'admin') this.#take([], { ...this.#panel.state.person, admin_seen: data.up_to });
                    if (!isInvolved(this.#panel.state, Date.now())) end();
                },
            });
        } catch (problem) {
            if (LOST.includes(problem.code)) throw problem;
            giveUp(); // refused for good
        } finally {
            clearTimeout(timer);
            outer.removeEventListener('abort', end);
        }
    }

    #take(messages, person) {
        const { panel = this.#panel } = this;
        const now = Date.now();
        if (messages.some(({ role }) => role === 'admin')) this.#hint('');
        panel.update((state) => messages.reduce((taken, each) => receive(taken, each, now), person?.mode ? heed(state, person, now) : state));
        if (person?.typing) this.#hint(person.admin);
        this.#show();
    }

    // What is on the screen

    #show() {
        const panel = this.#panel;
        const { words } = panel;
        const { person } = panel.state;
        if (this.#isOnScreen && panel.state.seen < panel.state.sequence) panel.update(look);
        this.#tellSeen();
        if (this.#isCut) panel.showStatus('closed', words.cut);
        else if (person?.mode === 'waiting_admin' && (person.open || !person.left_message)) {
            panel.showStatus('open waits', person.queue_position ? words.waitingAt(person.queue_position) : words.waiting);
        } else if (person?.mode === 'admin') panel.showStatus('online', words.joined(person.admin ?? words.chipAdmin));
        else if (person) panel.tellStatus(person);
        else if (this.#back.isConnected) panel.showStatus('', ''); // forgotten, and whoever was there with it
        const isWithPerson = person && (person.mode !== 'bot' || person.status === 'closed');
        if (!isWithPerson) this.#back.remove();
        else if (!this.#back.isConnected) panel.ways.append(this.#back);
        this.#markSeen(person);
        this.#tellUnread();
        this.#tellNewest();
    }

    /** Under the last of the visitor's messages that the admin has seen. */
    #markSeen(person) {
        const last = person?.mode === 'admin' && panelMessages(this.#panel).findLast(({ role, sequence }) => role === 'visitor' && sequence <= person.admin_seen);
        const node = last && this.#panel.log.querySelector(`[data-key="${CSS.escape(last.key)}"]`);
        if (!node) this.#seen.remove();
        else if (this.#seen.previousElementSibling !== node) {
            node.after(this.#seen);
            if (!this.#seen.nextElementSibling) this.#panel.reveal(this.#seen);
        }
    }

    #tellUnread() {
        const { root, state, words } = this.#panel;
        const count = this.#isOnScreen ? 0 : unread(state);
        const bubble = root.querySelector('.bubble');
        document.title = count ? `(${count}) ${this.#title}` : this.#title;
        this.#badge.textContent = count;
        if (count) {
            bubble.append(this.#badge);
            bubble.setAttribute('aria-label', words.unread(count));
        } else {
            this.#badge.remove();
            bubble.removeAttribute('aria-label');
        }
    }

    /** A way down where a new message came in below what is being read. */
    #tellNewest() {
        const { log } = this.#panel;
        const last = panelMessages(this.#panel).at(-1);
        const isBelow = last?.role === 'admin' && log.scrollHeight - log.scrollTop - log.clientHeight > log.lastElementChild.offsetHeight;
        if (!isBelow) this.#newest.remove();
        else if (!this.#newest.isConnected) log.after(this.#newest);
    }

    #showNewest() {
        this.#panel.reveal(this.#panel.log.lastElementChild);
        this.#panel.log.focus();
    }

    /** Who is writing, for a while; '' nobody. */
    #hint(name) {
        clearTimeout(this.#typingTimer);
        const hint = name ? this.#panel.words.adminTyping(name) : '';
        if (name) this.#typingTimer = setTimeout(() => this.#hint(''), TYPING);
        if (this.#panel.hint === hint) return;
        this.#panel.hint = hint;
        this.#panel.update((state) => state);
    }

    // What the other side is told

    /** The visitor is writing. */
    type() {
        if (Date.now() - this.#typedAt < TYPING_AGAIN) return;
        this.#typedAt = Date.now();
        this.#panel.api('chat/typing', { body: {} }).catch(() => {}); // it passes by itself
    }

    #tellSeen() {
        const { seen, mode } = this.#panel.state;
        if (mode !== 'admin' || !this.#isOnScreen || seen <= this.#seenAt) return;
        this.#seenAt = seen;
        this.#panel.api('chat/seen', { body: { up_to: seen } }).catch(() => {}); // the next one tells it too
    }

    async #return() {
        const panel = this.#panel;
        this.#back.disabled = true;
        try {
            const person = await panel.api('chat/return', { body: {} });
            panel.update((state) => heed(state, { ...person, status: 'open' }, Date.now()));
        } catch (problem) {
            panel.showStatus('closed', problem.title || panel.words.failed);
        }
        this.#back.disabled = false;
        panel.focus();
        this.#show();
    }
}

const panelMessages = (panel) => panel.state.messages.filter(({ notice }) => !notice);

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.waits::before{animation:wait 1.4s infinite}@keyframes wait{50%{opacity:.25}}@media(prefers-reduced-motion:reduce){.waits::before{animation:none}}
.back{min-block-size:2.5rem;border:0;background:none;color:var(--m);font-size:.875rem;text-decoration:underline;text-underline-offset:.2em;padding:0 .25rem}.back:hover{color:var(--a)}
.seen{margin-block-start:-1.1rem;align-self:flex-end}
.newest{align-self:center;position:relative;z-index:1;margin-block:-3rem .25rem;min-block-size:2.5rem;padding:.3rem 1rem;border:1px solid var(--a);border-radius:1.25rem;background:var(--s);color:var(--a);font-size:.875rem;font-weight:600;box-shadow:0 4px 14px rgb(0 0 0/.18)}
.badge{display:grid;place-items:center;min-inline-size:1.5rem;block-size:1.5rem;padding:0 .4rem;border-radius:.75rem;background:#b3261e;color:#fff;font-size:.8125rem;margin-inline-start:-.2rem}
@media(forced-colors:active){.badge{border:1px solid}}`);
