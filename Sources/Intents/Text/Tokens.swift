/// A text cut into folded words, each with its place in the text.
///
/// Words are runs of letters and digits; `?` and `!` are words of their own. An e-mail address or a link is one word
/// `<email>` or `<url>`, a run of digits is `<num>`: what they say in detail is never what is wanted. Linear in the
/// bytes of the text.
struct Tokens: Sendable {
    /// One word.
    struct Token: Sendable {
        /// Where the folded word lies in `bytes`.
        var start, end: Int32
        /// Where it lies in the text, in UTF-8 bytes.
        var from, to: Int32
        var kind: Kind
        /// What stood between the word before and this one.
        var gap: Gap
    }

    enum Kind: UInt8, Sendable { case word, number, address, mark }

    enum Gap: UInt8, Sendable {
        case space
        /// A hyphen and nothing else: `syarat-syarat`.
        case hyphen
        /// A sentence or clause ended: `.` `,` `;` `:` or a new line.
        case pause
    }

    private(set) var bytes: [UInt8] = []
    private(set) var tokens: [Token] = []

    /// Cuts `text`, valid UTF-8 or not; what is not is a separator.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.reserveCapacity(text.count + 16)
        tokens.reserveCapacity(text.count / 4 + 4)
        var cutter = Cutter(text)
        cutter.run(&bytes, &tokens)
    }

    init(_ text: String) {
        var copy = text
        self = copy.withUTF8 { Tokens($0) }
    }

    /// The folded bytes of one token.
    func bytes(of token: Token) -> ArraySlice<UInt8> { bytes[Int(token.start)..<Int(token.end)] }
}

/// The state of one pass over a text.
private struct Cutter {
    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var gap = Tokens.Gap.pause
    private var lastEnd = -1
    /// Where the folded bytes of the open word begin, if one is open.
    private var open: (start: Int, from: Int, digits: Bool)?

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func run(_ bytes: inout [UInt8], _ tokens: inout [Tokens.Token]) {
        var atChunk = true
        while at < text.count {
            if atChunk, let (end, word) = address() {
                close(&bytes, &tokens, at)
                append(Array(word.utf8), .address, from: at, to: end, &bytes, &tokens)
                at = end
                atChunk = false
                continue
            }
            let from = at
            let byte = text[at]
            let outcome = byte < 0x80 ? .ascii(Folding.small(byte)) : Folding.fold(scalar())
            if byte < 0x80 { at += 1 }
            atChunk = false
            switch outcome {
            case .nothing: continue
            case .letter(let scalar):
                extend(from, digit: false, &bytes)
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
            case .ascii(let small) where small &- 0x61 < 26:
                extend(from, digit: false, &bytes)
                bytes.append(small)
            case .ascii(let small) where small &- 0x30 < 10:
                extend(from, digit: true, &bytes)
                bytes.append(small)
            case .ascii(let small):
                close(&bytes, &tokens, from)
                separate(small, from, &bytes, &tokens)
                atChunk = small <= 0x20 || small == 0x28 || small == 0x3C
            case .separator: close(&bytes, &tokens, from)
            }
        }
        close(&bytes, &tokens, at)
    }

    private mutating func separate(
        _ byte: UInt8, _ from: Int, _ bytes: inout [UInt8], _ tokens: inout [Tokens.Token]
    ) {
        switch byte {
        case UInt8(ascii: "?"), UInt8(ascii: "!"):
            // A row of marks says no more than one.
            if let last = tokens.last, last.kind == .mark, last.to == from {
                tokens[tokens.count - 1].to += 1
            } else {
                append([byte], .mark, from: from, to: from + 1, &bytes, &tokens)
            }
            gap = .pause
        case UInt8(ascii: "-") where from == lastEnd: gap = .hyphen
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\n"):
            gap = .pause
        default: if gap == .hyphen { gap = .space }
        }
    }

    private mutating func extend(_ from: Int, digit: Bool, _ bytes: inout [UInt8]) {
        if open == nil { open = (bytes.count, from, true) }
        if !digit { open?.digits = false }
    }

    /// Ends the open word, which lay before `end` in the text.
    private mutating func close(_ bytes: inout [UInt8], _ tokens: inout [Tokens.Token], _ end: Int) {
        guard let word = open else { return }
        open = nil
        var kind = Tokens.Kind.word
        if word.digits {
            bytes.removeSubrange(word.start...)
            bytes.append(contentsOf: "<num>".utf8)
            kind = .number
        }
        add(word.start, kind, word.from, end, &bytes, &tokens)
    }

    private mutating func append(
        _ word: [UInt8], _ kind: Tokens.Kind, from: Int, to: Int, _ bytes: inout [UInt8],
        _ tokens: inout [Tokens.Token]
    ) {
        let start = bytes.count
        bytes.append(contentsOf: word)
        add(start, kind, from, to, &bytes, &tokens)
    }

    private mutating func add(
        _ start: Int, _ kind: Tokens.Kind, _ from: Int, _ to: Int, _ bytes: inout [UInt8],
        _ tokens: inout [Tokens.Token]
    ) {
        tokens.append(
            .init(
                start: Int32(start), end: Int32(bytes.count), from: Int32(from), to: Int32(to), kind: kind, gap: gap))
        gap = .space
        lastEnd = to
    }

    /// Reads the character at `at`, which is not ASCII, and steps over it.
    private mutating func scalar() -> Unicode.Scalar {
        let first = text[at]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        guard length > 1, at + length <= text.count else {
            at += 1
            return " "
        }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard text[at + offset] & 0xC0 == 0x80 else {
                at += 1
                return " "
            }
            value = value << 6 | UInt32(text[at + offset] & 0x3F)
        }
        at += length
        return Unicode.Scalar(value) ?? " "
    }

    /// The end of an e-mail address or link that begins at `at`, and the word for it.
    ///
    /// Asked only where a run of non-blanks begins, and it reads that run once: linear over the whole text.
    private func address() -> (end: Int, word: StaticWord)? {
        var end = at
        var sign: Int?
        var dotAfterSign = false
        while end < text.count, text[end] > 0x20 {
            if text[end] == UInt8(ascii: "@"), end > at { sign = end }
            if text[end] == UInt8(ascii: "."), let sign, end > sign + 1, end + 1 < text.count, text[end + 1] > 0x40 {
                dotAfterSign = true
            }
            end += 1
        }
        while end > at, StaticWord.trailing.contains(text[end - 1]) { end -= 1 }
        if dotAfterSign { return (end, .email) }
        if begins("http://") || begins("https://") || begins("www.") { return (end, .url) }
        return nil
    }

    private func begins(_ prefix: StaticString) -> Bool {
        guard at + prefix.utf8CodeUnitCount <= text.count else { return false }
        return (0..<prefix.utf8CodeUnitCount).allSatisfy { Folding.small(text[at + $0]) == prefix.utf8Start[$0] }
    }

    private enum StaticWord: String {
        case email = "<email>"
        case url = "<url>"
        var utf8: String.UTF8View { rawValue.utf8 }
        /// What may follow an address without being of it.
        static let trailing: Set<UInt8> = Set(".,;:!?)>\"'".utf8)
    }
}
