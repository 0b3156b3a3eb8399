import Dialogue
import Foundation
import Outbound
import Synchronization

/// The language model that may word answers anew, and how far it may go.
public struct Polishing: Sendable {
    /// `openai`, `anthropic`: for the log and the console.
    public var provider: String
    /// The model's name, for the same.
    public var model: String
    /// From the answer to its wording: what is not there by then is not wanted any more.
    public var deadline = Duration.seconds(4)
    /// What may be spent.
    public var limits = Spending.Limits()
    /// What the model costs.
    public var prices: Polish.Prices
    /// Calls under way at once, those that wait for the provider's lane among them; an answer beyond them keeps its words.
    public var maximumCalls = 72
    /// Asks the model, within the time given. Never throws and never tries again.
    public var ask: @Sendable (LanguageModel.Prompt, Duration) async -> Reply
    /// Told when the breaker opens, with the reason, and when it closes again (nil): for a line of the operator's log.
    public var whenBreaking: @Sendable (String?) -> Void = { _ in }

    /// A model that is asked by `ask`.
    public init(
        provider: String, model: String, prices: Polish.Prices, ask: @escaping @Sendable (LanguageModel.Prompt, Duration) async -> Reply
    ) {
        self.provider = provider
        self.model = model
        self.prices = prices
        self.ask = ask
    }
}

/// Has answers worded anew: one call for one answer that is on disk and shown already, bounded in number, time, tokens and money.
///
/// What was spent is a fold of the log. `rewordingRequested` is of the answer's own run and carries what is set aside for the call;
/// `answerReworded` or `rewordingDeclined` follows as a run of its own. So a crash in the middle leaves a request without an end, which the
/// next start declines, and no token is spent twice or forgotten.
final class Polisher: Sendable {
    /// One call that is to be made.
    struct Call: Sendable {
        var subject: Rewording.Subject
        var conversation: ConversationID
        var polish: Polish
        var most: Spending.Amount
        var deadline: Timestamp
    }

    /// What goes into an answer's run, and the call to be made once that is on disk.
    struct Order: Sendable {
        var event: Event
        var call: Call?
    }

    fileprivate struct State {
        var spending = Spending()
        var breaker = CircuitBreaker()
        /// When the breaker was opened, and the word for why.
        var broken: (since: Timestamp, reason: String)?
        var calls: [MessageID: Task<Void, Never>] = [:]
        /// Declines what a crash cut off.
        var mending: Task<Void, Never>?
        var isStopped = false
    }

    private let state: Mutex<State>
    let polishing: Polishing?
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration

    /// - Parameter polishing: nil when no model takes part; then only what an earlier process left is settled.
    init(_ polishing: Polishing?, now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.polishing = polishing
        self.now = now
        self.uptime = uptime
        var state = State()
        if let polishing { state.spending.limits = polishing.limits }
        self.state = Mutex(state)
    }

    // MARK: Before the answer is on disk

    /// Sets aside what a wording of `subject` can cost at the most; an event that says why not when it cannot be had.
    ///
    /// - Parameters:
    ///   - question: what was asked, masked.
    ///   - visitor: the visitor's keyed hash.
    /// - Returns: nil when no model takes part, or nobody has written what it should be told.
    func order(
        _ subject: Rewording.Subject, question: String, prompts: [Language: Polish.Prompts], in conversation: ConversationID,
        visitor: String,
        at now: Timestamp
    ) -> Order? {
        guard let polishing, let prompts = prompts[subject.language] else { return nil }
        let polish = Polish(prompts: prompts, template: subject.template, question: question)
        let most = polish.most(polishing.prices)
        let refusal = state.withLock { state -> String? in
            if state.isStopped { return "restart" }
            if state.calls.count >= polishing.maximumCalls { return "vendor:" + Failure.crowded.code }
            guard state.breaker.admit(at: uptime()) else { return "breaker" }
            do throws(Spending.Refusal) {
                try state.spending.reserve(most, for: subject.message, visitor: visitor, conversation: conversation, at: now)
                return nil
            } catch {
                state.breaker.withdrawn(at: uptime())
                return "budget"
            }
        }
        if let refusal { return Order(event: .rewordingDeclined(.init(messageID: subject.message, reason: refusal))) }
        let deadline = now.advanced(by: polishing.deadline)
        return Order(
            event: .rewordingRequested(.init(messageID: subject.message, deadline: deadline, visitor: visitor, most: most)),
            call: Call(subject: subject, conversation: conversation, polish: polish, most: most, deadline: deadline))
    }

