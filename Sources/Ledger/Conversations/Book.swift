import Dialogue

/// Every conversation's line, in the order in which they began, with what is counted about them kept beside.
struct Book: Sendable {
    /// One conversation, without what was said: 96 bytes that own no memory, so that looking through all of them copies nothing.
    struct Entry: Sendable {
        var startedAt: Int64
        var updatedAt: Int64
        /// When the visitor last spoke; `absent` before.
        var saidAt = Entry.absent
        /// When a person was asked for; `absent` when none is.
        var askedAt = Entry.absent
        /// The log's sequence of the first event.
        var born: UInt64
        var number: UInt32 = 0
        /// Index of the running handoff's fact, and the newest answer's.
        var handoff = UInt32.max
        var answer = UInt32.max
        /// Index of the last rating's fact.
        var rating = UInt32.max
        /// The last utterance: its number, a fingerprint of its words, whether it was tapped.
        var saidNumber: UInt32 = 0
        var saidWords: UInt64 = 0
        var isSaidByTap = false
        var labels: UInt16 = 0
        var page: UInt16
        var assignee = UInt16.none
        var score = UInt8.max
        var status = Ledger.Row.Status.open
        var mode = Conversation.Mode.bot
        var priority = Handoff.Priority.normal
        var language: Language
        var firstLanguage: Language
        var channel: Event.ConversationStarted.Channel
        var speaker: Conversation.Message.Role?
        var isForgotten = false
        var isSnoozed = false
        var isBlocked = false
        var leftMessage = false
        /// How far it came: the funnel's steps.
        var hasAsked = false
        var hasBeenAnswered = false
        var hasHandedOff = false

        static let absent = Int64.min

        /// Whether it is in the queue: waiting, in sight, and to be answered.
        var isQueued: Bool { mode == .waitingAdmin && status == .pending && !isSnoozed && !isBlocked && !isForgotten }
        var isOwned: Bool { mode == .admin && assignee != .none && !isForgotten }
    }

    private(set) var entries = Chunks<Entry>()
    /// `Texts` of each; empty when the conversation has been forgotten.
    private var texts = Chunks<[UInt8]>()
    private var slots = Slots()
    private var recent: (id: String, slot: Int)?
    private(set) var queue = Queue()
    private var byStatus = Ledger.Counts()
    private var owned: [UInt16: Int] = [:]
    private var snoozed: [UInt32: Int64] = [:]
    private(set) var admins = Names(maximum: 10_000)
    private(set) var pages = Names(maximum: 1_000)
    /// Sets of labels, each kept once; the first is the empty one.
    private(set) var labelSets: [[String]] = [[]]
    private var labelSetNumbers: [[String]: UInt16] = [[]: 0]

    // MARK: - Finding

    func slot(of id: String) -> Int? {
        slots.find(TableHash.of(id)) { Texts.id(in: texts[$0]).elementsEqual(id.utf8) }
    }

    /// The same, for events in their order: most are of the conversation that the one before was of.
    mutating func recentSlot(of id: String) -> Int? {
        if let recent, recent.id == id { return recent.slot }
        guard let slot = slot(of: id) else { return nil }
        recent = (id, slot)
        return slot
    }

    func id(at slot: Int) -> ConversationID { ConversationID(rawValue: String(decoding: idBytes(at: slot), as: UTF8.self)) }

    /// The id's bytes; none of a forgotten conversation.
    func idBytes(at slot: Int) -> ArraySlice<UInt8> { Texts.id(in: texts[slot]) }

    func row(at slot: Int) -> Ledger.Row {
        let entry = entries[slot]
        let texts = Texts(texts[slot])
        func optional(_ text: String) -> String? { text.isEmpty ? nil : text }
        func time(_ milliseconds: Int64) -> Timestamp? { milliseconds == Entry.absent ? nil : Timestamp(milliseconds: milliseconds) }
        return Ledger.Row(
            id: ConversationID(rawValue: texts.id), number: UInt64(entry.number), status: entry.status, mode: entry.mode,
            priority: entry.priority, assignee: entry.assignee == .none ? nil : admins[entry.assignee],
            labels: labelSets[Int(entry.labels)], language: entry.language, name: optional(texts.name), topic: optional(texts.topic),
            channel: entry.channel, contact: optional(texts.contact),
            lastMessage: time(entry.saidAt).map { .init(text: texts.last, at: $0) }, lastSpeaker: entry.speaker,
            startedAt: Timestamp(milliseconds: entry.startedAt), updatedAt: Timestamp(milliseconds: entry.updatedAt),
            waitingSince: entry.mode == .waitingAdmin ? time(entry.askedAt) : nil,
            queuePosition: entry.isQueued ? queue.before(ticket(of: entry, at: slot)) + 1 : nil,
            snoozedUntil: snoozed[UInt32(slot)].map(Timestamp.init), isBlocked: entry.isBlocked,
            needsReply: entry.status != .closed && !entry.isBlocked
                && (entry.mode == .waitingAdmin || (entry.mode == .admin && entry.speaker == .user)),
            leftMessage: entry.leftMessage, score: entry.score == .max ? nil : Int(entry.score))
    }

