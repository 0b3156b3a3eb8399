import Dialogue
import Foundation

/// The outside world, as the desk sees it. A test gives its own.
public struct Dependencies: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// A name that nothing else has: 122 random bits or more.
    public var makeID: @Sendable () -> String

    /// A world of the caller's making.
    public init(now: @escaping @Sendable () -> Timestamp, makeID: @escaping @Sendable () -> String) {
        self.now = now
        self.makeID = makeID
    }

    /// The real clock and real chance.
    public static let live = Dependencies(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        makeID: { UUID().uuidString.lowercased() })
}
