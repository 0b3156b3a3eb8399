import Dialogue
import Foundation
import Journal
import Outbound
import Synchronization
import Testing

@testable import Desk

/// Notices through an outage of six hours, in a time that the test moves: the desk, its journal and its outbox are the real ones; vendors are
/// played.
@Suite struct OutageTests {
    /// Two clocks: one that never jumps, and the wall's, which may stand elsewhere.
    private final class Clock: Sendable {
        private let state = Mutex((uptime: Int64(0), jumped: Int64(0), names: 0))

        var uptime: Duration { .milliseconds(state.withLock { $0.uptime }) }
        func pass(_ time: Duration) { state.withLock { $0.uptime += Timestamp(milliseconds: 0).advanced(by: time).milliseconds } }
        func jump(days: Int64) { state.withLock { $0.jumped += days * 86_400_000 } }

        func dependencies(run: Int) -> Dependencies {
            Dependencies(
                now: { [self] in
                    // Monday, 10:00 in Jakarta, and on.
                    state.withLock { Timestamp(milliseconds: 1_795_402_800_000 + $0.uptime + $0.jumped) }
                },
                uptime: { [self] in uptime },
                makeID: { [self] in
                    state.withLock { state in
                        state.names += 1
                        return "\(run)-\(state.names)"
                    }
                })
        }
    }

    /// Everybody who is told, and how they behave until the outage is over: then they hear whatever is said to them.
    private final class World: Sendable {
        struct State {
            var dice: Dice
            var isOut = true
            /// What was heard, by the notice's id: how often, and under which of the vendor's names.
            var heard: [String: (times: Int, names: Set<String?>)] = [:]
            var tries: [String: Int] = [:]
            var names = 0
            /// The process is killed after the vendor has acted next and before that is noted: what is on disk then is copied from here to there.
            var death: (from: String, to: String)?
            var hasDied = false
        }
        let state: Mutex<State>

        init(seed: UInt64) { state = Mutex(State(dice: Dice(state: seed))) }

        /// WAHA's is down, the mail server slow, Slack flaps, the webhook's receiver does as it is told and says 500.
        func hear(_ notice: Notice) -> Verdict {
            state.withLock { state in
                state.tries[notice.id, default: 0] += 1
                func hear() {
                    state.heard[notice.id, default: (0, [])].times += 1
                    state.heard[notice.id]?.names.insert(notice.vendorID)
                }
                if state.isOut {
                    switch notice.kind {
                    case .waha: return .retry(after: nil, because: "refused")
                    case .email:
                        // Its answer comes too late; whether it took the message nobody knows.
                        if state.dice.next() % 2 == 0 { hear() }
                        return .retry(after: nil, because: "timed_out")
                    case .slack:
                        if state.dice.next() % 8 > 0 {
                            return .retry(after: state.dice.pick([nil, .seconds(30), .seconds(86_400)]), because: "status_429")
                        }
                    case .webhook:
                        hear()
                        return .retry(after: nil, because: "status_500")
                    }
                }
                hear()
                return .done(vendorID: nil)
            }
        }

        func dieIfItIsTime() {
            state.withLock { state in
                guard let death = state.death else { return }
                state.death = nil
                do { try FileManager.default.copyItem(atPath: death.from, toPath: death.to) } catch { return }
                state.hasDied = true
            }
        }
    }

    private static let knowledge: Knowledge = {
        var setting = Shop.setting
        // Round the clock, as the wall may show any day.
        do { setting.hours = try Hours("Mon-Sun 00:00-24:00 Asia/Jakarta") } catch { preconditionFailure("\(error)") }
        setting.handoff.notices = [
            .init(kind: .waha, toRef: "WAHA_GROUP"), .init(kind: .email, toRef: "NOTIFY_EMAIL"),
            .init(kind: .slack, toRef: "NOTIFY_WEBHOOK_URL"),
            .init(kind: .webhook, toRef: "NOTIFY_WEBHOOK_URL"),
        ]
        do {
            let files = try ContentFiles(files: Shop.files, setting: setting)
            return Knowledge(content: files.content, company: files.company, classifier: Shop.knowledge.classifier)
        } catch { preconditionFailure("\(error)") }
    }()

