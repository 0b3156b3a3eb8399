/// Who answers, and what follows when nobody does. Pure, as all of `Policy`: a deadline is an event, its passing a command.
///
/// The ladder of somebody who waits: reminded team → WhatsApp offered → contact taken → the bot again, with an apology. Whoever left a
/// contact stays in the queue, and the team is reminded each working day. Every step owes the next one a deadline, so nothing can get stuck.
extension Policy {
    /// A message that is passed on is said to be so at most this often.
    static let passedOnInterval = Duration.seconds(300)
    /// An owner without an open console has so long to come back.
    static let absenceGrace = Duration.seconds(120)
    /// So often the team is reminded of somebody who left a contact, a working day apart; then the bot has the conversation again.
    static let contactReminders = 5
    /// So often an owner is reminded of a conversation that should have been done; then it is closed.
    static let resolveReminders = 7
    /// A notice that was not delivered within this is no longer worth telling.
    static let noticeExpiry = Duration.seconds(12 * 3_600)

    // MARK: Asking for a person

    func requestHandoff(
        _ request: Handoff.Request, in conversation: Conversation, given circumstances: Circumstances
    ) throws(Refusal) -> [Event] {
        guard content.channels.contains(request.channel) else { throw .channelOff(request.channel) }
        guard !conversation.handoff.isBlocked else { throw .blocked }
        let isOpen = content.hours.isOpen(at: circumstances.now)
        let waits = conversation.mode == .waitingAdmin
        // Whoever has a person, or waits for one and adds nothing, is told how things stand and no more.
        if conversation.mode == .admin || waits && request.contact == nil { return [] }
        // Outside the hours nobody would come: the client shows the form for a message first.
        if request.channel == .webchat, !isOpen, request.contact == nil { return [] }

        let scored = score(request.topic ?? "", as: conversation.guided, in: conversation, events: [], given: circumstances)
        let said = scored.reduce(into: conversation.guided) { $0.apply($1) }.signals
        var run = Run(conversation, given: circumstances, after: scored)
        run.add(
            .handoffRequested(
                .init(
                    reason: conversation.lastAnswer?.answer?.handoffOffered ?? .asked, channel: request.channel, name: request.name,
                    contact: request.contact?.value, topic: request.topic, priority: priority(of: conversation, said: said),
                    withinHours: isOpen,
                    estimate: isOpen ? circumstances.estimate : nil)))
        if let contact = request.contact { run.add(.contactGiven(.init(kind: contact.kind, value: contact.value))) }
        run.clear([.firstResponse, .contact, .snooze])
        if isOpen || request.contact == nil {
            run.set(.firstResponse, step: 0, at: instant(afterOpen: content.handoff.firstResponseSeconds, from: circumstances.now))
        } else {
            run.set(.contact, step: 0, at: instant(afterOpen: content.handoff.resolveSeconds, from: circumstances.now))
            let opening = content.hours.nextOpeningInWords(after: circumstances.now, in: conversation.language)
            run.say(
                composer.notice(
                    content.phrases.messageTaken.filled(["opening": opening]), in: conversation.language, conversation: conversation))
        }
        tell("handoff", in: &run)
        return scored + run.events
    }

    /// What was said and told decides how a request is served.
    ///
    /// - Parameters:
    ///   - slots: what was told, when it is more than the conversation knows yet.
    ///   - said: the signals that were given, likewise.
    func priority(
        of conversation: Conversation, knowing slots: [String: String]? = nil, said: Set<LeadSignals.Signal.ID>? = nil
    ) -> Handoff.Priority {
        let answer = conversation.lastAnswer?.answer
        if let reason = answer?.handoffOffered, reason == .complaint || reason == .ready { return .high }
        let roles = conversation.messages.suffix(6).compactMap { $0.answer?.parts.first?.intent }.compactMap(content.role)
        if roles.contains(where: { $0 == .complaint || $0 == .ready }) { return .high }
        let standing = content.qualification?.standing(
            for: slots ?? conversation.guided.slots, said: said ?? conversation.guided.signals)
        return standing.map { $0.isUrgent || $0.isTop } ?? false ? .high : conversation.handoff.priority
    }

    /// "Back to the assistant": whoever waits or talks leaves the queue or the admin.
    func returnToBot(_ conversation: Conversation, given circumstances: Circumstances) -> [Event] {
        var run = Run(conversation, given: circumstances)
        if conversation.handoff.isClosed { run.add(.conversationReopened(.init(by: .visitor, reason: "visitor"))) }
        if conversation.mode != .bot {
            run.add(.handoffReturned(.init(by: .visitor, reason: "asked")))
            run.clearAll(but: [.followUp])
        }
        return run.events
    }

