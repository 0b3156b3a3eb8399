/// Phrases that content people look for in what visitors write, whatever the spaces, signs and capitals.
///
/// Every message is looked through, so words are numbers: reading a text takes one array, and looking for a phrase compares integers.
public struct PhraseSet: Sendable, Hashable {
    private let phrases: [[UInt64]]

    /// - Parameter texts: the phrases as people write them; one without letters and digits is left out.
    public init(_ texts: [String]) {
        phrases = texts.map { Words($0).hashes }.filter { !$0.isEmpty }
    }

    /// Whether one of the phrases stands in `words`, and none of `negations` at most two words before it.
    public func stands(in words: Words, unlessAfter negations: Vocabulary = Vocabulary([])) -> Bool {
        let words = words.hashes
        return phrases.contains { phrase in
            guard words.count >= phrase.count else { return false }
            for start in 0...(words.count - phrase.count) where words[start] == phrase[0] {
                if words[start..<(start + phrase.count)].elementsEqual(phrase),
                    !words[max(0, start - 2)..<start].contains(where: negations.hashes.contains)
                {
                    return true
                }
            }
            return false
        }
    }

    /// Words whose order does not matter.
    public struct Vocabulary: Sendable, Hashable {
        let hashes: Set<UInt64>

        /// - Parameter words: as people write them.
        public init(_ words: Set<String>) {
            hashes = Set(words.flatMap { Words($0).hashes })
        }
    }

    /// A text's words: letters and digits, ASCII small, apart from everything else.
    public struct Words: Sendable, Hashable {
        /// One for each word, FNV-1a of its bytes: two words of a language do not share one.
        let hashes: [UInt64]

        /// The words of `text`, in order. One pass over its bytes.
        public init(_ text: String) {
            let start: UInt64 = 0xCBF2_9CE4_8422_2325
            var (hashes, hash) = ([UInt64](), start)
            func end() {
                guard hash != start else { return }
                hashes.append(hash)
                hash = start
            }
            // U+2010…U+205F, dashes and quotes, are E2 80 and E2 81: a word ends there as it does at ASCII's own signs.
            var inPunctuation = 0
            for byte in text.utf8 {
                if inPunctuation > 0, byte & 0xC0 == 0x80 {
                    inPunctuation -= 1
                    continue
                }
                inPunctuation = 0
                let letter: UInt8
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter = byte | 0x20
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xE1, 0xE3...0xFF: letter = byte
                case 0xE2:
                    inPunctuation = 2
                    end()
                    continue
                default:
                    end()
                    continue
                }
                hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
            }
            end()
            self.hashes = hashes
        }
    }
}
