import Desk
import Dialogue
import Intents

/// What the desk of a bicycle workshop knows: none of the content that ships, so that nothing here depends on it.
enum Workshop {
    /// Trained once; a training takes most of a test's time.
    static let knowledge: Knowledge = make(hours: "Mon-Fri 09:00-17:00 Asia/Jakarta", whatsapp: "+62 800-0000-0000")

    static func make(hours: String, whatsapp: String?) -> Knowledge {
        do {
            let setting = ContentFiles.Setting(hours: try Hours(hours), whatsappNumber: whatsapp)
            let files = try ContentFiles(
                files: ["faq.json": Array(faq.utf8), "background.json": Array(background.utf8)], setting: setting)
            return Knowledge(content: files.content, company: files.company, classifier: try Classifier.train(files.trainingSet))
        } catch {
            preconditionFailure("the workshop's content: \(error)")
        }
    }

    private static let background = """
        {"utterances": ["siapa presiden amerika", "resep nasi goreng", "what is the capital of france", "tell me a joke", "cuaca besok", "how old is the moon"]}
        """

    private static let faq = """
        {"version": "workshop-1", "intents": {
        "GREETING": {"role": "greeting", "title": "Sapaan", "question": "Halo", "answer": "Halo, ada yang bisa dibantu?", "benefits": ["a", "b", "c"],
          "cta_primary": "Hubungi kami", "cta_secondary": "Lihat jam buka", "cta_secondary_action": {"kind": "ask", "intent": "HOURS"},
          "suggestions": ["HOURS", "REPAIR"], "examples": ["halo", "hai", "pagi", "selamat pagi", "hello", "assalamualaikum"],
          "en": {"title": "Greeting", "question": "Hello", "answer": "Hello, how can we help?", "examples": ["hello", "hi there", "good morning", "hey"]}},
        "HOURS": {"role": "hours", "title": "Jam buka", "question": "Jam buka bengkel kapan?", "answer": "Kami buka {hours}.",
          "points": ["Hari libur nasional tutup."], "benefits": ["Tanpa janji.", "Parkir luas.", "Ruang tunggu."],
          "cta_primary": "Isi formulir", "cta_primary_action": {"kind": "lead"}, "cta_secondary": "Peta", "cta_secondary_action": {"kind": "link", "href": "/peta"},
          "sources": [{"title": "Papan jam buka", "url": "https://bengkel.example/jam", "article": "1", "year": 2026}], "suggestions": ["REPAIR", "PRICE"],
          "examples": ["jam buka", "buka jam berapa", "tutup jam berapa", "hari minggu buka tidak", "bengkel buka kapan", "besok buka kah"],
          "en": {"title": "Opening hours", "question": "When is the workshop open?", "answer": "We are open {hours}.", "examples": ["opening hours", "when are you open", "what time do you close", "are you open on sunday"]}},
        "REPAIR": {"title": "Servis sepeda", "question": "Bagaimana cara servis sepeda?", "answer": "Bawa sepeda Anda ke bengkel.",
          "benefits": ["Garansi sebulan.", "Suku cadang asli.", "Selesai sehari."], "cta_primary": "WhatsApp kami", "cta_secondary": "Unduh daftar", "cta_secondary_action": {"kind": "checklist"},
          "suggestions": ["PRICE", "HOURS"], "examples": ["servis sepeda", "rem sepeda rusak", "rantai putus", "ban bocor", "mau perbaiki sepeda", "betulkan sepeda"],
          "en": {"title": "Repairs", "question": "How do I get a bicycle repaired?", "answer": "Bring your bicycle to the workshop.", "examples": ["repair my bike", "my brakes are broken", "flat tyre", "fix a bicycle chain"]}},
        "PRICE": {"title": "Biaya servis", "question": "Berapa biaya servis?", "answer": "Biaya tergantung kerusakan.",
          "benefits": ["Tanpa biaya periksa.", "Harga di muka.", "Bayar setelah selesai."], "cta_primary": "Bicara dengan orang", "cta_primary_action": {"kind": "escalate"}, "cta_secondary": "WhatsApp kami",
          "suggestions": ["REPAIR"], "examples": ["biaya servis", "ongkos perbaikan berapa", "harga ganti ban", "mahal tidak", "tarif bengkel", "berapa bayarnya"],
          "en": {"title": "Prices", "question": "How much is a repair?", "answer": "It depends on the damage.", "examples": ["price of a repair", "how much does it cost", "what do you charge", "is it expensive"]}},
        "STOCK": {"visibility": "internal", "title": "Stok", "question": "Stok suku cadang?", "answer": "Lihat lemari.", "benefits": ["a", "b", "c"], "cta_primary": "a", "cta_secondary": "b",
          "examples": ["stok gudang", "sisa suku cadang", "persediaan rantai di gudang"], "en": {"question": "Spare parts in stock?", "examples": ["stock of spare parts"]}},
        "COMPLAINT": {"role": "complaint", "title": "Keluhan", "question": "Saya mau komplain", "answer": "Maaf atas pengalaman Anda.", "cta_primary": "Hubungi orang", "cta_primary_action": {"kind": "escalate"}, "cta_secondary": "WhatsApp kami",
          "examples": ["mau komplain", "saya kecewa sekali", "pelayanan buruk", "servisnya mengecewakan"], "en": {"title": "Complaint", "question": "I want to complain", "answer": "We are sorry.", "examples": ["i want to complain", "bad service", "i am disappointed"]}}
        }}
        """
}
