import Dialogue
import Intents
import JSON
import Journal
import Ledger
import Privacy

// What admins ask for. Who they are has been made sure of before.
extension Desk {
    // MARK: Conversations

    /// Carries out what `admin` does with a conversation.
    ///
    /// - Throws: `.notFound` when there is no such conversation; `.refused` with the reason.
    public func act(_ act: Command.Act, by admin: String, in id: ConversationID) async throws(DeskError) -> Outcome {
        guard isConversation(id) else { throw .notFound }
        return try await perform(.admin(admin, act), in: id)
    }

    /// Whether `id` names a conversation: the log has other streams, and none of them is an admin's to write to.
    func isConversation(_ id: ConversationID) -> Bool {
        memory.withLock { $0.ledger.row(id) != nil }
    }

    /// A conversation with everything that happened in it.
    public struct Story: Sendable {
        /// As it is now.
        public var conversation: Conversation
        /// What happened, oldest first.
        public var happenings: [Happening]

        /// One event with its place.
        public struct Happening: Sendable {
            /// The event's number in the conversation.
            public var number: UInt64
            /// When it happened.
            public var at: Timestamp
            /// Who did it.
            public var by: Actor
            /// What it was.
            public var event: Event
        }
    }

    /// Everything that happened in a conversation, read from the log. O(its events).
    public func story(of id: ConversationID, after number: UInt64 = 0) async throws(DeskError) -> Story {
        guard isConversation(id) else { throw .notFound }
        var happenings: [Story.Happening] = []
        do {
            for record in try await journal.records(of: StreamID(id.rawValue), after: number) {
                happenings.append(
                    .init(
                        number: record.number, at: Timestamp(milliseconds: record.at), by: Actor(name: record.by), event: try Event(record))
                )
            }
        } catch let error as JournalError {
            throw .journal(error)
        } catch {
            throw .unreadable(conversation: id, reason: "\(error)")
        }
        let lane = try await hold(id)
        defer { lane.release() }
        return Story(conversation: lane.read { copy $0 }, happenings: happenings)
    }

    /// Looks at the ledger as it is now. `body` must be short: every turn waits for it.
    public func look<Value>(_ body: (borrowing Ledger) -> Value) -> Value {
        memory.withLock { body($0.ledger) }
    }

    /// What the bot would say to the visitor's last words; nil when there are none, or it would say nothing.
    public func suggestion(in id: ConversationID) async throws(DeskError) -> (answer: Answer, reading: Reading)? {
        guard isConversation(id) else { throw .notFound }
        let lane = try await hold(id)
        defer { lane.release() }
        let knowledge = knowledge
        return lane.read { conversation in
            guard let place = conversation.messages.lastIndex(where: { $0.role == .user }) else { return nil }
            let question = conversation.messages[place]
            // "Udah, Kak" answers an admin; read on its own it would be taken for a question.
            let answersAdmin = place > 0 && conversation.messages[place - 1].role == .admin
            guard !answersAdmin || question.text.contains("?") || question.text.split(separator: " ").count > 3 else { return nil }
            let reading = knowledge.read(question.text, in: knowledge.policy.readingContext(of: conversation))
            return knowledge.policy.suggestion(for: reading, in: conversation).map { ($0, reading) }
        }
    }

    /// "Tanya bot": what the bot knows, internal subjects included. Nothing is kept.
    public func ask(_ text: String, in language: Language) -> (answer: Answer, reading: Reading) {
        let knowledge = knowledge
        let reading = knowledge.read(text, in: ReadingContext())
        return (knowledge.policy.answerForStaff(to: reading, in: reading.language ?? language), reading)
    }

    // MARK: Telling at once, and keeping nothing

    /// `admin` is typing: the visitor and colleagues see it.
    public func typing(_ admin: String, in id: ConversationID) throws(DeskError) {
        guard isConversation(id) else { throw .notFound }
        if let lane = lanes.holdIfPresent(id) {
            lane.signal(.typing(.admin(admin)))
            lane.release()
        }
        hub.publish([.typing(id, .admin(admin))])
    }

    /// `admin` looks at a conversation, or no longer.
    public func view(_ id: ConversationID, by admin: String, isOn: Bool) throws(DeskError) {
        guard isConversation(id) else { throw .notFound }
        attendance.view(id, by: admin, isOn: isOn)
        hub.publish([.conversation(id)])
    }

