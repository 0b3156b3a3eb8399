/// Which number begins at a digit group: the precedence that `Redactor` documents.
extension Tokens {
    func match(at index: Int, before end: Int) -> Match? {
        guard hasDigits(7, from: index, before: end) else { return nil }
        let window = Window(self, from: index, before: end)
        guard !window.totals.isEmpty, window.digits.count >= 7 else { return nil }
        let context = context(of: window, before: end)
        if let match = international(window) ?? formattedNPWP(window) { return match }
        if context.isBusiness {
            // "KTP untuk tiket: 3171…" is a NIK all the same; "pesanan 3171…" is not.
            guard let meaning = context.before else { return nil }
            return meaning == .phone ? mobile(window, isNearWord: false) : structuredNIK(window)
        }
        for (meaning, isAdjacent, isNear) in context.meanings {
            if let match = match(window, meaning, isAdjacent: isAdjacent, isNear: isNear, isAmount: context.isAmount) { return match }
        }
        if let match = structured(window, isAmount: context.isAmount) { return match }
        return context.isAmount ? nil : context.isNumbered ? bareLandline(window) ?? doubtful(window) : doubtful(window)
    }

    private func hasDigits(_ count: Int, from index: Int, before end: Int) -> Bool {
        var total = 0
        for at in index..<end {
            total += items[at].digitCount
            if total >= count { return true }
        }
        return false
    }

    // MARK: By the words around it

    private func match(_ window: Window, _ meaning: Meaning, isAdjacent: Bool, isNear: Bool, isAmount: Bool) -> Match? {
        switch meaning {
        case .nik: identity(window, .nik, isNear: isNear)
        case .familyCard: identity(window, .familyCard, isNear: isNear)
        case .npwp: identity(window, .npwp, isNear: isNear)
        case .card: card(window, isNearWord: true)
        case .account: isAmount ? nil : account(window, isAdjacent: isAdjacent)
        case .phone: isAmount ? mobile(window, isNearWord: true) : phone(window, isAdjacent: isAdjacent)
        case .passport: isAmount || !isAdjacent ? nil : digitsOfPassport(window)
        default: nil
        }
    }

    /// 22, 16 or 15 digits beside a word, whatever they are; near it also one or two too few or too many.
    private func identity(_ window: Window, _ kind: Finding.Kind, isNear: Bool) -> Match? {
        if kind == .npwp, let last = window.last(ofDigits: 22) { return Match(kind: kind, last: last, confidence: 0.9) }
        if let last = window.last(ofDigits: 16) {
            // A NIK is never built like a phone: "NIK belum ada, 0812 0000 1234 0813…" are two phones.
            if !window.isSingleGroup, mobile(window, isNearWord: true) != nil { return nil }
            return Match(kind: kind, last: last, confidence: isBuiltLikeNIK(window.digits.prefix(16)) ? 0.99 : 0.8)
        }
        if kind == .npwp, let last = window.last(ofDigits: 15) { return Match(kind: kind, last: last, confidence: 0.95) }
        guard isNear, window.hasOneSeparator(), 14...18 ~= window.digits.count else { return nil }
        return Match(kind: kind, last: window.last, confidence: 0.6)
    }

    /// Nine digits or more; directly beside the word also seven or eight, unless they are a date or a sum.
    private func account(_ window: Window, isAdjacent: Bool) -> Match? {
        // Someone who transferred gives a number to be called back; only "rekening 0812…" is an account.
        if !isAdjacent, let mobile = mobile(window, isNearWord: false) { return mobile }
        if window.last(ofDigits: 16) != nil, isCard(window.digits.prefix(16)) { return card(window, isNearWord: true) }
        var found: Int?
        for (group, total) in window.totals.enumerated() {
            // An IBAN is one group of up to 22 digits here; no account written in groups is so long.
            if total > 18, group > 0 { break }
            if total >= 9 { found = group }
            if found != nil, endsNumber(window, after: group) { break }
        }
        if let found {
            if !isAdjacent, trailingZeros(window.digits.prefix(window.totals[found])) >= 5 { return nil }
            return Match(kind: .account, last: window.first + found, confidence: isAdjacent ? 0.9 : 0.8)
        }
        let alone = window.digits.prefix(window.totals[0])
        guard isAdjacent, endsNumber(window, after: 0), 7...8 ~= alone.count, !isDate(Array(alone)), trailingZeros(alone) < 4 else {
            return nil
        }
        return Match(kind: .account, last: window.first, confidence: 0.6)
    }

