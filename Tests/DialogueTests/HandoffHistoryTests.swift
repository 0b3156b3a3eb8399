import Dialogue
import Foundation
import Ledger
import Testing

/// Random histories of a desk with three conversations and two admins: visitors and admins do what they like in any order, the wall clock
/// jumps a day either way, the process dies and folds its log again, deadlines pass or pass twice. A referee who shares no code with the
/// product watches every event.
///
/// From day to day 10,000 are tried. `HANDOFF_HISTORIES=100000 swift test -c release -Xswiftc -enable-testing --filter HandoffHistoryTests` tries
/// as many as the product promises to have survived.
@Suite struct HandoffHistoryTests {
    private static let histories = ProcessInfo.processInfo.environment["HANDOFF_HISTORIES"].flatMap(UInt64.init) ?? 10_000
    /// Histories of one test case: enough of them that the cores share the work.
    private static let share: UInt64 = 500

    @Test(arguments: stride(from: 1, through: histories, by: Int(share)).map { $0..<min($0 + share, histories + 1) })
    func `nobody is stuck, nobody is shared, nothing is mixed up, and a log says the same twice`(_ seeds: Range<UInt64>) {
        for seed in seeds {
            var desk = RandomDesk(seed: seed)
            if let fault = desk.run() { return _ = Issue.record("history \(seed): \(fault.rawValue)\n\(desk.account)") }
        }
    }

    /// A rule that is broken is found out: each of these breaks one.
    @Test(arguments: RandomDesk.Mutant.allCases) func `a desk that breaks a rule is found out`(_ mutant: RandomDesk.Mutant) {
        let found = (1...2_000 as ClosedRange<UInt64>).lazy.compactMap { seed in
            var desk = RandomDesk(seed: seed, mutant: mutant)
            return desk.run()
        }
        #expect(found.first(where: mutant.expected.contains) != nil, "2,000 histories and nobody noticed")
    }

    @Test func `the histories are about something`() {
        var counts: [String: Int] = [:]
        for seed in 1...1_000 as ClosedRange<UInt64> {
            var desk = RandomDesk(seed: seed)
            _ = desk.run()
            counts.merge(desk.counts, uniquingKeysWith: +)
        }
        for name in [
            "requested", "claimed", "assigned", "released", "returned", "said", "passed", "closed", "reopened", "snoozed", "woken", "crash",
            "jump", "refused", "waiting together",
        ] {
            let count = counts[name, default: 0]
            #expect(count >= 40, "\(name): \(count) times in 1,000 histories")
        }
    }
}

/// Watches one conversation's events and keeps its own small books: who has it, who waits, what is owed.
private struct Referee {
    private var owner: String?
    private var fence: UInt64 = 0
    private var waits = false
    private var isClosed = false
    private var owed: [String: Deadline.Purpose] = [:]
    private var everOwed: Set<String> = []

    var mode: Conversation.Mode { owner != nil ? .admin : waits ? .waitingAdmin : .bot }
    func isOwed(_ id: String) -> Bool { owed[id] != nil }

    /// - Returns: the rule that `event` breaks.
    mutating func watch(_ event: Event) -> RandomDesk.Fault? {
        switch event {
        case .handoffRequested:
            if owner != nil { return .owner }
            (waits, isClosed) = (true, false)
        case .handoffClaimed(let claim):
            if owner != nil || isClosed || claim.fence <= fence { return .owner }
            (owner, fence, waits) = (claim.admin, claim.fence, false)
        case .handoffAssigned(let assigned):
            if assigned.from != owner || isClosed || assigned.fence <= fence { return .owner }
            (owner, fence, waits) = (assigned.to, assigned.fence, false)
        case .handoffReleased(let released):
            if released.admin != owner || released.fence != fence { return .owner }
            (owner, waits) = (nil, true)
        case .adminSaid(let said): if said.admin != owner || said.fence != fence { return .owner }
        case .handoffReturned: (owner, waits) = (nil, false)
        case .conversationClosed:
            if isClosed { return .owner }
            (owner, waits, isClosed) = (nil, false, true)
        case .conversationReopened:
            if !isClosed { return .owner }
            isClosed = false
        case .deadlineSet(let set):
            if !everOwed.insert(set.deadlineID).inserted { return .deadline }
            owed[set.deadlineID] = set.purpose
        case .deadlinePassed(let passed): if owed.removeValue(forKey: passed.deadlineID) == nil { return .deadline }
        case .deadlineCleared(let cleared): if owed.removeValue(forKey: cleared.deadlineID) == nil { return .deadline }
        default: break
        }
        return nil
    }

