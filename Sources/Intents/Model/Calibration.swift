/// What models that had not seen an example made of it, for every example held out.
struct Evidence: Sendable {
    /// Rows of logits, padding included.
    private(set) var logits: [[Lanes]] = []
    private(set) var labels: [Int] = []
    private(set) var coverages: [Double] = []

    var count: Int { labels.count }

    mutating func add(_ logits: [Lanes], label: Int, coverage: Double) {
        self.logits.append(logits)
        labels.append(label)
        coverages.append(coverage)
    }

    mutating func add(_ other: Evidence) {
        logits += other.logits
        labels += other.labels
        coverages += other.coverages
    }

    /// The same examples judged by the mean of both members.
    func averaged(with other: Evidence) -> Evidence {
        precondition(labels == other.labels, "evidence of other examples")
        var mean = self
        for at in logits.indices { mean.logits[at] = Members.mean(logits[at], other.logits[at]) }
        return mean
    }
}

/// How a model's logits become a confidence, and from which one on it answers.
///
/// 1. Shares are the softmax of the logits over `temperature`, fitted by likelihood to the evidence.
/// 2. The score of the best intent is √(share · coverage) · logit: a stranger has words the model does not know, or
///    lifts no class far above the rest. It parts strangers better than any of the three alone on every split tried.
/// 3. The confidence is how often that score was right in the evidence: sigmoid(offset + slope · score). Its error in
///    cross-validation is a quarter to a half of what sigmoid(offset + slope · ln score) has, on sets of 34 to 150 intents.
struct Calibration: Sendable, Hashable {
    private(set) var temperature = 1.0
    private(set) var offset = -1.5
    private(set) var slope = 0.5
    /// The confidence from which an answer is given.
    private(set) var threshold = 0.9
    /// The share of held-out in-scope examples whose best intent was right.
    private(set) var accuracy = 0.0

    /// - Parameter intents: how many of the classes are intents; one more is the background.
    init(_ evidence: Evidence, intents: Int) {
        guard evidence.count > 0 else { return }
        temperature = Self.temperature(evidence)
        var outcomes: [Outcome] = []
        var shares = Shares()
        for at in 0..<evidence.count {
            shares.read(evidence.logits[at], temperature, intents: intents)
            let best = shares.best().first
            outcomes.append(
                .init(
                    score: Self.score(shares, best, evidence.coverages[at]), isRight: best == evidence.labels[at],
                    isInScope: evidence.labels[at] < intents, isRejected: shares.background > shares[best]))
        }
        let inScope = outcomes.filter(\.isInScope)
        accuracy = Double(inScope.count { $0.isRight }) / Double(max(inScope.count, 1))
        (offset, slope) = Self.logistic(inScope.map { ($0.score, $0.isRight) })
        threshold = threshold(outcomes)
    }

    private struct Outcome {
        var score: Double
        var isRight: Bool
        var isInScope: Bool
        /// The background came first.
        var isRejected: Bool
    }

    /// How sure it is that the intent at `best` is meant, 0...1.
    func confidence(_ shares: Shares, _ best: Int, coverage: Double) -> Double {
        sigmoid(offset + slope * Self.score(shares, best, coverage))
    }

    private static func score(_ shares: Shares, _ best: Int, _ coverage: Double) -> Double {
        (shares[best] * coverage).squareRoot() * max(Double(shares.logit(best)), 0)
    }

    /// The threshold that maximises right − 4 · wrong: a wrong answer costs a visitor more than a question back.
    ///
    /// The background counts as if it were a fifth of what is asked, however few utterances stand for it. Of thresholds
    /// that are as good but for chance (a third of √examples) the highest is taken: where it makes no difference to the
    /// examples it makes one to strangers, and few examples make it modest. Never below one half: a training set that is
    /// easy to part says nothing about strangers.
    private func threshold(_ outcomes: [Outcome]) -> Double {
        let inScope = outcomes.count { $0.isInScope }
        let weight = max(1, Double(inScope) / 4 / Double(max(outcomes.count - inScope, 1)))
        let sorted = outcomes.filter { !$0.isRejected }
            .map { (confidence: confidence($0), gain: $0.isRight ? 1 : $0.isInScope ? -4 : -4 * weight) }
            .sorted { $0.confidence > $1.confidence }
        var candidates: [(gain: Double, threshold: Double)] = []
        var gain = 0.0
        for (index, one) in sorted.enumerated() {
            gain += one.gain
            let isLastOfEquals = index + 1 == sorted.count || sorted[index + 1].confidence < one.confidence
            if isLastOfEquals { candidates.append((gain, one.confidence)) }
        }
        let best = candidates.reduce(0) { max($0, $1.gain) }
        let enough = best - Double(inScope).squareRoot() / 3
        let threshold = best > 0 ? candidates.first { $0.gain >= enough && $0.gain > 0 }?.threshold : nil
        return min(max(threshold ?? 0.9, 0.5), 0.95)
    }

