import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Problem, call } from '../../static/shared/api.js';

const original = globalThis.fetch;
afterEach(() => { globalThis.fetch = original; });

function answering(body, { status = 200, headers = {} } = {}) {
    const seen = [];
    globalThis.fetch = async (address, options) => {
        seen.push({ address, ...options });
        return new Response(body, { status, headers });
    };
    return seen;
}

test('the session travels in a header, never in an address, and cookies stay at home', async () => {
    const seen = answering('{}');
    await call('/api/chat', { body: { a: 1 }, session: 'secret' });
    assert.equal(seen[0].headers.Authorization, 'Session secret');
    assert.equal(seen[0].address, '/api/chat');
    assert.equal(seen[0].credentials, 'omit');
    assert.equal(seen[0].method, 'POST');
});

test('without a body it is a GET without a content type', async () => {
    const seen = answering('{"open":true}');
    assert.deepEqual(await call('/api/status'), { open: true });
    assert.equal(seen[0].method, 'GET');
    assert.equal('Content-Type' in seen[0].headers, false);
});

test('204 is null', async () => {
    globalThis.fetch = async () => new Response(null, { status: 204 });
    assert.equal(await call('/api/chat/refuse', { body: {} }), null);
});

test('a problem keeps its title, code and wait; the header outweighs the body', async () => {
    answering('{"title":"Tunggu","code":"rate_limited","retry_after":9}', { status: 429, headers: { 'Retry-After': '3' } });
    await assert.rejects(call('/x', { body: {} }), (problem) =>
        problem instanceof Problem && problem.status === 429 && problem.title === 'Tunggu' && problem.code === 'rate_limited' && problem.retryAfter === 3);
    answering('{"retry_after":9}', { status: 503 });
    await assert.rejects(call('/x', { body: {} }), (problem) => problem.retryAfter === 9 && problem.passes);
});

test('an answer that is no JSON, as from a proxy, counts as not reached when it says it went well', async () => {
    answering('<html>');
    await assert.rejects(call('/x', { body: {} }), (problem) => problem.status === 0 && problem.passes);
    answering('<html>', { status: 502 });
    await assert.rejects(call('/x', { body: {} }), (problem) => problem.status === 502 && problem.passes);
});

test('only what may pass by itself is sent again', () => {
    assert.deepEqual([0, 408, 429, 500, 502, 503].map((status) => new Problem(status).passes), Array(6).fill(true));
    assert.deepEqual([400, 401, 403, 404, 409, 413, 422].map((status) => new Problem(status).passes), Array(7).fill(false));
});

test('a server that says nothing is given up after the patience', async () => {
    globalThis.fetch = (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    await assert.rejects(call('/x', { patience: 5 }), (problem) => problem.status === 0);
});

test('a caller that leaves ends its call', async () => {
    globalThis.fetch = (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const stop = new AbortController();
    const answer = call('/x', { signal: stop.signal });
    stop.abort();
    await assert.rejects(answer, (problem) => problem.status === 0);
});

test('an answer that is told in a stream is there at its first event, however it is cut, and its wording comes later', async () => {
    const bytes = new TextEncoder().encode('event: answer\ndata: {"answer":"é"}\n\nevent: polished\ndata: {"message_id":"m","polished":"É"}\n\nevent: done\ndata: {}\n\n');
    for (let cut = 1; cut < bytes.length; cut += 1) {
        let seen;
        const wording = new Promise((resolve) => { seen = resolve; });
        const sent = [];
        globalThis.fetch = async (_, options) => {
            sent.push(options);
            const body = new ReadableStream({ start(stream) { stream.enqueue(bytes.slice(0, cut)); stream.enqueue(bytes.slice(cut)); stream.close(); } });
            return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
        };
        assert.deepEqual(await call('/api/chat', { body: {}, onPolished: seen }), { answer: 'é' });
        assert.deepEqual(await wording, { message_id: 'm', polished: 'É' });
        assert.match(sent[0].headers.Accept, /^application\/json, text\/event-stream;q=0\.9$/);
    }
});

test('who asks for a stream and gets JSON has its answer all the same; a stream without a word is no answer', async () => {
    answering('{"answer":"a"}', { headers: { 'Content-Type': 'application/json' } });
    assert.deepEqual(await call('/api/chat', { body: {}, onPolished() {} }), { answer: 'a' });
    answering('', { headers: { 'Content-Type': 'text/event-stream' } });
    await assert.rejects(call('/api/chat', { body: {}, onPolished() {} }), (problem) => problem instanceof Problem && problem.status === 0);
});
