/// A wording of an answer by a language model.
public enum Rewording {
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
}
