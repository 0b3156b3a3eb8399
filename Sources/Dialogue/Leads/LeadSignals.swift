/// Words by which visitors show how near they are to going ahead ("siap kontrak", "minggu ini"): content, in `data/qualification.json`.
public struct LeadSignals: Sendable, Hashable {
    /// Each is counted once in a conversation.
    public var signals: [Signal]
    /// A phrase that one of these stands before, at most two words away, says the opposite: "belum siap daftar".
    public var negations: Set<String>

    /// Phrases that say the same, and what they are worth.
    public struct Signal: Sendable, Hashable, Identifiable {
        /// Names it in events.
        public var id: String
        /// In any language; as words of small letters and digits.
        public var phrases: [[String]]
        /// Added to the lead's score, in the unit of the replies'.
        public var score: Int
        /// Whoever says so goes first in the queue.
        public var isUrgent: Bool

        /// - Parameter phrases: as people write them; read into words.
        public init(id: String, phrases: [String], score: Int, isUrgent: Bool = false) {
            self.id = id
            self.phrases = phrases.map(LeadSignals.words).filter { !$0.isEmpty }
            self.score = score
            self.isUrgent = isUrgent
        }
    }

    /// Signals with what turns them round.
    public init(signals: [Signal], negations: Set<String> = []) {
        self.signals = signals
        self.negations = negations
    }

    /// No content, no signals.
    public static let none = LeadSignals(signals: [])

    /// The signals in `text`, in the order of the content. Costs its length times the number of phrases, which `faq check` bounds.
    public func found(in text: String) -> [Signal] {
        guard !signals.isEmpty else { return [] }
        let words = Self.words(text)
        return signals.filter { signal in signal.phrases.contains { stands($0, in: words) } }
    }

    private func stands(_ phrase: [String], in words: [String]) -> Bool {
        guard words.count >= phrase.count else { return false }
        return (0...(words.count - phrase.count)).contains { start in
            words[start] == phrase[0] && words[start..<(start + phrase.count)].elementsEqual(phrase)
                && !words[max(0, start - 2)..<start].contains(where: negations.contains)
        }
    }

    /// Letters and digits, small, apart from everything else.
    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
