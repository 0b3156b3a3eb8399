import Dialogue
import JSON
import Journal
import Ledger
import Synchronization

/// The one door for writes: whoever wants a conversation changed asks here, and nowhere else is anything appended.
///
/// The journal is the truth. What the desk holds in memory is a fold of it and can be let go of at any time.
public final class Desk: Sendable {
    private let journal: Journal
    private let dependencies: Dependencies
    private let configuration: Configuration
    private let lanes: Lanes
    private let current: Mutex<Knowledge>
    private let memory: Mutex<Memory>
    private let interactions = Mutex(Interactions())

    /// What can be set about a desk.
    public struct Configuration: Sendable {
        /// Idle conversations kept in memory, at some kilobytes each.
        public var maximumIdleConversations = 2_000
        /// Makes names of addresses; the same key over the same log, or retries of first messages are not known again.
        public var visitorKey: VisitorKey

        /// The defaults, with a key.
        public init(visitorKey: VisitorKey) {
            self.visitorKey = visitorKey
        }
    }

    /// What a start replays from the log, and `publish` keeps up to date.
    private struct Memory: Sendable {
        var tally = Tally()
        var firstMessages = FirstMessages()
        private var opened: (conversation: String, visitor: String)?

        mutating func apply(_ event: Event, in conversation: ConversationID) {
            tally.apply(event)
            switch event {
            case .conversationStarted(let start): opened = (conversation.rawValue, start.visitor)
            case .visitorSaid(let said):
                // The opening and the first utterance are one run, so they come one after the other.
                if let opened, opened.conversation == conversation.rawValue, let name = said.clientMessageID {
                    firstMessages.remember(.init(visitor: opened.visitor, clientMessageID: name), conversation)
                }
                opened = nil
            default: break
            }
        }
    }

    /// Opens the journal in `folder` and replays it.
    ///
    /// - Throws: `JournalError` when the log cannot be opened: locked, damaged, or the disk refuses.
    public static func open(
        _ folder: String, journal configuration: Journal.Configuration = .init(), knowledge: Knowledge, desk: Configuration,
        dependencies: Dependencies = .live
    ) throws(JournalError) -> Desk {
        var memory = Memory()
        var unreadable = 0
        let journal = try Journal.open(folder, configuration: configuration) { record in
            do {
                memory.apply(try Event(record), in: ConversationID(rawValue: record.stream.value))
            } catch {
                // Counted, not skipped in silence: `log verify` and the conversation itself will name it.
                unreadable += 1
            }
        }
        return Desk(
            journal: journal, memory: memory, unreadable: unreadable, knowledge: knowledge, configuration: desk, dependencies: dependencies)
    }

    private init(
        journal: Journal, memory: Memory, unreadable: Int, knowledge: Knowledge, configuration: Configuration, dependencies: Dependencies
    ) {
        self.journal = journal
        self.dependencies = dependencies
        self.configuration = configuration
        lanes = Lanes(maximumIdle: configuration.maximumIdleConversations)
        current = Mutex(knowledge)
        self.memory = Mutex(memory)
        unreadableRecords = unreadable
    }

    /// Records found at the start whose data was not what their type says.
    public let unreadableRecords: Int

    /// What the desk knows now.
    public var knowledge: Knowledge { current.withLock { $0 } }

    /// What has been answered so far.
    public var tally: Tally { memory.withLock { $0.tally } }

    /// Conversations in memory.
    public var conversationsInMemory: Int { lanes.count }

    /// The time, as the desk's clock has it.
    public var now: Timestamp { dependencies.now() }

    /// Runs, records and syncs since the start.
    public var journalCounters: Journal.Counters { journal.counters }

    /// How much room the disk has: as it is, then at each change. When it is full, nothing new begins (`DeskError.diskFull`).
    public var capacities: AsyncStream<Journal.Capacity> { journal.capacities() }

    /// Notes the start in the log: which version, and which content it answers from. A log that cannot take it says so at the first turn.
    public func recordStart(version: String) async {
        let knowledge = knowledge
        await note("serviceStarted", in: "desk") { writer in
            writer.member("version", version)
            writer.member("format", 1)
        }
        await notePublished(knowledge)
    }

    /// Answers from `knowledge` from now on. Turns under way end with what they began with.
    public func publish(_ knowledge: Knowledge) async {
        current.withLock { $0 = knowledge }
        await notePublished(knowledge)
    }

