import Dialogue
import Intents

extension Knowledge {
    /// Asks the classifier what `text` wants, and says it in Dialogue's words.
    func read(_ text: String, in context: Dialogue.ReadingContext) -> Reading {
        let start = ContinuousClock.now
        let ranking = classifier.rank(
            text, context: .init(lastIntent: context.lastIntent?.rawValue, expecting: context.expecting.map(\.rawValue)))
        let elapsed = (ContinuousClock.now - start).components
        return Reading(
            guarded: ranking.guard.map(Reading.Guard.init),
            parts: ranking.parts.map(Reading.Part.init),
            language: ranking.language.flatMap { Language(rawValue: $0.rawValue) },
            modelHash: modelHash,
            microseconds: Int(elapsed.attoseconds / 1_000_000_000_000))
    }
}

extension Reading.Guard {
    fileprivate init(_ guarded: Ranking.Guard) {
        switch guarded {
        case .injection, .markup, .query, .shell: self = .attack
        case .abuse: self = .abuse
        case .noLetters, .unknown: self = .gibberish
        }
    }
}

extension Reading.Part {
    fileprivate init(_ part: Ranking.Part) {
        let verdict: Reading.Verdict =
            switch part.verdict {
            case .answer: .answer
            case .clarify: .clarify
            case .none: .unsure
            case .outOfScope: .outOfScope
            }
        self.init(
            verdict: verdict, intent: IntentID(rawValue: part.intent), confidence: rounded(part.confidence),
            alternatives: part.alternatives.map { .init(intent: IntentID(rawValue: $0.intent), confidence: rounded($0.confidence)) },
            span: part.span)
    }
}

/// Three digits after the point: more would pretend to know. Done here and not on the way to the log, so that what is in memory is what
/// a replay makes of it.
private func rounded(_ confidence: Double) -> Double {
    (confidence * 1000).rounded() / 1000
}
