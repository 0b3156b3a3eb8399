import Glibc

/// What maintenance is about to do to the log, kept in `<state>/log/plan` so that a crash in its middle can be finished.
///
/// Text: `drop` and a line for each stream; or `merge SUM` and a line for each segment's name, where SUM is the CRC-32C of the
/// file that takes the first one's place; then `check` and the CRC-32C of all that.
enum Plan: Sendable, Equatable {
    case drop([StreamID])
    case merge(sum: UInt32, [SegmentName])

    static func path(_ folder: StateFolder) -> String { folder.log + "/plan" }

    private var text: String {
        switch self {
        case .drop(let streams): "drop\n" + streams.map { $0.value + "\n" }.joined()
        case .merge(let sum, let names): "merge \(sum)\n" + names.map { $0.text + "\n" }.joined()
        }
    }

    func write(_ folder: StateFolder) throws(JournalError) {
        let bytes = Array(text.utf8)
        let sum = bytes.withUnsafeBytes { CRC32C.sum($0) }
        try Disk.replace(Self.path(folder), in: folder.log, with: bytes + Array("check \(sum)\n".utf8))
    }

    /// Forgets the plan once it is carried out; what was done for it must not come back without it.
    static func remove(_ folder: StateFolder) throws(JournalError) {
        try Disk.syncFolder(folder.log)
        try Disk.remove(path(folder))
        try Disk.syncFolder(folder.log)
    }

    /// The plan that was not carried out to its end, if there is one.
    static func read(_ folder: StateFolder) throws(JournalError) -> Plan? {
        guard let bytes = try Disk.contents(path(folder)) else { return nil }
        let whole = String(decoding: bytes, as: UTF8.self)
        let lines = whole.split(separator: "\n").map(String.init)
        guard let kind = lines.first, lines.count >= 2 else { throw damage }
        let rest = lines[1..<lines.count - 1]
        let plan: Plan
        if kind == "drop" {
            plan = .drop(rest.map { StreamID($0) })
        } else if kind.hasPrefix("merge "), let sum = UInt32(kind.dropFirst(6)) {
            plan = .merge(sum: sum, rest.compactMap { SegmentName($0) })
        } else {
            throw damage
        }
        let text = plan.text
        let sum = Array(text.utf8).withUnsafeBytes { CRC32C.sum($0) }
        guard whole == text + "check \(sum)\n" else { throw damage }
        return plan
    }

    private static var damage: JournalError {
        .damaged(Damage(file: "log/plan", byte: 0, sequence: 0, reason: "it is not as it was written"))
    }

    /// The segments that a merge has made superfluous: all but the first, once the merged file is in its place.
    func superfluous(_ folder: StateFolder) throws(JournalError) -> Set<SegmentName> {
        guard case .merge(let sum, let names) = self, let first = names.first,
            let bytes = try Disk.contents(folder.segment(first), limit: 2 << 30),
            bytes.withUnsafeBytes({ CRC32C.sum($0) }) == sum
        else { return [] }
        return Set(names.dropFirst())
    }
}
