import Desk
import Dialogue
import HTTPTypes
import JSON
import Ledger

// The queue, the threads, and what is done with them.
extension Application {
    /// Limits of what admins write, in characters.
    enum AdminLimit {
        static let note = 4_000
        static let label = 60
        static let reason = 500
        static let title = 100
        static let shortcut = 40
        static let admin = 100
        static let page = 100
    }

    func masked(_ text: String) -> String { desk.masked(text) }

    /// `POST /api/chat/claim`: the conversation is the caller's; whoever has it already is named.
    func claim(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let id = ConversationID(rawValue: try body.requiredText("conversation_id", limit: 128))
        let outcome = try await act(.claim, asked, on: id)
        return try answer(about: id) { $0.member("fence", outcome.handoff.fence) }
    }

    /// `POST /api/chat/send`: a reply, under the claim whose fence it shows.
    func send(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let id = ConversationID(rawValue: try body.requiredText("conversation_id", limit: 128))
        let text = try body.requiredText("content", limit: Limit.message)
        guard let fence = try body.integer("fence", in: 0...Int(Int32.max)) else { throw .invalid("fence", "must be there") }
        var reply = Command.Reply(text: text, fence: UInt64(fence))
        reply.clientMessageID = try body.nonEmptyText("client_message_id", limit: Limit.clientMessageID)
        reply.suggested = try body.value("suggested")
        if let canned = body.json["canned"], !canned.isNull {
            guard let name = canned["id"]?.string, let version = canned["version"]?.integer else {
                throw .invalid("canned", "must have an id and a version")
            }
            reply.canned = .init(id: name, version: version)
        }
        let outcome: Desk.Outcome
        do throws(Problem) {
            outcome = try await act(.send(reply), asked, on: id)
        } catch {
            // What was written is not lost with the claim.
            var problem = error
            if problem.code == "fence_stale" { problem.content = text }
            throw problem
        }
        let content = desk.knowledge.content
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.key("message")
            if let message = outcome.reply {
                message.write(to: &writer, content, extra: { $0.member("client_message_id", ifPresent: message.clientMessageID) })
            } else {
                writer.value(JSON.null)
            }
            writer.member("sequence", outcome.reply?.number ?? outcome.number)
        }
        return .json(writer.bytes)
    }

    func act(_ act: Command.Act, _ asked: AdminRequest, on id: ConversationID) async throws(Problem) -> Desk.Outcome {
        try await attempt { () async throws(DeskError) in try await desk.act(act, by: asked.admin, in: id) }
    }

    /// The row as it is now, and members of one route's own.
    private func answer(about id: ConversationID, _ extra: (inout JSONWriter) -> Void = { _ in }) throws(Problem) -> Response {
        guard let row = desk.look({ $0.row(id) }) else { throw .notFound }
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            extra(&writer)
            writer.key("conversation")
            row.write(to: &writer, viewers: desk.viewers(of: id), shown: masked)
        }
        return .json(writer.bytes)
    }

    private func done(_ act: Command.Act, _ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try await self.act(act, asked, on: asked.conversation)
        return try answer(about: asked.conversation)
    }

    func release(_ asked: AdminRequest) async throws(Problem) -> Response {
        let fence = try Body(asked.request).integer("fence", in: 0...Int(Int32.max))
        return try await done(.release(fence: fence.map(UInt64.init)), asked)
    }

    /// To a colleague: somebody with a line in the password file.
    func assign(_ asked: AdminRequest) async throws(Problem) -> Response {
        let colleague = try Body(asked.request).requiredText("admin", limit: AdminLimit.admin)
        guard configuration.admins().contains(colleague) || colleague == asked.admin else {
            throw .invalid("admin", "must be a colleague with a password")
        }
        return try await done(.assign(to: colleague), asked)
    }

    func close(_ asked: AdminRequest) async throws(Problem) -> Response {
        let reason = try Body(asked.request).nonBlank("reason", limit: AdminLimit.reason)
        return try await done(.close(reason: reason ?? "done"), asked)
    }

    func reopen(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        return try await done(.reopen, asked)
    }

    func addNote(_ asked: AdminRequest) async throws(Problem) -> Response {
        try await done(.note(try Body(asked.request).requiredText("text", limit: AdminLimit.note)), asked)
    }

    func addLabel(_ asked: AdminRequest) async throws(Problem) -> Response {
        try await done(.label(try Body(asked.request).requiredText("label", limit: AdminLimit.label), isOn: true), asked)
    }

    func removeLabel(_ asked: AdminRequest) async throws(Problem) -> Response {
        try await done(.label(try Body(asked.request).requiredText("label", limit: AdminLimit.label), isOn: false), asked)
    }

    func snooze(_ asked: AdminRequest) async throws(Problem) -> Response {
        let text = try Body(asked.request).nonEmptyText("until", limit: 40)
        guard let text else { return try await done(.snooze(until: nil), asked) }
        guard let until = Timestamp(iso8601: text) else { throw .invalid("until", "must be a time such as 2026-11-24T10:00:00.000Z") }
        guard until > desk.now, until < desk.now.advanced(by: .seconds(366 * 86_400)) else {
            throw .invalid("until", "must be within a year from now")
        }
        return try await done(.snooze(until: until), asked)
    }

    func block(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        guard let isBlocked = try body.flag("blocked") else { throw .invalid("blocked", "must be true or false") }
        let reason = try body.nonBlank("reason", limit: AdminLimit.reason) ?? ""
        return try await done(isBlocked ? .block(reason: reason) : .unblock(reason: reason), asked)
    }

    func prioritise(_ asked: AdminRequest) async throws(Problem) -> Response {
        guard let priority: Handoff.Priority = try Body(asked.request).value("priority") else {
            throw .invalid("priority", "must be normal or high")
        }
        return try await done(.prioritise(priority), asked)
    }

    func adminSeen(_ asked: AdminRequest) async throws(Problem) -> Response {
        guard let number = try Body(asked.request).integer("up_to", in: 0...Int(Int32.max)) else {
            throw .invalid("up_to", "must be there")
        }
        _ = try await act(.seen(upTo: UInt64(number)), asked, on: asked.conversation)
        return .noContent
    }

    /// The visitor and colleagues see that somebody writes. Nothing is kept.
    func adminTyping(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        try await attempt { () async throws(DeskError) in try desk.typing(asked.admin, in: asked.conversation) }
        return .noContent
    }

    /// Colleagues see who looks at what. Nothing is kept.
    func view(_ asked: AdminRequest) async throws(Problem) -> Response {
        let isOn = try Body(asked.request).flag("viewing") ?? true
        try await attempt { () async throws(DeskError) in try desk.view(asked.conversation, by: asked.admin, isOn: isOn) }
        return .noContent
    }

    // MARK: Reading

    /// `GET /api/admin/conversations`: the queue in service order, then the others, changed last first.
    func conversations(_ asked: AdminRequest) async throws(Problem) -> Response {
        let filter = try filter(asked)
        let limit = try Self.number(asked.request, "limit", in: 1...100) ?? 50
        // Before it is looked at: what changes meanwhile is told again rather than missed.
        let change = desk.lastChange
        let page = try await rows(filter, after: try asked.request.text(ofParameter: "cursor"), limit: limit)
        let counts = desk.look { $0.counts(of: asked.admin) }
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.key("conversations")
            writer.array { writer in
                for row in page.items { row.write(to: &writer, viewers: desk.viewers(of: row.id), shown: masked) }
            }
            writer.member("next_cursor", orNull: page.next)
            writer.member("change", change)
            writer.key("counts")
            writer.object { writer in
                writer.member("open", counts.open)
                writer.member("pending", counts.pending)
                writer.member("closed", counts.closed)
                writer.member("mine", counts.mine)
            }
        }
        return .json(writer.bytes)
    }

    /// So many candidates of a search are read to see whether they really match, before a page ends where it is.
    private static let maximumConfirmed = 400

    /// A page of rows; with a query only those in which its words really were said.
    func rows(_ filter: Ledger.Filter, after cursor: String?, limit: Int) async throws(Problem) -> Ledger.Page<Ledger.Row> {
        guard let query = filter.query else { return try list(filter, after: cursor, limit: limit) }
        var found: [Ledger.Row] = []
        var cursor = cursor
        var looked = 0
        while true {
            let page = try list(filter, after: cursor, limit: limit - found.count)
            for row in page.items where try await matches(row, query) { found.append(row) }
            looked += page.items.count
            cursor = page.next
            if cursor == nil || found.count >= limit || looked >= Self.maximumConfirmed { return .init(items: found, next: cursor) }
        }
    }

    private func list(_ filter: Ledger.Filter, after cursor: String?, limit: Int) throws(Problem) -> Ledger.Page<Ledger.Row> {
        let result = desk.look { ledger -> Result<Ledger.Page<Ledger.Row>, Ledger.ListError> in
            do throws(Ledger.ListError) {
                return .success(try ledger.list(filter, after: cursor, limit: limit))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let page): return page
        case .failure: throw .invalid("cursor", "is none that a page ended with")
        }
    }

    private func matches(_ row: Ledger.Row, _ query: Ledger.Query) async throws(Problem) -> Bool {
        let known = [row.name, row.topic].compactMap { $0 } + row.labels
        if query.matches(known) { return true }
        // Erased between the index and here: it does not match.
        guard let story = try? await desk.story(of: row.id) else { return false }
        var texts = known
        for happening in story.happenings {
            switch happening.event {
            case .visitorSaid(let said): texts.append(said.text)
            case .botAnswered(let answered): texts.append(answered.answer.text)
            case .adminSaid(let said): texts.append(said.text)
            case .noteAdded(let note): texts.append(note.text)
            case .handoffRequested(let request): texts += [request.name, request.topic].compactMap { $0 }
            default: break
            }
        }
        return query.matches(texts)
    }

    private func filter(_ asked: AdminRequest) throws(Problem) -> Ledger.Filter {
        var filter = Ledger.Filter()
        let request = asked.request
        func value<Value: RawRepresentable & CaseIterable>(_ name: String) throws(Problem) -> Value? where Value.RawValue == String {
            guard let text = try request.text(ofParameter: name) else { return nil }
            guard let value = Value(rawValue: text) else {
                throw .invalid(name, "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return value
        }
        filter.status = try value("status")
        filter.priority = try value("priority")
        filter.behind = try behind(request)
        // Of a figure it is the language in which they began, as in the statistics.
        if filter.behind == nil { filter.language = try value("locale") }
        if let text = try request.text(ofParameter: "mode") {
            guard let mode = Conversation.Mode(rawValue: text) else {
                throw .invalid("mode", "must be one of bot, waiting_admin, admin")
            }
            filter.mode = mode
        }
        filter.label = try request.text(ofParameter: "label", limit: AdminLimit.label)
        switch try request.text(ofParameter: "assignee", limit: AdminLimit.admin) {
        case nil: break
        case "none": filter.assignee = .nobody
        case "me": filter.assignee = .admin(asked.admin)
        case let name?: filter.assignee = .admin(name)
        }
        if let text = try request.text(ofParameter: "q") {
            guard let query = Ledger.Query(text) else { throw .invalid("q", "must hold a letter or a digit") }
            filter.query = query
        }
        return filter
    }

    /// `GET /api/admin/conversations/{id}`: the thread with the visitor's journey, masked.
    func conversation(_ asked: AdminRequest) async throws(Problem) -> Response {
        try await thread(asked, shown: masked, isUnmasked: false)
    }

    /// `POST …/unmask`: the same as people wrote it. That it was looked at is in the log before it is shown.
    func unmask(_ asked: AdminRequest) async throws(Problem) -> Response {
        _ = try Body(asked.request)
        _ = try await act(.look, asked, on: asked.conversation)
        return try await thread(asked, shown: { $0 }, isUnmasked: true)
    }

    private func thread(_ asked: AdminRequest, shown: @escaping (String) -> String, isUnmasked: Bool) async throws(Problem) -> Response {
        let change = desk.lastChange
        let story = try await attempt { () async throws(DeskError) in try await desk.story(of: asked.conversation) }
        let thread = Thread(story, desk.knowledge.content, shown: shown)
        guard let row = desk.look({ $0.row(asked.conversation) }) else { throw .notFound }
        let handoff = story.conversation.handoff
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.key("conversation")
            row.write(to: &writer, viewers: desk.viewers(of: asked.conversation), shown: shown)
            writer.member("fence", handoff.owner == asked.admin ? .integer(Int64(handoff.fence)) : .null)
            writer.key("messages")
            thread.write(messagesAfter: 0, to: &writer)
            writer.key("notes")
            writer.array { writer in
                for happening in story.happenings {
                    guard case .noteAdded(let note) = happening.event else { continue }
                    writer.object { writer in
                        writer.member("at", happening.at.iso8601)
                        writer.member("admin", note.admin)
                        writer.member("text", shown(note.text))
                    }
                }
            }
            writer.key("timeline")
            writer.array { writer in for happening in story.happenings { happening.writeToTimeline(&writer, shown: shown) } }
            writer.key("journey")
            journey(of: story, row, shown: shown, to: &writer)
            writer.member("last", story.conversation.number)
            writer.member("change", change)
            writer.member("unmasked", isUnmasked)
        }
        return .json(writer.bytes)
    }

    private func journey(of story: Desk.Story, _ row: Ledger.Row, shown: (String) -> String, to writer: inout JSONWriter) {
        var start: Event.ConversationStarted?
        var slots: [(slot: String, value: String)] = []
        for happening in story.happenings {
            switch happening.event {
            case .conversationStarted(let started): start = started
            case .slotFilled(let filled):
                slots.removeAll { $0.slot == filled.slot }
                slots.append((filled.slot, filled.value))
            case .slotCleared(let cleared): slots.removeAll { $0.slot == cleared.slot }
            default: break
            }
        }
        let lead = desk.leads(of: story.conversation.id).last
        writer.object { writer in
            writer.member("page", orNull: start?.page.map(shown))
            writer.member("referrer", orNull: start?.referrer.map(shown))
            writer.key("utm")
            writer.object { writer in
                for (name, value) in (start?.campaign ?? [:]).sorted(by: { $0.key < $1.key }) {
                    writer.key(dynamic: shown(name))
                    writer.value(shown(value))
                }
            }
            writer.key("qualification")
            writer.array { writer in
                for (slot, value) in slots {
                    // What the content no longer asks keeps its key and value for words.
                    let question = desk.knowledge.content.qualification?.question(slot)
                    writer.object { writer in
                        writer.member("slot", slot)
                        writer.member("title", question?.remembered[.indonesian] ?? slot)
                        writer.member("value", shown(value))
                        writer.member("text", question?.option(value)?.label[.indonesian] ?? shown(value))
                    }
                }
            }
            writer.key("lead")
            if let lead { lead.write(to: &writer, shown: shown) } else { writer.value(JSON.null) }
            writer.member("score", orNull: row.score)
        }
    }

    /// `GET …/messages?after=N`: what a console that was away has missed.
    func adminMessages(_ asked: AdminRequest) async throws(Problem) -> Response {
        let after = UInt64(try Self.number(asked.request, "after", in: 0...Int(Int32.max)) ?? 0)
        let story = try await attempt { () async throws(DeskError) in try await desk.story(of: asked.conversation) }
        let thread = Thread(story, desk.knowledge.content, shown: masked)
        return try answer(about: asked.conversation) { writer in
            writer.key("messages")
            thread.write(messagesAfter: after, to: &writer)
            writer.member("last", story.conversation.number)
        }
    }

    /// `GET …/suggestion`: what the bot would say to the visitor's last words.
    func suggestion(_ asked: AdminRequest) async throws(Problem) -> Response {
        let found = try await attempt { () async throws(DeskError) in try await desk.suggestion(in: asked.conversation) }
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("text", orNull: found?.answer.text)
            if let found { write(found.answer, found.reading, to: &writer) }
        }
        return .json(writer.bytes)
    }

    /// `POST /api/admin/join`: a message on WhatsApp had a visitor's code in it; that chat joins the visitor's conversation. `code` may be the
    /// whole message.
    func joinByCode(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let text = try body.requiredText("code", limit: Limit.message)
        let address = try body.nonEmptyText("contact", limit: Limit.name)
        let digits = address.map { $0.filter { ("0"..."9").contains($0) } }
        if let digits, !(6...20).contains(digits.utf8.count) { throw .invalid("contact", "must be a telephone number") }
        let outcome = try await attempt { () async throws(DeskError) in
            try await desk.joinWhatsApp(by: text, address: digits, verifier: .admin(asked.admin))
        }
        return try answer(about: outcome.conversation)
    }

    /// `POST /api/admin/ask`: the bot for staff, internal subjects included. Nothing is kept.
    func askBot(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let text = try body.requiredText("text", limit: Limit.message)
        let (answer, reading) = desk.ask(text, in: try Self.language(of: asked.request, body))
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("answer", answer.text)
            write(answer, reading, to: &writer)
        }
        return .json(writer.bytes)
    }

    private func write(_ answer: Answer, _ reading: Reading, to writer: inout JSONWriter) {
        let content = desk.knowledge.content
        let intent = answer.parts.first.flatMap { content.intent($0.intent) }
        writer.member("intent", intent?.id.rawValue ?? "OOS")
        writer.member("title", orNull: intent?.template[.indonesian].title)
        writer.member("internal", intent?.isInternal ?? false)
        writer.member("confidence", (answer.confidence * 1000).rounded() / 1000)
        writer.member("benefits", answer.benefits)
        writer.key("sources")
        writer.array { writer in for source in answer.sources { source.write(to: &writer) } }
        writer.key("reading")
        reading.write(to: &writer, content)
    }

    // MARK: Erasing

    /// `POST /api/admin/erase`: a conversation, or whatever holds a contact, leaves log and memory.
    func adminErase(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let scope: Erasure.Scope
        if let id = try body.nonEmptyText("conversation_id", limit: 128) {
            guard desk.look({ $0.row(ConversationID(rawValue: id)) }) != nil else { throw .notFound }
            scope = .conversation(id)
        } else if let contact = try body.nonEmptyText("contact", limit: Limit.name) {
            scope = .contact(contact)
        } else {
            throw .invalid("conversation_id", "must be there, or contact")
        }
        let receipt = try await attempt { () async throws(DeskError) in try await desk.erase(scope, askedBy: .admin(asked.admin)) }
        return .json(receipt.json)
    }
}

