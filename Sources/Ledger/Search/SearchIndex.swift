/// Which conversations a word was said in: for each word the conversations' slots, as differences in a byte or two each.
///
/// What people say is kept word by word. What the bot says repeats itself, so each different text is kept once, and the facts tell where it
/// was said. Memory grows with different words and with conversations per word: nothing is reserved.
struct SearchIndex: Sendable {
    /// A word and where it was said.
    fileprivate struct Word: Sendable {
        /// Its bytes in `letters`; none when nobody says it any more.
        var offset: UInt32
        var length: UInt8
        /// The last slot added.
        var last: UInt32
        /// Whether it was said elsewhere too: then `slots` has all of it.
        var isElsewhere = false
    }

    private var words = Chunks<Word>()
    /// For each word every slot as the difference from the one before, the first from 0: zigzag, then seven bits a byte, low ones first, the eighth
    /// set on all but the last. Empty while a word's `last` is the only one, as it is for most words.
    private var slots = Chunks<[UInt8]>()
    private(set) var letters: [UInt8] = []
    private var table: [UInt32] = Array(repeating: free, count: 1_024)
    /// Where words were said that came after `maximumWords` others: they are candidates for whatever is looked for.
    private var overflow: Set<UInt32> = []
    /// The bot's texts by the facts' numbers, each " word word word "; nil for one that nobody was told, or that is indexed by word.
    private(set) var texts: [String?] = []
    private var uses: [Int] = []

    private static let free = UInt32.max
    /// More different words than this are not told apart: 500,000 is several languages and all their misspellings, and bounds what somebody who types
    /// at random can take to about 30 MB.
    static let maximumWords = 500_000

    // MARK: - Taking in

    /// Notes every word of `text` at `slot`.
    ///
    /// - Returns: a fingerprint of the words in their order.
    @discardableResult
    mutating func add(_ text: String, at slot: Int) -> UInt64 {
        var fingerprint = Fingerprint()
        Words.forEach(in: text) { word in
            fingerprint.add(word)
            fingerprint.add(CollectionOfOne(0x20))
            add(word, at: UInt32(slot))
        }
        return fingerprint.value
    }

