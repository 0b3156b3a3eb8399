import Dialogue
import Journal
import Ledger
import Outbound
import Synchronization

/// Notices on their way to people outside: a fold of the log, so that a crash loses none and tells at worst twice, under one name.
///
/// Each vendor has a lane of its own: one try at a time, and a slow one keeps nobody else waiting.
final class Outbox: Sendable {
    /// One notice that is not settled.
    struct Pending: Sendable {
        var request: Event.DeliveryRequested
        var stream: String
        var requestedAt: Timestamp
        var attempts = 0
        /// When it is tried next, as the log has it; nil when at once.
        var retryAt: Timestamp?
        /// When it is tried next, on the clock that never jumps.
        var due: Duration
    }

    private struct State {
        var pending: [String: Pending] = [:]
        var inFlight: Set<Delivery.Kind> = []
        var alarm: Task<Void, Never>?
        var work: (@Sendable (Pending) async -> Void)?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
    }

    var count: Int { state.withLock { $0.pending.count } }

    /// Folds one event. O(1).
    func apply(_ event: Event, in stream: String, at: Timestamp) {
        let id = stream.hasPrefix("delivery:") ? String(stream.dropFirst("delivery:".count)) : ""
        switch event {
        case .deliveryRequested(let request):
            let due = uptime()
            state.withLock { $0.pending[request.deliveryID] = Pending(request: request, stream: stream, requestedAt: at, due: due) }
        case .deliveryAttempted(let attempt):
            let due = due(attempt.retryAt)
            state.withLock { state in
                state.pending[id]?.attempts = attempt.attempt
                state.pending[id]?.retryAt = attempt.retryAt
                state.pending[id]?.due = due
            }
        case .deliveryDone: state.withLock { $0.pending[id] = nil }
        case .deliveryAbandoned: state.withLock { $0.pending[id] = nil }
        default: return
        }
        wake()
    }

    private func due(_ retryAt: Timestamp?) -> Duration {
        uptime() + .milliseconds(retryAt.map { max(0, $0.milliseconds - now().milliseconds) } ?? 0)
    }

    /// What is not settled, for a snapshot.
    var kept: [String: Pending] { state.withLock { $0.pending } }

    /// Takes over what a snapshot has kept.
    func restore(_ kept: [String: Pending]) {
        let restored = kept.mapValues { pending in
            var pending = pending
            pending.due = due(pending.retryAt)
            return pending
        }
        state.withLock { $0.pending = restored }
        wake()
    }

    /// Puts a notice that was given up back, to be tried at once.
    func revive(_ pending: Pending) {
        state.withLock { $0.pending[pending.request.deliveryID] = pending }
        wake()
    }

    /// Makes a waiting one due now.
    func hurry(_ id: String) {
        let now = uptime()
        state.withLock { state in
            state.pending[id]?.due = now
            state.pending[id]?.retryAt = nil
        }
        wake()
    }

    /// Drops what an erased conversation wanted told.
    func forget(where isGone: (String) -> Bool) {
        state.withLock { state in state.pending = state.pending.filter { !isGone($0.value.stream) } }
    }

    /// Works from now on; `work` tries one notice and appends what came of it.
    func start(_ work: @escaping @Sendable (Pending) async -> Void) {
        state.withLock { $0.work = work }
        wake()
    }

    func stop() {
        state.withLock { state in
            state.work = nil
            state.alarm?.cancel()
        }
    }

