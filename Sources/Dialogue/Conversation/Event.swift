/// Names one conversation. It opens nothing: what it says is anybody's to know, the right to it is the session.
public struct ConversationID: RawRepresentable, Sendable, Hashable {
    /// As the log and the API show it; nothing may be read into it.
    public let rawValue: String
    /// The conversation so named.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names one message of a conversation.
public struct MessageID: RawRepresentable, Sendable, Hashable {
    /// As the log and the API show it.
    public let rawValue: String
    /// The message so named.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Names an intent of the company's content.
public struct IntentID: RawRepresentable, Sendable, Hashable {
    /// As content people write it: `PPIU_SYARAT`.
    public let rawValue: String
    /// The intent so named.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What happened in a conversation. Each case is one line of the log; its fields stand in `Desk.docc`.
///
/// Names and fields are for ever: an old log must replay. Cases and fields are added, never reused.
public enum Event: Sendable, Hashable {
    case conversationStarted(ConversationStarted)
    case sessionAdded(SessionAdded)
    case visitorSaid(VisitorSaid)
    // In boxes: an event is copied on its way to disk, memory and metrics, and these two are large.
    indirect case messageRead(MessageRead)
    indirect case botAnswered(BotAnswered)
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
    /// The request goes before others, or no longer does.
    case handoffPrioritised(HandoffPrioritised)
    /// Somebody is owed something by an instant; passing it is a command.
    case deadlineSet(DeadlineSet)
    /// It was not met; what follows is in the same run.
    case deadlinePassed(DeadlinePassed)
    /// It was met, or nothing is owed any more.
    case deadlineCleared(DeadlineCleared)
    /// An admin took the conversation.
    case handoffClaimed(HandoffClaimed)
    /// The admin gave the conversation back to the queue.
    case handoffReleased(HandoffReleased)
    /// The conversation was passed to a colleague.
    case handoffAssigned(HandoffAssigned)
    /// The bot answers again.
    case handoffReturned(HandoffReturned)
    /// An admin's reply.
    indirect case adminSaid(AdminSaid)
    /// A note for colleagues; visitors never see it.
    case noteAdded(NoteAdded)
    /// Labels were put on or taken off.
    case labelsChanged(LabelsChanged)
    /// Out of sight until an instant.
    case snoozed(Snoozed)
    /// It is over, until somebody says something.
    case conversationClosed(ConversationClosed)
    /// It goes on.
    case conversationReopened(ConversationReopened)
    /// What this visitor says is kept and no longer answered by people.
    case visitorBlocked(VisitorBlocked)
    /// The visitor may be heard again.
    case visitorUnblocked(VisitorUnblocked)
    /// An admin came or went. In the stream `desk`.
    case presenceChanged(PresenceChanged)
    /// An admin looked at what is masked as a rule, or took data out.
    case adminLooked(AdminLooked)
    /// An admin has another password. In the stream `desk`.
    case passwordChanged(PasswordChanged)
    /// A canned response has this wording from now on. In the stream `canned`.
    case cannedSaved(CannedSaved)
    /// A canned response is no longer offered.
    case cannedRemoved(CannedRemoved)
    /// An answer of the weekly sample was judged.
    case answerAudited(AnswerAudited)
    /// The visitor told something about themselves.
    case slotFilled(SlotFilled)
    /// What was told is forgotten.
    case slotCleared(SlotCleared)
    /// A qualifying question was put.
    case questionAsked(QuestionAsked)
    /// The visitor would rather not say.
    case questionSkipped(QuestionSkipped)
    /// Every question has been answered or skipped.
    case qualificationFinished(QualificationFinished)
    /// The visitor's words showed how near they are to going ahead.
    case leadScored(LeadScored)
    /// A link to a personal checklist was made; the paper itself is kept nowhere.
    case checklistMade(ChecklistMade)
    /// The checklist was fetched.
    case checklistOpened(ChecklistOpened)
    /// What became of a lead.
    case leadStatusChanged(LeadStatusChanged)
    /// A secret opens the conversation no longer.
    case sessionRevoked(SessionRevoked)
    /// A code by which another channel or device may join, once.
    case joinCodeIssued(JoinCodeIssued)
    /// Another channel or device joined by a code.
    case channelJoined(ChannelJoined)
    /// A way to be reached.
    case contactGiven(ContactGiven)
    /// What was agreed to is no longer.
    case consentWithdrawn(ConsentWithdrawn)
    /// What is kept may be kept and nothing else.
    case processingRestricted(ProcessingRestricted)
    /// Somebody outside is to be told; the outbox does it.
    indirect case deliveryRequested(DeliveryRequested)
    /// The vendor gave the message a name. In the stream `delivery:` and its id, as what follows.
    case deliveryNamed(DeliveryNamed)
    /// One try.
    case deliveryAttempted(DeliveryAttempted)
    /// The vendor took it.
    case deliveryDone(DeliveryDone)
    /// It will not be tried again by itself.
    case deliveryAbandoned(DeliveryAbandoned)
    /// An admin had it tried again.
    case deliveryRetried(DeliveryRetried)
    /// A model is asked to word an answer anew.
    case rewordingRequested(RewordingRequested)
    /// A wording that says the same was accepted.
    indirect case answerReworded(AnswerReworded)
    /// The template's words stay.
    case rewordingDeclined(RewordingDeclined)
    /// A vendor is not asked for a while. In the stream `desk`.
    case breakerOpened(BreakerOpened)
    /// The vendor is asked again. In the stream `desk`.
    case breakerClosed(BreakerClosed)
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
        /// The language of the page.
        public var language: Language
        /// Where it began.
        public var channel: Channel
        /// The page it began on.
        public var page: String?
        /// Where the visitor came from, as far as the browser tells.
        public var referrer: String?
        /// `utm_source` and the like, as the page's address had them.
        public var campaign: [String: String]
        /// Chooses among variants of wording, the same way for as long as the conversation lives.
        public var variantSeed: UInt32

