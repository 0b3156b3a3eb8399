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
    private static let particles = ["lah", "kah", "pun", "tah"].map { Array($0.utf8) }
    private static let possessives = ["nya", "ku", "mu"].map { Array($0.utf8) }
    private static let suffixes = ["kan", "an", "i"].map { Array($0.utf8) }
    /// Longest first, as `meng` begins with `me`.
    private static let prefixes = [
        "meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "ber", "ter", "per", "me", "pe", "di", "ke", "se",
    ].map { Array($0.utf8) }
    private static let shortest = 4

    /// The part of `word` that is its stem.
    static func stem(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.count > shortest else { return word }
        var rest = word
        for endings in [particles, possessives, suffixes] {
            if let ending = endings.first(where: { rest.count - $0.count >= shortest && ends(rest, with: $0) }) {
                rest = rest.dropLast(ending.count)
            }
        }
        for _ in 0..<2 {
            guard let prefix = prefixes.first(where: { rest.count - $0.count >= shortest && rest.starts(with: $0) })
            else { break }
            rest = rest.dropFirst(prefix.count)
        }
        return rest
    }

    /// How many bytes of `word` are a particle or possessive, if any.
    static func ending(of word: ArraySlice<UInt8>) -> Int? {
        for endings in [particles, possessives] {
            if let ending = endings.first(where: { ends(word, with: $0) }) { return ending.count }
        }
        return nil
    }

    private static func ends(_ word: ArraySlice<UInt8>, with ending: [UInt8]) -> Bool {
        word.suffix(ending.count).elementsEqual(ending)
    }
}
