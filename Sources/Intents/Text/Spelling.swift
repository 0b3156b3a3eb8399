/// Rules about the letters of one word, which is the end of a byte array.
enum Spelling {
    /// Makes three or more of one letter into one: `lamaaaa` → `lama`. Two stay, as in `maaf` and `fee`.
    static func collapseRepeats(_ bytes: inout [UInt8], from start: Int) {
        var to = start
        var at = start
        while at < bytes.count {
            var end = at + 1
            while end < bytes.count, bytes[end] == bytes[at] { end += 1 }
            let keep = end - at >= 3 && isLetter(bytes[at]) ? 1 : end - at
            for _ in 0..<keep {
                bytes[to] = bytes[at]
                to += 1
                at += 1
            }
            at = end
        }
        bytes.removeSubrange(to...)
    }

    /// Takes the 2 of a written reduplication out: `syarat2` and `syarat2nya` → `syarat`, `syaratnya`.
    static func dropTwo(_ bytes: inout [UInt8], from start: Int) {
        guard bytes.count - start >= 4, let two = bytes[start...].firstIndex(of: UInt8(ascii: "2")), two - start >= 3,
            bytes[start..<two].allSatisfy(isLetter), bytes[(two + 1)...].allSatisfy(isLetter)
        else { return }
        bytes.remove(at: two)
    }

    /// FNV-64 of the bytes in `range`.
    static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        var hash = FNV()
        for at in range { hash.add(bytes[at]) }
        return hash.value
    }

    static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

    static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): true
        default: false
        }
    }

    /// Whether one deletion, insertion, substitution or swap of neighbours makes `a` into `b`
    /// (optimal string alignment distance of at most 1). Linear.
    static func isNear(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
        if abs(a.count - b.count) > 1 { return false }
        var front = 0
        let shorter = min(a.count, b.count)
        while front < shorter, a[a.startIndex + front] == b[b.startIndex + front] { front += 1 }
        var back = 0
        while back < shorter - front, a[a.endIndex - 1 - back] == b[b.endIndex - 1 - back] { back += 1 }
        let restA = a.count - front - back
        let restB = b.count - front - back
        if restA <= 1, restB <= 1 { return true }
        return restA == 2 && restB == 2
            && a[a.startIndex + front] == b[b.startIndex + front + 1]
            && a[a.startIndex + front + 1] == b[b.startIndex + front]
    }

    /// The first letter and the consonants after it: what is left of a word in a hurry (`prsyrtn`).
    static func skeleton(_ word: ArraySlice<UInt8>) -> [UInt8] {
        var bones: [UInt8] = []
        for (index, byte) in word.enumerated() where index == 0 || !isVowel(byte) {
            if bones.last != byte { bones.append(byte) }
        }
        return bones
    }
}

/// A light Indonesian stemmer: takes particles, possessives, suffixes and at most two prefixes off and keeps four
/// letters or more.
///
/// It needs no dictionary of roots and is wrong about a few words; it is one feature among others, so it has only to
/// be the same for `persyaratan` and `syaratnya`. A full Nazief–Adriani needs a root list and gains nothing here.
enum Stemmer {
    private static let shortest = 4

    /// The part of `word` that is its stem.
    static func stem(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.count > shortest else { return word }
        var rest = word
        rest = rest.dropLast(particle(rest, keeping: shortest))
        rest = rest.dropLast(possessive(rest, keeping: shortest))
        rest = rest.dropLast(suffix(rest))
        let first = prefix(rest)
        if first > 0 {
            rest = rest.dropFirst(first)
            rest = rest.dropFirst(prefix(rest))
        }
        return rest
    }

    /// How many bytes of `word` are a particle or possessive, if any.
    static func ending(of word: ArraySlice<UInt8>) -> Int? {
        let particle = particle(word, keeping: 0)
        let length = particle > 0 ? particle : possessive(word, keeping: 0)
        return length > 0 ? length : nil
    }

    private static func particle(_ word: ArraySlice<UInt8>, keeping kept: Int) -> Int {
        guard word.count >= kept + 3 else { return 0 }
        switch last(3, of: word) {
        case run("l", "a", "h"), run("k", "a", "h"), run("p", "u", "n"), run("t", "a", "h"): return 3
        default: return 0
        }
    }

    private static func possessive(_ word: ArraySlice<UInt8>, keeping kept: Int) -> Int {
        if word.count >= kept + 3, last(3, of: word) == run("n", "y", "a") { return 3 }
        guard word.count >= kept + 2 else { return 0 }
        switch last(2, of: word) {
        case run("k", "u"), run("m", "u"): return 2
        default: return 0
        }
    }

    private static func suffix(_ word: ArraySlice<UInt8>) -> Int {
        let spare = word.count - shortest
        if spare >= 3, last(3, of: word) == run("k", "a", "n") { return 3 }
        if spare >= 2, last(2, of: word) == run("a", "n") { return 2 }
        return spare >= 1 && word.last == UInt8(ascii: "i") ? 1 : 0
    }

    /// The longest first, as `meng` begins with `me`.
    private static func prefix(_ word: ArraySlice<UInt8>) -> Int {
        let spare = word.count - shortest
        if spare >= 4 {
            switch first(4, of: word) {
            case run("m", "e", "n", "g"), run("m", "e", "n", "y"), run("p", "e", "n", "g"), run("p", "e", "n", "y"): return 4
            default: break
            }
        }
        if spare >= 3 {
            switch first(3, of: word) {
            case run("m", "e", "m"), run("m", "e", "n"), run("p", "e", "m"), run("p", "e", "n"), run("b", "e", "r"), run("t", "e", "r"),
                run("p", "e", "r"):
                return 3
            default: break
            }
        }
        guard spare >= 2 else { return 0 }
        switch first(2, of: word) {
        case run("m", "e"), run("p", "e"), run("d", "i"), run("k", "e"), run("s", "e"): return 2
        default: return 0
        }
    }

    // Two to four letters as one number, so that a comparison is one instruction.

    @inline(__always)
    private static func run(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> UInt32 { a.value << 8 | b.value }

    @inline(__always)
    private static func run(_ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar) -> UInt32 { run(a, b) << 8 | c.value }

    @inline(__always)
    private static func run(_ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar, _ d: Unicode.Scalar) -> UInt32 {
        run(a, b, c) << 8 | d.value
    }

    /// The first `count` letters, which must be there.
    @inline(__always)
    private static func first(_ count: Int, of word: ArraySlice<UInt8>) -> UInt32 {
        var run: UInt32 = 0
        for at in word.startIndex..<(word.startIndex + count) { run = run << 8 | UInt32(word[at]) }
        return run
    }

    /// The last `count` letters, which must be there.
    @inline(__always)
    private static func last(_ count: Int, of word: ArraySlice<UInt8>) -> UInt32 {
        var run: UInt32 = 0
        for at in (word.endIndex - count)..<word.endIndex { run = run << 8 | UInt32(word[at]) }
        return run
    }
}
