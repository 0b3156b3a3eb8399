import CFastCGI
import Glibc

/// The listening Unix socket, made here or inherited from systemd.
///
/// libfcgi can make one too (`FCGX_OpenSocket`), but it ends the process when it cannot, leaves the mode to the umask
/// and takes a path away from whoever listens on it.
public struct Listener: Sendable {
    /// Connections that wait to be accepted. A full queue of a Unix socket is an error for the client at once (502);
    /// the kernel cuts this to `net.core.somaxconn`, 4096 by default.
    static let backlog: Int32 = 4096

    let descriptor: Int32
    /// Nil for an inherited socket, which is neither closed nor removed by us.
    private let own: (path: String, identity: Identity)?

    /// Makes a socket at `path` with mode 0660 and listens on it.
    ///
    /// It is made under a name beside `path` and then moved there, so that nobody ever sees it unready or with another
    /// mode. A socket that was left behind is replaced; one on which somebody listens is not.
    public init(path: String) throws(FastCGIError) {
        var information = stat()
        if lstat(path, &information) == 0 {
            guard information.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
            if try Self.isAnswered(path) { throw .socketInUse(path: path) }
        }
        let draft = "\(path).\(getpid())"
        let socket = try Self.socket()
        do throws(FastCGIError) {
            var address = try sockaddr_un(path: draft)
            unlink(draft)
            try Self.check("bind \(draft)", withSockaddr(&address) { bind(socket, $0, $1) })
            try Self.check("chmod \(draft)", chmod(draft, 0o660))
            try Self.check("listen", listen(socket, Self.backlog))
            try Self.check("lstat \(draft)", lstat(draft, &information))
            try Self.check("rename \(path)", rename(draft, path))
        } catch {
            unlink(draft)
            close(socket)
            throw error
        }
        descriptor = socket
        own = (path, Identity(information))
    }

    private init(inherited: Int32) {
        descriptor = inherited
        own = nil
    }

    /// Takes over descriptor 3 if the environment says that it is for this process (`sd_listen_fds(3)`).
    ///
    /// - Returns: nil when nothing was handed to us; then make a socket of our own.
    /// - Throws: `.inheritedNotListening` when descriptor 3 is something else.
    public static func inherited(_ environment: [String: String]) throws(FastCGIError) -> Listener? {
        try inherited(environment, at: 3)
    }

    static func inherited(_ environment: [String: String], at descriptor: Int32) throws(FastCGIError) -> Listener? {
        guard environment["LISTEN_PID"] == String(getpid()), let count = environment["LISTEN_FDS"], Int(count) ?? 0 > 0 else {
            return nil
        }
        return try Listener(listening: descriptor)
    }

    /// Takes over a descriptor that listens already.
    init(listening descriptor: Int32) throws(FastCGIError) {
        func option(_ name: Int32) -> Int32? {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
        }
        guard option(SO_ACCEPTCONN) == 1, option(SO_DOMAIN) == AF_UNIX, option(SO_TYPE) == Int32(SOCK_STREAM.rawValue) else {
            throw .inheritedNotListening
        }
        try Self.check("fcntl", fcntl(descriptor, F_SETFD, FD_CLOEXEC))
        try Self.check("fcntl", fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK))
        self.init(inherited: descriptor)
    }

    /// Accepts one connection; negative, with `errno`, when there is none.
    func accept() -> Int32 {
        accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue))
    }

    /// Whether a connection waits to be accepted.
    var hasWaiting: Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 1
    }

    /// Whether the socket is ours to close.
    var isOwn: Bool { own != nil }

    /// Removes our own socket's name, if it still is ours, so that nobody new comes. Who has connected is still there to be accepted.
    func withdraw() {
        guard let own else { return }
        var information = stat()
        if lstat(own.path, &information) == 0, Identity(information) == own.identity { unlink(own.path) }
    }

    /// Closes our own socket; an inherited one goes on collecting connections for the process that comes after us.
    func closeIfOwn() {
        if isOwn { close(descriptor) }
    }

    /// A file, whatever it is called.
    private struct Identity: Equatable {
        var device: dev_t
        var inode: ino_t

        init(_ information: stat) {
            device = information.st_dev
            inode = information.st_ino
        }
    }

    private static func socket() throws(FastCGIError) -> Int32 {
        let descriptor = Glibc.socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        try check("socket", descriptor)
        return descriptor
    }

    private static func isAnswered(_ path: String) throws(FastCGIError) -> Bool {
        let client = try socket()
        defer { close(client) }
        var address = try sockaddr_un(path: path)
        // A full queue (EAGAIN) has somebody behind it too.
        return withSockaddr(&address) { connect(client, $0, $1) } == 0 || errno == EAGAIN
    }

    private static func check(_ call: String, _ result: Int32) throws(FastCGIError) {
        if result < 0 { throw .system(call: call, errno: errno) }
    }
}

/// The user of the process at the other end of `descriptor` when it connected; nobody (the highest number) when unknown.
func peerUser(of descriptor: Int32) -> uid_t {
    var peer = peer_credentials()
    var length = socklen_t(MemoryLayout<peer_credentials>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 ? peer.user : .max
}

extension sockaddr_un {
    /// The address of `path`, which has at most 107 bytes.
    init(path: String) throws(FastCGIError) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let limit = MemoryLayout.size(ofValue: sun_path) - 1
        guard bytes.count <= limit else { throw .pathTooLong(bytes: bytes.count, limit: limit) }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}

/// Lends `address` in the form that socket calls want.
func withSockaddr(_ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafeBytes(of: &address) {
        body($0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<sockaddr_un>.size))
    }
}
