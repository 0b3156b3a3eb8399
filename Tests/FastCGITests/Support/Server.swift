import Glibc
import Synchronization

@testable import FastCGI

/// A directory that goes with its owner.
final class Directory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/fastcgi-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp: \(errno)")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        unlink(path + "/socket")
        rmdir(path)
    }
}

/// A reactor that runs in a thread of its own.
final class Server: Sendable {
    let directory = Directory()
    let path: String
    let reactor: Reactor
    private let hasReturned = Atomic(false)

    init(
        _ configuration: Configuration = Configuration(), listener: Listener? = nil,
        whenStopping: @escaping @Sendable () -> Void = {}, handler: @escaping Reactor.Handler
    ) throws {
        path = directory.path + "/socket"
        reactor = try Reactor(
            listener: listener ?? Listener(path: path), configuration: configuration, whenStopping: whenStopping, handler: handler)
        inThread { [self] in
            reactor.run()
            hasReturned.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// One request, answered or not.
    func answer(to bytes: [UInt8] = Wire.request()) throws -> Answer? {
        let client = try Client(path)
        client.send(bytes)
        return client.readToEnd().flatMap { Answer($0) }
    }

    /// Whether `run` has returned, ten seconds being the limit.
    @discardableResult func stop(within time: Duration = .zero) -> Bool {
        reactor.stop(within: time)
        return eventually { hasReturned.load(ordering: .sequentiallyConsistent) }
    }

    var isRunning: Bool { !hasReturned.load(ordering: .sequentiallyConsistent) }
}

/// Runs `body` once, elsewhere.
func inThread(_ body: @escaping @Sendable () -> Void) {
    final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        {
            Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Start(body)).toOpaque())
    pthread_detach(thread)
}

/// A value that threads share.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    func change(_ body: (inout Value) -> Void) { value.withLock { body(&$0) } }
}

extension Response {
    static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, headers: [("Content-Type", "text/plain")], body: Array(text.utf8))
    }
}

/// Numbers that are the same on every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
