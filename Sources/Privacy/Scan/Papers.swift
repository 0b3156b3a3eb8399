/// Licence plates and passports: letters with digits, which only a word beside them makes personal.
extension Tokens {
    /// Takes every plate (`B 1234 XYZ`, `D 1`) beside "nopol", "plat" or "plate", and every passport number (`C1234567`,
    /// `X 123456`) beside "paspor" or "passport".
    ///
    /// No public source fixes the passport's form, and guides contradict each other: one or two letters and six to
    /// eight digits cover those of Indonesia and most neighbours.
    mutating func takePlatesAndPassports() -> [Span] {
        var spans: [Span] = []
        var index = 0
        while index + 1 < items.count {
            let letters = items[index]
            let digits = items[index + 1]
            guard letters.kind == .word, letters.count <= 2, letters.count == 1 || letters.meaning == nil, digits.kind == .digits,
                digits.spoken == nil,
                isJoint(gap(after: index, before: index + 1)), index == 0 || items[index - 1].end < letters.start
            else { index += 1; continue }
            if let last = endOfPassport(from: index + 1), isNear(index, last: last, meaning: .passport) {
                spans.append(Span(kind: .passport, range: letters.start..<items[last].end, confidence: 0.9))
                take(index...last)
            } else if case let end = endOfPlate(after: index + 1), digits.count <= 4, end > index + 1 || isRegion(letters),
                isNear(index, last: end, meaning: .plate)
            {
                spans.append(Span(kind: .plate, range: letters.start..<items[end].end, confidence: 0.8))
                take(index...end)
            }
            index += 1
        }
        compact()
        return spans
    }

    /// The last group of six to eight digits, as one group or several: `C1234567`, `C 123 4567`.
    private func endOfPassport(from first: Int) -> Int? {
        var last = first
        var count = items[first].digitCount
        while count < 6, last + 1 < items.count, items[last + 1].kind == .digits, items[last + 1].spoken == nil,
            isJoint(gap(after: last, before: last + 1)), !gap(after: last, before: last + 1).contains(UInt8(ascii: "."))
        {
            last += 1
            count += items[last].digitCount
        }
        return 6...8 ~= count ? last : nil
    }

    private func isJoint(_ gap: ArraySlice<UInt8>) -> Bool {
        gap.count <= 1 && gap.allSatisfy { " -.".utf8.contains($0) }
    }

    private func endOfPlate(after digits: Int) -> Int {
        let next = digits + 1
        guard next < items.count, items[next].kind == .word, items[next].count <= 3, items[next].meaning == nil,
            isJoint(gap(after: digits, before: next))
        else { return digits }
        return next
    }

    /// Whether a word of that meaning stands at most six tokens before or three after; one that says the number is an
    /// order's or a permit's, directly before, outweighs it.
    private func isNear(_ index: Int, last: Int, meaning: Meaning) -> Bool {
        var seen = 0
        var at = index - 1
        while at >= 0, seen < 6 {
            if items[at].meaning == meaning { return true }
            if items[at].meaning == .business, seen == 0, !endsPhrase(at) { return false }
            if items[at].kind != .void { seen += 1 }
            at -= 1
        }
        return (last + 1..<min(items.count, last + 4)).prefix { items[$0].kind == .word }.contains { items[$0].meaning == meaning }
    }

    private func isRegion(_ token: Token) -> Bool { Self.regions.contains(Array(bytes[token.start..<token.end])) }

    /// The letters with which plates begin, by the police's regions.
    private static let regions = Set(
        """
        a b d e f g h k l m n p r s t w z aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da db dc dd de dg dh dk dl dm dn dr dt \
        ea eb ed kb kh kt ku pa pb pg ps pt
        """.split(separator: " ").map { Array($0.utf8) })
}
