import Glibc
import Synchronization

/// The conversation log: an append-only sequence of events on disk, in streams, that survives crashes and power loss.
///
/// One process writes; `append` may be called from any number of tasks at once. What the bytes on disk are, and what each
/// kind of damage to them gives, is described in <doc:Format>.
public final class Journal: Sendable {
    /// What can be set about a journal; the defaults are those of production.
    public struct Configuration: Sendable {
        /// A segment that has reached this many bytes is closed and a new one begun. At most 1 GiB.
        public var segmentBytes = 64 << 20
        /// How many bytes may wait for the disk before `append` refuses.
        public var maximumWaitingBytes = 64 << 20
        /// How long the writer waits for more while several callers are at work, in µs. A sync costs processor time as well as the disk's:
        /// on two cores this lets twice as many turns share one and makes each of them no slower.
        public var gatheringMicroseconds: UInt32 = 1000
        /// The most bytes written before a sync.
        public var maximumBatchBytes = 4 << 20
        /// Threads that read the log at the start.
        public var scanThreads = 2
        /// The pause between two attempts to recover after the disk refused.
        public var retryInterval = Duration.milliseconds(250)
        /// The share of the disk left free under which `capacity` is `low`.
        public var lowShare = 0.10
        /// The share of the disk left free under which `capacity` is `full`.
        public var fullShare = 0.02

        /// The defaults.
        public init() {}
    }

    /// How much room the disk has left.
    public enum Capacity: Sendable, Hashable {
        /// More than a tenth.
        case ample
        /// A tenth or less: warn.
        case low
        /// A fiftieth or less: begin nothing new, so that what runs can be finished.
        case full

        /// What so many bytes free of so many mean; a file system without a size is not taken for a full one.
        init(free: UInt64, total: UInt64, _ configuration: Configuration) {
            let share = total == 0 ? 1 : Double(free) / Double(total)
            self = share <= configuration.fullShare ? .full : share <= configuration.lowShare ? .low : .ample
        }
    }

    /// What the journal has done since it was opened, for metrics.
    public struct Counters: Sendable, Hashable {
        /// Runs on disk.
        public internal(set) var runs: UInt64 = 0
        /// Records on disk.
        public internal(set) var records: UInt64 = 0
        /// Bytes on disk.
        public internal(set) var bytes: UInt64 = 0
        /// Syncs that put them there; runs / syncs is how many shared one.
        public internal(set) var syncs: UInt64 = 0
        /// Writes and syncs that the disk refused.
        public internal(set) var failures: UInt64 = 0
    }

    let configuration: Configuration
    let folder: StateFolder
    let state: Mutex<State>
    let wake = Signal()
    /// Held by the one maintenance job that runs.
    let maintenance = Signal(count: 1)
    private let lock: Mutex<File?>
    private let recovered: Mutex<Recovery>

    /// What opening found.
    public var recovery: Recovery { recovered.withLock { $0 } }

    // MARK: Opening and closing

    /// Opens the log in `<folder>/log`, made if it is not there, and reads all of it.
    ///
    /// Takes `<folder>/lock`, proves every record, cuts a torn tail (and keeps it in a `.torn` file) and starts the writer.
    /// Folders are made for their owner only (0700), files too (0600). A journal lives until it is closed.
    ///
    /// - Parameters:
    ///   - folder: the state folder; its parent must be there.
    ///   - body: gets every event of every whole run, in order, on the calling thread, before `open` returns. What is left of
    ///     erased records is not among them.
    /// - Throws: `.locked` when another process has the folder; `.damaged` with the file, byte and sequence when the log is
    ///   not as it was written; `.disk`. Nothing has been changed then.
    /// - Complexity: O(bytes of the log), read on `scanThreads` threads; memory for the index (about 16 bytes a run and
    ///   100 a stream) and some tens of megabytes while reading.
    public static func open(
        _ folder: String, configuration: Configuration = Configuration(), replaying body: (Record) -> Void = { _ in }
    ) throws(JournalError) -> Journal {
        try open(folder, configuration: configuration, restoring: { _ in false }, replaying: body)
    }

