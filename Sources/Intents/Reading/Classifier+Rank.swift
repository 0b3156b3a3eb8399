import Synchronization

extension Classifier {
    /// Reads `text`.
    ///
    /// Rules come first (`Guard`), then patterns, then the model: on the whole text, and, where it may ask two things,
    /// on both sides of each cut. A short text after an answered question is also read together with that.
    ///
    /// - Parameters:
    ///   - text: of any length; the caller's limit is 4,000 characters.
    ///   - context: what the conversation says about it.
    /// - Complexity: linear in the text: about 6 µs for a question. Memory is asked for the answer alone.
    public func rank(_ text: String, context: ReadingContext = .empty) -> Ranking {
        var scratch = scratches.withLock { $0.popLast() } ?? Scratch()
        var text = text
        let ranking = text.withUTF8 { rank($0, context, &scratch) }
        scratches.withLock { kept in
            guard kept.count < Self.mostScratches else { return }
            // Swapped in: a copy would count references to all that it holds.
            kept.append(Scratch())
            swap(&kept[kept.count - 1], &scratch)
        }
        return ranking
    }

    /// As many readings at once find their scratch waiting; it grows to some fifty bytes a byte of the longest text.
    private static let mostScratches = 8
    /// A text of which fewer features were ever seen is noise.
    private static let fewestFeatures = 2
    /// How sure a pattern is: content people said so.
    private static let patternConfidence = 0.99

    private func rank(_ bytes: UnsafeBufferPointer<UInt8>, _ context: ReadingContext, _ scratch: inout Scratch) -> Ranking {
        scratch.tokens.read(bytes)
        scratch.words.read(scratch.tokens, scratch.tokens.tokens.indices, slang: extractor.slang, repair: repair)
        scratch.findings.read(scratch.words, extractor, index)
        let language = languages.language(of: scratch.words)
        var whole = read(0..<scratch.findings.count, context, &scratch)
        if let place = patterns.intent(of: scratch.words, scratch.tokens) { decide(&whole, place) }
        var reason = Guards.verdict(on: bytes, scratch.tokens)
        if reason == nil, whole.known < Self.fewestFeatures { reason = .unknown }
        if let reason {
            whole.verdict = .none
            return Ranking(guard: reason, language: language, parts: [part(whole, 0..<bytes.count, confidence: 0)])
        }
        let one = part(whole, 0..<bytes.count)
        guard let parts = self.parts(whole, bytes.count, &scratch) else {
            return Ranking(guard: nil, language: language, parts: [one])
        }
        return Ranking(guard: nil, language: language, parts: parts, whole: parts.count == 1 ? nil : one)
    }

    /// One stretch of text, read: at most three intents, by their places, best first.
    private struct Read {
        var best: Best
        var confidences: SIMD4<Double>
        var verdict: Ranking.Verdict
        var isCourtesy: Bool
        /// How many of its features were ever seen.
        var known: Int

        var intent: Int { best.first }
        var confidence: Double { confidences[0] }
    }

    private func part(_ read: Read, _ span: Range<Int>, confidence: Double? = nil) -> Ranking.Part {
        let alternatives = (0..<read.best.count).map { rank in
            Ranking.Alternative(intent: names[read.best[rank]], confidence: read.confidences[rank])
        }
        return .init(
            intent: alternatives[0].intent, confidence: confidence ?? read.confidence, alternatives: alternatives,
            verdict: read.verdict, span: span)
    }

    /// Reads the words in `stretch` as if they were the whole text.
    private func read(_ stretch: Range<Int>, _ context: ReadingContext, _ scratch: inout Scratch) -> Read {
        scratch.findings.vector(of: stretch, index, vocabulary, &scratch.vector)
        let coverage = scratch.vector.coverage
        let known = scratch.vector.count
        members.logits(scratch.vector, &scratch.work, &scratch.logits)
        takeTogether(stretch, context, coverage: coverage, &scratch)
        scratch.shares.read(scratch.logits, calibration.temperature, intents: intents.count)
        let best = scratch.shares.best()
        let confidence = calibration.confidence(scratch.shares, best.first, coverage: coverage)
        // The first alternative has the confidence, the others their part of what it leaves, and never more.
        let rest = max(1 - scratch.shares[best.first], 1e-9)
        var confidences = SIMD4<Double>(confidence, 0, 0, 0)
        for rank in 1..<max(best.count, 1) {
            confidences[rank] = min((1 - confidence) * scratch.shares[best[rank]] / rest, confidence)
        }
        return Read(
            best: best, confidences: confidences,
            verdict: verdict(confidence, isBackground: scratch.shares.background > scratch.shares[best.first]),
            isCourtesy: courtesies[best.first], known: known)
    }

    private func verdict(_ confidence: Double, isBackground: Bool) -> Ranking.Verdict {
        if isBackground { return .outOfScope }
        if confidence < threshold / 2 { return .none }
        return confidence < threshold ? .clarify : .answer
    }

