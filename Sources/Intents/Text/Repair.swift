/// Finds, for a word that no example has, the word of the examples that was meant.
///
/// First a word at one deletion, insertion, substitution or swap that shares the first or second letter; the most
/// frequent one, and of equals the one met first. Else a word whose consonants are the same, when what was typed has
/// hardly a vowel. Deletions are looked up in an index (as in SymSpell, Garbe 2012), so a repair costs a look-up per
/// letter and the lengths of the few words found.
struct Repair: Sendable {
    /// Words shorter than this are as they are: too many others lie near. With 4, what is repaired in English development
    /// sets is more often a word of its own.
    private static let shortest = 5
    private static let longest = 24

    private var known = KeyTable()
    private var words: [[UInt8]] = []
    private var frequency: [UInt32] = []
    /// Hash of a word, or of a word without one letter → a place in `chains`.
    private var deletions = KeyTable()
    private var chains: [(word: UInt32, next: Int32)] = []
    private var skeletons = KeyTable()
    private var skeletonWord: [UInt32] = []

    /// Counts one occurrence of `word`, whose FNV-64 is `hash`.
    mutating func count(_ word: ArraySlice<UInt8>, hash: UInt64) {
        let number = known.findOrInsert(hash, words.count)
        if number == words.count {
            words.append(Array(word))
            frequency.append(0)
        }
        frequency[number] += 1
    }

    /// Builds the index of what has been counted. Words are entered from the most frequent to the rarest.
    mutating func index() {
        let order = words.indices.sorted { (frequency[$1], $0) < (frequency[$0], $1) }
        var tails: [Int32] = []
        for number in order {
            let word = words[number]
            guard word.count >= Self.shortest - 1, word.count <= Self.longest, word.allSatisfy(Spelling.isLetter)
            else { continue }
            for hash in Self.hashes(word[...]) { link(hash, number, &tails) }
            let bones = Spelling.skeleton(word[...])
            if bones.count >= 3 {
                let place = skeletons.findOrInsert(Spelling.hash(bones, 0..<bones.count), skeletonWord.count)
                if place == skeletonWord.count { skeletonWord.append(UInt32(number)) }
            }
        }
    }

    private mutating func link(_ hash: UInt64, _ number: Int, _ tails: inout [Int32]) {
        let slot = deletions.findOrInsert(hash, tails.count)
        // The head of a chain lies at the index's own number, so that look-ups need one table only.
        if slot == tails.count {
            tails.append(Int32(chains.count))
            heads.append(Int32(chains.count))
        } else {
            chains[Int(tails[slot])].next = Int32(chains.count)
            tails[slot] = Int32(chains.count)
        }
        chains.append((UInt32(number), -1))
    }

    private var heads: [Int32] = []

    /// Bytes it holds.
    var bytes: Int {
        known.bytes + deletions.bytes + skeletons.bytes + chains.count * MemoryLayout<(UInt32, Int32)>.stride + heads.count * 4
            + words.reduce(0) { $0 + $1.count + 36 }
    }

    /// Whether the examples have the word of this hash.
    func knows(_ hash: UInt64) -> Bool { known[hash] != nil }

    /// The word meant by the unknown one in `range` of `bytes`, whose FNV-64 is `hash`; `nil` for a known word and
    /// for one with nothing near.
    func suggestion(for bytes: [UInt8], _ range: Range<Int>, hash: UInt64) -> [UInt8]? {
        guard range.count >= Self.shortest, range.count <= Self.longest, known[hash] == nil,
            bytes[range].allSatisfy(Spelling.isLetter)
        else { return nil }
        let typed = bytes[range]
        if let number = nearest(to: typed) { return words[number] }
        let vowels = typed.count { Spelling.isVowel($0) }
        guard vowels * 4 <= typed.count else { return nil }
        let bones = Spelling.skeleton(typed)
        guard bones.count >= 3, let place = skeletons[Spelling.hash(bones, 0..<bones.count)] else { return nil }
        return words[Int(skeletonWord[place])]
    }

    private func nearest(to typed: ArraySlice<UInt8>) -> Int? {
        var best: Int?
        for hash in Self.hashes(typed) {
            guard let slot = deletions[hash] else { continue }
            var link = heads[slot]
            var steps = 0
            // Chains are ordered by frequency, so a long one need not be walked to its end.
            while link >= 0, steps < 16 {
                let number = Int(chains[Int(link)].word)
                if isBetter(number, than: best), sharesStart(typed, words[number]),
                    Spelling.isNear(typed, words[number][...])
                {
                    best = number
                    break
                }
                link = chains[Int(link)].next
                steps += 1
            }
        }
        return best
    }

    private func isBetter(_ number: Int, than best: Int?) -> Bool {
        guard let best else { return true }
        return (frequency[best], number) < (frequency[number], best)
    }

    private func sharesStart(_ typed: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
        typed[typed.startIndex] == word[0] || typed[typed.startIndex + 1] == word[1]
    }

    /// The hash of the word and of each form of it without one letter.
    private static func hashes(_ word: ArraySlice<UInt8>) -> [UInt64] {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(word.count + 1)
        var whole = FNV()
        whole.add(word)
        hashes.append(whole.value)
        var front = FNV()
        for skipped in word.indices {
            var hash = front
            for at in (skipped + 1)..<word.endIndex { hash.add(word[at]) }
            hashes.append(hash.value)
            front.add(word[skipped])
        }
        return hashes
    }
}