        /// A way to reach the desk.
        public enum Channel: String, Sendable, Hashable { case web, form, whatsapp }

        /// What opened a conversation.
        public init(
            visitor: String, sessionHash: String, language: Language, channel: Channel, page: String? = nil, referrer: String? = nil,
            campaign: [String: String] = [:], variantSeed: UInt32
        ) {
            self.visitor = visitor
            self.sessionHash = sessionHash
            self.language = language
            self.channel = channel
            self.page = page
            self.referrer = referrer
            self.campaign = campaign
            self.variantSeed = variantSeed
        }
    }

    /// Another secret opens the conversation from now on, beside the earlier ones.
    public struct SessionAdded: Sendable, Hashable {
        /// SHA-256 of the secret, in hexadecimal.
        public var sessionHash: String
        /// Why, such as `retry`.
        public var reason: String

        /// A secret and the reason for it.
        public init(sessionHash: String, reason: String) {
            self.sessionHash = sessionHash
            self.reason = reason
        }
    }

    /// An utterance.
    public struct VisitorSaid: Sendable, Hashable {
        /// Names the utterance.
        public var messageID: MessageID
        /// The client's own name for this message; it makes a retry safe.
        public var clientMessageID: String?
        /// As it was typed; the words of what was tapped.
        public var text: String
        /// The text's language, which its answer is in.
        public var language: Language
        /// How it came.
        public var via: Via

        /// The ways in which an utterance comes about.
        public enum Via: String, Sendable, Hashable, CaseIterable {
            case typed, suggestion, choice, button, form
            case offlineQueue = "offline_queue"
        }

        /// An utterance and how it came.
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
        /// The utterance.
        public var messageID: MessageID
        /// What was understood.
        public var reading: Reading
        /// Which content the model was trained on.
        public var contentVersion: String
        /// What the model was told of the conversation.
        public var context: ReadingContext

        /// A reading and what it depended on.
        public init(messageID: MessageID, reading: Reading, contentVersion: String, context: ReadingContext) {
            self.messageID = messageID
            self.reading = reading
            self.contentVersion = contentVersion
            self.context = context
        }
    }

    /// The reply to an utterance.
    public struct BotAnswered: Sendable, Hashable {
        /// Names the reply.
        public var messageID: MessageID
        /// The utterance it answers; nil for a notice, which answers none.
        public var replyTo: MessageID?
        /// All that was said and offered.
        public var answer: Answer
        /// From the command's arrival to the decision; the disk comes after.
        public var milliseconds: Int

