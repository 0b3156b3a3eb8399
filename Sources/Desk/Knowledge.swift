import Dialogue
import Intents

/// What the desk knows at a time: the company's content and the model trained on it. Immutable; replaced whole.
public final class Knowledge: Sendable {
    public let policy: Policy
    public let classifier: Classifier
    public let company: Company
    /// Names the model in every reading. Kept, as computing it walks all weights.
    public let modelHash: String

    public var content: Content { policy.content }

    public init(content: Content, company: Company, classifier: Classifier) {
        policy = Policy(content: content)
        self.company = company
        self.classifier = classifier
        modelHash = classifier.modelHash
    }
}
