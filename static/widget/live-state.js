/**
 * What changes when the server tells of messages and of people, pure as chat-state.js is, and fetched with live.js.
 * A message comes once, whatever was cut: the ones that were taken in are known by their sequence, the visitor's own and
 * the bot's answers, which may have come the other way, by their ids.
 */
import { add, change } from './chat-state.js';

/** How long the line is held after a conversation was closed, in milliseconds: as long as last words may follow. */
const AFTERWARDS = 5 * 60_000;
const ROLES = { user: 'visitor', assistant: 'bot' };

/** Takes `sent`, one of GET /api/chat/messages, in at `now` (milliseconds). */
export function receive(state, sent, now) {
    if (sent.sequence <= state.sequence) return state;
    const { id = sent.message_id, sequence, text = sent.content } = sent;
    const next = { ...state, sequence };
    const role = ROLES[sent.role] ?? sent.role;
    const known = state.messages.find((message) => message.key === id) ?? (role === 'visitor' && mine(state, sent.client_message_id, text));
    if (known) return change(next, known.key, { sequence, ...(role === 'visitor' && { status: 'sent', note: '' }) });
    // An answer may have overtaken it; it still stands where it was said.
    const later = state.messages.find((message) => message.sequence > sequence);
    const message = {
        key: id, role, text: sent.polished ?? text, sequence, at: later ? later.at - 1 : now, time: Date.parse(sent.at),
        ...(role === 'visitor' && { status: 'sent' }),
        ...(role === 'bot' && { answer: { ...sent, message_id: id } }),
        ...(role === 'admin' && { admin: sent.admin }),
    };
    const added = add(next, message);
    return inOrder(role === 'system' ? turned(added, id, sent, now) : added);
}

/** What one of ours is that the server has: by its name, else the first with these words of which that is not known. */
function mine({ messages }, name, text) {
    const own = messages.filter(({ role }) => role === 'visitor');
    return own.find(({ id }) => name && id === name) ?? own.find((each) => !each.sequence && each.status !== 'failed' && each.text === text);
}

/** A closed conversation asks how it was; one that goes on does not. */
function turned(state, id, { event }, now) {
    const isAsked = ({ notice }) => notice?.rating && !notice.isDone;
    const others = { ...state, messages: state.messages.filter((message) => !isAsked(message)) };
    if (event !== 'closed' || state.isRated) return ['closed', 'joined', 'waiting', 'reopened'].includes(event) ? others : state;
    return add(others, { key: `rating-${id}`, role: 'bot', text: '', at: now, notice: { rating: true } });
}

const inOrder = (state) => ({ ...state, messages: [...state.messages].sort((one, two) => one.at - two.at) });

/** Takes in how the conversation stands, as `person` tells it at `now`. */
export function heed(state, person, now) {
    const wasInvolved = state.mode !== 'bot' && person.mode === 'bot';
    return { ...state, mode: person.mode, isRated: person.rated, until: wasInvolved ? now + AFTERWARDS : state.until, person };
}

/** How many messages of people have not been on the screen. */
export const unread = ({ messages, seen }) => messages.filter(({ role, sequence }) => role === 'admin' && sequence > seen).length;

/** Everything that has come in has been on the screen. */
export const look = (state) => (state.seen < state.sequence ? { ...state, seen: state.sequence } : state);
