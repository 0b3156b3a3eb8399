import Dialogue
import Foundation
import Intents
import JSON
import Testing

@testable import Desk

@Suite struct ContentTests {
    /// `faq.json` with one intent `A`, whose members are changed or added to by `members`, and those of the root by `root`.
    private static func faq(_ members: String = "{}", root: String = "{}") throws -> String {
        let base =
            #"{"answer": "Jawaban.", "benefits": ["a", "b", "c"], "cta_primary": "Satu", "cta_secondary": "Dua", "question": "Apa?"}"#
        let intent = merge(try JSON(parsing: base), try JSON(parsing: members))
        let whole = merge(.object([.init("intents", .object([.init("A", intent)]))]), try JSON(parsing: root))
        return String(decoding: whole.bytes, as: UTF8.self)
    }

    /// `changes` over `json`; `null` takes a member away.
    private static func merge(_ json: JSON, _ changes: JSON) -> JSON {
        let changed = changes.object ?? []
        let kept = (json.object ?? []).filter { member in !changed.contains { $0.key == member.key } }
        return .object(kept + changed.filter { !$0.value.isNull })
    }

    private static func read(_ files: [String: String]) throws -> ContentFiles {
        try ContentFiles(files: files.mapValues { Array($0.utf8) }, setting: Shop.setting)
    }

    /// All that is wrong, as a person is told it: errors as they are, warnings after `?`.
    private static func complaints(_ files: [String: String]) throws -> [String] {
        do {
            return try read(files).warnings.flatMap { error in error.mistakes.map { "? \(error.file): \($0)" } }
        } catch let error as ContentError {
            return error.mistakes.map { ($0.severity == .error ? "" : "? ") + "\(error.file): \($0)" }
        }
    }

    // MARK: faq.json

