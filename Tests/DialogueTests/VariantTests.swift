import Dialogue
import Testing

@Suite struct VariantTests {
    private static let three = ["a", "b", "c"].map { Variant(id: $0) }
    private static let intents = ["PPIU_SYARAT", "PPIU_ALUR", "BIAYA_JASA"].map(IntentID.init(rawValue:))

    @Test func `without variants there is no choice, and of one it is that one`() {
        let none: [Variant] = []
        for seed: UInt32 in [0, 1, .max] {
            #expect(none.choice(seed: seed, intent: Self.intents[0]) == nil)
            #expect([Variant(id: "only")].choice(seed: seed, intent: Self.intents[0])?.id == "only")
        }
    }

    /// Values pinned: a change of the hash would show visitors something else in the middle of a count.
    @Test(
        arguments: [
            (0, ["b", "a", "b"]), (1, ["a", "b", "c"]), (7, ["a", "a", "a"]), (123_456_789, ["c", "c", "b"]), (.max, ["c", "c", "b"]),
        ] as [(UInt32, [String])]) func `a seed sees the same variants for ever`(seed: UInt32, ids: [String])
    {
        #expect(Self.intents.map { Self.three.choice(seed: seed, intent: $0)?.id } == ids)
    }

    @Test func `seeds spread evenly over the variants, whether they count up or jump`() {
        for (step, intent) in [(1, 0), (2, 1), (256, 2), (65_536, 0), (2_654_435_761, 1)] as [(UInt32, Int)] {
            var counts: [String: Int] = [:]
            for number in 0..<30_000 as Range<UInt32> {
                counts[Self.three.choice(seed: number &* step, intent: Self.intents[intent])?.id ?? "", default: 0] += 1
            }
            // Five standard deviations of a fair deal: sqrt(30,000 · 1/3 · 2/3) = 82.
            for id in ["a", "b", "c"] { #expect(abs(counts[id, default: 0] - 10_000) < 410, "step \(step): \(counts)") }
        }
    }

    @Test func `what a seed sees of one intent says nothing about another`() {
        let two = Array(Self.three.prefix(2))
        var both = 0
        for seed in 0..<20_000 as Range<UInt32> {
            let seen = Self.intents.prefix(2).map { two.choice(seed: seed, intent: $0)?.id }
            if seen[0] == seen[1] { both += 1 }
        }
        #expect(abs(both - 10_000) < 354)
    }
}

@Suite struct CannedResponseTests {
    private static func response(_ text: String) -> CannedResponse {
        CannedResponse(id: "x", title: "X", shortcut: "x", text: text, language: .indonesian)
    }

    @Test func `a canned response is filled with what is known, and what is not leaves no gap`() {
        let greeting = Self.response("Halo {name}. Saya {admin} dari {company}. Tentang {topic}, ya?")
        #expect(
            greeting.filled(name: "Sari", company: "Contoh", admin: "Budi", topic: "syarat")
                == "Halo Sari. Saya Budi dari Contoh. Tentang syarat, ya?")
        #expect(greeting.filled(company: "Contoh", admin: "Budi") == "Saya Budi dari Contoh.")
        #expect(greeting.filled(name: "", company: "Contoh", admin: "Budi", topic: "biaya") == "Saya Budi dari Contoh. Tentang biaya, ya?")
    }

    @Test func `a value that looks like a slot is not filled again`() {
        #expect(Self.response("Halo {name}.").filled(name: "{admin}", company: "Contoh", admin: "Budi") == "Halo {admin}.")
    }
}
