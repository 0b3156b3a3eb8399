/**
 * The panel of <chat-widget>, fetched with the first touch: conversation, box, and the way to a person.
 *
 * It draws what chat-state.js says and turns clicks into its events. Messages are sent one after another, oldest first;
 * one that cannot be sent stays, on the device too, and goes out later under the same client_message_id.
 */
import { call } from '../shared/api.js';
import { due, initial, isAbout, load, reduce, save, stopgapKey } from './chat-state.js';
import { MessageDrawing } from './chat-messages.js';
import { h, icon, safe } from './dom.js';
import { sheet } from './chat-panel.styles.js';

/** The server's limit for one message, in characters. */
const MAXIMUM_CHARACTERS = 4000;
/** Problems that a new conversation solves. */
const LOST = ['session_unknown', 'session_missing', 'conversation_full', 'too_many_sessions'];
/** Seconds between tries while the server is not reached: 2, 4, 8 … at most 60. */
const wait = (tries) => Math.min(60, 2 ** tries);

/** Where the conversation is kept; null when the browser refuses, and then nothing is. */
const device = (() => {
    try {
        return globalThis.localStorage;
    } catch {
        return null;
    }
})();

/** The panel inside `root`, in the language of `host`; one table of words is fetched, and a test sees that neither lacks a key. */
export async function makePanel(host, root) {
    const language = (host.closest('[lang]')?.lang || 'id').startsWith('en') ? 'en' : 'id';
    const { default: words } = await (language === 'en' ? import('../locales/en.js') : import('../locales/id.js'));
    return new ChatPanel(host, root, words, language);
}

class ChatPanel {
    #host;
    #words;
    #language;
    #address;
    #whatsapp;
    #state = initial;
    #stop = new AbortController();
    #drawing;
    #drawn = new Map(); // message key → { message, node }
    #isSending = false;
    #tries = 0;
    #timer;
    #onClose;
    #dialog;
    #log;
    #box;
    #typing;
    #status = h('p', { class: 'status', hidden: true });
    #index; // what the page answers from while the server is away, once it is fetched

