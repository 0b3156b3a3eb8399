/// Brings one character of any script to the form that is compared: small letters, no accents, no second widths.
///
/// This is NFKD with its marks dropped, for what visitors type: Latin with accents, full-width and "mathematical"
/// letters and digits, enclosed letters, typographic signs. Foundation's normalisation would do more, and is slower
/// than the rest of a classification; letters of other scripts are only made small.
enum Folding {
    /// What becomes of a character.
    enum Outcome: Equatable {
        /// One ASCII byte.
        case ascii(UInt8)
        /// A letter or digit of another script.
        case letter(Unicode.Scalar)
        /// Taken out as if it had not been there: marks, zero-width characters, direction marks.
        case nothing
        /// Anything that parts words.
        case separator
    }

    /// Base letters of U+00C0 to U+024F; a dot where there is none.
    private static let latin = Array(
        ("aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiii"
            + "iiiijjkkkllllll..llnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs................................"
            + "oo.............uu...................dddlllnnnaaiioouuuuuuuuuu.aaaa....ggkkoooo..jdddgg..nnaa....aaaaeeeeiiiioooo"
            + "rrrruuuusstt..hh......aaeeooooooooyy............................").utf8)
    /// Base letters of U+1E00 to U+1EFF.
    private static let latinAdditional = Array(
        ("aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrsssssssssstttttt"
            + "ttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooo"
            + "oooouuuuuuuuuuuuuuyyyyyyyy......").utf8)

    /// What becomes of `scalar`, whatever it is.
    static func fold(_ scalar: Unicode.Scalar) -> Outcome {
        let value = scalar.value
        if value < 0x80 { return .ascii(small(UInt8(value))) }
        if let byte = asciiEquivalent(value) { return .ascii(byte) }
        if isInvisible(value) { return .nothing }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return .nothing
        case .uppercaseLetter, .titlecaseLetter:
            return .letter(properties.lowercaseMapping.unicodeScalars.first ?? scalar)
        case .lowercaseLetter, .modifierLetter, .otherLetter, .spacingMark: return .letter(scalar)
        case .decimalNumber, .letterNumber, .otherNumber:
            if let number = properties.numericValue, number >= 0, number < 10, number == number.rounded() {
                return .ascii(0x30 + UInt8(number))
            }
            return .letter(scalar)
        default: return .separator
        }
    }

    /// The small form of an ASCII byte. POSIX rules: a Turkish locale must not part "I" from "i".
    @inline(__always)
    static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func asciiEquivalent(_ value: UInt32) -> UInt8? {
        switch value {
        case 0xC0..<0x250: return letter(latin[Int(value - 0xC0)])
        case 0x1E00..<0x1F00: return letter(latinAdditional[Int(value - 0x1E00)])
        case 0xFF01...0xFF5E: return small(UInt8(value - 0xFF01 + 0x21))
        // Thirteen alphabets of A–Z, a–z, then digits in five styles.
        case 0x1D400...0x1D6A3: return 0x61 + UInt8((value - 0x1D400) % 26)
        case 0x1D7CE...0x1D7FF: return 0x30 + UInt8((value - 0x1D7CE) % 10)
        case 0x24B6...0x24E9: return 0x61 + UInt8((value - 0x24B6) % 26)
        case 0x1F130...0x1F149: return 0x61 + UInt8(value - 0x1F130)
        case 0x2018, 0x2019, 0x2BC, 0x60, 0xB4: return 0x27
        case 0x37E, 0x61F: return 0x3F
        case 0xAA: return 0x61
        case 0xBA: return 0x6F
        default: return nil
        }
    }

    private static func letter(_ byte: UInt8) -> UInt8? { byte == 0x2E ? nil : byte }

    private static func isInvisible(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x300...0x36F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF,
            0xE0000...0xE0FFF:
            return true
        default: return false
        }
    }
}