    /// Foreign passports of seven to nine digits and no letter.
    private func digitsOfPassport(_ window: Window) -> Match? {
        guard 7...9 ~= window.totals[0], endsNumber(window, after: 0), !isDate(Array(window.digits.prefix(window.totals[0]))) else {
            return nil
        }
        return Match(kind: .passport, last: window.first, confidence: 0.8)
    }

    // MARK: By its structure

    private func structured(_ window: Window, isAmount: Bool) -> Match? {
        if let last = window.last(ofDigits: 22), window.hasOneSeparator(upToDigits: 22),
            isNPWP16(window.digits.prefix(16)) || isBuiltLikeNIK(window.digits.prefix(16)), !startsWithDate(window.digits)
        {
            return Match(kind: .npwp, last: last, confidence: 0.8)
        }
        if let match = structuredNIK(window) { return match }
        if let last = window.last(ofDigits: 16), window.hasOneSeparator(upToDigits: 16), isNPWP16(window.digits.prefix(16)) {
            return Match(kind: .npwp, last: last, confidence: 0.9)
        }
        if let last = window.last(ofDigits: 15), window.hasOneSeparator(upToDigits: 15), isNPWP15(window.digits.prefix(15)),
            !startsWithDate(window.digits)
        {
            return Match(kind: .npwp, last: last, confidence: 0.8)
        }
        return card(window, isNearWord: false) ?? mobile(window, isNearWord: false) ?? (isAmount ? nil : formattedLandline(window))
    }

    private func structuredNIK(_ window: Window) -> Match? {
        guard let last = window.last(ofDigits: 16), window.hasOneSeparator(upToDigits: 16), isBuiltLikeNIK(window.digits.prefix(16))
        else { return nil }
        return Match(kind: .nik, last: last, confidence: 0.9)
    }

    /// `01.312.166.0-091.000` is a tax number whatever its check digit says.
    private func formattedNPWP(_ window: Window) -> Match? {
        guard window.totals.starts(with: [2, 5, 8, 9, 12, 15]) else { return nil }
        return Match(kind: .npwp, last: window.first + 5, confidence: 0.98)
    }

    /// Luhn and an issuer's prefix; beside a word that names a card, also Luhn alone, or sixteen digits without either.
    private func card(_ window: Window, isNearWord: Bool) -> Match? {
        for count in [16, 15, 19, 18, 17, 14, 13] {
            guard let last = window.last(ofDigits: count), isNearWord || window.hasOneSeparator(upToDigits: count) else { continue }
            if isCard(window.digits.prefix(count)) { return Match(kind: .card, last: last, confidence: isNearWord ? 0.99 : 0.9) }
        }
        guard isNearWord else { return nil }
        for count in [16, 15, 19, 18, 17, 14, 13, 12] where count == 16 || satisfiesLuhn(window.digits.prefix(count)) {
            if let last = window.last(ofDigits: count) { return Match(kind: .card, last: last, confidence: 0.6) }
        }
        return nil
    }

    /// Sixteen digits that nothing explains, in one group or in fours: few things but a person's papers are so long.
    private func doubtful(_ window: Window) -> Match? {
        guard let last = window.last(ofDigits: 16), !startsWithDate(window.digits), !isPartOfID(window.first),
            trailingZeros(window.digits.prefix(16)) < 6,
            last == window.first || (window.totals.starts(with: [4, 8, 12, 16]) && window.hasOneSeparator(upToDigits: 16))
        else { return nil }
        return Match(kind: .nik, last: last, confidence: 0.6)
    }

