/// What a conversation knows of the visitor's own situation, and how far the questions about it have come: a fold, a part of `Conversation`.
public struct Guided: Sendable, Hashable {
    /// Question's key → the reply's value.
    public internal(set) var slots: [String: String] = [:]
    /// Questions the visitor would rather not answer.
    public internal(set) var skipped: Set<String> = []
    /// Questions that were put at least once, so that the log tells of each once.
    public internal(set) var asked: Set<String> = []
    /// The question that waits for a reply; nil while none does.
    public internal(set) var open: Open?
    /// Whether the visitor was told what their replies mean, and nothing was forgotten since.
    public internal(set) var isFinished = false
    /// Ids of the signals in the visitor's own words: `Qualification.signals`.
    public internal(set) var signals: Set<LeadSignals.Signal.ID> = []
    /// The checklists that were fetched, the latest last; `maximumOpened` at most.
    public internal(set) var opened: [String] = []

    /// A link lives for a day: of older papers nobody needs to know whether they were fetched.
    static let maximumOpened = 16

    /// A question that waits for a reply.
    public struct Open: Sendable, Hashable {
        /// What is asked.
        public var slot: String
        /// The message that asked it last.
        public var message: MessageID
        /// How many replies to something else have gone by since.
        public var interruptions = 0
    }

    /// Nobody has asked or told anything yet.
    public init() {}

    /// After so many replies to something else the way back is no longer offered by itself: more is nagging.
    static let maximumReminders = 3

    /// Whether the way back to the open question belongs beside the next reply.
    var isInterrupted: Bool { open.map { $0.interruptions < Self.maximumReminders } ?? false }

    mutating func apply(_ event: Event) {
        switch event {
        case .slotFilled(let filled):
            slots[filled.slot] = filled.value
            skipped.remove(filled.slot)
            settle(filled.slot)
        case .questionSkipped(let question):
            skipped.insert(question.slot)
            settle(question.slot)
        case .slotCleared(let cleared):
            slots[cleared.slot] = nil
            skipped.remove(cleared.slot)
            isFinished = false
        case .questionAsked(let question): asked.insert(question.slot)
        case .qualificationFinished: isFinished = true
        case .leadScored(let scored): signals.formUnion(scored.signals)
        case .checklistOpened(let paper): opened = (opened + [paper.checklistID]).suffix(Self.maximumOpened)
        case .botAnswered(let answered):
            if let question = answered.answer.question {
                open = Open(slot: question.slot, message: answered.messageID)
            } else if answered.replyTo != nil {
                open?.interruptions += 1
            }
        default: break
        }
    }

    private mutating func settle(_ slot: String) {
        if open?.slot == slot { open = nil }
    }
}

extension Answer {
    /// A qualifying question with its replies, as an answer puts it.
    public struct Question: Sendable, Hashable {
        /// What the reply is remembered under.
        public var slot: String
        /// The replies to tap.
        public var options: [Option]
        /// Whether the visitor may go on without a reply.
        public var isSkippable: Bool
        /// Which question it is, from 1.
        public var step: Int
        /// How many there are.
        public var count: Int

        /// A reply to tap.
        public struct Option: Sendable, Hashable {
            /// What is remembered.
            public var value: String
            /// What is on the button.
            public var text: String

            /// A value under its words.
            public init(value: String, text: String) {
                self.value = value
                self.text = text
            }
        }

        /// A question as it is put.
        public init(slot: String, options: [Option], isSkippable: Bool = true, step: Int, count: Int) {
            self.slot = slot
            self.options = options
            self.isSkippable = isSkippable
            self.step = step
            self.count = count
        }
    }
}