    /// Starts what is due, one of each kind, and sets the alarm for the next.
    func wake() {
        let uptime = uptime()
        state.withLock { state in
            guard let work = state.work else { return }
            for kind in Delivery.Kind.allCases where !state.inFlight.contains(kind) {
                let next = state.pending.values.filter { $0.request.kind == kind && $0.due <= uptime }
                    .min { ($0.due, $0.request.deliveryID) < ($1.due, $1.request.deliveryID) }
                guard let next else { continue }
                state.inFlight.insert(kind)
                Task { [weak self] in
                    await work(next)
                    guard let self else { return }
                    self.state.withLock { state in
                        _ = state.inFlight.remove(kind)
                        // What could not be noted (the disk refuses) is not tried at once again: somebody would be told for ever.
                        if let same = state.pending[next.request.deliveryID], same.due == next.due {
                            state.pending[next.request.deliveryID]?.due = self.uptime() + .seconds(5)
                        }
                    }
                    self.wake()
                }
            }
            state.alarm?.cancel()
            guard let due = state.pending.values.map(\.due).filter({ $0 > uptime }).min() else { return state.alarm = nil }
            state.alarm = Task { [weak self] in
                do { try await Task.sleep(for: min(due - uptime, .seconds(3_600))) } catch { return }
                self?.wake()
            }
        }
    }
}

extension Desk {
    /// Tries one notice and appends what came of it.
    func deliver(_ pending: Outbox.Pending, by courier: Courier) async {
        let id = pending.request.deliveryID
        let stream = StreamID("delivery:\(id)")
        let attempt = pending.attempts + 1
        let now = now
        guard now < pending.request.expires else {
            await noteInShared([.deliveryAbandoned(.init(reason: "expired"))], stream: stream)
            return
        }
        let verdict = await courier.deliver(notice(for: pending), at: now)
        let events: [Event]
        switch verdict {
        case .done(let vendorID):
            events = [
                .deliveryAttempted(.init(attempt: attempt, outcome: "done", retryAt: nil)), .deliveryDone(.init(vendorID: vendorID)),
            ]
        case .permanent(let reason):
            events = [
                .deliveryAttempted(.init(attempt: attempt, outcome: reason, retryAt: nil)), .deliveryAbandoned(.init(reason: reason)),
            ]
        case .retry(let asked, let reason):
            let age = Duration.milliseconds(now.milliseconds - pending.requestedAt.milliseconds)
            let wait = courier.backoff.nextWait(after: attempt, asked: asked, random: Double.random(in: 0..<1), age: age)
            if let retryAt = wait.map(self.now.advanced), retryAt < pending.request.expires {
                events = [.deliveryAttempted(.init(attempt: attempt, outcome: reason, retryAt: retryAt))]
            } else {
                events = [
                    .deliveryAttempted(.init(attempt: attempt, outcome: reason, retryAt: nil)),
                    .deliveryAbandoned(.init(reason: "expired")),
                ]
            }
        }
        await noteInShared(events, stream: stream)
    }

    /// What is told, masked: the vendor and whoever reads over a shoulder learn no more than they need.
    private func notice(for pending: Outbox.Pending) -> Notice {
        let request = pending.request
        let id = ConversationID(rawValue: pending.stream)
        let row = look { $0.row(id) }
        let priority = row.map { $0.priority == .high ? "tinggi" : "normal" }
        var lines = [Notice.heading(of: request.template)]
        if let priority { lines.append("Prioritas: \(priority)") }
        if let topic = row?.topic { lines.append("Topik: \(masked(topic))") }
        if let admin = request.data["admin"] ?? row?.assignee { lines.append("Admin: \(admin)") }
        if let last = row?.lastMessage { lines.append("Pesan terakhir: \(masked(last.text))") }
        if let console = configuration.consoleURL { lines.append("Buka: \(console)#\(row == nil ? "leads" : id.rawValue)") }
        return Notice(
            id: request.deliveryID, kind: request.kind, template: request.template, subject: lines[0],
            text: lines.joined(separator: "\n"), conversation: row == nil ? nil : id.rawValue, priority: row?.priority.rawValue,
            requestedAt: pending.requestedAt)
    }
}

extension Outbox.Pending: Kept {
    static var blank: Self { Self(request: .blank, stream: "", requestedAt: .blank, due: .zero) }
    /// The clock that never jumps begins anew with each process.
    static var remade: Set<String> { ["due"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&request, "request")
        keeper.keep(&stream, "stream")
        keeper.keep(&requestedAt, "requestedAt")
        keeper.keep(&attempts, "attempts")
        keeper.keep(&retryAt, "retryAt")
    }
}