    /// Opens the log as `open(_:configuration:replaying:)` does, but reads only what came after a snapshot, if there is one.
    ///
    /// - Parameters:
    ///   - restore: gets what ``saveSnapshot(_:before:)`` kept, if it fits the log, and says whether it can use it; then `body` gets
    ///     only the events after it. When there is none, or `restore` says no, the whole log is read. What a snapshot spares is not
    ///     proved at the start, but whenever it is read; `log verify` proves all of it.
    /// - Complexity: O(bytes after the snapshot, plus runs and streams before it).
    public static func open(
        _ folder: String, configuration: Configuration = Configuration(), restoring restore: ([UInt8]) -> Bool,
        replaying body: (Record) -> Void = { _ in }
    ) throws(JournalError) -> Journal {
        let folder = StateFolder(path: folder)
        try folder.make()
        return try open(folder, configuration, lock: try folder.takeLock(), restore, decode: nil) { record, _ in body(record) }
    }

    /// Opens the log as `open(_:configuration:restoring:replaying:)` does, and has the caller make of each event what it needs on the
    /// threads that read, which is where the time goes when an event has to be parsed.
    ///
    /// - Parameters:
    ///   - decode: is called from several threads at once, in any order, and also for events that `body` never gets: those of a torn tail
    ///     and of streams that are about to be erased.
    ///   - body: as always in the log's order and on the calling thread, with what `decode` made of the event; the record's own `data` may be
    ///     gone by then.
    public static func open<Decoded: AnyObject & Sendable>(
        _ folder: String, configuration: Configuration = Configuration(), restoring restore: ([UInt8]) -> Bool = { _ in false },
        decoding decode: @escaping @Sendable (Record) -> Decoded, replaying body: (Record, Decoded) -> Void
    ) throws(JournalError) -> Journal {
        let folder = StateFolder(path: folder)
        try folder.make()
        return try open(folder, configuration, lock: try folder.takeLock(), restore, decode: { decode($0) }) { record, decoded in
            guard let decoded = decoded as? Decoded else { preconditionFailure("record \(record.sequence) was not decoded") }
            body(record, decoded)
        }
    }

    static func open(
        _ folder: StateFolder, _ configuration: Configuration, lock: File, _ restore: ([UInt8]) -> Bool, decode: Scan.Decode?,
        _ body: (Record, (any Scan.Decoded)?) -> Void
    ) throws(JournalError) -> Journal {
        try finishRestoring(folder)
        try folder.makeLog()
        try tidy(folder)
        let erasures = try ErasureList(folder.erasures).erasures
        let plan = try Plan.read(folder)
        let (snapshot, use) = try plan == nil ? Self.snapshot(in: folder, erasures, restore) : (nil, .absent)
        var replay = try Replay.run(
            folder, threads: configuration.scanThreads, erasures: erasures, plan: plan, snapshot: snapshot, decode: decode, body: body)
        replay.recovery.snapshot = use
        let file = try Writer.prepare(folder, &replay)
        let journal = Journal(folder: folder, configuration: configuration, lock: lock, replay: replay, erasures: erasures)
        if let snapshot { journal.state.withLock { $0.snapshotEnd = snapshot.next - 1 } }
        let writer = Writer(journal: journal, file: file, replay: replay)
        try startThread { writer.run() }
        try journal.finishMaintenance(erasures, plan) { body($0, decode?($0)) }
        return journal
    }

