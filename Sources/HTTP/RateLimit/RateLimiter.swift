import Synchronization

/// One token of the address, one of the session, before anything else is done for a request.
///
/// An address may have several times as many as a session, since carriers put thousands of phones behind one; IPv6 counts by /64, which is
/// what one household gets.
public final class RateLimiter: Sendable {
    /// How many requests are too many.
    public struct Configuration: Sendable {
        /// `RATELIMIT_MAX`: requests a window and session.
        public var maximum: Int
        /// `RATELIMIT_WINDOW`, in seconds.
        public var windowSeconds: Int
        /// `RATELIMIT_ADDRESS_FACTOR`.
        public var addressFactor: Int

        /// The PRD's: 60 a minute and session, ten times as many an address.
        public init(maximum: Int = 60, windowSeconds: Int = 60, addressFactor: Int = 10) {
            self.maximum = maximum
            self.windowSeconds = windowSeconds
            self.addressFactor = addressFactor
        }

        /// A sixth of a window's requests may come at once: the PRD's 60 and burst 10.
        var session: TokenBucket.Rate {
            TokenBucket.Rate(capacity: max(1, Double(maximum) / 6), refillPerSecond: Double(maximum) / Double(windowSeconds))
        }

        var address: TokenBucket.Rate {
            TokenBucket.Rate(
                capacity: session.capacity * Double(addressFactor), refillPerSecond: session.refillPerSecond * Double(addressFactor))
        }

        /// What takes people's time, or a conversation's room, comes half as often.
        static func strict(_ rate: TokenBucket.Rate) -> TokenBucket.Rate {
            TokenBucket.Rate(capacity: max(1, rate.capacity / 2), refillPerSecond: rate.refillPerSecond / 2)
        }
    }

    private let configuration: Configuration
    private let addresses: Mutex<Buckets>
    private let sessions: Mutex<Buckets>
    private let strictAddresses: Mutex<Buckets>
    private let strictSessions: Mutex<Buckets>
    private let now: @Sendable () -> Duration

    /// - Parameter now: a monotonic reading.
    public init(_ configuration: Configuration, now: @escaping @Sendable () -> Duration) {
        self.configuration = configuration
        self.now = now
        addresses = Mutex(Buckets(rate: configuration.address))
        sessions = Mutex(Buckets(rate: configuration.session))
        strictAddresses = Mutex(Buckets(rate: Configuration.strict(configuration.address)))
        strictSessions = Mutex(Buckets(rate: Configuration.strict(configuration.session)))
    }

    /// Takes a token of the address, IPv6 by /64.
    ///
    /// - Throws: 429 with the whole seconds after which there is a token again.
    func admit(address: String) throws(Problem) {
        try admit(AddressKey.of(address), in: addresses)
    }

    /// Takes a token of the session; see `admit(address:)`.
    func admit(session token: String) throws(Problem) {
        try admit(token, in: sessions)
    }

    /// What a stricter limit is for; each has a bucket of its own, so that one does not use up the other.
    enum Strict: String {
        /// A conversation begins: a session is made, and a place in the log.
        case arrival
        /// A person is asked for, or left a note to.
        case person
        /// A code that opens a conversation is tried.
        case code
    }

    /// Takes a token for what an address may do half as often as ask, beside that of the request itself.
    ///
    /// - Throws: 429, as `admit(address:)`.
    func admit(_ strict: Strict, address: String) throws(Problem) {
        try admit(strict.rawValue + " " + AddressKey.of(address), in: strictAddresses)
    }

    /// Takes a token for what a session may do half as often; see `admit(_:address:)`.
    func admit(_ strict: Strict, session token: String) throws(Problem) {
        try admit(strict.rawValue + " " + token, in: strictSessions)
    }

    private func admit(_ name: String, in buckets: borrowing Mutex<Buckets>) throws(Problem) {
        let time = now()
        if case .limited(let wait) = buckets.withLock({ $0.take(name, at: time) }) {
            throw .rateLimited(retryAfter: max(1, Int((wait / .seconds(1)).rounded(.up))))
        }
    }

    /// Buckets in memory, for the metrics.
    public var count: Int {
        addresses.withLock { $0.count } + sessions.withLock { $0.count } + strictAddresses.withLock { $0.count }
            + strictSessions.withLock { $0.count }
    }
}

/// The buckets of many names in bounded memory.
///
/// Two generations: when the younger is full it becomes the older, and the older is forgotten. So a name keeps its bucket for at least
/// `perGeneration` other names, every step is O(1), and a flood of names costs a fixed amount (about 10 MB a table at worst).
struct Buckets: Sendable {
    static let perGeneration = 65_536

    private let rate: TokenBucket.Rate
    private var younger: [Int: TokenBucket] = [:]
    private var older: [Int: TokenBucket] = [:]

    init(rate: TokenBucket.Rate) {
        self.rate = rate
    }

    var count: Int { younger.count + older.count }

    mutating func take(_ name: String, at now: Duration) -> TokenBucket.Verdict {
        // Keyed by a hash with the process's own seed: nobody can choose names that meet in one bucket.
        let key = name.hashValue
        if younger[key] == nil {
            if younger.count >= Self.perGeneration {
                older = younger
                younger = [:]
            }
            younger[key] = older.removeValue(forKey: key) ?? TokenBucket(full: rate, at: now)
        }
        return younger[key]?.take(at: now, rate: rate) ?? .admitted
    }
}

/// What of an address counts as one visitor.
enum AddressKey {
    /// IPv4 whole; IPv6 its first 64 bits; anything else as it is.
    static func of(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let halves = address.split(separator: "%", maxSplits: 1)[0].split(separator: "::", omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").flatMap { $0.contains(".") ? ["", ""] : [String($0)] }
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
        }
        // ::ffff:192.0.2.1 is an IPv4 address in disguise.
        if groups.prefix(5).allSatisfy({ Int($0, radix: 16) == 0 }), let last = address.split(separator: ":").last, last.contains(".") {
            return String(last)
        }
        return groups.prefix(4).map { Int($0, radix: 16).map { String($0, radix: 16) } ?? $0 }.joined(separator: ":")
    }
}
