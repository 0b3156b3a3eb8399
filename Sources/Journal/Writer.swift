import Glibc

/// The one thread that writes: takes what waits, writes it in one piece, syncs, and tells everybody.
///
/// `@unchecked Sendable` because it is handed to its thread once and touched by no other: its fields are that thread's own.
final class Writer: @unchecked Sendable {
    private let journal: Journal
    private var file: File?
    private var name: SegmentName
    /// Bytes of the open segment that are on disk; also its size while all is well.
    private var bytes: UInt64
    private var sequence: UInt64
    private var chain: UInt32
    private var batch: UnsafeMutableRawBufferPointer
    private var markIsStale = false
    /// Runs in the last batch; more than one means that several callers are at work, and the next of them are on their way.
    private var lastRuns = 0

    init(journal: Journal, file: File, replay: Replay) {
        self.journal = journal
        self.file = file
        name = replay.segments[replay.segments.count - 1].name
        bytes = replay.end
        sequence = replay.sequence
        chain = replay.chain
        batch = .allocate(byteCount: 256 * 1024, alignment: 16)
    }

    deinit { batch.deallocate() }

    /// Makes the log ready to be written: cuts the torn tail, which is kept aside, or makes the first segment.
    static func prepare(_ folder: StateFolder, _ replay: inout Replay) throws(JournalError) -> File {
        // A process that was killed, or whoever made the state folder, may have left names that are not on disk yet; from here on
        // records count on them.
        try folder.syncName()
        try Disk.syncFolder(folder.path)
        try Disk.syncFolder(folder.log)
        guard let last = replay.segments.last else {
            let name = SegmentName(first: 1, chain: Line.firstChain)
            let file = try make(name, in: folder)
            replay.segments.append(Segment(name: name))
            return file
        }
        let file = try Disk.open(folder.segment(last.name), O_RDWR | O_APPEND)
        let torn = replay.lastSegmentBytes - replay.end
        if torn > 0 {
            let keptAs = "\(last.name.text)@\(replay.end)-\(millisecondsNow()).torn"
            let kept = try Disk.open(folder.log + "/" + keptAs, O_WRONLY | O_CREAT | O_TRUNC)
            try kept.write(try file.read(at: replay.end, count: Int(torn)))
            try kept.sync()
            try Disk.syncFolder(folder.log)
            try file.truncate(to: replay.end)
            try prune(folder)
            replay.recovery.torn = Recovery.Torn(file: last.name.text, byte: replay.end, bytes: torn, keptAs: keptAs)
        }
        // Even a tail that is whole may not have been on disk yet: a crash between write and sync. It counts from here on.
        try file.sync()
        replay.segments[replay.segments.count - 1].bytes = replay.end
        return file
    }

    /// How many torn tails are kept aside; the oldest go first.
    private static let maximumTorn = 16

    private static func prune(_ folder: StateFolder) throws(JournalError) {
        func time(_ name: String) -> Int { Int(name.dropLast(5).split(separator: "-").last ?? "") ?? 0 }
        let torn = try Disk.names(in: folder.log).filter { $0.hasSuffix(".torn") }.sorted { time($0) < time($1) }
        for name in torn.dropLast(maximumTorn) { try Disk.remove(folder.log + "/" + name) }
    }

    private static func make(_ name: SegmentName, in folder: StateFolder) throws(JournalError) -> File {
        let file = try Disk.open(folder.segment(name), O_RDWR | O_APPEND | O_CREAT)
        try file.truncate(to: 0)
        try file.sync()
        // The name must be on disk before anything in the file counts.
        try Disk.syncFolder(folder.log)
        return file
    }

    // MARK: The loop

    private enum Work {
        case batch([Submission], seals: [@Sendable (Result<Void, JournalError>) -> Void])
        case sleep
        case finish
    }