    // MARK: Phones (phone numbers' rules: libphonenumber's metadata for ID)

    /// `+` and eight to fifteen digits (E.164).
    private func international(_ window: Window) -> Match? {
        var before = items[window.first].start - 1
        if before >= 0, bytes[before] == UInt8(ascii: "(") { before -= 1 }
        guard before >= 0, bytes[before] == UInt8(ascii: "+"), window.digits.first != 0 else { return nil }
        return phone(window, 8...(window.starts(with: [6, 2, 0]) ? 16 : 15), confidence: 0.98)
    }

    /// `08…`, `628…`, `00628…`.
    private func mobile(_ window: Window, isNearWord: Bool) -> Match? {
        if window.starts(with: [0, 8]) {
            // "2025/08/00012345" and "INV-08-00012345" are not phones.
            guard isNearWord || window.totals[0] > 2 || items[window.first].spoken != nil || !followsSeparator(window.first) else {
                return nil
            }
            guard window.totals[0] > 2 || isNearWord || !hasSlash(window) else { return nil }
            return phone(window, isNearWord ? 9...14 : 10...13, confidence: isNearWord ? 0.99 : 0.95)
        }
        if window.starts(with: [6, 2, 8]) { return phone(window, 11...14, confidence: 0.95) }
        if window.starts(with: [6, 2, 0, 8]) { return phone(window, 12...15, confidence: 0.95) }
        if window.starts(with: [0, 0, 6, 2]) { return phone(window, 12...16, confidence: 0.95) }
        guard window.starts(with: [0, 0]) else { return nil }
        for country: [UInt8] in [[9, 6, 6], [9, 7, 1], [6, 0], [6, 5], [2, 0], [9, 0]]
        where window.digits.dropFirst(2).starts(with: country) {
            return phone(window, 11...15, confidence: 0.8)
        }
        return nil
    }

    /// Any number beside a word that says it is a phone.
    private func phone(_ window: Window, isAdjacent: Bool) -> Match? {
        if let mobile = mobile(window, isNearWord: true) { return mobile }
        if window.digits[0] == 0, let match = phone(window, 9...12, confidence: 0.9) { return match }
        if window.starts(with: [6, 2]), let match = phone(window, 10...13, confidence: 0.9) { return match }
        if window.digits[0] == 8, let match = phone(window, 9...12, confidence: 0.8) { return match }
        guard isAdjacent || (window.isSingleGroup && !isPartOfID(window.first)), trailingZeros(window.digits[...]) < 6 else { return nil }
        if let match = phone(window, 9...15, confidence: 0.7) { return match }
        // A local number. Those that begin with 1 (1500…) are call centres.
        guard isAdjacent, 7...8 ~= window.digits.count, window.totals.count <= 2, window.digits[0] > 1, !isDate(window.digits) else {
            return nil
        }
        return Match(kind: .phone, last: window.last, confidence: 0.6)
    }

    /// `(021) 5551234`, `021-555 1234`, `62-21-5551234`: an area code apart from the rest.
    private func formattedLandline(_ window: Window) -> Match? {
        if window.starts(with: [6, 2]), window.totals.count > 2, window.totals[0] == 2, 4...5 ~= window.totals[1], window.digits[2] > 1 {
            return phone(window, 10...13, confidence: 0.8)
        }
        guard window.digits[0] == 0, window.digits[1] != 0, window.digits[1] != 1, window.digits[1] != 8, 3...4 ~= window.totals[0],
            window.totals.count > 1, window.totals[0] == 4 || Self.shortAreaCodes.contains(Array(window.digits[1...2])),
            window.totals[1] - window.totals[0] >= 3
        else { return nil }
        let separators = gap(after: window.first, before: window.first + 1)
        guard separators.allSatisfy({ ") -".utf8.contains($0) }) else { return nil }
        return phone(window, 9...12, confidence: 0.8)
    }

