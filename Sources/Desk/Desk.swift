import Dialogue
import JSON
import Journal
import Ledger
import Synchronization

/// The one door for writes: whoever wants a conversation changed asks here, and nowhere else is anything appended.
///
/// The journal is the truth. What the desk holds in memory is a fold of it and can be let go of at any time.
public final class Desk: Sendable {
    let journal: Journal
    let dependencies: Dependencies
    let configuration: Configuration
    let lanes: Lanes
    private let current: Mutex<Knowledge>
    let memory: Mutex<Memory>
    private let interactions = Mutex(Interactions())
    let hub: Hub
    let deadlines: Deadlines
    let outbox: Outbox
    let polisher: Polisher
    let attendance = Attendance()
    let turns = Turns()
    let removals = Removals()
    let estimated = Mutex<(minute: Int64, estimate: Handoff.Estimate?)>((-1, nil))

    /// What can be set about a desk.
    public struct Configuration: Sendable {
        /// Idle conversations kept in memory, at some kilobytes each.
        public var maximumIdleConversations = 2_000
        /// Makes names of addresses; the same key over the same log, or retries of first messages are not known again.
        public var visitorKey: VisitorKey
        /// Seals links to checklists.
        public var checklistSeal = ChecklistSeal()
        /// Where admins open the console, for notices; nil when no address is known.
        public var consoleURL: String?
        /// So many records must have come since the last snapshot for another to be worth its writing; folding as many takes about 0.1 s.
        public var snapshotRecords = 20_000
        /// Names this build of the program: a snapshot that another one wrote is not used.
        public var program = ""
        /// The language model that may word answers anew; nil when none takes part.
        public var polishing: Polishing?

        /// The defaults, with a key.
        public init(visitorKey: VisitorKey) {
            self.visitorKey = visitorKey
        }
    }

    /// What a record holds; nothing when its data is not what its type says.
    private final class Decoded: Sendable {
        let replayed: Replayed?
        /// What page and widget counted, where it is that.
        let counts: [(Interaction, Int)]

        /// Stands for every `messageRead`: a third of a log, long, and nothing that a start folds. Its bytes are proved by the log's chain;
        /// what they say is looked at when the conversation is.
        private static let reading = Decoded(replayed: .event(.unknown(type: "messageRead")), counts: [])

        static func decode(_ record: Record, with known: KnownAnswers) -> Decoded {
            // A record that cannot be read is counted where it is folded.
            record.type == "messageRead" ? reading : Decoded(replayed: try? known.read(record), of: record)
        }

        private init(replayed: Replayed?, counts: [(Interaction, Int)]) {
            self.replayed = replayed
            self.counts = counts
        }

        private init(replayed: Replayed?, of record: Record) {
            self.replayed = replayed
            guard record.type == Interaction.recordType, let data = try? JSON(parsing: record.data) else {  // figures, nobody's words
                counts = []
                return
            }
            counts = Interaction.counts(in: data)
        }
    }

