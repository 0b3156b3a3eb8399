/// Rules that stop a text before the model sees it: attacks, insults, and what has no words.
///
/// They are few and strict. A question about rules ("what if we ignore the rules?") or prices ("select a package from
/// the list") must pass; whatever passes wrongly meets the model, which has no answer for it either. Linear in the
/// text.
enum Guards {
    /// The reason to stop, if there is one.
    ///
    /// - Parameters:
    ///   - text: the bytes as typed.
    ///   - words: its words, slang as typed.
    static func verdict(on text: UnsafeBufferPointer<UInt8>, _ tokens: Tokens) -> Ranking.Guard? {
        if hasTag(text) { return .markup }
        if let needle = needles.first(in: text) { return needle }
        var seen: Roles = []
        var (words, insults) = (0, 0)
        var hasWord = false
        for token in tokens.tokens where token.kind != .mark {
            words += 1
            if token.kind != .number { hasWord = true }
            let roles = roles(of: token.hash)
            if roles.contains(.insult) { insults += 1 }
            seen.formUnion(roles)
        }
        if !hasWord { return .noLetters }
        if !seen.isDisjoint(with: [.beginsQuery, .beginsTakeover, .dismisses]) {
            let words = tokens.tokens.filter { $0.kind != .mark }.map(\.hash)
            if sequences(queryPhrases, in: words) { return .query }
            if isInjection(words) { return .injection }
        }
        return insults > 0 && insults * 5 >= words ? .abuse : nil
    }

    // MARK: Bytes

    /// In small letters. Of several in one text the first kind counts.
    private static let needles = Needles([
        (.markup, ["javascript:", "onerror=", "onload=", "&lt;script", "<?php", "<!--"]),
        (
            .shell,
            [
                "rm -rf", "$(", "/etc/passwd", "/bin/sh", "/bin/bash", "../..", "${jndi:", "{{", "cmd.exe", "; cat /", "| sh",
                "| bash", "wget http", "curl http", "%00", "sudo rm", "chmod 777",
            ]
        ),
        (
            .query,
            [
                "1=1", "' or '", "\" or \"", "'--", "';", "information_schema", "xp_cmdshell", "select * from", "union select",
                "sleep(", "benchmark(",
            ]
        ),
    ])

    /// Needles by their first two bytes, so that a text is read once and few needles are compared.
    private struct Needles: Sendable {
        /// For each second byte, a bit for each first byte modulo 64 that begins a needle with it.
        private var begun = Array(repeating: UInt64(0), count: 128)
        private var all: [(kind: Ranking.Guard, bytes: [UInt8])] = []

        init(_ kinds: [(Ranking.Guard, [String])]) {
            for (kind, words) in kinds {
                for word in words {
                    let bytes = Array(word.utf8)
                    begun[Int(bytes[1])] |= 1 << UInt64(bytes[0] & 63)
                    all.append((kind, bytes))
                }
            }
        }

        /// The first kind of which `text` has a needle.
        func first(in text: UnsafeBufferPointer<UInt8>) -> Ranking.Guard? {
            var found: Int?
            var next = text.isEmpty ? 0 : Folding.small(text[0])
            for at in text.indices.dropLast() {
                let byte = next
                next = Folding.small(text[at + 1])
                guard next < 128, begun[Int(next)] >> UInt64(byte & 63) & 1 == 1 else { continue }
                for number in 0..<(found ?? all.count) where stands(all[number].bytes, in: text, at: at) {
                    found = number
                    break
                }
            }
            return found.map { all[$0].kind }
        }

        private func stands(_ needle: [UInt8], in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
            guard start + needle.count <= text.count else { return false }
            for offset in needle.indices where Folding.small(text[start + offset]) != needle[offset] { return false }
            return true
        }
    }

    /// Whether there is `<` and a letter or `/`, and a `>` within 200 bytes. An address in brackets is none.
    private static func hasTag(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var open: Int?
        for at in text.indices {
            switch text[at] {
            case UInt8(ascii: "<"):
                let next = at + 1 < text.count ? Folding.small(text[at + 1]) : 0
                open = Spelling.isLetter(next) || next == UInt8(ascii: "/") ? at : nil
            case UInt8(ascii: "@"): open = nil
            case UInt8(ascii: ">"): if let open, at - open <= 200 { return true }
            default: break
            }
        }
        return false
    }

