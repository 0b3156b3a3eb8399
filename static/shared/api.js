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

/**
 * Sends `body` (GET without one) and returns the answer, null for 204.
 * @throws {Problem} also when the answer is no JSON, as from a proxy's own error page.
 */
export async function call(address, { signal, patience = 20_000, ...more } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    const end = () => stop.abort();
    signal?.addEventListener('abort', end, { once: true });
    try {
        const answer = await request(address, { ...more, signal: stop.signal });
        if (answer.status === 204) return null;
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