    /// What must hold between two runs of the log.
    func judge(_ conversation: borrowing Conversation) -> RandomDesk.Fault? {
        let purposes = owed.values
        if mode == .waitingAdmin, !purposes.contains(.firstResponse), !purposes.contains(.contact) { return .stuck }
        if mode == .admin, !purposes.contains(.resolve) { return .stuck }
        if isClosed, !owed.isEmpty { return .deadline }
        // Each thing is owed once, and the fold owes what the events say.
        if Set(purposes).count != purposes.count { return .deadline }
        if Set(conversation.handoff.deadlines.map(\.id)) != Set(owed.keys) { return .deadline }
        if purposes.contains(.snooze) != (conversation.handoff.snoozedUntil != nil) { return .deadline }
        if conversation.mode != mode || conversation.handoff.owner != owner || conversation.handoff.fence != fence { return .owner }
        return nil
    }
}

/// A desk that lives for some twenty commands. What the Desk does with a journal, lanes and timers is done here with arrays.
struct RandomDesk {
    /// What can be wrong.
    enum Fault: String {
        case owner = "somebody acts who does not have the conversation"
        case stuck = "somebody waits and nothing is owed"
        case deadline = "what is owed is not what the events say"
        case unrest = "left alone, the conversation does not come to rest"
        case thread = "a message stands in the wrong thread"
        case queue = "the queue is not the service order"
        case truth = "the console says something else than the conversation"
        case replay = "the log read again leaves something else"
        case name = "a name was given twice"
    }

    /// A desk with one rule broken.
    enum Mutant: CaseIterable {
        case forgetsToOwe, grantsASecondClaim, keepsTheFence, takesStaleReplies, mixesThreads, ladderEnds, earlyTimerIsForgotten
        case losesARunInACrash, tellsTheConsoleNothingOfReleases, answersIntoTheOtherThread, namesTwice, wakesNobody

        /// What it should be found out by.
        var expected: Set<Fault> {
            switch self {
            case .forgetsToOwe, .ladderEnds: [.stuck]
            case .grantsASecondClaim, .keepsTheFence, .takesStaleReplies: [.owner]
            case .mixesThreads, .answersIntoTheOtherThread: [.thread]
            case .earlyTimerIsForgotten: [.unrest]
            case .losesARunInACrash: [.replay]
            case .tellsTheConsoleNothingOfReleases: [.truth]
            case .namesTwice: [.name, .deadline]
            case .wakesNobody: [.deadline, .truth]
            }
        }
    }

    private struct Run {
        var conversation: Int
        var events: [Event]
        var at: Timestamp
    }

    private static let policies = [
        policy("Mon-Fri 09:00-17:00 Asia/Jakarta", number: "+62 800-0000-0000"),
        policy("Mon-Sun 00:00-24:00 Asia/Jakarta", number: "+62 800-0000-0000"),
        policy("Mon-Fri 09:00-12:00; Mon-Thu 13:00-17:00", number: nil),
    ]
    private static let names = ["c0", "c1", "c2"]
    private static let ids = names.map(ConversationID.init)
    private static let admins = ["sari", "budi"]
    private static let day: Int64 = 86_400_000

