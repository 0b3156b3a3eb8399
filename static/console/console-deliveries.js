/** Kiriman: notices to the team and what became of them, and the wording service with its spend. */
import { h } from '../widget/dom.js';
import { conversationLink, page, table } from './console-parts.js';

export function view(desk) {
    const { words, format } = desk;
    const stop = new AbortController();
    const place = h('div', { class: 'card' });
    const polisher = h('section', { class: 'card', hidden: true });
    const configured = h('p');
    const note = h('p', { class: 'empty', role: 'status' });
    let all = [];

    function draw() {
        const order = { abandoned: 0, waiting: 1, done: 2 };
        all.sort((one, other) => order[one.state] - order[other.state] || (one.requested_at < other.requested_at ? 1 : -1));
        note.textContent = all.length ? '' : words.noDeliveries;
        place.hidden = !all.length;
        place.replaceChildren(table(words.views.deliveries, [words.time, words.kind, words.state, { text: words.attempts, isNumber: true }, words.outcome, words.recipient, words.conversationShort, words.action],
            all.map((each) => [
                format.moment(each.requested_at), words.deliveryKinds[each.kind] ?? each.kind,
                h('span', { class: { done: 'done', abandoned: 'missed' }[each.state] }, words.deliveryStates[each.state] ?? each.state, each.state === 'waiting' && each.retry_at && ` · ${format.clock(each.retry_at)}`),
                format.number(each.attempts), each.last_outcome, each.to, each.conversation_id && conversationLink(each.conversation_id),
                each.state !== 'done' && h('button', { type: 'button', onclick: () => retry(each.id) }, words.retry),
            ])));
    }

    async function retry(id) {
        const answer = await desk.attempt(`deliveries/${encodeURIComponent(id)}/retry`, { body: {} });
        if (!answer) return;
        desk.tell(words.retrying);
        if (answer.id) take(answer);
        else show();
    }

    function take(delivery) {
        all = [...all.filter(({ id }) => id !== delivery.id), delivery];
        draw();
    }

    async function show() {
        note.textContent = all.length ? '' : words.loading;
        try {
            const { deliveries, configured: kinds } = await desk.ask('deliveries');
            all = deliveries;
            configured.textContent = kinds.length ? words.configured(kinds.map((kind) => words.deliveryKinds[kind] ?? kind).join(', ')) : words.noneConfigured;
            configured.className = kinds.length ? '' : 'notice';
            draw();
        } catch (problem) {
            note.textContent = desk.explained(problem);
        }
        const state = await desk.ask('polisher').catch(() => null);
        if (state) drawPolisher(state);
    }

    function drawPolisher({ provider, model, state, spent, breaker }) {
        polisher.hidden = false;
        polisher.replaceChildren(...[
            h('h2', {}, words.polisher), h('p', {}, [provider, model, words.polisherStates[state] ?? state].filter(Boolean).join(' · ')),
            spent && h('p', {}, words.spent(format.number(spent.calls ?? 0), format.number(spent.tokens ?? 0), format.amount((spent.micro_cost ?? 0) / 1e6))),
            breaker?.open && h('p', { class: 'notice' }, `${words.breaker(breaker.since ? format.moment(breaker.since) : '')} ${breaker.reason ?? ''}`),
            breaker?.open && h('div', {}, h('button', {
                type: 'button', onclick: async () => {
                    const answer = await desk.attempt('polisher/reset', { body: {} });
                    if (answer !== undefined) drawPolisher(answer ?? await desk.ask('polisher'));
                },
            }, words.resetBreaker)),
        ].filter(Boolean));
    }

    desk.listen((event) => event.type === 'delivery' && take(event.delivery), stop.signal);
    return { node: page(words.views.deliveries, null, configured, place, note, polisher), update: show, end: () => stop.abort() };
}
