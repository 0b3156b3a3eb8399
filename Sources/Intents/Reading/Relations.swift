/// How near the intents are to each other, as the model sees it: what a short follow-up leaves unsaid.
///
/// "Kalau PIHK?" says one word of a question; the rest was said before. Each intent's mean example has logits for all
/// intents: high for those that share its words. Adding a part of them to the logits of a follow-up is reading it
/// together with a faded copy of what was asked last.
struct Relations: Sendable {
    private let rows: [[Lanes]]

    /// How much of the last question is heard in the follow-up.
    private static let echo: Float = 0.5
    /// What an offered choice gains.
    private static let offer: Float = 1.5
    /// A follow-up has at most this many words; more say enough by themselves.
    private static let mostWords = 6

    /// Words that carry on from what was said, at the start of a text.
    private static let carrying = Set(
        """
        kalau terus lalu trus dan gimana bagaimana untuk yang itu tadi nah oh oke ok kalo klo and then so what how also \
        that those it for but tapi berarti jadi
        """.split(separator: " ").map { word in
            var hash = FNV()
            hash.add(word.utf8)
            return hash.value
        })

    /// - Parameter logits: the logits of each intent's mean example.
    init(_ logits: [[Lanes]], intents: Int) {
        rows = logits.enumerated().map { intent, row in
            var row = row
            var sum: Float = 0
            var highest = -Float.greatestFiniteMagnitude
            for other in 0..<intents {
                sum += row[other / 8][other % 8]
                if other != intent { highest = max(highest, row[other / 8][other % 8]) }
            }
            // A follow-up that only repeats the last intent would not have been asked: it gains as much as the
            // nearest other one.
            if intents > 1 { row[intent / 8][intent % 8] = highest }
            let mean = Lanes(repeating: sum / Float(intents))
            for lane in row.indices { row[lane] = (row[lane] - mean) * Self.echo }
            // The background and the padding gain nothing.
            for place in intents..<(row.count * 8) { row[place / 8][place % 8] = 0 }
            return row
        }
    }

    var bytes: Int { rows.reduce(0) { $0 + $1.count * MemoryLayout<Lanes>.stride } }

    /// Whether `words` may be a follow-up, and carries on by its first word.
    static func isFollowUp(_ words: Words) -> (short: Bool, carries: Bool) {
        guard let first = words.words.first else { return (false, false) }
        return (words.words.count <= mostWords + 1, carrying.contains(first.hash))
    }

    /// The logits of a follow-up to `last`.
    func adding(_ last: Int?, offered: [Int], to logits: [Lanes]) -> [Lanes] {
        var sum = logits
        if let last { for lane in sum.indices { sum[lane] += rows[last][lane] } }
        for intent in offered { sum[intent / 8][intent % 8] += Self.offer }
        return sum
    }
}
