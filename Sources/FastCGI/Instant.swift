import Glibc

/// A reading of the kernel's coarse monotonic clock, which costs some nanoseconds and is right to 1...10 ms.
///
/// A request in passing reads it once; `ContinuousClock` would be exact and several times dearer.
struct Instant: Comparable, Sendable {
    private var nanoseconds: Int64

    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Whole milliseconds until `later`, rounded up so that a wait of that length does not end early; 0 when it has passed.
    func milliseconds(until later: Instant) -> Int32 {
        let wait = later.nanoseconds - nanoseconds
        return wait <= 0 ? 0 : Int32(clamping: (wait + 999_999) / 1_000_000)
    }

    static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (instant: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        return Instant(nanoseconds: instant.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

/// Things that fall due in the order in which they were put in, because each waits equally long.
struct DueQueue<Element> {
    private let wait: Duration
    private var entries: [(due: Instant, element: Element)] = []
    private var head = 0

    init(wait: Duration) { self.wait = wait }

    /// When the first falls due; nil when there is none.
    var nextDue: Instant? { head < entries.count ? entries[head].due : nil }

    mutating func append(_ element: Element, at now: Instant) {
        entries.append((now + wait, element))
    }

    /// Takes out the first, if it is due.
    mutating func popDue(at now: Instant) -> Element? {
        guard let due = nextDue, due <= now else { return nil }
        return pop()
    }

    /// Takes out the first, due or not.
    ///
    /// - Complexity: O(1) on average: the room of what was taken is given back when it is half of all.
    mutating func pop() -> Element? {
        guard head < entries.count else { return nil }
        let element = entries[head].element
        head += 1
        if head >= 32, head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return element
    }
}
