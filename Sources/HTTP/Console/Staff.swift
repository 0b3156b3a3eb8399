import Desk
import Dialogue
import HTTPTypes
import JSON
import Ledger

// What admins have beside conversations: canned responses, who is there, the audit log, leads, deliveries.
extension Application {
    // MARK: Canned responses

    /// `GET /api/admin/canned`: the company's own from the content, replaced by what admins saved under the same id.
    func cannedList(_ asked: AdminRequest) async throws(Problem) -> Response {
        let saved = desk.look { $0.cannedResponses }
        let names = Set(saved.map(\.saved.id))
        let removed = desk.look { ledger in Set(desk.knowledge.canned.map(\.id).filter { !ledger.cannedHistory($0).isEmpty }) }
        var writer = JSONWriter(capacity: 8_192)
        writer.object { writer in
            writer.key("canned")
            writer.array { writer in
                for version in saved { version.write(to: &writer) }
                for response in desk.knowledge.canned where !names.contains(response.id) && !removed.contains(response.id) {
                    response.write(to: &writer)
                }
            }
        }
        return .json(writer.bytes)
    }

    /// `POST /api/admin/canned`: a new one, or a new wording of `id`.
    func saveCanned(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let shortcut = try body.requiredText("shortcut", limit: AdminLimit.shortcut)
        // It is typed after a slash, and ends at the first space.
        guard shortcut.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") }) else {
            throw .invalid("shortcut", "must have no spaces and no slash")
        }
        let title = try body.requiredText("title", limit: AdminLimit.title)
        let text = try body.requiredText("text", limit: Limit.message)
        let id = try body.nonEmptyText("id", limit: Limit.clientMessageID)
        let language = try Self.language(of: asked.request, body)
        let saved = try await attempt { () async throws(DeskError) in
            try await desk.saveCanned(id: id, title: title, shortcut: shortcut, text: text, language: language, by: asked.admin)
        }
        guard let version = desk.look({ $0.cannedHistory(saved.id).last }) else { throw .notFound }
        var writer = JSONWriter()
        version.write(to: &writer)
        return .json(writer.bytes)
    }

    func cannedVersions(_ asked: AdminRequest) async throws(Problem) -> Response {
        let versions = desk.look { $0.cannedHistory(asked.id) }
        let shipped = desk.knowledge.canned.first { $0.id == asked.id }
        // What was removed is there for nobody; its wordings stay in the log.
        let isOffered = versions.isEmpty ? shipped != nil : desk.look { $0.cannedResponses.contains { $0.saved.id == asked.id } }
        guard isOffered else { throw .notFound }
        var writer = JSONWriter(capacity: 2_048)
        writer.object { writer in
            writer.key("versions")
            writer.array { writer in
                if let shipped { shipped.write(to: &writer) }
                for version in versions { version.write(to: &writer) }
            }
        }
        return .json(writer.bytes)
    }

    func removeCanned(_ asked: AdminRequest) async throws(Problem) -> Response {
        let isThere = desk.look { !$0.cannedHistory(asked.id).isEmpty } || desk.knowledge.canned.contains { $0.id == asked.id }
        guard isThere else { throw .notFound }
        try await attempt { () async throws(DeskError) in
            // The company's own has no version in the log yet; one is kept so that its removal has something to remove.
            if let own = desk.knowledge.canned.first(where: { $0.id == asked.id }), desk.look({ $0.cannedHistory(own.id).isEmpty }) {
                _ = try await desk.saveCanned(
                    id: own.id, title: own.title, shortcut: own.shortcut, text: own.text, language: own.language, by: asked.admin)
            }
            try await desk.removeCanned(asked.id, by: asked.admin)
        }
        return .noContent
    }

    // MARK: Who is there

    func presence(_ asked: AdminRequest) async throws(Problem) -> Response {
        var writer = JSONWriter()
        writePresence(for: asked.admin, to: &writer)
        return .json(writer.bytes)
    }

    func sayPresence(_ asked: AdminRequest) async throws(Problem) -> Response {
        guard let state: Presence = try Body(asked.request).value("state") else { throw .invalid("state", "must be there") }
        desk.say(state, by: asked.admin)
        return try await presence(asked)
    }

    /// Everybody with a password, and what they are.
    func writePresence(for admin: String, to writer: inout JSONWriter) {
        let states = Dictionary(desk.admins.map { ($0.name, $0.state) }) { first, _ in first }
        let names = Set(configuration.admins()).union(states.keys).union([admin]).sorted()
        writer.object { writer in
            writer.member("me", admin)
            writer.key("admins")
            writer.array { writer in
                for name in names {
                    writer.object { writer in
                        writer.member("name", name)
                        writer.member("state", (states[name] ?? .offline).rawValue)
                        writer.member("conversations", desk.look { $0.conversations(of: name) })
                    }
                }
            }
        }
    }

    // MARK: The audit log

    func auditLog(_ asked: AdminRequest) async throws(Problem) -> Response {
        let request = asked.request
        var filter = Ledger.AuditFilter()
        filter.admin = try request.text(ofParameter: "admin", limit: AdminLimit.admin)
        filter.action = try request.text(ofParameter: "action", limit: 64)
        filter.from = try Self.day(request, "from")?.start(offsetMinutes: desk.offsetMinutes)
        filter.before = try Self.day(request, "to").map { Day(number: $0.number + 1).start(offsetMinutes: desk.offsetMinutes) }
        let limit = try Self.number(request, "limit", in: 1...100) ?? 50
        let cursor = try request.text(ofParameter: "cursor")
        let found = try unwrap(
            desk.look { ledger in Result { () throws(Ledger.ListError) in try ledger.audit(filter, after: cursor, limit: limit) } })
        var writer = JSONWriter(capacity: 8_192)
        writer.object { writer in
            writer.key("entries")
            writer.array { writer in
                for entry in found.items {
                    writer.object { writer in
                        writer.member("sequence", entry.sequence)
                        writer.member("at", entry.at.iso8601)
                        writer.member("admin", entry.admin)
                        writer.member("action", entry.action)
                        writer.member("conversation_id", ifPresent: entry.conversation?.rawValue)
                        writer.member("detail", ifPresent: entry.detail.map(masked))
                    }
                }
            }
            writer.member("next_cursor", orNull: found.next)
        }
        return .json(writer.bytes)
    }

    static func day(_ request: Request, _ name: String) throws(Problem) -> Day? {
        guard let text = try request.text(ofParameter: name) else { return nil }
        guard let day = Day(text) else { throw .invalid(name, "must be a day such as 2026-11-24") }
        return day
    }

    func unwrap<Item>(_ result: Result<Ledger.Page<Item>, Ledger.ListError>) throws(Problem) -> Ledger.Page<Item> {
        switch result {
        case .success(let page): return page
        case .failure: throw .invalid("cursor", "is none that a page ended with")
        }
    }

    // MARK: Leads

    func leadList(_ asked: AdminRequest) async throws(Problem) -> Response {
        var status: Lead.Status?
        if let text = try asked.request.text(ofParameter: "status") {
            status = Lead.Status(rawValue: text)
            if status == nil { throw .invalid("status", "must be one of new, contacted, won, lost") }
        }
        let limit = try Self.number(asked.request, "limit", in: 1...100) ?? 50
        let cursor = try asked.request.text(ofParameter: "cursor")
        let found = try unwrap(
            desk.look { ledger in Result { () throws(Ledger.ListError) in try ledger.leads(status, after: cursor, limit: limit) } })
        let counts = desk.look { $0.leadCounts }
        var writer = JSONWriter(capacity: 8_192)
        writer.object { writer in
            writer.key("leads")
            writer.array { writer in for lead in found.items { lead.write(to: &writer, shown: masked) } }
            writer.member("next_cursor", orNull: found.next)
            writer.key("counts")
            writer.object { writer in
                for status in Lead.Status.allCases {
                    writer.key(dynamic: status.rawValue)
                    writer.value(counts[status] ?? 0)
                }
            }
        }
        return .json(writer.bytes)
    }

    func changeLead(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        guard let lead = desk.look({ $0.lead(asked.id) }) else { throw .notFound }
        let status: Lead.Status = try body.value("status") ?? lead.status
        let note = try body.nonBlank("note", limit: AdminLimit.note)
        // Who does not want to be called is not followed up any more; noting that, or giving up, remains.
        if status != lead.status, status != .lost, !lead.mayBeContacted { throw .notToBeContacted }
        try await attempt { () async throws(DeskError) in
            try await desk.note(lead: asked.id, status: status, note: note, by: asked.admin)
        }
        return try answer(aboutLead: asked.id, shown: masked)
    }

    /// The lead as it was left. That it was looked at is in the log before it is shown.
    func unmaskLead(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        guard desk.look({ $0.lead(asked.id) }) != nil else { throw .notFound }
        try await attempt { () async throws(DeskError) in try await desk.noteLook("lead", target: asked.id, by: asked.admin) }
        return try answer(aboutLead: asked.id) { $0 }
    }

    private func answer(aboutLead id: String, shown: (String) -> String) throws(Problem) -> Response {
        guard let lead = desk.look({ $0.lead(id) }) else { throw .notFound }
        var writer = JSONWriter()
        lead.write(to: &writer, shown: shown)
        return .json(writer.bytes)
    }

    // MARK: Outside

    func deliveries(_ asked: AdminRequest) async throws(Problem) -> Response {
        let found = desk.look { $0.deliveries() }
        var writer = JSONWriter(capacity: 8_192)
        writer.object { writer in
            writer.key("deliveries")
            writer.array { writer in for delivery in found { delivery.write(to: &writer) } }
            writer.member("configured", desk.knowledge.content.handoff.notices.map(\.kind.rawValue))
        }
        return .json(writer.bytes)
    }

    func retryDelivery(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        try await attempt { () async throws(DeskError) in try await desk.retry(delivery: asked.id, by: asked.admin) }
        guard let delivery = desk.look({ $0.delivery(asked.id) }) else { throw .notFound }
        var writer = JSONWriter()
        delivery.write(to: &writer)
        return .json(writer.bytes)
    }

    /// `GET /api/admin/polisher`: whether a language model words answers, what it has cost today, and whether it is asked just now.
    func polisher(_ asked: AdminRequest) async throws(Problem) -> Response {
        var writer = JSONWriter()
        writer.object { writer in
            guard let standing = desk.polisherStanding else {
                writer.member("provider", "none")
                writer.member("model", JSON.null)
                writer.member("state", "off")
                return
            }
            writer.member("provider", standing.provider)
            writer.member("model", standing.model)
            writer.member("state", standing.breaker == nil ? "on" : "open")
            writer.member("calls", standing.calls)
            writer.key("spent")
            standing.spent.write(to: &writer)
            writer.key("limits")
            writer.object { writer in
                writer.key("day")
                standing.limits.day.write(to: &writer)
                writer.key("visitor")
                standing.limits.visitor.write(to: &writer)
                writer.key("conversation")
                standing.limits.conversation.write(to: &writer)
            }
            writer.key("breaker")
            writer.object { writer in
                writer.member("open", standing.breaker != nil)
                writer.member("reason", orNull: standing.breaker?.reason)
                writer.member("since", orNull: standing.breaker?.since)
                writer.member("until", orNull: standing.breaker?.until)
            }
            writer.key("outcomes")
            writer.object { writer in
                for (outcome, count) in desk.tally.rewordings.sorted(by: { $0.key < $1.key }) {
                    writer.key(dynamic: outcome)
                    writer.value(count)
                }
            }
        }
        return .json(writer.bytes)
    }

    /// `POST /api/admin/polisher/reset`: what was wrong has been seen to; the model is asked again.
    func resetPolisher(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        await desk.resetPolisher(by: asked.admin)
        return try await polisher(asked)
    }
}

extension Spending.Amount {
    /// Calls only where they are counted and not without limit.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if calls != .max { writer.member("calls", calls) }
            writer.member("tokens", tokens)
            writer.member("micro_cost", microCost)
        }
    }
}

extension Ledger.CannedVersion {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", saved.id)
            writer.member("version", saved.version)
            writer.member("title", saved.title)
            writer.member("shortcut", saved.shortcut)
            writer.member("text", saved.text)
            writer.member("locale", saved.language.rawValue)
            writer.member("admin", saved.admin)
            writer.member("at", at.iso8601)
        }
    }
}

extension CannedResponse {
    /// The company's own, from the content: version 0 until somebody changes it.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("version", 0)
            writer.member("title", title)
            writer.member("shortcut", shortcut)
            writer.member("text", text)
            writer.member("locale", language.rawValue)
            writer.member("admin", JSON.null)
            writer.member("at", JSON.null)
        }
    }
}
