extension Handoff {
    /// A visitor's asking for a person.
    public struct Request: Sendable, Hashable {
        /// Where the person is to answer.
        public var channel: Channel
        /// Whom to ask for.
        public var name: String?
        /// Where to reach them when nobody is there.
        public var contact: Lead.Contact?
        /// What it is about.
        public var topic: String?

        /// A request; what was not filled in is nil.
        public init(channel: Channel, name: String? = nil, contact: Lead.Contact? = nil, topic: String? = nil) {
            self.channel = channel
            self.name = name
            self.contact = contact
            self.topic = topic
        }
    }
}