    /// Notes that changed content was not taken, and why; the old goes on.
    public func noteRefused(reason: String, accuracy: Double?) async {
        await note("contentRefused", in: "content") { writer in
            writer.member("reason", reason)
            if let accuracy { writer.member("accuracy", (accuracy * 1000).rounded() / 1000) }
        }
    }

    private func notePublished(_ knowledge: Knowledge) async {
        await note("contentPublished", in: "content") { writer in
            writer.member("version", knowledge.content.version)
            writer.member("model_hash", knowledge.modelHash)
            writer.member("accuracy", (knowledge.classifier.crossValidatedAccuracy * 1000).rounded() / 1000)
        }
    }

    /// Notes the end.
    public func recordStop(reason: String) async {
        await writeInteractions()
        await note("serviceStopped", in: "desk") { $0.member("reason", reason) }
    }

    // MARK: Figures

    /// How long interactions are gathered before they are written: one record a minute at most.
    private static let gathering = Duration.seconds(60)

    /// Counts what a visitor did; written to the log within a minute, all that came meanwhile as one record.
    public func count(_ counted: [Interaction]) {
        let now = dependencies.now().milliseconds
        let isFirst = interactions.withLock { interactions in
            let wasEmpty = interactions.isEmpty
            for interaction in counted { interactions.count(interaction, at: now) }
            return wasEmpty && !interactions.isEmpty
        }
        if isFirst {
            Task { [weak self] in
                try? await Task.sleep(for: Self.gathering)  // never cancelled
                await self?.writeInteractions()
            }
        }
    }

    private func writeInteractions() async {
        let taken = interactions.withLock { $0.take() }
        guard !taken.counts.isEmpty else { return }
        let now = dependencies.now().milliseconds
        await note("interactionsCounted", in: "counts") { writer in
            writer.member("from", taken.since)
            writer.member("to", now)
            writer.key("counts")
            writer.array { writer in
                for (interaction, count) in taken.counts {
                    writer.object { writer in
                        writer.member("type", interaction.type)
                        writer.member("intent", ifPresent: interaction.intent)
                        writer.member("cta", ifPresent: interaction.cta)
                        writer.member("variant", ifPresent: interaction.variant)
                        writer.member("page", ifPresent: interaction.page)
                        writer.member("n", count)
                    }
                }
            }
        }
    }

    private func note(_ type: String, in stream: StreamID, _ body: (inout JSONWriter) -> Void) async {
        var writer = JSONWriter()
        writer.object(body)
        let entry = Entry(at: dependencies.now().milliseconds, type: type, by: "system", data: writer.bytes)
        // What could not be noted is not worth ending the service for: visitors' words have the same door and their own answer.
        _ = try? await journal.append([entry], to: stream, expecting: journal.number(of: stream))
    }

    /// Lets `body` do with the log what only its holder can, such as erasing; what it took out of the log then leaves memory too.
    public func maintain<Value>(_ body: (Journal) async throws -> Value) async throws -> Value {
        defer { lanes.forget { journal.number(of: StreamID($0.rawValue)) == 0 } }
        return try await body(journal)
    }

    /// Writes what is on its way and gives the log back. Later commands throw `.journal(.closed)`.
    public func close() async { await journal.close() }

    // MARK: The one way

    /// What came of a command.
    public struct Outcome: Sendable {
        /// The conversation it was carried out in.
        public var conversation: ConversationID
        /// Who answers there now.
        public var mode: Conversation.Mode
        /// What was said to the visitor, when something was.
        public var reply: Conversation.Message?
        /// A session made by this command, to be given to the client once.
        public var session: Session?
    }

