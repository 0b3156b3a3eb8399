/** What was said, and what the bot took it for. New messages keep the place of who reads older ones. */
import { h, icon, paragraphs } from '../widget/dom.js';

/** Messages drawn at a time; more of them when somebody asks. */
const DRAWN = 200;
/** Pixels from the end within which somebody counts as reading the latest. */
const NEAR = 80;

export class MessageLog {
    #desk;
    #words;
    #drawn = new Map(); // id → { message, node }
    #shown; // the conversation that is drawn
    #list;
    #older;
    #limit = DRAWN;
    #held;
    #newer;
    #seen = 0;

    constructor(desk, signal) {
        this.#desk = desk;
        this.#words = desk.words;
        this.#list = h('div', { class: 'log', role: 'log', 'aria-label': desk.words.messages, tabindex: '0' });
        this.#list.addEventListener('scroll', () => this.#scrolled(), { passive: true });
        this.#held = h('div', { class: 'outbox' });
        this.#newer = h('button', { type: 'button', class: 'newer', hidden: true, onclick: () => this.toEnd() }, desk.words.newer);
        this.#older = h('button', { type: 'button', class: 'older', hidden: true, onclick: () => this.#reach() }, desk.words.older);
        this.node = h('div', { class: 'log-frame' }, this.#older, this.#list, this.#newer, this.#held);
        desk.listen((event, before) => {
            if (desk.state.open !== before.open) this.#render();
            if (event.type === 'outbox' || desk.state.open?.id !== before.open?.id) this.#drawHeld();
        }, signal);
        // The seconds that are left to take a reply back.
        const clock = setInterval(() => this.#tick(), 250);
        signal.addEventListener('abort', () => clearInterval(clock));
        document.addEventListener('visibilitychange', () => this.#see(), { signal });
    }

    /** Draws older messages too, and leaves those in sight where they are. */
    #reach() {
        const below = this.#list.scrollHeight - this.#list.scrollTop;
        this.#limit += DRAWN;
        this.#render();
        this.#list.scrollTop = this.#list.scrollHeight - below;
        this.#newer.hidden = true;
        if (this.#older.hidden) this.#list.focus();
    }

    toEnd() {
        this.#list.scrollTop = this.#list.scrollHeight;
        this.#scrolled();
    }

    #render() {
        const { open } = this.#desk.state;
        if (open?.id !== this.#shown) {
            this.#shown = open?.id;
            this.#drawn.clear();
            this.#list.replaceChildren();
            this.#newer.hidden = true;
            this.#seen = 0;
            this.#limit = DRAWN;
        }
        if (!open) return;
        this.#older.hidden = open.messages.length <= this.#limit;
        const wasNear = this.#isNear();
        const isFirst = this.#drawn.size === 0;
        let day = '';
        let place = this.#list.firstElementChild;
        let added = false;
        const put = (node) => {
            if (node === place) place = place.nextElementSibling;
            else this.#list.insertBefore(node, place);
        };
        const keys = new Set();
        for (const message of open.messages.slice(-this.#limit)) {
            const today = this.#desk.format.day(message.at);
            if (today !== day) {
                day = today;
                keys.add(today);
                if (!this.#drawn.has(today)) this.#drawn.set(today, { node: h('p', { class: 'day' }, h('span', {}, today)) });
                put(this.#drawn.get(today).node);
            }
            keys.add(message.id);
            const drawn = this.#drawn.get(message.id);
            if (drawn && isSame(drawn.message, message)) {
                put(drawn.node);
                continue;
            }
            const node = this.#draw(message);
            if (drawn) {
                if (drawn.node === place) place = place.nextElementSibling;
                drawn.node.remove();
            } else added = true;
            this.#drawn.set(message.id, { message, node });
            put(node);
        }
        for (const [key, { node }] of this.#drawn) {
            if (keys.has(key)) continue;
            node.remove();
            this.#drawn.delete(key);
        }
        if (isFirst || wasNear) this.toEnd();
        else if (added) this.#newer.hidden = false;
    }

    #draw(message) {
        const who = { user: 'visitor', assistant: 'bot', admin: 'admin', system: 'system' }[message.role] ?? 'system';
        const time = h('time', { datetime: message.at }, this.#desk.format.clock(message.at));
        if (who === 'system') return h('p', { class: 'system' }, message.text, ' ', time);
        const name = { visitor: this.#words.visitor, bot: this.#words.bot, admin: message.admin ? `${this.#words.admin} ${message.admin}` : this.#words.admin }[who];
        return h('article', { class: `message ${who}` },
            h('header', {}, h('b', {}, name), time, message.polished && h('span', { class: 'mark' }, this.#words.polished)),
            h('div', { class: 'text' }, paragraphs(message.polished ?? message.text ?? '')),
            this.#reading(message.reading), this.#sources(message.sources));
    }

    /** What the bot took it for, and what else it might have been. */
    #reading(reading) {
        if (!reading?.intent) return null;
        const { format } = this.#desk;
        const name = ({ intent, title, confidence }) => [title && title !== intent ? `${title} ` : '', h('code', {}, intent), ` · ${format.share(confidence)}`];
        const others = reading.alternatives?.filter(({ intent }) => intent !== reading.intent) ?? [];
        if (!others.length) return h('p', { class: 'reading' }, name(reading));
        return h('details', { class: 'reading' }, h('summary', {}, name(reading)), h('ul', { role: 'list' }, others.map((each) => h('li', {}, name(each)))));
    }

    #sources(sources) {
        if (!sources?.length) return null;
        return h('p', { class: 'reading' }, `${this.#words.sources}: ${sources.map(({ title, article }) => [title, article].filter(Boolean).join(', ')).join(' · ')}`);
    }

    // Replies that are not out yet

    #drawHeld() {
        const { open } = this.#desk.state;
        const items = open ? this.#desk.outbox.of(open.id) : [];
        const isNew = items.length > this.#held.children.length;
        this.#held.replaceChildren(...items.map((item) => h('article', { class: `message admin ${item.state}`, 'data-due': String(item.due) },
            h('div', { class: 'text' }, paragraphs(item.content)),
            h('p', { class: 'fate' },
                h('span', { role: 'status' }, { held: this.#words.heldFor(5), sending: this.#words.sending, failed: this.#words.sendFailed }[item.state]),
                item.state !== 'sending' && h('button', { type: 'button', onclick: () => this.#desk.on({ type: 'takenBack', item: this.#desk.outbox.cancel(item.id) }) }, this.#words.undo),
                item.state === 'failed' && h('button', { type: 'button', onclick: () => this.#desk.outbox.hasten(item.id) }, this.#words.retry)))));
        if (isNew) this.toEnd();
    }

    #tick() {
        for (const node of this.#held.querySelectorAll('.held')) {
            const seconds = Math.max(1, Math.ceil((Number(node.dataset.due) - Date.now()) / 1000));
            const status = node.querySelector('[role=status]');
            const text = this.#words.heldFor(seconds);
            if (status.textContent === text) continue;
            status.setAttribute('aria-live', 'off'); // said once; the count is for the eye
            status.textContent = text;
        }
    }

    // Where somebody reads

    #isNear() {
        const { scrollHeight, scrollTop, clientHeight } = this.#list;
        return scrollHeight - scrollTop - clientHeight < NEAR;
    }

    #scrolled() {
        if (!this.#isNear()) return;
        this.#newer.hidden = true;
        this.#see();
    }

    /** Tells the visitor that their words were read, once they are on a screen that somebody looks at. */
    #see() {
        const { open, rows, me } = this.#desk.state;
        if (!open?.last || document.hidden || !this.#isNear() || rows[open.id]?.assignee !== me) return;
        const last = open.messages.findLast(({ role }) => role === 'user')?.sequence ?? 0;
        if (last <= this.#seen) return;
        this.#seen = last;
        this.#desk.seen(open.id, last);
    }
}

const isSame = (one, other) => ['text', 'polished', 'at'].every((key) => one[key] === other[key]) && JSON.stringify(one.reading) === JSON.stringify(other.reading);
