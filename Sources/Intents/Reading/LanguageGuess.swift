/// Tells Indonesian from English by the words that a language cannot do without.
///
/// Each word has a weight: positive for Indonesian. The examples of the training set whose language is known add
/// theirs, so the words of the trade ("syarat", "licence") count as well.
struct LanguageGuess: Sendable {
    private var places = KeyTable()
    private var weights: [Float] = []
    /// Examples that had each word, in Indonesian and in English.
    private var seen: [(indonesian: Float, english: Float)] = []

    private static let indonesian = """
        yang apa dan di ke dari untuk dengan tidak ini itu saya kami anda kamu bisa ada sudah belum akan kalau atau \
        juga mau bagaimana berapa kapan dimana mana siapa kenapa mengapa apakah adalah pada harus jika karena lagi \
        saja dong sih nih kak bang pak bu mas mbak gak ga nggak enggak tak bukan jadi lebih punya minta tolong mohon \
        terima kasih halo hai selamat pagi siang sore malam terus lalu sama biar buat gimana gmn brp yg utk dgn ya iya
        """
    private static let english = """
        the a an is are was were be been do does did can could will would should i you we they he she it my your our \
        their what how when where who why which of to in on at for from with without and or but not no yes this that \
        these those have has had need want get please thanks thank hello hi hey there much many long any some if about \
        me us them let tell know give show whats im dont isnt as by
        """

    init() {
        for word in Self.indonesian.split(separator: " ") { set(word, 2) }
        for word in Self.english.split(separator: " ") { set(word, -2) }
    }

    private mutating func set(_ word: Substring, _ weight: Float) {
        let place = self.place(of: Spelling.hash(Array(word.utf8), 0..<word.utf8.count))
        weights[place] = weight
    }

    private mutating func place(of hash: UInt64) -> Int {
        let place = places.findOrInsert(hash, weights.count)
        if place == weights.count {
            weights.append(0)
            seen.append((0, 0))
        }
        return place
    }

    /// Takes the words of an example of known language in.
    mutating func learn(_ words: Words, _ language: TrainingSet.Language) {
        for word in words.words {
            let place = place(of: word.hash)
            switch language {
            case .indonesian: seen[place].indonesian += 1
            case .english: seen[place].english += 1
            }
        }
    }

    /// Turns what was learnt into weights. A word of both languages ("admin") comes out near 0.
    mutating func finish() {
        for place in weights.indices where weights[place] == 0 {
            let (indonesian, english) = seen[place]
            guard indonesian + english > 0 else { continue }
            let odds = naturalLogarithm(Double((indonesian + 0.5) / (english + 0.5)))
            weights[place] = Float(min(max(odds, -1.5), 1.5))
        }
    }

    /// Weights must sum to this much to speak for a language: a function word is worth 2, a word of the trade at most 1.5, and one that both
    /// languages use ("timeline", "checklist") less than this.
    private static let enough: Float = 1.2

    /// The language of a text; nil when nothing in it speaks clearly for either.
    ///
    /// - Parameter words: as typed: slang brought to its meaning counts as Indonesian all the same.
    func language(of words: Words) -> TrainingSet.Language? {
        var sum: Float = 0
        for word in words.words { if let place = places[word.hash] { sum += weights[place] } }
        if abs(sum) < Self.enough { return nil }
        return sum < 0 ? .english : .indonesian
    }
}
