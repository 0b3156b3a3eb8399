import Foundation
import Testing

@testable import Dialogue

@Suite struct PromotionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var roles: [Intent.Role?]
        var earlier: Int
        var postponedUntil: Int
        var utterance: Int
        var outcome: Promotion.Outcome
        var testDescription: String { "\(roles.map { $0?.rawValue ?? "none" }) earlier \(earlier), \(utterance) of \(postponedUntil)" }

        init(_ roles: [Intent.Role?], earlier: Int = 0, postponedUntil: Int = 0, utterance: Int = 3, _ outcome: Promotion.Outcome) {
            self.roles = roles
            self.earlier = earlier
            self.postponedUntil = postponedUntil
            self.utterance = utterance
            self.outcome = outcome
        }
    }

    static let rows: [Row] =
        // Every role, the first time and later.
        Intent.Role.allCases.flatMap { role -> [Row] in
            switch role {
            case .greeting, .thanks, .bot: [Row([role], .unsuited), Row([role], earlier: 1, .shown)]
            case .complaint, .privacy: [Row([role], .unsuited), Row([role], earlier: 5, .unsuited)]
            case .human, .ready, .contact, .hours, .location, .checklist, .eligibility:
                [Row([role], .shown), Row([role], earlier: 1, .shown)]
            }
        } + [
            Row([nil], .shown),
            Row([nil, nil], .shown),
            // Small talk beside a subject does not hold its block back, a complaint does.
            Row([.greeting, nil], .shown),
            Row([.greeting, .thanks], .unsuited),
            Row([.greeting, .thanks], earlier: 1, .shown),
            Row([nil, .complaint], .unsuited),
            Row([.privacy, nil], .unsuited),
            // Postponed up to and including the utterance named.
            Row([nil], postponedUntil: 3, utterance: 3, .postponed),
            Row([nil], postponedUntil: 3, utterance: 4, .shown),
            Row([nil], postponedUntil: 7, utterance: 4, .postponed),
            Row([.greeting], earlier: 1, postponedUntil: 3, utterance: 3, .postponed),
            // Unsuited stays unsuited: it says why.
            Row([.greeting], postponedUntil: 3, utterance: 3, .unsuited),
            Row([.complaint], postponedUntil: 3, utterance: 3, .unsuited),
        ]

    @Test(arguments: rows) func `the Benefit block is shown by role, history and refusals`(row: Row) {
        var state = Promotion.State()
        state.postponedUntilUtterance = row.postponedUntil
        let intents = row.roles.map { role in
            Intent(
                id: "X", role: role,
                template: Localized(
                    Template(
                        title: "t", question: "q", answer: "a", benefits: [], primary: .init(text: "p", kind: .lead),
                        secondary: .init(text: "s", kind: .lead))))
        }
        #expect(Promotion.outcome(for: intents, earlier: { _ in row.earlier }, state: state, utterance: row.utterance) == row.outcome)
    }

    @Test(arguments: [3, 4, 5]) func `two refusals postpone the block for the pause, one does not`(pause: Int) {
        var state = Promotion.State()
        let first = Promotion.refusal(how: .text, after: state, utterances: 2, pause: pause)
        #expect(first == .init(how: .text, count: 1, postponedUntilUtterance: nil))
        state.refusals = first.count
        let second = Promotion.refusal(how: .closed, after: state, utterances: 5, pause: pause)
        #expect(second == .init(how: .closed, count: 2, postponedUntilUtterance: 5 + pause))
    }
}

@Suite struct SlotsTests {
    private let slots = Slots(["company": "Kantor Contoh", "city": "Depok", "empty": ""])

