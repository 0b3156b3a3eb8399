import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, filled, filtersOf, inOrder, initial, isNewHandoff, matches, merged, reduce, slashAt, suggested } from '../../static/console/console-state.js';

const row = (id, more = {}) => ({ id, number: 1, status: 'open', mode: 'bot', priority: 'normal', assignee: null, labels: [], locale: 'id', updated_at: `2026-11-24T10:00:0${id.length}Z`, waiting_since: null, ...more });
const listed = (conversations, more = {}) => ({ type: 'listed', conversations, next_cursor: null, counts: { open: 9, pending: 1, closed: 3, mine: 2 }, ...more });
const play = (...events) => events.reduce(reduce, { ...initial, me: 'sari' });
const message = (id, sequence, more = {}) => ({ message_id: id, sequence, role: 'user', content: id, at: '2026-11-24T10:00:00Z', ...more });
const thread = (id, messages, more = {}) => ({ type: 'opened', thread: { conversation: row(id), messages, fence: null, notes: [], timeline: [], journey: {}, last: messages.at(-1)?.sequence ?? 0, ...more } });

test('who waits comes first, urgent before patient, long before short; then what changed last', () => {
    const rows = [
        row('a', { updated_at: '2026-11-24T11:00:00Z' }), row('b', { updated_at: '2026-11-24T12:00:00Z' }),
        row('c', { status: 'pending', waiting_since: '2026-11-24T10:00:00Z' }), row('d', { status: 'pending', waiting_since: '2026-11-24T09:00:00Z' }),
        row('e', { status: 'pending', priority: 'high', waiting_since: '2026-11-24T10:30:00Z' }),
    ];
    assert.deepEqual(rows.sort(inOrder).map(({ id }) => id), ['e', 'd', 'c', 'b', 'a']);
});

test('a change moves a row to its place and out of a list whose filter it no longer fits', () => {
    let state = play({ type: 'filtered', filters: { status: 'open' } }, listed([row('a', { updated_at: '2' }), row('b', { updated_at: '1' })]));
    state = reduce(state, { type: 'changed', row: row('b', { number: 2, updated_at: '3' }) });
    assert.deepEqual(state.list, ['b', 'a']);
    state = reduce(state, { type: 'changed', row: row('b', { number: 3, status: 'closed', updated_at: '4' }) });
    assert.deepEqual(state.list, ['a']);
    assert.deepEqual(state.counts, { open: 8, pending: 1, closed: 4, mine: 2 });
});

test('what is older than what is known changes nothing, whether from the stream or from a list', () => {
    const known = play({ type: 'filtered', filters: {} }, listed([row('a', { number: 5, topic: 'new' })]));
    assert.equal(reduce(known, { type: 'changed', row: row('a', { number: 4, topic: 'old' }) }), known);
    assert.equal(reduce(known, listed([row('a', { number: 4, topic: 'old' })])).rows.a.topic, 'new');
});

test('a search is judged by the server: a hit stays, another conversation does not come in', () => {
    let state = play({ type: 'filtered', filters: { q: 'biaya' } }, listed([row('a')]));
    state = reduce(state, { type: 'changed', row: row('b') });
    assert.deepEqual(state.list, ['a']);
    assert.deepEqual(reduce(state, { type: 'changed', row: row('a', { number: 2 }) }).list, ['a']);
});

test('a row behind everything that is loaded waits for the next page, and stays when it was loaded before', () => {
    const state = play({ type: 'filtered', filters: {} }, listed([row('a', { updated_at: '9' }), row('b', { updated_at: '8' })], { next_cursor: 'x' }));
    assert.deepEqual(reduce(state, { type: 'changed', row: row('c', { updated_at: '1' }) }).list, ['a', 'b']);
    assert.deepEqual(reduce(state, { type: 'changed', row: row('a', { number: 2, updated_at: '1' }) }).list, ['b', 'a']);
});

test('the next page adds what is not there yet', () => {
    const state = play({ type: 'filtered', filters: {} }, listed([row('a'), row('b')]), listed([row('b'), row('c')], { isMore: true }));
    assert.deepEqual(state.list, ['a', 'b', 'c']);
});

test('a conversation that becomes mine or is taken counts so', () => {
    const state = play({ type: 'filtered', filters: {} }, listed([row('a')]), { type: 'changed', row: row('a', { number: 2, assignee: 'sari' }) });
    assert.equal(state.counts.mine, 3);
    assert.equal(reduce(state, { type: 'changed', row: row('a', { number: 3, assignee: 'budi' }) }).counts.mine, 2);
});

test('messages that come twice or in any order are shown once, in the order they were said', () => {
    const all = [message('a', 1), message('b', 2), message('c', 5)];
    assert.deepEqual(merged(merged([], [all[2], all[0]]), [all[1], all[0]]).map(({ id }) => id), ['a', 'b', 'c']);
});

test('a later version of a message takes the place of the first', () => {
    assert.equal(merged(merged([], [message('a', 1)]), [message('a', 1, { polished: 'finer' })])[0].polished, 'finer');
});

