/// Keeps calls from a provider that fails, and lets one through now and then to see whether it is back.
///
/// A value. Times are readings of one clock that does not go back, whichever.
public struct CircuitBreaker: Sendable, Hashable {
    public struct Configuration: Sendable, Hashable {
        /// Failures in a row that open it.
        public var failures = 5
        /// How long it is open the first time; twice as long each time that the call let through fails as well.
        public var firstPause = Duration.seconds(30)
        /// The most that it is open for, unless the provider asks for longer.
        public var longestPause = Duration.seconds(600)

        public init() {}
    }

    public enum State: Sendable, Hashable {
        /// Calls are made; so many have failed in a row.
        case closed(failures: Int)
        /// None is made until then.
        case open(until: Duration, reason: String)
        /// One is under way to find out.
        case halfOpen
        /// None is made until `reset`: the account has to be seen to first.
        case locked(reason: String)
    }

    public private(set) var state = State.closed(failures: 0)
    private let configuration: Configuration
    /// How often in a row it has opened.
    private var openings = 0

    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Whether a call may be made at `now`. One that is admitted must be told of by `succeeded`, `failed` or, when it came to nothing, `withdrawn`.
    public mutating func admit(at now: Duration) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until, _) where now >= until:
            state = .halfOpen
            return true
        case .open, .halfOpen, .locked: return false
        }
    }

    /// How long it stays open from `now` on; nil while it is not, or waits for `reset`.
    public func opensAgain(at now: Duration) -> Duration? {
        if case .open(let until, _) = state { max(.zero, until - now) } else { nil }
    }

    /// An admitted call was answered.
    public mutating func succeeded() {
        // One that was under way when the account ran dry says nothing about the account.
        if case .locked = state { return }
        state = .closed(failures: 0)
        openings = 0
    }

    /// An admitted call failed.
    ///
    /// Billing locks it. A wrong key, and a provider that says how long to wait, open it at once; the rest count.
    public mutating func failed(_ failure: Failure, at now: Duration) {
        switch (failure, state) {
        case (_, .locked): break
        case (.billing(let code), _): state = .locked(reason: code)
        case (.cancelled, _), (.crowded, _): withdrawn(at: now)
        // A call that was made before it opened tells nothing new.
        case (_, .open): break
        case (.rateLimited(let wait?), _), (.overloaded(_, let wait?), _): open(failure.code, for: wait, at: now)
        case (.unauthorized, _), (_, .halfOpen): open(failure.code, at: now)
        case (_, .closed(let failures)):
            state = .closed(failures: failures + 1)
            if failures + 1 >= configuration.failures { open(failure.code, at: now) }
        }
    }

    /// An admitted call came to nothing that says anything about the provider.
    public mutating func withdrawn(at now: Duration) {
        if case .halfOpen = state { state = .open(until: now, reason: "unknown") }
    }

    /// Somebody has seen to it.
    public mutating func reset() {
        state = .closed(failures: 0)
        openings = 0
    }

    private mutating func open(_ reason: String, for asked: Duration = .zero, at now: Duration) {
        var pause = configuration.firstPause
        for _ in 0..<min(openings, 20) where pause < configuration.longestPause { pause = pause * 2 }
        openings += 1
        state = .open(until: now + max(min(pause, configuration.longestPause), asked), reason: reason)
    }
}
