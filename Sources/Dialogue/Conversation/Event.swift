/// Names one conversation. It opens nothing: what it says is anybody's to know, the right to it is the session.
public struct ConversationID: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names one message of a conversation.
public struct MessageID: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names an intent of the company's content.
public struct IntentID: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What happened in a conversation. Each case is one line of the log; its fields stand in `Desk.docc`.
///
/// Names and fields are for ever: an old log must replay. Cases and fields are added, never reused.
public enum Event: Sendable, Hashable {
    case conversationStarted(ConversationStarted)
    case sessionAdded(SessionAdded)
    case visitorSaid(VisitorSaid)
    case messageRead(MessageRead)
    case botAnswered(BotAnswered)
    case choiceTaken(ChoiceTaken)
    case promotionRefused(PromotionRefused)
    case handoffRequested(HandoffRequested)
    case messagesSeen(MessagesSeen)
    case answerRated(AnswerRated)
    case conversationRated(ConversationRated)
    /// Somebody agreed to something; in the stream of what they agreed about.
    case consentGiven(Consent)
    /// The form was filled in; in the lead's own stream.
    case leadReceived(LeadReceived)
    /// A type of a later version: it keeps its number and is otherwise skipped.
    case unknown(type: String)
}

extension Event {
    /// A visitor's first utterance opened the conversation.
    public struct ConversationStarted: Sendable, Hashable {
        /// A keyed hash of the address: tells visitors apart, tells nothing about them.
        public var visitor: String
        /// SHA-256 of the session's secret, in hexadecimal.
        public var sessionHash: String
        public var language: Language
        public var channel: Channel
        public var page: String?
        public var referrer: String?
        /// Chooses among variants of wording, the same way for as long as the conversation lives.
        public var variantSeed: UInt32

        public enum Channel: String, Sendable, Hashable { case web, form, whatsapp }

        public init(
            visitor: String, sessionHash: String, language: Language, channel: Channel, page: String? = nil, referrer: String? = nil,
            variantSeed: UInt32
        ) {
            self.visitor = visitor
            self.sessionHash = sessionHash
            self.language = language
            self.channel = channel
            self.page = page
            self.referrer = referrer
            self.variantSeed = variantSeed
        }
    }

    /// Another secret opens the conversation from now on, beside the earlier ones.
    public struct SessionAdded: Sendable, Hashable {
        public var sessionHash: String
        public var reason: String

        public init(sessionHash: String, reason: String) {
            self.sessionHash = sessionHash
            self.reason = reason
        }
    }

    public struct VisitorSaid: Sendable, Hashable {
        public var messageID: MessageID
        /// The client's own name for this message; it makes a retry safe.
        public var clientMessageID: String?
        public var text: String
        public var language: Language
        public var via: Via

        public enum Via: String, Sendable, Hashable, CaseIterable {
            case typed, suggestion, choice, button, form
            case offlineQueue = "offline_queue"
        }

        public init(messageID: MessageID, clientMessageID: String? = nil, text: String, language: Language, via: Via = .typed) {
            self.messageID = messageID
            self.clientMessageID = clientMessageID
            self.text = text
            self.language = language
            self.via = via
        }
    }

    /// How the classifier understood a message.
    public struct MessageRead: Sendable, Hashable {
        public var messageID: MessageID
        public var reading: Reading
        /// Which content the model was trained on.
        public var contentVersion: String
        /// What the model was told of the conversation.
        public var context: ReadingContext

        public init(messageID: MessageID, reading: Reading, contentVersion: String, context: ReadingContext) {
            self.messageID = messageID
            self.reading = reading
            self.contentVersion = contentVersion
            self.context = context
        }
    }

    public struct BotAnswered: Sendable, Hashable {
        public var messageID: MessageID
        public var replyTo: MessageID
        public var answer: Answer
        /// From the command's arrival to the decision; the disk comes after.
        public var milliseconds: Int

        public init(messageID: MessageID, replyTo: MessageID, answer: Answer, milliseconds: Int) {
            self.messageID = messageID
            self.replyTo = replyTo
            self.answer = answer
            self.milliseconds = milliseconds
        }
    }

    /// The visitor tapped one of the choices or suggestions. What was offered beside it is kept, for content people to learn from.
    public struct ChoiceTaken: Sendable, Hashable {
        /// The message that offered.
        public var messageID: MessageID
        public var intent: IntentID
        public var offered: [IntentID]

        public init(messageID: MessageID, intent: IntentID, offered: [IntentID]) {
            self.messageID = messageID
            self.intent = intent
            self.offered = offered
        }
    }

    public struct PromotionRefused: Sendable, Hashable {
        public var how: How
        /// Refusals since the last postponement, this one included.
        public var count: Int
        /// The block stays away until this many utterances of the visitor have been said in all; nil while it is not postponed.
        public var postponedUntilUtterance: Int?

        public enum How: String, Sendable, Hashable { case text, closed }

        public init(how: How, count: Int, postponedUntilUtterance: Int?) {
            self.how = how
            self.count = count
            self.postponedUntilUtterance = postponedUntilUtterance
        }
    }

    public struct HandoffRequested: Sendable, Hashable {
        public var reason: Handoff.Reason
        public var channel: Handoff.Channel
        public var topic: String?
        public var withinHours: Bool

        public init(reason: Handoff.Reason, channel: Handoff.Channel, topic: String?, withinHours: Bool) {
            self.reason = reason
            self.channel = channel
            self.topic = topic
            self.withinHours = withinHours
        }
    }

    public struct LeadReceived: Sendable, Hashable {
        public var leadID: String
        public var lead: Lead
        /// The conversation it came from, when there was one.
        public var conversation: ConversationID?

        public init(leadID: String, lead: Lead, conversation: ConversationID?) {
            self.leadID = leadID
            self.lead = lead
            self.conversation = conversation
        }
    }

    public struct MessagesSeen: Sendable, Hashable {
        public var upTo: UInt64
        public init(upTo: UInt64) { self.upTo = upTo }
    }

    public struct AnswerRated: Sendable, Hashable {
        public var messageID: MessageID
        public var value: Rating

        public init(messageID: MessageID, value: Rating) {
            self.messageID = messageID
            self.value = value
        }
    }

    public struct ConversationRated: Sendable, Hashable {
        public var value: Rating
        public var comment: String?

        public init(value: Rating, comment: String?) {
            self.value = value
            self.comment = comment
        }
    }

    public enum Rating: String, Sendable, Hashable { case up, down }
}
