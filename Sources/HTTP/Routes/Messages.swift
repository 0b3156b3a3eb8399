import Desk
import Dialogue
import JSON
import Synchronization

extension Application {
    /// `GET /api/chat/messages?after=N&wait=S`: what was said after N; with `wait`, as soon as there is something, or nothing after S seconds.
    func messages(_ request: Request, _ exchange: Exchange) async throws(Problem) {
        let session = try requiredSession(of: request)
        let after = try Self.number(request, "after", in: 0...Int(Int32.max)) ?? 0
        let wait = try Self.number(request, "wait", in: 0...Polls.maximumSeconds) ?? 0
        let found = try await attempt { () async throws(DeskError) in
            try await desk.messages(session: session, after: UInt64(after))
        }
        guard found.messages.isEmpty, wait > 0 else {
            return exchange.respond(list(found, after: UInt64(after)))
        }
        let waiting = Waiting(
            application: self, session: session, after: UInt64(after), language: Self.language(of: request), exchange: exchange)
        waiting.park(seconds: wait)
        do throws(DeskError) {
            waiting.watched(by: try await desk.watch(session: session, after: UInt64(after)) { waiting.end() })
        } catch {
            // It was let in a moment ago. Whoever ends the wait answers; the other does nothing.
            if waiting.leave() { throw Problem(error) }
        }
    }

    static func number(_ request: Request, _ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = request.parameter(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    fileprivate func list(_ found: (messages: [Conversation.Message], standing: Desk.Standing), after: UInt64) -> Response {
        let content = desk.knowledge.content
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.key("messages")
            writer.array { writer in
                for message in found.messages { message.write(to: &writer, content, in: found.standing.language) }
            }
            writer.member("last", found.messages.last?.number ?? after)
            writer.member("mode", found.standing.mode.rawValue)
            writer.key("state")
            found.standing.write(to: &writer, content, at: desk.now)
        }
        return .json(writer.bytes)
    }
}

/// One parked poll: whichever comes first of a message, the end of its time and the client's leaving ends it, once.
private final class Waiting: Sendable {
    private let application: Application
    private let session: Session
    private let after: UInt64
    private let language: Language
    private let exchange: Exchange
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var place: Polls.Place?
        var watch: Desk.Watch?
    }

    init(application: Application, session: Session, after: UInt64, language: Language, exchange: Exchange) {
        self.application = application
        self.session = session
        self.after = after
        self.language = language
        self.exchange = exchange
    }

    func park(seconds: Int) {
        let place = application.polls.park(seconds: seconds) { self.end() }
        state.withLock { $0.place = place }
        exchange.whenGone { self.leave() }
        // The service is stopping: there will be nothing to wait for.
        if place == nil { end() }
    }

    func watched(by watch: Desk.Watch) {
        let isOver = state.withLock { state in
            state.watch = watch
            return state.isOver
        }
        if isOver { watch.cancel() }
    }

    /// Answers with what there is.
    func end() {
        guard leave() else { return }
        Task.immediate {
            let found: ([Conversation.Message], Desk.Standing)
            do throws(DeskError) {
                found = try await application.desk.messages(session: session, after: after)
            } catch {
                return exchange.respond(Problem(error).response(in: language))
            }
            exchange.respond(application.list(found, after: after))
        }
    }

    /// Ends the wait without an answer. True for the first that ends it.
    @discardableResult
    func leave() -> Bool {
        let ended = state.withLock { state -> (first: Bool, place: Polls.Place?, watch: Desk.Watch?) in
            defer {
                state.isOver = true
                state.place = nil
                state.watch = nil
            }
            return (!state.isOver, state.place, state.watch)
        }
        if let place = ended.place { application.polls.remove(place) }
        ended.watch?.cancel()
        return ended.first
    }
}
