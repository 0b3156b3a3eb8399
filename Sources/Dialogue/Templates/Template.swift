/// What the company answers to one intent, in one language. Content, not code: it comes from `data/faq.json`.
public struct Template: Sendable, Hashable {
    /// Names the subject in a few words.
    public let title: String
    /// The question as a visitor would tap it.
    public let question: String
    /// The opening: one to three sentences.
    public let answer: String
    /// What stands under it, a line each.
    public let points: [String]
    /// Sentences that join the answer when the visitor's own answers make them true.
    public let personal: [Personal]
    /// The Benefit block: three to five points; none where there is no moment for an offer.
    public let benefits: [String]
    /// The first call to action.
    public let primary: Invitation
    /// The second.
    public let secondary: Invitation
    /// Where the answer can be checked.
    public let sources: [Source]
    /// Other ways to put the offer, `[Variant].choice` deals them out; none where everybody sees the same.
    public let variants: [Variant]
    /// Names this wording in the log: 16 hexadecimal digits that change when any word of it does.
    public let hash: String

    /// A call to action as content people write it, before this desk's means are known.
    public struct Invitation: Sendable, Hashable {
        /// What the button says.
        public var text: String
        /// What it is meant to do.
        public var kind: Kind

        /// What content can invite to; what an installation lacks ends at a person.
        public enum Kind: Sendable, Hashable {
            case lead, whatsapp, checklist, escalate
            case ask(IntentID)
            case link(String)
        }

        /// An invitation.
        public init(text: String, kind: Kind) {
            self.text = text
            self.kind = kind
        }
    }

    /// A template; its hash follows from its words.
    public init(
        title: String, question: String, answer: String, points: [String] = [], personal: [Personal] = [], benefits: [String],
        primary: Invitation, secondary: Invitation, sources: [Source] = [], variants: [Variant] = []
    ) {
        self.title = title
        self.question = question
        self.answer = answer
        self.points = points
        self.personal = personal
        self.benefits = benefits
        self.primary = primary
        self.secondary = secondary
        self.sources = sources
        self.variants = variants
        let offers = variants.flatMap { [$0.id, $0.benefitsTitle ?? "", $0.primary ?? ""] + ($0.benefits ?? []) }
        hash = Self.fingerprint(
            of: [title, question, answer] + points + benefits + [primary.text, secondary.text] + sources.map(\.title)
                + personal.map(\.text) + offers)
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

/// One intent of the company's content. A class, as a turn hands it on several times and its texts are many.
public final class Intent: Sendable {
    /// Its name in the content.
    public let id: IntentID
    /// What it is for, where the desk must know; nil for a subject of its own.
    public let role: Role?
    /// Internal intents are answered to admins only.
    public let isInternal: Bool
    /// An answer without a source then says that it has none.
    public let requiresSource: Bool
    /// What may be asked next; those that are internal or gone are not shown.
    public let suggestions: [IntentID]
    /// What is answered.
    public let template: Localized<Template>

    /// What an intent is for, where the desk must know. Code knows these and never an id.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        case greeting, thanks, bot, complaint, human, ready, contact, hours, location, privacy, checklist, eligibility

        /// Answered as a person would, without a word about the company's offer the first time.
        public var isSmallTalk: Bool { self == .greeting || self == .thanks || self == .bot }
    }

    /// An intent; public, and without needs, by default.
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
