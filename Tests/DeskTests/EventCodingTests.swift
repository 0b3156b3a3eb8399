import Dialogue
import Foundation
import JSON
import Testing

@testable import Desk

@Suite struct EventCodingTests {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent()

    // MARK: Chance

    /// Texts of the kind that break formats: empty, quoted, with controls, with marks that look like the end of a line or of an object.
    private static func text(_ dice: inout Dice) -> String {
        let pieces = [
            "", "a", "\"", "\\", "/", "\n", "\r\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "é", "e\u{301}", "🕋", "👩‍👩‍👧", "مرحبا", "}",
            "],", "{slot}",
            "null", " ", "\u{FEFF}", "\u{FFFD}",
        ]
        return (0..<Int.random(in: 0...6, using: &dice)).map { _ in dice.pick(pieces) }.joined()
    }

    private static func id(_ dice: inout Dice) -> MessageID { MessageID(rawValue: text(&dice)) }
    private static func intent(_ dice: inout Dice) -> IntentID { IntentID(rawValue: text(&dice)) }
    private static func confidence(_ dice: inout Dice) -> Double { Double(Int.random(in: 0...1000, using: &dice)) / 1000 }
    private static func list<Value>(_ dice: inout Dice, upTo most: Int = 3, _ make: (inout Dice) -> Value) -> [Value] {
        (0..<Int.random(in: 0...most, using: &dice)).map { _ in make(&dice) }
    }
    private static func choice(_ dice: inout Dice) -> Answer.Choice { .init(intent: intent(&dice), text: text(&dice)) }

    private static func call(_ dice: inout Dice) -> CallToAction {
        let action: CallToAction.Action =
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: .lead
            case 1: .whatsapp(href: text(&dice))
            case 2: .checklist
            case 3: .escalate
            case 4: .ask(choice(&dice))
            default: .link(href: text(&dice))
            }
        return CallToAction(text: text(&dice), action: action)
    }

    private static func answer(_ dice: inout Dice) -> Answer {
        Answer(
            kind: dice.pick(Answer.Kind.allCases),
            parts: list(&dice) { .init(intent: intent(&$0), templateHash: text(&$0), variant: $0.maybe(text(&$0))) }, text: text(&dice),
            benefitsTitle: dice.maybe(text(&dice)), benefits: list(&dice, upTo: 5) { text(&$0) },
            primary: call(&dice), secondary: call(&dice),
            sources: list(&dice) { dice in
                let (url, article) = (dice.maybe(text(&dice)), dice.maybe(text(&dice)))
                return Source(title: text(&dice), url: url, article: article, year: dice.maybe(Int.random(in: -5...3000, using: &dice)))
            },
            suggestions: list(&dice) { choice(&$0) }, choices: list(&dice) { choice(&$0) }, question: dice.maybe(question(&dice)),
            disclaimer: dice.maybe(text(&dice)),
            promotion: dice.pick([.shown, .postponed, .unsuited]), confidence: confidence(&dice),
            handoffOffered: dice.pick([nil, .asked, .unsure, .complaint, .ready, .twiceNotUnderstood, .guarded]))
    }

    private static func question(_ dice: inout Dice) -> Answer.Question {
        Answer.Question(
            slot: text(&dice), options: list(&dice) { .init(value: text(&$0), text: text(&$0)) }, isSkippable: dice.pick([true, false]),
            step: Int.random(in: 1...5, using: &dice), count: Int.random(in: 1...5, using: &dice))
    }

    private static func reading(_ dice: inout Dice) -> Reading {
        Reading(
            guarded: dice.pick([nil, .attack, .abuse, .gibberish]),
            parts: list(&dice, upTo: 2) { dice in
                let start = Int.random(in: 0...4000, using: &dice)
                return .init(
                    verdict: dice.pick([.answer, .clarify, .unsure, .outOfScope]), intent: dice.maybe(intent(&dice)),
                    confidence: confidence(&dice),
                    alternatives: list(&dice) { .init(intent: intent(&$0), confidence: confidence(&$0)) },
                    span: start..<start + Int.random(in: 0...100, using: &dice))
            },
            language: dice.pick([nil, .indonesian, .english]), modelHash: text(&dice),
            microseconds: Int.random(in: 0...1_000_000, using: &dice))
    }

    private static func time(_ dice: inout Dice) -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: 0...4_102_444_800_000, using: &dice))
    }

    private static func actor(_ dice: inout Dice) -> Actor { dice.pick([.visitor, .bot, .system, .admin("sari"), .vendor("waha")]) }

    private static func usage(_ dice: inout Dice) -> Rewording.Usage {
        .init(
            provider: text(&dice), model: text(&dice), inputTokens: Int.random(in: 0...9_000, using: &dice),
            outputTokens: Int.random(in: 0...9_000, using: &dice), microCost: Int.random(in: 0...9_000, using: &dice),
            milliseconds: Int.random(in: 0...9_000, using: &dice))
    }

    private static func event(_ dice: inout Dice, _ number: Int) -> Event {
        switch number {
        case 0:
            let (page, referrer) = (dice.maybe(text(&dice)), dice.maybe(text(&dice)))
            return .conversationStarted(
                .init(
                    visitor: text(&dice), sessionHash: text(&dice), language: dice.pick(Language.allCases),
                    channel: dice.pick([.web, .form, .whatsapp]), page: page, referrer: referrer,
                    campaign: Dictionary(list(&dice) { (text(&$0), text(&$0)) }, uniquingKeysWith: { first, _ in first }),
                    variantSeed: dice.pick([0, UInt32.max, UInt32(truncatingIfNeeded: dice.next())])))
        case 1: return .sessionAdded(.init(sessionHash: text(&dice), reason: text(&dice)))
        case 2:
            return .visitorSaid(
                .init(
                    messageID: id(&dice), clientMessageID: dice.maybe(text(&dice)), text: text(&dice),
                    language: dice.pick(Language.allCases),
                    via: dice.pick(Event.VisitorSaid.Via.allCases)))
        case 3:
            let context = ReadingContext(lastIntent: dice.maybe(intent(&dice)), expecting: list(&dice) { intent(&$0) })
            return .messageRead(.init(messageID: id(&dice), reading: reading(&dice), contentVersion: text(&dice), context: context))
        case 4:
            return .botAnswered(
                .init(
                    messageID: id(&dice), replyTo: dice.maybe(id(&dice)), answer: answer(&dice),
                    milliseconds: Int.random(in: 0...100_000, using: &dice)
                ))
        case 5: return .choiceTaken(.init(messageID: id(&dice), intent: intent(&dice), offered: list(&dice) { intent(&$0) }))
        case 6:
            return .promotionRefused(
                .init(
                    messageID: dice.maybe(id(&dice)), how: dice.pick([.text, .closed]), count: Int.random(in: 0...9, using: &dice),
                    postponedUntilUtterance: dice.maybe(Int.random(in: 0...1005, using: &dice))))
        case 7:
            return .handoffRequested(
                .init(
                    reason: dice.pick(Handoff.Reason.allCases), channel: dice.pick([.webchat, .whatsapp]), name: dice.maybe(text(&dice)),
                    contact: dice.maybe(text(&dice)), topic: dice.maybe(text(&dice)), priority: dice.pick([.normal, .high]),
                    withinHours: dice.pick([true, false]),
                    estimate: dice.maybe(.init(medianSeconds: 60, ninetiethSeconds: Int.random(in: 0...900, using: &dice), samples: 30))))
        case 8: return .messagesSeen(.init(who: actor(&dice), upTo: dice.pick([0, 1, UInt64(Int64.max)])))
        case 9: return .answerRated(.init(messageID: id(&dice), value: dice.pick([.up, .down])))
        case 10: return .conversationRated(.init(value: dice.pick([.up, .down]), comment: dice.maybe(text(&dice))))
        case 11: return .consentGiven(.init(purpose: text(&dice), wordingVersion: text(&dice), channel: text(&dice)))
        case 12:
            let campaign = Dictionary(list(&dice) { (text(&$0), text(&$0)) }, uniquingKeysWith: { first, _ in first })
            let (intent, page, conversation) = (
                dice.maybe(intent(&dice)), dice.maybe(text(&dice)), dice.maybe(ConversationID(rawValue: text(&dice)))
            )
            let lead = Lead(
                name: text(&dice), contact: .init(kind: dice.pick([.phone, .email]), value: text(&dice)), company: text(&dice),
                need: text(&dice),
                intent: intent, page: page, campaign: campaign)
            return .leadReceived(
                .init(
                    leadID: text(&dice), lead: lead, conversation: conversation, score: dice.maybe(Int.random(in: 0...100, using: &dice))))
        case 13: return .handoffPrioritised(.init(by: actor(&dice), priority: dice.pick(Handoff.Priority.allCases), reason: text(&dice)))
        case 14:
            return .deadlineSet(
                .init(
                    deadlineID: text(&dice), purpose: dice.pick(Deadline.Purpose.allCases), step: Int.random(in: 0...9, using: &dice),
                    at: time(&dice)))
        case 15:
            return .deadlinePassed(
                .init(
                    deadlineID: text(&dice), purpose: dice.pick(Deadline.Purpose.allCases), step: Int.random(in: 0...100_000, using: &dice))
            )
        case 16: return .deadlineCleared(.init(deadlineID: text(&dice)))
        case 17: return .handoffClaimed(.init(admin: text(&dice), fence: dice.pick([1, 2, UInt64(Int64.max)])))
        case 18:
            return .handoffReleased(
                .init(by: actor(&dice), admin: text(&dice), fence: dice.pick([1, 2, UInt64(Int64.max)]), reason: text(&dice)))
        case 19:
            return .handoffAssigned(
                .init(by: actor(&dice), from: dice.maybe(text(&dice)), to: text(&dice), fence: dice.pick([1, 2, UInt64(Int64.max)])))
        case 20: return .handoffReturned(.init(by: actor(&dice), reason: text(&dice)))
        case 21:
            return .adminSaid(
                .init(
                    messageID: id(&dice), clientMessageID: dice.maybe(text(&dice)), admin: text(&dice),
                    fence: dice.pick([1, 2, UInt64(Int64.max)]), text: text(&dice),
                    canned: dice.maybe(Event.AdminSaid.CannedReference(id: text(&dice), version: Int.random(in: 1...9, using: &dice))),
                    origin: dice.pick(Event.AdminSaid.Origin.allCases), suggested: dice.maybe(dice.pick(Event.AdminSaid.Suggested.allCases))
                ))
        case 22: return .noteAdded(.init(admin: text(&dice), text: text(&dice)))
        case 23: return .labelsChanged(.init(admin: text(&dice), added: list(&dice) { text(&$0) }, removed: list(&dice) { text(&$0) }))
        case 24: return .snoozed(.init(admin: text(&dice), until: dice.maybe(time(&dice))))
        case 25: return .conversationClosed(.init(by: actor(&dice), reason: text(&dice)))
        case 26: return .conversationReopened(.init(by: actor(&dice), reason: text(&dice)))
        case 27: return .visitorBlocked(.init(admin: text(&dice), reason: text(&dice), until: dice.maybe(time(&dice))))
        case 28: return .visitorUnblocked(.init(admin: text(&dice), reason: text(&dice)))
        case 29: return .presenceChanged(.init(admin: text(&dice), state: dice.pick(Presence.allCases), reason: text(&dice)))
        case 30: return .adminLooked(.init(admin: text(&dice), what: text(&dice), target: dice.maybe(text(&dice))))
        case 31:
            return .cannedSaved(
                .init(
                    admin: text(&dice), id: text(&dice), version: Int.random(in: 0...100_000, using: &dice), title: text(&dice),
                    shortcut: text(&dice), language: dice.pick(Language.allCases), text: text(&dice)))
        case 32: return .cannedRemoved(.init(admin: text(&dice), id: text(&dice)))
        case 33:
            return .answerAudited(
                .init(
                    admin: text(&dice), messageID: id(&dice), right: dice.pick([true, false]), intentShouldBe: dice.maybe(intent(&dice)),
                    note: dice.maybe(text(&dice))))
        case 34:
            return .slotFilled(
                .init(slot: text(&dice), value: text(&dice), source: dice.pick(Event.SlotFilled.Source.allCases), messageID: id(&dice)))
        case 35: return .slotCleared(.init(slot: text(&dice)))
        case 36: return .questionAsked(.init(slot: text(&dice), messageID: id(&dice)))
        case 37: return .questionSkipped(.init(slot: text(&dice)))
        case 38: return .qualificationFinished(.init(score: Int.random(in: 0...100_000, using: &dice), gaps: list(&dice) { text(&$0) }))
        case 39:
            return .checklistMade(
                .init(checklistID: text(&dice), language: dice.pick(Language.allCases), version: text(&dice), expires: time(&dice)))
        case 40: return .checklistOpened(.init(checklistID: text(&dice)))
        case 41:
            return .leadStatusChanged(
                .init(admin: text(&dice), leadID: text(&dice), status: dice.pick(Lead.Status.allCases), note: dice.maybe(text(&dice))))
        case 42: return .sessionRevoked(.init(sessionHash: text(&dice), reason: text(&dice)))
        case 43: return .joinCodeIssued(.init(codeHash: text(&dice), expires: time(&dice), channel: text(&dice)))
        case 44:
            return .channelJoined(
                .init(
                    channel: text(&dice), addressHash: dice.maybe(text(&dice)), verifiedBy: text(&dice), codeHash: dice.maybe(text(&dice))))
        case 45: return .contactGiven(.init(kind: dice.pick(Lead.Contact.Kind.allCases), value: text(&dice)))
        case 46: return .consentWithdrawn(.init(purpose: text(&dice)))
        case 47: return .processingRestricted(.init(purpose: text(&dice), until: dice.maybe(time(&dice))))
        case 48:
            return .deliveryRequested(
                .init(
                    deliveryID: text(&dice), kind: dice.pick(Delivery.Kind.allCases), toRef: text(&dice), template: text(&dice),
                    data: Dictionary(list(&dice) { (text(&$0), text(&$0)) }, uniquingKeysWith: { first, _ in first }), expires: time(&dice))
            )
        case 49:
            return .deliveryAttempted(
                .init(attempt: Int.random(in: 0...100_000, using: &dice), outcome: text(&dice), retryAt: dice.maybe(time(&dice))))
        case 50: return .deliveryDone(.init(vendorID: dice.maybe(text(&dice))))
        case 51: return .deliveryAbandoned(.init(reason: text(&dice)))
        case 52: return .deliveryRetried(.init(admin: text(&dice), reason: text(&dice)))
        case 53:
            return .rewordingRequested(
                .init(
                    messageID: id(&dice), deadline: time(&dice), visitor: text(&dice),
                    most: .init(calls: 1, tokens: Int(dice.next() % 10_000), microCost: Int(dice.next() % 10_000))))
        case 54: return .answerReworded(.init(messageID: id(&dice), text: text(&dice), usage: usage(&dice)))
        case 55: return .rewordingDeclined(.init(messageID: id(&dice), reason: text(&dice), usage: dice.maybe(usage(&dice))))
        case 56: return .passwordChanged(.init(admin: text(&dice)))
        case 57: return .leadScored(.init(score: Int.random(in: 0...100, using: &dice), signals: list(&dice) { text(&$0) }))
        case 58: return .breakerOpened(.init(vendor: text(&dice), reason: text(&dice), until: dice.maybe(time(&dice))))
        case 59: return .breakerClosed(.init(by: actor(&dice), vendor: text(&dice)))
        case 60: return .deliveryNamed(.init(vendorID: text(&dice)))
        default: return .unknown(type: "fromTheFuture")
        }
    }

    private static let cases = 62

    // MARK: Round trips

    @Test(arguments: 0..<cases) func `every event reads back as it was written`(number: Int) throws {
        var dice = Dice(state: UInt64(number))
        for _ in 0..<500 {
            let event = Self.event(&dice, number)
            let again = try Event(type: event.type, by: event.author, data: JSON(parsing: event.data))
            #expect(again == event)
            // Strings that look alike are equal in Swift (é and e with an accent); their bytes must be kept all the same.
            #expect(again.data == event.data)
            // As the journal wants it: one object on one line.
            #expect(event.data.first == UInt8(ascii: "{") && event.data.allSatisfy { $0 >= 0x20 })
        }
    }

    @Test(arguments: 0..<cases) func `members of a later version are skipped, wherever they stand`(number: Int) throws {
        var dice = Dice(state: UInt64(number))
        for _ in 0..<100 {
            let event = Self.event(&dice, number)
            let later = Self.withUnknownMembers(try JSON(parsing: event.data))
            #expect(try Event(type: event.type, by: event.author, data: later) == event)
        }
    }

    private static func withUnknownMembers(_ json: JSON) -> JSON {
        switch json {
        case .object(let members):
            .object(
                [.init("a_later_member", .object([.init("x", .array([.null]))]))]
                    + members.map { .init($0.key, withUnknownMembers($0.value)) }
                    + [.init("another", .null)])
        case .array(let elements): .array(elements.map(withUnknownMembers))
        default: json
        }
    }

    @Test func `a type of a later version is kept by name and otherwise skipped`() throws {
        let event = try Event(type: "songSung", data: JSON(parsing: #"{"slot": "nib", "value": 5}"#))
        #expect(event == .unknown(type: "songSung"))
        #expect(event.type == "songSung")
    }

    /// What each type needs; everything else may be missing.
    private static let needed: [String: [String]] = [
        "conversationStarted": ["visitor", "session_hash", "locale", "channel", "variant_seed"],
        "sessionAdded": ["session_hash", "reason"],
        "visitorSaid": ["message_id", "text", "locale", "via"],
        "messageRead": ["message_id", "parts", "model_hash", "content_version", "microseconds"],
        "botAnswered": [
            "message_id", "kind", "parts", "text", "benefits", "cta", "cta_actions", "sources", "suggestions", "choices",
            "promotion",
            "confidence", "milliseconds",
        ],
        "choiceTaken": ["message_id", "intent", "offered"],
        "promotionRefused": ["how", "count"],
        "handoffRequested": ["reason", "channel", "within_hours"],
        "messagesSeen": ["up_to"],
        "answerRated": ["message_id", "value"],
        "conversationRated": ["value"],
        "consentGiven": ["purpose", "wording_version", "channel"],
        "handoffPrioritised": ["priority", "reason"],
        "deadlineSet": ["deadline_id", "purpose", "at"],
        "deadlinePassed": ["deadline_id", "purpose", "step"],
        "deadlineCleared": ["deadline_id"],
        "handoffClaimed": ["admin", "fence"],
        "handoffReleased": ["admin", "fence", "reason"],
        "handoffAssigned": ["to", "fence"],
        "handoffReturned": ["reason"],
        "adminSaid": ["message_id", "admin", "fence", "text", "from"],
        "noteAdded": ["text"],
        "labelsChanged": ["added", "removed"],
        "snoozed": [],
        "conversationClosed": ["reason"],
        "conversationReopened": ["reason"],
        "visitorBlocked": ["reason"],
        "visitorUnblocked": ["reason"],
        "presenceChanged": ["admin", "state", "reason"],
        "adminLooked": ["what"],
        "passwordChanged": [],
        "cannedSaved": ["id", "version", "title", "shortcut", "locale", "text"],
        "cannedRemoved": ["id"],
        "answerAudited": ["message_id", "right"],
        "slotFilled": ["slot", "value", "source", "message_id"],
        "slotCleared": ["slot"],
        "questionAsked": ["slot", "message_id"],
        "questionSkipped": ["slot"],
        "qualificationFinished": ["score", "gaps"],
        "leadScored": ["score", "signals"],
        "checklistMade": ["checklist_id", "locale", "version", "expires"],
        "checklistOpened": ["checklist_id"],
        "leadStatusChanged": ["lead_id", "status"],
        "sessionRevoked": ["session_hash", "reason"],
        "joinCodeIssued": ["code_hash", "expires", "channel"],
        "channelJoined": ["channel", "verified_by"],
        "contactGiven": ["kind", "value"],
        "consentWithdrawn": ["purpose"],
        "processingRestricted": ["purpose"],
        "deliveryRequested": ["delivery_id", "kind", "to_ref", "template", "data", "expires"],
        "deliveryAttempted": ["attempt", "outcome"],
        "deliveryNamed": ["vendor_id"],
        "deliveryDone": [],
        "deliveryAbandoned": ["reason"],
        "deliveryRetried": ["reason"],
        "rewordingRequested": ["message_id", "deadline"],
        "answerReworded": ["message_id", "text", "provider", "model", "input_tokens", "output_tokens", "micro_cost", "milliseconds"],
        "rewordingDeclined": [
            "message_id", "reason", "model", "input_tokens", "output_tokens", "micro_cost", "milliseconds",
        ],
        "breakerOpened": ["vendor", "reason"],
        "breakerClosed": ["vendor"],
        "leadReceived": ["lead_id", "name", "contact", "contact_kind", "company", "need"],
    ]

    @Test(arguments: 0..<cases - 1) func `a missing member is named by its path`(number: Int) throws {
        var dice = Dice(state: 1)
        let event = Self.event(&dice, number)
        let members = try #require(try JSON(parsing: event.data).object)
        var missed: [String] = []
        for index in members.indices {
            var fewer = members
            fewer.remove(at: index)
            do {
                _ = try Event(type: event.type, data: .object(fewer))
            } catch {
                #expect(error.path == "\(event.type).\(members[index].key)")
                #expect(error.description == "\(event.type).\(members[index].key): missing, or not of its kind")
                missed.append(members[index].key)
            }
        }
        #expect(missed == Self.needed[event.type])
    }

    @Test(arguments: [
        ("botAnswered", "sources", #"[{"title": "a"}, {}]"#, "botAnswered.sources[1].title"),
        ("botAnswered", "parts", #"[{"intent": "A"}]"#, "botAnswered.parts[0].template_hash"),
        ("botAnswered", "choices", #"[{"intent": "A", "text": 5}]"#, "botAnswered.choices[0].text"),
        ("botAnswered", "cta", #"{"primary": "x"}"#, "botAnswered.cta.secondary"),
        (
            "botAnswered", "cta_actions", #"{"primary": {"kind": "dance"}, "secondary": {"kind": "lead"}}"#,
            "botAnswered.cta_actions.primary.kind"
        ),
        (
            "botAnswered", "cta_actions", #"{"primary": {"kind": "link"}, "secondary": {"kind": "lead"}}"#,
            "botAnswered.cta_actions.primary.href"
        ),
        ("botAnswered", "kind", #""song""#, "botAnswered.kind"),
        ("botAnswered", "question", #"{"slot": "a", "options": [{"value": "b"}]}"#, "botAnswered.question.options[0].text"),
        (
            "botAnswered", "question", #"{"slot": "a", "options": [], "skippable": true, "step": 1}"#, "botAnswered.question.of"
        ),
        ("botAnswered", "confidence", #""0.9""#, "botAnswered.confidence"),
        (
            "messageRead", "parts", #"[{"verdict": "answer", "confidence": 1, "alternatives": [], "span": [2, 1]}]"#,
            "messageRead.parts[0].span"
        ),
        (
            "messageRead", "parts", #"[{"verdict": "answer", "confidence": 1, "alternatives": [{"intent": "A"}], "span": [0, 1]}]"#,
            "messageRead.parts[0].alternatives[0].confidence"
        ),
        ("visitorSaid", "locale", #""fr""#, "visitorSaid.locale"),
        ("visitorSaid", "text", "null", "visitorSaid.text"),
        ("handoffRequested", "within_hours", "1", "handoffRequested.within_hours"),
        ("messagesSeen", "up_to", "1.5", "messagesSeen.up_to"),
    ]) func `a member of another kind is named by its path`(type: String, member: String, value: String, path: String) throws {
        let number = try #require(
            (0..<Self.cases).first { number in
                var dice = Dice(state: 1)
                return Self.event(&dice, number).type == type
            })
        var dice = Dice(state: 1)
        let members = try #require(try JSON(parsing: Self.event(&dice, number).data).object)
        let value = try JSON(parsing: value)
        let wrong = members.filter { $0.key != member } + [.init(member, value)]
        let error = #expect(throws: EventError.self) { try Event(type: type, data: .object(wrong)) }
        #expect(error?.path == path)
    }

    // MARK: For ever

    /// Lines as the first version wrote them. Never change this file: add to it.
    private static func fixture() throws -> [JSON] {
        try String(contentsOf: here.appending(path: "Fixtures/events-1.jsonl"), encoding: .utf8).split(separator: "\n").map {
            try JSON(parsing: String($0))
        }
    }

    @Test func `the first version's lines say what they said`() throws {
        let events = try Self.fixture().map { line in
            try Event(
                type: try #require(line["type"]?.string), by: Actor(name: line["by"]?.string ?? "visitor"),
                data: try #require(line["data"]))
        }
        let syarat = IntentID(rawValue: "PPIU_SYARAT"), biaya = IntentID(rawValue: "PPIU_BIAYA")
        let m1 = MessageID(rawValue: "m1"), m2 = MessageID(rawValue: "m2"), m3 = MessageID(rawValue: "m3"), m4 = MessageID(rawValue: "m4")
        let ten = Timestamp(milliseconds: 1_795_514_400_000)
        let expected: [Event] = [
            .conversationStarted(
                .init(
                    visitor: "0123456789abcdef", sessionHash: "ab12", language: .indonesian, channel: .web, page: "/ppiu",
                    referrer: "https://contoh.example/",
                    variantSeed: 4_294_967_295)),
            .visitorSaid(
                .init(messageID: m1, clientMessageID: "c-1", text: "syarat & \"biaya\"?\nmakasih 🙏", language: .indonesian, via: .typed)),
            .messageRead(
                .init(
                    messageID: m1,
                    reading: Reading(
                        parts: [
                            .init(
                                verdict: .clarify, intent: syarat, confidence: 0.412,
                                alternatives: [.init(intent: syarat, confidence: 0.412), .init(intent: biaya, confidence: 0.3)],
                                span: 0..<29)
                        ], language: .indonesian, modelHash: "00ff00ff00ff00ff", microseconds: 17),
                    contentVersion: "2026-11-24", context: ReadingContext(lastIntent: biaya, expecting: [syarat]))),
            .botAnswered(
                .init(
                    messageID: m2, replyTo: m1,
                    answer: Answer(
                        kind: .clarify, text: "Yang mana?",
                        primary: CallToAction(text: "Hubungi CS", action: .whatsapp(href: "https://wa.me/6280000000000?text=Halo")),
                        secondary: CallToAction(text: "Apa syaratnya?", action: .ask(.init(intent: syarat, text: "Apa syaratnya?"))),
                        choices: [.init(intent: syarat, text: "Apa syaratnya?"), .init(intent: biaya, text: "Berapa biayanya?")],
                        disclaimer: "Informasi bersifat panduan.", promotion: .unsuited, confidence: 0.412, handoffOffered: .unsure),
                    milliseconds: 3)),
            .visitorSaid(.init(messageID: m3, text: "Apa syaratnya?", language: .indonesian, via: .choice)),
            .choiceTaken(.init(messageID: m2, intent: syarat, offered: [syarat, biaya])),
            .botAnswered(
                .init(
                    messageID: m4, replyTo: m3,
                    answer: Answer(
                        kind: .answer, parts: [.init(intent: syarat, templateHash: "cbf29ce484222325")], text: "Syaratnya tiga.\n• Satu.",
                        benefits: ["a", "b", "c"], primary: CallToAction(text: "Cek", action: .lead),
                        secondary: CallToAction(text: "Unduh", action: .checklist),
                        sources: [
                            Source(title: "UU 8/2019", url: "https://contoh.example/uu", article: "Pasal 89", year: 2019),
                            Source(title: "PMA"),
                        ], suggestions: [.init(intent: biaya, text: "Berapa biayanya?")], promotion: .shown, confidence: 1), milliseconds: 0
                )),
            .promotionRefused(.init(how: .closed, count: 1, postponedUntilUtterance: nil)),
            .promotionRefused(.init(how: .text, count: 2, postponedUntilUtterance: 7)),
            .messageRead(
                .init(
                    messageID: m3, reading: Reading(guarded: .attack, parts: [], modelHash: "00ff00ff00ff00ff", microseconds: 2),
                    contentVersion: "2026-11-24", context: ReadingContext())),
            .handoffRequested(.init(reason: .twiceNotUnderstood, channel: .whatsapp, topic: "Biaya", withinHours: false)),
            .messagesSeen(.init(upTo: 7)),
            .answerRated(.init(messageID: m4, value: .up)),
            .conversationRated(.init(value: .down, comment: "lama")),
            .sessionAdded(.init(sessionHash: "cd34", reason: "device")),
            .deadlineSet(.init(deadlineID: "d1", purpose: .firstResponse, step: 0, at: ten)),
            .consentGiven(.init(purpose: "contact", wordingVersion: "2026-11", channel: "web")),
            .leadReceived(
                .init(
                    leadID: "l1",
                    lead: Lead(
                        name: "Nama Contoh", contact: .init(kind: .phone, value: "+62 800-0000-0000"), company: "PT Contoh",
                        need: "Izin baru",
                        intent: syarat, page: "/ppiu", campaign: ["utm_source": "contoh"]), conversation: ConversationID(rawValue: "c1"))),
            .unknown(type: "songSung"),
            .handoffPrioritised(.init(by: .admin("sari"), priority: .normal, reason: "teks")),
            .deadlinePassed(.init(deadlineID: "teks", purpose: .firstResponse, step: 3)),
            .deadlineCleared(.init(deadlineID: "teks")),
            .handoffClaimed(.init(admin: "teks", fence: 2)),
            .handoffReleased(.init(by: .admin("sari"), admin: "teks", fence: 2, reason: "teks")),
            .handoffAssigned(.init(by: .admin("sari"), from: "teks", to: "teks", fence: 2)),
            .handoffReturned(.init(by: .admin("sari"), reason: "teks")),
            .adminSaid(
                .init(
                    messageID: m4, clientMessageID: "teks", admin: "teks", fence: 2, text: "teks", canned: .init(id: "salam", version: 1),
                    origin: .console, suggested: .sent)),
            .noteAdded(.init(admin: "sari", text: "teks")),
            .labelsChanged(.init(admin: "sari", added: ["a"], removed: ["a"])),
            .snoozed(.init(admin: "sari", until: ten)),
            .conversationClosed(.init(by: .admin("sari"), reason: "teks")),
            .conversationReopened(.init(by: .admin("sari"), reason: "teks")),
            .visitorBlocked(.init(admin: "sari", reason: "teks", until: ten)),
            .visitorUnblocked(.init(admin: "sari", reason: "teks")),
            .presenceChanged(.init(admin: "teks", state: .online, reason: "teks")),
            .adminLooked(.init(admin: "sari", what: "teks", target: "teks")),
            .passwordChanged(.init(admin: "sari")),
            .cannedSaved(
                .init(admin: "sari", id: "teks", version: 3, title: "teks", shortcut: "teks", language: .indonesian, text: "teks")),
            .cannedRemoved(.init(admin: "sari", id: "teks")),
            .answerAudited(.init(admin: "sari", messageID: m4, right: true, intentShouldBe: biaya, note: "teks")),
            .slotFilled(.init(slot: "teks", value: "teks", source: .choice, messageID: m4)),
            .slotCleared(.init(slot: "teks")),
            .questionAsked(.init(slot: "teks", messageID: m4)),
            .questionSkipped(.init(slot: "teks")),
            .qualificationFinished(.init(score: 3, gaps: ["a"])),
            .leadScored(.init(score: 3, signals: ["a"])),
            .checklistMade(.init(checklistID: "teks", language: .indonesian, version: "teks", expires: ten)),
            .checklistOpened(.init(checklistID: "teks")),
            .leadStatusChanged(.init(admin: "sari", leadID: "teks", status: .new, note: "teks")),
            .sessionRevoked(.init(sessionHash: "teks", reason: "teks")),
            .joinCodeIssued(.init(codeHash: "teks", expires: ten, channel: "teks")),
            .channelJoined(.init(channel: "teks", addressHash: "teks", verifiedBy: "teks")),
            .contactGiven(.init(kind: .phone, value: "teks")),
            .consentWithdrawn(.init(purpose: "teks")),
            .processingRestricted(.init(purpose: "teks", until: ten)),
            .deliveryRequested(.init(deliveryID: "teks", kind: .waha, toRef: "teks", template: "teks", data: ["name": "a"], expires: ten)),
            .deliveryAttempted(.init(attempt: 3, outcome: "teks", retryAt: ten)),
            .deliveryNamed(.init(vendorID: "teks")),
            .deliveryDone(.init(vendorID: "teks")),
            .deliveryAbandoned(.init(reason: "teks")),
            .deliveryRetried(.init(admin: "sari", reason: "teks")),
            .rewordingRequested(.init(messageID: m4, deadline: ten)),
            .answerReworded(
                .init(
                    messageID: m4, text: "teks",
                    usage: .init(provider: "openai", model: "m", inputTokens: 10, outputTokens: 20, microCost: 30, milliseconds: 40))),
            .rewordingDeclined(
                .init(
                    messageID: m4, reason: "teks",
                    usage: .init(provider: "openai", model: "m", inputTokens: 10, outputTokens: 20, microCost: 30, milliseconds: 40))),
            .rewordingRequested(
                .init(messageID: m4, deadline: ten, visitor: "teks", most: .init(calls: 1, tokens: 10, microCost: 20))),
            .breakerOpened(.init(vendor: "model", reason: "teks", until: ten)),
            .breakerClosed(.init(by: .admin("sari"), vendor: "model")),
        ]
        #expect(events.count == expected.count)
        for (event, other) in zip(events, expected) { #expect(event == other) }
    }

    @Test func `every type has a line of the first version`() throws {
        let types = Set(try Self.fixture().compactMap { $0["type"]?.string })
        #expect(types.isSuperset(of: Self.needed.keys))
    }

    // MARK: The documentation

    @Test(arguments: 0..<cases - 1) func `every type and member that is written stands in the documentation`(number: Int) throws {
        let article = Self.here.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Desk/Desk.docc/Events.md")
        let text = try String(contentsOf: article, encoding: .utf8)
        var dice = Dice(state: 3)
        for _ in 0..<50 {
            let event = Self.event(&dice, number)
            let start = try #require(text.range(of: "### \(event.type)\n"), "Events.md has no section \(event.type)")
            let rest = text[start.upperBound...]
            let section = rest[..<(rest.range(of: "\n#")?.lowerBound ?? rest.endIndex)]
            for name in Self.names(in: try JSON(parsing: event.data)) { #expect(section.contains("`\(name)`"), "\(event.type): `\(name)`") }
        }
    }

    private static func names(in json: JSON) -> Set<String> {
        switch json {
        case .object(let members):
            // The names in `utm` and in a delivery's `data` are not the log's.
            members.reduce(into: Set(members.map(\.key))) { $0.formUnion(["utm", "data"].contains($1.key) ? [] : names(in: $1.value)) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(names(in: $1)) }
        default: []
        }
    }
}