extension Desk.Story.Happening {
    /// One line of what happened, for staff; messages have their own place.
    fileprivate func writeToTimeline(_ writer: inout JSONWriter, shown: (String) -> String) {
        let text: String?
        switch event {
        case .visitorSaid, .messageRead, .botAnswered, .adminSaid, .messagesSeen, .deadlineCleared, .noteAdded: return
        case .conversationStarted(let start): text = start.page
        case .handoffRequested(let request): text = request.reason.rawValue
        case .deadlineSet(let deadline): text = "\(deadline.purpose.rawValue) \(deadline.at.iso8601)"
        case .deadlinePassed(let deadline): text = deadline.purpose.rawValue
        case .labelsChanged(let change): text = (change.added.map { "+" + $0 } + change.removed.map { "-" + $0 }).joined(separator: " ")
        case .handoffAssigned(let assigned): text = assigned.to
        case .conversationClosed(let closed): text = closed.reason
        case .answerRated(let rated): text = rated.value.rawValue
        case .conversationRated(let rated): text = rated.value.rawValue
        default: text = nil
        }
        writer.object { writer in
            writer.member("number", number)
            writer.member("at", at.iso8601)
            writer.member("type", event.type)
            writer.member("by", by.name)
            writer.member("text", orNull: text.map(shown))
        }
    }
}