    /// As little content as there can be: what is said of it is another test's.
    private static func policy(_ hours: String, number: String?) -> Policy {
        let opening: Hours
        do { opening = try Hours(hours) } catch { preconditionFailure("\(error)") }
        return Policy(
            content: Content(
                intents: [
                    Intent(
                        id: "KELUHAN", role: .complaint,
                        template: Localized(
                            Template(
                                title: "Keluhan", question: "Keluhan?", answer: "Maaf.", benefits: [],
                                primary: .init(text: "Admin", kind: .escalate), secondary: .init(text: "Admin", kind: .escalate))))
                ], company: Localized("Contoh", english: "Example"), means: .init(whatsappNumber: number), hours: opening,
                handoff: .init(notices: [.init(kind: .webhook, toRef: "NOTIFY_WEBHOOK_URL")]), version: "1"))
    }

    private let mutant: Mutant?
    private let policy: Policy
    private var dice: Dice
    private var log: [Run] = []
    private var conversations = ids.map(Conversation.init)
    private var referees = ids.map { _ in Referee() }
    private var ledger = Ledger()
    private var sequence: UInt64 = 0
    /// What the timer holds: on the clock that never jumps.
    private var timer: [(conversation: Int, id: String, due: Int64)] = []
    private var uptime: Int64 = 0
    private var wall: Int64
    private var names: Set<String> = []
    private var steps = 0
    private(set) var counts: [String: Int] = [:]

    init(seed: UInt64, mutant: Mutant? = nil) {
        self.mutant = mutant
        dice = Dice(state: seed)
        policy = dice.pick(Self.policies)
        // Some minute of three weeks, so that a third of the histories begin outside the hours.
        wall = 1_795_402_800_000 + Int64.random(in: 0..<(21 * 24 * 60), using: &dice) * 60_000
    }

    /// The history, for whoever must understand it.
    var account: String {
        log.map { run in
            "\(run.at.iso8601) \(Self.names[run.conversation]): "
                + run.events.map { "\($0)".replacing("Dialogue.", with: "").replacing("Event.", with: "").prefix(160) }.joined(
                    separator: "; ")
        }.joined(separator: "\n")
    }

    // MARK: Living

    /// Lives, and at the end is left alone.
    ///
    /// - Returns: the first rule that was broken.
    mutating func run() -> Fault? {
        for number in Self.ids.indices {
            if let fault = decide(.visitorSaid(.init(text: Self.names[number], language: .indonesian)), in: number) { return fault }
        }
        for _ in 0..<16 {
            if let fault = step() { return fault }
        }
        if let fault = crash() ?? shuffle() { return fault }
        return rest()
    }

    private mutating func step() -> Fault? {
        steps += 1
        let number = Int.random(in: Self.ids.indices, using: &dice)
        pass(Int64.random(in: 1...120_000, using: &dice))
        switch Int.random(in: 0..<32, using: &dice) {
        case 0..<2: return decide(.visitorSaid(.init(text: Self.names[number], language: .indonesian)), in: number)
        case 2..<7:
            let contact = dice.one(in: 3) ? Lead.Contact(kind: .email, value: "x@contoh.example") : nil
            return decide(
                .requestHandoff(.init(channel: dice.pick([.webchat, .webchat, .whatsapp]), contact: contact, topic: Self.names[number])),
                in: number)
        case 7: return decide(.returnToBot, in: number)
        case 8: return decide(.ownerPresence(isThere: dice.one(in: 2)), in: number)
        case 9: return jump()
        case 10: return crash()
        case 11..<17: return ring()
        case 17:
            // A timer that fires what is gone, or of another conversation.
            return decide(.deadlinePassed(id: "d\(Int.random(in: 1...30, using: &dice))-gone"), in: number)
        default: return decide(.admin(dice.pick(Self.admins), act(in: number)), in: number)
        }
    }

    private mutating func act(in number: Int) -> Command.Act {
        let fence = dice.one(in: 3) ? UInt64.random(in: 0...5, using: &dice) : conversations[number].handoff.fence
        switch Int.random(in: 0..<16, using: &dice) {
        case 0..<4: return .claim
        case 4..<7: return .send(.init(text: Self.names[number], fence: fence))
        case 7, 8: return .release(fence: dice.one(in: 3) ? nil : fence)
        case 9: return .assign(to: dice.pick(Self.admins))
        case 10: return .close(reason: "x")
        case 11: return .reopen
        case 12: return .prioritise(dice.pick([.high, .normal]))
        case 13, 14:
            return .snooze(
                until: dice.one(in: 4) ? nil : now.advanced(by: .milliseconds(Int64.random(in: -60_000...Self.day, using: &dice))))
        default: return dice.pick([.block(reason: "x"), .unblock(reason: "x")])
        }
    }

