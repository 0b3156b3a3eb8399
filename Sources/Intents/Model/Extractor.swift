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

    /// The keys of one text, each as often as it occurs.
    struct Keys {
        var words: [UInt64] = []
        var letters: [UInt64] = []
        var concepts: [UInt64] = []

        /// One block after the other.
        subscript(block: Int) -> [UInt64] { block == 0 ? words : block == 1 ? letters : concepts }
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

    /// The key of the single word whose FNV-64 is `hash`.
    static func key(ofWord hash: UInt64) -> UInt64 { combine(Tag.word, hash) }

    /// All keys of `words`.
    func keys(of words: Words, carrying carried: [Int] = []) -> Keys {
        var keys = Keys()
        let count = words.words.count
        keys.words.reserveCapacity(count * 4 + 2)
        keys.letters.reserveCapacity(words.bytes.count * 3)
        var before = Self.start
        var beforeThat: UInt64?
        for word in words.words {
            keys.words.append(Self.combine(Tag.word, word.hash))
            keys.words.append(Self.combine(Tag.pair, before, word.hash))
            if let beforeThat { keys.words.append(Self.combine(Tag.skip, beforeThat, word.hash)) }
            beforeThat = before == Self.start ? nil : before
            before = word.hash
            addParts(of: words.bytes(of: word), to: &keys)
        }
        if count > 0 { keys.words.append(Self.combine(Tag.pair, before, Self.end)) }
        addConcepts(of: words, carried, to: &keys)
        return keys
    }

    private func addParts(of word: ArraySlice<UInt8>, to keys: inout Keys) {
        guard let first = word.first, first >= 0x80 || Spelling.isLetter(first) || first &- 0x30 < 10 else { return }
        if word.count >= 5 {
            var hash = FNV(tag: Tag.stem)
            hash.add(Stemmer.stem(word))
            keys.words.append(hash.value)
        }
        word.withUnsafeBufferPointer { bytes in
            let last = bytes.count
            for from in -1..<last {
                var hash = FNV(tag: Tag.letters)
                hash.add(from < 0 ? 0x20 : bytes[from])
                for at in (from + 1)..<(from + 4) where at <= last {
                    hash.add(at == last ? 0x20 : bytes[at])
                    keys.letters.append(hash.value)
                }
            }
        }
    }

    private func addConcepts(of words: Words, _ carried: [Int], to keys: inout Keys) {
        guard !concepts.isEmpty else { return }
        var found = concepts.concepts(in: words)
        if !carried.isEmpty { found = Set(found + carried).sorted() }
        for (index, one) in found.enumerated() {
            keys.concepts.append(Self.combine(Tag.concept, UInt64(one)))
            for other in found[(index + 1)...] {
                keys.concepts.append(Self.combine(Tag.concepts, UInt64(one), UInt64(other)))
            }
        }
    }

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
        let found = concepts.concepts(in: words)
        for (index, one) in found.enumerated() {
            names.append((Self.combine(Tag.concept, UInt64(one)), "concept \(concepts.names[one])"))
            for other in found[(index + 1)...] {
                let key = Self.combine(Tag.concepts, UInt64(one), UInt64(other))
                names.append((key, "concepts \(concepts.names[one]) \(concepts.names[other])"))
            }
        }
        return names
    }

    private func partNames(of word: ArraySlice<UInt8>) -> [(key: UInt64, name: String)] {
        var keys = Keys()
        addParts(of: word, to: &keys)
        let stem = String(decoding: Stemmer.stem(word), as: UTF8.self)
        let padded = [0x20] + Array(word) + [0x20]
        var runs: [String] = []
        for from in padded.indices {
            for length in 2...4 where from + length <= padded.count {
                runs.append("letters " + String(decoding: padded[from..<(from + length)], as: UTF8.self))
            }
        }
        return zip(keys.words, ["stem \(stem)"]).map { ($0, $1) } + zip(keys.letters, runs).map { ($0, $1) }
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
    private var entries: [[Int]] = []
    private var longestPhrase = 1
    let names: [String]
    /// The single words of the lexicon, so that a misspelt one is repaired as those of the examples are.
    private(set) var singleWords: [[UInt8]] = []

    var isEmpty: Bool { entries.isEmpty }

    init(_ lexicon: Lexicon, _ slang: SlangTable) {
        names = lexicon.concepts.map(\.name)
        for (number, concept) in lexicon.concepts.enumerated() {
            for word in concept.words {
                let tokens = Tokens(word)
                let words = Words(tokens, tokens.tokens.indices, slang: slang, repair: nil)
                guard (1...3).contains(words.words.count) else { continue }
                longestPhrase = max(longestPhrase, words.words.count)
                add(number, Self.hash(words, 0, words.words.count))
                guard words.words.count == 1, let only = words.words.first else { continue }
                singleWords.append(Array(words.bytes(of: only)))
                add(number, Self.stemHash(words.bytes(of: only)))
            }
        }
    }

    /// The numbers of the concepts in `words`, each once, in order.
    func concepts(in words: Words) -> [Int] {
        var found: [Int] = []
        for from in words.words.indices {
            for length in 1...longestPhrase where from + length <= words.words.count {
                if let place = places[Self.hash(words, from, length)] { found += entries[place] }
            }
            if let place = places[Self.stemHash(words.bytes(of: words.words[from]))] { found += entries[place] }
        }
        found.sort()
        var last = -1
        return found.filter { number in
            defer { last = number }
            return number != last
        }
    }

    private mutating func add(_ number: Int, _ hash: UInt64) {
        let place = places.findOrInsert(hash, entries.count)
        if place == entries.count { entries.append([]) }
        if !entries[place].contains(number) { entries[place].append(number) }
    }

    private static func hash(_ words: Words, _ from: Int, _ length: Int) -> UInt64 {
        var hash = FNV()
        for word in words.words[from..<(from + length)] {
            hash.add(words.bytes(of: word))
            hash.add(0x20)
        }
        return hash.value
    }

    private static func stemHash(_ word: ArraySlice<UInt8>) -> UInt64 {
        var hash = FNV(tag: 0)
        hash.add(Stemmer.stem(word))
        return hash.value
    }
}
