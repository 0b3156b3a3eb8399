import Dialogue
import Testing

/// Small cases of each rule, readable one by one; the large tables are in `FidelityCorpusTests`.
@Suite struct FidelityTests {
    static let template =
        "Izin PPIU berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling lama dua tahun sejak izin terbit."

    @Test func `a template is faithful to itself`() {
        #expect(Fidelity.check(template: Self.template, rewording: Self.template, in: .indonesian) == .accepted)
    }

    @Test func `a number in words is the number in digits`() {
        let said =
            "Izin PPIU berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling lama 2 tahun sejak izin terbit."
        #expect(Fidelity.check(template: Self.template, rewording: said, in: .indonesian) == .accepted)
    }

    @Test(arguments: [
        (
            "Izin PPIU berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling lama tiga tahun sejak izin terbit.",
            Fidelity.Rule.duration
        ),
        (
            "Izin PPIU berlaku selama kegiatan usaha dijalankan (PP 5/2021). Sertifikasi pertama paling lama dua tahun sejak izin terbit.",
            .reference
        ),
        ("Izin PPIU berlaku (PP 28/2025). Sertifikasi pertama paling lama dua tahun sejak izin terbit.", .condition),
        (
            "Izin PPIU tidak berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling lama dua tahun sejak izin terbit.",
            .negation
        ),
        (
            "Izin PPIU pasti berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling lama dua tahun sejak izin terbit.",
            .promise
        ),
        (
            "Izin PPIU berlaku selama kegiatan usaha dijalankan (PP 28/2025). Sertifikasi pertama paling singkat dua tahun sejak izin terbit.",
            .limit
        ),
        ("", .empty), ("**Izin**", .markup), ("Izin PPIU berlaku, lihat contoh.example/izin", .contact),
    ])
    func `what changes a fact is refused by its rule`(said: String, rule: Fidelity.Rule) {
        guard case .refused(let found, _) = Fidelity.check(template: Self.template, rewording: said, in: .indonesian) else {
            Issue.record("accepted: \(said)")
            return
        }
        #expect(found == rule)
    }
}

/// Text made to take long. Each is judged in linear time; what a superlinear rule would need is hours, so the limit is no measurement.
@Suite(.timeLimit(.minutes(1))) struct FidelityHostileTests {
    static let limit = Fidelity.Limit(maximumCharacters: 8_000, maximumRatio: 1_000, slackCharacters: 8_000)

    @Test(arguments: [
        "tidak ", "dapat ", "PPIU PIHK ", "izin, ", "8/2019 ", "dua tiga ", "((((", "0 ", "a.", "Pasal 1 dan ", "paling lama ",
        "kami Anda ", "1.", "😀", "x",
        "seratus ribu juta ", "bila atau ", "a-", "@", "berkas ", "mempertanggungjawabkannya ", "\u{0}", "½", "+62 8 ",
    ]) func `hostile text is judged, not pondered`(unit: String) {
        let text = String(String(repeating: unit, count: 8_000).prefix(8_000))
        for language in Language.allCases {
            _ = Fidelity.check(template: FidelityTests.template, rewording: text, in: language, limit: Self.limit)
            _ = Fidelity.check(template: text, rewording: text, in: language, limit: Self.limit)
        }
        #expect(Fidelity.check(template: FidelityTests.template, rewording: text, in: .indonesian) != .accepted)
    }
}
