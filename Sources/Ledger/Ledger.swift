import Dialogue

/// What admins look at: every conversation's line, the queue, what admins did, leads, deliveries, canned responses, figures.
///
/// A fold of the whole log. `apply` is called for every event in the log's order, at start and as they happen, and cannot fail; what it
/// leaves depends on the events alone, so a restart changes nothing. It keeps what is counted and shown, and no more of what was said than
/// the visitor's last words; whoever shows a name, a contact or a text masks it.
///
/// A value for one caller at a time: the Desk keeps it behind its lock.
///
/// - Complexity: an event costs O(1), amortised, and O(waiting conversations) where it moves the queue.
public struct Ledger: Sendable {
    var book = Book()
    var audit = AuditLog()
    var leads = Leads()
    var deliveries = Deliveries()
    var canned = Canned()
    var facts: Facts
    var interactions = Interactions()
    var search = SearchIndex()
    private var presence: [String: Presence] = [:]
    /// How many minutes the company's clocks show more than UTC.
    public private(set) var offsetMinutes: Int

    /// Nothing has happened yet.
    ///
    /// - Parameter offsetMinutes: how many minutes the company's clocks show more than UTC, which says when its days begin; Asia/Jakarta's by
    ///   default.
    public init(offsetMinutes: Int = 7 * 60) {
        self.offsetMinutes = offsetMinutes
        facts = Facts(offsetMinutes: offsetMinutes)
    }

    /// What a stream of the log holds.
    private enum Stream {
        case conversation
        case lead(String)
        case delivery(String)
        case house

        init(_ name: String) {
            switch name {
            case "desk", "content", "canned", "counts": self = .house
            default:
                if name.hasPrefix("lead:") {
                    self = .lead(String(name.dropFirst("lead:".count)))
                } else if name.hasPrefix("delivery:") {
                    self = .delivery(String(name.dropFirst("delivery:".count)))
                } else {
                    self = .conversation
                }
            }
        }
    }

    /// Takes in one event.
    ///
    /// - Parameters:
    ///   - stream: as the log names it: a conversation's id, `lead:ID`, `delivery:ID`, `desk`, `content`, `canned`, `counts`.
    ///   - number: the event's number in its stream.
    ///   - sequence: the log's own; it only grows.
    ///   - by: who did it, as the line says.
    public mutating func apply(_ event: Event, in stream: String, number: UInt64, sequence: UInt64, at: Timestamp, by: Actor) {
        var slot: Int?
        let kind = Stream(stream)
        if case .conversation = kind {
            slot = book.recentSlot(of: stream)
            if slot == nil, case .conversationStarted(let start) = event {
                slot = book.begin(stream, with: start, sequence: sequence, at: at)
            }
            if let slot {
                note(event, at: slot, number: number, time: at)
                index(event, at: slot)
                book.apply(event, at: slot, number: number, time: at)
            }
        }
        audit.apply(event, in: stream, slot: slot, sequence: sequence, at: at, by: by)
        switch event {
        case .deliveryRequested(let request): deliveries.request(request, in: stream, sequence: sequence, at: at)
        case .leadReceived(let received):
            leads.receive(received, sequence: sequence, at: at)
            if let id = received.conversation?.rawValue, let slot = book.slot(of: id) {
                book.tell(of: received.lead, at: slot, time: at)
                search.add(received.lead.name, at: slot)
            }
        case .leadStatusChanged(let changed): leads.change(changed, at: at)
        case .consentGiven, .consentWithdrawn, .processingRestricted, .contactGiven:
            if case .lead(let id) = kind { leads.hear(event, from: id, at: at) }
        case .cannedSaved(let saved): canned.save(saved, at: at)
        case .cannedRemoved(let removed): canned.remove(removed.id)
        case .presenceChanged(let changed): presence[changed.admin] = changed.state
        default: if case .delivery(let id) = kind { deliveries.apply(event, to: id) }
        }
    }

    /// Takes in an answer of the bot as `apply` does a `botAnswered`: for a start, which reads what an answer says once and not each time.
    ///
    /// - Parameters:
    ///   - id: the message's.
    ///   - confidence: that of this time.
    ///   - number: the event's number in its stream.
    public mutating func apply(
        _ saying: Saying, as id: MessageID, confidence: Double, in stream: String, number: UInt64, at: Timestamp
    ) {
        guard let slot = book.recentSlot(of: stream) else { return }
        note(saying, as: id, confidence: confidence, at: slot, number: number, time: at)
        book.apply(saying.kind, at: slot, number: number, time: at)
    }

