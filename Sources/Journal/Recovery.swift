import Glibc

/// What opening the log found.
public struct Recovery: Sendable, Hashable {
    /// A tail that no whole run covered: what a crash in the middle of a write leaves.
    public struct Torn: Sendable, Hashable {
        /// The segment it was cut from.
        public let file: String
        /// Where it was cut.
        public let byte: UInt64
        /// How many bytes were cut and kept aside.
        public let bytes: UInt64
        /// The file in the log folder that keeps them.
        public let keptAs: String
    }
    /// Records read, what is left of erased ones included; those that a snapshot spared are not.
    public internal(set) var records: UInt64 = 0
    /// Streams that have records.
    public internal(set) var streams = 0
    /// Segments read.
    public internal(set) var segments = 0
    /// The tail that was cut, if one was.
    public internal(set) var torn: Torn?
    /// Records that had been on disk, as the mark beside the log says, and are gone from its end. 0 unless the disk or
    /// somebody took them: a crash alone does not.
    public internal(set) var missing: UInt64 = 0
    /// What became of the snapshot.
    public internal(set) var snapshot = SnapshotUse.absent
    /// Erasures that a crash or a restored backup had left to do, and that are done now.
    public internal(set) var erasuresFinished = 0
}

/// What reading the whole log gives: everything an open journal knows.
struct Replay {
    var segments: [Segment] = []
    var index = Index()
    /// The last whole run's last sequence and chain.
    var sequence: UInt64 = 0
    var chain = Line.firstChain
    var recovery = Recovery()
    /// Where the last segment's last whole run ends; what follows is torn.
    var end: UInt64 = 0
    /// The size that the last segment had.
    var lastSegmentBytes: UInt64 = 0
    /// What is left of erased records, by the erasure's id.
    var remains: [String: (remains: Erasure.Remains, at: Int64, first: Damage, isOfOneTime: Bool)] = [:]
    /// The erasures whose receipts are in the log, with the data of the record that vouches for what is left.
    var seals: [String: [UInt8]] = [:]
    /// The erasures whose receipts a snapshot has vouched for.
    var sealed: Set<String> = []
    /// The erasures that `erasures.jsonl` knows.
    var known: [String: Int64] = [:]
    /// Streams that are erased or being dropped, of which there may be records left.
    var hidden: Set<StreamID> = []

    /// Reads and proves the log in `folder`; `body` gets every event of every whole run, in order.
    ///
    /// Changes nothing on disk. Throws `.damaged` for anything that is neither as written nor a torn tail.
    ///
    /// - Parameters:
    ///   - erasures: what `erasures.jsonl` holds; records of these streams are not given to `body`.
    ///   - plan: what maintenance had not finished; records of streams that it drops are not given to `body` either.
    ///   - snapshot: what need not be read; it must fit the log.
    static func run(
        _ folder: StateFolder, threads: Int, erasures: [Erasure], plan: Plan?, snapshot: Snapshot? = nil, body: (Record) -> Void
    ) throws(JournalError) -> Replay {
        try run(folder, threads: threads, erasures: erasures, plan: plan, snapshot: snapshot, decode: nil) { record, _ in body(record) }
    }

