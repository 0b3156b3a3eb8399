import HTTPTypes

/// A request as the rooms above the wire see it.
public struct Request: Sendable {
    /// As sent; `HEAD` is not turned into `GET` yet.
    public var method: HTTPRequest.Method
    /// The path exactly as asked for, undecoded: routes are compared byte by byte.
    public var path: String
    /// What follows `?`, undecoded; "" without one.
    public var query: String
    /// The headers that some route reads.
    public var fields: HTTPFields
    /// Whole: a request is handled once it has been read.
    public var body: [UInt8]
    /// The visitor's address, as nginx saw it.
    public var address: String
    /// Which of nginx's doors the request came through.
    public var realm: Realm
    /// The admin whom nginx has asked for a password; nil elsewhere.
    public var admin: String?
    /// Names this request in logs; it came from nginx or was made on arrival.
    public var id: String

    /// nginx's word for it, `FRONTDESK_REALM`.
    public enum Realm: String, Sendable, Hashable {
        case `public`
        case adminBasic = "admin-basic"
        case adminBearer = "admin-bearer"
    }

    /// A request; what is not given is empty.
    public init(
        method: HTTPRequest.Method, path: String, query: String = "", fields: HTTPFields = [:], body: [UInt8] = [], address: String,
        realm: Realm = .public, admin: String? = nil, id: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.address = address
        self.realm = realm
        self.admin = admin
        self.id = id
    }

    /// The last value of the query's parameter `name`; nil without one. Only unreserved characters are expected, so nothing is decoded.
    func parameter(_ name: String) -> Substring? {
        query.split(separator: "&").last { $0.hasPrefix(name + "=") }.map { $0.dropFirst(name.utf8.count + 1) }
    }
}

/// An answer to a request.
public struct Response: Sendable {
    /// 200 where nothing else is said.
    public var status: HTTPResponse.Status
    /// `X-Request-Id` is added on the way out.
    public var fields: HTTPFields
    /// Left out on the way for HEAD.
    public var body: [UInt8]

    /// An answer, empty where nothing is given.
    public init(status: HTTPResponse.Status = .ok, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A JSON body with its type.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, fields: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"], body: bytes)
    }

    static let noContent = Response(status: .noContent, fields: [.cacheControl: "no-store"])
}

/// The way back of one request, whatever carries it: FastCGI in service, a closure in a test.
public struct Exchange: Sendable {
    /// Answers, once; later calls do nothing.
    public var respond: @Sendable (Response) -> Void
    /// Has its argument called if the client goes away before the answer.
    public var whenGone: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// A way back; one that never learns of a client's leaving needs no `whenGone`.
    public init(
        respond: @escaping @Sendable (Response) -> Void, whenGone: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) {
        self.respond = respond
        self.whenGone = whenGone
    }
}

extension HTTPField.Name {
    /// Tells a request in the logs of nginx, of the responder, and to the visitor who complains.
    static let requestID = HTTPField.Name("X-Request-Id")!
    /// Where the request believes it is; the type of a request of ours has no authority of its own.
    static let host = HTTPField.Name("Host")!
    /// nginx keeps a stream's events back unless this says no.
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