    /// Takes an order back whose run could not be written.
    func cancel(_ order: Order) {
        guard let call = order.call else { return }
        state.withLock { state in
            state.spending.settle(call.subject.message, at: Spending.Amount())
            state.breaker.withdrawn(at: uptime())
        }
    }

    // MARK: Once it is

    /// Makes the call of `order`, on no thread of its own; `settle` appends what came of it.
    func begin(_ order: Order, append: @escaping @Sendable (Call, Rewording.Result, Break?) async -> Void) {
        guard let polishing, let call = order.call else { return }
        let message = call.subject.message
        state.withLock { state in
            state.calls[message] = Task {
                let (result, broke) = await self.word(call, by: polishing)
                await append(call, result, broke)
                self.state.withLock { $0.calls[message] = nil }
            }
            // Asked to stop between the disk and here.
            if state.isStopped { state.calls[message]?.cancel() }
        }
    }

    /// Asks the model, judges what it says, and settles what it cost.
    private func word(_ call: Call, by polishing: Polishing) async -> (Rewording.Result, Break?) {
        let left = Duration.milliseconds(call.deadline.milliseconds - now().milliseconds)
        guard left > .zero, !Task.isCancelled else {
            let nothing = polishing.usage(.init(inputTokens: 0, outputTokens: 0))
            let broke = settle(call, .withdrawn, at: Spending.Amount(nothing))
            return (.declined(reason: Task.isCancelled ? "restart" : "deadline", nothing), broke)
        }
        let start = uptime()
        let prompt = LanguageModel.Prompt(
            instructions: call.polish.system, input: call.polish.user, maximumTokens: call.polish.maximumTokens)
        let reply = await polishing.ask(prompt, left)
        let milliseconds = Int((uptime() - start) / .milliseconds(1))
        let told = (reply.usage ?? (reply.mayCost ? nil : .init(inputTokens: 0, outputTokens: 0)))
            .map { polishing.usage($0, milliseconds: milliseconds) }
        switch reply.result {
        case .success(let completion):
            // Who answers without saying what it cost may charge the most that it can.
            let usage = told ?? polishing.usage(mostOf: call, milliseconds: milliseconds)
            let broke = settle(call, .succeeded, at: Spending.Amount(usage))
            return (Self.judge(completion, call, usage), broke)
        case .failure(let failure):
            let broke = settle(call, .failed(failure), at: told.map { Spending.Amount($0) })
            let reason =
                switch failure {
                case .timedOut: "deadline"
                case .cancelled: "restart"
                default: "vendor:" + failure.code
                }
            return (.declined(reason: reason, told), broke)
        }
    }

    /// Whether what the model wrote may be shown.
    private static func judge(_ completion: Completion, _ call: Call, _ usage: Rewording.Usage) -> Rewording.Result {
        switch completion.finish {
        case .stop: break
        case .length: return .declined(reason: "vendor:length", usage)
        case .refusal: return .declined(reason: "vendor:refusal", usage)
        case .other: return .declined(reason: "vendor:other", usage)
        }
        let text = completion.text.trimmingCharacters(in: .whitespacesAndNewlines)
        let (template, language) = (call.subject.template, call.subject.language)
        // Nothing to show anew.
        if text == template { return .declined(reason: "same", usage) }
        switch Fidelity.check(template: template, rewording: text, in: language) {
        case .accepted: return .worded(text, usage)
        case .refused(let rule, _): return .declined(reason: "gate:" + rule.rawValue, usage)
        }
    }

    private enum Lesson { case succeeded, failed(Failure), withdrawn }

    /// Puts what a call cost in the place of what was set aside, and tells the breaker how it went.
    private func settle(_ call: Call, _ lesson: Lesson, at amount: Spending.Amount?) -> Break? {
        let (uptime, now) = (uptime(), now())
        return state.withLock { state in
            state.spending.settle(call.subject.message, at: amount)
            switch lesson {
            case .succeeded: state.breaker.succeeded()
            case .failed(let failure): state.breaker.failed(failure, at: uptime)
            case .withdrawn: state.breaker.withdrawn(at: uptime)
            }
            return state.lookAtBreaker(uptime: uptime, at: now)
        }
    }

