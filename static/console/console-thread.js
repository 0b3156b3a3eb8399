/** One conversation: who it is and what can be done, what was said, the box for the reply, and the visitor's journey. */
import { h, icon } from '../widget/dom.js';
import { Aside } from './console-aside.js';
import { menu } from './console-menu.js';
import { MessageLog } from './console-messages.js';
import { Reply } from './console-reply.js';

export class Thread {
    #desk;
    #words;
    #leave;
    #head = h('header', { class: 'thread-head' });
    #title = h('h2', { tabindex: '-1' });
    #status = h('p', { class: 'thread-state' });
    #actions = h('div', { class: 'actions', role: 'group' });
    #typing = h('p', { class: 'typing', role: 'status' });
    #note = h('p', { class: 'empty' });
    #log;
    #reply;
    #aside;
    #body;
    #drawn = ''; // what the actions depend on

    constructor(desk, leave, signal) {
        this.#desk = desk;
        this.#words = desk.words;
        this.#leave = leave;
        this.#log = new MessageLog(desk, signal);
        this.#reply = new Reply(desk, (id) => this.#claimed(id), signal);
        this.#aside = new Aside(desk, signal);
        this.#actions.setAttribute('aria-label', this.#words.actions);
        this.#head.append(
            h('button', { type: 'button', class: 'back', 'aria-label': this.#words.back, onclick: leave }, icon('M15 5 8 12l7 7')),
            h('div', { class: 'thread-who' }, this.#title, this.#status), this.#actions);
        this.#body = h('div', { class: 'thread-body', hidden: true },
            h('div', { class: 'thread-main' }, this.#head, this.#log.node, this.#typing, this.#reply.node), this.#aside.node);
        this.node = h('section', { class: 'thread', 'aria-label': this.#words.conversation }, this.#note, this.#body);
        desk.listen((event, before) => {
            const { state } = desk;
            if (state.open !== before.open || state.rows[state.open?.id] !== before.rows[state.open?.id] || state.me !== before.me || state.admins !== before.admins) this.#render();
            if (state.typing !== before.typing || state.open?.id !== before.open?.id) this.#whoTypes();
        }, signal);
        this.#render();
    }

    /** A conversation was opened: focus goes where its reader is. */
    arrive() {
        const { open } = this.#desk.state;
        if (open && !open.problem && !this.node.contains(document.activeElement)) this.#title.focus({ preventScroll: true });
        this.#log.toEnd();
        this.#reply.arrive();
    }

    focus() {
        this.#title.focus({ preventScroll: true });
        return true;
    }

    /** A key pressed outside of text; whether it meant something here. */
    key(key) {
        const { open } = this.#desk.state;
        if (!open) return false;
        if (key === 'c') this.#act('claim');
        else if (key === 'r') this.#reply.focus();
        else if (key === 's') this.#reply.suggestion.send();
        else if (key === 'e') this.#reply.suggestion.edit();
        else return false;
        return true;
    }

    #render() {
        const { state } = this.#desk;
        const { open } = state;
        const row = state.rows[open?.id];
        const isShown = Boolean(open && row && !open.problem);
        this.#body.hidden = !isShown;
        this.#note.hidden = isShown;
        if (!isShown) {
            this.#note.textContent = open?.problem ? this.#desk.explained(open.problem) : open ? this.#words.loading : this.#words.noneOpen;
            this.#drawn = '';
            return;
        }
        const { words, format } = this.#desk;
        this.#title.textContent = row.name ?? words.visitor;
        const others = (row.viewers ?? []).filter((name) => name !== state.me);
        this.#status.replaceChildren(...[
            h('span', { class: `state ${row.status}` }, format.standing(row)),
            row.topic && h('span', {}, row.topic),
            row.assignee ? h('span', {}, words.handledBy(row.assignee === state.me ? words.youInline : row.assignee)) : row.mode === 'bot' && row.status !== 'closed' && h('span', {}, words.options.mode.bot),
            others.length > 0 && h('span', { class: 'mark eye' }, words.looking(others.join(', '))),
        ].filter(Boolean));
        const drawn = JSON.stringify([open.id, row.status, row.mode, row.assignee, row.priority, row.blocked, row.snoozed_until, Boolean(open.revealed), state.me, state.admins.map(({ name, state: each }) => name + each)]);
        if (drawn !== this.#drawn) {
            this.#drawn = drawn;
            this.#drawActions(row, open);
        }
    }

    #drawActions(row, open) {
        const { words, state } = this.#desk;
        const focused = this.#actions.contains(document.activeElement) && document.activeElement.dataset.action;
        const isMine = row.assignee === state.me;
        const isClosed = row.status === 'closed';
        const button = (action, text, kind = '') => h('button', { type: 'button', class: kind, 'data-action': action, onclick: () => this.#act(action) }, text);
        const colleagues = state.admins.filter(({ name }) => name !== row.assignee);
        const isSnoozed = row.snoozed_until && Date.parse(row.snoozed_until) > Date.now();
        this.#actions.replaceChildren(...[
            !isClosed && !row.assignee && button('claim', words.claim, 'primary'),
            !isClosed && isMine && button('release', words.release),
            !isClosed && menu(words.assign, 'assign', colleagues.map(({ name, state: presence, conversations }) => ({
                text: name, note: `${words.presences[presence] ?? ''}${conversations ? ` · ${conversations}` : ''}`,
                act: () => this.#desk.act(open.id, 'assign', { admin: name }).then((answer) => answer && this.#desk.tell(words.assigned(name))),
            }))),
            !isClosed && (isMine || !row.assignee) && button('close', words.close),
            isClosed && button('reopen', words.reopen, 'primary'),
            menu(words.moreActions, 'more', [
                { text: row.priority === 'high' ? words.toNormal : words.toHigh, act: () => this.#desk.act(open.id, 'priority', { priority: row.priority === 'high' ? 'normal' : 'high' }) },
                ...(isSnoozed ? [{ text: words.wake, act: () => this.#desk.act(open.id, 'snooze', { until: null }) }]
                    : !isClosed ? snoozes(words).map(({ text, until }) => ({ text, act: () => this.#snooze(open.id, until()) })) : []),
                !open.revealed && { text: words.unmask, act: () => this.#desk.unmask(open.id) },
                { text: row.blocked ? words.unblock : words.block, act: () => this.#block(open.id, !row.blocked) },
                { text: words.erase, act: () => this.#erase(open.id) },
            ]),
        ].filter(Boolean));
        if (focused) (this.#actions.querySelector(`[data-action=${focused}]`) ?? this.#title).focus({ preventScroll: true });
    }

    async #act(action) {
        const { open, rows } = this.#desk.state;
        const row = rows[open.id];
        if (action === 'claim') {
            if (row.assignee || row.status === 'closed') return;
            if (await this.#desk.claim(open.id)) this.#reply.focus();
        } else if (action === 'release') {
            await this.#desk.act(open.id, 'release', { fence: open.fence });
        } else {
            await this.#desk.act(open.id, action);
        }
    }

    /** Claims for a reply that is about to be sent; the fence, or undefined when somebody else was first. */
    async #claimed(id) {
        const { open } = this.#desk.state;
        return (open?.id === id ? open.fence : null) ?? (await this.#desk.claim(id))?.fence;
    }

    async #snooze(id, until) {
        const answer = await this.#desk.act(id, 'snooze', { until: until.toISOString() });
        if (answer) this.#desk.tell(this.#words.snoozedUntil(this.#desk.format.moment(until)));
    }

    async #block(id, blocked) {
        const { confirm } = await import('./console-dialogs.js');
        const { words } = this.#desk;
        if (!blocked || await confirm(this.#desk, words.block, words.blockExplained)) this.#desk.act(id, 'block', { blocked });
    }

    async #erase(id) {
        const { confirm } = await import('./console-dialogs.js');
        const { words } = this.#desk;
        if (!await confirm(this.#desk, words.erase, words.eraseExplained)) return;
        const answer = await this.#desk.attempt('erase', { body: { conversation_id: id } });
        if (!answer) return;
        this.#desk.tell(words.erased(answer.erasure_id));
        this.#desk.on({ type: 'gone', id });
        this.#leave();
        this.#desk.list(this.#desk.state.filters);
    }

    #whoTypes() {
        const { open, typing, me } = this.#desk.state;
        const who = typing[open?.id]?.who;
        const text = !who || who === me ? '' : who === 'visitor' ? this.#words.visitorTyping : this.#words.colleagueTyping(who);
        if (this.#typing.textContent !== text) this.#typing.textContent = text;
    }
}

/** When somebody may want to see a conversation again. */
const snoozes = (words) => [
    { text: words.snoozeHour, until: () => new Date(Date.now() + 3_600_000) },
    { text: words.snoozeTomorrow, until: () => at(8, 1) },
    { text: words.snoozeMonday, until: () => at(8, (8 - new Date().getDay()) % 7 || 7) },
];

/** That hour, so many days from now. */
function at(hour, days) {
    const date = new Date();
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date;
}
