/// A text as the scanners read it: one byte per character that matters, each knowing where it came from.
///
/// Letters are lower-cased, digits of every script become `0`–`9`, full-width forms become ASCII, dashes become `-`,
/// spaces become ` `, and characters without width are dropped, so that `０８１２‑…` and `0\u{200B}812…` read like
/// `0812-…`. (The part of NFKC that visitors use to write digits; full NFKC would need tables we do not want.)
struct Folded {
    /// ASCII, or `otherLetter`, or `otherMark`.
    private(set) var bytes: [UInt8] = []
    /// Where each byte's character starts and ends in the text's UTF-8; an end includes dropped characters after it.
    private var starts: [Int] = []
    private var ends: [Int] = []

    static let otherLetter: UInt8 = 0xFF
    static let otherMark: UInt8 = 0xFE

    init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        let count = text.utf8.count
        bytes.reserveCapacity(count)
        starts.reserveCapacity(count)
        ends.reserveCapacity(count)
        var offset = 0
        for scalar in text.unicodeScalars {
            let value = scalar.value
            let end = offset + (value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4)
            if let byte = value < 0x80 ? lowered(UInt8(value)) : Self.fold(scalar) {
                bytes.append(byte)
                starts.append(offset)
                ends.append(end)
            } else if !ends.isEmpty {
                ends[ends.count - 1] = end
            }
            offset = end
        }
        repairLetterO()
    }

    /// The range in the text's UTF-8 of a range that is not empty.
    func source(_ range: Range<Int>) -> Range<Int> {
        starts[range.lowerBound]..<ends[range.upperBound - 1]
    }

    /// One byte for a scalar beyond ASCII; nil when it has no width.
    private static func fold(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0xAD, 0x0300...0x036F, 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0x20E3, 0xFE00...0xFE0F,
            0xFEFF, 0xE0000...0xE007F:
            return nil
        case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000:
            return UInt8(ascii: " ")
        case 0x2028, 0x2029, 0x85:
            return UInt8(ascii: "\n")
        case 0x2010...0x2015, 0x2043, 0x2212, 0xFE58, 0xFE63:
            return UInt8(ascii: "-")
        case 0xB7, 0x2022, 0x2024, 0x2027, 0x22C5, 0x30FB:
            return UInt8(ascii: ".")
        case 0xFF01...0xFF5E:
            return lowered(UInt8(scalar.value - 0xFF01 + 0x21))
        default:
            if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
                return UInt8(ascii: "0") + UInt8(digit)
            }
            return scalar.properties.isAlphabetic ? otherLetter : otherMark
        }
    }

    /// Reads the letter o as a zero where a hand or a scanner wrote it in a phone number: `o812…`, `O8123…`.
    private mutating func repairLetterO() {
        var index = 0
        while index < bytes.count {
            guard isDigitOrO(bytes[index]) else { index += 1; continue }
            let start = index
            var digits = 0
            while index < bytes.count, isDigitOrO(bytes[index]) {
                if isDigit(bytes[index]) { digits += 1 }
                index += 1
            }
            let touchesLetters = (start > 0 && isLetter(bytes[start - 1])) || (index < bytes.count && isLetter(bytes[index]))
            let length = index - start
            let startsLikePhone = length > 2 && bytes[start] == UInt8(ascii: "o") && bytes[start + 1] == UInt8(ascii: "8")
            guard digits < length, digits * 2 > length, !touchesLetters, startsLikePhone || length >= 9 else { continue }
            for at in start..<index where bytes[at] == UInt8(ascii: "o") { bytes[at] = UInt8(ascii: "0") }
        }
    }
}

func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte == Folded.otherLetter }
private func isDigitOrO(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "o") }
