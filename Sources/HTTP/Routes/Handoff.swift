import Desk
import Dialogue
import HTTPTypes
import JSON

extension Application {
    /// `POST /api/chat/escalate`: asks for a person, here or on WhatsApp; outside the hours, leaves a message for one.
    ///
    /// Without a session this begins a conversation.
    func escalate(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try session(of: request, body: body)
        let language = try Self.language(of: request, body)
        guard let channel: Handoff.Channel = try body.value("channel") ?? desk.knowledge.content.channels.first else {
            throw .channelOff(.webchat)
        }
        let contact = try Self.contact(in: body)
        let asked = Handoff.Request(
            channel: channel, name: try body.nonBlank("name", limit: Limit.name), contact: contact,
            topic: try body.nonBlank("topic", limit: Limit.topic))
        let content = desk.knowledge.content
        guard content.channels.contains(channel) else { throw .channelOff(channel) }
        let needsContact = channel == .webchat && contact == nil && !content.hours.isOpen(at: desk.now)
        // Nobody would come: the client shows the form for a message first, and nothing is begun for that.
        if session == nil { try limiter.admit(.arrival, address: request.address) }
        if needsContact, session == nil { return Self.invitation(content, at: desk.now, in: language) }
        let visitor = Desk.Visitor(
            address: request.address, page: try body.text("page", limit: Limit.page),
            referrer: try body.text("referrer", limit: Limit.page))
        let outcome = try await attempt { () async throws(DeskError) in
            try await desk.escalate(asked, session: session, visitor: visitor, language: language)
        }
        let standing = try await standing(of: outcome, session: session)
        var href: String?
        if channel == .whatsapp, let session = outcome.session ?? session {
            href = try await attempt { () async throws(DeskError) in try await desk.whatsAppHref(topic: asked.topic, session: session) }
        }
        var writer = JSONWriter(capacity: 2_560)
        standing.write(to: &writer, content, at: desk.now) { writer in
            writer.member("channel", channel.rawValue)
            writer.member("needs_contact", needsContact && outcome.mode == .bot)
            if let href {
                writer.member("href", href)
                writer.key("whatsapp")
                writer.object { $0.member("href", href) }
            }
            writer.member("conversation_id", outcome.conversation.rawValue)
            writer.member("session_id", ifPresent: outcome.session?.token)
        }
        return .json(writer.bytes)
    }

    /// The form outside the hours, for somebody who has no conversation yet.
    private static func invitation(_ content: Content, at now: Timestamp, in language: Language) -> Response {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("mode", Conversation.Mode.bot.rawValue)
            writer.member("status", Conversation.Status.open.rawValue)
            writer.member("open", false)
            writer.member("hours", content.hours.summary(in: language))
            writer.member("opens", content.hours.nextOpeningInWords(after: now, in: language))
            writer.member("channels", content.channels.map(\.rawValue))
            writer.member("channel", Handoff.Channel.webchat.rawValue)
            writer.member("queue_position", JSON.null)
            writer.member("estimate", JSON.null)
            writer.member("left_message", false)
            writer.member("needs_contact", true)
        }
        return .json(writer.bytes)
    }

    /// A way to be reached, as the form of a message has it.
    private static func contact(in body: Body) throws(Problem) -> Lead.Contact? {
        guard let text = try body.nonBlank("contact", limit: Limit.name) else { return nil }
        guard let contact = Lead.Contact(text) else { throw .invalid("contact", "must be a telephone number or an e-mail address") }
        return contact
    }

    private func standing(of outcome: Desk.Outcome, session: Session?) async throws(Problem) -> Desk.Standing {
        guard let session = outcome.session ?? session else { throw .sessionMissing }
        return try await attempt { () async throws(DeskError) in try await desk.standing(session: session) }
    }

    /// `POST /api/chat/return`: back to the bot.
    func returnToBot(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let outcome = try await attempt { () async throws(DeskError) in try await desk.perform(.returnToBot, session: session) }
        return .json(try await standing(of: outcome, session: session).json(desk.knowledge.content, at: desk.now))
    }

    /// `POST /api/chat/resume`: makes a code for another device, or redeems one.
    func resume(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        var writer = JSONWriter()
        if let code = try body.nonEmptyText("code", limit: 40) {
            let outcome = try await attempt { () async throws(DeskError) in try await desk.join(code: code) }
            writer.object { writer in
                writer.member("session_id", ifPresent: outcome.session?.token)
                writer.member("conversation_id", outcome.conversation.rawValue)
                writer.member("mode", outcome.mode.rawValue)
                writer.member("last", outcome.number)
            }
        } else {
            let session = try requiredSession(of: request, body: body)
            let made = try await attempt { () async throws(DeskError) in try await desk.issueJoinCode(session: session) }
            writer.object { writer in
                writer.member("code", made.code)
                writer.member("expires", made.expires.iso8601)
            }
        }
        return .json(writer.bytes)
    }

    /// `GET /api/chat/transcript`: the caller's conversation, as text or as JSON, whichever the client would rather have.
    func transcript(_ request: Request) async throws(Problem) -> Response {
        let session = try requiredSession(of: request)
        let found = try await attempt { () async throws(DeskError) in try await desk.messages(session: session, after: 0) }
        let content = desk.knowledge.content
        let language = found.standing.language
        if request.fields[.accept]?.contains("application/json") ?? false {
            var writer = JSONWriter(capacity: 4_096)
            writer.object { writer in
                writer.member("conversation_id", session.conversation.rawValue)
                writer.member("company", content.company[language])
                writer.key("messages")
                writer.array { writer in for message in found.messages { message.write(to: &writer, content, in: language) } }
            }
            return .json(writer.bytes)
        }
        var text = "\(content.company[language])\n"
        for message in found.messages {
            let who: String =
                switch message.role {
                case .user: language == .indonesian ? "Anda" : "You"
                case .assistant: "Bot"
                case .admin: "Admin \(message.admin ?? "")"
                case .system: "–"
                }
            let said = message.change.map { content.phrases.line(for: $0, in: language) } ?? message.shown
            text += "\n[\(content.hours.words(for: message.at, in: language))] \(who):\n\(said)\n"
            if let answer = message.answer, !answer.sources.isEmpty {
                text += (language == .indonesian ? "Sumber: " : "Sources: ") + answer.sources.map(\.title).joined(separator: "; ") + "\n"
            }
        }
        return Response(
            fields: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"], body: Array(text.utf8))
    }
}

extension Body {
    /// The text of a member; nil when it is missing, null, or says nothing.
    func nonBlank(_ name: String, limit: Int) throws(Problem) -> String? {
        try text(name, limit: limit).flatMap { $0.isBlank ? nil : $0 }
    }
}

extension Problem {
    static func channelOff(_ channel: Handoff.Channel) -> Problem {
        Problem(
            .conflict, "channel_off",
            Localized(
                "Jalur ini belum tersedia. Silakan gunakan kontak di halaman kami.",
                english: "This channel is not available. Please use the contact on our page."),
            detail: "The channel \(channel.rawValue) is not configured.")
    }
}
