/// A text cut into folded words, figures and addresses, each with the sentence it stands in. Linear in the bytes of the text.
struct Tokens {
    /// One word, figure or address.
    struct Token {
        var kind: Kind
        /// FNV-1a of the folded bytes; what words are compared and looked up by.
        var hash: UInt64
        /// Where the folded bytes lie in `bytes`.
        var start, end: Int32
        /// Counts from 0 through the text.
        var sentence: Int32
        /// What stood before it.
        var gap: Gap
        var capitals: Capitals
    }

    enum Kind: Equatable {
        case word
        /// A figure as it is written: what it means, the reader says.
        case figure
        /// A sum's own sign: `%`.
        case percent
        /// A telephone number, a link or an address for mail: compared as a whole.
        case contact
    }

    enum Gap: UInt8, Comparable {
        case none, hyphen, space, slash, comma, clause, sentence
        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    enum Capitals: UInt8 { case none, first, all }

    /// What no rewording may hold, wherever it stands.
    enum Objection: Equatable {
        case markup(UInt8)
        /// A letter of another script, or something that cannot be seen.
        case strange(Unicode.Scalar)
    }

    private(set) var bytes: [UInt8] = []
    private(set) var tokens: [Token] = []
    private(set) var sentences = 0
    private(set) var questions = 0
    private(set) var objection: Objection?

    init(_ text: String) {
        var copy = text
        copy.withUTF8 { buffer in
            bytes.reserveCapacity(buffer.count + 8)
            tokens.reserveCapacity(buffer.count / 5 + 4)
            var cutter = Cutter(text: buffer)
            cutter.run(&self)
        }
    }

    func bytes(of token: Token) -> ArraySlice<UInt8> { bytes[Int(token.start)..<Int(token.end)] }

    func text(of token: Token) -> String { String(decoding: bytes(of: token), as: UTF8.self) }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = seed
        for byte in bytes { hash = extend(hash, byte) }
        return hash
    }

    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
    @inline(__always) static func extend(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    fileprivate mutating func object(_ objection: Objection) { if self.objection == nil { self.objection = objection } }

    fileprivate mutating func append(_ kind: Kind, from start: Int, gap: Gap, capitals: Capitals = .none) {
        guard start < bytes.count else { return }
        if gap == .sentence, !tokens.isEmpty { sentences += 1 }
        tokens.append(
            Token(
                kind: kind, hash: Self.hash(bytes[start...]), start: Int32(start), end: Int32(bytes.count), sentence: Int32(sentences),
                gap: gap,
                capitals: capitals))
    }

    fileprivate mutating func push(_ byte: UInt8) { bytes.append(byte) }
    fileprivate mutating func pop(to count: Int) { bytes.removeLast(bytes.count - count) }
    fileprivate mutating func asked() { questions += 1 }
}

/// The state of one pass over a text.
private struct Cutter {
    let text: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var gap = Tokens.Gap.sentence

