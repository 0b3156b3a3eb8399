/**
 * The panel of <chat-widget>: what a first answer needs. It draws what chat-state.js says and turns clicks into its events.
 * Messages are sent one after another, oldest first; one that cannot be sent stays and goes out later under the same
 * client_message_id. The rest comes when it is wanted, as parts that are given this panel: live.js (a person takes part),
 * notices.js (the way to a person, forms), menu.js, scroll-depth.js. What has no # is for them.
 */
import { call } from '../shared/api.js';
import { due, initial, isAbout, isInvolved, load, reduce, save } from './chat-state.js';
import { MessageDrawing } from './chat-messages.js';
import { h, icon, safe } from './dom.js';
import { sheet } from './chat-panel.styles.js';

/** The server's limit for one message, in characters. */
const MAXIMUM_CHARACTERS = 4000;
/** Problems that a new conversation solves. */
const LOST = ['session_unknown', 'session_missing', 'conversation_full', 'too_many_sessions'];
const DRAFT = 'frontdesk.draft';
/** Seconds between tries while the server is not reached: 2, 4, 8 … at most 60. */
const wait = (tries) => Math.min(60, 2 ** tries);

let device, drafts;
try {
    [device, drafts] = [localStorage, sessionStorage];
} catch {
    // The browser keeps nothing for us.
}

/** The panel inside `root`, in the language of `host`. */
export async function makePanel(host, root) {
    const language = (host.closest('[lang]')?.lang || 'id').startsWith('en') ? 'en' : 'id';
    const { default: words } = await (language === 'en' ? import('../locales/en.js') : import('../locales/id.js'));
    return new ChatPanel(host, root, { ...words }, language);
}

class ChatPanel {
    state = initial;
    /** Says which person is writing. */
    hint = '';
    #stop = new AbortController();
    signal = this.#stop.signal;
    #drawing;
    #drawn = new Map(); // message key → { message, node }
    #isSending = false;
    #tries = 0;
    #isAway = false; // the server was not reached at the last try
    #timer;
    #openedAt;
    #onClose;
    #box;
    #typing;
    #status = h('p', { class: 'status', role: 'status' });
    #more; // the words of the parts, once they are fetched
    #live;

