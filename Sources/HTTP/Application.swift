import Desk
import Dialogue
import HTTPTypes
import JSON

/// The HTTP side of the front desk: every request comes in here and leaves as a response or a problem.
///
/// It knows no socket: a test hands it values. `static/openapi.yaml` is the contract in full.
public final class Application: Sendable {
    /// What an operator may set of it.
    public struct Configuration: Sendable {
        /// Sites that may write to the API beside our own: `https://partner.example`, scheme and host and port.
        public var allowedOrigins: Set<String> = []
        /// What surrounds the chat of those without JavaScript.
        public var shells = PageShell.plain
        /// `STREAMS_PER_SESSION`: more open streams of one session than a person has devices and tabs.
        public var streamsPerSession = 3
        /// `ADMIN_BEARER_TOKEN`; nil when no bearer is anybody.
        public var bearerToken: String?
        /// The admins there are: the names in nginx's password file.
        public var admins: @Sendable () -> [String] = { [] }
        /// Gives an admin another password, and says whether the current one was right; nil where this program keeps no password file.
        public var changePassword: (@Sendable (_ name: String, _ current: String, _ password: String) async throws -> Bool)?
        /// Puts a checklist on paper, as a PDF; nil where nothing can be printed.
        public var printChecklist: (@Sendable (Desk.ChecklistOrder) async throws -> [UInt8])?

        /// No other site may write.
        public init() {}
    }

    let desk: Desk
    let configuration: Configuration
    let limiter: RateLimiter
    let polls: Polls
    let streams: Streams
    private let routes: [String: [HTTPRequest.Method: Route]]
    let measurements: Measurements

    /// An application that answers from `desk`. It starts nothing by itself.
    public init(desk: Desk, limiter: RateLimiter, configuration: Configuration = .init(), measurements: Measurements = .init()) {
        self.desk = desk
        self.limiter = limiter
        self.configuration = configuration
        self.measurements = measurements
        polls = Polls()
        streams = Streams()
        routes = Self.table
    }

    /// What answers one method of one path.
    enum Route: Sendable {
        /// Answered on the spot.
        case now(@Sendable (Application) -> @Sendable (Request) throws(Problem) -> Response)
        /// Answered when its turn is on disk; holds no thread until then.
        case later(@Sendable (Application) -> @Sendable (Request) async throws(Problem) -> Response)
        /// Answered when there is something to tell.
        case parked(@Sendable (Application) -> @Sendable (Request, Exchange) async throws(Problem) -> Void)
    }

    /// Every route there is. Paths are compared byte by byte: no other case, no trailing slash, no second decoding leads anywhere.
    static let table: [String: [HTTPRequest.Method: Route]] = [
        "/api/chat": [.post: .parked(Application.chat)],
        "/api/chat/choose": [.post: .parked(Application.choose)],
        "/api/chat/forget": [.post: .later(Application.forget)],
        "/api/chat/refuse": [.post: .later(Application.refuse)],
        "/api/chat/escalate": [.post: .later(Application.escalate)],
        "/api/chat/rate": [.post: .later(Application.rate)],
        "/api/chat/seen": [.post: .later(Application.seen)],
        "/api/chat/typing": [.post: .later(Application.typing)],
        "/api/chat/messages": [.get: .parked(Application.messages)],
        "/api/chat/stream": [.get: .parked(Application.stream)],
        "/api/chat/return": [.post: .later(Application.returnToBot)],
        "/api/chat/transcript": [.get: .later(Application.transcript)],
        "/api/chat/resume": [.post: .later(Application.resume)],
        "/api/privacy/export": [.get: .later(Application.exportData)],
        "/api/privacy/erase": [.post: .later(Application.eraseData)],
        "/api/privacy/correct": [.post: .later(Application.correctData)],
        "/api/privacy/restrict": [.post: .later(Application.restrict)],
        "/api/privacy/withdraw": [.post: .later(Application.withdraw)],
        "/api/events": [.post: .now(Application.events)],
        "/api/leads": [.post: .later(Application.lead)],
        "/api/checklist": [.post: .later(Application.makeChecklist)],
        "/api/checklist/{token}": [.get: .later(Application.checklist)],
        "/api/faq": [.get: .now(Application.faq)],
        "/api/status": [.get: .now(Application.status)],
        "/api/health": [.get: .now(Application.health)],
        "/api/metrics": [.get: .now(Application.metrics)],
        "/chat": [.get: .later(Application.page), .post: .later(Application.askOnPage)],
        "/chat/choose": [.post: .later(Application.chooseOnPage)],
        "/chat/refuse": [.post: .later(Application.refuseOnPage)],
        "/chat/escalate": [.post: .later(Application.escalateOnPage)],
        "/chat/rate": [.post: .later(Application.rateOnPage)],
        "/chat/checklist": [.post: .later(Application.checklistOnPage)],
        "/chat/lead": [.post: .later(Application.leadOnPage)],
    ]

    /// Routes that watch the service itself, which no visitor's limit should silence.
    private static let unlimited: Set<String> = ["/api/health", "/api/metrics"]

    /// Routes that are asked less often than others, and what for. A conversation's beginning is told only by the body.
    private static let strict: [String: RateLimiter.Strict] = [
        "/api/chat/escalate": .person, "/api/leads": .person, "/chat/escalate": .person, "/chat/lead": .person, "/api/chat/resume": .code,
    ]

