/// What the words around a number say about it.
struct Context {
    /// What the nearest telling word before says.
    var before: Meaning?
    /// Only fillers ("nomor saya:") stand between that word and the number.
    var isAdjacent = false
    /// At most three tokens stand between.
    var isNear = false
    /// "nomor" or "number" stands before the number, closer than any telling word.
    var isNumbered = false
    /// What the nearest telling word shortly after says.
    var after: Meaning?
    /// What made the number before personal, when only "dan" or a comma stands between.
    var inherited: Meaning?
    /// A word says directly before that this is an order's, a document's or a business's number.
    var isBusiness = false
    /// It is a sum of money, or a count of something.
    var isAmount = false

    /// In the order in which they decide.
    var meanings: [(meaning: Meaning, isAdjacent: Bool, isNear: Bool)] {
        var meanings: [(Meaning, Bool, Bool)] = []
        if let before { meanings.append((before, isAdjacent, isNear)) }
        if let after { meanings.append((after, false, true)) }
        if let inherited { meanings.append((inherited, true, true)) }
        return meanings
    }
}

extension Tokens {
    /// Reads the words around a number: seven tokens before it and three after it.
    func context(of window: Window, before end: Int) -> Context {
        var context = Context()
        lookBack(from: window.first, into: &context)
        if window.last + 1 >= end { lookAhead(from: window.last, into: &context) }
        return context
    }

    private func lookBack(from first: Int, into context: inout Context) {
        var isAdjacent = true
        // No comma or question mark since the number: "invoice saya hilang, 0812…" is no invoice's number.
        var isSamePhrase = true
        var hasCrossed = false
        var seen = 0
        var index = first - 1
        if items[first].start > 0, bytes[items[first].start - 1] == UInt8(ascii: "$") { context.isAmount = true }
        while index >= 0, seen < 7 {
            defer { index -= 1 }
            let token = items[index]
            if endsPhrase(index) { isSamePhrase = false }
            switch token.kind {
            case .void: continue
            case .lineBreak: isSamePhrase = false
            case .taken:
                if !hasCrossed, !isAdjacent { return }
                hasCrossed = true
            case .digits:
                // A long number that was not taken keeps its word to itself, as it would in the masked text.
                if token.digitCount >= 7 { return }
                isAdjacent = isAdjacent && hasCrossed
            case .word:
                switch token.meaning {
                case nil where isWord(index, "c") && isWord(index - 1, "a") && gap(after: index - 1, before: index).elementsEqual("/".utf8):
                    if !hasCrossed { context.before = .account }
                    context.isAdjacent = isAdjacent
                    return
                case .filler, .conjunction, .home, .office:
                    if Self.numberWords.contains(where: { isWord(index, $0) }) { context.isNumbered = true }
                    if !hasCrossed, isWord(index, "id"), isOwnID(index) {
                        context.before = .nik
                        context.isAdjacent = isAdjacent
                        context.isNear = seen <= 3
                        return
                    }
                case .business:
                    if isAdjacent, isSamePhrase, !hasCrossed { context.isBusiness = true }
                    isAdjacent = false
                case .amount, .unit:
                    if isAdjacent, isSamePhrase, !hasCrossed { context.isAmount = true }
                    isAdjacent = false
                case .nik, .familyCard, .npwp, .card, .account, .phone, .passport, .plate:
                    if hasCrossed {
                        context.inherited = ownMeaning(index)
                    } else {
                        context.before = ownMeaning(index)
                        // After "transfer" a sum is as likely as an account.
                        context.isAdjacent = isAdjacent && !Self.transferWords.contains { isWord(index, $0) }
                        context.isNear = seen <= 3
                    }
                    return
                case nil, .mail, .street:
                    if hasCrossed, seen == 0 { return }
                    isAdjacent = false
                }
            }
            seen += 1
        }
    }

    /// Whether a comma, a semicolon or the end of a question stands between this token and the next.
    func endsPhrase(_ index: Int) -> Bool {
        gap(after: index, before: index + 1).prefix(3).contains { ",;?!".utf8.contains($0) }
    }

    private static let numberWords: [StaticString] = ["nomor", "nomer", "no", "number", "num", "nmr"]
    private static let transferWords: [StaticString] = ["transfer", "tf", "trf", "ditransfer", "transferkan", "refund"]

    /// "ID card" and "family card" are not payment cards.
    private func ownMeaning(_ index: Int) -> Meaning? {
        guard isWord(index, "card"), index > 0 else { return items[index].meaning }
        if isWord(index - 1, "id") { return .nik }
        return [.nik, .familyCard].contains(items[index - 1].meaning) ? items[index - 1].meaning : .card
    }

    /// "my id", "id saya": somebody's, not an order's.
    private func isOwnID(_ index: Int) -> Bool {
        ["my", "his", "her", "your", "our"].contains { isWord(index - 1, $0) }
            || ["saya", "aku", "gue", "suami", "istri"].contains { isWord(index + 1, $0) }
    }

    private func lookAhead(from last: Int, into context: inout Context) {
        for index in last + 1..<max(last + 1, min(items.count, last + 4)) {
            guard items[index].kind == .word, !gap(after: index - 1, before: index).prefix(3).contains(where: { ",.;".utf8.contains($0) })
            else { return }
            switch items[index].meaning {
            case .account where Self.transferWords.contains(where: { isWord(index, $0) }):
                return
            case .nik, .familyCard, .npwp, .card, .account, .phone, .passport, .plate:
                context.after = items[index].meaning
                return
            // "1234567890 a.n. Contoh": whose account it is.
            case .filler
            where index == last + 1 && (isWord(index, "an") || isWord(index, "atas") || (isWord(index, "a") && isWord(index + 1, "n"))):
                context.after = .account
                return
            case .unit where index == last + 1:
                context.isAmount = true
                return
            case .conjunction:
                return
            default:
                continue
            }
        }
    }
}
