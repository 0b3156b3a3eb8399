/// One file of the log, named after its first sequence number and the chain before it.
///
/// The name makes a segment provable alone: a file that was renamed, lost, moved or put twice does not fit its neighbours.
struct SegmentName: Hashable, Comparable, Sendable {
    let first: UInt64
    let chain: UInt32

    /// Such as `00000000000000000001-00000000.jsonl`; sorted by name is sorted by sequence.
    var text: String {
        let digits = String(first)
        let hexadecimal = String(chain, radix: 16)
        return String(repeating: "0", count: 20 - digits.count) + digits + "-"
            + String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal + ".jsonl"
    }

    init(first: UInt64, chain: UInt32) {
        self.first = first
        self.chain = chain
    }

    /// `nil` for a name that `text` would not have made.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 20, let first = UInt64(parts[0]), first > 0,
            parts[1].hasSuffix(".jsonl"), let chain = UInt32(parts[1].dropLast(6), radix: 16)
        else { return nil }
        self.init(first: first, chain: chain)
        guard self.text == text else { return nil }
    }

    static func < (left: SegmentName, right: SegmentName) -> Bool { (left.first, left.chain) < (right.first, right.chain) }
}

/// What is known of a segment in memory.
struct Segment: Sendable {
    /// Where a record starts: one for each stretch of `anchorBytes`, so that reading from a position need not start at the front.
    struct Anchor: Sendable {
        let sequence: UInt64
        let offset: UInt64
    }
    static let anchorBytes: UInt64 = 64 * 1024

    let name: SegmentName
    /// Bytes on disk; what lies beyond has not been synced.
    var bytes: UInt64 = 0
    var anchors: [Anchor] = []

    mutating func note(sequence: UInt64, at offset: UInt64) {
        if let last = anchors.last, offset < last.offset + Self.anchorBytes { return }
        anchors.append(Anchor(sequence: sequence, offset: offset))
    }

    /// The last known start of a record at or before `sequence`.
    func anchor(for sequence: UInt64) -> Anchor {
        let place = anchors.partitioningIndex { $0.sequence > sequence }
        return place == 0 ? Anchor(sequence: name.first, offset: 0) : anchors[place - 1]
    }
}

extension Array {
    /// The first index whose element satisfies `isBeyond`, which must hold for all elements from some index on.
    func partitioningIndex(where isBeyond: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
