import Glibc
import Synchronization

/// What the workers, the connections and the thread in `Reactor.run` have in common.
///
/// Locks are taken in one order: a connection's own, then one of these.
final class Hub: Sendable {
    let configuration: Configuration
    let listener: Listener
    let handler: Reactor.Handler
    let events: EventQueue
    /// Sends the workers home.
    let end: Bell
    /// Wakes the thread in `Reactor.run`: a first deadline, the order to stop, the last connection closed.
    let attention: Bell
    let tally = Tally()
    let isStopping = Atomic(false)

    private let serials = Atomic<UInt32>(0)
    private let watched = Mutex(Registry())
    private let deadlines: Mutex<Deadlines>

    init(listener: Listener, configuration: Configuration, handler: @escaping Reactor.Handler) throws(FastCGIError) {
        self.listener = listener
        self.configuration = configuration
        self.handler = handler
        deadlines = Mutex(Deadlines(configuration))
        events = try EventQueue()
        end = try Bell()
        attention = try Bell()
        guard events.watchListener(listener.descriptor, isNew: true), events.watchForEnd(end) else {
            throw .system(call: "epoll_ctl", errno: errno)
        }
    }

    deinit {
        events.close()
        end.close()
        attention.close()
    }

    // MARK: Connections

    /// Accepts one connection, and has the next one reported before this one is served.
    ///
    /// It is counted as open before it exists, so that whoever stops the reactor either sees it or is seen.
    /// - Returns: nil when there is none, its peer is refused, or accepting is over. When descriptors ran out the next
    ///   is reported after `acceptBackOff`: at once it would be this one again, and again.
    func accept() -> Connection? {
        tally.open.wrappingAdd(1, ordering: .sequentiallyConsistent)
        // Once we stop, an inherited socket's queue is the next process's.
        let mayAccept = listener.isOwn || !isStopping.load(ordering: .sequentiallyConsistent)
        let descriptor = mayAccept ? listener.accept() : -1
        guard descriptor >= 0 else {
            let isExhausted = mayAccept && [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno)
            connectionClosed()
            if isExhausted {
                tally.exhausted.countOne()
                expect(.accepting)
            } else {
                _ = events.watchListener(listener.descriptor)
            }
            return nil
        }
        _ = events.watchListener(listener.descriptor)
        tally.accepted.countOne()
        guard configuration.allowedUsers.contains(peerUser(of: descriptor)) else {
            tally.refused.countOne()
            close(descriptor)
            connectionClosed()
            return nil
        }
        let serial = serials.wrappingAdd(1, ordering: .relaxed).newValue
        return Connection(ticket: Ticket(descriptor: descriptor, serial: serial), hub: self)
    }

    /// Takes note that a connection's descriptor is closed; the last one ends a drain.
    func connectionClosed() {
        let open = tally.open.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
        if open == 0, isStopping.load(ordering: .sequentiallyConsistent) { attention.ring() }
    }

    /// Reports events of `connection` from now on, room to write among them if so wished. False when the kernel is full.
    func watch(_ connection: Connection, writing: Bool, isNew: Bool) -> Bool {
        if isNew { watched.withLock { $0.insert(connection) } }
        if events.watch(connection.ticket, writing: writing, isNew: isNew) { return true }
        if isNew { forget(connection) }
        return false
    }

    /// Before its descriptor is closed, which also ends epoll's interest in it: afterwards the number may be another's.
    func forget(_ connection: Connection) { watched.withLock { $0.remove(connection) } }

    func connection(_ ticket: Ticket) -> Connection? { watched.withLock { $0[ticket] } }

    func allWatched() -> [Connection] { watched.withLock { $0.all } }

    // MARK: Deadlines

    /// Sets a deadline. The thread in `run` sleeps until the earliest, so it is told of an earlier one only.
    func expect(_ deadline: Deadlines.Kind) {
        let isFirst = deadlines.withLock { $0.append(deadline, at: Instant.now()) }
        if isFirst { attention.ring() }
    }

    /// Acts on the deadlines that have come.
    /// - Returns: when the next one comes; nil when there is none.
    func expire() -> Instant? {
        let (due, next) = deadlines.withLock { ($0.popDue(at: Instant.now()), $0.nextDue) }
        for deadline in due {
            switch deadline {
            case .accepting: _ = events.watchListener(listener.descriptor)
            case .sending(let ticket): connection(ticket)?.sendingTimeIsUp()
            case .taking(let ticket, let round): connection(ticket)?.takingTimeIsUp(round: round)
            }
        }
        return next
    }
}

/// The watched connections, by descriptor.
private struct Registry {
    private var slots: [Connection?] = []

    mutating func insert(_ connection: Connection) {
        let index = Int(connection.ticket.descriptor)
        if index >= slots.count { slots.append(contentsOf: repeatElement(nil, count: index + 64 - slots.count)) }
        slots[index] = connection
    }

    mutating func remove(_ connection: Connection) {
        let index = Int(connection.ticket.descriptor)
        if slots.indices.contains(index), slots[index] === connection { slots[index] = nil }
    }

    subscript(ticket: Ticket) -> Connection? {
        let index = Int(ticket.descriptor)
        guard slots.indices.contains(index), let connection = slots[index], connection.ticket == ticket else { return nil }
        return connection
    }

    var all: [Connection] { slots.compactMap(\.self) }
}

/// What has to happen by when.
struct Deadlines {
    enum Kind {
        /// Accept again after descriptors ran out.
        case accepting
        /// The request must be there.
        case sending(Ticket)
        /// The reader must have taken what was left of that round.
        case taking(Ticket, round: UInt32)
    }

    private var accepting: DueQueue<Kind>
    private var sending: DueQueue<Kind>
    private var taking: DueQueue<Kind>

    init(_ configuration: Configuration) {
        accepting = DueQueue(wait: configuration.acceptBackOff)
        sending = DueQueue(wait: configuration.timeToSend)
        taking = DueQueue(wait: configuration.timeToRead)
    }

    var nextDue: Instant? { [accepting.nextDue, sending.nextDue, taking.nextDue].compactMap(\.self).min() }

    /// Returns whether it comes before all others.
    mutating func append(_ kind: Kind, at now: Instant) -> Bool {
        let before = nextDue
        switch kind {
        case .accepting: accepting.append(kind, at: now)
        case .sending: sending.append(kind, at: now)
        case .taking: taking.append(kind, at: now)
        }
        return before.map { nextDue! < $0 } ?? true
    }

    mutating func popDue(at now: Instant) -> [Kind] {
        var due: [Kind] = []
        while let kind = accepting.popDue(at: now) ?? sending.popDue(at: now) ?? taking.popDue(at: now) { due.append(kind) }
        return due
    }
}
