/**
 * What the page says by itself, under the name of the bot: the way to a person with opening hours and an honest estimate,
 * the forms, and an answer of its own while the server is away. Fetched when the first of them is wanted.
 */
import { call } from '../shared/api.js';
import { h, link, paragraphs, safe } from './dom.js';
import { leadForm, messageForm, ratingForm } from './forms.js';
import { stopgapKey } from './chat-state.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync('.notice{display:grid;gap:.65rem}.notice .actions button:disabled{opacity:.6}.notice [role=alert]:empty{display:none}');

/** There is one way to a person at a time: asking again brings it down to the end. */
const WAY = 'way';

let awaited; // somebody tapped for what is drawn next, so the focus goes there: { from } where it was

/** What stands in the notice `message`. */
export function drawNotice(panel, message) {
    panel.adopt(sheet);
    const nodes = contents(panel, message).filter(Boolean);
    // In a moment they are in their place. Who has gone elsewhere meanwhile, such as to the box, stays there.
    if (awaited?.from === panel.root.activeElement) queueMicrotask(() => focusIn(nodes[0].parentNode));
    awaited = undefined;
    return nodes;
}

/** Puts the focus on what can be done first, unless that would bring up a phone's keyboard over the rest. */
function focusIn(place) {
    const first = place.querySelector('a,button,input');
    if (first?.localName !== 'input' || !matchMedia('(pointer: coarse)').matches) first?.focus({ preventScroll: true });
}

function contents(panel, message) {
    const { notice } = message;
    const { words } = panel;
    if (notice.stopgap) return drawStopgap(panel, notice);
    if (notice.lead) return notice.isDone ? [h('p', {}, words.leadDone)] : [h('p', {}, words.leadIntro), leadForm(panel, message)];
    if (notice.rating) return notice.isDone ? [h('p', {}, words.ratingThanks)] : [h('p', {}, words.ratingAsk), ratingForm(panel, message.key)];
    if (notice.checklist) return [h('p', {}, words.checklistReady), door(notice.href, words.checklistOpen)];
    return notice.now ? drawWay(panel, notice) : drawDoor(panel, notice);
}

/**
 * Says when people are there and lets the visitor choose where to go on. `href` is what is known without the server, `from`
 * where the focus was when that was asked for.
 */
export async function offerPerson(panel, href, from) {
    const now = await panel.api('status', { patience: 5000 }).catch(() => null);
    if (panel.signal.aborted) return;
    panel.on({ type: 'gone', key: WAY });
    awaited = { from };
    const known = href ?? panel.whatsapp ?? safe(panel.words.contact);
    if (now && panel.state.mode === 'bot') panel.tellStatus(now);
    if (now) panel.notice({ now, href: known, isPassing: true }, WAY);
    else if (known) panel.notice({ href: known, hours: panel.words.hours });
}

function drawWay(panel, { now, href }) {
    const { words } = panel;
    const channels = now.channels ?? ['whatsapp'];
    const hasWeb = channels.includes('webchat');
    const told = h('p', { role: 'alert', class: 'state' });
    const choose = (channel, name, style) => h('button', {
        type: 'button', class: style, onclick: async ({ target }) => {
            target.disabled = true;
            told.textContent = '';
            await escalate(panel, { channel }, href).catch((problem) => { told.textContent = problem.title || words.failed; });
            target.disabled = false;
        },
    }, name);
    const whatsapp = channels.includes('whatsapp') && choose('whatsapp', words.toWhatsApp, hasWeb ? 'secondary' : 'primary');
    if (!now.open) {
        return [
            h('p', {}, now.opens ? words.offlineUntil(now.opens) : words.offline),
            hasWeb && h('p', {}, words.leaveIntro),
            hasWeb && messageForm(panel, ({ name, contact, topic }) => escalate(panel, { channel: 'webchat', name, contact, topic }, href)),
            whatsapp && h('div', { class: 'actions' }, whatsapp), told,
        ];
    }
    return [
        h('p', {}, words.handoffIntro),
        now.hours && h('p', {}, words.handoffHours(now.hours)),
        h('p', {}, now.estimate ? words.estimate(now.estimate.p50_minutes, now.estimate.p90_minutes) : words.estimateUnknown),
        hasWeb && whatsapp && h('p', {}, words.chooseWay),
        h('div', { class: 'actions' }, hasWeb && choose('webchat', words.stayHere, 'primary'), whatsapp), told,
    ];
}

/** Asks for a person. @throws {Problem} with what is shown left as it is. */
async function escalate(panel, body, known) {
    const answer = await panel.api('chat/escalate', { body: { ...body, locale: panel.language } });
    const { session_id: session, conversation_id: conversation } = answer;
    if (session) panel.update((state) => ({ ...state, session, conversation: conversation ?? state.conversation }));
    const href = safe(answer.href ?? answer.whatsapp?.href) ?? known;
    if (answer.needs_contact) {
        awaited = { from: panel.root.activeElement };
        return panel.notice({ now: { ...answer, open: false }, href: known, isPassing: true }, WAY);
    }
    panel.on({ type: 'gone', key: WAY });
    // Who goes to WhatsApp waits in the queue too.
    panel.update((state) => ({ ...state, mode: answer.mode ?? state.mode }));
    panel.attend(); // tells the rest
    if (body.channel === 'whatsapp') {
        awaited = { from: panel.root.activeElement };
        return panel.notice({ href });
    }
    panel.converted('handoff');
    panel.focus();
}

/** The way to a person elsewhere. */
function drawDoor(panel, { hours, href }) {
    const { words } = panel;
    const isWhatsApp = href.startsWith('https://wa.me/');
    return [
        h('p', {}, words.handoffIntro), hours && h('p', {}, words.handoffHours(hours)),
        door(href, isWhatsApp ? words.handoffWhatsApp : words.contactPage, () => isWhatsApp && panel.converted('whatsapp')),
    ];
}

/** The way out, beside the page: the conversation stays where it is. */
const door = (href, text, onclick) => h('div', { class: 'actions' }, link(href, { class: 'primary', target: '_blank', rel: 'noopener', onclick }, text));

/** Has the checklist made for this visitor and shows where it lies. When that fails, a person can still send it. */
export async function offerChecklist(panel, href, from) {
    const made = await panel.api('checklist', { body: { locale: panel.language } }).catch(() => ({}));
    const place = safe(made.url);
    if (!place) return offerPerson(panel, href, from);
    awaited = { from };
    panel.notice({ checklist: true, href: place });
}

/** Answers from the page to `message` while the server is away. Without the index (the visitor is offline) it just waits. */
export async function stopgap(panel, { id, text }) {
    const { index: address } = panel.words;
    const key = stopgapKey(id);
    if (!address || panel.state.messages.some((message) => message.key === key)) return;
    try {
        panel.index ??= call(new URL(address, import.meta.url));
        const [{ meant }, index] = await Promise.all([import('./offline.js'), panel.index]);
        panel.notice({ stopgap: true, answer: meant(index, text)?.answer ?? '', href: panel.whatsapp }, key);
    } catch {
        panel.index = undefined;
    }
}

function drawStopgap(panel, { answer, href }) {
    const { words } = panel;
    return [
        h('p', { class: 'fine' }, words.stopgap),
        ...(answer ? paragraphs(answer) : [h('p', {}, words.stopgapUnsure)]),
        answer && h('p', { class: 'fine' }, words.disclaimer),
        href && door(href, words.handoffWhatsApp, () => panel.converted('whatsapp')),
    ];
}
