extension Hours {
    /// The instant when `seconds` of opening hours have gone by since `start`; nil when that never comes.
    public func date(afterOpenSeconds seconds: Int, from start: Timestamp) -> Timestamp? {
        var now = start
        var left = Int64(seconds) * 1_000
        for _ in 0..<100_000 {
            if !isOpen(at: now) { now = nextOpening(after: now) }
            let step = min(left, 60_000 - now.milliseconds % 60_000)
            now = Timestamp(milliseconds: now.milliseconds + step)
            left -= step
            if left == 0 { return now }
        }
        return nil
    }
}