    // MARK: The visitor speaks while people answer

    /// What was said to an admin: kept, owed a reply, and answered by nobody else.
    func saidToAdmin(_ said: Event.VisitorSaid, in conversation: Conversation, given circumstances: Circumstances) -> [Event] {
        var run = Run(conversation, given: circumstances)
        run.add(.visitorSaid(said))
        run.clear([.snooze])
        if conversation.handoff.deadline(.reply) == nil {
            run.set(.reply, step: 0, at: instant(afterOpen: content.handoff.firstResponseSeconds, from: circumstances.now))
        }
        return run.events
    }

    /// Whether the bot's `answer` is said to somebody who waits for a person: what it knows, yes; that it does not, only now and then.
    func isWorthSaying(_ answer: Answer, to conversation: Conversation, at now: Timestamp) -> Answer? {
        guard conversation.mode == .waitingAdmin else { return answer }
        switch answer.kind {
        case .answer, .smalltalk, .qualification: return answer
        case .clarify, .fallback, .decline, .notice:
            if let last = conversation.handoff.passedOnAt, now < last.advanced(by: Self.passedOnInterval) { return nil }
            return composer.notice(content.phrases.passedOn, in: conversation.language, conversation: conversation)
        }
    }

    // MARK: What admins ask the bot

    /// What the bot would say in an admin's place; nil when it does not know.
    public func suggestion(for reading: Reading, in conversation: Conversation) -> Answer? {
        let answer = reply(to: reading, in: reading.language ?? conversation.language, conversation: conversation)
        return answer.parts.isEmpty ? nil : answer
    }

    /// What the bot knows, for staff: internal subjects too.
    public func answerForStaff(to reading: Reading, in language: Language) -> Answer {
        let empty = Conversation(id: ConversationID(rawValue: ""))
        let asked = reading.parts.filter { $0.verdict == .answer }
            .compactMap { part in part.intent.flatMap(content.intent).map { ($0, part.confidence) } }
        return asked.isEmpty
            ? reply(to: reading, in: language, conversation: empty) : composer.answer(to: asked, in: language, conversation: empty)
    }

    // MARK: What admins do

    func act(
        _ act: Command.Act, by admin: String, in conversation: Conversation, given circumstances: Circumstances
    ) throws(Refusal) -> [Event] {
        let state = conversation.handoff
        var run = Run(conversation, given: circumstances)
        switch act {
        case .claim:
            if state.owner == admin { return [] }
            if let owner = state.owner { throw .claimed(by: owner) }
            guard !state.isClosed else { throw .closed }
            run.add(.handoffClaimed(.init(admin: admin, fence: state.fence + 1)))
            takenOn(&run, since: circumstances.now)
        case .send(let reply):
            guard state.owner == admin, state.fence == reply.fence else { throw .staleFence(owner: state.owner) }
            run.add(
                .adminSaid(
                    .init(
                        messageID: circumstances.replyID, clientMessageID: reply.clientMessageID, admin: admin, fence: reply.fence,
                        text: reply.text, canned: reply.canned, origin: .console, suggested: reply.suggested)))
            run.clear([.reply])
        case .release(let fence):
            guard state.owner == admin, fence == nil || fence == state.fence else { throw .staleFence(owner: state.owner) }
            release(&run, admin: admin, fence: state.fence, by: .admin(admin), reason: "released", at: circumstances.now)
        case .assign(let colleague):
            guard !state.isClosed else { throw .closed }
            if state.owner == colleague { return [] }
            run.add(.handoffAssigned(.init(by: .admin(admin), from: state.owner, to: colleague, fence: state.fence + 1)))
            takenOn(&run, since: circumstances.now)
            tell("assigned", in: &run, ["admin": colleague])
        case .close(let reason):
            guard !state.isClosed else { return [] }
            if let owner = state.owner, owner != admin { throw .claimed(by: owner) }
            run.add(.conversationClosed(.init(by: .admin(admin), reason: reason)))
            run.clearAll()
        case .reopen:
            guard state.isClosed else { throw .notClosed }
            run.add(.conversationReopened(.init(by: .admin(admin), reason: "admin")))
        case .note(let text): run.add(.noteAdded(.init(admin: admin, text: text)))
        case .label(let label, let isOn):
            guard state.labels.contains(label) != isOn else { return [] }
            run.add(.labelsChanged(.init(admin: admin, added: isOn ? [label] : [], removed: isOn ? [] : [label])))
        case .prioritise(let priority):
            guard state.priority != priority else { return [] }
            run.add(.handoffPrioritised(.init(by: .admin(admin), priority: priority, reason: "admin")))
        case .snooze(let until):
            // What is over is out of sight already.
            guard !state.isClosed || until == nil else { throw .closed }
            run.add(.snoozed(.init(admin: admin, until: until)))
            run.clear([.snooze])
            if let until { run.set(.snooze, step: 0, at: until) }
        case .block(let reason): if !state.isBlocked { run.add(.visitorBlocked(.init(admin: admin, reason: reason))) }
        case .unblock(let reason): if state.isBlocked { run.add(.visitorUnblocked(.init(admin: admin, reason: reason))) }
        case .seen(let number):
            let number = min(number, conversation.number)
            guard number > state.seenByAdmin else { return [] }
            run.add(.messagesSeen(.init(who: .admin(admin), upTo: number)))
        case .audit(let message, let right, let intent, let note):
            guard conversation.message(message)?.answer != nil else { throw .unknownMessage }
            run.add(.answerAudited(.init(admin: admin, messageID: message, right: right, intentShouldBe: intent, note: note)))
        case .look: run.add(.adminLooked(.init(admin: admin, what: "unmasked", target: conversation.id.rawValue)))
        }
        return run.events
    }

