import assert from 'node:assert/strict';
import { test } from 'node:test';
import { due, initial, isInvolved, reduce } from '../../static/widget/chat-state.js';
import { heed, look, receive, unread } from '../../static/widget/live-state.js';

const play = (...events) => events.reduce(reduce, initial);
const said = (id, text = `text of ${id}`, at = 1) => ({ type: 'said', id, text, at });
const answered = (id, sequence) => ({ type: 'answered', id, at: 5, answer: { answer: 'reply', message_id: `m-${id}`, session_id: 's', sequence, mode: 'bot' } });
const sent = (sequence, role, text, more = {}) => ({ id: `s-${sequence}`, sequence, role, text, at: '2026-11-24T10:00:00.000Z', ...more });
const take = (state, ...messages) => messages.reduce((taken, each) => receive(taken, each, 100), state);
const person = (more = {}) => ({ mode: 'admin', status: 'open', admin: 'Sari', rated: false, ...more });
const texts = ({ messages }) => messages.map(({ text }) => text);

test('a list that overlaps what is known brings each message once, whatever way it came first', () => {
    const state = play(said('a'), answered('a', 4));
    const list = [sent(2, 'user', 'text of a'), { ...sent(4, 'assistant', 'reply'), id: 'm-a' }, sent(6, 'admin', 'halo', { admin: 'Sari' })];
    const once = take(state, ...list);
    assert.deepEqual(texts(once), ['text of a', 'reply', 'halo']);
    assert.equal(once.sequence, 6);
    assert.equal(take(once, ...list), once);
});

test('any cut of a list into two, taken with any overlap, ends in the same conversation', () => {
    const list = [sent(2, 'user', 'a'), sent(3, 'system', 'Admin Sari bergabung', { event: 'joined' }), sent(5, 'admin', 'b'), sent(6, 'user', 'a'), sent(8, 'admin', 'c')];
    const whole = ['a', 'Admin Sari bergabung', 'b', 'a', 'c'];
    for (let end = 0; end <= list.length; end += 1) {
        for (let begin = 0; begin <= end; begin += 1) assert.deepEqual(texts(take(initial, ...list.slice(0, end), ...list.slice(begin))), whole);
    }
});

test('an answer does not hide what was said before it and comes later', () => {
    const state = play(said('a'), answered('a', 9));
    assert.equal(state.sequence, 0);
    const later = take(state, sent(2, 'user', 'text of a'), sent(5, 'admin', 'overtaken'));
    assert.deepEqual(texts(later), ['text of a', 'overtaken', 'reply']);
});

test('the same words said twice stay two messages', () => {
    const state = play(said('a', 'ya'), said('b', 'ya'));
    const taken = take(state, sent(2, 'user', 'ya'), sent(3, 'user', 'ya'));
    assert.equal(taken.messages.length, 2);
    assert.deepEqual(taken.messages.map(({ sequence }) => sequence), [2, 3]);
});

test('a name the server knows outweighs the words', () => {
    const state = play(said('a', 'ya'), said('b', 'ya'));
    const taken = take(state, sent(2, 'user', 'ya', { client_message_id: 'b' }));
    assert.deepEqual(taken.messages.map(({ sequence }) => sequence), [undefined, 2]);
});

test('what the server has is not sent again, what it has not is', () => {
    const state = reduce(play(said('a'), said('b')), { type: 'kept', id: 'a' });
    const taken = reduce(take(state, sent(2, 'user', 'text of a')), { type: 'retried' });
    assert.equal(due(taken).id, 'b');
});

test('what another device said is there as sent', () => {
    const taken = take(initial, sent(2, 'user', 'dari ponsel'));
    assert.equal(taken.messages[0].role, 'visitor');
    assert.equal(due(taken), undefined);
    assert.deepEqual(texts(take(taken, sent(4, 'user', 'lagi dari ponsel'))), ['dari ponsel', 'lagi dari ponsel']);
});

test('a closed conversation asks once how it was, and no more when it goes on or was rated', () => {
    const asked = ({ messages }) => messages.filter(({ notice }) => notice?.rating).length;
    const closed = take(initial, sent(2, 'system', 'ditutup', { event: 'closed' }));
    assert.equal(asked(closed), 1);
    assert.equal(asked(take(closed, sent(4, 'system', 'ditutup', { event: 'closed' }))), 1);
    assert.equal(asked(take(closed, sent(4, 'system', 'dibuka', { event: 'reopened' }))), 0);
    assert.equal(asked(take({ ...initial, isRated: true }, sent(2, 'system', 'ditutup', { event: 'closed' }))), 0);
});

test('a person is involved while waiting, while there, and for five minutes after', () => {
    const minutes = 60_000;
    assert.equal(isInvolved(initial, 0), false);
    const there = heed(initial, person(), 0);
    assert.equal(isInvolved(there, 99 * minutes), true);
    const closed = heed(there, person({ mode: 'bot', status: 'closed' }), 0);
    assert.equal(isInvolved(closed, 5 * minutes - 1), true);
    assert.equal(isInvolved(closed, 5 * minutes), false);
    assert.equal(isInvolved(heed(closed, person({ mode: 'bot', status: 'closed' }), 9 * minutes), 9 * minutes), false);
});

test('messages of people are unread until they were on the screen', () => {
    const taken = take(initial, sent(2, 'user', 'a'), sent(3, 'admin', 'b'), sent(4, 'system', 'c'), sent(5, 'admin', 'd'));
    assert.equal(unread(taken), 2);
    assert.equal(unread(look(taken)), 0);
    assert.equal(unread(take(look(taken), sent(7, 'admin', 'e'))), 1);
});

test('nothing is changed in the state that is given', () => {
    const state = Object.freeze({ ...play(said('a')), messages: Object.freeze(play(said('a')).messages.map(Object.freeze)) });
    for (const change of [(each) => receive(each, sent(2, 'user', 'text of a'), 1), (each) => receive(each, sent(2, 'system', 'x', { event: 'closed' }), 1), (each) => heed(each, person(), 1), look]) {
        assert.doesNotThrow(() => change(state));
    }
});
