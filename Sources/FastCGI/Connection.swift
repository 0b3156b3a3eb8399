import Glibc
import Synchronization

/// One accepted connection, which carries exactly one request.
///
/// While it waits it is this object, a descriptor and one closure: some 200 bytes, whatever the request was. Whoever
/// moves `phase` to an end owns the descriptor and closes it, under the connection's lock; so nobody ever writes to a
/// descriptor that has become another's.
final class Connection: Sendable {
    typealias Action = @Sendable () -> Void

    private enum Phase {
        /// The request is arriving.
        case reading
        /// The handler has it, or it is parked; nothing has been said.
        case held
        /// The head is out, more may follow.
        case streaming
        /// All has been said, the reader has yet to take the backlog.
        case finishing
        /// Refused with an answer; what still comes is thrown away, so that the client gets to read the answer.
        case discarding
        /// Nobody reads any more; the event that says so will end it.
        case lost(slow: Bool)
        /// Closed, answered or refused.
        case closed
        /// Closed without an answer; a closure that is set now is called at once.
        case gone
    }

    private struct State {
        var phase = Phase.reading
        var isWatched = false
        var request: UInt16 = 0
        var outlet = Outlet()
        var whenGone: Action?
    }

    let ticket: Ticket
    private let hub: Hub
    private let state = Mutex(State())

    init(ticket: Ticket, hub: Hub) {
        self.ticket = ticket
        self.hub = hub
    }

    // MARK: A worker's side

    /// Does what can be done now: reads the request, writes backlog, notices that the peer has gone.
    ///
    /// - Parameter event: nil for the first look, right after accepting: nginx has mostly sent everything by then, which
    ///   saves the round through epoll.
    /// - Returns: the request, once.
    func proceed(with reader: inout RequestReader, after event: EventQueue.Event?) -> Request? {
        let (request, whenGone) = state.withLock { state -> (Request?, Action?) in
            switch state.phase {
            case .reading:
                return (read(with: &reader, after: event, &state), nil)
            case .discarding:
                if reader.discard(from: ticket.descriptor) || event?.peerIsGone == true { _ = end(.closed, &state) }
                return (nil, nil)
            case .lost(let isSlow):
                if isSlow { hub.tally.slow.countOne() } else { hub.tally.gone.countOne() }
                return (nil, end(.gone, &state))
            case .held, .streaming, .finishing:
                if event?.peerIsGone == true {
                    hub.tally.gone.countOne()
                    return (nil, end(.gone, &state))
                }
                if event?.isWritable == true { flush(&state) }
                return (nil, nil)
            case .closed, .gone:
                return (nil, nil)
            }
        }
        whenGone?()
        return request
    }

    private func read(with reader: inout RequestReader, after event: EventQueue.Event?, _ state: inout State) -> Request? {
        switch reader.look(at: ticket.descriptor) {
        case .request(let request, let id):
            state.phase = .held
            state.request = id
            return request
        case .incomplete where event?.isEndOfInput == true, .malformed:
            hub.tally.malformed.countOne()
            _ = end(.closed, &state)
        case .incomplete:
            if state.isWatched { break }
            guard watch(&state) else {
                _ = end(.closed, &state)
                break
            }
            hub.expect(.sending(ticket))
        case .tooLarge(let status, let id):
            hub.tally.tooLarge.countOne()
            state.request = id
            refuse(status, with: &reader, &state)
        case .taken:
            hub.tally.malformed.countOne()
            _ = end(.closed, isOpen: false, &state)
        }
        return nil
    }

    /// Answers with `status` and goes on reading, for as long as a request may take to be sent: a client that is still
    /// sending reads the answer only when it is through.
    private func refuse(_ status: Int, with reader: inout RequestReader, _ state: inout State) {
        let text = status == 413 ? "The request body is too large.\n" : "The request's headers are too large.\n"
        _ = write([UInt8](answering: state.request, with: .notice(status, text)), &state)
        shutdown(ticket.descriptor, Int32(SHUT_WR))
        state.phase = .discarding
        let isOver = reader.discard(from: ticket.descriptor)
        guard !isOver, state.isWatched || watch(&state) else { return _ = end(.closed, &state) }
        hub.expect(.sending(ticket))
    }

    /// Leaves the first look to a worker.
    func watchForRequest() {
        state.withLock { state in
            guard watch(&state) else { return _ = end(.closed, &state) }
            hub.expect(.sending(ticket))
        }
    }

    /// Watches a parked request, unless it has been answered meanwhile.
    func watchIfWaiting() {
        let whenGone = state.withLock { state -> Action? in
            switch state.phase {
            case .held, .streaming, .finishing, .lost: break
            case .reading, .discarding, .closed, .gone: return nil
            }
            if state.isWatched || hub.watch(self, writing: false, isNew: true) {
                state.isWatched = true
                return nil
            }
            return end(.gone, &state)
        }
        whenGone?()
    }

    /// Whether it is parked and not yet watched.
    var isParkedUnwatched: Bool {
        state.withLock { state in
            if state.isWatched { return false }
            switch state.phase {
            case .held, .streaming, .finishing, .lost: return true
            case .reading, .discarding, .closed, .gone: return false
            }
        }
    }

    // MARK: The handler's side

