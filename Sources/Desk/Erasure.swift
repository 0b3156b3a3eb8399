import Dialogue
import JSON
import Journal

/// Takes what belongs to a person out of the log: the same for a running server, for the command line, and for the visitor who asks.
public enum Erasure {
    /// What is to go.
    public enum Scope: Sendable, Hashable {
        /// A conversation, and what was made from it.
        case conversation(String)
        /// Every stream that holds a telephone number or an e-mail address.
        case contact(String)

        var name: String {
            switch self {
            case .conversation: "conversation"
            case .contact: "contact"
            }
        }
    }

    /// Erases, stream by stream; each leaves a receipt.
    ///
    /// - Returns: what was erased; nothing when nothing was there.
    /// - Throws: `JournalError`; what was erased before it stays erased, and asking again goes on.
    public static func carryOut(
        _ scope: Scope, id: String, askedBy: Actor, at: Timestamp, on journal: Journal,
        progress: @escaping Journal.Progress = { _, _ in }
    ) async throws(JournalError) -> (streams: [StreamID], records: UInt64) {
        let streams: [StreamID]
        switch scope {
        case .conversation(let conversation):
            // What was made from it (leads, deliveries) names it; an id too short to be one would be found anywhere.
            let mentions =
                conversation.utf8.count < 8
                ? [] : try journal.streams(holding: conversation).filter { belongsToPeople($0) && $0.value.contains(":") }
            streams = [StreamID(conversation)] + mentions
        case .contact(let contact):
            let holding = try journal.streams(holding: contact).filter(belongsToPeople)
            // A conversation goes with what was made from it.
            var all = holding
            for stream in holding where !stream.value.contains(":") && stream.value.utf8.count >= 8 {
                all += try journal.streams(holding: stream.value).filter { belongsToPeople($0) && $0.value.contains(":") }
            }
            streams = Array(Set(all)).sorted { $0.value < $1.value }
        }
        var erased: [StreamID] = []
        var records: UInt64 = 0
        for stream in streams {
            let number = journal.number(of: stream)
            guard number > 0 else { continue }
            // The journal seals what an erasure left under its name, so each stream's has one of its own: the first the receipt's.
            let name = erased.isEmpty ? id : "\(id)-\(erased.count + 1)"
            var data = JSONWriter()
            data.object { writer in
                writer.member("erasure_id", name)
                writer.member("records", number)
                writer.member("scope", scope.name)
                writer.member("asked_by", askedBy.name)
            }
            try await journal.erase(
                stream, receipt: Entry(at: at.milliseconds, type: "erased", by: "system", data: data.bytes), progress: progress)
            erased.append(stream)
            records += number
        }
        return (erased, records)
    }

    /// Whether a stream is about a person, not the desk's own.
    private static func belongsToPeople(_ stream: StreamID) -> Bool { !["desk", "content", "counts", "canned"].contains(stream.value) }
}
