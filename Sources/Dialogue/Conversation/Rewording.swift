/// A wording of an answer by a language model.
public enum Rewording {
    /// How far the wording of an answer has come.
    public indirect enum State: Sendable, Hashable {
        /// The model has been asked.
        case requested(until: Timestamp)
        /// What is shown in place of the template's words, as it says the same.
        case worded(String, Usage)
        /// The template's words stay.
        case declined(Usage?)
    }

    /// What came of asking the model.
    public enum Result: Sendable, Hashable {
        /// A wording that passed the gate.
        case worded(String, Usage)
        /// None, and why, as `Event.RewordingDeclined` has it; `usage` is nil when nobody knows what it cost.
        case declined(reason: String, Usage?)
    }

    /// What a call cost, by the provider's own account.
    public struct Usage: Sendable, Hashable {
        /// `openai`, `anthropic`.
        public var provider: String
        /// The model's name as it was asked for.
        public var model: String
        /// Tokens read.
        public var inputTokens: Int
        /// Tokens written.
        public var outputTokens: Int
        /// Millionths of a US dollar.
        public var microCost: Int
        /// From the call to its end.
        public var milliseconds: Int

        /// What one call cost.
        public init(provider: String, model: String, inputTokens: Int, outputTokens: Int, microCost: Int, milliseconds: Int) {
            self.provider = provider
            self.model = model
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
            self.microCost = microCost
            self.milliseconds = milliseconds
        }
    }

    /// An answer that may be worded anew.
    public struct Subject: Sendable, Hashable {
        /// Which answer it is.
        public var message: MessageID
        /// The words to keep to.
        public var template: String
        /// What the visitor had asked, as it was typed or tapped.
        public var question: String
        /// The language of both.
        public var language: Language
    }
}
