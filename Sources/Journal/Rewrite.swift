import Glibc

/// A segment, or several neighbours, written anew with some records replaced by what is left of them.
struct Rewrite {
    enum Replacement {
        case keep
        case tombstone(Erasure)
        case gap
    }

    private(set) var bytes: [UInt8] = []
    /// Where each kept line of each source starts, before and after; in order.
    private(set) var moves: [[(old: UInt64, new: UInt64)]] = []
    private(set) var segment: Segment
    /// Lines that were replaced.
    private(set) var replaced = 0
    private var gap: (sequence: UInt64, records: UInt64, chain: UInt32)?

    init(into name: SegmentName) { segment = Segment(name: name) }

    /// Adds the lines of a source.
    mutating func add(_ source: [UInt8], name: SegmentName, replacing: (Line.Parsed) -> Replacement) throws(JournalError) {
        moves.append([])
        bytes.reserveCapacity(bytes.count + source.count)
        var failure: JournalError?
        source.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            var place = 0
            while place < buffer.count {
                let length = memchr(start + place, 10, buffer.count - place).map { UnsafeRawPointer($0) - (start + place) }
                guard let length, let line = Line.parse(UnsafeRawBufferPointer(rebasing: buffer[place..<place + length])) else {
                    failure = .damaged(
                        Damage(file: name.text, byte: UInt64(place), sequence: 0, reason: "the line has not the form of a record"))
                    return
                }
                take(line, UnsafeRawBufferPointer(rebasing: buffer[place...place + length]), at: UInt64(place), replacing(line))
                place += length + 1
            }
        }
        if let failure { throw failure }
    }

    private mutating func take(_ line: Line.Parsed, _ whole: UnsafeRawBufferPointer, at offset: UInt64, _ replacement: Replacement) {
        if line.kind == .gap {
            widenGap(line)
            return
        }
        switch replacement {
        case .gap:
            replaced += 1
            widenGap(line)
        case .tombstone(let erasure):
            replaced += 1
            closeGap()
            segment.note(sequence: line.sequence, at: UInt64(bytes.count))
            bytes += Line.tombstone(
                sequence: line.sequence, left: line.left, at: erasure.receipt.at, erasureID: erasure.id, chain: line.chain)
        case .keep:
            closeGap()
            segment.note(sequence: line.sequence, at: UInt64(bytes.count))
            moves[moves.count - 1].append((offset, UInt64(bytes.count)))
            bytes += whole
        }
    }

    private mutating func widenGap(_ line: Line.Parsed) {
        gap = (gap?.sequence ?? line.sequence, (gap?.records ?? 0) + line.records, line.chain)
    }

    private mutating func closeGap() {
        guard let gap else { return }
        segment.note(sequence: gap.sequence, at: UInt64(bytes.count))
        bytes += Line.gap(sequence: gap.sequence, records: gap.records, chain: gap.chain)
        self.gap = nil
    }

    /// Ends the last gap; nothing is added after this.
    mutating func finish() {
        closeGap()
        segment.bytes = UInt64(bytes.count)
    }

    /// Writes the new file beside the old one and makes it durable, but not yet its name.
    mutating func write(_ folder: StateFolder, as path: String) throws(JournalError) {
        finish()
        let file = try Disk.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
        try file.sync()
    }
}

extension Index {
    /// Puts the runs of the segments `old`, which have been rewritten as `rewrite`, where they are now.
    mutating func move(_ old: Range<Int>, by rewrite: Rewrite) {
        var place = runs.partitioningIndex { $0.segment >= UInt32(old.lowerBound) }
        for (number, moves) in zip(old, rewrite.moves) {
            var move = moves.startIndex
            while place < runs.count, runs[place].segment == UInt32(number) {
                if runs[place].bytes > 0 {
                    while move < moves.count, moves[move].old < UInt64(runs[place].offset) { move += 1 }
                    if move < moves.count, moves[move].old == UInt64(runs[place].offset) {
                        runs[place].offset = UInt32(moves[move].new)
                    } else {
                        // Replaced; no stream leads here any more, and its offset must not mislead the next move.
                        runs[place].bytes = 0
                    }
                }
                runs[place].segment = UInt32(old.lowerBound)
                place += 1
            }
        }
        guard old.count > 1 else { return }
        while place < runs.count {
            runs[place].segment -= UInt32(old.count - 1)
            place += 1
        }
    }
}