    /// Answers `request`, now or later, exactly once.
    ///
    /// Runs on the caller's thread until the first wait, so that a turn is read and decided where its request was parsed.
    public func handle(_ request: Request, _ exchange: Exchange) {
        let counted = Self.isAdminPath(request.path) ? Self.adminPattern(of: request.path)?.pattern : Self.pattern(of: request.path)
        measurements.count(
            counted ?? request.path, isRoute: counted != nil && (Self.isAdminPath(request.path) || routes[counted ?? ""] != nil))
        let reply: @Sendable (Response) -> Void = { response in
            var response = response
            response.fields[.requestID] = request.id
            if request.method == .head { response.body = [] }
            exchange.respond(response)
        }
        let isPage = Self.isPage(request.path)
        let refuse: @Sendable (Problem) -> Void = { problem in
            reply(isPage ? self.page(for: problem, request) : problem.response(in: Self.languageTold(by: request)))
        }
        let carried = Exchange(
            respond: reply,
            open: { head in
                var head = head
                head.fields[.requestID] = request.id
                exchange.open(head)
            }, send: exchange.send, finish: exchange.finish, whenGone: exchange.whenGone)
        if Self.isAdminPath(request.path) { return handleAdmin(request, carried, reply: reply, refuse: refuse) }
        do throws(Problem) {
            switch try route(for: request) {
            case .now(let answer): reply(try answer(self)(request))
            case .later(let answer):
                Task.immediate {
                    do throws(Problem) { reply(try await answer(self)(request)) } catch { refuse(error) }
                }
            case .parked(let park):
                Task.immediate {
                    do throws(Problem) { try await park(self)(request, carried) } catch { refuse(error) }
                }
            }
        } catch {
            // Before the body is looked at: what is refused here must cost little.
            reply(isPage ? page(for: error, request) : error.response(in: Self.language(of: request)))
        }
    }

    /// Answers every parked request now, with what it has, and ends every stream: the service is stopping.
    public func stop() {
        polls.stop()
        streams.stop()
        desk.stopRewording()
    }

    /// The key of `path` in the table: itself, but for the one path that ends with a token. nil for a key that is no path.
    private static func pattern(of path: String) -> String? {
        guard path.hasPrefix(checklistPath) else { return path }
        let token = path.utf8.dropFirst(checklistPath.utf8.count)
        let isToken =
            !token.isEmpty
            && token.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        return isToken ? checklistPath + "{token}" : nil
    }

    private func route(for request: Request) throws(Problem) -> Route {
        guard let methods = Self.pattern(of: request.path).flatMap({ routes[$0] }) else { throw .notFound }
        guard let route = methods[request.method == .head ? .get : request.method] else {
            throw .methodNotAllowed(allow: methods.keys.flatMap { $0 == .get ? [$0, .head] : [$0] }.sorted { $0.rawValue < $1.rawValue })
        }
        if !Self.unlimited.contains(request.path) { try limiter.admit(address: request.address) }
        if let strict = Self.strict[request.path], request.method == .post { try limiter.admit(strict, address: request.address) }
        if request.method == .post { try Self.isPage(request.path) ? admitPageOrigin(of: request) : admitOrigin(of: request) }
        return route
    }

    /// Writes come from our own pages or from sites that were allowed by name. A client that is no browser sends no Origin.
    func admitOrigin(of request: Request) throws(Problem) {
        guard let origin = request.fields[.origin], !configuration.allowedOrigins.contains(origin) else { return }
        guard let own = request.fields[.host], Self.isOrigin(origin, ofHost: own) else { throw .originForbidden }
    }

    /// Whether `origin` is that of a page of `host`, which may carry a port. The scheme is not compared: a proxy in front may have taken
    /// TLS off, and then only the browser knows it.
    static func isOrigin(_ origin: String, ofHost host: String) -> Bool {
        let origin = origin.lowercased(), host = host.lowercased()
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")] where origin.hasPrefix(scheme) {
            // A browser leaves the scheme's own port out; somebody else may not.
            return origin.dropFirst(scheme.count) == (host.hasSuffix(port) ? host.dropLast(port.count) : host[...])
        }
        return false
    }

    /// The language of the browser, as `Accept-Language` has it; Indonesian when it names none of ours.
    static func language(of request: Request) -> Language {
        request.fields[.acceptLanguage].flatMap(Language.init(tag:)) ?? .indonesian
    }

    /// The language to say a problem in: that of the page the visitor is on, where the body tells it, else the browser's.
    static func languageTold(by request: Request) -> Language {
        // What is no JSON tells no language.
        let body = request.body.count <= Body.maximumBytes ? try? JSON(parsing: request.body) : nil
        return body?["locale"]?.string.flatMap(Language.init(tag:)) ?? language(of: request)
    }

    /// The session that the request's header or body names, the header's where both do, after one token of it has been taken.
    ///
    /// - Throws: 401 when one of them has not the form of a session; 429.
    func session(of request: Request, body: Body? = nil) throws(Problem) -> Session? {
        var tokens: [String] = []
        if let header = request.fields[.authorization], header.lowercased().hasPrefix("session ") {
            tokens.append(String(header.dropFirst("session ".count)))
        }
        if let token = try body?.text("session_id", limit: 256) { tokens.append(token) }
        let sessions = tokens.compactMap { Session(token: $0) }
        guard sessions.count == tokens.count else { throw .sessionUnknown }
        guard let session = sessions.first else { return nil }
        try limiter.admit(session: session.token)
        if let strict = Self.strict[request.path] { try limiter.admit(strict, session: session.token) }
        return session
    }

    func requiredSession(of request: Request, body: Body? = nil) throws(Problem) -> Session {
        guard let session = try session(of: request, body: body) else { throw .sessionMissing }
        return session
    }
}
