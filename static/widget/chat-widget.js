/**
 * <chat-widget>: the visitor's side of a conversation. This file is the bubble; the panel comes with the first touch.
 *
 * Attribute: lang, when it is not that of the page. What it says of the company comes from static/locales/company-….js.
 * Inside it: a link to the same chat as a page, for visitors without JavaScript.
 * Events: chat-opened, chat-closed, and chat-counted with what is counted (never a word that was typed) as its detail.
 * Method: open(question, isTouch).
 * Anything on the page with data-ask="question" opens it with that question filled in, and so does ?q=some-words.
 * Style it with --chat-accent, --chat-on-accent, --chat-surface, --chat-text, --chat-radius.
 */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`:host{position:fixed;z-index:20;inset-block-end:max(1rem,env(safe-area-inset-bottom));inset-inline-end:max(1rem,env(safe-area-inset-right))}
.bubble{display:flex;align-items:center;gap:.6rem;justify-content:center;inline-size:7.25rem;block-size:3.5rem;padding:0;border:0;border-radius:2rem;background:var(--chat-glow,#5fd3b3);color:#04140f;font:600 1.0625rem/1 var(--sans,system-ui,sans-serif);cursor:pointer;box-shadow:0 4px 18px rgb(0 0 0/.24)}
.bubble:hover{filter:brightness(1.06)}.bubble:focus-visible{outline:3px solid var(--chat-accent,#0b6b57);outline-offset:3px}
.bubble[aria-expanded=true]{visibility:hidden}.bubble svg{inline-size:1.4rem;block-size:1.4rem}
@media(max-width:30rem){.bubble{inline-size:3.5rem;gap:0;font-size:0}}@media(forced-colors:active){.bubble{border:1px solid}}@media print{:host{display:none}}`);

export class ChatWidget extends HTMLElement {
    #root = this.attachShadow({ mode: 'open' });
    #button = document.createElement('button');
    #panel;
    #stop;

    connectedCallback() {
        this.#stop = new AbortController();
        const { signal } = this.#stop;
        this.#root.adoptedStyleSheets = [sheet];
        this.#button.className = 'bubble';
        this.#button.type = 'button';
        this.#button.setAttribute('aria-expanded', 'false');
        this.#button.setAttribute('aria-haspopup', 'dialog');
        this.#button.replaceChildren(drawing(), 'Chat');
        this.#button.addEventListener('click', () => this.open('', true), { signal });
        // Who points at it will press it, as a rule; who saves data is left to press.
        this.#button.addEventListener('pointerenter', () => navigator.connection?.saveData || import('./chat-panel.js').catch(() => {}), { signal, once: true });
        this.#root.replaceChildren(this.#button);
        document.addEventListener('click', (event) => this.#asked(event), { signal });
        const words = new URLSearchParams(location.search).get('q');
        if (words) this.open(questionFor(words.slice(0, 200)));
        else if (isUnderWay()) this.#load().catch(() => { this.#panel = undefined; }); // what was typed before goes out, and a person is heard, opened or not
    }

    disconnectedCallback() {
        this.#stop.abort();
        this.#panel?.then((panel) => panel.end());
        this.#panel = undefined;
    }

    /** Opens the panel, with `question` in its box when there is one. */
    async open(question, isTouch = false) {
        const opener = this.#root.activeElement ?? document.activeElement;
        try {
            const panel = await this.#load();
            this.#button.setAttribute('aria-expanded', 'true');
            panel.open({ question, isTouch, onClose: () => this.#closed(opener) });
            this.dispatchEvent(new CustomEvent('chat-opened', { bubbles: true }));
        } catch {
            // Not fetched: the chat as a page still works.
            this.#panel = undefined;
            location.href = this.querySelector('a')?.href ?? new URL('/chat', import.meta.url);
        }
    }

    #load() {
        return this.#panel ??= import('./chat-panel.js').then(({ makePanel }) => makePanel(this, this.#root));
    }

    #closed(opener) {
        this.#button.setAttribute('aria-expanded', 'false');
        (opener?.isConnected && opener !== document.body ? opener : this.#button).focus();
        this.dispatchEvent(new CustomEvent('chat-closed', { bubbles: true }));
    }

    #asked(event) {
        const asker = event.target.closest?.('[data-ask]');
        if (!asker || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(asker.dataset.ask, true);
    }
}

/** Whether an earlier page left messages that have not reached the server, or a person takes part. */
function isUnderWay() {
    try {
        return /"status":"(kept|waiting)"|"mode":"[aw]/.test(localStorage['frontdesk.chat']);
    } catch {
        return false;
    }
}

/** The page's own wording of the intent with the words of `slug` in any order (`syarat-ppiu`, PPIU_SYARAT). */
function questionFor(slug) {
    const key = (text) => text.toLowerCase().split(/[^a-z0-9]+/).sort().join();
    const item = [...document.querySelectorAll('[data-intent]')].find((each) => key(each.dataset.intent) === key(slug));
    return item?.dataset.ask ?? slug.replaceAll('-', ' ');
}

function drawing() {
    const make = (name, values) => {
        const node = document.createElementNS('http://www.w3.org/2000/svg', name);
        for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
        return node;
    };
    const svg = make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.8' });
    svg.append(make('path', { d: 'M4 4.5h16v11.5H10.5L6 20v-4H4z', 'stroke-linejoin': 'round' }), make('path', { d: 'M12 7.5l2.8 2.8-2.8 2.8-2.8-2.8z' }));
    return svg;
}

customElements.define('chat-widget', ChatWidget);
