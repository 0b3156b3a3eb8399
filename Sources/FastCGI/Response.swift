/// What goes back to the web server: a status, headers and a body.
public struct Response: Sendable {
    /// 200...599, sent as the CGI header `Status` (RFC 3875, 6.3.3).
    public var status: Int

    /// In the order they are sent. Control characters in a name or value are replaced by a space, so that no value
    /// can start a header of its own.
    public var headers: [(name: String, value: String)]

    /// The content as it goes out; `Content-Length` is left to the web server, which knows whether it compresses.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension Response {
    /// What this room says itself: when a limit is passed, or when it stops with a request still unanswered.
    ///
    /// Plain text and without headers of the house: nginx stands in front with the same limits and its own pages, so
    /// only a client that reaches the socket, or a visitor at the very moment of a restart, sees it.
    static func notice(_ status: Int, _ text: String, retryAfter seconds: Int? = nil) -> Response {
        var headers = [(name: "Content-Type", value: "text/plain; charset=utf-8")]
        if let seconds { headers.append((name: "Retry-After", value: String(seconds))) }
        return Response(status: status, headers: headers, body: Array(text.utf8))
    }
}
