import Dialogue
import JSON
import Journal

/// An event's data in the log is not what its type says.
public struct EventError: Error, Hashable, CustomStringConvertible {
    /// Which member, as a path: `botAnswered.sources[0].title`.
    public var path: String
    /// The path and what is wrong there.
    public var description: String { "\(path): missing, or not of its kind" }
}

extension Event {
    /// The name that the line's `type` holds.
    var type: String {
        switch self {
        case .conversationStarted: "conversationStarted"
        case .sessionAdded: "sessionAdded"
        case .visitorSaid: "visitorSaid"
        case .messageRead: "messageRead"
        case .botAnswered: "botAnswered"
        case .choiceTaken: "choiceTaken"
        case .promotionRefused: "promotionRefused"
        case .handoffRequested: "handoffRequested"
        case .messagesSeen: "messagesSeen"
        case .answerRated: "answerRated"
        case .conversationRated: "conversationRated"
        case .consentGiven: "consentGiven"
        case .leadReceived: "leadReceived"
        case .unknown(let type): type
        }
    }

    /// Who did it, as the line's `by` says.
    var author: String {
        switch self {
        case .messageRead, .botAnswered: "bot"
        case .unknown: "system"
        default: "visitor"
        }
    }

    /// The line's `data`: one JSON object.
    var data: [UInt8] {
        var writer = JSONWriter(capacity: 1536)
        writer.object { writer in
            switch self {
            case .conversationStarted(let event):
                writer.member("visitor", event.visitor)
                writer.member("session_hash", event.sessionHash)
                writer.member("locale", event.language.rawValue)
                writer.member("channel", event.channel.rawValue)
                writer.member("page", ifPresent: event.page)
                writer.member("referrer", ifPresent: event.referrer)
                writer.member("variant_seed", event.variantSeed)
            case .sessionAdded(let event):
                writer.member("session_hash", event.sessionHash)
                writer.member("reason", event.reason)
            case .visitorSaid(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("client_message_id", ifPresent: event.clientMessageID)
                writer.member("text", event.text)
                writer.member("locale", event.language.rawValue)
                writer.member("via", event.via.rawValue)
            case .messageRead(let event): event.write(to: &writer)
            case .botAnswered(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("reply_to", event.replyTo.rawValue)
                event.answer.write(to: &writer)
                writer.member("milliseconds", event.milliseconds)
            case .choiceTaken(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("intent", event.intent.rawValue)
                writer.member("offered", event.offered.map(\.rawValue))
            case .promotionRefused(let event):
                writer.member("how", event.how.rawValue)
                writer.member("count", event.count)
                writer.member("postponed_until_number", ifPresent: event.postponedUntilUtterance)
            case .handoffRequested(let event):
                writer.member("reason", event.reason.rawValue)
                writer.member("channel", event.channel.rawValue)
                writer.member("topic", ifPresent: event.topic)
                writer.member("within_hours", event.withinHours)
            case .messagesSeen(let event):
                writer.member("who", "visitor")
                writer.member("up_to", event.upTo)
            case .answerRated(let event):
                writer.member("message_id", event.messageID.rawValue)
                writer.member("value", event.value.rawValue)
            case .conversationRated(let event):
                writer.member("value", event.value.rawValue)
                writer.member("comment", ifPresent: event.comment)
            case .consentGiven(let consent): consent.write(to: &writer)
            case .leadReceived(let event): event.write(to: &writer)
            case .unknown: break
            }
        }
        return writer.bytes
    }

    /// Reads an event back.
    ///
    /// A type that this version does not know is `.unknown`; members it does not know are skipped.
    ///
    /// - Throws: `EventError` when a member that the type needs is missing: the log was written by something else.
    init(type: String, data: JSON) throws(EventError) {
        let fields = Fields(data, path: type)
        switch type {
        case "conversationStarted":
            self = .conversationStarted(
                .init(
                    visitor: try fields.text("visitor"), sessionHash: try fields.text("session_hash"), language: try fields.value("locale"),
                    channel: try fields.value("channel"), page: fields.optionalText("page"), referrer: fields.optionalText("referrer"),
                    variantSeed: UInt32(truncatingIfNeeded: try fields.integer("variant_seed"))))
        case "sessionAdded":
            self = .sessionAdded(.init(sessionHash: try fields.text("session_hash"), reason: try fields.text("reason")))
        case "visitorSaid":
            self = .visitorSaid(
                .init(
                    messageID: try fields.id("message_id"), clientMessageID: fields.optionalText("client_message_id"),
                    text: try fields.text("text"), language: try fields.value("locale"), via: try fields.value("via")))
        case "messageRead": self = .messageRead(try .init(fields))
        case "botAnswered":
            self = .botAnswered(
                .init(
                    messageID: try fields.id("message_id"), replyTo: try fields.id("reply_to"), answer: try Answer(fields),
                    milliseconds: try fields.integer("milliseconds")))
        case "choiceTaken":
            self = .choiceTaken(
                .init(messageID: try fields.id("message_id"), intent: try fields.id("intent"), offered: try fields.ids("offered")))
        case "promotionRefused":
            self = .promotionRefused(
                .init(
                    how: try fields.value("how"), count: try fields.integer("count"),
                    postponedUntilUtterance: data["postponed_until_number"]?.integer))
        case "handoffRequested":
            self = .handoffRequested(
                .init(
                    reason: try fields.value("reason"), channel: try fields.value("channel"), topic: fields.optionalText("topic"),
                    withinHours: try fields.flag("within_hours")))
        case "messagesSeen": self = .messagesSeen(.init(upTo: UInt64(max(0, try fields.integer("up_to")))))
        case "answerRated": self = .answerRated(.init(messageID: try fields.id("message_id"), value: try fields.value("value")))
        case "conversationRated":
            self = .conversationRated(.init(value: try fields.value("value"), comment: fields.optionalText("comment")))
        case "consentGiven":
            self = .consentGiven(
                .init(
                    purpose: try fields.text("purpose"), wordingVersion: try fields.text("wording_version"),
                    channel: try fields.text("channel")))
        case "leadReceived": self = .leadReceived(try .init(fields))
        default: self = .unknown(type: type)
        }
    }
}

extension Entry {
    /// The event as the journal takes it.
    init(_ event: Event, at: Timestamp) {
        self.init(at: at.milliseconds, type: event.type, by: event.author, data: event.data)
    }
}

extension Event {
    /// The event that a record holds.
    ///
    /// - Throws: `JSONError` or `EventError` when its data is not what its type says.
    init(_ record: Record) throws {
        try self.init(type: record.type, data: JSON(parsing: record.data))
    }
}

extension Event.MessageRead {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("message_id", messageID.rawValue)
        writer.member("guard", ifPresent: reading.guarded?.rawValue)
        writer.key("parts")
        writer.array { writer in
            for part in reading.parts {
                writer.object { writer in
                    writer.member("verdict", part.verdict.rawValue)
                    writer.member("intent", ifPresent: part.intent?.rawValue)
                    writer.member("confidence", part.confidence)
                    writer.key("alternatives")
                    writer.array { writer in
                        for alternative in part.alternatives {
                            writer.object { writer in
                                writer.member("intent", alternative.intent.rawValue)
                                writer.member("confidence", alternative.confidence)
                            }
                        }
                    }
                    writer.key("span")
                    writer.array { writer in
                        writer.value(part.span.lowerBound)
                        writer.value(part.span.upperBound)
                    }
                }
            }
        }
        writer.member("language", ifPresent: reading.language?.rawValue)
        writer.member("model_hash", reading.modelHash)
        writer.member("content_version", contentVersion)
        writer.key("context")
        writer.object { writer in
            writer.member("last_intent", ifPresent: context.lastIntent?.rawValue)
            if !context.expecting.isEmpty { writer.member("expecting", context.expecting.map(\.rawValue)) }
        }
        writer.member("microseconds", reading.microseconds)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        var parts: [Reading.Part] = []
        for part in try fields.list("parts") {
            var alternatives: [Reading.Alternative] = []
            for alternative in try part.list("alternatives") {
                alternatives.append(.init(intent: try alternative.id("intent"), confidence: try alternative.number("confidence")))
            }
            let span = part.json["span"]
            guard let start = span?[0]?.integer, let end = span?[1]?.integer, start <= end else { throw part.missing("span") }
            parts.append(
                .init(
                    verdict: try part.value("verdict"), intent: part.optionalText("intent").map(IntentID.init),
                    confidence: try part.number("confidence"), alternatives: alternatives, span: start..<end))
        }
        let context = fields.json["context"] ?? .object([])
        self.init(
            messageID: try fields.id("message_id"),
            reading: Reading(
                guarded: try fields.optionalValue("guard"), parts: parts, language: try fields.optionalValue("language"),
                modelHash: try fields.text("model_hash"), microseconds: try fields.integer("microseconds")),
            contentVersion: try fields.text("content_version"),
            context: ReadingContext(
                lastIntent: context["last_intent"]?.string.map(IntentID.init),
                expecting: (context["expecting"]?.array ?? []).compactMap(\.string).map(IntentID.init)))
    }
}

extension Consent {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("purpose", purpose)
        writer.member("wording_version", wordingVersion)
        writer.member("channel", channel)
    }
}

extension Event.LeadReceived {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("lead_id", leadID)
        writer.member("name", lead.name)
        writer.member("contact", lead.contact.value)
        writer.member("contact_kind", lead.contact.kind.rawValue)
        writer.member("company", lead.company)
        writer.member("need", lead.need)
        writer.member("intent", ifPresent: lead.intent?.rawValue)
        writer.member("page", ifPresent: lead.page)
        writer.key("utm")
        writer.object { writer in
            for (name, value) in lead.campaign.sorted(by: { $0.key < $1.key }) {
                writer.key(dynamic: name)
                writer.value(value)
            }
        }
        writer.member("conversation", ifPresent: conversation?.rawValue)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        let members = fields.json["utm"]?.object ?? []
        let campaign = Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { _, last in last }
        self.init(
            leadID: try fields.text("lead_id"),
            lead: Lead(
                name: try fields.text("name"), contact: .init(kind: try fields.value("contact_kind"), value: try fields.text("contact")),
                company: try fields.text("company"), need: try fields.text("need"),
                intent: fields.optionalText("intent").map(IntentID.init), page: fields.optionalText("page"), campaign: campaign),
            conversation: fields.optionalText("conversation").map(ConversationID.init))
    }
}

