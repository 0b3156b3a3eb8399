/// A few questions that make an answer personal, and what each reply changes: content.
public struct Qualification: Sendable, Hashable {
    public var version: String
    /// What the replies are used for, said before the first question.
    public var privacyNote: Localized<String>?
    /// In the order to ask them, at most `maximumQuestions`; each may be skipped.
    public var questions: [Question]
    /// From the coolest; the first begins at the lowest score.
    public var bands: [Band]

    /// More is an interrogation.
    public static let maximumQuestions = 5

    public init(version: String, privacyNote: Localized<String>? = nil, questions: [Question], bands: [Band] = []) {
        self.version = version
        self.privacyNote = privacyNote
        self.questions = questions
        self.bands = bands
    }

    /// One question, answered with one tap.
    public struct Question: Sendable, Hashable {
        /// What answers are remembered under.
        public var key: String
        public var question: Localized<String>
        /// Why it is asked.
        public var why: Localized<String>
        /// What the visitor sees the answer remembered as: "Badan usaha".
        public var remembered: Localized<String>
        public var options: [Option]

        public init(
            key: String, question: Localized<String>, why: Localized<String>, remembered: Localized<String>, options: [Option]
        ) {
            self.key = key
            self.question = question
            self.why = why
            self.remembered = remembered
            self.options = options
        }

        public func option(_ value: String) -> Option? { options.first { $0.value == value } }
    }

    /// One reply.
    public struct Option: Sendable, Hashable {
        public var value: String
        public var label: Localized<String>
        public var effect: Effect
        /// Added to the lead's score. Never shown to the visitor.
        public var score: Int
        /// A person should be offered.
        public var suggestsHandoff: Bool
        /// The visitor is ready to go ahead: the handoff goes first.
        public var isUrgent: Bool

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
        public var ready: [Checklist.Item.ID]
        public var missing: [Checklist.Item.ID]
        /// Where the effort goes first.
        public var stagesFirst: [Checklist.Stage.ID]
        /// The stage that comes before all others.
        public var leads: Checklist.Stage.ID?
        /// Stages that are not shown until an item is ready.
        public var holds: [Hold]
        /// A gentle word of care.
        public var warning: Localized<String>?

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
        public var stage: Checklist.Stage.ID
        public var until: Checklist.Item.ID

        public init(stage: Checklist.Stage.ID, until: Checklist.Item.ID) {
            self.stage = stage
            self.until = until
        }
    }

    /// A range of scores, up to the next one's beginning.
    public struct Band: Sendable, Hashable, Identifiable {
        public var id: String
        public var from: Int

        public init(id: String, from: Int) {
            self.id = id
            self.from = from
        }
    }

    /// What answers say about a lead.
    public struct Standing: Sendable, Hashable {
        public var score: Int
        /// nil where the file names no bands.
        public var band: Band.ID?
        public var suggestsHandoff: Bool
        public var isUrgent: Bool
    }

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

    /// The lead's score and what follows from it.
    public func standing(for answers: [String: String]) -> Standing {
        let options = chosen(answers).map(\.option)
        let score = options.reduce(0) { $0 + $1.score }
        return Standing(
            score: score, band: bands.last { $0.from <= score }?.id, suggestsHandoff: options.contains(where: \.suggestsHandoff),
            isUrgent: options.contains(where: \.isUrgent))
    }
}
