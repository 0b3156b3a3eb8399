/// A sentence for some visitors: what the qualification told of them makes it true.
public struct Personal: Sendable, Hashable {
    /// Question's key → the answers it holds for; all must match.
    public let conditions: [String: Set<String>]
    /// What is said then.
    public let text: String

    /// So many are said under one answer: more is a lecture.
    public static let maximumSaid = 2

    /// A sentence and whom it is for.
    public init(when conditions: [String: Set<String>], text: String) {
        self.conditions = conditions
        self.text = text
    }

    /// Whether the sentence holds for someone who gave `answers` (question's key → value). Without a condition it holds for nobody.
    public func matches(_ answers: [String: String]) -> Bool {
        !conditions.isEmpty && conditions.allSatisfy { key, values in answers[key].map(values.contains) ?? false }
    }
}

extension [Personal] {
    /// The first sentences that hold for someone who gave `answers`, in the order of the content, at most `Personal.maximumSaid`.
    ///
    /// A later one that rests on nothing but answers an earlier one has spoken of is left out: it would say the same again.
    public func matching(_ answers: [String: String]) -> [Personal] {
        var said: [Personal] = []
        var spoken: Set<String> = []
        for sentence in self where said.count < Personal.maximumSaid && sentence.matches(answers) {
            guard !spoken.isSuperset(of: sentence.conditions.keys) else { continue }
            spoken.formUnion(sentence.conditions.keys)
            said.append(sentence)
        }
        return said
    }
}
