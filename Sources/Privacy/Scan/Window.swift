/// The digit groups from one start on, at most 22 digits of them: every number that could begin there.
struct Window {
    /// Values 0–9.
    private(set) var digits: [UInt8] = []
    /// How many digits there are up to the end of each group.
    private(set) var totals: [Int] = []
    /// How many groups, from the first, have the same separator between them, as one number has.
    private(set) var uniformGroups = 1
    /// The token of the first group.
    let first: Int

    /// NITKU, the longest number we know.
    static let maximumDigits = 22

    init(_ tokens: Tokens, from first: Int, before end: Int) {
        self.first = first
        digits.reserveCapacity(Self.maximumDigits)
        totals.reserveCapacity(Self.maximumDigits)
        for index in first..<end {
            let token = tokens.items[index]
            guard digits.count + token.digitCount <= Self.maximumDigits else { break }
            if let spoken = token.spoken {
                digits.append(spoken)
            } else {
                for at in token.start..<token.end { digits.append(tokens.folded.bytes[at] & 0xF) }
            }
            totals.append(digits.count)
            if index > first, uniformGroups == index - first,
                index == first + 1
                    || tokens.gap(after: index - 1, before: index).elementsEqual(tokens.gap(after: first, before: first + 1))
            {
                uniformGroups += 1
            }
        }
    }

    /// Whether the groups up to that many digits all have the same separator.
    func hasOneSeparator(upToDigits count: Int = maximumDigits) -> Bool {
        totals.prefix { $0 < count }.count < uniformGroups || uniformGroups == totals.count
    }

    /// The token of the group at which exactly `count` digits end.
    func last(ofDigits count: Int) -> Int? { totals.firstIndex(of: count).map { first + $0 } }

    var last: Int { first + totals.count - 1 }
    var isSingleGroup: Bool { totals.count == 1 }

    func starts(with prefix: [UInt8]) -> Bool { digits.starts(with: prefix) }
}
