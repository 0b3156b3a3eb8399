/// Words by which visitors show how near they are to going ahead ("siap kontrak", "minggu ini"): content, in `data/qualification.json`.
public struct LeadSignals: Sendable, Hashable {
    /// Each is counted once in a conversation.
    public var signals: [Signal]
    /// A phrase that one of these stands before, at most two words away, says the opposite: "belum siap daftar".
    private let negations: PhraseSet.Vocabulary

    /// Phrases that say the same, and what they are worth.
    public struct Signal: Sendable, Hashable, Identifiable {
        /// Names it in events.
        public var id: String
        /// In any language.
        public var phrases: PhraseSet
        /// Added to the lead's score, in the unit of the replies'.
        public var score: Int
        /// Whoever says so goes first in the queue.
        public var isUrgent: Bool

        /// What these phrases are worth.
        public init(id: String, phrases: [String], score: Int, isUrgent: Bool = false) {
            self.id = id
            self.phrases = PhraseSet(phrases)
            self.score = score
            self.isUrgent = isUrgent
        }
    }

    /// Signals with what turns them round.
    public init(signals: [Signal], negations: Set<String> = []) {
        self.signals = signals
        self.negations = PhraseSet.Vocabulary(negations)
    }

    /// No content, no signals.
    public static let none = LeadSignals(signals: [])

    /// The signals in `text`, in the order of the content. Costs its length times the number of phrases, which `faq check` bounds.
    public func found(in text: String) -> [Signal] {
        guard !signals.isEmpty else { return [] }
        let words = PhraseSet.Words(text)
        return signals.filter { $0.phrases.stands(in: words, unlessAfter: negations) }
    }
}
