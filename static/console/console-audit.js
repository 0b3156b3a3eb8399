/** Log audit: who did what, and who looked at unmasked data. */
import { h } from '../widget/dom.js';
import { Pages, asking, choice, conversationLink, labelled, page } from './console-parts.js';

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
        h('p', {}, h('a', { class: 'button', href: '/api/admin/export/conversations.csv', download: true }, words.csv.conversations)));
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

const text = (detail) => (typeof detail === 'string' ? detail : JSON.stringify(detail));
