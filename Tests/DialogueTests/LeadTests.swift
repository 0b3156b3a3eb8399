import Dialogue
import Testing

@Suite struct LeadTests {
    @Test(
        arguments: [
            ("+62 800-0000-0000", .phone, "+62 800-0000-0000"), ("0800.0000.0000", .phone, "0800.0000.0000"),
            ("(0800) 000 000", .phone, "(0800) 000 000"),
            ("  0800   0000 ", .phone, "0800 0000"), ("12345678", .phone, "12345678"), ("123456789012345", .phone, "123456789012345"),
            ("nama@contoh.example", .email, "nama@contoh.example"), (" nama@contoh.example\n", .email, "nama@contoh.example"),
            ("nama+ppiu@sub.contoh.example", .email, "nama+ppiu@sub.contoh.example"),
        ] as [(String, Lead.Contact.Kind, String)]) func `a contact is read as it is written`(
            text: String, kind: Lead.Contact.Kind, value: String
        ) throws
    {
        #expect(Lead.Contact(text) == Lead.Contact(kind: kind, value: value))
    }

    @Test(arguments: [
        "", " ", "1234567", "1234567890123456", "0800-0000-0000 pagi", "nama", "@contoh.example", "nama@", "nama@contoh", "nama@.example",
        "nama@contoh.",
        "nama@contoh..example", "nama @contoh.example", "a@b@contoh.example", "+-.() ",
    ]) func `what is neither number nor address is no contact`(text: String) {
        #expect(Lead.Contact(text) == nil)
    }
}

@Suite struct LeadSignalTests {
    private static let signals = LeadSignals(
        signals: [
            .init(id: "ready", phrases: ["siap daftar", "let's start"], score: 5, isUrgent: true),
            .init(id: "soon", phrases: ["ASAP"], score: 2),
        ], negations: ["belum", "not"])

    @Test(
        arguments: [
            ("Saya sudah SIAP  daftar, min!", ["ready"]), ("siap\ndaftar", ["ready"]), ("Let's start, asap please", ["ready", "soon"]),
            ("belum siap daftar", []), ("saya belum terlalu siap daftar", []), ("belum tahu, tapi kami siap daftar", ["ready"]),
            ("not asap", []), ("siap mendaftar", []), ("kesiap daftar", []), ("siap daftarkan", []), ("siap", []), ("", []), ("!?", []),
        ] as [(String, [String])]) func `words show who is near, and their denial does not`(text: String, ids: [String])
    {
        #expect(Self.signals.found(in: text).map(\.id) == ids)
    }

    @Test func `what was said counts like what was tapped, once, and up to a hundred`() {
        var qualification = House.qualification
        qualification.signals = Self.signals
        #expect(qualification.standing(for: [:], said: ["ready"]).isUrgent)
        #expect(qualification.standing(for: [:], said: ["soon"]).score == 2)
        #expect(!qualification.standing(for: ["form": "pt"], said: ["soon"]).isUrgent)
        let all = ["form": "pt", "office": "yes", "ready": "go"]
        #expect(qualification.standing(for: all, said: ["ready", "soon", "gone"]).percent == 100)
        #expect(qualification.score(ofNeed: "mau izin") == nil)
        #expect(qualification.score(ofNeed: "siap daftar") == qualification.standing(for: [:], said: ["ready"]).percent)
    }
}
