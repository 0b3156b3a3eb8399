import Dialogue

/// A small company for the dialogue's tests: one intent for every role, one for every kind of call to action, in both languages.
enum House {
    /// The ways a transcript can furnish the company.
    enum Furnishing: String, CaseIterable {
        /// Everything filled in.
        case whole
        /// No WhatsApp number, no address, no statement of hours: what has not been filled in yet.
        case bare
        /// `PPIU_BIAYA` has become internal since the conversation began.
        case withdrawn
        /// Everything, with qualifying questions and a checklist.
        case guided
    }

    static func content(_ furnishing: Furnishing = .whole) -> Content {
        let slots = Slots(
            furnishing == .bare
                ? ["company": "Kantor Contoh"]
                : ["company": "Kantor Contoh", "address": "Jalan Contoh 1, Depok", "hours": "Senin–Jumat 09.00–17.00 WIB"])
        return Content(
            intents: intents(slots, costIsInternal: furnishing == .withdrawn),
            company: Localized("Kantor Contoh", english: "Example Office"),
            means: Content.Means(whatsappNumber: furnishing == .bare ? nil : "+62 800-0000-0000"), hours: hours,
            qualification: furnishing == .guided ? qualification : nil, checklist: furnishing == .guided ? checklist : nil,
            version: "test-1")
    }

