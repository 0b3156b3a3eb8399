extension Ledger {
    /// Words that are looked for: a conversation matches when each of them was said in it, by whomever, or stands in its name, topic,
    /// labels or notes.
    ///
    /// Words are compared without case and accents. One of three characters or more also matches the words it begins.
    public struct Query: Sendable, Hashable {
        /// The words, folded; at most `maximumWords`.
        let words: [String]

        /// More words than this are not looked for.
        public static let maximumWords = 8

        /// The words of `text`; nil when there is none in it.
        public init?(_ text: String) {
            var words: [String] = []
            for word in Words.of(text) where !words.contains(word) && words.count < Self.maximumWords { words.append(word) }
            guard !words.isEmpty else { return nil }
            self.words = words
        }

        /// Whether all words are found in `texts`, each anywhere: the last word on a candidate, by whoever can read the conversation.
        public func matches(_ texts: some Sequence<String>) -> Bool {
            var missing = words
            for text in texts {
                for word in Words.of(text) {
                    missing.removeAll { Words.does(word, answer: $0) }
                    if missing.isEmpty { return true }
                }
            }
            return missing.isEmpty
        }
    }
}

/// What counts as a word for searching and grouping.
enum Words {
    /// Words are cut to so many bytes, when kept and when looked for.
    static let maximumBytes = 32

    /// The words of `text` in order: runs of letters and digits, in small letters and without accents.
    static func of(_ text: String) -> [String] {
        var words: [String] = []
        forEach(in: text) { words.append(String(decoding: $0, as: UTF8.self)) }
        return words
    }

    /// Calls `body` with each word's bytes.
    static func forEach(in text: String, _ body: (ArraySlice<UInt8>) -> Void) {
        var word: [UInt8] = []
        var isTooLong = false
        func end() {
            if !word.isEmpty { body(word[...]) }
            word.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        func add(_ scalar: Unicode.Scalar) {
            let bytes = UTF8.encode(scalar)
            guard let bytes, !isTooLong, word.count + bytes.count <= maximumBytes else {
                isTooLong = true
                return
            }
            word.append(contentsOf: bytes)
        }
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if value < 0x80 {
                let byte = UInt8(value)
                if byte &- 0x61 < 26 || byte &- 0x30 < 10 {
                    if isTooLong || word.count == maximumBytes { isTooLong = true } else { word.append(byte) }
                } else if byte &- 0x41 < 26 {
                    if isTooLong || word.count == maximumBytes { isTooLong = true } else { word.append(byte | 0x20) }
                } else {
                    end()
                }
                continue
            }
            switch fold(scalar) {
            case .letters(let scalars): for scalar in scalars { add(scalar) }
            case .nothing: break
            case .separator: end()
            }
        }
        end()
    }

    private enum Folded {
        case letters(String.UnicodeScalarView)
        case nothing
        case separator
    }

    /// What a scalar beyond ASCII becomes.
    private static func fold(_ scalar: Unicode.Scalar) -> Folded {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return .nothing
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter:
            if let base = base(of: properties) { return .letters(String(base).unicodeScalars) }
            return .letters(properties.lowercaseMapping.unicodeScalars)
        case .modifierLetter, .otherLetter, .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            return .letters(String(scalar).unicodeScalars)
        default: return .separator
        }
    }

    /// The letter that an accented Latin letter is without its accent, by its name: `LATIN SMALL LETTER E WITH ACUTE` → `e`.
    private static func base(of properties: Unicode.Scalar.Properties) -> Unicode.Scalar? {
        guard let name = properties.name else { return nil }
        for prefix in ["LATIN SMALL LETTER ", "LATIN CAPITAL LETTER "] where name.hasPrefix(prefix) {
            let rest = name.utf8.dropFirst(prefix.utf8.count)
            guard let letter = rest.first, rest.dropFirst().starts(with: " WITH ".utf8) else { return nil }
            return Unicode.Scalar(letter | 0x20)
        }
        return nil
    }

    /// Whether a word that was said answers a word looked for.
    static func does(_ said: String, answer wanted: String) -> Bool {
        wanted.utf8.count < 3 ? said == wanted : said.utf8.starts(with: wanted.utf8)
    }
}
