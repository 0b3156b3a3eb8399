/// The words of a text as the model reads them: tokens after the Indonesian layer.
///
/// The order matters: repeated letters first (`syaraaaat`), then reduplication (`syarat2`, `syarat-syarat`), then slang
/// and abbreviations, then what is still unknown is repaired. Each step sees what the one before has left.
struct Words: Sendable {
    struct Word: Sendable {
        /// Where it lies in `bytes`.
        var start, end: Int32
        /// The token it was read from.
        var token: Int32
        /// FNV-64 of its bytes, without a tag.
        var hash: UInt64
        /// How it came to be, for `explain`.
        var origin: Origin
    }

    enum Origin: UInt8, Sendable { case typed, slang, repaired }

    private(set) var bytes: [UInt8] = []
    private(set) var words: [Word] = []

    /// No words yet.
    init() {}

    init(_ tokens: Tokens, _ range: Range<Int>, slang: SlangTable, repair: Repair?) {
        read(tokens, range, slang: slang, repair: repair)
    }

    /// Reads the tokens in `range`. What was read before is forgotten.
    mutating func read(_ tokens: Tokens, _ range: Range<Int>, slang: SlangTable, repair: Repair?) {
        bytes.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        for index in range {
            let token = tokens.tokens[index]
            let start = bytes.count
            bytes.append(contentsOf: tokens.bytes(of: token))
            guard token.kind == .word else {
                add(from: start, index, token.hash, .typed)
                continue
            }
            Spelling.collapseRepeats(&bytes, from: start)
            Spelling.dropTwo(&bytes, from: start)
            let isAsTyped = bytes.count - start == token.end - token.start
            let hash = isAsTyped ? token.hash : Spelling.hash(bytes, start..<bytes.count)
            if token.gap == .hyphen, index > range.lowerBound, repeatsLast(from: start) { drop(lastWordBefore: start) }
            resolve(index, hash, slang, repair)
        }
    }

    func bytes(of word: Word) -> ArraySlice<UInt8> { bytes[Int(word.start)..<Int(word.end)] }

    /// The first word that was read from `token` or one after it.
    func place(ofToken token: Int) -> Int { words.firstIndex { $0.token >= token } ?? words.count }

    /// Looks up the word that lies after the last one added, whose FNV-64 is `hash`, and adds what it stands for.
    private mutating func resolve(_ token: Int, _ hash: UInt64, _ slang: SlangTable, _ repair: Repair?) {
        let start = words.last.map { Int($0.end) } ?? 0
        if let meaning = slang.meaning(of: bytes, from: start, hash: hash) {
            bytes.removeSubrange(start...)
            for word in meaning {
                let from = bytes.count
                bytes.append(contentsOf: word.bytes)
                add(from: from, token, word.hash, .slang)
            }
            return
        }
        if let repair, let better = repair.suggestion(for: bytes, start..<bytes.count, hash: hash) {
            bytes.removeSubrange(start...)
            bytes.append(contentsOf: better)
            add(from: start, token, Spelling.hash(bytes, start..<bytes.count), .repaired)
            return
        }
        add(from: start, token, hash, .typed)
    }

    private mutating func add(from start: Int, _ token: Int, _ hash: UInt64, _ origin: Origin) {
        guard bytes.count > start else { return }
        words.append(.init(start: Int32(start), end: Int32(bytes.count), token: Int32(token), hash: hash, origin: origin))
    }

    /// Whether the word that begins at `start` begins with the whole word before it: `syarat-syaratnya`.
    private func repeatsLast(from start: Int) -> Bool {
        guard let last = words.last, last.end - last.start >= 3 else { return false }
        return bytes[start...].starts(with: bytes(of: last))
    }

    /// Takes the last word out; the bytes of the one being read move to its place.
    private mutating func drop(lastWordBefore start: Int) {
        let last = words.removeLast()
        bytes.removeSubrange(Int(last.start)..<start)
    }
}

/// The slang map, looked up by hash.
struct SlangTable: Sendable {
    private var places = KeyTable()
    private var meanings: [[Meaning]] = []

    /// A word that slang stands for.
    struct Meaning: Sendable {
        let bytes: [UInt8]
        /// FNV-64 of it.
        let hash: UInt64
    }

    init(_ lexicon: Lexicon) {
        for entry in lexicon.slang { add(entry.word, entry.meaning) }
        for filler in lexicon.fillers { add(filler, "") }
    }

    /// The 0...2 words that the last word of `bytes`, whose FNV-64 is `hash`, stands for, if it is slang.
    ///
    /// Slang takes endings like any word: `ongkirnya` is looked up as `ongkir` where it has no entry of its own.
    func meaning(of bytes: [UInt8], from start: Int, hash: UInt64) -> [Meaning]? {
        if meanings.isEmpty { return nil }
        if let place = places[hash] { return meanings[place] }
        guard let ending = Stemmer.ending(of: bytes[start...]), bytes.count - start - ending >= 3 else { return nil }
        return places[Spelling.hash(bytes, start..<(bytes.count - ending))].map { meanings[$0] }
    }

    private mutating func add(_ word: String, _ meaning: String) {
        let typed = Tokens(word)
        guard typed.tokens.count == 1, let token = typed.tokens.first, token.kind == .word else { return }
        var bytes = Array(typed.bytes(of: token))
        Spelling.collapseRepeats(&bytes, from: 0)
        Spelling.dropTwo(&bytes, from: 0)
        guard places.findOrInsert(Spelling.hash(bytes, 0..<bytes.count), meanings.count) == meanings.count else {
            return
        }
        let read = Tokens(meaning)
        meanings.append(read.tokens.prefix(2).map { Meaning(bytes: Array(read.bytes(of: $0)), hash: $0.hash) })
    }
}
