import Glibc
import Synchronization

/// `<state>/control.sock`: how commands reach a running server, which holds the folder and must do them itself.
///
/// A Unix stream socket, 0600, in a folder that is 0700; a peer of another user than the server's and root's is turned away
/// (`SO_PEERCRED`). One request a connection, in UTF-8, ended by a line feed:
/// ```
/// erase conversation ID
/// erase contact VALUE
/// compact
/// ```
/// The answer is any number of `progress DONE TOTAL` lines and then one of `ok TEXT` or `error TEXT`, and the end.
public final class ControlSocket: Sendable {
    /// What is asked of the server.
    public enum Request: Sendable, Hashable {
        /// Erase a conversation.
        case eraseConversation(String)
        /// Erase every stream that holds a contact.
        case eraseContact(String)
        /// Merge small segments.
        case compact

        init?(line: String) {
            if line == "compact" {
                self = .compact
            } else if line.hasPrefix("erase conversation "), line.utf8.count > 19 {
                self = .eraseConversation(String(line.dropFirst(19)))
            } else if line.hasPrefix("erase contact "), line.utf8.count > 14 {
                self = .eraseContact(String(line.dropFirst(14)))
            } else {
                return nil
            }
        }

        var line: String {
            switch self {
            case .eraseConversation(let id): "erase conversation \(id)"
            case .eraseContact(let value): "erase contact \(value)"
            case .compact: "compact"
            }
        }
    }

    /// Carries a request out: reports its progress and returns what to tell, or throws what went wrong.
    public typealias Handler = @Sendable (Request, @escaping Journal.Progress) async throws -> String

    /// The most bytes that a request may have.
    public static let maximumRequestBytes = 1024

    private let path: String
    private let listener: Mutex<Int32>
    private let handler: Handler

    /// Listens at `<folder>/control.sock`, in place of what an earlier server left there, and answers with `handler`.
    ///
    /// - Throws: `.disk`, also when the path is longer than the 107 bytes a Unix socket's may have.
    public init(_ folder: String, handler: @escaping Handler) throws(JournalError) {
        path = folder + "/control.sock"
        self.handler = handler
        let descriptor = try Self.makeSocket(path)
        listener = Mutex(descriptor)
        try Disk.remove(path)
        let bound = Self.withAddress(path) { bind(descriptor, $0, $1) }
        guard bound == 0, chmod(path, 0o600) == 0, listen(descriptor, 8) == 0 else {
            let failure = Disk.failure("bind", path)
            close(descriptor)
            throw failure
        }
        try startThread { [self] in accept(on: descriptor) }
    }

    /// Takes no further requests; one that is being carried out is answered.
    public func stop() {
        let descriptor = listener.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
        guard descriptor >= 0 else { return }
        // Wakes the thread in accept, which closes it.
        shutdown(descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    private func accept(on listener: Int32) {
        while true {
            let peer = Glibc.accept(listener, nil, nil)
            if peer >= 0 {
                answer(File(descriptor: peer, path: path))
            } else if errno != EINTR && errno != ECONNABORTED && errno != EMFILE && errno != ENFILE {
                close(listener)
                return
            } else if errno == EMFILE || errno == ENFILE {
                usleep(100_000)
            }
        }
    }

    /// Carries out one request; the next waits, as maintenance does one thing at a time anyway.
    private func answer(_ peer: File) {
        var timeout = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(peer.descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        guard Self.isOurs(peer.descriptor), let line = Self.line(from: peer.descriptor) else { return }
        guard let request = Request(line: line) else {
            Self.tell(peer.descriptor, "error unknown request")
            return
        }
        let done = Signal()
        let handler = handler
        Task.detached {
            let text: String
            do {
                let told = try await handler(request) { Self.tell(peer.descriptor, "progress \($0) \($1)") }
                text = "ok \(told)"
            } catch {
                text = "error \(error)"
            }
            Self.tell(peer.descriptor, text.replacing("\n", with: " "))
            done.send()
        }
        done.wait()
    }

    private static func isOurs(_ descriptor: Int32) -> Bool {
        // struct ucred, which Glibc shows to nobody who is not GNU: pid, uid, gid.
        var peer: (Int32, UInt32, UInt32) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: peer))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return false }
        return peer.1 == geteuid() || peer.1 == 0
    }

    private static func line(from descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < maximumRequestBytes, Glibc.read(descriptor, &byte, 1) == 1 {
            if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    private static func tell(_ descriptor: Int32, _ line: String) {
        let bytes = Array((line + "\n").utf8)
        // Whoever asked may have gone; what was asked for is carried out all the same.
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    // MARK: Asking

    /// What a server answered.
    public enum Answer: Sendable, Hashable {
        /// It has been done.
        case done(String)
        /// It has not; why.
        case refused(String)
        /// No server listens at the folder.
        case nobody
    }

    /// Asks the server of the state folder, and waits for its answer on the calling thread.
    public static func ask(
        _ request: Request, of folder: String, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(JournalError) -> Answer {
        let path = folder + "/control.sock"
        guard Disk.exists(path) else { return .nobody }
        let peer = File(descriptor: try makeSocket(path), path: path)
        guard withAddress(path, { connect(peer.descriptor, $0, $1) }) == 0 else {
            if errno == ECONNREFUSED || errno == ENOENT { return .nobody }
            throw Disk.failure("connect", path)
        }
        tell(peer.descriptor, request.line)
        while let line = line(from: peer.descriptor) {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let rest = words.count > 1 ? words[1] : ""
            switch words.first {
            case "ok": return .done(rest)
            case "error": return .refused(rest)
            default:
                let numbers = rest.split(separator: " ").compactMap { Int($0) }
                if numbers.count == 2 { progress(numbers[0], numbers[1]) }
            }
        }
        return .refused("the server ended before it had answered")
    }

    private static func makeSocket(_ path: String) throws(JournalError) -> Int32 {
        guard path.utf8.count < 108 else { throw .disk(operation: "bind", path: path, code: ENAMETOOLONG) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Disk.failure("socket", path) }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