    /// The snapshot, when it fits the log and the caller can use it. One that no start could use is removed: it may hold words that the
    /// log no longer has.
    private static func snapshot(
        in folder: StateFolder, _ erasures: [Erasure], _ restore: ([UInt8]) -> Bool
    ) throws(JournalError) -> (Snapshot?, Recovery.SnapshotUse) {
        // What a crash left of one that was being written.
        try Disk.remove(folder.snapshot + ".tmp")
        guard let bytes = try Disk.contents(folder.snapshot, limit: 1 << 30) else { return (nil, .absent) }
        guard let snapshot = Snapshot(bytes) else {
            try Disk.remove(folder.snapshot)
            return (nil, .altered)
        }
        // What is erased but still to be carried out may be in it.
        let sealed = Set(snapshot.sealed)
        guard erasures.allSatisfy({ sealed.contains($0.id) }), try snapshot.fits(folder, try folder.segments()) else {
            try Disk.remove(folder.snapshot)
            return (nil, .unfit)
        }
        return restore(snapshot.fold) ? (snapshot, .used) : (nil, .refused)
    }

    /// Removes what an interrupted rewriting left behind.
    private static func tidy(_ folder: StateFolder) throws(JournalError) {
        for name in try Disk.names(in: folder.log) where name.hasSuffix(".tmp") { try Disk.remove(folder.log + "/" + name) }
        guard let plan = try Plan.read(folder), case .merge = plan else { return }
        for name in try plan.superfluous(folder) { try Disk.remove(folder.segment(name)) }
        try Plan.remove(folder)
    }

    /// Finishes erasures and drops that a crash interrupted or a restored backup brought back; `body` gets their receipts.
    private func finishMaintenance(_ erasures: [Erasure], _ plan: Plan?, _ body: (Record) -> Void) throws(JournalError) {
        let unfinished = state.withLock { state in
            erasures.filter { state.index.streams[$0.stream] != nil || !state.sealed.contains($0.id) }
        }
        let from = end
        if !unfinished.isEmpty { try carryOut(unfinished) { _, _ in } }
        if case .drop(let streams)? = plan { try carryOut(drop: streams) { _, _ in } }
        guard !unfinished.isEmpty else { return }
        for record in try readNow(from: from, limit: 2 * unfinished.count) { body(record) }
        recovered.withLock { $0.erasuresFinished = unfinished.count }
    }

    private init(folder: StateFolder, configuration: Configuration, lock: File, replay: Replay, erasures: [Erasure]) {
        self.folder = folder
        self.configuration = configuration
        self.lock = Mutex(lock)
        recovered = Mutex(replay.recovery)
        state = Mutex(State(replay, erasures))
    }

