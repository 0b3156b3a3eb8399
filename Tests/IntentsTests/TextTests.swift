import Testing

@testable import Intents

@Suite struct TextTests {
    private func words(_ text: String, _ lexicon: Lexicon = .init()) -> [String] {
        let tokens = Tokens(text)
        let words = Words(tokens, tokens.tokens.indices, slang: SlangTable(lexicon), repair: nil)
        return words.words.map { String(decoding: words.bytes(of: $0), as: UTF8.self) }
    }

    @Test(arguments: [
        ("Apa SYARATNYA?", ["apa", "syaratnya", "?"]),
        ("café Ｆｕｌｌ 𝐁𝐨𝐥𝐝 ﻿x\u{200B}y", ["cafe", "full", "bold", "xy"]),
        ("bayar 1.500.000 ke 0800-123", ["bayar", "<num>", "<num>", "<num>", "ke", "<num>", "<num>"]),
        ("kirim ke budi@contoh.example, ya", ["kirim", "ke", "<email>", "ya"]),
        ("lihat https://contoh.example/a?b=1 dulu", ["lihat", "<url>", "dulu"]),
        ("halo!!! ada??", ["halo", "!", "ada", "?"]),
        ("Привет МИР", ["привет", "мир"]),
        ("", []), ("   \n\t", []), ("😀😀", []),
    ])
    func `a text is cut into small words without accents`(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("lamaaaa banget", ["lama", "banget"]), ("maaf fee", ["maaf", "fee"]),
        ("syarat2", ["syarat"]), ("syarat2nya", ["syaratnya"]), ("syarat-syarat", ["syarat"]),
        ("syarat-syaratnya apa", ["syaratnya", "apa"]), ("p2p", ["p2p"]), ("e-mail", ["e", "mail"]),
    ])
    func `repeated letters and reduplication are read as one word`(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test func `slang stands for up to two words and fillers for none`() {
        let lexicon = Lexicon(
            slang: [.init(word: "brp", meaning: "berapa"), .init(word: "ongkir", meaning: "ongkos kirim ya")],
            fillers: ["dong"])
        #expect(words("Brp ONGKIRRR dong?", lexicon) == ["berapa", "ongkos", "kirim", "?"])
    }

    @Test func `slang is looked up after repeated letters and reduplication`() {
        let lexicon = Lexicon(slang: [.init(word: "gmn", meaning: "bagaimana")])
        #expect(words("gmnnnn gmn2", lexicon) == ["bagaimana", "bagaimana"])
    }

    @Test(arguments: [
        ("syarat", "syart", true), ("syarat", "syarrat", true), ("syarat", "syatar", false), ("syarat", "syarta", true),
        ("syarat", "sysrat", true), ("syarat", "syarat", true), ("ab", "ba", true), ("abc", "cba", false),
        ("biaya", "bia", false),
    ])
    func `one slip of the finger is near and two are not`(a: String, b: String, near: Bool) {
        #expect(Spelling.isNear(Array(a.utf8)[...], Array(b.utf8)[...]) == near)
        #expect(Spelling.isNear(Array(b.utf8)[...], Array(a.utf8)[...]) == near)
    }

    @Test(arguments: [
        ("persyaratan", "syarat"), ("syaratnya", "syarat"), ("pengurusan", "urus"), ("biayanya", "biaya"),
        ("dibutuhkan", "butuh"), ("fee", "fee"), ("kapan", "kapan"),
    ])
    func `a light stem is what related words share`(word: String, stem: String) {
        #expect(String(decoding: Stemmer.stem(Array(word.utf8)[...]), as: UTF8.self) == stem)
    }

    @Test func `an unknown word becomes the most frequent known one that is near`() throws {
        var repair = Repair()
        for word in ["syarat", "syarat", "syarah", "persyaratan", "lama"] {
            let bytes = Array(word.utf8)
            repair.count(bytes[...], hash: Spelling.hash(bytes, bytes.indices))
        }
        repair.index()
        func suggestion(_ word: String) -> String? {
            let bytes = Array(word.utf8)
            return repair.suggestion(for: bytes, bytes.indices, hash: Spelling.hash(bytes, bytes.indices))
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(suggestion("syara") == "syarat")
        #expect(suggestion("sayrat") == "syarat")
        #expect(suggestion("prsyrtn") == "persyaratan")
        #expect(suggestion("syarah") == nil)
        #expect(suggestion("lamo") == nil)
        #expect(suggestion("kucing") == nil)
    }

    @Test func `the span of every token is its place in the text`() {
        let text = "Berapa «biayanya», ya? Ke café!"
        let bytes = Array(text.utf8)
        let places = Tokens(text).tokens.map { String(decoding: bytes[Int($0.from)..<Int($0.to)], as: UTF8.self) }
        #expect(places == ["Berapa", "biayanya", "ya", "?", "Ke", "café", "!"])
    }
}
