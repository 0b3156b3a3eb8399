import Desk
import Dialogue
import JSON
import Synchronization

extension Application {
    /// So many consoles of one admin may be open at a time.
    static let streamsPerAdmin = 10

    /// `GET /api/admin/stream?after=N`: what changes, from the change after N on. As long as it is open, the admin has a console.
    func adminStream(_ asked: AdminRequest, _ exchange: Exchange) async throws(Problem) {
        let request = asked.request
        var after: UInt64?
        if let text = request.fields[.lastEventID] ?? request.parameter("after").map(String.init) {
            guard let number = UInt64(text) else { throw .invalid("after", "must be a whole number") }
            after = number
        }
        // A number that this process did not give out, or that is too old: the lists must be read again.
        let missed = after.flatMap { desk.changes(after: $0) }
        let place = Shared(missed == nil ? desk.lastChange : after ?? desk.lastChange)
        let stream = try EventStream.open(exchange, in: streams, key: "admin:\(asked.admin)", limit: Self.streamsPerAdmin) { stream in
            await self.pump(stream, for: asked.admin, place)
        }
        var hello = JSONWriter()
        hello.object { writer in
            writer.member("me", asked.admin)
            writer.member("after", place.number)
            writer.member("resync", missed == nil)
        }
        stream.send("hello", data: hello.bytes)
        let attending = desk.attend(asked.admin) { stream.wake() }
        stream.whenOver { attending.cancel() }
        stream.wake()
    }

    private final class Shared: Sendable {
        private let value: Mutex<UInt64>
        init(_ number: UInt64) { value = Mutex(number) }
        var number: UInt64 {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    /// Sends what changed since `place`; what changed several times is told once, as it is now.
    private func pump(_ stream: EventStream, for admin: String, _ place: Shared) async -> Bool {
        guard let changes = desk.changes(after: place.number) else { return false }
        let lastOfRow = changes.reduce(into: [ConversationID: UInt64]()) { last, change in
            if case .conversation(let id) = change.kind { last[id] = change.number }
        }
        let lastPresence = changes.last { if case .presence = $0.kind { true } else { false } }?.number
        for change in changes {
            let isSent: Bool
            switch change.kind {
            case .conversation(let id):
                isSent = lastOfRow[id] == change.number ? tell(id, change.number, stream) : true
            case .said(let id, let number): isSent = await tell(id, message: number, change.number, stream)
            case .typing(let id, let who):
                var writer = JSONWriter()
                writer.object { writer in
                    writer.member("conversation_id", id.rawValue)
                    writer.member("who", who == .visitor ? "visitor" : who.adminName)
                }
                isSent = who.adminName == admin || stream.send("typing", data: writer.bytes)
            case .presence:
                guard change.number == lastPresence else { continue }
                var writer = JSONWriter()
                writePresence(for: admin, to: &writer)
                isSent = stream.send("presence", id: change.number, data: writer.bytes)
            case .delivery(let id):
                guard let delivery = desk.look({ $0.delivery(id) }) else { continue }
                var writer = JSONWriter()
                delivery.write(to: &writer)
                isSent = stream.send("delivery", id: change.number, data: writer.bytes)
            }
            guard isSent else { return false }
            place.number = change.number
        }
        return true
    }

    private func tell(_ id: ConversationID, _ number: UInt64, _ stream: EventStream) -> Bool {
        guard let row = desk.look({ $0.row(id) }) else {
            var writer = JSONWriter()
            writer.object { $0.member("id", id.rawValue) }
            // Erased, or something that is no conversation.
            return stream.send("gone", id: number, data: writer.bytes)
        }
        var writer = JSONWriter(capacity: 1_024)
        row.write(to: &writer, viewers: desk.viewers(of: id), shown: masked)
        return stream.send("conversation", id: number, data: writer.bytes)
    }

    private func tell(_ id: ConversationID, message number: UInt64, _ change: UInt64, _ stream: EventStream) async -> Bool {
        // Erased meanwhile: there is nothing to tell.
        guard let story = try? await desk.story(of: id, after: number > 4 ? number - 4 : 0),
            let message = story.conversation.messages.last(where: { $0.number == number })
        else { return true }
        let thread = Thread(story, desk.knowledge.content, shown: masked)
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("conversation_id", id.rawValue)
            writer.key("message")
            thread.write(message, to: &writer)
        }
        return stream.send("message", id: change, data: writer.bytes)
    }
}
