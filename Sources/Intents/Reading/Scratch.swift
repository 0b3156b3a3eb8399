/// What a reading works with beside the model. It is kept for the next reading, so that none but the longest asks for
/// memory other than that of its answer.
struct Scratch: Sendable {
    var tokens = Tokens()
    var words = Words()
    var findings = Findings()
    var vector = Vocabulary.Vector()
    var work = Members.Work()
    var logits: [Lanes] = []
    /// Those of a follow-up alone, and with one of the meanings that it leaves unsaid.
    var alone: [Lanes] = []
    var carried: [Lanes] = []
    var shares = Shares()
}
