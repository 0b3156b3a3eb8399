/**
 * How messages look: a message of chat-state.js → an element. It knows words and shapes; what a tap does is told by `act`.
 */
import { emphasised, h, icon, link, paragraphs, safe } from './dom.js';

export class MessageDrawing {
    #words;
    #language;
    #whatsapp;
    #act;

    /**
     *  `act`: say(text, option), handoff(href), refuse(message), rate(message, value), edit(message), retry(message), resume(), count(intent, cta),
     *  lead(intent), leadForm(message) → an element. */
    constructor(words, language, whatsapp, act) {
        this.#words = words;
        this.#language = language;
        this.#whatsapp = whatsapp;
        this.#act = act;
    }

    /** The first message, which nobody has sent: greeting, disclaimer, prompts, and the way to a person. */
    greeting(assistant) {
        const words = this.#words;
        const ask = (text) => this.#button(() => this.#act.say(text.replaceAll('*', ''), { via: 'suggestion' }), emphasised(text));
        return this.#frame('bot', null,
            h('p', {}, words.greeting(assistant)),
            h('p', { class: 'fine' }, words.disclaimer),
            h('div', { class: 'chips' }, words.quick.map(ask)),
            h('p', { class: 'heading' }, words.promptsTitle),
            h('ul', { class: 'prompts' }, words.prompts.map((text) => h('li', {}, ask(text)))),
            this.#whatsapp && h('p', { class: 'fine' }, `${words.greetingHuman} `, link(this.#whatsapp, {}, words.handoffWhatsApp)));
    }

    draw(message) {
        const { role, at, text, notice } = message;
        if (role === 'visitor') return this.#frame(role, at, h('p', { class: 'text' }, text), this.#delivery(message));
        if (notice) return this.#frame('bot', at, ...(notice.lead ? this.#lead(message) : notice.stopgap ? this.#stopgap(notice) : this.#way(notice)));
        return this.#frame(role, at, ...paragraphs(text), ...(message.answer ? this.#extras(message) : []));
    }

