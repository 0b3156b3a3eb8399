/// What the company answers to one intent, in one language. Content, not code: it comes from `data/faq.json`.
public struct Template: Sendable, Hashable {
    public let title: String
    /// The question as a visitor would tap it.
    public let question: String
    public let answer: String
    public let points: [String]
    public let benefits: [String]
    public let primary: Invitation
    public let secondary: Invitation
    public let sources: [Source]
    /// Names this wording in the log: 16 hexadecimal digits that change when any word of it does.
    public let hash: String

    /// A call to action as content people write it, before this desk's means are known.
    public struct Invitation: Sendable, Hashable {
        public var text: String
        public var kind: Kind

        public enum Kind: Sendable, Hashable {
            case lead, whatsapp, checklist, escalate
            case ask(IntentID)
            case link(String)
        }

        public init(text: String, kind: Kind) {
            self.text = text
            self.kind = kind
        }
    }

    public init(
        title: String, question: String, answer: String, points: [String] = [], benefits: [String], primary: Invitation,
        secondary: Invitation, sources: [Source] = []
    ) {
        self.title = title
        self.question = question
        self.answer = answer
        self.points = points
        self.benefits = benefits
        self.primary = primary
        self.secondary = secondary
        self.sources = sources
        hash = Self.fingerprint(of: [title, question, answer] + points + benefits + [primary.text, secondary.text] + sources.map(\.title))
    }

    /// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): tells wordings apart, nothing more.
    private static func fingerprint(of texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// One intent of the company's content.
public struct Intent: Sendable, Hashable {
    public var id: IntentID
    public var role: Role?
    /// Internal intents are answered to admins only.
    public var isInternal: Bool
    public var requiresSource: Bool
    public var suggestions: [IntentID]
    public var template: Localized<Template>

    /// What an intent is for, where the desk must know. Code knows these and never an id.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        case greeting, thanks, bot, complaint, human, ready, contact, hours, location, privacy, checklist, eligibility

        /// Answered as a person would, without a word about the company's offer the first time.
        public var isSmallTalk: Bool { self == .greeting || self == .thanks || self == .bot }
    }

    public init(
        id: IntentID, role: Role? = nil, isInternal: Bool = false, requiresSource: Bool = false, suggestions: [IntentID] = [],
        template: Localized<Template>
    ) {
        self.id = id
        self.role = role
        self.isInternal = isInternal
        self.requiresSource = requiresSource
        self.suggestions = suggestions
        self.template = template
    }
}