    @Test(arguments: [
        ("Tanpa apa pun.", "Tanpa apa pun."),
        ("Kami {company}.", "Kami Kantor Contoh."),
        ("{company} di {city}.", "Kantor Contoh di Depok."),
        // A sentence with an empty slot vanishes, the others stay.
        ("Kami {company}. Alamat: {address}. Sampai jumpa!", "Kami Kantor Contoh. Sampai jumpa!"),
        ("Alamat: {address}. Sampai jumpa!", "Sampai jumpa!"),
        ("Apa kabar? Telepon {phone}!", "Apa kabar?"),
        ("Nilai kosong: {empty}.", ""),
        ("{address}", ""),
        ("Satu: {company} dan {address}.", ""),
        // Lines: one that vanishes leaves no gap.
        ("Baris {company}\n• {address}\n• {city}", "Baris Kantor Contoh\n• Depok"),
        // A dot within a number or an address ends no sentence.
        ("Versi 1.5 dari {company} ada di contoh.example sekarang.", "Versi 1.5 dari Kantor Contoh ada di contoh.example sekarang."),
        ("Versi 1.5 ada di {address} sekarang. Ya.", "Ya."),
        // Braces that are none.
        ("a } b {company}", "a } b Kantor Contoh"),
        ("a { b", "a { b"),
        ("", ""),
    ]) func `a sentence whose slot is empty is left out`(text: String, filled: String) {
        #expect(slots.fill(text) == filled)
    }

    @Test func `a value is not read for slots again`() {
        #expect(Slots(["a": "{b}", "b": "x"]).fill("{a}") == "{b}")
    }

    @Test(
        arguments: [
            ("", []), ("a", []), ("{a}", ["a"]), ("{a} {b} {a}", ["a", "b", "a"]), ("{}", [""]), ("{a", []), ("a}", []), ("} {a}", ["a"]),
        ] as [(String, [String])]) func `the slots of a text are named in order`(text: String, names: [String])
    {
        #expect(Slots.names(in: text) == names)
    }
}

@Suite struct WhatsAppLinkTests {
    @Test(arguments: [
        ("+62 800-0000-0000", "Halo", "https://wa.me/6280000000000?text=Halo"),
        ("6280000000000", "a b", "https://wa.me/6280000000000?text=a%20b"),
        ("(62) 800 0000", "", "https://wa.me/628000000?text="),
        ("1", "?&=#/+%", "https://wa.me/1?text=%3F%26%3D%23%2F%2B%25"),
        ("1", "aZ09-._~", "https://wa.me/1?text=aZ09-._~"),
        ("1", "é\n🕋", "https://wa.me/1?text=%C3%A9%0A%F0%9F%95%8B"),
        ("1", "\"><script>", "https://wa.me/1?text=%22%3E%3Cscript%3E"),
    ]) func `no text can leave the link`(number: String, text: String, href: String) {
        #expect(WhatsAppLink.href(number: number, text: text) == href)
    }

    @Test(arguments: ["", "+", "belum ada", "٠١٢"]) func `without a digit there is no link`(number: String) {
        #expect(WhatsAppLink.href(number: number, text: "x") == nil)
    }

    @Test(arguments: ["a", "é", "🕋", "👩‍👩‍👧", "\n", "%"]) func `a link has 2,000 characters at most, and its text is cut between two of them`(
        _ letter: Character
    ) throws {
        for count in [1, 100, 600, 1_900, 1_970, 1_990, 2_500] {
            let text = String(repeating: letter, count: count)
            let href = try #require(WhatsAppLink.href(number: "+62 800-0000-0000", text: text, closing: "\nKode: AB-1"))
            #expect(href.count <= 2_000 && href.hasSuffix("%0AKode%3A%20AB-1"))
            let shown = try #require(href.split(separator: "?text=").last?.removingPercentEncoding)
            let kept = shown.dropLast("\nKode: AB-1".count)
            #expect(
                kept.allSatisfy { $0 == letter } && kept.count == count || kept.last == "…" && kept.dropLast().allSatisfy { $0 == letter })
        }
    }
}

@Suite struct LanguageTests {
    @Test(
        arguments: [
            ("id", .indonesian), ("en", .english), ("ID", .indonesian), ("en-US", .english), ("id-ID,id;q=0.9,en;q=0.8", .indonesian),
            ("en-GB, id;q=0.5", .english), ("fr, de;q=0.9, en;q=0.1", .english), ("fr-FR,id-ID", .indonesian), (" en", .english),
            ("", nil), ("fr", nil), ("*", nil), ("english", nil), ("idn", nil), ("x-en", nil), (",,,", nil), ("-id", nil),
        ] as [(String, Language?)]) func `the first language spoken here is taken`(tag: String, language: Language?)
    {
        #expect(Language(tag: tag) == language)
    }

