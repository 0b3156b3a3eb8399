/// Turns words into the keys of features, in three blocks.
///
/// | block | features |
/// |---|---|
/// | words | single words, pairs with `^` and `$` at the ends, pairs that skip one word, a light stem of every longer word |
/// | letters | runs of 2 to 4 bytes inside ` word ` |
/// | concepts | the meanings present, and each two of them together |
struct Extractor: Sendable {
    let slang: SlangTable
    let concepts: ConceptTable

    init(_ lexicon: Lexicon) {
        slang = SlangTable(lexicon)
        concepts = ConceptTable(lexicon, slang)
    }

    /// The keys of one text, word by word, so that those of any stretch of it are found among them. It keeps its memory
    /// from text to text.
    struct Keys: Sendable {
        struct Word: Sendable {
            var single: UInt64
            /// Together with the word before, or with the beginning.
            var pair: UInt64
            /// Together with the word before that; 0 where there is none.
            var skip: UInt64
            var stem: UInt64
            /// Whether the stem is a feature: a shorter word is its own.
            var hasStem: Bool
            /// Where its runs of letters end.
            var lettersEnd: Int
        }

        fileprivate(set) var each: [Word] = []
        /// The runs of letters of all words.
        fileprivate(set) var letters: [UInt64] = []
        fileprivate(set) var concepts: [UInt64] = []
        /// The last word together with the end.
        fileprivate(set) var last: UInt64 = 0

        /// The keys of one block, each as often as it occurs.
        subscript(block block: Int) -> [UInt64] { block == 0 ? words : block == 1 ? letters : concepts }

        /// The keys of the first block.
        var words: [UInt64] {
            var keys: [UInt64] = []
            for word in each {
                keys.append(word.single)
                keys.append(word.pair)
                if word.skip != 0 { keys.append(word.skip) }
                if word.hasStem { keys.append(word.stem) }
            }
            if !each.isEmpty { keys.append(last) }
            return keys
        }
    }

    static let blocks = 3

    private enum Tag {
        static let word = UInt8(ascii: "w")
        static let pair = UInt8(ascii: "b")
        static let skip = UInt8(ascii: "s")
        static let stem = UInt8(ascii: "t")
        static let letters = UInt8(ascii: "c")
        static let concept = UInt8(ascii: "k")
        static let concepts = UInt8(ascii: "p")
    }

    private static let start = edge("^")
    private static let end = edge("$")
    private static func edge(_ sign: String) -> UInt64 {
        var hash = FNV()
        hash.add(sign.utf8)
        return hash.value
    }

    /// All keys of `words`.
    func keys(of words: Words) -> Keys {
        var keys = Keys()
        read(words, into: &keys)
        let found = concepts.concepts(in: words, keys)
        for (index, one) in found.enumerated() {
            keys.concepts.append(Self.key(ofConcept: one))
            for other in found[(index + 1)...] {
                keys.concepts.append(Self.key(ofConcepts: one, other))
            }
        }
        return keys
    }

    /// Makes `keys` those of the words and letters of `words`; the meanings are left to the caller.
    func read(_ words: Words, into keys: inout Keys) {
        keys.each.removeAll(keepingCapacity: true)
        keys.letters.removeAll(keepingCapacity: true)
        keys.concepts.removeAll(keepingCapacity: true)
        var before = Self.start
        var beforeThat: UInt64?
        for word in words.words {
            let stem = Self.stemKey(words.bytes(of: word))
            var one = Keys.Word(
                single: Self.combine(Tag.word, word.hash), pair: Self.combine(Tag.pair, before, word.hash),
                skip: beforeThat.map { Self.combine(Tag.skip, $0, word.hash) } ?? 0, stem: stem, hasStem: false, lettersEnd: 0)
            beforeThat = before == Self.start ? nil : before
            before = word.hash
            if Self.isSpelt(words.bytes(of: word)) {
                one.hasStem = word.end - word.start >= Self.shortestStemmed
                Self.addLetters(of: words.bytes(of: word), to: &keys.letters)
            }
            one.lettersEnd = keys.letters.count
            keys.each.append(one)
        }
        keys.last = Self.combine(Tag.pair, before, Self.end)
    }

