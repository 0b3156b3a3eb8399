import Dialogue
import Ledger
import Testing

@Suite struct TallyTests {
    /// Chance with a fixed seed (SplitMix64), so that a failure can be had again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }

        mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
    }

    private static let kinds: [Answer.Kind] = [.answer, .smalltalk, .clarify, .fallback, .decline, .notice]
    private static let reasons: [Handoff.Reason] = [.asked, .unsure, .complaint, .ready, .twiceNotUnderstood, .guarded]
    private static let promotions: [Promotion.Outcome] = [.shown, .postponed, .unsuited]

    private static func event(_ dice: inout Dice) -> Event {
        let id = MessageID(rawValue: "m")
        switch Int.random(in: 0..<13, using: &dice) {
        case 0: return .conversationStarted(.init(visitor: "v", sessionHash: "h", language: .indonesian, channel: .web, variantSeed: 0))
        case 1: return .sessionAdded(.init(sessionHash: "h", reason: "retry"))
        case 2: return .visitorSaid(.init(messageID: id, text: "x", language: .english))
        case 3:
            return .messageRead(.init(messageID: id, reading: Reading(parts: []), contentVersion: "1", context: ReadingContext()))
        case 4, 5:
            let call = CallToAction(text: "x", action: .escalate)
            let parts = (0..<Int.random(in: 0...2, using: &dice)).map { _ in
                Answer.Part(intent: IntentID(rawValue: dice.pick(["A", "B", "C"])), templateHash: "0")
            }
            let answer = Answer(
                kind: dice.pick(kinds), parts: parts, text: "x", primary: call, secondary: call, promotion: dice.pick(promotions))
            return .botAnswered(.init(messageID: id, replyTo: id, answer: answer, milliseconds: 1))
        case 6: return .choiceTaken(.init(messageID: id, intent: IntentID(rawValue: "A"), offered: []))
        case 7: return .promotionRefused(.init(how: .text, count: 1, postponedUntilUtterance: nil))
        case 8:
            return .handoffRequested(.init(reason: dice.pick(reasons), channel: .webchat, topic: nil, withinHours: true))
        case 9: return .answerRated(.init(messageID: id, value: dice.pick([.up, .down])))
        case 10: return .conversationRated(.init(value: dice.pick([.up, .down]), comment: nil))
        case 11:
            let lead = Lead(name: "n", contact: .init(kind: .email, value: "a@contoh.example"), company: "c", need: "n")
            return .leadReceived(.init(leadID: "l", lead: lead, conversation: nil))
        default:
            return dice.pick([
                .consentGiven(.init(purpose: "contact", wordingVersion: "1", channel: "web")), .messagesSeen(.init(upTo: 1)),
                .unknown(type: "later"),
            ])
        }
    }

    /// Counts again, one figure at a time, from the whole list: slow, and unlike the fold.
    private static func recount(_ events: [Event], agreesWith tally: Tally) {
        func count(_ matches: (Event) -> Bool) -> Int { events.count(where: matches) }
        let answers = events.compactMap { event in if case .botAnswered(let answered) = event { answered.answer } else { nil } }
        #expect(tally.conversations == count { if case .conversationStarted = $0 { true } else { false } })
        #expect(tally.utterances == count { if case .visitorSaid = $0 { true } else { false } })
        #expect(tally.turns == answers.count)
        #expect(tally.promotionRefusals == count { if case .promotionRefused = $0 { true } else { false } })
        #expect(tally.leads == count { if case .leadReceived = $0 { true } else { false } })
        #expect(tally.choicesTaken == count { if case .choiceTaken = $0 { true } else { false } })
        for kind in kinds { #expect(tally.answers[kind, default: 0] == answers.count { $0.kind == kind }) }
        for outcome in promotions { #expect(tally.promotions[outcome, default: 0] == answers.count { $0.promotion == outcome }) }
        for name in ["A", "B", "C"] {
            let intent = IntentID(rawValue: name)
            #expect(tally.intents[intent, default: 0] == answers.count { $0.parts.first?.intent == intent })
        }
        #expect(tally.intents.values.reduce(0, +) == answers.count { !$0.parts.isEmpty })
        for reason in reasons {
            #expect(
                tally.handoffs[reason, default: 0]
                    == count { if case .handoffRequested(let it) = $0 { it.reason == reason } else { false } })
        }
        for value in [Event.Rating.up, .down] {
            let ofAnswers = count { if case .answerRated(let it) = $0 { it.value == value } else { false } }
            let ofConversations = count { if case .conversationRated(let it) = $0 { it.value == value } else { false } }
            #expect(tally.ratings[value, default: 0] == ofAnswers + ofConversations)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `counting as it happens equals counting again`(seed: UInt64) {
        var dice = Dice(state: seed)
        let events = (0..<Int.random(in: 0...500, using: &dice)).map { _ in Self.event(&dice) }
        var tally = Tally()
        for event in events { tally.apply(event) }
        Self.recount(events, agreesWith: tally)
    }

    @Test func `the order of what happened in different conversations does not matter`() {
        var dice = Dice(state: 7)
        let events = (0..<300).map { _ in Self.event(&dice) }
        var forwards = Tally(), backwards = Tally()
        for event in events { forwards.apply(event) }
        for event in events.reversed() { backwards.apply(event) }
        #expect(forwards == backwards)
        #expect(forwards != Tally())
    }

    @Test func `nothing has been counted at first`() {
        let tally = Tally()
        #expect(tally.conversations == 0)
        #expect(tally.turns == 0)
        #expect(tally.ratings.isEmpty)
    }
}
