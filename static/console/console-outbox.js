/**
 * Replies on their way. One stays here for five seconds, so that it can be taken back, and then goes out; one that the
 * server did not get goes out again under the same client_message_id, which makes that safe.
 *
 *     held → sending → gone              the usual way
 *     held → gone                        taken back
 *     sending → failed → sending         not reached, busy: tried again
 *     sending → gone                     refused: its text goes back into the box
 *
 * Each conversation's replies go one after another, in the order in which they were written.
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

    /**
     * `send(item, options)` posts one; `told.changed(conversation)`, `told.sent(item, answer)`,
     * `told.refused(item, problem)`. `now` is in milliseconds.
     */
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

    /** Sends one that is held or has failed, at once. */
    hasten(id) {
        const item = this.#items.find((each) => each.id === id);
        if (item) item.due = 0;
        this.tick();
    }

    /** Sends everything now, as when the page goes away or the line comes back. */
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
