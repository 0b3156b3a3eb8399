import Glibc
import Synchronization

/// Erasing, dropping and compacting while the journal serves: one at a time, each on a thread of its own. Only whole, closed
/// segments are rewritten, so appends go on meanwhile.
extension Journal {
    /// How far a long operation has come: steps done, steps in all.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// Erases everything that was ever appended to `stream`, physically: returns once no file of the log holds it.
    ///
    /// The erasure is first put on disk in `erasures.jsonl`, so one that a crash interrupts is finished at the next start and a
    /// restored backup is erased again. Then the segments are rewritten, each in one step: of each record its place and chain are
    /// left. Torn tails and logs that were kept aside and the snapshot are deleted with it, as they may hold the same words. Last the
    /// receipt is appended to the stream `desk`, in one run with a record of type `erasureSealed` that vouches for what is left. The stream's name is never used again; erasing it again finishes what is left to
    /// do and changes nothing else.
    ///
    /// - Parameters:
    ///   - stream: any but `desk`.
    ///   - receipt: of type `erased`, with `"erasure_id":"…"` in its data and nothing of what is erased. Its `at` stands in place
    ///     of the erased records' own.
    ///   - progress: called after each segment, on the thread that rewrites.
    /// - Throws: `.invalid` and `.closed` with nothing done. `.disk`, `.unavailable` and `.writeFailed`: the stream takes no
    ///   appends any more; call again, or it is finished at the next start.
    /// - Complexity: O(bytes of the log) reading, and writing O(bytes of the segments that hold the stream); each of those is
    ///   read into memory, one at a time.
    public func erase(
        _ stream: StreamID, receipt: Entry, progress: @escaping Progress = { _, _ in }
    ) async throws(JournalError) {
        guard stream != Self.receipts else { throw .invalid(field: "stream", reason: "the receipts' own stream cannot be erased") }
        let wanted = try Erasure(stream: stream, receipt: receipt)
        try Self.check([receipt], stream)
        try await maintain { [self] () throws(JournalError) in
            let known = state.withLock { $0.erasures[stream] }
            if known == nil { try announce(wanted) }
            try carryOut([known ?? wanted], progress)
        }
    }

    /// Drops whole streams that need not be kept any longer; returns once no file of the log holds their records.
    ///
    /// Of neighbouring dropped records one short line is left. A name may be used again: its numbers then start from 1.
    ///
    /// - Parameter numbers: the number of a stream's last event, where the caller's reason to drop it hangs on that: a stream that has gone
    ///   on since, appends still on their way to the disk included, is left as it is.
    /// - Returns: the streams that were dropped.
    /// - Throws: `.disk`, `.unavailable`, `.closed`: what is left to do is done at the next start, or by calling again.
    /// - Complexity: O(bytes of the segments that hold the streams).
    @discardableResult
    public func drop(
        _ streams: [StreamID], expecting numbers: [StreamID: UInt64] = [:], progress: @escaping Progress = { _, _ in }
    ) async throws(JournalError) -> [StreamID] {
        for stream in streams { try Self.check("stream", stream.value, limit: Line.maximumStreamBytes) }
        guard !streams.contains(Self.receipts) else { throw .invalid(field: "stream", reason: "desk cannot be dropped") }
        let dropped = Mutex<[StreamID]>([])
        try await maintain { [self] () throws(JournalError) in
            let chosen = state.withLock { state in
                let chosen = streams.filter { stream in
                    let number = state.underWay[stream] ?? state.index.number(of: stream)
                    return numbers[stream].map { $0 == number } ?? true
                }
                state.dropping = Set(chosen)
                return chosen
            }
            guard !chosen.isEmpty else { return }
            defer { state.withLock { $0.dropping = [] } }
            try Plan.drop(chosen).write(folder)
            try carryOut(drop: chosen, progress)
            dropped.withLock { $0 = chosen }
        }
        return dropped.withLock { $0 }
    }

    /// Merges small neighbouring segments, and what is left of dropped records in them.
    ///
    /// - Returns: how many bytes and segments that saved.
    /// - Throws: `.disk`, `.unavailable`, `.closed`; the log is whole then and holds the same records.
    /// - Complexity: O(bytes of the merged segments).
    @discardableResult
    public func compact(progress: @escaping Progress = { _, _ in }) async throws(JournalError) -> (bytes: Int64, segments: Int) {
        let saved = Mutex((bytes: Int64(0), segments: 0))
        try await maintain { [self] () throws(JournalError) in
            try sealOpenSegment()
            var place = 0
            while let group = group(from: place) {
                let before = state.withLock { state in state.segments[group].reduce(Int64(0)) { $0 + Int64($1.bytes) } }
                try merge(group)
                let after = state.withLock { Int64($0.segments[group.lowerBound].bytes) }
                saved.withLock { $0 = ($0.bytes + before - after, $0.segments + group.count - 1) }
                place = group.lowerBound + 1
                progress(place, state.withLock { $0.segments.count })
            }
        }
        return saved.withLock { $0 }
    }

