import Glibc

/// The reactor's limits, each with the reason for its default.
public struct Configuration: Sendable {
    /// Threads that run handlers, 1...64. Twice the cores of a small machine; more burns CPU on switching (32 threads
    /// cost half as much again per request), as a handler never waits.
    public var workers = 4

    /// Users whose processes may send requests; the kernel vouches for them (`SO_PEERCRED`). The default is our own,
    /// so name the web server's user when it is another.
    public var allowedUsers: Set<UInt32> = [geteuid()]

    /// Names and values of one request's variables, in bytes as sent. More is answered with 431. nginx's default
    /// limit for a request's headers is the same.
    public var maximumParameterBytes = 32 * 1024

    /// One request's body. More is answered with 413.
    public var maximumBodyBytes = 64 * 1024

    /// From accepting a connection to its last byte. A web server that buffers requests (nginx's default) sends all
    /// of it at once.
    public var timeToSend = Duration.seconds(2)

    /// What a reader may leave unread of a stream before it is dropped, beyond the kernel's own buffer (some 200 kB).
    public var maximumBacklogBytes = 64 * 1024

    /// How long a reader may take for what is left of an answer, or of a stream's backlog, before it is dropped.
    public var timeToRead = Duration.seconds(10)

    /// The time after which a parked request is watched for its client going away. Most parked requests wait for a
    /// disk and are answered sooner, and then nothing was spent on watching them.
    public var timeUntilWatched = Duration.milliseconds(20)

    /// The pause after descriptors ran out, before connections are accepted again.
    public var acceptBackOff = Duration.milliseconds(100)

    /// The defaults.
    public init() {}

    /// What the gate looks at once, at most: variables, body and the framing of both. Framing is 8 bytes a record and
    /// up to 255 bytes of padding; a server that sends records of 1 kB or more stays within the eighth granted here.
    var maximumStreamBytes: Int { (maximumParameterBytes + maximumBodyBytes) * 9 / 8 + 1024 }
}
