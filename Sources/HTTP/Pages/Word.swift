import Dialogue

/// The pages' own words. Those that the widget has too are the same there (`static/locales`); a test compares them.
enum Word {
    static let admin = Localized("Admin", english: "Admin")
    static let bot = Localized("Bot", english: "Bot")
    static let visitor = Localized("Anda", english: "You")
    static let log = Localized("Percakapan", english: "Conversation")
    static let message = Localized("Pesan Anda", english: "Your message")
    static let send = Localized("Kirim", english: "Send")
    static let refresh = Localized("Muat ulang", english: "Refresh")
    static let back = Localized("Kembali ke percakapan", english: "Back to the conversation")
    static let begin = Localized(
        "Silakan tulis pertanyaan Anda di kotak di bawah ini.", english: "Please type your question in the box below.")
    static let gone = Localized(
        "Percakapan sebelumnya tidak ditemukan. Pesan berikutnya memulai percakapan baru.",
        english: "The earlier conversation was not found. Your next message starts a new one.")

    static let sources = Localized("Sumber", english: "Sources")
    static let benefits = Localized("Keunggulan layanan kami", english: "Benefits of our service")
    static let notNow = Localized("Nanti saja", english: "Not now")
    static let didYouMean = Localized("Mungkin maksud Anda:", english: "Did you mean:")
    static let suggestions = Localized("Lanjut ke:", english: "Next:")
    static let skip = Localized("Lewati, jawab umum saja", english: "Skip, a general answer will do")
    static func step(_ step: Int, of count: Int, in language: Language) -> String {
        Localized("Pertanyaan \(step) dari \(count):", english: "Question \(step) of \(count):")[language]
    }
    static let good = Localized("Jawaban bagus", english: "Good answer")
    static let wrong = Localized("Jawaban keliru", english: "Wrong answer")
    static let rated = Localized("Terima kasih atas penilaian Anda.", english: "Thank you for your rating.")

    static let escalate = Localized("Butuh jawaban Admin?", english: "Talk to an admin")
    static let offer = Localized("Butuh verifikasi Admin?", english: "Need verification by an admin?")
    static let offerReady = Localized("Admin kami siap membantu Anda.", english: "Our admin is ready to help you.")
    static let offerUnsure = Localized("Admin dapat memastikannya untuk Anda.", english: "An admin can confirm it for you.")
    static let handoff = Localized("Silakan pilih jalan ke Admin kami.", english: "Please choose your way to our admin.")
    static let estimate = Localized(
        "Waktu balasan belum dapat kami perkirakan; biasanya dibalas pada jam layanan.",
        english: "We cannot estimate the time to a reply yet; we usually reply within opening hours.")
    static let whatsApp = Localized("Lanjut ke WhatsApp Admin", english: "Continue in WhatsApp")
    static let contactPage = Localized("Buka halaman kontak", english: "Open the contact page")

    static func hours(_ hours: String, in language: Language) -> String {
        Localized("Admin kami melayani \(hours).", english: "Our admins are here \(hours).")[language]
    }

    /// - Parameter opening: `buka lagi Senin 09.00 WIB`.
    static func closed(_ opening: String, in language: Language) -> String {
        Localized("Tim kami offline.", english: "Our team is offline.")[language]
            + " \(opening.prefix(1).uppercased())\(opening.dropFirst())."
    }

    static let lead = Localized("Minta dihubungi", english: "Ask to be contacted")
    static let leadIntro = Localized(
        "Isi empat hal ini, lalu Admin melanjutkannya dengan Anda. Mohon tidak menulis NIK atau nomor paspor.",
        english: "Fill in these four and an admin will take it from there. Please do not write NIK or passport numbers.")
    static let leadName = Localized("Nama", english: "Name")
    static let leadContact = Localized("WhatsApp atau email", english: "WhatsApp or e-mail")
    static let leadCompany = Localized("Perusahaan", english: "Company")
    static let leadNeed = Localized("Kebutuhan", english: "What you need")
    static let leadSend = Localized("Kirim permintaan", english: "Send request")
    static let leadDone = Localized(
        "Terima kasih. Permintaan Anda sudah kami terima, dan Admin akan menghubungi Anda.",
        english: "Thank you. We have your request, and an admin will contact you.")
    static let consent = Localized(
        "Saya setuju dihubungi tentang permintaan ini. Persetujuan ini dapat saya tarik kapan saja.",
        english: "I agree to be contacted about this request. I can withdraw this consent at any time.")
    /// Changes with the words of `consent`.
    static let consentVersion = "2026-11-25"
}
