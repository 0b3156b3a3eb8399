/// How a model's scores become a confidence, and from which one on it answers.
struct Calibration: Sendable, Hashable {
    /// Logits are divided by it: above 1 where the model is surer than it is right.
    var temperature = 1.0
    /// The threshold of an answer.
    var threshold = 0.5
    /// The share of in-scope examples whose best alternative was right, out of fold.
    var accuracy = 0.0

    /// One example as judged by a model that has not seen it.
    struct Judged {
        /// Of all classes, the background last where there is one.
        var logits: [Float]
        var label: Int
        var coverage: Double
    }

    /// Fits the temperature by likelihood and the threshold by cost.
    ///
    /// - Parameter inScope: how many of the classes are intents; the rest is background.
    init(_ judged: [Judged], inScope: Int) {
        guard !judged.isEmpty else { return }
        temperature = Self.fitTemperature(judged)
        var scored: [(score: Double, right: Bool)] = []
        var right = 0
        var total = 0
        for one in judged {
            let shares = Self.shares(one.logits, temperature)
            let best = (0..<inScope).max { shares[$0] < shares[$1] } ?? 0
            let isRight = best == one.label
            if one.label < inScope {
                total += 1
                right += isRight ? 1 : 0
            }
            let isBackground = shares.indices.contains(inScope) && shares[inScope] > shares[best]
            scored.append((isBackground ? 0 : shares[best] * one.coverage, isRight))
        }
        accuracy = total == 0 ? 0 : Double(right) / Double(total)
        threshold = Self.fitThreshold(scored)
    }

    /// The threshold that maximises right − 4 · wrong: a wrong answer costs a visitor more than a question back.
    ///
    /// Kept within 0.2...0.9: a training set that is easy to separate says nothing about strangers.
    private static func fitThreshold(_ scored: [(score: Double, right: Bool)]) -> Double {
        let sorted = scored.sorted { $0.score > $1.score }
        var best = (gain: 0.0, threshold: 0.9)
        var gain = 0.0
        for (index, one) in sorted.enumerated() {
            gain += one.right ? 1 : -4
            let isLast = index + 1 == sorted.count || sorted[index + 1].score < one.score
            if isLast, gain > best.gain { best = (gain, one.score) }
        }
        return min(max(best.threshold, 0.2), 0.9)
    }

    /// The temperature with the highest likelihood, by golden section over its logarithm.
    private static func fitTemperature(_ judged: [Judged]) -> Double {
        func loss(_ logarithm: Double) -> Double {
            let temperature = exponential(logarithm)
            return judged.reduce(0) { sum, one in
                sum - naturalLogarithm(max(shares(one.logits, temperature)[one.label], 1e-12))
            }
        }
        let golden = 0.6180339887498949
        var low = -1.6
        var high = 1.6
        var a = high - golden * (high - low)
        var b = low + golden * (high - low)
        var lossA = loss(a)
        var lossB = loss(b)
        for _ in 0..<24 {
            if lossA < lossB {
                (high, b, lossB) = (b, a, lossA)
                a = high - golden * (high - low)
                lossA = loss(a)
            } else {
                (low, a, lossA) = (a, b, lossB)
                b = low + golden * (high - low)
                lossB = loss(b)
            }
        }
        return exponential((low + high) / 2)
    }

    /// The softmax of `logits` over `temperature`.
    static func shares(_ logits: [Float], _ temperature: Double) -> [Double] {
        let highest = Double(logits.max() ?? 0)
        var shares = logits.map { exponential((Double($0) - highest) / temperature) }
        let sum = shares.reduce(0, +)
        for at in shares.indices { shares[at] /= sum }
        return shares
    }
}
