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
    public var microseconds: Int

    public enum Guard: String, Sendable, Hashable {
        case attack, abuse, gibberish
    }

    public struct Part: Sendable, Hashable {
        public var verdict: Verdict
        /// The intent most likely meant; nil when the model holds the text for out of scope.
        public var intent: IntentID?
        /// 0...1, calibrated: of many readings with 0.8, four in five are right.
        public var confidence: Double
        /// The nearest intents, best first, `intent` among them; three at most.
        public var alternatives: [Alternative]
        /// Which bytes of the text (UTF-8) this part is.
        public var span: Range<Int>

        public init(verdict: Verdict, intent: IntentID?, confidence: Double, alternatives: [Alternative], span: Range<Int>) {
            self.verdict = verdict
            self.intent = intent
            self.confidence = confidence
            self.alternatives = alternatives
            self.span = span
        }
    }

    public struct Alternative: Sendable, Hashable {
        public var intent: IntentID
        public var confidence: Double

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

    public init(lastIntent: IntentID? = nil, expecting: [IntentID] = []) {
        self.lastIntent = lastIntent
        self.expecting = expecting
    }
}