    /// The same, with what `decode` makes of each event on the threads that read.
    static func run(
        _ folder: StateFolder, threads: Int, erasures: [Erasure], plan: Plan?, snapshot: Snapshot?, decode: Scan.Decode?,
        body: (Record, (any Scan.Decoded)?) -> Void
    ) throws(JournalError) -> Replay {
        let superfluous = try plan?.superfluous(folder) ?? []
        let names = try folder.segments().filter { !superfluous.contains($0) }
        var replay = Replay()
        for erasure in erasures {
            replay.known[erasure.id] = erasure.receipt.at
            replay.hidden.insert(erasure.stream)
        }
        if case .drop(let streams)? = plan { replay.hidden.formUnion(streams) }
        var files: [(name: SegmentName, file: File, bytes: UInt64)] = []
        if let snapshot { replay.take(snapshot) }
        for (place, name) in names.enumerated() {
            let file = try Disk.open(folder.segment(name), O_RDONLY)
            let bytes = try file.size()
            files.append((name, file, bytes))
            if place < replay.segments.count {
                replay.segments[place].bytes = bytes
            } else {
                replay.segments.append(Segment(name: name, bytes: bytes))
            }
        }
        let mark = try Disk.contents(folder.mark, limit: 256).flatMap { Mark($0) }
        if let mark, mark.sequence >= mark.segment, !names.contains(where: { $0.first == mark.segment }) {
            throw .damaged(
                Damage(file: names.last?.text ?? "", byte: 0, sequence: mark.segment, reason: "the segment that starts here is missing"))
        }
        replay.lastSegmentBytes = files.last?.bytes ?? 0
        if let first = names.first, first != SegmentName(first: 1, chain: Line.firstChain) {
            throw .damaged(Damage(file: first.text, byte: 0, sequence: 1, reason: "the segment before it is missing"))
        }
        let start = replay.start(after: snapshot)
        var fold = Fold(replay: replay, snapshot: snapshot, start: start.anchor)

        var reached = snapshot == nil ? -1 : start.segment
        var offset = start.anchor.offset
        var bad: (segment: Int, reason: String)?
        try Scan.run(over: Array(files[start.segment...]), threads: threads, from: start.anchor.offset, decode: decode) {
            (place, chunk) throws(JournalError) in
            let segment = place + start.segment
            if segment != reached {
                try fold.enter(segment, files: files, from: reached)
                reached = segment
                offset = 0
            }
            if let before = chunk.chainBefore, chunk.start != offset || !fold.goesOn(from: before) {
                bad = (segment, "the chain does not fit")
                return false
            }
            for item in chunk.items {
                if let reason = fold.take(item, in: segment, body) {
                    bad = (segment, reason)
                    return false
                }
                offset = item.offset + UInt64(item.bytes)
            }
            if let failure = chunk.failure {
                bad = (segment, failure)
                return false
            }
            return true
        }
        if bad == nil, !files.isEmpty {
            // Empty segments have no chunk; only the last may be empty.
            try fold.enter(files.count - 1, files: files, from: reached)
            if reached < files.count - 1 { offset = 0 }
        }
        if let bad {
            let place = Damage(file: names[bad.segment].text, byte: offset, sequence: fold.lineSequence + 1, reason: bad.reason)
            guard bad.segment == names.count - 1 else { throw .damaged(place) }
            let tail = Tail(start: offset, sequence: fold.lineSequence + 1, mark: mark?.sequence ?? 0)
            if try tail.wasOnDisk(in: files[bad.segment].file, size: files[bad.segment].bytes) { throw .damaged(place) }
        }
        replay = fold.replay
        try replay.judgeRemains()
        if let mark, mark.sequence > replay.sequence { replay.recovery.missing = mark.sequence - replay.sequence }
        replay.recovery.streams = replay.index.streams.count
        replay.recovery.segments = names.count
        return replay
    }

    /// Takes over what a snapshot has kept.
    private mutating func take(_ snapshot: Snapshot) {
        segments = snapshot.segments
        index = snapshot.index
        sequence = snapshot.sequence
        chain = snapshot.chain
        end = snapshot.segments.last?.bytes ?? 0
        for id in snapshot.sealed { sealed.insert(id) }
    }

    /// Where reading has to start: at the front, or at the last known place before what the snapshot's fold does not hold.
    private func start(after snapshot: Snapshot?) -> (segment: Int, anchor: Segment.Anchor) {
        guard let snapshot, let last = snapshot.segments.last else { return (0, Segment.Anchor(sequence: 1, offset: 0)) }
        let place = snapshot.segments.count - 1
        if snapshot.next > snapshot.sequence { return (place, Segment.Anchor(sequence: snapshot.sequence + 1, offset: last.bytes)) }
        let before = max(0, snapshot.segments.partitioningIndex { $0.name.first > snapshot.next } - 1)
        return (before, snapshot.segments[before].anchor(for: snapshot.next))
    }