    // MARK: Start and stop

    /// Folds one event of the log, at a start.
    func replay(_ event: Event, in conversation: ConversationID, at time: Timestamp) {
        switch event {
        case .rewordingRequested, .answerReworded, .rewordingDeclined:
            state.withLock { $0.spending.apply(event, in: conversation, at: time) }
        case .breakerOpened(let opened) where opened.vendor == Self.vendor:
            // A pause is over by now, or soon; only what waits for an admin still waits.
            guard opened.until == nil else { return }
            state.withLock { state in
                state.breaker.failed(.billing(code: opened.reason), at: uptime())
                state.broken = (time, opened.reason)
            }
        case .breakerClosed(let closed) where closed.vendor == Self.vendor:
            state.withLock { state in
                state.breaker.reset()
                state.broken = nil
            }
        default: break
        }
    }

    /// Has `decline` end what an earlier process began and did not end. What nobody knows the cost of counts in full.
    func mend(_ decline: @escaping @Sendable (ConversationID, MessageID) async -> Void) {
        state.withLock { state in
            let cut = state.spending.unsettled
            guard !cut.isEmpty else { return }
            for call in cut { state.spending.settle(call.message, at: nil) }
            state.mending = Task { for call in cut { await decline(call.conversation, call.message) } }
        }
    }

    /// Makes no more calls, and ends those under way.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for call in state.calls.values { call.cancel() }
        }
    }

    /// Returns once what was under way has been appended.
    func end() async {
        let tasks = state.withLock { state in Array(state.calls.values) + [state.mending].compactMap { $0 } }
        for task in tasks { await task.value }
    }

    // MARK: For admins

    /// How the polisher stands.
    var standing: Desk.PolisherStanding? {
        guard let polishing else { return nil }
        let (now, uptime) = (now(), uptime())
        return state.withLock { state in
            var standing = Desk.PolisherStanding(
                provider: polishing.provider, model: polishing.model, limits: polishing.limits, calls: state.calls.count,
                spent: state.spending.spent(at: now))
            if let broken = state.broken {
                standing.breaker = (broken.reason, broken.since, state.breaker.opensAgain(at: uptime).map { now.advanced(by: $0) })
            }
            return standing
        }
    }

    /// Closes the breaker, whatever opened it.
    ///
    /// - Returns: whether it was open.
    func reset() -> Bool {
        state.withLock { state in
            state.breaker.reset()
            defer { state.broken = nil }
            return state.broken != nil
        }
    }
}

extension Polisher {
    /// What the breaker's events call the provider.
    static let vendor = "model"

    /// What the breaker did.
    enum Break: Sendable {
        /// - until: nil when it stays open until an admin closes it.
        case opened(reason: String, until: Timestamp?)
        case closed
    }
}

extension Polisher.State {
    /// What the breaker has done since it was looked at last.
    fileprivate mutating func lookAtBreaker(uptime: Duration, at now: Timestamp) -> Polisher.Break? {
        switch breaker.state {
        case .closed:
            guard broken != nil else { return nil }
            broken = nil
            return .closed
        case .halfOpen: return nil
        case .locked(let reason):
            guard broken?.reason != reason else { return nil }
            broken = (now, reason)
            return .opened(reason: reason, until: nil)
        case .open(let until, let reason):
            // Opened again after a try: it never was closed.
            guard broken == nil else { return nil }
            broken = (now, reason)
            return .opened(reason: reason, until: now.advanced(by: until - uptime))
        }
    }
}

extension Polishing {
    /// What a call cost, from the provider's count.
    fileprivate func usage(_ usage: Usage, milliseconds: Int = 0) -> Rewording.Usage {
        Rewording.Usage(
            provider: provider, model: model, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens,
            microCost: prices.microCost(read: usage.inputTokens, cached: usage.cacheWriteTokens, written: usage.outputTokens),
            milliseconds: milliseconds)
    }

