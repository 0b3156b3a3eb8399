import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAXIMUM_MESSAGES, due, initial, isAbout, load, reduce, save } from '../../static/widget/chat-state.js';

const play = (...events) => events.reduce(reduce, initial);
const said = (id, at = 1) => ({ type: 'said', id, text: `text of ${id}`, at });
const answered = (id, more = {}) => ({
    type: 'answered', id, at: 9,
    answer: { answer: 'reply', message_id: `m-${id}`, session_id: 's', conversation_id: 'c', sequence: 3, mode: 'bot', ...more },
});
const storage = (start = {}) => ({
    kept: { ...start },
    getItem(key) { return this.kept[key] ?? null; },
    setItem(key, value) { this.kept[key] = value; },
});

test('messages are sent oldest first, one at a time', () => {
    const state = play(said('a'), said('b'));
    assert.equal(due(state).id, 'a');
    assert.equal(due(reduce(state, answered('a'))).id, 'b');
    assert.equal(due(play(said('a'), answered('a'))), undefined);
});

test('an answer brings session and conversation, and leaves open what else was said before it', () => {
    const state = play(said('a'), answered('a'), said('b'), answered('b', { sequence: 2, session_id: undefined }));
    assert.equal(state.session, 's');
    assert.equal(state.conversation, 'c');
    assert.equal(state.sequence, 0);
});

test('the same answer twice, as after a retry, is shown once', () => {
    const state = play(said('a'), answered('a'), answered('a'));
    assert.deepEqual(state.messages.map((message) => message.role), ['visitor', 'bot']);
});

test('an answer takes the words of its wording, and nothing else of it changes', () => {
    const before = play(said('a'), answered('a'));
    const { key, ...rest } = before.messages[1];
    const after = reduce(before, { type: 'polished', key, text: 'anew' });
    assert.deepEqual(after.messages[1], { key, ...rest, text: 'anew' });
    assert.deepEqual(reduce(after, { type: 'polished', key: 'unknown', text: 'x' }).messages, after.messages);
});

test('an empty answer, as while an admin has the conversation, shows nothing and sets the mode', () => {
    const state = play(said('a'), answered('a', { answer: '', mode: 'admin' }));
    assert.equal(state.messages.length, 1);
    assert.equal(state.mode, 'admin');
});

test('a message that was not sent keeps its id, holds back later ones, and goes out again in order', () => {
    let state = play(said('a'), { type: 'kept', id: 'a', note: '' }, said('b'));
    assert.equal(due(state), undefined);
    state = reduce(state, { type: 'retried' });
    assert.equal(due(state).id, 'a');
    assert.equal(due(reduce(state, answered('a'))).id, 'b');
});

test('a message the server refuses is out of the way, and is sent again only when it is asked for', () => {
    let state = play(said('a'), said('b'), { type: 'failed', id: 'a', note: 'too long' });
    assert.equal(due(state).id, 'b');
    state = reduce(reduce(state, answered('b')), { type: 'retried' });
    assert.equal(due(state), undefined);
    assert.equal(due(reduce(state, { type: 'retried', id: 'a' })).id, 'a');
});

test('trying one message again never sends one that was sent', () => {
    const state = play(said('a'), answered('a'), { type: 'retried', id: 'a' });
    assert.equal(due(state), undefined);
});

test('a lost session is forgotten, the words are not', () => {
    const state = play(said('a'), answered('a'), said('b'), { type: 'sessionLost' });
    assert.equal(state.session, null);
    assert.equal(state.messages.length, 3);
    assert.equal(due(state).id, 'b');
});

test('nothing is kept on the device before the first message', () => {
    const device = storage();
    save(device, initial);
    save(device, play({ type: 'noticed', key: 'n', at: 1, notice: {} }));
    assert.deepEqual(device.kept, {});
    save(device, play(said('a')));
    assert.equal(Object.keys(device.kept).length, 1);
});

test('what only passes, an open form, is not kept, and an erased conversation leaves nothing', () => {
    const device = storage();
    save(device, play(said('a'), { type: 'noticed', key: 'n', at: 1, notice: { isPassing: true } }));
    assert.deepEqual(load(device).messages.map(({ key }) => key), ['a']);
    const nothing = storage();
    save(nothing, initial);
    assert.deepEqual(nothing.kept, {});
});