    private var now: Timestamp { Timestamp(milliseconds: wall) }

    private mutating func pass(_ milliseconds: Int64) {
        uptime += milliseconds
        wall += milliseconds
    }

    private mutating func jump() -> Fault? {
        counts["jump", default: 0] += 1
        wall += dice.pick([-Self.day, Self.day])
        return nil
    }

    /// Waits for the earliest deadline and lets all pass that are due then.
    private mutating func ring() -> Fault? {
        guard let next = timer.map(\.due).min() else { return nil }
        if next > uptime { pass(next - uptime) }
        let due = timer.filter { $0.due <= uptime }.sorted { ($0.due, $0.conversation, $0.id) < ($1.due, $1.conversation, $1.id) }
        for due in due where referees[due.conversation].isOwed(due.id) {
            let isEarly =
                mutant == .earlyTimerIsForgotten
                && (conversations[due.conversation].handoff.deadlines.first { $0.id == due.id }?.at ?? now) > now
            if !isEarly, let fault = decide(.deadlinePassed(id: due.id), in: due.conversation) { return fault }
            // The timer has done with it: what is owed still would be owed for ever.
            timer.removeAll { $0.id == due.id && $0.conversation == due.conversation }
            if referees[due.conversation].isOwed(due.id) { return .unrest }
        }
        return nil
    }

    // MARK: One command

    private mutating func decide(_ command: Command, in number: Int) -> Fault? {
        let conversation = conversations[number]
        let name = "\(Self.names[number])-\(log.count)"
        let circumstances = Circumstances(
            now: now, utteranceID: MessageID(rawValue: "u-\(name)"),
            replyID: MessageID(rawValue: mutant == .namesTwice ? "r" : "r-\(name)"),
            opening: conversation.number == 0
                ? .init(visitor: "v", sessionHash: "h", language: .indonesian, channel: .web, variantSeed: 1) : nil)
        var events: [Event]
        do throws(Refusal) {
            events = try policy.decide(command, in: conversation, reading: Reading(parts: []), given: circumstances).events
        } catch {
            guard let broken = broken(command, error, in: conversation) else {
                counts["refused", default: 0] += 1
                return nil
            }
            events = broken
        }
        distort(&events)
        if events.isEmpty { return nil }
        var number = number
        if mutant == .answersIntoTheOtherThread, events.contains(where: { if case .adminSaid = $0 { true } else { false } }) {
            number = (number + 1) % Self.ids.count
        }
        return take(Run(conversation: number, events: events, at: now))
    }

    /// What a desk does that lets pass what should be refused.
    private func broken(_ command: Command, _ refusal: Refusal, in conversation: Conversation) -> [Event]? {
        switch (mutant, command, refusal) {
        case (.grantsASecondClaim, .admin(let admin, .claim), .claimed):
            [.handoffClaimed(.init(admin: admin, fence: conversation.handoff.fence + 1))]
        case (.takesStaleReplies, .admin(let admin, .send(let reply)), .staleFence):
            [
                .adminSaid(
                    .init(messageID: MessageID(rawValue: "x\(steps)"), admin: admin, fence: reply.fence, text: reply.text, origin: .console)
                )
            ]
        default: nil
        }
    }

    private mutating func distort(_ events: inout [Event]) {
        switch mutant {
        case .forgetsToOwe: events.removeAll { if case .deadlineSet(let set) = $0 { set.purpose == .firstResponse } else { false } }
        case .ladderEnds:
            if case .deadlinePassed(let passed) = events.first, passed.purpose == .firstResponse, passed.step == 1 {
                events.removeAll { if case .deadlineSet = $0 { true } else { false } }
            }
        case .keepsTheFence:
            for index in events.indices {
                if case .handoffClaimed(var claim) = events[index] {
                    claim.fence -= 1
                    events[index] = .handoffClaimed(claim)
                }
            }
        case .mixesThreads:
            for index in events.indices {
                if case .adminSaid(var said) = events[index] {
                    said.text = Self.names[(steps + 1) % Self.names.count]
                    events[index] = .adminSaid(said)
                }
            }
        case .wakesNobody:
            if events.contains(where: { if case .visitorSaid = $0 { true } else { false } }) {
                events.removeAll { if case .deadlineCleared = $0 { true } else { false } }
            }
        default: break
        }
    }

