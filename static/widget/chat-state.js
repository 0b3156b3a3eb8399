/**
 * What the widget knows of a conversation: reduce(state, event) → state, pure. A message of the visitor is
 *
 *     waiting → sent                      the usual way
 *     waiting → kept → waiting            not reached, busy or limited: it is sent again
 *     waiting → failed                    the server says what is wrong with it
 *
 * and keeps its `id` (the client_message_id), which makes sending again safe.
 */

/** Messages kept on the device; the server has the older ones. */
export const MAXIMUM_MESSAGES = 200;

/**
 * `sequence`: everything up to it has come in, by a list (live-state.js), as an answer may overtake others. `seen`: what
 * was on the screen. `until`: when the line to a person is let go.
 */
export const initial = Object.freeze({
    messages: [], session: null, conversation: null, sequence: 0, seen: 0, mode: 'bot', until: 0, isPaused: false,
});

/** Whether a person takes part, or just did. */
export const isInvolved = ({ mode, until }, now) => mode !== 'bot' || until > now;

export function reduce(state, event) {
    switch (event.type) {
        case 'said':
            return add(state, {
                key: event.id, role: 'visitor', id: event.id, text: event.text, at: event.at, status: 'waiting',
                via: event.via ?? 'typed', ...(event.choice && { choice: event.choice, to: event.to }),
            });
        case 'answered': {
            const { answer } = event;
            const sent = { ...change(state, event.id, { status: 'sent', note: '' }), isPaused: false };
            sent.messages = sent.messages.filter(({ key }) => key !== stopgapKey(event.id));
            const next = {
                ...sent,
                session: answer.session_id ?? sent.session,
                conversation: answer.conversation_id ?? sent.conversation,
                mode: answer.mode ?? sent.mode,
            };
            if (!answer.answer || next.messages.some((message) => message.key === answer.message_id)) return next;
            return add(next, {
                key: answer.message_id ?? `answer-${event.id}`, role: 'bot', text: answer.answer, at: event.at, sequence: answer.sequence, answer,
            });
        }
        case 'kept':
            return { ...change(state, event.id, { status: 'kept', note: event.note ?? '', via: 'offline_queue' }), isPaused: true };
        case 'failed':
            return change(state, event.id, { status: 'failed', note: event.note ?? '' });
        case 'retried':
            return {
                ...state, isPaused: false,
                messages: state.messages.map((each) => (isRetried(each, event.id) ? { ...each, status: 'waiting', note: '' } : each)),
            };
        case 'polished': // the same in other words
            return change(state, event.key, { text: event.text });
        case 'benefitClosed':
            return change(state, event.key, { isBenefitClosed: true });
        case 'rated':
            return change(state, event.key, { rating: event.value });
        case 'plain': // no such choice any more: its words are still a question
            return change(state, event.id, { choice: undefined, to: undefined });
        case 'noticed': // what the page says by itself; under a known key, now
            if (isOvertaken(state.messages, event)) return state;
            return state.messages.some(({ key }) => key === event.key)
                ? change(state, event.key, { notice: event.notice })
                : add(state, { key: event.key, role: 'bot', text: '', at: event.at, notice: event.notice });
        case 'gone':
            return { ...state, messages: state.messages.filter(({ key }) => key !== event.key) };
        case 'sessionLost':
            return {
                ...state, session: null, conversation: null, sequence: 0, seen: 0, mode: 'bot', until: 0,
                messages: state.messages.map((each) => (each.status === 'waiting' ? { ...each, choice: undefined, to: undefined } : each)),
            };
        case 'restored':
            return merge(state, event.saved);
        default:
            return state;
    }
}

/** The key of what the page answered to the message `id` by itself; the real answer takes its place. */
export const stopgapKey = (id) => `stopgap-${id}`;

/** Whether `key` is that of a stopgap which comes after the real answer. */
const isOvertaken = (messages, { key }) => messages.some(({ id, status }) => status === 'sent' && key === stopgapKey(id));

/** With an id that message; without one, all that were kept. */
const isRetried = (message, id) =>
    (id ? message.id === id && message.status !== 'sent' : message.status === 'kept');

/** The message to be sent now: the oldest that waits. */
export function due(state) {
    return state.isPaused ? undefined : state.messages.find((message) => message.status === 'waiting');
}

export const add = (state, message) => ({ ...state, messages: [...state.messages, message].slice(-MAXIMUM_MESSAGES) });

export const change = (state, key, values) => ({
    ...state,
    messages: state.messages.map((message) => (message.key === key ? { ...message, ...values } : message)),
});

/** Whether two versions of a message show alike; then it is not drawn, and read out, again. */
const isSame = (one, other) => ['text', 'status', 'note', 'via', 'choice', 'rating', 'isBenefitClosed'].every((key) => one[key] === other[key])
    && one.notice?.isDone === other.notice?.isDone;

/** Both sides' messages once each; what one has sent, the other need not send. */
function merge(mine, saved) {
    const known = new Map(saved.messages.map((message) => [message.key, message]));
    for (const message of mine.messages) {
        const other = known.get(message.key);
        const isMine = !other || isSame(message, other) || (message.status === 'sent' && other.status !== 'sent');
        if (isMine) known.set(message.key, message);
    }
    const all = [...known.values()].sort((one, two) => one.at - two.at);
    const messages = all.filter((message) => !isOvertaken(all, message)).slice(-MAXIMUM_MESSAGES);
    const newer = saved.sequence >= mine.sequence ? saved : mine;
    return { ...mine, ...pick(newer), session: newer.session ?? mine.session, messages };
}

const pick = ({ conversation, sequence, seen = 0, mode, until = 0 }) => ({ conversation, sequence, seen, mode, until });

const KEY = 'frontdesk.chat';

/** What `storage` holds, or null: nothing, of another version, or not to be read. */
export function load(storage) {
    try {
        const saved = JSON.parse(storage.getItem(KEY));
        return saved?.version === 1 && Array.isArray(saved.messages) ? saved : null;
    } catch {
        return null; // storage is off, or somebody else's text lies there
    }
}

/** Keeps the conversation, from its first message on; not what passes, as an open form. */
export function save(storage, state) {
    const messages = state.messages.filter(({ notice }) => !notice?.isPassing);
    if (!state.session && !messages.some(({ role }) => role === 'visitor')) return;
    try {
        storage.setItem(KEY, JSON.stringify({ version: 1, session: state.session, ...pick(state), messages }));
    } catch {
        // storage is full or off; the page still holds the conversation
    }
}

/** Whether a storage event is about the conversation. */
export const isAbout = (event) => event.key === KEY;
