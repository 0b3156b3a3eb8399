/**
 * The frame of the console: navigation, keys, and the view that the address names, a module fetched when first looked at:
 *
 *     view(desk, go) → { node, update(parameters), end(), key(event)? }
 *
 * Everything that can be come back to is in the address; a view that is shown is only told that it changed.
 */
import { h, icon } from '../widget/dom.js';
import { Desk } from './console-desk.js';
import { Format } from './console-format.js';
import * as conversations from './console-conversations.js';

const VIEWS = {
    conversations: { load: async () => conversations, icon: ['M4 5h16v11H10l-5 4v-4H4z'] },
    canned: { load: () => import('./console-canned.js'), icon: ['M13 3 5 14h6l-1 7 9-12h-6z'] },
    statistics: { load: () => import('./console-statistics.js'), icon: ['M5 20V10M12 20V4M19 20v-7'] },
    audit: { load: () => import('./console-audit.js'), icon: ['M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3'] },
    leads: { load: () => import('./console-leads.js'), icon: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6'] },
    deliveries: { load: () => import('./console-deliveries.js'), icon: ['M4 12 20 4.5 15.5 20 11 13.5ZM11 13.5 20 4.5'] },
    answers: { load: () => import('./console-answers.js'), icon: ['M4 12.5 9.5 18 20 6.5'] },
    ask: { load: () => import('./console-ask.js'), icon: ['M9.2 9a3 3 0 1 1 4.3 2.7c-1 .5-1.5 1.2-1.5 2.3M12 17.5v.5', 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z'] },
};
const FIRST_GROUP = ['conversations', 'canned', 'statistics', 'audit'];

class Console {
    #desk;
    #notices;
    #words;
    #shown; // { name, view }
    #title = '';
    #main = h('main', { id: 'main', tabindex: '-1' });
    #links = {};
    #link = h('p', { class: 'link-state', role: 'status' });
    #toasts = h('div', { class: 'toasts', role: 'status' });
    #me = h('span', { class: 'me' });
    #presence;
    #stop = new AbortController();

    /** `early`: an answer that was asked for already, `{ asked, answer }`. */
    constructor({ kept, language, words, early }) {
        const company = document.querySelector('meta[name="application-name"]')?.content ?? '';
        document.documentElement.lang = language;
        this.#words = words;
        this.#desk = new Desk({
            words, language, company, kept, early, signal: this.#stop.signal, format: new Format(language, words), tell: (text, kind) => this.#tell(text, kind),
        });
    }

    async start() {
        const { signal } = this.#stop;
        const words = this.#words;
        document.body.replaceChildren(
            h('a', {
                class: 'skip', href: '#main', onclick: (event) => {
                    event.preventDefault();
                    this.#main.focus();
                },
            }, words.skip),
            this.#link, this.#frame(), this.#main, this.#toasts);
        addEventListener('popstate', () => this.#route(), { signal });
        document.addEventListener('click', (event) => this.#clicked(event), { signal });
        document.addEventListener('keydown', (event) => this.#key(event), { signal });
        this.#desk.listen((event) => this.#changed(event), signal);
        await this.#route();
        this.#desk.start();
        // What nobody sees at first comes after what everybody does.
        const { Notices } = await import('./console-notices.js');
        this.#notices = new Notices(this.#desk, (id) => this.#go({ conversation: id }));
        this.#notices.start(signal);
        this.#notices.title(this.#title);
    }

    #frame() {
        const words = this.#words;
        const { language } = this.#desk;
        const item = (name) => {
            this.#links[name] = h('a', { href: name === 'conversations' ? './' : `?view=${name}` }, icon(...VIEWS[name].icon), h('span', {}, words.views[name]));
            return h('li', {}, this.#links[name]);
        };
        this.#presence = h('select', { 'aria-label': words.presence, onchange: () => this.#desk.presence(this.#presence.value) },
            ['online', 'away', 'offline'].map((state) => h('option', { value: state }, words.presences[state])));
        const other = language === 'id' ? 'en' : 'id';
        return h('header', { class: 'frame' },
            h('p', { class: 'brand', 'aria-hidden': 'true' }, icon('M12 2.5 18.7 5.3 21.5 12 18.7 18.7 12 21.5 5.3 18.7 2.5 12 5.3 5.3Z', 'M12 2.5 21.5 12 12 21.5 2.5 12ZM5.3 5.3H18.7V18.7H5.3Z'), h('span', {}, 'Frontdesk')),
            h('nav', { 'aria-label': words.navigation },
                h('ul', { role: 'list' }, FIRST_GROUP.map(item)),
                h('ul', { role: 'list' }, Object.keys(VIEWS).filter((name) => !FIRST_GROUP.includes(name)).map(item))),
            h('div', { class: 'self' },
                this.#me, this.#presence,
                h('div', { class: 'tools' },
                    h('button', { type: 'button', class: 'quiet', onclick: () => this.#dialog('settings') }, icon('M5 7h9M18 7h1M5 12h2M11 12h8M5 17h7M16 17h3M14 5v4M9 10v4M14 15v4'), h('span', {}, words.settings)),
                    h('button', { type: 'button', class: 'quiet', 'aria-label': words.shortcuts, 'aria-keyshortcuts': '?', onclick: () => this.#dialog('shortcuts') }, '?'),
                    h('button', { type: 'button', class: 'quiet', lang: other, onclick: () => this.#speak(other) }, words.otherLanguage))));
    }

    #speak(other) {
        this.#desk.kept.write('language', other);
        location.reload();
    }

    async #dialog(name) {
        const dialogs = await import('./console-dialogs.js').catch(() => this.#desk.tell(this.#words.notReached, 'wrong'));
        dialogs?.[name](this.#desk, this.#notices);
    }

    // The address

    /** Goes to an address of these parameters; empty ones are left out. */
    #go(parameters, { replace = false } = {}) {
        const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
        const address = given.size ? `?${given}` : './';
        if (replace) history.replaceState(null, '', address);
        else history.pushState(null, '', address);
        return this.#route();
    }

    #clicked(event) {
        const link = event.target.closest?.('a[href]');
        if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        const href = link.getAttribute('href');
        if (link.hasAttribute('download') || !(href.startsWith('?') || href === './')) return;
        event.preventDefault();
        history.pushState(null, '', href);
        this.#route();
    }

    async #route() {
        // Notices to the team lead to "#leads" or to "#" and a conversation.
        const named = /^#([\w-]+)$/.exec(location.hash)?.[1];
        if (named) return this.#go(Object.hasOwn(VIEWS, named) ? { view: named } : { conversation: named }, { replace: true });
        const words = this.#words;
        const parameters = new URLSearchParams(location.search);
        const name = Object.hasOwn(VIEWS, parameters.get('view') ?? '') ? parameters.get('view') : 'conversations';
        for (const [each, link] of Object.entries(this.#links)) {
            if (each === name) {
                link.setAttribute('aria-current', 'page');
                link.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
            } else link.removeAttribute('aria-current');
        }
        if (this.#shown?.name !== name) {
            const isFirst = !this.#shown;
            this.#shown?.view?.end();
            this.#shown = { name };
            const loaded = await VIEWS[name].load().catch(() => null);
            if (this.#shown.name !== name) return; // somebody went on meanwhile
            if (!loaded) {
                this.#shown = undefined;
                this.#main.replaceChildren(h('p', { class: 'empty' }, words.notReached, ' ', h('button', { type: 'button', onclick: () => this.#route() }, words.retry)));
                return;
            }
            const view = loaded.view(this.#desk, (...where) => this.#go(...where));
            this.#shown = { name, view };
            this.#main.dataset.view = name;
            this.#main.replaceChildren(view.node);
            if (!isFirst) this.#main.focus({ preventScroll: true });
            scrollTo(0, 0);
        }
        this.#shown.view?.update(parameters);
        this.#title = words.views[name];
        this.#notices?.title(this.#title);
    }

    // What goes for every view

    #changed(event) {
        const { state } = this.#desk;
        const words = this.#words;
        if (event.type === 'linked') {
            const wasDown = document.documentElement.dataset.link === 'down';
            document.documentElement.dataset.link = state.link;
            this.#link.textContent = state.link === 'down' ? words.linkDown : '';
            if (state.link === 'up' && wasDown) this.#tell(words.linkUp);
        }
        if (event.type === 'present') {
            this.#me.textContent = state.me;
            const mine = this.#desk.myself;
            if (mine) this.#presence.value = mine.state;
            this.#presence.dataset.state = mine?.state ?? 'offline';
        }
    }

    /** Says something for a while; what went wrong stays until it is read. */
    #tell(text, kind = 'done') {
        const toast = h('p', { class: `toast ${kind}` }, text,
            h('button', { type: 'button', class: 'quiet', 'aria-label': this.#words.dismiss, onclick: () => toast.remove() }, icon('M6 6 18 18M18 6 6 18')));
        this.#toasts.append(toast);
        while (this.#toasts.children.length > 3) this.#toasts.firstElementChild.remove();
        setTimeout(() => toast.remove(), kind === 'wrong' ? 15_000 : 4000);
    }

    /** Single letters act outside of text only, and only while they are wanted (WCAG 2.1.4). */
    #key(event) {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
        if (document.querySelector('dialog[open]')) return;
        const isTyping = event.target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select');
        if (event.key !== 'Escape' && (isTyping || !this.#desk.kept.read('letters', true))) return;
        if (event.key === '?') {
            event.preventDefault();
            this.#dialog('shortcuts');
        } else if (this.#shown?.view?.key?.(event, isTyping)) {
            event.preventDefault();
        } else if (event.key === '/') {
            event.preventDefault();
            this.#go({}).then(() => this.#shown.view?.search?.());
        } else if (event.key === 'Escape' && isTyping) {
            event.target.blur();
            this.#main.focus({ preventScroll: true });
        }
    }
}

export const start = (given) => new Console(given).start();
