/**
 * The forms a visitor may meet: to be contacted (a lead), to leave a message outside opening hours, to say how it was.
 * Each sends once, keeps what was typed when that fails, and says why.
 */
import { h } from './dom.js';

/** Changes with the words of `consent` in static/locales. */
export const WORDING_VERSION = '2026-11-25';
/** The server's limits, in characters. */
const NAME = 100;
const TEXT = 500;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.form{display:grid;gap:.75rem;padding:1rem;border:1px solid var(--l);border-radius:.75rem;background:var(--s)}
.form label{display:grid;gap:.25rem;font-size:.875rem}
.form :is(input:not([type]),textarea){inline-size:100%;min-block-size:2.75rem;padding:.5rem .7rem;border:1px solid var(--m);border-radius:.6rem;background:var(--p);color:inherit;font:inherit;font-size:1rem}
.form .consent{grid-template-columns:auto 1fr;align-items:start;gap:.6rem;line-height:1.4}
.form [type=checkbox]{inline-size:1.4rem;block-size:1.4rem;margin:0;accent-color:var(--a)}
.form [role=alert]{font-size:.875rem;font-weight:600}.form [role=alert]:empty{display:none}
.form .go{min-block-size:2.9rem;border:0;border-radius:.6rem;background:var(--a);color:var(--oa);font-weight:600}
.form .go:disabled{opacity:.6}
.form .pair{display:flex;flex-wrap:wrap;gap:.5rem}.pair button{flex:1 1 8rem;min-block-size:2.75rem;padding:.3rem;font-size:.9375rem;border:1px solid var(--m);border-radius:.6rem;background:none}
.pair [aria-pressed=true]{border-color:var(--a);background:var(--n);font-weight:600;box-shadow:inset 0 0 0 1px var(--a)}
@media(forced-colors:active){.form .go{border:1px solid}.pair [aria-pressed=true]{forced-color-adjust:none;background:Highlight;color:HighlightText}}`);

const field = (name, label, limit, more = {}) => h('label', {}, label, h(more.rows ? 'textarea' : 'input', { name, required: true, maxlength: String(limit), ...more }));

/** A form with `fields` above its button `label`; `send(values)` throws a Problem when it went wrong. */
function form(panel, label, send, ...fields) {
    panel.adopt(sheet);
    const told = h('p', { role: 'alert' });
    const go = h('button', { class: 'go', type: 'submit' }, label);
    const onsubmit = async (event) => {
        event.preventDefault();
        told.textContent = '';
        go.disabled = true;
        try {
            await send(Object.fromEntries(new FormData(event.target)));
            panel.focus();
        } catch (problem) {
            told.textContent = problem.title || panel.words.failed;
        }
        go.disabled = false;
    };
    return h('form', { class: 'form', onsubmit }, ...fields, told, go);
}

/** The four fields by which a visitor asks to be contacted. Consent is a box of its own, empty at first, and its wording's version goes with it. */
export function leadForm(panel, { key, notice: { intent } }) {
    const { words } = panel;
    const send = async ({ name, contact, company, need }) => {
        const utm = Object.fromEntries([...new URLSearchParams(location.search)].filter(([each]) => each.startsWith('utm_')).map(([each, value]) => [each, value.slice(0, NAME)]).slice(0, 10));
        const body = { name, contact, company, need, consent: { wording_version: WORDING_VERSION }, intent, page: location.pathname, utm, locale: panel.language };
        // A session that opens nothing any more costs nobody their request: it is then sent without one.
        await panel.api('leads', { body }).catch((problem) => (problem.status === 401 ? panel.api('leads', { body, session: null }) : Promise.reject(problem)));
        panel.converted('lead');
        panel.notice({ lead: true, isDone: true }, key);
    };
    return form(panel, words.leadSend, send,
        field('name', words.leadName, NAME, { autocomplete: 'name' }),
        field('contact', words.leadContact, NAME),
        field('company', words.leadCompany, NAME, { autocomplete: 'organization' }),
        field('need', words.leadNeed, TEXT, { rows: '2' }),
        h('label', { class: 'consent' }, h('input', { type: 'checkbox', required: true }), words.consent));
}

/** Outside opening hours: who asks, where they are reached, and what about. */
export const messageForm = (panel, send) => form(panel, panel.words.leaveSend, send,
    field('name', panel.words.leadName, NAME, { autocomplete: 'name' }),
    field('contact', panel.words.leadContact, NAME),
    field('topic', panel.words.leaveTopic, TEXT, { rows: '2' }),
    h('p', { class: 'fine' }, panel.words.leaveConsent));

/** After a person has helped: how it was. */
export function ratingForm(panel, key) {
    const { words } = panel;
    let value;
    const choice = (name, text) => h('button', {
        type: 'button', 'aria-pressed': 'false', onclick: ({ target }) => {
            value = name;
            target.form.querySelector('[role=alert]').textContent = '';
            for (const each of target.parentNode.children) each.setAttribute('aria-pressed', String(each === target));
        },
    }, text);
    const send = async ({ comment }) => {
        if (!value) throw { title: words.ratingChoose };
        await panel.api('chat/rate', { body: { value, ...(comment.trim() && { comment }) } });
        panel.notice({ rating: true, isDone: true }, key);
    };
    return form(panel, words.ratingSend, send,
        h('div', { class: 'pair', role: 'group', 'aria-label': words.ratingAsk }, choice('up', words.ratingUp), choice('down', words.ratingDown)),
        field('comment', words.ratingComment, TEXT, { rows: '2', required: false }));
}
