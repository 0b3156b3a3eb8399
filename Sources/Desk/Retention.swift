import Dialogue
import JSON
import Journal
import Ledger

/// How long conversations are kept: those that have been closed for so many days are dropped whole.
///
/// What an open one holds is never dropped, however old it is; leads have streams and consents of their own.
public struct Retention: Sendable, Hashable {
    /// So many are dropped at once; the others the next time.
    public static let maximumAtOnce = 1_000

    /// Days since a conversation's last event, 1...36,500.
    public var days: Int

    /// Keeps what is closed for `days` days.
    public init(days: Int) {
        precondition((1...36_500).contains(days), "\(days) days")
        self.days = days
    }

    /// Whether the conversation of `row` need not be kept any longer.
    public func isDue(_ row: Ledger.Row, at now: Timestamp) -> Bool {
        row.status == .closed && now.milliseconds - row.updatedAt.milliseconds >= Int64(days) * 86_400_000
    }
}

extension Desk {
    /// Drops the conversations that need not be kept any longer, from the log and from memory, and notes how many. For once a day.
    ///
    /// A conversation in which something happens meanwhile stays. When this throws, some may have been dropped; the rest goes the next time.
    ///
    /// - Returns: how many were dropped.
    public func apply(_ retention: Retention) async throws(DeskError) -> Int {
        let due = due(for: retention)
        guard !due.isEmpty else { return 0 }
        removals.begin()
        defer { removals.end() }
        let dropped: [StreamID]
        do {
            dropped = try await journal.drop(Array(due.keys), expecting: due)
        } catch {
            throw .journal(error)
        }
        forget(dropped)
        await note("retentionApplied", in: "desk") { writer in
            writer.member("rule", "closed for \(retention.days) days")
            writer.member("streams", dropped.count)
        }
        return dropped.count
    }

    /// The streams that are due, with the number of each one's last event.
    private func due(for retention: Retention) -> [StreamID: UInt64] {
        let now = now
        var due: [StreamID: UInt64] = [:]
        var cursor: String?
        repeat {
            // A page at a time, as every turn waits for the ledger. It knows a cursor that it has just given.
            guard let page = look({ try? $0.list(.init(status: .closed), after: cursor, limit: 500) }) else { break }
            for row in page.items where due.count < Retention.maximumAtOnce && retention.isDue(row, at: now) {
                due[StreamID(row.id.rawValue)] = row.number
            }
            cursor = page.next
        } while cursor != nil && due.count < Retention.maximumAtOnce
        return due
    }
}
