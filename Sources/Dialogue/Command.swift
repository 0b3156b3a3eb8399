/// What somebody wants of a conversation. A command may be refused; what it leads to is events.
public enum Command: Sendable {
    case visitorSaid(Utterance)
    /// A did-you-mean choice or a suggestion was tapped.
    case choose(from: MessageID, Answer.Choice, clientMessageID: String?)
    /// A reply to the question that a message put was tapped; nil skips it.
    case reply(to: MessageID, value: String?, clientMessageID: String?)
    /// What the visitor told under a question's key is to be forgotten; nil forgets all of it.
    case forget(slot: String?)
    /// The visitor left a way to be reached, and agreed to it.
    case leaveContact(Lead.Contact, need: String? = nil)
    /// A link to the visitor's checklist was asked for.
    case makeChecklist(id: String, language: Language, version: String, expires: Timestamp)
    /// The link was followed.
    case openChecklist(id: String)
    /// The Benefit block was closed.
    case refusePromotion(on: MessageID)
    case requestHandoff(Handoff.Request)
    /// "Back to the assistant".
    case returnToBot
    case rateAnswer(MessageID, Event.Rating)
    case rateConversation(Event.Rating, comment: String?)
    case seen(upTo: UInt64)
    /// Another secret opens the conversation from now on.
    case addSession(hash: String, reason: String)
    /// A code by which another device may join was made.
    case issueJoinCode(hash: String, expires: Timestamp, channel: String)
    /// Another device joined by a code, which is used up.
    case join(codeHash: String, sessionHash: String, channel: String)
    /// Another channel joined by a code, which is used up.
    case joinChannel(codeHash: String, channel: String, addressHash: String?, verifiedBy: String)
    /// What an admin does.
    case admin(String, Act)
    /// A deadline's time has come.
    case deadlinePassed(id: String)
    /// The owner's last open console is gone, or there is one again.
    case ownerPresence(isThere: Bool)
    /// What came of asking a model to word an answer anew.
    case reword(MessageID, Rewording.Result)

    /// What the visitor typed, for reading; nil for all that is not words.
    public var text: String? {
        if case .visitorSaid(let utterance) = self { utterance.text } else { nil }
    }

    /// The client's own name for the message, by which a retry is known.
    public var clientMessageID: String? {
        switch self {
        case .visitorSaid(let utterance): utterance.clientMessageID
        case .choose(_, _, let name), .reply(_, _, let name): name
        default: nil
        }
    }

    /// What an admin does with a conversation.
    public enum Act: Sendable, Hashable {
        case claim
        case send(Reply)
        /// - fence: nil lets go whatever the fence is.
        case release(fence: UInt64?)
        case assign(to: String)
        case close(reason: String)
        case reopen
        case note(String)
        case label(String, isOn: Bool)
        case prioritise(Handoff.Priority)
        /// - until: nil wakes it.
        case snooze(until: Timestamp?)
        case block(reason: String)
        case unblock(reason: String)
        case seen(upTo: UInt64)
        case audit(MessageID, right: Bool, intentShouldBe: IntentID?, note: String?)
        /// Looked at what is masked as a rule.
        case look
    }

    /// An admin's reply on its way.
    public struct Reply: Sendable, Hashable {
        /// As it was written.
        public var text: String
        /// The claim it is said under.
        public var fence: UInt64
        /// The console's own name for it.
        public var clientMessageID: String?
        /// The canned response it began as.
        public var canned: Event.AdminSaid.CannedReference?
        /// What became of the bot's suggestion, when it began as one.
        public var suggested: Event.AdminSaid.Suggested?

        /// A reply under a claim.
        public init(
            text: String, fence: UInt64, clientMessageID: String? = nil, canned: Event.AdminSaid.CannedReference? = nil,
            suggested: Event.AdminSaid.Suggested? = nil
        ) {
            self.text = text
            self.fence = fence
            self.clientMessageID = clientMessageID
            self.canned = canned
            self.suggested = suggested
        }
    }

    /// What a visitor typed, and how it came.
    public struct Utterance: Sendable {
        /// As it was typed.
        public var text: String
        /// The language of the page it was typed on; the text itself may turn out to be in another.
        public var language: Language
        /// How it came.
        public var via: Event.VisitorSaid.Via
        /// The client's own name for it; nil when it cannot be sent again.
        public var clientMessageID: String?

        /// What was typed, and where.
        public init(text: String, language: Language, via: Event.VisitorSaid.Via = .typed, clientMessageID: String? = nil) {
            self.text = text
            self.language = language
            self.via = via
            self.clientMessageID = clientMessageID
        }
    }
}

/// What a command's outcome depends on beside the conversation, given as values so that deciding stays pure.
public struct Circumstances: Sendable {
    /// When it is decided.
    public var now: Timestamp
    /// For the visitor's message and for the reply.
    public var utteranceID: MessageID
    /// For the reply.
    public var replyID: MessageID
    /// How the conversation begins, when this command is its first.
    public var opening: Event.ConversationStarted?
    /// Since the command arrived.
    public var elapsedMilliseconds: Int
    /// How long others waited at such an hour; nil when too few did.
    public var estimate: Handoff.Estimate?
    /// Whether what was typed holds somebody's numbers: of an identity or tax card, a passport, an account.
    public var holdsIdentifiers: Bool

    /// The circumstances of one command.
    public init(
        now: Timestamp, utteranceID: MessageID, replyID: MessageID, opening: Event.ConversationStarted? = nil, elapsedMilliseconds: Int = 0,
        estimate: Handoff.Estimate? = nil, holdsIdentifiers: Bool = false
    ) {
        self.now = now
        self.utteranceID = utteranceID
        self.replyID = replyID
        self.opening = opening
        self.elapsedMilliseconds = elapsedMilliseconds
        self.estimate = estimate
        self.holdsIdentifiers = holdsIdentifiers
    }
}

/// What follows from a command: these events happened. Nothing else did.
public struct Decision: Sendable {
    /// In the order in which they happened; one run of the log.
    public var events: [Event]

    /// What happened.
    public init(events: [Event]) {
        self.events = events
    }

    /// What was said by this: the bot's answer to the visitor, or the admin's reply; nil when nothing was.
    public var reply: MessageID? {
        for event in events {
            switch event {
            case .botAnswered(let answered): return answered.messageID
            case .adminSaid(let said): return said.messageID
            default: continue
            }
        }
        return nil
    }
}

/// Why a command was refused; nothing happened.
public enum Refusal: Error, Hashable {
    /// The conversation holds `Conversation.maximumUtterances` already.
    case conversationFull(limit: Int)
    /// So many devices hold a session of this conversation already.
    case tooManySessions(limit: Int)
    /// No such message in this conversation, or it is none that can be answered this way.
    case unknownMessage
    /// The message offered no such choice.
    case unknownChoice
    /// People do not answer on this channel here.
    case channelOff(Handoff.Channel)
    /// People do not answer this visitor.
    case blocked
    /// A colleague has the conversation.
    case claimed(by: String)
    /// The reply was written under a claim that is no more; its text comes back with the refusal.
    case staleFence(owner: String?)
    /// It is over; it must be reopened first.
    case closed
    /// It is not over.
    case notClosed
}
