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

    /// The same for a notice that lapses, with so much time `left` now; nil when it is not worth another try.
    ///
    /// No wait is longer than half of what is left, so tries come closer again towards the end: a vendor that is back in time, however late, is
    /// told. One that asks for more is left alone until the last moment. Over twelve hours that makes 25 tries, 30 at most.
    public func nextWait(after attempt: Int, asked: Duration? = nil, random: Double, left: Duration) -> Duration? {
        guard left > first else { return nil }
        return max(min(wait(after: attempt, random: random), left / 2), min(asked ?? .zero, left))
    }
}
