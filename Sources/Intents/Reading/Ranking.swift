/// What a text was read as.
public struct Ranking: Sendable, Hashable {
    /// What stopped the text before the model, if anything did. Its parts then have the verdict `.none`.
    public let `guard`: Guard?
    /// The language the text is in; nil where its words are of both, or of neither.
    public let language: TrainingSet.Language?
    /// One part, or two where the text asks two things, in the order of the text.
    public let parts: [Part]
    /// The text read as one question, a courtesy beside it left out: the single label of an evaluation.
    public let whole: Part

    /// A ranking; the room itself makes them, others where a test wants one.
    ///
    /// - Parameters:
    ///   - parts: one or two.
    ///   - whole: the first part unless told otherwise.
    public init(guard: Guard?, language: TrainingSet.Language?, parts: [Part], whole: Part? = nil) {
        precondition((1...2).contains(parts.count), "\(parts.count) parts")
        self.whole = whole ?? parts[0]
        self.guard = `guard`
        self.language = language
        self.parts = parts
    }

    /// One thing asked.
    public struct Part: Sendable, Hashable {
        /// The best in-scope intent, whatever the verdict. Only an answer may be given from its template.
        public let intent: String
        /// How sure it is that `intent` is meant and in scope, 0...1.
        public let confidence: Double
        /// The three best in-scope intents, best first; fewer where there are fewer intents.
        public let alternatives: [Alternative]
        /// What to do about it.
        public let verdict: Verdict
        /// Where it stands in the text, in UTF-8 bytes.
        public let span: Range<Int>

        /// A part.
        public init(
            intent: String, confidence: Double, alternatives: [Alternative], verdict: Verdict, span: Range<Int>
        ) {
            self.intent = intent
            self.confidence = confidence
            self.alternatives = alternatives
            self.verdict = verdict
            self.span = span
        }
    }

    /// An intent and its share.
    public struct Alternative: Sendable, Hashable {
        /// The intent's id.
        public let intent: String
        /// How sure, 0...1, on the scale of `Part.confidence`.
        public let confidence: Double

        /// An alternative.
        public init(intent: String, confidence: Double) {
            self.intent = intent
            self.confidence = confidence
        }
    }

    /// What a confidence allows.
    public enum Verdict: String, Sendable, Hashable {
        /// At the threshold or above: answer from the template.
        case answer
        /// At half the threshold or above: offer the alternatives as choices.
        case clarify
        /// Below: too unsure to name anything, hand over.
        case none
        /// Likest to what no template answers: say that it is another's subject, and hand over.
        case outOfScope = "out_of_scope"
    }

    /// Why a text never reached the model.
    public enum Guard: String, Sendable, Hashable, CaseIterable {
        /// It tells the bot what to be ("ignore your instructions").
        case injection
        /// It holds HTML or script.
        case markup
        /// It holds SQL.
        case query
        /// It holds shell commands.
        case shell
        /// It insults.
        case abuse
        /// It has no letter.
        case noLetters = "no_letters"
        /// Fewer than two of its features were ever seen.
        case unknown
    }
}

/// What the conversation says about the next text.
public struct ReadingContext: Sendable, Hashable {
    /// The intent answered last, for a short follow-up ("terus biayanya?").
    public var lastIntent: String?
    /// The intents that were offered as choices, best first; a word of one of them chooses it.
    public var expecting: [String]

    /// Nothing is known.
    public static let empty = ReadingContext()

    /// A context.
    public init(lastIntent: String? = nil, expecting: [String] = []) {
        self.lastIntent = lastIntent
        self.expecting = expecting
    }
}
