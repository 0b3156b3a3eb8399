/// The digit groups from one start on, at most 22 digits of them: every number that could begin there.
struct Window {
    /// Values 0–9.
    private(set) var digits: [UInt8] = []
    /// How many digits there are up to the end of each group.
    private(set) var totals: [Int] = []
    /// The token of the first group.
    let first: Int

    /// NITKU, the longest number we know.
    static let maximumDigits = 22

    init(_ tokens: Tokens, from first: Int, before end: Int) {
        self.first = first
        for index in first..<end {
            let token = tokens.items[index]
            guard digits.count + token.digitCount <= Self.maximumDigits else { break }
            if let spoken = token.spoken {
                digits.append(spoken)
            } else {
                digits += tokens.bytes[token.start..<token.end].map { $0 & 0xF }
            }
            totals.append(digits.count)
        }
    }

    /// The token of the group at which exactly `count` digits end.
    func last(ofDigits count: Int) -> Int? { totals.firstIndex(of: count).map { first + $0 } }

    var last: Int { first + totals.count - 1 }
    var isSingleGroup: Bool { totals.count == 1 }

    func starts(with prefix: [UInt8]) -> Bool { digits.starts(with: prefix) }
}