    /// Opens the journal in `folder` and replays it.
    ///
    /// - Throws: `JournalError` when the log cannot be opened: locked, damaged, or the disk refuses.
    public static func open(
        _ folder: String, journal configuration: Journal.Configuration = .init(), knowledge: Knowledge, desk: Configuration,
        dependencies: Dependencies = .live
    ) throws(JournalError) -> Desk {
        var memory = Memory(offsetMinutes: knowledge.content.hours.offsetMinutes)
        var unreadable = 0
        let deadlines = Deadlines(now: dependencies.now, uptime: dependencies.uptime)
        let outbox = Outbox(now: dependencies.now, uptime: dependencies.uptime)
        let polisher = Polisher(desk.polishing, now: dependencies.now, uptime: dependencies.uptime)
        let known = KnownAnswers()
        let title = title(program: desk.program, offsetMinutes: knowledge.content.hours.offsetMinutes)
        var ahead: Set<UInt64> = []
        // Parsing is most of the work of a start, so it is done where the log is read; folding is done here, in order.
        let restore: ([UInt8]) -> Bool = { bytes in
            guard let fold = Fold(bytes, of: title) else { return false }
            (memory, unreadable, ahead) = (fold.memory, fold.unreadable, fold.ahead)
            for line in memory.errands.lines {
                guard let event = line.event else { continue }
                let conversation = ConversationID(rawValue: line.stream)
                deadlines.apply(event, in: conversation, at: line.at)
                outbox.apply(event, in: line.stream, at: line.at)
                polisher.replay(event, in: conversation, at: line.at)
            }
            return true
        }
        let journal = try Journal.open(
            folder, configuration: configuration, restoring: restore, decoding: { Decoded.decode($0, with: known) }
        ) {
            record, decoded in
            if ahead.contains(record.sequence) { return }
            if !decoded.counts.isEmpty {
                memory.apply(decoded.counts, sequence: record.sequence, at: Timestamp(milliseconds: record.at))
            }
            // Counted, not skipped in silence: `log verify` and the conversation itself will name it.
            guard let replayed = decoded.replayed else { return unreadable += 1 }
            let place = Memory.Place(
                stream: record.stream.value, number: record.number, sequence: record.sequence, at: Timestamp(milliseconds: record.at),
                by: Actor(name: record.by))
            let event: Event
            switch replayed {
            case .answered(let known, let figures): return memory.apply(known, figures, place)
            case .event(let read): event = read
            }
            memory.apply(event, place)
            deadlines.apply(event, in: ConversationID(rawValue: record.stream.value), at: Timestamp(milliseconds: record.at))
            outbox.apply(event, in: record.stream.value, at: Timestamp(milliseconds: record.at))
            polisher.replay(event, in: ConversationID(rawValue: record.stream.value), at: Timestamp(milliseconds: record.at))
        }
        return Desk(
            journal: journal, memory: memory, deadlines: deadlines, outbox: outbox, polisher: polisher, unreadable: unreadable,
            knowledge: knowledge, configuration: desk, dependencies: dependencies)
    }

