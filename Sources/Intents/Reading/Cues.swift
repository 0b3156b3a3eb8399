/// What a clause says about itself by the small words of Indonesian and English: that it asks, or that it goes on from
/// what was said before.
///
/// The lists are of the languages, as those of `LanguageGuess`; no trade has words in them. Words are looked up after
/// slang has been read, and with the spellings of those who have no slang file.
enum Cues {
    /// Ask wherever they stand.
    private static let questions = hashes(
        """
        apa apakah apaan berapa brp brapa bagaimana gimana gmn kapan kpn mana dimana kemana darimana siapa sapa kenapa knp \
        mengapa kok adakah bisakah bolehkah perlukah haruskah \
        what whats how hows when where wheres who whos which why whose
        """)
    /// Ask at the beginning of a clause.
    private static let openings = hashes(
        """
        bisa boleh ada perlu wajib harus do does did is are am was were can could will would should shall may have has r
        """)
    /// Ask at its end, where they say "or not".
    private static let endings = hashes("ga gak nggak enggak ngga engga tidak tdk belum blm kan or not")
    /// May follow such an ending, or stand before an opening, and change nothing.
    private static let courtesies = hashes(
        "ya yah sih kak min bang mas mbak pak bu gan dong nih please dan terus trus lalu and also oh iya so ok oke")

    /// Whether the words in `stretch` ask something.
    ///
    /// The mark that ends a whole text is the whole's: it makes no question of one word alone ("Apa beda A dan B?").
    static func asks(_ words: Words, _ stretch: Range<Int>) -> Bool {
        let all = words.words[stretch]
        let content = all.filter { !courtesies.contains($0.hash) && $0.hash != mark }
        if all.contains(where: { questions.contains($0.hash) }) { return true }
        if content.count < all.count, all.contains(where: { $0.hash == mark }) {
            return content.count > 1 || stretch.upperBound < words.words.count
        }
        guard let first = content.first, let last = content.last else { return false }
        return openings.contains(first.hash) || endings.contains(last.hash)
    }

    /// Whether a question mark ends the words in `stretch`.
    static func endsAsking(_ words: Words, _ stretch: Range<Int>) -> Bool { words.words[stretch].last?.hash == mark }

    /// Begin what goes on from before: "kalau PIHK?", "and for …?".
    private static let resumptions = hashes(
        "kalau kalo klo kl terus trus lalu lah nah and about so then yang yg")
    /// Stand for what was said before.
    private static let anaphors = hashes("itu tadi tersebut begitu gitu that those they them one ones it there")

    /// Whether `words` go on from what was said before.
    static func resumes(_ words: Words) -> Bool {
        let all = words.words
        guard let first = all.first else { return false }
        return resumptions.contains(first.hash) || all.contains { anaphors.contains($0.hash) }
    }

    private static let mark = Spelling.hash([UInt8(ascii: "?")], 0..<1)

    private static func hashes(_ words: String) -> Set<UInt64> {
        Set(words.split(whereSeparator: \.isWhitespace).map { Spelling.hash(Array($0.utf8), 0..<$0.utf8.count) })
    }
}