    private static func open(_ place: String, _ clock: Clock, run: Int) throws -> Desk {
        try Desk.open(
            place, knowledge: knowledge, desk: .init(visitorKey: VisitorKey(bytes: Array(repeating: 7, count: 32))),
            dependencies: clock.dependencies(run: run))
    }

    private static func courier(_ world: World) -> Courier {
        Courier(
            name: { notice in
                guard notice.kind == .waha else { return nil }
                return world.state.withLock { state in
                    state.names += 1
                    return "WA\(state.names)"
                }
            },
            deliver: { notice, _ in
                let verdict = world.hear(notice)
                world.dieIfItIsTime()
                return verdict
            })
    }

    /// Lets every try that is due be made and noted.
    private static func settle(_ desk: Desk, _ clock: Clock) async {
        while true {
            desk.outbox.wake()
            let standing = desk.outbox.standing
            guard standing.isBusy || standing.next.map({ $0 <= clock.uptime }) ?? false else { return }
            try? await Task.sleep(for: .microseconds(200))  // never cancelled
        }
    }

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `an outage of six hours and a process that is killed lose no notice, and each has one name`(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        let (clock, world) = (Clock(), World(seed: seed))
        var dice = Dice(state: seed &* 31)
        var place = folder.path + "/state-0", run = 0
        var desk = try Self.open(place, clock, run: run)
        var asked: [ConversationID] = []
        var deaths = 0
        // What is on disk at this instant is what a process finds that is started after kill -9. The old one is let go of without a word.
        func die(isCopied: Bool) async throws {
            run += 1
            let next = folder.path + "/state-\(run)"
            desk.outbox.stop()
            if !isCopied { try FileManager.default.copyItem(atPath: place, toPath: next) }
            await desk.close()
            world.state.withLock { $0.death = nil }
            place = next
            desk = try Self.open(place, clock, run: run)
            desk.start(courier: Self.courier(world))
        }
        desk.start(courier: Self.courier(world))
        let outage = Duration.seconds(6 * 3600), end = Duration.seconds(18 * 3600)
        while clock.uptime < end, clock.uptime < outage || desk.outbox.count > 0 {
            if asked.count < 4, clock.uptime < .seconds(3_000) {
                let visitor = Desk.Visitor(address: "192.0.2.\(asked.count)")
                asked.append(
                    try await desk.escalate(.init(channel: .webchat), session: nil, visitor: visitor, language: .indonesian).conversation)
            }
            await Self.settle(desk, clock)
            if world.state.withLock({ $0.hasDied }) {
                world.state.withLock { $0.hasDied = false }
                deaths += 1
                try await die(isCopied: true)
                continue
            }
            switch dice.next() % 24 {
            case 0: try await die(isCopied: false)
            case 2...4: world.state.withLock { $0.death = (place, folder.path + "/state-\(run + 1)") }
            // Set back, the wall keeps no notice waiting, whether or not the process lives through it.
            case 1: clock.jump(days: -1)
            default: break
            }
            let next = desk.outbox.standing.next.map { max($0 - clock.uptime, .milliseconds(1)) } ?? .seconds(600)
            clock.pass(min(next, .seconds(600)))
            if clock.uptime >= outage { world.state.withLock { $0.isOut = false } }
        }
        let told = desk.look { $0.deliveries(limit: 1_000) }
        #expect(deaths > 0 && told.count >= asked.count * 4)
        #expect(
            told.allSatisfy { $0.state == .done },
            "\(clock.uptime): \(told.filter { $0.state != .done }.map { "\($0.id) \($0.state) \($0.attempts) \($0.lastOutcome ?? "")" })")
        let (heard, tries) = world.state.withLock { ($0.heard, $0.tries) }
        #expect(Set(heard.keys) == Set(told.map(\.id)))
        // WAHA knows a message that it was sent before by one name, through restarts too.
        for delivery in told where delivery.kind == .waha {
            #expect(heard[delivery.id]?.names.count == 1 && heard[delivery.id]?.names != [nil])
        }
        #expect(tries.values.allSatisfy { $0 <= 40 }, "\(tries)")
        await desk.close()
    }

    @Test(arguments: [-1, 1] as [Int64]) func `a wall clock set a day away during the outage loses none`(days: Int64) async throws {
        let folder = try TemporaryFolder()
        let (clock, world) = (Clock(), World(seed: 9))
        let desk = try Self.open(folder.state, clock, run: 0)
        desk.start(courier: Self.courier(world))
        _ = try await desk.escalate(.init(channel: .webchat), session: nil, visitor: Shop.visitor, language: .indonesian)
        for minute in 0..<(18 * 60) where desk.outbox.count > 0 {
            if minute == 60 { clock.jump(days: days) }
            if minute == 360 { world.state.withLock { $0.isOut = false } }
            await Self.settle(desk, clock)
            clock.pass(.seconds(60))
        }
        #expect(desk.look { $0.deliveries(limit: 100) }.allSatisfy { $0.state == .done })
        await desk.close()
    }

    @Test func `one that was given up is tried again when an admin says so, and a restart in between forgets nothing`() async throws {
        let folder = try TemporaryFolder()
        let (clock, world) = (Clock(), World(seed: 3))
        var desk = try Self.open(folder.state, clock, run: 0)
        desk.start(courier: Courier { notice, _ in notice.kind == .waha ? .permanent("status_401") : .done(vendorID: nil) })
        _ = try await desk.escalate(.init(channel: .webchat), session: nil, visitor: Shop.visitor, language: .indonesian)
        await Self.settle(desk, clock)
        let given = try #require(desk.look { $0.deliveries(limit: 10) }.first { $0.state == .abandoned })
        await desk.close()

        desk = try Self.open(folder.state, clock, run: 1)
        // Nobody carries anything yet: that it is wanted again is in the log alone.
        try await desk.retry(delivery: given.id, by: "sari")
        await desk.close()

        clock.pass(.seconds(11 * 3600))
        desk = try Self.open(folder.state, clock, run: 2)
        #expect(desk.outbox.count == 1)
        world.state.withLock { $0.isOut = false }
        desk.start(courier: Self.courier(world))
        await Self.settle(desk, clock)
        #expect(desk.look { $0.delivery(given.id)?.state } == .done)
        #expect(world.state.withLock { $0.heard[given.id]?.times } == 1)
        await desk.close()
    }

    @Test func `what a desk that was away too long finds in its log is told once before it is given up`() async throws {
        let folder = try TemporaryFolder()
        let (clock, world) = (Clock(), World(seed: 3))
        var desk = try Self.open(folder.state, clock, run: 0)
        _ = try await desk.escalate(.init(channel: .webchat), session: nil, visitor: Shop.visitor, language: .indonesian)
        await desk.close()
        clock.pass(.seconds(3 * 86_400))
        desk = try Self.open(folder.state, clock, run: 1)
        desk.start(
            courier: Courier { notice, _ in
                notice.kind == .email ? .retry(after: nil, because: "refused") : world.hear(notice)
            })
        world.state.withLock { $0.isOut = false }
        await Self.settle(desk, clock)
        let told = desk.look { $0.deliveries(limit: 10) }
        #expect(told.filter { $0.template == "handoff" && $0.kind != .email }.allSatisfy { $0.state == .done })
        #expect(
            told.filter { $0.template == "handoff" && $0.kind == .email }.allSatisfy {
                $0.state == .abandoned && $0.lastOutcome == "expired"
            })
        await desk.close()
    }

    // MARK: Deadlines

    @Test(arguments: [-1, 0, 1] as [Int64], [false, true])
    func `the ladder goes on within its time, whatever the wall shows and whether or not there is a restart`(
        days: Int64, restarts: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let clock = Clock()
        var desk = try Self.open(folder.state, clock, run: 0)
        desk.start()
        let conversation = try await desk.escalate(.init(channel: .webchat), session: nil, visitor: Shop.visitor, language: .indonesian)
            .conversation
        clock.jump(days: days)
        if restarts {
            await desk.close()
            desk = try Self.open(folder.state, clock, run: 1)
            desk.start()
        }
        var minutes = 0
        while try await desk.story(of: conversation).conversation.mode == .waitingAdmin, minutes < 45 {
            clock.pass(.seconds(60))
            minutes += 1
            await desk.deadlines.ring()
        }
        // Four rungs of ten minutes; a restart after the wall went ahead makes the first one pass at once.
        #expect(restarts && days > 0 ? (30...31).contains(minutes) : minutes == 40)
        #expect(desk.deadlines.count == 0)
        await desk.close()
    }
}