    /// How many admins' conversations are with each admin now.
    func owned(by admin: String) -> Int { admins.known(admin).flatMap { owned[$0] } ?? 0 }

    func counts(of admin: String) -> Ledger.Counts {
        var counts = byStatus
        counts.mine = owned(by: admin)
        return counts
    }

    // MARK: - Changing

    /// Changes one entry and all that is counted about it: the only way in.
    mutating func change(_ slot: Int, _ body: (inout Entry) -> Void) {
        count(entries[slot], at: slot, by: -1)
        body(&entries[slot])
        count(entries[slot], at: slot, by: 1)
    }

    private func ticket(of entry: Entry, at slot: Int) -> Queue.Ticket {
        Queue.Ticket(isHigh: entry.priority == .high, since: entry.askedAt, born: entry.born, slot: UInt32(slot))
    }

    private mutating func count(_ entry: borrowing Entry, at slot: Int, by step: Int) {
        guard !entry.isForgotten else { return }
        switch entry.status {
        case .open: byStatus.open += step
        case .pending: byStatus.pending += step
        case .closed: byStatus.closed += step
        }
        if entry.isOwned { owned[entry.assignee, default: 0] += step }
        if entry.isQueued {
            let ticket = Queue.Ticket(isHigh: entry.priority == .high, since: entry.askedAt, born: entry.born, slot: UInt32(slot))
            if step > 0 { queue.insert(ticket) } else { queue.remove(ticket) }
        }
    }

    // Which facts are the newest of a conversation: nothing is counted by these.
    mutating func setAnswer(_ answer: UInt32, at slot: Int) { entries[slot].answer = answer }
    mutating func setHandoff(_ handoff: UInt32, at slot: Int) { entries[slot].handoff = handoff }
    mutating func setRating(_ rating: UInt32, at slot: Int) { entries[slot].rating = rating }
    mutating func setWords(_ words: UInt64, at slot: Int) { entries[slot].saidWords = words }

    /// Changes the texts of one entry.
    private mutating func write(_ slot: Int, _ body: (inout Texts) -> Void) {
        var texts = Texts(self.texts[slot])
        body(&texts)
        self.texts[slot] = texts.bytes
    }

    /// The number of a page, which may be unknown; a new one for a new page.
    mutating func number(ofPage page: String?) -> UInt16 { pages.number(of: Self.path(of: page ?? "")) }

    /// A page without what is asked of it: the same page, and no place for what somebody's link tells of them.
    static func path(of page: String) -> String { String(page.prefix { $0 != "?" && $0 != "#" }) }

    /// Opens a line for a conversation that has none.
    mutating func begin(_ id: String, with start: Event.ConversationStarted, sequence: UInt64, at: Timestamp) -> Int {
        let slot = entries.count
        let page = number(ofPage: start.page)
        entries.append(
            Entry(
                startedAt: at.milliseconds, updatedAt: at.milliseconds, born: sequence, page: page,
                language: start.language, firstLanguage: start.language, channel: start.channel))
        texts.append(Texts(id: id).bytes)
        slots.insert(slot, hash: TableHash.of(id)) { TableHash.of(Texts.id(in: texts[$0])) }
        count(entries[slot], at: slot, by: 1)
        return slot
    }

    /// Takes out all that was said and who said it; what is left is an empty place.
    mutating func forget(_ slot: Int) {
        let id = idBytes(at: slot)
        slots.remove(TableHash.of(id)) { $0 == slot }
        recent = nil
        snoozed[UInt32(slot)] = nil
        change(slot) { $0.isForgotten = true }
        texts[slot] = []
    }

    /// What a lead tells of the conversation it came from.
    mutating func tell(of lead: Lead, at slot: Int, time: Timestamp) {
        write(slot) { ($0.name, $0.contact) = (lead.name, lead.contact.value) }
        entries[slot].updatedAt = max(entries[slot].updatedAt, time.milliseconds)
    }

