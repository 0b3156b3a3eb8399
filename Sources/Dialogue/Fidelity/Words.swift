/// The words that quantities, dates and references are made of, in both languages.
enum Words {
    enum Number {
        case value(Double)
        /// *belas*: ten more.
        case teen
        /// *puluh*: ten times.
        case ten
        /// *ratus*, *hundred*.
        case hundred
        /// *ribu*, *thousand* and beyond.
        case scale(Double)
        /// A number that may be left unsaid: *kedua*, *both*.
        case weak(Double)
    }

    enum Label: Int {
        case number, year, article, paragraph, letter
        /// What is numbered in Roman or plain figures, and is a thing itself: *Lampiran I*.
        case list
    }

    static let numbers: [UInt64: Number] = {
        var numbers: [UInt64: Number] = [:]
        func count(from first: Int, by step: Int = 1, _ words: String) {
            for (index, word) in words.split(separator: " ").enumerated() {
                numbers[Tokens.hash(word.utf8)] = .value(Double(first + index * step))
            }
        }
        count(from: 0, "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas")
        count(from: 3, "ketiga keempat kelima keenam ketujuh kedelapan kesembilan kesepuluh")
        count(from: 0, "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen")
        count(from: 18, "eighteen nineteen twenty")
        count(from: 2, "second third fourth fifth sixth seventh eighth ninth tenth")
        count(from: 20, by: 10, "twenty thirty forty fifty sixty seventy eighty ninety")
        for (word, number) in [
            ("single", Number.value(1)), ("belas", .teen), ("puluh", .ten), ("ratus", .hundred), ("hundred", .hundred),
            ("seratus", .value(100)),
            ("seribu", .value(1_000)), ("sejuta", .value(1e6)), ("ribu", .scale(1e3)), ("thousand", .scale(1e3)), ("juta", .scale(1e6)),
            ("jt", .scale(1e6)), ("rb", .scale(1e3)), ("million", .scale(1e6)), ("miliar", .scale(1e9)), ("milyar", .scale(1e9)),
            ("billion", .scale(1e9)), ("bn", .scale(1e9)), ("triliun", .scale(1e12)), ("trillion", .scale(1e12)), ("setengah", .value(0.5)),
            ("separuh", .value(0.5)), ("half", .value(0.5)), ("seperempat", .value(0.25)), ("quarter", .value(0.25)), ("dozen", .value(12)),
            ("puluhan", .value(10)), ("ratusan", .value(100)), ("ribuan", .value(1_000)), ("jutaan", .value(1e6)), ("dozens", .value(12)),
            ("hundreds", .value(100)), ("thousands", .value(1_000)), ("kedua", .weak(2)), ("keduanya", .weak(2)), ("both", .weak(2)),
            ("twice", .value(2)), ("double", .value(2)), ("belasan", .value(15)),
        ] {
            numbers[Tokens.hash(word.utf8)] = number
        }
        return numbers
    }()

    static let labels: [UInt64: Label] = index([
        ("nomor no number nr", .number), ("tahun year thn", .year), ("pasal article art articles pasalnya", .article),
        ("ayat paragraph verse", .paragraph), ("huruf letter", .letter),
        ("lampiran annex appendix kategori category bab chapter golongan class", .list),
    ])

    /// 1 minute … 6 year, and further on what is counted like them.
    static let units: [UInt64: Int] = index([
        ("detik second seconds", 1), ("menit minute minutes", 2), ("jam hour hours", 3), ("hari day days", 4),
        ("minggu pekan week weeks", 5),
        ("bulan month months", 6), ("tahun year years", 7), ("dekade decade decades", 8), ("semester semesters", 9),
    ])
    /// One of the unit, in a word of its own.
    static let single: [UInt64: Int] = index([
        ("sejam", 3), ("sehari", 4), ("seminggu sepekan", 5), ("sebulan", 6), ("setahun", 7), ("harian daily", 4), ("mingguan weekly", 5),
        ("bulanan monthly", 6), ("tahunan yearly annual annually", 7), ("semenit", 2),
    ])
    static let months: [UInt64: Int] = index([
        ("januari january jan", 1), ("februari february feb", 2), ("maret march mar", 3), ("april apr", 4), ("mei may", 5),
        ("juni june jun", 6),
        ("juli july jul", 7), ("agustus august aug agt", 8), ("september sept sep", 9), ("oktober october oct okt", 10),
        ("november nov", 11), ("desember december dec des", 12),
    ])
    static let currencies: [UInt64: Int] = index([
        ("rp idr rupiah", 1), ("usd dolar dollar dollars", 2), ("sar riyal riyals", 3), ("eur euro euros", 4),
    ])
    /// Minutes to add to an hour: before noon and after it.
    static let halves: [UInt64: Int] = index([("am", 0), ("pm", 720)])

    static let years = 1900...2100
    /// Two of two, and one of them; one after the other, and at the same time.
    static let both = hashes("both kedua keduanya")
    static let either = hashes("either salah")
    static let then = hashes("then lalu kemudian")
    static let still = hashes("still masih")
    static let meanwhile = hashes("while whilst selagi selama sementara ketika")
    static let working = hashes("kerja working business kalender calendar")
    static let percent = hashes("persen percent prosen pct")
    static let about = hashes("an ish about sekitar circa")
    static let articles = hashes("a an")
    static let joints = hashes("dan and atau or serta")
    static let ranges = hashes("sampai hingga to until sd and dan")
    static let of = hashes("of tahun year")
    static let and = hashes("and")
    static let ordinalEndings = hashes("st nd rd th")
    static let ambiguousMonths = hashes("may march mar mei des dec jan")
    /// *Can*, as against *may*.
    static let abilities = hashes("dapat bisa can cannot cant")
    static let beneficiaries = hashes("bagi untuk for")
    static let nor = Tokens.hash("nor".utf8)
    static let `while` = Tokens.hash("while".utf8)
    static let times = Tokens.hash("x".utf8)

    private static func index<Value>(_ groups: [(String, Value)]) -> [UInt64: Value] {
        var table: [UInt64: Value] = [:]
        for (words, value) in groups { for word in words.split(separator: " ") { table[Tokens.hash(word.utf8)] = value } }
        return table
    }

    private static func hashes(_ words: String) -> Set<UInt64> { Set(words.split(separator: " ").map { Tokens.hash($0.utf8) }) }
}
