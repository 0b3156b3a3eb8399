/// Writes one JSON text into a byte array, member by member, without building a tree first.
///
/// Commas are its own business. That brackets match is the caller's: `object` and `array` take a closure, so they do.
public struct JSONWriter: Sendable {
    /// What was written so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: bytes to reserve, so that a text of known size is written without growing.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes `{…}` around what `body` writes with `member`.
    ///
    /// Inlinable, as `array` and the whole numbers are: across modules a generic that cannot be specialised costs more than what it does.
    @inlinable
    public mutating func object<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes `[…]` around what `body` writes with `value`.
    @inlinable
    public mutating func array<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; its value must follow. `name` must need no escape.
    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name that is not known beforehand; its value must follow.
    public mutating func key(dynamic name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string, escaping what RFC 8259 asks for and no more.
    public mutating func value(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    /// Writes a whole number.
    @inlinable
    public mutating func value(_ number: some FixedWidthInteger) {
        write(magnitude: UInt64(number.magnitude), isNegative: number < 0)
    }

    /// Writes a number in its shortest form that reads back the same; `null` for infinities and not-a-number, which JSON lacks.
    public mutating func value(_ number: Double) {
        separate()
        bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func value(_ truth: Bool) {
        raw(truth ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes a tree.
    public mutating func value(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let truth): value(truth)
        case .integer(let number): value(number)
        case .number(let number): value(number)
        case .string(let text): value(text)
        case .array(let elements): array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(dynamic: member.key)
                    writer.value(member.value)
                }
            }
        }
    }

    /// Writes texts as an array.
    public mutating func value(_ texts: [String]) {
        array { writer in for text in texts { writer.value(text) } }
    }

    /// Writes bytes that are one JSON text already, unchecked.
    public mutating func value(encoded text: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
        needsComma = true
    }

    private mutating func raw(_ word: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        needsComma = true
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    @usableFromInline
    mutating func write(magnitude: UInt64, isNegative: Bool) {
        separate()
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        var rest = magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest != 0
        bytes[start...].reverse()
        needsComma = true
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            // Runs without an escape are copied whole: almost every text is one run.
            var runStart = 0
            for index in 0..<utf8.count where utf8[index] < 0x20 || utf8[index] == 0x22 || utf8[index] == 0x5C {
                bytes.append(contentsOf: utf8[runStart..<index])
                appendEscape(of: utf8[index])
                runStart = index + 1
            }
            bytes.append(contentsOf: utf8[runStart...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x22, 0x5C: bytes.append(byte)
        default:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: Array("u00".utf8))
            bytes.append(hex[Int(byte >> 4)])
            bytes.append(hex[Int(byte & 15)])
        }
    }
}

// Members, so that an object reads as a list of its fields.
extension JSONWriter {
    public mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    @inlinable
    public mutating func member(_ name: StaticString, _ number: some FixedWidthInteger) {
        key(name)
        value(number)
    }

    public mutating func member(_ name: StaticString, _ number: Double) {
        key(name)
        value(number)
    }

    public mutating func member(_ name: StaticString, _ truth: Bool) {
        key(name)
        value(truth)
    }

    public mutating func member(_ name: StaticString, _ texts: [String]) {
        key(name)
        value(texts)
    }

    public mutating func member(_ name: StaticString, _ json: JSON) {
        key(name)
        value(json)
    }

    /// Writes the member only when there is a value.
    public mutating func member(_ name: StaticString, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    /// Writes the member only when there is a value.
    public mutating func member(_ name: StaticString, ifPresent number: Int?) {
        if let number { member(name, number) }
    }
}
