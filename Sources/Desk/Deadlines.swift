import Dialogue
import Synchronization

/// What is owed and when: a fold of the log, and one timer for the earliest.
///
/// Due times are kept on the clock that never jumps, so that a wall clock set a day ahead or back makes nothing pass early or late while the
/// process runs; a restart reads them from the log again.
final class Deadlines: Sendable {
    /// A deadline whose firing failed (the disk refuses) is tried again after this.
    private static let patience = Duration.seconds(1)
    private static let longestSleep = Duration.seconds(3_600)

    struct Due: Sendable {
        var conversation: ConversationID
        var id: String
    }

    private struct Owed {
        /// When it passes, on the clock that never jumps.
        var due: Duration
        /// When it was to pass, as the log has it.
        let at: Timestamp
    }

    private struct State {
        var live: [ConversationID: [String: Owed]] = [:]
        var earliest: Duration?
        var alarm: Task<Void, Never>?
        var isRunning = false
        var fire: (@Sendable (Due) async -> Bool)?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
    }

    var count: Int { state.withLock { $0.live.values.reduce(0) { $0 + $1.count } } }

    /// Folds one event. O(1).
    func apply(_ event: Event, in conversation: ConversationID) {
        switch event {
        case .deadlineSet(let set): owe(set.deadlineID, in: conversation, at: set.at)
        case .deadlinePassed(let passed): forget(passed.deadlineID, in: conversation)
        case .deadlineCleared(let cleared): forget(cleared.deadlineID, in: conversation)
        default: break
        }
    }

    private func owe(_ id: String, in conversation: ConversationID, at: Timestamp) {
        let wait = at.milliseconds - now().milliseconds
        let due = uptime() + .milliseconds(wait)
        let isEarlier = state.withLock { state in
            state.live[conversation, default: [:]][id] = Owed(due: due, at: at)
            guard state.earliest.map({ due < $0 }) ?? true else { return false }
            state.earliest = due
            return state.fire != nil
        }
        if isEarlier { wind() }
    }

    /// What is owed, for a snapshot.
    var kept: [ConversationID: [String: Timestamp]] { state.withLock { $0.live.mapValues { $0.mapValues(\.at) } } }

    /// Takes over what a snapshot has kept.
    func restore(_ kept: [ConversationID: [String: Timestamp]]) {
        for (conversation, owed) in kept { for (id, at) in owed { owe(id, in: conversation, at: at) } }
    }

    private func forget(_ id: String, in conversation: ConversationID) {
        state.withLock { state in
            guard state.live[conversation]?.removeValue(forKey: id) != nil else { return }
            if state.live[conversation]?.isEmpty ?? false { state.live[conversation] = nil }
        }
    }

    /// Drops what a conversation that is gone was owed.
    func forget(where isGone: (ConversationID) -> Bool) {
        state.withLock { state in state.live = state.live.filter { !isGone($0.key) } }
    }

    /// Fires what is due from now on, one after the other; `fire` says whether it was carried out.
    func start(_ fire: @escaping @Sendable (Due) async -> Bool) {
        state.withLock { $0.fire = fire }
        wind()
    }

    func stop() {
        state.withLock { state in
            state.fire = nil
            state.alarm?.cancel()
            state.alarm = nil
        }
    }

    /// Sets the alarm for the earliest deadline.
    private func wind() {
        let uptime = uptime()
        state.withLock { state in
            state.alarm?.cancel()
            guard state.fire != nil, let earliest = state.earliest else { return state.alarm = nil }
            let wait = min(max(earliest - uptime, .zero), Self.longestSleep)
            state.alarm = Task { [weak self] in
                do { try await Task.sleep(for: wait) } catch { return }
                await self?.ring()
            }
        }
    }

    /// Fires all that is due and sets the alarm anew. A test with its own clock calls this instead of waiting.
    func ring() async {
        let uptime = uptime()
        let (due, fire) = state.withLock { state -> ([Due], (@Sendable (Due) async -> Bool)?) in
            guard !state.isRunning, let fire = state.fire else { return ([], nil) }
            state.isRunning = true
            let due = state.live.flatMap { conversation, ids in
                ids.filter { $0.value.due <= uptime }.map { (at: $0.value.due, Due(conversation: conversation, id: $0.key)) }
            }
            // The order in which they were to pass; of two at one instant, by name, so that a second run is the same.
            return (
                due.sorted { ($0.at, $0.1.conversation.rawValue, $0.1.id) < ($1.at, $1.1.conversation.rawValue, $1.1.id) }.map(\.1),
                fire
            )
        }
        guard let fire else { return }
        for due in due {
            if await fire(due) {
                // Carried out, its event has taken it away; if it changed nothing, nothing is owed any more.
                forget(due.id, in: due.conversation)
            } else {
                let later = self.uptime() + Self.patience
                state.withLock { $0.live[due.conversation]?[due.id]?.due = later }
            }
        }
        state.withLock { state in
            state.isRunning = false
            state.earliest = state.live.values.lazy.flatMap(\.values).map(\.due).min()
        }
        wind()
    }
}
