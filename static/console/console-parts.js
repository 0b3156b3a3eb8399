/** What several views are made of. */
import { h } from '../widget/dom.js';

/** The frame of a view that is a page: a title, what belongs beside it, and the rest. */
export const page = (title, beside, ...children) =>
    h('div', { class: 'page' }, h('header', {}, h('h1', {}, title), beside && h('div', { class: beside.length > 3 ? 'bar wide' : 'bar' }, beside)), ...children);

/** A table that scrolls by itself when it is too wide. `heads`: text, or { text, isNumber }. */
export function table(caption, heads, rows) {
    const isNumber = heads.map((head) => head.isNumber && 'number');
    return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
        h('table', {}, h('caption', { class: 'hush' }, caption),
            h('thead', {}, h('tr', {}, heads.map((head, place) => h('th', { scope: 'col', class: isNumber[place] }, head.text ?? head)))),
            h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, place) => h('td', { class: isNumber[place] }, cell || '–')))))));
}

export const labelled = (text, control) => h('label', {}, h('span', {}, text), control);

/** A select of { value: text }. */
export const choice = (options, value, onchange, values = {}) =>
    h('select', { ...values, onchange: (event) => onchange?.(event.target.value) },
        Object.entries(options).map(([each, text]) => h('option', { value: each, selected: each === (value ?? '') }, text)));

/** A form that does something and never leaves the page. */
export const form = (act, values, ...children) => h('form', {
    ...values, onsubmit: (event) => {
        event.preventDefault();
        act(new FormData(event.target), event.target);
    },
}, ...children);

/** Links to the conversations behind a number, folded; nothing when none are known. */
export function behind(words, ids) {
    if (!ids?.length) return null;
    return h('details', {}, h('summary', {}, words.conversationsBehind(ids.length)),
        h('p', { class: 'links' }, ids.map((id) => conversationLink(id))));
}

export const conversationLink = (id, text = id.slice(0, 8)) => h('a', { href: `?conversation=${encodeURIComponent(id)}` }, text);

/** A list that comes page by page. `load(cursor)` answers { items, next_cursor }; `draw(item)` gives a node. */
export class Pages {
    #desk;
    #draw;
    #load;
    #next;
    #asked = 0;
    #items;
    #note = h('p', { class: 'empty', role: 'status' });
    #more;

    constructor(desk, { items, draw, load }) {
        this.#desk = desk;
        this.#draw = draw;
        this.#load = load;
        this.#items = items;
        this.#more = h('button', { type: 'button', class: 'more', hidden: true, onclick: () => this.#read(true) }, desk.words.more);
        this.nodes = [this.#note, this.#more];
    }

    /** Reads from the start, as `load` now says. */
    show() {
        this.#next = undefined;
        return this.#read(false);
    }

    async #read(isMore) {
        const asked = this.#asked += 1;
        this.#note.textContent = isMore ? '' : this.#desk.words.loading;
        try {
            const { items, next_cursor } = await this.#load(isMore ? this.#next : undefined);
            if (asked !== this.#asked) return; // a later question is under way
            if (!isMore) this.#items.replaceChildren();
            this.#items.append(...items.map(this.#draw));
            this.#next = next_cursor;
            this.#note.textContent = this.#items.children.length ? '' : this.#desk.words.nothing;
        } catch (problem) {
            if (asked === this.#asked) this.#note.textContent = this.#desk.explained(problem);
        }
        this.#more.hidden = !this.#next;
    }
}

/** An address of the API with these parameters; empty ones are left out. */
export const asking = (path, parameters) => {
    const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
    return given.size ? `${path}?${given}` : path;
};
