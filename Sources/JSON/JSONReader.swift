/// Why a text is not JSON, and where: `offset` counts bytes from 0.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What was wrong.
    public enum Reason: Sendable, Hashable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidNumber
        case invalidEscape
        case invalidUTF8
        case controlCharacterInString
        case tooDeep(limit: Int)
        case bytesAfterValue
    }

    public let reason: Reason
    public let offset: Int

    public var description: String {
        let what =
            switch reason {
            case .unexpectedEnd: "the text ends too early"
            case .unexpectedByte(let byte): "unexpected byte \(byte)"
            case .invalidNumber: "not a number"
            case .invalidEscape: "not an escape"
            case .invalidUTF8: "not UTF-8"
            case .controlCharacterInString: "a control character in a string must be escaped"
            case .tooDeep(let limit): "nested deeper than \(limit)"
            case .bytesAfterValue: "something follows the value"
            }
        return "not JSON at byte \(offset): \(what)"
    }
}

extension JSON {
    /// Reads one JSON text, to the last byte.
    ///
    /// Strict in syntax and in UTF-8. Two choices that RFC 8259 leaves open: of members with the same name all are kept,
    /// and an escaped lone surrogate (half an emoji, cut by some keyboard) reads as U+FFFD instead of losing the message.
    ///
    /// - Parameters:
    ///   - text: UTF-8 without a byte order mark.
    ///   - maximumDepth: how many arrays and objects may stand inside each other; it bounds the stack.
    /// - Throws: `JSONError` with the first offending byte.
    /// - Complexity: O(bytes), one pass; strings without escapes are copied once.
    public init(parsing text: [UInt8], maximumDepth: Int = 32) throws(JSONError) {
        self = try Self.parse(text.span, maximumDepth: maximumDepth)
    }

    /// Reads one JSON text from a string. See `init(parsing:maximumDepth:)`.
    public init(parsing text: String, maximumDepth: Int = 32) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    private static func parse(_ text: Span<UInt8>, maximumDepth: Int) throws(JSONError) -> JSON {
        var reader = Reader(text: text, depthLeft: maximumDepth, maximumDepth: maximumDepth)
        reader.skipSpace()
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == text.count else { throw reader.error(.bytesAfterValue) }
        return value
    }
}

/// A cursor over the text. Recursion is bounded by `depthLeft`.
private struct Reader: ~Escapable {
    let text: Span<UInt8>
    var position = 0
    var depthLeft: Int
    let maximumDepth: Int

    @_lifetime(copy text)
    init(text: Span<UInt8>, depthLeft: Int, maximumDepth: Int) {
        self.text = text
        self.depthLeft = depthLeft
        self.maximumDepth = maximumDepth
    }