    func run() {
        while true {
            guard file != nil else {
                recover()
                continue
            }
            // A caller alone never waits for others; several share a sync rather than spend one each.
            if lastRuns > 1 { usleep(journal.configuration.gatheringMicroseconds) }
            switch nextWork() {
            case .batch(let submissions, let seals):
                lastRuns = submissions.count
                if !submissions.isEmpty { write(submissions) }
                if !seals.isEmpty { seal(seals) }
            case .sleep:
                lastRuns = 0
                // Quiet for a moment: a good time to leave the mark.
                if !markIsStale {
                    journal.wake.wait()
                } else if !journal.wake.wait(milliseconds: 100) {
                    leaveMark()
                }
            case .finish:
                return finish()
            }
        }
    }

    private func nextWork() -> Work {
        let limit = journal.configuration.maximumBatchBytes
        return journal.state.withLock { state in
            guard !state.waiting.isEmpty || !state.seals.isEmpty else {
                state.writerSleeps = !state.isClosing
                return state.isClosing ? .finish : .sleep
            }
            state.writerSleeps = false
            if state.waitingBytes <= limit {
                defer {
                    state.waiting = []
                    state.seals = []
                }
                state.waitingBytes = 0
                return .batch(state.waiting, seals: state.seals)
            }
            var count = 0
            var taken = 0
            while count < state.waiting.count, count == 0 || taken + state.waiting[count].bodies.bytes.count <= limit {
                taken += state.waiting[count].bodies.bytes.count
                count += 1
            }
            state.waitingBytes -= taken
            defer { state.waiting.removeFirst(count) }
            return .batch(Array(state.waiting[..<count]), seals: [])
        }
    }

    private func finish() {
        leaveMark()
        file = nil
        journal.giveLockBack()
        let (closers, followers) = journal.state.withLock { state in
            state.phase = .closed
            defer { state.closers = [] }
            return (state.closers, state.takeFollowers())
        }
        for follower in followers { follower.resume() }
        for closer in closers { closer() }
    }

    // MARK: Writing

    /// Where a run was put.
    private struct Placed {
        let first: UInt64
        let offset: UInt64
        let bytes: Int
    }

    private func write(_ submissions: [Submission]) {
        var placed: [Placed] = []
        do throws(JournalError) {
            if bytes >= UInt64(journal.configuration.segmentBytes) { try roll() }
            placed = try put(submissions)
        } catch {
            return fail(submissions, error)
        }
        markIsStale = true
        let segment = name
        let records = placed.isEmpty ? 0 : sequence + 1 - placed[0].first
        let followers = journal.state.withLock { state in
            let place = state.segments.count - 1
            precondition(state.segments[place].name == segment, "the writer's segment is not the last one")
            for (submission, run) in zip(submissions, placed) {
                state.segments[place].note(sequence: run.first, at: run.offset)
                state.index.add(
                    submission.stream, number: submission.last, segment: place, offset: run.offset, bytes: run.bytes)
                if state.underWay[submission.stream] == submission.last { state.underWay[submission.stream] = nil }
            }
            state.segments[place].bytes = bytes
            state.sequence = sequence
            state.chain = chain
            state.counters.runs += UInt64(placed.count)
            state.counters.records += records
            state.counters.bytes += placed.reduce(0) { $0 + UInt64($1.bytes) }
            state.counters.syncs += 1
            return state.takeFollowers()
        }
        // Outside the lock, so that whoever is woken finds it free.
        for (submission, run) in zip(submissions, placed) {
            submission.completion(.success(Position(sequence: run.first)))
        }
        for follower in followers { follower.resume() }
    }

