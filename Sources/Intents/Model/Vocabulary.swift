/// The features of the training set, and how a text becomes a vector over them.
///
/// A feature's value is (1 + ln tf) · √(ln((1 + n) / (1 + df)) + 1); each block is brought to length 1, then the whole.
struct Vocabulary: Sendable {
    private(set) var table: KeyTable
    /// √idf of each feature; 0 for one that this training has not seen (a fold of the cross-validation).
    private(set) var weight: [Float]

    var count: Int { weight.count }
    var bytes: Int { table.bytes + weight.count * 4 }

    /// The features of `corpus`, weighed by how many of the examples in `documents` have them.
    init(table: KeyTable, corpus: Corpus, documents: [Int]) {
        self.table = table
        var frequency = Array(repeating: 0, count: table.count)
        for document in documents {
            for entry in corpus.entries(of: document) { frequency[Int(entry.feature)] += 1 }
        }
        let total = Double(documents.count)
        weight = frequency.map { count in
            count == 0 ? 0 : Float((naturalLogarithm((1 + total) / (1 + Double(count))) + 1).squareRoot())
        }
    }

    /// A text as the model sees it.
    struct Vector: Sendable {
        var features: [UInt32] = []
        var values: [Float] = []
        /// Occurrences of word features, and how many of them the training set has.
        var wordFeatures = 0
        var knownWordFeatures = 0
        /// Features of all blocks the training set has.
        var known: Int { features.count }

        /// The share of word features that the training set has, 0...1; 0 for no features.
        var coverage: Double { wordFeatures == 0 ? 0 : Double(knownWordFeatures) / Double(wordFeatures) }
    }

    /// The vector of a text with `keys`.
    func vector(_ keys: Extractor.Keys) -> Vector {
        var vector = Vector()
        let room = keys.words.count + keys.letters.count + keys.concepts.count
        vector.features.reserveCapacity(room)
        vector.values.reserveCapacity(room)
        var found: [UInt32] = []
        found.reserveCapacity(max(keys.words.count, keys.letters.count))
        var blocks = 0
        for block in 0..<Extractor.blocks {
            found.removeAll(keepingCapacity: true)
            let all = keys[block]
            for key in all {
                if let feature = table[key], weight[feature] > 0 { found.append(UInt32(feature)) }
            }
            if block == 0 {
                vector.wordFeatures = all.count
                vector.knownWordFeatures = found.count
            }
            if found.isEmpty { continue }
            blocks += 1
            found.sort()
            append(found, to: &vector)
        }
        if blocks > 1 {
            let scale = 1 / Float(blocks).squareRoot()
            for at in vector.values.indices { vector.values[at] *= scale }
        }
        return vector
    }

    /// Appends one block, brought to length 1. `sorted` may name a feature several times.
    private func append(_ sorted: [UInt32], to vector: inout Vector) {
        let first = vector.values.count
        var square: Float = 0
        var at = 0
        while at < sorted.count {
            let feature = sorted[at]
            var end = at + 1
            while end < sorted.count, sorted[end] == feature { end += 1 }
            let value = Self.damped(end - at) * weight[Int(feature)]
            vector.features.append(feature)
            vector.values.append(value)
            square += value * value
            at = end
        }
        let scale = 1 / square.squareRoot()
        for place in first..<vector.values.count { vector.values[place] *= scale }
    }

    /// The vector of an example of the corpus.
    func vector(_ entries: ArraySlice<Corpus.Entry>) -> Vector {
        var vector = Vector()
        vector.features.reserveCapacity(entries.count)
        vector.values.reserveCapacity(entries.count)
        var blocks = 0
        var at = entries.startIndex
        while at < entries.endIndex {
            let block = entries[at].block
            let first = vector.values.count
            var square: Float = 0
            while at < entries.endIndex, entries[at].block == block {
                let entry = entries[at]
                let weight = weight[Int(entry.feature)]
                if block == 0 {
                    vector.wordFeatures += Int(entry.count)
                    if weight > 0 { vector.knownWordFeatures += Int(entry.count) }
                }
                if weight > 0 {
                    let value = Self.damped(Int(entry.count)) * weight
                    vector.features.append(entry.feature)
                    vector.values.append(value)
                    square += value * value
                }
                at += 1
            }
            guard vector.values.count > first else { continue }
            blocks += 1
            let scale = 1 / square.squareRoot()
            for place in first..<vector.values.count { vector.values[place] *= scale }
        }
        if blocks > 1 {
            let scale = 1 / Float(blocks).squareRoot()
            for at in vector.values.indices { vector.values[at] *= scale }
        }
        return vector
    }

    /// 1 + ln `count`.
    private static func damped(_ count: Int) -> Float { count < logarithms.count ? logarithms[count] : logarithms[63] }
    private static let logarithms: [Float] = (0..<64).map { $0 < 2 ? 1 : Float(1 + naturalLogarithm(Double($0))) }
}

/// The examples as numbers: which features each has, how often, and its class.
struct Corpus: Sendable {
    struct Entry: Sendable {
        var feature: UInt32
        var count: UInt16
        var block: UInt16
    }

    private var entries: [Entry] = []
    private var starts: [Int] = [0]
    private(set) var labels: [Int] = []

    var count: Int { labels.count }
    /// All entries of all examples: what a pass of training costs, times the classes.
    var size: Int { entries.count }

    /// The features of one example, block by block.
    func entries(of document: Int) -> ArraySlice<Entry> { entries[starts[document]..<starts[document + 1]] }

    /// Adds an example; features that `table` does not have yet get the next numbers.
    mutating func add(_ keys: Extractor.Keys, label: Int, _ table: inout KeyTable) {
        for block in 0..<Extractor.blocks {
            var features = keys[block].map { UInt32(table.findOrInsert($0, table.count)) }
            features.sort()
            var at = 0
            while at < features.count {
                var end = at + 1
                while end < features.count, features[end] == features[at] { end += 1 }
                entries.append(.init(feature: features[at], count: UInt16(min(end - at, 65535)), block: UInt16(block)))
                at = end
            }
        }
        starts.append(entries.count)
        labels.append(label)
    }
}
