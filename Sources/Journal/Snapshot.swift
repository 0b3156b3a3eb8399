import Glibc
import Synchronization

/// What makes a start short: the index as it was, and the caller's own fold of the events up to there.
///
/// It is a cache. One that is missing, altered, of another version or of another log is passed over, and the whole log is read.
///
/// `<state>/snapshot`, all integers little-endian: `FDSNAP01`, then
///
/// | bytes | what |
/// |---|---|
/// | 8 | the first sequence number that the caller's fold does not hold |
/// | 8, 4 | the last sequence number that the index holds, and its chain |
/// | 4 and each 8, 4, 8, 4, 16 × anchors | segments: first sequence, chain, bytes, anchors (sequence, offset) |
/// | 4 and each 4, 4, 4, 4 | runs, as in `Index.Run` |
/// | 4 and each 4 + name, 8, 4 | streams: name, number, last run |
/// | 4 and each 4 + id | erasures whose receipts are in the log |
/// | 8 + bytes | the caller's fold |
/// | 4 | the CRC-32C of all that |
struct Snapshot {
    private static let magic = Array("FDSNAP01".utf8)

    var fold: [UInt8]
    /// The first record that the fold does not hold.
    var next: UInt64
    var sequence: UInt64
    var chain: UInt32
    var segments: [Segment]
    var index: Index
    var sealed: [String]

    var bytes: [UInt8] {
        var pen = BytePen(capacity: 64 + fold.count + index.runs.count * 16 + index.streams.count * 64)
        pen.bytes += Self.magic
        pen.put(next)
        pen.put(sequence)
        pen.put(chain)
        pen.put(UInt32(segments.count))
        for segment in segments {
            pen.put(segment.name.first)
            pen.put(segment.name.chain)
            pen.put(segment.bytes)
            pen.put(UInt32(segment.anchors.count))
            for anchor in segment.anchors {
                pen.put(anchor.sequence)
                pen.put(anchor.offset)
            }
        }
        pen.put(UInt32(index.runs.count))
        for run in index.runs {
            pen.put(run.segment)
            pen.put(run.offset)
            pen.put(run.bytes)
            pen.put(UInt32(bitPattern: run.previous))
        }
        pen.put(UInt32(index.streams.count))
        for (stream, place) in index.streams {
            pen.put(stream.value)
            pen.put(place.number)
            pen.put(UInt32(bitPattern: place.last))
        }
        pen.put(UInt32(sealed.count))
        for id in sealed { pen.put(id) }
        pen.put(UInt64(fold.count))
        pen.bytes += fold
        pen.put(pen.bytes.withUnsafeBytes { CRC32C.sum($0) })
        return pen.bytes
    }

    init(fold: [UInt8], next: UInt64, sequence: UInt64, chain: UInt32, segments: [Segment], index: Index, sealed: [String]) {
        self.fold = fold
        self.next = next
        self.sequence = sequence
        self.chain = chain
        self.segments = segments
        self.index = index
        self.sealed = sealed
    }

    /// `nil` when the bytes are not a whole snapshot of this version.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 64, bytes.starts(with: Self.magic) else { return nil }
        let sum = bytes.withUnsafeBytes { CRC32C.sum(UnsafeRawBufferPointer(rebasing: $0.dropLast(4))) }
        guard bytes.suffix(4).reversed().reduce(UInt32(0), { $0 << 8 | UInt32($1) }) == sum else { return nil }
        // From here on the bytes are those that were written, so lengths and counts can be trusted.
        var eye = ByteEye(bytes, from: Self.magic.count)
        next = eye.long()
        sequence = eye.long()
        chain = eye.word()
        segments = (0..<eye.word()).map { _ in
            var segment = Segment(name: SegmentName(first: eye.long(), chain: eye.word()), bytes: eye.long())
            segment.anchors = (0..<eye.word()).map { _ in Segment.Anchor(sequence: eye.long(), offset: eye.long()) }
            return segment
        }
        index = Index()
        index.runs = (0..<eye.word()).map { _ in
            Index.Run(segment: eye.word(), offset: eye.word(), bytes: eye.word(), previous: Int32(bitPattern: eye.word()))
        }
        let streams = eye.word()
        index.streams.reserveCapacity(Int(streams))
        for _ in 0..<streams {
            index.streams[StreamID(eye.text())] = Index.Stream(number: eye.long(), last: Int32(bitPattern: eye.word()))
        }
        sealed = (0..<eye.word()).map { _ in eye.text() }
        fold = Array(eye.data(Int(eye.long())))
    }

    /// Whether the log in the folder is this one, with nothing but more at its end.
    func fits(_ folder: StateFolder, _ names: [SegmentName]) throws(JournalError) -> Bool {
        guard let last = segments.last, names.count >= segments.count, zip(names, segments).allSatisfy({ $0 == $1.name }) else {
            return false
        }
        for segment in segments {
            let size = try Disk.open(folder.segment(segment.name), O_RDONLY).size()
            guard segment.name == last.name ? size >= segment.bytes : size == segment.bytes else { return false }
        }
        guard last.bytes > 0 else { return last.name.first == sequence + 1 && last.name.chain == chain }
        guard last.bytes > 21 else { return false }
        let tail = try Disk.open(folder.segment(last.name), O_RDONLY).read(at: last.bytes - 21, count: 21)
        return tail.withUnsafeBytes { Scan.chainEnding(at: 21, in: $0) } == chain
    }
}

