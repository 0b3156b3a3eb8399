/// One thing asked of a vendor: a request over HTTP, or a message over SMTP.
///
/// A value: whoever builds it knows the vendor's page, and `Wire` knows how to send it and when to give up.
public struct Call: Sendable {
    /// Which conversation is held over the connection.
    public enum Exchange: Sendable {
        /// A request without a body.
        case get
        /// A request with `body`.
        case post
        /// `body` is a message (RFC 5322, CRLF line ends) for a mail server.
        case mail(Envelope)
    }

    /// Whom a mail server is told the message is from and for; the message's own header fields are not read.
    public struct Envelope: Sendable {
        /// The address that hears of a message that could not be delivered.
        public var sender: String
        /// 1...`Mail.maximumRecipients` addresses. One that the server refuses does not keep the message from the others.
        public var recipients: [String]
        /// What the server asks who may send.
        public var credentials: Credentials?
        /// Whether `smtp:` must turn to TLS before anything else is said (STARTTLS).
        public var requiresTLS = true

        public init(sender: String, recipients: [String]) {
            self.sender = sender
            self.recipients = recipients
        }
    }

    /// A name and its secret.
    public struct Credentials: Sendable {
        public var user: String
        public var password: Secret

        public init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }
    }

    /// A header field. Neither part may hold a control character; a call with one is not made.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How far a vendor may go.
    public struct Limits: Sendable {
        /// From `send` to the last byte of the answer, waiting in the lane included.
        public var deadline = Duration.seconds(20)
        /// From the start of the transfer until the connection stands, TLS included.
        public var connecting = Duration.seconds(5)
        /// Of an answer's body. A vendor's answer is some kB; WAHA's echo of a message may carry a picture.
        public var bodyBytes = 1 << 20
        /// Of an answer's header fields.
        public var headerBytes = 32 << 10

        public init() {}
    }

    /// Sees each piece of a 2xx answer's body as it arrives, on the wire's one thread: so it must not wait.
    ///
    /// Returns whether more is wanted; when not, the connection is dropped and what has arrived is the answer.
    public typealias Reader = @Sendable (_ piece: [UInt8]) -> Bool

    public var exchange: Exchange
    /// `http:` or `https:`, for mail `smtp:` or `smtps:`; nothing else is opened.
    public var url: String
    public var headers: [Header]
    public var body: [UInt8]
    public var lane: Lane
    public var limits = Limits()
    public var reader: Reader?

    public init(_ exchange: Exchange, _ url: String, headers: [Header] = [], body: [UInt8] = [], lane: Lane) {
        self.exchange = exchange
        self.url = url
        self.headers = headers
        self.body = body
        self.lane = lane
    }
}

/// A vendor's share of the wire: its calls wait for each other and for nobody else's.
public struct Lane: Sendable, Hashable {
    /// The vendor. Calls of one name share one lane, whose limits are those of the call at hand.
    public var name: String
    /// Calls under way at once.
    public var atOnce: Int
    /// Calls that wait for one of those to end; one more is `Outcome.crowded`.
    public var waiting: Int

    public init(_ name: String, atOnce: Int = 4, waiting: Int = 64) {
        precondition(atOnce > 0 && waiting >= 0, "lane \(name): \(atOnce) at once, \(waiting) waiting")
        self.name = name
        self.atOnce = atOnce
        self.waiting = waiting
    }
}
