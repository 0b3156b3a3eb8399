/// Whole messages that mean an intent beyond doubt, written by content people: plain words, and `*` for any words or
/// none.
///
/// A pattern is compared with the words of the whole text after slang and spelling have been put right, without `?`
/// and `!`, so `apa itu *` fits "Ap itu PPIU?". There is nothing else to learn: no classes of letters, no optional parts.
/// Of several that fit the one with the most words wins, of equals the first. Patterns of more than 16 words and
/// stars and those without a word never fit, and a text of more than 64 words has none: matching one costs at most
/// 16 · 64 comparisons of hashes, and only patterns whose first word is in the text are tried.
struct PatternTable: Sendable {
    private struct Pattern {
        let intent: Int
        /// A hash of a word, or `nil` for `*`.
        let parts: [UInt64?]
        let words: Int
    }

    private var patterns: [Pattern] = []
    private var byFirstWord = KeyTable()
    private var lists: [[Int]] = []
    private static let longestPattern = 16
    private static let longestText = 64

    var isEmpty: Bool { patterns.isEmpty }

    /// Reads the patterns of all intents; their words count as known to `repair`.
    ///
    /// - Parameter place: what an intent is called by whoever asks.
    init(_ intents: [TrainingSet.Intent], _ slang: SlangTable, _ repair: inout Repair, place: (TrainingSet.Intent) -> Int) {
        for intent in intents {
            for pattern in intent.patterns { add(pattern, place(intent), slang, &repair) }
        }
    }

    private mutating func add(_ pattern: String, _ intent: Int, _ slang: SlangTable, _ repair: inout Repair) {
        var parts: [UInt64?] = []
        for piece in pattern.split(whereSeparator: \.isWhitespace) {
            if piece == "*" {
                if parts.last != .some(nil) { parts.append(nil) }
                continue
            }
            let tokens = Tokens(String(piece))
            let words = Words(tokens, tokens.tokens.indices, slang: slang, repair: nil)
            for word in words.words where tokens.tokens[Int(word.token)].kind != .mark {
                repair.count(words.bytes(of: word), hash: word.hash)
                parts.append(word.hash)
            }
        }
        guard parts.count <= Self.longestPattern, let first = parts.compactMap({ $0 }).first else { return }
        let list = byFirstWord.findOrInsert(first, lists.count)
        if list == lists.count { lists.append([]) }
        lists[list].append(patterns.count)
        patterns.append(.init(intent: intent, parts: parts, words: parts.count { $0 != nil }))
    }

    /// The intent of the pattern that fits all of `words`, if one does.
    func intent(of words: Words, _ tokens: Tokens) -> Int? {
        guard !isEmpty, words.words.contains(where: { byFirstWord[$0.hash] != nil }) else { return nil }
        let hashes = words.words.filter { tokens.tokens[Int($0.token)].kind != .mark }.map(\.hash)
        guard hashes.count <= Self.longestText else { return nil }
        var best: Int?
        for hash in hashes {
            guard let list = byFirstWord[hash] else { continue }
            for number in lists[list] where isBetter(number, than: best) && Self.fits(patterns[number].parts, hashes) {
                best = number
            }
        }
        return best.map { patterns[$0].intent }
    }

    private func isBetter(_ number: Int, than best: Int?) -> Bool {
        guard let best else { return true }
        return (patterns[best].words, number) < (patterns[number].words, best)
    }

    /// Glob matching by going back to the last `*` only: a later `*` can do whatever an earlier one could.
    private static func fits(_ parts: [UInt64?], _ words: [UInt64]) -> Bool {
        var part = 0
        var word = 0
        var star: (part: Int, word: Int)?
        while word < words.count {
            if part < parts.count, let wanted = parts[part] {
                if wanted == words[word] {
                    part += 1
                    word += 1
                    continue
                }
            } else if part < parts.count {
                star = (part, word)
                part += 1
                continue
            }
            guard let last = star else { return false }
            star = (last.part, last.word + 1)
            part = last.part + 1
            word = last.word + 1
        }
        return parts[part...].allSatisfy { $0 == nil }
    }
}
