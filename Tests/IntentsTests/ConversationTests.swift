import Testing

@testable import Intents

@Suite struct ConversationTests {
    private static let shop = Result { try Classifier.train(Shop.set) }

    @Test(arguments: [
        ("halo, jam berapa buka?", [1: true]), ("berapa biayanya dan alur pendaftaran", [2: false]), ("syarat dan alur pendaftaran", [:]),
        ("berapa lama? dan siapa yang datang?", [3: true]), ("apa itu", [:]),
    ])
    func `a text may be cut after a pause and at a joining word`(text: String, cuts: [Int: Bool]) {
        let found = Splitter.cuts(Tokens(text))
        #expect(Dictionary(found.map { ($0.left, $0.isStrong) }, uniquingKeysWith: { first, _ in first }) == cuts)
    }

    @Test func `a story of many clauses is not cut more than four times`() {
        #expect(Splitter.cuts(Tokens(String(repeating: "satu dua, ", count: 50))).count == Splitter.mostCuts)
    }

    @Test func `a message with two questions has both parts in order, each with its place`() throws {
        let text = "Buka jam berapa? Bisa bayar pakai transfer?"
        let ranking = try Self.shop.get().rank(text)
        #expect(ranking.parts.map(\.intent) == ["HOURS", "PAYMENT"])
        let bytes = Array(text.utf8)
        #expect(
            ranking.parts.map { String(decoding: bytes[$0.span], as: UTF8.self) }
                == ["Buka jam berapa? ", "Bisa bayar pakai transfer?"])
    }

    @Test(arguments: [
        ("berapa lama", true), ("biayanya mahal ga", true), ("bisa dicicil", true), ("is it open", true), ("sudah beres?", true),
        ("terus ada cabang", true), ("saya sudah menunggu dari pagi", false), ("my parcel never came", false), ("ga sampai kemarin", false),
        ("dan", false), ("", false),
    ])
    func `a clause asks by its small words, wherever the language puts them`(text: String, asks: Bool) {
        let tokens = Tokens(text)
        let words = Words(tokens, tokens.tokens.indices, slang: SlangTable(.init()), repair: nil)
        #expect(Cues.asks(words, words.words.indices) == asks)
    }

    @Test(arguments: [
        ("kalau ke luar negeri?", true), ("and for cards?", true), ("yang tadi berapa lama", true), ("how long is that", true),
        ("buka jam berapa", false), ("can i pay by card", false), ("", false),
    ])
    func `a text says by its small words that it goes on from before`(text: String, resumes: Bool) {
        let tokens = Tokens(text)
        let words = Words(tokens, tokens.tokens.indices, slang: SlangTable(.init()), repair: nil)
        #expect(Cues.resumes(words) == resumes)
    }

    @Test func `a courtesy beside a question is no part of its own`() throws {
        var set = Shop.set
        set.intents.append(
            .init(
                id: "GREETING",
                examples: ["halo", "halo kak", "hai", "hello there", "selamat pagi", "good morning"].map { .init($0) },
                isCourtesy: true))
        let classifier = try Classifier.train(set)
        #expect(classifier.rank("Halo kak, buka jam berapa?").parts.map(\.intent) == ["HOURS"])
        #expect(classifier.rank("halo").parts.map(\.intent) == ["GREETING"])
    }

    @Test func `a short follow-up leans towards what is near the last answer, a whole question does not`() throws {
        let shop = try Self.shop.get()
        let alone = shop.rank("kalau ke luar negeri?").whole
        let after = shop.rank("kalau ke luar negeri?", context: .init(lastIntent: "PAYMENT")).whole
        #expect(alone.confidence != after.confidence)
        let question = "kak mau tanya dong berapa lama ya pengiriman paket sampai ke bandung kalau dari toko ini"
        #expect(shop.rank(question) == shop.rank(question, context: .init(lastIntent: "PAYMENT")))
    }

    @Test(arguments: [("buka jam berapa", "HOURS"), ("can i pay by card", "PAYMENT"), ("mau tukar barang", "RETURN")])
    func `a change of the subject is no follow-up, however short`(text: String, intent: String) throws {
        let shop = try Self.shop.get()
        for last in ["HOURS", "RETURN", "SHIPPING", "PAYMENT"] {
            #expect(shop.rank(text, context: .init(lastIntent: last)).whole.intent == intent, "\(last)")
        }
    }

    @Test func `an offered choice gains, an unknown one changes nothing`() throws {
        let shop = try Self.shop.get()
        let alone = shop.rank("yang kartu").whole
        let offered = shop.rank("yang kartu", context: .init(expecting: ["PAYMENT", "RETURN"])).whole
        #expect(offered.intent == "PAYMENT")
        #expect(offered.confidence > alone.confidence)
        #expect(shop.rank("yang kartu", context: .init(lastIntent: "NO_SUCH")).whole == alone)
    }
}
