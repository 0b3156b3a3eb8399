import Testing

@testable import Outbound

@Suite struct CircuitBreakerTests {
    private let failure = Failure.overloaded(status: 503, retryAfter: nil)

    /// Whether each of the times finds the breaker willing, one after the other.
    private func admissions(_ breaker: inout CircuitBreaker, at seconds: Double...) -> [Bool] {
        var admitted: [Bool] = []
        for second in seconds { admitted.append(breaker.admit(at: .seconds(second))) }
        return admitted
    }

    private func opened(at now: Duration = .zero) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<5 { breaker.failed(failure, at: now) }
        return breaker
    }

    @Test func `five failures in a row open it, and a success between them does not`() {
        var breaker = CircuitBreaker()
        for _ in 0..<20 {
            for _ in 0..<4 { breaker.failed(failure, at: .zero) }
            #expect(breaker.state == .closed(failures: 4))
            #expect(admissions(&breaker, at: 0) == [true])
            breaker.succeeded()
        }
        for _ in 0..<5 { breaker.failed(failure, at: .zero) }
        #expect(breaker.state == .open(until: .seconds(30), reason: "overloaded"))
    }

    @Test func `after the pause one call finds out, and only one`() {
        var breaker = opened()
        #expect(admissions(&breaker, at: 29.999, 30, 31, 3000) == [false, true, false, false])
        #expect(breaker.state == .halfOpen)
        breaker.succeeded()
        #expect(breaker.state == .closed(failures: 0))
        #expect(admissions(&breaker, at: 31, 31) == [true, true])
    }

    @Test func `the pause doubles as long as it fails, to ten minutes, and is short again after a success`() {
        var breaker = opened()
        var now = Duration.zero
        for pause in [30, 60, 120, 240, 480, 600, 600, 600] {
            #expect(breaker.state == .open(until: now + .seconds(pause), reason: "overloaded"))
            now += .seconds(pause)
            let isAdmitted = breaker.admit(at: now)
            #expect(isAdmitted)
            breaker.failed(failure, at: now)
        }
        now += .seconds(600)
        let isAdmitted = breaker.admit(at: now)
        #expect(isAdmitted)
        breaker.succeeded()
        for _ in 0..<5 { breaker.failed(failure, at: now) }
        #expect(breaker.state == .open(until: now + .seconds(30), reason: "overloaded"))
    }

    @Test func `an account without money locks it until somebody has seen to it`() {
        var breaker = CircuitBreaker()
        breaker.failed(.billing(code: "insufficient_quota"), at: .zero)
        #expect(breaker.state == .locked(reason: "insufficient_quota"))
        #expect(admissions(&breaker, at: 1_000_000) == [false])
        // Calls that were under way change nothing.
        breaker.succeeded()
        breaker.failed(failure, at: .seconds(1))
        breaker.withdrawn(at: .seconds(1))
        #expect(breaker.state == .locked(reason: "insufficient_quota"))
        breaker.reset()
        #expect(admissions(&breaker, at: 2) == [true])
    }

    @Test func `a wait that the provider asks for is kept to, however long`() {
        var breaker = CircuitBreaker()
        breaker.failed(.rateLimited(retryAfter: .seconds(90)), at: .seconds(10))
        #expect(breaker.state == .open(until: .seconds(100), reason: "rate_limited"))
        var long = CircuitBreaker()
        long.failed(.overloaded(status: 529, retryAfter: .seconds(3600)), at: .zero)
        #expect(admissions(&long, at: 3599, 3600) == [false, true])
    }

    @Test func `a wrong key opens it at once`() {
        var breaker = CircuitBreaker()
        breaker.failed(.unauthorized(status: 401), at: .zero)
        #expect(admissions(&breaker, at: 29, 30) == [false, true])
    }

    @Test func `what was given up on our side says nothing of the provider, and leaves no call out that would be waited for`() {
        var breaker = CircuitBreaker()
        for _ in 0..<10 { breaker.failed(.cancelled, at: .zero) }
        for _ in 0..<10 { breaker.failed(.crowded, at: .zero) }
        #expect(breaker.state == .closed(failures: 0))
        var half = opened()
        #expect(admissions(&half, at: 30, 31) == [true, false])
        half.failed(.cancelled, at: .seconds(31))
        #expect(admissions(&half, at: 31, 31) == [true, false])
    }

    @Test func `over random histories it lets no more than one call through while it is not closed, and never stays shut for good`() {
        var seed: UInt64 = 1
        func random(_ count: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % count
        }
        for _ in 0..<2000 {
            var breaker = CircuitBreaker()
            var now = Duration.zero
            var under = 0
            for _ in 0..<60 {
                now += .seconds(Int(random(40)))
                let wasClosed = if case .closed = breaker.state { true } else { false }
                if breaker.admit(at: now) {
                    under += 1
                    if !wasClosed { #expect(breaker.state == .halfOpen) }
                }
                guard under > 0, random(3) > 0 else { continue }
                under -= 1
                switch random(5) {
                case 0: breaker.succeeded()
                case 1: breaker.failed(.cancelled, at: now)
                case 2: breaker.failed(.rateLimited(retryAfter: .seconds(5)), at: now)
                default: breaker.failed(failure, at: now)
                }
            }
            // Whatever is out comes back in the end, and then a call is let through.
            for _ in 0..<under { breaker.withdrawn(at: now) }
            if breaker.state == .halfOpen { breaker.withdrawn(at: now) }
            let isAdmitted = breaker.admit(at: now + .seconds(600))
            #expect(isAdmitted)
        }
    }
}
