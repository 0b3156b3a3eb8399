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
            kind: dice.pick([.answer, .smalltalk, .clarify, .fallback, .decline, .notice]),
            parts: list(&dice) { .init(intent: intent(&$0), templateHash: text(&$0)) }, text: text(&dice),
            benefits: list(&dice, upTo: 5) { text(&$0) },
            primary: call(&dice), secondary: call(&dice),
            sources: list(&dice) { dice in
                let (url, article) = (dice.maybe(text(&dice)), dice.maybe(text(&dice)))
                return Source(title: text(&dice), url: url, article: article, year: dice.maybe(Int.random(in: -5...3000, using: &dice)))
            },
            suggestions: list(&dice) { choice(&$0) }, choices: list(&dice) { choice(&$0) }, disclaimer: dice.maybe(text(&dice)),
            promotion: dice.pick([.shown, .postponed, .unsuited]), confidence: confidence(&dice),
            handoffOffered: dice.pick([nil, .asked, .unsure, .complaint, .ready, .twiceNotUnderstood, .guarded]))
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

    private static func event(_ dice: inout Dice, _ number: Int) -> Event {
        switch number {
        case 0:
            let (page, referrer) = (dice.maybe(text(&dice)), dice.maybe(text(&dice)))
            return .conversationStarted(
                .init(
                    visitor: text(&dice), sessionHash: text(&dice), language: dice.pick(Language.allCases),
                    channel: dice.pick([.web, .form, .whatsapp]), page: page, referrer: referrer,
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
                    messageID: id(&dice), replyTo: id(&dice), answer: answer(&dice), milliseconds: Int.random(in: 0...100_000, using: &dice)
                ))
        case 5: return .choiceTaken(.init(messageID: id(&dice), intent: intent(&dice), offered: list(&dice) { intent(&$0) }))
        case 6:
            return .promotionRefused(
                .init(
                    how: dice.pick([.text, .closed]), count: Int.random(in: 0...9, using: &dice),
                    postponedUntilUtterance: dice.maybe(Int.random(in: 0...1005, using: &dice))))
        case 7:
            return .handoffRequested(
                .init(
                    reason: dice.pick([.asked, .unsure, .complaint, .ready, .twiceNotUnderstood, .guarded]),
                    channel: dice.pick([.webchat, .whatsapp]), topic: dice.maybe(text(&dice)), withinHours: dice.pick([true, false])))
        case 8: return .messagesSeen(.init(upTo: dice.pick([0, 1, UInt64(Int64.max)])))
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
            return .leadReceived(.init(leadID: text(&dice), lead: lead, conversation: conversation))
        default: return .unknown(type: "fromTheFuture")
        }
    }

    private static let cases = 14

    // MARK: Round trips

    @Test(arguments: 0..<cases) func `every event reads back as it was written`(number: Int) throws {
        var dice = Dice(state: UInt64(number))
        for _ in 0..<500 {
            let event = Self.event(&dice, number)
            let again = try Event(type: event.type, data: JSON(parsing: event.data))
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
            #expect(try Event(type: event.type, data: later) == event)
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
        let event = try Event(type: "slotFilled", data: JSON(parsing: #"{"slot": "nib", "value": 5}"#))
        #expect(event == .unknown(type: "slotFilled"))
        #expect(event.type == "slotFilled")
    }

    /// What each type needs; everything else may be missing.
    private static let needed: [String: [String]] = [
        "conversationStarted": ["visitor", "session_hash", "locale", "channel", "variant_seed"],
        "sessionAdded": ["session_hash", "reason"],
        "visitorSaid": ["message_id", "text", "locale", "via"],
        "messageRead": ["message_id", "parts", "model_hash", "content_version", "microseconds"],
        "botAnswered": [
            "message_id", "reply_to", "kind", "parts", "text", "benefits", "cta", "cta_actions", "sources", "suggestions", "choices",
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
        let events = try Self.fixture().map { line in try Event(type: try #require(line["type"]?.string), data: try #require(line["data"]))
        }
        let syarat = IntentID(rawValue: "PPIU_SYARAT"), biaya = IntentID(rawValue: "PPIU_BIAYA")
        let m1 = MessageID(rawValue: "m1"), m2 = MessageID(rawValue: "m2"), m3 = MessageID(rawValue: "m3"), m4 = MessageID(rawValue: "m4")
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
            .unknown(type: "deadlineSet"),
            .consentGiven(.init(purpose: "contact", wordingVersion: "2026-11", channel: "web")),
            .leadReceived(
                .init(
                    leadID: "l1",
                    lead: Lead(
                        name: "Nama Contoh", contact: .init(kind: .phone, value: "+62 800-0000-0000"), company: "PT Contoh",
                        need: "Izin baru",
                        intent: syarat, page: "/ppiu", campaign: ["utm_source": "contoh"]), conversation: ConversationID(rawValue: "c1"))),
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
            // The names in `utm` are not ours.
            members.reduce(into: Set(members.map(\.key))) { $0.formUnion($1.key == "utm" ? [] : names(in: $1.value)) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(names(in: $1)) }
        default: []
        }
    }
}
