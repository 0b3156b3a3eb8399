/// What the company does not help with, and says so plainly (bribes, somebody else's licence): content, in `data/declined.json`.
public struct DeclinedSubject: Sendable, Hashable, Identifiable {
    /// Names it for content people.
    public var id: String
    /// What gives it away, in each language.
    public var phrases: Localized<PhraseSet>
    /// What is said then.
    public var answer: Localized<String>

    /// A subject with what gives it away and what is said.
    public init(id: String, phrases: Localized<PhraseSet>, answer: Localized<String>) {
        self.id = id
        self.phrases = phrases
        self.answer = answer
    }
}
