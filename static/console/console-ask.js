/** Tanya bot: what the bot would say, to staff, internal answers included. Nothing asked here is part of a conversation. */
import { h, paragraphs } from '../widget/dom.js';
import { choice, form, labelled, page } from './console-parts.js';

export function view(desk) {
    const { words, format } = desk;
    const box = h('input', { required: true, maxlength: '4000', autocomplete: 'off', enterkeyhint: 'send' });
    const locale = choice({ id: words.options.locale.id, en: words.options.locale.en }, desk.language);
    const log = h('div', { class: 'items', role: 'log', 'aria-label': words.views.ask });

    async function ask() {
        const text = box.value.trim();
        if (!text) return;
        const answer = await desk.attempt('ask', { body: { text, locale: locale.value } });
        if (!answer) return;
        box.value = '';
        const alternatives = (answer.alternatives ?? answer.reading?.alternatives ?? []).filter(({ intent }) => intent !== answer.intent);
        log.prepend(h('article', { class: 'item' }, h('p', {}, h('b', {}, text)),
            h('div', { class: 'text' }, paragraphs(answer.answer || words.noAnswer)),
            h('p', { class: 'reading' }, answer.title ?? '', ' ', answer.intent && h('code', {}, answer.intent), ` · ${format.share(answer.confidence)}`, answer.internal && h('span', { class: 'mark high' }, words.internal)),
            answer.sources?.length > 0 && h('p', { class: 'reading' }, `${words.sources}: ${answer.sources.map(({ title }) => title).join(' · ')}`),
            alternatives.length > 0 && h('p', { class: 'reading' }, `${words.alternatives}: ${alternatives.map(({ title, intent, confidence }) => `${title ?? intent} ${format.share(confidence)}`).join(', ')}`)));
        box.focus();
    }
    return {
        node: page(words.views.ask, null, h('p', {}, words.askExplained),
            form(ask, { class: 'card asking' }, labelled(words.question, box), labelled(words.filters.locale, locale), h('button', { type: 'submit', class: 'primary' }, words.askBot)), log),
        update() {},
        end() {},
    };
}
