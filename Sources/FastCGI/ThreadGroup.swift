import Glibc
import Synchronization

/// Threads that do the same and are not waited for without limit, as a handler that hangs must not keep the process.
final class ThreadGroup: Sendable {
    private let running: Atomic<Int>

    /// Starts `count` threads. Each rings `bell` when `body` has returned.
    init(count: Int, bell: Bell, body: @escaping @Sendable () -> Void) {
        running = Atomic(count)
        for _ in 0..<count {
            let start = Unmanaged.passRetained(
                Start { [self] in
                    body()
                    running.subtract(1, ordering: .sequentiallyConsistent)
                    bell.ring()
                })
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                {
                    Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().body(); return nil
                }, start.toOpaque())
            precondition(status == 0, "pthread_create: \(String(cString: strerror(status)))")
            pthread_detach(thread)
        }
    }

    /// Whether any has yet to return.
    var isRunning: Bool { running.load(ordering: .sequentiallyConsistent) > 0 }

    /// A closure as a thing that a C pointer can name.
    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
