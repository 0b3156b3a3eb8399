import Dialogue
import Journal
import Ledger

/// Remembers how recent conversations began, so that a first message whose answer got lost can be sent again: it has no session yet to
/// be recognised by. A fold of the log, bounded; a retry comes within minutes.
struct FirstMessages: Sendable {
    /// So many conversations are remembered, at about 150 bytes each.
    static let maximum = 20_000
    /// A client's name for a message must be this long to count as known to nobody else: 16 characters of a UUID are over 60 random bits.
    static let minimumNameLength = 16

    struct Key: Hashable {
        var visitor: String
        var clientMessageID: String
    }

    private var conversations: [Key: ConversationID] = [:]
    private var order: [Key] = []
    private var oldest = 0

    mutating func remember(_ key: Key, _ conversation: ConversationID) {
        guard key.clientMessageID.utf8.count >= Self.minimumNameLength else { return }
        if conversations.updateValue(conversation, forKey: key) != nil { return }
        if order.count < Self.maximum {
            order.append(key)
        } else {
            conversations[order[oldest]] = nil
            order[oldest] = key
            oldest = (oldest + 1) % Self.maximum
        }
    }

    subscript(key: Key) -> ConversationID? { conversations[key] }
}

extension FirstMessages: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&conversations, "conversations")
        keeper.keep(&order, "order")
        keeper.keep(&oldest, "oldest")
    }
}

extension FirstMessages.Key: Kept {
    static var blank: Self { Self(visitor: "", clientMessageID: "") }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&visitor, "visitor")
        keeper.keep(&clientMessageID, "clientMessageID")
    }
}
