/** What the bot would answer: one key sends it, one takes it into the box. */
import { h, icon } from '../widget/dom.js';

export class Suggestion {
    #desk;
    #take;
    #shown; // { id, text }
    #asking;

    constructor(desk, take, signal) {
        this.#desk = desk;
        this.#take = take;
        this.node = h('section', { class: 'suggestion', 'aria-label': desk.words.suggestion, hidden: true });
        desk.listen((event, before) => {
            const { open } = desk.state;
            if (open?.id !== before.open?.id) this.clear();
            if (event.type === 'arrived' && event.id === open?.id) {
                if (event.message.role === 'user') this.#askSoon();
                else this.clear();
            }
        }, signal);
    }

    clear() {
        clearTimeout(this.#asking);
        this.#shown = undefined;
        this.node.hidden = true;
        this.node.replaceChildren();
    }

    send() {
        if (this.#shown) this.#take.send(this.#shown.text);
    }

    edit() {
        if (!this.#shown) return;
        this.#take.edit(this.#shown.text);
        this.clear();
    }

    /** Asks when the visitor has the last word and a person is to answer. */
    async ask() {
        const { open, rows, me } = this.#desk.state;
        const row = rows[open?.id];
        const last = open?.messages.findLast(({ role }) => role !== 'system');
        if (!row || row.status === 'closed' || row.mode === 'bot' || (row.assignee && row.assignee !== me) || last?.role !== 'user') return;
        const answer = await this.#desk.ask(`conversations/${encodeURIComponent(open.id)}/suggestion`).catch(() => null);
        if (answer?.text && this.#desk.state.open?.id === open.id) this.#draw(open.id, answer);
    }

    #askSoon() {
        clearTimeout(this.#asking);
        this.#asking = setTimeout(() => this.ask(), 500); // more may follow in one breath
    }

    #draw(id, { text, title, intent, confidence }) {
        const { words, format } = this.#desk;
        this.#shown = { id, text };
        this.node.replaceChildren(
            h('p', { class: 'suggestion-head' }, h('b', {}, words.suggestion), h('span', {}, `${title ?? intent ?? ''} · ${format.share(confidence)}`),
                h('button', { type: 'button', class: 'quiet', 'aria-label': words.hideSuggestion, onclick: () => this.clear() }, icon('M6 6 18 18M18 6 6 18'))),
            h('p', { class: 'suggestion-text', tabindex: '0' }, text),
            h('p', { class: 'suggestion-keys' },
                h('button', { type: 'button', 'aria-keyshortcuts': 'S', onclick: () => this.send() }, words.sendSuggestion, h('kbd', { 'aria-hidden': 'true' }, 's')),
                h('button', { type: 'button', 'aria-keyshortcuts': 'E', onclick: () => this.edit() }, words.editSuggestion, h('kbd', { 'aria-hidden': 'true' }, 'e'))));
        this.node.hidden = false;
    }
}
