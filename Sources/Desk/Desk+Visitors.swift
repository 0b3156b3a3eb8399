import Dialogue
import Journal

// What visitors ask for.
extension Desk {
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
        /// `utm_source` and the like, as the page's address had them.
        public var campaign: [String: String]

        /// A visitor on the web, by default.
        public init(
            address: String, channel: Event.ConversationStarted.Channel = .web, page: String? = nil, referrer: String? = nil,
            campaign: [String: String] = [:]
        ) {
            self.address = address
            self.channel = channel
            self.page = page
            self.referrer = referrer
            self.campaign = campaign
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
        return try await open(with: .visitorSaid(utterance), language: utterance.language, visitor: visitor)
    }

    /// Begins a conversation with `command`; the outcome has its session.
    private func open(with command: Command, language: Language, visitor: Visitor) async throws(DeskError) -> Outcome {
        guard journal.capacity != .full else { throw .diskFull }
        let id = ConversationID(rawValue: dependencies.makeID())
        var random = SystemRandomNumberGenerator()
        let session = Session(for: id, using: &random)
        let opening = Event.ConversationStarted(
            visitor: configuration.visitorKey.name(ofAddress: visitor.address), sessionHash: session.hash, language: language,
            channel: visitor.channel, page: visitor.page, referrer: visitor.referrer, campaign: visitor.campaign,
            variantSeed: random.next())
        var outcome = try await perform(command, in: id, opening: opening)
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
        let received = Event.LeadReceived(
            leadID: id, lead: lead, conversation: conversation, score: knowledge.content.qualification?.score(ofNeed: lead.need))
        let events: [Event] = [.consentGiven(consent), .leadReceived(received)]
        let now = dependencies.now()
        try await append(events, to: StreamID("lead:\(id)"), expecting: 0, at: now)
        // The lead stands, whatever becomes of this: it only lets the conversation know that its visitor can be reached.
        if let conversation { _ = try? await perform(.leaveContact(lead.contact, need: lead.need), in: conversation) }
        return id
    }

    /// The holder tapped `text`: one of the questions that `message` offered, or a reply to the question that it put, by its value or its
    /// words; `skip` is a reply to any.
    public func choose(
        _ text: String, from message: MessageID, clientMessageID: String?, session: Session
    ) async throws(DeskError) -> Outcome {
        let id = try await authorize(session)
        let lane = try await hold(id)
        defer { lane.release() }
        let command = try lane.read { conversation throws(DeskError) -> Command in
            guard let answer = conversation.message(message)?.answer else { throw .refused(.unknownMessage) }
            if let question = answer.question {
                if let option = question.options.first(where: { $0.value == text || $0.text == text }) {
                    return .reply(to: message, value: option.value, clientMessageID: clientMessageID)
                }
                if text == "skip" { return .reply(to: message, value: nil, clientMessageID: clientMessageID) }
            }
            let offered = answer.choices + answer.suggestions
            guard let choice = offered.first(where: { $0.text == text || $0.intent.rawValue == text }) else {
                throw .refused(.unknownChoice)
            }
            return .choose(from: message, choice, clientMessageID: clientMessageID)
        }
        return try await perform(command, in: id)
    }

    /// The messages of the holder's conversation after `number`, oldest first, and how it stands.
    public func messages(session: Session, after number: UInt64) async throws(DeskError) -> (
        messages: [Conversation.Message], standing: Standing
    ) {
        let lane = try await hold(try await authorize(session))
        defer { lane.release() }
        return lane.read { conversation in (conversation.messages.filter { $0.number > number }, standing(of: conversation)) }
    }

    /// The conversation that a session opens.
    func authorize(_ session: Session) async throws(DeskError) -> ConversationID {
        let id = session.conversation
        // A made-up id must not make an empty conversation in memory.
        guard lanes.holds(id) || journal.number(of: StreamID(id.rawValue)) > 0 else { throw .sessionUnknown }
        let lane = try await hold(id)
        defer { lane.release() }
        guard lane.read({ session.matches($0.sessionHashes) }) else { throw .sessionUnknown }
        return id
    }