    /// Somebody has it now: nobody waits, and it should be done within its time.
    private func takenOn(_ run: inout Run, since now: Timestamp) {
        run.clearAll(but: [.snooze, .followUp])
        run.set(.reply, step: 0, at: instant(afterOpen: content.handoff.firstResponseSeconds, from: now))
        run.set(.resolve, step: 0, at: instant(afterOpen: content.handoff.resolveSeconds, from: now))
    }

    private func release(_ run: inout Run, admin: String, fence: UInt64, by: Actor, reason: String, at now: Timestamp) {
        run.add(.handoffReleased(.init(by: by, admin: admin, fence: fence, reason: reason)))
        run.clearAll(but: [.snooze, .followUp])
        run.set(.firstResponse, step: 0, at: instant(afterOpen: content.handoff.firstResponseSeconds, from: now))
        tell("handoff", in: &run)
    }

    func ownerPresence(isThere: Bool, in conversation: Conversation, given circumstances: Circumstances) -> [Event] {
        var run = Run(conversation, given: circumstances)
        let isOwed = conversation.handoff.deadline(.absent) != nil
        if isThere {
            run.clear([.absent])
        } else if conversation.handoff.owner != nil, !isOwed {
            run.set(.absent, step: 0, at: circumstances.now.advanced(by: Self.absenceGrace))
        }
        return run.events
    }

    // MARK: The ladder

    /// What follows when `id` passes; nothing when it is not owed any more.
    ///
    /// That its time has come is the timer's to know, who counts on a clock that never jumps. The wall's may show an earlier time by then, set
    /// back since; asked here, such a deadline would never pass.
    func deadlinePassed(_ id: String, in conversation: Conversation, given circumstances: Circumstances) -> [Event] {
        let now = circumstances.now
        guard let deadline = conversation.handoff.deadlines.first(where: { $0.id == id }) else { return [] }
        var run = Run(conversation, given: circumstances)
        run.add(.deadlinePassed(.init(deadlineID: id, purpose: deadline.purpose, step: deadline.step)))
        let next = deadline.step + 1
        func again(_ seconds: Int) { run.set(deadline.purpose, step: next, at: instant(afterOpen: seconds, from: now)) }
        func say(_ phrase: Localized<String>, _ primary: CallToAction.Action? = nil) {
            var answer = composer.notice(phrase, in: conversation.language, conversation: conversation)
            if let primary { answer.primary.action = primary }
            run.say(answer)
        }
        func returned() {
            run.add(.handoffReturned(.init(by: .system, reason: "absent")))
            run.clearAll(but: [.followUp])
            say(content.phrases.resumed)
        }
        switch deadline.purpose {
        case .firstResponse:
            guard conversation.mode == .waitingAdmin else { break }
            let elsewhere = content.channels.contains(.whatsapp) && conversation.handoff.request?.channel != .whatsapp
            switch deadline.step {
            case 0:
                tell("reminder", in: &run)
                say(content.phrases.stillWaiting)
                again(content.handoff.firstResponseSeconds)
            case 1 where elsewhere:
                tell("reminder", in: &run)
                let href = content.whatsAppHref(topic: conversation.handoff.request?.topic, in: conversation.language)
                say(content.phrases.offerElsewhere, href.map { .whatsapp(href: $0) })
                again(content.handoff.firstResponseSeconds)
            case 1, 2:
                if conversation.handoff.contact == nil { say(content.phrases.takeContact, .lead) }
                again(content.handoff.firstResponseSeconds)
            default:
                if conversation.handoff.contact == nil {
                    returned()
                } else {
                    // Whoever can be called stays in the queue, and the team hears of it each working day.
                    run.set(.contact, step: 0, at: instant(afterOpen: content.handoff.resolveSeconds, from: now))
                }
            }
        case .contact:
            guard conversation.mode == .waitingAdmin else { break }
            tell("reminder", in: &run)
            if next < Self.contactReminders { again(content.handoff.resolveSeconds) } else { returned() }
        case .reply, .absent:
            guard let owner = conversation.handoff.owner else { break }
            if deadline.purpose == .reply, deadline.step == 0 {
                tell("reminder", in: &run, ["admin": owner])
                again(content.handoff.firstResponseSeconds)
            } else {
                release(&run, admin: owner, fence: conversation.handoff.fence, by: .system, reason: "absent", at: now)
                say(content.phrases.adminAway)
            }
        case .resolve:
            guard let owner = conversation.handoff.owner else { break }
            if conversation.handoff.owesReply, next < Self.resolveReminders {
                tell("reminder", in: &run, ["admin": owner])
                again(content.handoff.resolveSeconds)
            } else {
                run.add(.conversationClosed(.init(by: .system, reason: "idle")))
                run.clearAll()
            }
        case .followUp: tell("follow_up", in: &run)
        case .snooze: break
        }
        return run.events
    }