    /// What is left of erased records must be as the seal says; before there is one, the list must know the erasure.
    private func judgeRemains() throws(JournalError) {
        // After a snapshot only a part of them has been read.
        guard sealed.isEmpty else { return }
        for (id, found) in remains {
            if let seal = seals[id] {
                if seal != Erasure.sealData(id, found.remains) { throw .damaged(found.first) }
            } else if known[id] != found.at || !found.isOfOneTime {
                throw .damaged(found.first)
            }
        }
        for (id, seal) in seals where remains[id] == nil && seal != Erasure.sealData(id, Erasure.Remains()) {
            throw .damaged(
                Damage(file: segments.first?.name.text ?? "", byte: 0, sequence: 1, reason: "what erasure \(id) left is missing"))
        }
    }
}

/// Puts records in order into runs, and runs into the index.
private struct Fold {
    var replay: Replay
    /// The last good line's sequence and chain; ahead of the replay's inside a run.
    private(set) var lineSequence: UInt64 = 0
    private(set) var lineChain = Line.firstChain
    private var run: [Scan.Chunk.Item] = []
    /// The last record that the index knows already, from a snapshot; and the last that the caller's fold holds.
    private let indexed: UInt64
    private let folded: UInt64
    /// Whether the chain that the first line stands on is still to be taken from the line before it.
    private var takesChain: Bool

    init(replay: Replay, snapshot: Snapshot?, start: Segment.Anchor) {
        self.replay = replay
        indexed = snapshot?.sequence ?? 0
        folded = (snapshot?.next ?? 1) - 1
        lineSequence = start.sequence - 1
        if let snapshot, start.sequence > snapshot.sequence { lineChain = snapshot.chain }
        takesChain = snapshot != nil && start.sequence <= indexed
    }

    /// Whether a chunk that stands on `chain` goes on where the last one ended.
    mutating func goesOn(from chain: UInt32) -> Bool {
        if takesChain {
            lineChain = chain
            takesChain = false
        }
        return chain == lineChain
    }

    /// Goes on to a segment, which must follow what was read.
    mutating func enter(
        _ segment: Int, files: [(name: SegmentName, file: File, bytes: UInt64)], from last: Int
    ) throws(JournalError) {
        guard segment > last else { return }
        for passed in max(last, 0)..<segment {
            // A next segment is made only when the one before it is whole and on disk.
            if files[passed].bytes == 0 {
                throw .damaged(
                    Damage(file: files[passed].name.text, byte: 0, sequence: lineSequence + 1, reason: "the segment is empty"))
            }
        }
        if !run.isEmpty {
            throw .damaged(
                Damage(
                    file: files[max(last, 0)].name.text, byte: files[max(last, 0)].bytes, sequence: lineSequence + 1,
                    reason: "the run has no end"))
        }
        let name = files[segment].name
        guard name.first == lineSequence + 1, name.chain == lineChain else {
            let reason =
                name.first > lineSequence + 1
                ? "the segment before it is missing or has lost its end" : "the segment does not follow the one before it"
            throw .damaged(Damage(file: name.text, byte: 0, sequence: lineSequence + 1, reason: reason))
        }
        replay.end = 0
    }

    /// Takes the next line; returns what is wrong with it.
    mutating func take(_ item: Scan.Chunk.Item, in segment: Int, _ body: (Record, (any Scan.Decoded)?) -> Void) -> String? {
        guard item.record.sequence == lineSequence + 1 else { return "the sequence is \(item.record.sequence)" }
        let before = run.count - 1
        if before >= 0 {
            guard item.record.left == run[before].record.left - 1 else { return "the run is broken off" }
            guard item.record.stream == run[before].record.stream else { return "the run changes its stream" }
        }
        // Of a stream that is being erased or dropped the first records may be gone already.
        if !item.record.isErased, item.record.sequence > indexed, !replay.hidden.contains(item.record.stream) {
            let number = (before >= 0 ? run[before].record.number : replay.index.number(of: item.record.stream)) + 1
            guard item.record.number == number else { return "the number is \(item.record.number), not \(number)" }
        }
        lineSequence += item.records
        lineChain = item.chain
        if item.record.left > 0 {
            run.append(item)
            return nil
        }
        for place in run.indices { note(run[place], in: segment, body) }
        commit(item, in: segment, from: run.first?.offset ?? item.offset, body)
        run.removeAll(keepingCapacity: true)
        return nil
    }