test('a conversation that began with the wish for a person is kept without a message', () => {
    const device = storage();
    save(device, { ...initial, session: 's' });
    assert.equal(load(device).session, 's');
});

test('a notice is replaced under its key and goes under it', () => {
    const notice = (value) => ({ type: 'noticed', key: 'n', at: 1, notice: { value } });
    const state = play(notice(1), said('a'), notice(2));
    assert.deepEqual(state.messages.map(({ notice: each }) => each?.value), [2, undefined]);
    assert.deepEqual(reduce(state, { type: 'gone', key: 'n' }).messages.map(({ key }) => key), ['a']);
});

test('what is kept comes back, and what is not ours does not', () => {
    const device = storage();
    const state = play(said('a'), answered('a'));
    save(device, state);
    assert.deepEqual(reduce(initial, { type: 'restored', saved: load(device) }).messages, state.messages);
    assert.equal(load(storage()), null);
    assert.equal(load(storage({ 'frontdesk.chat': 'not json' })), null);
    assert.equal(load(storage({ 'frontdesk.chat': '{"version":7,"messages":[]}' })), null);
    assert.equal(load({ getItem() { throw new Error('denied'); } }), null);
    assert.doesNotThrow(() => save({ setItem() { throw new Error('full'); } }, state));
});

test('two tabs agree: each message once, in order, and what one has sent the other does not send', () => {
    const one = play(said('a', 1), answered('a'));
    const other = play(said('a', 1), said('b', 2));
    const merged = reduce(other, { type: 'restored', saved: one });
    assert.deepEqual(merged.messages.map((message) => message.key), ['a', 'b', 'm-a']);
    assert.equal(due(merged).id, 'b');
    const back = reduce(one, { type: 'restored', saved: other });
    assert.equal(back.messages.find((message) => message.key === 'a').status, 'sent');
    assert.equal(back.session, 's');
});

test('what comes back from the device unchanged stays the same object, so nothing is drawn or read out again', () => {
    const device = storage();
    const state = play(said('a'), answered('a'), { type: 'rated', key: 'm-a', value: 'up' });
    save(device, state);
    const merged = reduce(state, { type: 'restored', saved: load(device) });
    assert.ok(merged.messages.every((message, index) => message === state.messages[index]));
});

test('the device keeps a bounded history', () => {
    const events = Array.from({ length: MAXIMUM_MESSAGES + 20 }, (_, index) => said(`m${index}`, index));
    const state = play(...events);
    assert.equal(state.messages.length, MAXIMUM_MESSAGES);
    assert.equal(state.messages.at(-1).id, `m${MAXIMUM_MESSAGES + 19}`);
});

test('the reducer changes no state it is given', () => {
    const frozen = play(said('a'));
    Object.freeze(frozen);
    frozen.messages.forEach(Object.freeze);
    Object.freeze(frozen.messages);
    for (const event of [said('b'), answered('a'), { type: 'kept', id: 'a' }, { type: 'failed', id: 'a' }, { type: 'retried' }]) {
        assert.doesNotThrow(() => reduce(frozen, event));
    }
});

test('other keys of the storage are none of our business', () => {
    assert.equal(isAbout({ key: 'frontdesk.chat' }), true);
    assert.equal(isAbout({ key: 'frontdesk.nudge' }), false);
});

test('what the page answers by itself gives way to the real answer, also when it comes late or from the device', () => {
    const stopgap = { type: 'noticed', key: 'stopgap-a', at: 2, notice: { stopgap: true } };
    const keys = ({ messages }) => messages.map(({ key }) => key);
    const early = play(said('a'), { type: 'kept', id: 'a' }, stopgap);
    assert.deepEqual(keys(early), ['a', 'stopgap-a']);
    assert.deepEqual(keys(reduce(early, answered('a'))), ['a', 'm-a']);
    const late = play(said('a'), { type: 'kept', id: 'a' }, { type: 'retried', id: 'a' }, answered('a'), stopgap);
    assert.deepEqual(keys(late), ['a', 'm-a']);
    assert.deepEqual(keys(reduce(late, { type: 'restored', saved: { ...early, version: 1 } })), ['a', 'm-a']);
});
