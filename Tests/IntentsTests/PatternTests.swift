import Testing

@testable import Intents

@Suite struct PatternTests {
    private func intent(_ text: String, _ patterns: [String: [String]]) -> String? {
        var repair = Repair()
        let intents = patterns.sorted { $0.key < $1.key }
            .map { TrainingSet.Intent(id: $0.key, examples: [], patterns: $0.value) }
        let slang = SlangTable(Lexicon(slang: [.init(word: "brp", meaning: "berapa")]))
        let table = PatternTable(intents, slang, &repair) { intent in intents.firstIndex { $0.id == intent.id } ?? -1 }
        let tokens = Tokens(text)
        let place = table.intent(of: Words(tokens, tokens.tokens.indices, slang: slang, repair: nil), tokens)
        return place.map { intents[$0].id }
    }

    @Test(arguments: [
        ("apa itu *", "Apa itu PPIU?", true), ("apa itu *", "apa itu", true), ("apa itu *", "jadi apa itu ppiu", false),
        ("* harga *", "berapa harga paketnya", true), ("* harga *", "harga", true), ("harga", "harga berapa", false),
        ("berapa * hari", "brp lama ya hari", true), ("berapa * hari", "berapa hari lagi", false),
        ("a * b * c", "a b b c", true), ("a * b * c", "a c b", false), ("*", "apa saja", false), ("", "", false),
    ])
    func `a pattern fits whole messages, with any words for its stars`(pattern: String, text: String, fits: Bool) {
        #expect((intent(text, ["A": [pattern]]) == "A") == fits)
    }

    @Test func `the pattern with the most words wins, and of equals the first intent's`() {
        #expect(intent("jam buka toko", ["A": ["jam *"], "B": ["jam buka *"]]) == "B")
        #expect(intent("jam buka toko", ["A": ["* toko"], "B": ["jam *"]]) == "A")
    }

    @Test func `a pattern that fits decides, and the model's best come after it`() throws {
        var set = Shop.set
        set.intents[1].patterns = ["buka jam berapa"]
        let part = try Classifier.train(set).rank("Buka jam berapa?").whole
        #expect(part.intent == "RETURN")
        #expect(part.verdict == .answer)
        #expect(part.alternatives.map(\.intent).dropFirst().first == "HOURS")
        #expect(part.alternatives.allSatisfy { $0.confidence <= part.confidence })
    }

    @Test func `patterns that are too long and texts that are too long never fit`() {
        let longest = Array(repeating: "a", count: 16).joined(separator: " ")
        #expect(intent(longest, ["A": [longest]]) == "A")
        #expect(intent(longest + " a", ["A": [longest + " a"]]) == nil)
        #expect(intent(String(repeating: "a ", count: 64), ["A": ["a *"]]) == "A")
        #expect(intent(String(repeating: "a ", count: 65), ["A": ["a *"]]) == nil)
    }
}
