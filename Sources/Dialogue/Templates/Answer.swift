/// What the bot says in one turn, composed and ready to show. Stored whole: what a visitor was told must be found again, word for word.
public struct Answer: Sendable, Hashable {
    public var kind: Kind
    /// The templates that answered, the leading subject first; empty when none did.
    public var parts: [Part]
    /// The core answer: the opening and, on lines of their own, its points.
    public var text: String
    /// The Benefit block: none, or three to five points.
    public var benefits: [String]
    public var primary: CallToAction
    public var secondary: CallToAction
    public var sources: [Source]
    /// Questions one tap away.
    public var suggestions: [Choice]
    /// "Did you mean": which of these was asked?
    public var choices: [Choice]
    public var disclaimer: String?
    public var promotion: Promotion.Outcome
    public var confidence: Double
    /// Why a person is offered; nil when none is.
    public var handoffOffered: Handoff.Reason?

    public enum Kind: String, Sendable, Hashable {
        case answer, smalltalk, clarify, fallback, decline, notice
    }

    /// One template's share in the answer.
    public struct Part: Sendable, Hashable {
        public var intent: IntentID
        /// Which wording of the template it was: `Template.hash`.
        public var templateHash: String

        public init(intent: IntentID, templateHash: String) {
            self.intent = intent
            self.templateHash = templateHash
        }
    }

    /// A question that can be tapped instead of typed.
    public struct Choice: Sendable, Hashable {
        public var intent: IntentID
        public var text: String

        public init(intent: IntentID, text: String) {
            self.intent = intent
            self.text = text
        }
    }

    public init(
        kind: Kind, parts: [Part] = [], text: String, benefits: [String] = [], primary: CallToAction, secondary: CallToAction,
        sources: [Source] = [], suggestions: [Choice] = [], choices: [Choice] = [], disclaimer: String? = nil,
        promotion: Promotion.Outcome = .unsuited, confidence: Double = 0, handoffOffered: Handoff.Reason? = nil
    ) {
        self.kind = kind
        self.parts = parts
        self.text = text
        self.benefits = benefits
        self.primary = primary
        self.secondary = secondary
        self.sources = sources
        self.suggestions = suggestions
        self.choices = choices
        self.disclaimer = disclaimer
        self.promotion = promotion
        self.confidence = confidence
        self.handoffOffered = handoffOffered
    }
}

/// Where an answer's claim can be checked.
public struct Source: Sendable, Hashable {
    public var title: String
    public var url: String?
    public var article: String?
    public var year: Int?

    public init(title: String, url: String? = nil, article: String? = nil, year: Int? = nil) {
        self.title = title
        self.url = url
        self.article = article
        self.year = year
    }
}

/// An invitation under an answer and what happens when it is taken.
public struct CallToAction: Sendable, Hashable {
    public var text: String
    public var action: Action

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

    public init(text: String, action: Action) {
        self.text = text
        self.action = action
    }
}
