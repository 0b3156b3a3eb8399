/// What a short follow-up leaves unsaid, for each intent that may have been answered before it.
///
/// "Kalau PIHK?" says one word of a question; the rest was said before. Three things stand in for it:
///
/// - each of the meanings that the last intent's examples have in common is read as if it had been said again, so that
///   "PIHK" after a question about requirements is read as requirements of it;
/// - intents whose examples share words and meanings with the last one's gain, as people ask on about what is near;
/// - the last intent itself loses a little: its template has just been read, and reading it again helps nobody.
///
/// The surer the text is by itself, the less of this counts: people also change the subject, and do so in few words.
/// Chosen on 82 follow-ups made up for it, of which 72 come out right, beside 967 held-out examples that are asked after
/// some other intent: 803 of them are still read rightly, of 815 alone. (Weights that do not look at the text's own
/// sureness, and all meanings at once, gave 70 and 734.) Letting it count in full where a text says that it goes on from
/// before reads 49 of the development set's 60 follow-ups rightly instead of 45, and of 513 questions asked after some
/// other intent as many as without: 481, of 483 alone.
struct Relations: Sendable {
    private let rows: [[Lanes]]
    /// For each intent, the meanings most of its examples have, at most `mostCarried`.
    private let carried: [[Int]]

    /// What one standard deviation of kinship adds to a logit, and how many of them the last intent itself is given.
    private static let kinshipWeight: Float = 0.7
    private static let staying: Float = -1
    /// The part of the reading with carried meanings; the rest is of the text alone.
    private static let carriedShare: Float = 0.7
    private static let mostCarried = 3
    /// A meaning is carried when at least this share of the examples has it.
    private static let commonShare = 0.3
    /// What an offered choice gains.
    private static let offer: Float = 1.5
    /// A follow-up has at most this many words and marks; more say enough by themselves.
    private static let mostWords = 12

    /// - Parameters:
    ///   - kinship: how much each two intents have in common, 0...1.
    ///   - meanings: how many examples each intent has, and how many of them have each meaning.
    init(kinship: [[Float]], meanings: [Meanings], classes: Int) {
        rows = kinship.enumerated().map { intent, row in Self.gains(row, of: intent, classes: classes) }
        carried = meanings.map { one in
            one.counts.filter { Double($0.value) >= Self.commonShare * Double(one.examples) }
                .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostCarried).map(\.key)
        }
    }

    /// How often the examples of an intent have each meaning.
    struct Meanings: Sendable {
        var examples = 0
        var counts: [Int: Int] = [:]
    }

    /// Kinship as gains: how many standard deviations each intent is above the mean of the others.
    private static func gains(_ row: [Float], of intent: Int, classes: Int) -> [Lanes] {
        var gains = Array(repeating: Lanes.zero, count: (classes + 7) / 8)
        let others = row.enumerated().filter { $0.offset != intent }.map(\.element)
        let count = Float(max(others.count, 1))
        let mean = others.reduce(0, +) / count
        let deviation = (others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        for (place, kinship) in row.enumerated() {
            let gain = place == intent ? staying : (kinship - mean) / max(deviation, 1e-6)
            gains[place / 8][place % 8] = gain * kinshipWeight
        }
        return gains
    }

    var bytes: Int { rows.reduce(0) { $0 + $1.count * MemoryLayout<Lanes>.stride } }

    /// Whether so many words are few enough to leave something unsaid.
    static func mayFollow(_ words: Int) -> Bool { (1...mostWords).contains(words) }

    /// The meanings to be read into a follow-up to `last`.
    func carried(from last: Int) -> [Int] { carried[last] }

    /// How much of the context counts for a text that is read with `confidence` by itself, 0...1.
    ///
    /// - Parameter resumes: it says itself that it goes on from what was before ("kalau …?", "and for …?"); such a text is
    ///   seldom a new subject, however sure its few words are.
    static func weight(ofContext confidence: Double, resumes: Bool) -> Float {
        resumes ? 1 : Float(min(1, 1.5 * (1 - confidence)))
    }

    /// Moves the logits by a part of the way from those of a text to those of it with what was carried.
    func blend(_ logits: inout [Lanes], from alone: [Lanes], to carried: [Lanes], _ weight: Float) {
        for lane in logits.indices { logits[lane] += (carried[lane] - alone[lane]) * (Self.carriedShare * weight) }
    }

    /// Adds what is near the intent answered last.
    func lean(_ logits: inout [Lanes], from last: Int, _ weight: Float) {
        for lane in logits.indices { logits[lane] += rows[last][lane] * weight }
    }

    /// Adds what an offered choice gains.
    func offer(_ logits: inout [Lanes], _ intent: Int) { logits[intent / 8][intent % 8] += Self.offer }
}
