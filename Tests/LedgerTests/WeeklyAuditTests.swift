import Dialogue
import Ledger
import Testing

@Suite struct WeeklyAuditTests {
    private static let monday = Day("2026-11-23")
    private static let week = Week("2026-W48")

    /// A week with `count` answers to typed questions, in two conversations each.
    private static func ledger(answers count: Int, tapped: Int = 0) throws -> Ledger {
        var ledger = Ledger()
        let start = try #require(monday).start(offsetMinutes: 420).milliseconds
        var sequence: UInt64 = 0
        func apply(_ event: Event, in stream: String, _ number: Int, _ at: Int64) {
            sequence += 1
            ledger.apply(
                event, in: stream, number: UInt64(number), sequence: sequence, at: Timestamp(milliseconds: at), by: .visitor)
        }
        let call = CallToAction(text: "x", action: .escalate)
        for index in 0..<(count + tapped) {
            let stream = "c\(index)"
            let at = start + Int64(index) * 1_000
            apply(
                .conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
                in: stream, 1, at)
            let via: Event.VisitorSaid.Via = index < count || index % 2 == 0 ? .typed : .suggestion
            apply(
                .visitorSaid(.init(messageID: .init(rawValue: "q"), text: "apa syarat", language: .indonesian, via: via)), in: stream, 2, at
            )
            // Typed, and one of the questions offered all the same.
            if index >= count, via == .typed {
                apply(
                    .choiceTaken(.init(messageID: .init(rawValue: "o"), intent: .init(rawValue: "PPIU_BIAYA"), offered: [])), in: stream, 2,
                    at)
            }
            let intent = IntentID(rawValue: index % 3 == 0 ? "PPIU_BIAYA" : "PPIU_SYARAT")
            let answer = Answer(
                kind: .answer, parts: [.init(intent: intent, templateHash: "0")], text: "x", primary: call, secondary: call,
                confidence: 0.75)
            apply(.botAnswered(.init(messageID: .init(rawValue: "b"), replyTo: nil, answer: answer, milliseconds: 1)), in: stream, 3, at)
        }
        return ledger
    }

    @Test func `thirty answers are drawn, the same ones every time and not the first ones`() throws {
        let week = try #require(Self.week)
        let drawn = try Self.ledger(answers: 400, tapped: 100).weeklyAudit(week).samples.map(\.answer)
        #expect(drawn.count == 30)
        #expect(Set(drawn).count == 30)
        #expect(try Self.ledger(answers: 400, tapped: 100).weeklyAudit(week).samples.map(\.answer) == drawn)
        let indices = drawn.compactMap { Int($0.conversation.rawValue.dropFirst()) }
        // What was tapped is not drawn from; thirty of four hundred by lot come from all parts of the week.
        #expect(indices.allSatisfy { $0 < 400 })
        for quarter in 0..<4 { #expect(indices.contains { $0 / 100 == quarter }) }
        #expect(try Self.ledger(answers: 400).weeklyAudit(Week(of: Day(number: week.monday.number + 7))).samples.isEmpty)
    }

    @Test func `every answer is as likely to be drawn as any other`() throws {
        // 100 answers, 30 of them drawn in each of 200 weeks: each is drawn about 60 times; six standard deviations are 39.
        var drawn: [String: Int] = [:]
        let call = CallToAction(text: "x", action: .escalate)
        let answer = Answer(
            kind: .answer, parts: [.init(intent: .init(rawValue: "PPIU_BIAYA"), templateHash: "0")], text: "x", primary: call,
            secondary: call)
        var ledger = Ledger()
        let first = try #require(Self.monday)
        var sequence: UInt64 = 0
        for week in 0..<200 {
            let at = Day(number: first.number + 7 * week).start(offsetMinutes: 420)
            for index in 0..<100 {
                for event in [
                    Event.conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
                    .visitorSaid(.init(messageID: .init(rawValue: "q"), text: "x", language: .indonesian)),
                    .botAnswered(.init(messageID: .init(rawValue: "b"), replyTo: nil, answer: answer, milliseconds: 1)),
                ] {
                    sequence += 1
                    ledger.apply(event, in: "c\(week)-\(index)", number: 1 + sequence % 3, sequence: sequence, at: at, by: .visitor)
                }
            }
            for sample in ledger.weeklyAudit(Week(of: Day(number: first.number + 7 * week))).samples {
                drawn[String(sample.answer.conversation.rawValue.split(separator: "-")[1]), default: 0] += 1
            }
        }
        #expect(drawn.values.reduce(0, +) == 6_000)
        #expect(drawn.count == 100)
        #expect(drawn.values.allSatisfy { (21...99).contains($0) })
    }

    @Test func `marks give precision by intent, suggestions, and at the end whether the target is met`() throws {
        var ledger = try Self.ledger(answers: 40)
        let week = try #require(Self.week)
        let samples = ledger.weeklyAudit(week).samples
        #expect(ledger.weeklyAudit(week).share == nil)
        func mark(_ sample: Ledger.WeeklyAudit.Sample, right: Bool, meant: String? = nil) {
            ledger.apply(
                .answerAudited(
                    .init(admin: "sari", messageID: .init(rawValue: "b"), right: right, intentShouldBe: meant.map(IntentID.init))),
                in: sample.answer.conversation.rawValue, number: 4, sequence: 1_000, at: Timestamp(milliseconds: 5), by: .admin("sari"))
        }
        for sample in samples.dropLast() { mark(sample, right: true) }
        #expect(ledger.weeklyAudit(week).isMet == nil)
        #expect(ledger.weeklyAudit(week).marked == 29)
        mark(samples[29], right: false, meant: "KONTAK")
        var audit = ledger.weeklyAudit(week)
        #expect(audit.isMet == true)
        #expect(audit.share == 29.0 / 30)
        #expect(audit.suggestions.map(\.question) == [samples[29].question])
        #expect(audit.suggestions.map(\.intent.rawValue) == ["KONTAK"])
        #expect(samples[29].question.number == 2)
        #expect(samples[29].answer.number == 3)
        #expect(audit.intents.reduce(0) { $0 + $1.n } == 30)
        for intent in audit.intents {
            let here = audit.samples.filter { $0.intent == intent.intent }
            #expect(intent.n == here.count)
            #expect(intent.right == here.count { $0.mark?.right == true })
            #expect(intent.interval == Figures.interval(intent.right, of: intent.n))
        }
        // Three wrong of thirty are 90 %, which is not over 90 %.
        mark(samples[0], right: false)
        mark(samples[1], right: false)
        audit = ledger.weeklyAudit(week)
        #expect(audit.right == 27)
        #expect(audit.isMet == false)
        // A second thought replaces the first.
        mark(samples[0], right: true)
        #expect(ledger.weeklyAudit(week).right == 28)
    }
}
