/// Street addresses: `Jl. Contoh No. 5, RT 01/RW 02`, when the words before make it somebody's home.
extension Tokens {
    /// Takes every home address. An office's address, or one that nobody says they live at, is public.
    mutating func takeStreets() -> [Span] {
        var spans: [Span] = []
        var index = 0
        while index < items.count {
            if items[index].meaning == .street, followsHome(index), let end = endOfStreet(from: index) {
                // English puts the number first: "12 Example Street"; its name stands between the two.
                let start = startOfStreet(before: index)
                spans.append(Span(kind: .address, range: items[start].start..<items[end].end, confidence: 0.8))
                take(start...end)
                index = end + 1
            } else {
                index += 1
            }
        }
        compact()
        return spans
    }

    /// Whether "alamat saya", "tinggal di", "I live at" stands at most eight tokens before, with no office between.
    private func followsHome(_ index: Int) -> Bool {
        var at = index - 1
        while at >= 0, index - at <= 8 {
            if items[at].kind == .taken || items[at].meaning == .office { return false }
            if items[at].meaning == .home { return isOwn(at) }
            at -= 1
        }
        return false
    }

    /// "alamat" alone may be anybody's: a person, "rumah", a colon or "di" must follow. No office may stand before it.
    private func isOwn(_ index: Int) -> Bool {
        if index > 0, items[index - 1].meaning == .office { return false }
        if isWord(index, "home") { return isWord(index - 1, "my") }
        if isWord(index, "live") || isWord(index, "living") || isWord(index, "reside") {
            return isWord(index + 1, "at") || isWord(index + 1, "in") || isWord(index + 1, "on")
        }
        if isWord(index, "rumah") { return !["makan", "sakit", "zakat", "ibadah"].contains { isWord(index + 1, $0) } }
        guard isWord(index, "alamat") || isWord(index, "address") else { return true }
        let isLabel = index + 1 < items.count && gap(after: index, before: index + 1).prefix(2).contains(UInt8(ascii: ":"))
        let isOwned = (1...2).contains { step in
            ["saya", "aku", "gue", "gw", "kami", "rumah", "lengkap", "tinggal", "domisili", "ktp", "is"].contains {
                isWord(index + step, $0)
            }
        }
        return isLabel || isOwned || isWord(index - 1, "my") || isWord(index - 1, "home")
    }

    private func startOfStreet(before index: Int) -> Int {
        guard isWord(index, "street") || isWord(index, "road") || isWord(index, "avenue") || isWord(index, "lane") || isWord(index, "jalan")
        else { return index }
        var start = index - 1
        while start >= 0, index - start <= 4, items[start].kind == .word || items[start].kind == .digits {
            if items[start].kind == .digits { return items[start].digitCount <= 4 ? start : index }
            start -= 1
        }
        return index
    }

    /// The last token of an address that begins at `start`: its last number or place name, within 25 tokens.
    private func endOfStreet(from start: Int) -> Int? {
        var end: Int? = startOfStreet(before: start) < start ? start : nil
        var lastPart = start
        for index in start + 1..<max(start + 1, min(items.count, start + 26)) {
            let token = items[index]
            if token.kind == .digits, token.digitCount <= 5, index - lastPart <= 5 {
                end = index
                lastPart = index
            } else if token.kind == .word, isPlaceMark(index) || token.meaning == .street {
                lastPart = index
            } else if token.kind == .word, index - lastPart == 1, isPlaceMark(lastPart), end != nil {
                end = index
            } else if token.kind != .word || index - lastPart > 5 {
                break
            }
        }
        guard let end else { return nil }
        // "No. 5A": the letter belongs to the number.
        let isSuffixed =
            end + 1 < items.count && items[end + 1].kind == .word && items[end + 1].count == 1
            && items[end + 1].start == items[end].end
        return isSuffixed ? end + 1 : end
    }

    private func isPlaceMark(_ index: Int) -> Bool {
        ["no", "nomor", "blok", "rt", "rw", "kav", "lt", "kel", "kec", "kelurahan", "kecamatan", "kota", "kab", "kabupaten", "desa"]
            .contains { isWord(index, $0) }
    }
}
