import Glibc

/// A counting semaphore that threads sleep on: what `Mutex` has no condition variable for.
///
/// `@unchecked Sendable` because C gives the semaphore as a pointer; it is made here, freed with its last reference, and
/// POSIX allows every call on it from any thread.
final class Signal: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(count: UInt32 = 0) {
        precondition(sem_init(semaphore, 0, count) == 0, "a count of \(count) is more than a semaphore holds")
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Lets one wait go on, now or later.
    func send() { sem_post(semaphore) }

    /// Takes one signal.
    func wait() {
        while sem_wait(semaphore) != 0 {}
    }

    /// Takes one signal; `false` when none came within `milliseconds`.
    func wait(milliseconds: Int64) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = Int64(end.tv_nsec) + milliseconds % 1000 * 1_000_000
        end.tv_sec += Int(milliseconds / 1000 + nanoseconds / 1_000_000_000)
        end.tv_nsec = Int(nanoseconds % 1_000_000_000)
        while sem_timedwait(semaphore, &end) != 0 {
            if errno == ETIMEDOUT { return false }
        }
        return true
    }
}

/// Runs `body` on a thread of its own, for work that blocks; the cooperative pool's threads must not.
func startThread(_ body: @escaping @Sendable () -> Void) throws(JournalError) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
            box.body()
            return nil
        }, box.toOpaque())
    guard code == 0 else {
        box.release()
        throw .disk(operation: "pthread_create", path: "a thread", code: code)
    }
    pthread_detach(thread)
}