    private mutating func add(_ word: ArraySlice<UInt8>, at slot: UInt32) {
        let hash = TableHash.of(word)
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] != Self.free {
            let index = Int(table[place])
            if isWord(at: index, word) { return add(slot, to: index) }
            place = (place + 1) & (table.count - 1)
        }
        guard words.count < Self.maximumWords else {
            overflow.insert(slot)
            return
        }
        table[place] = UInt32(words.count)
        words.append(Word(offset: UInt32(letters.count), length: UInt8(word.count), last: slot))
        slots.append([])
        letters += word
        if words.count * 8 > table.count * 5 { grow() }
    }

    private mutating func add(_ slot: UInt32, to index: Int) {
        let last = words[index].last
        if last == slot { return }
        if slots[index].isEmpty { Self.append(last, after: 0, to: &slots[index]) }
        Self.append(slot, after: last, to: &slots[index])
        words[index].last = slot
        words[index].isElsewhere = true
    }

    private static func append(_ slot: UInt32, after last: UInt32, to bytes: inout [UInt8]) {
        let difference = Int64(slot) - Int64(last)
        var value = UInt64(bitPattern: difference << 1 ^ difference >> 63)
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    private func isWord(at index: Int, _ word: ArraySlice<UInt8>) -> Bool {
        let known = words[index]
        guard Int(known.length) == word.count else { return false }
        return letters[Int(known.offset)..<Int(known.offset) + word.count].elementsEqual(word)
    }

    private mutating func grow() { spread(over: table.count * 2) }

    private mutating func spread(over places: Int) {
        table = Array(repeating: Self.free, count: places)
        for index in 0..<words.count where words[index].length > 0 {
            let word = words[index]
            let hash = TableHash.of(letters[Int(word.offset)..<Int(word.offset) + Int(word.length)])
            var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
            while table[place] != Self.free { place = (place + 1) & (table.count - 1) }
            table[place] = UInt32(index)
        }
    }

    /// Notes that the bot said its text number `said`, which is `text`.
    mutating func tell(_ text: String, said: UInt32) {
        while texts.count <= Int(said) {
            texts.append(nil)
            uses.append(0)
        }
        uses[Int(said)] += 1
        if texts[Int(said)] == nil { texts[Int(said)] = " " + Words.of(text).joined(separator: " ") + " " }
    }

    // MARK: - Forgetting

    /// Takes back that the bot said its text number `said` once.
    mutating func untell(_ said: UInt32) {
        guard Int(said) < uses.count, uses[Int(said)] > 0 else { return }
        uses[Int(said)] -= 1
        if uses[Int(said)] == 0 { texts[Int(said)] = nil }
    }

    /// Takes `slot` from every word, and drops the words that nobody else said. O(index).
    mutating func forget(_ slot: UInt32) {
        overflow.remove(slot)
        for index in 0..<words.count { remove(slot, from: index) }
    }

    /// Takes `slot` from the words of `text`.
    mutating func forget(_ text: String, at slot: UInt32) {
        Words.forEach(in: text) { word in
            for index in 0..<words.count where isWord(at: index, word) { remove(slot, from: index) }
        }
    }

    private mutating func remove(_ slot: UInt32, from index: Int) {
        guard words[index].length > 0 else { return }
        guard words[index].isElsewhere else {
            if words[index].last == slot { drop(index) }
            return
        }
        var isIn = false
        Self.forEachSlot(of: slots[index]) { if $0 == slot { isIn = true } }
        guard isIn else { return }
        var kept: [UInt32] = []
        Self.forEachSlot(of: slots[index]) { if $0 != slot, kept.last != $0 { kept.append($0) } }
        guard let last = kept.last else { return drop(index) }
        slots[index] = []
        words[index].last = last
        words[index].isElsewhere = kept.count > 1
        guard kept.count > 1 else { return }
        var before: UInt32 = 0
        for slot in kept {
            Self.append(slot, after: before, to: &slots[index])
            before = slot
        }
    }

    /// Overwrites a word. Its place in the table stays, as a place that matches nothing.
    private mutating func drop(_ index: Int) {
        for place in 0..<Int(words[index].length) { letters[Int(words[index].offset) + place] = 0 }
        words[index] = Word(offset: words[index].offset, length: 0, last: .max)
        slots[index] = []
    }

    // MARK: - Looking up

    @inline(__always)
    private static func forEachSlot(of bytes: [UInt8], _ body: (UInt32) -> Void) {
        var slot: Int64 = 0
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            slot += Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
            body(UInt32(truncatingIfNeeded: slot))
            (value, shift) = (0, 0)
        }
    }

    /// The slots at which every word of `query` was said, or may have been.
    ///
    /// - Parameters:
    ///   - count: of all slots.
    ///   - toldAt: calls its argument with every slot and the number of a text that the bot said there.
    func candidates(_ query: Ledger.Query, of count: Int, toldAt: ((UInt32, UInt32) -> Void) -> Void) -> Bits {
        let perWord = query.words.map { found($0, of: count) }
        var bits = perWord.map(\.bits)
        // One pass over all that the bot said, for all words together.
        let told = perWord.map(\.texts)
        if told.contains(where: { $0.contains(true) }) {
            toldAt { slot, said in
                for index in told.indices where Int(said) < told[index].count && told[index][Int(said)] { bits[index].insert(Int(slot)) }
            }
        }
        var result = bits[0]
        for other in bits.dropFirst() { result.formIntersection(other) }
        return result
    }

    /// Where people said `wanted`, and which of the bot's texts have it.
    private func found(_ wanted: String, of count: Int) -> (bits: Bits, texts: [Bool]) {
        var bits = Bits(count: count)
        for slot in overflow { bits.insert(Int(slot)) }
        let bytes = Array(wanted.utf8)
        letters.withUnsafeBufferPointer { letters in
            words.forEach { index, word in
                guard bytes.count < 3 ? Int(word.length) == bytes.count : Int(word.length) >= bytes.count else { return }
                for place in bytes.indices where letters[Int(word.offset) + place] != bytes[place] { return }
                guard word.isElsewhere else { return bits.insert(Int(word.last)) }
                Self.forEachSlot(of: slots[index]) { bits.insert(Int($0)) }
            }
        }
        let pattern = bytes.count < 3 ? " \(wanted) " : " \(wanted)"
        return (bits, texts.map { $0?.contains(pattern) ?? false })
    }

    /// Bytes held, for measurements: words, letters, table and differences.
    var bytes: Int {
        var sum = letters.capacity + table.capacity * 4 + texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) + 16 }
        slots.forEach { _, slots in sum += MemoryLayout<Word>.stride + 8 + (slots.isEmpty ? 0 : 32 + slots.capacity) }
        return sum
    }
}

extension SearchIndex.Word: Kept {
    static var blank: Self { Self(offset: 0, length: 0, last: 0) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&offset, "offset")
        keeper.keep(&length, "length")
        keeper.keep(&last, "last")
        keeper.keep(&isElsewhere, "isElsewhere")
    }
}

extension SearchIndex: Kept {
    static var blank: Self { Self() }
    static var remade: Set<String> { ["table"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&words, "words")
        keeper.keep(&slots, "slots")
        keeper.keep(&letters, "letters")
        keeper.keep(&overflow, "overflow")
        keeper.keep(&texts, "texts")
        keeper.keep(&uses, "uses")
        guard keeper.hasRead else { return }
        guard slots.count == words.count, uses.count == texts.count else { return keeper.giveUp() }
        spread(over: max(1_024, (words.count * 8 / 5 + 1).nextPowerOfTwo))
    }
}