    #button(onclick, text, values = {}) {
        return h('button', { type: 'button', ...values, onclick }, text);
    }

    #frame(role, at, ...content) {
        const words = this.#words;
        const chip = { bot: words.chipBot, admin: words.chipAdmin, visitor: words.chipVisitor }[role];
        const time = at && new Date(at);
        return h('article', { class: `message ${role}` },
            h('p', { class: 'who' }, h('span', { class: 'chip' }, chip),
                time && h('time', { datetime: time.toISOString() }, time.toLocaleTimeString(this.#language, { hour: '2-digit', minute: '2-digit' }))),
            ...content);
    }

    /** Under a message of the visitor: nothing when it was sent, else what became of it and what can be done. */
    #delivery(message) {
        const words = this.#words;
        if (message.status === 'kept') {
            return h('p', { class: 'state' }, `${message.note || words.kept} `, this.#button(() => this.#act.resume(), words.retry));
        }
        if (message.status !== 'failed') return null;
        return h('p', { class: 'state bad' }, `${message.note || words.failed} `,
            this.#button(() => this.#act.edit(message), words.edit), ' ', this.#button(() => this.#act.retry(message), words.retry));
    }

    /** What stands under the text of an answer, in the order in which it is read. */
    #extras(message) {
        const { answer } = message;
        const words = this.#words;
        return [
            answer.points?.length && h('ul', { class: 'points' }, answer.points.map((point) => h('li', {}, point))),
            ...this.#options(message, answer.choices, words.didYouMean, 'choices', 'choice'),
            answer.sources?.length && this.#sources(answer.sources),
            answer.disclaimer && h('p', { class: 'fine' }, answer.disclaimer),
            answer.handoff?.offered && h('div', { class: 'offer' },
                h('p', {}, isUnsure(answer.handoff) ? words.offerUnsure : words.offerReady), this.#button(() => this.#act.handoff(), words.offer)),
            answer.benefits?.length && !message.isBenefitClosed && this.#benefits(message),
            answer.cta && h('div', { class: 'actions' }, this.#action(message, 'primary'), this.#action(message, 'secondary')),
            ...this.#options(message, answer.suggestions, words.suggestions, 'chips', 'suggestion'),
            answer.message_id && this.#thumbs(message),
        ];
    }

    /** Choices and suggestions as the server sends them: texts, or objects with an intent and a text. */
    #options(message, list, title, style, via) {
        if (!list?.length) return [];
        const option = (each) => {
            const text = each.text ?? String(each);
            return this.#button(() => this.#act.say(text, { choice: each.intent ?? text, to: message.key, via }), text);
        };
        return [h('p', { class: 'heading' }, title), h('div', { class: style }, list.map(option))];
    }

    #sources(sources) {
        const { sources: title, opensNewTab } = this.#words;
        const item = (source) => {
            const named = [source.title, source.article].filter(Boolean).join(', ');
            const name = source.year && !named.includes(source.year) ? `${named} (${source.year})` : named;
            const href = safe(source.url);
            return h('li', {}, href ? link(href, { title: opensNewTab }, name) : name);
        };
        return h('div', { class: 'sources' }, h('p', { class: 'heading', 'aria-hidden': 'true' }, title), h('ul', { 'aria-label': title }, sources.map(item)));
    }

    #benefits(message) {
        const { why, notNow } = this.#words;
        return h('fieldset', { class: 'benefits' }, h('legend', {}, why),
            h('ul', {}, message.answer.benefits.map((benefit) => h('li', {}, benefit))), this.#button(() => this.#act.refuse(message), notNow));
    }

    /** A call to action: a link where it has an address, a question where it asks one, else the way to a person. */
    #action(message, which) {
        const { intent, cta, cta_actions: actions } = message.answer;
        const text = cta[which];
        if (!text) return null;
        const { kind, href, text: question } = actions?.[which] ?? {};
        const target = safe(href);
        const count = () => this.#act.count(intent, which);
        if (target && kind !== 'escalate') return link(target, { class: which, onclick: count }, text);
        return this.#button(() => {
            count();
            if (kind === 'ask') this.#act.say(question ?? text, { via: 'button' });
            else if (kind === 'lead') this.#act.lead(intent);
            else this.#act.handoff(target);
        }, text, { class: which });
    }

    #thumbs(message) {
        const thumb = (value, name, ...paths) => this.#button(() => this.#act.rate(message, value), icon(...paths), {
            'aria-label': name, 'aria-pressed': String(message.rating === value),
        });
        return h('div', { class: 'thumbs' },
            thumb('up', this.#words.good, 'M7 11v9H3.5v-9ZM7 11l4-7.5c1.5 0 2.5 1 2.5 2.5v4h5.5c1.2 0 2 1 1.8 2.2l-1.2 6c-.2 1-1 1.8-2.1 1.8H7'),
            thumb('down', this.#words.wrong, 'M7 13V4H3.5v9ZM7 13l4 7.5c1.5 0 2.5-1 2.5-2.5v-4h5.5c1.2 0 2-1 1.8-2.2l-1.2-6c-.2-1-1-1.8-2.1-1.8H7'));
    }

    /** What the page answers by itself while the server is away. */
    #stopgap({ answer, href }) {
        const words = this.#words;
        return [
            h('p', { class: 'fine' }, words.stopgap),
            ...(answer ? paragraphs(answer) : [h('p', {}, words.stopgapUnsure)]),
            answer && h('p', { class: 'fine' }, words.disclaimer),
            href && this.#door(href),
        ];
    }

    /** The form that asks to be contacted, until it was sent. */
    #lead(message) {
        const { leadDone, leadIntro } = this.#words;
        return message.notice.isDone ? [h('p', {}, leadDone)] : [h('p', {}, leadIntro), this.#act.leadForm(message)];
    }

    /** The way to a person. */
    #way({ hours, next, href }) {
        const words = this.#words;
        return [
            h('p', {}, words.handoffIntro),
            next && h('p', {}, words.offline(next)),
            hours && h('p', {}, words.handoffHours(hours)),
            !next && h('p', { class: 'fine' }, words.estimateUnknown),
            this.#door(href),
        ];
    }

    #door(href) {
        const { handoffWhatsApp, contactPage } = this.#words;
        return h('div', { class: 'actions' }, link(href, { class: 'primary' }, href.startsWith('https://wa.me/') ? handoffWhatsApp : contactPage));
    }
}

/** Whether the bot offers a person because it is not certain, and not because somebody asked for one. */
const isUnsure = ({ reason = 'unsure' }) => ['unsure', 'twice_not_understood'].includes(reason);
