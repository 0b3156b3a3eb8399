import Dialogue

extension House {
    /// Three questions, one of them with a reply that asks for a person, and one that says the visitor is ready.
    static let qualification: Qualification = {
        func both(_ indonesian: String, _ english: String) -> Localized<String> { Localized(indonesian, english: english) }
        func option(
            _ value: String, _ label: Localized<String>, _ effect: Qualification.Effect, score: Int, asks: Bool = false,
            urgent: Bool = false
        ) -> Qualification.Option {
            .init(value: value, label: label, effect: effect, score: score, suggestsHandoff: asks, isUrgent: urgent)
        }
        return Qualification(
            version: "1", privacyNote: both("Jawaban hanya untuk checklist Anda.", "Your answers are for your checklist only."),
            questions: [
                .init(
                    key: "form", question: both("Apa bentuk usaha Anda?", "What form does your company have?"),
                    why: both("Itu menentukan langkah pertama.", "It decides the first step."),
                    remembered: both("Badan usaha", "Legal form"),
                    options: [
                        option(
                            "pt", both("PT", "PT (limited company)"),
                            .init(message: both("PT sudah sesuai.", "A PT is right."), ready: ["deed"], stagesFirst: ["papers"]), score: 2),
                        option(
                            "cv", both("CV atau perorangan", "CV or sole proprietor"),
                            .init(
                                message: both("PT perlu didirikan dulu.", "A PT has to be founded first."), first: ["deed"],
                                missing: ["deed"], stagesFirst: ["company"], leads: "company"), score: 1),
                        option(
                            "other", both("Yayasan, koperasi, atau lainnya", "Foundation, cooperative or other"),
                            .init(message: both("Ini perlu dipastikan Admin.", "Our team has to check this.")), score: 1, asks: true),
                    ]),
                .init(
                    key: "office", question: both("Apakah ada kantor tetap?", "Is there a fixed office?"),
                    why: both("Kantor akan ditinjau.", "The office will be inspected."), remembered: both("Kantor", "Office"),
                    options: [
                        option("yes", both("Ada", "Yes"), .init(message: both("Siapkan buktinya.", "Have the proof ready.")), score: 2),
                        option(
                            "no", both("Belum ada", "Not yet"),
                            .init(
                                message: both("Kantor perlu disiapkan.", "An office is needed."), first: ["office"], missing: ["office"],
                                holds: [.init(stage: "visit", until: "office")],
                                warning: both("Kantor virtual belum cukup.", "A virtual office is not enough.")), score: 0),
                    ]),
                .init(
                    key: "ready", question: both("Sejauh mana dokumen Anda siap?", "How far along are your papers?"),
                    why: both("Itu menentukan urutannya.", "It decides the order."), remembered: both("Dokumen", "Papers"),
                    options: [
                        option(
                            "some", both("Sebagian", "Some"),
                            .init(message: both("Laporan keuangan didahulukan.", "The accounts come first."), first: ["accounts"]), score: 1
                        ),
                        option(
                            "go", both("Siap lanjut", "Ready to start"),
                            .init(message: both("Admin kami prioritaskan.", "Our team will see to you first.")), score: 3, urgent: true),
                    ]),
            ],
            bands: [.init(id: "cool", from: 0), .init(id: "warm", from: 3), .init(id: "hot", from: 5)],
            signals: LeadSignals(
                signals: [
                    .init(id: "contract", phrases: ["siap kontrak", "ready to sign"], score: 3, isUrgent: true),
                    .init(id: "soon", phrases: ["minggu ini", "this week"], score: 1),
                ], negations: ["belum", "not"]))
    }()

    static let checklist: Checklist = {
        func both(_ indonesian: String, _ english: String) -> Localized<String> { Localized(indonesian, english: english) }
        let law = Checklist.Reference(
            name: both("UU 8/2019", "Law 8/2019"),
            source: Localized(
                Source(title: "UU Nomor 8 Tahun 2019", article: "Pasal 89", year: 2019),
                english: Source(title: "Law 8 of 2019", article: "Article 89", year: 2019)))
        func item(_ id: String, _ title: Localized<String>) -> Checklist.Item {
            .init(id: id, title: title, why: title, evidence: Localized(["x"]), sources: [law])
        }
        return Checklist(
            version: "1", title: both("Checklist", "Checklist"), subtitle: both("Anda", "You"), introduction: both("x", "x"),
            generalIntroduction: both("x", "x"), disclaimer: both("Panduan, bukan nasihat hukum.", "A guide, not legal advice."),
            stages: [
                .init(id: "papers", title: both("Dokumen", "Papers"), dependsOn: Localized(["bank", "auditor"]), items: ["accounts"]),
                .init(
                    id: "company", title: both("Badan usaha", "Company"), estimate: both("dua minggu", "two weeks"), items: ["deed"]),
                .init(id: "visit", title: both("Tinjauan", "Inspection"), items: ["office"]),
            ],
            items: [
                item("deed", both("Akta PT", "Deed of the PT")), item("accounts", both("Laporan keuangan", "Accounts")),
                item("office", both("Kantor tetap", "A fixed office")),
            ], sources: [])
    }()
}
