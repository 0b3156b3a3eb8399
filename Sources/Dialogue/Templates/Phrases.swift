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
    /// Said under an answer when numbers of somebody's papers were typed.
    public var identifiers: Localized<String>
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
    /// Its next line: what was answered so far. `{titles}`.
    public var whatsappDiscussed: Localized<String>
    /// Its next line: what the visitor told of themselves. `{told}`.
    public var whatsappTold: Localized<String>
    /// Its last line: the code by which WhatsApp joins the conversation. `{code}`.
    public var whatsappCode: Localized<String>
    /// While somebody waits and the bot cannot answer.
    public var passedOn: Localized<String>
    /// Nobody came within the promised time.
    public var stillWaiting: Localized<String>
    /// Nobody came after the reminder; WhatsApp is offered.
    public var offerElsewhere: Localized<String>
    /// Still nobody; a contact is asked for.
    public var takeContact: Localized<String>
    /// The bot answers again, as nobody came.
    public var resumed: Localized<String>
    /// The owner fell silent or went away.
    public var adminAway: Localized<String>
    /// A message was left outside the hours. `{opening}`: when people are back.
    public var messageTaken: Localized<String>
    /// A line: somebody was asked for.
    public var changeWaiting: Localized<String>
    /// A line: a message was left.
    public var changeLeftMessage: Localized<String>
    /// A line: an admin came. `{admin}`.
    public var changeJoined: Localized<String>
    /// A line: an admin went. `{admin}`.
    public var changeLeft: Localized<String>
    /// A line: the bot answers again.
    public var changeReturned: Localized<String>
    /// A line: it is over.
    public var changeClosed: Localized<String>
    /// A line: it goes on.
    public var changeReopened: Localized<String>
    /// Between the introduction and a question that was put before.
    public var questionResumed: Localized<String>
    /// After a question was skipped.
    public var questionSkipped: Localized<String>
    /// What is said by tapping "skip".
    public var skip: Localized<String>
    /// Utterances that skip a question, lower case, without punctuation.
    public var skips: Localized<[String]>
    /// The way back to the questions, as a visitor taps it.
    public var resumeQuestions: Localized<String>
    /// Over what the replies came to.
    public var result: Localized<String>
    /// The same for somebody who told nothing.
    public var resultGeneral: Localized<String>
    /// Over the items that come first.
    public var resultItems: Localized<String>
    /// An item that is lacking. `{item}`.
    public var resultMissing: Localized<String>
    /// Over the stages where the effort goes first.
    public var resultStages: Localized<String>
    /// A stage with an estimate that somebody answers for. `{stage}`, `{estimate}`.
    public var resultEstimate: Localized<String>
    /// A stage without one. `{stage}`, `{factors}`.
    public var resultDepends: Localized<String>
    /// A stage that waits. `{stage}`, `{item}`.
    public var resultPostponed: Localized<String>
    /// What to do next.
    public var resultNext: Localized<String>
    /// What is promised to somebody who can be reached. `{when}`.
    public var resultFollowUp: Localized<String>
    /// The checklist, as a call to action.
    public var checklist: Localized<String>
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
        identifiers = Localized(
            "Demi keamanan Anda, mohon tidak mengirim nomor KTP, NPWP, paspor, atau rekening lewat chat. Untuk menghapusnya, pilih “Hapus percakapan”.",
            english:
                "For your own safety, please do not send numbers of identity or tax cards, passports or accounts by chat. To remove them, choose “Delete conversation”."
        )
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
        whatsappDiscussed = Localized("Sudah dibahas di situs: {titles}", english: "Discussed on the site: {titles}")
        whatsappTold = Localized("Data saya: {told}", english: "About me: {told}")
        whatsappCode = Localized(
            "Kode percakapan (berlaku 24 jam, mohon jangan dihapus): {code}",
            english: "Conversation code (valid for 24 hours, please keep it): {code}")
        passedOn = Localized(
            "Pesan Anda sudah kami teruskan ke Admin. Mohon ditunggu, ya; sambil menunggu Anda tetap boleh bertanya.",
            english: "Your message has been passed on to our team. Please hold on; you can keep asking in the meantime.")
        stillWaiting = Localized(
            "Maaf, Admin kami belum sempat membalas. Kami sudah mengingatkan tim, dan tempat Anda di antrean tidak berubah.",
            english: "Sorry, our team has not been able to reply yet. We have reminded them, and your place in the queue is kept.")
        offerElsewhere = Localized(
            "Maaf sudah menunggu lama. Kalau Anda mau, percakapan ini bisa dilanjutkan lewat WhatsApp; kalau tidak, kami tetap mencarikan Admin.",
            english: "Sorry for the long wait. If you like, we can continue in WhatsApp; if not, we keep looking for a colleague here.")
        takeContact = Localized(
            "Maaf, sepertinya tim kami sedang sangat sibuk. Silakan tinggalkan nama dan WhatsApp atau email; kami yang akan menghubungi Anda.",
            english:
                "Sorry, our team seems to be very busy. Please leave your name and a WhatsApp number or e-mail, and we will get back to you."
        )
        resumed = Localized(
            "Mohon maaf, belum ada Admin yang dapat membalas. Saya kembali menemani Anda; permintaan Anda tetap tercatat dan tim kami akan melihatnya.",
            english: "We are sorry, nobody has been able to reply. I am with you again; your request is on record and our team will see it."
        )
        adminAway = Localized(
            "Maaf, Admin yang menangani sedang tidak di tempat. Percakapan ini kami teruskan ke rekan lain.",
            english: "Sorry, the colleague who was helping you is away. We are passing this on to somebody else.")
        messageTaken = Localized(
            "Terima kasih, pesan Anda sudah kami catat. Tim kami {opening} dan akan menghubungi Anda pada hari kerja berikutnya.",
            english: "Thank you, we have noted your message. Our team will be {opening} and will contact you on the next working day.")
        changeWaiting = Localized(
            "Menunggu Admin",
            english: "Waiting for an admin")
        changeLeftMessage = Localized(
            "Pesan untuk tim kami sudah dicatat",
            english: "A message for our team was noted")
        changeJoined = Localized(
            "Admin {admin} bergabung",
            english: "Admin {admin} joined")
        changeLeft = Localized(
            "Admin {admin} meninggalkan percakapan",
            english: "Admin {admin} left the conversation")
        changeReturned = Localized(
            "Kembali ke Asisten",
            english: "Back to the assistant")
        changeClosed = Localized(
            "Percakapan ditutup",
            english: "The conversation was closed")
        changeReopened = Localized(
            "Percakapan dibuka lagi",
            english: "The conversation was reopened")
        questionResumed = Localized("Baik, kita lanjutkan.", english: "Let us go on.")
        questionSkipped = Localized("Tidak apa-apa, kita lewati.", english: "That is fine, we skip it.")
        skip = Localized("Lewati", english: "Skip")
        skips = Localized(
            ["lewati", "lewat", "lewati saja", "lewati dulu", "skip"], english: ["skip", "skip it", "skip this", "skip this one", "pass"])
        resumeQuestions = Localized("Lanjutkan cek kelayakan", english: "Continue the eligibility check")
        result = Localized(
            "Ini gambaran awal dari jawaban Anda, bukan keputusan.",
            english: "Here is a first picture from your answers, not a decision.")
        resultGeneral = Localized(
            "Baik. Tanpa jawaban, gambarannya masih umum; Anda boleh menceritakannya kapan saja.",
            english: "Very well. Without answers the picture stays general; you can tell us any time.")
        resultItems = Localized("Yang didahulukan:", english: "What comes first:")
        resultMissing = Localized("{item} (belum siap)", english: "{item} (not ready yet)")
        resultStages = Localized("Langkah utamanya:", english: "The main steps:")
        resultEstimate = Localized("{stage}. Perkiraan: {estimate}.", english: "{stage}. Estimate: {estimate}.")
        resultDepends = Localized(
            "{stage}. Lamanya bergantung pada {factors}.", english: "{stage}. How long it takes depends on {factors}.")
        resultPostponed = Localized(
            "Tahap “{stage}” menyusul setelah ini siap: {item}.", english: "The stage “{stage}” follows once this is ready: {item}.")
        resultNext = Localized(
            "Langkah berikutnya: pelajari checklist dari jawaban Anda, atau minta Admin meninjaunya bersama Anda.",
            english: "Next: read the checklist made from your answers, or have one of our team go through it with you.")
        resultFollowUp = Localized(
            "Tim kami akan menghubungi Anda paling lambat {when}.", english: "Our team will be in touch with you by {when}.")
        checklist = Localized("Unduh checklist (PDF)", english: "Download the checklist (PDF)")
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

extension Phrases {
    /// The line that tells of `change`, as the visitor reads it.
    public func line(for change: Change, in language: Language) -> String {
        let phrase =
            switch change {
            case .waiting: changeWaiting
            case .leftMessage: changeLeftMessage
            case .joined: changeJoined
            case .left: changeLeft
            case .returned: changeReturned
            case .closed: changeClosed
            case .reopened: changeReopened
            }
        return Slots(["admin": change.admin ?? ""]).fill(phrase[language])
    }
}
