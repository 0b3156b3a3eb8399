import Testing

@testable import HTTP

struct TokenBucketTests {
    private let rate = TokenBucket.Rate(capacity: 3, refillPerSecond: 0.5)

    @Test func `a bucket starts full and holds its capacity`() {
        var bucket = TokenBucket(full: rate, at: .seconds(100))
        for _ in 0..<3 { #expect(bucket.take(at: .seconds(100), rate: rate) == .admitted) }
        #expect(bucket.take(at: .seconds(100), rate: rate) == .limited(retryAfter: .seconds(2)))
    }

    @Test func `the wait it tells is exact`() {
        var bucket = TokenBucket(full: rate, at: .zero)
        for _ in 0..<3 { _ = bucket.take(at: .zero, rate: rate) }
        #expect(bucket.take(at: .milliseconds(500), rate: rate) == .limited(retryAfter: .milliseconds(1500)))
        #expect(bucket.take(at: .milliseconds(1999), rate: rate) != .admitted)
        #expect(bucket.take(at: .seconds(2), rate: rate) == .admitted)
        #expect(bucket.take(at: .seconds(2), rate: rate) == .limited(retryAfter: .seconds(2)))
    }

    @Test func `a refused request costs no token`() {
        var bucket = TokenBucket(full: rate, at: .zero)
        for _ in 0..<3 { _ = bucket.take(at: .zero, rate: rate) }
        for _ in 0..<1_000 { #expect(bucket.take(at: .seconds(1), rate: rate) == .limited(retryAfter: .seconds(1))) }
        #expect(bucket.take(at: .seconds(2), rate: rate) == .admitted)
    }

    @Test func `it never holds more than its capacity`() {
        var bucket = TokenBucket(full: rate, at: .zero)
        for _ in 0..<3 { #expect(bucket.take(at: .seconds(86_400), rate: rate) == .admitted) }
        #expect(bucket.take(at: .seconds(86_400), rate: rate) != .admitted)
    }

    @Test func `a clock that goes back counts as no time passed`() {
        var bucket = TokenBucket(full: rate, at: .seconds(50))
        for _ in 0..<3 { _ = bucket.take(at: .seconds(50), rate: rate) }
        #expect(bucket.take(at: .zero, rate: rate) == .limited(retryAfter: .seconds(2)))
        // And it does not count twice when it comes forward again.
        #expect(bucket.take(at: .seconds(51), rate: rate) == .limited(retryAfter: .seconds(1)))
    }
}

struct RateLimiterTests {
    private let clock = FrontDesk.Clock(start: FrontDesk.monday)

    private func limiter(_ configuration: RateLimiter.Configuration = .init()) -> RateLimiter {
        RateLimiter(configuration) { [clock] in clock.monotonic }
    }

    /// How many of `attempts` requests at once are admitted, and what the next one is told.
    private func admitted(_ attempts: Int, _ admit: () throws(Problem) -> Void) -> (count: Int, retryAfter: Int?) {
        for count in 0..<attempts {
            do throws(Problem) { try admit() } catch { return (count, error.retryAfter) }
        }
        return (attempts, nil)
    }

    @Test func `by default a session has 60 requests a minute and 10 at once, an address ten times as many`() {
        let limiter = limiter()
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(session: "s") } == (10, 1))
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(address: "192.0.2.1") } == (100, 1))
        clock.advance(by: .seconds(5))
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(session: "s") } == (5, 1))
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(address: "192.0.2.1") } == (50, 1))
    }

    @Test(arguments: [(1, 60, 60), (1, 86_400, 86_400), (7, 60, 8), (60, 60, 1), (1_000_000, 60, 1)])
    func `the wait is told in whole seconds, rounded up, and is enough`(maximum: Int, window: Int, retryAfter: Int) throws {
        let limiter = limiter(.init(maximum: maximum, windowSeconds: window))
        let result = admitted(1_000_000) { () throws(Problem) in try limiter.admit(session: "s") }
        #expect(result.count == max(1, maximum / 6))
        #expect(result.retryAfter == retryAfter)
        clock.advance(by: .seconds(retryAfter))
        try limiter.admit(session: "s")
    }

    @Test func `asking for a person, beginning a conversation and trying a code have half the rate, each its own`() {
        let limiter = limiter()
        for strict in [RateLimiter.Strict.person, .arrival, .code] {
            #expect(admitted(200) { () throws(Problem) in try limiter.admit(strict, session: "s") } == (5, 2))
            #expect(admitted(200) { () throws(Problem) in try limiter.admit(strict, address: "192.0.2.1") } == (50, 1))
        }
        // The ordinary buckets are as full as before.
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(session: "s") } == (10, 1))
        #expect(admitted(200) { () throws(Problem) in try limiter.admit(address: "192.0.2.1") } == (100, 1))
    }

    @Test func `one session's requests do not count for another`() throws {
        let limiter = limiter(.init(maximum: 6))
        try limiter.admit(session: "one")
        #expect(throws: Problem.self) { try limiter.admit(session: "one") }
        try limiter.admit(session: "other")
    }

    @Test func `a million addresses and sessions stay within four tables`() throws {
        let limiter = limiter(.init(maximum: 6, addressFactor: 1))
        for number in 0..<1_000_000 {
            try limiter.admit(address: "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)")
            if number % 4 == 0 { try limiter.admit(session: String(number)) }
        }
        #expect(limiter.count <= 4 * Buckets.perGeneration)
    }

    @Test func `a bucket is kept while as many others come as a table holds`() {
        var buckets = Buckets(rate: .init(capacity: 1, refillPerSecond: 0.001))
        #expect(buckets.take("kept", at: .zero) == .admitted)
        for number in 0..<Buckets.perGeneration { _ = buckets.take(String(number), at: .zero) }
        #expect(buckets.take("kept", at: .zero) != .admitted)
    }

    @Test func `IPv6 counts by its first 64 bits`() throws {
        let limiter = limiter(.init(maximum: 6, addressFactor: 1))
        try limiter.admit(address: "2001:db8:1:2::1")
        #expect(throws: Problem.self) { try limiter.admit(address: "2001:db8:1:2:ffff:ffff:ffff:ffff") }
        try limiter.admit(address: "2001:db8:1:3::1")
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:0db8:0001:0002::", "2001:db8:1:2"),
        ("2001:DB8::", "2001:db8:0:0"), ("2001:db8::1", "2001:db8:0:0"), ("2001:db8:0:0:1::", "2001:db8:0:0"), ("::", "0:0:0:0"),
        ("::1", "0:0:0:0"),
        ("fe80::1%eth0", "fe80:0:0:0"), ("1::2:3:4:5:6:7", "1:0:2:3"), ("::2:3:4:5:6:7:8", "0:2:3:4"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b:0:0"), ("unix:", "unix"), ("", ""),
    ])
    func `what of an address counts as one visitor`(address: String, key: String) {
        #expect(AddressKey.of(address) == key)
    }
}
