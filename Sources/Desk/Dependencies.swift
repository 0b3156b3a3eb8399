import Dialogue
import Foundation

/// The outside world, as the desk sees it. A test gives its own.
public struct Dependencies: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// A clock that never jumps, for waits.
    public var uptime: @Sendable () -> Duration
    /// A name that nothing else has: 122 random bits or more.
    public var makeID: @Sendable () -> String

    /// A world of the caller's making.
    public init(
        now: @escaping @Sendable () -> Timestamp, uptime: (@Sendable () -> Duration)? = nil, makeID: @escaping @Sendable () -> String
    ) {
        self.now = now
        // One clock will do where a test moves both.
        self.uptime = uptime ?? { .milliseconds(now().milliseconds) }
        self.makeID = makeID
    }

    /// The real clock and real chance.
    public static let live = Dependencies(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        uptime: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        },
        makeID: { uuid(using: SystemRandomNumberGenerator()) })
}

/// A random UUID (RFC 9562, version 4), lower case.
///
/// Foundation's opens `/dev/urandom` each time, which was a tenth of a turn's processor time.
private func uuid(using generator: some RandomNumberGenerator) -> String {
    var random = generator
    let high: UInt64 = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low: UInt64 = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return String(unsafeUninitializedCapacity: 36) { text in
        var position = 0
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                text[position] = UInt8(ascii: "-")
                position += 1
            }
            let digit = UInt8(truncatingIfNeeded: (index < 16 ? high : low) >> UInt64(60 - index % 16 * 4)) & 15
            text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            position += 1
        }
        return position
    }
}
