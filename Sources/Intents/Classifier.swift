import Dispatch
import Synchronization

/// Reads texts: what is wanted, how sure that is, and whether to answer.
///
/// Immutable, so any thread may ask. The same training set gives the same classifier bit for bit: examples are taken
/// in order, random numbers come from fixed seeds, and threads share no sums.
public final class Classifier: Sendable {
    /// The ids of the intents, in the order of the training set.
    public let intents: [String]
    /// The confidence from which an answer is given; half of it asks back.
    public var threshold: Double { calibration.threshold }
    /// The share of the training set's in-scope examples that a model without them got right, 0...1.
    public var crossValidatedAccuracy: Double { calibration.accuracy }

    let hasBackground: Bool
    let extractor: Extractor
    let vocabulary: Vocabulary
    let repair: Repair
    let languages: LanguageGuess
    let linear: LinearModel
    let calibration: Calibration

    init(
        intents: [String], hasBackground: Bool, extractor: Extractor, vocabulary: Vocabulary, repair: Repair,
        languages: LanguageGuess, linear: LinearModel, calibration: Calibration
    ) {
        self.intents = intents
        self.hasBackground = hasBackground
        self.extractor = extractor
        self.vocabulary = vocabulary
        self.repair = repair
        self.languages = languages
        self.linear = linear
        self.calibration = calibration
    }

    /// Trains the linear member and calibrates it.
    ///
    /// - Throws: `.nothingToLearn`, `.repeatedIntent`.
    /// - Complexity: about five trainings on two threads: four folds, and the whole.
    public static func train(_ set: TrainingSet) throws(IntentsError) -> Classifier {
        let prepared = try Prepared(set)
        let all = Array(0..<prepared.corpus.count)
        let folds = prepared.folds(4)
        let jobs = folds.count + 1
        let models = Mutex<[(LinearModel, Vocabulary)?]>(Array(repeating: nil, count: jobs))
        let judged = Mutex<[[Calibration.Judged]]>(Array(repeating: [], count: folds.count))
        DispatchQueue.concurrentPerform(iterations: jobs) { job in
            if job == 0 {
                let trained = prepared.linear(on: all)
                models.withLock { $0[0] = trained }
            } else {
                let held = folds[job - 1]
                let isHeld = Set(held)
                let (model, vocabulary) = prepared.linear(on: all.filter { !isHeld.contains($0) })
                let scores = held.map { prepared.judge($0, model, vocabulary) }
                judged.withLock { $0[job - 1] = scores }
            }
        }
        guard let (linear, vocabulary) = models.withLock({ $0[0] }) else { throw .nothingToLearn }
        let calibration = Calibration(judged.withLock { $0.flatMap { $0 } }, inScope: prepared.intents.count)
        return Classifier(
            intents: prepared.intents, hasBackground: prepared.hasBackground, extractor: prepared.extractor,
            vocabulary: vocabulary, repair: prepared.repair, languages: prepared.languages,
            linear: linear, calibration: calibration)
    }

    /// Bytes of the model: weights, features and their table.
    public var modelBytes: Int { linear.bytes + vocabulary.bytes }

    /// A fingerprint of all weights and thresholds, 16 hexadecimal digits.
    public var modelHash: String {
        var hash = FNV()
        for intent in intents { hash.add(intent.utf8) }
        for row in linear.weights { for lane in 0..<8 { hash.add(number: UInt64(row[lane].bitPattern)) } }
        for row in linear.bias { for lane in 0..<8 { hash.add(number: UInt64(row[lane].bitPattern)) } }
        hash.add(number: calibration.temperature.bitPattern)
        hash.add(number: calibration.threshold.bitPattern)
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads `text`.
    ///
    /// - Parameters:
    ///   - text: of any length; what lies beyond 4,000 characters is the caller's to cut.
    ///   - context: what the conversation says about it.
    /// - Complexity: linear in the text: about 10 µs for a question, 0.3 ms for 4,000 characters.
    public func rank(_ text: String, context: ReadingContext = .empty) -> Ranking {
        let tokens = Tokens(text)
        let words = Words(tokens, tokens.tokens.indices, slang: extractor.slang, repair: repair)
        return Ranking(
            guard: nil, language: languages.language(of: words), parts: [part(score(words), 0..<text.utf8.count)])
    }

    /// Shares of all classes, and how much of the text was known.
    struct Score {
        /// One per intent, then the background's where there is one.
        var shares: [Double]
        var coverage: Double
        var known: Int
    }

    func score(_ words: Words) -> Score {
        let vector = vocabulary.vector(extractor.keys(of: words))
        let shares = Calibration.shares(linear.flatLogits(vector), calibration.temperature)
        return Score(shares: shares, coverage: vector.coverage, known: vector.known)
    }

    private func part(_ score: Score, _ span: Range<Int>) -> Ranking.Part {
        let best = Self.best(3, of: score.shares.prefix(intents.count))
        let alternatives = best.map {
            Ranking.Alternative(intent: intents[$0], confidence: score.shares[$0] * score.coverage)
        }
        let confidence = alternatives[0].confidence
        let isBackground = hasBackground && score.shares[intents.count] > score.shares[best[0]]
        let verdict: Ranking.Verdict =
            isBackground || confidence < threshold / 2 ? .none : confidence < threshold ? .clarify : .answer
        return .init(
            intent: alternatives[0].intent, confidence: confidence, alternatives: alternatives, verdict: verdict,
            span: span)
    }

    /// The places of the `count` highest values, highest first; of equals the first.
    static func best(_ count: Int, of values: ArraySlice<Double>) -> [Int] {
        var best: [Int] = []
        for place in values.indices {
            let at = best.firstIndex { values[$0] < values[place] } ?? best.count
            if at < count { best.insert(place, at: at) }
            if best.count > count { best.removeLast() }
        }
        return best
    }
}

extension LinearModel {
    /// The logits of the classes, without padding.
    func flatLogits(_ vector: Vocabulary.Vector) -> [Float] {
        let rows = logits(vector)
        return (0..<classes).map { rows[$0 / 8][$0 % 8] }
    }
}
