/// Tokens that refill with time: a burst at once, a steady rate from then on.
struct TokenBucket: Sendable {
    /// How full a bucket gets and how fast.
    struct Rate: Sendable, Hashable {
        var capacity: Double
        var refillPerSecond: Double
    }

    enum Verdict: Equatable {
        case admitted
        case limited(retryAfter: Duration)
    }

    private var tokens: Double
    private var last: Duration

    init(full rate: Rate, at now: Duration) {
        tokens = rate.capacity
        last = now
    }

    /// Takes one token for a request arriving at `now`.
    ///
    /// The bucket starts full, holds `rate.capacity` tokens and regains `rate.refillPerSecond`, so a visitor may send `capacity`
    /// requests at once and `refillPerSecond` a second from then on.
    ///
    /// - Parameter now: a monotonic reading; one earlier than the last counts as no time passed.
    /// - Returns: `.admitted`, or `.limited(retryAfter:)`: the exact wait for one token, which the caller rounds up to
    ///   whole seconds for `Retry-After` (RFC 9110, 10.2.3). A limited request costs no token.
    /// - Complexity: O(1), no allocation.
    mutating func take(at now: Duration, rate: Rate) -> Verdict {
        let elapsed = max(.zero, now - last)
        last = max(last, now)
        tokens = min(rate.capacity, tokens + elapsed / .seconds(1) * rate.refillPerSecond)
        guard tokens < 1 else {
            tokens -= 1
            return .admitted
        }
        return .limited(retryAfter: .seconds((1 - tokens) / rate.refillPerSecond))
    }
}
