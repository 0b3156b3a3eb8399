import Dialogue
import Synchronization

/// What is owed and when: a fold of the log, and one timer for the earliest.
///
/// Due times are kept on the clock that never jumps, so that a wall clock set a day ahead or back makes nothing pass early or late while the
/// process runs. A restart reads them from the log again, and then none is further off than it was when it was set: a wall that was set back
/// meanwhile keeps nobody waiting longer than was decided.
final class Deadlines: Sendable {
    /// A deadline whose firing failed (the disk refuses) is tried again after this.
    private static let patience = Duration.seconds(1)

    struct Due: Sendable {
        var conversation: ConversationID
        var id: String
    }

    private struct State {
        var live: [ConversationID: [String: Duration]] = [:]
        var earliest: Duration?
        var isRinging = false
        var fire: (@Sendable (Due) async -> Bool)?
    }

    private let state = Mutex(State())
    private let alarm: Alarm
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
        alarm = Alarm(uptime: uptime)
    }

    var count: Int { state.withLock { $0.live.values.reduce(0) { $0 + $1.count } } }

    /// Folds one event. O(1).
    ///
    /// - Parameter at: when it happened, by the wall.
    func apply(_ event: Event, in conversation: ConversationID, at: Timestamp) {
        switch event {
        case .deadlineSet(let set):
            let due = uptime() + now().wait(until: set.at, decidedAt: at)
            let isEarlier = state.withLock { state in
                state.live[conversation, default: [:]][set.deadlineID] = due
                guard state.earliest.map({ due < $0 }) ?? true else { return false }
                state.earliest = due
                return true
            }
            if isEarlier { wind() }
        case .deadlinePassed(let passed): forget(passed.deadlineID, in: conversation)
        case .deadlineCleared(let cleared): forget(cleared.deadlineID, in: conversation)
        default: break
        }
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
        state.withLock { $0.fire = nil }
        alarm.cancel()
    }

    /// Sets the alarm for the earliest deadline.
    private func wind() {
        state.withLock { state in
            alarm.set(for: state.fire == nil || state.isRinging ? nil : state.earliest) { [weak self] in await self?.ring() }
        }
    }

    /// Fires all that is due and sets the alarm anew. A test with its own clock calls this instead of waiting.
    func ring() async {
        let uptime = uptime()
        let (due, fire) = state.withLock { state -> ([Due], (@Sendable (Due) async -> Bool)?) in
            guard !state.isRinging, let fire = state.fire else { return ([], nil) }
            state.isRinging = true
            let due = state.live.flatMap { conversation, ids in
                ids.filter { $0.value <= uptime }.map { (at: $0.value, Due(conversation: conversation, id: $0.key)) }
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
                state.withLock { $0.live[due.conversation]?[due.id] = later }
            }
        }
        state.withLock { state in
            state.isRinging = false
            state.earliest = state.live.values.lazy.flatMap(\.values).min()
        }
        wind()
    }
}

extension Timestamp {
    /// How long it is, at this instant of the wall, until `then`; never longer than it was when that was `decidedAt`, as the wall may have been
    /// set back since, and never less than nothing.
    func wait(until then: Timestamp, decidedAt: Timestamp) -> Duration {
        .milliseconds(max(0, min(then.milliseconds - milliseconds, then.milliseconds - decidedAt.milliseconds)))
    }
}
