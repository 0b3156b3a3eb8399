import Glibc
import Synchronization

/// Receives requests on a Unix socket and gives each to the handler, on a few threads, however many requests wait.
///
/// One epoll, `workers` threads. A request reaches the handler when all of it is there, so no thread waits for a slow
/// sender; answers are written without waiting for a slow reader; and a request that is parked costs no thread.
///
/// ```swift
/// let reactor = try Reactor(listener: Listener(path: "/run/frontdesk/fcgi.sock")) { request, exchange in
///     exchange.respond(Response(status: 200, body: Array("hello".utf8)))
/// }
/// reactor.run()   // until somebody calls stop(within:)
/// ```
public final class Reactor: Sendable {
    /// Called on a worker's thread, once a request; must not wait. See ``Exchange`` for what it may do, and when.
    public typealias Handler = @Sendable (Request, Exchange) -> Void

    private let hub: Hub
    private let whenStopping: @Sendable () -> Void
    /// When what is left is given up; nil while nobody has asked to stop.
    private let stopBy = Mutex<Instant?>(nil)

    /// Makes a reactor that does not run yet; connections already queue up.
    ///
    /// Raises the process's limit of open descriptors to what it may have: each parked request is one.
    ///
    /// - Parameters:
    ///   - listener: becomes the reactor's, which closes it if it is not inherited.
    ///   - whenStopping: called once, on the thread in `run`, when accepting has ended; answers what is parked, or has
    ///     it answered soon. Requests that were accepted before may still come after it.
    /// - Throws: `.system` when the kernel gives no epoll or eventfd, `.senderBufferTooSmall`.
    public init(
        listener: Listener, configuration: Configuration = Configuration(),
        whenStopping: @escaping @Sendable () -> Void = {}, handler: @escaping Handler
    ) throws(FastCGIError) {
        precondition((1...64).contains(configuration.workers), "workers: \(configuration.workers), not 1...64")
        try Self.checkSenderBuffer(needed: configuration.maximumStreamBytes)
        precondition(RequestParser.isReady, "FCGX_Init failed")
        Self.raiseDescriptorLimit()
        self.whenStopping = whenStopping
        hub = try Hub(listener: listener, configuration: configuration, handler: handler)
    }

    /// Serves until `stop(within:)` is called, and then until every accepted request is answered or the time is up.
    ///
    /// Call it once. The order of the end: nothing more is accepted (an inherited socket goes on collecting connections
    /// for the next process, our own is removed and what had connected is served); `whenStopping`; what was accepted is
    /// read and answered; what is left at the end of the time gets a 503. Returns at most half a second after that time,
    /// even if a handler does not.
    public func run() {
        let threads = ThreadGroup(count: hub.configuration.workers, bell: hub.attention) { [hub] in
            var worker = Worker(hub)
            worker.run()
        }
        while stopBy.withLock({ $0 }) == nil { hub.attention.wait(until: hub.expire()) }
        stopAccepting()
        whenStopping()
        drain()
        for connection in hub.allWatched() { connection.abandon() }
        hub.end.ring()
        let patience = Instant.now() + .milliseconds(500)
        while threads.isRunning, Instant.now() < patience { hub.attention.wait(until: patience) }
        // What the workers had parked a moment ago, they have handed over as they went.
        for connection in hub.allWatched() { connection.abandon() }
        hub.listener.closeIfOwn()
    }

    /// Asks `run` to end within `time` and returns at once. From any thread; the first call counts.
    public func stop(within time: Duration) {
        stopBy.withLock { if $0 == nil { $0 = Instant.now() + time } }
        hub.attention.ring()
    }

    /// What has been counted so far.
    public var counters: Counters { hub.tally.counters }

    private func stopAccepting() {
        hub.listener.withdraw()
        hub.events.forgetListener(hub.listener.descriptor)
        hub.isStopping.store(true, ordering: .sequentiallyConsistent)
        guard hub.listener.isOwn else { return }
        // Its queue dies with it, so whoever stands in it is served.
        while hub.listener.hasWaiting { hub.accept()?.watchForRequest() }
    }

    private func drain() {
        guard let deadline = stopBy.withLock({ $0 }) else { return }
        while hub.tally.open.load(ordering: .sequentiallyConsistent) > 0, Instant.now() < deadline {
            let next = hub.expire()
            hub.attention.wait(until: next.map { min($0, deadline) } ?? deadline)
        }
    }

    /// The soft limit becomes the hard one. Not worth failing for: whoever runs out of descriptors backs off.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The gate looks at a whole request at once, so the sender's side of the socket has to hold one. The kernel counts
    /// memory, not bytes: measured, a byte written in chunks of 4 kB takes 1.18; half as much again leaves room. Unknown (no `/proc`) passes.
    private static func checkSenderBuffer(needed: Int) throws(FastCGIError) {
        guard let file = fopen("/proc/sys/net/core/wmem_default", "re") else { return }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 32)
        guard fgets(&text, 32, file) != nil else { return }
        let bytes = atol(text)
        guard bytes >= needed * 3 / 2 else { throw .senderBufferTooSmall(bytes: bytes, needed: needed * 3 / 2) }
    }
}