    private func confidence(_ outcome: Outcome) -> Double { sigmoid(offset + slope * outcome.score) }

    /// The temperature with the highest likelihood, by golden section over its logarithm.
    private static func temperature(_ evidence: Evidence) -> Double {
        var shares = Shares()
        func loss(_ logarithm: Double) -> Double {
            let temperature = exponential(logarithm)
            var sum = 0.0
            for at in 0..<evidence.count {
                shares.read(evidence.logits[at], temperature, intents: 0)
                sum -= naturalLogarithm(max(shares[evidence.labels[at]], 1e-12))
            }
            return sum
        }
        let golden = 0.6180339887498949
        var (low, high) = (-1.6, 1.6)
        var (a, b) = (high - golden * (high - low), low + golden * (high - low))
        var (lossA, lossB) = (loss(a), loss(b))
        for _ in 0..<20 {
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

    /// Logistic regression with one input, by Newton's method, towards Platt's softened targets (Platt 1999) and with
    /// a pull of one observation towards slope ½, so that three examples do not make certainty.
    private static func logistic(_ points: [(x: Double, isRight: Bool)]) -> (offset: Double, slope: Double) {
        let right = Double(points.count { $0.isRight })
        let wrong = Double(points.count) - right
        let high = (right + 1) / (right + 2)
        let low = 1 / (wrong + 2)
        var offset = 0.0
        var slope = 0.5
        for _ in 0..<40 {
            var (g0, g1, h00, h01, h11) = (0.0, slope - 0.5, 1e-6, 0.0, 1.0)
            for (x, isRight) in points {
                let p = sigmoid(offset + slope * x)
                let error = p - (isRight ? high : low)
                let weight = max(p * (1 - p), 1e-9)
                g0 += error
                g1 += error * x
                h00 += weight
                h01 += weight * x
                h11 += weight * x * x
            }
            let determinant = h00 * h11 - h01 * h01
            guard determinant > 1e-12 else { break }
            let stepOffset = (h11 * g0 - h01 * g1) / determinant
            let stepSlope = (h00 * g1 - h01 * g0) / determinant
            offset -= min(max(stepOffset, -2), 2)
            slope = max(slope - min(max(stepSlope, -2), 2), 0.05)
            if abs(stepOffset) + abs(stepSlope) < 1e-9 { break }
        }
        return (offset, slope)
    }
}

/// The shares of all classes for one text. It keeps its memory from text to text.
struct Shares: Sendable {
    private var logits: [Lanes] = []
    private var lanes: [Lanes] = []
    private var intents = 0
    /// The background's share; 0 where there is no background.
    var background: Double { intents < lanes.count * 8 ? self[intents] : 0 }

    /// Becomes what `logits` give at `temperature`.
    ///
    /// - Parameter intents: how many of the classes are intents; one more is the background.
    mutating func read(_ logits: [Lanes], _ temperature: Double, intents: Int) {
        self.intents = intents
        self.logits.copy(logits)
        lanes.copy(logits)
        let scale = Float(1 / temperature)
        for lane in lanes.indices { lanes[lane] *= scale }
        lanes.withUnsafeMutableBufferPointer { Softmax.apply($0) }
    }

    /// The share of one class.
    subscript(place: Int) -> Double { Double(lanes[place / 8][place % 8]) }

    /// The logit of one class, before the temperature.
    func logit(_ place: Int) -> Float { logits[place / 8][place % 8] }

    /// The intents of the three highest shares, highest first; of equals the first.
    func best() -> Best {
        var (first, second, third) = (Candidate(), Candidate(), Candidate())
        lanes.withUnsafeBufferPointer { lanes in
            lanes.withMemoryRebound(to: Float.self) { shares in
                for place in 0..<intents where shares[place] > third.share {
                    let one = Candidate(place: place, share: shares[place])
                    if one.share > first.share {
                        (first, second, third) = (one, first, second)
                    } else if one.share > second.share {
                        (second, third) = (one, second)
                    } else {
                        third = one
                    }
                }
            }
        }
        return Best([first.place, second.place, third.place].prefix(intents))
    }

    private struct Candidate {
        var place = 0
        var share = -Float.infinity
    }
}

/// At most three places, best first, without memory of its own.
struct Best: Sendable {
    private var places = SIMD4<Int32>()
    private(set) var count = 0

    init() {}

    init(_ places: some Sequence<Int>) { for place in places { append(place) } }

    var first: Int { self[0] }

    subscript(rank: Int) -> Int { Int(places[rank]) }

    func contains(_ place: Int) -> Bool { (0..<count).contains { self[$0] == place } }

    mutating func append(_ place: Int) {
        precondition(count < 3, "a fourth place")
        places[count] = Int32(place)
        count += 1
    }
}
