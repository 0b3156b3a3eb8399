/// What the rewordings may cost and have cost: a fold of the log, so that a restart forgets nothing.
///
/// A call is reserved at the most it can cost before it is made, and settled at what it did cost after. Reservations count against every limit,
/// so however many calls are under way at once, their sum stays within it, to the token. Days are UTC days.
public struct Spending: Sendable, Hashable {
    /// Calls, tokens and money together.
    public struct Amount: Sendable, Hashable {
        public var calls: Int
        /// Read and written.
        public var tokens: Int
        /// Millionths of a US dollar.
        public var microCost: Int

        /// An amount; nothing by default.
        public init(calls: Int = 0, tokens: Int = 0, microCost: Int = 0) {
            self.calls = calls
            self.tokens = tokens
            self.microCost = microCost
        }

        /// What one call cost, by the provider's own account. A negative figure of a provider's counts as nothing.
        public init(_ usage: Rewording.Usage) {
            self.init(
                calls: 1, tokens: Self.sum(max(0, usage.inputTokens), max(0, usage.outputTokens)), microCost: max(0, usage.microCost))
        }

        /// The sum; what is beyond counting stays at the greatest number, which is beyond every limit.
        public static func + (one: Self, two: Self) -> Self {
            Self(calls: sum(one.calls, two.calls), tokens: sum(one.tokens, two.tokens), microCost: sum(one.microCost, two.microCost))
        }

        /// Whether none of the three is beyond `limit`.
        public func isWithin(_ limit: Self) -> Bool { calls <= limit.calls && tokens <= limit.tokens && microCost <= limit.microCost }

        private static func sum(_ one: Int, _ two: Int) -> Int {
            let (sum, isBeyond) = one.addingReportingOverflow(two)
            return isBeyond ? .max : sum
        }
    }

    /// The most that may be spent.
    public struct Limits: Sendable, Hashable {
        /// By everybody on one day.
        public var day: Amount
        /// By one visitor on one day.
        public var visitor: Amount
        /// By one conversation on one day.
        public var conversation: Amount

        /// Limits; the house's own where left out: a dollar a day, a tenth of it for one visitor.
        public init(
            day: Amount = Amount(calls: 1_000, tokens: 2_000_000, microCost: 1_000_000),
            visitor: Amount = Amount(calls: 60, tokens: 200_000, microCost: 100_000),
            conversation: Amount = Amount(calls: 40, tokens: 150_000, microCost: 100_000)
        ) {
            self.day = day
            self.visitor = visitor
            self.conversation = conversation
        }
    }

    /// Whose limit stands in the way.
    public enum Refusal: String, Sendable, Hashable, Error { case day, visitor, conversation }

    /// What may be spent. A change holds for calls to come.
    public var limits: Limits
    /// What has been spent on the last day seen, calls under way at the most they can cost.
    public var today: Amount { total }
    /// Calls that were asked for and never settled: after a replay, those that a crash cut off.
    public var unsettled: [(conversation: ConversationID, message: MessageID)] {
        open.map { ($0.value.conversation, $0.key) }.sorted { $0.1.rawValue < $1.1.rawValue }
    }

    private var day: Int64 = .min
    private var total = Amount()
    private var byVisitor: [String: Amount] = [:]
    private var byConversation: [ConversationID: Amount] = [:]
    private var open: [MessageID: Reservation] = [:]

    private struct Reservation: Hashable {
        var amount: Amount
        var visitor: String
        var conversation: ConversationID
        var day: Int64
    }

    /// Nothing spent yet.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Sets `most` aside for one call; refuses, with nothing set aside, when a limit would be passed.
    ///
    /// - Parameters:
    ///   - message: the answer to be reworded; one that is reserved already is refused, as a call is made once.
    ///   - visitor: the visitor's keyed hash.
    /// - Complexity: O(1), but O(visitors of the day before) for the first call of a day.
    public mutating func reserve(
        _ most: Amount, for message: MessageID, visitor: String, conversation: ConversationID, at now: Timestamp
    ) throws(Refusal) {
        turn(to: now)
        guard open[message] == nil else { throw .conversation }
        guard (total + most).isWithin(limits.day) else { throw .day }
        guard (byVisitor[visitor, default: Amount()] + most).isWithin(limits.visitor) else { throw .visitor }
        guard (byConversation[conversation, default: Amount()] + most).isWithin(limits.conversation) else { throw .conversation }
        hold(most, for: message, visitor: visitor, conversation: conversation)
    }

    /// Puts what a call did cost in the place of what was set aside for it.
    ///
    /// - Parameter actual: nil when nobody knows: what was set aside then counts as spent, as the provider may have charged it.
    /// A call that was never reserved, or is settled again, changes nothing.
    public mutating func settle(_ message: MessageID, at actual: Amount?) {
        guard let reservation = open.removeValue(forKey: message), let actual, reservation.day == day else { return }
        func change(_ sum: inout Amount) {
            sum.calls += actual.calls - reservation.amount.calls
            sum =
                Amount(
                    calls: sum.calls, tokens: sum.tokens - reservation.amount.tokens,
                    microCost: sum.microCost - reservation.amount.microCost)
                + Amount(tokens: actual.tokens, microCost: actual.microCost)
        }
        change(&total)
        change(&byVisitor[reservation.visitor, default: Amount()])
        change(&byConversation[reservation.conversation, default: Amount()])
    }

    /// What has been spent on the day of `now`, calls under way at the most they can cost.
    public mutating func spent(at now: Timestamp) -> Amount {
        turn(to: now)
        return total
    }

    /// Folds one event of a conversation's log, as at a start. A request is held at what was set aside for it, whatever the limits are now.
    ///
    /// - Parameter time: when the event happened. Events of days before the last one seen count no more.
    public mutating func apply(_ event: Event, in conversation: ConversationID, at time: Timestamp) {
        switch event {
        case .rewordingRequested(let request):
            turn(to: time)
            guard open[request.messageID] == nil else { return }
            hold(request.most, for: request.messageID, visitor: request.visitor, conversation: conversation)
        case .answerReworded(let reworded): settle(reworded.messageID, at: Amount(reworded.usage))
        case .rewordingDeclined(let declined): settle(declined.messageID, at: Self.cost(of: declined))
        default: break
        }
    }

    /// What a declined call cost: nothing when it was never made, and nobody knows how much when it was cut off.
    public static func cost(of declined: Event.RewordingDeclined) -> Amount? {
        if let usage = declined.usage { return Amount(usage) }
        return declined.reason == "budget" || declined.reason == "breaker" ? Amount() : nil
    }

    private mutating func hold(_ most: Amount, for message: MessageID, visitor: String, conversation: ConversationID) {
        open[message] = Reservation(amount: most, visitor: visitor, conversation: conversation, day: day)
        total = total + most
        byVisitor[visitor, default: Amount()] = byVisitor[visitor, default: Amount()] + most
        byConversation[conversation, default: Amount()] = byConversation[conversation, default: Amount()] + most
    }

    /// A new day starts from nothing. A clock that goes back stays in the later day.
    private mutating func turn(to now: Timestamp) {
        let milliseconds = now.milliseconds
        let next = (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
        guard next > day else { return }
        day = next
        total = Amount()
        byVisitor = [:]
        byConversation = [:]
    }
}
