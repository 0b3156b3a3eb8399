import Dialogue

extension Ledger {
    /// A canned response in one wording.
    public struct CannedVersion: Sendable, Hashable {
        /// The wording, and which response it is.
        public var saved: Event.CannedSaved
        /// When it was saved.
        public var at: Timestamp
    }

    /// An admin, and whether they are there.
    public struct AdminPresence: Sendable, Hashable {
        /// Who.
        public var name: String
        /// What they said last.
        public var state: Presence
        /// Conversations they have now.
        public var conversations: Int
    }
}

/// Canned responses with all their wordings, oldest first.
struct Canned: Sendable {
    private var versions: [String: [Ledger.CannedVersion]] = [:]
    private var removed: Set<String> = []

    mutating func save(_ saved: Event.CannedSaved, at: Timestamp) {
        versions[saved.id, default: []].append(.init(saved: saved, at: at))
        removed.remove(saved.id)
    }

    mutating func remove(_ id: String) {
        if versions[id] != nil { removed.insert(id) }
    }

    /// The newest wording of each that is still offered, by shortcut.
    var current: [Ledger.CannedVersion] {
        versions.compactMap { id, all in removed.contains(id) ? nil : all.last }
            .sorted { ($0.saved.shortcut, $0.saved.id) < ($1.saved.shortcut, $1.saved.id) }
    }

    func history(of id: String) -> [Ledger.CannedVersion] { versions[id] ?? [] }

    func isRemoved(_ id: String) -> Bool { removed.contains(id) }
}

extension Ledger.CannedVersion: Kept {
    /// To read into.
    public static var blank: Self { Self(saved: .blank, at: .blank) }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&saved, "saved")
        keeper.keep(&at, "at")
    }
}

extension Canned: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&versions, "versions")
        keeper.keep(&removed, "removed")
    }
}
