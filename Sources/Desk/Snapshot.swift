import Dialogue
import Journal
import Ledger
import Synchronization

// A start that reads a snapshot folds only the end of the log. Described, byte by byte, in `Desk.docc/Snapshot.md`.

extension Desk {
    /// All that a start folds from the log, as a snapshot keeps it.
    struct Fold: Kept, Sendable {
        var memory: Memory
        /// Records beyond the snapshot's place that are in it all the same: their turns ended while it was taken.
        var ahead: Set<UInt64> = []
        /// Records whose data was not what their type says.
        var unreadable = 0

        static var blank: Self { Self(memory: .blank) }

        mutating func keep(in keeper: inout Keeper) {
            keeper.keep(&memory, "memory")
            keeper.keep(&ahead, "ahead")
            keeper.keep(&unreadable, "unreadable")
        }

        /// The bytes of a snapshot.
        ///
        /// - Parameter title: what it is of; whoever reads it must say the same.
        func bytes(of title: String) -> [UInt8] {
            var (fold, title, keeper) = (self, title, Keeper(capacity: 64 << 10))
            title.keep(in: &keeper)
            fold.keep(in: &keeper)
            return keeper.bytes
        }

        /// Reads what `bytes(of:)` wrote; nil when it is of something else, or not whole.
        init?(_ bytes: [UInt8], of title: String) {
            var (keeper, found) = (Keeper(reading: bytes), "")
            found.keep(in: &keeper)
            guard found == title else { return nil }
            self = .blank
            keep(in: &keeper)
            guard keeper.isWhole else { return nil }
        }

        init(memory: Memory) { self.memory = memory }
    }

    /// What the bytes of a snapshot hang on beside the log: their form, the program that wrote them, and when its days begin.
    static func title(program: String, offsetMinutes: Int) -> String {
        "frontdesk fold 1, program \(program), \(offsetMinutes) min"
    }

    /// Keeps what the log has been folded into, so that the next start reads only what comes after.
    ///
    /// Nobody waits for it: what is in memory are values, so taking them is a matter of microseconds under the lock, and whoever changes them
    /// afterwards copies what it changes, a block at a time. Written and synced on a thread of its own; the file that was there stays
    /// until the new one is whole.
    ///
    /// - Returns: whether one was written: not while something is being erased, nor while another is being written.
    /// - Throws: `.journal`, when the disk refuses. The old one, if any, is as good as before.
    @discardableResult
    public func saveSnapshot() async throws(DeskError) -> Bool {
        guard let generation = removals.beginSaving() else { return false }
        defer { removals.endSaving() }
        // From here on what is folded is noted, as it may lie beyond the place that is read next.
        memory.withLock { $0.ahead = [] }
        let position = journal.end
        // Of what lies before it something may still be on its way from the disk into memory.
        await turns.settle()
        let fold = memory.withLock { memory in
            let ahead = memory.ahead ?? []
            memory.ahead = nil
            var fold = Fold(memory: memory)
            fold.ahead = Set(ahead.filter { $0 >= position.sequence })
            fold.unreadable = unreadableRecords
            return fold
        }
        let (title, removals) = (title, removals)
        do throws(JournalError) {
            return try await journal.saveSnapshot(before: position, unless: { removals.generation != generation }) { fold.bytes(of: title) }
        } catch {
            throw .journal(error)
        }
    }

    /// Saves a snapshot if the log has grown by so much since the last that it is worth it: `Configuration.snapshotRecords`.
    public func saveSnapshotIfDue() async throws(DeskError) -> Bool {
        guard journal.recordsAfterSnapshot >= UInt64(configuration.snapshotRecords) else { return false }
        return try await saveSnapshot()
    }
}

/// Keeps snapshots and erasures apart: what is being erased must be in no snapshot that is written afterwards.
final class Removals: Sendable {
    private let state = Mutex((underWay: 0, generation: UInt64(0), isSaving: false))

    /// Changes whenever something is about to be taken out of the log.
    var generation: UInt64 { state.withLock { $0.generation } }

    /// Nil while something is being taken out, or another snapshot saved.
    func beginSaving() -> UInt64? {
        state.withLock { state in
            guard state.underWay == 0, !state.isSaving else { return nil }
            state.isSaving = true
            return state.generation
        }
    }

    func endSaving() { state.withLock { $0.isSaving = false } }

    /// To be called before the log is told to; what follows must end with `end`, after memory has forgotten.
    func begin() {
        state.withLock { state in
            state.underWay += 1
            state.generation += 1
        }
    }

    func end() { state.withLock { $0.underWay -= 1 } }
}

/// Those who are between asking the log and telling memory of it.
final class Turns: Sendable {
    private struct State {
        /// Grows with each `settle`; turns are counted by that in which they began.
        var period: UInt64 = 0
        var underWay: [UInt64: Int] = [:]
        var waiting: [(period: UInt64, continuation: UnsafeContinuation<Void, Never>)] = []

        /// Takes out those who wait for no turn any more.
        mutating func takeSettled() -> [UnsafeContinuation<Void, Never>] {
            let earliest = underWay.keys.min() ?? .max
            let settled = waiting.filter { $0.period < earliest }
            waiting.removeAll { $0.period < earliest }
            return settled.map(\.continuation)
        }
    }
    private let state = Mutex(State())

    /// What follows must end with `end` of what this returns.
    func begin() -> UInt64 {
        state.withLock { state in
            state.underWay[state.period, default: 0] += 1
            return state.period
        }
    }

    func end(_ period: UInt64) {
        let settled = state.withLock { state -> [UnsafeContinuation<Void, Never>] in
            let left = (state.underWay[period] ?? 1) - 1
            state.underWay[period] = left == 0 ? nil : left
            return left == 0 ? state.takeSettled() : []
        }
        for continuation in settled { continuation.resume() }
    }

    /// Returns once every turn has ended that began before this was called. Holds nobody up.
    func settle() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let settled = state.withLock { state in
                state.waiting.append((state.period, continuation))
                state.period += 1
                return state.takeSettled()
            }
            for continuation in settled { continuation.resume() }
        }
    }
}
