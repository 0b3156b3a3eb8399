/// A text cut into words and runs of digits: what the scanners walk over, and take from.
///
/// A scanner that finds something replaces its tokens by one `.taken`, as if the text had been masked already. Later
/// scanners thus see what they would see in the masked text, and this makes masking idempotent.
struct Tokens {
    let folded: Folded
    var items: [Token] = []

    var bytes: [UInt8] { folded.bytes }

    init(of folded: Folded) {
        self.folded = folded
        let bytes = folded.bytes
        items.reserveCapacity(bytes.count / 5)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let start = index
            index += 1
            if isDigit(byte) {
                while index < bytes.count, isDigit(bytes[index]) { index += 1 }
                items.append(Token(kind: .digits, start: start, end: index))
            } else if isLetter(byte) {
                while index < bytes.count, isLetter(bytes[index]) { index += 1 }
                let word = bytes[start..<index]
                if let digit = Meaning.digit(of: word) {
                    items.append(Token(kind: .digits, start: start, end: index, spoken: digit))
                } else {
                    items.append(Token(kind: .word, start: start, end: index, meaning: Meaning.of(word)))
                }
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                items.append(Token(kind: .lineBreak, start: start, end: index))
            } else if byte == UInt8(ascii: "["), let end = Self.endOfMask(in: bytes, from: index) {
                items.append(Token(kind: .taken, start: start, end: end))
                index = end
            }
        }
    }

    /// Where a mask such as `[NIK]` ends, when one begins with the letters at `start`.
    private static func endOfMask(in bytes: [UInt8], from start: Int) -> Int? {
        for mask in masks where bytes[start...].starts(with: mask) { return start + mask.count }
        return nil
    }

    private static let masks: [[UInt8]] = Finding.Kind.allCases.map { $0.token.utf8.dropFirst().map(lowered) }

    /// The bytes between a token and a later one.
    func gap(after left: Int, before right: Int) -> ArraySlice<UInt8> {
        bytes[items[left].end..<max(items[left].end, items[right].start)]
    }

    /// Whether the token is this word.
    func isWord(_ index: Int, _ word: StaticString) -> Bool {
        guard items.indices.contains(index), items[index].kind == .word, items[index].count == word.utf8CodeUnitCount else {
            return false
        }
        return word.withUTF8Buffer { bytes[items[index].start..<items[index].end].elementsEqual($0) }
    }

    /// Makes one taken token of those in `range`, keeping the indices of the others.
    mutating func take(_ range: ClosedRange<Int>) {
        items[range.lowerBound] = Token(kind: .taken, start: items[range.lowerBound].start, end: items[range.upperBound].end)
        for index in range.dropFirst() { items[index].kind = .void }
    }

    /// Drops the tokens that `take` emptied, so that looking back never walks over many of them.
    mutating func compact() { items.removeAll { $0.kind == .void } }
}

/// A word, a run of digits, or what stands in the place of either.
struct Token {
    enum Kind: UInt8 { case word, digits, lineBreak, taken, void }

    var kind: Kind
    var start: Int
    var end: Int
    var meaning: Meaning?
    /// The digit of a word such as "delapan", which then is a run of one digit.
    var spoken: UInt8?

    var count: Int { end - start }
    var digitCount: Int { spoken == nil ? count : 1 }
}