    constructor(host, root, words, language) {
        this.host = host;
        this.root = root;
        this.words = words;
        this.headers = { 'Accept-Language': language };
        this.language = language;
        this.whatsapp = safe(words.whatsapp);
        this.#drawing = new MessageDrawing(this);
        this.adopt(sheet);
        this.#build();
        root.append(this.dialog);
        this.#takeOver(load(device));
        this.on({ type: 'retried' });
        const { signal } = this;
        addEventListener('online', () => this.resume(), { signal });
        addEventListener('storage', (event) => this.#otherTab(event), { signal });
        addEventListener('pagehide', () => this.#keepDraft(), { signal });
        globalThis.visualViewport?.addEventListener('resize', () => this.#fit(), { signal });
        this.#box.value = drafts?.getItem(DRAFT) ?? '';
    }

    end() {
        this.#stop.abort();
        clearTimeout(this.#timer);
        this.dialog.remove();
    }

    /** `isTouch`: somebody tapped, so the server may be asked who is there and what was missed. */
    open({ question, isTouch, onClose }) {
        this.#onClose = onClose;
        if (!this.dialog.open) {
            if (matchMedia('(max-width: 40rem)').matches) this.dialog.showModal();
            else this.dialog.show();
        }
        if (isTouch) {
            if (!this.#openedAt) this.count({ type: 'panel_opened' });
            this.#openedAt ??= Date.now();
            this.#askStatus();
            if (this.state.session) this.attend();
        }
        if (question) this.#box.value = question;
        this.#fit();
        this.#grow();
        // Without a question a phone's keyboard would only cover what can be tapped.
        const target = !question && matchMedia('(pointer: coarse)').matches ? this.dialog : this.#box;
        target.focus({ preventScroll: true });
        this.#box.setSelectionRange(this.#box.value.length, this.#box.value.length);
    }

    // For the parts

    /** `part`, a module under way, with the words of all parts. */
    async part(part) {
        try {
            this.#more ??= this.language === 'en' ? import('../locales/en-more.js') : import('../locales/id-more.js');
            const [made, { default: words }] = await Promise.all([part, this.#more]);
            Object.assign(this.words, words);
            return made;
        } catch (error) {
            this.#more = undefined;
            throw error;
        }
    }

    notices() {
        return this.part(import('./notices.js'));
    }

    adopt(more) {
        if (!this.root.adoptedStyleSheets.includes(more)) this.root.adoptedStyleSheets.push(more);
    }

    address(path) {
        return new URL(`/api/${path}`, import.meta.url);
    }

    /** Calls /api/`path` as this visitor. */
    api(path, options) {
        return call(this.address(path), { session: this.state.session, signal: this.signal, headers: this.headers, ...options });
    }

    on(event) {
        this.update((state) => reduce(state, event));
    }

    /** Takes what `change` makes of the state, on screen and device too. */
    update(change) {
        this.state = change(this.state);
        save(device, this.state);
        this.#render();
        this.#deliver();
        if (isInvolved(this.state, Date.now())) this.attend();
    }

    /** Leaves nothing of the conversation here. */
    forget(more) {
        this.#box.value = '';
        drafts?.removeItem(DRAFT);
        device?.removeItem('frontdesk.chat');
        this.update(() => ({ ...initial, ...more }));
        if (this.#live) this.attend();
    }

    notice(notice, key = randomID()) {
        this.on({ type: 'noticed', key, at: Date.now(), notice });
        return key;
    }

    say(text, option) {
        const said = { id: randomID(), text: text.slice(0, MAXIMUM_CHARACTERS) };
        this.on({ type: 'said', at: Date.now(), ...said, ...option });
        if (this.state.isPaused && this.#isAway) this.#keep(said);
    }

    /** `level`: online (green), open (yellow), closed (grey). */
    showStatus(level, text) {
        this.#status.className = `status ${level}`;
        if (this.#status.textContent !== text) this.#status.textContent = text;
    }

    /** Counts what was done, never who did it; a lost count hurts nobody. */
    count(...events) {
        for (const detail of events) this.host.dispatchEvent(new CustomEvent('chat-counted', { detail, bubbles: true }));
        const body = { events: events.map((event) => ({ page: location.pathname, ...event })) };
        this.api('events', { body, session: null, signal: null, keepalive: true }).catch(() => {});
    }

    /** Counts a way to us that was taken, with the tens of seconds since the opening. */
    converted(cta) {
        if (this.#openedAt) this.count({ type: 'conversion', cta, variant: `${Math.ceil((Date.now() - this.#openedAt) / 1e4)}0` });
    }

    /** Asks for what was missed, and holds the line as long as a person takes part. */
    async attend() {
        try {
            this.#live ??= this.part(import('./live.js')).then(({ Live }) => new Live(this));
            (await this.#live).attend();
        } catch {
            this.#live = undefined; // not fetched: the next message tries again
        }
    }

    /** The way to a person, or for `kind` checklist to a file. */
    handoff(href, kind) {
        const from = this.root.activeElement;
        return this.#use(this.notices(), ({ offerPerson, offerChecklist }) => (kind === 'checklist' ? offerChecklist : offerPerson)(this, href, from));
    }

    async #use(part, act) {
        try {
            await act(await part);
        } catch {
            this.showStatus('closed', this.words.unreachable);
        }
    }

    focus() {
        this.#box.focus();
    }

    refuse(message) {
        this.on({ type: 'benefitClosed', key: message.key });
        this.focus();
        this.api('chat/refuse', { body: { message_id: message.key } })
            .catch(() => {}); // it is closed here; only how often it comes rests on the server
    }

    rate(message, value) {
        this.on({ type: 'rated', key: message.key, value });
        this.api('chat/rate', { body: { message_id: message.key, value } })
            .catch(() => this.on({ type: 'rated', key: message.key })); // to be pressed again
    }

    edit(message) {
        this.#box.value = message.text;
        this.#grow();
        this.focus();
    }

    resume(id) {
        clearTimeout(this.#timer);
        this.on({ type: 'retried', id });
    }

    // What is on the screen

    #build() {
        const { words } = this;
        this.log = h('div', { class: 'log', role: 'log', 'aria-label': words.log, tabindex: '0' }, this.#drawing.greeting());
        this.#typing = h('p', { class: 'typing', role: 'status' });
        this.#box = h('textarea', {
            rows: '1', 'aria-label': words.message, enterkeyhint: 'send', maxlength: String(MAXIMUM_CHARACTERS), autocomplete: 'off',
            placeholder: words.placeholder,
            oninput: () => {
                this.#grow();
                if (this.state.mode === 'admin') this.#live?.then((live) => live?.type());
            },
            onkeydown: (event) => this.#key(event),
        });
        this.menu = h('button', { class: 'round', type: 'button', 'aria-label': words.menu, 'aria-expanded': 'false', onclick: () => this.#use(this.part(import('./menu.js')), ({ toggle }) => toggle(this)) }, icon('M5 7H19M5 12H19M5 17H19'));
        this.head = h('div', { class: 'head' },
            icon('M12 2.5 21.5 12 12 21.5 2.5 12ZM5.3 5.3H18.7V18.7H5.3Z'),
            h('div', {}, h('h2', { id: 'title' }, `${words.assistant} (${words.online})`), h('p', { class: 'subline' }, words.subline), this.#status),
            this.menu,
            h('button', { class: 'round', type: 'button', 'aria-label': words.close, onclick: () => this.dialog.close() }, icon('M6 6 18 18M18 6 6 18')));
        this.ways = h('div', { class: 'ways' },
            h('button', { class: 'person', type: 'button', onclick: () => this.handoff() }, icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6'), words.escalate));
        this.dialog = h('dialog', {
            class: 'panel', tabindex: '-1', 'aria-labelledby': 'title',
            onclose: () => this.#onClose?.(),
            onkeydown: (event) => {
                if (event.key === 'Escape') {
                    event.preventDefault();
                    this.dialog.close();
                }
            },
        }, this.head, this.log, this.#typing,
        h('form', {
            onsubmit: (event) => {
                event.preventDefault();
                this.#send();
            },
        }, this.ways, h('div', { class: 'field' }, this.#box, h('button', { class: 'send', type: 'submit', 'aria-label': words.send }, icon('M4 12 20 4.5 15.5 20 11 13.5ZM11 13.5 20 4.5')))));
        for (const type of ['wheel', 'touchmove', 'keydown']) {
            this.log.addEventListener(type, () => (this.depth ??= import('./scroll-depth.js').then(({ follow }) => follow(this), () => {})), { passive: true });
        }
    }

    #render() {
        const { messages, mode } = this.state;
        const keys = new Set();
        let added;
        let changed;
        for (const message of messages) {
            keys.add(message.key);
            const drawn = this.#drawn.get(message.key);
            if (drawn?.message === message) continue;
            const node = this.#drawing.draw(message);
            if (drawn) {
                // Who has just pressed something in it stays there.
                const place = reachable(drawn.node).indexOf(this.root.activeElement);
                drawn.node.replaceWith(node);
                reachable(node)[place]?.focus({ preventScroll: true });
                if (!node.nextElementSibling) changed = node;
            } else {
                const later = messages.slice(messages.indexOf(message) + 1).find((each) => this.#drawn.has(each.key));
                this.log.insertBefore(node, later ? this.#drawn.get(later.key).node : null);
                added = node;
            }
            this.#drawn.set(message.key, { message, node });
        }
        for (const [key, { node }] of this.#drawn) {
            if (keys.has(key)) continue;
            node.remove();
            this.#drawn.delete(key);
        }
        const typing = this.#isSending && mode !== 'admin' ? this.words.typing : this.hint;
        if (this.#typing.textContent !== typing) this.#typing.replaceChildren(...(typing ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), typing] : []));
        if (added) this.#scrollTo(added);
        else if (changed) this.reveal(changed);
    }

    /** Shows a new message from its first line on, with the question above it when both fit. */
    #scrollTo(node) {
        const before = node.previousElementSibling;
        const isAnswer = node.classList.contains('bot') && before?.classList.contains('visitor');
        const start = isAnswer && before.offsetHeight < this.log.clientHeight / 3 ? before : node;
        this.log.scrollTop = start.offsetTop - this.log.offsetTop - 12;
    }

    /** Brings `node` into view, its beginning first; never upwards, as somebody may be reading. */
    reveal(node) {
        const start = node.offsetTop - this.log.offsetTop - 12;
        this.log.scrollTop = Math.max(this.log.scrollTop, Math.min(start, start + node.offsetHeight + 24 - this.log.clientHeight));
    }

    /** A phone's keyboard takes its place from the panel, not from the box. */
    #fit() {
        const view = globalThis.visualViewport;
        const isFull = this.dialog.matches(':modal');
        this.dialog.style.height = isFull && view ? `${view.height}px` : '';
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
        if (text) {
            this.#box.value = '';
            this.#grow();
            this.say(text);
        }
        this.focus();
    }

    /** Whether people are there; nothing is said rather than something that may be wrong. */
    async #askStatus() {
        const now = await this.api('status', { patience: 5000 }).catch(() => null);
        if (now && this.state.mode === 'bot') this.tellStatus(now);
    }

    tellStatus({ open, admin_online: isThere, estimate }) {
        const { words } = this;
        const range = estimate && `${[...new Set([estimate.p50_minutes, estimate.p90_minutes])].join('–')}m`;
        this.showStatus(...(!open ? ['closed', words.statusClosed] : isThere ? ['online', words.statusOnline] : ['open', range ? words.statusWait(range) : words.statusOpen]));
    }

    // What goes over the wire

    async #deliver() {
        if (this.#isSending || !due(this.state)) return;
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
        const message = due(this.state);
        if (!message || this.signal.aborted) return;
        const { session } = this.state;
        const isChoice = message.choice !== undefined;
        const common = { locale: this.language, client_message_id: message.id, via: message.via };
        const body = isChoice
            ? { message_id: message.to, choice: message.choice, ...common }
            : { messages: [{ role: 'user', content: message.text }], ...common };
        try {
            const answer = await this.api(isChoice ? 'chat/choose' : 'chat', { body });
            this.#tries = 0;
            this.#isAway = false;
            this.on({ type: 'answered', id: message.id, answer, at: Date.now() });
        } catch (problem) {
            if (this.signal.aborted) return; // stays "waiting" on the device; the next page sends it
            if (session && LOST.includes(problem.code)) return this.on({ type: 'sessionLost' });
            if (isChoice && !problem.passes) return this.on({ type: 'plain', id: message.key });
            if (!problem.passes) return this.on({ type: 'failed', id: message.key, note: problem.title });
            const seconds = problem.retryAfter || wait(++this.#tries);
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => this.resume(), seconds * 1000);
            this.#isAway = problem.status !== 429;
            if (this.#isAway) this.#keep(message);
            else this.on({ type: 'kept', id: message.key, note: [problem.title, this.words.keptFor(seconds)].filter(Boolean).join(' ') });
        }
    }

    /** Keeps a message that cannot be sent now. The page answers it by itself; where it cannot, the message just waits. */
    #keep(message) {
        this.on({ type: 'kept', id: message.id });
        this.notices().then(({ stopgap }) => stopgap(this, message)).catch(() => {});
    }

    #takeOver(saved) {
        if (!saved) return;
        this.state = reduce(this.state, { type: 'restored', saved });
        this.#render();
    }

    #otherTab(event) {
        if (!isAbout(event)) return;
        if (event.newValue === null) return this.forget(); // erased there
        this.#takeOver(load(device));
        if (isInvolved(this.state, Date.now())) this.attend();
    }

    #keepDraft() {
        try {
            if (this.#box.value.trim() || drafts?.getItem(DRAFT)) drafts?.setItem(DRAFT, this.#box.value);
        } catch {
            // storage is full or off; the draft lives as long as the page
        }
    }
}

/** What of `node` can have the focus, in order. */
const reachable = (node) => [...node.querySelectorAll('a,button,input,textarea')];

/** A client_message_id; over plain http there is no randomUUID. */
const randomID = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
