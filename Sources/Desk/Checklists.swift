import Crypto
import Dialogue
import Foundation
import JSON
import Journal

// Checklists on paper: a link that dies, and what to print when it is followed. The paper itself is made by whoever asks, and kept nowhere.

/// Seals what a link to a checklist says, so that its address tells nobody the visitor's name and can be made by nobody else.
///
/// AES-256-GCM (NIST SP 800-38D) hides and signs at once, under a key derived by HKDF-SHA256 (RFC 5869) for this use alone.
public struct ChecklistSeal: Sendable, CustomStringConvertible {
    private let key: SymmetricKey

    /// - Parameter bytes: 32 random bytes, kept in the state folder: with others, all links are dead.
    public init(bytes: [UInt8]) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: bytes), info: Array("frontdesk checklist 1".utf8), outputByteCount: 32)
    }

    /// A seal that nobody keeps: its links die with the process.
    public init() {
        key = SymmetricKey(size: .bits256)
    }

    /// Never the key.
    public var description: String { "***" }

    /// What a link stands for.
    struct Ticket: Hashable {
        var id: String
        /// nil when it was asked for outside a conversation.
        var conversation: ConversationID?
        var language: Language
        var name: String?
        var expires: Timestamp
    }

    /// A token of more bytes is none of ours: a name has 100 characters at most, of 4 bytes at most, escaped in JSON at most sixfold.
    static let maximumTokenBytes = 4_096

    /// The ticket as letters, digits, `-` and `_` (RFC 4648, 5).
    func token(for ticket: Ticket) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("i", ticket.id)
            writer.member("c", ifPresent: ticket.conversation?.rawValue)
            writer.member("l", ticket.language.rawValue)
            writer.member("n", ifPresent: ticket.name)
            writer.member("e", ticket.expires.milliseconds)
        }
        let sealed: Data?
        // It throws for a key of another size than ours, and for 64 GB of text.
        do { sealed = try AES.GCM.seal(writer.bytes, using: key).combined } catch { preconditionFailure("\(error)") }
        guard let sealed else { preconditionFailure("a nonce of 12 bytes gives a combined form") }
        return sealed.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The ticket that was sealed as `token`; nil when this seal did not make it.
    func ticket(in token: String) -> Ticket? {
        guard token.utf8.count <= Self.maximumTokenBytes else { return nil }
        let text = token.replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        // Not base64, not sealed by us: which of these is nobody's to know.
        guard let bytes = Data(base64Encoded: padded), let box = try? AES.GCM.SealedBox(combined: bytes),
            let opened = try? AES.GCM.open(box, using: key), let json = try? JSON(parsing: Array(opened)),
            let id = json["i"]?.string, let language = json["l"]?.string.flatMap(Language.init(rawValue:)), let expires = json["e"]?.integer
        else { return nil }
        return Ticket(
            id: id, conversation: json["c"]?.string.map(ConversationID.init), language: language, name: json["n"]?.string,
            expires: Timestamp(milliseconds: Int64(expires)))
    }
}

extension Desk {
    /// So long a link to a checklist works.
    public static let checklistLifetime = Duration.seconds(24 * 3_600)

    /// What to put on paper.
    public struct ChecklistOrder: Sendable {
        /// What there is to have ready.
        public var checklist: Checklist
        /// What was asked, where something was.
        public var qualification: Qualification?
        /// Question's key → the reply's value, as told so far.
        public var answers: [String: String]
        /// Whose it is, if they said.
        public var name: String?
        /// What it is printed in.
        public var language: Language
    }

    /// Makes a link to the checklist of the holder of `session`, or to the general one.
    ///
    /// - Parameter language: that of the page; nil for the conversation's.
    /// - Returns: the link's token, and when it dies.
    public func makeChecklist(
        name: String?, language: Language?, session: Session?
    ) async throws(DeskError) -> (token: String, expires: Timestamp) {
        guard let checklist = knowledge.content.checklist else { throw .checklistOff }
        let id = dependencies.makeID()
        let expires = now.advanced(by: Self.checklistLifetime)
        var ticket = ChecklistSeal.Ticket(id: id, language: language ?? .indonesian, name: name, expires: expires)
        if let session {
            let conversation = try await authorize(session)
            ticket.conversation = conversation
            if language == nil { ticket.language = try await standing(session: session).language }
            _ = try await perform(
                .makeChecklist(id: id, language: ticket.language, version: checklist.version, expires: expires), in: conversation)
        } else {
            guard journal.capacity != .full else { throw .diskFull }
            try await append(
                [
                    .checklistMade(
                        .init(checklistID: id, language: ticket.language, version: checklist.version, expires: expires))
                ], to: Self.stream(ofChecklist: id), expecting: 0, at: now)
        }
        return (configuration.checklistSeal.token(for: ticket), expires)
    }

    /// What the link with `token` is to print now. The first time, that is noted.
    ///
    /// - Throws: `.linkUnknown` for a token that is not ours, `.linkDead` after its time, and when its conversation was erased.
    public func openChecklist(token: String) async throws(DeskError) -> ChecklistOrder {
        guard let ticket = configuration.checklistSeal.ticket(in: token) else { throw .linkUnknown }
        guard now < ticket.expires else { throw .linkDead }
        let content = knowledge.content
        guard let checklist = content.checklist else { throw .checklistOff }
        var order = ChecklistOrder(
            checklist: checklist, qualification: content.qualification, answers: [:], name: ticket.name, language: ticket.language)
        if let id = ticket.conversation {
            guard lanes.holds(id) || journal.number(of: StreamID(id.rawValue)) > 0 else { throw .linkDead }
            let lane = try await hold(id)
            defer { lane.release() }
            guard lane.read({ !$0.sessionHashes.isEmpty }) else { throw .linkDead }
            order.answers = lane.read { $0.guided.slots }
            _ = try await perform(.openChecklist(id: ticket.id), in: id)
        } else if journal.number(of: Self.stream(ofChecklist: ticket.id)) == 1 {
            do {
                try await append(
                    [.checklistOpened(.init(checklistID: ticket.id))], to: Self.stream(ofChecklist: ticket.id), expecting: 1, at: now)
            } catch .journal(.moved) {
                // Fetched twice at once: noted by the other.
            }
        }
        return order
    }

    /// Of a checklist that was asked for outside a conversation.
    private static func stream(ofChecklist id: String) -> StreamID { StreamID("checklist:\(id)") }
}
