/** Log audit: who did what, and who looked at unmasked data. */
import { h, icon } from '../widget/dom.js';
import { Pages, asking, choice, conversationLink, labelled, page } from './console-parts.js';

/** Entries that are put into one file. */
const MAXIMUM_ROWS = 10_000;

export function view(desk, go) {
    const { words, format } = desk;
    const body = h('tbody');
    let given = {};
    const ask = (more) => go({ view: 'audit', ...given, ...more });
    const admin = h('input', { autocomplete: 'off', list: 'audit-admins', onchange: () => ask({ admin: admin.value.trim() }) });
    const action = choice({ '': words.all, ...words.auditActions }, '', (value) => ask({ action: value }));
    const from = h('input', { type: 'date', onchange: () => ask({ from: from.value }) });
    const to = h('input', { type: 'date', onchange: () => ask({ to: to.value }) });
    const pages = new Pages(desk, {
        items: body,
        load: async (cursor) => {
            const { entries, next_cursor } = await desk.ask(asking('audit', { ...given, cursor }));
            return { items: entries, next_cursor };
        },
        draw: ({ at, admin: who, action: what, conversation_id: id, detail }) => h('tr', {}, h('td', {}, h('time', { datetime: at }, format.moment(at))), h('td', {}, who),
            h('td', {}, words.auditActions[what] ?? what), h('td', {}, id ? conversationLink(id) : '–'), h('td', {}, detail ? text(detail) : '–')),
    });
    const node = page(words.views.audit, [labelled(words.admin, admin), labelled(words.action, action), labelled(words.from, from), labelled(words.to, to)],
        h('datalist', { id: 'audit-admins' }, desk.state.admins.map(({ name }) => h('option', { value: name }))),
        h('div', { class: 'card' }, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.views.audit },
            h('table', {}, h('caption', { class: 'hush' }, words.views.audit),
                h('thead', {}, h('tr', {}, [words.time, words.admin, words.action, words.conversationShort, words.detail].map((each) => h('th', { scope: 'col' }, each)))), body))),
        ...pages.nodes,
        h('p', {}, h('button', { type: 'button', onclick: download }, icon('M12 4v11M7 11l5 5 5-5M5 20h14'), words.csv.audit)));

    /** Everything that the filters let through, as a file. */
    async function download() {
        const rows = [[words.time, words.admin, words.action, words.conversationShort, words.detail]];
        let cursor;
        do {
            const answer = await desk.attempt(asking('audit', { ...given, cursor }));
            if (!answer) return;
            rows.push(...answer.entries.map((each) => [each.at, each.admin, words.auditActions[each.action] ?? each.action, each.conversation_id, each.detail && text(each.detail)]));
            cursor = answer.next_cursor;
        } while (cursor && rows.length <= MAXIMUM_ROWS);
        if (cursor) desk.tell(words.cutAt(format.number(MAXIMUM_ROWS)), 'wrong');
        const link = h('a', { href: URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv' })), download: 'audit.csv' });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it after the click has returned
    }

    return {
        node,
        update(parameters) {
            given = Object.fromEntries(['admin', 'action', 'from', 'to'].map((name) => [name, parameters.get(name) ?? '']));
            [admin.value, action.value, from.value, to.value] = [given.admin, given.action, given.from, given.to];
            pages.show();
        },
        end() {},
    };
}

/** Rows as CSV (RFC 4180), in letters that a spreadsheet reads right, and never formulas to it (as Ledger's CSV.swift). */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map((cell) => {
    const plain = String(cell ?? '');
    return `"${(/^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}).join(',')).join('\r\n')}\r\n`;

const text = (detail) => (typeof detail === 'string' ? detail : JSON.stringify(detail));