    /// Writes the runs in one piece and syncs; moves on only when both have succeeded.
    private func put(_ submissions: [Submission]) throws(JournalError) -> [Placed] {
        guard let file else { throw .closed }
        let room = submissions.reduce(0) { $0 + $1.bodies.bytes.count + $1.bodies.ends.count * Line.frameBytes }
        if batch.count < room {
            batch.deallocate()
            batch = .allocate(byteCount: room, alignment: 16)
        }
        guard let start = batch.bindMemory(to: UInt8.self).baseAddress else { throw .closed }
        var placed: [Placed] = []
        placed.reserveCapacity(submissions.count)
        var length = 0
        var newSequence = sequence
        var newChain = chain
        for submission in submissions {
            let first = length
            let firstSequence = newSequence + 1
            let ends = submission.bodies.ends
            submission.bodies.bytes.withUnsafeBytes { bytes in
                var from = 0
                for (index, end) in ends.enumerated() {
                    newSequence += 1
                    let line = Line.finish(
                        UnsafeRawBufferPointer(rebasing: bytes[from..<end]), sequence: newSequence,
                        left: ends.count - 1 - index, synced: sequence, chain: newChain, at: start + length)
                    length += line.length
                    newChain = line.chain
                    from = end
                }
            }
            placed.append(Placed(first: firstSequence, offset: bytes + UInt64(first), bytes: length - first))
        }
        try file.write(UnsafeRawBufferPointer(start: start, count: length))
        try file.syncData()
        sequence = newSequence
        chain = newChain
        bytes += UInt64(length)
        return placed
    }

    /// Begins a new segment; the old one is whole and on disk.
    private func roll() throws(JournalError) {
        let next = SegmentName(first: sequence + 1, chain: chain)
        file = try Self.make(next, in: journal.folder)
        name = next
        bytes = 0
        journal.state.withLock { $0.segments.append(Segment(name: next)) }
        leaveMark()
    }

    /// Closes the open segment for those who want to rewrite it.
    private func seal(_ waiting: [@Sendable (Result<Void, JournalError>) -> Void]) {
        var result: Result<Void, JournalError> = .success(())
        if file == nil {
            result = .failure(.unavailable(retryAfter: .seconds(1)))
        } else if bytes > 0 {
            do throws(JournalError) {
                try roll()
            } catch {
                fail([], error)
                result = .failure(error)
            }
        }
        for wait in waiting { wait(result) }
    }

    /// Leaves the witness of what is on disk. Its loss costs nothing but what it would notice, so a failure is not one.
    private func leaveMark() {
        markIsStale = false
        guard let mark = try? Disk.open(journal.folder.mark, O_WRONLY | O_CREAT) else { return }
        try? mark.write(Mark(sequence: sequence, segment: name.first).bytes)
        try? mark.syncData()
    }

    // MARK: When the disk refuses

    /// Gives up the open segment: after a failed write or sync nobody knows what of it is on disk.
    private func fail(_ submissions: [Submission], _ error: JournalError) {
        // Before anybody is told: a process that is killed now must not find at its next start what it has refused. Whether
        // the disk takes this is as unknown as the rest; `recover` does it again and makes sure.
        try? file?.truncate(to: bytes)
        file = nil
        let (behind, seals) = journal.state.withLock { state in
            state.phase = .recovering
            state.counters.failures += 1
            state.underWay = [:]
            state.waitingBytes = 0
            defer {
                state.waiting = []
                state.seals = []
            }
            return (state.waiting, state.seals)
        }
        let refusal: JournalError
        if case .disk(let operation, _, let code) = error {
            refusal = .writeFailed(operation: operation, code: code)
        } else {
            refusal = error
        }
        for submission in submissions + behind { submission.completion(.failure(refusal)) }
        for seal in seals { seal(.failure(refusal)) }
    }

    /// Cuts the segment back to what was on disk and goes on in a new one; tries until the disk allows it.
    private func recover() {
        do throws(JournalError) {
            let path = journal.folder.segment(name)
            let old = try Disk.open(path, O_RDWR)
            try old.truncate(to: bytes)
            try old.sync()
            if bytes > 0 {
                try roll()
            } else {
                // The segment holds nothing that counts; a new file of the same name takes its place.
                try Disk.remove(path)
                file = try Self.make(name, in: journal.folder)
            }
            journal.state.withLock { $0.phase = .open }
        } catch {
            file = nil
            let isClosing = journal.state.withLock { $0.isClosing }
            if isClosing { return finish() }
            _ = journal.wake.wait(milliseconds: journal.configuration.retryInterval.milliseconds)
        }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
