/// When the Benefit block is shown: information first, an offer under it, and silence for those who said no.
public enum Promotion {
    /// What became of the block in one answer.
    public enum Outcome: String, Sendable, Hashable {
        case shown
        /// The visitor refused; it comes back later. The primary call to action stays.
        case postponed
        /// Not the moment: a complaint, privacy, a first greeting, a question not understood.
        case unsuited
    }

    /// How often a visitor said no, and until when the block stays away. A part of `Conversation`.
    public struct State: Sendable, Hashable {
        /// Refusals since the last postponement.
        public internal(set) var refusals = 0
        /// The block stays away while the visitor's utterances in all are at most this many.
        public internal(set) var postponedUntilUtterance = 0
        /// The answers whose block was closed.
        public internal(set) var closed: [MessageID] = []
    }

    /// So many refusals postpone the block (PRD 21.8).
    static let refusalsUntilPostponed = 2

    /// The refusal that follows from the visitor's saying no now.
    ///
    /// - Parameters:
    ///   - utterances: how many the visitor has said so far.
    ///   - pause: for how many further utterances the block stays away, 3...5 (PRD 21.8).
    static func refusal(how: Event.PromotionRefused.How, after state: State, utterances: Int, pause: Int) -> Event.PromotionRefused {
        let count = state.refusals + 1
        let isPostponed = count >= refusalsUntilPostponed
        return Event.PromotionRefused(how: how, count: count, postponedUntilUtterance: isPostponed ? utterances + pause : nil)
    }

    /// Whether an answer to `intents`, asked at once, carries the block.
    ///
    /// - Parameters:
    ///   - earlier: how many answers to intents of a role this conversation has had.
    ///   - utterance: the number of the utterance being answered, from 1.
    static func outcome(for intents: [Intent], earlier: (Intent.Role) -> Int, state: State, utterance: Int) -> Outcome {
        let roles = intents.map(\.role)
        if roles.contains(.complaint) || roles.contains(.privacy) { return .unsuited }
        let isFirstSmallTalk = intents.allSatisfy { intent in intent.role.map { $0.isSmallTalk && earlier($0) == 0 } ?? false }
        if isFirstSmallTalk { return .unsuited }
        return utterance <= state.postponedUntilUtterance ? .postponed : .shown
    }
}
