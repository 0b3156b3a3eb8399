/// What the gate knows of one language's words: which say the same, which carry a fact by themselves, which say nothing.
///
/// A word that is not here is not ignored: it must then stand in both texts.
struct Lexicon: Sendable {
    /// One thing a word says; a word may say several, as *cannot* denies and permits.
    struct Sense: Sendable, Equatable {
        var kind: Kind
        /// A group's number, or bits: two senses of a kind agree when they share a bit.
        var value: UInt32
        /// May stand for a fact of its kind, but is none by itself, as *when* may stand for *if*.
        var isWeak = false
    }

    enum Kind: UInt8, Sendable {
        /// Grammar and courtesy: says nothing that could be checked.
        case neutral
        /// Says little: may come and go within limits.
        case soft
        /// May come within limits, but does not go: *use*, *prepare*.
        case loose
        /// What an answer is about: neither comes nor goes.
        case key
        /// Courtesy where a clause holds nothing else, a key elsewhere: *good question*, *may I ask*.
        case courtesy
        case name
        case modality, negation, promise, condition, quantifier, limit
        /// Who speaks, acts or is spoken to: the company, the visitor.
        case agent
        /// The future tense.
        case future
    }

    private var words = Table()
    private var phrases = Table()
    private var starts = Table()
    private var senses: [[Sense]] = []
    let isIndonesian: Bool
    /// The groups of words that announce what is said: *explain*, *outline*.
    private(set) var announces: Set<UInt64> = []

    static let indonesian = Lexicon(indonesianGroups, isIndonesian: true)
    static let english = Lexicon(englishGroups, isIndonesian: false)

    static func of(_ language: Language) -> Lexicon { language == .indonesian ? indonesian : english }

    /// Reads groups, one a line: a mark, then words; `_` joins the words of a phrase.
    ///
    /// | mark | the words of the line |
    /// |---|---|
    /// | `.` | say nothing |
    /// | `-` | say one thing, of little weight |
    /// | `+` | say one thing that must stay, and is no news where it is new |
    /// | `*` | say one thing each, like those of a line with `+` |
    /// | `~` | are courtesy by themselves; beside other words they are as if the line had no mark |
    /// | `^` | are courtesy by themselves; beside other words they are as if the mark were `+` |
    /// | none | say one thing that must stay |
    /// | `@` | are one name |
    /// | `#a,b` | carry the facts `a` and `b` as one: they agree with either |
    /// | `?a,b` | may stand for `a` or `b`, and are no fact by themselves |
    /// | `&a,b?,w` | say several things at once: the fact `a`, perhaps the fact `b`, and what the word `w` says |
    ///
    /// A word that stands on several lines keeps the first meaning.
    init(_ groups: String, isIndonesian: Bool) {
        self.isIndonesian = isIndonesian
        var group: UInt32 = 0
        for line in groups.split(separator: "\n") {
            group += 1
            var items = line.split(separator: " ")
            guard let head = items.first, let mark = head.first else { continue }
            let senses: [Sense]
            switch mark {
            case ".":
                senses = [Sense(kind: .neutral, value: 0)]
                items.removeFirst()
            case "-":
                senses = [Sense(kind: .soft, value: group)]
                items.removeFirst()
            case "+":
                senses = [Sense(kind: .loose, value: group)]
                items.removeFirst()
            case "*":
                for item in items.dropFirst() {
                    group += 1
                    self.senses.append([Sense(kind: .loose, value: group)])
                    insert(item, UInt32(self.senses.count - 1))
                }
                continue
            case "~", "^":
                senses = [Sense(kind: .courtesy, value: group, isWeak: mark == "^")]
                items.removeFirst()
            case "@":
                senses = [Sense(kind: .name, value: group)]
                items[0].removeFirst()
            case "#", "?":
                senses = [Self.fact(head.dropFirst(), isWeak: mark == "?")]
                items.removeFirst()
            case "&":
                senses = head.dropFirst().split(separator: ",").flatMap { part -> [Sense] in
                    let isWeak = part.last == "?"
                    let name = String(isWeak ? part.dropLast() : part)
                    return Self.facts[name].map { [Sense(kind: $0.kind, value: $0.value, isWeak: isWeak)] }
                        ?? sense(of: Tokens.hash(name.utf8)) ?? []
                }
                items.removeFirst()
            default: senses = [Sense(kind: .key, value: group)]
            }
            self.senses.append(senses)
            for item in items { insert(item, UInt32(self.senses.count - 1)) }
        }
        announces = self.groups(of: isIndonesian ? "jelas gambaran sampaikan lihat" : "explain picture say look")
    }

    private mutating func insert(_ item: Substring, _ index: UInt32) {
        let parts = item.split(separator: "_")
        guard parts.count > 1 else { return words.insert(Tokens.hash(item.utf8), index) }
        var hash = Self.phraseSeed
        for part in parts { hash = Self.extend(hash, Tokens.hash(part.utf8)) }
        phrases.insert(hash, index)
        starts.insert(Tokens.hash(parts[0].utf8), 0)
    }

