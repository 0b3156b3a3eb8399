/// One of the threads that take requests which can be read, and never wait for one that cannot.
struct Worker: ~Copyable {
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
        while true {
            let event = hub.events.next(within: patience)
            switch event?.subject {
            case .listener: if let connection = hub.accept() { serve(connection, after: nil) }
            case .connection(let ticket): if let connection = hub.connection(ticket) { serve(connection, after: event) }
            case .end:
                while let connection = parked.pop() { connection.watchIfWaiting() }
                return
            case nil: break
            }
            watchParked()
        }
    }

    /// Milliseconds until a parked request is to be watched; -1 when none is.
    private var patience: Int32 { parked.nextDue.map { Instant.now().milliseconds(until: $0) } ?? -1 }

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
