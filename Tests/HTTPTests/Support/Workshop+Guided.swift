import Desk
import Dialogue
import Intents

extension Workshop {
    /// The workshop with two questions and a checklist.
    static let guided: Knowledge = {
        do {
            let setting = ContentFiles.Setting(hours: try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta"), whatsappNumber: "+62 800-0000-0000")
            let files = try ContentFiles(
                files: [
                    "faq.json": Array(faq.utf8), "qualification.json": Array(qualification.utf8), "checklist.json": Array(checklist.utf8),
                ], setting: setting)
            return Knowledge(content: files.content, company: files.company, classifier: try Classifier.train(files.trainingSet))
        } catch {
            preconditionFailure("the workshop's content: \(error)")
        }
    }()

    private static let faq = """
        {"version": "workshop-2", "intents": {
        "CHECK": {"role": "eligibility", "title": "Cek sepeda", "question": "Apakah sepeda saya siap tur?", "answer": "Mari kita lihat.", "benefits": ["a", "b", "c"],
          "cta_primary": "Minta dihubungi", "cta_primary_action": {"kind": "lead"}, "cta_secondary": "Unduh daftar", "cta_secondary_action": {"kind": "checklist"},
          "examples": ["cek sepeda", "apakah sepeda saya siap", "siap tur atau belum", "periksa kesiapan sepeda"],
          "en": {"title": "Check", "question": "Is my bicycle ready for a tour?", "answer": "Let us see.", "examples": ["check my bicycle", "is my bike ready for a tour", "ready to ride"]}},
        "PRICE": {"title": "Biaya", "question": "Berapa biaya servis?", "answer": "Biaya tergantung kerusakan.", "benefits": ["a", "b", "c"],
          "variants": [{"id": "a"}, {"id": "b", "benefits_title": "Untung Anda", "benefits": ["c", "b", "a"]}],
          "personal": [{"when": {"brakes": "worn"}, "text": "Karena rem Anda aus, rem didahulukan."}],
          "cta_primary": "Unduh daftar", "cta_primary_action": {"kind": "checklist"}, "cta_secondary": "Minta dihubungi", "cta_secondary_action": {"kind": "lead"},
          "examples": ["biaya servis", "ongkos perbaikan berapa", "harga ganti ban", "tarif bengkel"],
          "en": {"title": "Prices", "question": "How much is a repair?", "answer": "It depends on the damage.",
            "variants": [{"id": "a"}, {"id": "b", "benefits_title": "What you gain", "benefits": ["c", "b", "a"]}],
            "personal": [{"when": {"brakes": "worn"}, "text": "As your brakes are worn, they come first."}], "examples": ["price of a repair", "how much does it cost"]}}
        }}
        """
    private static let qualification = """
        {"version": "1", "privacy_note": "Hanya untuk daftar Anda.", "questions": [
        {"key": "brakes", "question": {"id": "Bagaimana remnya?", "en": "How are the brakes?"}, "why": {"id": "Rem didahulukan.", "en": "Brakes come first."},
          "remembered": {"id": "Rem", "en": "Brakes"}, "options": [
          {"value": "good", "label": {"id": "Baik", "en": "Good"}, "effect": {"message": {"id": "Bagus.", "en": "Good."}, "ready": ["A"]}, "score": 3},
          {"value": "worn", "label": {"id": "Aus", "en": "Worn"}, "effect": {"message": {"id": "Rem diganti dulu.", "en": "Replace them first."}, "missing": ["A"]}, "score": 1}]},
        {"key": "when", "question": {"id": "Kapan berangkat?", "en": "When do you leave?"}, "why": {"id": "Supaya sempat.", "en": "To be in time."},
          "remembered": {"id": "Berangkat", "en": "Leaving"}, "options": [
          {"value": "now", "label": {"id": "Sekarang", "en": "Now"}, "effect": {"message": {"id": "Segera, ya.", "en": "At once."}}, "score": 2, "urgent": true},
          {"value": "later", "label": {"id": "Nanti", "en": "Later"}, "effect": {"message": {"id": "Masih ada waktu.", "en": "There is time."}}}]}],
        "bands": [{"id": "cool", "from": 0}, {"id": "hot", "from": 5}]}
        """
    private static let checklist = """
        {"version": "1", "title": "Daftar tur", "subtitle": "Untuk Anda", "introduction": "Untuk Anda.", "disclaimer": "Hanya panduan.",
        "sources": {"S": {"name": "Buku", "title": "Buku servis"}},
        "items": [{"id": "A", "kind": "core", "title": {"id": "Rem", "en": "Brakes"}, "why": "Aman.", "evidence": ["Kampas"], "sources": [{"source": "S"}]}],
        "stages": [{"id": "T", "title": {"id": "Rem dulu", "en": "Brakes first"}, "depends_on": ["suku cadang"], "items": ["A"]}]}
        """
}