    // MARK: Means

    /// The instant when so many seconds of opening hours have gone by.
    func instant(afterOpen seconds: Int, from now: Timestamp) -> Timestamp {
        content.hours.instant(after: .seconds(seconds), from: now) ?? now.advanced(by: .seconds(seconds))
    }

    /// Asks the outbox to tell everybody who is to be told. A crash after this run loses none of it.
    private func tell(_ template: String, in run: inout Run, _ data: [String: String] = [:]) {
        for notice in content.handoff.notices { run.tell(template, notice, data) }
    }
}

/// Events of one run as they are decided, with names that no other run can give: of the conversation and the event's number.
struct Run {
    private(set) var events: [Event] = []
    private let conversation: Conversation
    private let circumstances: Circumstances
    /// How many events of the same run come before these.
    private let earlier: Int
    private var live: [Deadline]

    init(_ conversation: Conversation, given circumstances: Circumstances, after earlier: [Event] = []) {
        self.conversation = conversation
        self.circumstances = circumstances
        self.earlier = earlier.count
        live = conversation.handoff.deadlines
    }

    /// That of the next event.
    private var number: UInt64 { conversation.number + UInt64(earlier + events.count) + 1 }

    mutating func add(_ event: Event) {
        if case .deadlinePassed(let passed) = event { live.removeAll { $0.id == passed.deadlineID } }
        events.append(event)
    }

    mutating func set(_ purpose: Deadline.Purpose, step: Int, at: Timestamp) {
        let id = "d\(number)"
        live.append(Deadline(id: id, purpose: purpose, step: step, at: at))
        add(.deadlineSet(.init(deadlineID: id, purpose: purpose, step: step, at: at)))
    }

    mutating func clear(_ purposes: [Deadline.Purpose]) {
        for deadline in live where purposes.contains(deadline.purpose) { add(.deadlineCleared(.init(deadlineID: deadline.id))) }
        live.removeAll { purposes.contains($0.purpose) }
    }

    mutating func clearAll(but kept: [Deadline.Purpose] = []) {
        clear(Deadline.Purpose.allCases.filter { !kept.contains($0) })
    }

    /// A word of the bot's that answers nothing.
    mutating func say(_ answer: Answer) {
        add(
            .botAnswered(
                .init(messageID: circumstances.replyID, replyTo: nil, answer: answer, milliseconds: circumstances.elapsedMilliseconds)))
    }

    mutating func tell(_ template: String, _ notice: Handoff.Settings.Notice, _ data: [String: String]) {
        let id = "\(conversation.id.rawValue)-\(number)"
        add(
            .deliveryRequested(
                .init(
                    deliveryID: id, kind: notice.kind, toRef: notice.toRef, template: template, data: data,
                    expires: circumstances.now.advanced(by: Policy.noticeExpiry))))
    }
}

extension Localized<String> {
    /// Both texts with their slots filled.
    func filled(_ values: [String: String]) -> Self {
        let slots = Slots(values)
        return Localized(slots.fill(self[.indonesian]), english: slots.fill(self[.english]))
    }
}