    /// Carries a command out, from the conversation as it is to the answer on disk: `expect → read → decide → append → apply → publish`.
    ///
    /// Commands for one conversation are carried out one at a time, in the order they came. No thread is held while this one waits for its
    /// turn or for the disk. When this throws, nothing happened.
    ///
    /// - Parameter opening: how the conversation begins, when it does with this command.
    func perform(_ command: Command, in id: ConversationID, opening: Event.ConversationStarted? = nil) async throws(DeskError) -> Outcome {
        let arrival = dependencies.now()
        let lane = try await hold(id)
        defer { lane.release() }
        try await lane.enter(at: arrival)
        defer { lane.leave() }
        let knowledge = knowledge

        let step = try lane.read { conversation throws(DeskError) -> Step in
            if let name = command.clientMessageID, let earlier = conversation.answer(toClientMessage: name) {
                return .repeated(Outcome(conversation: id, mode: conversation.mode, reply: earlier))
            }
            let text = command.text
            let expected = text.flatMap { knowledge.policy.expect($0, in: conversation) }
            let reading = expected == nil ? text.map { knowledge.read($0, in: knowledge.policy.readingContext(of: conversation)) } : nil
            let circumstances = circumstances(since: arrival, opening: opening)
            do throws(Refusal) {
                let decision = try knowledge.policy.decide(
                    command, in: conversation, expected: expected, reading: reading, given: circumstances)
                return .decided(decision, number: conversation.number, at: circumstances.now)
            } catch {
                throw .refused(error)
            }
        }
        let decision: Decision, number: UInt64, now: Timestamp
        switch step {
        case .repeated(let outcome): return outcome
        case .decided(let made, let last, let at): (decision, number, now) = (made, last, at)
        }

        do {
            try await journal.append(decision.events.map { Entry($0, at: now) }, to: StreamID(id.rawValue), expecting: number)
        } catch {
            throw .journal(error)
        }
        lane.apply(decision.events, at: now, roleOf: knowledge.content.role)
        publish(decision.events, in: id)
        return lane.read { conversation in
            let reply = decision.reply.flatMap { conversation.message($0) }
            return Outcome(conversation: id, mode: conversation.mode, reply: reply)
        }
    }

    private enum Step: Sendable {
        case repeated(Outcome)
        case decided(Decision, number: UInt64, at: Timestamp)
    }

    private func circumstances(since arrival: Timestamp, opening: Event.ConversationStarted?) -> Circumstances {
        let now = dependencies.now()
        return Circumstances(
            now: now, utteranceID: MessageID(rawValue: dependencies.makeID()), replyID: MessageID(rawValue: dependencies.makeID()),
            opening: opening, elapsedMilliseconds: Int(now.milliseconds - arrival.milliseconds))
    }

    private func publish(_ events: [Event], in id: ConversationID) {
        memory.withLock { memory in for event in events { memory.apply(event, in: id) } }
    }

    /// The conversation's lane, folded from the log when it is not in memory. What follows must end with `release`.
    private func hold(_ id: ConversationID) async throws(DeskError) -> Lane {
        let journal = journal
        let roleOf = knowledge.content.role
        let stream = StreamID(id.rawValue)
        return try await lanes.hold(id, at: dependencies.now(), number: { journal.number(of: stream) }) { () async throws(DeskError) in
            var conversation = Conversation(id: id)
            guard journal.number(of: stream) > 0 else { return conversation }
            do {
                for record in try await journal.records(of: stream) {
                    conversation.apply(
                        try Event(record), number: record.number, at: Timestamp(milliseconds: record.at), roleOf: roleOf)
                }
            } catch let error as JournalError {
                throw .journal(error)
            } catch {
                throw .unreadable(conversation: id, reason: "\(error)")
            }
            return conversation
        }
    }

    // MARK: Visitors

    /// Who asks, as far as the connection tells.
    public struct Visitor: Sendable {
        /// The client's address; only its keyed hash is kept.
        public var address: String
        /// Where the visitor writes.
        public var channel: Event.ConversationStarted.Channel
        /// The page it is written on.
        public var page: String?
        /// Where the visitor came from.
        public var referrer: String?

        /// A visitor on the web, by default.
        public init(address: String, channel: Event.ConversationStarted.Channel = .web, page: String? = nil, referrer: String? = nil) {
            self.address = address
            self.channel = channel
            self.page = page
            self.referrer = referrer
        }
    }

    /// A visitor said something: in the conversation that `session` opens, or in a new one.
    ///
    /// A first message that is sent again (same visitor, same `clientMessageID`, same text) finds the conversation it began and gets its
    /// answer and a session again.
    public func say(_ utterance: Command.Utterance, session: Session?, visitor: Visitor) async throws(DeskError) -> Outcome {
        if let session {
            let id = try await authorize(session)
            return try await perform(.visitorSaid(utterance), in: id)
        }
        let name = configuration.visitorKey.name(ofAddress: visitor.address)
        if let outcome = try await repeatedFirstMessage(utterance, visitor: name) { return outcome }
        guard journal.capacity != .full else { throw .diskFull }
        let id = ConversationID(rawValue: dependencies.makeID())
        var random = SystemRandomNumberGenerator()
        let session = Session(for: id, using: &random)
        let opening = Event.ConversationStarted(
            visitor: name, sessionHash: session.hash, language: utterance.language, channel: visitor.channel, page: visitor.page,
            referrer: visitor.referrer, variantSeed: random.next())
        var outcome = try await perform(.visitorSaid(utterance), in: id, opening: opening)
        outcome.session = session
        return outcome
    }