    /// Writes what is waiting, ends the writer and gives the lock back. Later calls throw `.closed`; a second `close` waits too.
    public func close() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            close { continuation.resume() }
        }
    }

    /// `close` for a thread that may wait.
    func closeNow() {
        let done = Signal()
        close { done.send() }
        done.wait()
    }

    private func close(_ completion: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.phase == .closed { return true }
            state.isClosing = true
            state.closers.append(completion)
            return false
        }
        if isOver { completion() } else { wake.send() }
    }

    /// Gives the folder back, once nothing will be written any more.
    func giveLockBack() { lock.withLock { $0 = nil } }

    // MARK: Appending

    /// Appends `entries` as one run of records and returns once they are on disk.
    ///
    /// Calls that arrive while a sync is under way share the next one (group commit): *n* concurrent calls cost one or two
    /// syncs, not *n*. After a crash either every record of a call is replayed or none is. No thread is held while the disk works.
    ///
    /// - Parameters:
    ///   - entries: 1...64, each with at most `Record.maximumBytes` of data; their meaning is the caller's.
    ///   - stream: 1...128 bytes.
    ///   - expected: the number of the stream's last event, 0 for a new one. Appends still on their way to the disk count.
    /// - Returns: where the run's first record stands in the log.
    /// - Throws: `.moved(to:)`, `.recordTooLarge`, `.runTooLong`, `.invalid`, `.erased`, `.overloaded`, `.unavailable` and `.closed`
    ///   with nothing written. `.writeFailed` when the disk refused: the run is cut off again, and the journal goes on by itself
    ///   once the disk allows; until then every call throws `.unavailable`. Only if the power fails in between may the run be
    ///   there after all, whole. Why a failed sync is never tried again on the same file:
    ///   https://wiki.postgresql.org/wiki/Fsync_Errors
    /// - Complexity: O(bytes), plus at most two syncs of waiting.
    @discardableResult
    public func append(
        _ entries: [Entry], to stream: StreamID, expecting expected: UInt64
    ) async throws(JournalError) -> Position {
        let result = await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<Position, JournalError>, Never>) in
            submit(entries, to: stream, expecting: expected) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// `append` for callers that hold no task: `completion` gets the result, exactly once.
    ///
    /// It is called on the writer's thread, or at once on the caller's when nothing was written, and must not wait for anything:
    /// every other append waits for it.
    public func submit(
        _ entries: [Entry], to stream: StreamID, expecting expected: UInt64,
        completion: @escaping @Sendable (Result<Position, JournalError>) -> Void
    ) {
        do throws(JournalError) {
            try Self.check(entries, stream)
        } catch {
            return completion(.failure(error))
        }
        // Encoded here, before the lock, on the caller's thread: only sequence and chain must wait for the order.
        let bodies = Line.bodies(of: entries, in: stream, after: expected)
        let last = expected + UInt64(entries.count)
        let verdict = state.withLock { state -> (refusal: JournalError?, wakes: Bool) in
            if let refusal = state.refusal(of: stream, expecting: expected, bytes: bodies.bytes.count, configuration) {
                return (refusal, false)
            }
            state.underWay[stream] = last
            state.waitingBytes += bodies.bytes.count
            state.waiting.append(Submission(bodies: bodies, stream: stream, last: last, completion: completion))
            defer { state.writerSleeps = false }
            return (nil, state.writerSleeps)
        }
        if let refusal = verdict.refusal { return completion(.failure(refusal)) }
        if verdict.wakes { wake.send() }
    }

    static func check(_ entries: [Entry], _ stream: StreamID) throws(JournalError) {
        guard (1...Record.maximumRun).contains(entries.count) else {
            throw .runTooLong(entries: entries.count, limit: Record.maximumRun)
        }
        try check("stream", stream.value, limit: Line.maximumStreamBytes)
        for entry in entries {
            try check("type", entry.type, limit: Line.maximumTypeBytes)
            try check("by", entry.by, limit: Line.maximumByBytes)
            guard Timestamp.range.contains(entry.at) else { throw .invalid(field: "at", reason: "\(entry.at) is out of range") }
            guard entry.data.count <= Record.maximumBytes else {
                throw .recordTooLarge(bytes: entry.data.count, limit: Record.maximumBytes)
            }
            guard isOneLineObject(entry.data) else {
                throw .invalid(field: "data", reason: "not one JSON object on one line")
            }
        }
    }

    static func check(_ field: String, _ text: String, limit: Int) throws(JournalError) {
        guard (1...limit).contains(text.utf8.count) else {
            throw .invalid(field: field, reason: "\(text.utf8.count) bytes; it may have 1 to \(limit)")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 }) else { throw .invalid(field: field, reason: "a control character") }
    }

    /// Whether the bytes can stand in a line: braces around, no control character between. That they are valid JSON is the
    /// caller's word, which debug builds check as far as braces and strings go.
    private static func isOneLineObject(_ data: [UInt8]) -> Bool {
        guard data.count >= 2, data[0] == UInt8(ascii: "{"), data[data.count - 1] == UInt8(ascii: "}") else { return false }
        var least: UInt8 = 0xFF
        for byte in data { least = min(least, byte) }
        assert(data.withUnsafeBytes { Line.objectEnd(in: $0, from: 0, to: $0.count) } == data.count, "data is not one JSON object")
        return least >= 0x20
    }

    // MARK: Asking

    /// The number of the stream's last event on disk; 0 when it has none.
    public func number(of stream: StreamID) -> UInt64 {
        state.withLock { $0.index.number(of: stream) }
    }

    /// The position after the last record on disk.
    public var end: Position {
        state.withLock { Position(sequence: $0.sequence + 1) }
    }

    /// What has been done since the journal was opened.
    public var counters: Counters { state.withLock { $0.counters } }

    /// How much room the disk has; what that means for new conversations is the caller's decision.
    ///
    /// - Complexity: one system call, so ask at most once a request.
    public var capacity: Capacity {
        // A file system that cannot be asked is not taken for a full one: a write would tell.
        guard let space = try? Disk.space(folder.log) else { return .ample }
        return Capacity(free: space.free, total: space.total, configuration)
    }

    /// `capacity` as it is, and then each time that it has changed, looked at once an `interval`; ends when the task that reads it is
    /// cancelled.
    public func capacities(every interval: Duration = .seconds(2)) -> AsyncStream<Capacity> {
        let last = Mutex<Capacity?>(nil)
        return AsyncStream { [self] in
            while !Task.isCancelled {
                let capacity = capacity
                let isNew = last.withLock { last in
                    defer { last = capacity }
                    return last != capacity
                }
                if isNew { return capacity }
                try? await Task.sleep(for: interval)  // cancelled, it ends above
            }
            return nil
        }
    }
}

