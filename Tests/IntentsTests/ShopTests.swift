import Testing

@testable import Intents

/// A company of another trade, out of the box: a bakery with twelve intents and nothing but its examples, no lexicon and
/// no background of its own.
@Suite struct ShopTests {
    /// What a visitor may ask: twelve examples each to learn from, then three questions to be asked, in other words.
    private static let bakery: [(id: String, examples: String, asked: String)] = [
        (
            "HOURS",
            "jam buka toko|buka jam berapa|tutup jam berapa|hari minggu buka tidak|besok buka|jam operasional|what time do you open|are you open on sunday|opening hours|when do you close|are you open today|hari libur buka gak",
            "toko buka jam berapa ya|tutupnya jam berapa|are you open on monday"
        ),
        (
            "PLACE",
            "alamat toko di mana|lokasinya di mana|tokonya sebelah mana|ada cabang lain|dekat stasiun apa|minta peta lokasi|where is your shop|what is your address|how do i get there|do you have another branch|is there parking|lokasi cabang terdekat",
            "alamatnya di mana|where are you located|ada cabang di bogor"
        ),
        (
            "CAKE_ORDER",
            "mau pesan kue ulang tahun|cara pesan kue tart|bisa pesan kue custom|pesan kue untuk besok|order kue dua tingkat|pesan kue karakter|i want to order a birthday cake|can i order a custom cake|how do i order a cake|order a cake for saturday|wedding cake order|kue ulang tahun tema dinosaurus",
            "bisa order kue ultah|i need a birthday cake|cara pesan kue pengantin"
        ),
        (
            "PRICE",
            "harga roti berapa|berapa harga kue tart|daftar harga|pricelist dong|kue termurah berapa|harga croissant|how much is a loaf|price list please|how much does a cake cost|what is the price of a croissant|is it expensive|harga kue satu loyang",
            "roti tawar harganya berapa|how much is the sourdough|minta daftar harga"
        ),
        (
            "DELIVERY",
            "bisa kirim ke rumah|ongkos kirim berapa|antar ke kantor bisa|pengiriman berapa lama|kirim pakai ojek|kirim ke luar kota|do you deliver|how much is delivery|can you deliver to my office|delivery time|do you ship to other cities|gratis ongkir minimal berapa",
            "bisa diantar ke rumah|do you deliver to my home|ongkirnya berapa"
        ),
        (
            "PAYMENT",
            "bisa bayar pakai kartu|terima transfer bank|bayar pakai qris|cara pembayaran|bisa bayar di tempat|harus dp berapa|do you take credit cards|can i pay cash|payment methods|can i pay by transfer|do i pay a deposit|pembayaran lewat apa saja",
            "bayarnya bisa qris|can i pay by card|metode pembayaran apa saja"
        ),
        (
            "INGREDIENTS",
            "apakah mengandung telur|bahan rotinya apa|ada kacang di kue ini|pakai mentega apa|untuk alergi gluten ada|bebas susu ada|does it contain nuts|is there gluten in it|what are the ingredients|do you have vegan bread|any dairy free cakes|kue tanpa gula",
            "roti ini ada telurnya|does the cake contain milk|ada roti bebas gluten"
        ),
        (
            "HALAL",
            "apakah halal|sudah sertifikat halal|ada label halal mui|pakai rum tidak|halal semua kuenya|nomor sertifikat halal|are your cakes halal|do you have a halal certificate|is there alcohol in it|halal certified|is everything halal|bukti halalnya mana",
            "kuenya halal kan|halal certificate please|sertifikat halalnya ada"
        ),
        (
            "REFUND",
            "bisa refund|kue rusak minta ganti|mau batalkan pesanan|uang kembali bisa|cara komplain pesanan|pesanan salah|can i get a refund|i want to cancel my order|my cake was damaged|wrong order|return policy|batal pesan dp hangus",
            "pesanan saya mau dibatalkan|i want my money back|kue datang rusak"
        ),
        (
            "CLASS",
            "ada kelas membuat kue|kursus baking berapa lama|jadwal workshop|daftar kelas roti|kelas untuk anak|belajar bikin roti|do you have baking classes|workshop schedule|how do i join the class|is there a class for kids|baking course|kelas pemula kapan",
            "mau ikut kelas baking|when is the next workshop|kursus bikin kue ada"
        ),
        (
            "STORAGE",
            "roti tahan berapa hari|cara menyimpan kue|masuk kulkas tidak|kedaluwarsa kapan|bisa dibekukan|simpan di suhu ruang|how long does it keep|how do i store the bread|can i freeze it|expiry date|does it need the fridge|kue tahan berapa lama",
            "rotinya awet berapa hari|how should i store the cake|bisa masuk freezer"
        ),
        (
            "JOB",
            "ada lowongan kerja|lowongan baker|mau melamar kerja|kirim cv ke mana|terima magang|gaji kasir berapa|are you hiring|any job openings|how do i apply for a job|do you take interns|where do i send my cv|cari kerja paruh waktu",
            "ada loker|is there a job vacancy|mau magang di sini"
        ),
    ]

    /// Questions that no bakery answers, and some that only sound like it.
    private static let strange = [
        "siapa presiden prancis", "how tall is mount everest", "cara perpanjang sim", "write me a poem about the sea",
        "harga saham hari ini",
        "bagaimana cuaca besok", "can you fix my laptop", "jadwal kereta ke surabaya", "tell me a joke", "resep rendang padang",
        "what is the exchange rate", "apa ibu kota australia", "my phone is broken", "lirik lagu kebangsaan", "who won the football match",
    ]

    private struct Outcome {
        var right = 0
        var wrong = 0
        var asked = 0
        var strangersAnswered = 0
    }

    /// What a bakery with the first `count` examples of each intent answers.
    private static func outcome(examples count: Int) throws -> Outcome {
        let intents: [TrainingSet.Intent] = bakery.map { intent -> TrainingSet.Intent in
            // Indonesian and English by turns, as somebody would begin.
            let all: [String] = intent.examples.split(separator: "|").map { String($0) }
            let order: [String] = (0..<12).map { (at: Int) -> String in all[at % 2 == 0 ? at / 2 : 6 + at / 2] }
            return TrainingSet.Intent(id: intent.id, examples: order.prefix(count).map { TrainingSet.Example($0) })
        }
        let set = TrainingSet(intents: intents)
        let classifier = try Classifier.train(set).withSecondMember(set)
        var outcome = Outcome()
        for intent in bakery {
            for text in intent.asked.split(separator: "|") {
                let part = classifier.rank(String(text)).whole
                outcome.asked += 1
                guard part.verdict == .answer else { continue }
                if part.intent == intent.id { outcome.right += 1 } else { outcome.wrong += 1 }
            }
        }
        outcome.strangersAnswered = strange.count { classifier.rank($0).whole.verdict == .answer }
        return outcome
    }

    @Test func `twelve examples an intent answer most questions of a shop, and none of another world's`() throws {
        let outcome = try Self.outcome(examples: 12)
        #expect(outcome.asked == 36)
        #expect(outcome.right >= 22, "\(outcome)")
        #expect(outcome.wrong <= 1, "\(outcome)")
        #expect(outcome.strangersAnswered <= 1, "\(outcome)")
    }

    @Test func `three examples an intent hand over rather than bluff`() throws {
        let outcome = try Self.outcome(examples: 3)
        #expect(outcome.wrong <= 1, "\(outcome)")
        #expect(outcome.strangersAnswered <= 1, "\(outcome)")
    }
}