    /// Who has the conversation open now.
    public func viewers(of id: ConversationID) -> [String] { attendance.viewers(of: id) }

    /// Somebody with a console open; `cancel` when it ends.
    public struct Attending: Sendable {
        fileprivate let end: @Sendable () -> Void

        /// Ends it.
        public func cancel() { end() }
    }

    /// Calls `notify`, from any thread, whenever there are changes to take. As long as it lasts, `admin` has a console open.
    public func attend(_ admin: String, notify: @escaping @Sendable () -> Void) -> Attending {
        let key = hub.listen(notify)
        let change = attendance.opened(admin)
        noteAttendance(of: admin, change, reason: "stream")
        return Attending { [weak self] in
            guard let self else { return }
            self.hub.unlisten(key)
            self.noteAttendance(of: admin, self.attendance.closed(admin), reason: "stream")
        }
    }

    /// What changed after `number`; nil when that is not known any more and lists must be read again.
    public func changes(after number: UInt64) -> [Change]? { hub.changes(after: number) }

    /// The number of the last change.
    public var lastChange: UInt64 { hub.last }

    /// `admin` says what they are. Without an open console they are offline all the same.
    public func say(_ state: Presence, by admin: String) {
        noteAttendance(of: admin, attendance.say(state, admin), reason: "said")
    }

    /// Everybody who has had a console open since the start, and what they are.
    public var admins: [(name: String, state: Presence)] { attendance.all }

    private func noteAttendance(of admin: String, _ change: (before: Presence, after: Presence), reason: String) {
        hub.publish([.presence])
        let isGone = !attendance.hasStream(admin)
        let owned = conversations(of: admin)
        Task {
            if change.before != change.after {
                await noteInShared([.presenceChanged(.init(admin: admin, state: change.after, reason: reason))], stream: "desk")
            }
            // An owner whose last console is gone owes a sign of life; whoever is back, none.
            guard reason == "stream", isGone || change.before == .offline else { return }
            for id in owned { _ = try? await perform(.ownerPresence(isThere: !isGone), in: id) }  // the next change of presence tries again
        }
    }

    /// The conversations that `admin` has now.
    private func conversations(of admin: String) -> [ConversationID] {
        var filter = Ledger.Filter()
        filter.assignee = .admin(admin)
        filter.mode = .admin
        return look { ledger in (try? ledger.list(filter, limit: 100).items.map(\.id)) ?? [] }  // a first page always is one
    }

    // MARK: Streams that are no conversation

    /// Appends to a stream that many write to: whoever comes between is waited for.
    @discardableResult
    func noteInShared(_ events: [Event], stream: StreamID) async -> Bool {
        for _ in 0..<16 {
            do {
                try await append(events, to: stream, expecting: journal.number(of: stream), at: now)
                return true
            } catch .journal(.moved) {
                continue
            } catch {
                return false
            }
        }
        return false
    }

    private func writeShared(_ events: [Event], stream: StreamID) async throws(DeskError) {
        for _ in 0..<16 {
            do {
                return try await append(events, to: stream, expecting: journal.number(of: stream), at: now)
            } catch .journal(.moved) {
                continue
            }
        }
        throw .busy(waiting: 16)
    }

    /// Keeps a canned response: a new one, or a new wording of `id`.
    ///
    /// - Returns: the saved one's id and version.
    public func saveCanned(
        id: String?, title: String, shortcut: String, text: String, language: Language, by admin: String
    ) async throws(DeskError) -> (id: String, version: Int) {
        let id = id ?? dependencies.makeID()
        let version = (look { $0.cannedHistory(id).last?.saved.version } ?? 0) + 1
        try await writeShared(
            [
                .cannedSaved(
                    .init(admin: admin, id: id, version: version, title: title, shortcut: shortcut, language: language, text: text))
            ], stream: "canned")
        return (id, version)
    }

    /// Offers a canned response no longer; its versions stay in the log.
    public func removeCanned(_ id: String, by admin: String) async throws(DeskError) {
        try await writeShared([.cannedRemoved(.init(admin: admin, id: id))], stream: "canned")
    }

    /// Where a lead stands, and what is noted about it.
    public func note(lead id: String, status: Lead.Status, note: String?, by admin: String) async throws(DeskError) {
        let stream = StreamID("lead:\(id)")
        guard journal.number(of: stream) > 0 else { throw .notFound }
        try await writeShared([.leadStatusChanged(.init(admin: admin, leadID: id, status: status, note: note))], stream: stream)
    }

