/** Prospek: who left a contact, and how far it has come. */
import { h, icon } from '../widget/dom.js';
import { Pages, asking, choice, conversationLink, form, labelled, page } from './console-parts.js';

export function view(desk, go) {
    const { words, format } = desk;
    const items = h('ul', { class: 'items', role: 'list', 'aria-label': words.views.leads });
    const tabs = h('ul', { class: 'tabs', role: 'list' });
    let status = '';
    let wanted;

    const pages = new Pages(desk, {
        items,
        load: async (cursor) => {
            const { leads, next_cursor, counts } = await desk.ask(asking('leads', { status, cursor }));
            tabs.replaceChildren(...['', ...Object.keys(words.leadStates)].map((each) => h('li', {},
                h('a', { href: each ? `?view=leads&status=${each}` : '?view=leads', 'aria-current': each === status && 'true' }, words.leadStates[each] ?? words.all, ' ', counts?.[each] > 0 && h('b', {}, format.number(counts[each]))))));
            return { items: leads, next_cursor };
        },
        draw: (lead) => {
            const item = h('li', { class: 'item' });
            draw(item, lead);
            return item;
        },
    });

    function draw(item, lead, contact = lead.contact) {
        const change = async (body) => {
            const answer = await desk.attempt(`leads/${encodeURIComponent(lead.id)}`, { body });
            if (!answer) return;
            draw(item, { ...lead, ...answer });
            desk.tell(words.saved);
        };
        const note = h('input', { 'aria-label': words.noteFor(lead.name ?? ''), maxlength: '4000', placeholder: words.notePlaceholder });
        const state = choice(words.leadStates, lead.status, (value) => change({ status: value }));
        item.replaceChildren(...[
            h('div', { class: 'item-head' }, h('h2', {}, lead.name ?? words.visitor), lead.company && h('span', {}, lead.company), lead.score != null && h('span', { class: 'mark' }, words.score(lead.score)), h('time', { datetime: lead.at }, format.moment(lead.at))),
            lead.need && h('p', {}, lead.need),
            h('div', { class: 'bar line' }, h('span', {}, `${words.contact}: ${contact ?? '–'}`),
                contact === lead.contact && contact && h('button', {
                    type: 'button', 'aria-label': `${words.unmask}: ${lead.name ?? ''}`, onclick: async () => {
                        const shown = await desk.attempt(`leads/${encodeURIComponent(lead.id)}/unmask`, { body: {} });
                        if (shown) draw(item, lead, shown.contact);
                    },
                }, words.unmask),
                lead.conversation_id && conversationLink(lead.conversation_id, words.conversationShort), lead.page && h('span', { class: 'mark' }, lead.page),
                Object.entries(lead.utm ?? {}).map(([name, value]) => h('span', { class: 'mark' }, `${name}: ${value}`))),
            (lead.notes ?? []).length > 0 && h('ul', { class: 'notes', role: 'list' }, lead.notes.map(({ at, admin, text }) => h('li', {}, h('p', {}, text), h('small', {}, `${admin} · ${format.moment(at)}`)))),
            h('div', { class: 'bar' }, labelled(words.state, state),
                form(() => note.value.trim() && change({ note: note.value.trim() }), { class: 'field' }, note, h('button', { type: 'submit' }, words.saveNote))),
        ].filter(Boolean));
        if (lead.id === wanted) item.scrollIntoView({ block: 'center' });
    }

    const node = page(words.views.leads, h('a', { class: 'button', href: '/api/admin/export/leads.csv', download: true }, icon('M12 4v11M7 11l5 5 5-5M5 20h14'), words.csv.leads), tabs, items, ...pages.nodes);
    return {
        node,
        update(parameters) {
            status = parameters.get('status') ?? '';
            wanted = parameters.get('lead');
            pages.show();
        },
        end() {},
    };
}
