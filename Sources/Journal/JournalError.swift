#if canImport(Glibc)
    import Glibc
#endif

/// Why the journal could not do what was asked, and what is true afterwards.
public enum JournalError: Error, Sendable, Equatable {
    /// The stream's last number is `to`, not the one that was expected. Nothing was written.
    case moved(to: UInt64)
    /// The entry's `data` has more bytes than a record may hold. Nothing was written.
    case recordTooLarge(bytes: Int, limit: Int)
    /// A run holds 1...`limit` entries. Nothing was written.
    case runTooLong(entries: Int, limit: Int)
    /// A field of the entry or the stream's name breaks its limits. Nothing was written.
    case invalid(field: String, reason: String)
    /// The stream has been erased; its name is never used again. Nothing was written.
    case erased(StreamID)
    /// More is waiting for the disk than the journal holds in memory. Nothing was written.
    case overloaded(waitingBytes: Int, limit: Int)
    /// The disk refused a write or a sync. The run is not in the log and will not be: what had reached the file is cut off
    /// before the journal goes on. Later calls throw `unavailable` until it has recovered by itself.
    case writeFailed(operation: String, code: Int32)
    /// The journal is recovering from a refused write or sync; it tries again by itself. Nothing was written.
    case unavailable(retryAfter: Duration)
    /// The journal has been closed. Nothing was written.
    case closed
    /// Another process, `processID`, holds the state folder. Nothing was touched.
    case locked(processID: Int32)
    /// The log has been damaged where it had been on disk; see `Damage`. Nothing was changed.
    case damaged(Damage)
    /// The system refused an operation on a file or folder.
    case disk(operation: String, path: String, code: Int32)
}

/// A place in the log that is not as it was written.
public struct Damage: Error, Sendable, Hashable {
    /// The segment's name, or the path of another file from the state folder on.
    public let file: String
    /// The offset of the first byte that cannot be read as the next record.
    public let byte: UInt64
    /// The sequence number that should stand there.
    public let sequence: UInt64
    /// What is wrong, in words.
    public let reason: String

    init(file: String, byte: UInt64, sequence: UInt64, reason: String) {
        self.file = file
        self.byte = byte
        self.sequence = sequence
        self.reason = reason
    }
}

extension JournalError: CustomStringConvertible {
    /// What happened, to what, and the way out.
    public var description: String {
        switch self {
        case .moved(let number): "the stream stands at number \(number), not where the caller expected it"
        case .recordTooLarge(let bytes, let limit): "a record of \(bytes) bytes is over the limit of \(limit) bytes"
        case .runTooLong(let entries, let limit): "a run of \(entries) entries; it may hold 1 to \(limit)"
        case .invalid(let field, let reason): "\(field): \(reason)"
        case .erased(let stream): "stream \(stream) has been erased; its name is not used again"
        case .overloaded(let bytes, let limit): "\(bytes) bytes wait for the disk, the limit is \(limit): try again later"
        case .writeFailed(let operation, let code): "\(operation) failed: \(message(code)); the run was not kept"
        case .unavailable(let wait): "the journal is recovering from a failed write; try again in \(wait)"
        case .closed: "the journal has been closed"
        case .locked(let processID): "the state folder is in use by process \(processID); stop it first"
        case .damaged(let damage):
            SegmentName(damage.file) == nil
                ? "\(damage.file): byte \(damage.byte): \(damage.reason)"
                : "log/\(damage.file): byte \(damage.byte): record \(damage.sequence): \(damage.reason). See `log verify`; ways out: "
                    + "`log restore DIR`, or `log repair --segment \(damage.file) --keep-before \(damage.sequence)`"
        case .disk(let operation, let path, let code): "\(path): \(operation): \(message(code))"
        }
    }
}

private func message(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
}
