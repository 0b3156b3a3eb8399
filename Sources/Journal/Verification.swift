import Glibc

/// What reading a log from front to back found, with nothing changed.
public struct Verification: Sendable, Hashable {
    /// Events, without what is left of erased and dropped ones.
    public let events: UInt64
    /// The last record's sequence number.
    public let sequence: UInt64
    /// Bytes in all segments.
    public let bytes: UInt64
    /// The first byte of a torn tail, which the next start will cut; `nil` when there is none, or while a process writes.
    public let torn: Damage?
    /// Records that had been on disk and are gone from the end of the log.
    public let missing: UInt64
    /// Whether all is as it was written.
    public var isSound: Bool { torn == nil && missing == 0 }
}

extension Journal {
    /// Reads and proves the whole log of the state folder; needs no lock and works beside a running server.
    ///
    /// - Throws: `.damaged` with the first place that is not as it was written; `.disk`.
    /// - Complexity: O(bytes of the log).
    public static func verify(_ folder: String) throws(JournalError) -> Verification {
        let folder = StateFolder(path: folder)
        var attempt = 0
        while true {
            do throws(JournalError) {
                return try verify(folder, isWritten: try folder.holder() != nil)
            } catch {
                // A server that rewrites segments meanwhile can make them look wrong together; damage stays.
                attempt += 1
                guard attempt < 3, try folder.holder() != nil else { throw error }
                usleep(200_000)
            }
        }
    }

    private static func verify(_ folder: StateFolder, isWritten: Bool) throws(JournalError) -> Verification {
        var events: UInt64 = 0
        guard Disk.exists(folder.log) else { throw .disk(operation: "open", path: folder.log, code: ENOENT) }
        let replay = try Replay.run(
            folder, threads: Configuration().scanThreads, erasures: try ErasureList(folder.erasures).erasures,
            plan: try Plan.read(folder)
        ) { _ in events += 1 }
        var torn: Damage?
        if let last = replay.segments.last, replay.lastSegmentBytes > replay.end, !isWritten {
            torn = Damage(
                file: last.name.text, byte: replay.end, sequence: replay.sequence + 1,
                reason: "a torn tail of \(replay.lastSegmentBytes - replay.end) bytes, which the next start cuts off and keeps aside")
        }
        return Verification(
            events: events, sequence: replay.sequence, bytes: replay.segments.reduce(0) { $0 + $1.bytes }, torn: torn,
            missing: isWritten ? 0 : replay.recovery.missing)
    }
}
