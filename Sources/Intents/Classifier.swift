import Synchronization

/// Reads texts: what is wanted, how sure that is, and whether to answer.
///
/// Immutable, so any thread may ask. The same training set gives the same classifier bit for bit: examples are taken
/// in order, random numbers come from fixed seeds, and threads share no sums.
public final class Classifier: Sendable {
    /// The ids of the intents that have examples, in the order of the training set.
    public let intents: [String]
    /// Whether the second member has its say.
    public var hasSecondMember: Bool { members.areTwo }
    /// The confidence from which an answer is given; half of it asks back.
    public var threshold: Double { calibration.threshold }
    /// The share of the training set's in-scope examples that a model without them got right, 0...1.
    public var crossValidatedAccuracy: Double { calibration.accuracy }

    /// A fingerprint of the training set, the weights and the calibration, 16 hexadecimal digits.
    public let modelHash: String

    /// The intents, and after them those that only a pattern leads to.
    let names: [String]
    let places: [String: Int]
    let courtesies: [Bool]
    let extractor: Extractor
    let index: KeyIndex
    let vocabulary: Vocabulary
    let repair: Repair
    let languages: LanguageGuess
    let patterns: PatternTable
    let members: Members
    let calibration: Calibration
    let relations: Relations
    let scratches = Mutex<[Scratch]>([])
    /// What the linear member made of held-out examples, until the second member needs it.
    private let evidence: Evidence?
    private let fingerprint: UInt64

    private init(_ prepared: Prepared, _ members: Members, _ evidence: Evidence) {
        intents = prepared.intents
        names = prepared.names
        places = Dictionary(uniqueKeysWithValues: prepared.intents.enumerated().map { ($1, $0) })
        courtesies = prepared.courtesies
        extractor = prepared.extractor
        index = prepared.table.sealed()
        vocabulary = prepared.vocabulary()
        repair = prepared.repair
        languages = prepared.languages
        patterns = prepared.patterns
        self.members = members
        calibration = Calibration(evidence, intents: prepared.intents.count)
        modelHash = Self.hash(prepared.fingerprint, members, calibration)
        relations = Relations(
            kinship: prepared.kinship(vocabulary), meanings: prepared.meanings, classes: prepared.classes)
        self.evidence = members.areTwo ? nil : evidence
        fingerprint = prepared.fingerprint
    }

    /// Trains the linear member and calibrates it: good enough to answer with at once.
    ///
    /// - Parameter memoryLimit: bytes that training may take at its peak.
    /// - Throws: `.nothingToLearn`, `.repeatedIntent`, `.memory`.
    /// - Complexity: up to five trainings on two threads: the whole, and with each quarter of the examples left out.
    public static func train(_ set: TrainingSet, memoryLimit: Int = .max) throws(IntentsError) -> Classifier {
        let prepared = try Prepared(set)
        try prepared.expect(modelBytes: prepared.linearBytes, within: memoryLimit)
        let classes = prepared.classes
        let (linear, evidence) = prepared.train(modelBytes: prepared.linearBytes) { batch in
            LinearModel(batch, classes: classes, schedule: .fitting(examples: batch.count))
        } logits: {
            $0.logits($1)
        }
        return Classifier(prepared, Members(linear), evidence)
    }

    /// Trains the second member and calibrates the two together; this classifier stays as it is.
    ///
    /// - Parameters:
    ///   - set: the set that this classifier was trained on.
    ///   - memoryLimit: bytes that training may take at its peak, beside this classifier.
    /// - Throws: `.anotherSet`, `.memory`.
    public func withSecondMember(_ set: TrainingSet, memoryLimit: Int = .max) throws(IntentsError) -> Classifier {
        guard let evidence else { return self }
        let prepared = try Prepared(set)
        guard prepared.fingerprint == fingerprint else { throw .anotherSet }
        try prepared.expect(modelBytes: prepared.perceptronBytes, within: memoryLimit)
        let classes = prepared.classes
        let (second, others) = prepared.train(modelBytes: prepared.perceptronBytes) { batch in
            Perceptron(batch, classes: classes, schedule: .fitting(examples: batch.count, classes: classes))
        } logits: {
            $0.logits($1)
        }
        return Classifier(prepared, members.with(second), evidence.averaged(with: others))
    }

    /// Bytes of the model: weights, features, and the words it puts right.
    public var modelBytes: Int { members.bytes + vocabulary.bytes + index.bytes + relations.bytes + repair.bytes }

    /// A fingerprint of the training set, the weights and the calibration.
    private static func hash(_ fingerprint: UInt64, _ members: Members, _ calibration: Calibration) -> String {
        var hash = FNV()
        hash.add(number: fingerprint)
        members.add(to: &hash)
        for number in [calibration.temperature, calibration.offset, calibration.slope, calibration.threshold] {
            hash.add(number: number.bitPattern)
        }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Prepared {
    /// The vocabulary of all examples.
    func vocabulary() -> Vocabulary { vocabulary(of: Array(0..<corpus.count)) }

    func expect(modelBytes: Int, within limit: Int) throws(IntentsError) {
        let bytes = peakBytes(modelBytes: modelBytes)
        guard bytes <= limit else { throw .memory(bytes: bytes, limit: limit) }
    }
}
