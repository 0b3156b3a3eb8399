import Desk
import Dialogue
import JSON

// What the holder of a session may ask about their data (UU PDP, articles 5 to 13).
extension Application {
    /// `GET /api/privacy/export`: everything kept about the caller's conversation, in words a person can read.
    func exportData(_ request: Request) async throws(Problem) -> Response {
        let session = try requiredSession(of: request)
        let story = try await attempt { () async throws(DeskError) in try await desk.story(session: session) }
        let content = desk.knowledge.content
        let conversation = story.conversation
        let language = conversation.language
        let leads = desk.leads(of: session.conversation)
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.member("company", content.company[language])
            writer.member("made_at", desk.now.iso8601)
            writer.member("conversation_id", conversation.id.rawValue)
            writer.member("locale", language.rawValue)
            writer.key("contact")
            writer.object { writer in
                writer.member("name", ifPresent: conversation.handoff.name)
                writer.member("contact", ifPresent: conversation.handoff.contact)
                writer.member("topic", ifPresent: story.topic)
            }
            Self.write(story.origin, to: &writer)
            writer.key("told")
            writer.array { writer in
                for remembered in desk.knowledge.policy.remembered(of: conversation.guided, in: language) {
                    writer.object { writer in
                        writer.member("question", remembered.title)
                        writer.member("answer", remembered.text)
                    }
                }
            }
            writer.key("ratings")
            writer.array { writer in
                for case .conversationRated(let rated) in story.happenings.map(\.event) {
                    writer.object { writer in
                        writer.member("value", rated.value.rawValue)
                        writer.member("comment", ifPresent: rated.comment)
                    }
                }
            }
            writer.key("messages")
            writer.array { writer in for message in conversation.messages { message.write(to: &writer, content, in: language) } }
            writer.key("leads")
            writer.array { writer in
                for lead in leads {
                    writer.object { writer in
                        writer.member("at", lead.at.iso8601)
                        writer.member("name", lead.lead.name)
                        writer.member("contact", lead.lead.contact.value)
                        writer.member("company", lead.lead.company)
                        writer.member("need", lead.lead.need)
                        writer.member("page", ifPresent: lead.lead.page)
                        writer.member("restricted", lead.isRestricted)
                        lead.consent?.write(to: &writer)
                        for (name, value) in lead.lead.campaign.sorted(by: { $0.key < $1.key }) {
                            writer.key(dynamic: name)
                            writer.value(value)
                        }
                    }
                }
            }
            // The whole history: what happened, when, and who did it. Notes and labels are the staff's own.
            writer.key("history")
            writer.array { writer in
                for happening in story.happenings where !happening.event.isInternal {
                    writer.object { writer in
                        writer.member("number", happening.number)
                        writer.member("at", happening.at.iso8601)
                        writer.member("by", happening.by.name)
                        writer.member("what", happening.event.type)
                    }
                }
            }
        }
        var response = Response.json(writer.bytes)
        response.fields[.contentDisposition] = "attachment; filename=\"frontdesk-export.json\""
        return response
    }

    /// Where the conversation began, as the browser told.
    private static func write(_ origin: Event.ConversationStarted?, to writer: inout JSONWriter) {
        writer.key("origin")
        writer.object { writer in
            writer.member("page", ifPresent: origin?.page)
            writer.member("referrer", ifPresent: origin?.referrer)
            for (name, value) in (origin?.campaign ?? [:]).sorted(by: { $0.key < $1.key }) {
                writer.key(dynamic: name)
                writer.value(value)
            }
        }
    }

    /// `POST /api/privacy/erase`: the caller's conversation and what was made from it is gone; a receipt is all that stays.
    func eraseData(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let receipt = try await attempt { () async throws(DeskError) in try await desk.erase(session: session) }
        return .json(receipt.json)
    }

    /// `POST /api/privacy/correct`: the contact was wrong, and is this.
    func correctData(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        guard let contact = Lead.Contact(try body.requiredText("contact", limit: Limit.name)) else { throw .contact }
        let session = try requiredSession(of: request, body: body)
        try await attempt { () async throws(DeskError) in try await desk.correct(contact: contact, session: session) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("corrected", ["contact"])
            writer.member("at", desk.now.iso8601)
        }
        return .json(writer.bytes)
    }

    /// `POST /api/privacy/restrict`: what was left in the caller's forms is kept and used no longer, or used again.
    func restrict(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let isOn = try body.flag("restricted") ?? true
        let purpose = try body.nonEmptyText("purpose", limit: 100) ?? "contact"
        let session = try requiredSession(of: request, body: body)
        let count = try await attempt { () async throws(DeskError) in
            try await desk.restrict(isOn, purpose: purpose, session: session)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("restricted", isOn)
            writer.member("forms", count)
            writer.member("at", desk.now.iso8601)
        }
        return .json(writer.bytes)
    }

    /// `POST /api/privacy/withdraw`: what was agreed to in the caller's forms is no longer.
    func withdraw(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try requiredSession(of: request, body: body)
        let purpose = try body.nonEmptyText("purpose", limit: 100) ?? "contact"
        let withdrawn = try await attempt { () async throws(DeskError) in try await desk.withdraw(purpose: purpose, session: session) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("withdrawn", withdrawn ? [purpose] : [])
            writer.member("at", desk.now.iso8601)
        }
        return .json(writer.bytes)
    }
}

extension Desk.Story {
    /// What a person was last asked for about, also after that is over.
    fileprivate var topic: String? {
        happenings.reduce(nil) { topic, happening in
            if case .handoffRequested(let request) = happening.event { request.topic ?? topic } else { topic }
        }
    }

    /// How the conversation began; nil when the log does not tell.
    fileprivate var origin: Event.ConversationStarted? {
        for case .conversationStarted(let start) in happenings.map(\.event) { return start }
        return nil
    }
}

extension Desk.Receipt {
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("erasure_id", id)
            writer.member("at", at.iso8601)
            writer.member("scope", scope)
            writer.member("streams", streams)
            writer.member("records", records)
        }
        return writer.bytes
    }
}
