/// What the bot says in one turn, composed and ready to show. Stored whole: what a visitor was told must be found again, word for word.
public struct Answer: Sendable, Hashable {
    /// What sort of reply this is.
    public var kind: Kind
    /// The templates that answered, the leading subject first; empty when none did.
    public var parts: [Part]
    /// The core answer: the opening and, on lines of their own, its points.
    public var text: String
    /// What stands over the Benefit block; nil for the client's own words, and where there is no block.
    public var benefitsTitle: String?
    /// The Benefit block: none, or three to five points.
    public var benefits: [String]
    /// The invitation that is always there.
    public var primary: CallToAction
    /// The other way on.
    public var secondary: CallToAction
    /// Where the answer can be checked, each once.
    public var sources: [Source]
    /// Questions one tap away.
    public var suggestions: [Choice]
    /// "Did you mean": which of these was asked?
    public var choices: [Choice]
    /// What is asked of the visitor, with the replies to tap; nil when nothing is.
    public var question: Question?
    /// What this answer is not; under the first one and under those about rules.
    public var disclaimer: String?
    /// What became of the Benefit block: shown exactly when `benefits` is not empty.
    public var promotion: Promotion.Outcome
    /// 0...1: of the least sure part; 1 for what was tapped.
    public var confidence: Double
    /// Why a person is offered; nil when none is.
    public var handoffOffered: Handoff.Reason?

    /// An answer from a template, small talk, "did you mean", not understood, not our subject, a step of the qualification, or a word about
    /// the conversation itself.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case answer, smalltalk, clarify, fallback, decline, qualification, notice

        /// Whether a subject was asked about and told of; a step of the qualification is such an answer where a template took part.
        public var isAnswer: Bool { self == .answer || self == .qualification }
    }

    /// One template's share in the answer.
    public struct Part: Sendable, Hashable {
        /// Whose template it was.
        public var intent: IntentID
        /// Which wording of the template it was: `Template.hash`.
        public var templateHash: String
        /// Which variant of its offer was put: `Variant.id`; nil where there is one way only, and beside another subject's offer.
        public var variant: String?

        /// A template's share.
        public init(intent: IntentID, templateHash: String, variant: String? = nil) {
            self.intent = intent
            self.templateHash = templateHash
            self.variant = variant
        }
    }

    /// A question that can be tapped instead of typed.
    public struct Choice: Sendable, Hashable {
        /// What is asked when it is tapped.
        public var intent: IntentID
        /// The question as it is shown.
        public var text: String

        /// A question to tap.
        public init(intent: IntentID, text: String) {
            self.intent = intent
            self.text = text
        }
    }

    /// An answer; what is left out is not there.
    public init(
        kind: Kind, parts: [Part] = [], text: String, benefitsTitle: String? = nil, benefits: [String] = [], primary: CallToAction,
        secondary: CallToAction, sources: [Source] = [], suggestions: [Choice] = [], choices: [Choice] = [], question: Question? = nil,
        disclaimer: String? = nil,
        promotion: Promotion.Outcome = .unsuited, confidence: Double = 0, handoffOffered: Handoff.Reason? = nil
    ) {
        self.kind = kind
        self.parts = parts
        self.text = text
        self.benefitsTitle = benefitsTitle
        self.benefits = benefits
        self.primary = primary
        self.secondary = secondary
        self.sources = sources
        self.suggestions = suggestions
        self.choices = choices
        self.question = question
        self.disclaimer = disclaimer
        self.promotion = promotion
        self.confidence = confidence
        self.handoffOffered = handoffOffered
    }
}

/// Where an answer's claim can be checked.
public struct Source: Sendable, Hashable {
    /// As it is cited.
    public var title: String
    /// Where it can be read.
    public var url: String?
    /// The place in it, such as `Pasal 89`.
    public var article: String?
    /// When it was issued.
    public var year: Int?

    /// A source.
    public init(title: String, url: String? = nil, article: String? = nil, year: Int? = nil) {
        self.title = title
        self.url = url
        self.article = article
        self.year = year
    }
}

/// An invitation under an answer and what happens when it is taken.
public struct CallToAction: Sendable, Hashable {
    /// What the button says; never empty.
    public var text: String
    /// What it does.
    public var action: Action

    /// What a tap opens.
    public enum Action: Sendable, Hashable {
        /// The four-field form.
        case lead
        /// WhatsApp, with the text already written.
        case whatsapp(href: String)
        case checklist
        /// A person.
        case escalate
        /// Another question, sent as if typed.
        case ask(Answer.Choice)
        case link(href: String)
    }

    /// An invitation.
    public init(text: String, action: Action) {
        self.text = text
        self.action = action
    }
}
