import Dialogue

/// The conversations that wait, in the order in which they are served: priority high first, then who waits longest.
struct Queue: Sendable {
    /// A waiting conversation's claim to be served.
    struct Ticket: Sendable, Hashable, Comparable {
        var isHigh: Bool
        var since: Int64
        /// The sequence of the conversation's first event: of two who came in one millisecond, the older conversation.
        var born: UInt64
        var slot: UInt32

        static func < (left: Self, right: Self) -> Bool {
            if left.isHigh != right.isHigh { return left.isHigh }
            return left.since != right.since ? left.since < right.since : left.born < right.born
        }
    }

    /// In service order. An array, as those who wait are few: with 10,000 of them an insertion moves 300 kB at worst.
    private(set) var tickets: [Ticket] = []

    /// How many are served before `ticket`.
    func before(_ ticket: Ticket) -> Int {
        var (low, high) = (0, tickets.count)
        while low < high {
            let middle = (low + high) / 2
            if tickets[middle] < ticket { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func insert(_ ticket: Ticket) {
        tickets.insert(ticket, at: before(ticket))
    }

    mutating func remove(_ ticket: Ticket) {
        let place = before(ticket)
        if place < tickets.count, tickets[place] == ticket { tickets.remove(at: place) }
    }
}

extension Queue.Ticket: Kept {
    static var blank: Self { Self(isHigh: false, since: 0, born: 0, slot: 0) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&isHigh, "isHigh")
        keeper.keep(&since, "since")
        keeper.keep(&born, "born")
        keeper.keep(&slot, "slot")
    }
}

extension Queue: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&tickets, "tickets")
    }
}
