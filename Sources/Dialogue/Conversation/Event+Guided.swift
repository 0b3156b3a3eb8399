// What a visitor tells when asked, and the paper made from it.

extension Event {
    /// The visitor told something about themselves.
    public struct SlotFilled: Sendable, Hashable {
        /// What was asked: a question's key in `qualification.json`.
        public var slot: String
        /// The reply's value.
        public var value: String
        /// How it was told.
        public var source: Source
        /// The utterance that told it.
        public var messageID: MessageID

        /// The ways of telling.
        public enum Source: String, Sendable, Hashable, CaseIterable { case choice, text, form }

        /// The visitor told something about themselves.
        public init(slot: String, value: String, source: Source, messageID: MessageID) {
            self.slot = slot
            self.value = value
            self.source = source
            self.messageID = messageID
        }
    }

    /// What was told is forgotten.
    public struct SlotCleared: Sendable, Hashable {
        /// What was asked.
        public var slot: String

        /// What was told is forgotten.
        public init(slot: String) {
            self.slot = slot
        }
    }

    /// A qualifying question was put.
    public struct QuestionAsked: Sendable, Hashable {
        /// What is asked.
        public var slot: String
        /// The reply that asks it.
        public var messageID: MessageID

        /// A qualifying question was put.
        public init(slot: String, messageID: MessageID) {
            self.slot = slot
            self.messageID = messageID
        }
    }

    /// The visitor would rather not say.
    public struct QuestionSkipped: Sendable, Hashable {
        /// What was asked.
        public var slot: String

        /// The visitor would rather not say.
        public init(slot: String) {
            self.slot = slot
        }
    }

    /// Every question has been answered or skipped.
    public struct QualificationFinished: Sendable, Hashable {
        /// How ready the visitor is, 0...100. Never shown to them.
        public var score: Int
        /// Checklist items that are lacking.
        public var gaps: [String]

        /// Every question has been answered or skipped.
        public init(score: Int, gaps: [String]) {
            self.score = score
            self.gaps = gaps
        }
    }

    /// The visitor's words showed how near they are to going ahead.
    public struct LeadScored: Sendable, Hashable {
        /// How ready the visitor is by replies and words, 0...100. Never shown to them.
        public var score: Int
        /// Ids of the signals that are new.
        public var signals: [String]

        /// Signals were found.
        public init(score: Int, signals: [String]) {
            self.score = score
            self.signals = signals
        }
    }

    /// A link to a personal checklist was made; the paper itself is kept nowhere.
    public struct ChecklistMade: Sendable, Hashable {
        /// Names it.
        public var checklistID: String
        /// Its language.
        public var language: Language
        /// The content's.
        public var version: String
        /// When the link dies.
        public var expires: Timestamp

        /// The visitor's words showed how near they are to going ahead.
        public struct LeadScored: Sendable, Hashable {
            /// How ready the visitor is by replies and words, 0...100. Never shown to them.
            public var score: Int
            /// Ids of the signals that are new.
            public var signals: [String]

            /// Signals were found.
            public init(score: Int, signals: [String]) {
                self.score = score
                self.signals = signals
            }
        }

        /// A link to a personal checklist was made; the paper itself is kept nowhere.
        public init(checklistID: String, language: Language, version: String, expires: Timestamp) {
            self.checklistID = checklistID
            self.language = language
            self.version = version
            self.expires = expires
        }
    }

    /// The checklist was fetched.
    public struct ChecklistOpened: Sendable, Hashable {
        /// Which.
        public var checklistID: String

        /// The checklist was fetched.
        public init(checklistID: String) {
            self.checklistID = checklistID
        }
    }

    /// What became of a lead.
    public struct LeadStatusChanged: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Which lead.
        public var leadID: String
        /// Where it stands.
        public var status: Lead.Status
        /// What is noted about it.
        public var note: String?

        /// What became of a lead.
        public init(admin: String, leadID: String, status: Lead.Status, note: String? = nil) {
            self.admin = admin
            self.leadID = leadID
            self.status = status
            self.note = note
        }
    }
}
