import Desk
import Dialogue
import JSON
import Synchronization

extension Application {
    /// `GET /api/chat/stream?after=N`: how the conversation stands, what was said after N and whatever is said from now on.
    func stream(_ request: Request, _ exchange: Exchange) async throws(Problem) {
        let desk = self.desk
        let session = try requiredSession(of: request)
        var after = UInt64(try Self.number(request, "after", in: 0...Int(Int32.max)) ?? 0)
        if let last = request.fields[.lastEventID] {
            guard let number = UInt64(last), number <= UInt64(Int32.max) else { throw .invalid("Last-Event-ID", "must be a whole number") }
            after = number
        }
        // Whoever opens nothing is told so before anything is opened.
        _ = try await attempt { () async throws(DeskError) in try await desk.standing(session: session) }
        let sent = Sent(after: after)
        let stream = try EventStream.open(
            exchange, in: streams, key: session.conversation.rawValue, limit: configuration.streamsPerSession
        ) { stream in
            do throws(DeskError) {
                let content = desk.knowledge.content
                let standing = try await desk.standing(session: session)
                if let state = sent.news(standing.json(content, at: desk.now)), !stream.send("state", data: state) { return false }
                for message in try await desk.messages(session: session, after: sent.number).messages {
                    var writer = JSONWriter(capacity: 1_024)
                    message.write(to: &writer, content, in: standing.language)
                    guard stream.send("message", id: message.number, data: writer.bytes) else { return false }
                    sent.number = message.number
                }
                return true
            } catch {
                // Erased, or not to be read just now: the reader asks again and is told.
                return false
            }
        }
        do throws(DeskError) {
            let listening = try await desk.listen(session: session) { signal in
                switch signal {
                case .changed: stream.wake()
                case .typing(let actor):
                    guard !actor.adminName.isEmpty else { return }
                    var writer = JSONWriter()
                    writer.object { writer in
                        writer.member("who", "admin")
                        writer.member("name", actor.adminName)
                    }
                    stream.send("typing", data: writer.bytes)
                }
            }
            stream.whenOver { listening.cancel() }
        } catch {
            return stream.end()
        }
        stream.wake()
    }
}

/// What a stream has sent already. Touched by one pump at a time.
private final class Sent: Sendable {
    private let state: Mutex<(number: UInt64, standing: [UInt8])>

    init(after number: UInt64) {
        state = Mutex((number, []))
    }

    var number: UInt64 {
        get { state.withLock { $0.number } }
        set { state.withLock { $0.number = newValue } }
    }

    /// `standing` if it differs from what was sent last.
    func news(_ standing: [UInt8]) -> [UInt8]? {
        state.withLock { state in
            guard state.standing != standing else { return nil }
            state.standing = standing
            return standing
        }
    }
}

extension Desk.Standing {
    /// The visitor's state, as every route shows it.
    func json(_ content: Content, at now: Timestamp) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        write(to: &writer, content, at: now)
        return writer.bytes
    }

    /// - Parameter extra: members of one route's own.
    func write(to writer: inout JSONWriter, _ content: Content, at now: Timestamp, extra: (inout JSONWriter) -> Void = { _ in }) {
        writer.object { writer in
            writer.member("mode", mode.rawValue)
            writer.member("status", status.rawValue)
            writer.member("admin", admin.map(JSON.string) ?? .null)
            writer.member("queue_position", queuePosition.map { .integer(Int64($0)) } ?? .null)
            writer.key("estimate")
            estimate.write(to: &writer)
            writer.member("open", isOpen)
            writer.member("hours", content.hours.summary(in: language))
            writer.member("opens", isOpen ? .null : .string(content.hours.nextOpeningInWords(after: now, in: language)))
            writer.member("channels", content.channels.map(\.rawValue))
            writer.member("admin_online", isAdminOnline)
            writer.member("admin_seen", seenByAdmin)
            writer.member("rated", isRated)
            writer.member("left_message", hasLeftMessage)
            writer.key("remembered")
            writer.array { writer in
                for remembered in remembered {
                    writer.object { writer in
                        writer.member("slot", remembered.slot)
                        writer.member("title", remembered.title)
                        writer.member("text", remembered.text)
                    }
                }
            }
            writer.member("last", last)
            extra(&writer)
        }
    }
}

extension Handoff.Estimate? {
    /// In whole minutes, which is all that anybody can mean by it; null when too few waits are known.
    func write(to writer: inout JSONWriter) {
        guard let self else { return writer.value(JSON.null) }
        writer.object { writer in
            writer.member("p50_minutes", max(1, (self.medianSeconds + 59) / 60))
            writer.member("p90_minutes", max(1, (self.ninetiethSeconds + 59) / 60))
            writer.member("samples", self.samples)
        }
    }
}
