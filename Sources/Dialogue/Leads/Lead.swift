/// Somebody who wants to hear from the company: the four fields of the form, and how they came to it.
public struct Lead: Sendable, Hashable {
    /// Whom to ask for.
    public var name: String
    /// Where to reach them.
    public var contact: Contact
    /// The company they ask for.
    public var company: String
    /// What they need, in their words.
    public var need: String
    /// The intent whose answer led to the form.
    public var intent: IntentID?
    /// The page the form was filled in on.
    public var page: String?
    /// `utm_source` and the like, as the page's address had them.
    public var campaign: [String: String]

    /// Where to reach somebody, in the form they wrote it.
    public struct Contact: Sendable, Hashable {
        /// A telephone or a mailbox.
        public var kind: Kind
        /// As it was written, one space between its parts.
        public var value: String

        /// The ways of being reached.
        public enum Kind: String, Sendable, Hashable, CaseIterable { case phone, email }

        /// Reads what somebody wrote as a telephone number or an e-mail address; nil when it is neither.
        ///
        /// Kind rather than strict: spaces, dots, dashes and brackets are a matter of habit, and whether an address exists only a letter to
        /// it can tell.
        public init?(_ text: String) {
            let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let digits = plain.filter(\.isWholeNumber)
            if (8...15).contains(digits.count), plain.allSatisfy({ $0.isWholeNumber || "+-.() ".contains($0) }) {
                self.init(kind: .phone, value: plain)
            } else {
                let parts = plain.split(separator: "@", omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, !plain.contains(" "), parts[1].contains("."), !parts[1].hasPrefix("."),
                    !parts[1].hasSuffix("."), !parts[1].contains("..")
                else { return nil }
                self.init(kind: .email, value: plain)
            }
        }

        /// A contact that was read before.
        public init(kind: Kind, value: String) {
            self.kind = kind
            self.value = value
        }
    }

    /// Where it stands.
    public enum Status: String, Sendable, Hashable, CaseIterable { case new, contacted, won, lost }

    /// The form as it was filled in.
    public init(
        name: String, contact: Contact, company: String, need: String, intent: IntentID? = nil, page: String? = nil,
        campaign: [String: String] = [:]
    ) {
        self.name = name
        self.contact = contact
        self.company = company
        self.need = need
        self.intent = intent
        self.page = page
        self.campaign = campaign
    }
}

/// What a visitor agreed to, by the wording they saw.
public struct Consent: Sendable, Hashable {
    /// What the data may be used for: `contact`.
    public var purpose: String
    /// Which wording it was; the texts themselves are content.
    public var wordingVersion: String
    /// Where it was given, such as `web`.
    public var channel: String

    /// A consent to one purpose.
    public init(purpose: String, wordingVersion: String, channel: String) {
        self.purpose = purpose
        self.wordingVersion = wordingVersion
        self.channel = channel
    }
}
