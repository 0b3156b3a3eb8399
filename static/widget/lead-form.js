/**
 * The form of four fields by which a visitor asks to be contacted; fetched when a call to action opens it.
 * Consent is a box of its own, empty at first, and its wording's version goes with it.
 */
import { h } from './dom.js';

/** Changes with the words of `consent` in static/locales. */
export const WORDING_VERSION = '2026-11-24';

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.lead{display:grid;gap:.75rem;padding:1rem;border:1px solid var(--l);border-radius:.75rem;background:var(--s)}
.lead label{display:grid;gap:.25rem;font-size:.875rem}
.lead :is(input:not([type]),textarea){inline-size:100%;min-block-size:2.75rem;padding:.5rem .7rem;border:1px solid var(--m);border-radius:.6rem;background:var(--p);color:inherit;font:inherit;font-size:1rem}
.lead .consent{grid-template-columns:auto 1fr;align-items:start;gap:.6rem;line-height:1.4}
.lead [type=checkbox]{inline-size:1.4rem;block-size:1.4rem;margin:0;accent-color:var(--a)}
.lead [role=alert]{font-size:.875rem;font-weight:600}.lead [role=alert]:empty{display:none}
.lead .go{min-block-size:2.9rem;border:0;border-radius:.6rem;background:var(--a);color:var(--oa);font-weight:600}
.lead .go:disabled{opacity:.6}`);

/**
 * `send(fields, session?)` answers nothing when it went well and throws a Problem when not; then the fields stay as they are.
 */
export function leadForm(words, send) {
    const field = (name, label, limit, more = {}) => h('label', {}, label, h(more.rows ? 'textarea' : 'input', { name, required: true, maxlength: String(limit), ...more }));
    const told = h('p', { role: 'alert' });
    const go = h('button', { class: 'go', type: 'submit' }, words.leadSend);
    const submit = async (event) => {
        event.preventDefault();
        const { name, contact, company, need } = Object.fromEntries(new FormData(event.target));
        told.textContent = '';
        go.disabled = true;
        try {
            const lead = { name, contact, company, need, consent: { wording_version: WORDING_VERSION } };
            // A session that opens nothing any more costs nobody their request: it is then sent without one.
            await send(lead).catch((problem) => (problem.status === 401 ? send(lead, null) : Promise.reject(problem)));
        } catch (problem) {
            told.textContent = problem.title || words.failed;
            go.disabled = false;
        }
    };
    return h('form', { class: 'lead', onsubmit: submit },
        field('name', words.leadName, 100, { autocomplete: 'name' }),
        field('contact', words.leadContact, 100),
        field('company', words.leadCompany, 100, { autocomplete: 'organization' }),
        field('need', words.leadNeed, 500, { rows: '2' }),
        h('label', { class: 'consent' }, h('input', { type: 'checkbox', required: true }), words.consent),
        told, go);
}
