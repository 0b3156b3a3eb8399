import Dialogue

extension Ledger {
    /// Somebody who left a way to be reached, and what became of them.
    public struct LeadRecord: Sendable, Hashable {
        /// Names the lead.
        public var id: String
        /// The log's number of the event that brought it.
        public var sequence: UInt64
        /// When it came.
        public var at: Timestamp
        /// What was left, as it was left: whoever shows it masks it.
        public var lead: Lead
        /// Where it came from, when it came from a conversation.
        public var conversation: ConversationID?
        /// Where it stands.
        public var status = Lead.Status.new
        /// What admins noted, oldest first; the last `maximumNotes`.
        public var notes: [Note] = []
        /// How ready the visitor is by their own replies and words, 0...100; nil when there is nothing to tell it by.
        public var score: Int?
        /// What was agreed to, and when; nil where the log does not tell.
        public var consent: Agreement?
        /// Kept and nothing else: the visitor asked for that.
        public var isRestricted = false

        /// A consent, and whether it still stands.
        public struct Agreement: Sendable, Hashable {
            /// To what, in which wording.
            public var consent: Consent
            /// When it was given.
            public var at: Timestamp
            /// When it was taken back.
            public var withdrawnAt: Timestamp?
        }

        /// Whether the company may still use the contact.
        public var mayBeContacted: Bool { !isRestricted && consent?.withdrawnAt == nil }

        /// What an admin noted.
        public struct Note: Sendable, Hashable {
            /// When.
            public var at: Timestamp
            /// Who.
            public var admin: String
            /// What.
            public var text: String
        }

        /// So many notes are kept in a list; all of them are in the log.
        public static let maximumNotes = 50
    }
}

/// Leads in the order in which they came, each whole: a company has thousands of them, not millions.
struct Leads: Sendable {
    private var leads = Chunks<Ledger.LeadRecord?>()
    private var places: [String: Int] = [:]
    private(set) var counts: [Lead.Status: Int] = [:]
    /// Of leads that are about to come: a form's consent stands before it in its stream.
    private var agreements: [String: Ledger.LeadRecord.Agreement] = [:]

    /// Oldest first.
    var all: [Ledger.LeadRecord] { (0..<leads.count).compactMap { leads[$0] } }

    subscript(id: String) -> Ledger.LeadRecord? { places[id].flatMap { leads[$0] } }

    mutating func receive(_ received: Event.LeadReceived, sequence: UInt64, at: Timestamp) {
        guard places[received.leadID] == nil else { return }
        places[received.leadID] = leads.count
        leads.append(
            Ledger.LeadRecord(
                id: received.leadID, sequence: sequence, at: at, lead: received.lead, conversation: received.conversation,
                score: received.score, consent: agreements.removeValue(forKey: received.leadID)))
        counts[.new, default: 0] += 1
    }

    /// Takes in what the visitor said about the use of the lead: consent, its end, a restriction, another contact.
    mutating func hear(_ event: Event, from id: String, at: Timestamp) {
        let place = places[id]
        switch event {
        case .consentGiven(let consent):
            let agreement = Ledger.LeadRecord.Agreement(consent: consent, at: at)
            if let place { leads[place]?.consent = agreement } else { agreements[id] = agreement }
        case .consentWithdrawn: if let place { leads[place]?.consent?.withdrawnAt = at }
        case .processingRestricted(let restricted):
            if let place { leads[place]?.isRestricted = restricted.until.map { $0 > at } ?? true }
        case .contactGiven(let given):
            if let place, let contact = Lead.Contact(given.value) { leads[place]?.lead.contact = contact }
        default: break
        }
    }

    mutating func change(_ changed: Event.LeadStatusChanged, at: Timestamp) {
        guard let place = places[changed.leadID], let before = leads[place]?.status else { return }
        counts[before, default: 0] -= 1
        counts[changed.status, default: 0] += 1
        leads[place]?.status = changed.status
        if let text = changed.note {
            leads[place]?.notes.append(.init(at: at, admin: changed.admin, text: text))
            if let notes = leads[place]?.notes, notes.count > Ledger.LeadRecord.maximumNotes { leads[place]?.notes.removeFirst() }
        }
    }

    mutating func forget(_ id: String) -> Ledger.LeadRecord? {
        guard let place = places.removeValue(forKey: id), let lead = leads[place] else { return nil }
        counts[lead.status, default: 0] -= 1
        leads[place] = nil
        return lead
    }

    /// The conversation is no more: the lead stays, as it has its own stream, and forgets where it came from.
    mutating func forgetConversation(_ id: ConversationID) {
        for place in 0..<leads.count where leads[place]?.conversation == id { leads[place]?.conversation = nil }
    }

    /// Calls `body` with each lead, oldest first.
    func forEach(_ body: (Ledger.LeadRecord) -> Void) {
        leads.forEach { _, lead in if let lead { body(lead) } }
    }

    /// Newest first.
    func list(_ status: Lead.Status?, after cursor: String?, limit: Int) throws(Ledger.ListError) -> Ledger.Page<Ledger.LeadRecord> {
        var before = UInt64.max
        if let text = cursor {
            guard let cursor = Cursor(text, numbers: 1), cursor.section == "l" else { throw .unknownCursor(text) }
            before = UInt64(bitPattern: cursor.numbers[0])
        }
        var items: [Ledger.LeadRecord] = []
        for place in (0..<leads.count).reversed() {
            guard let lead = leads[place], lead.sequence < before, status == nil || lead.status == status else { continue }
            if items.count == limit, let last = items.last {
                return Ledger.Page(items: items, next: Cursor("l", Int64(bitPattern: last.sequence)).text)
            }
            items.append(lead)
        }
        return Ledger.Page(items: items, next: nil)
    }
}

extension Ledger.LeadRecord.Note: Kept {
    /// To read into.
    public static var blank: Self { Self(at: .blank, admin: "", text: "") }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&at, "at")
        keeper.keep(&admin, "admin")
        keeper.keep(&text, "text")
    }
}

extension Ledger.LeadRecord: Kept {
    /// To read into.
    public static var blank: Self { Self(id: "", sequence: 0, at: .blank, lead: .blank) }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&id, "id")
        keeper.keep(&sequence, "sequence")
        keeper.keep(&at, "at")
        keeper.keep(&lead, "lead")
        keeper.keep(&conversation, "conversation")
        keeper.keep(&status, "status")
        keeper.keep(&notes, "notes")
        keeper.keep(&score, "score")
        keeper.keep(&consent, "consent")
        keeper.keep(&isRestricted, "isRestricted")
    }
}

extension Leads: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&leads, "leads")
        keeper.keep(&places, "places")
        keeper.keep(&counts, "counts")
        keeper.keep(&agreements, "agreements")
    }
}

extension Ledger.LeadRecord.Agreement: Kept {
    /// To read into.
    public static var blank: Self { Self(consent: .blank, at: .blank) }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&consent, "consent")
        keeper.keep(&at, "at")
        keeper.keep(&withdrawnAt, "withdrawnAt")
    }
}
