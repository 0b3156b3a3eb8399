/// How long to wait between tries, and when to stop trying.
///
/// After try *n* the wait is drawn from the upper half of `first` · 2ⁿ⁻¹, at most `longest`: doubling spares a vendor
/// that is down, and drawing keeps everybody's tries from coming at once when it is back. A vendor that asks for more
/// gets more.
public struct Backoff: Sendable, Hashable {
    /// The most that is waited after the first try.
    public var first = Duration.seconds(5)
    /// The most that is waited after any. Twelve hours find a mail server again that was down for the night.
    public var longest = Duration.seconds(12 * 3600)
    /// How long after it was asked for a notice is still worth sending. With the other defaults 19 to 25 tries fit in.
    public var expiry = Duration.seconds(3 * 86_400)

    public init() {}

    /// The wait after try `attempt`.
    ///
    /// - Parameters:
    ///   - attempt: from 1.
    ///   - asked: what the vendor asks for (`Verdict.retry`); it too is cut at `longest`.
    ///   - random: 0..<1.
    public func wait(after attempt: Int, asked: Duration? = nil, random: Double) -> Duration {
        precondition(attempt >= 1 && (0..<1).contains(random), "try \(attempt), drawn \(random)")
        var ceiling = first
        var doubled = 1
        while doubled < attempt, ceiling < longest {
            ceiling = ceiling * 2
            doubled += 1
        }
        ceiling = min(ceiling, longest)
        return max(ceiling / 2 + ceiling / 2 * random, min(asked ?? .zero, longest))
    }

    /// The same, or nil when that try would come `expiry` or more after the notice was asked for, `age` ago.
    public func nextWait(after attempt: Int, asked: Duration? = nil, random: Double, age: Duration) -> Duration? {
        let wait = wait(after: attempt, asked: asked, random: random)
        return age + wait < expiry ? wait : nil
    }
}
