import JSON

/// Messages on WhatsApp through WAHA (https://waha.devlike.pro/docs/how-to/send-messages/): a server of the company's own, with a telephone linked.
///
/// Only the team's group is written to: a visitor is never written to first.
public struct WAHA: Sendable {
    public struct Configuration: Sendable {
        /// Without `/api`, as `http://localhost:3000`; a slash at its end counts for nothing.
        public var baseURL: String
        /// Sent as `X-Api-Key`; one with the scope `send` is enough.
        public var key: Secret?
        /// The linked telephone's name there.
        public var session = "default"

        public init(baseURL: String, key: Secret?) {
            self.baseURL = baseURL
            self.key = key
        }
    }

    /// WhatsApp cuts off what is longer, in characters.
    public static let maximumCharacters = 4096

    /// One telephone: messages one after the other.
    static let lane = Lane("waha", atOnce: 1)

    private let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Whether `text` names a group (`120363000000000000@g.us`) or a person (`6281200000000@c.us`).
    public static func isChatID(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 40 else { return false }
        let isNumber = parts[0].utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
        return isNumber && (parts[1] == "g.us" || parts[1] == "c.us")
    }

    /// Sends `text` to `chat`.
    ///
    /// - Parameters:
    ///   - text: cut at `maximumCharacters`.
    ///   - messageID: an id that `newMessageID` gave; a message sent again with it is not shown twice.
    public func sendText(_ text: String, to chat: String, messageID: String? = nil, over wire: Wire, at now: UnixTime) async -> Verdict {
        Self.verdict(on: await wire.send(sendTextCall(text, to: chat, messageID: messageID)), at: now)
    }

    /// An id for one message, to be kept before it is first sent; nil when WAHA gives none, and then it is sent without.
    public func newMessageID(over wire: Wire) async -> String? {
        var call = call(.get, "/api/\(configuration.session.percentEncoded)/new-message-id")
        call.limits.deadline = .seconds(5)
        guard case .answered(let answer) = await wire.send(call), (200..<300).contains(answer.status) else { return nil }
        return Self.id(in: answer)
    }

    func sendTextCall(_ text: String, to chat: String, messageID: String?) -> Call {
        var body = JSONWriter(capacity: text.utf8.count + 128)
        body.object { body in
            body.member("session", configuration.session)
            body.member("chatId", chat)
            body.member("text", String(text.prefix(Self.maximumCharacters)))
            body.member("linkPreview", false)
            body.member("id", ifPresent: messageID)
        }
        return call(.post, "/api/sendText", body: body.bytes)
    }

    private func call(_ exchange: Call.Exchange, _ path: String, body: [UInt8] = []) -> Call {
        var headers = [Call.Header("Accept", "application/json")]
        if !body.isEmpty { headers.append(Call.Header("Content-Type", "application/json")) }
        if let key = configuration.key { headers.append(Call.Header("X-Api-Key", key.text)) }
        return Call(exchange, configuration.baseURL.withoutLastSlash + path, headers: headers, body: body, lane: Self.lane)
    }

    /// Success is 201, in some versions with an empty body. A session that is not `WORKING`, or not there yet, is
    /// answered with 422 or 404 and may come back: a telephone that lost its link is linked again.
    static func verdict(on outcome: Outcome, at now: UnixTime) -> Verdict {
        if case .answered(let answer) = outcome, answer.status == 422 || answer.status == 404,
            let body = try? JSON(parsing: answer.body),  // no JSON, no session state: judged by the status
            body["expected"] != nil || body["session"] != nil
        {
            return .retry(after: nil, because: "session_not_working")
        }
        return .usual(outcome, vendorID: id, at: now)
    }

    /// The id of a message: text in some engines, an object that holds the text in others.
    private static func id(in answer: Answer) -> String? {
        guard let body = try? JSON(parsing: answer.body) else { return nil }  // sent all the same, and nameless
        let id = body["id"]?.string ?? body["id"]?["_serialized"]?.string
        return id.flatMap { (1...256).contains($0.utf8.count) ? $0 : nil }
    }
}
