import Dialogue
import Journal
import Outbound
import Synchronization

/// Notices on their way to people outside: a fold of the log, so that a crash loses none and tells at worst twice, under one name.
///
/// Each vendor has a lane of its own: one try at a time, and a slow one keeps nobody else waiting.
final class Outbox: Sendable {
    /// So many that were given up can be tried again; the oldest go first. The console lists fewer.
    private static let maximumAbandoned = 2_000
    /// What could not be noted (the disk refuses) is not tried at once again: somebody would be told for ever.
    private static let patience = Duration.seconds(5)

    /// One notice that is not settled.
    struct Pending: Sendable {
        var request: Event.DeliveryRequested
        var stream: String
        var requestedAt: Timestamp
        var attempts = 0
        /// The name that the vendor gave the message, kept before it was sent.
        var vendorID: String?
        /// When it is tried next, and when it is worth no further try: on the clock that never jumps.
        var due: Duration
        var lapses: Duration
    }

    private struct State {
        var pending: [String: Pending] = [:]
        var abandoned: [String: Pending] = [:]
        /// In the order in which they were given up; one that was tried again since is passed over.
        var abandonedOrder: [String] = []
        var inFlight: Set<Delivery.Kind> = []
        var work: (@Sendable (Pending) async -> Void)?

        mutating func abandon(_ id: String) {
            guard let given = pending.removeValue(forKey: id) else { return }
            abandoned[id] = given
            abandonedOrder.append(id)
            if abandonedOrder.count > maximumAbandoned { abandoned[abandonedOrder.removeFirst()] = nil }
        }
    }

    private let state = Mutex(State())
    private let alarm: Alarm
    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
        alarm = Alarm(uptime: uptime)
    }

    var count: Int { state.withLock { $0.pending.count } }

    /// Whether a try is under way, and when the next one is: for tests that move the clock themselves.
    var standing: (isBusy: Bool, next: Duration?) {
        state.withLock { (!$0.inFlight.isEmpty, $0.pending.values.map(\.due).min()) }
    }

    /// Folds one event. O(1), and O(pending) once it works.
    ///
    /// - Parameter at: when it happened, by the wall.
    func apply(_ event: Event, in stream: String, at: Timestamp) {
        let id = stream.hasPrefix("delivery:") ? String(stream.dropFirst("delivery:".count)) : ""
        let (uptime, now) = (uptime(), now())
        switch event {
        case .deliveryRequested(let request):
            let lapses = uptime + now.wait(until: request.expires, decidedAt: at)
            state.withLock { state in
                state.pending[request.deliveryID] = Pending(
                    request: request, stream: stream, requestedAt: at, due: uptime, lapses: lapses)
            }
        case .deliveryNamed(let named): state.withLock { $0.pending[id]?.vendorID = named.vendorID }
        case .deliveryAttempted(let attempt):
            // Decided in what is the future now: the wall was set back, and how long the wait has lasted nobody knows. A try too early costs little.
            let due = uptime + (at > now ? .zero : attempt.retryAt.map { now.wait(until: $0, decidedAt: at) } ?? .zero)
            state.withLock { state in
                state.pending[id]?.attempts = attempt.attempt
                state.pending[id]?.due = due
            }
        case .deliveryDone: state.withLock { $0.pending[id] = nil }
        case .deliveryAbandoned: state.withLock { $0.abandon(id) }
        case .deliveryRetried: state.withLock { Self.retry(id, in: &$0, at: at, now: now, uptime: uptime) }
        default: return
        }
        wake()
    }

    /// Tried at once; one that had been given up gets as long again as it had.
    private static func retry(_ id: String, in state: inout State, at: Timestamp, now: Timestamp, uptime: Duration) {
        if var given = state.abandoned.removeValue(forKey: id) {
            let lifetime = given.request.expires.milliseconds - given.requestedAt.milliseconds
            given.lapses = uptime + now.wait(until: at.advanced(by: .milliseconds(lifetime)), decidedAt: at)
            state.pending[id] = given
        }
        state.pending[id]?.due = uptime
    }

    /// Drops what an erased conversation wanted told.
    func forget(where isGone: (String) -> Bool) {
        state.withLock { state in
            state.pending = state.pending.filter { !isGone($0.value.stream) }
            state.abandoned = state.abandoned.filter { !isGone($0.value.stream) }
        }
    }

    /// Works from now on; `work` tries one notice and appends what came of it.
    func start(_ work: @escaping @Sendable (Pending) async -> Void) {
        state.withLock { $0.work = work }
        wake()
    }

    func stop() {
        state.withLock { $0.work = nil }
        alarm.cancel()
    }

    /// Starts what is due, one of each kind, and sets the alarm for the next. A test with its own clock calls this instead of waiting.
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
                    self?.finish(next)
                }
            }
            alarm.set(for: state.pending.values.map(\.due).filter { $0 > uptime }.min()) { [weak self] in self?.wake() }
        }
    }

    private func finish(_ tried: Pending) {
        let later = uptime() + Self.patience
        state.withLock { state in
            _ = state.inFlight.remove(tried.request.kind)
            let id = tried.request.deliveryID
            if let same = state.pending[id], same.attempts == tried.attempts, same.due == tried.due { state.pending[id]?.due = later }
        }
        wake()
    }
}

extension Desk {
    /// Tries one notice and appends what came of it.
    ///
    /// It is tried however late it is: what a desk that was away finds in its log is told once before it is given up.
    func deliver(_ pending: Outbox.Pending, by courier: Courier) async {
        let stream = StreamID("delivery:\(pending.request.deliveryID)")
        let attempt = pending.attempts + 1
        var notice = notice(for: pending)
        if notice.vendorID == nil, let name = await courier.name(notice) {
            // Before the message: a crash after it was sent must find the name under which it is not shown twice.
            guard await noteInShared([.deliveryNamed(.init(vendorID: name))], stream: stream) else { return }
            notice.vendorID = name
        }
        let events: [Event]
        switch await courier.deliver(notice, now) {
        case .done(let vendorID):
            events = [
                .deliveryAttempted(.init(attempt: attempt, outcome: "done", retryAt: nil)), .deliveryDone(.init(vendorID: vendorID)),
            ]
        case .permanent(let reason):
            events = [
                .deliveryAttempted(.init(attempt: attempt, outcome: reason, retryAt: nil)), .deliveryAbandoned(.init(reason: reason)),
            ]
        case .retry(let asked, let reason):
            let left = pending.lapses - dependencies.uptime()
            if let wait = courier.backoff.nextWait(after: attempt, asked: asked, random: Double.random(in: 0..<1), left: left) {
                events = [.deliveryAttempted(.init(attempt: attempt, outcome: reason, retryAt: now.advanced(by: wait)))]
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
            requestedAt: pending.requestedAt, vendorID: pending.vendorID)
    }
}