    @Test func `what lacks English shows in Indonesian`() {
        #expect(Localized("satu", english: "one")[.english] == "one")
        #expect(Localized("satu")[.english] == "satu")
        #expect(Localized("satu", english: "one")[.indonesian] == "satu")
    }
}

@Suite struct ExpectationTests {
    private let policy = Policy(content: House.content())
    private let a = Answer.Choice(intent: "A", text: "Apa syaratnya?")
    private let b = Answer.Choice(intent: "B", text: "Berapa biayanya?")
    private let c = Answer.Choice(intent: "C", text: "Dokumen apa saja?")

    private func conversation(benefits: [String] = [], suggestions: [Answer.Choice] = [], choices: [Answer.Choice] = []) -> Conversation {
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        let call = CallToAction(text: "x", action: .escalate)
        let answer = Answer(
            kind: .answer, text: "x", benefits: benefits, primary: call, secondary: call, suggestions: suggestions, choices: choices)
        let events: [Event] = [
            .visitorSaid(.init(messageID: "m1", text: "x", language: .indonesian)),
            .botAnswered(.init(messageID: "m2", replyTo: "m1", answer: answer, milliseconds: 0)),
        ]
        for event in events { conversation.apply(event, number: conversation.number + 1, at: House.open, roleOf: { _ in nil }) }
        return conversation
    }

    @Test(
        arguments: [
            ("1", "A"), ("2", "B"), ("2.", "B"), (" 2 ", "B"), ("(1)", "A"), ("0", nil), ("3", nil), ("-2", "B"), ("dua", nil),
            ("1 2", nil),
            ("99999999999999999999", nil), ("apa syaratnya", "A"), ("APA SYARATNYA?!", "A"), ("apa   syaratnya ?", "A"),
            ("berapa biayanya?", "B"),
            ("dokumen apa saja", "C"), ("syaratnya", nil), ("", nil), ("???", nil),
        ] as [(String, IntentID?)]) func `what was offered can be typed`(text: String, intent: IntentID?)
    {
        let found = policy.expect(text, in: conversation(suggestions: [c], choices: [a, b]))
        let choice = [a, b, c].first { $0.intent == intent }
        #expect(found == choice.map { .choice($0, from: "m2") })
    }

    @Test func `suggestions have no numbers`() {
        #expect(policy.expect("1", in: conversation(suggestions: [a, b])) == nil)
    }

    @Test func `an offer is open until the next answer`() {
        var conversation = conversation(choices: [a])
        let call = CallToAction(text: "x", action: .escalate)
        conversation.apply(
            .botAnswered(
                .init(
                    messageID: "m4", replyTo: "m3", answer: Answer(kind: .answer, text: "x", primary: call, secondary: call),
                    milliseconds: 0)),
            number: 3, at: House.open, roleOf: { _ in nil })
        #expect(policy.expect("1", in: conversation) == nil)
    }

    @Test(arguments: Phrases().refusals.indonesian + (Phrases().refusals.english ?? []))
    func `every refusal refuses a Benefit block, and only one`(words: String) {
        #expect(policy.expect(words, in: conversation(benefits: ["1", "2", "3"])) == .refusal)
        #expect(policy.expect(words.uppercased() + "!", in: conversation(benefits: ["1", "2", "3"])) == .refusal)
        #expect(policy.expect(words, in: conversation()) == nil)
        #expect(policy.expect(words, in: Conversation(id: ConversationID(rawValue: "new"))) == nil)
        #expect(policy.expect(words + " biayanya berapa", in: conversation(benefits: ["1", "2", "3"])) == nil)
    }

    @Test func `an offered question comes before a refusal of the same words`() {
        let skip = Answer.Choice(intent: "S", text: "Skip?")
        #expect(policy.expect("skip", in: conversation(benefits: ["1", "2", "3"], suggestions: [skip])) == .choice(skip, from: "m2"))
    }
}