    func respond(_ response: Response) {
        let released = state.withLock { state -> Action? in
            guard case .held = state.phase else { return nil }
            return writeLast([UInt8](answering: state.request, with: response), &state)
        }
        // Let go of outside the lock: what a closure holds may call back when it goes.
        _ = released
    }

    func open(_ head: Response) {
        state.withLock { state in
            guard case .held = state.phase else { return }
            state.phase = .streaming
            var bytes: [UInt8] = []
            bytes.appendHead(of: head, request: state.request)
            bytes.appendOutput(head.body, request: state.request)
            _ = writePart(bytes, &state)
        }
    }

    func send(_ content: [UInt8]) -> Bool {
        state.withLock { state in
            guard case .streaming = state.phase else { return false }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(content.count + 16)
            bytes.appendOutput(content, request: state.request)
            return writePart(bytes, &state)
        }
    }

    func finish() {
        let released = state.withLock { state -> Action? in
            guard case .streaming = state.phase else { return nil }
            var bytes: [UInt8] = []
            bytes.appendEnd(request: state.request)
            return writeLast(bytes, &state)
        }
        _ = released
    }

    func whenGone(_ action: @escaping Action) {
        let (isGone, released) = state.withLock { state -> (Bool, Action?) in
            switch state.phase {
            case .gone: return (true, nil)
            case .held, .streaming, .lost:
                let released = state.whenGone
                state.whenGone = action
                return (false, released)
            case .reading, .finishing, .discarding, .closed: return (false, nil)
            }
        }
        _ = released
        if isGone { action() }
    }

    // MARK: The end

    func sendingTimeIsUp() {
        state.withLock { state in
            switch state.phase {
            case .reading:
                hub.tally.late.countOne()
                _ = end(.closed, &state)
            case .discarding: _ = end(.closed, &state)
            default: break
            }
        }
    }

    func takingTimeIsUp(round: UInt32) {
        state.withLock { state in
            guard state.outlet.round == round, !state.outlet.isEmpty else { return }
            lose(slow: true, &state)
        }
    }

    /// Ends what nobody has ended, because the reactor stops.
    func abandon() {
        let whenGone = state.withLock { state -> Action? in
            switch state.phase {
            case .closed, .gone: return nil
            case .held:
                hub.tally.abandoned.countOne()
                let notice = Response.notice(503, "The service is restarting; please try again.\n", retryAfter: 1)
                _ = write([UInt8](answering: state.request, with: notice), &state)
            case .streaming:
                // A stream ends in good order, so that its client reconnects.
                var bytes: [UInt8] = []
                bytes.appendEnd(request: state.request)
                _ = write(bytes, &state)
            case .reading, .finishing, .discarding, .lost: break
            }
            return end(.gone, &state)
        }
        whenGone?()
    }

    /// Closes the descriptor, the one place that does. The caller calls or drops the closure, after the lock.
    private func end(_ phase: Phase, isOpen: Bool = true, _ state: inout State) -> Action? {
        state.phase = phase
        if state.isWatched { hub.forget(self) }
        if isOpen { close(ticket.descriptor) }
        state.outlet.clear()
        hub.connectionClosed()
        defer { state.whenGone = nil }
        return state.whenGone
    }

    // MARK: Writing

    /// Writes and, if something is left, has the connection watched for room and for the time that it takes.
    private func write(_ bytes: [UInt8], _ state: inout State) -> Outlet.Outcome {
        let isBehind = !state.outlet.isEmpty
        let outcome = state.outlet.write(bytes, to: ticket.descriptor)
        guard outcome == .left, !isBehind else { return outcome }
        guard watch(&state, writing: true) else { return .refused }
        hub.expect(.taking(ticket, round: state.outlet.round))
        return .left
    }

    private func writePart(_ bytes: [UInt8], _ state: inout State) -> Bool {
        let outcome = write(bytes, &state)
        if outcome != .refused, state.outlet.count <= hub.configuration.maximumBacklogBytes { return true }
        lose(slow: outcome != .refused, &state)
        return false
    }

    private func writeLast(_ bytes: [UInt8], _ state: inout State) -> Action? {
        switch write(bytes, &state) {
        case .written:
            hub.tally.answered.countOne()
            return end(.closed, &state)
        case .left:
            state.phase = .finishing
            defer { state.whenGone = nil }
            return state.whenGone
        case .refused:
            hub.tally.gone.countOne()
            return end(.closed, &state)
        }
    }

    private func flush(_ state: inout State) {
        if state.outlet.isEmpty { return }
        state.outlet.flush(to: ticket.descriptor)
        guard state.outlet.isEmpty else { return }
        if case .finishing = state.phase {
            hub.tally.answered.countOne()
            _ = end(.closed, &state)
        } else {
            _ = watch(&state, writing: false)
        }
    }

    /// Gives the reader up. Not closed here but by the worker that gets the event, so that `whenGone` is never called
    /// from within a call of the handler's, with the handler's locks held.
    private func lose(slow: Bool, _ state: inout State) {
        state.phase = .lost(slow: slow)
        state.outlet.clear()
        shutdown(ticket.descriptor, Int32(SHUT_RDWR))
    }

    private func watch(_ state: inout State, writing: Bool = false) -> Bool {
        let isWatched = hub.watch(self, writing: writing, isNew: !state.isWatched)
        state.isWatched = state.isWatched || isWatched
        return isWatched
    }
}
