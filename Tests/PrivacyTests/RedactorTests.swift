import Privacy
import Testing

@Suite struct RedactorTests {
    private let redactor = Redactor()

    @Test(arguments: [
        ("NIK saya 3171990101900001 ya", "NIK saya [NIK] ya"),
        ("KK 3171990101100001", "KK [KK]"),
        ("NPWP 01.000.000.8-000.000.", "NPWP [NPWP]."),
        ("WA +62 (0) 812-0000-0001!", "WA [PHONE]!"),
        ("kirim ke contoh@example.com.", "kirim ke [EMAIL]."),
        ("paspor C1234567", "paspor [PASSPORT]"),
        ("rekening BSI 7000000001", "rekening BSI [ACCOUNT]"),
        ("kartu 4111 1111 1111 1111", "kartu [CARD]"),
        ("nopol B 1234 XYZ", "nopol [PLATE]"),
        ("saya tinggal di Jl. Contoh No. 5", "saya tinggal di [ADDRESS]"),
    ])
    func `each kind is replaced by its token and nothing else changes`(text: String, masked: String) {
        #expect(redactor.mask(text) == masked)
    }

    @Test func `a finding tells the bytes of the text, not of its folded form`() {
        let text = "é０８１２００００００３６🙂"
        let findings = redactor.findings(in: text)
        #expect(findings.map(\.kind) == [.phone])
        #expect(findings.first?.range == 2..<38)
    }

    @Test func `sixteen digits beside a word are that word's, whatever their structure`() {
        for (word, kind) in [("NIK", Finding.Kind.nik), ("KK", .familyCard), ("NPWP", .npwp), ("rekening BTN", .account)] {
            #expect(redactor.findings(in: "\(word) 9999999999999999").map(\.kind) == [kind], "\(word)")
        }
    }

    @Test func `the nearest word before decides, then one after, then the number before`() {
        #expect(redactor.mask("KTP dan KK: 3171990101900001") == "KTP dan KK: [KK]")
        #expect(redactor.mask("3171990101900001 (KK)") == "[KK] (KK)")
        #expect(redactor.mask("KK 3171990101900001 dan 3171990101900002") == "KK [KK] dan [KK]")
    }

    @Test func `a woman's day of birth is forty later, and a man's is not`() {
        // Structure alone is told by confidence: what is not built like a NIK goes in doubt only.
        #expect(redactor.findings(in: "ini 3171996902960001 ya").first?.confidence == 0.9)
        #expect(redactor.findings(in: "ini 3171997202960001 ya").first?.confidence == 0.6)
    }

    @Test(arguments: [
        "3171993002900001", "3171992902010001", "3171990113900001", "3100990101900001", "9971990101900001", "3171990101900000",
    ])
    func `a date, a region or a serial that cannot be is not a NIK's structure`(digits: String) {
        #expect(redactor.findings(in: "ini \(digits) ya").first.map { $0.confidence <= 0.6 } ?? true)
    }

    @Test func `29 February is a birthday in a leap year only`() {
        #expect(redactor.findings(in: "ini 3171992902960001 ya").first?.confidence == 0.9)
        #expect(redactor.findings(in: "ini 3171992902970001 ya").first?.confidence == 0.6)
    }

    @Test func `the company's own contacts stay in whatever way they are written`() {
        let redactor = Redactor(keeping: ["+62 800-0000-0000", "Halo@Contoh.example"])
        let text = "WA 0800 0000 0000 atau 6280000000000, halo@contoh.example"
        #expect(redactor.mask(text) == text)
        #expect(redactor.mask("WA 0800 0000 0001, hai@contoh.example") == "WA [PHONE], [EMAIL]")
    }

    @Test func `an order's or a business's number stays, and a NIK for an order goes`() {
        for text in ["NIB 0812000123456", "pesanan 3171990101900001", "invoice no. 081200000001"] {
            #expect(redactor.mask(text) == text)
        }
        #expect(redactor.mask("KTP untuk tiket: 3171990101900001") == "KTP untuk tiket: [NIK]")
    }

    @Test func `two numbers in a row are two findings`() {
        #expect(redactor.mask("0812 0000 0001 0813 0000 0002") == "[PHONE] [PHONE]")
        #expect(redactor.mask("081200000001/081300000002") == "[PHONE]/[PHONE]")
    }

    @Test func `tokens in a text are neither masked nor words that make a number personal`() {
        #expect(redactor.mask("[PASSPORT] 123456789") == "[PASSPORT] 123456789")
        #expect(redactor.mask("[ACCOUNT] [NIK] [CARD]") == "[ACCOUNT] [NIK] [CARD]")
    }

    @Test(arguments: [
        ("62-21-5550012", "[PHONE]"),
        ("a/c 1234567890", "a/c [ACCOUNT]"),
        ("acc no 1234567890", "acc no [ACCOUNT]"),
        ("kartu kredit bca 4111111111111111", "kartu kredit bca [CARD]"),
        ("email: contoh @ example . com", "email: [EMAIL]"),
        ("email contoh@gmail dot com", "email [EMAIL]"),
        ("contoh dot satu at example dot com", "[EMAIL]"),
        ("nol delapan satu dua, nol nol nol nol, nol nol tiga tiga", "[PHONE]"),
        ("oh eight one two zero zero zero zero three five", "[PHONE]"),
        ("IBAN SA0012345678901234567890", "IBAN SA[ACCOUNT]"),
        ("put my id 1111112222223333 there", "put my id [NIK] there"),
        ("izinnya bagaimana, nomor saya (0251) 3157615", "izinnya bagaimana, nomor saya [PHONE]"),
        ("contoh@example.com081200000001", "[EMAIL][PHONE]"),
        ("no permit, B0000001 (paspor)", "no permit, [PASSPORT] (paspor)"),
        ("paspor 150610410 1 orang", "paspor [PASSPORT] 1 orang"),
    ])
    func `what was once missed is found`(text: String, masked: String) {
        #expect(redactor.mask(text) == masked)
    }

    @Test(arguments: [
        "must be 100% Indonesian, with the licence",
        "CVE-2026-27954: block and transfer lack a check",
        "home from work right now, rt 40",
        "https://faq.example.com/5913398998672934",
        "https://support.example.com/articles/7735693959-managing-api-call-limits",
        "biaya paspor Rp 350.000",
        "-6.2088,106.8456",
    ])
    func `what was once masked for nothing stays`(text: String) {
        #expect(redactor.mask(text) == text)
    }

    @Test func `an empty text has no findings`() {
        #expect(redactor.findings(in: "").isEmpty)
        #expect(redactor.mask("") == "")
    }
}
