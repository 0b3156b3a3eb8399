/// How much each feature of a training says, and how a text becomes a vector over them.
///
/// A feature's value is (1 + ln tf) · √(ln((1 + n) / (1 + df)) + 1); each block is brought to its length, then the whole to 1.
struct Vocabulary: Sendable {
    /// √idf of each feature; 0 for one that this training has not seen (a fold of the cross-validation).
    private(set) var weight: [Float]

    var count: Int { weight.count }
    var bytes: Int { weight.count * 4 }

    /// The `features` features of `corpus`, weighed by how many of the examples in `documents` have them.
    init(features: Int, corpus: Corpus, documents: [Int]) {
        var frequency = Array(repeating: 0, count: features)
        for document in documents {
            for entry in corpus.entries(of: document) { frequency[Int(entry.feature)] += 1 }
        }
        let total = Double(documents.count)
        weight = frequency.map { count in
            count == 0 ? 0 : Float((naturalLogarithm((1 + total) / (1 + Double(count))) + 1).squareRoot())
        }
    }

    /// The length of each block before the whole is brought to length 1. What content people say words mean counts for
    /// more than the words: +0.6 points in cross-validation of a set of 34 intents in two languages. Words count for less
    /// than their letters: +0.4 to 0.9 points on ten-shot development splits, none on others.
    private static let lengths: [Float] = [0.8, 1, 1.4]

    /// A text as the model sees it. It keeps its memory from text to text.
    struct Vector: Sendable {
        /// The features it has, block by block, each once.
        private(set) var features: [UInt32] = []
        private(set) var values: [Float] = []
        /// How many features of all blocks it has.
        private(set) var count = 0
        /// Occurrences of word features, and how many of them the training set has.
        private(set) var wordFeatures = 0
        private(set) var knownWordFeatures = 0

        private var squaredLength: Float = 0
        private var blockStart = 0
        /// Places in `features`, one more each, by a hash of the feature; 0 is free.
        private var places: [UInt32] = []

        /// The share of word features that the training set has, 0...1; 0 for no features.
        var coverage: Double { wordFeatures == 0 ? 0 : Double(knownWordFeatures) / Double(wordFeatures) }

        /// Begins anew, with room for `room` features.
        mutating func begin(room: Int) {
            count = 0
            blockStart = 0
            squaredLength = 0
            wordFeatures = 0
            knownWordFeatures = 0
            if features.count < room {
                let larger = max(room, 256, features.count * 2)
                features = Array(repeating: 0, count: larger)
                values = Array(repeating: 0, count: larger)
            }
            var slots = 512
            while slots < room * 2 { slots *= 2 }
            if places.count != slots {
                places = Array(repeating: 0, count: slots)
            } else {
                places.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
            }
        }

        /// Notes one occurrence of each of `found`, `KeyIndex.none` for what is unknown. Blocks share no feature.
        ///
        /// - Parameter areWords: whether they count for the coverage.
        mutating func note(_ found: ArraySlice<UInt32>, areWords: Bool = false) {
            precondition(count + found.count <= features.count, "no room for \(found.count) features")
            let mask = places.count - 1
            var next = count
            var known = 0
            // Each write through the arrays themselves would ask whether they are shared.
            places.withUnsafeMutableBufferPointer { places in
                features.withUnsafeMutableBufferPointer { features in
                    values.withUnsafeMutableBufferPointer { values in
                        for feature in found where feature != KeyIndex.none {
                            known += 1
                            var at = Int((feature &* 0x9E37_79B1) >> 15) & mask
                            while places[at] != 0, features[Int(places[at]) - 1] != feature { at = (at + 1) & mask }
                            if places[at] != 0 {
                                values[Int(places[at]) - 1] += 1
                                continue
                            }
                            features[next] = feature
                            values[next] = 1
                            next += 1
                            places[at] = UInt32(next)
                        }
                    }
                }
            }
            count = next
            guard areWords else { return }
            wordFeatures += found.count
            knownWordFeatures += known
        }

        /// Weighs what was noted since the last block ended, and brings it to the length of its block.
        mutating func end(block: Int, _ vocabulary: Vocabulary) {
            let range = blockStart..<count
            blockStart = count
            guard !range.isEmpty else { return }
            let length = Vocabulary.lengths[block]
            let isWeighed = values.withUnsafeMutableBufferPointer { values in
                var square: Float = 0
                for at in range {
                    let value = Vocabulary.damped(Int(values[at])) * vocabulary.weight[Int(features[at])]
                    values[at] = value
                    square += value * value
                }
                guard square > 0 else { return false }
                let scale = length / square.squareRoot()
                for at in range { values[at] *= scale }
                return true
            }
            if isWeighed { squaredLength += length * length }
        }

        /// Brings the whole to length 1, whatever blocks it has.
        mutating func end() {
            guard squaredLength > 0 else { return }
            let scale = 1 / squaredLength.squareRoot()
            values.withUnsafeMutableBufferPointer { for at in 0..<count { $0[at] *= scale } }
        }

        /// Becomes an example of the corpus. Features that this training has not seen are left out.
        mutating func read(_ entries: ArraySlice<Corpus.Entry>, _ vocabulary: Vocabulary) {
            begin(room: entries.count)
            var block = 0
            for entry in entries {
                while block < Int(entry.block) {
                    end(block: block, vocabulary)
                    block += 1
                }
                let isKnown = vocabulary.weight[Int(entry.feature)] > 0
                if block == 0 {
                    wordFeatures += Int(entry.count)
                    if isKnown { knownWordFeatures += Int(entry.count) }
                }
                if isKnown {
                    features[count] = entry.feature
                    values[count] = Float(entry.count)
                    count += 1
                }
            }
            end(block: block, vocabulary)
            end()
        }
    }

    /// 1 + ln `count`.
    private static func damped(_ count: Int) -> Float { count < logarithms.count ? logarithms[count] : logarithms[63] }
    private static let logarithms: [Float] = (0..<64).map { $0 < 2 ? 1 : Float(1 + naturalLogarithm(Double($0))) }
}