extension Answer {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.key("parts")
        writer.array { writer in
            for part in parts {
                writer.object { writer in
                    writer.member("intent", part.intent.rawValue)
                    writer.member("template_hash", part.templateHash)
                }
            }
        }
        writer.member("text", text)
        writer.member("benefits", benefits)
        writer.key("cta")
        writer.object { writer in
            writer.member("primary", primary.text)
            writer.member("secondary", secondary.text)
        }
        writer.key("cta_actions")
        writer.object { writer in
            writer.key("primary")
            primary.action.write(to: &writer)
            writer.key("secondary")
            secondary.action.write(to: &writer)
        }
        writer.key("sources")
        writer.array { writer in for source in sources { source.write(to: &writer) } }
        writer.key("suggestions")
        writer.array { writer in for choice in suggestions { choice.write(to: &writer) } }
        writer.key("choices")
        writer.array { writer in for choice in choices { choice.write(to: &writer) } }
        writer.member("disclaimer", ifPresent: disclaimer)
        writer.member("promotion", promotion.rawValue)
        writer.member("confidence", confidence)
        writer.member("handoff", ifPresent: handoffOffered?.rawValue)
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        var parts: [Part] = []
        for part in try fields.list("parts") {
            parts.append(.init(intent: try part.id("intent"), templateHash: try part.text("template_hash")))
        }
        var sources: [Source] = []
        for source in try fields.list("sources") { sources.append(try Source(source)) }
        let texts = try fields.nested("cta")
        let actions = try fields.nested("cta_actions")
        self.init(
            kind: try fields.value("kind"), parts: parts, text: try fields.text("text"), benefits: try fields.texts("benefits"),
            primary: CallToAction(text: try texts.text("primary"), action: try .init(try actions.nested("primary"))),
            secondary: CallToAction(text: try texts.text("secondary"), action: try .init(try actions.nested("secondary"))),
            sources: sources, suggestions: try Choice.list(in: fields, "suggestions"), choices: try Choice.list(in: fields, "choices"),
            disclaimer: fields.optionalText("disclaimer"), promotion: try fields.value("promotion"),
            confidence: try fields.number("confidence"), handoffOffered: try fields.optionalValue("handoff"))
    }
}

