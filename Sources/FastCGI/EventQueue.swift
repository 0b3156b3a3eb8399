import CFastCGI
import Glibc

/// The one epoll instance that all workers wait on.
///
/// Connections are registered edge-triggered, once: an event is told to one worker, and only when something has
/// changed. (Level-triggered, half a request wakes a worker without end: 42,000 times in 100 ms.) The listener is told
/// to one worker and then to no other until `watchListener` is called again, so that one connection wakes one worker.
struct EventQueue: Sendable {
    /// What an event is about, as epoll's 64 bits carry it.
    enum Subject: Equatable {
        case listener
        case end
        case connection(Ticket)
    }

    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .system(call: "epoll_create1", errno: errno) }
    }

    func close() { _ = Glibc.close(descriptor) }

    /// Reports whenever a connection gets something to read or loses its peer, and room to write if so wished.
    ///
    /// What is already the case when this is called is reported too, so nothing falls between a look and a watch.
    /// - Returns: false when the kernel has no room for it (`fs.epoll.max_user_watches`, memory).
    func watch(_ ticket: Ticket, writing: Bool, isNew: Bool) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue | (writing ? EPOLLOUT.rawValue : 0)
        event.data.u64 = Subject.connection(ticket).bits
        return epoll_ctl(descriptor, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, ticket.descriptor, &event) == 0
    }

    /// Reports the next connection that waits to be accepted, once.
    func watchListener(_ listener: Int32, isNew: Bool = false) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | EPOLLONESHOT.rawValue
        event.data.u64 = Subject.listener.bits
        return epoll_ctl(descriptor, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, listener, &event) == 0
    }

    /// Reports `.end` to every worker from when `bell` rings; level-triggered, so that none misses it.
    func watchForEnd(_ bell: Bell) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = Subject.end.bits
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, bell.descriptor, &event) == 0
    }

    func forgetListener(_ listener: Int32) { epoll_ctl(descriptor, EPOLL_CTL_DEL, listener, nil) }

    /// Waits for one event, at most `milliseconds` (-1: without limit). One at a time, so that a worker that is busy
    /// holds no event that another could take.
    func next(within milliseconds: Int32) -> Event? {
        var event = epoll_event()
        guard epoll_wait(descriptor, &event, 1, milliseconds) == 1 else { return nil }
        return Event(subject: Subject(bits: event.data.u64), flags: event.events)
    }

    struct Event {
        var subject: Subject
        var flags: UInt32

        /// The peer has closed both directions, or the connection is broken: nothing written will be read.
        var peerIsGone: Bool { flags & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 }
        /// The peer will send no more.
        var isEndOfInput: Bool { flags & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 }
        var isWritable: Bool { flags & EPOLLOUT.rawValue != 0 }
    }
}

/// Names one connection for ever: descriptors are used again, tickets are not (within 2^32 connections).
struct Ticket: Hashable, Sendable {
    var descriptor: Int32
    var serial: UInt32
}

extension EventQueue.Subject {
    fileprivate var bits: UInt64 {
        switch self {
        case .listener: .max
        case .end: .max - 1
        case .connection(let ticket): UInt64(ticket.serial) << 32 | UInt64(UInt32(bitPattern: ticket.descriptor))
        }
    }

    fileprivate init(bits: UInt64) {
        switch bits {
        case .max: self = .listener
        case .max - 1: self = .end
        default: self = .connection(Ticket(descriptor: Int32(truncatingIfNeeded: bits), serial: UInt32(bits >> 32)))
        }
    }
}

/// An eventfd: rung from any thread, heard by one that polls.
struct Bell: Sendable {
    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .system(call: "eventfd", errno: errno) }
    }

    func close() { _ = Glibc.close(descriptor) }

    func ring() { eventfd_write(descriptor, 1) }

    /// Waits until it rings or `deadline` has come (nil: without limit), and silences it.
    func wait(until deadline: Instant?) {
        var polled = pollfd(descriptor: descriptor)
        poll(&polled, 1, deadline.map { Instant.now().milliseconds(until: $0) } ?? -1)
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}

extension pollfd {
    fileprivate init(descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLIN), revents: 0) }
}
