/**
 * The one place that talks to the server. JSON in and out, problems as RFC 9457, the session in a header and never in
 * an address. A call ends by itself after `patience` milliseconds.
 */

/** Why a call gave no answer. `status` 0: the server was not reached, or the line was cut, so nobody knows. */
export class Problem extends Error {
    constructor(status, body = {}, retryAfter = 0) {
        super(body.title ?? body.code ?? String(status));
        this.status = status;
        this.title = body.title ?? '';
        this.code = body.code ?? '';
        this.retryAfter = retryAfter || Number(body.retry_after) || 0;
        this.details = body;
    }

    /** Whether the same message may be sent again: nothing was wrong with it. */
    get passes() {
        return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
    }
}

/** fetch without cookies and passwords. */
export const request = (address, { body, session, headers, ...more }) => fetch(address, {
    method: body ? 'POST' : 'GET',
    headers: {
        Accept: 'application/json',
        ...(body && { 'Content-Type': 'application/json' }),
        ...(session && { Authorization: `Session ${session}` }),
        ...headers,
    },
    body: body && JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    ...more,
});

export const problemOf = (answer, body) =>
    new Problem(answer.ok ? 0 : answer.status, body ?? {}, Number(answer.headers.get('Retry-After')) || 0);

/** What the server tells of a turn, one event after the other. Its events have two lines each, however the network cuts them. */
async function* told(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (rest + decoder.decode(part.value, { stream: true })).split('\n\n');
        rest = events.pop();
        for (const event of events) {
            const [name, data] = event.split('\ndata: ');
            yield { type: name.slice('event: '.length), data: JSON.parse(data) };
        }
    }
}

/** The answer, as soon as it is there; `onPolished` gets another wording of it, should there be one. */
async function first(events, onPolished) {
    const { value } = await events.next();
    if (!value) throw new Problem(0);
    (async () => {
        for await (const { type, data } of events) if (type === 'polished') onPolished(data);
    })().catch(() => {}); // the line was cut: the answer stands as it is
    return value.data;
}

/**
 * Sends `body` (GET without one) and returns the answer, null for 204. With `onPolished` the answer may be told at once and worded
 * anew a little later, by a model; the call has then returned already.
 * @throws {Problem} also when the answer is no JSON, as from a proxy's own error page.
 */
export async function call(address, { signal, patience = 20_000, onPolished, ...more } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    const end = () => stop.abort();
    signal?.addEventListener('abort', end, { once: true });
    try {
        const answer = await request(address, {
            ...more, signal: stop.signal, headers: { ...more.headers, ...(onPolished && { Accept: 'application/json, text/event-stream;q=0.9' }) },
        });
        if (answer.status === 204) return null;
        if (answer.ok && onPolished && answer.headers.get('Content-Type')?.startsWith('text/event-stream')) return await first(told(answer.body), onPolished);
        const read = await answer.json().catch(() => null);
        if (answer.ok && read) return read;
        throw problemOf(answer, read);
    } catch (error) {
        throw error instanceof Problem ? error : new Problem(0);
    } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
    }
}
