/** How messages look: a message of chat-state.js → an element. What a tap does is the panel's. */
import { emphasised, h, icon, link, paragraphs, safe } from './dom.js';

export class MessageDrawing {
    #panel;
    #words;

    constructor(panel) {
        this.#panel = panel;
        this.#words = panel.words;
    }

    /** The first message, which nobody has sent. */
    greeting() {
        const words = this.#words;
        const { whatsapp } = this.#panel;
        const ask = (text) => this.#button(() => this.#panel.say(text.replaceAll('*', ''), { via: 'suggestion' }), emphasised(text));
        return this.#frame({ role: 'bot' },
            h('p', {}, words.greeting),
            h('p', { class: 'fine' }, words.disclaimer),
            h('div', { class: 'chips' }, words.quick.map(ask)),
            words.prompts[0] && h('p', { class: 'heading' }, words.promptsTitle),
            h('ul', { class: 'prompts' }, words.prompts.map((text) => h('li', {}, ask(text)))),
            whatsapp && h('p', { class: 'fine' }, `${words.greetingHuman} `, link(whatsapp, {}, words.handoffWhatsApp)));
    }

    draw(message) {
        const { role, text, notice, answer } = message;
        if (role === 'system') return h('p', { class: 'line' }, text);
        if (notice) return this.#frame(message, this.#notice(message));
        if (role === 'visitor') return this.#frame(message, h('p', { class: 'text' }, text), this.#delivery(message));
        return this.#frame(message, ...paragraphs(text), ...(answer ? this.#extras(message) : []));
    }

    /** A place for what notices.js draws, once it is here. */
    #notice(message) {
        const place = h('div', { class: 'notice' });
        this.#panel.notices().then(({ drawNotice }) => {
            place.append(...drawNotice(this.#panel, message));
            this.#panel.reveal(place.parentNode);
        }).catch(() => place.append(this.#words.failed));
        return place;
    }

    #button(onclick, text, values = {}) {
        return h('button', { type: 'button', ...values, onclick }, text);
    }

    #frame({ role, key, admin, at, time: told = at }, ...content) {
        const words = this.#words;
        const chip = { bot: words.chipBot, admin: words.chipAdmin, visitor: words.chipVisitor }[role];
        const time = told && new Date(told);
        return h('article', { class: `message ${role}`, 'data-key': key },
            h('p', { class: 'who' }, h('span', { class: 'chip' }, chip), admin && h('span', {}, admin),
                time && h('time', { datetime: time.toISOString() }, time.toLocaleTimeString(this.#panel.language, { hour: '2-digit', minute: '2-digit' }))),
            ...content);
    }

    /** Under a message of the visitor that was not sent: what became of it and what can be done. */
    #delivery(message) {
        const words = this.#words;
        if (message.status === 'kept') {
            return h('p', { class: 'state' }, `${message.note || words.kept} `, this.#button(() => this.#panel.resume(), words.retry));
        }
        if (message.status !== 'failed') return null;
        return h('p', { class: 'state bad' }, `${message.note || words.failed} `,
            this.#button(() => this.#panel.edit(message), words.edit), ' ', this.#button(() => this.#panel.resume(message.id), words.retry));
    }

    /** What stands under the text of an answer. */
    #extras(message) {
        const { answer } = message;
        const { question } = answer;
        const words = this.#words;
        return [
            question && h('div', { class: 'question' }, ...this.#options(message, [
                ...question.options, ...(question.skippable ? [{ value: 'skip', text: words.skip }] : []),
            ], words.left(question.of - question.step + 1, question.of), 'chips', 'choice')),
            answer.points?.length && h('ul', { class: 'points' }, answer.points.map((point) => h('li', {}, point))),
            ...this.#options(message, answer.choices, words.didYouMean, 'choices', 'choice'),
            answer.sources?.length && this.#sources(answer.sources),
            answer.disclaimer && h('p', { class: 'fine' }, answer.disclaimer),
            answer.handoff?.offered && h('div', { class: 'offer' },
                h('p', {}, isUnsure(answer.handoff) ? words.offerUnsure : words.offerReady), this.#button(() => this.#panel.handoff(), words.offer)),
            answer.benefits?.length && !message.isBenefitClosed && this.#benefits(message),
            answer.cta && h('div', { class: 'actions' }, this.#action(message, 'primary'), this.#action(message, 'secondary')),
            ...this.#options(message, answer.suggestions, words.suggestions, 'chips', 'suggestion'),
            answer.message_id && this.#thumbs(message),
        ];
    }

    /** Choices and suggestions: texts, or objects with a text and what it stands for. */
    #options(message, list, title, style, via) {
        if (!list?.length) return [];
        const option = (each) => {
            const text = each.text ?? String(each);
            return this.#button(() => this.#panel.say(text, { choice: each.value ?? each.intent ?? text, to: message.key, via }), text);
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
        const { benefits, benefits_title: title } = message.answer;
        return h('fieldset', { class: 'benefits', 'aria-label': why }, h('legend', {}, title ?? why),
            h('ul', {}, benefits.map((benefit) => h('li', {}, benefit))), this.#button(() => this.#panel.refuse(message), notNow));
    }

    /** A call to action: a link where it has an address, else what its kind says. */
    #action(message, which) {
        const { intent, variant = '', cta, cta_actions: actions } = message.answer;
        const text = cta[which];
        if (!text) return null;
        const { kind, href, text: question } = actions?.[which] ?? {};
        const target = safe(href);
        const count = () => {
            this.#panel.count({ type: 'cta_click', intent, cta: which, variant });
            if (kind === 'whatsapp' || kind === 'checklist') this.#panel.converted(kind);
        };
        if (target && kind !== 'escalate') return link(target, { class: which, onclick: count }, text);
        return this.#button(() => {
            count();
            if (kind === 'ask') this.#panel.say(question ?? text, { via: 'button' });
            else if (kind === 'lead') this.#panel.notice({ lead: true, intent });
            else this.#panel.handoff(target, kind);
        }, text, { class: which });
    }

    #thumbs(message) {
        const thumb = (value, name) => this.#button(() => this.#panel.rate(message, value), icon('M7 11v9H3.5v-9ZM7 11l4-7.5c1.5 0 2.5 1 2.5 2.5v4h5.5c1.2 0 2 1 1.8 2.2l-1.2 6c-.2 1-1 1.8-2.1 1.8H7'), {
            'aria-label': name, 'aria-pressed': String(message.rating === value),
        });
        return h('div', { class: 'thumbs' }, thumb('up', this.#words.good), thumb('down', this.#words.wrong));
    }
}

/** Whether the bot offers a person because it is not certain. */
const isUnsure = ({ reason = 'unsure' }) => ['unsure', 'twice_not_understood'].includes(reason);
