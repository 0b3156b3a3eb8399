import Desk
import Dialogue
import HTTPTypes
import JSON

extension Application {
    /// What a visitor may send, in characters unless it says otherwise.
    enum Limit {
        static let message = 4_000
        static let messages = 20
        static let name = 100
        static let topic = 500
        static let comment = 500
        static let clientMessageID = 100
        static let page = 500
    }

    /// `POST /api/chat`: a question, and its answer once both are on disk.
    func chat(_ request: Request, _ exchange: Exchange) async throws(Problem) {
        let body = try Body(request)
        let utterance = Command.Utterance(
            text: try Self.question(in: body), language: try Self.language(of: request, body), via: try body.value("via") ?? .typed,
            clientMessageID: try body.nonEmptyText("client_message_id", limit: Limit.clientMessageID))
        _ = try body.integer("max_tokens", in: 1...100_000)
        let session = try session(of: request, body: body)
        if session == nil { try limiter.admit(.arrival, address: request.address) }
        let visitor = Desk.Visitor(
            address: request.address, page: try body.text("page", limit: Limit.page), referrer: try body.text("referrer", limit: Limit.page)
        )
        let outcome = try await attempt { () async throws(DeskError) in
            try await desk.say(utterance, session: session, visitor: visitor)
        }
        await tell(outcome, to: request, exchange)
    }

    /// `POST /api/chat/choose`: a did-you-mean choice or a suggestion was tapped.
    func choose(_ request: Request, _ exchange: Exchange) async throws(Problem) {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let message = MessageID(rawValue: try body.requiredText("message_id", limit: Limit.clientMessageID))
        let text = try body.requiredText("choice", limit: Limit.message)
        let name = try body.nonEmptyText("client_message_id", limit: Limit.clientMessageID)
        let outcome = try await attempt { () async throws(DeskError) in
            try await desk.choose(text, from: message, clientMessageID: name, session: session)
        }
        await tell(outcome, to: request, exchange)
    }

    /// `POST /api/chat/forget`: what the visitor told of themselves is no longer used, all of it or what stands under one key.
    func forget(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let slot = try body.nonEmptyText("slot", limit: Limit.name)
        let standing = try await attempt { () async throws(DeskError) in
            _ = try await desk.perform(.forget(slot: slot), session: session)
            return try await desk.standing(session: session)
        }
        return .json(standing.json(desk.knowledge.content, at: desk.now))
    }

    /// `POST /api/chat/refuse`: the Benefit block was closed.
    func refuse(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let message = MessageID(rawValue: try body.requiredText("message_id", limit: Limit.clientMessageID))
        _ = try await attempt { () async throws(DeskError) in
            try await desk.perform(.refusePromotion(on: message), session: session)
        }
        return .noContent
    }

    /// `POST /api/chat/rate`: thumbs, for one answer or for the conversation.
    func rate(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        guard let value = Event.Rating(rawValue: try body.requiredText("value", limit: 10)) else {
            throw .invalid("value", "must be up or down")
        }
        let comment = try body.text("comment", limit: Limit.comment)
        let message = try body.nonEmptyText("message_id", limit: Limit.clientMessageID).map(MessageID.init)
        _ = try await attempt { () async throws(DeskError) in
            try await desk.perform(
                message.map { .rateAnswer($0, value) } ?? .rateConversation(value, comment: comment), session: session)
        }
        return .noContent
    }

    /// `POST /api/chat/seen`: the visitor has seen the messages up to a number.
    func seen(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        guard let number = try body.integer("up_to", in: 0...Int(Int32.max)) else { throw .invalid("up_to", "must be there") }
        _ = try await attempt { () async throws(DeskError) in
            try await desk.perform(.seen(upTo: UInt64(number)), session: session)
        }
        return .noContent
    }

    /// `POST /api/chat/typing`: whoever has the conversation open is told; never logged.
    func typing(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        try await attempt { () async throws(DeskError) in try await desk.typing(session: session) }
        return .noContent
    }

    /// The last thing the visitor said in `messages`; what came before is context that the conversation has already.
    private static func question(in body: Body) throws(Problem) -> String {
        guard let messages = body.json["messages"] else { throw .invalid("messages", "must be there") }
        guard let messages = messages.array else { throw .invalid("messages", "must be an array") }
        guard messages.count <= Limit.messages else { throw .tooLong("messages", limit: Limit.messages, unit: "messages") }
        var question: String?
        for (index, message) in messages.enumerated() {
            guard message.object != nil else { throw .invalid("messages[\(index)]", "must be an object") }
            guard let role = message["role"]?.string, ["user", "assistant", "admin", "system"].contains(role) else {
                throw .invalid("messages[\(index)].role", "must be user, assistant, admin or system")
            }
            guard let content = try Body.text(message["content"], "messages[\(index)].content", limit: Limit.message) else {
                throw .invalid("messages[\(index)].content", "must be there")
            }
            guard role == "user" else { continue }
            guard !content.isBlank else { throw .invalid("messages[\(index)].content", "must not be empty") }
            question = content
        }
        guard let question else { throw .invalid("messages", "must hold a message of role user") }
        return question
    }

    /// The visitor's language: the body's `locale`, else the browser's, else Indonesian.
    static func language(of request: Request, _ body: Body) throws(Problem) -> Language {
        guard let locale = try body.text("locale", limit: 35) else { return language(of: request) }
        // One tag, not the list that the header may be.
        let isTag = locale.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        guard isTag, let language = Language(tag: locale) else { throw .invalid("locale", "must be id or en") }
        return language
    }

    /// Runs what may throw the desk's errors and tells them as problems.
    func attempt<Value>(_ body: () async throws(DeskError) -> Value) async throws(Problem) -> Value {
        do {
            return try await body()
        } catch {
            throw Problem(error)
        }
    }

    /// Tells a turn: as JSON, in the words that are shown in the end; or, to who asked for server-sent events, the template's answer at
    /// once, a model's wording of it as soon as there is one, then the end. Who would rather have JSON (`text/event-stream;q=0.9`) gets the events
    /// only where a wording will follow.
    private func tell(_ outcome: Desk.Outcome, to request: Request, _ exchange: Exchange) async {
        let accept = request.fields[.accept] ?? ""
        let prefersJSON = accept.contains("text/event-stream;q=0") && accept.contains("application/json")
        guard accept.contains("text/event-stream"), !prefersJSON || outcome.reply?.rewording != nil else {
            let outcome = await desk.waitForWording(of: outcome)
            return exchange.respond(.json(outcome.json(saying: \.shown)))
        }
        let fields: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
        ]
        let answer = Self.event("answer", outcome.json(saying: \.text))
        guard let reply = outcome.reply, reply.rewording != nil else {
            return exchange.respond(Response(fields: fields, body: answer + Self.event("done", Array("{}".utf8))))
        }
        exchange.open(Response(fields: fields))
        // A client that has gone reads the wording when it comes back.
        guard exchange.send(answer) else { return exchange.finish() }
        if let reply = await desk.waitForWording(of: outcome).reply, let polished = reply.polished {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("message_id", reply.id.rawValue)
                writer.member("polished", polished)
                reply.writeUsage(to: &writer)
            }
            _ = exchange.send(Self.event("polished", writer.bytes))
        }
        _ = exchange.send(Self.event("done", Array("{}".utf8)))
        exchange.finish()
    }

    /// One event; JSON of ours has no line break inside, as the writer escapes them.
    private static func event(_ name: String, _ data: [UInt8]) -> [UInt8] {
        Array("event: \(name)\ndata: ".utf8) + data + Array("\n\n".utf8)
    }
}