    /// A stem of its own needs a word of this many bytes.
    private static let shortestStemmed = 5

    /// Whether it has letters or digits to look into: marks and words that stand for something have none.
    private static func isSpelt(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first else { return false }
        return first >= 0x80 || Spelling.isLetter(first) || first &- 0x30 < 10
    }

    private static func addLetters(of word: ArraySlice<UInt8>, to letters: inout [UInt64]) {
        letters.reserveCapacity(letters.count + word.count * 3)
        word.withUnsafeBufferPointer { bytes in
            let last = bytes.count
            for from in -1..<last {
                var hash = FNV(tag: Tag.letters)
                hash.add(from < 0 ? 0x20 : bytes[from])
                for at in (from + 1)..<(from + 4) where at <= last {
                    hash.add(at == last ? 0x20 : bytes[at])
                    letters.append(hash.value)
                }
            }
        }
    }

    /// The key of the stem of `word`.
    static func stemKey(_ word: ArraySlice<UInt8>) -> UInt64 {
        var hash = FNV(tag: Tag.stem)
        hash.add(Stemmer.stem(word))
        return hash.value
    }

    /// The key of the first word of a stretch that does not begin the text.
    static func key(ofFirst hash: UInt64) -> UInt64 { combine(Tag.pair, start, hash) }
    /// The key of the last word of a stretch.
    static func key(ofLast hash: UInt64) -> UInt64 { combine(Tag.pair, hash, end) }
    static func key(ofConcept one: Int) -> UInt64 { combine(Tag.concept, UInt64(one)) }
    static func key(ofConcepts one: Int, _ other: Int) -> UInt64 { combine(Tag.concepts, UInt64(one), UInt64(other)) }

    /// The same keys as `keys(of:)`, each with what it stands for: slower, for people.
    func names(of words: Words) -> [(key: UInt64, name: String)] {
        let texts = words.words.map { String(decoding: words.bytes(of: $0), as: UTF8.self) }
        var names: [(key: UInt64, name: String)] = []
        for (at, word) in words.words.enumerated() {
            let before = at == 0 ? Self.start : words.words[at - 1].hash
            names.append((Self.combine(Tag.word, word.hash), "word \(texts[at])"))
            names.append((Self.combine(Tag.pair, before, word.hash), "pair \(at == 0 ? "^" : texts[at - 1]) \(texts[at])"))
            if at >= 2 {
                let key = Self.combine(Tag.skip, words.words[at - 2].hash, word.hash)
                names.append((key, "pair \(texts[at - 2]) … \(texts[at])"))
            }
            names += partNames(of: words.bytes(of: word))
        }
        if let last = words.words.last {
            names.append((Self.combine(Tag.pair, last.hash, Self.end), "pair \(texts[texts.count - 1]) $"))
        }
        let found = concepts.concepts(in: words, keys(of: words))
        for (index, one) in found.enumerated() {
            names.append((Self.key(ofConcept: one), "concept \(concepts.names[one])"))
            for other in found[(index + 1)...] {
                names.append((Self.key(ofConcepts: one, other), "concepts \(concepts.names[one]) \(concepts.names[other])"))
            }
        }
        return names
    }

    private func partNames(of word: ArraySlice<UInt8>) -> [(key: UInt64, name: String)] {
        guard Self.isSpelt(word) else { return [] }
        var letters: [UInt64] = []
        Self.addLetters(of: word, to: &letters)
        let padded = [0x20] + Array(word) + [0x20]
        var runs: [String] = []
        for from in padded.indices {
            for length in 2...4 where from + length <= padded.count {
                runs.append("letters " + String(decoding: padded[from..<(from + length)], as: UTF8.self))
            }
        }
        let named = zip(letters, runs).map { (key: $0, name: $1) }
        guard word.count >= Self.shortestStemmed else { return named }
        return [(Self.stemKey(word), "stem \(String(decoding: Stemmer.stem(word), as: UTF8.self))")] + named
    }

