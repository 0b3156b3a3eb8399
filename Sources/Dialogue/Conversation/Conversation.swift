/// One conversation as its events left it. A fold: `apply` is the only way in, and it cannot fail.
public struct Conversation: Sendable {
    /// Which conversation it is.
    public let id: ConversationID
    /// The number of the last event; 0 before the first.
    public private(set) var number: UInt64 = 0
    /// SHA-256 of the secrets that open this conversation, in hexadecimal.
    public private(set) var sessionHashes: [String] = []
    /// A keyed hash of the address that began it.
    public private(set) var visitor = ""
    /// That of the last utterance; the page's before the first.
    public private(set) var language = Language.indonesian
    /// Chooses among wordings, the same way for as long as the conversation lives.
    public internal(set) var variantSeed: UInt32 = 0
    /// Who answers now.
    public internal(set) var mode = Mode.bot
    /// What people owe here, and who has it.
    public internal(set) var handoff = Handoff.State()
    /// What the visitor told of themselves, and how far the questions about it have come.
    public internal(set) var guided = Guided()
    /// What was said, oldest first.
    public private(set) var messages: [Message] = []
    /// Utterances of the visitor so far.
    public private(set) var utterances = 0
    /// What the visitor has said to the Benefit block.
    public private(set) var promotion = Promotion.State()
    /// The intent answered last; nil when the last answer was none.
    public private(set) var lastIntent: IntentID?
    /// How many utterances in a row were not understood.
    public private(set) var misunderstandings = 0
    private var answersByRole: [Intent.Role: Int] = [:]
    private var utteranceByClientID: [String: MessageID] = [:]

    /// Who answers.
    public enum Mode: String, Sendable, Hashable {
        case bot
        case waitingAdmin = "waiting_admin"
        case admin
    }

    /// One thing said.
    public struct Message: Sendable, Hashable {
        /// Names it in this conversation.
        public var id: MessageID
        /// The event's number: what visitors see as `sequence`.
        public var number: UInt64
        /// When it was said.
        public var at: Timestamp
        /// Who said it.
        public var role: Role
        /// What was said; for the bot the core answer.
        public var text: String
        /// The whole answer, when the bot said it.
        public var answer: Answer?
        /// The utterance answered.
        public var replyTo: MessageID?
        /// Who said it, when an admin did.
        public var admin: String?
        /// The client's own name for it, by which a retry is known.
        public var clientMessageID: String?
        /// What changed, when nobody said anything.
        public var change: Change?
        /// How far a wording of the answer has come; nil where none was asked for.
        public var rewording: Rewording.State?

        /// A model's wording of the answer, which is shown in its place; nil when there is none.
        public var polished: String? {
            if case .worded(let text, _) = rewording { text } else { nil }
        }

        /// What the wording cost, as far as it is known.
        public var usage: Rewording.Usage? {
            switch rewording {
            case .worded(_, let usage): usage
            case .declined(let usage): usage
            case .requested, nil: nil
            }
        }

        /// The words that are shown.
        public var shown: String { polished ?? text }

        /// The API's names: the visitor is `user`, the bot `assistant`.
        public enum Role: String, Sendable, Hashable { case user, assistant, admin, system }
    }

    /// So many utterances are kept open in one conversation; the next is refused. It bounds a conversation's memory
    /// (about 3 MB at worst) against somebody who never stops.
    public static let maximumUtterances = 1_000

    /// So many sessions may open one conversation: more devices than a person has.
    public static let maximumSessions = 16

    /// A conversation before its first event.
    public init(id: ConversationID) {
        self.id = id
    }

    /// The next state after `event`, which was the conversation's event `number`. Cost O(1), amortised.
    ///
    /// - Parameter roleOf: the role that content gives an intent, as of now: it decides how often a greeting was answered.
    public mutating func apply(_ event: Event, number: UInt64, at: Timestamp, roleOf: (IntentID) -> Intent.Role?) {
        self.number = number
        if let change = Change(event) {
            messages.append(
                Message(id: MessageID(rawValue: "change-\(number)"), number: number, at: at, role: .system, text: "", change: change))
        }
        switch event {
        case .conversationStarted(let start):
            sessionHashes = [start.sessionHash]
            visitor = start.visitor
            language = start.language
            variantSeed = start.variantSeed
        case .sessionAdded(let added):
            sessionHashes.append(added.sessionHash)
        case .visitorSaid(let said):
            utterances += 1
            language = said.language
            messages.append(
                Message(
                    id: said.messageID, number: number, at: at, role: .user, text: said.text, clientMessageID: said.clientMessageID))
            if let clientID = said.clientMessageID { utteranceByClientID[clientID] = said.messageID }
        case .botAnswered(let answered):
            let answer = answered.answer
            messages.append(
                Message(
                    id: answered.messageID, number: number, at: at, role: .assistant, text: answer.text, answer: answer,
                    replyTo: answered.replyTo))
            // A word about the conversation itself changes nothing that was talked about.
            if answered.replyTo != nil { lastIntent = answer.parts.first?.intent }
            switch answer.kind {
            case .clarify, .fallback: misunderstandings += 1
            case .answer, .smalltalk, .decline, .qualification: misunderstandings = 0
            case .notice: break
            }
            for part in answer.parts {
                if let role = roleOf(part.intent) { answersByRole[role, default: 0] += 1 }
            }
        case .promotionRefused(let refused):
            if let message = refused.messageID { promotion.closed.append(message) }
            promotion.refusals = refused.postponedUntilUtterance == nil ? refused.count : 0
            if let until = refused.postponedUntilUtterance { promotion.postponedUntilUtterance = until }
        case .adminSaid(let said):
            messages.append(
                Message(
                    id: said.messageID, number: number, at: at, role: .admin, text: said.text, admin: said.admin,
                    clientMessageID: said.clientMessageID))
        case .rewordingRequested(let request): note(.requested(until: request.deadline), on: request.messageID)
        case .answerReworded(let reworded): note(.worded(reworded.text, reworded.usage), on: reworded.messageID)
        case .rewordingDeclined(let declined): note(.declined(declined.usage), on: declined.messageID)
        default: break
        }
        guided.apply(event)
        applyHandoff(event, number: number, at: at)
    }

    private mutating func note(_ rewording: Rewording.State, on message: MessageID) {
        guard let index = messages.lastIndex(where: { $0.id == message }) else { return }
        messages[index].rewording = rewording
    }

    /// The utterance that a client sent under `clientMessageID`; nil when it is new.
    public func utterance(underClientID clientMessageID: String) -> Message? {
        utteranceByClientID[clientMessageID].flatMap(message)
    }

    /// The admin's reply that a console sent under `clientMessageID`; nil when it is new. O(messages), newest first.
    public func adminMessage(underClientID clientMessageID: String) -> Message? {
        messages.last { $0.role == .admin && $0.clientMessageID == clientMessageID }
    }

    /// The answer to the utterance that a client sent under `clientMessageID`; nil when it is new.
    public func answer(toClientMessage clientMessageID: String) -> Message? {
        guard let utterance = utteranceByClientID[clientMessageID] else { return nil }
        return messages.last { $0.replyTo == utterance }
    }

    /// The message named `id`; nil when this conversation has none. O(messages), newest first.
    public func message(_ id: MessageID) -> Message? {
        messages.last { $0.id == id }
    }

    /// The answer that the visitor sees last; nil before the first.
    public var lastAnswer: Message? {
        messages.last { $0.answer != nil }
    }

    /// How many answers to intents of `role` there have been.
    func answers(in role: Intent.Role) -> Int {
        answersByRole[role] ?? 0
    }
}