    // MARK: Words

    private static let queryPhrases = phrases([
        "drop table", "drop database", "union all select", "truncate table", "insert into values", "delete from where",
        "alter table",
    ])
    private static let takeovers = phrases([
        "system prompt", "prompt system", "developer mode", "mode developer", "dan mode", "jailbreak", "prompt injection",
        "you are now a", "you are now an", "pretend you are", "pretend to be", "kamu sekarang adalah",
        "anda sekarang adalah", "berpura puralah", "reveal your prompt", "show me your prompt", "repeat your prompt",
        "print your prompt", "tampilkan prompt", "bocorkan prompt", "your hidden instructions", "instruksi rahasiamu",
    ])
    private static let dismissing = hashes(
        "ignore disregard forget bypass override abaikan lupakan hiraukan langgar lewati ignorer abaikanlah lupakanlah")
    private static let orders = hashes(
        "instruction instructions prompt prompts directive directives guidelines instruksi perintah instruksimu "
            + "perintahmu promptmu")
    private static let rules = hashes("rules rule aturan aturanmu peraturanmu arahan arahanmu")
    private static let possessing = hashes("your previous prior above earlier kamu mu sebelumnya anda diatas tadi awal")
    private static let insulting = hashes(
        "anjing anjir anjg bangsat bajingan kontol memek ngentot ngentod goblok tolol jancok jancuk kampret asu pantek "
            + "pepek brengsek keparat bgst fuck fucking fucker motherfucker shit bullshit bitch asshole bastard cunt "
            + "dickhead moron retard idiot goblog")

    /// A dismissal, and within five words what is dismissed: orders, or rules that are the bot's own.
    private static func isInjection(_ words: [UInt64]) -> Bool {
        if sequences(takeovers, in: words) { return true }
        for at in words.indices where dismissing.contains(words[at]) {
            let next = words[(at + 1)..<min(at + 6, words.count)]
            if next.contains(where: orders.contains) { return true }
            let around = words[(at + 1)..<min(at + 8, words.count)]
            if next.contains(where: rules.contains), around.contains(where: possessing.contains) { return true }
        }
        return false
    }

    private static func hashes(_ words: String) -> Set<UInt64> { Set(words.split(separator: " ").map(hash)) }

    /// What a word may be part of.
    private struct Roles: OptionSet {
        let rawValue: Int
        static let insult = Roles(rawValue: 1)
        static let dismisses = Roles(rawValue: 2)
        static let beginsQuery = Roles(rawValue: 4)
        static let beginsTakeover = Roles(rawValue: 8)
    }

    /// The roles of all words that have one: most texts have none, and one look-up a word says so.
    private static let roles: KeyTable = {
        var all: [UInt64: Roles] = [:]
        for word in insulting { all[word, default: []].insert(.insult) }
        for word in dismissing { all[word, default: []].insert(.dismisses) }
        for word in queryPhrases.keys { all[word, default: []].insert(.beginsQuery) }
        for word in takeovers.keys { all[word, default: []].insert(.beginsTakeover) }
        var table = KeyTable(capacity: all.count)
        for (word, roles) in all { _ = table.findOrInsert(word, roles.rawValue) }
        return table
    }()

    private static func roles(of word: UInt64) -> Roles { Roles(rawValue: roles[word] ?? 0) }

    private static func phrases(_ texts: [String]) -> [UInt64: [[UInt64]]] {
        Dictionary(grouping: texts.map { $0.split(separator: " ").map(hash) }, by: { $0[0] })
    }

    private static func hash(_ word: Substring) -> UInt64 {
        var hash = FNV()
        hash.add(word.utf8)
        return hash.value
    }

    /// Whether one of the phrases stands in `words`. After the second word of a phrase up to three others may stand
    /// before the third ("insert into users values").
    private static func sequences(_ phrases: [UInt64: [[UInt64]]], in words: [UInt64]) -> Bool {
        for at in words.indices {
            for phrase in phrases[words[at]] ?? [] {
                guard phrase.count > 1 else { return true }
                guard at + 1 < words.count, words[at + 1] == phrase[1] else { continue }
                guard phrase.count > 2 else { return true }
                if words[(at + 2)..<min(at + 6, words.count)].contains(phrase[2]) { return true }
            }
        }
        return false
    }
}
