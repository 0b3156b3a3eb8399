/** Statistik: how it went, in words first and in charts beside them. The period is in the address. */
import { h, icon } from '../widget/dom.js';
import { bars, lines } from './console-charts.js';
import { asking, behind, choice, labelled, page, table } from './console-parts.js';

export function view(desk, go) {
    const { words, format } = desk;
    let given = {};
    const from = h('input', { type: 'date', onchange: () => ask({ from: from.value }) });
    const to = h('input', { type: 'date', onchange: () => ask({ to: to.value }) });
    const locale = choice(words.options.locale, '', (value) => ask({ locale: value }));
    const where = h('input', { placeholder: '/', onchange: () => ask({ page: where.value.trim() }) });
    const ask = (more) => go({ view: 'statistics', ...given, ...more });
    const content = h('div', { class: 'items' });
    const note = h('p', { class: 'empty', role: 'status' });
    const download = h('p', { class: 'buttons' });
    const node = page(words.views.statistics, [
        ...[7, 30, 90].map((days) => h('button', { type: 'button', onclick: () => ask({ from: daysAgo(days - 1), to: daysAgo(0) }) }, words.lastDays(days))),
        labelled(words.from, from), labelled(words.to, to), labelled(words.filters.locale, locale), labelled(words.page, where),
    ], note, content, download);
    let asked = 0;

    async function show() {
        const mine = asked += 1;
        download.replaceChildren(...['conversations', 'leads', 'statistics'].map((name) =>
            h('a', { class: 'button', href: asking(`/api/admin/export/${name}.csv`, given), download: true }, icon('M12 4v11M7 11l5 5 5-5M5 20h14'), words.csv[name])));
        note.textContent = content.children.length ? '' : words.loading;
        try {
            const stats = await desk.ask(asking('stats', given));
            if (mine !== asked) return;
            note.textContent = '';
            from.value = stats.from ?? '';
            to.value = stats.to ?? '';
            content.replaceChildren(...drawing(stats, words, format));
        } catch (problem) {
            if (mine === asked) note.textContent = desk.explained(problem);
        }
    }
    return {
        node,
        update(parameters) {
            given = Object.fromEntries(['from', 'to', 'locale', 'page'].map((name) => [name, parameters.get(name) ?? '']));
            locale.value = given.locale;
            where.value = given.page;
            show();
        },
        end() { asked += 1; },
    };
}

