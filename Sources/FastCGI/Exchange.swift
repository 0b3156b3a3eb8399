/// The right to answer one request: now, or later from any thread.
///
/// A handler that returns without having answered has **parked** the request. What stays of it is its connection, its
/// number and the closure of `whenGone`, some 200 bytes; the request itself is the handler's to keep or to drop.
///
/// An exchange is answered once, by `respond` or by `open`, `send`… and `finish`. Every later call does nothing, so
/// two threads may both try; the first wins. None of the calls waits. An exchange that nobody answers stays parked until
/// the web server gives up (`fastcgi_read_timeout`) or the reactor stops, which answers it with 503.
public struct Exchange: Sendable {
    let connection: Connection

    /// Answers the request and ends it.
    ///
    /// What the web server does not take at once is kept and written as it reads, for `timeToRead` at most.
    /// - Complexity: O(bytes); two system calls, from whichever thread.
    public func respond(_ response: Response) { connection.respond(response) }

    /// Begins a stream with a status, headers and perhaps first content.
    public func open(_ head: Response) { connection.open(head) }

    /// Sends content on an open stream.
    ///
    /// - Returns: false when it was not sent, now and from now on: nothing is open, the client has gone, or it has left
    ///   more than `maximumBacklogBytes` unread and is dropped. In the latter two cases `whenGone` is called soon, by a
    ///   worker.
    @discardableResult
    public func send(_ content: [UInt8]) -> Bool { connection.send(content) }

    /// Ends an open stream in good order.
    public func finish() { connection.finish() }

    /// Calls `action` once, when the client has gone, was dropped or is abandoned by a reactor that stops; never after
    /// `respond` or `finish`.
    ///
    /// There is one slot: a second action replaces the first. It is called on a worker's thread, within
    /// `timeUntilWatched` plus the time that worker is busy, or within this very call when the client has gone already.
    public func whenGone(_ action: @escaping @Sendable () -> Void) { connection.whenGone(action) }
}
