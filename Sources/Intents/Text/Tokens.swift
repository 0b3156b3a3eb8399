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
        /// FNV-64 of the folded word.
        var hash: UInt64
    }

    enum Kind: UInt8, Sendable { case word, number, address, mark }

    enum Gap: UInt8, Sendable {
        case space
        /// A hyphen and nothing else: `syarat-syarat`.
        case hyphen
        /// A sentence or clause ended, or another joins it: `.` `,` `;` `:` `&` or a new line.
        case pause
    }

    private(set) var bytes: [UInt8] = []
    private(set) var tokens: [Token] = []

    /// No text yet.
    init() {}

    init(_ text: UnsafeBufferPointer<UInt8>) { read(text) }

    /// Cuts `text`, valid UTF-8 or not; what is not is a separator. What was cut before is forgotten.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        tokens.removeAll(keepingCapacity: true)
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
    /// The run of non-blanks at hand.
    private var run = (end: 0, lastSign: -1)
    /// Where the folded bytes of the open word begin, if one is open.
    private var open: (start: Int, from: Int, digits: Bool)?

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func run(_ bytes: inout [UInt8], _ tokens: inout [Tokens.Token]) {
        var atChunk = true
        while at < text.count {
            if atChunk, let (end, word) = address() {
                close(&bytes, &tokens, at)
                let start = bytes.count
                bytes.append(contentsOf: word.utf8)
                add(start, .address, at, end, &bytes, &tokens)
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
                bytes.append(byte)
                add(bytes.count - 1, .mark, from, from + 1, &bytes, &tokens)
            }
            gap = .pause
        case UInt8(ascii: "-") where from == lastEnd: gap = .hyphen
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\n"), UInt8(ascii: "&"):
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

    private mutating func add(
        _ start: Int, _ kind: Tokens.Kind, _ from: Int, _ to: Int, _ bytes: inout [UInt8],
        _ tokens: inout [Tokens.Token]
    ) {
        tokens.append(
            .init(
                start: Int32(start), end: Int32(bytes.count), from: Int32(from), to: Int32(to), kind: kind, gap: gap,
                hash: Spelling.hash(bytes, start..<bytes.count)))
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
    /// Asked where a run of non-blanks begins and after each bracket in it; the run itself is read once: linear over the
    /// whole text.
    private mutating func address() -> (end: Int, word: StaticWord)? {
        if at >= run.end { readRun() }
        let isEmail = run.lastSign > at
        guard isEmail || begins("http://") || begins("https://") || begins("www.") else { return nil }
        var end = run.end
        while end > at, StaticWord.trailing.contains(text[end - 1]) { end -= 1 }
        return (end, isEmail ? .email : .url)
    }

    /// Finds the end of the run of non-blanks at `at`, and the last sign in it that has a dot and a letter after it.
    private mutating func readRun() {
        run = (at, -1)
        var sign: Int?
        while run.end < text.count, text[run.end] > 0x20 {
            if text[run.end] == UInt8(ascii: "@"), run.end > at { sign = run.end }
            if text[run.end] == UInt8(ascii: "."), let sign, run.end > sign + 1, run.end + 1 < text.count, text[run.end + 1] > 0x40 {
                run.lastSign = sign
            }
            run.end += 1
        }
    }

    private func begins(_ prefix: StaticString) -> Bool {
        guard at + prefix.utf8CodeUnitCount <= text.count else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where Folding.small(text[at + offset]) != prefix.utf8Start[offset] { return false }
        return true
    }

    private enum StaticWord: String {
        case email = "<email>"
        case url = "<url>"
        var utf8: String.UTF8View { rawValue.utf8 }
        /// What may follow an address without being of it.
        static let trailing: Set<UInt8> = Set(".,;:!?)>\"'".utf8)
    }
}