    /// The run is on disk; everybody is told of it, and watched.
    private mutating func take(_ run: Run) -> Fault? {
        let number = run.conversation
        log.append(run)
        for event in run.events {
            sequence += 1
            count(event, in: number)
            if let fault = referees[number].watch(event) ?? name(event, in: number) { return fault }
            conversations[number].apply(event, number: conversations[number].number + 1, at: run.at, roleOf: policy.content.role)
            tell(&ledger, event, of: number, number: conversations[number].number, sequence: sequence, at: run.at)
            owe(event, in: number, at: run.at)
        }
        return referees[number].judge(conversations[number]) ?? compare(number) ?? queue()
    }

    private func tell(_ ledger: inout Ledger, _ event: Event, of conversation: Int, number: UInt64, sequence: UInt64, at: Timestamp) {
        if mutant == .tellsTheConsoleNothingOfReleases, case .handoffReleased = event { return }
        ledger.apply(event, in: Self.names[conversation], number: number, sequence: sequence, at: at, by: .system)
    }

    /// The timer's share: what is owed passes when its span has gone by, whatever the wall shows then.
    private mutating func owe(_ event: Event, in number: Int, at: Timestamp) {
        switch event {
        case .deadlineSet(let set):
            let span = min(set.at.milliseconds - wall, set.at.milliseconds - at.milliseconds)
            timer.append((number, set.deadlineID, uptime + max(0, span)))
        case .deadlinePassed(let passed): timer.removeAll { $0.conversation == number && $0.id == passed.deadlineID }
        case .deadlineCleared(let cleared): timer.removeAll { $0.conversation == number && $0.id == cleared.deadlineID }
        default: break
        }
    }

    // MARK: What must hold

    /// Names are given once in a log, and what is said stands where it was said.
    private mutating func name(_ event: Event, in number: Int) -> Fault? {
        let own = Self.names[number]
        switch event {
        case .visitorSaid(let said):
            if said.text != own { return .thread }
            return names.insert(said.messageID.rawValue).inserted ? nil : .name
        case .botAnswered(let answered):
            if let question = answered.replyTo, !question.rawValue.hasPrefix("u-\(own)-") { return .thread }
            return names.insert(answered.messageID.rawValue).inserted ? nil : .name
        case .adminSaid(let said):
            if said.text != own { return .thread }
            return names.insert(said.messageID.rawValue).inserted ? nil : .name
        case .deliveryRequested(let request):
            if !request.deliveryID.hasPrefix(own + "-") { return .thread }
            return names.insert(request.deliveryID).inserted ? nil : .name
        case .handoffRequested(let request): return request.topic == own ? nil : .thread
        default: return nil
        }
    }

    /// The console's line says what the conversation says.
    private func compare(_ number: Int) -> Fault? {
        let conversation = conversations[number]
        guard let row = ledger.row(Self.ids[number]) else { return .truth }
        let state = conversation.handoff
        if row.lastMessage.map({ $0.text != Self.names[number] }) ?? false { return .thread }
        let agrees =
            row.mode == conversation.mode && row.number == conversation.number && row.status.rawValue == conversation.status.rawValue
            && (state.isClosed || row.assignee == state.owner) && row.priority == state.priority
            && row.waitingSince == conversation.waitingSince
            && row.snoozedUntil == state.snoozedUntil && row.isBlocked == state.isBlocked
        return agrees ? nil : .truth
    }

