/// All that the company says and is: the dialogue's knowledge, immutable, swapped whole when its files change.
///
/// A class, as every turn hands it around: one reference counted instead of a dozen.
public final class Content: Sendable {
    /// In the order of the file.
    public let intents: [Intent]
    private let indexByID: [IntentID: Int]
    /// The bot's own sentences.
    public let phrases: Phrases
    /// The company's name.
    public let company: Localized<String>
    /// What calls to action can do here.
    public let means: Means
    /// When people are there.
    public let hours: Hours
    /// For how many utterances a refused Benefit block stays away, 3...5 (PRD 21.8).
    public let promotionPause: Int
    /// What `GET /api/faq` tells, and each answer's event.
    public let version: String

    /// What this installation can do when a call to action is taken. What it cannot is replaced by what it can.
    public struct Means: Sendable, Hashable {
        /// The company's number, country code first; nil when WhatsApp is not in use.
        public var whatsappNumber: String?
        /// Where the company can be reached otherwise: a page of the site.
        public var contactHref: String

        /// Without a number, people are reached at `contactHref`.
        public init(whatsappNumber: String? = nil, contactHref: String = "/kontak/") {
            self.whatsappNumber = whatsappNumber
            self.contactHref = contactHref
        }
    }

    /// How people take over.
    public let handoff: Handoff.Settings
    /// What is asked so that answers become personal; nil where nothing is.
    public let qualification: Qualification?
    /// What the visitor must have ready; nil where nobody has written it.
    public let checklist: Checklist?
    /// What is declined before anything is looked for.
    public let declined: [DeclinedSubject]

    /// The company's content; of two intents with one id the first is used.
    public init(
        intents: [Intent], phrases: Phrases = Phrases(), company: Localized<String>, means: Means, hours: Hours, promotionPause: Int = 4,
        handoff: Handoff.Settings = .init(), qualification: Qualification? = nil, checklist: Checklist? = nil,
        declined: [DeclinedSubject] = [], version: String
    ) {
        self.intents = intents
        indexByID = Dictionary(intents.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.phrases = phrases
        self.company = company
        self.means = means
        self.hours = hours
        self.promotionPause = promotionPause
        self.handoff = handoff
        self.qualification = qualification
        self.checklist = checklist
        self.declined = declined
        self.version = version
    }

    /// The intent named `id`, internal ones too; nil when there is none. O(1).
    public func intent(_ id: IntentID) -> Intent? {
        indexByID[id].map { intents[$0] }
    }

    /// Whether visitors may be answered with this intent.
    public func isAnswerable(_ id: IntentID) -> Bool {
        intent(id).map { !$0.isInternal } ?? false
    }

    /// WhatsApp with a text about `topic` already written; nil when the company has no number.
    public func whatsAppHref(topic: String?, in language: Language) -> String? {
        let values = Slots(["company": company[language], "topic": topic ?? company[language]])
        return means.whatsappNumber.flatMap { WhatsAppLink.href(number: $0, text: values.fill(phrases.whatsappText[language])) }
    }

    /// The ways to a person that this installation has: those that are set, WhatsApp only with a number.
    public var channels: [Handoff.Channel] {
        handoff.channels.filter { $0 != .whatsapp || means.whatsappNumber != nil }
    }

    /// `HANDOFF_MODE`, as far as it can be had: `webchat`, `whatsapp`, `both`, or `none`.
    public var handoffMode: String {
        let channels = channels
        return channels.count > 1 ? "both" : channels.first?.rawValue ?? "none"
    }

    /// What `id` is for; nil for a subject of its own, and for an id that is not there.
    public func role(of id: IntentID) -> Intent.Role? {
        intent(id)?.role
    }
}
