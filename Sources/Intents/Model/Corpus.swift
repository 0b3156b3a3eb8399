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
            var features = keys[block: block].map { UInt32(table.findOrInsert($0, table.count)) }
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

    /// How many examples have each of `count` features.
    func frequencies(_ count: Int) -> [Int] {
        var frequencies = Array(repeating: 0, count: count)
        for entry in entries { frequencies[Int(entry.feature)] += 1 }
        return frequencies
    }

    /// The same examples under other numbers; features without one are left out.
    func renumbered(_ numbers: [Int?]) -> Corpus {
        var corpus = Corpus()
        corpus.labels = labels
        for document in labels.indices {
            for entry in self.entries(of: document) {
                guard let number = numbers[Int(entry.feature)] else { continue }
                corpus.entries.append(.init(feature: UInt32(number), count: entry.count, block: entry.block))
            }
            corpus.starts.append(corpus.entries.count)
        }
        return corpus
    }
}

/// Examples weighed for one training, side by side in memory.
struct Batch: Sendable {
    let featureCount: Int
    private(set) var features: [UInt32] = []
    private(set) var values: [Float] = []
    private(set) var labels: [Int] = []
    private var starts: [Int] = [0]

    var count: Int { labels.count }

    init(_ corpus: Corpus, _ documents: [Int], _ vocabulary: Vocabulary) {
        featureCount = vocabulary.count
        var vector = Vocabulary.Vector()
        for document in documents {
            vector.read(corpus.entries(of: document), vocabulary)
            features += vector.features[..<vector.count]
            values += vector.values[..<vector.count]
            starts.append(features.count)
            labels.append(corpus.labels[document])
        }
    }

    /// Where an example's features lie.
    func range(of example: Int) -> Range<Int> { starts[example]..<starts[example + 1] }
}
