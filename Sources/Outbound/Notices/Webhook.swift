import Crypto
import JSON

/// Notices to a program of somebody's own, signed as Standard Webhooks asks (https://www.standardwebhooks.com, 2026-08-17).
public struct Webhook: Sendable {
    /// What both sides know: `whsec_` and 24...64 bytes in base64.
    public struct Key: Sendable {
        fileprivate let key: SymmetricKey

        /// nil when `secret` is none, with or without its `whsec_`.
        public init?(_ secret: Secret) {
            let text = secret.text.hasPrefix("whsec_") ? secret.text.dropFirst(6) : secret.text[...]
            guard let bytes = [UInt8](base64: text), (24...64).contains(bytes.count) else { return nil }
            key = SymmetricKey(data: bytes)
        }
    }

    public struct Configuration: Sendable {
        public var url: Secret
        /// The first is the one in force; more than one while a key is being changed.
        public var keys: [Key]

        /// - Parameter url: its path may be what keeps others from writing there.
        public init(url: Secret, keys: [Key]) {
            self.url = url
            self.keys = keys
        }
    }

    static let lane = Lane("webhook")

    private let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// The body of a notice: `{"type","timestamp","data"}`, the same bytes on every try.
    ///
    /// - Parameters:
    ///   - type: as `handoff.waiting`.
    ///   - timestamp: when it happened, in ISO 8601.
    public static func body(type: String, timestamp: String, data: JSON) -> [UInt8] {
        var body = JSONWriter()
        body.object { body in
            body.member("type", type)
            body.member("timestamp", timestamp)
            body.member("data", data)
        }
        return body.bytes
    }

    /// Sends `body`, signed at `now`: the signature is a fresh one on every try, the id is not.
    public func send(_ body: [UInt8], id: DeliveryID, over wire: Wire, at now: UnixTime) async -> Verdict {
        Self.verdict(on: await wire.send(call(body, id: id, at: now)), at: now)
    }

    func call(_ body: [UInt8], id: DeliveryID, at now: UnixTime) -> Call {
        let signed = Array("\(id).\(now.seconds).".utf8) + body
        let signatures = configuration.keys.map { key in
            "v1," + Array(HMAC<SHA256>.authenticationCode(for: signed, using: key.key)).base64
        }
        let headers = [
            Call.Header("Content-Type", "application/json"),
            Call.Header("webhook-id", id.description),
            Call.Header("webhook-timestamp", "\(now.seconds)"),
            Call.Header("webhook-signature", signatures.joined(separator: " ")),
        ]
        return Call(.post, configuration.url.text, headers: headers, body: body, lane: Self.lane)
    }

    /// Success is any 2xx; 410 says that nobody wants to hear more. Everything else is tried again, as the
    /// specification asks: a receiver that answers 404 may be one that is being moved.
    static func verdict(on outcome: Outcome, at now: UnixTime) -> Verdict {
        switch Verdict.usual(outcome, at: now) {
        case .permanent(let reason) where outcome.status != 410 && outcome.status != nil: .retry(after: nil, because: reason)
        case let verdict: verdict
        }
    }
}
