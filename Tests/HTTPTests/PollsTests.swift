import Synchronization
import Testing

@testable import HTTP

/// Seconds that pass when the test says so.
private final class Seconds: Sendable {
    private let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)

    func next() async {
        await withCheckedContinuation { continuation in waiting.withLock { $0 = continuation } }
    }

    var isAwaited: Bool { waiting.withLock { $0 != nil } }

    /// Lets one second pass, once somebody waits for it, and waits until its work is done or nobody waits any more.
    func pass(_ polls: Polls) async throws {
        try await waitUntil("the ring waits for its second") { self.isAwaited }
        waiting.withLock { waiting in
            let continuation = waiting
            waiting = nil
            continuation?.resume()
        }
        try await waitUntil("the ring has turned") { self.isAwaited || polls.isAtRest }
    }
}

struct PollsTests {
    private let seconds = Seconds()
    private let polls: Polls
    private let answered = Answered()

    /// Who has been answered, in order.
    private final class Answered: Sendable {
        private let names = Mutex<[String]>([])
        func note(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    init() {
        let seconds = seconds
        polls = Polls { await seconds.next() }
    }

    private func park(_ name: String, seconds: Int) -> Polls.Place? {
        polls.park(seconds: seconds) { [answered] in answered.note(name) }
    }

    @Test func `a wait ends after its seconds and not before`() async throws {
        _ = park("long", seconds: 25)
        _ = park("short", seconds: 1)
        for second in 1...26 {
            try await seconds.pass(polls)
            // One more than asked for: the second that is running when it begins is not a whole one.
            #expect(answered.all == (second < 2 ? [] : second < 26 ? ["short"] : ["short", "long"]), "after \(second) s")
        }
        #expect(polls.count == 0)
    }

    @Test func `no wait is longer than the longest`() async throws {
        _ = park("for ever", seconds: .max - 1)
        for _ in 1...26 { try await seconds.pass(polls) }
        #expect(answered.all == ["for ever"])
    }

    @Test func `who leaves is not answered`() async throws {
        let place = try #require(park("gone", seconds: 1))
        _ = park("there", seconds: 1)
        polls.remove(place)
        polls.remove(place)
        #expect(polls.count == 1)
        for _ in 1...2 { try await seconds.pass(polls) }
        #expect(answered.all == ["there"])
    }

    @Test func `a place of the past removes nobody of the present`() async throws {
        let place = try #require(park("past", seconds: 1))
        for _ in 1...2 { try await seconds.pass(polls) }
        // 27 slots: the one that the past wait had is somebody else's when the ring has gone round.
        _ = park("present", seconds: 25)
        for _ in 1...24 { try await seconds.pass(polls) }
        _ = park("present too", seconds: 2)
        polls.remove(place)
        #expect(polls.count == 2)
        for _ in 1...3 { try await seconds.pass(polls) }
        #expect(answered.all == ["past", "present", "present too"])
    }

    @Test func `the ring turns only while somebody waits`() async throws {
        #expect(polls.isAtRest)
        for _ in 1...3 {
            _ = park("again", seconds: 0)
            #expect(!polls.isAtRest)
            try await seconds.pass(polls)
            // It looks once more before it rests.
            if !polls.isAtRest { try await seconds.pass(polls) }
            #expect(polls.isAtRest)
        }
        #expect(answered.all.count == 3)
    }

    @Test func `stopping answers everybody, and nobody can wait from then on`() async throws {
        for second in 0...25 { _ = park("\(second)", seconds: second) }
        #expect(polls.count == 26)
        polls.stop()
        #expect(answered.all.count == 26)
        #expect(polls.count == 0)
        #expect(park("late", seconds: 25) == nil)
        #expect(answered.all.count == 26)
    }

    @Test func `ten thousand may wait and are answered once each`() async throws {
        for number in 0..<10_000 { _ = park("\(number)", seconds: number % 26) }
        #expect(polls.count == 10_000)
        for _ in 1...26 { try await seconds.pass(polls) }
        #expect(Set(answered.all).count == 10_000)
        #expect(answered.all.count == 10_000)
    }
}
