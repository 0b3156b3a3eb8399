import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { EventParser, follow } from '../../static/shared/stream.js';

const bytes = (text) => new TextEncoder().encode(text);
const read = (...parts) => {
    const parser = new EventParser();
    return parts.flatMap((part) => parser.push(part));
};
const TEXT = ': ping\r\n\r\nevent: state\r\ndata: {"a":1}\r\n\r\nid: 7\nevent: message\ndata: {"text":\ndata: "Bismillah, é 🕋"}\n\nid: 8\rdata:x\r\r\n';

test('a stream cut at every byte gives the same events', () => {
    const whole = bytes(TEXT);
    const expected = read(whole);
    assert.deepEqual(expected, [
        { type: 'state', data: '{"a":1}', id: '' },
        { type: 'message', data: '{"text":\n"Bismillah, é 🕋"}', id: '7' },
        { type: 'message', data: 'x', id: '8' },
    ]);
    for (let cut = 0; cut <= whole.length; cut += 1) assert.deepEqual(read(whole.slice(0, cut), whole.slice(cut)), expected, `cut at ${cut}`);
    assert.deepEqual(read(...[...whole].map((byte) => Uint8Array.of(byte))), expected);
});

test('comments, unknown fields and events without data say nothing', () => {
    assert.deepEqual(read(bytes(': hello\n\nretry: 3\nfoo\nevent: seen\n\ndata\n\n')), [{ type: 'message', data: '', id: '' }]);
});

test('the first space after the colon is no part of a value, the second is', () => {
    assert.equal(read(bytes('data:  two: colons\n\n'))[0].data, ' two: colons');
});

test('half an event is no event', () => {
    assert.deepEqual(read(bytes('id: 9\ndata: {"a":1}\n')), []);
});

test('a line that never ends is given up rather than kept', () => {
    const parser = new EventParser();
    assert.throws(() => { for (let part = 0; part < 20; part += 1) parser.push(bytes('x'.repeat(100_000))); }, RangeError);
});

const original = globalThis.fetch;
afterEach(() => { globalThis.fetch = original; });

/** A server that gives each caller the next of `answers`: text is a stream that ends, an array one that breaks, a number a refusal. */
function serving(...answers) {
    const seen = [];
    globalThis.fetch = async (address, options) => {
        seen.push({ address, ...options });
        const answer = answers.shift();
        if (answer === undefined) throw new TypeError('nobody there');
        if (typeof answer === 'number') return new Response('{"code":"no"}', { status: answer, headers: answer === 429 ? { 'Retry-After': '7' } : {} });
        const body = new ReadableStream({
            start(controller) {
                controller.enqueue(bytes(Array.isArray(answer) ? answer[0] : answer));
                if (!Array.isArray(answer)) controller.close();
            },
            pull(controller) { if (Array.isArray(answer)) controller.error(new TypeError('cut')); },
        });
        return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
    };
    return seen;
}

/** Follows until `enough` says so; what happened, in order. */
async function followed(seen, enough, more = {}) {
    const stop = new AbortController();
    const told = [];
    const note = (...words) => {
        told.push(words);
        if (enough(told)) stop.abort();
    };
    await follow('/stream', {
        signal: stop.signal,
        onEvent: ({ type, data, id }) => note('event', type, data, id),
        onLink: (isUp) => note(isUp ? 'up' : 'down'),
        pause: async (milliseconds) => note('pause', milliseconds),
        ...more,
    });
    return told;
}
const event = (id) => `id: ${id}\ndata: ${id}\n\n`;

test('after a cut it says so, waits, and goes on after the last event it read', async () => {
    const seen = serving([event(4)], event(5));
    const told = await followed(seen, (all) => all.some(([what, , data]) => what === 'event' && data === 5), { after: 3 });
    assert.deepEqual(seen.map(({ headers }) => headers['Last-Event-ID']), ['3', '4']);
    assert.deepEqual(told.map(([what]) => what), ['up', 'event', 'down', 'pause', 'up', 'event']);
});

test('where to go on from may be said by an event without an id of its own', async () => {
    const seen = serving(['event: hello\ndata: {"after":9}\n\n'], 'event: hello\ndata: {"after":12}\n\n');
    await followed(seen, (all) => all.filter(([what]) => what === 'event').length === 2, { idOf: ({ type, data, id }) => (type === 'hello' ? data.after : id) });
    assert.deepEqual(seen.map(({ headers }) => headers['Last-Event-ID']), [undefined, '9']);
});

test('a stream that the server ends properly is taken up at once, and nobody is told', async () => {
    const seen = serving(event(1), event(2));
    const told = await followed(seen, (all) => all.filter(([what]) => what === 'event').length === 2);
    assert.deepEqual(told.map(([what]) => what), ['up', 'event', 'event']);
});

test('a server that ends every stream at once is not hammered', async () => {
    const told = await followed(serving('', '', ''), (all) => all.filter(([what]) => what === 'pause').length === 2);
    assert.equal(told.filter(([what]) => what === 'pause').length, 2);
});

test('the wait doubles to half a minute and no further; Retry-After is kept to the second', async () => {
    const waits = (await followed(serving(429), (all) => all.filter(([what]) => what === 'pause').length === 9))
        .filter(([what]) => what === 'pause').map(([, milliseconds]) => milliseconds);
    assert.equal(waits[0], 7000);
    waits.slice(1).forEach((wait, index) => {
        const middle = Math.min(30_000, 500 * 2 ** (index + 2));
        assert.ok(wait >= middle * 0.75 && wait <= middle * 1.25, `${wait} is not about ${middle}`);
    });
});

test('what the server refuses for good is not asked again', async () => {
    const seen = serving(401);
    await assert.rejects(followed(seen, () => false), (problem) => problem.status === 401);
    assert.equal(seen.length, 1);
});

test('an answer that is no stream counts as not reached', async () => {
    globalThis.fetch = async () => new Response('{}', { headers: { 'Content-Type': 'application/json' } });
    const told = await followed([], (all) => all.some(([what]) => what === 'pause'));
    assert.deepEqual(told.map(([what]) => what), ['down', 'pause']);
});

test('a signal ends it while it waits for the server', async () => {
    globalThis.fetch = (_, { signal }) => new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new Error('aborted'))); });
    const stop = new AbortController();
    const end = follow('/stream', { signal: stop.signal, onEvent: () => assert.fail('no event came') });
    stop.abort();
    await end;
});

test('an admin is known by the password the browser keeps, a visitor by the session in a header', async () => {
    const seen = serving(event(1), event(2));
    await followed(seen, (all) => all.length === 2, { credentials: 'same-origin', headers: { 'X-Frontdesk': '1' } });
    await followed(seen, (all) => all.length === 2, { session: 'secret' });
    assert.deepEqual(seen.map(({ credentials }) => credentials), ['same-origin', 'omit']);
    assert.equal(seen[1].headers.Authorization, 'Session secret');
    assert.equal(seen[0].headers.Authorization, undefined);
    assert.equal(seen[0].headers['X-Frontdesk'], '1');
    assert.equal(seen[0].headers.Accept, 'text/event-stream');
});
