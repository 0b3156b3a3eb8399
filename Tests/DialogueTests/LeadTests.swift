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
