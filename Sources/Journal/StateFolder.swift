import Glibc

/// The names under the state folder that belong to the journal, and the lock that keeps a second writer out.
struct StateFolder: Sendable {
    let path: String

    var log: String { path + "/log" }
    var lock: String { path + "/lock" }
    var erasures: String { path + "/erasures.jsonl" }
    var mark: String { log + "/mark" }
    var snapshot: String { path + "/snapshot" }
    /// The note that a restored log lies ready in `restoring/`.
    var restored: String { path + "/restored" }

    func segment(_ name: SegmentName) -> String { log + "/" + name.text }

    /// Makes the state folder, durably, unless it is there.
    func make() throws(JournalError) {
        guard !Disk.exists(path) else { return }
        try Disk.makeFolder(path)
        try Disk.syncFolder(Disk.parent(of: path))
    }

    /// Makes the state folder's own name durable.
    func syncName() throws(JournalError) {
        do throws(JournalError) {
            try Disk.syncFolder(Disk.parent(of: path))
        } catch {
            // Who may not read the parent has not made a folder in it just now: its name is old, and on disk.
            guard case .disk(_, _, EACCES) = error else { throw error }
        }
    }

    /// Makes the log's folder, durably, unless it is there.
    func makeLog() throws(JournalError) {
        guard !Disk.exists(log) else { return }
        try Disk.makeFolder(log)
        try Disk.syncFolder(path)
    }

    /// The segments in order of their first sequence.
    func segments() throws(JournalError) -> [SegmentName] {
        try Disk.names(in: log).compactMap { SegmentName($0) }.sorted()
    }

    /// Takes the lock, which the kernel gives back when the process ends, however it ends.
    func takeLock() throws(JournalError) -> File {
        let file = try Disk.open(lock, O_RDWR | O_CREAT)
        var attempts = 0
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw Disk.failure("flock", lock) }
            attempts += 1
            // Somebody who only looks (`holder`) has it for some microseconds.
            if attempts == 5 { throw .locked(processID: Self.processID(in: file)) }
            usleep(5000)
        }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8))
        return file
    }

    /// The process that holds the lock; `nil` when nobody does.
    func holder() throws(JournalError) -> Int32? {
        guard Disk.exists(lock) else { return nil }
        let file = try Disk.open(lock, O_RDWR)
        // A shared lock, so that two onlookers do not take each other for a writer.
        if flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        guard errno == EWOULDBLOCK else { throw Disk.failure("flock", lock) }
        return Self.processID(in: file)
    }

    private static func processID(in file: File) -> Int32 {
        // A lock file without a number is one whose holder is about to write it: 0 says "somebody".
        guard let bytes = try? file.read(at: 0, count: 32) else { return 0 }
        return Int32(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber }) ?? 0
    }
}

/// The last record known to be on disk, kept beside the log as a witness: `{"sequence":N,"segment":F,"check":"…"}`.
///
/// It is written after the sync it tells of, so it is never ahead of the log. It may be behind, or not be there at all.
/// With it, records that were on disk and are gone are noticed.
struct Mark: Sendable {
    /// The last record on disk.
    var sequence: UInt64
    /// The first sequence of the segment that was open.
    var segment: UInt64

    private static let length = 96

    var bytes: [UInt8] {
        let text = "{\"sequence\":\(sequence),\"segment\":\(segment)"
        let sum = Array(text.utf8).withUnsafeBytes { CRC32C.sum($0) }
        let hexadecimal = String(sum, radix: 16)
        let line = text + ",\"check\":\"" + String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal + "\"}"
        // One length for ever, so that a shorter number leaves nothing of a longer one behind.
        return Array((line + String(repeating: " ", count: Self.length - 1 - line.utf8.count) + "\n").utf8)
    }

    init(sequence: UInt64, segment: UInt64) {
        self.sequence = sequence
        self.segment = segment
    }

    /// `nil` when the bytes are not a whole mark: then there is none.
    init?(_ bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split { !$0.isNumber }
        guard bytes.count == Self.length, parts.count >= 2, let sequence = UInt64(parts[0]), let segment = UInt64(parts[1])
        else { return nil }
        self.init(sequence: sequence, segment: segment)
        guard self.bytes == bytes else { return nil }
    }
}
