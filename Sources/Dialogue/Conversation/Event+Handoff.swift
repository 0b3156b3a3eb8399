// What people do with a conversation, and what becomes of it while it waits for them.

extension Event {
    /// The request goes before others, or no longer does.
    public struct HandoffPrioritised: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// How it is served.
        public var priority: Handoff.Priority
        /// Why.
        public var reason: String

        /// The request goes before others, or no longer does.
        public init(by: Actor, priority: Handoff.Priority, reason: String) {
            self.by = by
            self.priority = priority
            self.reason = reason
        }
    }

    /// Somebody is owed something by an instant; passing it is a command.
    public struct DeadlineSet: Sendable, Hashable {
        /// Names the deadline.
        public var deadlineID: String
        /// What is owed.
        public var purpose: Deadline.Purpose
        /// Which rung of the ladder it is, from 0.
        public var step: Int
        /// When it passes.
        public var at: Timestamp

        /// Somebody is owed something by an instant; passing it is a command.
        public init(deadlineID: String, purpose: Deadline.Purpose, step: Int, at: Timestamp) {
            self.deadlineID = deadlineID
            self.purpose = purpose
            self.step = step
            self.at = at
        }
    }

    /// It was not met; what follows is in the same run.
    public struct DeadlinePassed: Sendable, Hashable {
        /// Which deadline.
        public var deadlineID: String
        /// What was owed.
        public var purpose: Deadline.Purpose
        /// Which rung of the ladder it was.
        public var step: Int

        /// It was not met; what follows is in the same run.
        public init(deadlineID: String, purpose: Deadline.Purpose, step: Int) {
            self.deadlineID = deadlineID
            self.purpose = purpose
            self.step = step
        }
    }

    /// It was met, or nothing is owed any more.
    public struct DeadlineCleared: Sendable, Hashable {
        /// Which deadline.
        public var deadlineID: String

        /// It was met, or nothing is owed any more.
        public init(deadlineID: String) {
            self.deadlineID = deadlineID
        }
    }

    /// An admin took the conversation.
    public struct HandoffClaimed: Sendable, Hashable {
        /// Who.
        public var admin: String
        /// What a `send` must show: it grows with each change of hands.
        public var fence: UInt64

        /// An admin took the conversation.
        public init(admin: String, fence: UInt64) {
            self.admin = admin
            self.fence = fence
        }
    }

    /// The admin gave the conversation back to the queue.
    public struct HandoffReleased: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// Who had it.
        public var admin: String
        /// The fence that is void now.
        public var fence: UInt64
        /// `released`, `absent`.
        public var reason: String

        /// The admin gave the conversation back to the queue.
        public init(by: Actor, admin: String, fence: UInt64, reason: String) {
            self.by = by
            self.admin = admin
            self.fence = fence
            self.reason = reason
        }
    }

    /// The conversation was passed to a colleague.
    public struct HandoffAssigned: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// Who had it; nobody when it is missing.
        public var from: String?
        /// Who has it now.
        public var to: String
        /// The new owner's.
        public var fence: UInt64

        /// The conversation was passed to a colleague.
        public init(by: Actor, from: String? = nil, to: String, fence: UInt64) {
            self.by = by
            self.from = from
            self.to = to
            self.fence = fence
        }
    }

    /// The bot answers again.
    public struct HandoffReturned: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// `asked`, `absent`, `done`.
        public var reason: String

        /// The bot answers again.
        public init(by: Actor, reason: String) {
            self.by = by
            self.reason = reason
        }
    }

    /// An admin's reply.
    public struct AdminSaid: Sendable, Hashable {
        /// Names the reply.
        public var messageID: MessageID
        /// The console's own name for it; it makes a retry safe.
        public var clientMessageID: String?
        /// Who said it.
        public var admin: String
        /// The claim it was said under.
        public var fence: UInt64
        /// As it was written.
        public var text: String
        /// The canned response it began as.
        public var canned: CannedReference?
        /// Where it was written.
        public var origin: Origin
        /// What became of the bot's suggestion, when it began as one.
        public var suggested: Suggested?

        /// Where admins write.
        public enum Origin: String, Sendable, Hashable, CaseIterable { case console, whatsapp }
        /// What became of the bot's suggestion.
        public enum Suggested: String, Sendable, Hashable, CaseIterable { case sent, edited }
        /// A canned response and its version.
        public struct CannedReference: Sendable, Hashable {
            /// Which.
            public var id: String
            /// In which wording.
            public var version: Int
            /// A canned response in one wording.
            public init(id: String, version: Int) {
                self.id = id
                self.version = version
            }
        }

        /// An admin's reply.
        public init(
            messageID: MessageID, clientMessageID: String? = nil, admin: String, fence: UInt64, text: String,
            canned: CannedReference? = nil, origin: Origin, suggested: Suggested? = nil
        ) {
            self.messageID = messageID
            self.clientMessageID = clientMessageID
            self.admin = admin
            self.fence = fence
            self.text = text
            self.canned = canned
            self.origin = origin
            self.suggested = suggested
        }
    }

    /// A note for colleagues; visitors never see it.
    public struct NoteAdded: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// What is noted.
        public var text: String

        /// A note for colleagues; visitors never see it.
        public init(admin: String, text: String) {
            self.admin = admin
            self.text = text
        }
    }

    /// Labels were put on or taken off.
    public struct LabelsChanged: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Put on.
        public var added: [String]
        /// Taken off.
        public var removed: [String]

        /// Labels were put on or taken off.
        public init(admin: String, added: [String], removed: [String]) {
            self.admin = admin
            self.added = added
            self.removed = removed
        }
    }

    /// Out of sight until an instant.
    public struct Snoozed: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// When it comes back; missing when it was woken.
        public var until: Timestamp?

        /// Out of sight until an instant.
        public init(admin: String, until: Timestamp? = nil) {
            self.admin = admin
            self.until = until
        }
    }

    /// It is over, until somebody says something.
    public struct ConversationClosed: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// `done`, `idle`, or the admin's words.
        public var reason: String

        /// It is over, until somebody says something.
        public init(by: Actor, reason: String) {
            self.by = by
            self.reason = reason
        }
    }

    /// It goes on.
    public struct ConversationReopened: Sendable, Hashable {
        /// Who did it.
        public var by: Actor
        /// `visitor`, `admin`.
        public var reason: String

        /// It goes on.
        public init(by: Actor, reason: String) {
            self.by = by
            self.reason = reason
        }
    }

    /// What this visitor says is kept and no longer answered by people.
    public struct VisitorBlocked: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Why.
        public var reason: String
        /// Until when; for good when it is missing.
        public var until: Timestamp?

        /// What this visitor says is kept and no longer answered by people.
        public init(admin: String, reason: String, until: Timestamp? = nil) {
            self.admin = admin
            self.reason = reason
            self.until = until
        }
    }

    /// The visitor may be heard again.
    public struct VisitorUnblocked: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Why.
        public var reason: String

        /// The visitor may be heard again.
        public init(admin: String, reason: String) {
            self.admin = admin
            self.reason = reason
        }
    }

    /// An admin came or went. In the stream `desk`.
    public struct PresenceChanged: Sendable, Hashable {
        /// Who.
        public var admin: String
        /// What they say they are.
        public var state: Presence
        /// `said`, `stream`.
        public var reason: String

        /// An admin came or went. In the stream `desk`.
        public init(admin: String, state: Presence, reason: String) {
            self.admin = admin
            self.state = state
            self.reason = reason
        }
    }

    /// An admin has another password; neither the old nor the new one is kept here.
    public struct PasswordChanged: Sendable, Hashable {
        /// Whose it is, and who did it.
        public var admin: String

        /// An admin has another password. In the stream `desk`.
        public init(admin: String) { self.admin = admin }
    }

    /// An admin looked at what is masked as a rule, or took data out.
    public struct AdminLooked: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// `unmasked`, `export`, `lead`.
        public var what: String
        /// At what.
        public var target: String?

        /// An admin looked at what is masked as a rule, or took data out.
        public init(admin: String, what: String, target: String? = nil) {
            self.admin = admin
            self.what = what
            self.target = target
        }
    }

    /// A canned response has this wording from now on. In the stream `canned`.
    public struct CannedSaved: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Names it.
        public var id: String
        /// From 1.
        public var version: Int
        /// What it is called.
        public var title: String
        /// What is typed after `/`.
        public var shortcut: String
        /// Its language.
        public var language: Language
        /// With slots.
        public var text: String

        /// A canned response has this wording from now on. In the stream `canned`.
        public init(admin: String, id: String, version: Int, title: String, shortcut: String, language: Language, text: String) {
            self.admin = admin
            self.id = id
            self.version = version
            self.title = title
            self.shortcut = shortcut
            self.language = language
            self.text = text
        }
    }

    /// A canned response is no longer offered.
    public struct CannedRemoved: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Which.
        public var id: String

        /// A canned response is no longer offered.
        public init(admin: String, id: String) {
            self.admin = admin
            self.id = id
        }
    }

    /// An answer of the weekly sample was judged.
    public struct AnswerAudited: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// The answer.
        public var messageID: MessageID
        /// Whether it was right.
        public var right: Bool
        /// What was wanted.
        public var intentShouldBe: IntentID?
        /// In the admin's words.
        public var note: String?

        /// An answer of the weekly sample was judged.
        public init(admin: String, messageID: MessageID, right: Bool, intentShouldBe: IntentID? = nil, note: String? = nil) {
            self.admin = admin
            self.messageID = messageID
            self.right = right
            self.intentShouldBe = intentShouldBe
            self.note = note
        }
    }
}
