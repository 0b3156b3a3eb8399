import Synchronization

/// What a reactor has counted since it was made, and what is open now. Read at one moment, field by field.
public struct Counters: Sendable, Equatable {
    /// Connections accepted, refused ones included.
    public var accepted = 0
    /// Connections open now: being read, parked, streamed to, or waiting for a slow reader.
    public var open = 0
    /// Requests given to the handler.
    public var requests = 0
    /// Requests answered in whole, streams that were finished included.
    public var answered = 0
    /// Peers of a user that is not allowed.
    public var refused = 0
    /// Streams of records that no web server sends.
    public var malformed = 0
    /// Requests beyond a limit, answered with 413 or 431.
    public var tooLarge = 0
    /// Requests not sent in time.
    public var late = 0
    /// Clients that left before they were answered.
    public var gone = 0
    /// Readers dropped because they did not read.
    public var slow = 0
    /// Times that accepting paused because descriptors or memory ran out.
    public var exhausted = 0
    /// Requests answered with 503 because the reactor stopped first.
    public var abandoned = 0
}

/// The same, as the threads count it.
struct Tally: ~Copyable {
    let accepted = Atomic(0)
    let open = Atomic(0)
    let requests = Atomic(0)
    let answered = Atomic(0)
    let refused = Atomic(0)
    let malformed = Atomic(0)
    let tooLarge = Atomic(0)
    let late = Atomic(0)
    let gone = Atomic(0)
    let slow = Atomic(0)
    let exhausted = Atomic(0)
    let abandoned = Atomic(0)

    var counters: Counters {
        Counters(
            accepted: accepted.count, open: open.count, requests: requests.count, answered: answered.count,
            refused: refused.count, malformed: malformed.count, tooLarge: tooLarge.count, late: late.count,
            gone: gone.count, slow: slow.count, exhausted: exhausted.count, abandoned: abandoned.count)
    }
}

extension Atomic<Int> {
    /// Adds one. Counts order nothing, so the cheapest ordering does.
    func countOne() { wrappingAdd(1, ordering: .relaxed) }

    var count: Int { load(ordering: .relaxed) }
}
