import JSON

/// Notices to a channel by an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks); Mattermost and Rocket.Chat take the same body.
public struct Slack: Sendable {
    /// One message a second is what Slack takes.
    static let lane = Lane("slack", atOnce: 1)

    /// In characters; Slack cuts off what is longer.
    public static let maximumCharacters = 3000

    private let url: Secret

    /// - Parameter url: the secret is in its path.
    public init(url: Secret) {
        self.url = url
    }

    /// Whether `url` is an incoming webhook of Slack's own, so that a setting that may name either is understood.
    public static func isSlack(_ url: String) -> Bool { url.hasPrefix("https://hooks.slack.com/services/") }

    /// Sends `text` as it is: what Slack would read as a mention or a link is shown as written.
    public func send(_ text: String, over wire: Wire, at now: UnixTime) async -> Verdict {
        .usual(await wire.send(call(text)), at: now)
    }

    func call(_ text: String) -> Call {
        var body = JSONWriter()
        body.object { $0.member("text", Self.escaped(String(text.prefix(Self.maximumCharacters)))) }
        return Call(.post, url.text, headers: [Call.Header("Content-Type", "application/json")], body: body.bytes, lane: Self.lane)
    }

    /// `&`, `<` and `>` as entities, and nothing else: otherwise `<!channel>` in a visitor's words would ring everybody.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
