/**
 * Replies on their way: held → sending → gone. A held one can be taken back; one that the server did not get has failed
 * and goes out again under the same client_message_id; the text of a refused one goes back into the box. Each
 * conversation's replies go one after another, in the order in which they were written.
 */

/** Milliseconds in which a reply can be taken back. */
export const HOLD = 5000;
/** Milliseconds after which what another page left behind is taken over: it would long have sent it. */
const ABANDONED = 10_000;

export class Outbox {
    #items = [];
    #send;
    #kept;
    #now;
    #told;
    #timer;

    /** `send(item, options)` posts one; `told`: changed(conversation), sent(item, answer), refused(item, problem). */
    constructor({ send, kept, told, now = Date.now }) {
        this.#send = send;
        this.#kept = kept;
        this.#now = now;
        this.#told = told;
        this.adopt();
    }

    /** Takes over what an earlier page could not finish. */
    adopt() {
        const mine = new Set(this.#items.map(({ id }) => id));
        const left = this.#kept.read('outbox', []).filter(({ id, due }) => !mine.has(id) && due + ABANDONED < this.#now());
        this.#items.push(...left.map((item) => ({ ...item, state: 'held' })));
        this.tick();
    }

    of(conversation) {
        return this.#items.filter((item) => item.conversation_id === conversation);
    }

    get size() {
        return this.#items.length;
    }

    /** Holds a reply; those held before it in the same conversation go out now. */
    hold(values) {
        for (const item of this.of(values.conversation_id)) if (item.state === 'held') item.due = 0;
        const item = { id: crypto.randomUUID(), state: 'held', due: this.#now() + HOLD, ...values };
        this.#items.push(item);
        this.#save();
        this.#told.changed(item.conversation_id);
        this.tick();
        return item;
    }

    /** Takes a reply back, when it still can be; its text. */
    cancel(id) {
        const item = this.#items.find((each) => each.id === id);
        if (!item || item.state === 'sending') return null;
        this.#drop(item);
        return item;
    }

    /** Sends one at once. */
    hasten(id) {
        const item = this.#items.find((each) => each.id === id);
        if (item) item.due = 0;
        this.tick();
    }

    flush(options) {
        for (const item of this.#items) item.due = 0;
        this.tick(options);
    }

    /** Sends what is due and sets the clock for what is next. */
    tick(options) {
        clearTimeout(this.#timer);
        const busy = new Set();
        let next = Infinity;
        for (const item of this.#items) {
            if (busy.has(item.conversation_id)) continue;
            busy.add(item.conversation_id); // the first of each conversation: the others come after it
            if (item.state === 'sending') continue;
            if (item.due <= this.#now()) this.#post(item, options);
            else next = Math.min(next, item.due);
        }
        if (next < Infinity) this.#timer = setTimeout(() => this.tick(), next - this.#now());
    }

    async #post(item, options) {
        item.state = 'sending';
        this.#told.changed(item.conversation_id);
        try {
            const answer = await this.#send(item, options);
            this.#told.sent(item, answer);
            this.#drop(item);
        } catch (problem) {
            if (problem.passes) {
                item.tries = (item.tries ?? 0) + 1;
                item.state = 'failed';
                item.due = this.#now() + (problem.retryAfter * 1000 || Math.min(60_000, 1000 * 2 ** item.tries));
                this.#told.changed(item.conversation_id);
            } else {
                this.#drop(item);
                this.#told.refused(item, problem);
            }
        }
        this.tick();
    }

    #drop(item) {
        this.#items = this.#items.filter((each) => each !== item);
        this.#save(item.id);
        this.#told.changed(item.conversation_id);
    }

    /** Keeps ours beside those of other pages. */
    #save(gone) {
        const mine = new Set([gone, ...this.#items.map(({ id }) => id)]);
        const others = this.#kept.read('outbox', []).filter(({ id }) => !mine.has(id));
        this.#kept.write('outbox', [...others, ...this.#items]);
    }
}
