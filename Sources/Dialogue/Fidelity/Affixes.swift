/// The roots that a word may be formed from. Candidates only: the lexicon knows which of them is a word.
enum Affixes {
    /// No root is shorter.
    private static let shortest = 3

    /// Indonesian: a possessive or particle, a suffix, and up to two prefixes; a prefix that swallowed the root's first sound gives it back
    /// (*memakai* from *pakai*). The rules are those of the grammar: Tata Bahasa Baku Bahasa Indonesia, "Verba" and "Nomina".
    static func indonesian(_ word: ArraySlice<UInt8>, _ body: (UInt64) -> Bool) {
        for particle in [0, 1] {
            guard let bare = particle == 0 ? word : withoutParticle(word) else { continue }
            if particle == 1, !body(Tokens.hash(bare)) { return }
            guard prefixes(bare, depth: 2, body) else { return }
            for suffix in suffixes where bare.count >= shortest + suffix.count && bare.ends(with: suffix) {
                let stem = bare.dropLast(suffix.count)
                guard body(Tokens.hash(stem)), prefixes(stem, depth: 2, body) else { return }
            }
        }
    }

    private static func withoutParticle(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for particle in particles where word.count >= shortest + particle.count && word.ends(with: particle) {
            return word.dropLast(particle.count)
        }
        return nil
    }

    private static let particles: [[UInt8]] = ["nya", "lah", "kah", "pun", "ku", "mu"].map { Array($0.utf8) }
    private static let suffixes: [[UInt8]] = ["kan", "an", "i"].map { Array($0.utf8) }

    /// A prefix, and the sound it may have swallowed.
    private static let prefixed: [(prefix: [UInt8], swallowed: UInt8?)] = [
        ("di", nil), ("ter", nil), ("ber", nil), ("se", nil), ("ke", nil), ("meny", "s"), ("meng", nil), ("meng", "k"), ("mem", nil),
        ("mem", "p"),
        ("men", nil), ("men", "t"), ("me", nil), ("peny", "s"), ("peng", nil), ("peng", "k"), ("pem", nil), ("pem", "p"), ("pen", nil),
        ("pen", "t"),
        ("per", nil), ("pe", nil),
    ].map { (Array($0.0.utf8), $0.1.flatMap { $0.utf8.first }) }

    private static func prefixes(_ word: ArraySlice<UInt8>, depth: Int, _ body: (UInt64) -> Bool) -> Bool {
        guard let first = word.first else { return true }
        for (prefix, swallowed) in prefixed
        where prefix[0] == first && word.count >= shortest + prefix.count - (swallowed == nil ? 0 : 1) && word.starts(with: prefix) {
            let rest = word.dropFirst(prefix.count)
            if let swallowed {
                var hash = Tokens.extend(Tokens.seed, swallowed)
                for byte in rest { hash = Tokens.extend(hash, byte) }
                guard body(hash) else { return false }
            } else {
                guard body(Tokens.hash(rest)) else { return false }
                if depth > 1 { guard prefixes(rest, depth: depth - 1, body) else { return false } }
            }
        }
        return true
    }

    /// English: inflection only, as derived words stand in the lexicon.
    static func english(_ word: ArraySlice<UInt8>, _ body: (UInt64) -> Bool) {
        func stem(_ suffix: String, _ added: String = "") -> Bool {
            guard word.count >= shortest + suffix.utf8.count, word.ends(with: suffix.utf8) else { return true }
            var hash = Tokens.seed
            for byte in word.dropLast(suffix.utf8.count) { hash = Tokens.extend(hash, byte) }
            for byte in added.utf8 { hash = Tokens.extend(hash, byte) }
            return body(hash)
        }
        guard stem("s"), stem("es"), stem("ies", "y"), stem("ed"), stem("d"), stem("ied", "y"), stem("ing"), stem("ing", "e"), stem("ly")
        else {
            return
        }
        // *planned*, *planning*: the doubled consonant goes with the ending.
        for suffix in [2, 3] where word.count > shortest + suffix + 1 && (word.ends(with: "ed".utf8) || word.ends(with: "ing".utf8)) {
            let bare = word.dropLast(suffix)
            if bare.last == bare.dropLast().last, !body(Tokens.hash(bare.dropLast())) { return }
        }
    }
}

extension Affixes {
    /// Whether a word that opens a sentence is a verb in the form that asks somebody to do it: *perhatikan*, *bacalah*, *beware*.
    static func isCommand(_ word: ArraySlice<UInt8>) -> Bool {
        word.count > 5 && (word.ends(with: "kan".utf8) || word.ends(with: "lah".utf8)) && !word.starts(with: "di".utf8)
            || commands.contains(Tokens.hash(word))
    }

    private static let commands: Set<UInt64> = Set(
        "waspadai minta isi ajukan buka cek baca beware watch ask check read tell leave have make see compare keep wait prepare give fill file give"
            .split(separator: " ").map { Tokens.hash($0.utf8) })
}

extension ArraySlice<UInt8> {
    /// Whether the last bytes are `ending`.
    func ends(with ending: some Collection<UInt8>) -> Bool { suffix(ending.count).elementsEqual(ending) }
}