    init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private func peek(_ offset: Int = 0) -> UInt8 { at + offset < text.count ? text[at + offset] : 0 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    private mutating func part(_ next: Tokens.Gap) { gap = max(gap, next) }

    mutating func run(_ tokens: inout Tokens) {
        var isChunkStart = true
        while at < text.count {
            let byte = text[at]
            if isChunkStart, contact(&tokens) {
                isChunkStart = false
                continue
            }
            isChunkStart = false
            if Self.isLetter(byte) || byte >= 0xC3 && byte <= 0xC5 {
                word(&tokens)
            } else if Self.isDigit(byte) {
                figure(&tokens)
            } else {
                mark(byte, &tokens)
                isChunkStart = byte <= 0x20 || byte == UInt8(ascii: "(")
            }
        }
    }

    /// A run of letters. An apostrophe inside it is dropped: `don't` is `dont`, `pilgrims'` is `pilgrims`.
    private mutating func word(_ tokens: inout Tokens) {
        let start = tokens.bytes.count
        var capitals = 0
        var letters = 0
        var isFirstCapital = false
        while at < text.count {
            let byte = text[at]
            if Self.isLetter(byte) {
                if byte < 0x60 {
                    capitals += 1
                    if letters == 0 { isFirstCapital = true }
                }
                letters += 1
                tokens.push(byte | 0x20)
                at += 1
            } else if byte >= 0xC3, byte <= 0xC5 {
                guard let plain = Self.plain(byte, peek(1)) else {
                    tokens.object(.strange(Self.scalar(byte, peek(1))))
                    at += 2
                    continue
                }
                letters += 1
                tokens.push(plain)
                at += 2
            } else if byte == UInt8(ascii: "'"), Self.isLetter(peek(1)) {
                at += 1
            } else if byte == 0xE2, peek(1) == 0x80, peek(2) == 0x99, Self.isLetter(peek(3)) {
                at += 3
            } else {
                break
            }
        }
        let kind: Tokens.Capitals = letters > 1 && capitals == letters ? .all : capitals > 1 ? .all : isFirstCapital ? .first : .none
        tokens.append(.word, from: start, gap: gap, capitals: kind)
        gap = .none
    }

    /// Digits and what joins digits: `1.000`, `8/2019`, `09.00`.
    private mutating func figure(_ tokens: inout Tokens) {
        let start = tokens.bytes.count
        while at < text.count {
            let byte = text[at]
            if Self.isDigit(byte) {
                tokens.push(byte)
            } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/"),
                Self.isDigit(peek(1))
            {
                tokens.push(byte)
            } else {
                break
            }
            at += 1
        }
        tokens.append(.figure, from: start, gap: gap)
        gap = .none
    }

    /// A link, an address for mail or a telephone number at the start of a chunk; true when there was one.
    private mutating func contact(_ tokens: inout Tokens) -> Bool {
        if peek() == UInt8(ascii: "+") && Self.isDigit(peek(1)) || peek() == UInt8(ascii: "0") && Self.isDigit(peek(1)) {
            return telephone(&tokens)
        }
        var end = at
        var isContact = false
        var lettersBeforeDot = 0
        // Bounded until it is one: a chunk may begin at every bracket, and none may be read over and over.
        while end < text.count, text[end] > 0x20, isContact || end - at < 256 {
            let byte = text[end]
            let next = end + 1 < text.count ? text[end + 1] : 0
            if byte == UInt8(ascii: "@") { isContact = true }
            if byte == UInt8(ascii: ":"), next == UInt8(ascii: "/") { isContact = true }
            if byte == UInt8(ascii: "."), lettersBeforeDot >= 2, Self.isLetter(next), end + 2 < text.count, Self.isLetter(text[end + 2]) {
                isContact = true
            }
            lettersBeforeDot = Self.isLetter(byte) || Self.isDigit(byte) ? lettersBeforeDot + 1 : 0
            end += 1
        }
        guard isContact else { return false }
        var last = end
        while last > at, [0x2E, 0x2C, 0x3B, 0x3A, 0x29, 0x21, 0x3F].contains(text[last - 1]) { last -= 1 }
        let start = tokens.bytes.count
        for index in at..<last { tokens.push(text[index] &- 0x41 < 26 ? text[index] | 0x20 : text[index]) }
        tokens.append(.contact, from: start, gap: gap)
        gap = .none
        at = last
        return true
    }

    private mutating func telephone(_ tokens: inout Tokens) -> Bool {
        var end = at + 1
        var digits = Self.isDigit(text[at]) ? 1 : 0
        var last = end
        while end < text.count {
            let byte = text[end]
            if Self.isDigit(byte) {
                digits += 1
                last = end + 1
            } else if byte != 0x20 && byte != UInt8(ascii: "-") {
                break
            }
            end += 1
        }
        guard digits >= 8 else {
            if peek() == UInt8(ascii: "+") { at += 1 }
            return false
        }
        let start = tokens.bytes.count
        for index in at..<last where Self.isDigit(text[index]) { tokens.push(text[index]) }
        tokens.append(.contact, from: start, gap: gap)
        gap = .none
        at = last
        return true
    }

    private mutating func mark(_ byte: UInt8, _ tokens: inout Tokens) {
        var length = 1
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "+"):
            part(.space)
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
            if byte == UInt8(ascii: "?") { tokens.asked() }
            // A full stop after one letter or a known short form ends no sentence; neither does one between the letters of `s.d.`
            if byte == UInt8(ascii: "."), isAbbreviation(tokens) { part(.space) } else { part(.sentence) }
        case UInt8(ascii: ","): part(.comma)
        case UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"): part(.clause)
        case UInt8(ascii: "/"): part(.slash)
        case UInt8(ascii: "-"): if gap == .none { gap = .hyphen } else { part(.comma) }
        case UInt8(ascii: "%"):
            let start = tokens.bytes.count
            tokens.push(byte)
            tokens.append(.percent, from: start, gap: gap)
            gap = .none
        case UInt8(ascii: "$"):
            let start = tokens.bytes.count
            for letter in "usd".utf8 { tokens.push(letter) }
            tokens.append(.word, from: start, gap: gap)
            gap = .none
        case 0..<0x80: tokens.object(.markup(byte))
        default: length = wide(byte, &tokens)
        }
        at += length
    }

