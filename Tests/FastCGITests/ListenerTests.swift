import CFastCGI
import Glibc
import Testing

@testable import FastCGI

/// The socket: whose it is, who may use it, and what happens when there are no descriptors left.
@Suite struct ListenerTests {
    private static func mode(_ path: String) -> mode_t? {
        var information = stat()
        return lstat(path, &information) == 0 ? information.st_mode : nil
    }

    @Test func `our own socket has mode 0660 from the first moment and nothing else lies beside it`() throws {
        let directory = Directory()
        let listener = try Listener(path: directory.path + "/socket")
        defer { listener.closeIfOwn() }
        #expect(Self.mode(directory.path + "/socket") == S_IFSOCK | 0o660)
        #expect(access(directory.path + "/socket.\(getpid())", F_OK) != 0)
        #expect(fcntl(listener.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func `a socket left behind is replaced, one in use and a file are not`() throws {
        let directory = Directory()
        let path = directory.path + "/socket"
        let left = try Listener(path: path)
        left.closeIfOwn()
        let mine = try Listener(path: path)
        #expect(throws: FastCGIError.socketInUse(path: path)) { try Listener(path: path) }
        mine.closeIfOwn()
        mine.withdraw()
        #expect(Self.mode(path) == nil)
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: FastCGIError.notASocket(path: path)) { try Listener(path: path) }
        #expect(Self.mode(path) == S_IFREG | 0o600)
    }

    @Test func `a socket that has taken our path is not removed`() throws {
        let directory = Directory()
        let path = directory.path + "/socket"
        let first = try Listener(path: path)
        unlink(path)
        let second = try Listener(path: path)
        first.withdraw()
        first.closeIfOwn()
        #expect(Self.mode(path) != nil)
        second.withdraw()
        second.closeIfOwn()
        #expect(Self.mode(path) == nil)
    }

    @Test func `what is wrong with a path is told with its numbers`() throws {
        let long = "/tmp/" + String(repeating: "x", count: 120)
        #expect(throws: FastCGIError.self) { try Listener(path: long) }
        let missing = "/tmp/no-such-directory-\(getpid())/socket"
        let error = #expect(throws: FastCGIError.self) { try Listener(path: missing) }
        #expect(error.map { "\($0)" } == "bind \(missing).\(getpid()): No such file or directory")
    }

    @Test func `descriptor 3 is ours only when systemd says so`() throws {
        #expect(try Listener.inherited([:])?.descriptor == nil)
        #expect(try Listener.inherited(["LISTEN_FDS": "1"])?.descriptor == nil)
        #expect(try Listener.inherited(["LISTEN_PID": "\(getpid() + 1)", "LISTEN_FDS": "1"])?.descriptor == nil)
        #expect(try Listener.inherited(["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "0"])?.descriptor == nil)
    }

    @Test func `a descriptor that does not listen on a Unix socket is refused`() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        #expect(throws: FastCGIError.inheritedNotListening) { try Listener(listening: ends[0]) }
        #expect(throws: FastCGIError.inheritedNotListening) { try Listener(listening: -1) }
        close(ends[0])
        close(ends[1])
    }

    @Test func `a descriptor as systemd leaves it is served, and left as it was`() throws {
        let directory = Directory()
        let path = directory.path + "/socket"
        let made = try Listener(path: path)
        defer { made.closeIfOwn() }
        let environment = ["LISTEN_PID": String(getpid()), "LISTEN_FDS": "1"]
        // Not 3 but any: in a test that one is somebody else's.
        let inherited = try #require(try Listener.inherited(environment, at: made.descriptor))
        #expect(!inherited.isOwn)
        let server = try Server(listener: inherited) { _, exchange in exchange.respond(.text("ok")) }
        let client = try Client(path)
        client.send(Wire.request())
        #expect(Answer(client.readToEnd() ?? [])?.text == "ok")
        #expect(server.stop())
        // Still there and still listening: the next process finds who has come meanwhile.
        let early = try Client(path)
        early.send(Wire.request())
        let next = try Server(listener: Listener(listening: made.descriptor)) { _, exchange in exchange.respond(.text("next")) }
        #expect(Answer(early.readToEnd() ?? [])?.text == "next")
        #expect(next.stop())
    }

    @Test func `a peer of a user that is not allowed gets nothing`() throws {
        var configuration = Configuration()
        configuration.allowedUsers = [geteuid() &+ 1]
        let server = try Server(configuration) { _, exchange in exchange.respond(.text("")) }
        let client = try Client(server.path)
        client.send(Wire.request())
        #expect(client.readToEnd() == [])
        #expect(eventually { server.reactor.counters.refused == 1 && server.reactor.counters.open == 0 })
        #expect(server.reactor.counters.requests == 0)
        #expect(server.stop())
    }

    @Test(.enabled(if: geteuid() == 0, "needs root, to become another user"))
    func `a peer is known by the user it had when it connected`() async {
        await #expect(processExitsWith: .success) {
            let server = try Server { _, exchange in exchange.respond(.text("ok")) }
            guard try server.answer()?.text == "ok" else { exit(2) }
            // The mode alone would keep another user out; the kernel's word has to be enough.
            chmod(server.path, 0o666)
            chmod(server.directory.path, 0o755)
            seteuid(65_534)
            let other = try Client(server.path)
            other.send(Wire.request())
            guard other.readToEnd() == [] else { exit(3) }
            seteuid(0)
            guard eventually({ server.reactor.counters.refused == 1 }), try server.answer()?.text == "ok", server.stop() else { exit(4) }
            exit(0)
        }
    }

    @Test func `when descriptors run out the reactor waits and goes on`() async {
        await #expect(processExitsWith: .success) {
            let parked = Shared<[Exchange]>([])
            let server = try Server { request, exchange in
                if request.parameters["REQUEST_URI"] == "/park" {
                    parked.change { $0.append(exchange) }
                } else {
                    exchange.respond(.text("ok"))
                }
            }
            let clients = (0..<9).map { _ in Client() }
            // Every descriptor is taken, then there is room for three: too few for nine clients.
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = 256
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            var taken: [Int32] = []
            while case let descriptor = dup(0), descriptor >= 0 { taken.append(descriptor) }
            for descriptor in taken.suffix(3) { close(descriptor) }
            for client in clients {
                try client.connect(to: server.path)
                client.send(Wire.request(uri: "/park"))
            }
            guard eventually({ server.reactor.counters.exhausted >= 2 && parked.now.count > 0 }) else { exit(2) }
            // Backing off, not spinning: some ten tries a second.
            let tries = server.reactor.counters.exhausted
            usleep(300_000)
            guard server.reactor.counters.exhausted - tries < 10 else { exit(3) }
            // Those who waited are served as soon as others leave.
            // About three: the process's other threads may have taken or given back one.
            guard parked.now.count < clients.count else { exit(4) }
            let areServed = eventually {
                for exchange in parked.now { exchange.respond(.text("bye")) }
                return parked.now.count == clients.count
            }
            guard areServed else { exit(5) }
            for exchange in parked.now { exchange.respond(.text("bye")) }
            for client in clients { guard Answer(client.readToEnd() ?? [])?.text == "bye" else { exit(6) } }
            guard server.stop() else { exit(7) }
            exit(0)
        }
    }

    @Test func `a handler that takes long does not hold up the next connection`() throws {
        let mayReturn = Shared(false)
        let server = try Server { request, exchange in
            if request.parameters["REQUEST_URI"] == "/slow" { _ = eventually { mayReturn.now } }
            exchange.respond(.text("ok"))
        }
        for _ in 0..<20 {
            mayReturn.change { $0 = false }
            let slow = try (0..<3).map { _ in try Client(server.path) }
            for client in slow { client.send(Wire.request(uri: "/slow")) }
            #expect(try server.answer()?.text == "ok")
            mayReturn.change { $0 = true }
            for client in slow { #expect(Answer(client.readToEnd() ?? [])?.text == "ok") }
        }
        #expect(server.stop())
    }

    @Test func `a parked request costs at most 1 kB`() async {
        await #expect(processExitsWith: .success) {
            let parked = Shared<[Exchange]>([])
            let server = try Server { _, exchange in
                exchange.whenGone { _ = exchange }
                parked.change { $0.append(exchange) }
            }
            parked.change { $0.reserveCapacity(4000) }
            var clients: [Client] = []
            func park(_ count: Int) throws {
                for _ in 0..<count {
                    let client = try Client(server.path)
                    client.send(Wire.request(body: [UInt8](repeating: 1, count: 20_000)))
                    clients.append(client)
                }
                _ = eventually { parked.now.count == clients.count }
                // Until all of them are watched, which is where they cost most.
                usleep(100_000)
            }
            try park(1000)
            let before = mallinfo2().uordblks
            try park(2000)
            let bytes = (mallinfo2().uordblks - before) / 2000
            print("a parked request: \(bytes) bytes, the test's client included")
            guard parked.now.count == 3000, bytes <= 1024 else { exit(Int32(min(bytes / 100, 255))) }
            for exchange in parked.now { exchange.respond(.text("")) }
            guard server.stop() else { exit(254) }
            exit(0)
        }
    }
}
