import Dialogue

extension Ledger {
    /// Something an admin did.
    public struct AuditEntry: Sendable, Hashable {
        /// The log's number of the event.
        public var sequence: UInt64
        /// When.
        public var at: Timestamp
        /// Who.
        public var admin: String
        /// The event's type: `handoffClaimed`, `adminLooked`; a type of a later version under its own name.
        public var action: String
        /// In which conversation; nil when it was in none, or in one that has been erased since.
        public var conversation: ConversationID?
        /// What exactly, in few words: names and states, never what was said or noted.
        public var detail: String?
    }

    /// Which acts are looked for; what is nil does not matter.
    public struct AuditFilter: Sendable, Hashable {
        /// Who did it.
        public var admin: String?
        /// The event's type.
        public var action: String?
        /// Not before this.
        public var from: Timestamp?
        /// Before this.
        public var before: Timestamp?

        /// Looks for everything that is not told otherwise.
        public init(admin: String? = nil, action: String? = nil, from: Timestamp? = nil, before: Timestamp? = nil) {
            self.admin = admin
            self.action = action
            self.from = from
            self.before = before
        }
    }
}

/// What admins did, in the order of the log. About 48 bytes an act.
struct AuditLog: Sendable {
    fileprivate struct Entry: Sendable {
        var sequence: UInt64
        var at: Int64
        var detail: String?
        /// The conversation's slot; `.max` for none.
        var slot: UInt32
        var admin: UInt16
        var action: UInt16
        var isForgotten = false
    }

    private var entries = Chunks<Entry>()
    private var admins = Names(maximum: 10_000)
    private var actions = Names(maximum: 1_000)

    /// Keeps `event` if an admin did it.
    mutating func apply(_ event: Event, in stream: String, slot: Int?, sequence: UInt64, at: Timestamp, by: Actor) {
        guard case .admin(let admin) = by, let (action, detail) = Self.describe(event, in: stream) else { return }
        entries.append(
            Entry(
                sequence: sequence, at: at.milliseconds, detail: detail.map { Excerpt.cut($0, to: 120) },
                slot: slot.map(UInt32.init) ?? .max, admin: admins.number(of: admin), action: actions.number(of: action)))
    }

    /// Forgets what was done in the conversation at `slot`: the log's own records of it are gone too.
    mutating func forget(_ slot: Int) {
        for index in 0..<entries.count where entries[index].slot == UInt32(slot) {
            entries[index].isForgotten = true
            entries[index].detail = nil
        }
    }

    /// Forgets what was done to the lead or delivery named `id`, whose name begins the detail.
    mutating func forget(_ action: String, of id: String) {
        guard let action = actions.known(action) else { return }
        for index in 0..<entries.count where entries[index].action == action {
            guard let detail = entries[index].detail, detail == id || detail.hasPrefix(id + " ") else { continue }
            entries[index].isForgotten = true
            entries[index].detail = nil
        }
    }

    /// Newest first.
    func list(
        _ filter: Ledger.AuditFilter, after cursor: String?, limit: Int, id: (Int) -> ConversationID
    ) throws(Ledger.ListError) -> Ledger.Page<Ledger.AuditEntry> {
        var index = entries.count
        if let text = cursor {
            guard let cursor = Cursor(text, numbers: 1), cursor.section == "a" else { throw .unknownCursor(text) }
            index = position(of: UInt64(bitPattern: cursor.numbers[0]))
        }
        let admin = filter.admin.map { admins.known($0) }
        let action = filter.action.map { actions.known($0) }
        // A name that nobody has: nothing to look for.
        if admin == .some(nil) || action == .some(nil) { return Ledger.Page(items: [], next: nil) }
        var items: [Ledger.AuditEntry] = []
        while index > 0 {
            index -= 1
            let entry = entries[index]
            if entry.isForgotten { continue }
            if let admin, entry.admin != admin { continue }
            if let action, entry.action != action { continue }
            if let from = filter.from, entry.at < from.milliseconds { continue }
            if let before = filter.before, entry.at >= before.milliseconds { continue }
            if items.count == limit, let last = items.last {
                return Ledger.Page(items: items, next: Cursor("a", Int64(bitPattern: last.sequence)).text)
            }
            items.append(
                Ledger.AuditEntry(
                    sequence: entry.sequence, at: Timestamp(milliseconds: entry.at), admin: admins[entry.admin],
                    action: actions[entry.action], conversation: entry.slot == .max ? nil : id(Int(entry.slot)), detail: entry.detail))
        }
        return Ledger.Page(items: items, next: nil)
    }

    /// How many entries come before `sequence`.
    private func position(of sequence: UInt64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What an event is called in the audit log; nil for what no admin does, and for having seen a message.
    private static func describe(_ event: Event, in stream: String) -> (action: String, detail: String?)? {
        switch event {
        case .handoffPrioritised(let event): ("handoffPrioritised", event.priority.rawValue)
        case .handoffClaimed: ("handoffClaimed", nil)
        case .handoffReleased(let event): ("handoffReleased", event.admin)
        case .handoffAssigned(let event): ("handoffAssigned", event.from.map { "\($0) → \(event.to)" } ?? "→ \(event.to)")
        case .handoffReturned: ("handoffReturned", nil)
        case .handoffRequested(let event): ("handoffRequested", event.reason.rawValue)
        case .adminSaid(let event):
            ("adminSaid", event.canned.map { "canned \($0.id) v\($0.version)" } ?? event.suggested.map { "suggestion \($0.rawValue)" })
        case .noteAdded: ("noteAdded", nil)
        case .labelsChanged(let event):
            ("labelsChanged", (event.added.map { "+\($0)" } + event.removed.map { "−\($0)" }).joined(separator: " "))
        case .snoozed(let event): ("snoozed", event.until?.iso8601)
        case .conversationClosed: ("conversationClosed", nil)
        case .conversationReopened: ("conversationReopened", nil)
        case .visitorBlocked(let event): ("visitorBlocked", event.until?.iso8601)
        case .visitorUnblocked: ("visitorUnblocked", nil)
        case .channelJoined(let event): ("channelJoined", event.channel)
        case .presenceChanged(let event): ("presenceChanged", event.state.rawValue)
        case .adminLooked(let event): ("adminLooked", event.target.map { "\(event.what) \($0)" } ?? event.what)
        case .passwordChanged: ("passwordChanged", nil)
        case .cannedSaved(let event): ("cannedSaved", "/\(event.shortcut) v\(event.version) \(event.language.rawValue)")
        case .cannedRemoved(let event): ("cannedRemoved", event.id)
        case .answerAudited(let event): ("answerAudited", event.right ? "right" : "wrong")
        case .leadStatusChanged(let event): ("leadStatusChanged", "\(event.leadID) \(event.status.rawValue)")
        case .breakerClosed(let event): ("breakerClosed", event.vendor)
        case .deliveryRetried: ("deliveryRetried", String(stream.dropFirst("delivery:".count)))
        case .unknown(let type): (type, nil)
        default: nil
        }
    }
}

extension AuditLog.Entry: Kept {
    static var blank: Self { Self(sequence: 0, at: 0, detail: nil, slot: 0, admin: 0, action: 0) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&sequence, "sequence")
        keeper.keep(&at, "at")
        keeper.keep(&detail, "detail")
        keeper.keep(&slot, "slot")
        keeper.keep(&admin, "admin")
        keeper.keep(&action, "action")
        keeper.keep(&isForgotten, "isForgotten")
    }
}

extension AuditLog: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&entries, "entries")
        keeper.keep(&admins, "admins")
        keeper.keep(&actions, "actions")
    }
}
