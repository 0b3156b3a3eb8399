/**
 * Server-sent events read by fetch, as EventSource can send neither a session nor a header of ours.
 *
 * The format is that of https://html.spec.whatwg.org/multipage/server-sent-events.html, cut by the network wherever it
 * likes: between CR and LF, or inside a letter.
 */
import { Problem, problemOf, request } from './api.js';

/** A line longer than this many characters is no event of ours; the line to the server is cut and resumed. */
const MAXIMUM_CHARACTERS = 1_000_000;
/** The server says something every 20 s. After this many milliseconds of nothing the line is dead, whatever it claims. */
const SILENCE = 50_000;
/** Milliseconds before the nth try, without its jitter: 1 s, 2 s, 4 s … at most 30 s. */
const backoff = (tries) => Math.min(30_000, 500 * 2 ** tries);

/** Turns bytes into events `{ type, data, id }`; `data` is text and `id` the last one that was said, '' before that. */
export class EventParser {
    #decoder = new TextDecoder();
    #rest = '';
    #type = '';
    #data = [];
    #id = '';

    /**
     * The events that `bytes` complete, oldest first.
     * @throws {RangeError} when a line does not end within a million characters.
     */
    push(bytes) {
        const events = [];
        // A CR at the end may be half of CRLF: it waits for what follows, and so does the event behind it.
        const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
        this.#rest = lines.pop();
        if (this.#rest.length > MAXIMUM_CHARACTERS) throw new RangeError('a line without an end');
        for (const line of lines) {
            if (line) this.#field(line);
            else if (this.#data.length) events.push({ type: this.#type || 'message', data: this.#data.join('\n'), id: this.#id });
            if (!line) [this.#type, this.#data] = ['', []];
        }
        return events;
    }

    #field(line) {
        const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
        if (name === 'event') this.#type = value ?? '';
        else if (name === 'data') this.#data.push(value ?? '');
        else if (name === 'id' && !value?.includes('\0')) this.#id = value ?? '';
    }
}

/**
 * Follows the stream at `address` until `signal` ends it, and takes up the thread after every cut: with the last id it
 * read, at once when the server had ended it properly, otherwise after a wait that doubles from 1 s to 30 s (a quarter
 * more or less, so that a thousand do not come at once). The device's coming back online ends the wait.
 *
 * `onEvent({ type, data, id })` gets data already read from JSON. `onLink(isUp, problem)` is told when the line comes
 * up, and again at each try that failed. `idOf(event)` is where to go on from after that event; its id, as a rule.
 * @param {{after?: number|string, signal: AbortSignal, session?: string}} options also `headers` and `credentials` of fetch
 * @throws {Problem} when the server refuses for good (400–499 but 408 and 429).
 */
export async function follow(address, { after, signal, onEvent, onLink, idOf = ({ id }) => id, pause = rest, ...more }) {
    let last = after;
    let tries = 0;
    let isUp = false;
    while (!signal.aborted) {
        let problem;
        const watch = watched(signal);
        try {
            const reader = await open(address, { ...more, last, signal: watch.signal });
            const parser = new EventParser();
            watch.feed();
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                watch.feed();
                if (!isUp) onLink?.(isUp = true);
                for (const event of parser.push(part.value)) {
                    if (signal.aborted) return;
                    tries = 0;
                    const read = { ...event, data: JSON.parse(event.data) };
                    last = idOf(read) || last;
                    onEvent(read);
                }
            }
        } catch (error) {
            problem = error;
        } finally {
            watch.end();
        }
        if (signal.aborted) return;
        tries += 1;
        if (!problem && tries === 1) continue; // ended properly after it had said something: the server asks us to come again
        onLink?.(isUp = false, problem);
        if (problem?.status >= 400 && !problem.passes) throw problem;
        await pause((problem?.retryAfter ?? 0) * 1000 || backoff(tries) * (0.75 + Math.random() / 2), signal);
    }
}

/** The reader of a stream's bytes, once the server has said that it is one. */
async function open(address, { last, ...more }) {
    const answer = await request(address, {
        ...more, headers: { ...more.headers, Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': String(last) }) },
    }).catch(() => { throw new Problem(0); });
    if (answer.ok && answer.headers.get('Content-Type')?.startsWith('text/event-stream')) return answer.body.getReader();
    throw problemOf(answer, await answer.json().catch(() => null));
}

/** A signal that also ends when nothing was fed for too long. */
function watched(signal) {
    const stop = new AbortController();
    const end = () => stop.abort();
    let timer;
    signal.addEventListener('abort', end, { once: true });
    const feed = () => {
        clearTimeout(timer);
        timer = setTimeout(end, SILENCE);
    };
    feed();
    return {
        signal: stop.signal,
        feed,
        end: () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', end);
            stop.abort(); // also lets go of a body that was not read to its end
        },
    };
}

/** Waits, at most until the device is online again or `signal` ends. */
export function rest(milliseconds, signal) {
    return new Promise((resolve) => {
        const stop = new AbortController();
        const done = () => {
            clearTimeout(timer);
            stop.abort();
            resolve();
        };
        const timer = setTimeout(done, milliseconds);
        signal.addEventListener('abort', done, { signal: stop.signal });
        globalThis.addEventListener?.('online', done, { signal: stop.signal });
    });
}
