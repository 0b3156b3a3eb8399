/** The box for a reply: kept on the device until it is sent; "/" and a word offer canned responses. */
import { h, icon } from '../widget/dom.js';
import { filled, slashAt, suggested } from './console-state.js';
import { Suggestion } from './console-suggestion.js';

/** The server's limit for one message, in characters. */
const MAXIMUM_CHARACTERS = 4000;
const SLOT = /\{(name|company|admin|topic)\}/;

export class Reply {
    #desk;
    #words;
    #claim;
    #box;
    #options;
    #hint = h('p', { class: 'hint', id: 'reply-hint' });
    #notice = h('p', { class: 'notice', role: 'alert', hidden: true });
    #send;
    #shown; // the conversation whose draft is in the box
    #found = []; // the canned responses that are offered
    #active = 0;
    #slash;
    #used; // the canned response in the box
    #edits = false; // whether what the bot suggested is in the box
    #turn = Promise.resolve();

    constructor(desk, claim, signal) {
        this.#desk = desk;
        this.#words = desk.words;
        this.#claim = claim;
        this.suggestion = new Suggestion(desk, {
            send: (text) => this.#submit(text, 'sent'),
            edit: (text) => {
                this.#put([this.#box.value.trim(), text].filter(Boolean).join('\n'));
                this.#edits = true;
                this.focus();
            },
        }, signal);
        this.node = this.#frame();
        desk.listen((event, before) => this.#changed(event, before), signal);
        addEventListener('pagehide', () => this.#keep(), { signal });
    }

    focus() {
        this.#box.focus();
        this.#box.setSelectionRange(this.#box.value.length, this.#box.value.length);
    }

    /** The conversation that is open has been read. */
    arrive() {
        this.suggestion.ask();
        this.#desk.canned();
    }

    #frame() {
        const { words } = this.#desk;
        this.#box = h('textarea', {
            'aria-label': words.reply, rows: '2', maxlength: String(MAXIMUM_CHARACTERS), placeholder: words.replyPlaceholder,
            'aria-describedby': 'reply-hint', 'aria-autocomplete': 'list', 'aria-controls': 'canned-options', 'aria-keyshortcuts': 'R',
            oninput: () => this.#typed(),
            onkeydown: (event) => this.#key(event),
            onblur: () => setTimeout(() => this.#offer([]), 150),
            onclick: () => this.#lookForSlash(),
        });
        this.#options = h('div', { class: 'options', id: 'canned-options', role: 'listbox', 'aria-label': words.views.canned, hidden: true });
        this.#send = h('button', { type: 'submit', class: 'primary send' }, words.send);
        return h('form', {
            class: 'reply', onsubmit: (event) => {
                event.preventDefault();
                this.#submit(this.#box.value);
            },
        },
        this.suggestion.node, this.#notice,
        h('div', { class: 'offers' }, this.#options),
        h('div', { class: 'field' }, this.#box, this.#send),
        this.#hint);
    }

    #changed(event, before) {
        const { open, rows } = this.#desk.state;
        if (open?.id !== this.#shown) {
            this.#keep();
            this.#shown = open?.id;
            this.#used = undefined;
            this.#edits = false;
            this.#put(open ? this.#desk.kept.draft(open.id) : '');
            this.#tell('');
        }
        if (event.type === 'refused' && event.id === this.#shown) {
            this.#put(this.#desk.kept.draft(event.id));
            this.#tell(event.reason);
        }
        if (event.type === 'takenBack' && event.item) this.#takenBack(event.item);
        if (open && (open !== before.open || rows[open.id] !== before.rows[open.id] || this.#desk.state.link !== before.link)) this.#render(rows[open.id]);
    }

    /** Who may write, in words. */
    #render(row) {
        if (!row) return;
        const { words, state } = this.#desk;
        const isOthers = row.assignee && row.assignee !== state.me;
        const isClosed = row.status === 'closed';
        const hint = isClosed ? words.closedHint : isOthers ? words.othersHint(row.assignee)
            : state.link === 'down' ? words.offlineHint : !row.assignee ? words.unclaimedHint : words.replyHint;
        if (this.#hint.textContent !== hint) this.#hint.textContent = hint;
        this.#send.disabled = isClosed || Boolean(isOthers);
    }

    #tell(text) {
        this.#notice.textContent = text;
        this.#notice.hidden = !text;
    }

    #typed() {
        this.#grow();
        this.#tell('');
        if (!this.#box.value.trim()) [this.#used, this.#edits] = [undefined, false];
        else this.#desk.typing(this.#shown);
        this.#keep();
        this.#lookForSlash();
    }

    #put(text) {
        this.#box.value = text;
        this.#grow();
        this.#offer([]);
        this.#keep();
    }

    #grow() {
        this.#box.style.blockSize = 'auto';
        this.#box.style.blockSize = `${Math.min(this.#box.scrollHeight + 2, innerHeight * 0.4)}px`;
    }

    #keep() {
        if (this.#shown) this.#desk.kept.keepDraft(this.#shown, this.#box.value);
    }

    // Sending

    /** Takes the text out of the box at once; should the claim fail, it comes back. Replies go out in the order of Enter. */
    #submit(text, suggestion) {
        const content = text.trim().slice(0, MAXIMUM_CHARACTERS);
        const id = this.#shown;
        if (!content || this.#send.disabled) return this.#box.focus();
        const slot = SLOT.exec(text);
        if (slot) {
            this.#box.focus();
            this.#box.setSelectionRange(slot.index, slot.index + slot[0].length);
            return this.#tell(this.#words.slotEmpty(slot[0]));
        }
        const how = suggestion ?? (this.#edits ? 'edited' : undefined);
        const item = { conversation_id: id, content, ...(this.#used && !suggestion && { canned: this.#used }), ...(how && { suggested: how }) };
        if (!suggestion) {
            this.#put('');
            [this.#used, this.#edits] = [undefined, false];
        }
        this.suggestion.clear();
        this.#box.focus();
        this.#turn = this.#turn.then(async () => {
            const fence = await this.#claim(id);
            if (fence == null) this.#takenBack(item); // why not has been told
            else this.#desk.outbox.hold({ ...item, fence });
        });
    }

    #takenBack(item) {
        const own = item.conversation_id === this.#shown ? this.#box.value : this.#desk.kept.draft(item.conversation_id);
        const text = [item.content, own].filter(Boolean).join('\n');
        this.#desk.kept.keepDraft(item.conversation_id, text);
        if (item.conversation_id !== this.#shown) return;
        this.#put(text);
        [this.#used, this.#edits] = [item.canned, Boolean(item.suggested)];
        this.focus();
    }

    // Canned responses

    #key(event) {
        if (event.isComposing) return;
        if (this.#found.length) {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) this.#activate((this.#active + step + this.#found.length) % this.#found.length);
            else if (event.key === 'Enter' || event.key === 'Tab') this.#insert(this.#found[this.#active]);
            else if (event.key === 'Escape') this.#offer([]);
            else return;
            event.preventDefault();
            event.stopPropagation();
            return;
        }
        // On a phone Enter is a new line, as in every messenger; the button sends.
        if (event.key !== 'Enter' || event.shiftKey || matchMedia('(pointer: coarse)').matches) return;
        event.preventDefault();
        this.#submit(this.#box.value);
    }

    async #lookForSlash() {
        const slash = slashAt(this.#box.value, this.#box.selectionStart);
        if (!slash) return this.#offer([]);
        const all = await this.#desk.canned();
        const still = slashAt(this.#box.value, this.#box.selectionStart);
        if (!still) return this.#offer([]);
        this.#slash = still;
        this.#offer(suggested(all, still.word, this.#desk.state.rows[this.#shown]?.locale));
    }

    #offer(found) {
        this.#found = found;
        this.#options.hidden = !found.length;
        this.#options.replaceChildren(...found.map((canned, index) => {
            const { text, missing } = this.#filled(canned);
            return h('div', {
                role: 'option', id: `canned-${index}`, 'aria-selected': 'false',
                onpointerdown: (event) => event.preventDefault(), // keeps focus in the box
                onclick: () => this.#insert(canned),
            }, h('b', {}, canned.title), h('code', {}, `/${canned.shortcut.replace(/^\//, '')}`),
            h('span', {}, text, missing.length > 0 && h('strong', {}, ` ${this.#words.slotsEmpty(missing.map((name) => `{${name}}`).join(', '))}`)));
        }));
        if (found.length) this.#activate(0);
        else this.#box.removeAttribute('aria-activedescendant');
    }

    #activate(index) {
        this.#active = index;
        [...this.#options.children].forEach((option, place) => option.setAttribute('aria-selected', String(place === index)));
        this.#options.children[index].scrollIntoView({ block: 'nearest' });
        this.#box.setAttribute('aria-activedescendant', `canned-${index}`);
    }

    #filled(canned) {
        const { state, company } = this.#desk;
        const row = state.rows[this.#shown] ?? {};
        return filled(canned.text, { name: row.name ?? this.#words.nameless[canned.locale ?? row.locale] ?? this.#words.nameless.id, company, admin: state.me, topic: row.topic });
    }

    #insert(canned) {
        const { value, selectionStart } = this.#box;
        const { start } = this.#slash;
        const { text } = this.#filled(canned);
        this.#put(value.slice(0, start) + text + value.slice(selectionStart));
        const slot = SLOT.exec(this.#box.value);
        const end = start + text.length;
        this.#box.focus();
        this.#box.setSelectionRange(...(slot ? [slot.index, slot.index + slot[0].length] : [end, end]));
        this.#used = { id: canned.id, version: canned.version };
    }
}
