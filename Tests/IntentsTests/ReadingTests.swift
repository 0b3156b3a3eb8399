import Dispatch
import Synchronization
import Testing

@testable import Intents

/// What makes a reading quick must not change what it says.
@Suite struct ReadingTests {
    private static let shop = Result { try Classifier.train(Shop.set).withSecondMember(Shop.set) }
    private static let texts = [
        "jam berapa bukanya?", "brp ongkir ke bandung, dan bisa bayar pakai transfer?", "syarat retur apa saja", "", "zxcv 12 ?",
        "how much is shipping and when are you open", String(repeating: "mau tukar barang, terus bayar. ", count: 100), "buka",
    ]

    @Test func `the vector of a stretch is the one it has alone`() throws {
        let shop = try Self.shop.get()
        func words(_ text: String) -> Words {
            let tokens = Tokens(text)
            return Words(tokens, tokens.tokens.indices, slang: shop.extractor.slang, repair: shop.repair)
        }
        func vector(_ findings: inout Findings, _ stretch: Range<Int>) -> [UInt32: Float] {
            var vector = Vocabulary.Vector()
            findings.vector(of: stretch, shop.index, shop.vocabulary, &vector)
            #expect(vector.count > 0)
            return Dictionary(uniqueKeysWithValues: (0..<vector.count).map { (vector.features[$0], vector.values[$0]) })
        }
        let (left, right) = ("berapa ongkos kirim ke bandung", "how do i return an item")
        var whole = Findings()
        whole.read(words(left + " " + right), shop.extractor, shop.index)
        for (text, stretch) in [(left, 0..<5), (right, 5..<11), (left + " " + right, 0..<11)] {
            var alone = Findings()
            alone.read(words(text), shop.extractor, shop.index)
            #expect(alone.count == stretch.count)
            let (a, b) = (vector(&whole, stretch), vector(&alone, 0..<alone.count))
            #expect(Set(a.keys) == Set(b.keys))
            #expect(a.allSatisfy { abs($0.value - (b[$0.key] ?? 0)) < 1e-6 })
            #expect(abs(a.values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
        }
    }

    @Test func `a reading leaves nothing behind for the next`() throws {
        let shop = try Self.shop.get()
        let forwards = Self.texts.map { shop.rank($0) }
        #expect(Self.texts.reversed().map { shop.rank($0) } == forwards.reversed())
        for (text, ranking) in zip(Self.texts, forwards) { #expect(shop.rank(text) == ranking && shop.rank(text) == ranking) }
        // Another classifier has another pool: the longest text is the first it reads.
        let other = try Classifier.train(Shop.set).withSecondMember(Shop.set)
        #expect(other.rank(Self.texts[6]) == forwards[6])
    }

    @Test func `readings at the same time do not meet`() throws {
        let shop = try Self.shop.get()
        let alone = Self.texts.map { shop.rank($0) }
        let strayed = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 200) { round in
            let at = round % Self.texts.count
            if shop.rank(Self.texts[at]) != alone[at] { strayed.withLock { $0 += 1 } }
        }
        #expect(strayed.withLock { $0 } == 0)
    }

    @Test(arguments: [1, 3, 4, 5, 13]) func `sums of packed rows are those of the weights within a step`(lanes: Int) {
        var random = SplitMix(seed: 5)
        func number() -> Float { Float(random.below(2001) - 1000) / 250 }
        let rows = (0..<(40 * lanes)).map { _ in Lanes(number(), number(), number(), number(), number(), number(), number(), number()) }
        let packed = PackedRows(rows, lanes: lanes)
        for count in [0, 1, 2, 7, 40] {
            let chosen = (0..<count).map { _ in UInt32(random.below(40)) }
            let values = chosen.map { _ in Float(random.below(1000)) / 1000 }
            var mixture = Mixture()
            mixture.read(chosen + [7], values + [9], count: count)
            var sum = Array(repeating: Lanes(repeating: 1), count: lanes)
            packed.addUp(mixture, to: &sum)
            for lane in 0..<lanes {
                var exact = Lanes(repeating: 1)
                for (row, value) in zip(chosen, values) { exact += rows[Int(row) * lanes + lane] * value }
                let step: Float = 4.0 / 127
                #expect(abs((sum[lane] - exact).max()) <= step / 2 * values.reduce(0, +) + 1e-2)
                #expect(abs((sum[lane] - exact).min()) <= step / 2 * values.reduce(0, +) + 1e-2)
            }
        }
        #expect(abs(packed[3, 2] - rows[3 * lanes][2]) <= 2.0 / 127)
    }

    @Test func `the longest text does not overflow the sums`() {
        let packed = PackedRows(Array(repeating: Lanes(repeating: 1), count: 5000), lanes: 1)
        var mixture = Mixture()
        mixture.read((0..<5000).map { UInt32($0) }, Array(repeating: 0.5, count: 5000), count: 5000)
        var sum = [Lanes.zero]
        packed.addUp(mixture, to: &sum)
        #expect(abs(sum[0][0] - 2500) < 10)
    }
}
