import Dialogue

/// What has been answered so far, counted: a fold of every conversation's events, for the metrics and the console's first figures.
public struct Tally: Sendable, Equatable {
    /// Conversations begun.
    public private(set) var conversations = 0
    /// Things that visitors said.
    public private(set) var utterances = 0
    /// Answers by kind; together they are the turns.
    public private(set) var answers: [Answer.Kind: Int] = [:]
    /// Answers by the intent that led them.
    public private(set) var intents: [IntentID: Int] = [:]
    /// Benefit blocks by what became of them.
    public private(set) var promotions: [Promotion.Outcome: Int] = [:]
    /// "Not now", in words or by closing the block.
    public private(set) var promotionRefusals = 0
    /// Questions taken from those offered.
    public private(set) var choicesTaken = 0
    /// Requests for a person, by why.
    public private(set) var handoffs: [Handoff.Reason: Int] = [:]
    /// Forms received.
    public private(set) var leads = 0
    /// Thumbs, for answers and for conversations together.
    public private(set) var ratings: [Event.Rating: Int] = [:]

    /// Wordings that were asked of a language model, by what came of them: `accepted`, or why not.
    public private(set) var rewordings: [String: Int] = [:]
    /// What all of them cost, as far as the provider told.
    public private(set) var rewordingUsage = Rewording.Usage(
        provider: "", model: "", inputTokens: 0, outputTokens: 0, microCost: 0, milliseconds: 0)

    /// Nothing counted yet.
    public init() {}

    /// Turns: utterances that got their answer.
    public var turns: Int { answers.values.reduce(0, +) }

    /// Counts one answer, as `apply` does a `botAnswered`.
    public mutating func apply(_ saying: Saying, with promotion: Promotion.Outcome) {
        count(saying.kind, of: saying.intent, with: promotion)
    }

    private mutating func count(_ kind: Answer.Kind, of intent: IntentID?, with promotion: Promotion.Outcome) {
        answers[kind, default: 0] += 1
        promotions[promotion, default: 0] += 1
        if let intent { intents[intent, default: 0] += 1 }
    }

    /// Counts one event. O(1); memory grows with the number of intents alone.
    public mutating func apply(_ event: Event) {
        switch event {
        case .conversationStarted: conversations += 1
        case .visitorSaid: utterances += 1
        case .botAnswered(let answered):
            count(answered.answer.kind, of: answered.answer.parts.first?.intent, with: answered.answer.promotion)
        case .promotionRefused: promotionRefusals += 1
        case .choiceTaken: choicesTaken += 1
        case .handoffRequested(let request): handoffs[request.reason, default: 0] += 1
        case .answerRated(let rated): ratings[rated.value, default: 0] += 1
        case .conversationRated(let rated): ratings[rated.value, default: 0] += 1
        case .leadReceived: leads += 1
        case .answerReworded(let reworded): count("accepted", reworded.usage)
        case .rewordingDeclined(let declined): count(declined.reason, declined.usage)
        default: break
        }
    }

    private mutating func count(_ outcome: String, _ usage: Rewording.Usage?) {
        rewordings[outcome, default: 0] += 1
        guard let usage else { return }
        // A provider may say any number: one beyond counting must not end the program.
        func add(_ figure: WritableKeyPath<Rewording.Usage, Int>) {
            rewordingUsage[keyPath: figure] =
                rewordingUsage[keyPath: figure].addingReportingOverflow(max(0, usage[keyPath: figure]))
                .partialValue
        }
        add(\.inputTokens)
        add(\.outputTokens)
        add(\.microCost)
        add(\.milliseconds)
    }
}

extension Tally: Kept {
    /// To read into.
    public static var blank: Self { Self() }

    /// Member by member.
    public mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&conversations, "conversations")
        keeper.keep(&utterances, "utterances")
        keeper.keep(&answers, "answers")
        keeper.keep(&intents, "intents")
        keeper.keep(&promotions, "promotions")
        keeper.keep(&promotionRefusals, "promotionRefusals")
        keeper.keep(&choicesTaken, "choicesTaken")
        keeper.keep(&handoffs, "handoffs")
        keeper.keep(&leads, "leads")
        keeper.keep(&ratings, "ratings")
        keeper.keep(&rewordings, "rewordings")
        keeper.keep(&rewordingUsage, "rewordingUsage")
    }
}
