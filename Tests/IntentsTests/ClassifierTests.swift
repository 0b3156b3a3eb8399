import Testing

@testable import Intents

@Suite struct ClassifierTests {
    private static let shop = Result { try Classifier.train(Shop.set) }

    @Test(arguments: [
        ("jam berapa bukanya?", "HOURS"), ("whats your opening time", "HOURS"), ("ongkirnya brp", "SHIPPING"),
        ("brp lama pengirimanny", "SHIPPING"), ("mau retur barang", "RETURN"), ("can i pay with my card", "PAYMENT"),
    ])
    func `questions that are not in the examples are ranked`(text: String, intent: String) throws {
        let ranking = try Self.shop.get().rank(text)
        #expect(ranking.parts[0].intent == intent)
        #expect(ranking.parts[0].alternatives.count == 3)
        #expect(ranking.parts[0].alternatives.map(\.confidence) == ranking.parts[0].alternatives.map(\.confidence).sorted(by: >))
    }

    @Test func `a question of another world is not answered`() throws {
        let shop = try Self.shop.get()
        for text in ["siapa penemu lampu pijar", "who painted the mona lisa", "zxcv qwer", ""] {
            #expect(shop.rank(text).parts[0].verdict != .answer, "\(text)")
        }
    }

    @Test func `the same set gives the same model, and another set another`() throws {
        let again = try Classifier.train(Shop.set)
        #expect(try again.modelHash == Self.shop.get().modelHash)
        var other = Shop.set
        other.intents[0].examples.append(.init("are you there at nine"))
        #expect(try Classifier.train(other).modelHash != again.modelHash)
    }

    @Test(
        arguments: [
            ("apa saja syaratnya ya kak", TrainingSet.Language.indonesian), ("what do you need from me", .english),
            ("paket", nil), ("parcel", nil), ("is the parcel here", .english), ("", nil),
        ] as [(String, TrainingSet.Language?)])
    func `the language of a text is told by its words`(text: String, language: TrainingSet.Language?) throws {
        #expect(try Self.shop.get().rank(text).language == language)
    }

    @Test func `a set without examples and a repeated intent are refused by name`() {
        #expect(throws: IntentsError.nothingToLearn) { try Classifier.train(.init(intents: [])) }
        let twice = TrainingSet(intents: [.init(id: "A", examples: [.init("x")]), .init(id: "A", examples: [.init("y")])])
        #expect(throws: IntentsError.repeatedIntent("A")) { try Classifier.train(twice) }
    }

    @Test func `one intent alone is enough to train`() throws {
        let one = try Classifier.train(.init(intents: [.init(id: "A", examples: [.init("halo")])]))
        #expect(one.rank("halo").parts[0].alternatives.map(\.intent) == ["A"])
    }
}