    private init(
        journal: Journal, memory: consuming Memory, deadlines: Deadlines, outbox: Outbox, polisher: Polisher, unreadable: Int,
        knowledge: Knowledge, configuration: Configuration, dependencies: Dependencies
    ) {
        self.journal = journal
        self.dependencies = dependencies
        self.configuration = configuration
        lanes = Lanes(maximumIdle: configuration.maximumIdleConversations)
        current = Mutex(knowledge)
        self.memory = Mutex(memory)
        self.deadlines = deadlines
        self.outbox = outbox
        self.polisher = polisher
        // Grows from start to start: a console that comes back after a restart is told to read again.
        hub = Hub(first: UInt64(max(0, dependencies.now().milliseconds)))
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

    /// What opening the log found, the snapshot's fate included.
    public var recovery: Recovery { journal.recovery }

    /// What a snapshot hangs on beside the log.
    var title: String { Self.title(program: configuration.program, offsetMinutes: look { $0.offsetMinutes }) }

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

    /// Lets what is owed pass when its time comes, and has notices carried out, from now on.
    ///
    /// - Parameter courier: nil when nobody outside is told.
    public func start(courier: Courier? = nil) {
        mendRewordings()
        if let courier {
            outbox.start { [weak self] pending in await self?.deliver(pending, by: courier) }
        }
        deadlines.start { [weak self] due in
            guard let self else { return true }
            do throws(DeskError) {
                _ = try await self.perform(.deadlinePassed(id: due.id), in: due.conversation)
                return true
            } catch .journal(let error) {
                // A conversation that is gone owes nothing; a disk that refuses is asked again.
                if case .erased = error { return true }
                return false
            } catch {
                return true
            }
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
        let turn = turns.begin()
        defer { turns.end(turn) }
        let position = await note(Interaction.recordType, in: "counts", at: now) { writer in
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
        guard let position else { return }
        memory.withLock { $0.apply(taken.counts, sequence: position.sequence, at: Timestamp(milliseconds: now)) }
    }

    /// Appends a record that is no event.
    ///
    /// - Returns: where it is on disk; nil when it is not.
    @discardableResult
    func note(_ type: String, in stream: StreamID, at: Int64? = nil, _ body: (inout JSONWriter) -> Void) async -> Position? {
        var writer = JSONWriter()
        writer.object(body)
        let entry = Entry(at: at ?? dependencies.now().milliseconds, type: type, by: "system", data: writer.bytes)
        // What could not be noted is not worth ending the service for: visitors' words have the same door and their own answer.
        return try? await journal.append([entry], to: stream, expecting: journal.number(of: stream))
    }

    /// Rewrites the log without what was taken out of it. See `Journal.compact`.
    public func compact(progress: @escaping Journal.Progress) async throws(DeskError) -> (bytes: Int64, segments: Int) {
        do {
            return try await journal.compact(progress: progress)
        } catch {
            throw .journal(error)
        }
    }

    /// Lets go of everything in memory that came from streams which are gone from the log.
    func forget(_ streams: [StreamID]) {
        let gone = Set(streams.map(\.value))
        lanes.forget { gone.contains($0.rawValue) }
        deadlines.forget { gone.contains($0.rawValue) }
        outbox.forget { gone.contains($0) }
        memory.withLock { memory in for stream in streams { memory.forget(stream.value) } }
        hub.publish(streams.map { .conversation(ConversationID(rawValue: $0.value)) })
    }

    /// Writes what is on its way and gives the log back. Later commands throw `.journal(.closed)`.
    public func close() async {
        deadlines.stop()
        outbox.stop()
        polisher.stop()
        await polisher.end()
        // Without it the next start takes longer, and that is all.
        _ = try? await saveSnapshotIfDue()
        await journal.close()
    }

    // MARK: The one way

    /// What came of a command.
    public struct Outcome: Sendable {
        /// The conversation it was carried out in.
        public var conversation: ConversationID
        /// Who answers there now.
        public var mode: Conversation.Mode
        /// What people owe there, and who has it.
        public var handoff: Handoff.State
        /// The number of the conversation's last event.
        public var number: UInt64
        /// What was said, when something was: by the bot to the visitor, or by the admin whose command it was.
        public var reply: Conversation.Message?
        /// A session made by this command, to be given to the client once.
        public var session: Session?

        init(_ conversation: borrowing Conversation, reply: Conversation.Message?) {
            self.conversation = conversation.id
            mode = conversation.mode
            handoff = conversation.handoff
            number = conversation.number
            self.reply = reply
        }
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
            if let earlier = Self.repetition(of: command, in: conversation) { return earlier }
            let text = knowledge.policy.isRead(in: conversation) ? command.text : nil
            let expected = text.flatMap { knowledge.policy.expect($0, in: conversation) }
            let reading = expected == nil ? text.map { knowledge.read($0, in: knowledge.policy.readingContext(of: conversation)) } : nil
            let circumstances = circumstances(of: command, since: arrival, opening: opening)
            do throws(Refusal) {
                let decision = try knowledge.policy.decide(
                    command, in: conversation, expected: expected, reading: reading, given: circumstances)
                let subject = polisher.polishing == nil ? nil : knowledge.policy.rewordable(decision.events, in: conversation)
                return .decided(
                    decision, number: conversation.number, at: circumstances.now, rewordable: subject,
                    visitor: opening?.visitor ?? conversation.visitor)
            } catch {
                throw .refused(error)
            }
        }
        var decision: Decision, number: UInt64, now: Timestamp
        let order: Polisher.Order?
        switch step {
        case .repeated(let outcome): return outcome
        case .decided(let made, let last, let at, let subject, let visitor):
            (decision, number, now) = (made, last, at)
            order = orderRewording(subject, in: id, visitor: visitor, at: at)
        }
        if let order { decision.events.append(order.event) }

        // Nothing happened: nothing is written.
        if decision.events.isEmpty { return lane.read { Outcome($0, reply: nil) } }
        let turn = turns.begin()
        defer { turns.end(turn) }
        let position: Position
        do {
            position = try await journal.append(decision.events.map { Entry($0, at: now) }, to: StreamID(id.rawValue), expecting: number)
        } catch {
            if let order { polisher.cancel(order) }
            throw .journal(error)
        }
        lane.apply(decision.events, at: now, roleOf: knowledge.content.role)
        publish(decision.events, in: StreamID(id.rawValue), after: number, at: now, position)
        if let order { beginRewording(order) }
        return lane.read { conversation in
            Outcome(conversation, reply: decision.reply.flatMap { conversation.message($0) })
        }
    }

    /// What came of `command` when it was carried out before: a client that heard no answer asks again.
    private static func repetition(of command: Command, in conversation: borrowing Conversation) -> Step? {
        switch command {
        case .admin(_, .send(let reply)):
            guard let name = reply.clientMessageID, let earlier = conversation.adminMessage(underClientID: name) else { return nil }
            return .repeated(Outcome(conversation, reply: earlier))
        default:
            guard let name = command.clientMessageID, conversation.utterance(underClientID: name) != nil else { return nil }
            return .repeated(Outcome(conversation, reply: conversation.answer(toClientMessage: name)))
        }
    }

    private enum Step: Sendable {
        case repeated(Outcome)
        case decided(Decision, number: UInt64, at: Timestamp, rewordable: Rewording.Subject?, visitor: String)
    }

    private func circumstances(
        of command: Command, since arrival: Timestamp, opening: Event.ConversationStarted?
    ) -> Circumstances {
        let now = dependencies.now()
        // Only who asks for a person is told how long others waited.
        let estimate = if case .requestHandoff = command { estimate(at: now) } else { Handoff.Estimate?.none }
        return Circumstances(
            now: now, utteranceID: MessageID(rawValue: dependencies.makeID()), replyID: MessageID(rawValue: dependencies.makeID()),
            opening: opening, elapsedMilliseconds: Int(now.milliseconds - arrival.milliseconds), estimate: estimate,
            holdsIdentifiers: command.text.map(Self.holdsIdentifiers) ?? false)
    }

    /// Whether `text` holds somebody's numbers. Looked at closely only where there are digits enough for one.
    private static func holdsIdentifiers(_ text: String) -> Bool {
        let digits = text.utf8.reduce(0) { $0 + (UInt8(ascii: "0")...UInt8(ascii: "9") ~= $1 ? 1 : 0) }
        guard digits >= 7 else { return false }
        return redactor.findings(in: text).contains { finding in
            switch finding.kind {
            case .nik, .familyCard, .npwp, .passport, .account, .card: true
            case .phone, .email, .plate, .address: false
            }
        }
    }

    /// Tells everything that is a fold of the log: the ledger, deadlines, consoles, and those who wait in a queue that moved.
    ///
    /// - Parameters:
    ///   - number: that of the stream's last event before these.
    ///   - position: where the first of them stands in the log.
    func publish(_ events: [Event], in stream: StreamID, after number: UInt64, at: Timestamp, _ position: Position) {
        let id = ConversationID(rawValue: stream.value)
        // All three at once: a snapshot must not have one of them without the others.
        memory.withLock { memory in
            for (index, event) in events.enumerated() {
                memory.apply(
                    event,
                    Memory.Place(
                        stream: stream.value, number: number + UInt64(index) + 1, sequence: position.sequence + UInt64(index), at: at,
                        by: event.author))
                deadlines.apply(event, in: id, at: at)
                outbox.apply(event, in: stream.value, at: at)
            }
        }
        var movesQueue = false
        var changes: [Change.Kind] = []
        for (index, event) in events.enumerated() {
            switch event {
            case .visitorSaid, .botAnswered, .adminSaid: changes.append(.said(id, number: number + UInt64(index) + 1))
            case .handoffRequested, .handoffClaimed, .handoffReleased, .handoffAssigned, .handoffReturned, .handoffPrioritised,
                .conversationClosed:
                movesQueue = true
            case .deliveryRequested(let request): changes.append(.delivery(request.deliveryID))
            case .deliveryNamed, .deliveryAttempted, .deliveryDone, .deliveryAbandoned, .deliveryRetried:
                changes.append(.delivery(String(stream.value.dropFirst("delivery:".count))))
            default: break
            }
        }
        if !stream.value.contains(":"), events.contains(where: { $0.isOfConversation }) { changes.append(.conversation(id)) }
        hub.publish(changes)
        if movesQueue { lanes.signalWaiting() }
    }

    /// The conversation's lane, folded from the log when it is not in memory. What follows must end with `release`.
    func hold(_ id: ConversationID) async throws(DeskError) -> Lane {
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
}
