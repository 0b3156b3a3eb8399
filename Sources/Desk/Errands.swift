import Dialogue
import JSON
import Ledger

/// What `Deadlines`, `Outbox` and `Polisher` were folded from and still hang on, as the log has it: from a snapshot they are folded again from
/// these, by the same lines of code as from the log.
struct Errands: Sendable {
    /// As many as the outbox can try again; the oldest go first.
    private static let maximumAbandoned = 2_000
    /// Two days of calls at the house's limit, each with its end.
    private static let maximumWordings = 8_192

    /// One event with its place.
    struct Line: Sendable {
        var type: String
        var by: String
        var data: [UInt8]
        var stream: String
        var sequence: UInt64
        var at: Timestamp

        /// The event again; nil when this program reads it otherwise, which no other program's snapshot can bring about.
        var event: Event? {
            guard let data = try? JSON(parsing: data) else { return nil }  // ours, from `Event.data`
            return try? Event(type: type, by: Actor(name: by), data: data)
        }
    }

    /// By conversation and name.
    private var deadlines: [String: Line] = [:]
    /// Of each notice that is not done: the request, the last try, and what came after.
    private var deliveries: [String: [Line]] = [:]
    /// Notices given up, oldest first; one that was tried again since is passed over.
    private var abandoned: [String] = []
    /// Rewordings asked for and what they cost, the last days', and what the breaker did.
    private var wordings: [Line] = []

    /// All of them in the order of the log.
    var lines: [Line] {
        (Array(deadlines.values) + deliveries.values.flatMap(\.self) + wordings).sorted { $0.sequence < $1.sequence }
    }

    mutating func apply(_ event: Event, in stream: String, sequence: UInt64, at: Timestamp, by: Actor) {
        func line() -> Line { Line(type: event.type, by: by.name, data: event.data, stream: stream, sequence: sequence, at: at) }
        func id() -> String { String(stream.dropFirst("delivery:".count)) }
        switch event {
        case .deadlineSet(let set): deadlines[stream + " " + set.deadlineID] = line()
        case .deadlinePassed(let passed): deadlines[stream + " " + passed.deadlineID] = nil
        case .deadlineCleared(let cleared): deadlines[stream + " " + cleared.deadlineID] = nil
        case .deliveryRequested(let request): deliveries[request.deliveryID] = [line()]
        case .deliveryDone: deliveries[id()] = nil
        case .deliveryAttempted:
            deliveries[id()]?.removeAll { $0.type == event.type }
            deliveries[id()]?.append(line())
        case .deliveryNamed, .deliveryRetried: deliveries[id()]?.append(line())
        case .deliveryAbandoned:
            guard deliveries[id()] != nil else { return }
            deliveries[id()]?.append(line())
            abandoned.append(id())
            guard abandoned.count > Self.maximumAbandoned else { return }
            let oldest = abandoned.removeFirst()
            if deliveries[oldest]?.last?.type == event.type { deliveries[oldest] = nil }
        case .rewordingRequested, .answerReworded, .rewordingDeclined, .breakerOpened, .breakerClosed:
            wordings.append(line())
            guard wordings.count > 2 * Self.maximumWordings else { return }
            // Half at once, so that the cost is spread over as many.
            wordings.removeFirst(Self.maximumWordings)
        default: break
        }
    }

    /// Drops what came from a stream that is gone, and what it wanted told.
    mutating func forget(_ stream: String) {
        deadlines = deadlines.filter { $0.value.stream != stream }
        deliveries = deliveries.filter { !$0.value.contains { $0.stream == stream } }
        wordings.removeAll { $0.stream == stream }
    }
}

extension Errands: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&deadlines, "deadlines")
        keeper.keep(&deliveries, "deliveries")
        keeper.keep(&abandoned, "abandoned")
        keeper.keep(&wordings, "wordings")
    }
}

extension Errands.Line: Kept {
    static var blank: Self { Self(type: "", by: "", data: [], stream: "", sequence: 0, at: .blank) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&type, "type")
        keeper.keep(&by, "by")
        keeper.keep(&data, "data")
        keeper.keep(&stream, "stream")
        keeper.keep(&sequence, "sequence")
        keeper.keep(&at, "at")
    }
}
