import Dialogue
import Intents

/// What the desk knows at a time: the company's content and the model trained on it. Immutable; replaced whole.
public final class Knowledge: Sendable {
    /// Decides what is said, from the content.
    public let policy: Policy
    /// Understands what visitors type.
    public let classifier: Classifier
    /// Who answers.
    public let company: Company
    /// Texts that admins insert, as the content has them.
    public let canned: [CannedResponse]
    /// What a language model is told when it words answers anew, in each language that has it.
    public let prompts: [Language: Polish.Prompts]
    /// Names the model in every reading.
    public var modelHash: String { classifier.modelHash }

    /// What is answered from.
    public var content: Content { policy.content }

    /// Content and a model trained on it.
    public init(
        content: Content, company: Company, classifier: Classifier, canned: [CannedResponse] = [], prompts: [Language: Polish.Prompts] = [:]
    ) {
        policy = Policy(content: content)
        self.company = company
        self.classifier = classifier
        self.canned = canned
        self.prompts = prompts
    }
}
