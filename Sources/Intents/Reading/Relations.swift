/// How near the intents are to each other, as the model sees it: what a short follow-up leaves unsaid.
///
/// "Kalau PIHK?" says one word of a question; the rest was said before. Each intent's mean example has logits for all
/// intents: high for those that share its words. Adding a part of them to the logits of a follow-up is reading it
/// together with a faded copy of what was asked last.
struct Relations: Sendable {
    private let rows: [[Lanes]]

    /// How much of the last question is heard in the follow-up.
    private static let echo: Float = 0.7
    /// How much of the last intent's own lead is kept.
    private static let staying: Float = 0.8
    /// What an offered choice gains.
    private static let offer: Float = 1.5
    /// A follow-up has at most this many words and marks; more say enough by themselves.
    private static let mostWords = 7

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
            // Some follow-ups ask more about the same ("dendanya berapa?"), others for what lies beside it ("kalau
            // PIHK?"): of what the last intent is ahead of the nearest other one, a part is taken back.
            if intents > 1 {
                let own = row[intent / 8][intent % 8]
                row[intent / 8][intent % 8] = highest + (own - highest) * Self.staying
            }
            let mean = Lanes(repeating: sum / Float(intents))
            for lane in row.indices { row[lane] = (row[lane] - mean) * Self.echo }
            // The background and the padding gain nothing.
            for place in intents..<(row.count * 8) { row[place / 8][place % 8] = 0 }
            return row
        }
    }

    var bytes: Int { rows.reduce(0) { $0 + $1.count * MemoryLayout<Lanes>.stride } }

    /// Whether `words` are few enough to leave something unsaid.
    static func mayFollow(_ words: Words) -> Bool { (1...mostWords).contains(words.words.count) }

    /// The logits of a follow-up to `last`.
    func adding(_ last: Int?, offered: [Int], to logits: [Lanes]) -> [Lanes] {
        var sum = logits
        if let last { for lane in sum.indices { sum[lane] += rows[last][lane] } }
        for intent in offered { sum[intent / 8][intent % 8] += Self.offer }
        return sum
    }
}

nonisolated(unsafe) public var knobs: [String: Double] = [:]
func knob(_ n: String, _ d: Double) -> Double { knobs[n] ?? d }
extension Relations {
    init(kin: [[Float]], classes: Int) {
        rows = kin.enumerated().map { i, row in
            var out = Array(repeating: Lanes.zero, count: (classes + 7) / 8)
            let others = row.enumerated().filter { $0.offset != i }.map(\.element)
            let mean = others.reduce(0, +) / Float(max(others.count, 1))
            let sd = (others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(max(others.count, 1))).squareRoot()
            for (k, c) in row.enumerated() {
                var z = (c - mean) / max(sd, 1e-6)
                if k == i { z = Float(knob("self", 1)) }
                z = min(max(z, Float(-knob("lo", 9))), Float(knob("hi", 9)))
                out[k / 8][k % 8] = z * Float(knob("echo", 0.5))
            }
            return out
        }
    }
}
