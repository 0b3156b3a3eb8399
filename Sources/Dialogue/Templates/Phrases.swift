/// The bot's own sentences, around the company's templates: content with a default for each, replaced in `data/phrases.json`.
public struct Phrases: Sendable, Hashable {
    /// Sure of nothing, but near something. `{topics}`: the titles of the nearest intents.
    public var clarify: Localized<String>
    /// Not understood.
    public var fallback: Localized<String>
    /// Not understood again.
    public var fallbackAgain: Localized<String>
    /// Understood, but none of the company's subjects.
    public var decline: Localized<String>
    /// Keys at random, or nothing but signs.
    public var gibberish: Localized<String>
    /// An insult.
    public var abuse: Localized<String>
    /// An attempt to make the bot something else.
    public var attack: Localized<String>
    /// After "not now".
    public var refused: Localized<String>
    /// Under the first answer, and under those about rules.
    public var disclaimer: Localized<String>
    /// For an answer that should have a source and has none.
    public var sourceMissing: Localized<String>
    /// The way to a person, as a call to action.
    public var contactHuman: Localized<String>
    /// What WhatsApp opens with. `{company}`, `{topic}`.
    public var whatsappText: Localized<String>
    /// Utterances that refuse the Benefit block, lower case, without punctuation.
    public var refusals: Localized<[String]>

    /// The defaults, in tone.md's voice.
    public init() {
        clarify = Localized(
            "Supaya tidak keliru, saya pastikan dulu. Apakah yang Anda maksud salah satu dari ini: {topics}?",
            english: "To be sure I answer the right question: did you mean one of these: {topics}?")
        fallback = Localized(
            "Maaf, saya belum menangkap maksud Anda. Boleh ditulis dengan kata lain, atau pilih salah satu pertanyaan di bawah? Admin kami juga siap membantu.",
            english:
                "Sorry, I did not quite get that. Could you put it another way, or pick one of the questions below? Our team can help as well."
        )
        fallbackAgain = Localized(
            "Maaf, saya masih belum menangkap maksud Anda. Supaya Anda tidak berputar-putar, lebih baik Admin kami yang menjawab langsung.",
            english: "Sorry, I still do not follow. Rather than keep you going in circles, let one of our team answer you directly.")
        decline = Localized(
            "Pertanyaan itu di luar bidang yang bisa saya jawab di sini. Admin kami dapat mengarahkan Anda, atau silakan pilih pertanyaan di bawah.",
            english: "That is outside what I can answer here. Our team can point you the right way, or pick one of the questions below.")
        gibberish = Localized(
            "Maaf, pesan itu belum terbaca sebagai pertanyaan. Silakan tulis pertanyaan Anda, ya.",
            english: "Sorry, I could not read that as a question. Please type your question.")
        abuse = Localized(
            "Saya mengerti Anda kesal. Mari kita bicarakan dengan baik; Admin kami bisa membantu Anda langsung.",
            english: "I understand that you are upset. Let us keep it friendly; one of our team can help you directly.")
        attack = Localized(
            "Saya hanya dapat menjawab pertanyaan tentang layanan kami. Silakan tulis pertanyaan Anda dengan kata-kata biasa.",
            english: "I can only answer questions about our services. Please ask in plain words.")
        refused = Localized(
            "Baik, tidak masalah. Silakan bertanya apa saja kapan pun Anda siap.",
            english: "That is fine. Ask me anything whenever you are ready.")
        disclaimer = Localized(
            "Informasi bersifat panduan, bukan nasihat hukum.", english: "This is guidance, not legal advice.")
        sourceMissing = Localized(
            "Sumber untuk bagian ini belum kami temukan, jadi anggap sebagai gambaran umum.",
            english: "We have not found a source for this part yet, so take it as a general picture.")
        contactHuman = Localized("Hubungi CS", english: "Contact our team")
        whatsappText = Localized(
            "Halo {company}, saya ingin bertanya tentang: {topic}", english: "Hello {company}, I would like to ask about: {topic}")
        refusals = Localized(
            [
                "tidak usah", "tdk usah", "ga usah", "gak usah", "nggak usah", "ngga usah", "enggak usah", "tidak dulu", "nggak dulu",
                "ngga dulu", "gak dulu", "ga dulu", "enggak dulu", "nanti saja", "nanti aja", "ntar aja", "belum perlu", "tidak perlu",
                "gak perlu", "ga perlu", "nggak perlu", "tidak tertarik", "gak tertarik", "skip dulu",
            ],
            english: [
                "not now", "no thanks", "no thank you", "not interested", "maybe later", "later", "no need", "not yet", "skip",
            ])
    }
}