    /// Takes in what page and widget counted: `n` times `type` at about `at`, as `interactionsCounted` has it.
    ///
    /// Kept are `panel_opened`, `cta_click` (intent, cta, variant), `scroll` (variant: 25, 50, 75, 100) and `conversion` (variant: seconds). Intents
    /// that nobody was answered are dropped, `nil` and `OOS` stand for answers without a template.
    public mutating func count(
        type: String, intent: String? = nil, cta: String? = nil, variant: String? = nil, page: String? = nil, n: Int, at: Timestamp
    ) {
        let number = intent.map { $0 == "OOS" ? UInt16.none : facts.intents.known($0) } ?? .some(.none)
        interactions.count(
            type: type, intent: number, cta: cta, variant: variant, page: book.number(ofPage: page),
            others: book.number(ofPage: Names.others), n: n,
            day: Day(of: at, offsetMinutes: offsetMinutes))
    }

    /// The figures' share of an event: before the book's, as some depend on what was before.
    private mutating func note(_ event: Event, at slot: Int, number: UInt64, time: Timestamp) {
        let entry = book.entries[slot]
        switch event {
        case .botAnswered(let answered):
            note(
                Saying(answered.answer), as: answered.messageID, confidence: answered.answer.confidence, at: slot, number: number,
                time: time
            )
        case .answerRated(let rated): facts.rate(rated, newest: entry.answer)
        case .promotionRefused(let refused): facts.refuse(refused, newest: entry.answer)
        case .answerAudited(let audited): facts.audit(audited, newest: entry.answer, at: time)
        case .conversationRated(let rated): book.setRating(facts.rate(rated, slot: slot, before: entry.rating, at: time), at: slot)
        case .handoffRequested(let request):
            // While it waits or is served, asking again is part of the same handoff.
            if entry.mode == .bot { book.setHandoff(facts.handOff(request, slot: slot, at: time), at: slot) }
        case .handoffClaimed, .handoffAssigned: if entry.handoff != .max { facts.claim(entry.handoff, at: time) }
        case .adminSaid: if entry.handoff != .max { facts.respond(entry.handoff, at: time) }
        case .handoffReturned, .conversationClosed:
            guard entry.handoff != .max else { return }
            facts.end(entry.handoff, at: time)
            book.setHandoff(.max, at: slot)
        // Only what is closed is reopened; a log that does otherwise leaves a handoff without an end.
        case .conversationReopened: book.setHandoff(.max, at: slot)
        default: break
        }
    }

    private mutating func note(_ saying: Saying, as id: MessageID, confidence: Double, at slot: Int, number: UInt64, time: Timestamp) {
        let entry = book.entries[slot]
        let fact = facts.answer(
            saying, as: id, confidence: confidence, slot: slot, previous: entry.answer, number: number, asked: entry.saidNumber,
            isTapped: entry.isSaidByTap, at: time)
        if fact.isTextKnown {
            search.tell(saying.text, said: fact.said)
        } else {
            search.add(saying.text, at: slot)
        }
        book.setAnswer(fact.index, at: slot)
        switch saying.kind {
        case .clarify, .fallback, .decline:
            guard entry.saidNumber > 0 else { return }
            facts.leaveUnanswered(words: entry.saidWords, slot: slot, number: entry.saidNumber, at: time)
        case .answer, .smalltalk, .qualification, .notice: break
        }
    }

    /// The search index's share of an event: what people said, named, noted.
    private mutating func index(_ event: Event, at slot: Int) {
        switch event {
        case .visitorSaid(let said): book.setWords(search.add(said.text, at: slot), at: slot)
        case .adminSaid(let said): search.add(said.text, at: slot)
        case .answerReworded(let reworded): search.add(reworded.text, at: slot)
        case .noteAdded(let note): search.add(note.text, at: slot)
        case .labelsChanged(let changed): for label in changed.added { search.add(label, at: slot) }
        case .handoffRequested(let request): for text in [request.name, request.topic] { if let text { search.add(text, at: slot) } }
        default: break
        }
    }

    /// Takes out all that came from `stream`, as the log is about to do: afterwards this ledger is what a replay of the log without those
    /// records would leave.
    ///
    /// - Complexity: O(history): it looks through everything once. Erasures are rare.
    public mutating func forget(_ stream: String) {
        switch Stream(stream) {
        case .conversation:
            guard let slot = book.slot(of: stream) else { return }
            audit.forget(slot)
            deliveries.forgetAll(from: stream)
            leads.forgetConversation(ConversationID(rawValue: stream))
            for said in facts.forget(newest: book.entries[slot].answer) { search.untell(said) }
            search.forget(UInt32(slot))
            book.forget(slot)
        case .lead(let id):
            deliveries.forgetAll(from: stream)
            audit.forget("leadStatusChanged", of: id)
            guard let lead = leads.forget(id), let conversation = lead.conversation, let slot = book.slot(of: conversation.rawValue)
            else { return }
            search.forget(lead.lead.name, at: UInt32(slot))
            book.forgetContact(lead.lead.contact.value, name: lead.lead.name, in: slot)
        case .delivery(let id):
            deliveries.forget(id)
            audit.forget("deliveryRetried", of: id)
        case .house: break
        }
    }

    // MARK: - Conversations