/** The day so many days ago, here, as YYYY-MM-DD. */
function daysAgo(days) {
    const date = new Date();
    date.setDate(date.getDate() - days);
    return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

function drawing(stats, words, format) {
    const { number, share, duration } = bound(format);
    const figure = (name, value, ...notes) => h('div', { class: 'figure' }, h('p', {}, `${name}: `, h('b', {}, value)), notes.filter(Boolean).map((each) => (typeof each === 'string' ? h('small', {}, each) : each)));
    const card = (title, ...children) => h('section', { class: 'card' }, h('h2', {}, title), ...children);
    const empty = (list, draw) => (list?.length ? draw(list) : h('small', {}, words.noFigures));
    const spread = ({ n, p90_seconds: p90, within_sla: within }) => n > 0 && words.spread(duration(p90), number(within), number(n));
    const first = stats.first_response ?? {};
    const resolution = stats.resolution ?? {};
    const csat = stats.csat ?? {};
    const days = (stats.by_day ?? []).map(({ day, conversations, escalations, leads }) => ({ label: format.shortDay(`${day}T12:00:00`), values: [conversations, escalations, leads] }));
    const leads = days.reduce((sum, { values }) => sum + values[2], 0);
    const top = (list) => Math.max(1, ...list.map(({ n }) => n ?? 0));
    const known = (n) => (n == null ? '–' : number(n));
    return [
        h('section', { class: 'figures', 'aria-label': words.figures },
            figure(words.escalations, number(stats.escalations ?? 0), h('a', { href: '?mode=waiting_admin' }, words.nowWaiting)),
            figure(words.claimShare, share(stats.claim_share), words.claimedOf(number(stats.claimed_within_3_min ?? 0), number(stats.escalations_within_hours ?? stats.claimed ?? 0))),
            figure(words.firstResponse, duration(first.median_seconds), spread(first)),
            figure(words.resolution, duration(resolution.median_seconds), spread(resolution)),
            figure(words.csat, share(csat.share), `👍 ${number(csat.up ?? 0)} · 👎 ${number(csat.down ?? 0)}`),
            figure(words.leads, number(leads), h('a', { href: '?view=leads' }, words.openList), stats.conversion?.n > 0 && words.conversion(duration(stats.conversion.median_seconds)))),
        card(words.byDay,
            bars(words.byDay, days, number, Math.max(260, Math.min(1080, innerWidth - (innerWidth > 768 ? 200 : 70)))),
            h('p', { class: 'legend' }, h('span', {}, words.conversationsPerDay), h('span', { class: 'two' }, words.escalations), h('span', { class: 'three' }, words.leads)),
            h('details', {}, h('summary', {}, words.asTable), table(words.byDay, [words.day, ...[words.conversationsPerDay, words.escalations, words.leads].map((text) => ({ text, isNumber: true }))],
                days.map(({ label, values }) => [label, ...values.map(number)])))),
        h('div', { class: 'cards' },
            card(words.topQuestions, empty(stats.top_questions, (list) => h('ol', { class: 'ranked', role: 'list', 'aria-label': words.topQuestions }, list.slice(0, 10).map(({ title, intent, n, conversations }) =>
                h('li', {}, h('span', {}, title ?? intent), h('b', {}, number(n)), behind(words, conversations)))))),
            card(words.unanswered, empty(stats.unanswered, (list) => h('ol', { class: 'ranked', role: 'list', 'aria-label': words.unanswered }, list.map(({ text, n, conversations }) =>
                h('li', {}, h('q', {}, text), h('b', {}, number(n)), behind(words, conversations)))))),
            card(words.funnel, empty(stats.funnel, (list) => lines(words.funnel, list.map(({ step, n }) => ({ label: words.steps[step] ?? step, value: n ?? 0, text: known(n) })), top(list)))),
            card(words.ctas, empty(stats.ctas, (list) => [h('small', {}, words.interval), lines(words.ctas, list.map(({ intent, title, cta, variant, share: value, low, high, shown, clicked }) => ({
                label: [title ?? intent, words.ctaKinds[cta] ?? cta, variant].filter(Boolean).join(' · '), value: value ?? 0, low, high, text: `${share(value)} (${known(clicked)}/${known(shown)})`,
            })), 1)])),
            card(words.scroll, empty(stats.scroll, (list) => lines(words.scroll, list.map(({ depth, n }) => ({ label: `${depth} %`, value: n, text: number(n) })), top(list)))),
            card(words.languages, empty(stats.languages, (list) => lines(words.languages, list.map(({ locale, n }) => ({ label: words.options.locale[locale] ?? locale, value: n, text: number(n) })), top(list)))),
            card(words.pages, empty(stats.pages, (list) => lines(words.pages, list.slice(0, 10).map(({ page: path, n }) => ({ label: path || '–', value: n, text: number(n) })), top(list)))),
            card(words.citedSources, empty(stats.sources, (list) => lines(words.citedSources, list.slice(0, 10).map(({ title, n }) => ({ label: title, value: n, text: number(n) })), top(list))))),
        card(words.intents, empty(stats.intents, (list) => table(words.intents,
            [words.intent, ...[words.times, words.confidence, '👍', '👎'].map((text) => ({ text, isNumber: true }))],
            list.map(({ intent, title, n, mean_confidence: mean, up, down }) => [[title && `${title} `, h('code', {}, intent)].filter(Boolean), number(n), share(mean), number(up), number(down)]).map(flat)))),
        ...(stats.audit ? [card(words.views.answers, h('p', {}, words.auditState(stats.audit.week, number(stats.audit.marked), share(stats.audit.share)), ' ', h('a', { href: '?view=answers' }, words.views.answers)))] : []),
    ];
}

const flat = (row) => row.map((cell) => (Array.isArray(cell) ? h('span', {}, cell) : cell));
const bound = (format) => ({ number: (value) => format.number(value), share: (value) => format.share(value), duration: (value) => format.duration(value) });
