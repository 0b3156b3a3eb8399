/// Everything a classifier is made of, as values: intents with examples, what is out of scope, what words mean.
public struct TrainingSet: Sendable, Hashable {
    /// The languages a visitor may be answered in.
    public enum Language: String, Sendable, Hashable, CaseIterable {
        /// Indonesian.
        case indonesian = "id"
        /// English.
        case english = "en"
    }

    /// One thing a visitor may want.
    public struct Intent: Sendable, Hashable {
        /// Its name, unique in the set; what a ranking calls it.
        public let id: String
        /// Questions as visitors would type them, by language.
        public var examples: [Example]
        /// Whole messages that mean this intent beyond doubt: see `Pattern`.
        public var patterns: [String]
        /// It is said beside a question and asks nothing (a greeting, thanks): in a text that also asks something it
        /// is not a part of its own.
        public var isCourtesy: Bool

        /// An intent with its examples and patterns.
        public init(id: String, examples: [Example], patterns: [String] = [], isCourtesy: Bool = false) {
            self.isCourtesy = isCourtesy
            self.id = id
            self.examples = examples
            self.patterns = patterns
        }
    }

    /// A question, and its language where that is known.
    public struct Example: Sendable, Hashable {
        /// What a visitor would type.
        public let text: String
        /// Teaches telling the languages apart; `nil` teaches nothing about it.
        public let language: Language?

        /// `text` as typed in `language`.
        public init(_ text: String, in language: Language? = nil) {
            self.text = text
            self.language = language
        }
    }

    /// In the order of the file: the order is part of what decides the model, bit for bit.
    public var intents: [Intent]
    /// Utterances that no template answers; they teach a class of their own, which is never an answer.
    public var background: [String]
    /// What words mean.
    public var lexicon: Lexicon

    /// A training set.
    public init(intents: [Intent], background: [String] = [], lexicon: Lexicon = .init()) {
        self.intents = intents
        self.background = background
        self.lexicon = lexicon
    }
}

/// What is wrong with a training set.
public enum IntentsError: Error, Sendable, Hashable {
    /// There is no intent with an example.
    case nothingToLearn
    /// Two intents have this id.
    case repeatedIntent(String)
    /// Training would need `bytes` at its peak, and `limit` were allowed. No weights were allocated.
    case memory(bytes: Int, limit: Int)
    /// The second member belongs to another training set than the first.
    case anotherSet
}

extension IntentsError: CustomStringConvertible {
    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .nothingToLearn: "no intent has an example: add `examples`, or a `title` or `question` to learn from"
        case .repeatedIntent(let id): "the intent \(id) is there twice: merge its examples"
        case .memory(let bytes, let limit):
            "training needs \(bytes / 1_000_000) MB and \(limit / 1_000_000) MB are allowed: give fewer intents or "
                + "examples, or more memory"
        case .anotherSet: "the second member must be trained on the set of the first: train the set anew"
        }
    }
}
