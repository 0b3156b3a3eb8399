/// A few questions that make an answer personal, and what each reply changes: content.
public struct Qualification: Sendable, Hashable {
    /// The content's version, kept with what it led to.
    public var version: String
    /// What the replies are used for, said before the first question.
    public var privacyNote: Localized<String>?
    /// In the order to ask them, at most `maximumQuestions`; each may be skipped.
    public var questions: [Question]
    /// From the coolest; the first begins at the lowest score.
    public var bands: [Band]
    /// What counts beside the replies: words in what visitors write.
    public var signals: LeadSignals

    /// More is an interrogation.
    public static let maximumQuestions = 5

    /// Questions with their bands, checked by whoever reads them.
    public init(
        version: String, privacyNote: Localized<String>? = nil, questions: [Question], bands: [Band] = [], signals: LeadSignals = .none
    ) {
        self.version = version
        self.privacyNote = privacyNote
        self.questions = questions
        self.bands = bands
        self.signals = signals
    }

    /// One question, answered with one tap.
    public struct Question: Sendable, Hashable {
        /// What answers are remembered under.
        public var key: String
        /// As it is asked.
        public var question: Localized<String>
        /// Why it is asked.
        public var why: Localized<String>
        /// What the visitor sees the answer remembered as: "Badan usaha".
        public var remembered: Localized<String>
        /// The replies to tap.
        public var options: [Option]

        /// A question with its replies.
        public init(
            key: String, question: Localized<String>, why: Localized<String>, remembered: Localized<String>, options: [Option]
        ) {
            self.key = key
            self.question = question
            self.why = why
            self.remembered = remembered
            self.options = options
        }

        /// The reply remembered as `value`; nil when there is none.
        public func option(_ value: String) -> Option? { options.first { $0.value == value } }
    }

    /// One reply.
    public struct Option: Sendable, Hashable {
        /// What is remembered.
        public var value: String
        /// What is on the button.
        public var label: Localized<String>
        /// What it changes.
        public var effect: Effect
        /// Added to the lead's score. Never shown to the visitor.
        public var score: Int
        /// A person should be offered.
        public var suggestsHandoff: Bool
        /// The visitor is ready to go ahead: the handoff goes first.
        public var isUrgent: Bool

        /// A reply and what it changes.
        public init(
            value: String, label: Localized<String>, effect: Effect, score: Int = 0, suggestsHandoff: Bool = false, isUrgent: Bool = false
        ) {
            self.value = value
            self.label = label
            self.effect = effect
            self.score = score
            self.suggestsHandoff = suggestsHandoff
            self.isUrgent = isUrgent
        }
    }

    /// What a reply changes in the checklist.
    public struct Effect: Sendable, Hashable {
        /// What is said to it.
        public var message: Localized<String>
        /// Items to bring forward, the most urgent first.
        public var first: [Checklist.Item.ID]
        /// Items that it shows to be done.
        public var ready: [Checklist.Item.ID]
        /// Items that it shows to be lacking; wins over `ready` of another reply.
        public var missing: [Checklist.Item.ID]
        /// Where the effort goes first.
        public var stagesFirst: [Checklist.Stage.ID]
        /// The stage that comes before all others.
        public var leads: Checklist.Stage.ID?
        /// Stages that are not shown until an item is ready.
        public var holds: [Hold]
        /// A gentle word of care.
        public var warning: Localized<String>?

        /// What a reply changes; what is left out stays.
        public init(
            message: Localized<String>, first: [Checklist.Item.ID] = [], ready: [Checklist.Item.ID] = [],
            missing: [Checklist.Item.ID] = [], stagesFirst: [Checklist.Stage.ID] = [], leads: Checklist.Stage.ID? = nil, holds: [Hold] = [],
            warning: Localized<String>? = nil
        ) {
            self.message = message
            self.first = first
            self.ready = ready
            self.missing = missing
            self.stagesFirst = stagesFirst
            self.leads = leads
            self.holds = holds
            self.warning = warning
        }
    }

    /// A stage that waits for an item.
    public struct Hold: Sendable, Hashable {
        /// The stage that waits.
        public var stage: Checklist.Stage.ID
        /// The item that must be ready.
        public var until: Checklist.Item.ID

        /// A stage and what it waits for.
        public init(stage: Checklist.Stage.ID, until: Checklist.Item.ID) {
            self.stage = stage
            self.until = until
        }
    }

    /// A range of scores, up to the next one's beginning.
    public struct Band: Sendable, Hashable, Identifiable {
        /// What the band is called in events and lists.
        public var id: String
        /// Its lowest score.
        public var from: Int

        /// A band from a score on.
        public init(id: String, from: Int) {
            self.id = id
            self.from = from
        }
    }

    /// What replies and words say about a lead.
    public struct Standing: Sendable, Hashable {
        /// The sum over all replies and signals.
        public var score: Int
        /// That sum as a share of the most there is, 0...100: what the log keeps, as it can be compared when the questions change.
        public var percent: Int
        /// nil where the file names no bands.
        public var band: Band.ID?
        /// It is the best of several bands.
        public var isTop: Bool
        /// A reply asks for a person.
        public var suggestsHandoff: Bool
        /// A reply or a signal says the visitor is ready to go ahead.
        public var isUrgent: Bool
    }

    /// The question remembered under `key`; nil when there is none.
    public func question(_ key: String) -> Question? { questions.first { $0.key == key } }

    /// What was chosen, in the order of the questions; answers that no question or option knows are left out.
    public func chosen(_ answers: [String: String]) -> [(question: Question, option: Option)] {
        questions.compactMap { question in
            answers[question.key].flatMap(question.option).map { (question, $0) }
        }
    }

    /// The first question without an answer that was not skipped; nil when none is left.
    public func next(after answers: [String: String], skipping skipped: Set<String> = []) -> Question? {
        questions.first { question in !skipped.contains(question.key) && answers[question.key].flatMap(question.option) == nil }
    }

    /// How ready somebody is by the words of a form alone, 0...100; nil when they say nothing of it.
    public func score(ofNeed text: String) -> Int? {
        let found = signals.found(in: text)
        return found.isEmpty ? nil : standing(for: [:], said: Set(found.map(\.id))).percent
    }

    /// The lead's score and what follows from it.
    ///
    /// - Parameter said: the ids of the signals that the visitor's words gave.
    public func standing(for answers: [String: String], said: Set<LeadSignals.Signal.ID> = []) -> Standing {
        let options = chosen(answers).map(\.option)
        let given = signals.signals.filter { said.contains($0.id) }
        let score = options.reduce(0) { $0 + $1.score } + given.reduce(0) { $0 + $1.score }
        let most = questions.reduce(0) { $0 + ($1.options.map(\.score).max() ?? 0) }
        let band = bands.last { $0.from <= score }?.id
        return Standing(
            score: score, percent: most > 0 ? min(100, 100 * score / most) : 0, band: band,
            isTop: bands.count > 1 && band == bands.last?.id, suggestsHandoff: options.contains(where: \.suggestsHandoff),
            isUrgent: options.contains(where: \.isUrgent) || given.contains(where: \.isUrgent))
    }
}
