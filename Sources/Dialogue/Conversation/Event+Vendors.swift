// What is asked of others outside: the outbox's deliveries and the model's wordings.

extension Event {
    /// Somebody outside is to be told; the outbox does it.
    public struct DeliveryRequested: Sendable, Hashable {
        /// Names the delivery, the same at every try.
        public var deliveryID: String
        /// By which vendor.
        public var kind: Delivery.Kind
        /// Which setting says to whom: `WAHA_GROUP`.
        public var toRef: String
        /// What is told: `handoff`, `reminder`, `message`, `lead`.
        public var template: String
        /// What fills the template; personal data masked.
        public var data: [String: String]
        /// After that it is no longer worth telling.
        public var expires: Timestamp

        /// Somebody outside is to be told; the outbox does it.
        public init(deliveryID: String, kind: Delivery.Kind, toRef: String, template: String, data: [String: String], expires: Timestamp) {
            self.deliveryID = deliveryID
            self.kind = kind
            self.toRef = toRef
            self.template = template
            self.data = data
            self.expires = expires
        }
    }

    /// The vendor named the message, before it was sent: sent again under this name, it is shown once.
    public struct DeliveryNamed: Sendable, Hashable {
        /// The vendor's own name for it.
        public var vendorID: String

        /// A message's name.
        public init(vendorID: String) {
            self.vendorID = vendorID
        }
    }

    /// One try. In the stream `delivery:` and its id.
    public struct DeliveryAttempted: Sendable, Hashable {
        /// Which try, from 1.
        public var attempt: Int
        /// What the vendor or the wire said.
        public var outcome: String
        /// When it is tried again; missing when it is not.
        public var retryAt: Timestamp?

        /// One try. In the stream `delivery:` and its id.
        public init(attempt: Int, outcome: String, retryAt: Timestamp? = nil) {
            self.attempt = attempt
            self.outcome = outcome
            self.retryAt = retryAt
        }
    }

    /// The vendor took it.
    public struct DeliveryDone: Sendable, Hashable {
        /// The vendor's name for it.
        public var vendorID: String?

        /// The vendor took it.
        public init(vendorID: String? = nil) {
            self.vendorID = vendorID
        }
    }

    /// It will not be tried again by itself.
    public struct DeliveryAbandoned: Sendable, Hashable {
        /// Why.
        public var reason: String

        /// It will not be tried again by itself.
        public init(reason: String) {
            self.reason = reason
        }
    }

    /// An admin had it tried again.
    public struct DeliveryRetried: Sendable, Hashable {
        /// Who did it.
        public var admin: String
        /// Why.
        public var reason: String

        /// An admin had it tried again.
        public init(admin: String, reason: String) {
            self.admin = admin
            self.reason = reason
        }
    }

    /// A model is asked to word an answer anew.
    public struct RewordingRequested: Sendable, Hashable {
        /// The answer.
        public var messageID: MessageID
        /// After that it is too late.
        public var deadline: Timestamp
        /// Whose budget it is taken from: the visitor's keyed hash.
        public var visitor: String
        /// What is set aside for it, which is the most that it can cost.
        public var most: Spending.Amount

        /// A model is asked to word an answer anew.
        public init(messageID: MessageID, deadline: Timestamp, visitor: String = "", most: Spending.Amount = .init(calls: 1)) {
            self.messageID = messageID
            self.deadline = deadline
            self.visitor = visitor
            self.most = most
        }
    }

    /// A wording that says the same was accepted.
    public struct AnswerReworded: Sendable, Hashable {
        /// The answer.
        public var messageID: MessageID
        /// What is shown instead.
        public var text: String
        /// What it cost.
        public var usage: Rewording.Usage

        /// A wording that says the same was accepted.
        public init(messageID: MessageID, text: String, usage: Rewording.Usage) {
            self.messageID = messageID
            self.text = text
            self.usage = usage
        }
    }

    /// The template's words stay.
    public struct RewordingDeclined: Sendable, Hashable {
        /// The answer.
        public var messageID: MessageID
        /// `gate:RULE`, `same`, `deadline`, `budget`, `breaker`, `vendor:CODE`, `superseded`, `restart`.
        public var reason: String
        /// What it cost, when it cost anything.
        public var usage: Rewording.Usage?

        /// The template's words stay.
        public init(messageID: MessageID, reason: String, usage: Rewording.Usage? = nil) {
            self.messageID = messageID
            self.reason = reason
            self.usage = usage
        }
    }

    /// A vendor failed so often, or in such a way, that it is not asked for a while.
    public struct BreakerOpened: Sendable, Hashable {
        /// `model`.
        public var vendor: String
        /// What it did last, in a word.
        public var reason: String
        /// When it is asked again; nil when an admin must see to it first.
        public var until: Timestamp?

        /// A vendor is not asked for a while.
        public init(vendor: String, reason: String, until: Timestamp? = nil) {
            self.vendor = vendor
            self.reason = reason
            self.until = until
        }
    }

    /// The vendor is asked again.
    public struct BreakerClosed: Sendable, Hashable {
        /// The system when it answered again, an admin who said that it will.
        public var by: Actor
        /// `model`.
        public var vendor: String

        /// The vendor is asked again.
        public init(by: Actor, vendor: String) {
            self.by = by
            self.vendor = vendor
        }
    }
}
