import Testing

@testable import Intents

@Suite struct ModelTests {
    @Test func `elementary functions agree with their definitions`() {
        for x in stride(from: 0.01, through: 50, by: 0.37) {
            #expect(abs(exponential(naturalLogarithm(x)) / x - 1) < 1e-12)
        }
        #expect(naturalLogarithm(1) == 0 && exponential(0.0) == 1 && exponential(-800.0) == 0)
        for x in stride(from: Float(-79), through: 79, by: 0.61) {
            let lane = exponential(Lanes(repeating: x))[3]
            #expect(abs(Double(lane) / exponential(Double(x)) - 1) < 1e-5, "\(x)")
        }
        #expect(exponential(Lanes(repeating: -1e30))[0] == 0)
    }

    @Test func `numbers below a bound come alike often, and a shuffle leaves no order`() {
        var random = SplitMix(seed: 3)
        var counts = Array(repeating: 0, count: 10)
        for _ in 0..<10_000 { counts[random.below(10)] += 1 }
        #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
        var order = Array(0..<1000)
        random.shuffle(&order)
        #expect(order.sorted() == Array(0..<1000))
        // Neighbours that stayed neighbours: 2 are to be expected.
        #expect(zip(order, order[1...]).count { $1 == $0 + 1 } < 12)
    }

    @Test func `a committee gives the mean of its members`() throws {
        let prepared = try Prepared(Shop.set)
        let all = Array(0..<prepared.corpus.count)
        let vocabulary = prepared.vocabulary(of: all)
        let batch = Batch(prepared.corpus, all, vocabulary)
        var schedule = Perceptron.Schedule(hidden: 16, epochs: 5, inputDropout: 0.3, hiddenDropout: 0.2)
        let members = [UInt64(2), 3].map { seed in
            schedule.seed = seed
            return Perceptron(batch, classes: prepared.classes, schedule: schedule)
        }
        (schedule.hidden, schedule.committee, schedule.seed) = (32, 2, 2)
        let joined = Perceptron(batch, classes: prepared.classes, schedule: schedule)
        var vector = Vocabulary.Vector()
        vector.read(prepared.corpus.entries(of: 5), vocabulary)
        let mean = Members.mean(members[0].logits(vector), members[1].logits(vector))
        for (a, b) in zip(joined.logits(vector), mean) {
            for at in 0..<8 where b[at] > -1e20 { #expect(abs(a[at] - b[at]) < 1e-4) }
        }
        #expect(members[0].logits(vector) != members[1].logits(vector))
    }

    @Test func `shares add up to one and padding has none`() {
        var lanes = Padding.zeros(11)
        for at in 0..<11 { lanes[at / 8][at % 8] = Float(at) }
        lanes.withUnsafeMutableBufferPointer { Softmax.apply($0) }
        let all = (0..<16).map { lanes[$0 / 8][$0 % 8] }
        #expect(abs(all.reduce(0, +) - 1) < 1e-5)
        #expect(all[11...].allSatisfy { $0 == 0 })
        #expect(zip(all[..<10], all[1..<11]).allSatisfy { $0 < $1 })
    }

    @Test func `a key table finds what was put in and nothing else, through growth`() {
        var table = KeyTable(capacity: 4)
        for number in 0..<5000 { #expect(table.findOrInsert(UInt64(number) << 40, number) == number) }
        #expect(table.findOrInsert(7 << 40, 9999) == 7)
        #expect(table.count == 5000)
        #expect((0..<5000).allSatisfy { table[UInt64($0) << 40] == $0 })
        #expect(table[1] == nil)
        let even = table.renumbered((0..<5000).map { $0 % 2 == 0 ? $0 / 2 : nil })
        #expect(even.count == 2500 && even[4 << 40] == 2 && even[5 << 40] == nil)
    }

    @Test func `a sealed table finds what the table had`() {
        var table = KeyTable()
        for number in 0..<5000 { _ = table.findOrInsert(UInt64(number) << 32 | 7, number) }
        let sealed = table.sealed()
        #expect((0..<5000).allSatisfy { sealed[UInt64($0) << 32 | 7] == UInt32($0) })
        #expect((5000..<9000).allSatisfy { sealed[UInt64($0) << 32 | 7] == KeyIndex.none })
        #expect(KeyTable().sealed()[0] == KeyIndex.none)
        #expect(sealed.bytes < table.bytes)
    }

    @Test func `every key has a name`() {
        let lexicon = Lexicon(concepts: [
            .init(name: "COST", words: ["biaya", "how much"]), .init(name: "TIME", words: ["lama"]),
        ])
        let extractor = Extractor(lexicon)
        let tokens = Tokens("Berapa lama dan biayanya, how much? 12")
        let words = Words(tokens, tokens.tokens.indices, slang: extractor.slang, repair: nil)
        let keys = extractor.keys(of: words)
        let names = extractor.names(of: words)
        #expect(Set(keys.words + keys.letters + keys.concepts) == Set(names.map(\.key)))
        #expect(names.contains { $0.name == "concepts COST TIME" })
        #expect(names.contains { $0.name == "stem biaya" })
    }

    @Test func `the second member is deterministic, keeps the first, and belongs to one set`() throws {
        let first = try Classifier.train(Shop.set)
        let both = try first.withSecondMember(Shop.set)
        #expect(both.hasSecondMember && !first.hasSecondMember)
        #expect(try first.withSecondMember(Shop.set).modelHash == both.modelHash)
        #expect(both.modelHash != first.modelHash)
        #expect(both.rank("jam berapa bukanya?").whole.intent == "HOURS")
        #expect(try both.withSecondMember(Shop.set).modelHash == both.modelHash)
        var other = Shop.set
        other.background.removeLast()
        #expect(throws: IntentsError.anotherSet) { try first.withSecondMember(other) }
    }

    @Test func `training that would need more memory than allowed is refused with the sum`() {
        #expect {
            try Classifier.train(Shop.set, memoryLimit: 1000)
        } throws: { error in
            guard case IntentsError.memory(let bytes, limit: 1000) = error else { return false }
            return bytes > 1000
        }
    }

    @Test func `three examples an intent make it modest`() throws {
        var set = Shop.set
        for at in set.intents.indices { set.intents[at].examples = Array(set.intents[at].examples.prefix(3)) }
        let small = try Classifier.train(set)
        for text in ["do you sell bicycles", "tell me about your company", "apakah ada lowongan kerja", "saya mau komplain"] {
            #expect(small.rank(text).whole.verdict != .answer, "\(text)")
        }
    }
}