    /// Has a delivery tried again at once: one that was given up, or one that waits for its next try. The outbox folds it from the log.
    public func retry(delivery id: String, by admin: String) async throws(DeskError) {
        guard let delivery = look({ $0.delivery(id) }), delivery.state != .done else { throw .notFound }
        try await writeShared([.deliveryRetried(.init(admin: admin, reason: "admin"))], stream: StreamID("delivery:\(id)"))
    }

    /// By how many minutes the company's clocks are ahead of UTC.
    public var offsetMinutes: Int { knowledge.content.hours.offsetMinutes }

    /// Keeps in the log that `admin` looked at what is masked as a rule, or took data out.
    public func noteLook(_ what: String, target: String?, by admin: String) async throws(DeskError) {
        try await writeShared([.adminLooked(.init(admin: admin, what: what, target: target))], stream: "desk")
    }

    /// Keeps in the log that `admin` has another password.
    public func notePasswordChange(of admin: String) async throws(DeskError) {
        try await writeShared([.passwordChanged(.init(admin: admin))], stream: "desk")
    }

    /// `text` with personal data masked.
    public func masked(_ text: String) -> String { Self.redactor.mask(text) }

    static let redactor = Redactor()

    // MARK: Erasing

    /// What erasing took out of the log.
    public struct Receipt: Sendable, Hashable {
        /// Names the erasure.
        public var id: String
        /// When it was done.
        public var at: Timestamp
        /// `conversation` or `contact`.
        public var scope: String
        /// Streams that were erased.
        public var streams: Int
        /// Records that were.
        public var records: UInt64
    }

    /// Erases what `scope` names, from the log, from memory, and from whatever was made of it: leads, deliveries.
    public func erase(
        _ scope: Erasure.Scope, askedBy: Actor, progress: @escaping Journal.Progress = { _, _ in }
    ) async throws(DeskError) -> Receipt {
        let (id, at) = (dependencies.makeID(), now)
        removals.begin()
        defer { removals.end() }
        do {
            let done = try await Erasure.carryOut(scope, id: id, askedBy: askedBy, at: at, on: journal, progress: progress)
            forget(done.streams)
            return Receipt(id: id, at: at, scope: scope.name, streams: done.streams.count, records: done.records)
        } catch {
            throw .journal(error)
        }
    }

    /// Erases the holder's conversation.
    public func erase(session: Session) async throws(DeskError) -> Receipt {
        try await erase(.conversation(try await authorize(session).rawValue), askedBy: .visitor)
    }

    /// The leads that came from a conversation.
    public func leads(of id: ConversationID) -> [Ledger.LeadRecord] {
        look { $0.leads(from: id) }
    }

    /// Withdraws a consent that the holder gave in forms of this conversation; the company may not use those contacts any more.
    ///
    /// - Returns: whether there was anything to withdraw.
    public func withdraw(purpose: String, session: Session) async throws(DeskError) -> Bool {
        let leads = leads(of: try await authorize(session))
        for lead in leads {
            try await writeShared([.consentWithdrawn(.init(purpose: purpose))], stream: StreamID("lead:\(lead.id)"))
        }
        return !leads.isEmpty
    }

    /// Keeps what the holder left in forms of this conversation and has it used no longer, or used again.
    ///
    /// - Returns: how many forms that is about.
    public func restrict(_ isOn: Bool, purpose: String, session: Session) async throws(DeskError) -> Int {
        let leads = leads(of: try await authorize(session))
        for lead in leads {
            // What is restricted until now is not.
            let event = Event.processingRestricted(.init(purpose: purpose, until: isOn ? nil : now))
            try await writeShared([event], stream: StreamID("lead:\(lead.id)"))
        }
        return leads.count
    }

    /// The holder is reached by `contact` from now on: in the conversation, and in what was left in its forms.
    public func correct(contact: Lead.Contact, session: Session) async throws(DeskError) {
        let id = try await authorize(session)
        _ = try await perform(.leaveContact(contact), in: id)
        for lead in leads(of: id) {
            try await writeShared([.contactGiven(.init(kind: contact.kind, value: contact.value))], stream: StreamID("lead:\(lead.id)"))
        }
    }
}
