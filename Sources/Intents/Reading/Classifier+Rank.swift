extension Classifier {
    /// Reads `text`.
    ///
    /// Rules come first (`Guard`), then patterns, then the model: on the whole text, and, where it may ask two things,
    /// on both sides of each cut. A short text after an answered question is also read together with that.
    ///
    /// - Parameters:
    ///   - text: of any length; the caller's limit is 4,000 characters.
    ///   - context: what the conversation says about it.
    /// - Complexity: linear in the text: about 10 µs for a question.
    public func rank(_ text: String, context: ReadingContext = .empty) -> Ranking {
        var text = text
        return text.withUTF8 { bytes in
            let tokens = Tokens(bytes)
            let words = words(tokens, tokens.tokens.indices)
            let language = languages.language(of: words)
            let whole = read(words, tokens, context)
            var reason = Guards.verdict(on: bytes, tokens)
            if reason == nil, whole.known < Self.fewestFeatures { reason = .unknown }
            if let reason {
                let part = whole.part(0..<bytes.count, verdict: .some(.none))
                return Ranking(guard: reason, language: language, parts: [part])
            }
            let one = whole.part(0..<bytes.count)
            guard let parts = self.parts(whole, tokens, bytes.count) else {
                return Ranking(guard: nil, language: language, parts: [one])
            }
            return Ranking(guard: nil, language: language, parts: parts, whole: parts.count == 1 ? nil : one)
        }
    }

    /// A text of which fewer features were ever seen is noise.
    private static let fewestFeatures = 2
    /// How sure a pattern is: content people said so.
    private static let patternConfidence = 0.99

    /// One stretch of text, read.
    struct Read {
        var alternatives: [Ranking.Alternative]
        var verdict: Ranking.Verdict
        var isCourtesy: Bool
        var known: Int

        func part(_ span: Range<Int>, verdict: Ranking.Verdict? = nil) -> Ranking.Part {
            .init(
                intent: alternatives[0].intent, confidence: verdict == nil ? alternatives[0].confidence : 0,
                alternatives: alternatives, verdict: verdict ?? self.verdict, span: span)
        }
    }

    func words(_ tokens: Tokens, _ range: Range<Int>) -> Words {
        Words(tokens, range, slang: extractor.slang, repair: repair)
    }

    func read(_ words: Words, _ tokens: Tokens, _ context: ReadingContext = .empty) -> Read {
        let vector = vocabulary.vector(extractor.keys(of: words))
        let alone = Self.logits(vector, linear, second)
        let reading = Reading(
            together(alone, words, context) ?? alone, calibration.temperature, intents: intents.count)
        let best = reading.best(3)
        let confidence = calibration.confidence(reading, best[0], coverage: vector.coverage)
        var alternatives = Self.alternatives(reading, best, confidence, intents)
        var verdict = verdict(confidence, isBackground: reading.background > reading.shares[best[0]])
        if let intent = patterns.intent(of: words, tokens) {
            alternatives.removeAll { $0.intent == intent }
            alternatives = alternatives.prefix(2).map {
                .init(intent: $0.intent, confidence: min($0.confidence, 1 - Self.patternConfidence))
            }
            alternatives.insert(.init(intent: intent, confidence: Self.patternConfidence), at: 0)
            verdict = .answer
        }
        return Read(
            alternatives: alternatives, verdict: verdict, isCourtesy: courtesies[places[alternatives[0].intent] ?? best[0]],
            known: vector.known)
    }

    private func verdict(_ confidence: Double, isBackground: Bool) -> Ranking.Verdict {
        if isBackground { return .outOfScope }
        if confidence < threshold / 2 { return .none }
        return confidence < threshold ? .clarify : .answer
    }

    /// The logits of a follow-up, if `words` are one.
    private func together(
        _ alone: [Lanes], _ words: Words, _ context: ReadingContext
    ) -> [Lanes]? {
        let last = context.lastIntent.flatMap { places[$0] }
        let offered = context.expecting.compactMap { places[$0] }
        guard last != nil || !offered.isEmpty else { return nil }
        guard Relations.mayFollow(words) else { return nil }
        let carried = last.map { relations.carried(from: $0) } ?? []
        let withCarried =
            carried.isEmpty
            ? nil : Self.logits(vocabulary.vector(extractor.keys(of: words, carrying: carried)), linear, second)
        return relations.joined(alone, withCarried, last: last, offered: offered)
    }

    /// The first alternative has the confidence, the others their part of what it leaves, and never more.
    private static func alternatives(
        _ reading: Reading, _ best: [Int], _ confidence: Double, _ intents: [String]
    ) -> [Ranking.Alternative] {
        let rest = max(1 - reading.shares[best[0]], 1e-9)
        return best.enumerated().map { rank, place in
            let share = rank == 0 ? confidence : min((1 - confidence) * reading.shares[place] / rest, confidence)
            return .init(intent: intents[place], confidence: share)
        }
    }

    // MARK: Two questions

    /// The two parts of a text that asks two things, or the one beside a courtesy.
    ///
    /// A cut counts when both sides would be answered alone, and differently, and both answers are among the first
    /// three of the whole: a second sentence that only tells more about the first sounds like something else when it
    /// stands alone. Of several cuts the one with the surest weaker side is taken.
    private func parts(_ whole: Read, _ tokens: Tokens, _ bytes: Int) -> [Ranking.Part]? {
        let heard = whole.alternatives.map(\.intent)
        func stands(_ read: Read) -> Bool {
            read.verdict == .answer && (read.isCourtesy || heard.contains(read.alternatives[0].intent))
        }
        var best: (sureness: Double, parts: [Ranking.Part])?
        for cut in Splitter.cuts(tokens) {
            let left = read(words(tokens, 0..<cut.left), tokens)
            // Most cuts fail here, and the other side need not be read.
            guard stands(left) else { continue }
            let right = read(words(tokens, cut.right..<tokens.tokens.count), tokens)
            let (a, b) = (left.alternatives[0], right.alternatives[0])
            guard stands(right), a.intent != b.intent else { continue }
            let sureness = min(a.confidence, b.confidence)
            // "What is the difference between A and B" is one question, and read best as one: a joining word alone proves no second.
            guard cut.isStrong || left.isCourtesy || right.isCourtesy || sureness > whole.alternatives[0].confidence else { continue }
            if let best, best.sureness >= sureness { continue }
            let middle = Int(tokens.tokens[cut.right].from)
            var parts: [Ranking.Part] = []
            if !left.isCourtesy || right.isCourtesy { parts.append(left.part(0..<Int(tokens.tokens[cut.left].from))) }
            if !right.isCourtesy { parts.append(right.part(middle..<bytes)) }
            best = (sureness, parts)
        }
        return best?.parts
    }
}
