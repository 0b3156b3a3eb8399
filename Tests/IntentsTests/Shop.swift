import Intents

/// A shop's training set: nothing of the trade this project was first written for.
enum Shop {
    static let set = TrainingSet(
        intents: [
            intent(
                "HOURS",
                [
                    "what time do you open", "when are you open", "opening hours please", "are you open on sunday",
                    "jam buka toko", "buka jam berapa", "hari minggu buka tidak", "tutup jam berapa",
                ]),
            intent(
                "RETURN",
                [
                    "how do i return an item", "i want to send it back", "return policy", "can i exchange this",
                    "cara mengembalikan barang", "mau tukar barang", "syarat retur apa saja", "bisa retur berapa hari",
                ]),
            intent(
                "SHIPPING",
                [
                    "how much is shipping", "when will my parcel arrive", "do you deliver abroad", "shipping time",
                    "ongkos kirim ke bandung", "berapa lama pengiriman", "paket sampai kapan", "bisa kirim ke luar negeri",
                ]),
            intent(
                "PAYMENT",
                [
                    "which cards do you take", "can i pay by transfer", "payment methods", "is cash on delivery possible",
                    "cara bayar", "bisa bayar pakai transfer", "terima kartu kredit", "bisa cicilan tidak",
                ]),
        ],
        background: [
            "what is the capital of france", "tell me a joke", "siapa presiden amerika", "resep nasi goreng",
            "how old is the moon", "cuaca besok bagaimana",
        ],
        lexicon: Lexicon(
            concepts: [.init(name: "DELIVERY", words: ["kirim", "pengiriman", "shipping", "deliver", "ongkos kirim"])],
            slang: [
                .init(word: "brp", meaning: "berapa"), .init(word: "gmn", meaning: "bagaimana"),
                .init(word: "ongkir", meaning: "ongkos kirim"),
            ],
            fillers: ["dong", "sih"]))

    private static func intent(_ id: String, _ examples: [String]) -> TrainingSet.Intent {
        let half = examples.count / 2
        return .init(
            id: id,
            examples: examples.enumerated().map { .init($1, in: $0 < half ? .english : .indonesian) })
    }
}
