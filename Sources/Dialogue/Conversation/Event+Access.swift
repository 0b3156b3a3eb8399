// Who may open a conversation, how they are reached, and what they agreed to.

extension Event {
    /// A secret opens the conversation no longer.
    public struct SessionRevoked: Sendable, Hashable {
        /// SHA-256 of the secret, in hexadecimal.
        public var sessionHash: String
        /// `erase`, `expiry`.
        public var reason: String

        /// A secret opens the conversation no longer.
        public init(sessionHash: String, reason: String) {
            self.sessionHash = sessionHash
            self.reason = reason
        }
    }

    /// A code by which another channel or device may join, once.
    public struct JoinCodeIssued: Sendable, Hashable {
        /// SHA-256 of the code, in hexadecimal.
        public var codeHash: String
        /// When it is void.
        public var expires: Timestamp
        /// `web`, `whatsapp`.
        public var channel: String

        /// A code by which another channel or device may join, once.
        public init(codeHash: String, expires: Timestamp, channel: String) {
            self.codeHash = codeHash
            self.expires = expires
            self.channel = channel
        }
    }

    /// Another channel or device joined by a code.
    public struct ChannelJoined: Sendable, Hashable {
        /// `web`, `whatsapp`.
        public var channel: String
        /// A keyed hash of its address.
        public var addressHash: String?
        /// `code`, or the vendor's word.
        public var verifiedBy: String
        /// SHA-256 of the code that was used up, in hexadecimal.
        public var codeHash: String?

        /// Another channel or device joined by a code.
        public init(channel: String, addressHash: String? = nil, verifiedBy: String, codeHash: String? = nil) {
            self.channel = channel
            self.addressHash = addressHash
            self.verifiedBy = verifiedBy
            self.codeHash = codeHash
        }
    }

    /// A way to be reached.
    public struct ContactGiven: Sendable, Hashable {
        /// Telephone or mailbox.
        public var kind: Lead.Contact.Kind
        /// As it was written.
        public var value: String

        /// A way to be reached.
        public init(kind: Lead.Contact.Kind, value: String) {
            self.kind = kind
            self.value = value
        }
    }

    /// What was agreed to is no longer.
    public struct ConsentWithdrawn: Sendable, Hashable {
        /// What for.
        public var purpose: String

        /// What was agreed to is no longer.
        public init(purpose: String) {
            self.purpose = purpose
        }
    }

    /// What is kept may be kept and nothing else.
    public struct ProcessingRestricted: Sendable, Hashable {
        /// What for.
        public var purpose: String
        /// Until when.
        public var until: Timestamp?

        /// What is kept may be kept and nothing else.
        public init(purpose: String, until: Timestamp? = nil) {
            self.purpose = purpose
            self.until = until
        }
    }
}
