/// How a call ended. Every call ends, within its deadline, in one of these.
public enum Outcome: Sendable, Hashable {
    /// The vendor answered, whatever it said; for mail, the server's last word.
    case answered(Answer)
    /// Nobody listens there, or the way there is closed.
    case refused
    /// The host, or the proxy, has no address.
    case unresolved
    /// The deadline came first.
    case timedOut(Progress)
    /// The answer's header fields or body are larger than `Call.Limits` allow.
    case tooLarge(Progress)
    /// No trusted connection: whose certificate it was not, as the TLS library words it.
    case untrusted(String)
    /// The connection ended before the answer did.
    case cut(Progress)
    /// What came is not the protocol that was asked for.
    case garbled(Progress)
    /// Not made: the lane or the wire is full.
    case crowded
    /// The task that waited was cancelled.
    case cancelled
    /// The wire was stopped.
    case stopped
    /// Not made: what is wrong with the call itself.
    case invalid(String)

    /// How far a call had come when it failed.
    public struct Progress: Sendable, Hashable {
        /// Whether the vendor may have read the request, or a part of it.
        public var wasSent: Bool
        /// The status, when the vendor had come to say one.
        public var status: Int?

        public init(wasSent: Bool, status: Int? = nil) {
            self.wasSent = wasSent
            self.status = status
        }
    }

    /// The status, when the vendor said one; its word stands even if the rest of its answer was lost.
    public var status: Int? {
        switch self {
        case .answered(let answer): answer.status
        case .timedOut(let progress), .tooLarge(let progress), .cut(let progress), .garbled(let progress): progress.status
        case .refused, .unresolved, .untrusted, .crowded, .cancelled, .stopped, .invalid: nil
        }
    }

    /// One word for logs, metrics and the console: never a vendor's text, an address or a key.
    public var code: String {
        switch self {
        case .answered(let answer): "status_\(answer.status)"
        case .refused: "refused"
        case .unresolved: "unresolved"
        case .timedOut: "timed_out"
        case .tooLarge: "too_large"
        case .untrusted: "untrusted"
        case .cut: "cut"
        case .garbled: "garbled"
        case .crowded: "crowded"
        case .cancelled: "cancelled"
        case .stopped: "stopped"
        case .invalid: "invalid"
        }
    }
}

/// What a vendor said.
public struct Answer: Sendable, Hashable {
    /// Three digits, of HTTP or of SMTP.
    public var status: Int
    /// In the order sent; none for mail.
    public var headers: [Call.Header]
    /// For mail the server's last line.
    public var body: [UInt8]

    public init(status: Int, headers: [Call.Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field named `name`, in whatever case.
    public subscript(header name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}