extension Answer.Choice {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("intent", intent.rawValue)
            writer.member("text", text)
        }
    }

    fileprivate static func list(in fields: Fields, _ name: String) throws(EventError) -> [Answer.Choice] {
        var choices: [Answer.Choice] = []
        for choice in try fields.list(name) { choices.append(.init(intent: try choice.id("intent"), text: try choice.text("text"))) }
        return choices
    }
}

extension Source {
    /// Writes the source as the log and the API both show it.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("title", title)
            writer.member("url", ifPresent: url)
            writer.member("article", ifPresent: article)
            writer.member("year", ifPresent: year)
        }
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        self.init(
            title: try fields.text("title"), url: fields.optionalText("url"), article: fields.optionalText("article"),
            year: fields.json["year"]?.integer)
    }
}

extension CallToAction.Action {
    /// Writes the action as the log and the API both show it.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .lead: writer.member("kind", "lead")
            case .checklist: writer.member("kind", "checklist")
            case .escalate: writer.member("kind", "escalate")
            case .whatsapp(let href):
                writer.member("kind", "whatsapp")
                writer.member("href", href)
            case .link(let href):
                writer.member("kind", "link")
                writer.member("href", href)
            case .ask(let choice):
                writer.member("kind", "ask")
                writer.member("intent", choice.intent.rawValue)
                writer.member("text", choice.text)
            }
        }
    }

    fileprivate init(_ fields: Fields) throws(EventError) {
        switch try fields.text("kind") {
        case "lead": self = .lead
        case "checklist": self = .checklist
        case "escalate": self = .escalate
        case "whatsapp": self = .whatsapp(href: try fields.text("href"))
        case "link": self = .link(href: try fields.text("href"))
        case "ask": self = .ask(.init(intent: try fields.id("intent"), text: try fields.text("text")))
        default: throw fields.missing("kind")
        }
    }
}