    private mutating func commit(
        _ last: Scan.Chunk.Item, in segment: Int, from offset: UInt64,
        _ body: (Record, (any Scan.Decoded)?) -> Void
    ) {
        note(last, in: segment, body)
        guard lineSequence > indexed else { return }
        replay.end = last.offset + UInt64(last.bytes)
        replay.sequence = lineSequence
        replay.chain = lineChain
        guard !last.record.isErased else { return }
        replay.index.add(
            last.record.stream, number: last.record.number, segment: segment, offset: offset, bytes: Int(replay.end - offset))
    }

    private mutating func note(_ item: Scan.Chunk.Item, in segment: Int, _ body: (Record, (any Scan.Decoded)?) -> Void) {
        replay.recovery.records += item.records
        let record = item.record
        if record.sequence > indexed { replay.segments[segment].note(sequence: record.sequence, at: item.offset) }
        if record.isErased {
            if record.type == "erased" { noteRemains(item, in: segment) }
            return
        }
        if record.type == Erasure.sealType, let id = Erasure.identifier(in: record.data) { replay.seals[id] = record.data }
        if record.sequence > folded, !replay.hidden.contains(record.stream) { body(record, item.decoded) }
    }

    private mutating func noteRemains(_ item: Scan.Chunk.Item, in segment: Int) {
        let record = item.record
        let id = Erasure.identifier(in: record.data) ?? ""
        var found =
            replay.remains[id] ?? (
                Erasure.Remains(), record.at,
                Damage(
                    file: replay.segments[segment].name.text, byte: item.offset, sequence: record.sequence,
                    reason: "what erasure \(id) left is not as it was written"),
                true
            )
        if record.at != found.at { found.isOfOneTime = false }
        found.remains.add(
            Line.tombstone(sequence: record.sequence, left: record.left, at: record.at, erasureID: id, chain: item.chain))
        replay.remains[id] = found
    }
}

/// What stands where the next record should, at the end of the last segment.
struct Tail {
    let start: UInt64
    /// The sequence that should stand there.
    let sequence: UInt64
    /// The last sequence that the mark vouches for.
    let mark: UInt64

    /// Whether the bad line at the start had been on disk: then it is damage, else a torn tail.
    ///
    /// A record after it shows that by its `synced`, as everything up to there was on disk before it was written. Records
    /// of the same unsynced batch show nothing: a power loss may keep any of a batch's sectors and lose any other. Whether
    /// the record's chain fits is not asked, as the chain it stands on may be what was lost.
    func wasOnDisk(in file: File, size: UInt64) throws(JournalError) -> Bool {
        let bytes = try file.read(at: start, count: Int(size - start))
        return bytes.withUnsafeBytes { buffer in
            var place = 0
            while let found = find("{\"sequence\":", in: buffer, from: place) {
                place = found + 1
                guard let end = find("\n", in: buffer, from: found),
                    let line = Line.parse(UnsafeRawBufferPointer(rebasing: buffer[found..<end]))
                else { continue }
                if found == 0 {
                    // The bad line itself: a later record in the place of a lost one.
                    if line.sequence > sequence, line.synced >= sequence { return true }
                } else if line.sequence == sequence {
                    // No crash puts anything before the record that should be there.
                    return true
                } else if line.sequence > sequence, line.kind != .event || max(line.synced, mark) >= sequence {
                    // What is left of an erased record is only ever written into segments that are whole and on disk.
                    return true
                }
            }
            return false
        }
    }

    private func find(_ text: StaticString, in buffer: UnsafeRawBufferPointer, from place: Int) -> Int? {
        guard let start = buffer.baseAddress else { return nil }
        let length = text.utf8CodeUnitCount
        var place = place
        while place + length <= buffer.count, let found = memchr(start + place, Int32(text.utf8Start[0]), buffer.count - place) {
            place = UnsafeRawPointer(found) - start
            if place + length <= buffer.count, memcmp(found, text.utf8Start, length) == 0 { return place }
            place += 1
        }
        return nil
    }
}
