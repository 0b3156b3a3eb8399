import Dialogue
import Foundation
import JSON
import Testing

@testable import Desk

@Suite struct PersonalContentTests {
    /// The content folder that ships, as `frontdesk` reads it.
    static func shippedFiles(_ names: [String]) throws -> [String: [UInt8]] {
        let data = URL(filePath: #filePath).deletingLastPathComponent().appending(components: "..", "..", "data")
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, Array(try Data(contentsOf: data.appending(component: $0)))) })
    }

    private static func shipped() throws -> ContentFiles {
        try ContentFiles(files: try shippedFiles(["faq.json", "checklist.json", "qualification.json"]), setting: Shop.setting)
    }

    private static let invested = ["badan_hukum": "pt", "npwp_nib": "lengkap", "domisili": "kantor_nyata", "kesiapan_dokumen": "lengkap"]
    private static let beginner = ["badan_hukum": "belum", "npwp_nib": "belum", "domisili": "virtual", "pengalaman_umrah": "belum"]

    /// Whose answers, which subject, and how each sentence that is added begins.
    static let table: [(intent: String, answers: [String: String], indonesian: [String], english: [String])] = [
        ("PPIU_DEFINISI", ["pengalaman_umrah": "bpw_baru"], ["Usaha Anda sudah berstatus BPW"], ["Your company is a travel bureau"]),
        ("PPIU_SYARAT", invested, ["Karena PT Anda sudah punya NPWP dan NIB"], ["As your PT has its NPWP and NIB"]),
        (
            "PPIU_SYARAT", beginner, ["Karena badan usahanya belum ada", "Bagi Anda, status BPW"],
            ["As there is no company yet", "For you, becoming a lawful"]
        ),
        ("PPIU_SYARAT", ["badan_hukum": "pt"], ["Badan usaha Anda sudah PT"], ["Yours is a PT"]),
        ("PPIU_ALUR", invested, ["Karena sebagian besar dokumen Anda siap"], ["As most of your documents are ready"]),
        (
            "PPIU_ALUR", beginner, ["Karena kantor Anda virtual", "Untuk keadaan Anda, tahap badan usaha"],
            ["As your office is virtual", "In your situation the company"]
        ),
        ("PPIU_DURASI", ["kesiapan_dokumen": "sebagian"], ["Dari dokumen Anda, dahulukan"], ["Of your documents, begin"]),
        (
            "PPIU_DOKUMEN", invested, ["NPWP badan dan NIB Anda sudah ada", "Untuk kantor Anda"],
            ["Your company tax number and NIB are there", "For your office"]
        ),
        ("PPIU_KESALAHAN_UMUM", ["pengalaman_umrah": "mitra_ppiu"], ["Sebagai agen atau mitra"], ["As an agent or partner"]),
        ("PPIU_BIAYA", ["badan_hukum": "cv_perorangan"], ["Untuk Anda, komponen notaris"], ["For you, notary"]),
        ("BEDA_PPIU_PIHK", ["pengalaman_umrah": "bpw_berjalan"], ["Dari BPW, jalur Anda"], ["From a travel bureau your road"]),
        ("PPIU_VERIFIKASI_LAPANGAN", ["domisili": "beberapa_kota"], ["Karena kantor Anda ada di beberapa kota"], ["As you have offices"]),
        ("PPIU_AKREDITASI", ["pengalaman_umrah": "belum"], ["Untuk keadaan Anda, sertifikasi"], ["In your situation this certification"]),
        ("PPIU_PERUBAHAN_DATA", ["npwp_nib": "lengkap"], ["Karena NIB Anda sudah ada"], ["As you have your NIB"]),
        ("PPIU_SANKSI", ["pengalaman_umrah": "bpw_baru"], ["Selama izin PPIU belum Anda pegang"], ["As long as you hold no PPIU licence"]),
        ("PIHK_SYARAT", ["pengalaman_umrah": "belum"], ["Karena Anda baru memulai"], ["As you are just starting"]),
        ("LAYANAN", ["kesiapan_dokumen": "siap_kontrak"], ["Karena Anda siap melanjutkan"], ["As you are ready to go ahead"]),
        ("BIAYA_JASA", invested, ["Sampaikan kepada Admin"], ["Tell the admin"]),
        (
            "KONSULTASI_GRATIS", ["npwp_nib": "tidak_tahu"], ["NPWP badan dan NIB yang belum Anda ketahui"],
            ["We can check company tax number"]
        ),
        (
            "UNDUH_CHECKLIST", beginner, ["Dalam checklist Anda, kantor", "Dalam checklist Anda, badan usaha"],
            ["In your checklist, a real office", "In your checklist, the company"]
        ),
        ("CEK_KELAYAKAN", invested, ["PT, NPWP, dan NIB Anda sudah ada"], ["Your PT, NPWP and NIB are there"]),
        ("MINTA_ADMIN", ["kesiapan_dokumen": "siap_kontrak"], ["Karena Anda siap melanjutkan"], ["As you are ready to go ahead"]),
        ("SIAP_DAFTAR", ["kesiapan_dokumen": "belum"], ["Dokumen yang belum lengkap tidak"], ["Documents that are not complete"]),
        ("SALAM", invested, [], []),
        ("PPIU_SYARAT", [:], [], []),
    ]

    @Test func `the sentences that ship are added for those whom they are for`() throws {
        let content = try Self.shipped().content
        for row in Self.table {
            let template = try #require(content.intent(IntentID(rawValue: row.intent))).template
            for (language, expected) in [(Language.indonesian, row.indonesian), (.english, row.english)] {
                let said = template[language].personal.matching(row.answers).map(\.text)
                #expect(said.count == expected.count, "\(row.intent) \(row.answers) says \(said)")
                for (text, beginning) in zip(said, expected) { #expect(text.hasPrefix(beginning), "\(row.intent) \(row.answers)") }
            }
        }
    }

    /// Every way to answer every question.
    private static func everyone(_ qualification: Qualification) -> [[String: String]] {
        qualification.questions.reduce([[:]]) { some, question in
            some.flatMap { answers in
                question.options.map { option in answers.merging([question.key: option.value]) { $1 } }
            }
        }
    }

    @Test func `at least 14 subjects have personal sentences, and every one of them is said to somebody, in both languages`() throws {
        let files = try Self.shipped()
        let visitors = Self.everyone(try #require(files.qualification))
        let personal = files.content.intents.filter { !$0.template.indonesian.personal.isEmpty }
        #expect(personal.count >= 14)
        for intent in personal {
            let english = try #require(intent.template.english)
            #expect(english.personal.count == intent.template.indonesian.personal.count)
            for template in [intent.template.indonesian, english] {
                let said = Set(visitors.flatMap { template.personal.matching($0) })
                for sentence in template.personal { #expect(said.contains(sentence), "\(intent.id.rawValue): \(sentence.text)") }
            }
        }
    }

    // MARK: Mistakes

    private static func complaints(_ members: String, qualification: Bool = true) throws -> [String] {
        let faq =
            #"{"intents": {"A": {"answer": "Ya.", "benefits": ["a", "b", "c"], "cta_primary": "1", "cta_secondary": "2", \#(members)}}}"#
        var files = try qualification ? shippedFiles(["checklist.json", "qualification.json"]) : [:]
        files["faq.json"] = Array(faq.utf8)
        do throws(ContentError) {
            return try ContentFiles(files: files, setting: Shop.setting).warnings.flatMap { $0.mistakes.map { "? \($0)" } }
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test(arguments: [
        (#""personal": {}"#, "intents.A.personal: must be an array, is an object"),
        (#""personal": [{"text": "Ya."}]"#, "intents.A.personal[0].when: is missing"),
        (#""personal": [{"when": {"npwp_nib": "lengkap"}}]"#, "intents.A.personal[0].text: is missing"),
        (#""personal": [{"when": {}, "text": "Ya."}]"#, "intents.A.personal[0].when: must name at least one question"),
        (
            #""personal": [{"when": {"nib": "yes"}, "text": "Ya."}]"#,
            "intents.A.personal[0].when.nib: there is no question nib; there are badan_hukum, npwp_nib, domisili, pengalaman_umrah, kesiapan_dokumen"
        ),
        (
            #""personal": [{"when": {"badan_hukum": "pt"}, "text": "Ya."}, {"when": {"badan_hukum": ["pt", "firma"]}, "text": "Ya."}]"#,
            "intents.A.personal[1].when.badan_hukum[1]: there is no answer firma"
        ),
        (
            #""personal": [{"when": {"badan_hukum": "firma"}, "text": "Ya."}]"#,
            "intents.A.personal[0].when.badan_hukum: there is no answer firma"
        ),
        (
            #""personal": [{"when": {"badan_hukum": []}, "text": "Ya."}]"#,
            "intents.A.personal[0].when.badan_hukum: must name at least one answer"
        ),
        (
            #""personal": [{"when": {"badan_hukum": 5}, "text": "Ya."}]"#,
            "intents.A.personal[0].when.badan_hukum: must be a string, is a number"
        ),
        (
            #""personal": [{"when": {"badan_hukum": "pt"}, "text": "Di {kantor}."}]"#,
            "intents.A.personal[0].text: no slot {kantor}; there are address, city, company, email, hours, legal, legal_name, phone, whatsapp"
        ),
        (
            #""personal": [{"when": {"badan_hukum": "pt"}, "text": "Ya."}], "en": {"answer": "Yes."}"#,
            "intents.A.en.personal: must have the same conditions in the same order as the Indonesian sentences"
        ),
    ]) func `a mistake in a personal sentence is named by its path`(members: String, complaint: String) throws {
        #expect(try Self.complaints(members) == [complaint])
    }

    @Test func `without questions no sentence is personal, and one warning says so`() throws {
        let personal = #""personal": [{"when": {"badan_hukum": "pt"}, "text": "Ya."}, {"when": {"x": "y"}, "text": "Ya."}]"#
        #expect(
            try Self.complaints(personal, qualification: false) == [
                "? intents.A.personal: is never said, here and below, as there is no qualification.json to ask visitors from"
            ])
    }
}
