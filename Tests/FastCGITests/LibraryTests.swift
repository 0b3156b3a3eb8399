import CFastCGI
import Glibc
import Testing

@testable import FastCGI

/// What libfcgi does that the reactor relies on or keeps away from it. Each test stands for a line of `FastCGI.docc`.
@Suite struct LibraryTests {
    /// libfcgi by itself, without the gate.
    final class Library {
        let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        let peer: Int32
        let descriptor: Int32

        init() {
            FCGX_Init()
            FCGX_InitRequest(request, -1, 0)
            var ends: [Int32] = [0, 0]
            precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            (peer, descriptor) = (ends[0], ends[1])
            request.pointee.ipcFd = descriptor
            request.pointee.keepConnection = 1
        }

        deinit {
            FCGX_Free(request, 0)
            request.deallocate()
            close(peer)
            if isOpen { close(descriptor) }
        }

        func accept(_ bytes: [UInt8], thenEnd: Bool = false) -> Int32 {
            send(peer, bytes, bytes.count, 0)
            if thenEnd { shutdown(peer, Int32(SHUT_WR)) }
            return FCGX_Accept_r(request)
        }

        var isOpen: Bool { fcntl(descriptor, F_GETFD) >= 0 }

        var variables: [String] {
            var all: [String] = []
            guard var next = request.pointee.envp else { return [] }
            while let pair = next.pointee {
                all.append(String(cString: pair))
                next += 1
            }
            return all
        }
    }

    // A descriptor's number is given to the next who opens one, so tests that ask whether one is closed stand alone, in
    // a process of their own.

    @Test func `a preset descriptor is parsed without accepting, and stays open after FCGX_Free(request, 0)`() async {
        await #expect(processExitsWith: .success) {
            let library = Library()
            guard library.accept(Wire.request(body: [7])) == 0, library.request.pointee.requestId == 1 else { exit(2) }
            FCGX_Free(library.request, 0)
            exit(library.isOpen ? 0 : 3)
        }
    }

    @Test func `without keepConnection preset FCGX_Accept_r closes the descriptor it was given`() async {
        await #expect(processExitsWith: .success) {
            let library = Library()
            library.request.pointee.keepConnection = 0
            exit(library.accept(Wire.request()) == -EBADF && !library.isOpen ? 0 : 2)
        }
    }

    @Test func `bad input ends in EBADF with the descriptor closed when there is no socket to accept from`() async {
        await #expect(processExitsWith: .success) {
            let library = Library()
            exit(library.accept(Wire.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2)) == -EBADF && !library.isOpen ? 0 : 2)
        }
    }

    @Test func `one request object serves one descriptor after another`() async {
        await #expect(processExitsWith: .success) {
            let library = Library()
            for number in 1...100 {
                guard library.accept(Wire.request(uri: "/\(number)")) == 0, library.variables.contains("REQUEST_URI=/\(number)") else {
                    exit(2)
                }
                guard FCGX_GetChar(library.request.pointee.in) == EOF else { exit(3) }
                FCGX_Free(library.request, 0)
                library.request.pointee.ipcFd = library.descriptor
                library.request.pointee.keepConnection = 1
            }
            exit(0)
        }
    }

    @Test func `FCGI_ROLE comes first and the rest in its order, a repeated name twice`() {
        let library = Library()
        #expect(library.accept(Wire.request(variables: [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/"), ("X", "1"), ("X", "2")])) == 0)
        #expect(library.variables == ["FCGI_ROLE=RESPONDER", "REQUEST_METHOD=GET", "REQUEST_URI=/", "X=1", "X=2"])
        #expect(FCGX_GetParam("X", library.request.pointee.envp).map { String(cString: $0) } == "1")
    }

    @Test func `CONTENT_LENGTH is not compared with the body`() {
        let library = Library()
        #expect(library.accept(Wire.request(variables: Wire.variables(body: 9), body: [1, 2, 3])) == 0)
        var buffer = [CChar](repeating: 0, count: 16)
        #expect(FCGX_GetStr(&buffer, 16, library.request.pointee.in) == 3)
    }

    @Test func `a request that ends among its parameters is reported as a good one`() {
        let library = Library()
        #expect(library.accept(Wire.begin() + Wire.record(4, Wire.pair("REQUEST_METHOD", "GET")), thenEnd: true) == 0)
        #expect(library.variables == ["FCGI_ROLE=RESPONDER", "REQUEST_METHOD=GET"])
    }

    @Test func `parameters before the beginning are skipped`() {
        let library = Library()
        #expect(library.accept(Wire.record(4, [1, 2, 3]) + Wire.request(uri: "/after")) == 0)
        #expect(library.variables.contains("REQUEST_URI=/after"))
    }

    @Test func `a NUL cuts a value`() {
        let library = Library()
        #expect(library.accept(Wire.request(variables: Wire.variables() + [("X", "a\0b")])) == 0)
        #expect(library.variables.last == "X=a")
    }

    @Test func `the body's last byte may be read with the end still unread, so one more is asked for`() {
        let library = Library()
        let body = [UInt8](repeating: 7, count: 20_000)
        #expect(library.accept(Wire.request(body: body)) == 0)
        var buffer = [CChar](repeating: 0, count: body.count)
        #expect(FCGX_GetStr(&buffer, Int32(body.count), library.request.pointee.in) == Int32(body.count))
        #expect(FCGX_GetChar(library.request.pointee.in) == EOF)
        var byte: UInt8 = 0
        #expect(recv(library.descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) == -1 && errno == EAGAIN)
    }

    @Test func `FCGX_Init takes over signals, and the reactor gives them back`() async {
        await #expect(processExitsWith: .success) {
            func handler(_ signal: Int32) -> UInt {
                var action = sigaction()
                sigaction(signal, nil, &action)
                return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
            }
            let signals = [SIGTERM, SIGPIPE, SIGUSR1]
            let before = signals.map(handler)
            _ = RequestReader(Configuration())
            guard signals.map(handler) == before else { exit(2) }
            // What it would have left; a second call does nothing, so in a process of its own.
            exit(0)
        }
        await #expect(processExitsWith: .success) {
            FCGX_Init()
            var action = sigaction()
            sigaction(SIGTERM, nil, &action)
            exit(action.__sigaction_handler.sa_handler != nil ? 0 : 2)
        }
    }

    @Test func `four GET_VALUES end a process that gives them to libfcgi`() async {
        await #expect(processExitsWith: .signal(SIGABRT)) {
            var off = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &off)
            signal(SIGABRT, SIG_DFL)
            let library = Library()
            let name = Wire.pair("FCGI_MAX_CONNS", "")
            _ = library.accept(Wire.record(9, name + name + name + name, id: 0) + Wire.request())
        }
    }

    @Test func `a name of 2 GB less two ends a process that gives it to libfcgi`() async throws {
        let bytes = try #require(Input.all.first { $0.name == "a name of 2 GB less two" }).bytes
        #expect(GateTests.verdict(bytes) == .malformed(.pairs))
        await #expect(processExitsWith: .signal(SIGABRT)) {
            var off = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &off)
            signal(SIGABRT, SIG_DFL)
            _ = Library().accept(Input.all.first { $0.name == "a name of 2 GB less two" }!.bytes)
        }
    }
}