    static let hours: Hours = {
        do { return try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta") } catch { preconditionFailure("\(error)") }
    }()

    /// Monday, 23 November 2026, 10:00 in Jakarta: the office is open.
    static let open = Timestamp(milliseconds: 1_795_402_800_000)
    /// The Sunday before, 10:00.
    static let closed = Timestamp(milliseconds: 1_795_402_800_000 - 86_400_000)

    private static func intents(_ slots: Slots, costIsInternal: Bool) -> [Intent] {
        [
            Intent(
                id: "PPIU_SYARAT", requiresSource: true, suggestions: ["PPIU_DOKUMEN", "PPIU_BIAYA", "PPIU_SYARAT", "CATATAN_INTERNAL"],
                template: Localized(
                    Template(
                        title: "Syarat PPIU", question: "Apa syarat dasar izin PPIU?",
                        answer: "Baik, saya bantu jelaskan. Syarat dasarnya ada tiga.",
                        points: ["Berbadan hukum PT.", "Punya NIB dan NPWP.", "Punya kantor yang dapat ditinjau."],
                        benefits: ["Pendampingan sampai berkas lengkap", "Template dokumen siap pakai", "Laporan kemajuan mingguan"],
                        primary: .init(text: "Cek kelayakan gratis", kind: .lead),
                        secondary: .init(text: "Unduh checklist", kind: .checklist),
                        sources: [
                            Source(title: "UU Nomor 8 Tahun 2019", url: "https://contoh.example/uu-8-2019", article: "Pasal 89", year: 2019)
                        ]),
                    english: Template(
                        title: "PPIU requirements", question: "What does a PPIU licence require?",
                        answer: "Happy to explain. There are three basic requirements.",
                        points: ["A limited company (PT).", "A NIB and an NPWP.", "An office that can be inspected."],
                        benefits: ["Support until the file is complete", "Ready-made document templates", "A progress report every week"],
                        primary: .init(text: "Free eligibility check", kind: .lead),
                        secondary: .init(text: "Download the checklist", kind: .checklist),
                        sources: [Source(title: "Law 8 of 2019", article: "Article 89", year: 2019)]))),
            // A source is required and nobody has found one: the answer must say so.
            Intent(
                id: "PPIU_BIAYA", isInternal: costIsInternal, requiresSource: true, suggestions: ["PPIU_SYARAT"],
                template: Localized(
                    Template(
                        title: "Biaya PPIU", question: "Biayanya terdiri dari apa saja?", answer: "Ada beberapa komponen biaya.",
                        points: ["Notaris.", "Jaminan bank."], benefits: ["Rincian tertulis", "Tanpa biaya tersembunyi", "Bisa bertahap"],
                        primary: .init(text: "Tanya biaya", kind: .whatsapp),
                        secondary: .init(text: "Apa syaratnya?", kind: .ask("PPIU_SYARAT"))),
                    english: Template(
                        title: "PPIU costs", question: "What does it cost?", answer: "Several things cost money.",
                        points: ["The notary.", "The bank guarantee."],
                        benefits: ["A written breakdown", "No hidden fees", "In instalments"],
                        primary: .init(text: "Ask about costs", kind: .whatsapp),
                        secondary: .init(text: "What is required?", kind: .ask("PPIU_SYARAT"))))),
            // Nobody has written the English yet.
            Intent(
                id: "PPIU_DOKUMEN", suggestions: ["CEKLIS"],
                template: Localized(
                    Template(
                        title: "Dokumen PPIU", question: "Dokumen apa saja yang disiapkan?",
                        answer: "Dokumen utamanya akta, NIB, dan NPWP.",
                        benefits: ["Daftar lengkap", "Contoh isian", "Pemeriksaan berkas"],
                        primary: .init(text: "Kirim pertanyaan ke Admin", kind: .escalate),
                        secondary: .init(text: "Baca panduannya", kind: .link("/panduan"))))),
            talk(
                "SALAM", .greeting, "Salam", "Halo! Saya asisten {company}. Ada yang bisa saya bantu?",
                "Greeting", "Hello! I am the assistant of {company}. How can I help?", slots),
            talk("TERIMA_KASIH", .thanks, "Terima kasih", "Sama-sama.", "Thanks", "You are welcome.", slots),
            talk(
                "TENTANG_BOT", .bot, "Tentang asisten", "Saya asisten otomatis.", "About the assistant", "I am an automatic assistant.",
                slots),
            talk(
                "KELUHAN", .complaint, "Keluhan", "Mohon maaf atas pengalaman Anda. Admin kami siap membantu.",
                "Complaint", "We are sorry. A colleague will help you.", slots, benefits: false, primary: .escalate),
            talk(
                "PRIVASI", .privacy, "Privasi", "Data Anda hanya dipakai untuk menjawab Anda.",
                "Privacy", "Your data is used to answer you only.", slots, benefits: false, primary: .escalate),
            talk("MINTA_ADMIN", .human, "Bicara dengan Admin", "Baik, Admin kami siap.", "Talk to a person", "Our team is ready.", slots),
            talk("SIAP_DAFTAR", .ready, "Siap mendaftar", "Senang mendengarnya.", "Ready to start", "Glad to hear it.", slots),
            talk(
                "KONTAK", .contact, "Kontak", "Hubungi kami lewat tombol di bawah.", "Contact", "Use the button below.", slots,
                primary: .whatsapp),
            talk(
                "JAM_LAYANAN", .hours, "Jam layanan", "Silakan hubungi kami kapan saja. Admin ada {hours}.",
                "Opening hours", "Write to us at any time. People are here {hours}.", slots),
            talk(
                "LOKASI", .location, "Lokasi", "Silakan buat janji dahulu. Kantor kami di {address}.",
                "Location", "Please make an appointment first. Our office is at {address}.", slots, primary: .link("/#kontak")),
            talk(
                "CEKLIS", .checklist, "Checklist", "Checklist siap dikirim.", "Checklist", "The checklist is ready.", slots,
                primary: .checklist),
            talk(
                "KELAYAKAN", .eligibility, "Cek kelayakan", "Kami cek kelayakan Anda.", "Eligibility check", "We check your eligibility.",
                slots,
                // An invitation to an internal intent must end at a person instead.
                primary: .ask("CATATAN_INTERNAL")),
            Intent(
                id: "CATATAN_INTERNAL", isInternal: true,
                template: Localized(
                    Template(
                        title: "RAHASIA", question: "RAHASIA?", answer: "RAHASIA: hanya untuk Admin.",
                        benefits: ["RAHASIA", "RAHASIA", "RAHASIA"],
                        primary: .init(text: "RAHASIA", kind: .lead), secondary: .init(text: "RAHASIA", kind: .lead)))),
        ]
    }

    private static func talk(
        _ id: IntentID, _ role: Intent.Role, _ title: String, _ answer: String, _ englishTitle: String, _ englishAnswer: String,
        _ slots: Slots,
        benefits: Bool = true, primary: Template.Invitation.Kind = .lead
    ) -> Intent {
        Intent(
            id: id, role: role, suggestions: ["PPIU_SYARAT", "PPIU_BIAYA"],
            template: Localized(
                Template(
                    title: title, question: title + "?", answer: slots.fill(answer),
                    benefits: benefits ? ["Tim berpengalaman", "Konsultasi awal gratis", "Jawaban tertulis"] : [],
                    primary: .init(text: "Mulai", kind: primary), secondary: .init(text: "Hubungi Admin", kind: .escalate)),
                english: Template(
                    title: englishTitle, question: englishTitle + "?", answer: slots.fill(englishAnswer),
                    benefits: benefits ? ["An experienced team", "A free first talk", "Answers in writing"] : [],
                    primary: .init(text: "Start", kind: primary), secondary: .init(text: "Contact our team", kind: .escalate))))
    }
}

extension IntentID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension MessageID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}
