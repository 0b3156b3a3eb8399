import Dialogue
import Synchronization
import Testing

@testable import Desk

@Suite struct LaneTests {
    private let lane = Lane(Conversation(id: ConversationID(rawValue: "c")), at: Timestamp(milliseconds: 0))
    private let now = Timestamp(milliseconds: 0)

    private final class Served: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    @Test func `who waits is served in the order of arrival`() async throws {
        try await lane.enter(at: now)
        let served = Served()
        var waiting: [Task<Void, any Error>] = []
        for number in 0..<Lane.maximumWaiting {
            // Runs until it waits before the next is begun.
            waiting.append(
                Task.immediate { @Sendable [lane, now] in
                    try await lane.enter(at: now)
                    served.numbers.withLock { $0.append(number) }
                    lane.leave()
                })
        }
        #expect(served.numbers.withLock { $0.isEmpty })
        lane.leave()
        for task in waiting { try await task.value }
        #expect(served.numbers.withLock { $0 } == Array(0..<Lane.maximumWaiting))
    }

    @Test func `more than sixteen waiting are turned away, and the lane goes on`() async throws {
        try await lane.enter(at: now)
        let waiting = (0..<16).map { _ in
            Task.immediate { @Sendable [lane, now] in
                try await lane.enter(at: now)
                lane.leave()
            }
        }
        await #expect(throws: DeskError.busy(waiting: 16)) { try await lane.enter(at: now) }
        lane.leave()
        for task in waiting { try await task.value }
        try await lane.enter(at: now)
        lane.leave()
    }

    @Test func `a lane held or watched does not count as idle`() async throws {
        #expect(lane.idleSince == now)
        _ = lane.held().held()
        try await lane.enter(at: Timestamp(milliseconds: 5))
        lane.leave()
        lane.release()
        #expect(lane.idleSince == nil)
        lane.release()
        #expect(lane.idleSince == Timestamp(milliseconds: 5))
        let key = try #require(lane.watch(after: 0) {})
        #expect(lane.idleSince == nil)
        lane.unwatch(key)
        #expect(lane.idleSince == Timestamp(milliseconds: 5))
    }
}

@Suite struct FirstMessagesTests {
    private static func key(_ number: Int) -> FirstMessages.Key {
        .init(visitor: "v", clientMessageID: "0123456789abcdef-\(number)")
    }

    @Test func `the newest are remembered and the oldest forgotten`() {
        var memory = FirstMessages()
        for number in 0..<FirstMessages.maximum + 10 { memory.remember(Self.key(number), ConversationID(rawValue: "\(number)")) }
        for number in 0..<10 { #expect(memory[Self.key(number)] == nil) }
        #expect(memory[Self.key(10)]?.rawValue == "10")
        #expect(memory[Self.key(FirstMessages.maximum + 9)]?.rawValue == "\(FirstMessages.maximum + 9)")
        // Round once more: memory stays bounded.
        for number in 0..<FirstMessages.maximum { memory.remember(Self.key(-number - 1), ConversationID(rawValue: "x")) }
        #expect(memory[Self.key(FirstMessages.maximum + 9)] == nil)
    }

    @Test func `a name repeated names the newer conversation`() {
        var memory = FirstMessages()
        memory.remember(Self.key(1), ConversationID(rawValue: "a"))
        memory.remember(Self.key(1), ConversationID(rawValue: "b"))
        #expect(memory[Self.key(1)]?.rawValue == "b")
    }

    @Test func `a short name is not remembered`() {
        var memory = FirstMessages()
        let key = FirstMessages.Key(visitor: "v", clientMessageID: "123456789012345")
        memory.remember(key, ConversationID(rawValue: "a"))
        #expect(memory[key] == nil)
    }
}
