/// One of the threads that take requests which can be read, and never wait for one that cannot.
struct Worker: ~Copyable {
    /// Requests taken in a row before other events get their turn.
    private static let batch = 16

    private let hub: Hub
    private var reader: RequestReader
    /// Requests parked here not long ago. Most are answered before they fall due and were never registered with epoll,
    /// which saves two system calls and a wake-up a request.
    private var parked: DueQueue<Connection>

    init(_ hub: Hub) {
        self.hub = hub
        reader = RequestReader(hub.configuration)
        parked = DueQueue(wait: hub.configuration.timeUntilWatched)
    }

    /// Works until the hub's end rings, then hands over what it has parked.
    mutating func run() {
        var mayAccept = false
        while true {
            switch hub.events.next(within: mayAccept ? 0 : patience) {
            case nil: break
            case let event? where event.subject == .end:
                while let connection = parked.pop() { connection.watchIfWaiting() }
                return
            case let event?:
                if case .connection(let ticket) = event.subject {
                    if let connection = hub.connection(ticket) { serve(connection, after: event) }
                } else {
                    mayAccept = true
                }
            }
            if mayAccept { mayAccept = acceptBatch() }
            watchParked()
        }
    }

    /// Milliseconds until a parked request is to be watched; -1 when none is.
    private var patience: Int32 { parked.nextDue.map { Instant.now().milliseconds(until: $0) } ?? -1 }

    /// Accepts and serves until there is nothing to accept or the batch is full.
    /// - Returns: true when there may be more: the listener reports a change only, so somebody has to look until it is empty.
    private mutating func acceptBatch() -> Bool {
        for _ in 0..<Self.batch {
            guard let connection = hub.accept() else { return false }
            serve(connection, after: nil)
        }
        return true
    }

    private mutating func serve(_ connection: Connection, after event: EventQueue.Event?) {
        guard let request = connection.proceed(with: &reader, after: event) else { return }
        hub.tally.requests.countOne()
        hub.handler(request, Exchange(connection: connection))
        if event?.peerIsGone == true {
            // The event that said so is used up; looking again ends it.
            _ = connection.proceed(with: &reader, after: event)
        } else if connection.isParkedUnwatched {
            parked.append(connection, at: Instant.now())
        }
    }

    private mutating func watchParked() {
        guard parked.nextDue != nil else { return }
        let now = Instant.now()
        while let connection = parked.popDue(at: now) { connection.watchIfWaiting() }
    }
}