/// The members of one object, and where it stands, for the error.
private struct Fields {
    let json: JSON
    let path: String

    init(_ json: JSON, path: String) {
        self.json = json
        self.path = path
    }

    func missing(_ name: String) -> EventError { EventError(path: "\(path).\(name)") }

    func text(_ name: String) throws(EventError) -> String {
        guard let text = json[name]?.string else { throw missing(name) }
        return text
    }

    func optionalText(_ name: String) -> String? { json[name]?.string }

    func integer(_ name: String) throws(EventError) -> Int {
        guard let number = json[name]?.integer else { throw missing(name) }
        return number
    }

    func number(_ name: String) throws(EventError) -> Double {
        guard let number = json[name]?.double else { throw missing(name) }
        return number
    }

    func flag(_ name: String) throws(EventError) -> Bool {
        guard let truth = json[name]?.bool else { throw missing(name) }
        return truth
    }

    func texts(_ name: String) throws(EventError) -> [String] {
        guard let elements = json[name]?.array else { throw missing(name) }
        return elements.compactMap(\.string)
    }

    func value<Value: RawRepresentable>(_ name: String) throws(EventError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text(name)) else { throw missing(name) }
        return value
    }

    func optionalValue<Value: RawRepresentable>(_ name: String) throws(EventError) -> Value? where Value.RawValue == String {
        json[name] == nil ? nil : try value(name)
    }

    func id<ID: RawRepresentable>(_ name: String) throws(EventError) -> ID where ID.RawValue == String {
        try value(name)
    }

    func ids(_ name: String) throws(EventError) -> [IntentID] { try texts(name).map(IntentID.init) }

    func nested(_ name: String) throws(EventError) -> Fields {
        guard let json = json[name], json.object != nil else { throw missing(name) }
        return Fields(json, path: "\(path).\(name)")
    }

    func list(_ name: String) throws(EventError) -> [Fields] {
        guard let elements = json[name]?.array else { throw missing(name) }
        return elements.enumerated().map { Fields($1, path: "\(path).\(name)[\($0)]") }
    }
}