    /// `nomor 0215551234`: only called a number, and built like a landline or a Saudi mobile.
    private func bareLandline(_ window: Window) -> Match? {
        guard window.isSingleGroup, 9...12 ~= window.digits.count, window.digits[0] == 0, window.digits[1] > 1 else { return nil }
        return Match(kind: .phone, last: window.first, confidence: 0.6)
    }

    /// Area codes of two digits; all others have three.
    private static let shortAreaCodes: Set<[UInt8]> = [[2, 1], [2, 2], [2, 4], [3, 1], [6, 1]]

    /// The longest number of a length in `lengths` that does not run into the next one.
    private func phone(_ window: Window, _ lengths: ClosedRange<Int>, confidence: Double) -> Match? {
        var found: Int?
        for (group, total) in window.totals.enumerated() {
            if total > lengths.upperBound || (group > 1 && hasComma(window, before: group) != hasComma(window, before: 1)) { break }
            if total >= lengths.lowerBound { found = group }
            if found != nil, total >= 10, endsNumber(window, after: group) { break }
        }
        return found.map { Match(kind: .phone, last: window.first + $0, confidence: confidence) }
    }

    /// Whether another number begins after this group: a slash, a comma, or the first space in a number without any.
    private func endsNumber(_ window: Window, after group: Int) -> Bool {
        guard group + 1 < window.totals.count else { return true }
        let next = gap(after: window.first + group, before: window.first + group + 1)
        if next.contains(UInt8(ascii: "/")) || next.elementsEqual(",".utf8) { return true }
        guard next.contains(UInt8(ascii: " ")) else { return false }
        return (0..<group).allSatisfy {
            !gap(after: window.first + $0, before: window.first + $0 + 1).contains(UInt8(ascii: " "))
        }
    }

    // MARK: Shapes

    private func followsSeparator(_ index: Int) -> Bool {
        let start = items[index].start
        return start > 0 && "-/.".utf8.contains(bytes[start - 1])
    }

    /// Whether the digits go on from letters, as in a link or "ABC-1234".
    private func isPartOfID(_ index: Int) -> Bool {
        let start = items[index].start
        return index > 0 && items[index - 1].kind == .word && items[index - 1].end == start - 1 && "-/_=#&".utf8.contains(bytes[start - 1])
    }

    private func hasSlash(_ window: Window) -> Bool {
        (window.first..<window.last).contains { gap(after: $0, before: $0 + 1).contains(UInt8(ascii: "/")) }
    }

    private func hasComma(_ window: Window, before group: Int) -> Bool {
        gap(after: window.first + group - 1, before: window.first + group).elementsEqual(",".utf8)
    }

    private func trailingZeros(_ digits: ArraySlice<UInt8>) -> Int { digits.reversed().prefix { $0 == 0 }.count }

    /// `20250817` or `17082025`.
    private func isDate(_ digits: [UInt8]) -> Bool {
        guard digits.count == 8 else { return false }
        let day = Int(digits[0]) * 10 + Int(digits[1])
        let month = Int(digits[2]) * 10 + Int(digits[3])
        let isLast = (19...20).contains(Int(digits[4]) * 10 + Int(digits[5]))
        return startsWithDate(digits) || (isLast && isDay(day, month: month, leap: true))
    }

    /// `20250817…`, as order numbers begin.
    private func startsWithDate(_ digits: [UInt8]) -> Bool {
        guard digits.count >= 8, (19...20).contains(Int(digits[0]) * 10 + Int(digits[1])) else { return false }
        return isDay(Int(digits[6]) * 10 + Int(digits[7]), month: Int(digits[4]) * 10 + Int(digits[5]), leap: true)
    }
}
