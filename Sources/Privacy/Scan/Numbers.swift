/// Numbers: runs of digit groups, such as `3171 0117 0845 0001`, `(021) 555-1234` or `nol delapan satu dua`.
extension Tokens {
    /// Takes every number that is personal, from the left; `Redactor` documents which reading wins.
    mutating func takeNumbers() -> [Span] {
        var spans: [Span] = []
        var index = 0
        while index < items.count {
            guard items[index].kind == .digits else { index += 1; continue }
            var end = index + 1
            while end < items.count, items[end].kind == .digits, isJoined(end - 1, end) { end += 1 }
            while index < end {
                if let last = endOfLookAlike(index, before: end) {
                    index = last + 1
                } else if let match = match(at: index, before: end) {
                    spans.append(
                        Span(kind: match.kind, range: start(of: index, match)..<items[match.last].end, confidence: match.confidence))
                    take(index...match.last)
                    index = match.last + 1
                } else {
                    index += 1
                }
            }
        }
        compact()
        return spans
    }

    struct Match {
        var kind: Finding.Kind
        /// The token of the last digit group.
        var last: Int
        var confidence: Double
    }

    /// The finding begins with the `+` or `(` that belongs to the number.
    private func start(of index: Int, _ match: Match) -> Int {
        var start = items[index].start
        guard match.kind == .phone else { return start }
        let hasClosing = index < match.last && gap(after: index, before: index + 1).contains(UInt8(ascii: ")"))
        if hasClosing, start > 0, bytes[start - 1] == UInt8(ascii: "(") { start -= 1 }
        if start > 0, bytes[start - 1] == UInt8(ascii: "+") { start -= 1 }
        if hasClosing, start > 0, bytes[start - 1] == UInt8(ascii: "("), bytes[start] != UInt8(ascii: "(") { start -= 1 }
        return start
    }

    /// Whether two runs of digits may be groups of one number: at most three separators between them.
    private func isJoined(_ left: Int, _ right: Int) -> Bool {
        let gap = gap(after: left, before: right)
        guard gap.count <= 3 else { return false }
        if gap.contains(UInt8(ascii: ",")) {
            return gap.count == 1
                || (gap.count == 2 && gap.last == UInt8(ascii: " ") && items[left].spoken != nil && items[right].spoken != nil)
        }
        return gap.allSatisfy { " .-/()_".utf8.contains($0) }
    }

    // MARK: What is not a number of anybody

    /// The last group of a date, a time or an amount that begins at `index`, or nil.
    private func endOfLookAlike(_ index: Int, before end: Int) -> Int? {
        endOfDate(index, before: end) ?? endOfTime(index, before: end) ?? endOfThousands(index, before: end)
    }

    /// `17-08-2025`, `17.8.2025`, `2025/08/17`: one separator throughout, a day and a month that exist.
    private func endOfDate(_ index: Int, before end: Int) -> Int? {
        guard index + 2 < end, let first = value(index), let second = value(index + 1), let third = value(index + 2),
            let separator = single(index), ".-/".utf8.contains(separator), single(index + 1) == separator
        else { return nil }
        let years = 1900...2099
        if items[index].count == 4, years.contains(first), (1...12).contains(second), (1...31).contains(third), items[index + 2].count <= 2
        {
            return index + 2
        }
        guard items[index].count <= 2, items[index + 1].count <= 2, items[index + 2].count == 4, years.contains(third),
            (1...31).contains(first), (1...12).contains(second)
        else { return nil }
        // "08-12-2000-1234" goes on and is a phone number.
        return index + 3 < end && single(index + 2) == separator ? nil : index + 2
    }

    /// `08.30`: two pairs with a full stop, and none before or after.
    private func endOfTime(_ index: Int, before end: Int) -> Int? {
        guard index + 1 < end, items[index].count == 2, items[index + 1].count == 2, single(index) == UInt8(ascii: "."),
            let hour = value(index), let minute = value(index + 1), hour <= 24, minute <= 59,
            items[index].start == 0 || bytes[items[index].start - 1] != UInt8(ascii: "."),
            index + 2 >= end || single(index + 1) != UInt8(ascii: ".")
        else { return nil }
        return index + 1
    }

    /// `1.500.000` or `1,500,000`; without three zeros at its end it may be an account's, and is left to `match`.
    private func endOfThousands(_ index: Int, before end: Int) -> Int? {
        guard index + 1 < end, items[index].spoken == nil, items[index].count <= 3, bytes[items[index].start] != UInt8(ascii: "0"),
            let separator = single(index), separator == UInt8(ascii: ".") || separator == UInt8(ascii: ",")
        else { return nil }
        var last = index
        while last + 1 < end, single(last) == separator, items[last + 1].count == 3, items[last + 1].spoken == nil { last += 1 }
        guard last > index, last + 1 >= end || single(last) != separator else { return nil }
        return last == index + 1 || value(last) == 0 ? last : nil
    }

    /// The one byte between this group and the next, or nil when there are none or more.
    private func single(_ index: Int) -> UInt8? {
        guard index + 1 < items.count else { return nil }
        let gap = gap(after: index, before: index + 1)
        return gap.count == 1 ? gap.first : nil
    }

    /// The value of a group of at most four written digits.
    private func value(_ index: Int) -> Int? {
        guard items[index].spoken == nil, items[index].count <= 4 else { return nil }
        return bytes[items[index].start..<items[index].end].reduce(0) { $0 * 10 + Int($1 & 0xF) }
    }
}
