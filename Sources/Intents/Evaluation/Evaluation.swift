/// How well a classifier did on questions whose intent is known.
public struct Evaluation: Sendable, Hashable {
    /// One question and what was made of it.
    public struct Item: Sendable, Hashable {
        /// What was asked.
        public let text: String
        /// The intent it has; `nil` when it is out of scope.
        public let label: String?
        /// The text read as one question.
        public let reading: Ranking.Part

        /// An item.
        public init(text: String, label: String?, reading: Ranking.Part) {
            self.text = text
            self.label = label
            self.reading = reading
        }

        var isRight: Bool { reading.alternatives.first?.intent == label }
        var isAnswered: Bool { reading.verdict == .answer }
    }

    /// In-scope questions taken for another intent, and how often.
    public struct Confusion: Sendable, Hashable {
        /// The intent they have.
        public let label: String
        /// The intent they were taken for.
        public let takenFor: String
        /// How many.
        public let count: Int
    }

    /// In-scope questions of about one confidence.
    public struct Bin: Sendable, Hashable {
        /// The confidences that fall into it.
        public let confidences: Range<Double>
        /// How many questions fell into it.
        public let count: Int
        /// Their mean confidence.
        public let confidence: Double
        /// The share of them whose best alternative was right: at its best the mean confidence.
        public let accuracy: Double
    }

    /// How many questions were in scope.
    public let inScope: Int
    /// How many were out of scope.
    public let outOfScope: Int
    /// The share of in-scope questions whose best alternative was right, whatever the threshold.
    public let accuracy: Double
    /// The share whose intent was among the three alternatives.
    public let top3: Double
    /// The mean over the labels of F1; an intent that no question has does not count.
    public let macroF1: Double
    /// The share of in-scope questions answered, and rightly.
    public let answeredRight: Double
    /// The share of in-scope questions answered with another intent's template.
    public let answeredWrong: Double
    /// The share of in-scope questions that were not answered.
    public let falseRejectRate: Double
    /// How likely an in-scope question has more confidence than one out of scope; `nil` without either.
    public let oosAUROC: Double?
    /// The share of out-of-scope questions at or above the confidence that 95 % of the in-scope ones reach.
    public let oosFPR95: Double?
    /// The share of out-of-scope questions that were not answered.
    public let oosRecall: Double?
    /// The share of out-of-scope questions that were answered.
    public let falseAcceptRate: Double?
    /// Expected calibration error over in-scope questions, 15 bins (Guo et al. 2017).
    public let ece: Double
    /// The bins that hold a question, lowest first.
    public let reliability: [Bin]
    /// The most frequent first; of equals by name.
    public let confusions: [Confusion]

    private static let bins = 15

    /// - Complexity: O(n log n).
    public init(_ items: [Item]) {
        let inside = items.filter { $0.label != nil }
        let outside = items.filter { $0.label == nil }
        inScope = inside.count
        outOfScope = outside.count
        accuracy = Self.share(inside) { $0.isRight }
        top3 = Self.share(inside) { item in item.reading.alternatives.prefix(3).contains { $0.intent == item.label } }
        answeredRight = Self.share(inside) { $0.isAnswered && $0.isRight }
        answeredWrong = Self.share(inside) { $0.isAnswered && !$0.isRight }
        falseRejectRate = Self.share(inside) { !$0.isAnswered }
        let accepted = Self.share(outside) { $0.isAnswered }
        falseAcceptRate = outside.isEmpty ? nil : accepted
        oosRecall = outside.isEmpty ? nil : 1 - accepted
        (oosAUROC, oosFPR95) = Self.separation(
            inside.map(\.reading.confidence), outside.map(\.reading.confidence))
        macroF1 = Self.macroF1(inside)
        reliability = Self.reliability(inside)
        ece =
            reliability.reduce(0) { $0 + abs($1.confidence - $1.accuracy) * Double($1.count) }
            / Double(max(inside.count, 1))
        confusions = Self.confusions(inside)
    }

    private static func share(_ items: [Item], _ holds: (Item) -> Bool) -> Double {
        items.isEmpty ? 0 : Double(items.count(where: holds)) / Double(items.count)
    }

    /// The area under the curve, ties counting half, and the false positives at 95 % true ones.
    private static func separation(_ inside: [Double], _ outside: [Double]) -> (Double?, Double?) {
        guard !inside.isEmpty, !outside.isEmpty else { return (nil, nil) }
        let inside = inside.sorted()
        let outside = outside.sorted()
        var below = 0
        var notAbove = 0
        var wins = 0.0
        for confidence in inside {
            while below < outside.count, outside[below] < confidence { below += 1 }
            while notAbove < outside.count, outside[notAbove] <= confidence { notAbove += 1 }
            wins += Double(below + notAbove) / 2
        }
        let cut = inside[inside.count / 20]
        let above = outside.count { $0 >= cut }
        return (wins / Double(inside.count) / Double(outside.count), Double(above) / Double(outside.count))
    }

    private static func macroF1(_ items: [Item]) -> Double {
        var counts: [String: (both: Double, labelled: Double, taken: Double)] = [:]
        for item in items {
            guard let label = item.label, let taken = item.reading.alternatives.first?.intent else { continue }
            counts[label, default: (0, 0, 0)].labelled += 1
            counts[taken, default: (0, 0, 0)].taken += 1
            if label == taken { counts[label, default: (0, 0, 0)].both += 1 }
        }
        // Sorted, as the order of a sum of fractions shows in its last digit.
        let scores = counts.filter { $0.value.labelled > 0 }.sorted { $0.key < $1.key }
            .map { 2 * $0.value.both / ($0.value.labelled + $0.value.taken) }
        return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
    }

    private static func reliability(_ items: [Item]) -> [Bin] {
        var sums = Array(repeating: (count: 0, confidence: 0.0, right: 0), count: bins)
        for item in items {
            let bin = min(Int(item.reading.confidence * Double(bins)), bins - 1)
            sums[bin].count += 1
            sums[bin].confidence += item.reading.confidence
            sums[bin].right += item.isRight ? 1 : 0
        }
        return sums.enumerated().filter { $0.element.count > 0 }.map { bin, sum in
            Bin(
                confidences: Double(bin) / Double(bins)..<Double(bin + 1) / Double(bins), count: sum.count,
                confidence: sum.confidence / Double(sum.count), accuracy: Double(sum.right) / Double(sum.count))
        }
    }

    private static func confusions(_ items: [Item]) -> [Confusion] {
        var counts: [[String]: Int] = [:]
        for item in items where !item.isRight {
            guard let label = item.label, let taken = item.reading.alternatives.first?.intent else { continue }
            counts[[label, taken], default: 0] += 1
        }
        return counts.map { Confusion(label: $0.key[0], takenFor: $0.key[1], count: $0.value) }
            .sorted { ($1.count, $0.label, $0.takenFor) < ($0.count, $1.label, $1.takenFor) }
    }
}
