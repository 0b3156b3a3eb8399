import Dialogue
import JSON
import Outbound

/// Something that somebody outside is told.
public struct Notice: Sendable, Hashable {
    /// The same at every try.
    public var id: String
    /// By which vendor.
    public var kind: Delivery.Kind
    /// `handoff`, `reminder`, `assigned`, `lead`, `follow_up`.
    public var template: String
    /// One line.
    public var subject: String
    /// All of it, masked.
    public var text: String
    /// What it is about.
    public var conversation: String?
    /// `high` or `normal`.
    public var priority: String?
    /// When it was asked for: the same at every try, so that what is sent is the same.
    public var requestedAt: Timestamp
    /// The name that the vendor gave the message before it was first sent; nil where a vendor gives none.
    public var vendorID: String?

    /// What a template is about, in the team's language.
    static func heading(of template: String) -> String {
        switch template {
        case "handoff": "Ada pengunjung yang menunggu Admin"
        case "reminder": "Pengunjung masih menunggu balasan"
        case "assigned": "Percakapan dialihkan kepada Anda"
        case "lead": "Prospek baru"
        case "follow_up": "Waktunya menindaklanjuti"
        default: template
        }
    }
}

/// Carries notices to the vendors that are configured.
public struct Courier: Sendable {
    /// Between two tries.
    public var backoff = Backoff()
    /// One try, signed and dated as of an instant.
    let deliver: @Sendable (Notice, Timestamp) async -> Verdict
    /// A name for the message from the vendor who is to send it, if that vendor gives names by which it knows a message that it was sent before.
    let name: @Sendable (Notice) async -> String?

    /// A courier of the caller's making.
    init(
        name: @escaping @Sendable (Notice) async -> String? = { _ in nil },
        deliver: @escaping @Sendable (Notice, Timestamp) async -> Verdict
    ) {
        self.name = name
        self.deliver = deliver
    }

    /// A courier over `wire`.
    public init(_ vendors: Vendors, wire: Wire) {
        self.init(
            name: { notice in
                guard notice.kind == .waha, let waha = vendors.waha else { return nil }
                return await waha.client.newMessageID(over: wire)
            },
            deliver: { notice, now in await vendors.deliver(notice, over: wire, at: now) })
    }

    /// Who is told, and with which key; what is nil is off.
    public struct Vendors: Sendable {
        /// The team's WhatsApp group and the client that writes to it.
        public var waha: (client: WAHA, group: String)?
        /// The team's mailbox.
        public var mail: Mail?
        /// A webhook that is signed.
        public var webhook: Webhook?
        /// A channel.
        public var slack: Slack?

        /// Nobody.
        public init() {}

        /// Which of them there are, for the policy that asks for notices.
        public var notices: [Handoff.Settings.Notice] {
            var notices: [Handoff.Settings.Notice] = []
            if waha != nil { notices.append(.init(kind: .waha, toRef: "WAHA_GROUP")) }
            if mail != nil { notices.append(.init(kind: .email, toRef: "NOTIFY_EMAIL")) }
            if webhook != nil { notices.append(.init(kind: .webhook, toRef: "NOTIFY_WEBHOOK_URL")) }
            if slack != nil { notices.append(.init(kind: .slack, toRef: "NOTIFY_WEBHOOK_URL")) }
            return notices
        }
    }
}

extension Courier.Vendors {
    fileprivate func deliver(_ notice: Notice, over wire: Wire, at now: Timestamp) async -> Verdict {
        let time = UnixTime(seconds: now.milliseconds / 1_000)
        guard let id = DeliveryID(notice.id) else { return .permanent("id") }
        switch notice.kind {
        case .waha:
            guard let waha else { return .permanent("not_configured") }
            return await waha.client.sendText(notice.text, to: waha.group, messageID: notice.vendorID, over: wire, at: time)
        case .email:
            guard let mail else { return .permanent("not_configured") }
            return await mail.send(
                .init(
                    id: id, date: UnixTime(seconds: notice.requestedAt.milliseconds / 1_000), subject: notice.subject, text: notice.text),
                over: wire)
        case .webhook:
            guard let webhook else { return .permanent("not_configured") }
            var members: [JSON.Member] = [.init("text", .string(notice.text))]
            if let conversation = notice.conversation { members.append(.init("conversation_id", .string(conversation))) }
            if let priority = notice.priority { members.append(.init("priority", .string(priority))) }
            let body = Webhook.body(type: "conversation.\(notice.template)", timestamp: notice.requestedAt.iso8601, data: .object(members))
            return await webhook.send(body, id: id, over: wire, at: time)
        case .slack:
            guard let slack else { return .permanent("not_configured") }
            return await slack.send(notice.text, over: wire, at: time)
        }
    }
}
