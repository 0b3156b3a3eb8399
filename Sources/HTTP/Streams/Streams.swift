import Synchronization

/// Who has a stream open. One timer keeps all of them alive, and only while there is one.
final class Streams: Sendable {
    /// nginx waits an hour for the next byte, people's routers less than a minute.
    static let pingInterval = Duration.seconds(20)
    /// After so many pings a stream ends in good order; its reader comes back. An hour.
    static let maximumPings = 180

    /// What a stream can be asked for.
    struct Handle: Sendable {
        /// Sends a comment; false when nobody reads any more.
        var ping: @Sendable () -> Bool
        /// Ends it in good order.
        var finish: @Sendable () -> Void
    }

    private struct State {
        var open: [UInt64: (key: String, handle: Handle, pings: Int)] = [:]
        var countByKey: [String: Int] = [:]
        var last: UInt64 = 0
        var isTicking = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let interval: @Sendable () async -> Void

    init(interval: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: pingInterval) }) {  // never cancelled
        self.interval = interval
    }

    var count: Int { state.withLock { $0.open.count } }

    /// Keeps a stream of `key`; nil when it has `limit` already, or the service is stopping.
    func enter(_ key: String, limit: Int, _ handle: Handle) -> UInt64? {
        let (place, startsTicking) = state.withLock { state -> (UInt64?, Bool) in
            guard !state.isStopped, state.countByKey[key, default: 0] < limit else { return (nil, false) }
            state.last += 1
            state.open[state.last] = (key, handle, 0)
            state.countByKey[key, default: 0] += 1
            defer { state.isTicking = true }
            return (state.last, !state.isTicking)
        }
        if startsTicking { tick() }
        return place
    }

    func leave(_ place: UInt64) {
        state.withLock { state in
            guard let stream = state.open.removeValue(forKey: place), let count = state.countByKey[stream.key] else { return }
            state.countByKey[stream.key] = count > 1 ? count - 1 : nil
        }
    }

    func stop() {
        let handles = state.withLock { state in
            state.isStopped = true
            return state.open.values.map(\.handle)
        }
        for handle in handles { handle.finish() }
    }

    private func tick() {
        Task {
            while true {
                await interval()
                let due = state.withLock { state -> [(handle: Handle, isOld: Bool)]? in
                    if state.open.isEmpty {
                        state.isTicking = false
                        return nil
                    }
                    for key in state.open.keys { state.open[key]?.pings += 1 }
                    return state.open.values.map { ($0.handle, $0.pings >= Self.maximumPings) }
                }
                guard let due else { return }
                for (handle, isOld) in due {
                    if isOld { handle.finish() } else { _ = handle.ping() }
                }
            }
        }
    }
}

/// One stream of server-sent events (HTML Living Standard, 9.2), from its first byte to its last.
///
/// What is to be sent is looked up anew each time somebody says that there is something: `pump` runs one at a time, and once more when it was
/// asked for while it ran. So nothing is sent twice, nothing is left out, and nobody who publishes waits for a reader.
final class EventStream: Sendable {
    private let exchange: Exchange
    private let streams: Streams
    private let state = Mutex(State())

    private struct State {
        var pump: (@Sendable (EventStream) async -> Bool)?
        var place: UInt64?
        var whenOver: [@Sendable () -> Void] = []
        var isPumping = false
        var isDue = false
        var isOver = false
    }

    private init(_ exchange: Exchange, _ streams: Streams) {
        self.exchange = exchange
        self.streams = streams
    }

    /// Opens a stream.
    ///
    /// - Parameters:
    ///   - key: whose it is, for the limit.
    ///   - pump: sends what is new; false ends the stream.
    /// - Throws: 429 when `key` has `limit` open already.
    static func open(
        _ exchange: Exchange, in streams: Streams, key: String, limit: Int, pump: @escaping @Sendable (EventStream) async -> Bool
    ) throws(Problem) -> EventStream {
        let stream = EventStream(exchange, streams)
        let handle = Streams.Handle(
            ping: { [weak stream] in stream?.write(Array(": ping\n\n".utf8)) ?? false }, finish: { [weak stream] in stream?.end() })
        guard let place = streams.enter(key, limit: limit, handle) else { throw .tooManyStreams(limit: limit) }
        stream.state.withLock { state in
            state.place = place
            state.pump = pump
        }
        exchange.open(
            Response(
                fields: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no"]))
        // The stream lives as long as its request: nothing else holds it.
        exchange.whenGone { stream.over() }
        return stream
    }

    /// Calls `action` once, when the stream is over; at once when it is.
    func whenOver(_ action: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if !state.isOver { state.whenOver.append(action) }
            return state.isOver
        }
        if isOver { action() }
    }

    /// There may be something to send.
    func wake() {
        let pump = state.withLock { state -> (@Sendable (EventStream) async -> Bool)? in
            guard !state.isOver else { return nil }
            if state.isPumping {
                state.isDue = true
                return nil
            }
            state.isPumping = true
            return state.pump
        }
        guard let pump else { return }
        Task.immediate {
            while true {
                guard await pump(self) else { return self.end() }
                let isAgain = state.withLock { state in
                    defer { state.isDue = false }
                    if !state.isDue { state.isPumping = false }
                    return state.isDue && !state.isOver
                }
                if !isAgain { return }
            }
        }
    }

    /// Sends one event. `data` is JSON of ours: without a line break.
    @discardableResult
    func send(_ name: String, id: UInt64? = nil, data: [UInt8]) -> Bool {
        var bytes = Array("event: \(name)\n".utf8)
        if let id { bytes += Array("id: \(id)\n".utf8) }
        bytes += Array("data: ".utf8)
        bytes += data
        bytes += [0x0A, 0x0A]
        return write(bytes)
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        guard !state.withLock({ $0.isOver }) else { return false }
        if exchange.send(bytes) { return true }
        over()
        return false
    }

    /// Ends it in good order; the reader comes back if it wants to.
    func end() {
        exchange.finish()
        over()
    }

    private func over() {
        let (place, actions) = state.withLock { state -> (UInt64?, [@Sendable () -> Void]) in
            guard !state.isOver else { return (nil, []) }
            state.isOver = true
            state.pump = nil
            defer { state.whenOver = [] }
            return (state.place, state.whenOver)
        }
        if let place { streams.leave(place) }
        for action in actions { action() }
    }
}

extension Problem {
    static func tooManyStreams(limit: Int) -> Problem {
        var problem = rateLimited(retryAfter: 5)
        problem.code = "too_many_streams"
        problem.limit = limit
        problem.detail = "\(limit) streams are open already."
        return problem
    }
}
