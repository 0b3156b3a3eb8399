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
        if hasTag(text) || contains(text, markup) { return .markup }
        if contains(text, shell) { return .shell }
        if contains(text, query) { return .query }
        if !tokens.tokens.contains(where: { $0.kind == .word || $0.kind == .address }) { return .noLetters }
        let words = tokens.tokens.filter { $0.kind != .mark }.map { token -> UInt64 in
            var hash = FNV()
            hash.add(tokens.bytes(of: token))
            return hash.value
        }
        if sequences(queryPhrases, in: words) { return .query }
        if isInjection(words) { return .injection }
        let insults = words.count { insulting.contains($0) }
        if insults > 0, insults * 5 >= words.count { return .abuse }
        return nil
    }

    // MARK: Bytes

    private static let markup = needles(["javascript:", "onerror=", "onload=", "&lt;script", "<?php", "<!--"])
    private static let shell = needles([
        "rm -rf", "$(", "/etc/passwd", "/bin/sh", "/bin/bash", "../..", "${jndi:", "{{", "cmd.exe", "; cat /", "| sh",
        "| bash", "wget http", "curl http", "%00", "sudo rm", "chmod 777",
    ])
    private static let query = needles([
        "1=1", "' or '", "\" or \"", "'--", "';", "information_schema", "xp_cmdshell", "select * from", "union select",
        "sleep(", "benchmark(",
    ])

    /// Needles by their first byte, so that a text is read once.
    private static func needles(_ words: [String]) -> [[[UInt8]]] {
        var table = Array(repeating: [[UInt8]](), count: 128)
        for word in words { if let first = word.utf8.first { table[Int(first)].append(Array(word.utf8)) } }
        return table
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ needles: [[[UInt8]]]) -> Bool {
        for at in text.indices {
            let byte = Folding.small(text[at])
            guard byte < 128 else { continue }
            for needle in needles[Int(byte)] where at + needle.count <= text.count {
                if needle.indices.allSatisfy({ Folding.small(text[at + $0]) == needle[$0] }) { return true }
            }
        }
        return false
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
    private static let dismissing = set(
        "ignore disregard forget bypass override abaikan lupakan hiraukan langgar lewati ignorer abaikanlah lupakanlah")
    private static let orders = set(
        "instruction instructions prompt prompts directive directives guidelines instruksi perintah instruksimu "
            + "perintahmu promptmu")
    private static let rules = set("rules rule aturan aturanmu peraturanmu arahan arahanmu")
    private static let possessing = set("your previous prior above earlier kamu mu sebelumnya anda diatas tadi awal")
    private static let insulting = set(
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

    private static func set(_ words: String) -> Set<UInt64> { Set(words.split(separator: " ").map(hash)) }

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
