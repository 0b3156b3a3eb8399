import Dialogue
import Synchronization

/// Which admins are there: what each says, and whether a console of theirs is really open. Memory only; the log has who came and went.
final class Attendance: Sendable {
    private struct Admin {
        var said = Presence.away
        var streams = 0
        var viewing: [ConversationID: Int] = [:]
    }

    private let admins = Mutex<[String: Admin]>([:])

    /// What an admin is: without an open console, offline, whatever they said.
    func state(of admin: String) -> Presence {
        admins.withLock { $0[admin].map(Self.effective) ?? .offline }
    }

    private static func effective(_ admin: Admin) -> Presence { admin.streams > 0 ? admin.said : .offline }

    /// Everybody who has been here since the start.
    var all: [(name: String, state: Presence)] {
        admins.withLock { admins in admins.map { ($0.key, Self.effective($0.value)) }.sorted { $0.name < $1.name } }
    }

    var isAnyOnline: Bool { admins.withLock { $0.values.contains { Self.effective($0) == .online } } }

    /// - Returns: the state before and after.
    func say(_ state: Presence, _ admin: String) -> (Presence, Presence) {
        change(admin) { $0.said = state }
    }

    func opened(_ admin: String) -> (Presence, Presence) { change(admin) { $0.streams += 1 } }

    func closed(_ admin: String) -> (Presence, Presence) { change(admin) { $0.streams = max(0, $0.streams - 1) } }

    private func change(_ name: String, _ body: (inout Admin) -> Void) -> (Presence, Presence) {
        admins.withLock { admins in
            let before = admins[name].map(Self.effective) ?? .offline
            body(&admins[name, default: Admin()])
            return (before, Self.effective(admins[name, default: Admin()]))
        }
    }

    func hasStream(_ admin: String) -> Bool { admins.withLock { ($0[admin]?.streams ?? 0) > 0 } }

    /// An admin looks at a conversation, or away again; of one who never says so, the last console's end is the end of it.
    func view(_ conversation: ConversationID, by admin: String, isOn: Bool) {
        admins.withLock { admins in
            if isOn {
                admins[admin, default: Admin()].viewing[conversation] = 1
            } else {
                admins[admin]?.viewing[conversation] = nil
            }
        }
    }

    func viewers(of conversation: ConversationID) -> [String] {
        admins.withLock { admins in admins.filter { $0.value.streams > 0 && $0.value.viewing[conversation] != nil }.keys.sorted() }
    }
}
