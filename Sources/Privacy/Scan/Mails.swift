/// E-mail addresses: a practical part of RFC 5322, and the spellings people use to hide one.
extension Tokens {
    /// Takes every address, first those around an `@`, then those that are spelled out.
    mutating func takeMails() -> [Span] {
        let written = writtenMails()
        var token = 0
        for span in written {
            while token < items.count, items[token].end <= span.range.lowerBound { token += 1 }
            let first = token
            while token < items.count, items[token].start < span.range.upperBound { token += 1 }
            if first < token { take(first...token - 1) }
        }
        compact()
        let spelled = takeSpelledMails()
        compact()
        return written + spelled
    }

    /// Addresses as they should be written. Looking left from one `@` stops at the one before, so every byte is
    /// looked at twice at most.
    private func writtenMails() -> [Span] {
        var spans: [Span] = []
        var floor = 0
        for at in bytes.indices where bytes[at] == UInt8(ascii: "@") {
            defer { floor = max(floor, at + 1) }
            guard let start = startOfLocalPart(before: at, floor: floor), let end = endOfDomain(after: at) else { continue }
            spans.append(Span(kind: .email, range: start..<end, confidence: 0.99))
            floor = end
        }
        return spans
    }

    private func startOfLocalPart(before at: Int, floor: Int) -> Int? {
        var start = at
        if start > floor + 1, bytes[start - 1] == UInt8(ascii: "\"") {
            start -= 2
            while start >= floor, bytes[start] != UInt8(ascii: "\""), bytes[start] != UInt8(ascii: "\n") { start -= 1 }
            return start >= floor && bytes[start] == UInt8(ascii: "\"") ? start : nil
        }
        while start > floor, isLocal(bytes[start - 1]) { start -= 1 }
        while start < at, !isLetter(bytes[start]), !isDigit(bytes[start]), bytes[start] != UInt8(ascii: "_") { start += 1 }
        return start < at ? start : nil
    }

    /// Where the domain ends: labels with a top level of letters, or a mail provider's bare name.
    private func endOfDomain(after at: Int) -> Int? {
        var end = at + 1
        while end < bytes.count, isDomain(bytes[end]) { end += 1 }
        // The last label must begin with letters, so a sentence's full stop and "example.com.3" are cut back; a number
        // that touches it, as in "a@example.com0812…", is not part of it.
        while end > at + 1 {
            var label = end
            while label > at + 1, bytes[label - 1] != UInt8(ascii: ".") { label -= 1 }
            let top = bytes[label..<end].prefix(while: isLetter)
            if top.count >= 2, label > at + 2 { return top.endIndex }
            if label == at + 1 { return isProvider(bytes[label..<end]) && !isFollowedBySpelledDot(end) ? end : nil }
            end = label - 1
        }
        return nil
    }

    /// "gmail dot com" is left to those that are spelled out.
    private func isFollowedBySpelledDot(_ end: Int) -> Bool {
        bytes[end...].starts(with: " dot ".utf8) || bytes[end...].starts(with: " titik ".utf8)
    }

    /// `budi (at) contoh dot com`, `budi at contoh titik co titik id`, `budi @ contoh.com`.
    private mutating func takeSpelledMails() -> [Span] {
        var spans: [Span] = []
        var index = 1
        while index + 1 < items.count {
            if let domain = domainAfterSpelledAt(index), let end = endOfSpelledDomain(domain.token, strict: domain.strict) {
                let start = startOfSpelledLocalPart(endingAt: domain.local)
                spans.append(Span(kind: .email, range: items[start].start..<items[end].end, confidence: 0.8))
                take(start...end)
                index = end + 1
            } else {
                index += 1
            }
        }
        return spans
    }