/// A run that waits for the writer.
struct Submission: Sendable {
    let bodies: Line.Bodies
    let stream: StreamID
    /// The number of the run's last event.
    let last: UInt64
    let completion: @Sendable (Result<Position, JournalError>) -> Void
}

/// What the door and the writer share.
struct State {
    enum Phase: Equatable { case open, recovering, closed }

    var phase = Phase.open
    var isClosing = false
    var closers: [@Sendable () -> Void] = []
    /// What is on disk.
    var index: Index
    var segments: [Segment]
    var sequence: UInt64
    var chain: UInt32
    /// Last numbers, appends on their way included.
    var underWay: [StreamID: UInt64] = [:]
    var waiting: [Submission] = []
    var waitingBytes = 0
    /// Whether the writer has found nothing to do and must be woken.
    var writerSleeps = false
    var erasures: [StreamID: Erasure] = [:]
    /// The ids of erasures whose receipts are in the log.
    var sealed: Set<String>
    /// Streams that are being dropped.
    var dropping: Set<StreamID> = []
    /// Those who wait for a new segment to be begun.
    var seals: [@Sendable (Result<Void, JournalError>) -> Void] = []
    var counters = Journal.Counters()
    /// The last record that the snapshot's fold holds; 0 without one.
    var snapshotEnd: UInt64 = 0
    /// Those who wait for the next record on disk.
    var followers: [UInt64: UnsafeContinuation<Void, Never>] = [:]
    var lastTicket: UInt64 = 0

    init(_ replay: Replay, _ erasures: [Erasure]) {
        for erasure in erasures { self.erasures[erasure.stream] = erasure }
        sealed = replay.sealed.union(replay.seals.keys)
        index = replay.index
        segments = replay.segments
        sequence = replay.sequence
        chain = replay.chain
    }

    mutating func takeFollowers() -> [UnsafeContinuation<Void, Never>] {
        defer { followers = [:] }
        return Array(followers.values)
    }

    func refusal(
        of stream: StreamID, expecting expected: UInt64, bytes: Int, _ configuration: Journal.Configuration
    ) -> JournalError? {
        if isClosing || phase == .closed { return .closed }
        if phase == .recovering { return .unavailable(retryAfter: max(configuration.retryInterval, .seconds(1))) }
        if erasures[stream] != nil { return .erased(stream) }
        if dropping.contains(stream) { return .unavailable(retryAfter: .seconds(1)) }
        let number = underWay[stream] ?? index.number(of: stream)
        if number != expected { return .moved(to: number) }
        if waitingBytes + bytes > configuration.maximumWaitingBytes {
            return .overloaded(waitingBytes: waitingBytes, limit: configuration.maximumWaitingBytes)
        }
        return nil
    }
}