    /// Marks beyond ASCII that plain text may have; how many bytes they take.
    private mutating func wide(_ byte: UInt8, _ tokens: inout Tokens) -> Int {
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        switch (byte, peek(1), peek(2)) {
        case (0xC2, 0xA0, _), (0xE2, 0x80, 0xAF): part(.space)  // spaces that do not break
        case (0xC2, 0xBD, _), (0xC2, 0xBC, _), (0xC2, 0xBE, _):  // ½ ¼ ¾
            let start = tokens.bytes.count
            tokens.push(byte)
            tokens.push(peek(1))
            tokens.append(.figure, from: start, gap: gap)
            gap = .none
        case (0xC3, 0x97, _): part(.space)  // ×
        case (0xE2, 0x80, 0x93), (0xE2, 0x80, 0x94), (0xE2, 0x88, 0x92):  // – — −
            if gap == .none { gap = .hyphen } else { part(.clause) }
        case (0xE2, 0x80, 0x98...0x9D): part(.space)  // ‘ ’ “ ”
        case (0xE2, 0x80, 0xA2), (0xC2, 0xB7, _), (0xE2, 0x80, 0xA6): part(.sentence)  // • · …
        default: tokens.object(.strange(scalar(length)))
        }
        return length
    }

    private func isAbbreviation(_ tokens: Tokens) -> Bool {
        guard gap == .none, let last = tokens.tokens.last, last.kind == .word else { return false }
        if last.end - last.start == 1 { return Self.isLetter(peek(1)) || peek(1) == 0x20 && Self.isDigit(peek(2)) }
        return [Self.no, Self.dll, Self.psl].contains(last.hash) && peek(1) == 0x20 && peek(2) != 0x0A
    }

    private static let no = Tokens.hash("no".utf8), dll = Tokens.hash("dll".utf8), psl = Tokens.hash("psl".utf8)

    /// The letter without its accent, in lower case; nil for what is no letter of ours.
    private static func plain(_ lead: UInt8, _ next: UInt8) -> UInt8? {
        guard lead == 0xC3 else { return nil }
        return switch next | 0x20 {
        case 0xA0...0xA5: UInt8(ascii: "a")
        case 0xA7: UInt8(ascii: "c")
        case 0xA8...0xAB: UInt8(ascii: "e")
        case 0xAC...0xAF: UInt8(ascii: "i")
        case 0xB1: UInt8(ascii: "n")
        case 0xB2...0xB6: UInt8(ascii: "o")
        case 0xB9...0xBC: UInt8(ascii: "u")
        default: nil
        }
    }

    private static func scalar(_ lead: UInt8, _ next: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(UInt32(lead & 0x1F) << 6 | UInt32(next & 0x3F)) ?? "\u{FFFD}"
    }

    private func scalar(_ length: Int) -> Unicode.Scalar {
        guard at + length <= text.count else { return "\u{FFFD}" }
        return String(decoding: text[at..<(at + length)], as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    }
}
