import Dialogue
import Synchronization

/// What consoles are told: that something changed, in the order in which it did, resumed by number.
///
/// Whoever listens is only woken and takes what is new by itself, so a slow console keeps nobody waiting and none can be told twice.
final class Hub: Sendable {
    /// So many changes are remembered for those who come back; who was away longer reads its lists again.
    static let remembered = 4_096

    private struct State {
        /// The newest last; their numbers are consecutive.
        var ring: [Desk.Change] = []
        var last: UInt64
        var listeners: [UInt64: @Sendable () -> Void] = [:]
        var lastListener: UInt64 = 0
    }

    private let state: Mutex<State>

    /// - Parameter first: numbers go on after it; one that grows from start to start tells a console of yesterday to read again.
    init(first: UInt64) {
        state = Mutex(State(last: first))
    }

    var last: UInt64 { state.withLock { $0.last } }

    func publish(_ changes: [Desk.Change.Kind]) {
        guard !changes.isEmpty else { return }
        let listeners = state.withLock { state in
            for kind in changes {
                state.last += 1
                state.ring.append(Desk.Change(number: state.last, kind: kind))
            }
            if state.ring.count > Self.remembered * 2 { state.ring.removeFirst(state.ring.count - Self.remembered) }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }

    /// What came after `number`; nil when that is not known any more, or was never given out.
    func changes(after number: UInt64) -> [Desk.Change]? {
        state.withLock { state in
            guard number <= state.last else { return nil }
            let missing = state.last - number
            guard missing <= UInt64(state.ring.count) else { return nil }
            return Array(state.ring.suffix(Int(missing)))
        }
    }

    func listen(_ notify: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = notify
            return state.lastListener
        }
    }

    func unlisten(_ key: UInt64) {
        state.withLock { $0.listeners[key] = nil }
    }
}

extension Desk {
    /// Something that consoles show has changed.
    public struct Change: Sendable {
        /// One more than the change before it.
        public var number: UInt64
        /// What changed.
        public var kind: Kind

        /// The things that change.
        public enum Kind: Sendable {
            /// Something of a conversation, or its place in the queue.
            case conversation(ConversationID)
            /// Something was said in it, by an event of this number.
            case said(ConversationID, number: UInt64)
            /// Somebody is typing there. Never kept on disk.
            case typing(ConversationID, Actor)
            /// An admin came, went, or looked elsewhere.
            case presence
            /// A notice was tried.
            case delivery(String)
        }
    }
}