    // MARK: Carrying out

    static let receipts: StreamID = "desk"

    /// Runs `job` on a thread of its own, after every job before it.
    func maintain(_ job: @escaping @Sendable () throws(JournalError) -> Void) async throws(JournalError) {
        let result = await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<Void, JournalError>, Never>) in
            do throws(JournalError) {
                try startThread { [self] in
                    maintenance.wait()
                    let result: Result<Void, JournalError>
                    do throws(JournalError) { result = .success(try job()) } catch { result = .failure(error) }
                    maintenance.send()
                    continuation.resume(returning: result)
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        try result.get()
    }

    /// Puts the erasure on disk before anything is erased; from here on the stream takes no appends.
    private func announce(_ erasure: Erasure) throws(JournalError) {
        let isOpen = state.withLock { state in
            guard state.phase != .closed, !state.isClosing else { return false }
            state.erasures[erasure.stream] = erasure
            return true
        }
        guard isOpen else { throw .closed }
        do throws(JournalError) {
            var list = try ErasureList(folder.erasures)
            try list.append(erasure, to: folder.erasures, in: folder.path)
        } catch {
            state.withLock { $0.erasures[erasure.stream] = nil }
            throw error
        }
    }

    /// Does what is left to do of erasures that are in the list.
    func carryOut(_ erasures: [Erasure], _ progress: Progress) throws(JournalError) {
        var byStream: [StreamID: Erasure] = [:]
        for erasure in erasures { byStream[erasure.stream] = erasure }
        try replace(erasures.map(\.stream), progress) { line in
            byStream[line.streamID].map { .tombstone($0) } ?? .keep
        }
        try removeCopies()
        let unsealed = erasures.filter { erasure in !state.withLock { $0.sealed.contains(erasure.id) } }
        guard !unsealed.isEmpty else { return }
        let remains = try remains()
        for erasure in unsealed {
            try appendReceipt([erasure.receipt, erasure.seal(remains[erasure.id] ?? Erasure.Remains())])
            state.withLock { _ = $0.sealed.insert(erasure.id) }
        }
    }

    /// What every erasure has left, read from the log as it is now.
    private func remains() throws(JournalError) -> [String: Erasure.Remains] {
        var remains: [String: Erasure.Remains] = [:]
        try scan { item in
            guard item.record.isErased, item.record.type == "erased", let id = Erasure.identifier(in: item.record.data) else { return true }
            let record = item.record
            remains[id, default: Erasure.Remains()].add(
                Line.tombstone(sequence: record.sequence, left: record.left, at: record.at, erasureID: id, chain: item.chain))
            return true
        }
        return remains
    }

    func carryOut(drop streams: [StreamID], _ progress: Progress) throws(JournalError) {
        let dropped = Set(streams)
        try replace(streams, progress) { dropped.contains($0.streamID) ? .gap : .keep }
        try removeCopies()
        try Plan.remove(folder)
    }

    /// Rewrites every segment that holds one of `streams` and takes them from the index.
    private func replace(
        _ streams: [StreamID], _ progress: Progress, with replacing: (Line.Parsed) -> Rewrite.Replacement
    ) throws(JournalError) {
        // After this, every append that was let in before is in a closed segment.
        try sealOpenSegment()
        let places = state.withLock { state in
            Set(streams.flatMap { state.index.runs(of: $0).map(\.segment) }).sorted()
        }
        for (done, place) in places.enumerated() {
            let name = state.withLock { $0.segments[Int(place)].name }
            var rewrite = Rewrite(into: name)
            guard let source = try Disk.contents(folder.segment(name), limit: 2 << 30) else { continue }
            try rewrite.add(source, name: name) { $0.kind == .event ? replacing($0) : .keep }
            try swap(Int(place)..<Int(place) + 1, for: &rewrite)
            progress(done + 1, places.count)
        }
        state.withLock { state in
            for stream in streams { state.index.streams[stream] = nil }
        }
    }

    /// Puts the rewritten file in place of the first of `old` in one step, in the folder and in memory.
    private func swap(_ old: Range<Int>, for rewrite: inout Rewrite) throws(JournalError) {
        let temporary = folder.segment(rewrite.segment.name) + ".tmp"
        do throws(JournalError) {
            try rewrite.write(folder, as: temporary)
        } catch {
            // What was written so far has words in it that are to be erased. Should this fail too, the next start does it.
            try? Disk.remove(temporary)
            throw error
        }
        let rewritten = rewrite
        let result: Result<Void, JournalError> = state.withLock { state in
            do throws(JournalError) {
                // Under the lock, so that whoever opens a segment finds the file that belongs to the offsets.
                try Disk.rename(temporary, to: folder.segment(rewritten.segment.name))
            } catch {
                return .failure(error)
            }
            state.index.move(old, by: rewritten)
            state.segments.replaceSubrange(old, with: [rewritten.segment])
            return .success(())
        }
        try result.get()
        try Disk.syncFolder(folder.log)
    }

    /// The next closed segments from `place` on that fit into one.
    private func group(from place: Int) -> Range<Int>? {
        state.withLock { state in
            var start = place
            while start < state.segments.count - 1 {
                var end = start
                var bytes = 0
                while end < state.segments.count - 1, bytes + Int(state.segments[end].bytes) <= configuration.segmentBytes {
                    bytes += Int(state.segments[end].bytes)
                    end += 1
                }
                if end - start > 1 { return start..<end }
                start += 1
            }
            return nil
        }
    }

    private func merge(_ group: Range<Int>) throws(JournalError) {
        let names = state.withLock { $0.segments[group].map(\.name) }
        var rewrite = Rewrite(into: names[0])
        for name in names {
            try rewrite.add(try Disk.contents(folder.segment(name), limit: 2 << 30) ?? [], name: name) { _ in .keep }
        }
        rewrite.finish()
        try Disk.remove(folder.mark)
        try removeSnapshot()
        // On disk before the file takes its place: from then on the others are superfluous.
        try Plan.merge(sum: rewrite.bytes.withUnsafeBytes { CRC32C.sum($0) }, names).write(folder)
        try swap(group, for: &rewrite)
        for name in names.dropFirst() { try Disk.remove(folder.segment(name)) }
        try Plan.remove(folder)
    }

    /// Deletes what may hold the same words outside the segments: torn tails and logs that were kept aside, and the snapshot.
    private func removeCopies() throws(JournalError) {
        for name in try Disk.names(in: folder.path) where name.hasPrefix("aside-") { try Disk.removeTree(folder.path + "/" + name) }
        for name in try Disk.names(in: folder.log) where name.hasSuffix(".torn") { try Disk.remove(folder.log + "/" + name) }
        try Disk.syncFolder(folder.log)
        try removeSnapshot()
    }

    private func removeSnapshot() throws(JournalError) {
        state.withLock { $0.snapshotEnd = 0 }
        try Disk.remove(folder.snapshot + ".tmp")
        guard Disk.exists(folder.snapshot) else { return }
        try Disk.remove(folder.snapshot)
        try Disk.syncFolder(folder.path)
    }

    // MARK: Waiting for the writer

    /// Has the writer begin a new segment, and waits for it.
    private func sealOpenSegment() throws(JournalError) {
        let outcome = Waiting<Void>()
        let refusal = state.withLock { state -> JournalError? in
            if state.isClosing || state.phase == .closed { return .closed }
            if state.phase == .recovering { return .unavailable(retryAfter: .seconds(1)) }
            state.seals.append { outcome.put($0) }
            state.writerSleeps = false
            return nil
        }
        if let refusal { throw refusal }
        wake.send()
        try outcome.take()
    }

    private func appendReceipt(_ run: [Entry]) throws(JournalError) {
        var expected = state.withLock { $0.underWay[Self.receipts] ?? $0.index.number(of: Self.receipts) }
        while true {
            let outcome = Waiting<Position>()
            submit(run, to: Self.receipts, expecting: expected) { outcome.put($0) }
            do throws(JournalError) {
                _ = try outcome.take()
                return
            } catch {
                // Somebody else appended to the stream meanwhile, who has thereby got on: this cannot go on for ever.
                guard case .moved(let number) = error else { throw error }
                expected = number
            }
        }
    }
}

/// A result that one thread waits for; for threads that may block.
private final class Waiting<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, JournalError>?>(nil)
    private let signal = Signal()

    func put(_ result: Result<Value, JournalError>) {
        self.result.withLock { $0 = result }
        signal.send()
    }

    func take() throws(JournalError) -> Value {
        signal.wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("a signal without a result") }
        return try result.get()
    }
}
