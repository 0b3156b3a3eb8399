import Dialogue

extension Ledger {
    /// The figures of some days. `Figures.md` says what each counts.
    public struct Statistics: Sendable, Hashable {
        /// The first day.
        public var from: Day
        /// The last day.
        public var to: Day
        /// Requests for a person.
        public var escalations = 0
        /// Those made while the desk was open.
        public var escalationsWithinHours = 0
        /// Every day of the period.
        public var days: [DayFigures] = []
        /// Requests that an admin took.
        public var claimed = 0
        /// Requests made while the desk was open that an admin took within `claimSeconds`.
        public var claimedInTime = 0
        /// `claimedInTime` in `escalationsWithinHours`; nil without any.
        public var claimShare: Double?
        /// From request to the first words of an admin.
        public var firstResponse = Times()
        /// From request to the end, of those an admin took.
        public var resolution = Times()
        /// Conversations rated up and down.
        public var satisfaction = Thumbs()
        /// Intents by how often a template answered them, most asked first; the first ten.
        public var topQuestions: [Question] = []
        /// What no template answered, the most frequent first; the first fifty.
        public var unanswered: [Unanswered] = []
        /// Every intent that was answered, most answered first.
        public var intents: [IntentFigures] = []
        /// Sources by how many answers cite them.
        public var sources: [Count<String>] = []
        /// Calls to action.
        public var ctas: [CTA] = []
        /// From opened to lead.
        public var funnel: [Step] = []
        /// From opening the panel to taking a way to us; nil where it is not known, in one language only.
        public var conversion: Conversion?
        /// How far was read, in percent.
        public var scroll: [Count<Int>] = []
        /// Conversations by the language of the page they began on.
        public var languages: [Count<Language>] = []
        /// Conversations by the page they began on.
        public var pages: [Count<String>] = []

        /// An admin takes a request in time within so many seconds (PRD 22.13).
        public static let claimSeconds = 180
        /// So many conversations are named behind a figure.
        public static let maximumConversations = 20
        /// So many questions are at the top.
        public static let maximumTopQuestions = 10
        /// So many groups of unanswered questions are shown.
        public static let maximumUnanswered = 50

        /// One day.
        public struct DayFigures: Sendable, Hashable {
            /// Which.
            public var day: Day
            /// Requests for a person.
            public var escalations = 0
            /// Conversations begun.
            public var conversations = 0
            /// Leads received.
            public var leads = 0
        }

        /// How long something took, in whole seconds.
        public struct Times: Sendable, Hashable {
            /// How often it was measured.
            public var n = 0
            /// Half took no longer.
            public var medianSeconds: Int?
            /// Nine in ten took no longer.
            public var ninetiethSeconds: Int?
            /// Those that took no longer than was promised.
            public var withinTarget = 0
        }

        /// Thumbs.
        public struct Thumbs: Sendable, Hashable {
            /// Up.
            public var up = 0
            /// Down.
            public var down = 0
            /// `up` in all; nil without any.
            public var share: Double? { up + down == 0 ? nil : Double(up) / Double(up + down) }
        }

        /// An intent that was asked for.
        public struct Question: Sendable, Hashable {
            /// Which.
            public var intent: IntentID
            /// How often.
            public var n: Int
            /// Where, the latest first, each once.
            public var conversations: [ConversationID]
        }

        /// Utterances of the same words that no template answered.
        public struct Unanswered: Sendable, Hashable {
            /// How often.
            public var n: Int
            /// Where, the latest first, each once.
            public var conversations: [ConversationID]
            /// The latest such utterance; its words are the event's of this number.
            public var example: Place
        }

        /// An event of a conversation.
        public struct Place: Sendable, Hashable {
            /// In which conversation.
            public var conversation: ConversationID
            /// The event's number.
            public var number: UInt64
        }

        /// How an intent was answered.
        public struct IntentFigures: Sendable, Hashable {
            /// Which.
            public var intent: IntentID
            /// Answers that it led.
            public var n = 0
            /// 0...1, over these answers.
            public var meanConfidence = 0.0
            /// Answers rated up and down.
            public var thumbs = Thumbs()
        }

        /// How often something was.
        public struct Count<Value: Sendable & Hashable>: Sendable, Hashable {
            /// What.
            public var value: Value
            /// How often.
            public var n: Int
        }

        /// A call to action: under the answers of which intent, which button, which wording.
        public struct CTA: Sendable, Hashable {
            /// The answers' intent; nil for answers without a template.
            public var intent: IntentID?
            /// Which button.
            public var place: Place
            /// Which variant of the offer; "" where there is one way only.
            public var variant: String
            /// Answers it stood under.
            public var shown = 0
            /// How often it was taken; nil where it is not known, in one language only.
            public var clicked: Int?
            /// Benefit blocks above it that were refused.
            public var refused = 0
            /// `clicked` in `shown`, at most 1; nil when either is not known.
            public var share: Double?
            /// Where the true share lies with 95 % confidence.
            public var interval: ClosedRange<Double>?

            /// The two buttons.
            public enum Place: String, Sendable, Hashable, CaseIterable { case primary, secondary }
        }

        /// How many came how far.
        public struct Step: Sendable, Hashable {
            /// `opened`, `asked`, `answered`, `handoff`, `lead`.
            public var name: Name
            /// How many; nil where it is not known, in one language only.
            public var n: Int?

            /// From the panel's opening to a lead.
            public enum Name: String, Sendable, Hashable, CaseIterable { case opened, asked, answered, handoff, lead }
        }

        /// Time until a visitor took a way to us.
        public struct Conversion: Sendable, Hashable {
            /// How many did.
            public var n = 0
            /// Half took no longer.
            public var medianSeconds: Int?
        }
    }

    /// What was promised, to count what was kept.
    public struct Targets: Sendable, Hashable {
        /// `SLA_FIRST_RESPONSE` in seconds.
        public var firstResponseSeconds: Int
        /// `SLA_RESOLVE` in seconds.
        public var resolutionSeconds: Int

        /// What is promised; 10 minutes and a day unless told otherwise.
        public init(firstResponseSeconds: Int = 600, resolutionSeconds: Int = 86_400) {
            self.firstResponseSeconds = firstResponseSeconds
            self.resolutionSeconds = resolutionSeconds
        }
    }
}
