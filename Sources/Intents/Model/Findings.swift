/// The features of a text, looked up once and word by word: the vector of any stretch of words is put together from
/// them. It keeps its memory from text to text.
struct Findings: Sendable {
    /// Features, `KeyIndex.none` for what no example has.
    private struct Word {
        var hash: UInt64
        var single: UInt32
        var pair: UInt32
        var skip: UInt32
        var stem: UInt32
        var hasStem: Bool
        /// Where its letters end.
        var lettersEnd: Int
    }

    private var words: [Word] = []
    /// The runs of letters that examples have, word after word.
    private var letters: [UInt32] = []
    private var mentions: [ConceptTable.Mention] = []
    /// A bit for each concept of the stretch at hand, and then their numbers.
    private var present: [UInt64] = []
    private var concepts: [Int] = []
    private var keys = Extractor.Keys()
    /// Features of the block at hand.
    private var block: [UInt32] = []

    /// How many words the text has.
    var count: Int { words.count }

    /// Looks up the features of `text`.
    mutating func read(_ text: Words, _ extractor: Extractor, _ index: KeyIndex) {
        extractor.read(text, into: &keys)
        words.removeAll(keepingCapacity: true)
        letters.removeAll(keepingCapacity: true)
        mentions.removeAll(keepingCapacity: true)
        var from = 0
        for (word, key) in zip(text.words, keys.each) {
            for at in from..<key.lettersEnd {
                let feature = index[keys.letters[at]]
                if feature != KeyIndex.none { letters.append(feature) }
            }
            from = key.lettersEnd
            words.append(
                .init(
                    hash: word.hash, single: index[key.single], pair: index[key.pair],
                    skip: key.skip == 0 ? KeyIndex.none : index[key.skip], stem: key.hasStem ? index[key.stem] : KeyIndex.none,
                    hasStem: key.hasStem, lettersEnd: letters.count))
        }
        extractor.concepts.find(in: text, keys, &mentions)
    }

    /// Makes `vector` the one of the words in `stretch`, as if they were the whole text.
    ///
    /// - Parameter carried: meanings that are read as if the stretch had them too.
    mutating func vector(
        of stretch: Range<Int>, carrying carried: [Int] = [], _ index: KeyIndex, _ vocabulary: Vocabulary, _ vector: inout Vocabulary.Vector
    ) {
        let lettersFrom = stretch.lowerBound == 0 ? 0 : words[stretch.lowerBound - 1].lettersEnd
        let lettersEnd = stretch.isEmpty ? lettersFrom : words[stretch.upperBound - 1].lettersEnd
        findConcepts(in: stretch, carried)
        let pairs = concepts.count * (concepts.count + 1) / 2
        vector.begin(room: stretch.count * 4 + 1 + lettersEnd - lettersFrom + pairs)
        block.removeAll(keepingCapacity: true)
        for at in stretch {
            let word = words[at]
            let isFirst = at == stretch.lowerBound && at > 0
            block.append(word.single)
            block.append(isFirst ? index[Extractor.key(ofFirst: word.hash)] : word.pair)
            if at - stretch.lowerBound >= 2 { block.append(word.skip) }
            if word.hasStem { block.append(word.stem) }
        }
        if let last = stretch.last { block.append(index[Extractor.key(ofLast: words[last].hash)]) }
        vector.note(block[...], areWords: true)
        vector.end(block: 0, vocabulary)
        vector.note(letters[lettersFrom..<lettersEnd])
        vector.end(block: 1, vocabulary)
        block.removeAll(keepingCapacity: true)
        for (at, one) in concepts.enumerated() {
            block.append(index[Extractor.key(ofConcept: one)])
            for other in concepts[(at + 1)...] { block.append(index[Extractor.key(ofConcepts: one, other)]) }
        }
        vector.note(block[...])
        vector.end(block: 2, vocabulary)
        vector.end()
    }

    /// The numbers of the concepts that the words of `stretch` mean, and of those carried, each once and in order.
    private mutating func findConcepts(in stretch: Range<Int>, _ carried: [Int]) {
        concepts.removeAll(keepingCapacity: true)
        for at in present.indices { present[at] = 0 }
        for mention in mentions where mention.from >= stretch.lowerBound && mention.end <= stretch.upperBound {
            mark(mention.concept)
        }
        for concept in carried { mark(concept) }
        for at in present.indices {
            var bits = present[at]
            while bits != 0 {
                concepts.append(at * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
    }

    private mutating func mark(_ concept: Int) {
        while present.count <= concept / 64 { present.append(0) }
        present[concept / 64] |= 1 << UInt64(concept % 64)
    }
}
