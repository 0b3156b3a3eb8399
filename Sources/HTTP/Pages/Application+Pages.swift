import Desk
import Dialogue
import HTTPTypes

/// The chat without JavaScript: every form is answered with 303 back to the page, which the browser may then load as often as it likes.
extension Application {
    static func isPage(_ path: String) -> Bool { path == "/chat" || path.hasPrefix("/chat/") }

    /// `GET /chat`: the conversation of the session, with a box under it. `?q=` fills the box, `?lang=en` is the English page.
    func page(_ request: Request) async throws(Problem) -> Response {
        let query = Form(encoded: request.query.utf8)
        var page = emptyPage(for: Self.pageLanguage(query))
        page.draft = Form(["message": query["q"].map { String($0.prefix(Limit.message)) } ?? ""])
        page.told = query["told"].flatMap(ChatPage.Told.init)
        if let session = try pageSession(of: request) {
            do {
                let phrases = desk.knowledge.content.phrases
                page.messages = try await desk.messages(session: session, after: 0).messages.map { message in
                    var message = message
                    if let change = message.change { message.text = phrases.line(for: change, in: page.language) }
                    return message
                }
            } catch .sessionUnknown {
                page.told = .gone
            } catch {
                throw Problem(error)
            }
        }
        // Only what is in the conversation: the page hands it on.
        page.closed = page.messages.last { $0.id.rawValue == query["closed"] }?.id
        page.door = door(in: page.language, topic: topic(of: page.messages.last { $0.answer != nil }, in: page.language))
        return Self.html(page)
    }