    /// Everything that happened in the holder's conversation.
    public func story(session: Session) async throws(DeskError) -> Story {
        try await story(of: try await authorize(session))
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

    /// The holder, or somebody new, asks for a person.
    ///
    /// - Parameter language: of the page, when this begins the conversation.
    /// - Returns: who answers now; a session when this began the conversation.
    public func escalate(
        _ request: Handoff.Request, session: Session?, visitor: Visitor, language: Language
    ) async throws(DeskError) -> Outcome {
        if let session { return try await perform(.requestHandoff(request), in: try await authorize(session)) }
        return try await open(with: .requestHandoff(request), language: language, visitor: visitor)
    }

    /// The holder is typing: whoever has the conversation open sees it, and nothing is kept.
    public func typing(session: Session) async throws(DeskError) {
        hub.publish([.typing(try await authorize(session), .visitor)])
    }

    /// A code by which another device may join the holder's conversation once, and when it dies.
    public func issueJoinCode(session: Session) async throws(DeskError) -> (code: String, expires: Timestamp) {
        try await issueJoinCode(for: try await authorize(session), channel: .web)
    }

    private func issueJoinCode(
        for id: ConversationID, channel: JoinCodes.Channel
    ) async throws(DeskError) -> (code: String, expires: Timestamp) {
        var random = SystemRandomNumberGenerator()
        let code = JoinCodes.make(using: &random)
        let expires = now.advanced(by: JoinCodes.lifetime)
        guard let hash = JoinCodes.hash(of: code) else { preconditionFailure("a code of ours has the form of one") }
        _ = try await perform(.issueJoinCode(hash: hash, expires: expires, channel: channel.rawValue), in: id)
        return (code, expires)
    }

    /// A `wa.me` link by which the holder goes on in WhatsApp: what was talked about, personal data masked, and a signed code by which that
    /// chat can join this conversation once, for a day; nil when the company has no number. At most `WhatsAppLink.maximumCharacters`.
    ///
    /// - Parameter topic: as the visitor says; nil for what was talked about.
    public func whatsAppHref(topic: String?, session: Session) async throws(DeskError) -> String? {
        guard let number = knowledge.content.means.whatsappNumber else { return nil }
        let id = try await authorize(session)
        let code = JoinCodes.signed(try await issueJoinCode(for: id, channel: .whatsapp).code, by: configuration.visitorKey)
        let lane = try await hold(id)
        defer { lane.release() }
        let policy = knowledge.policy
        let (text, closing) = lane.read { conversation in
            (
                policy.whatsAppText(for: conversation, topic: topic),
                policy.whatsAppClosing(code: code, in: conversation.language)
            )
        }
        return WhatsAppLink.href(number: number, text: masked(text), closing: closing)
    }

    /// Joins the conversation that `code` was made for: a session of its own for this device. The code is used up.
    public func join(code: String) async throws(DeskError) -> Outcome {
        guard let hash = JoinCodes.hash(of: code) else { throw .codeUnknown }
        return try await redeem(hash, for: .web) { id async throws(DeskError) in
            var random = SystemRandomNumberGenerator()
            let session = Session(for: id, using: &random)
            var outcome = try await perform(.join(codeHash: hash, sessionHash: session.hash, channel: "web"), in: id)
            outcome.session = session
            return outcome
        }
    }

    /// A WhatsApp chat joins the conversation whose code stands in `text`, a message that was sent there. The code is used up.
    ///
    /// - Parameters:
    ///   - address: who sent it, as digits; only its keyed hash is kept.
    ///   - verifier: who saw the message: an admin, or the vendor that brought it.
    public func joinWhatsApp(by text: String, address: String?, verifier: Actor) async throws(DeskError) -> Outcome {
        guard let code = JoinCodes.code(in: text, signedBy: configuration.visitorKey), let hash = JoinCodes.hash(of: code) else {
            throw .codeUnknown
        }
        return try await redeem(hash, for: .whatsapp) { id async throws(DeskError) in
            try await perform(
                .joinChannel(
                    codeHash: hash, channel: "whatsapp", addressHash: address.map(configuration.visitorKey.name), verifiedBy: verifier.name),
                in: id)
        }
    }

    /// Takes a code and does with its conversation what it is for; when that fails, the code is good still.
    private func redeem(
        _ hash: String, for channel: JoinCodes.Channel, _ body: (ConversationID) async throws(DeskError) -> Outcome
    ) async throws(DeskError) -> Outcome {
        guard let code = memory.withLock({ $0.joinCodes.take(hash, for: channel, at: now) }) else { throw .codeUnknown }
        do throws(DeskError) {
            return try await body(code.conversation)
        } catch {
            memory.withLock { $0.joinCodes.putBack(hash, code) }
            throw error
        }
    }

    /// Somebody with a stream open; `cancel` when it ends.
    public struct Listening: Sendable {
        fileprivate let lane: Lane
        fileprivate let key: UInt64

        /// Ends it; a call of `notify` may be on its way already.
        public func cancel() { lane.unlisten(key) }
    }

    /// What a stream is told at once.
    public enum Signal: Sendable {
        /// Something was said or changed: look.
        case changed
        /// Somebody is typing.
        case typing(Actor)
    }

    /// Calls `notify`, from any thread, for whatever happens in the holder's conversation until it is cancelled.
    public func listen(session: Session, notify: @escaping @Sendable (Signal) -> Void) async throws(DeskError) -> Listening {
        let lane = try await hold(try await authorize(session))
        defer { lane.release() }
        let key = lane.listen { signal in
            switch signal {
            case .changed: notify(.changed)
            case .typing(let actor): notify(.typing(actor))
            }
        }
        return Listening(lane: lane, key: key)
    }

    /// How the holder's conversation stands.
    public func standing(session: Session) async throws(DeskError) -> Standing {
        let lane = try await hold(try await authorize(session))
        defer { lane.release() }
        return lane.read { standing(of: $0) }
    }

    /// How a conversation stands, as its visitor sees it.
    public struct Standing: Sendable, Hashable {
        /// Who answers.
        public var mode: Conversation.Mode
        /// Open, waiting or over.
        public var status: Conversation.Status
        /// The language it is in.
        public var language: Language
        /// Who has it.
        public var admin: String?
        /// So many are served before this one, and one more; nil while it does not wait.
        public var queuePosition: Int?
        /// How long others waited at such an hour; nil when too few did.
        public var estimate: Handoff.Estimate?
        /// Whether people are there by the hours.
        public var isOpen: Bool
        /// Whether one of them is really there.
        public var isAdminOnline: Bool
        /// The number up to which an admin has seen what was said.
        public var seenByAdmin: UInt64
        /// Whether the conversation was rated since it was closed.
        public var isRated: Bool
        /// Whether a message was left for people to answer later.
        public var hasLeftMessage: Bool
        /// What the visitor told of themselves, in the order of the questions.
        public var remembered: [Policy.Remembered]
        /// The number of the last event.
        public var last: UInt64
    }

    func standing(of conversation: borrowing Conversation) -> Standing {
        let handoff = conversation.handoff, now = now
        return Standing(
            mode: conversation.mode, status: conversation.status, language: conversation.language, admin: handoff.owner,
            queuePosition: conversation.mode == .waitingAdmin ? place(of: conversation.id) : nil, estimate: estimate(at: now),
            isOpen: knowledge.content.hours.isOpen(at: now), isAdminOnline: attendance.isAnyOnline, seenByAdmin: handoff.seenByAdmin,
            isRated: handoff.isRated, hasLeftMessage: handoff.hasLeftMessage,
            remembered: knowledge.policy.remembered(of: conversation.guided, in: conversation.language), last: conversation.number)
    }

    /// So many waiting conversations are served before this one, and one more; nil when it does not wait.
    func place(of id: ConversationID) -> Int? {
        memory.withLock { $0.ledger.place(of: id) }
    }

    /// How long others waited at such an hour; nil when too few did. Looked up once a minute.
    public func estimate(at now: Timestamp) -> Handoff.Estimate? {
        let minute = now.milliseconds / 60_000
        if let known = estimated.withLock({ $0.minute == minute ? $0 : nil }) { return known.estimate }
        let estimate = look { $0.waitEstimate(at: now) }
        estimated.withLock { $0 = (minute, estimate) }
        return estimate
    }

    /// Whether an admin is really there.
    public var isAdminOnline: Bool { attendance.isAnyOnline }

    /// Appends events that no policy decides, and tells whoever is to be told.
    func append(_ events: [Event], to stream: StreamID, expecting number: UInt64, at now: Timestamp) async throws(DeskError) {
        let turn = turns.begin()
        defer { turns.end(turn) }
        let position: Position
        do {
            position = try await journal.append(events.map { Entry($0, at: now) }, to: stream, expecting: number)
        } catch {
            throw .journal(error)
        }
        publish(events, in: stream, after: number, at: now, position)
    }
}
