extension Ledger {
    /// Some of a list, and where the rest begins.
    public struct Page<Element: Sendable>: Sendable {
        /// At most as many as were asked for.
        public var items: [Element]
        /// What gets the rest; nil when this was all.
        public var next: String?

        /// Part of a list.
        public init(items: [Element], next: String?) {
            self.items = items
            self.next = next
        }
    }
}

/// A place in a list: numbers that say after what the rest begins. Opaque to callers; one that nobody made is none.
struct Cursor {
    var section: Character
    var numbers: [Int64]

    init(_ section: Character, _ numbers: Int64...) {
        self.section = section
        self.numbers = numbers
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(_ text: String, numbers count: Int) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let section = parts.first, section.count == 1, let letter = section.first else { return nil }
        let numbers = parts.dropFirst().compactMap { Int64($0, radix: 36) }
        guard numbers.count == count, parts.count == count + 1 else { return nil }
        self.section = letter
        self.numbers = numbers
    }

    var text: String {
        ([String(section)] + numbers.map { String($0, radix: 36) }).joined(separator: ".")
    }
}