    /// What a call cost whose provider does not count: the most that was set aside.
    fileprivate func usage(mostOf call: Polisher.Call, milliseconds: Int) -> Rewording.Usage {
        Rewording.Usage(
            provider: provider, model: model, inputTokens: call.most.tokens - call.polish.maximumTokens,
            outputTokens: call.polish.maximumTokens, microCost: call.most.microCost, milliseconds: milliseconds)
    }
}

extension Desk {
    /// What a turn adds to its run so that its answer may be worded anew; nil when that is not to be tried.
    func orderRewording(_ subject: Rewording.Subject?, in conversation: ConversationID, visitor: String, at now: Timestamp) -> Polisher
        .Order?
    {
        guard let subject else { return nil }
        return polisher.order(
            subject, question: masked(subject.question), prompts: knowledge.prompts, in: conversation, visitor: visitor, at: now)
    }

    /// Has the answer of `order` worded, now that it is on disk, and appends what came of it.
    func beginRewording(_ order: Polisher.Order) {
        polisher.begin(order) { [self] call, result, broke in
            await append(result, of: call.subject.message, in: call.conversation)
            if let broke { await note(broke) }
        }
    }

    /// So often a result is brought to a conversation that is busy, each time after twice the wait; then the next start declines it.
    private static let tries = 6

    private func append(_ result: Rewording.Result, of message: MessageID, in conversation: ConversationID) async {
        for attempt in 0..<Self.tries {
            do throws(DeskError) {
                _ = try await perform(.reword(message, result), in: conversation)
                return
            } catch .busy {
                // Cancelled at a stop: then at once.
                try? await Task.sleep(for: .milliseconds(20 << attempt))
            } catch {
                // Erased, or a disk that refuses: the visitor has the template's words.
                return
            }
        }
    }

    private func note(_ broke: Polisher.Break) async {
        switch broke {
        case .opened(let reason, let until):
            await noteInShared([.breakerOpened(.init(vendor: Polisher.vendor, reason: reason, until: until))], stream: "desk")
            polisher.polishing?.whenBreaking(reason)
        case .closed:
            await noteInShared([.breakerClosed(.init(by: .system, vendor: Polisher.vendor))], stream: "desk")
            polisher.polishing?.whenBreaking(nil)
        }
    }

    /// Declines what a crash cut off.
    func mendRewordings() {
        polisher.mend { [self] conversation, message in
            await append(.declined(reason: "restart", nil), of: message, in: conversation)
        }
    }

    /// `outcome` once the wording of its answer has come, or will not; at the latest at the wording's deadline.
    ///
    /// It is what it was, and comes at once, where no wording was asked for. Holds no thread.
    public func waitForWording(of outcome: Outcome) async -> Outcome {
        guard case .requested(let until) = outcome.reply?.rewording, let message = outcome.reply?.id,
            let lane = lanes.holdIfPresent(outcome.conversation)
        else { return outcome }
        defer { lane.release() }
        await lane.wait(atMost: .milliseconds(until.milliseconds - now.milliseconds)) { conversation in
            guard case .requested = conversation.message(message)?.rewording else { return true }
            return false
        }
        var outcome = outcome
        outcome.reply = lane.read { $0.message(message) } ?? outcome.reply
        return outcome
    }

    /// How the language model stands: what it has cost today, and whether it is asked at all.
    public struct PolisherStanding: Sendable {
        /// `openai`, `anthropic`.
        public var provider: String
        /// The model's name.
        public var model: String
        /// What may be spent.
        public var limits: Spending.Limits
        /// Calls under way.
        public var calls: Int
        /// Today (UTC), calls under way at the most they can cost.
        public var spent: Spending.Amount
        /// Why no call is made, since when, and until when; `until` is nil when it waits for an admin.
        public var breaker: (reason: String, since: Timestamp, until: Timestamp?)?
    }

    /// How the language model stands; nil when none takes part.
    public var polisherStanding: PolisherStanding? { polisher.standing }

    /// An admin has seen to what was wrong with the language model: it is asked again.
    public func resetPolisher(by admin: String) async {
        guard polisher.reset() else { return }
        await noteInShared([.breakerClosed(.init(by: .admin(admin), vendor: Polisher.vendor))], stream: "desk")
        polisher.polishing?.whenBreaking(nil)
    }

    /// Asks no model from now on and ends the calls under way: whoever waits for a wording gets the template's words.
    public func stopRewording() { polisher.stop() }
}