    @Test(arguments: [
        (#"{"answer": null}"#, "intents.A.answer: is missing"),
        (#"{"answer": ""}"#, "intents.A.answer: must not be empty"),
        (#"{"answer": " \n "}"#, "intents.A.answer: must not be empty"),
        (#"{"answer": 5}"#, "intents.A.answer: must be a string, is a number"),
        (#"{"answer": ["a"]}"#, "intents.A.answer: must be a string, is an array"),
        (#"{"answer": "\#(String(repeating: "a", count: 4001))"}"#, "intents.A.answer: has 4001 characters; the limit is 4000"),
        (#"{"title": ""}"#, "intents.A.title: must not be empty"),
        (#"{"question": {}}"#, "intents.A.question: must be a string, is an object"),
        (#"{"cta_primary": null}"#, "intents.A.cta_primary: is missing"),
        (#"{"cta_secondary": ""}"#, "intents.A.cta_secondary: must not be empty"),
        (#"{"points": "satu"}"#, "intents.A.points: must be an array, is a string"),
        (#"{"points": ["satu", ""]}"#, "intents.A.points[1]: must not be empty"),
        (#"{"benefits": null}"#, "intents.A.benefits: is missing"),
        (#"{"benefits": ["a", "b"]}"#, "intents.A.benefits: has 2 points; 3 to 5 are shown"),
        (#"{"benefits": ["a", "b", "c", "d", "e", "f"]}"#, "intents.A.benefits: has 6 points; 3 to 5 are shown"),
        (#"{"benefits": []}"#, "intents.A.benefits: has 0 points; 3 to 5 are shown"),
        (#"{"benefits": "a"}"#, "intents.A.benefits: must be an array, is a string"),
        (#"{"benefits": ["a", "b", 3, "c"]}"#, "intents.A.benefits[2]: must be a string, is a number"),
        (#"{"role": "complaint", "benefits": ["a"]}"#, "intents.A.benefits: has 1 points; 3 to 5 are shown"),
        (
            #"{"role": "boss"}"#,
            "intents.A.role: must be one of greeting, thanks, bot, complaint, human, ready, contact, hours, location, privacy, checklist, eligibility"
        ),
        (#"{"visibility": "secret"}"#, "intents.A.visibility: must be public or internal"),
        (#"{"requires_source": "yes"}"#, "intents.A.requires_source: must be true or false, is a string"),
        (#"{"review_due": "24-11-2026"}"#, "intents.A.review_due: must be a date: YYYY-MM-DD"),
        (#"{"review_due": "2026-13-01"}"#, "intents.A.review_due: must be a date: YYYY-MM-DD"),
        (#"{"suggestions": ["B"]}"#, "intents.A.suggestions[0]: there is no intent B"),
        (#"{"suggestions": "A"}"#, "intents.A.suggestions: must be an array, is a string"),
        (#"{"sources": [{"title": "a"}, {"url": "/b"}]}"#, "intents.A.sources[1].title: is missing"),
        (
            #"{"sources": [{"title": "a", "url": "javascript:alert(1)"}]}"#,
            "intents.A.sources[0].url: must be a link: https://…, a path of this site from /, mailto: or tel:"
        ),
        (
            #"{"sources": [{"title": "a", "url": "//evil.example"}]}"#,
            "intents.A.sources[0].url: must be a link: https://…, a path of this site from /, mailto: or tel:"
        ),
        (
            #"{"sources": [{"title": "a", "url": "https://a b"}]}"#,
            "intents.A.sources[0].url: must be a link: https://…, a path of this site from /, mailto: or tel:"
        ),
        (#"{"sources": [{"title": "a", "year": 1899}]}"#, "intents.A.sources[0].year: must be a whole number from 1900 to 2100"),
        (#"{"sources": [{"title": "a", "year": "2019"}]}"#, "intents.A.sources[0].year: must be a whole number from 1900 to 2100"),
        (
            #"{"cta_primary_action": {"kind": "dance"}}"#,
            "intents.A.cta_primary_action.kind: must be lead, whatsapp, checklist, escalate, ask or link"
        ),
        (#"{"cta_primary_action": {}}"#, "intents.A.cta_primary_action.kind: is missing"),
        (#"{"cta_primary_action": {"kind": "ask"}}"#, "intents.A.cta_primary_action.intent: is missing"),
        (#"{"cta_secondary_action": {"kind": "ask", "intent": "B"}}"#, "intents.A.cta_secondary_action.intent: there is no intent B"),
        (#"{"cta_secondary_action": {"kind": "link"}}"#, "intents.A.cta_secondary_action.href: is missing"),
        (
            #"{"cta_secondary_action": {"kind": "link", "href": "data:text/html,x"}}"#,
            "intents.A.cta_secondary_action.href: must be a link: https://…, a path of this site from /, mailto: or tel:"
        ),
        (#"{"examples": "halo"}"#, "intents.A.examples: must be an array, is a string"),
        (#"{"examples": ["halo", 1]}"#, "intents.A.examples[1]: must be a string, is a number"),
        (#"{"patterns": [""]}"#, "intents.A.patterns[0]: must not be empty"),
        (
            #"{"answer": "Di {kota}."}"#,
            "intents.A.answer: no slot {kota}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp"
        ),
        (
            #"{"points": ["Satu", "Di {kota}."]}"#,
            "intents.A.points[1]: no slot {kota}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp"
        ),
        (
            #"{"benefits": ["a", "b", "Di {kota}."]}"#,
            "intents.A.benefits[2]: no slot {kota}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp"
        ),
        // What must stay must not vanish with a slot that nobody has filled in.
        (
            #"{"answer": "Alamat: {address}."}"#,
            "intents.A.answer: nothing is left of it while {address} is not filled in; add a sentence without a slot"
        ),
        (
            #"{"cta_primary": "Telepon {phone}"}"#,
            "intents.A.cta_primary: nothing is left of it while {phone} is not filled in; add a sentence without a slot"
        ),
        (
            #"{"question": "Apa itu {legal_name}?"}"#,
            "intents.A.question: nothing is left of it while {legal_name} is not filled in; add a sentence without a slot"
        ),
        (
            #"{"benefits": ["a", "b", "Dekat {city}"]}"#,
            "intents.A.benefits[2]: nothing is left of it while {city} is not filled in; add a sentence without a slot"
        ),
        (#"{"en": {"answer": ""}}"#, "intents.A.en.answer: must not be empty"),
        (#"{"en": {"benefits": ["a"]}}"#, "intents.A.en.benefits: has 1 points; 3 to 5 are shown"),
        (
            #"{"en": {"cta_primary": "In {town}"}}"#,
            "intents.A.en.cta_primary: no slot {town}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp"
        ),
        (#"{"en": {"examples": {}}}"#, "intents.A.en.examples: must be an array, is an object"),
        (#"{"en": {"sources": [{"title": 1}]}}"#, "intents.A.en.sources[0].title: must be a string, is a number"),
        (#"{"en": "answer"}"#, "intents.A.en: must be an object, is a string"),
    ]) func `a mistake in an intent is told by its path, once`(members: String, complaint: String) throws {
        #expect(try Self.complaints(["faq.json": Self.faq(members)]) == ["faq.json: " + complaint])
    }

    @Test(arguments: [
        ("", "not JSON at byte 0: the text ends too early"),
        ("{\"intents\": {,}}", "not JSON at byte 13: unexpected byte 44"),
        ("{}", "intents: is missing"),
        ("[]", "intents: is missing"),
        (#"{"intents": {}}"#, "intents: must name at least one intent"),
        (#"{"intents": []}"#, "intents: must be an object, is an array"),
        (#"{"intents": {"A": 5}}"#, "intents.A: must be an object, is a number"),
    ]) func `a mistake in the whole file is told`(text: String, complaint: String) throws {
        #expect(try Self.complaints(["faq.json": text]) == ["faq.json: " + complaint])
    }

    @Test func `mistakes beside each other are all told, in the order of the file`() throws {
        let text = try Self.faq(#"{"benefits": [], "role": "boss", "suggestions": ["X"]}"#, root: #"{"version": 5}"#)
        #expect(
            try Self.complaints(["faq.json": text]).map {
                $0.prefix { $0 != " " } + " " + ($0.split(separator: " ").dropFirst().first ?? "")
            }
                == [
                    "faq.json: version:", "faq.json: intents.A.role:", "faq.json: intents.A.benefits:",
                    "faq.json: intents.A.suggestions[0]:",
                ])
    }

    @Test func `names of intents are checked`() throws {
        let intent =
            #"{"answer": "x", "benefits": ["a", "b", "c"], "cta_primary": "p", "cta_secondary": "s", "question": "q", "role": "bot"}"#
        let long = String(repeating: "A", count: 65)
        #expect(
            try Self.complaints([
                "faq.json": #"{"intents": {"": \#(intent), "\#(long)": \#(intent), "A": \#(intent), "A": \#(intent), "B": \#(intent)}}"#
            ])
                == [
                    "faq.json: intents.: an intent's name has 1 to 64 bytes",
                    "faq.json: intents.\(long): an intent's name has 1 to 64 bytes",
                    "faq.json: intents.A: this intent is there twice", "faq.json: intents.B.role: A has the role bot already",
                    "? faq.json: intents.B.examples: `q` is an example of A too",
                ].filter { !$0.hasPrefix("?") })
    }

    @Test(arguments: [
        (#"{"anwser": "x"}"#, "{}", "intents.A.anwser: is not read; is it spelled right?"),
        (#"{"en": {"role": "bot"}}"#, "{}", "intents.A.en.role: is not read; is it spelled right?"),
        (#"{"sources": [{"title": "a", "link": "/b"}]}"#, "{}", "intents.A.sources[0].link: is not read; is it spelled right?"),
        (
            #"{"cta_primary_action": {"kind": "lead", "url": "/b"}}"#, "{}",
            "intents.A.cta_primary_action.url: is not read; is it spelled right?"
        ),
        ("{}", #"{"intnets": {}}"#, "intnets: is not read; is it spelled right?"),
        (#"{"requires_source": true}"#, "{}", "intents.A.sources: a source is required and there is none"),
    ]) func `what is not read or lacks a source is warned of, and the rest is used`(members: String, root: String, warning: String) throws {
        let files = ["faq.json": try Self.faq(members, root: root)]
        #expect(try Self.complaints(files) == ["? faq.json: " + warning])
        #expect(try Self.read(files).content.intents.count == 1)
    }

    @Test func `the same words under two intents are warned of`() throws {
        let intent = #"{"answer": "x", "benefits": ["a", "b", "c"], "cta_primary": "p", "cta_secondary": "s""#
        let text = #"{"intents": {"A": \#(intent), "examples": ["Berapa biaya?"]}, "B": \#(intent), "examples": ["berapa  biaya"]}}}"#
        #expect(try Self.complaints(["faq.json": text]) == ["? faq.json: intents.B.examples: `berapa  biaya` is an example of A too"])
    }

    @Test func `without faq.json there is nothing`() throws {
        #expect(try Self.complaints([:]) == ["faq.json: the file is missing"])
    }

    // MARK: What it means

    /// PRD 7.1, as it stands there.
    private static let minimal = """
        {
          "intents": {
            "PPIU_SYARAT": {
              "answer": "Syarat dasar PPIU mencakup legalitas PT, NIB, NPWP, SDM bersertifikat, kerja sama maskapai/hotel, SOP layanan, dan sistem pengaduan.",
              "benefits": [
                "Pendampingan end-to-end hingga terbit",
                "Template dokumen & checklist siap pakai",
                "Review kelayakan cepat dengan rekomendasi",
                "Pengalaman verifikasi lapangan & mitigasi temuan",
                "Laporan progres mingguan + group WA"
              ],
              "cta_primary": "Cek kelayakan gratis via WhatsApp",
              "cta_secondary": "Unduh checklist PPIU (PDF)"
            }
          }
        }
        """

    @Test func `the PRD's minimal faq.json loads as it stands and answers`() throws {
        let files = try Self.read(["faq.json": Self.minimal])
        #expect(files.warnings.isEmpty)
        #expect(files.faq.version == "0")
        let intent = try #require(files.content.intent(IntentID(rawValue: "PPIU_SYARAT")))
        let template = intent.template[.english]
        #expect(template.title == "PPIU syarat")
        #expect(template.question == "PPIU syarat")
        #expect(template.benefits.count == 5)
        #expect(template.primary == .init(text: "Cek kelayakan gratis via WhatsApp", kind: .whatsapp))
        #expect(!intent.isInternal && !intent.requiresSource && intent.role == nil && intent.suggestions.isEmpty)
        // It can be learned from, and its title is understood.
        let classifier = try Classifier.train(files.trainingSet)
        #expect(classifier.intents == ["PPIU_SYARAT"])
    }

    @Test func `English takes what it leaves out from Indonesian`() throws {
        let text = try Self.faq(
            """
            {"title": "Judul", "points": ["satu"], "sources": [{"title": "UU", "year": 2019}], "cta_primary_action": {"kind": "link", "href": "#kontak"},
             "cta_secondary_action": {"kind": "ask", "intent": "A"}, "visibility": "internal", "review_due": "2027-01-31", "requires_source": true,
             "en": {"answer": "Answer."}}
            """)
        let files = try Self.read(["faq.json": text])
        let intent = try #require(files.content.intents.first)
        #expect(intent.isInternal && intent.requiresSource)
        let english = intent.template[.english]
        #expect(english.answer == "Answer.")
        #expect(
            english.title == "Judul" && english.question == "Apa?" && english.points == ["satu"] && english.benefits == ["a", "b", "c"])
        #expect(english.primary == .init(text: "Satu", kind: .link("#kontak")))
        #expect(english.secondary == .init(text: "Dua", kind: .ask(IntentID(rawValue: "A"))))
        #expect(english.sources == [Source(title: "UU", year: 2019)])
        #expect(english.hash != intent.template[.indonesian].hash)
    }

    @Test func `points whose slot is empty vanish, in the language where it is`() throws {
        let text = try Self.faq(
            #"{"points": ["Telepon: {phone}", "Kami {company}", "Jam: {hours}"], "en": {"points": ["Phone: {phone}", "We are {company}"]}}"#
        )
        let files = try Self.read(["faq.json": text, "site.json": Shop.site])
        let template = try #require(files.content.intents.first).template
        #expect(template[.indonesian].points == ["Kami Kantor Contoh", "Jam: Senin–Jumat 09.00–17.00 WIB"])
        #expect(template[.english].points == ["We are Example Office"])
        #expect(files.content.means.whatsappNumber == "+62 800-0000-0000")
    }

    @Test func `examples, title and question are learned from, in their languages`() throws {
        let text = try Self.faq(
            #"{"title": "Judul", "examples": ["satu dua", "Apa?"], "patterns": ["p1"], "en": {"title": "Title", "examples": ["one two"], "patterns": ["p2"]}}"#
        )
        let set = try Self.read(["faq.json": text, "background.json": Shop.background]).trainingSet
        let intent = try #require(set.intents.first)
        #expect(intent.examples.filter { $0.language == .indonesian }.map(\.text) == ["satu dua", "Apa?", "Judul"])
        #expect(intent.examples.filter { $0.language == .english }.map(\.text) == ["one two", "Apa?", "Title"])
        #expect(intent.patterns == ["p1", "p2"])
        #expect(set.background.count == 4)
    }

    @Test func `a mistake in one point does not hide another's or move it`() throws {
        #expect(
            try Self.complaints(["faq.json": Self.faq(#"{"points": ["", "di {kota}"]}"#)]) == [
                "faq.json: intents.A.points[0]: must not be empty",
                "faq.json: intents.A.points[1]: no slot {kota}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp",
            ])
    }

    @Test func `the content that ships loads, with its company and without`() throws {
        let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "data")
        var files: [String: [UInt8]] = [:]
        for name in ["faq.json", "site.json", "background.json", "slang.json", "concepts.json"] {
            files[name] = Array(try Data(contentsOf: data.appending(path: name)))
        }
        let whole = try ContentFiles(files: files, setting: Shop.setting)
        #expect(whole.content.intents.count == 34)
        files["site.json"] = nil
        let unnamed = try ContentFiles(files: files, setting: Shop.setting)
        #expect(unnamed.content.intents.count == 34)
        #expect(unnamed.content.means.whatsappNumber == nil)
    }

    // MARK: The files beside it

    @Test(arguments: [
        ("site.json", "{}", "site.json: name: is missing"),
        ("site.json", #"{"name": "X", "placeholder": 1}"#, "site.json: placeholder: must be true or false, is a number"),
        ("site.json", #"{"name": "X", "contact": {"whatsapp": 62}}"#, "site.json: contact.whatsapp: must be a string, is a number"),
        ("background.json", "{}", "background.json: utterances: is missing"),
        ("background.json", #"{"utterances": ["a", ""]}"#, "background.json: utterances[1]: must not be empty"),
        ("slang.json", #"{"fillers": []}"#, "slang.json: map: is missing"),
        ("slang.json", #"{"map": {"gmn": 5}}"#, "slang.json: map.gmn: must be a string of none to two words, is a number"),
        ("concepts.json", "{}", "concepts.json: concepts: is missing"),
        ("concepts.json", #"{"concepts": {"COST": "biaya"}}"#, "concepts.json: concepts.COST: must be an array, is a string"),
        ("phrases.json", #"{"fallback": {"en": "x"}}"#, "phrases.json: fallback.id: is missing"),
        ("phrases.json", #"{"fallbck": {"id": "x"}}"#, "? phrases.json: fallbck: is not read; is it spelled right?"),
        ("phrases.json", "5x", "phrases.json: not JSON at byte 1: something follows the value"),
    ]) func `a mistake in a file beside it is told with the file`(name: String, text: String, complaint: String) throws {
        #expect(try Self.complaints(["faq.json": Self.faq(), name: text]) == [complaint])
    }

    @Test func `phrases replace the bot's own sentences one by one`() throws {
        let files = try Self.read([
            "faq.json": Self.faq(),
            "phrases.json":
                #"{"fallback": {"id": "Hah?", "en": "What?"}, "clarify": {"id": "Yang mana?"}, "refusals": {"id": ["jangan"]}}"#,
        ])
        let phrases = files.content.phrases
        #expect(phrases.fallback == Localized("Hah?", english: "What?"))
        #expect(phrases.clarify == Localized("Yang mana?"))
        #expect(phrases.refusals == Localized(["jangan"]))
        #expect(phrases.decline == Phrases().decline)
    }

    @Test func `the setting's number goes before the company's`() throws {
        var setting = Shop.setting
        setting.whatsappNumber = "+62 800-1111-1111"
        let files = try ContentFiles(files: Shop.files, setting: setting)
        #expect(files.content.means.whatsappNumber == "+62 800-1111-1111")
        #expect(files.company.isPlaceholder)
    }
}