    /// Takes back what a lead told of a conversation.
    mutating func forgetContact(_ contact: String, name: String, in slot: Int) {
        write(slot) { texts in
            if texts.contact == contact { texts.contact = "" }
            if texts.name == name { texts.name = "" }
        }
    }

    /// What `event` changes in the conversation at `slot`.
    mutating func apply(_ event: Event, at slot: Int, number: UInt64, time: Timestamp) {
        entries[slot].number = UInt32(clamping: number)
        if fold(event, at: slot, time: time) { entries[slot].updatedAt = max(entries[slot].updatedAt, time.milliseconds) }
    }

    /// What an answer of that kind changes.
    mutating func apply(_ answer: Answer.Kind, at slot: Int, number: UInt64, time: Timestamp) {
        entries[slot].number = UInt32(clamping: number)
        note(answer, at: slot)
        entries[slot].updatedAt = max(entries[slot].updatedAt, time.milliseconds)
    }

    private mutating func note(_ answer: Answer.Kind, at slot: Int) {
        entries[slot].speaker = .assistant
        if answer.isAnswer { entries[slot].hasBeenAnswered = true }
    }

    /// - Returns: whether it is something that people look for.
    private mutating func fold(_ event: Event, at slot: Int, time: Timestamp) -> Bool {
        switch event {
        case .conversationStarted: break
        case .visitorSaid(let said):
            texts[slot] = Texts.bytes(texts[slot], last: Excerpt.cut(said.text, to: Ledger.Row.maximumTextBytes))
            entries[slot].saidAt = time.milliseconds
            entries[slot].language = said.language
            entries[slot].speaker = .user
            entries[slot].hasAsked = true
            entries[slot].saidNumber = entries[slot].number
            entries[slot].isSaidByTap = said.via == .choice || said.via == .suggestion || said.via == .button
            wake(slot)
        case .choiceTaken:
            // Typed or tapped: it was one of the questions offered, and needed no reading.
            entries[slot].isSaidByTap = true
            return false
        case .botAnswered(let answered): note(answered.answer.kind, at: slot)
        case .adminSaid:
            entries[slot].speaker = .admin
            entries[slot].leftMessage = false
        case .handoffRequested(let request): ask(request, at: slot, time: time)
        case .handoffPrioritised(let prioritised): change(slot) { $0.priority = prioritised.priority }
        case .handoffClaimed(let claimed): own(slot, by: claimed.admin)
        case .handoffAssigned(let assigned): own(slot, by: assigned.to)
        case .handoffReleased:
            change(slot) { entry in
                (entry.mode, entry.status, entry.assignee) = (.waitingAdmin, .pending, .none)
                // Whoever waited before waits on: nobody loses their place because an admin changed their mind.
                if entry.askedAt == Entry.absent { entry.askedAt = time.milliseconds }
            }
        case .handoffReturned:
            wake(slot)
            change(slot) { entry in
                if entry.status != .closed { entry.status = .open }
                (entry.mode, entry.priority, entry.assignee, entry.askedAt) = (.bot, .normal, .none, Entry.absent)
                entry.leftMessage = false
            }
        case .conversationClosed:
            wake(slot)
            change(slot) { entry in
                (entry.mode, entry.status, entry.priority, entry.askedAt) = (.bot, .closed, .normal, Entry.absent)
                entry.leftMessage = false
            }
        case .conversationReopened:
            change(slot) { ($0.mode, $0.status, $0.assignee) = (.bot, .open, .none) }
        case .deadlinePassed(let passed):
            guard passed.purpose == .snooze else { return false }
            wake(slot)
        case .snoozed(let snooze):
            snoozed[UInt32(slot)] = snooze.until?.milliseconds
            change(slot) { $0.isSnoozed = snooze.until != nil }
        case .visitorBlocked: change(slot) { $0.isBlocked = true }
        case .visitorUnblocked: change(slot) { $0.isBlocked = false }
        case .labelsChanged(let changed): label(slot, changed)
        case .contactGiven(let given): write(slot) { $0.contact = given.value }
        case .qualificationFinished(let finished): entries[slot].score = UInt8(max(0, min(100, finished.score)))
        case .leadScored(let scored): entries[slot].score = UInt8(max(0, min(100, scored.score)))
        case .noteAdded, .conversationRated: break
        default: return false
        }
        return true
    }

    /// In sight again: its time has come, the visitor spoke, or nobody is asked for any more.
    private mutating func wake(_ slot: Int) {
        guard entries[slot].isSnoozed else { return }
        snoozed[UInt32(slot)] = nil
        change(slot) { $0.isSnoozed = false }
    }