    /// Goes left over `budi.contoh` and `budi dot contoh`.
    private func startOfSpelledLocalPart(endingAt last: Int) -> Int {
        var start = last
        // A local part of more than 32 parts is no address that people spell.
        while start > 0, last - start < 32, isPart(start - 1) {
            let gap = gap(after: start - 1, before: start)
            if isWord(start - 1, "dot") || isWord(start - 1, "titik"), gap.count <= 2, start > 1, isPart(start - 2) {
                start -= 2
            } else if gap.count <= 1, gap.allSatisfy({ isLocal($0) }) {
                start -= 1
            } else {
                break
            }
        }
        return start
    }

    /// The last token of the local part and the first of the domain, when between them stands something that means
    /// `@`. `strict`: it may as well mean nothing ("visit us at example.com"), so the dots must be spelled too.
    private func domainAfterSpelledAt(_ index: Int) -> (local: Int, token: Int, strict: Bool)? {
        guard isPart(index - 1), isPart(index) else { return nil }
        let before = gap(after: index - 1, before: index)
        if before.count <= 3, before.contains(UInt8(ascii: "@")) {
            let both = before.first == UInt8(ascii: " ") && before.last == UInt8(ascii: " ")
            let tight = before.first == UInt8(ascii: "@")
            return (index - 1, index, !(both || tight || mentionsMail(before: index - 1)))
        }
        guard isWord(index, "at") || isWord(index, "et"), isPart(index + 1) else { return nil }
        let after = gap(after: index, before: index + 1)
        guard before.count <= 2, after.count <= 2 else { return nil }
        let bracketed = before.contains(where: isOpening) && after.contains(where: isClosing)
        return (index - 1, index + 1, !(bracketed || mentionsMail(before: index - 1)))
    }

    /// The last token of a domain that begins at `start`; its dots may be words.
    private func endOfSpelledDomain(_ start: Int, strict: Bool) -> Int? {
        var last = start
        var end: Int?
        var spelledDot = false
        // Ten labels are more than any address that people spell.
        for _ in 0..<10 {
            var next = last + 1
            var isDot = false
            if isWord(next, "dot") || isWord(next, "titik") || isWord(next, "point") {
                guard gap(after: last, before: next).count <= 2 else { break }
                spelledDot = true
                isDot = true
                next += 1
            }
            guard isPart(next) else { break }
            let between = gap(after: isDot ? next - 1 : last, before: next)
            guard between.count <= (strict ? 2 : 3) else { break }
            if !isDot {
                if between.elementsEqual("-".utf8) { last = next; continue }
                guard between.elementsEqual(".".utf8) || (between.elementsEqual(" . ".utf8) && isTopLevel(next)) else { break }
            }
            last = next
            if isTopLevel(next) { end = next }
        }
        return strict && !spelledDot ? nil : end
    }

    private func mentionsMail(before index: Int) -> Bool {
        (max(0, index - 4)..<max(0, index)).contains { items[$0].meaning == .mail }
    }

    private func isPart(_ index: Int) -> Bool {
        items.indices.contains(index) && (items[index].kind == .word || items[index].kind == .digits)
    }

    private func isTopLevel(_ index: Int) -> Bool {
        items[index].kind == .word && Self.topLevels.contains(Array(bytes[items[index].start..<items[index].end]))
    }

    private static let topLevels = Set(
        "com net org id co ac go sch web my sg sa info io me biz example test gov edu invalid".split(separator: " ").map { Array($0.utf8) })
    private static let providers = Set(
        "gmail yahoo ymail hotmail outlook icloud live rocketmail protonmail".split(separator: " ").map { Array($0.utf8) })

    private func isProvider(_ label: ArraySlice<UInt8>) -> Bool { label.count <= 10 && Self.providers.contains(Array(label)) }
}

private func isLocal(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || ".!#$%&'*+-^_`~".utf8.contains(byte)
}
private func isDomain(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
}
private func isOpening(_ byte: UInt8) -> Bool { "([{<".utf8.contains(byte) }
private func isClosing(_ byte: UInt8) -> Bool { ")]}>".utf8.contains(byte) }
