/// What a model is asked: to word one answer anew for one question.
public struct Polish: Sendable, Hashable {
    /// What the model is told it is for; the same for every visitor of a language, so a provider may cache it.
    public var system: String
    /// The answer to reword, and the question in its fence.
    public var user: String
    /// The model writes no more than this.
    public var maximumTokens: Int

    /// The prompts of one language, as content people keep them in `data/polish`.
    public struct Prompts: Sendable, Hashable {
        /// What the model may and may not do.
        public var system: String
        /// How the company sounds.
        public var style: String

        /// Prompts; empty ones ask for nothing and are the caller's mistake.
        public init(system: String, style: String) {
            self.system = system
            self.style = style
        }
    }

    /// So much of a question is shown to the model, in characters: the rest cannot matter to the wording of an answer.
    public static let maximumQuestionCharacters = 600

    /// Puts the request together.
    ///
    /// The question is what anybody may type, so it stands in a fence whose mark it cannot write: the angle brackets are taken out of it.
    /// It is there for the tone only; what the answer says stays the template's, whatever the question asks for, as `Fidelity` sees to.
    ///
    /// - Parameters:
    ///   - template: the answer as the visitor has it already.
    ///   - question: what the visitor asked, with personal data masked by the caller.
    public init(prompts: Prompts, template: String, question: String, limit: Fidelity.Limit = Fidelity.Limit()) {
        system = prompts.system + "\n\n" + prompts.style
        let quoted = question.unicodeScalars.lazy.filter { $0 != "<" && $0 != ">" && ($0.value >= 0x20 || $0 == "\n") }
            .prefix(Self.maximumQuestionCharacters)
        user = "<answer>\n\(template)\n</answer>\n<question>\n\(String(String.UnicodeScalarView(quoted)))\n</question>"
        // No rewording that the gate could accept is longer; a token is seldom less than two bytes of Latin text, and a cut answer is refused.
        let longest = min(limit.maximumCharacters * 2, Int(Double(template.utf8.count) * limit.maximumRatio) + limit.slackCharacters)
        maximumTokens = max(64, longest / 2)
    }

    /// More tokens than the call can use: no tokenizer of text makes more tokens than bytes, and the frames of two messages are few.
    public var mostTokens: Int { system.utf8.count + user.utf8.count + maximumTokens + 64 }

    /// The most that the call can cost.
    ///
    /// - Parameters:
    ///   - prices: of the model that is asked.
    public func most(_ prices: Prices) -> Spending.Amount {
        let read = system.utf8.count + user.utf8.count + 64
        // What is put into a provider's cache costs more than what is only read, and all of it may be.
        return Spending.Amount(
            calls: 1, tokens: mostTokens, microCost: prices.microCost(read: read, cached: read, written: maximumTokens))
    }

    /// What a model costs, in millionths of a US dollar for a million tokens.
    public struct Prices: Sendable, Hashable {
        /// Of a million tokens read.
        public var input: Int
        /// Of a million tokens written.
        public var output: Int

        /// Prices.
        public init(input: Int, output: Int) {
            self.input = input
            self.output = output
        }

        /// What so many tokens cost, in millionths of a US dollar, rounded up.
        ///
        /// Tokens put into a provider's cache count a quarter more, as Anthropic charges for them; those read from it count in full, though
        /// most providers charge less: the sum is seldom below the bill and never far above it.
        ///
        /// - Parameter cached: those of `read` that were put into a cache.
        public func microCost(read: Int, cached: Int, written: Int) -> Int {
            let price = (Double(read) + Double(cached) / 4) * Double(input) + Double(written) * Double(output)
            // Beyond counting is beyond every limit.
            return Int(exactly: (price / 1_000_000).rounded(.up)) ?? .max
        }
    }
}
