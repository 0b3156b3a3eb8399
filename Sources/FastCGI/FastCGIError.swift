import Glibc

/// Why a reactor could not start. Nothing is left behind: no descriptor, no thread, no file.
public enum FastCGIError: Error, Equatable {
    /// The path has more bytes than a socket address holds (`limit`).
    case pathTooLong(bytes: Int, limit: Int)

    /// Another process answers on `path`: stop it first, or choose another path.
    case socketInUse(path: String)

    /// `path` exists and is no socket; it is left as it is.
    case notASocket(path: String)

    /// The inherited descriptor 3 is not a listening Unix stream socket: look at `ListenStream=` of the socket unit.
    case inheritedNotListening

    /// A sender's socket buffer (`net.core.wmem_default`) is too small for the largest admitted request, which would
    /// stall half-sent. Set it to `needed` or more.
    case senderBufferTooSmall(bytes: Int, needed: Int)

    /// `call` failed with `errno`.
    case system(call: String, errno: Int32)
}

extension FastCGIError: CustomStringConvertible {
    /// What happened, to which value, and what to do.
    public var description: String {
        switch self {
        case .pathTooLong(let bytes, let limit): "the socket's path has \(bytes) bytes; at most \(limit) fit, choose a shorter one"
        case .socketInUse(let path): "\(path): another process is listening here; stop it or choose another path"
        case .notASocket(let path): "\(path): exists and is not a socket; move it away or choose another path"
        case .inheritedNotListening: "descriptor 3 is not a listening Unix stream socket; check ListenStream= in the socket unit"
        case .senderBufferTooSmall(let bytes, let needed):
            "net.core.wmem_default is \(bytes); set it to \(needed) or more, or requests near the limit stall"
        case .system(let call, let errno): "\(call): \(String(cString: strerror(errno)))"
        }
    }
}
