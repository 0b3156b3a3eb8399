import Glibc
import Synchronization

/// Reading back. Every record is proved again as it is read; the calling thread waits for the disk, as a read from a log
/// that is in the page cache takes microseconds.
extension Journal {
    /// The records from `position` on, in order, as far as they are on disk: at most `limit`, and at most some 4 MiB (but
    /// always one where there is one), so go on from `last.position.next`. What is left of erased records is among them.
    ///
    /// - Throws: `.damaged` when the disk no longer gives what was written; `.disk`.
    /// - Complexity: O(bytes returned), plus at most 64 KiB to find the position.
    public func read(from position: Position, limit: Int) async throws(JournalError) -> [Record] {
        try readNow(from: position, limit: limit)
    }

    func readNow(from position: Position, limit: Int) throws(JournalError) -> [Record] {
        var records: [Record] = []
        var bytes = 0
        var sequence = max(position.sequence, 1)
        while records.count < limit, bytes < 4 << 20 {
            guard let stretch = try stretch(from: sequence) else { break }
            let chunk = try Self.whole(stretch)
            for item in chunk.items where item.record.sequence + item.records > sequence {
                guard records.count < limit, bytes < 4 << 20 else { break }
                records.append(item.record)
                bytes += Int(item.bytes)
                sequence = item.record.sequence + item.records
            }
        }
        return records
    }

    /// The records from `position` on, those on disk first, then each as it gets there; ends when the journal is closed.
    ///
    /// The caller's pace is kept: nothing is read ahead of what it takes beyond a few megabytes. Cancelling the task that
    /// reads ends the stream.
    public func follow(from position: Position) -> AsyncThrowingStream<Record, any Error> {
        let cursor = Mutex((position: position, ready: [Record]().makeIterator()))
        return AsyncThrowingStream { [self] in
            while true {
                let (record, from) = cursor.withLock { ($0.ready.next(), $0.position) }
                if let record { return record }
                let records = try await read(from: from, limit: 1024)
                if let last = records.last {
                    cursor.withLock { $0 = (last.position.next, records.makeIterator()) }
                } else if await !waitForRecords(from: from) {
                    return nil
                }
            }
        }
    }

    /// A stream's records after its event `number`, in order, as far as they are on disk; none when it is not known.
    ///
    /// - Throws: `.damaged` when the disk no longer gives what was written; `.disk`.
    /// - Complexity: one read for each run of the stream, however long the log is.
    public func records(of stream: StreamID, after number: UInt64 = 0) async throws(JournalError) -> [Record] {
        let found: Result<[(Stretch, Index.Run)], JournalError> = state.withLock { state in
            var files: [UInt32: File] = [:]
            var stretches: [(Stretch, Index.Run)] = []
            for run in state.index.runs(of: stream) {
                let segment = state.segments[Int(run.segment)]
                do throws(JournalError) {
                    // Opened under the lock, so that file and offset belong together even while a segment is rewritten.
                    let file: File
                    if let known = files[run.segment] {
                        file = known
                    } else {
                        file = try Disk.open(folder.segment(segment.name), O_RDONLY)
                        files[run.segment] = file
                    }
                    let stretch = Stretch(
                        file: file, name: segment.name, from: UInt64(run.offset), to: UInt64(run.offset) + UInt64(run.bytes),
                        size: segment.bytes, sequence: 0)
                    stretches.append((stretch, run))
                } catch {
                    return .failure(error)
                }
            }
            return .success(stretches)
        }
        var records: [Record] = []
        for (stretch, _) in try found.get() {
            for item in try Self.whole(stretch).items where item.record.number > number {
                guard item.record.stream == stream else {
                    throw .damaged(
                        Damage(file: stretch.name.text, byte: item.offset, sequence: item.record.sequence, reason: "another stream"))
                }
                records.append(item.record)
            }
        }
        return records
    }

    /// Gives every event on disk to `body`, in order, on the calling thread; what is left of erased records is not among them.
    ///
    /// For a fold that is made after the start; at the start, `open(_:configuration:replaying:)` does it in the same reading.
    ///
    /// - Throws: what `body` throws, at once; `JournalError.damaged`; `JournalError.disk`.
    public func replay(_ body: (Record) throws -> Void) throws {
        var thrown: (any Error)?
        try scan { item in
            guard !item.record.isErased else { return true }
            do {
                try body(item.record)
                return true
            } catch {
                thrown = error
                return false
            }
        }
        if let thrown { throw thrown }
    }

    /// Gives every line on disk to `body`, in order, on the calling thread, until it returns `false`.
    func scan(_ body: (Scan.Chunk.Item) -> Bool) throws(JournalError) {
        let opened: Result<[(name: SegmentName, file: File, bytes: UInt64)], JournalError> = state.withLock { state in
            var files: [(name: SegmentName, file: File, bytes: UInt64)] = []
            for segment in state.segments {
                do throws(JournalError) {
                    files.append((segment.name, try Disk.open(folder.segment(segment.name), O_RDONLY), segment.bytes))
                } catch {
                    return .failure(error)
                }
            }
            return .success(files)
        }
        let files = try opened.get()
        try Scan.run(over: files, threads: configuration.scanThreads) { (segment, chunk) throws(JournalError) in
            if let failure = chunk.failure {
                throw .damaged(
                    Damage(
                        file: files[segment].name.text, byte: chunk.end, sequence: (chunk.items.last?.record.sequence ?? 0) + 1,
                        reason: failure))
            }
            for item in chunk.items where !body(item) { return false }
            return true
        }
    }

    // MARK: Where to read

    private struct Stretch {
        let file: File
        let name: SegmentName
        let from: UInt64
        let to: UInt64
        let size: UInt64
        let sequence: UInt64
    }

    /// The bytes that hold the record `sequence`; `nil` when it is not on disk yet.
    private func stretch(from sequence: UInt64) throws(JournalError) -> Stretch? {
        let found: Result<Stretch?, JournalError> = state.withLock { state in
            guard sequence <= state.sequence else { return .success(nil) }
            let place = state.segments.partitioningIndex { $0.name.first > sequence } - 1
            let segment = state.segments[max(place, 0)]
            let anchor = segment.anchor(for: sequence)
            do throws(JournalError) {
                return .success(
                    Stretch(
                        file: try Disk.open(folder.segment(segment.name), O_RDONLY), name: segment.name, from: anchor.offset,
                        to: min(segment.bytes, anchor.offset + 2 * Segment.anchorBytes), size: segment.bytes, sequence: anchor.sequence))
            } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }

    /// The stretch's lines, all of them as they were written.
    private static func whole(_ stretch: Stretch) throws(JournalError) -> Scan.Chunk {
        let chunk = try Scan.chunk(
            of: stretch.file, name: stretch.name, from: stretch.from, to: stretch.to, size: stretch.size)
        if let failure = chunk.failure {
            let sequence = chunk.items.last.map { $0.record.sequence + $0.records } ?? stretch.sequence
            throw .damaged(Damage(file: stretch.name.text, byte: chunk.end, sequence: sequence, reason: failure))
        }
        return chunk
    }

    // MARK: Waiting

    /// Waits until there is something at `position`; `false` when the journal has been closed or the task cancelled.
    private func waitForRecords(from position: Position) async -> Bool {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                let waits = state.withLock { state in
                    guard state.sequence < position.sequence, state.phase != .closed, !Task.isCancelled else { return false }
                    state.followers[ticket] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.followers.removeValue(forKey: ticket) }?.resume()
        }
        return !Task.isCancelled && state.withLock { $0.sequence >= position.sequence || $0.phase != .closed }
    }
}
