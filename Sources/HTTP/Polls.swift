import Synchronization

/// Requests that wait for something to be said. A waiting request costs its entry here and nothing else.
///
/// Waits are whole seconds up to `maximumSeconds`, so a ring of one slot a second finds those that are over: O(1) to park, to wake and to
/// let go. One task turns the ring, and only while somebody waits.
final class Polls: Sendable {
    static let maximumSeconds = 25

    private struct State {
        /// Answers due at each second of the ring, by key.
        var slots: [[UInt64: @Sendable () -> Void]] = Array(repeating: [:], count: maximumSeconds + 2)
        var hand = 0
        var lastKey: UInt64 = 0
        var isTurning = false
        var isStopped = false
        var count = 0
    }

    /// Where a waiting request stands.
    struct Place: Sendable {
        fileprivate var slot: Int
        fileprivate var key: UInt64
    }

    private let state = Mutex(State())
    /// Waits for the next second. A test moves its own.
    private let second: @Sendable () async -> Void

    init(second: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }) {  // never cancelled
        self.second = second
    }

    var count: Int { state.withLock { $0.count } }

    /// Whether no task turns the ring.
    var isAtRest: Bool { state.withLock { !$0.isTurning } }

    /// Has `answer` called once, after `seconds` at the earliest and a second later at the latest, or when `stop` is.
    ///
    /// - Returns: nil after `stop`; `answer` is then not called.
    func park(seconds: Int, answer: @escaping @Sendable () -> Void) -> Place? {
        let (place, startsTurning) = state.withLock { state -> (Place?, Bool) in
            if state.isStopped { return (nil, false) }
            // One slot on: the second that is running is not a whole one.
            let slot = (state.hand + min(seconds, Self.maximumSeconds) + 1) % state.slots.count
            state.lastKey += 1
            state.slots[slot][state.lastKey] = answer
            state.count += 1
            defer { state.isTurning = true }
            return (Place(slot: slot, key: state.lastKey), !state.isTurning)
        }
        if startsTurning { turn() }
        return place
    }

    /// Takes a request out before its time.
    func remove(_ place: Place) {
        state.withLock { state in
            if state.slots[place.slot].removeValue(forKey: place.key) != nil { state.count -= 1 }
        }
    }

    /// Answers everybody now and keeps nobody waiting from now on.
    func stop() {
        let all = state.withLock { state in
            defer {
                state.isStopped = true
                for slot in state.slots.indices { state.slots[slot] = [:] }
                state.count = 0
            }
            return state.slots.flatMap(\.values)
        }
        for answer in all { answer() }
    }

    private func turn() {
        Task {
            while true {
                await second()
                let due = state.withLock { state -> [@Sendable () -> Void]? in
                    if state.count == 0 {
                        state.isTurning = false
                        return nil
                    }
                    state.hand = (state.hand + 1) % state.slots.count
                    defer { state.slots[state.hand] = [:] }
                    state.count -= state.slots[state.hand].count
                    return Array(state.slots[state.hand].values)
                }
                guard let due else { return }
                for answer in due { answer() }
            }
        }
    }
}
