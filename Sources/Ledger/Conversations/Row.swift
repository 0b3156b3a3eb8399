import Dialogue

extension Ledger {
    /// One conversation as a line of the console's list.
    ///
    /// Personal data is as it was given: whoever shows a row masks it. Who is looking is not in the log, so not here.
    public struct Row: Sendable, Hashable {
        /// Which conversation.
        public var id: ConversationID
        /// The number of its last event.
        public var number: UInt64
        /// Where it stands.
        public var status: Status
        /// Who answers.
        public var mode: Conversation.Mode
        /// How it is served while it waits.
        public var priority: Handoff.Priority
        /// Who has it; in a closed one, who had it last. Nil when nobody.
        public var assignee: String?
        /// In alphabetical order.
        public var labels: [String]
        /// That of the visitor's last utterance.
        public var language: Language
        /// As the visitor gave it last, in a form or when asking for a person.
        public var name: String?
        /// What it is about, as given with the last request for a person; at most `maximumTopicBytes`.
        public var topic: String?
        /// Where it began.
        public var channel: Event.ConversationStarted.Channel
        /// The last way of being reached that the visitor gave.
        public var contact: String?
        /// What the visitor said last; nil when nothing yet.
        public var lastMessage: LastMessage?
        /// Who spoke last, whoever it was.
        public var lastSpeaker: Conversation.Message.Role?
        /// When it began.
        public var startedAt: Timestamp
        /// When something in it changed that people would look for.
        public var updatedAt: Timestamp
        /// When a person was asked for; nil while nobody waits.
        public var waitingSince: Timestamp?
        /// Its place in the queue, from 1; nil when it is not in it.
        public var queuePosition: Int?
        /// When it is seen again.
        public var snoozedUntil: Timestamp?
        /// Whether people no longer answer this visitor.
        public var isBlocked: Bool
        /// Whether the visitor waits for words of a person.
        public var needsReply: Bool
        /// Whether a message was left outside hours, with a way to answer it, that nobody has answered yet.
        public var leftMessage: Bool
        /// How ready the visitor is by their own answers, 0...100; nil before the last question.
        public var score: Int?

        /// Where a conversation stands.
        public typealias Status = Conversation.Status

        /// What the visitor said last.
        public struct LastMessage: Sendable, Hashable {
            /// The words, at most `maximumTextBytes` of them, never cut within a word or number.
            public var text: String
            /// When.
            public var at: Timestamp
        }

        /// So many bytes of the visitor's last message are kept.
        public static let maximumTextBytes = 160
        /// So many bytes of a topic are kept.
        public static let maximumTopicBytes = 160
    }

    /// How many conversations there are, for the console's tabs.
    public struct Counts: Sendable, Hashable {
        /// Under way, with the bot or an admin.
        public var open = 0
        /// Waiting for an admin.
        public var pending = 0
        /// Over.
        public var closed = 0
        /// Those that the admin who asks has now.
        public var mine = 0
    }
}
