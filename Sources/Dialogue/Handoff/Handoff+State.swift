extension Handoff {
    /// What a conversation knows of the people who answer in it: a fold, a part of `Conversation`.
    public struct State: Sendable, Hashable {
        /// What was asked for last; nil while nobody was, and once the bot answers again.
        public internal(set) var request: Event.HandoffRequested?
        /// When the person was asked for who has not been found, or not finished, yet: a claim and a release do not move it, so that nobody
        /// loses their place because an admin changed their mind. nil while nobody is asked for.
        public internal(set) var askedAt: Timestamp?
        /// How the request is served.
        public internal(set) var priority = Priority.normal
        /// The admin who has the conversation.
        public internal(set) var owner: String?
        /// What a `send` must show. It grows with each change of hands, so that an owner of yesterday is known.
        public internal(set) var fence: UInt64 = 0
        /// Until somebody says something.
        public internal(set) var isClosed = false
        /// What is owed, and by when.
        public internal(set) var deadlines: [Deadline] = []
        /// When the visitor was told last that a message was passed on.
        public internal(set) var passedOnAt: Timestamp?
        /// Whom to ask for.
        public internal(set) var name: String?
        /// Where the visitor can be reached.
        public internal(set) var contact: String?
        /// Put on by admins, in the order of their coming.
        public internal(set) var labels: [String] = []
        /// Out of sight until then, or until the visitor says something.
        public internal(set) var snoozedUntil: Timestamp?
        /// People do not answer this visitor.
        public internal(set) var isBlocked = false
        /// The number up to which an admin has seen what was said.
        public internal(set) var seenByAdmin: UInt64 = 0
        /// The number up to which the visitor has.
        public internal(set) var seenByVisitor: UInt64 = 0
        /// Whether the visitor said what they think of the conversation, since it was closed last.
        public internal(set) var isRated = false
        /// Whether the last word is the visitor's and no admin has answered it.
        public internal(set) var owesReply = false

        /// What is owed under `purpose`; nil when nothing is.
        func deadline(_ purpose: Deadline.Purpose) -> Deadline? {
            deadlines.first { $0.purpose == purpose }
        }

        /// Whether the visitor left a message with a contact, for when people are back.
        public var hasLeftMessage: Bool {
            request.map { !$0.withinHours } ?? false && contact != nil
        }
    }
}

extension Conversation {
    /// Since when somebody waits, by which the queue is served; nil while nobody does.
    public var waitingSince: Timestamp? { mode == .waitingAdmin ? handoff.askedAt : nil }

    /// Open, waiting for a person, or over.
    public enum Status: String, Sendable, Hashable, CaseIterable { case open, pending, closed }

    /// What the PRD calls the status.
    public var status: Status {
        if handoff.isClosed { return .closed }
        return mode == .waitingAdmin ? .pending : .open
    }

    /// What `event` does to who answers. The messages are `apply`'s.
    mutating func applyHandoff(_ event: Event, number: UInt64, at: Timestamp) {
        switch event {
        case .visitorSaid:
            if mode == .admin { handoff.owesReply = true }
            handoff.snoozedUntil = nil
        case .botAnswered(let answered):
            if mode == .waitingAdmin, answered.answer.kind == .notice, answered.replyTo != nil { handoff.passedOnAt = at }
        case .handoffRequested(let request):
            if mode != .admin {
                mode = .waitingAdmin
                handoff.askedAt = handoff.askedAt ?? at
                handoff.owesReply = true
            }
            handoff.isClosed = false
            handoff.snoozedUntil = nil
            handoff.request = request
            handoff.priority = max(handoff.priority, request.priority)
            handoff.name = request.name ?? handoff.name
            handoff.contact = request.contact ?? handoff.contact
        case .handoffPrioritised(let change): handoff.priority = change.priority
        case .deadlineSet(let set):
            handoff.deadlines.append(Deadline(id: set.deadlineID, purpose: set.purpose, step: set.step, at: set.at))
        case .deadlinePassed(let passed):
            handoff.deadlines.removeAll { $0.id == passed.deadlineID }
            if passed.purpose == .snooze { handoff.snoozedUntil = nil }
        case .deadlineCleared(let cleared): handoff.deadlines.removeAll { $0.id == cleared.deadlineID }
        case .handoffClaimed(let claim): take(claim.admin, fence: claim.fence)
        case .handoffAssigned(let assigned): take(assigned.to, fence: assigned.fence)
        case .handoffReleased:
            mode = .waitingAdmin
            handoff.owner = nil
            handoff.askedAt = handoff.askedAt ?? at
        case .handoffReturned: leave()
        case .adminSaid: handoff.owesReply = false
        case .labelsChanged(let change):
            handoff.labels.removeAll(where: change.removed.contains)
            handoff.labels += change.added.filter { !handoff.labels.contains($0) }
        case .snoozed(let snooze): handoff.snoozedUntil = snooze.until
        case .conversationClosed:
            leave()
            handoff.isClosed = true
            handoff.isRated = false
        case .conversationReopened: handoff.isClosed = false
        case .conversationRated: handoff.isRated = true
        case .visitorBlocked: handoff.isBlocked = true
        case .visitorUnblocked: handoff.isBlocked = false
        case .contactGiven(let contact): handoff.contact = contact.value
        case .messagesSeen(let seen):
            if seen.who == .visitor {
                handoff.seenByVisitor = max(handoff.seenByVisitor, seen.upTo)
            } else {
                handoff.seenByAdmin = max(handoff.seenByAdmin, seen.upTo)
            }
        default: break
        }
    }

    private mutating func take(_ admin: String, fence: UInt64) {
        mode = .admin
        handoff.owner = admin
        handoff.fence = fence
        handoff.isClosed = false
    }

    private mutating func leave() {
        mode = .bot
        handoff.owner = nil
        handoff.request = nil
        handoff.askedAt = nil
        handoff.snoozedUntil = nil
        handoff.priority = .normal
        handoff.owesReply = false
        handoff.passedOnAt = nil
    }
}

extension Handoff.Priority: Comparable {
    /// Whether `left` is served after `right`.
    public static func < (left: Self, right: Self) -> Bool { left == .normal && right == .high }
}

/// A line in the conversation that nobody said: who came, who went, and that it is over.
public enum Change: Sendable, Hashable {
    case waiting, leftMessage
    case joined(String)
    case left(String)
    case returned, closed, reopened

    /// The line that `event` leaves for the visitor; nil for what visitors are not told this way.
    init?(_ event: Event) {
        switch event {
        case .handoffRequested(let request): self = request.withinHours || request.contact == nil ? .waiting : .leftMessage
        case .handoffClaimed(let claim): self = .joined(claim.admin)
        case .handoffAssigned(let assigned): self = .joined(assigned.to)
        case .handoffReleased(let released): self = .left(released.admin)
        case .handoffReturned: self = .returned
        case .conversationClosed: self = .closed
        case .conversationReopened: self = .reopened
        default: return nil
        }
    }

    /// The API's name for it.
    public var name: String {
        switch self {
        case .waiting: "waiting"
        case .leftMessage: "left_message"
        case .joined: "joined"
        case .left: "left"
        case .returned: "returned"
        case .closed: "closed"
        case .reopened: "reopened"
        }
    }

    /// Whom it names.
    public var admin: String? {
        switch self {
        case .joined(let admin), .left(let admin): admin
        default: nil
        }
    }
}