    private mutating func ask(_ request: Event.HandoffRequested, at slot: Int, time: Timestamp) {
        write(slot) { texts in
            if let name = request.name { texts.name = name }
            if let contact = request.contact { texts.contact = contact }
            if let topic = request.topic { texts.topic = Excerpt.cut(topic, to: Ledger.Row.maximumTopicBytes) }
        }
        wake(slot)
        change(slot) { entry in
            entry.hasHandedOff = true
            entry.priority = max(entry.priority, request.priority)
            if !request.withinHours, request.contact != nil { entry.leftMessage = true }
            guard entry.mode == .bot else { return }
            // Who had it before it was closed has it no more.
            (entry.mode, entry.status, entry.assignee, entry.askedAt) = (.waitingAdmin, .pending, .none, time.milliseconds)
        }
    }

    private mutating func own(_ slot: Int, by admin: String) {
        let owner = admins.number(of: admin)
        change(slot) { ($0.mode, $0.status, $0.assignee) = (.admin, .open, owner) }
    }

    private mutating func label(_ slot: Int, _ changed: Event.LabelsChanged) {
        let labels = Set(labelSets[Int(entries[slot].labels)]).subtracting(changed.removed).union(changed.added).sorted()
        if let number = labelSetNumbers[labels] {
            entries[slot].labels = number
        } else if labelSets.count < Int(UInt16.max) {
            labelSetNumbers[labels] = UInt16(labelSets.count)
            entries[slot].labels = UInt16(labelSets.count)
            labelSets.append(labels)
        }
    }
}

extension Book.Entry: Kept {
    static var blank: Self {
        Self(startedAt: 0, updatedAt: 0, born: 0, page: 0, language: .indonesian, firstLanguage: .indonesian, channel: .web)
    }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&startedAt, "startedAt")
        keeper.keep(&updatedAt, "updatedAt")
        keeper.keep(&saidAt, "saidAt")
        keeper.keep(&askedAt, "askedAt")
        keeper.keep(&born, "born")
        keeper.keep(&number, "number")
        keeper.keep(&handoff, "handoff")
        keeper.keep(&answer, "answer")
        keeper.keep(&rating, "rating")
        keeper.keep(&saidNumber, "saidNumber")
        keeper.keep(&saidWords, "saidWords")
        keeper.keep(&isSaidByTap, "isSaidByTap")
        keeper.keep(&labels, "labels")
        keeper.keep(&page, "page")
        keeper.keep(&assignee, "assignee")
        keeper.keep(&score, "score")
        keeper.keep(&status, "status")
        keeper.keep(&mode, "mode")
        keeper.keep(&priority, "priority")
        keeper.keep(&language, "language")
        keeper.keep(&firstLanguage, "firstLanguage")
        keeper.keep(&channel, "channel")
        keeper.keep(&speaker, "speaker")
        keeper.keep(&isForgotten, "isForgotten")
        keeper.keep(&isSnoozed, "isSnoozed")
        keeper.keep(&isBlocked, "isBlocked")
        keeper.keep(&leftMessage, "leftMessage")
        keeper.keep(&hasAsked, "hasAsked")
        keeper.keep(&hasBeenAnswered, "hasBeenAnswered")
        keeper.keep(&hasHandedOff, "hasHandedOff")
    }
}

extension Ledger.Counts: Kept {
    /// To read into.
    public static var blank: Self { Self() }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&open, "open")
        keeper.keep(&pending, "pending")
        keeper.keep(&closed, "closed")
        keeper.keep(&mine, "mine")
    }
}

extension Book: Kept {
    static var blank: Self { Self() }
    static var remade: Set<String> { ["slots", "labelSetNumbers", "recent"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&entries, "entries")
        keeper.keep(&texts, "texts")
        keeper.keep(&queue, "queue")
        keeper.keep(&byStatus, "byStatus")
        keeper.keep(&owned, "owned")
        keeper.keep(&snoozed, "snoozed")
        keeper.keep(&admins, "admins")
        keeper.keep(&pages, "pages")
        keeper.keep(&labelSets, "labelSets")
        guard keeper.hasRead else { return }
        guard texts.count == entries.count, labelSets.count <= Int(UInt16.max) else { return keeper.giveUp() }
        labelSetNumbers = Dictionary(labelSets.enumerated().map { ($1, UInt16($0)) }) { first, _ in first }
        slots = Slots()
        for slot in 0..<entries.count where !entries[slot].isForgotten {
            slots.insert(slot, hash: TableHash.of(idBytes(at: slot))) { TableHash.of(Texts.id(in: texts[$0])) }
        }
    }
}
