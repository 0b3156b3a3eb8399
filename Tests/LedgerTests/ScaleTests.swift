import Dialogue
import Foundation
import Ledger
import Testing

private let scale = ProcessInfo.processInfo.environment["LEDGER_SCALE"].flatMap(Int.init)

/// Measures a ledger of `LEDGER_SCALE` conversations and ten times as many messages; skipped where it is not set, as the numbers depend on
/// the machine: `LEDGER_SCALE=100000 swift test -c release --filter ScaleTests`. What is asserted are bytes, not seconds.
@Suite(.enabled(if: scale != nil, "set LEDGER_SCALE to a number of conversations")) struct ScaleTests {
    /// A company at work: twenty conversations under way at a time, words by Zipf's law with numbers and names between, 240 templates.
    private struct Company {
        var dice = Dice(42)
        var ledger = Ledger()
        var now: Int64 = 1_700_000_000_000
        private var sequence: UInt64 = 0
        private(set) var ids: [ConversationID] = []
        let vocabulary: [String]
        private let answers: [Answer]

        init() {
            var dice = Dice(7)
            let letters = Array("aiueonktrsmlgpdbhjyc")
            vocabulary = (0..<60_000).map { _ in
                String((0..<Int.random(in: 3...10, using: &dice)).map { _ in letters[Int.random(in: 0..<letters.count, using: &dice)] })
            }
            let words = vocabulary
            let call = CallToAction(text: "Konsultasi", action: .escalate)
            answers = (0..<240).map { index in
                // Templates say their words again and again.
                let text = (0..<60).map { _ in words[Int.random(in: 0..<4_000, using: &dice)] }.joined(separator: " ")
                return Answer(
                    kind: index % 12 == 0 ? .fallback : .answer,
                    parts: index % 12 == 0 ? [] : [.init(intent: IntentID(rawValue: "PPIU_\(index % 60)"), templateHash: "0")], text: text,
                    primary: call, secondary: call, sources: [Source(title: "PMA \(index % 30)")], confidence: 0.87)
            }
        }

        mutating func sentence(_ count: Int) -> String {
            (0..<count).map { _ in
                if dice.chance(3) { return "08\(dice.next() % 100_000_000)" }
                return vocabulary[min(59_999, Int(exp(Double.random(in: 0..<1, using: &dice) * log(60_000))) - 1)]
            }.joined(separator: " ")
        }

        private mutating func apply(_ event: Event, _ stream: String, _ number: inout UInt64, by: Actor) {
            sequence += 1
            number += 1
            ledger.apply(event, in: stream, number: number, sequence: sequence, at: Timestamp(milliseconds: now), by: by)
        }

        /// - Parameter turns: utterances with an answer in each; without any a conversation is one utterance.
        mutating func work(conversations: Int, turns: Int) {
            var underWay: [(id: String, number: UInt64, left: Int)] = []
            var begun = 0
            while begun < conversations || !underWay.isEmpty {
                now += 3_000
                if begun < conversations, underWay.count < 20 {
                    let id = UUID().uuidString.lowercased()
                    begun += 1
                    if begun % 100 == 0 { ids.append(ConversationID(rawValue: id)) }
                    underWay.append((id, 0, turns))
                    apply(
                        .conversationStarted(
                            .init(
                                visitor: "v", sessionHash: "s", language: begun % 5 == 0 ? .english : .indonesian, channel: .web,
                                page: "/p\(begun % 12)", variantSeed: 1)), id, &underWay[underWay.count - 1].number, by: .visitor)
                    continue
                }
                let index = Int.random(in: underWay.indices, using: &dice)
                var (id, number, left) = underWay[index]
                let text = sentence(Int.random(in: 3...11, using: &dice))
                apply(
                    .visitorSaid(.init(messageID: .init(rawValue: "q\(sequence)"), text: text, language: .indonesian)), id, &number,
                    by: .visitor)
                if left > 0 {
                    apply(
                        .botAnswered(
                            .init(messageID: .init(rawValue: "b\(sequence)"), replyTo: nil, answer: dice.pick(answers), milliseconds: 1)),
                        id,
                        &number, by: .bot)
                    left -= 1
                }
                underWay[index] = (id, number, left)
                guard left == 0 else { continue }
                underWay.remove(at: index)
                end(id, &number, isHandedOff: turns > 0 && dice.chance(12))
            }
        }

        private mutating func end(_ id: String, _ number: inout UInt64, isHandedOff: Bool) {
            if isHandedOff {
                apply(
                    .handoffRequested(
                        .init(
                            reason: .asked, channel: .webchat, name: "Rahma Putri", contact: "+62 800-0000-0000", topic: sentence(6),
                            priority: dice.chance(20) ? .high : .normal, withinHours: true)), id, &number, by: .visitor)
                if dice.chance(1) { return }
                now += 60_000
                let sari = Actor.admin("sari")
                apply(.handoffClaimed(.init(admin: "sari", fence: 1)), id, &number, by: sari)
                let reply = Event.AdminSaid(messageID: .init(rawValue: "a"), admin: "sari", fence: 1, text: sentence(10), origin: .console)
                apply(.adminSaid(reply), id, &number, by: sari)
                apply(.labelsChanged(.init(admin: "sari", added: [dice.pick(History.labels)], removed: [])), id, &number, by: sari)
            }
            if dice.chance(90) { apply(.conversationClosed(.init(by: .system, reason: "idle")), id, &number, by: .system) }
        }
    }

    /// Bytes of the process in memory, after what is free was given back.
    private static var resident: Int {
        if let symbol = dlsym(nil, "malloc_trim") {
            _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
        }
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
    }

    /// Processor time of this thread, in milliseconds: what others do on the machine is not in it.
    private static var processor: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }

    private static func measure(_ name: String, times: Int = 100, _ body: (Int) throws -> Int) rethrows {
        var (processor, wall): ([Double], [Double]) = ([], [])
        var sum = 0
        for index in 0..<times {
            let (start, began) = (ContinuousClock.now, Self.processor)
            sum &+= try body(index)
            processor.append(Self.processor - began)
            wall.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        func shown(_ share: Double, _ values: [Double]) -> String {
            String(format: "%8.3f", Figures.quantile(share, of: values.sorted()) ?? 0)
        }
        let padded = name.padding(toLength: 34, withPad: " ", startingAt: 0)
        print(
            "\(padded) processor p50 \(shown(0.5, processor)) p95 \(shown(0.95, processor)) ms   wall p95 \(shown(0.95, wall)) ms   (\(sum))"
        )
    }

    @Test func `a hundred thousand conversations fit, and their lists are given at once`() throws {
        let scale = try #require(scale)
        let (rows, perRow) = {
            var company = Company()
            let before = Self.resident
            company.work(conversations: scale, turns: 0)
            return (company.ledger, (Self.resident - before) / scale)
        }()
        let indexPerRow = rows.searchIndexBytes / scale
        print("\(scale) conversations of one utterance: \(perRow) bytes each, \(indexPerRow) of them in the search index")
        #expect(perRow - indexPerRow <= 300)

        var company = Company()
        let before = Self.resident
        let began = Self.processor
        company.work(conversations: scale, turns: 5)
        let took = Self.processor - began
        let held = Self.resident - before
        let ledger = company.ledger
        print("\(scale) conversations of ten messages: \(held / scale) bytes each; search index \(ledger.searchIndexBytes >> 20) MiB")
        print("made and folded in \(Int(took)) ms of processor time")
        #expect(ledger.searchIndexBytes <= 64 << 20)

        let days = (
            Day(of: Timestamp(milliseconds: 1_700_000_000_000), offsetMinutes: 420),
            Day(of: Timestamp(milliseconds: company.now), offsetMinutes: 420)
        )
        let ids = company.ids
        try Self.measure("list, first page of 50") { _ in try ledger.list(limit: 50).items.count }
        try Self.measure("list, closed with a label") { _ in try ledger.list(.init(status: .closed, label: "vip"), limit: 50).items.count }
        var cursor: String?
        try Self.measure("list, page after page") { _ in
            let page = try ledger.list(after: cursor, limit: 50)
            cursor = page.next
            return page.items.count
        }
        Self.measure("row and place", times: 1_000) { Int(ledger.row(ids[$0 % ids.count])?.number ?? 0) }
        try Self.measure("search, a rare word") {
            try ledger.list(.init(query: .init(company.vocabulary[40_000 + $0])), limit: 50).items.count
        }
        try Self.measure("search, a common word") {
            try ledger.list(.init(query: .init(company.vocabulary[$0 % 20])), limit: 50).items.count
        }
        try Self.measure("search, three words") { _ in try ledger.list(.init(query: .init(company.sentence(3))), limit: 50).items.count }
        Self.measure("statistics, all days", times: 20) { _ in ledger.statistics(from: days.0, to: days.1).escalations }
        Self.measure("statistics, one language and page", times: 20) { _ in
            ledger.statistics(from: days.0, to: days.1, language: .indonesian, page: "/p3").escalations
        }
        Self.measure("weekly audit", times: 20) { ledger.weeklyAudit(Week(of: Day(number: days.0.number + 7 * ($0 % 3)))).samples.count }
        Self.measure("wait estimate", times: 1_000) {
            ledger.waitEstimate(at: Timestamp(milliseconds: company.now + Int64($0) * 600_000))?.samples ?? 0
        }
        Self.measure("forget", times: 20) { index in
            company.ledger.forget(ids[index % ids.count].rawValue)
            return 1
        }
    }
}
