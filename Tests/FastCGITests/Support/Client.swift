import CFastCGI
import Glibc

@testable import FastCGI

/// The web server's side of one connection. Blocking, with a limit of ten seconds on each call.
final class Client {
    let descriptor: Int32
    private var isClosed = false

    convenience init(_ path: String) throws {
        self.init()
        try connect(to: path)
    }

    /// A socket that is connected to nothing yet.
    init() {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    func connect(to path: String) throws {
        var address = try sockaddr_un(path: path)
        guard withSockaddr(&address, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            throw FastCGIError.system(call: "connect \(path)", errno: errno)
        }
    }

    deinit { close() }

    func close() {
        if !isClosed { _ = Glibc.close(descriptor) }
        isClosed = true
    }

    /// Sends everything; false when the other side would not have it.
    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func endOfInput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads until the other side has closed; nil when it has not within ten seconds.
    func readToEnd() -> [UInt8]? {
        var all: [UInt8] = []
        while let more = read() {
            if more.isEmpty { return all }
            all += more
        }
        // A reset is an end too: the other side closed with something of ours unread.
        return errno == ECONNRESET ? all : nil
    }

    /// What is there next, empty at the end; nil when nothing comes within ten seconds, or a reset.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Reads until `wanted` has come; nil when the other side has closed before.
    func read(until wanted: String) -> [UInt8]? {
        var all: [UInt8] = []
        let wanted = Array(wanted.utf8)
        while !all.indices.contains(where: { all[$0...].starts(with: wanted) }) {
            guard let more = read(), !more.isEmpty else { return nil }
            all += more
        }
        return all
    }
}

/// Whether `condition` comes true within ten seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        usleep(1000)
    }
    return false
}