extension Journal {
    /// Keeps the caller's fold of all events before `position`, so that the next start reads only what came after.
    ///
    /// - Parameters:
    ///   - fold: whatever the caller makes of it; begin it with a version of your own. It must hold every event before
    ///     `position` and none from there on.
    ///   - position: the end of a run, such as ``end`` was when the fold was taken.
    /// - Throws: `.invalid` for a position that is not on disk yet; `.disk`. The snapshot that was there stays then.
    /// - Complexity: O(runs + streams + fold); written on a thread of its own.
    public func saveSnapshot(_ fold: [UInt8], before position: Position) async throws(JournalError) {
        try await saveSnapshot(before: position, unless: { false }, fold: { fold })
    }

    /// The same for a fold that takes long to write down, and may have become one that must not be kept.
    ///
    /// - Parameters:
    ///   - isStale: asked last, when nothing is being erased or dropped: whether something has been since the fold was taken. Then nothing
    ///     is written. What is erased while this writes takes the snapshot with it.
    ///   - fold: called once, on a thread of its own.
    /// - Returns: whether it was written.
    @discardableResult
    public func saveSnapshot(
        before position: Position, unless isStale: @escaping @Sendable () -> Bool, fold: @escaping @Sendable () -> [UInt8]
    ) async throws(JournalError) -> Bool {
        let isSaved = Mutex(false)
        try await maintain { [self] () throws(JournalError) in
            guard !isStale() else { return }
            let fold = fold()
            let snapshot = state.withLock { state in
                position.sequence > state.sequence + 1
                    ? nil
                    : Snapshot(
                        fold: fold, next: position.sequence, sequence: state.sequence, chain: state.chain, segments: state.segments,
                        index: state.index, sealed: Array(state.sealed))
            }
            guard let snapshot else { throw .invalid(field: "position", reason: "it is beyond the end of the log") }
            do throws(JournalError) {
                try Disk.replace(folder.snapshot, in: folder.path, with: snapshot.bytes)
            } catch {
                // Half a snapshot has words in it too. Should this fail as well, the next start or erasure does it.
                try? Disk.remove(folder.snapshot + ".tmp")
                throw error
            }
            state.withLock { $0.snapshotEnd = position.sequence - 1 }
            isSaved.withLock { $0 = true }
        }
        return isSaved.withLock { $0 }
    }

    /// How many records a start would have to fold beside the snapshot; all, when there is none.
    public var recordsAfterSnapshot: UInt64 { state.withLock { $0.sequence - min($0.sequence, $0.snapshotEnd) } }
}

extension Recovery {
    /// What became of the snapshot at a start.
    public enum SnapshotUse: Sendable, Hashable {
        /// There was none, or nobody asked for it.
        case absent
        /// It spared the start what it holds.
        case used
        /// It was not as it was written, or by a version with another form; it has been removed.
        case altered
        /// It was of another log, of one that has lost its end, or from before an erasure; it has been removed.
        case unfit
        /// The caller had no use for it.
        case refused
    }
}

private struct BytePen {
    var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    mutating func put(_ text: String) {
        put(UInt32(text.utf8.count))
        bytes += text.utf8
    }
}

private struct ByteEye {
    private let bytes: [UInt8]
    private var place: Int

    init(_ bytes: [UInt8], from place: Int) {
        self.bytes = bytes
        self.place = place
    }

    mutating func word() -> UInt32 { integer() }
    mutating func long() -> UInt64 { integer() }
    mutating func text() -> String { String(decoding: data(Int(word())), as: UTF8.self) }

    mutating func data(_ count: Int) -> ArraySlice<UInt8> {
        place += count
        return bytes[place - count..<place]
    }

    private mutating func integer<Value: FixedWidthInteger>() -> Value {
        let size = MemoryLayout<Value>.size
        precondition(place + size <= bytes.count, "a snapshot with a right sum is too short")
        place += size
        return bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: place - size, as: Value.self)) }
    }
}
