/**
 * What a visitor may do with the conversation as a whole: keep it, take it along, see what is remembered of it, erase it.
 */
import { request } from '../shared/api.js';
import { h } from './dom.js';

let shown; // { node } while it is open

/** Opens the menu of `panel`, or closes it. */
export function toggle(panel) {
    if (shown?.isConnected) return close(panel);
    panel.adopt(sheet);
    shown = h('section', {
        class: 'menu', 'aria-label': panel.words.menu, onkeydown: (event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            close(panel);
        },
    });
    panel.menu.setAttribute('aria-expanded', 'true');
    panel.head.after(shown);
    list(panel);
}

function close(panel) {
    shown.remove();
    shown = undefined;
    panel.menu.setAttribute('aria-expanded', 'false');
    panel.menu.focus();
}

/** Puts `content` in the menu, with the focus on its beginning. */
function put(...content) {
    shown?.replaceChildren(...content.flat().filter(Boolean));
    shown?.querySelector('button,input,[tabindex]')?.focus();
}

function list(panel) {
    const { words } = panel;
    const item = (text, act, style = '') => h('li', {}, h('button', { type: 'button', class: style, onclick: () => attempt(panel, act) }, text));
    const hasAny = Boolean(panel.state.session);
    put(h('ul', {},
        hasAny && item(words.print, () => print(panel)),
        hasAny && item(words.saveText, () => saveText(panel)),
        hasAny && item(words.takeAlong, () => takeAlong(panel)),
        item(words.bringHere, () => bringHere(panel)),
        hasAny && item(words.remembered, () => remembered(panel)),
        hasAny && item(words.exportAll, () => exportAll(panel)),
        hasAny && item(words.withdraw, () => withdraw(panel)),
        (hasAny || panel.state.messages.length > 0) && item(words.erase, () => erase(panel), 'grave')));
}

/** Does `act`; what goes wrong is said in the menu. */
async function attempt(panel, act) {
    try {
        await act();
    } catch (problem) {
        tell(panel, problem.title || panel.words.unreachable);
    }
}

/** Says `text` in the menu, with the ways on below it. */
function tell(panel, text, ...more) {
    put(h('p', { role: 'status', tabindex: '-1' }, text), ...more, h('div', { class: 'row' }, plain(panel.words.goBack, () => list(panel))));
}

const plain = (text, onclick, style = '') => h('button', { type: 'button', class: style, onclick }, text);

async function transcript(panel) {
    const answer = await request(panel.address('chat/transcript'), { session: panel.state.session, headers: { ...panel.headers, Accept: 'text/plain' }, signal: panel.signal });
    if (!answer.ok) throw await answer.json().catch(() => ({}));
    return answer.text();
}

/** Prints the conversation alone, as the server has it. */
async function print(panel) {
    const page = h('pre', { class: 'frontdesk-transcript' }, await transcript(panel));
    const paper = new CSSStyleSheet();
    paper.replaceSync(`@media screen{.frontdesk-transcript{display:none}}
@media print{body>:not(.frontdesk-transcript){display:none!important}.frontdesk-transcript{white-space:pre-wrap;overflow-wrap:anywhere;font:11pt/1.5 system-ui,sans-serif;color:#000}}`);
    document.adoptedStyleSheets.push(paper);
    document.body.append(page);
    globalThis.print();
    page.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== paper);
    close(panel);
}

async function saveText(panel) {
    save(`${panel.words.fileName}.txt`, 'text/plain', await transcript(panel));
    close(panel);
}

async function exportAll(panel) {
    const all = await panel.api('privacy/export');
    save(`${panel.words.fileName}.json`, 'application/json', JSON.stringify(all, null, 2));
    close(panel);
}

