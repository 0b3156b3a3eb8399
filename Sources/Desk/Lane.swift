import Dialogue
import Synchronization

/// One conversation in memory, and the line before its door: who wants to change it waits, first come, first served.
///
/// A lane holds no thread while it waits: not for its turn, and not for the disk.
final class Lane: Sendable {
    /// So many may wait for one conversation; more is somebody hammering, and is turned away.
    static let maximumWaiting = 16

    let id: ConversationID
    private let state: Mutex<State>
    /// How many use the lane. An atomic and not a part of `state`: to be held it must not wait for who reads.
    private let holders = Atomic(0)

    private struct State {
        var conversation: Conversation
        var isTaken = false
        var waiting: [UnsafeContinuation<Bool, Never>] = []
        var watchers: [UInt64: Watcher] = [:]
        var listeners: [UInt64: @Sendable (Signal) -> Void] = [:]
        var lastWatcher: UInt64 = 0
        var lastUse: Timestamp
    }

    /// What somebody with a stream open is told at once.
    enum Signal: Sendable {
        /// Something was said or changed; whoever listens looks what.
        case changed
        /// Somebody is typing. Told, never kept.
        case typing(Actor)
    }

    /// Somebody who waits for what comes after a number.
    private struct Watcher {
        let after: UInt64
        let notify: @Sendable () -> Void
    }

    init(_ conversation: Conversation, at now: Timestamp) {
        id = conversation.id
        state = Mutex(State(conversation: conversation, lastUse: now))
    }

    /// Counts one more who uses the lane; called by `Lanes` under its lock, so that a lane is never let go and held at once.
    func held() -> Lane {
        holders.add(1, ordering: .relaxed)
        return self
    }

    /// Ends one use.
    func release() {
        holders.subtract(1, ordering: .releasing)
    }

    /// Waits until nobody else changes the conversation. What follows must end with `leave`.
    ///
    /// - Throws: `.busy` when `maximumWaiting` wait already; the lane is then not taken.
    func enter(at now: Timestamp) async throws(DeskError) {
        let isOurs = await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
            let verdict = state.withLock { state -> Bool? in
                state.lastUse = now
                if !state.isTaken {
                    state.isTaken = true
                    return true
                }
                if state.waiting.count >= Self.maximumWaiting { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let verdict { continuation.resume(returning: verdict) }
        }
        if !isOurs { throw .busy(waiting: Self.maximumWaiting) }
    }

    /// Lets the next one in.
    func leave() {
        let next = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            if state.waiting.isEmpty {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: true)
    }

    /// Looks at the conversation as it is. `body` must be short: whoever polls the conversation waits for it.
    func read<Value: Sendable, Problem: Error>(_ body: (borrowing Conversation) throws(Problem) -> Value) throws(Problem) -> Value {
        try state.withLock { state throws(Problem) in try body(state.conversation) }
    }

    /// Takes the events in and tells everybody who waits for a message.
    func apply(_ events: [Event], at: Timestamp, roleOf: (IntentID) -> Intent.Role?) {
        let told = state.withLock { state -> (watchers: [Watcher], listeners: [@Sendable (Signal) -> Void]) in
            for event in events {
                state.conversation.apply(event, number: state.conversation.number + 1, at: at, roleOf: roleOf)
            }
            let listeners = state.listeners.isEmpty ? [] : Array(state.listeners.values)
            guard !state.watchers.isEmpty, let newest = state.conversation.messages.last?.number else { return ([], listeners) }
            let due = state.watchers.filter { $0.value.after < newest }
            for key in due.keys { state.watchers[key] = nil }
            return (Array(due.values), listeners)
        }
        for watcher in told.watchers { watcher.notify() }
        for listener in told.listeners { listener(.changed) }
    }

    /// Tells whoever listens. Nothing is kept.
    func signal(_ signal: Signal) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener(signal) }
    }

    /// Has `notify` called for whatever happens here from now on, from any thread, until `unlisten`.
    func listen(_ notify: @escaping @Sendable (Signal) -> Void) -> UInt64 {
        state.withLock { state in
            state.lastWatcher += 1
            state.listeners[state.lastWatcher] = notify
            return state.lastWatcher
        }
    }

    func unlisten(_ key: UInt64) {
        state.withLock { $0.listeners[key] = nil }
    }

    /// Returns once `isDone` says so of the conversation, or after `limit`. Holds no thread.
    func wait(atMost limit: Duration, until isDone: @escaping @Sendable (borrowing Conversation) -> Bool) async {
        guard limit > .zero else { return }
        let end = Once()
        let key = listen { [self] _ in if read(isDone) { end.now() } }
        let timer = Task {
            try? await Task.sleep(for: limit)  // cancelled when it is no longer needed
            end.now()
        }
        // What happened before somebody listened.
        if read(isDone) { end.now() }
        await end.wait()
        timer.cancel()
        unlisten(key)
    }

    /// Calls `notify` once, as soon as there is a message after `number`; at once (and returns nil) when there is one now.
    func watch(after number: UInt64, notify: @escaping @Sendable () -> Void) -> UInt64? {
        let key = state.withLock { state -> UInt64? in
            if let newest = state.conversation.messages.last?.number, newest > number { return nil }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = Watcher(after: number, notify: notify)
            return state.lastWatcher
        }
        if key == nil { notify() }
        return key
    }

    func unwatch(_ key: UInt64) {
        state.withLock { $0.watchers[key] = nil }
    }

    /// When it was used last; nil while it is held, watched or listened to and must stay.
    var idleSince: Timestamp? {
        guard holders.load(ordering: .acquiring) == 0 else { return nil }
        return state.withLock { $0.watchers.isEmpty && $0.listeners.isEmpty ? $0.lastUse : nil }
    }
}

/// Something that happens once, and one who waits for it.
private final class Once: Sendable {
    private let state = Mutex<(hasHappened: Bool, waiting: CheckedContinuation<Void, Never>?)>((false, nil))

    func now() {
        let waiting = state.withLock { state in
            defer { state = (true, nil) }
            return state.waiting
        }
        waiting?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasHappened = state.withLock { state in
                if !state.hasHappened { state.waiting = continuation }
                return state.hasHappened
            }
            if hasHappened { continuation.resume() }
        }
    }
}
