import Dialogue

extension Ledger {
    /// Which conversations are looked for; what is nil does not matter.
    public struct Filter: Sendable, Hashable {
        /// Where they stand.
        public var status: Row.Status?
        /// Who answers.
        public var mode: Conversation.Mode?
        /// How they are served.
        public var priority: Handoff.Priority?
        /// Who has them.
        public var assignee: Assignee?
        /// A label they have.
        public var label: String?
        /// The language of the visitor's last utterance.
        public var language: Language?
        /// What was said in them; the rows are then candidates, see `Ledger.Query`.
        public var query: Query?
        /// The figure of the statistics for which they were counted.
        public var behind: Behind?

        /// Who has a conversation.
        public enum Assignee: Sendable, Hashable {
            case admin(String)
            case nobody
        }

        /// Looks for everything that is not told otherwise.
        public init(
            status: Row.Status? = nil, mode: Conversation.Mode? = nil, priority: Handoff.Priority? = nil, assignee: Assignee? = nil,
            label: String? = nil, language: Language? = nil, query: Query? = nil, behind: Behind? = nil
        ) {
            self.status = status
            self.mode = mode
            self.priority = priority
            self.assignee = assignee
            self.label = label
            self.language = language
            self.query = query
            self.behind = behind
        }
    }

    /// Why a list cannot be given.
    public enum ListError: Error, Hashable {
        /// The cursor is none that this ledger made.
        case unknownCursor(String)
    }
}

extension Book {
    /// A filter with its names looked up, so that an entry is asked for numbers only.
    private struct Sieve {
        var filter: Ledger.Filter
        var assignee: UInt16?
        var labelSets: [Bool]?
        var candidates: Bits?
        /// Whether nothing can pass: a name that nobody has.
        var isEmpty = false

        init(_ filter: Ledger.Filter, in book: Book, candidates: Bits?) {
            self.filter = filter
            self.candidates = candidates
            switch filter.assignee {
            case .admin(let name):
                assignee = book.admins.known(name)
                isEmpty = assignee == nil
            case .nobody: assignee = UInt16.none
            case nil: break
            }
            if let label = filter.label { labelSets = book.labelSets.map { $0.contains(label) } }
        }

        func lets(_ entry: borrowing Entry, at slot: Int) -> Bool {
            if entry.isForgotten { return false }
            if let status = filter.status, entry.status != status { return false }
            if let mode = filter.mode, entry.mode != mode { return false }
            if let priority = filter.priority, entry.priority != priority { return false }
            if let assignee, entry.assignee != assignee { return false }
            if let labelSets, !labelSets[Int(entry.labels)] { return false }
            if let language = filter.language, entry.language != language { return false }
            if let candidates, !candidates.contains(slot) { return false }
            return true
        }
    }

    /// Where an entry stands among those that are not in the queue: changed last, first.
    private struct Recency: Comparable {
        var updatedAt: Int64
        var born: UInt64
        var slot: Int

        static func < (left: Self, right: Self) -> Bool {
            left.updatedAt != right.updatedAt ? left.updatedAt > right.updatedAt : left.born > right.born
        }
    }

    /// The slots that `filter` lets through: the queue in service order, then all others, changed last first.
    ///
    /// The queue is walked; the others are looked through once, keeping the best `limit` in a heap. No order is kept for them, as nearly
    /// every event would move one: 100,000 are looked through in about a millisecond.
    func list(
        _ filter: Ledger.Filter, candidates: Bits?, after cursor: String?, limit: Int
    ) throws(Ledger.ListError) -> Ledger.Page<Int> {
        let sieve = Sieve(filter, in: self, candidates: candidates)
        var passed: Recency?
        var served: Queue.Ticket?
        if let text = cursor {
            guard let cursor = Cursor(text, numbers: 3) else { throw .unknownCursor(text) }
            switch cursor.section {
            case "q":
                served = Queue.Ticket(
                    isHigh: cursor.numbers[0] == 1, since: cursor.numbers[1], born: UInt64(bitPattern: cursor.numbers[2]), slot: 0)
            case "r": passed = Recency(updatedAt: cursor.numbers[0], born: UInt64(bitPattern: cursor.numbers[1]), slot: 0)
            default: throw .unknownCursor(text)
            }
        }
        guard !sieve.isEmpty, limit > 0 else { return Ledger.Page(items: [], next: nil) }
        var slots: [Int] = []
        if passed == nil {
            for ticket in queue.tickets where served.map({ $0 < ticket }) ?? true {
                guard sieve.lets(entries[Int(ticket.slot)], at: Int(ticket.slot)) else { continue }
                if slots.count == limit, let last = slots.last {
                    let entry = entries[last]
                    let cursor = Cursor("q", entry.priority == .high ? 1 : 0, entry.askedAt, Int64(bitPattern: entry.born))
                    return Ledger.Page(items: slots, next: cursor.text)
                }
                slots.append(Int(ticket.slot))
            }
        }
        let others = recent(limit - slots.count + 1, after: passed, sieve: sieve)
        let isMore = slots.count + others.count > limit
        slots += others.prefix(limit - slots.count).map(\.slot)
        guard isMore, let last = slots.last else { return Ledger.Page(items: slots, next: nil) }
        let entry = entries[last]
        let next =
            entry.isQueued
            ? Cursor("q", entry.priority == .high ? 1 : 0, entry.askedAt, Int64(bitPattern: entry.born))
            : Cursor("r", entry.updatedAt, Int64(bitPattern: entry.born), 0)
        return Ledger.Page(items: slots, next: next.text)
    }

    /// The first `count` of those not queued, in order.
    private func recent(_ count: Int, after passed: Recency?, sieve: Sieve) -> [Recency] {
        // The worst of those kept is on top.
        var heap = Heap<Recency>(limit: count)
        // The youngest first: mostly they changed last, so that nearly all others are turned away at the first look.
        entries.forEachReversed { slot, entry in
            guard !entry.isQueued else { return }
            let recency = Recency(updatedAt: entry.updatedAt, born: entry.born, slot: slot)
            if let passed, !(passed < recency) { return }
            if !heap.admits(recency) { return }
            if sieve.lets(entry, at: slot) { heap.insert(recency) }
        }
        return heap.sorted
    }
}

/// The smallest few of many, by a heap with the largest of them on top.
struct Heap<Element: Comparable> {
    private var elements: [Element] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether `element` would be among the smallest.
    func admits(_ element: Element) -> Bool {
        elements.count < limit || (limit > 0 && element < elements[0])
    }

    mutating func insert(_ element: Element) {
        if elements.count < limit {
            elements.append(element)
            var child = elements.count - 1
            while child > 0, elements[(child - 1) / 2] < elements[child] {
                elements.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if admits(element) {
            elements[0] = element
            var parent = 0
            while true {
                var largest = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count && elements[largest] < elements[child] {
                    largest = child
                }
                if largest == parent { return }
                elements.swapAt(parent, largest)
                parent = largest
            }
        }
    }

    /// In rising order.
    var sorted: [Element] { elements.sorted() }
}

/// A set of slots.
struct Bits: Sendable {
    private var words: [UInt64]

    init(count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    func contains(_ slot: Int) -> Bool {
        slot / 64 < words.count && words[slot / 64] & 1 << UInt64(slot % 64) != 0
    }

    mutating func insert(_ slot: Int) { words[slot / 64] |= 1 << UInt64(slot % 64) }

    mutating func formIntersection(_ other: Self) {
        for index in words.indices { words[index] &= other.words[index] }
    }
}