    private func sense(ofItem item: Substring) -> [Sense] {
        let parts = item.split(separator: "_")
        guard parts.count > 1 else { return sense(of: Tokens.hash(item.utf8)) ?? [] }
        return phrase(parts.reduce(Self.phraseSeed) { Self.extend($0, Tokens.hash($1.utf8)) }) ?? []
    }

    private static func fact(_ names: Substring, isWeak: Bool) -> Sense {
        var sum = Sense(kind: .neutral, value: 0, isWeak: isWeak)
        for name in names.split(separator: ",") {
            guard let fact = facts[String(name)] else { preconditionFailure("Lexicon: no fact is called \(name)") }
            sum.kind = fact.kind
            sum.value |= fact.value
        }
        return sum
    }

    /// The facts that words carry by themselves, by the names they have in the groups.
    private static let facts: [String: Sense] = {
        var facts: [String: Sense] = [
            "no": Sense(kind: .negation, value: 1), "promise": Sense(kind: .promise, value: 1), "we": Sense(kind: .agent, value: 1),
            "you": Sense(kind: .agent, value: 2),
            "will": Sense(kind: .future, value: 1),
        ]
        func bits(_ kind: Kind, _ names: String...) {
            for (index, name) in names.enumerated() { facts[name] = Sense(kind: kind, value: 1 << UInt32(index)) }
        }
        bits(.modality, "must", "need", "may", "should", "possible")
        bits(.condition, "if", "except", "while", "before", "after", "since", "until")
        bits(.quantifier, "all", "each", "some", "most", "only", "always", "or", "and")
        bits(.limit, "atmost", "atleast", "more", "less", "about")
        return facts
    }()

    // MARK: Looking up

    static let phraseSeed: UInt64 = 0x9E37_79B9_7F4A_7C15
    @inline(__always) static func extend(_ phrase: UInt64, _ word: UInt64) -> UInt64 {
        (phrase ^ word) &* 0xBF58_476D_1CE4_E5B9 ^ (phrase >> 29)
    }

    func startsPhrase(_ word: UInt64) -> Bool { starts[word] != nil }
    func phrase(_ hash: UInt64) -> [Sense]? { phrases[hash].map { senses[Int($0)] } }
    private func sense(of word: UInt64) -> [Sense]? { words[word].map { senses[Int($0)] } }

    /// What a word says, by itself or by the root it is formed from; nil for a word that is not here.
    func senses(of word: ArraySlice<UInt8>, hash: UInt64) -> [Sense]? {
        if let found = words[hash] { return senses[Int(found)] }
        var result: UInt32?
        forEachRoot(of: word) { root in
            result = words[root]
            return result == nil
        }
        return result.map { senses[Int($0)] }
    }

    func isNeutral(_ word: UInt64) -> Bool { sense(of: word)?.first?.kind == .neutral }

    /// The groups that `words` belong to: how rules name what a word is about.
    func groups(of words: String) -> Set<UInt64> {
        Set(words.split(whereSeparator: \.isWhitespace).flatMap { sense(ofItem: $0) }.map { UInt64($0.value) })
    }

    /// What an unknown word is compared by: its barest root.
    func root(of word: ArraySlice<UInt8>) -> UInt64 {
        var last = Tokens.hash(word)
        forEachRoot(of: word) { root in
            last = root
            return true
        }
        return last
    }

    /// Hands `body` the roots that `word` may be formed from, the nearest first, until it returns false.
    private func forEachRoot(of word: ArraySlice<UInt8>, _ body: (UInt64) -> Bool) {
        if isIndonesian { Affixes.indonesian(word, body) } else { Affixes.english(word, body) }
    }

    /// Open addressing over hashes that are hashes already.
    private struct Table: Sendable {
        private var keys = [UInt64](repeating: 0, count: 8_192)
        private var values = [UInt32](repeating: 0, count: 8_192)
        private var count = 0

        subscript(key: UInt64) -> UInt32? {
            var slot = Int(truncatingIfNeeded: key) & (keys.count - 1)
            while keys[slot] != 0 {
                if keys[slot] == key { return values[slot] }
                slot = (slot + 1) & (keys.count - 1)
            }
            return nil
        }

        mutating func insert(_ key: UInt64, _ value: UInt32) {
            precondition(count < keys.count / 2, "Lexicon: more than \(keys.count / 2) words")
            var slot = Int(truncatingIfNeeded: key) & (keys.count - 1)
            while keys[slot] != 0 {
                if keys[slot] == key { return }
                slot = (slot + 1) & (keys.count - 1)
            }
            keys[slot] = key
            values[slot] = value
            count += 1
        }
    }
}