    /// The line of one conversation; nil for one that never was or has been erased.
    public func row(_ id: ConversationID) -> Row? {
        book.slot(of: id.rawValue).map(book.row)
    }

    /// How many waiting conversations are served before this one, and one; nil when it is not in the queue.
    ///
    /// In the queue are those that wait for an admin, except snoozed ones and those of blocked visitors. Served first is priority high,
    /// then who asked first. Cost O(log n).
    public func place(of id: ConversationID) -> Int? {
        row(id)?.queuePosition
    }

    /// Those in the queue, in service order.
    public var queue: [ConversationID] { book.queue.tickets.map { book.id(at: Int($0.slot)) } }

    /// The conversations that `filter` lets through: the queue in service order, then all others, changed last first.
    ///
    /// With a query the rows are candidates: each has all the words, as far as an index of cut words can tell. The caller reads the
    /// conversation and asks `Query.matches` before it shows one.
    ///
    /// - Parameters:
    ///   - cursor: `next` of the page before; nil for the first.
    ///   - limit: so many rows at most.
    public func list(_ filter: Filter = Filter(), after cursor: String? = nil, limit: Int = 50) throws(ListError) -> Page<Row> {
        var candidates = filter.query.map { query in
            search.candidates(query, of: book.entries.count) { body in facts.answers.forEach { _, answer in body(answer.slot, answer.said) }
            }
        }
        if let behind = filter.behind {
            let counted = slots(behind)
            candidates?.formIntersection(counted)
            candidates = candidates ?? counted
        }
        let page = try book.list(filter, candidates: candidates, after: cursor, limit: limit)
        return Page(items: page.items.map(book.row), next: page.next)
    }

    /// How many bytes the search index holds, for the metrics. O(different words).
    public var searchIndexBytes: Int { search.bytes }

    /// How many different interactions are held, of all days, for the metrics.
    public var interactionsHeld: Int { interactions.counts.count }

    /// How many conversations there are, by status; `mine` are those that `admin` has.
    public func counts(of admin: String) -> Counts { book.counts(of: admin) }

    // MARK: - Staff

    /// What admins did, newest first.
    public func audit(_ filter: AuditFilter = AuditFilter(), after cursor: String? = nil, limit: Int = 50) throws(ListError) -> Page<
        AuditEntry
    > {
        try audit.list(filter, after: cursor, limit: limit) { book.id(at: $0) }
    }

    /// Leads, newest first.
    public func leads(_ status: Lead.Status? = nil, after cursor: String? = nil, limit: Int = 50) throws(ListError) -> Page<LeadRecord> {
        let page = try leads.list(status, after: cursor, limit: limit)
        return Page(items: page.items.map(scored), next: page.next)
    }

    /// The leads that came from a conversation, oldest first. O(leads).
    public func leads(from conversation: ConversationID) -> [LeadRecord] {
        leads.all.filter { $0.conversation == conversation }.map(scored)
    }

    /// One lead; nil when there is none of that name.
    public func lead(_ id: String) -> LeadRecord? { leads[id].map(scored) }

    /// How many leads stand where.
    public var leadCounts: [Lead.Status: Int] { leads.counts }

    private func scored(_ lead: LeadRecord) -> LeadRecord {
        var lead = lead
        let row = lead.conversation.flatMap(row)
        (lead.conversation, lead.score) = (row?.id, row?.score ?? lead.score)
        return lead
    }

    /// Deliveries: those that wait, those given up, then those done, newest first within each.
    public func deliveries(limit: Int = 200) -> [DeliveryRecord] { deliveries.list(limit: limit) }

    /// One delivery; nil when there is none of that name, or it was settled long ago.
    public func delivery(_ id: String) -> DeliveryRecord? { deliveries[id] }

    /// The canned responses that are offered, each in its newest wording, by shortcut.
    public var cannedResponses: [CannedVersion] { canned.current }

    /// All wordings of one canned response, oldest first; empty when there never was one. Whether it is still offered is another question.
    public func cannedHistory(_ id: String) -> [CannedVersion] { canned.history(of: id) }

    /// What admins said of themselves last, by name, with how many conversations each has. An admin who never said anything is missing.
    public var admins: [AdminPresence] {
        presence.sorted { $0.key < $1.key }.map { AdminPresence(name: $0.key, state: $0.value, conversations: book.owned(by: $0.key)) }
    }

    /// How many conversations `admin` has now.
    public func conversations(of admin: String) -> Int { book.owned(by: admin) }
}

extension Ledger: Kept {
    /// To read into.
    public static var blank: Self { Self() }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&book, "book")
        keeper.keep(&audit, "audit")
        keeper.keep(&leads, "leads")
        keeper.keep(&deliveries, "deliveries")
        keeper.keep(&canned, "canned")
        keeper.keep(&facts, "facts")
        keeper.keep(&interactions, "interactions")
        keeper.keep(&search, "search")
        keeper.keep(&presence, "presence")
        keeper.keep(&offsetMinutes, "offsetMinutes")
    }
}
