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
            content.replaceChildren(...drawing(stats, words, format, { ...given, from: stats.from, to: stats.to }));
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

/** `at`: the days, language and page that the figures are of; every number links to its conversations in the list. */
function drawing(stats, words, format, at) {
    const { number, share, duration } = bound(format);
    const figure = (name, value, ...notes) => h('div', { class: 'figure' }, h('p', {}, `${name}: `, h('b', {}, value)), notes.filter(Boolean).map((each) => h('small', {}, each)));
    const card = (title, ...children) => h('section', { class: 'card' }, h('h2', {}, title), ...children);
    const wide = (...all) => {
        const node = card(...all);
        node.classList.add('wide');
        return node;
    };
    const empty = (list, draw) => (list?.length ? draw(list) : h('small', {}, words.noFigures));
    const first = stats.first_response ?? {};
    const resolution = stats.resolution ?? {};
    const csat = stats.csat ?? {};
    const days = (stats.by_day ?? []).map(({ day, conversations, escalations, leads }) => ({ day, label: format.shortDay(`${day}T12:00:00`), values: [conversations, escalations, leads] }));
    const leads = days.reduce((sum, { values }) => sum + values[2], 0);
    const top = (list) => Math.max(1, ...list.map(({ n }) => n ?? 0));
    const known = (n) => (n == null ? '–' : number(n));
    const told = (n, what, of, more) => (n > 0 ? h('a', { href: asking('', { ...at, figure: what, of, ...more }), 'aria-label': `${words.figureNames[what]}${of ? ` ${of}` : ''}: ${number(n)}` }, number(n)) : known(n));
    const spread = (name, { n, p90_seconds: p90, within_sla: within }) => n > 0 && [`p90 ${duration(p90)} · `, ...words.within(told(within, `${name}_within_sla`), told(n, name))];
    return [
        h('section', { class: 'figures', 'aria-label': words.figures },
            figure(words.escalations, told(stats.escalations ?? 0, 'escalations'), h('a', { href: '?mode=waiting_admin' }, words.nowWaiting)),
            figure(words.claimShare, share(stats.claim_share), words.withinHours(told(stats.claimed_within_3_min ?? 0, 'claimed_within_3_min'), told(stats.escalations_within_hours ?? 0, 'escalations_within_hours'))),
            figure(words.firstResponse, duration(first.median_seconds), spread('first_response', first)),
            figure(words.resolution, duration(resolution.median_seconds), spread('resolution', resolution)),
            figure(words.csat, share(csat.share), ['👍 ', told(csat.up ?? 0, 'csat_up'), ' · 👎 ', told(csat.down ?? 0, 'csat_down')]),
            figure(words.leads, told(leads, 'leads'), h('a', { href: '?view=leads' }, words.openList), stats.conversion?.n > 0 && words.conversion(duration(stats.conversion.median_seconds)))),
        card(words.byDay,
            bars(words.byDay, days, number, Math.max(260, Math.min(1080, innerWidth - (innerWidth > 768 ? 200 : 70)))),
            h('p', { class: 'legend' }, h('span', {}, words.conversationsPerDay), h('span', { class: 'two' }, words.escalations), h('span', { class: 'three' }, words.leads)),
            h('details', {}, h('summary', {}, words.asTable), table(words.byDay, [words.day, ...[words.conversationsPerDay, words.escalations, words.leads].map((text) => ({ text, isNumber: true }))],
                days.map(({ label, day, values }) => [label, ...['conversations', 'escalations', 'leads'].map((name, place) => told(values[place], name, '', { from: day, to: day }))])))),
        h('div', { class: 'cards' },
            card(words.topQuestions, empty(stats.top_questions, (list) => h('ol', { class: 'ranked', role: 'list', 'aria-label': words.topQuestions }, list.slice(0, 10).map(({ title, intent, n }) =>
                h('li', {}, h('span', {}, title ?? intent), h('b', {}, told(n, 'question', intent))))))),
            card(words.unanswered, empty(stats.unanswered, (list) => [h('ol', { class: 'ranked', role: 'list', 'aria-label': words.unanswered }, list.map(({ text, n, conversations }) =>
                h('li', {}, h('q', {}, text), h('b', {}, number(n)), behind(words, conversations)))),
            h('a', { href: asking('', { ...at, figure: 'unanswered' }) }, words.openList)])),
            card(words.funnel, empty(stats.funnel, (list) => lines(words.funnel, list.map(({ step, n }) => ({ label: words.steps[step] ?? step, value: n ?? 0, text: step === 'opened' ? known(n) : told(n, { lead: 'leads' }[step] ?? step) })), top(list)))),
            card(words.scroll, empty(stats.scroll, (list) => lines(words.scroll, list.map(({ depth, n }) => ({ label: `${depth} %`, value: n, text: number(n) })), top(list)))),
            card(words.languages, empty(stats.languages, (list) => lines(words.languages, list.map(({ locale, n }) => ({ label: words.options.locale[locale] ?? locale, value: n, text: told(n, 'conversations', '', { locale }) })), top(list)))),
            card(words.pages, empty(stats.pages, (list) => lines(words.pages, list.slice(0, 10).map(({ page: path, n }) => ({ label: path || '–', value: n, text: path ? told(n, 'conversations', '', { page: path }) : number(n) })), top(list)))),
            wide(words.citedSources, empty(stats.sources, (list) => lines(words.citedSources, list.slice(0, 10).map(({ title, n }) => ({ label: title, value: n, text: told(n, 'source', title) })), top(list)))),
            wide(words.ctas, h('small', {}, words.interval), empty(stats.ctas, (list) => lines(words.ctas, list.map(({ intent, title, cta, variant, share: value, low, high, shown, clicked }) => ({
                label: [title ?? intent, words.ctaKinds[cta] ?? cta, variant].filter(Boolean).join(' · '), value: value ?? 0, low, high,
                text: [`${share(value)} (${known(clicked)}/`, told(shown, 'cta_shown', [intent, variant].filter(Boolean).join(' ')), ')'],
            })), 1)))),
        card(words.intents, empty(stats.intents, (list) => table(words.intents,
            [words.intent, ...[words.times, words.confidence, '👍', '👎'].map((text) => ({ text, isNumber: true }))],
            list.map(({ intent, title, n, mean_confidence: mean, up, down }) => [
                h('span', {}, title && `${title} `, h('code', {}, intent)), told(n, 'intent', intent), share(mean), told(up, 'thumbs_up', intent), told(down, 'thumbs_down', intent)])))),
        ...(stats.audit ? [card(words.views.answers, h('p', {}, words.auditState(stats.audit.week, number(stats.audit.marked), share(stats.audit.share)), ' ', h('a', { href: '?view=answers' }, words.views.answers)))] : []),
    ];
}

const bound = (format) => ({ number: (value) => format.number(value), share: (value) => format.share(value), duration: (value) => format.duration(value) });
