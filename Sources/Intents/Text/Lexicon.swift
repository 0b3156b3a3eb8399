/// What content people know about words, beside the examples: `slang.json` and `concepts.json` as values.
public struct Lexicon: Sendable, Hashable {
    /// Words and phrases of one meaning in any language, under a name: `COST` = biaya, harga, fee …
    public struct Concept: Sendable, Hashable {
        /// What the meaning is called; shown by `explain`, compared by nothing else.
        public let name: String
        /// Words, or phrases of at most three words.
        public let words: [String]

        /// Words and phrases that mean `name`.
        public init(name: String, words: [String]) {
            self.name = name
            self.words = words
        }
    }

    /// A whole word and what it stands for.
    public struct Slang: Sendable, Hashable {
        /// The word as people type it, without blanks.
        public let word: String
        /// 0...2 words; more are cut off.
        public let meaning: String

        /// `word` stands for `meaning`.
        public init(word: String, meaning: String) {
            self.word = word
            self.meaning = meaning
        }
    }

    /// Meanings shared by words.
    public var concepts: [Concept]
    /// Abbreviations and slang; of two entries for one word the first holds.
    public var slang: [Slang]
    /// Words that say nothing (dong, sih): they are dropped.
    public var fillers: [String]

    /// A lexicon; empty unless told otherwise.
    public init(concepts: [Concept] = [], slang: [Slang] = [], fillers: [String] = []) {
        self.concepts = concepts
        self.slang = slang
        self.fillers = fillers
    }
}
