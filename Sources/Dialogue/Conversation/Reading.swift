/// What the classifier made of an utterance, in Dialogue's words.
public struct Reading: Sendable, Hashable {
    /// Set when the text was stopped before the classifier: there is nothing to answer in it.
    public var guarded: Guard?
    /// One part an intent asked for, in the order asked; two at most. Never empty unless guarded.
    public var parts: [Part]
    /// The language of the text, nil when it is too short to tell.
    public var language: Language?
    /// Which model read it.
    public var modelHash: String
    /// How long the reading took.
    public var microseconds: Int

    /// Why a text is not answered: an attempt to misuse the bot, an insult, or nothing that could be read.
    public enum Guard: String, Sendable, Hashable {
        case attack, abuse, gibberish
    }

    /// One thing that was asked.
    public struct Part: Sendable, Hashable {
        /// Whether to answer, ask back or give up.
        public var verdict: Verdict
        /// The intent most likely meant; nil when the model holds the text for out of scope.
        public var intent: IntentID?
        /// 0...1, calibrated: of many readings with 0.8, four in five are right.
        public var confidence: Double
        /// The nearest intents, best first, `intent` among them; three at most.
        public var alternatives: [Alternative]
        /// Which bytes of the text (UTF-8) this part is.
        public var span: Range<Int>

        /// One thing that was asked, with its nearest neighbours.
        public init(verdict: Verdict, intent: IntentID?, confidence: Double, alternatives: [Alternative], span: Range<Int>) {
            self.verdict = verdict
            self.intent = intent
            self.confidence = confidence
            self.alternatives = alternatives
            self.span = span
        }
    }

    /// An intent that may have been meant.
    public struct Alternative: Sendable, Hashable {
        /// Which intent.
        public var intent: IntentID
        /// 0...1, as in `Part`.
        public var confidence: Double

        /// An intent and how likely it is.
        public init(intent: IntentID, confidence: Double) {
            self.intent = intent
            self.confidence = confidence
        }
    }

    /// What the confidence allows.
    public enum Verdict: String, Sendable, Hashable {
        /// Sure enough to answer from the template.
        case answer
        /// Between half the threshold and the threshold: ask which of the nearest was meant.
        case clarify
        /// Too unsure to name anything.
        case unsure
        /// Sure that it is none of the company's subjects.
        case outOfScope = "out_of_scope"
    }

    /// A reading; one that is guarded has no parts.
    public init(guarded: Guard? = nil, parts: [Part], language: Language? = nil, modelHash: String = "", microseconds: Int = 0) {
        self.guarded = guarded
        self.parts = parts
        self.language = language
        self.modelHash = modelHash
        self.microseconds = microseconds
    }
}

/// What the classifier may know of the conversation when it reads the next utterance.
public struct ReadingContext: Sendable, Hashable {
    /// The intent answered last, so that "and how long?" is read as a follow-up; nil at the start and after a fallback.
    public var lastIntent: IntentID?
    /// The intents offered as choices last, best first.
    public var expecting: [IntentID]

    /// What is known; nothing, by default.
    public init(lastIntent: IntentID? = nil, expecting: [IntentID] = []) {
        self.lastIntent = lastIntent
        self.expecting = expecting
    }
}