    constructor(host, root, words, language) {
        this.#host = host;
        this.#words = words;
        this.#language = language;
        this.#address = (path) => (host.getAttribute('src') ?? '/api/chat') + path;
        this.#whatsapp = safe(host.getAttribute('whatsapp'));
        this.#drawing = new MessageDrawing(words, language, this.#whatsapp, {
            say: (text, option) => this.#say(text, option),
            handoff: (href) => this.#handoff(href),
            refuse: (message) => this.#refuse(message),
            rate: (message, value) => this.#rate(message, value),
            edit: (message) => this.#edit(message),
            retry: (message) => this.#on({ type: 'retried', id: message.id }),
            resume: () => this.#resume(),
            count: (intent, cta) => this.#count(intent, cta),
            lead: (intent) => this.#on({ type: 'noticed', key: randomID(), at: Date.now(), notice: { lead: true, intent } }),
            leadForm: (message) => this.#leadForm(message),
        });
        root.adoptedStyleSheets.push(sheet);
        this.#build();
        root.append(this.#dialog);
        this.#takeOver(load(device));
        this.#on({ type: 'retried' });
        const { signal } = this.#stop;
        addEventListener('online', () => this.#resume(), { signal });
        addEventListener('storage', (event) => this.#otherTab(event), { signal });
        addEventListener('pagehide', () => this.#keepDraft(), { signal });
        globalThis.visualViewport?.addEventListener('resize', () => this.#fit(), { signal });
        this.#box.value = this.#draft() ?? '';
    }

    /** Ends every listener and call; the conversation stays on the device. */
    end() {
        this.#stop.abort();
        clearTimeout(this.#timer);
        this.#dialog.remove();
    }

    /** `isTouch`: somebody tapped something, so the server may be asked who is there. */
    open({ question, isTouch, onClose }) {
        this.#onClose = onClose;
        if (isTouch) this.#askStatus();
        if (!this.#dialog.open) {
            if (matchMedia('(max-width: 40rem)').matches) this.#dialog.showModal();
            else this.#dialog.show();
        }
        if (question) this.#box.value = question;
        this.#fit();
        this.#grow();
        // Without a question a phone's keyboard would only cover what can be tapped.
        const target = !question && matchMedia('(pointer: coarse)').matches ? this.#dialog : this.#box;
        target.focus({ preventScroll: true });
        this.#box.setSelectionRange(this.#box.value.length, this.#box.value.length);
    }

    #close() {
        this.#dialog.close();
    }

    // What is on the screen

    #build() {
        const words = this.#words;
        const assistant = this.#host.getAttribute('assistant') ?? words.assistant;
        const company = this.#host.getAttribute('company') ?? '';
        this.#log = h('div', { class: 'log', role: 'log', 'aria-label': words.log, tabindex: '0' }, this.#drawing.greeting(assistant));
        this.#typing = h('p', { class: 'typing', role: 'status' });
        this.#box = h('textarea', {
            rows: '1', 'aria-label': words.message, enterkeyhint: 'send', maxlength: String(MAXIMUM_CHARACTERS), autocomplete: 'off',
            placeholder: words.placeholder(this.#host.getAttribute('kind'), company),
            oninput: () => this.#grow(),
            onkeydown: (event) => this.#key(event),
        });
        this.#dialog = h('dialog', {
            class: 'panel', tabindex: '-1', 'aria-labelledby': 'title',
            onclose: () => this.#onClose?.(),
            onkeydown: (event) => {
                if (event.key === 'Escape') {
                    event.preventDefault();
                    this.#close();
                }
            },
        },
        h('div', { class: 'head' },
            icon('M12 2.5 18.7 5.3 21.5 12 18.7 18.7 12 21.5 5.3 18.7 2.5 12 5.3 5.3Z', 'M12 2.5 21.5 12 12 21.5 2.5 12ZM5.3 5.3H18.7V18.7H5.3Z'),
            h('div', {}, h('h2', { id: 'title' }, `${assistant} (${words.online})`), h('p', { class: 'subline' }, words.subline), this.#status),
            h('button', { class: 'close', type: 'button', 'aria-label': words.close, onclick: () => this.#close() }, icon('M6 6 18 18M18 6 6 18'))),
        this.#log,
        this.#typing,
        h('form', {
            onsubmit: (event) => {
                event.preventDefault();
                this.#send();
            },
        },
        h('button', { class: 'person', type: 'button', onclick: () => this.#handoff() }, icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6'), words.escalate),
        h('div', { class: 'field' }, this.#box, h('button', { class: 'send', type: 'submit', 'aria-label': words.send }, icon('M4 12 20 4.5 15.5 20 11 13.5ZM11 13.5 20 4.5')))));
    }

    #render() {
        const keys = new Set();
        let added;
        let changed;
        for (const message of this.#state.messages) {
            keys.add(message.key);
            const drawn = this.#drawn.get(message.key);
            if (drawn?.message === message) continue;
            const node = this.#drawing.draw(message);
            if (drawn) {
                drawn.node.replaceWith(node);
                if (!node.nextElementSibling) changed = node;
            } else {
                const later = this.#state.messages.slice(this.#state.messages.indexOf(message) + 1).find((each) => this.#drawn.has(each.key));
                this.#log.insertBefore(node, later ? this.#drawn.get(later.key).node : null);
                added = node;
            }
            this.#drawn.set(message.key, { message, node });
        }
        for (const [key, { node }] of this.#drawn) {
            if (keys.has(key)) continue;
            node.remove();
            this.#drawn.delete(key);
        }
        const typing = this.#isSending ? this.#words.typing : '';
        if (this.#typing.textContent !== typing) this.#typing.replaceChildren(...(typing ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), typing] : []));
        if (added) this.#scrollTo(added);
        else if (changed) this.#reveal(changed);
    }

    /** Shows the new message from its first line on, with the question above it when both fit. */
    #scrollTo(node) {
        const before = node.previousElementSibling;
        const isAnswer = node.classList.contains('bot') && before?.classList.contains('visitor');
        const start = isAnswer && before.offsetHeight < this.#log.clientHeight / 3 ? before : node;
        this.#log.scrollTop = start.offsetTop - this.#log.offsetTop - 12;
    }

    /** Brings the end of `node` into view, if it is below; never scrolls up, as somebody may be reading. */
    #reveal(node) {
        const end = node.offsetTop + node.offsetHeight - this.#log.offsetTop + 12;
        this.#log.scrollTop = Math.max(this.#log.scrollTop, end - this.#log.clientHeight);
    }

    /** A phone's keyboard takes its place from the panel, not from the box. */
    #fit() {
        const view = globalThis.visualViewport;
        const isFull = this.#dialog.matches(':modal');
        this.#dialog.style.height = isFull && view ? `${view.height}px` : '';
    }

    #grow() {
        this.#box.style.height = '';
        this.#box.style.height = `${Math.min(this.#box.scrollHeight + 2, 160)}px`;
    }

    // What the visitor does

    #key(event) {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#send();
    }

    #send() {
        const text = this.#box.value.trim();
        if (!text) return this.#box.focus();
        this.#box.value = '';
        this.#grow();
        this.#say(text);
        this.#box.focus();
    }

    #say(text, option) {
        this.#on({ type: 'said', id: randomID(), text: text.slice(0, MAXIMUM_CHARACTERS), at: Date.now(), ...option });
    }

    #edit(message) {
        this.#box.value = message.text;
        this.#grow();
        this.#box.focus();
    }

    #refuse(message) {
        this.#on({ type: 'benefitClosed', key: message.key });
        this.#box.focus();
        call(this.#address('/refuse'), { body: { message_id: message.key }, session: this.#state.session, signal: this.#stop.signal })
            .catch(() => {}); // the block is closed here either way; only its frequency rests on the server
    }

    #rate(message, value) {
        this.#on({ type: 'rated', key: message.key, value });
        call(this.#address('/rate'), { body: { message_id: message.key, value }, session: this.#state.session, signal: this.#stop.signal })
            .catch(() => this.#on({ type: 'rated', key: message.key })); // not pressed, so that it can be pressed again
    }

    /** The way to a person: opening hours, what is known of the wait, and WhatsApp; what the page knows when the server is silent. */
    async #handoff(href) {
        const { session } = this.#state;
        const way = await call(this.#address('/escalate'), {
            body: { channel: 'whatsapp', locale: this.#language }, session, signal: this.#stop.signal, patience: 8000,
        }).catch(() => ({}));
        const target = safe(way.whatsapp?.href) ?? href ?? this.#whatsapp ?? safe(this.#host.getAttribute('contact'));
        if (!target || this.#stop.signal.aborted) return;
        const notice = { href: target, hours: way.hours ?? this.#host.getAttribute('hours'), next: way.open === false && way.next_opening };
        this.#on({ type: 'noticed', key: randomID(), at: Date.now(), notice });
        this.#log.lastElementChild.querySelector('a')?.focus({ preventScroll: true });
    }

    /** A place for the form, which is fetched now. */
    #leadForm({ key, notice: { intent } }) {
        const place = h('div');
        import('./lead-form.js').then(({ leadForm, sheet: more }) => {
            const root = this.#dialog.getRootNode();
            if (!root.adoptedStyleSheets.includes(more)) root.adoptedStyleSheets.push(more);
            place.replaceChildren(leadForm(this.#words, async (fields, session = this.#state.session) => {
                const utm = Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('utm_')).map(([name, value]) => [name, value.slice(0, 100)]).slice(0, 10));
                const body = { ...fields, intent, page: location.pathname, utm, locale: this.#language };
                await call(this.#address('').replace(/chat$/, 'leads'), { body, session, signal: this.#stop.signal });
                this.#on({ type: 'leadSent', key });
            }));
        }, () => this.#handoff()); // the form could not be fetched: a person can still be reached
        return place;
    }

    /** Whether people are there: green, yellow or grey, and always in words. */
    async #askStatus() {
        const now = await call(this.#address('').replace(/chat$/, 'status'), { signal: this.#stop.signal, patience: 5000 }).catch(() => null);
        if (!now) return; // nothing is said rather than something that may be wrong
        const words = this.#words;
        const wait = typeof now.wait === 'string' ? now.wait : '';
        const [level, text] = !now.open ? ['closed', words.statusClosed] : now.admin_online ? ['online', words.statusOnline] : ['open', wait ? words.statusWait(wait) : words.statusOpen];
        this.#status.className = `status ${level}`;
        this.#status.textContent = text;
        this.#status.hidden = false;
    }

    #count(intent, cta) {
        const address = this.#address('').replace(/chat$/, 'events');
        call(address, { body: { events: [{ type: 'cta_click', intent, cta, variant: '' }] }, session: this.#state.session, keepalive: true })
            .catch(() => {}); // a count that is lost hurts nobody
    }

    // What goes over the wire

    #on(event) {
        this.#state = reduce(this.#state, event);
        save(device, this.#state);
        this.#render();
        this.#deliver();
    }

    async #deliver() {
        if (this.#isSending || !due(this.#state)) return;
        this.#isSending = true;
        this.#render();
        // One tab at a time: what it sent, the others read from the storage.
        if (navigator.locks) await navigator.locks.request('frontdesk.chat', () => this.#sendDue());
        else await this.#sendDue();
        this.#isSending = false;
        this.#render();
        this.#deliver();
    }

    async #sendDue() {
        this.#takeOver(load(device));
        const message = due(this.#state);
        if (!message || this.#stop.signal.aborted) return;
        const { session } = this.#state;
        const isChoice = message.choice !== undefined;
        const common = { locale: this.#language, client_message_id: message.id, via: message.via };
        const body = isChoice
            ? { message_id: message.to, choice: message.choice, ...common }
            : { messages: [{ role: 'user', content: message.text }], ...common };
        try {
            const answer = await call(this.#address(isChoice ? '/choose' : ''), { body, session, signal: this.#stop.signal });
            this.#tries = 0;
            this.#accept({ type: 'answered', id: message.id, answer, at: Date.now() });
        } catch (problem) {
            if (this.#stop.signal.aborted) return; // stays "waiting" on the device; the next page sends it
            if (session && LOST.includes(problem.code)) return this.#accept({ type: 'sessionLost' });
            if (isChoice && !problem.passes) return this.#accept({ type: 'plain', id: message.key });
            if (!problem.passes) return this.#accept({ type: 'failed', id: message.key, note: problem.title });
            this.#tries += 1;
            const seconds = problem.retryAfter || wait(this.#tries);
            const note = problem.status === 429 ? [problem.title, this.#words.keptFor(seconds)].filter(Boolean).join(' ') : '';
            this.#accept({ type: 'kept', id: message.key, note });
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => this.#resume(), seconds * 1000);
            if (problem.status !== 429) this.#stopgap(message);
        }
    }

    /** Answers from the page while the server is away. Without the index (the visitor is offline) the message just waits. */
    async #stopgap({ id, text }) {
        const address = this.#host.getAttribute('offline');
        const key = stopgapKey(id);
        if (!address || this.#state.messages.some((message) => message.key === key)) return;
        try {
            this.#index ??= call(address);
            const [{ meant }, index] = await Promise.all([import('./offline.js'), this.#index]);
            const answer = meant(index, text)?.answer ?? '';
            this.#accept({ type: 'noticed', key, at: Date.now(), notice: { stopgap: true, answer, href: this.#whatsapp } });
        } catch {
            this.#index = undefined;
        }
    }

    /** Takes an event in without starting the next delivery, which the one under way does. */
    #accept(event) {
        this.#state = reduce(this.#state, event);
        save(device, this.#state);
        this.#render();
    }

    #resume() {
        clearTimeout(this.#timer);
        this.#on({ type: 'retried' });
    }

    #takeOver(saved) {
        if (!saved) return;
        this.#state = reduce(this.#state, { type: 'restored', saved });
        this.#render();
    }

    #otherTab(event) {
        if (isAbout(event)) this.#takeOver(load(device));
    }

    #draft() {
        try {
            return sessionStorage.getItem('frontdesk.draft');
        } catch {
            return null; // storage is off
        }
    }

    #keepDraft() {
        try {
            if (this.#box.value.trim() || this.#draft()) sessionStorage.setItem('frontdesk.draft', this.#box.value);
        } catch {
            // storage is off; the draft lives as long as the page
        }
    }
}

/** A client_message_id; over plain http there is no randomUUID. */
function randomID() {
    return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
