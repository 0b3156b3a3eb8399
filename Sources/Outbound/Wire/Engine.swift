import CCurl
import Glibc
import Synchronization

/// The one thread that libcurl runs on, and the lanes that lead to it.
///
/// Unchecked, as C's handles are no values: `multi` is used by the thread alone, except for waking it, which libcurl
/// allows anybody and which `inbox` keeps from happening after the end. The rest below `inbox` is the thread's own.
final class Engine: @unchecked Sendable {
    private struct Inbox {
        var arrivals: [Transfer] = []
        /// Calls within; a place is taken before the call arrives and given back when it has ended.
        var calls = 0
        var stopAt: ContinuousClock.Instant?
        var isOver = false
        var whenOver: [@Sendable () -> Void] = []
    }

    private struct Queue {
        var running = 0
        var waiting: [Transfer] = []
    }

    private let configuration: Wire.Configuration
    private let multi: UnsafeMutableRawPointer
    private let inbox = Mutex(Inbox())
    private var lanes: [String: Queue] = [:]
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]

    /// Once a process, before the first handle; what it returns is whether TLS is there.
    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    init(_ configuration: Wire.Configuration) {
        self.configuration = configuration
        precondition(Self.library == CURLE_OK, "curl_global_init: \(Self.library.rawValue)")
        guard let multi = curl_multi_init() else { preconditionFailure("curl_multi_init: no memory or no descriptor left") }
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.idleConnections)
        start()
    }

    // MARK: Anybody's side

    var calls: Int { inbox.withLock { $0.calls } }

    var isStopping: Bool { inbox.withLock { $0.stopAt != nil } }

    func submit(_ transfer: Transfer) {
        if let flaw = transfer.flaw(configuration) { return transfer.finish(with: .invalid(flaw)) }
        let refusal = inbox.withLock { inbox -> Outcome? in
            guard inbox.stopAt == nil else { return .stopped }
            guard inbox.calls < configuration.maximumCalls else { return .crowded }
            inbox.calls += 1
            inbox.arrivals.append(transfer)
            curl_multi_wakeup(multi)
            return nil
        }
        if let refusal { transfer.finish(with: refusal) }
    }

    /// Makes the thread look around: something was cancelled or the wire is to stop.
    func wake() {
        inbox.withLock { inbox in if !inbox.isOver { curl_multi_wakeup(multi) } }
    }

    func stop(within grace: Duration, whenOver: @escaping @Sendable () -> Void) {
        let isOver = inbox.withLock { inbox in
            guard !inbox.isOver else { return true }
            inbox.stopAt = min(inbox.stopAt ?? .now + grace, .now + grace)
            inbox.whenOver.append(whenOver)
            curl_multi_wakeup(multi)
            return false
        }
        if isOver { whenOver() }
    }

    // MARK: The thread

    private func start() {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Engine>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(status == 0, "pthread_create: \(String(cString: strerror(status)))")
        pthread_detach(thread)
    }

    private func run() {
        // Signals are for the threads that expect them; a closed connection must not end the process (SIGPIPE).
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)

        while true {
            let (arrivals, stopAt) = inbox.withLock { inbox in
                defer { inbox.arrivals = [] }
                return (inbox.arrivals, inbox.stopAt)
            }
            for transfer in arrivals { admit(transfer) }
            let now = ContinuousClock.now
            if let stopAt, stopAt <= now { end(.stopped) { _ in true } }
            end(.cancelled) { $0.cancellation.isSet }
            expire(at: now)
            startWaiting()

            var count: Int32 = 0
            let status = curl_multi_perform(multi, &count)
            precondition(status == CURLM_OK, "curl_multi_perform: \(status.rawValue)")
            let ended = collect()
            if stopAt != nil, running.isEmpty, lanes.isEmpty, close() { return }
            curl_multi_poll(multi, nil, 0, ended ? 0 : milliseconds(until: stopAt), nil)
        }
    }

    /// Ends the thread, unless a call arrived after all: then it is ended first.
    private func close() -> Bool {
        let whenOver = inbox.withLock { inbox -> [@Sendable () -> Void]? in
            guard inbox.arrivals.isEmpty else { return nil }
            inbox.isOver = true
            curl_multi_cleanup(multi)
            defer { inbox.whenOver = [] }
            return inbox.whenOver
        }
        guard let whenOver else { return false }
        for action in whenOver { action() }
        return true
    }

    /// How long nothing can happen that libcurl does not know of.
    private func milliseconds(until stopAt: ContinuousClock.Instant?) -> Int32 {
        var next = stopAt
        for queue in lanes.values { for transfer in queue.waiting { next = min(next ?? transfer.deadline, transfer.deadline) } }
        guard let next else { return 60_000 }
        return Int32(clamping: max(0, ContinuousClock.now.duration(to: next).milliseconds + 1))
    }

    /// Gives a call its place in its lane.
    private func admit(_ transfer: Transfer) {
        let lane = transfer.call.lane
        var queue = lanes[lane.name] ?? Queue()
        // One that could start at once needs no place to wait in.
        let places = lane.waiting + max(0, lane.atOnce - queue.running)
        guard queue.waiting.count < places else { return finish(transfer, .crowded) }
        queue.waiting.append(transfer)
        lanes[lane.name] = queue
    }

    /// Starts what may start, lane by lane, first come first served.
    private func startWaiting() {
        for name in lanes.keys {
            while let transfer = lanes[name]?.waiting.first, lanes[name, default: Queue()].running < transfer.call.lane.atOnce {
                lanes[name]?.waiting.removeFirst()
                guard let easy = transfer.open(configuration) else {
                    finish(transfer, .invalid("libcurl would not take it"))
                    continue
                }
                let status = curl_multi_add_handle(multi, easy)
                precondition(status == CURLM_OK || status == CURLM_OUT_OF_MEMORY, "curl_multi_add_handle: \(status.rawValue)")
                guard status == CURLM_OK else {
                    finish(transfer, .crowded)
                    continue
                }
                running[easy] = transfer
                lanes[name]?.running += 1
            }
            tidy(name)
        }
    }

    /// Takes note of what libcurl has ended. Returns whether it ended anything.
    private func collect() -> Bool {
        var ended = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // Read before the handle is removed, which takes the message with it.
            let code = message.pointee.data.result
            guard let transfer = release(easy) else { continue }
            finish(transfer, transfer.outcome(of: code))
            ended = true
        }
        return ended
    }

    private func expire(at now: ContinuousClock.Instant) {
        // Those under way are libcurl's to time.
        for (name, queue) in lanes {
            for transfer in queue.waiting where transfer.deadline <= now {
                finish(transfer, .timedOut(Outcome.Progress(wasSent: false)))
            }
            lanes[name]?.waiting.removeAll { $0.deadline <= now }
            tidy(name)
        }
    }

    /// Ends the calls that `isMeant` names, wherever they are.
    private func end(_ outcome: Outcome, where isMeant: (Transfer) -> Bool) {
        for (easy, transfer) in running where isMeant(transfer) {
            _ = release(easy)
            finish(transfer, outcome)
        }
        for (name, queue) in lanes {
            let (meant, others) = queue.waiting.reduce(into: ([Transfer](), [Transfer]())) {
                if isMeant($1) { $0.0.append($1) } else { $0.1.append($1) }
            }
            guard !meant.isEmpty else { continue }
            lanes[name]?.waiting = others
            for transfer in meant { finish(transfer, outcome) }
            tidy(name)
        }
    }

    /// Takes a transfer back from libcurl and frees its place in the lane.
    private func release(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        curl_multi_remove_handle(multi, easy)
        guard let transfer = running.removeValue(forKey: easy) else { return nil }
        lanes[transfer.call.lane.name]?.running -= 1
        tidy(transfer.call.lane.name)
        return transfer
    }

    private func finish(_ transfer: Transfer, _ outcome: Outcome) {
        // Before the caller is told, so that it finds its place free.
        inbox.withLock { $0.calls -= 1 }
        transfer.finish(with: outcome)
    }

    /// Forgets a lane that nobody is in.
    private func tidy(_ name: String) {
        if let queue = lanes[name], queue.running == 0, queue.waiting.isEmpty { lanes[name] = nil }
    }
}
