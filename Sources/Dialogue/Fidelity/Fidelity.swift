/// Whether a rewording still says what the template says: no less, no more, nothing else.
///
/// Both texts are read into what they state: numbers, dates, references, names, who must, may or will, what is denied, promised or
/// conditional, and what each sentence is about. What stands in one and not in the other refuses the rewording, and so does a word that the
/// gate does not know and the template does not have: a model that finds a better word loses to one that lies. Deterministic, linear in the
/// bytes of both texts; nothing is asked of anybody.
public enum Fidelity {
    /// How long a rewording may be.
    public struct Limit: Sendable, Hashable {
        /// Beyond it a rewording is refused unread: a screen of a phone, and the longest template of ours twice.
        public var maximumCharacters: Int
        /// Times the template's length, beside an allowance of `slackCharacters` for short ones.
        public var maximumRatio: Double
        /// What an opening word of courtesy may add to a short template.
        public var slackCharacters: Int

        /// Limits; what is left out is the house's own.
        public init(maximumCharacters: Int = 2_000, maximumRatio: Double = 1.5, slackCharacters: Int = 60) {
            self.maximumCharacters = maximumCharacters
            self.maximumRatio = maximumRatio
            self.slackCharacters = slackCharacters
        }
    }

    /// What the gate found.
    public enum Verdict: Sendable, Hashable {
        case accepted
        /// The first rule that was broken, and by what: for the log and those who tend the prompts, never for a visitor.
        case refused(Rule, detail: String)
    }

    /// Why a rewording is refused. The names are logged (`gate:RULE`) and are for ever.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        case empty, length
        /// Asterisks, angle brackets, back-quotes: text for a screen is plain.
        case markup
        /// Another script, or what cannot be seen.
        case script
        case language
        /// Words to a machine rather than to a visitor.
        case instruction
        /// A question that the template does not ask.
        case question
        /// A link, an address for mail or a telephone number.
        case contact
        case number, percent, money, duration, date, time
        /// A law's number, an article, a paragraph.
        case reference
        case name
        case negation
        /// *Must*, *may*, *should*, *perhaps*.
        case modality
        case promise
        /// *If*, *unless*, *while*, *before*, *after*.
        case condition
        /// *All*, *some*, *only*, *or*.
        case quantifier
        /// *At most*, *at least*, *about*.
        case limit
        /// The company does what the template did not say it does.
        case agent
        /// Something is said that the template does not say.
        case added
        /// Something that the template says is left out.
        case dropped
        /// Two things have changed places.
        case swapped
    }

    /// Judges `rewording` against `template`, both in `language`.
    ///
    /// - Complexity: linear in the bytes of both; a rewording beyond `limit` costs its length only.
    public static func check(template: String, rewording: String, in language: Language, limit: Limit = Limit()) -> Verdict {
        let length = rewording.utf8.count
        guard length <= limit.maximumCharacters * 4, rewording.unicodeScalars.count <= limit.maximumCharacters else {
            return .refused(.length, detail: "more than \(limit.maximumCharacters) characters")
        }
        let allowed = Int(Double(template.utf8.count) * limit.maximumRatio) + limit.slackCharacters
        guard length <= allowed else { return .refused(.length, detail: "\(length) bytes where \(allowed) are allowed") }
        let said = Statement(rewording, in: language)
        guard !said.tokens.tokens.isEmpty else { return .refused(.empty, detail: "") }
        if let refusal = form(said, in: language) { return refusal }
        let meant = Statement(template, in: language)
        guard said.tokens.questions <= meant.tokens.questions else { return .refused(.question, detail: "") }
        if let refusal = Instructions.found(in: said, beyond: meant) { return refusal }
        var comparison = Comparison(meant: meant, said: said, lexicon: .of(language))
        return comparison.refusal() ?? .accepted
    }

    /// What can be told without the template.
    private static func form(_ said: Statement, in language: Language) -> Verdict? {
        switch said.tokens.objection {
        case .markup(let byte): return .refused(.markup, detail: String(Unicode.Scalar(byte)))
        case .strange(let scalar): return .refused(.script, detail: "U+" + String(scalar.value, radix: 16, uppercase: true))
        case nil: break
        }
        // A sentence has more grammar than anything else, and it is the language's own.
        guard said.foreign < 3 || said.own > 2 * said.foreign else { return .refused(.language, detail: "not \(language.rawValue)") }
        return nil
    }
}

/// Words to a machine: they have no place in an answer, whatever the question tried.
private enum Instructions {
    static func found(in said: Statement, beyond meant: Statement) -> Fidelity.Verdict? {
        for token in said.tokens.tokens where words.contains(token.hash) {
            guard meant.tokens.tokens.contains(where: { $0.hash == token.hash }) else {
                return .refused(.instruction, detail: said.tokens.text(of: token))
            }
        }
        return nil
    }

    private static let words: Set<UInt64> = Set(
        """
        ignore abaikan prompt prompts prompting instruction instructions instruksi instruksikan system jailbreak assistant developer token
        tokens override bypass model llm chatgpt gpt openai anthropic claude roleplay pretend berpura pura disregard forget lupakan sistem
        perintah simulate output json xml html markdown api key password sandi rahasia
        """.split(whereSeparator: \.isWhitespace).map { Tokens.hash($0.utf8) })
}
