import Dialogue

extension Ledger {
    /// Something that somebody outside is to be told.
    public struct DeliveryRecord: Sendable, Hashable {
        /// Names it, the same at every try.
        public var id: String
        /// By which vendor.
        public var kind: Delivery.Kind
        /// What is told: `handoff`, `lead`.
        public var template: String
        /// Which setting says to whom.
        public var toRef: String
        /// The stream it was asked for in: a conversation's id, or `lead:` and a lead's.
        public var stream: String
        /// When it was asked for.
        public var requestedAt: Timestamp
        /// After that it is no longer worth telling.
        public var expires: Timestamp
        /// Whether it is still to be done.
        public var state = State.waiting
        /// Tries so far.
        public var attempts = 0
        /// What the vendor or the wire said last, or why it was given up.
        public var lastOutcome: String?
        /// When it is tried again; nil when nothing is planned.
        public var retryAt: Timestamp?
        /// The log's number of the request.
        public var sequence: UInt64

        /// Where a delivery stands.
        public enum State: String, Sendable, Hashable, CaseIterable { case waiting, done, abandoned }
    }
}

/// Deliveries: all that wait, and the latest of those that are done or given up.
struct Deliveries: Sendable {
    /// So many of those done or given up are listed; the others are in the log.
    static let maximumSettled = 1_000

    private var deliveries: [String: Ledger.DeliveryRecord] = [:]
    /// In the order in which they were settled; one that was tried again since is passed over.
    private var settled: [String] = []

    subscript(id: String) -> Ledger.DeliveryRecord? { deliveries[id] }

    mutating func request(_ event: Event.DeliveryRequested, in stream: String, sequence: UInt64, at: Timestamp) {
        deliveries[event.deliveryID] = Ledger.DeliveryRecord(
            id: event.deliveryID, kind: event.kind, template: event.template, toRef: event.toRef, stream: stream, requestedAt: at,
            expires: event.expires, sequence: sequence)
    }

    /// - Parameter id: the delivery's, from the stream's name.
    mutating func apply(_ event: Event, to id: String) {
        guard var delivery = deliveries[id] else { return }
        switch event {
        case .deliveryAttempted(let attempt):
            delivery.attempts = attempt.attempt
            delivery.lastOutcome = attempt.outcome
            delivery.retryAt = attempt.retryAt
        case .deliveryDone: settle(&delivery, as: .done)
        case .deliveryAbandoned(let abandoned):
            delivery.lastOutcome = abandoned.reason
            settle(&delivery, as: .abandoned)
        case .deliveryRetried: (delivery.state, delivery.retryAt) = (.waiting, nil)
        default: return
        }
        if deliveries[id] != nil { deliveries[id] = delivery }
    }

    private mutating func settle(_ delivery: inout Ledger.DeliveryRecord, as state: Ledger.DeliveryRecord.State) {
        (delivery.state, delivery.retryAt) = (state, nil)
        settled.append(delivery.id)
        guard settled.count >= 2 * Self.maximumSettled else { return }
        // Half at once, so that the cost is spread over as many deliveries.
        let old = settled.prefix(settled.count - Self.maximumSettled)
        let recent = Set(settled.suffix(Self.maximumSettled))
        for id in old where deliveries[id]?.state != .waiting && !recent.contains(id) { deliveries[id] = nil }
        settled.removeFirst(old.count)
    }

    mutating func forget(_ id: String) { deliveries[id] = nil }

    mutating func forgetAll(from stream: String) {
        for delivery in deliveries.values where delivery.stream == stream { deliveries[delivery.id] = nil }
    }

    /// Those that wait first, then those given up, then those done; newest first within each.
    func list(limit: Int) -> [Ledger.DeliveryRecord] {
        let order: [Ledger.DeliveryRecord.State: Int] = [.waiting: 0, .abandoned: 1, .done: 2]
        return Array(
            deliveries.values.sorted { left, right in
                let (first, second) = (order[left.state] ?? 0, order[right.state] ?? 0)
                return first != second ? first < second : left.sequence > right.sequence
            }.prefix(limit))
    }
}

extension Ledger.DeliveryRecord.State: Kept {
    /// To read into.
    public static var blank: Self { .waiting }
}

extension Ledger.DeliveryRecord: Kept {
    /// To read into.
    public static var blank: Self {
        Self(
            id: "", kind: .waha, template: "", toRef: "", stream: "", requestedAt: .blank, expires: .blank, sequence: 0)
    }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&id, "id")
        keeper.keep(&kind, "kind")
        keeper.keep(&template, "template")
        keeper.keep(&toRef, "toRef")
        keeper.keep(&stream, "stream")
        keeper.keep(&requestedAt, "requestedAt")
        keeper.keep(&expires, "expires")
        keeper.keep(&state, "state")
        keeper.keep(&attempts, "attempts")
        keeper.keep(&lastOutcome, "lastOutcome")
        keeper.keep(&retryAt, "retryAt")
        keeper.keep(&sequence, "sequence")
    }
}

extension Deliveries: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&deliveries, "deliveries")
        keeper.keep(&settled, "settled")
    }
}
