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

    /// The last value of the query's parameter `name` as a text: `+` is a space, and `%XX` are decoded.
    ///
    /// - Throws: 422 when that is no UTF-8, or longer than `limit` characters.
    func text(ofParameter name: String, limit: Int = 200) throws(Problem) -> String? {
        guard let raw = parameter(name) else { return nil }
        var bytes: [UInt8] = []
        var rest = raw.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit) else {
                    throw .invalid(name, "has a % that no two hexadecimal digits follow")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid(name, "must be UTF-8") }
        guard text.unicodeScalars.count <= limit else { throw .tooLong(name, limit: limit, unit: "characters") }
        return text.isEmpty ? nil : text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
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

/// The way back of one request, whatever carries it: FastCGI in service, closures in a test.
public struct Exchange: Sendable {
    /// Answers, once; later calls do nothing.
    public var respond: @Sendable (Response) -> Void
    /// Begins a stream with status and headers; `respond` is then void.
    public var open: @Sendable (Response) -> Void
    /// Sends content of a stream that is open. False once the client has gone, or has been dropped because it does not read.
    public var send: @Sendable ([UInt8]) -> Bool
    /// Ends a stream in good order.
    public var finish: @Sendable () -> Void
    /// Has its argument called if the client goes away before the answer or the stream's end.
    public var whenGone: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// A way back. One that never learns of a client's leaving needs no `whenGone`; one that carries no streams, nothing but `respond`.
    public init(
        respond: @escaping @Sendable (Response) -> Void, open: @escaping @Sendable (Response) -> Void = { _ in },
        send: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }, finish: @escaping @Sendable () -> Void = {},
        whenGone: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) {
        self.respond = respond
        self.open = open
        self.send = send
        self.finish = finish
        self.whenGone = whenGone
    }
}

extension HTTPField.Name {
    /// Tells a request in the logs of nginx, of the responder, and to the visitor who complains.
    static let requestID = HTTPField.Name("X-Request-Id")!
    /// Where the request believes it is; the type of a request of ours has no authority of its own.
    static let host = HTTPField.Name("Host")!
    /// What a client that comes back has seen (HTML Living Standard, 9.2).
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    /// Every write of an admin carries it: no other site's form or script can (Fetch, CORS-safelisted headers).
    static let frontdesk = HTTPField.Name("X-Frontdesk")!
    /// nginx keeps a stream's events back unless this says no.
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