    @inline(__always)
    private static func combine(_ tag: UInt8, _ first: UInt64, _ second: UInt64 = 0) -> UInt64 {
        // Both are FNV-64 values already: mixing words keeps them apart as hashing their bytes again would.
        var mixed = (first ^ UInt64(tag)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 32) ^ second) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 29)
    }
}

/// The concept lexicon, looked up by word, by stem and by phrase.
struct ConceptTable: Sendable {
    private var places = KeyTable()
    /// The concepts of each place, one place after the other.
    private var numbers: [Int] = []
    private var starts: [Int] = [0]
    private var longestPhrase = 1
    let names: [String]
    /// The single words of the lexicon, so that a misspelt one is repaired as those of the examples are.
    private(set) var singleWords: [[UInt8]] = []

    var isEmpty: Bool { numbers.isEmpty }

    init(_ lexicon: Lexicon, _ slang: SlangTable) {
        names = lexicon.concepts.map(\.name)
        var entries: [[Int]] = []
        for (number, concept) in lexicon.concepts.enumerated() {
            for word in concept.words {
                let tokens = Tokens(word)
                let words = Words(tokens, tokens.tokens.indices, slang: slang, repair: nil)
                guard let first = words.words.first, words.words.count <= 3 else { continue }
                longestPhrase = max(longestPhrase, words.words.count)
                add(number, words.words.dropFirst().reduce(first.hash) { Self.extended($0, $1.hash) }, &entries)
                guard words.words.count == 1 else { continue }
                singleWords.append(Array(words.bytes(of: first)))
                add(number, Self.key(ofStem: Extractor.stemKey(words.bytes(of: first))), &entries)
            }
        }
        for entry in entries {
            numbers += entry
            starts.append(numbers.count)
        }
    }

    /// A concept and the words that mean it.
    struct Mention: Sendable {
        var from: Int
        var end: Int
        var concept: Int
    }

    /// Appends the mentions in `words`, whose keys are `keys`.
    func find(in words: Words, _ keys: Extractor.Keys, _ mentions: inout [Mention]) {
        if isEmpty { return }
        for from in words.words.indices {
            var key: UInt64 = 0
            for end in (from + 1)..<(from + 1 + longestPhrase) where end <= words.words.count {
                let hash = words.words[end - 1].hash
                key = end == from + 1 ? hash : Self.extended(key, hash)
                append(key, from, end, &mentions)
            }
            append(Self.key(ofStem: keys.each[from].stem), from, from + 1, &mentions)
        }
    }

    private func append(_ key: UInt64, _ from: Int, _ end: Int, _ mentions: inout [Mention]) {
        guard let place = places[key] else { return }
        for at in starts[place]..<starts[place + 1] { mentions.append(.init(from: from, end: end, concept: numbers[at])) }
    }

    /// The numbers of the concepts in `words`, whose keys are `keys`, each once, in order.
    func concepts(in words: Words, _ keys: Extractor.Keys) -> [Int] {
        var mentions: [Mention] = []
        find(in: words, keys, &mentions)
        return Set(mentions.map(\.concept)).sorted()
    }

    private mutating func add(_ number: Int, _ key: UInt64, _ entries: inout [[Int]]) {
        let place = places.findOrInsert(key, entries.count)
        if place == entries.count { entries.append([]) }
        if !entries[place].contains(number) { entries[place].append(number) }
    }

    /// Apart from the keys of words: the tag of a stem is a letter, and with it `hey` would be `they`.
    private static func key(ofStem key: UInt64) -> UInt64 { ~key }

    /// The key of a phrase one word longer.
    private static func extended(_ key: UInt64, _ hash: UInt64) -> UInt64 {
        let mixed = (key ^ (key >> 29)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 32) ^ hash
    }
}