    /// `POST /chat`: a question. The first begins a conversation and hands over its session.
    func askOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        let text = try form.requiredText("message", limit: Limit.message)
        let utterance = Command.Utterance(
            text: text, language: Self.pageLanguage(form), via: form["via"].flatMap(Event.VisitorSaid.Via.init) ?? .typed,
            clientMessageID: Self.clientMessageID(form, text))
        let visitor = Desk.Visitor(address: request.address, page: "/chat")
        let session = form["fresh"] == nil ? try pageSession(of: request) : nil
        let outcome: Desk.Outcome
        do {
            outcome = try await desk.say(utterance, session: session, visitor: visitor)
        } catch .sessionUnknown where session != nil {
            // A cookie outlives what was erased. Whoever writes then begins anew.
            outcome = try await attempt { () async throws(DeskError) in try await desk.say(utterance, session: nil, visitor: visitor) }
        } catch {
            throw Problem(error)
        }
        var response = Self.back(to: form)
        if let session = outcome.session { response.fields[.setCookie] = SessionCookie.field(session, for: request) }
        return response
    }

    /// `POST /chat/choose`: a did-you-mean choice or a suggestion was pressed.
    func chooseOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        let session = try requiredPageSession(of: request)
        let message = MessageID(rawValue: try form.requiredText("message_id", limit: Limit.clientMessageID))
        let choice = try form.requiredText("choice", limit: Limit.message)
        _ = try await attempt { () async throws(DeskError) in
            try await desk.choose(choice, from: message, clientMessageID: Self.clientMessageID(form, choice), session: session)
        }
        return Self.back(to: form)
    }

    /// `POST /chat/refuse`: the Benefit block was closed.
    func refuseOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        let session = try requiredPageSession(of: request)
        let message = MessageID(rawValue: try form.requiredText("message_id", limit: Limit.clientMessageID))
        _ = try await attempt { () async throws(DeskError) in try await desk.perform(.refusePromotion(on: message), session: session) }
        // It is one of this conversation's, so its id is one of ours: letters, digits and dashes.
        return Self.back(to: form, telling: "closed=\(message.rawValue)")
    }

    /// `POST /chat/rate`: thumbs for one answer, or for the conversation.
    func rateOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        let session = try requiredPageSession(of: request)
        guard let value = Event.Rating(rawValue: try form.requiredText("value", limit: 10)) else {
            throw .invalid("value", "must be up or down")
        }
        let message = try form.text("message_id", limit: Limit.clientMessageID).map(MessageID.init)
        let comment = try form.text("comment", limit: Limit.comment)
        _ = try await attempt { () async throws(DeskError) in
            try await desk.perform(message.map { .rateAnswer($0, value) } ?? .rateConversation(value, comment: comment), session: session)
        }
        return Self.back(to: form, telling: "told=rated")
    }

    /// `POST /chat/escalate`: the way to a person, as a link on the page that follows: a redirect to another site would be stopped by
    /// `form-action`, and nobody should be sent off without seeing where to.
    func escalateOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        if let session = try pageSession(of: request), desk.knowledge.content.means.whatsappNumber != nil {
            do {
                _ = try await desk.perform(.requestHandoff(.init(channel: .whatsapp)), session: session)
            } catch .sessionUnknown {
                // The way is open to anybody; there is only no conversation to note it in.
            } catch {
                throw Problem(error)
            }
        }
        return Self.back(to: form, telling: "told=escalated")
    }

    /// `POST /chat/lead`: the four fields, and the consent that allows us to answer.
    func leadOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        guard let contact = Lead.Contact(try form.requiredText("contact", limit: Limit.name)) else { throw .contact }
        guard let version = try form.text("consent", limit: 50), !version.isBlank else { throw .consentMissing }
        let lead = Lead(
            name: try form.requiredText("name", limit: Limit.name), contact: contact,
            company: try form.requiredText("company", limit: Limit.name), need: try form.requiredText("need", limit: Limit.topic),
            intent: try form.text("intent", limit: 64).map(IntentID.init), page: "/chat")
        let consent = Consent(purpose: "contact", wordingVersion: version, channel: "web")
        let session = try pageSession(of: request)
        _ = try await attempt { () async throws(DeskError) in try await desk.receive(lead, consent: consent, session: session) }
        return Self.back(to: form, telling: "told=lead")
    }

    // MARK: What they share

    /// A refusal as a page, with what was typed still in the box.
    func page(for problem: Problem, _ request: Request) -> Response {
        let form = request.body.count <= Body.maximumBytes && Form.isForm(request) ? Form(encoded: request.body) : .empty
        let asked = form["lang"] == nil ? Form(encoded: request.query.utf8) : form
        var page = emptyPage(for: Self.pageLanguage(asked))
        page.draft = form
        page.problem = problem
        var response = Self.html(page)
        let told = problem.response(in: page.language)
        response.status = told.status
        for name in [HTTPField.Name.retryAfter, .allow, .accept, .wwwAuthenticate] { response.fields[name] = told.fields[name] }
        return response
    }

    /// A form comes from one of our own pages. Every browser that sends no `Origin` with a form says so in one of two other ways.
    func admitPageOrigin(of request: Request) throws(Problem) {
        guard let host = request.fields[.host] else { throw .originForbidden }
        let isOurs: Bool
        if let origin = request.fields[.origin] {
            isOurs = Self.isOrigin(origin, ofHost: host)
        } else if let site = request.fields[.secFetchSite] {
            isOurs = site == "same-origin"
        } else {
            // The scheme, and the host up to the path.
            let parts = (request.fields[.referer] ?? "").split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            isOurs = parts.count > 2 && Self.isOrigin("\(parts[0])//\(parts[2])", ofHost: host)
        }
        guard isOurs else { throw .originForbidden }
    }

    func pageSession(of request: Request) throws(Problem) -> Session? {
        guard let session = SessionCookie.session(of: request) else { return nil }
        try limiter.admit(session: session.token)
        return session
    }

    private func requiredPageSession(of request: Request) throws(Problem) -> Session {
        guard let session = try pageSession(of: request) else { throw .sessionMissing }
        return session
    }

    private func emptyPage(for language: Language) -> ChatPage {
        ChatPage(
            language: language, shell: configuration.shells[language], hours: desk.knowledge.content.hours,
            door: door(in: language, topic: nil),
            nonce: String(UInt64.random(in: 0...UInt64.max), radix: 36))
    }

    private func door(in language: Language, topic: String?) -> ChatPage.Door {
        let content = desk.knowledge.content
        let href = content.whatsAppHref(topic: topic, in: language)
        return ChatPage.Door(
            href: href ?? content.means.contactHref, isWhatsApp: href != nil, hours: content.hours.summary(in: language),
            nextOpening: content.hours.isOpen(at: desk.now) ? nil : content.hours.nextOpeningInWords(after: desk.now, in: language))
    }

    /// What the talk was about, as the answer's template calls it.
    private func topic(of message: Conversation.Message?, in language: Language) -> String? {
        message?.answer?.parts.first.flatMap { desk.knowledge.content.intent($0.intent) }?.template[language].title
    }

    /// The page's language: Indonesian at `/chat`, and what `lang` names otherwise.
    static func pageLanguage(_ form: Form) -> Language {
        form["lang"].flatMap(Language.init(rawValue:)) ?? .indonesian
    }

    /// One form sent twice is one message; other words from the same page, after the browser's "back", are another.
    private static func clientMessageID(_ form: Form, _ text: String) -> String? {
        guard let nonce = form["nonce"], (1...32).contains(nonce.utf8.count) else { return nil }
        // FNV-1a, as it tells two texts of one person apart; it is no defence against anybody.
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "page-\(nonce)-\(String(hash, radix: 36))"
    }

    private static func html(_ page: ChatPage) -> Response {
        Response(fields: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"], body: page.html())
    }

    private static func back(to form: Form, telling what: String? = nil) -> Response {
        let query = [pageLanguage(form) == .english ? "lang=en" : nil, what].compactMap { $0 }.joined(separator: "&")
        return Response(
            status: .seeOther, fields: [.location: "/chat\(query.isEmpty ? "" : "?" + query)#latest", .cacheControl: "no-store"])
    }
}

extension HTTPField.Name {
    /// Where a request came from, as the browser alone can say (Fetch Metadata).
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