    /// Everybody's place is what the conversations themselves say: high before normal, then who waits longest, then who began first.
    private mutating func queue() -> Fault? {
        let waiting = conversations.enumerated().compactMap { number, conversation -> (Int, Int64, Int)? in
            let state = conversation.handoff
            guard conversation.mode == .waitingAdmin, state.snoozedUntil == nil, !state.isBlocked else { return nil }
            return (state.priority == .high ? 0 : 1, conversation.waitingSince?.milliseconds ?? .max, number)
        }
        if waiting.count > 1 { counts["waiting together", default: 0] += 1 }
        let order = waiting.sorted { $0 < $1 }.map { Self.ids[$0.2] }
        if ledger.queue != order { return .queue }
        for (place, id) in order.enumerated() where ledger.place(of: id) != place + 1 { return .queue }
        return nil
    }

    // MARK: Dying and being read again

    /// The process ends and folds its log again: all is as it was, and the timer is set anew.
    private mutating func crash() -> Fault? {
        counts["crash", default: 0] += 1
        timer = []
        var again = Self.ids.map(Conversation.init)
        var console = Ledger()
        var sequence: UInt64 = 0
        for run in mutant == .losesARunInACrash ? log.dropLast() : log[...] {
            for event in run.events {
                sequence += 1
                again[run.conversation].apply(event, number: again[run.conversation].number + 1, at: run.at, roleOf: policy.content.role)
                tell(&console, event, of: run.conversation, number: again[run.conversation].number, sequence: sequence, at: run.at)
                owe(event, in: run.conversation, at: run.at)
            }
        }
        for number in Self.ids.indices {
            if !Self.isSame(again[number], conversations[number]) { return .replay }
            if console.row(Self.ids[number]) != ledger.row(Self.ids[number]) { return .replay }
        }
        return console.queue == ledger.queue ? nil : .replay
    }

    /// A journal keeps the order within a conversation and no more: mingled otherwise, its runs leave the same.
    private mutating func shuffle() -> Fault? {
        var left = Self.ids.indices.map { number in log.filter { $0.conversation == number }[...] }
        var console = Ledger()
        var numbers = Self.ids.map { _ in UInt64(0) }
        var sequence: UInt64 = 0
        while let number = left.indices.filter({ !left[$0].isEmpty }).randomElement(using: &dice), let run = left[number].popFirst() {
            for event in run.events {
                sequence += 1
                numbers[number] += 1
                tell(&console, event, of: number, number: numbers[number], sequence: sequence, at: run.at)
            }
        }
        for id in Self.ids where console.row(id) != ledger.row(id) {
            // Of two who came in one millisecond the one whose conversation began first is served first, and that has changed.
            let others = Self.ids.filter { $0 != id && ledger.row($0)?.waitingSince == ledger.row(id)?.waitingSince }
            if others.isEmpty { return .replay }
        }
        return nil
    }

    /// Nobody does anything any more: whatever was owed passes, and every conversation comes to rest with nobody waiting.
    private mutating func rest() -> Fault? {
        for _ in 0..<120 where !timer.isEmpty {
            if let fault = ring() { return fault }
        }
        let rests = timer.isEmpty && conversations.allSatisfy { $0.mode == .bot && $0.handoff.deadlines.isEmpty }
        return rests ? nil : .unrest
    }

    private static func isSame(_ left: Conversation, _ right: Conversation) -> Bool {
        left.mode == right.mode && left.number == right.number && left.handoff == right.handoff && left.messages == right.messages
            && left.utterances == right.utterances && left.sessionHashes == right.sessionHashes && left.guided == right.guided
    }

    private mutating func count(_ event: Event, in number: Int) {
        let name: String
        switch event {
        case .handoffRequested: name = "requested"
        case .handoffClaimed: name = "claimed"
        case .handoffAssigned: name = "assigned"
        case .handoffReleased: name = "released"
        case .handoffReturned: name = "returned"
        case .adminSaid: name = "said"
        case .deadlinePassed: name = "passed"
        case .conversationClosed: name = "closed"
        case .conversationReopened: name = "reopened"
        case .snoozed: name = "snoozed"
        case .visitorSaid: if conversations[number].handoff.snoozedUntil == nil { return } else { name = "woken" }
        default: return
        }
        counts[name, default: 0] += 1
    }
}
