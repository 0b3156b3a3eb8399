import Dialogue
import Testing

@Suite struct PersonalTests {
    private static let sentences = [
        Personal(when: ["form": ["pt"], "nib": ["yes"]], text: "both"),
        Personal(when: ["form": ["pt", "cv"]], text: "form"),
        Personal(when: ["nib": ["no", "unknown"]], text: "nib"),
        Personal(when: ["office": ["virtual"]], text: "office"),
        Personal(when: [:], text: "nobody"),
    ]

    @Test(
        arguments: [
            ([:], []),
            (["form": "cooperative"], []),
            (["colour": "pt"], []),
            (["form": "pt"], ["form"]),
            (["form": "cv"], ["form"]),
            (["form": "pt", "nib": "yes"], ["both"]),
            (["form": "pt", "nib": "no"], ["form", "nib"]),
            (["nib": "unknown"], ["nib"]),
            (["form": "pt", "nib": "yes", "office": "virtual"], ["both", "office"]),
            // Two at most.
            (["form": "cv", "nib": "no", "office": "virtual"], ["form", "nib"]),
        ] as [([String: String], [String])])
    func `what a visitor told chooses what is added to an answer`(answers: [String: String], texts: [String]) {
        #expect(Self.sentences.matching(answers).map(\.text) == texts)
    }

    @Test func `a template's hash changes with a personal sentence`() {
        func template(_ personal: [Personal]) -> Template {
            let invitation = Template.Invitation(text: "Ya", kind: .lead)
            return Template(
                title: "t", question: "q", answer: "a", personal: personal, benefits: [], primary: invitation, secondary: invitation)
        }
        #expect(template([]).hash != template([Self.sentences[0]]).hash)
        #expect(template([Self.sentences[0]]).hash != template([Self.sentences[1]]).hash)
    }
}

@Suite struct PersonalAnswerTests {
    private static let intent: Intent = {
        func invitation(_ text: String) -> Template.Invitation { .init(text: text, kind: .lead) }
        return Intent(
            id: "A",
            template: Localized(
                Template(
                    title: "t", question: "q?", answer: "Jawaban.", points: ["Butir."],
                    personal: [Personal(when: ["form": ["pt"]], text: "Karena PT Anda sudah ada.")], benefits: ["1", "2", "3"],
                    primary: invitation("Ya"), secondary: invitation("Nanti"),
                    variants: [Variant(id: "a"), Variant(id: "b", benefitsTitle: "Untung", benefits: ["3", "2", "1"], primary: "Mau")])))
    }()
    private static let policy = Policy(
        content: Content(
            intents: [intent], company: Localized("K"), means: .init(whatsappNumber: nil), hours: House.hours, version: "1"))

    private static func answer(seed: UInt32, knowing slots: [(String, String)]) throws -> Answer {
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        let start = Event.conversationStarted(
            .init(visitor: "v", sessionHash: "h", language: .indonesian, channel: .web, variantSeed: seed))
        let told = slots.map { Event.slotFilled(.init(slot: $0.0, value: $0.1, source: .choice, messageID: "m")) }
        for (number, event) in ([start] + told).enumerated() {
            conversation.apply(event, number: UInt64(number + 1), at: House.open) { _ in nil }
        }
        let reading = Reading(parts: [.init(verdict: .answer, intent: "A", confidence: 0.9, alternatives: [], span: 0..<0)])
        let decision = try policy.decide(
            .visitorSaid(.init(text: "q", language: .indonesian)), in: conversation, reading: reading,
            given: .init(now: House.open, utteranceID: "u", replyID: "r"))
        for case .botAnswered(let answered) in decision.events { return answered.answer }
        throw Refusal.unknownMessage
    }

    @Test func `what the visitor told stands on a line of its own under the points`() throws {
        #expect(try Self.answer(seed: 1, knowing: []).text == "Jawaban.\n• Butir.")
        #expect(try Self.answer(seed: 1, knowing: [("form", "cv")]).text == "Jawaban.\n• Butir.")
        #expect(try Self.answer(seed: 1, knowing: [("form", "pt")]).text == "Jawaban.\n• Butir.\nKarena PT Anda sudah ada.")
    }

    @Test func `a reply given later replaces the earlier one`() throws {
        #expect(try Self.answer(seed: 1, knowing: [("form", "pt"), ("form", "cv")]).text == "Jawaban.\n• Butir.")
    }

    @Test func `the conversation's seed chooses how the offer is put, and the answer says which`() throws {
        let variants = Self.intent.template.indonesian.variants
        var seen: Set<String> = []
        for seed in 0..<20 as Range<UInt32> {
            let answer = try Self.answer(seed: seed, knowing: [])
            let variant = try #require(variants.choice(seed: seed, intent: "A"))
            seen.insert(variant.id)
            #expect(answer.parts == [.init(intent: "A", templateHash: Self.intent.template.indonesian.hash, variant: variant.id)])
            #expect(answer.benefitsTitle == variant.benefitsTitle)
            #expect(answer.benefits == (variant.id == "a" ? ["1", "2", "3"] : ["3", "2", "1"]))
            #expect(answer.primary == CallToAction(text: variant.id == "a" ? "Ya" : "Mau", action: .lead))
            #expect(answer.text == "Jawaban.\n• Butir.")
        }
        #expect(seen == ["a", "b"])
    }

    @Test func `the first answer of a conversation is put as its later ones are`() throws {
        let reading = Reading(parts: [.init(verdict: .answer, intent: "A", confidence: 0.9, alternatives: [], span: 0..<0)])
        for seed in 0..<20 as Range<UInt32> {
            let decision = try Self.policy.decide(
                .visitorSaid(.init(text: "q", language: .indonesian)), in: Conversation(id: ConversationID(rawValue: "c")),
                reading: reading,
                given: .init(
                    now: House.open, utteranceID: "u", replyID: "r",
                    opening: .init(visitor: "v", sessionHash: "h", language: .indonesian, channel: .web, variantSeed: seed)))
            let answers = decision.events.compactMap { if case .botAnswered(let answered) = $0 { answered.answer } else { nil } }
            #expect(
                try answers
                    == [Self.answer(seed: seed, knowing: [])].map { later in
                        var first = later
                        first.disclaimer = answers.first?.disclaimer
                        return first
                    })
        }
    }
}