    /// Content people have said that the intent at `place` is meant; the model's best come after it.
    private func decide(_ read: inout Read, _ place: Int) {
        let others = (0..<read.best.count).filter { read.best[$0] != place }.prefix(2)
        var decided = Best()
        decided.append(place)
        var confidences = SIMD4<Double>(Self.patternConfidence, 0, 0, 0)
        for rank in others {
            confidences[decided.count] = min(read.confidences[rank], 1 - Self.patternConfidence)
            decided.append(read.best[rank])
        }
        read.best = decided
        read.confidences = confidences
        read.verdict = .answer
        read.isCourtesy = place < courtesies.count && courtesies[place]
    }

    /// Makes the logits those of a follow-up, if the stretch is one.
    ///
    /// - Parameter coverage: of the stretch alone.
    private func takeTogether(_ stretch: Range<Int>, _ context: ReadingContext, coverage: Double, _ scratch: inout Scratch) {
        guard context.lastIntent != nil || !context.expecting.isEmpty, Relations.mayFollow(stretch.count) else { return }
        if let last = context.lastIntent.flatMap({ places[$0] }) {
            scratch.shares.read(scratch.logits, calibration.temperature, intents: intents.count)
            let confidence = calibration.confidence(scratch.shares, scratch.shares.best().first, coverage: coverage)
            let said = Relations.weight(ofContext: confidence, resumes: Cues.resumes(scratch.words))
            let carried = relations.carried(from: last)
            scratch.alone.copy(scratch.logits)
            for meaning in carried {
                scratch.findings.vector(of: stretch, carrying: [meaning], index, vocabulary, &scratch.vector)
                members.logits(scratch.vector, &scratch.work, &scratch.carried)
                relations.blend(&scratch.logits, from: scratch.alone, to: scratch.carried, said / Float(carried.count))
            }
            relations.lean(&scratch.logits, from: last, said)
        }
        for intent in context.expecting { if let place = places[intent] { relations.offer(&scratch.logits, place) } }
    }

    // MARK: Two questions

    /// The two parts of a text that asks two things, or the one beside a courtesy.
    ///
    /// A cut counts when its sides, read alone, want two things, and are surer of it than the whole is of one: a side
    /// that says it plainly makes up for one that leaves some of it to the other ("syarat PPIU apa saja dan prosesnya
    /// berapa lama"), and a text that reads well as one question is one. Where both sides ask something by their own small
    /// words (`Cues`) the whole's sureness counts for less: it may be that of one side alone. Where one of them only tells
    /// something it counts for more, as that is mostly about the other, unless a question mark has ended the first. One of the two must be among the first three of
    /// the whole: a second sentence that only tells more about the first sounds like something else when it stands
    /// alone. Of several cuts the surest is taken.
    private func parts(_ whole: Read, _ bytes: Int, _ scratch: inout Scratch) -> [Ranking.Part]? {
        var best: (excess: Double, cut: Splitter.Cut, left: Read, right: Read)?
        for cut in Splitter.cuts(scratch.tokens) {
            let stretches = (0..<scratch.words.place(ofToken: cut.left), scratch.words.place(ofToken: cut.right)..<scratch.findings.count)
            var left = read(stretches.0, .empty, &scratch)
            // Most cuts fail here, and the other side need not be read.
            guard mayStand(left) else { continue }
            var right = read(stretches.1, .empty, &scratch)
            guard mayStand(right), left.intent != right.intent else { continue }
            guard [left, right].contains(where: { $0.isCourtesy || whole.best.contains($0.intent) }) else { continue }
            let least = least(whole, left, right, stretches, scratch.words)
            let excess = Self.odds(left.confidence) * Self.odds(right.confidence) / least
            guard excess >= max(1, best?.excess ?? 0) else { continue }
            (left.verdict, right.verdict) = (.answer, .answer)
            best = (excess, cut, left, right)
        }
        guard let (_, cut, left, right) = best else { return nil }
        var parts: [Ranking.Part] = []
        if !left.isCourtesy || right.isCourtesy { parts.append(part(left, 0..<Int(scratch.tokens.tokens[cut.left].from))) }
        if !right.isCourtesy { parts.append(part(right, Int(scratch.tokens.tokens[cut.right].from)..<bytes)) }
        return parts
    }

    /// Whether it may be a part: likelier right than wrong, and not another's subject.
    private func mayStand(_ read: Read) -> Bool { read.verdict != .outOfScope && read.confidence >= 0.5 }

    /// What the odds of both sides, multiplied, must be. Chosen on the development set: 4 more doubles of 40 than one
    /// measure for all, and no more single questions cut in two.
    private func least(_ whole: Read, _ left: Read, _ right: Read, _ stretches: (Range<Int>, Range<Int>), _ words: Words) -> Double {
        let confidence = max(whole.confidence, 0.25)
        let bothAsk = Cues.asks(words, stretches.0) && Cues.asks(words, stretches.1)
        if bothAsk || left.isCourtesy || right.isCourtesy { return 36 * Self.odds(min(confidence, 0.8)) }
        return (Cues.endsAsking(words, stretches.0) ? 36 : 144) * Self.odds(confidence)
    }

    private static func odds(_ confidence: Double) -> Double { confidence / max(1 - confidence, 1e-9) }
}
