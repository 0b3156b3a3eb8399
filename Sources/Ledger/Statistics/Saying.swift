import Dialogue

/// What an answer says, without what was different each time it was said: templates say the same again and again.
public final class Saying: Sendable {
    let kind: Answer.Kind
    /// Nil when no template answered.
    let intent: IntentID?
    /// Which variant of its offer was put; "" where there is one way only.
    let variant: String
    /// Titles of its sources.
    let sources: [String]
    let text: String
    /// Of the text; never 0.
    let fingerprint: UInt64
    let key: Int?

    /// What `answer` says.
    ///
    /// - Parameter key: names it among all that a ledger is ever told with a key, small and from 0 on, so that the ledger knows it again at
    ///   once; nil for what is told once.
    public init(_ answer: Answer, key: Int? = nil) {
        kind = answer.kind
        intent = answer.parts.first?.intent
        variant = answer.parts.first?.variant ?? ""
        sources = answer.sources.map(\.title)
        text = answer.text
        fingerprint = Fingerprint.of(answer.text.utf8) | 1
        self.key = key
    }
}