function save(name, type, text) {
    const href = URL.createObjectURL(new Blob([text], { type }));
    h('a', { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // the download has begun by then
}

async function takeAlong(panel) {
    const { words } = panel;
    const { code, expires } = await panel.api('chat/resume', { body: {} });
    const until = new Date(expires).toLocaleString(panel.language, { dateStyle: 'medium', timeStyle: 'short' });
    tell(panel, words.codeIntro, h('p', { class: 'code' }, code), h('p', { class: 'fine' }, words.codeUntil(until)));
}

function bringHere(panel) {
    const { words } = panel;
    const told = h('p', { role: 'alert' });
    const onsubmit = async (event) => {
        event.preventDefault();
        told.textContent = '';
        try {
            const code = new FormData(event.target).get('code').trim().toUpperCase();
            const { session_id: session, conversation_id: conversation } = await panel.api('chat/resume', { body: { code }, session: null });
            panel.forget({ session, conversation });
            close(panel);
            panel.attend();
        } catch (problem) {
            told.textContent = problem.title || words.unreachable;
        }
    };
    put(h('form', { onsubmit }, h('label', {}, words.code, h('input', { name: 'code', required: true, maxlength: '20', autocomplete: 'one-time-code', autocapitalize: 'characters', spellcheck: 'false', placeholder: 'ABCD-EFGH' })),
        told, h('div', { class: 'row' }, h('button', { type: 'submit', class: 'go' }, words.bring), plain(words.goBack, () => list(panel)))));
}

async function remembered(panel) {
    const { state } = await panel.api(`chat/messages?after=${panel.state.sequence}`);
    const slots = state.remembered ?? [];
    tell(panel, slots.length ? panel.words.rememberedIntro : panel.words.rememberedNothing,
        slots.length > 0 && h('dl', {}, slots.flatMap(({ title, text }) => [h('dt', {}, title), h('dd', {}, text)])));
}

async function withdraw(panel) {
    const { withdrawn } = await panel.api('privacy/withdraw', { body: {} });
    tell(panel, withdrawn.length ? panel.words.withdrawn : panel.words.withdrawnNothing);
}

function erase(panel) {
    const { words } = panel;
    const sure = async () => {
        const receipt = panel.state.session && await panel.api('privacy/erase', { body: {} });
        panel.forget();
        tell(panel, receipt ? words.erased(receipt.erasure_id) : words.erasedHere);
    };
    put(h('p', {}, words.eraseSure),
        h('div', { class: 'row' }, plain(words.eraseYes, () => attempt(panel, sure), 'grave'), plain(words.cancel, () => list(panel))));
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.menu{border-block-end:1px solid var(--l);background:var(--s);padding:.35rem .75rem .6rem;max-block-size:60%;overflow:auto;flex:none}
.menu li button{inline-size:100%;min-block-size:2.75rem;padding:.4rem .35rem;border:0;border-block-end:1px solid var(--l);background:none;text-align:start;font-size:.9375rem}
.menu li:last-child button{border:0}.menu li button:hover{color:var(--a)}
.menu .grave{color:var(--d)}
.menu>p,.menu dl,.menu form{margin-block:.6rem;font-size:.9375rem}
.menu .row{display:flex;flex-wrap:wrap;gap:.5rem;margin-block:.6rem}
.menu .row button{flex:1 1 8rem;min-block-size:2.75rem;border:1px solid var(--m);border-radius:.6rem;background:none;font-size:.9375rem}
.menu .row .grave{border-color:var(--d)}.menu .row .go{border-color:var(--a);background:var(--a);color:var(--oa);font-weight:600}
.menu label{display:grid;gap:.25rem;font-size:.875rem}.menu input{min-block-size:2.75rem;padding:.5rem .7rem;border:1px solid var(--m);border-radius:.6rem;background:var(--p);color:inherit;font:inherit;text-transform:uppercase;letter-spacing:.1em}
.menu .code{font:600 1.75rem/1.2 ui-monospace,monospace;letter-spacing:.08em;text-align:center;user-select:all}
.menu dt{font-weight:600}.menu dd{margin:0 0 .5rem}
.menu [role=alert]:empty{display:none}.menu [role=alert]{margin-block:.5rem;font-weight:600}
.menu{--d:#a3150e}@media(prefers-color-scheme:dark){.menu{--d:#ff9d94}}`);