test('an answer about a conversation that is no longer open is not shown', () => {
    const state = play({ type: 'opening', id: 'a' }, { type: 'opening', id: 'b' }, thread('a', [message('x', 1)]));
    assert.equal(state.open.id, 'b');
    assert.deepEqual(state.open.messages, []);
});

test('what the stream brought before the answer came is not lost', () => {
    const state = play({ type: 'opening', id: 'a' }, { type: 'arrived', id: 'a', message: message('y', 2) }, thread('a', [message('x', 1)]));
    assert.deepEqual(state.open.messages.map(({ id }) => id), ['x', 'y']);
});

test('unmasked data is shown in the open conversation alone, and masked again by a fresh answer', () => {
    let state = play({ type: 'filtered', filters: {} }, listed([row('a', { contact: '+62 8•••' })]), { type: 'opening', id: 'a' });
    state = reduce(state, thread('a', [message('x', 1, { content: '0800' })], { unmasked: true, conversation: row('a', { contact: '+62 800' }) }));
    assert.equal(state.rows.a.contact, '+62 8•••');
    assert.equal(state.open.revealed.contact, '+62 800');
    state = reduce(state, thread('a', [message('x', 1, { content: '•••' })]));
    assert.equal(state.open.revealed, null);
    assert.equal(state.open.messages[0].text, '•••');
});

test('a fence is gone with the conversation', () => {
    let state = play({ type: 'opening', id: 'a' }, thread('a', []), { type: 'claimed', fence: 7, conversation: row('a', { number: 2, assignee: 'sari' }) });
    assert.equal(state.open.fence, 7);
    state = reduce(state, { type: 'changed', row: row('a', { number: 3, assignee: 'budi' }) });
    assert.equal(state.open.fence, null);
});

test('typing ends with the message or with its time', () => {
    const typing = play({ type: 'typing', id: 'a', who: 'visitor', until: 10 });
    assert.deepEqual(reduce(typing, { type: 'arrived', id: 'a', message: message('x', 1) }).typing, {});
    assert.deepEqual(reduce(typing, { type: 'typedOut', now: 9 }).typing, typing.typing);
    assert.deepEqual(reduce(typing, { type: 'typedOut', now: 10 }).typing, {});
});

test('a filter by assignee knows "me" and "none"', () => {
    assert.ok(matches(row('a', { assignee: 'sari' }), { assignee: 'me' }, 'sari'));
    assert.ok(!matches(row('a', { assignee: 'budi' }), { assignee: 'me' }, 'sari'));
    assert.ok(matches(row('a'), { assignee: 'none' }, 'sari'));
    assert.ok(!matches(row('a', { labels: ['x'] }), { label: 'y' }, 'sari'));
});

test('a handoff is new once', () => {
    assert.ok(isNewHandoff(undefined, row('a', { mode: 'waiting_admin' })));
    assert.ok(isNewHandoff(row('a'), row('a', { mode: 'waiting_admin' })));
    assert.ok(!isNewHandoff(row('a', { mode: 'waiting_admin' }), row('a', { mode: 'waiting_admin' })));
});

test('filters survive the way through an address, and strangers do not', () => {
    const address = addressOf('c/1', { status: 'open', q: 'a & b', strange: 'x' });
    assert.equal(address, '?status=open&q=a+%26+b&conversation=c%2F1');
    assert.deepEqual(filtersOf(new URLSearchParams(address)), { status: 'open', q: 'a & b' });
});

test('slots are filled, and those without a value stay and are named once', () => {
    assert.deepEqual(filled('{name}, {topic} dan {topic}', { name: 'Budi' }), { text: 'Budi, {topic} dan {topic}', missing: ['topic'] });
    assert.deepEqual(filled('{name}', { name: '{topic}' }), { text: '{topic}', missing: [] });
});

test('a slash counts at the start of a word only', () => {
    assert.deepEqual(slashAt('/sal', 4), { start: 0, word: 'sal' });
    assert.deepEqual(slashAt('Baik. /', 7), { start: 6, word: '' });
    assert.equal(slashAt('dan/atau', 8), null);
    assert.equal(slashAt('/salam ya', 9), null);
    assert.deepEqual(slashAt('/salam ya', 4), { start: 0, word: 'sal' });
});

test('canned responses: the shortcut outweighs the title, the title the text, the own language the other; at most eight', () => {
    const canned = (title, shortcut, text = '', locale = 'id') => ({ title, shortcut, text, locale });
    const all = [canned('Kontak', 'k', 'salam'), canned('Salam', 'x'), canned('Hello', 'salam-en', '', 'en'), canned('Halo', '/salam')];
    assert.deepEqual(suggested(all, 'salam', 'id').map(({ title }) => title), ['Halo', 'Hello', 'Salam', 'Kontak']);
    assert.equal(suggested(Array.from({ length: 20 }, (_, place) => canned(`T${place}`, `s${place}`)), 's', 'id').length, 8);
    assert.deepEqual(suggested(all, 'zzz', 'id'), []);
});