        /// A reply and how long it took.
        public init(messageID: MessageID, replyTo: MessageID?, answer: Answer, milliseconds: Int) {
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
        /// What was chosen.
        public var intent: IntentID
        /// All that was offered, the chosen one among it.
        public var offered: [IntentID]

        /// A choice among what was offered.
        public init(messageID: MessageID, intent: IntentID, offered: [IntentID]) {
            self.messageID = messageID
            self.intent = intent
            self.offered = offered
        }
    }

    /// The visitor said "not now" to the Benefit block.
    public struct PromotionRefused: Sendable, Hashable {
        /// The answer whose block it was; nil in logs of the first version.
        public var messageID: MessageID?
        /// In words, or by closing the block.
        public var how: How
        /// Refusals since the last postponement, this one included.
        public var count: Int
        /// The block stays away until this many utterances of the visitor have been said in all; nil while it is not postponed.
        public var postponedUntilUtterance: Int?

        /// The ways of saying no.
        public enum How: String, Sendable, Hashable { case text, closed }

        /// A refusal and what follows from it; `Promotion` decides that.
        public init(messageID: MessageID? = nil, how: How, count: Int, postponedUntilUtterance: Int?) {
            self.messageID = messageID
            self.how = how
            self.count = count
            self.postponedUntilUtterance = postponedUntilUtterance
        }
    }

    /// A person was asked for.
    public struct HandoffRequested: Sendable, Hashable {
        /// Why.
        public var reason: Handoff.Reason
        /// Where the person is to answer.
        public var channel: Handoff.Channel
        /// Whom to ask for.
        public var name: String?
        /// Where to reach them when nobody is there.
        public var contact: String?
        /// What it is about, as the client says.
        public var topic: String?
        /// How it is served.
        public var priority: Handoff.Priority
        /// Whether the office was open.
        public var withinHours: Bool
        /// The wait that was promised; nil when none was.
        public var estimate: Handoff.Estimate?

        /// A request for a person.
        public init(
            reason: Handoff.Reason, channel: Handoff.Channel, name: String? = nil, contact: String? = nil, topic: String?,
            priority: Handoff.Priority = .normal, withinHours: Bool, estimate: Handoff.Estimate? = nil
        ) {
            self.reason = reason
            self.channel = channel
            self.name = name
            self.contact = contact
            self.topic = topic
            self.priority = priority
            self.withinHours = withinHours
            self.estimate = estimate
        }
    }

    /// Somebody left a way to be reached, and the consent to it.
    public struct LeadReceived: Sendable, Hashable {
        /// Names the lead; its stream in the log is `lead:` and this.
        public var leadID: String
        /// What was left.
        public var lead: Lead
        /// The conversation it came from, when there was one.
        public var conversation: ConversationID?
        /// How ready they are by the words of the form, 0...100; nil when these say nothing of it. Never shown to them.
        public var score: Int?

        /// A lead under its name.
        public init(leadID: String, lead: Lead, conversation: ConversationID?, score: Int? = nil) {
            self.leadID = leadID
            self.lead = lead
            self.conversation = conversation
            self.score = score
        }
    }

    /// Somebody has seen what was said.
    public struct MessagesSeen: Sendable, Hashable {
        /// The visitor, or an admin.
        public var who: Actor
        /// The number of the last event seen.
        public var upTo: UInt64

        /// Seen up to the event of this number.
        public init(who: Actor = .visitor, upTo: UInt64) {
            self.who = who
            self.upTo = upTo
        }
    }

    /// Thumbs for one answer.
    public struct AnswerRated: Sendable, Hashable {
        /// The answer.
        public var messageID: MessageID
        /// What the visitor thinks of it.
        public var value: Rating

        /// An answer and its thumbs.
        public init(messageID: MessageID, value: Rating) {
            self.messageID = messageID
            self.value = value
        }
    }

    /// Thumbs for the conversation as a whole.
    public struct ConversationRated: Sendable, Hashable {
        /// What the visitor thinks of it.
        public var value: Rating
        /// In the visitor's words.
        public var comment: String?

        /// Thumbs, with words or without.
        public init(value: Rating, comment: String?) {
            self.value = value
            self.comment = comment
        }
    }

    /// Thumbs up or down.
    public enum Rating: String, Sendable, Hashable, CaseIterable { case up, down }
}
