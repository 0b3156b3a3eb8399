import Glibc

/// The bytes on their way out of one connection: what the kernel would not take yet, kept in order.
struct Outlet {
    enum Outcome {
        /// The kernel has everything.
        case written
        /// Some is left here; the descriptor has to be watched for room.
        case left
        /// The reader is gone.
        case refused
    }

    private var backlog: [UInt8] = []

    /// Counts how often a backlog began, so that a deadline knows the one that it was set for.
    private(set) var round: UInt32 = 0

    var isEmpty: Bool { backlog.isEmpty }
    var count: Int { backlog.count }

    /// Writes what the kernel takes and keeps the rest. Never waits.
    mutating func write(_ bytes: [UInt8], to descriptor: Int32) -> Outcome {
        guard backlog.isEmpty else {
            backlog += bytes
            return .left
        }
        let count = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if count == bytes.count { return .written }
        guard count >= 0 || errno == EAGAIN else { return .refused }
        backlog = Array(bytes[max(count, 0)...])
        round += 1
        return .left
    }

    /// Writes what the kernel takes of the backlog.
    ///
    /// A failure is not told: the event that the peer has gone comes of its own.
    mutating func flush(to descriptor: Int32) {
        let count = send(descriptor, backlog, backlog.count, Int32(MSG_NOSIGNAL))
        if count > 0 { backlog.removeFirst(count) }
        if backlog.isEmpty { backlog = [] }
    }

    /// Throws the backlog away.
    mutating func clear() { backlog = [] }
}
