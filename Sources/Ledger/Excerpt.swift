/// The beginning of a text, short enough to keep for every conversation.
enum Excerpt {
    /// `text`, or its beginning and "…" when it has more than `maximumBytes` bytes of UTF-8.
    ///
    /// It never ends within a word or within a number written in groups: whoever masks it sees a telephone number or an address whole or
    /// not at all. So a text that is one long word leaves only "…".
    static func cut(_ text: String, to maximumBytes: Int) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: maximumBytes)
        func previous(_ isDropped: (UInt8) -> Bool) {
            while end > text.utf8.startIndex {
                let before = text.utf8.index(before: end)
                guard isDropped(text.utf8[before]) else { return }
                end = before
            }
        }
        // A word that ends exactly here is dropped too: it costs a word and saves a case.
        previous { !isBlank($0) }
        previous { isBlank($0) || isOfNumbers($0) }
        return String(text[..<end]) + "…"
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Digits and what people write between groups of them.
    private static func isOfNumbers(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.()/:".utf8.contains(byte)
    }
}
