import Synchronization

/// One timer for the earliest of many instants, on the clock that never jumps.
///
/// It rings once and is silent until it is set again. What rings is not cut short by the alarm's being set meanwhile.
final class Alarm: Sendable {
    /// No sleep is longer: a machine that was suspended looks at its clock again within the hour.
    private static let longestSleep = Duration.seconds(3_600)

    private struct State {
        var due: Duration?
        var sleep: Task<Void, Never>?
        var number: UInt64 = 0
    }

    private let state = Mutex(State())
    private let uptime: @Sendable () -> Duration

    init(uptime: @escaping @Sendable () -> Duration) {
        self.uptime = uptime
    }

    /// Rings at `due`, or within the hour to look again, and at no other instant; nil: not at all. O(1).
    func set(for due: Duration?, _ ring: @escaping @Sendable () async -> Void) {
        let uptime = uptime()
        state.withLock { state in
            guard due != state.due || due.map({ $0 <= uptime }) ?? false else { return }
            state.sleep?.cancel()
            state.due = due
            state.number += 1
            guard let due else { return state.sleep = nil }
            let number = state.number
            state.sleep = Task { [weak self] in
                do { try await Task.sleep(for: min(max(due - uptime, .zero), Self.longestSleep)) } catch { return }
                guard let self, self.hasCome(number) else { return }
                await ring()
            }
        }
    }

    func cancel() { set(for: nil) {} }

    /// Whether the alarm that slept is the one that is set; it is off then.
    private func hasCome(_ number: UInt64) -> Bool {
        state.withLock { state in
            guard state.number == number else { return false }
            (state.due, state.sleep) = (nil, nil)
            return true
        }
    }
}
