/// Where each stream's records are, so that what is not in memory can be read back.
///
/// 16 bytes a run and about 100 a stream: a million messages of a hundred thousand conversations take some 20 MB.
struct Index {
    struct Run {
        var segment: UInt32
        var offset: UInt32
        /// 0 once its records have been erased or dropped.
        var bytes: UInt32
        /// The stream's run before this one in `runs`; -1 for its first.
        var previous: Int32
    }
    struct Stream {
        /// The number of the last event.
        var number: UInt64
        /// The last run in `runs`.
        var last: Int32
    }

    /// In the order of the log, so a segment's runs are neighbours.
    var runs: [Run] = []
    var streams: [StreamID: Stream] = [:]

    func number(of stream: StreamID) -> UInt64 { streams[stream]?.number ?? 0 }

    mutating func add(_ stream: StreamID, number: UInt64, segment: Int, offset: UInt64, bytes: Int) {
        let place = Int32(runs.count)
        let previous: Int32
        if let known = streams.updateValue(Stream(number: number, last: place), forKey: stream) {
            previous = known.last
        } else {
            previous = -1
        }
        runs.append(Run(segment: UInt32(segment), offset: UInt32(offset), bytes: UInt32(bytes), previous: previous))
    }

    /// The stream's runs in order.
    func runs(of stream: StreamID) -> [Run] {
        var found: [Run] = []
        var place = streams[stream]?.last ?? -1
        while place >= 0 {
            let run = runs[Int(place)]
            found.append(run)
            place = run.previous
        }
        return found.reversed()
    }
}