    func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: offset ?? position)
    }

    /// The byte under the cursor; 0 (which no JSON text may hold outside its end) past the end.
    var byte: UInt8 { position < text.count ? text[position] : 0 }

    func unexpected() -> JSONError {
        position < text.count ? error(.unexpectedByte(byte)) : error(.unexpectedEnd)
    }

    mutating func skipSpace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    mutating func value() throws(JSONError) -> JSON {
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected()
        }
    }

    mutating func word(_ expected: StaticString) throws(JSONError) {
        for offset in 0..<expected.utf8CodeUnitCount {
            guard position < text.count, text[position] == expected.utf8Start[offset] else { throw unexpected() }
            position += 1
        }
    }

    mutating func enter() throws(JSONError) {
        guard depthLeft > 0 else { throw error(.tooDeep(limit: maximumDepth)) }
        depthLeft -= 1
        position += 1
        skipSpace()
    }

    mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        members.reserveCapacity(8)
        if byte == UInt8(ascii: "}") {
            position += 1
        } else {
            repeat {
                skipSpace()
                guard byte == UInt8(ascii: "\"") else { throw unexpected() }
                let key = try string()
                skipSpace()
                guard byte == UInt8(ascii: ":") else { throw unexpected() }
                position += 1
                skipSpace()
                members.append(JSON.Member(key, try value()))
            } while try another(until: UInt8(ascii: "}"))
        }
        depthLeft += 1
        return .object(members)
    }

    mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        if byte == UInt8(ascii: "]") {
            position += 1
        } else {
            repeat {
                skipSpace()
                elements.append(try value())
            } while try another(until: UInt8(ascii: "]"))
        }
        depthLeft += 1
        return .array(elements)
    }

    /// Steps over a comma (true) or over the closing bracket (false).
    mutating func another(until closing: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        guard byte == UInt8(ascii: ",") || byte == closing else { throw unexpected() }
        let isComma = byte == UInt8(ascii: ",")
        position += 1
        return isComma
    }

    mutating func number() throws(JSONError) -> JSON {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try digits()
        if text[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 { throw error(.invalidNumber, at: start) }
        var isWhole = true
        if byte == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try digits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if isWhole, position - start < 19 {
            // 18 characters always fit.
            var value: Int64 = 0
            for place in firstDigit..<position { value = value * 10 + Int64(text[place] - UInt8(ascii: "0")) }
            return .integer(firstDigit > start ? -value : value)
        }
        let literal = copy(start..<position)
        if isWhole, let value = Int64(literal) { return .integer(value) }
        guard let value = Double(literal), value.isFinite else { throw error(.invalidNumber, at: start) }
        return .number(value)
    }

    mutating func digits() throws(JSONError) {
        let start = position
        while byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else {
            throw position < text.count ? error(.invalidNumber) : error(.unexpectedEnd)
        }
    }

    /// The string whose opening quote is under the cursor.
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        let isASCII = skipPlain()
        switch byte {
        case UInt8(ascii: "\""):
            let result = try validated(start..<position, isASCII: isASCII)
            position += 1
            return result
        case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
        default: throw position < text.count ? error(.controlCharacterInString) : error(.unexpectedEnd)
        }
    }

    /// The rest of a string that has an escape under the cursor; what came before it starts at `start`.
    mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
        var result: [UInt8] = []
        var plain = start
        while true {
            text.extracting(plain..<position).withUnsafeBufferPointer { result.append(contentsOf: $0) }
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = Self.string(of: result.span) else { throw error(.invalidUTF8, at: start) }
                position += 1
                return string
            case UInt8(ascii: "\\"): try escape(into: &result)
            default: throw position < text.count ? error(.controlCharacterInString) : error(.unexpectedEnd)
            }
            plain = position
            _ = skipPlain()
        }
    }

    /// Steps over what a string may hold as it is: to a quote, a backslash, a control character or the end.
    ///
    /// Eight bytes at a time, by the arithmetic of S. E. Anderson's "Bit Twiddling Hacks" (determine if a word has a byte less than n).
    ///
    /// - Returns: whether all of it is ASCII.
    mutating func skipPlain() -> Bool {
        let start = position
        let (end, seen) = text.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            let highs: UInt64 = 0x8080_8080_8080_8080
            func hasByte(_ word: UInt64, below limit: UInt64) -> UInt64 { (word &- ones &* limit) & ~word & highs }
            var place = start
            var seen: UInt64 = 0
            while place + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let quote = hasByte(word ^ ones &* UInt64(UInt8(ascii: "\"")), below: 1)
                let backslash = hasByte(word ^ ones &* UInt64(UInt8(ascii: "\\")), below: 1)
                if quote | backslash | hasByte(word, below: 0x20) != 0 { break }
                seen |= word
                place += 8
            }
            while place < bytes.count {
                let byte = bytes[place]
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
                seen |= UInt64(byte)
                place += 1
            }
            return (place, seen & highs)
        }
        position = end
        return seen == 0
    }

    mutating func escape(into result: inout [UInt8]) throws(JSONError) {
        position += 1
        let kind = byte
        guard position < text.count else { throw error(.unexpectedEnd) }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(kind)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): result.append(contentsOf: try escapedScalar().utf8Bytes)
        default: throw error(.invalidEscape, at: position - 2)
        }
    }

    /// The scalar of `\uXXXX`, or of a pair of them; U+FFFD for half a pair.
    mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let high = try hexQuad()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 6 <= text.count, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let low = try hexQuad()
        guard (0xDC00...0xDFFF).contains(low) else {
            position = mark
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    mutating func hexQuad() throws(JSONError) -> UInt32 {
        guard position + 4 <= text.count else { throw error(.unexpectedEnd, at: text.count) }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(text[position])).hexDigitValue, text[position] < 0x80 else {
                throw error(.invalidEscape)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    func validated(_ range: Range<Int>, isASCII: Bool) throws(JSONError) -> String {
        if isASCII { return copy(range) }
        guard let string = Self.string(of: text.extracting(range)) else { throw error(.invalidUTF8, at: range.lowerBound) }
        return string
    }

    /// The bytes as text; nil when they are not UTF-8.
    ///
    /// Decoded with repairs and then compared, as a repair changes bytes: `String(validating:)` is generic code that takes ten times as long.
    static func string(of bytes: Span<UInt8>) -> String? {
        bytes.withUnsafeBufferPointer { bytes in
            let string = String(decoding: bytes, as: UTF8.self)
            return string.utf8.elementsEqual(bytes) ? string : nil
        }
    }

    /// What is known to be ASCII.
    func copy(_ range: Range<Int>) -> String {
        text.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

extension Unicode.Scalar {
    fileprivate var utf8Bytes: [UInt8] { Array(UTF8.encode(self) ?? UTF8.encodedReplacementCharacter) }
}