    private func repeatedFirstMessage(_ utterance: Command.Utterance, visitor: String) async throws(DeskError) -> Outcome? {
        guard let name = utterance.clientMessageID,
            let id = memory.withLock({ $0.firstMessages[.init(visitor: visitor, clientMessageID: name)] })
        else { return nil }
        let lane = try await hold(id)
        defer { lane.release() }
        let earlier = lane.read { conversation -> Conversation.Message? in
            // The words must be the same too: a name that somebody else's client happened to choose opens nothing.
            conversation.messages.first?.text == utterance.text ? conversation.answer(toClientMessage: name) : nil
        }
        guard let earlier else { return nil }
        var random = SystemRandomNumberGenerator()
        let session = Session(for: id, using: &random)
        var outcome = try await perform(.addSession(hash: session.hash, reason: "retry"), in: id)
        outcome.reply = earlier
        outcome.session = session
        return outcome
    }

    /// Carries out a command of the holder of `session`.
    public func perform(_ command: Command, session: Session) async throws(DeskError) -> Outcome {
        try await perform(command, in: try await authorize(session))
    }

    /// Somebody filled in the form: kept with their consent, in a stream of its own.
    ///
    /// - Parameter session: of the conversation it came from, if there was one.
    /// - Returns: the lead's id.
    public func receive(_ lead: Lead, consent: Consent, session: Session?) async throws(DeskError) -> String {
        var conversation: ConversationID?
        if let session { conversation = try await authorize(session) }
        guard journal.capacity != .full else { throw .diskFull }
        let id = dependencies.makeID()
        let events: [Event] = [.consentGiven(consent), .leadReceived(.init(leadID: id, lead: lead, conversation: conversation))]
        let now = dependencies.now()
        do {
            try await journal.append(events.map { Entry($0, at: now) }, to: StreamID("lead:\(id)"), expecting: 0)
        } catch {
            throw .journal(error)
        }
        publish(events, in: ConversationID(rawValue: "lead:\(id)"))
        return id
    }

    /// The holder tapped `text`, one of the questions that `message` offered.
    public func choose(
        _ text: String, from message: MessageID, clientMessageID: String?, session: Session
    ) async throws(DeskError) -> Outcome {
        let id = try await authorize(session)
        let lane = try await hold(id)
        defer { lane.release() }
        let choice = try lane.read { conversation throws(DeskError) -> Answer.Choice in
            guard let answer = conversation.message(message)?.answer else { throw .refused(.unknownMessage) }
            let offered = answer.choices + answer.suggestions
            guard let choice = offered.first(where: { $0.text == text || $0.intent.rawValue == text }) else {
                throw .refused(.unknownChoice)
            }
            return choice
        }
        return try await perform(.choose(from: message, choice, clientMessageID: clientMessageID), in: id)
    }

    /// The messages of the holder's conversation after `number`, oldest first, and the mode it is in.
    public func messages(session: Session, after number: UInt64) async throws(DeskError) -> (
        messages: [Conversation.Message], mode: Conversation.Mode
    ) {
        let lane = try await hold(try await authorize(session))
        defer { lane.release() }
        return lane.read { conversation in (conversation.messages.filter { $0.number > number }, conversation.mode) }
    }

    /// The conversation that a session opens.
    private func authorize(_ session: Session) async throws(DeskError) -> ConversationID {
        let id = session.conversation
        // A made-up id must not make an empty conversation in memory.
        guard lanes.holds(id) || journal.number(of: StreamID(id.rawValue)) > 0 else { throw .sessionUnknown }
        let lane = try await hold(id)
        defer { lane.release() }
        guard lane.read({ session.matches($0.sessionHashes) }) else { throw .sessionUnknown }
        return id
    }

    /// Somebody waiting for a message; `cancel` when the wait is over, so that the conversation may leave memory.
    public struct Watch: Sendable {
        fileprivate let lane: Lane
        fileprivate let key: UInt64?

        /// Ends the wait; `notify` may be on its way already.
        public func cancel() {
            if let key { lane.unwatch(key) }
        }
    }

    /// Calls `notify` once, from any thread, as soon as the holder's conversation has a message after `number`: at once if it has one now.
    public func watch(session: Session, after number: UInt64, notify: @escaping @Sendable () -> Void) async throws(DeskError) -> Watch {
        let lane = try await hold(try await authorize(session))
        defer { lane.release() }
        return Watch(lane: lane, key: lane.watch(after: number, notify: notify))
    }
}
