/** Audit jawaban: thirty answers a week drawn by chance; somebody says which were right. What was wrong teaches the bot. */
import { h } from '../widget/dom.js';
import { choice, conversationLink, form, labelled, page, table } from './console-parts.js';

export function view(desk, go) {
    const { words, format } = desk;
    const items = h('ol', { class: 'items', role: 'list', 'aria-label': words.samples });
    const summary = h('section', { class: 'card' });
    const more = h('div', { class: 'cards' });
    const note = h('p', { class: 'empty', role: 'status' });
    const title = h('b', {}, '');
    const turn = (by) => go({ view: 'answers', week: shifted(week, by) });
    const all = desk.ask('/api/faq').then((faq) => faq.intents.map(({ id, title: name }) => ({ intent: id, title: name })), () => []);
    let week = '';
    let shown;
    let intents = {};

    async function show(isFirst) {
        if (isFirst) note.textContent = words.loading;
        try {
            const audit = await desk.ask(week ? `audits?week=${encodeURIComponent(week)}` : 'audits');
            note.textContent = audit.samples.length ? '' : words.noSamples;
            week = audit.week;
            title.textContent = words.week(week);
            intents = Object.fromEntries([...await all, ...audit.samples, ...(audit.by_intent ?? [])].map((each) => [each.intent, each.title ?? each.intent]));
            drawSummary(audit);
            if (isFirst) items.replaceChildren(...audit.samples.map((sample, index) => draw(h('li', { class: 'item' }), sample, index + 1)));
        } catch (problem) {
            note.textContent = desk.explained(problem);
        }
    }

    function drawSummary({ marked, size, right, share, target, met, by_intent: byIntent = [], suggestions = [] }) {
        const isEnough = marked >= size;
        summary.replaceChildren(
            h('p', {}, words.marked(format.number(marked), format.number(size)), isEnough && h('span', { class: 'done' }, ` ✓ ${words.sampleMet}`)),
            h('p', {}, marked > 0 && `${words.rightShare(format.number(right), format.share(share))} `,
                h('span', { class: met ? 'done' : share != null && share <= target ? 'missed' : '' }, met ? `✓ ${words.targetMet(format.share(target))}` : share == null || share > target ? words.targetOpen(format.share(target)) : `✗ ${words.targetMissed(format.share(target))}`)));
        more.replaceChildren(...[
            byIntent.length > 0 && h('section', { class: 'card' }, h('h2', {}, words.precision), table(words.precision, [words.intent, ...[words.right, words.share, words.range].map((text) => ({ text, isNumber: true }))],
                byIntent.map((each) => [each.title ?? each.intent, `${each.right}/${each.n}`, format.share(each.right / each.n), `${format.share(each.low)} – ${format.share(each.high)}`]))),
            suggestions.length > 0 && h('section', { class: 'card' }, h('h2', {}, words.examples), h('small', {}, words.examplesExplained), h('ul', { class: 'items', role: 'list' }, suggestions.map(({ text, intent }) => h('li', {}, h('q', {}, text), ' → ', h('code', {}, intent))))),
        ].filter(Boolean));
    }

    function draw(item, sample, place) {
        const { mark } = sample;
        const name = words.sample(place);
        const save = async (body) => {
            const answer = await desk.attempt('audits', { body: { conversation_id: sample.conversation_id, message_id: sample.message_id, ...body } });
            if (!answer) return;
            sample = { ...sample, mark: answer.mark ?? { ...body, admin: desk.state.me } };
            draw(item, sample, place);
            item.querySelector(`[data-right="${body.right}"]`)?.focus();
            show(false);
        };
        const button = (right, text) => h('button', { type: 'button', 'data-right': String(right), 'aria-pressed': String(mark?.right === right), 'aria-label': `${text}: ${name}`, onclick: () => save({ right }) }, text);
        const comment = h('input', { value: mark?.note, maxlength: '500' });
        const intent = choice({ '': words.unknown, OOS: words.outOfScope, ...intents }, mark?.intent_should_be);
        item.replaceChildren(...[
            h('div', { class: 'item-head' }, h('h2', {}, name), h('span', {}, sample.title ?? '', ' ', h('code', {}, sample.intent), ` · ${format.share(sample.confidence)}`), conversationLink(sample.conversation_id, words.conversationShort)),
            h('p', {}, h('b', {}, `${words.visitor}: `), sample.question), h('p', {}, h('b', {}, `${words.bot}: `), sample.answer),
            h('div', { class: 'choice', role: 'group', 'aria-label': name }, button(true, words.right), button(false, words.wrong), mark && h('small', {}, mark.admin ?? '')),
            mark && !mark.right && form(() => save({ right: false, ...(intent.value && { intent_should_be: intent.value }), ...(comment.value.trim() && { note: comment.value.trim() }) }), { class: 'bar' },
                labelled(words.shouldBe, intent), labelled(words.comment, comment), h('button', { type: 'submit' }, words.save)),
        ].filter(Boolean));
        return item;
    }

    const node = page(words.views.answers, [
        h('button', { type: 'button', 'aria-label': words.weekBefore, onclick: () => turn(-1) }, '‹'), title,
        h('button', { type: 'button', 'aria-label': words.weekAfter, onclick: () => turn(1) }, '›')], summary, more, note, items);
    return {
        node,
        update(parameters) {
            const wanted = parameters.get('week') ?? '';
            if (wanted === shown) return;
            shown = week = wanted;
            show(true);
        },
        end() {},
    };
}

/** The ISO week `by` weeks after "2026-W48". */
export function shifted(week, by) {
    const [year, number] = week.split('-W').map(Number);
    const day = new Date(Date.UTC(year, 0, 4)); // the fourth of January is always in week 1
    day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) + 3 + 7 * (number - 1 + by)); // that week's Thursday
    const first = new Date(Date.UTC(day.getUTCFullYear(), 0, 4));
    return `${day.getUTCFullYear()}-W${String(1 + Math.round(((day - first) / 86_400_000 - 3 + ((first.getUTCDay() + 6) % 7)) / 7)).padStart(2, '0')}`;
}
