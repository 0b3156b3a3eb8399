import Glibc
import Synchronization

/// A server on loopback that does to each connection what a test says: answers, keeps silent, lies or hangs up.
final class Vendor: Sendable {
    /// One request, as it came over the wire.
    struct Request: Sendable {
        var line = ""
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One accepted connection, held by a thread of its own.
    struct Peer {
        fileprivate let descriptor: Int32
        fileprivate let vendor: Vendor

        /// Reads one request, and keeps it for the test to look at; nil when the client went away first.
        @discardableResult
        func request() -> Request? {
            var head: [UInt8] = []
            while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
                var byte: UInt8 = 0
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                head.append(byte)
            }
            var request = Request()
            let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
            request.line = String(lines.first ?? "")
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                request.headers[line[..<colon].lowercased()] = String(value)
            }
            while request.body.count < Int(request.headers["content-length"] ?? "0") ?? 0 {
                var byte: UInt8 = 0
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                request.body.append(byte)
            }
            vendor.kept.withLock { $0.append(request) }
            return request
        }

        /// Reads one line of SMTP, without its end; nil when the client went away first.
        func line() -> String? {
            var line: [UInt8] = []
            while line.last != 10 {
                var byte: UInt8 = 0
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                line.append(byte)
            }
            return String(decoding: line.dropLast(2), as: UTF8.self)
        }

        /// Whether the client took it.
        @discardableResult
        func write(_ text: String) -> Bool { write(Array(text.utf8)) }

        @discardableResult
        func write(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return false }
                rest.removeFirst(count)
            }
            return true
        }

        func answer(_ status: Int, _ body: String = "", headers: [String] = [], closes: Bool = true) {
            let fields = headers + ["Content-Length: \(body.utf8.count)"] + (closes ? ["Connection: close"] : [])
            write("HTTP/1.1 \(status) Whatever\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body)
        }

        /// Holds the connection, saying nothing, until the client lets go of it.
        func waitUntilGone() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 {}
            vendor.gone.add(1, ordering: .sequentiallyConsistent)
        }
    }

    let port: UInt16
    private let kept = Mutex<[Request]>([])
    private let open = Atomic(0)
    private let mostOpen = Atomic(0)
    private let accepted = Atomic(0)
    private let gone = Atomic(0)

    /// Requests read so far.
    var requests: [Request] { kept.withLock { $0 } }
    /// Connections accepted so far.
    var connections: Int { accepted.load(ordering: .sequentiallyConsistent) }
    /// The most that were open at once.
    var most: Int { mostOpen.load(ordering: .sequentiallyConsistent) }
    /// Connections that the client let go of while they were being held.
    var abandoned: Int { gone.load(ordering: .sequentiallyConsistent) }

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter behave: what it does to a connection, given its number from 0; the connection is closed when it returns.
    init(_ behave: @escaping @Sendable (Peer, Int) -> Void) {
        let listener: Int32
        (listener, port) = Self.listen()
        startThread {
            // It lives for as long as it is called, as a test may hold nothing of it but its address.
            var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            while poll(&ready, 1, 30_000) == 1 {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                let number = self.accepted.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue
                let open = self.open.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
                self.mostOpen.max(open, ordering: .sequentiallyConsistent)
                startThread {
                    behave(Peer(descriptor: descriptor, vendor: self), number)
                    self.open.wrappingSubtract(1, ordering: .sequentiallyConsistent)
                    // What the client has sent and nobody read would turn the end into a reset.
                    shutdown(descriptor, Int32(SHUT_WR))
                    var bytes = [UInt8](repeating: 0, count: 4096)
                    while recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    /// Answers every request with the same, and hangs up.
    static func answering(_ status: Int, _ body: String = "", headers: [String] = []) -> Vendor {
        Vendor { peer, _ in
            peer.request()
            peer.answer(status, body, headers: headers)
        }
    }

    /// Reads a request and says nothing.
    static func silent() -> Vendor {
        Vendor { peer, _ in
            peer.request()
            peer.waitUntilGone()
        }
    }

    /// Reads a request, writes `text` and hangs up.
    static func writing(_ text: String) -> Vendor {
        Vendor { peer, _ in
            peer.request()
            peer.write(text)
        }
    }

    /// A port that was just given up, so that nobody listens there.
    static func nobody() -> String {
        let (descriptor, port) = listen()
        close(descriptor)
        return "http://127.0.0.1:\(port)"
    }

    private static func listen() -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 512) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        precondition(isBound, "no port on loopback: \(String(cString: strerror(errno)))")
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// Runs `body` on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Start(body)).toOpaque())
    precondition(status == 0, "pthread_create: \(status)")
    pthread_detach(thread)
}

/// Waits for a condition, asked every 5 ms, for 30 s at most.
func eventually(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<6000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))  // a cancelled test asks sooner
    }
    return condition()
}

/// A door that a vendor's thread waits at until the test opens it.
final class Door: Sendable {
    private let isOpen = Atomic(false)
    func open() { isOpen.store(true, ordering: .sequentiallyConsistent) }
    func wait() { while !isOpen.load(ordering: .sequentiallyConsistent) { usleep(2000) } }
}
