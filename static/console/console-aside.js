/** Beside a conversation: who the visitor is and how they came, labels, notes that only colleagues see, and what was done. */
import { h, link, safe } from '../widget/dom.js';

export class Aside {
    #desk;
    #words;
    #unmask;
    #unmasked;
    #facts = h('dl', { class: 'facts' });
    #labels = h('ul', { class: 'labels', role: 'list' });
    #journey = h('dl', { class: 'facts' });
    #score = h('p', { class: 'score' });
    #qualification = h('dl', { class: 'facts' });
    #lead = h('div');
    #notes = h('ul', { class: 'notes', role: 'list' });
    #timeline = h('ol', { class: 'timeline', role: 'list' });
    #label;
    #note;

    constructor(desk, signal) {
        this.#desk = desk;
        this.#words = desk.words;
        this.node = this.#frame();
        desk.listen((event, before) => {
            const { open, rows } = desk.state;
            if (!open) return;
            if (open.id !== before.open?.id) this.#label.value = this.#note.value = '';
            if (open !== before.open || rows[open.id] !== before.rows[open.id]) this.#render(open, rows[open.id]);
        }, signal);
    }

    #frame() {
        const { words } = this.#desk;
        const id = () => this.#desk.state.open.id;
        this.#unmask = h('button', { type: 'button', onclick: () => this.#desk.unmask(id()) }, words.unmask);
        this.#unmasked = h('p', { class: 'notice', hidden: true }, `${words.unmasked} `,
            h('button', { type: 'button', onclick: () => this.#desk.open(id()).then(() => this.#unmask.focus()) }, words.mask));
        this.#label = h('input', { 'aria-label': words.label, maxlength: '40', autocomplete: 'off', placeholder: words.labelPlaceholder });
        this.#note = h('textarea', { 'aria-label': words.note, rows: '3', maxlength: '4000', placeholder: words.notePlaceholder });
        const form = (act, ...children) => h('form', {
            onsubmit: (event) => {
                event.preventDefault();
                act();
            },
        }, ...children);
        return h('aside', { class: 'aside', 'aria-label': words.details },
            section(words.visitor, this.#unmasked, this.#facts, this.#unmask),
            section(words.labels, this.#labels,
                form(async () => {
                    const label = this.#label.value.trim();
                    if (!label) return this.#label.focus();
                    if (await this.#desk.act(id(), 'labels', { label })) this.#label.value = '';
                    this.#label.focus();
                }, h('div', { class: 'field' }, this.#label, h('button', { type: 'submit' }, words.addLabel)))),
            section(words.notes, this.#notes,
                form(async () => {
                    const text = this.#note.value.trim();
                    if (!text) return this.#note.focus();
                    if (await this.#desk.act(id(), 'notes', { text })) this.#note.value = '';
                    this.#note.focus();
                }, this.#note, h('button', { type: 'submit' }, words.saveNote))),
            section(words.journey, this.#score, this.#journey, this.#qualification, this.#lead),
            h('details', { class: 'section' }, h('summary', {}, words.history), this.#timeline));
    }

    #render(open, row) {
        if (!row) return;
        const { words, format } = this.#desk;
        const facts = (list, pairs) => {
            const shown = pairs.filter(([, value]) => value);
            list.hidden = !shown.length;
            list.replaceChildren(...shown.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
        };
        this.#unmask.hidden = Boolean(open.revealed);
        this.#unmasked.hidden = !open.revealed;
        const { contact, name } = open.revealed ?? row;
        facts(this.#facts, [
            [words.name, name], [words.contact, contact], [words.channel, words.channels[row.channel] ?? row.channel], [words.filters.locale, words.options.locale[row.locale] ?? row.locale],
            [words.started, format.moment(row.started_at)], [words.number, row.id.slice(0, 8)],
        ]);
        const focused = this.#labels.contains(document.activeElement);
        this.#labels.replaceChildren(...(row.labels ?? []).map((label) => h('li', {}, label,
            h('button', { type: 'button', class: 'quiet', 'aria-label': words.removeLabel(label), onclick: () => this.#desk.act(open.id, 'labels', { label }, 'DELETE') }, '×'))));
        if (focused) this.#label.focus();
        const { page, referrer, utm, qualification = [], lead, score } = open.journey ?? {};
        const from = safe(referrer);
        this.#score.hidden = score == null;
        this.#score.textContent = score == null ? '' : words.score(score);
        facts(this.#journey, [
            [words.page, page], [words.referrer, from?.startsWith('http') ? link(from, { rel: 'noopener noreferrer' }, from.replace(/^https?:\/\//, '').slice(0, 60)) : referrer],
            ...Object.entries(utm ?? {}).map(([name, value]) => [name, value]),
        ]);
        facts(this.#qualification, qualification.map(({ title, text, value }) => [title, text ?? value]));
        this.#lead.replaceChildren(...(lead ? [h('p', {}, h('a', { href: `?view=leads&lead=${encodeURIComponent(lead.id)}` }, words.hasLead), lead.company && ` ${lead.company}`, lead.need && ` · ${lead.need}`)] : []));
        this.#notes.replaceChildren(...(open.notes ?? []).map(({ at, admin, text }) => h('li', {}, h('p', {}, text), h('small', {}, `${admin} · ${format.moment(at)}`))));
        this.#timeline.replaceChildren(...(open.timeline ?? []).filter(({ type }) => words.timeline[type] ?? words.auditActions[type]).map(({ at, text, type, by }) => h('li', {}, h('time', { datetime: at }, format.moment(at)), ' ', words.timeline[type] ?? words.auditActions[type], ['conversationStarted', 'labelsChanged', 'handoffAssigned'].includes(type) && text && ` ${text}`, by && ` · ${words.speakers[by] ?? by.replace(/^admin:/, '')}`)));
    }
}

const section = (title, ...children) => h('section', { class: 'section' }, h('h3', {}, title), ...children);
