/// What somebody who asks for the service must have ready, in stages: content, the same for everybody until answers make it theirs.
public struct Checklist: Sendable, Hashable {
    /// The content's version, kept with what was handed out.
    public var version: String
    /// What it is called, and for whom it is.
    public var title, subtitle: Localized<String>
    /// For a visitor who told something of the company, and for one who did not.
    public var introduction, generalIntroduction: Localized<String>
    /// What it is not: advice, a promise.
    public var disclaimer: Localized<String>
    /// What holds for all of it.
    public var remarks: [Remark]
    /// In the order of the work.
    public var stages: [Stage]
    /// In the order of the file.
    public var items: [Item]
    /// What the checklist as a whole rests on, beside the items' own sources.
    public var sources: [Reference]

    /// A checklist, checked by whoever reads it.
    public init(
        version: String, title: Localized<String>, subtitle: Localized<String>, introduction: Localized<String>,
        generalIntroduction: Localized<String>, disclaimer: Localized<String>, remarks: [Remark] = [], stages: [Stage], items: [Item],
        sources: [Reference] = []
    ) {
        self.version = version
        self.title = title
        self.subtitle = subtitle
        self.introduction = introduction
        self.generalIntroduction = generalIntroduction
        self.disclaimer = disclaimer
        self.remarks = remarks
        self.stages = stages
        self.items = items
        self.sources = sources
    }

    /// A stretch of the work.
    public struct Stage: Sendable, Hashable, Identifiable {
        /// What effects of answers call it.
        public var id: String
        /// What is done in it.
        public var title: Localized<String>
        /// What its length depends on; shown where nobody has set an estimate.
        public var dependsOn: Localized<[String]>
        /// How long it takes, in the words of an admin who answers for them; nil promises nothing.
        public var estimate: Localized<String>?
        /// Each item belongs to one stage.
        public var items: [Item.ID]
        /// Items of other stages that this one returns to.
        public var revisits: [Item.ID]

        /// A stage with its items; without an estimate it promises nothing.
        public init(
            id: String, title: Localized<String>, dependsOn: Localized<[String]> = Localized([]), estimate: Localized<String>? = nil,
            items: [Item.ID], revisits: [Item.ID] = []
        ) {
            self.id = id
            self.title = title
            self.dependsOn = dependsOn
            self.estimate = estimate
            self.items = items
            self.revisits = revisits
        }
    }

    /// Something to have ready.
    public struct Item: Sendable, Hashable, Identifiable {
        /// What stages and effects of answers call it.
        public var id: String
        /// Whether the licence depends on it.
        public var kind: Kind
        /// What to have, and why.
        public var title, why: Localized<String>
        /// Documents that would show it.
        public var evidence: Localized<[String]>
        /// What to know of the sources, such as their age.
        public var caveat: Localized<String>?
        /// Where that is written.
        public var sources: [Reference]

        /// How an item bears on the licence.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case core
            /// Good practice rather than a requirement.
            case supporting
            case afterLicence = "after_licence"
        }

        /// An item; `core` unless said otherwise.
        public init(
            id: String, kind: Kind = .core, title: Localized<String>, why: Localized<String>, evidence: Localized<[String]>,
            caveat: Localized<String>? = nil, sources: [Reference] = []
        ) {
            self.id = id
            self.kind = kind
            self.title = title
            self.why = why
            self.evidence = evidence
            self.caveat = caveat
            self.sources = sources
        }
    }

    /// A source with the short name that fits beside an item: "UU 8/2019".
    public struct Reference: Sendable, Hashable {
        /// Beside an item.
        public var name: Localized<String>
        /// In full, with its address.
        public var source: Localized<Source>

        /// A source under a short name.
        public init(name: Localized<String>, source: Localized<Source>) {
            self.name = name
            self.source = source
        }
    }

    /// A few paragraphs that belong to no item.
    public struct Remark: Sendable, Hashable {
        /// Over the paragraphs.
        public var title: Localized<String>
        /// What it says.
        public var paragraphs: Localized<[String]>

        /// A title and its paragraphs.
        public init(title: Localized<String>, paragraphs: Localized<[String]>) {
            self.title = title
            self.paragraphs = paragraphs
        }
    }

    /// The item called `id`; nil when there is none.
    public func item(_ id: Item.ID) -> Item? { items.first { $0.id == id } }
    /// The stage called `id`; nil when there is none.
    public func stage(_ id: Stage.ID) -> Stage? { stages.first { $0.id == id } }
}

/// A checklist as one visitor's answers make it.
public struct PersonalChecklist: Sendable, Hashable {
    /// No answer was given: nothing is ready, missing or first.
    public var isGeneral: Bool
    /// In the order to work through them.
    public var stages: [Stage]
    /// Stages that wait until an item is done; their items are not among `stages`.
    public var postponed: [Postponement]
    /// What to do first: at most `maximumFirstItems`, what is missing before what is merely next.
    public var firstItems: [Checklist.Item]
    /// Where to put the effort first, in the order of the work: at most `maximumFirstStages`.
    public var firstStages: [Checklist.Stage]
    /// What each answer means, and what to take care of.
    public var messages, warnings: [Localized<String>]

    /// More is no beginning.
    public static let maximumFirstItems = 5
    /// More is no emphasis.
    public static let maximumFirstStages = 3

    /// How far an item is, as far as the answers tell.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case ready, missing, open
    }

    /// A stage with its items in the visitor's order.
    public struct Stage: Sendable, Hashable {
        /// The stage as the content has it.
        public var stage: Checklist.Stage
        /// Among `firstStages`.
        public var isFirst: Bool
        /// What is missing first, then what an answer names, then the rest.
        public var items: [Entry]
    }

    /// An item with its state.
    public struct Entry: Sendable, Hashable {
        /// The item as the content has it.
        public var item: Checklist.Item
        /// As far as the answers tell.
        public var state: State
    }

    /// A stage and the item it waits for.
    public struct Postponement: Sendable, Hashable {
        /// The stage that is held back.
        public var stage: Checklist.Stage
        /// The item that must be ready first.
        public var until: Checklist.Item
    }

    /// Items that the answers show to be missing, in the order of the checklist.
    public var gaps: [Checklist.Item] { entries(.missing) }

    /// The items in `state`, in the order of the checklist.
    public func entries(_ state: State) -> [Checklist.Item] {
        stages.flatMap(\.items).filter { $0.state == state }.map(\.item)
    }
}

extension Checklist {
    /// The checklist for somebody who gave `answers`, question key → option value; unknown ones change nothing.
    ///
    /// An item that one answer calls ready and another missing is missing: better checked twice than left out. Stages keep
    /// their order, as later ones build on earlier ones, but for one that an answer says leads.
    public func personalised(for answers: [String: String], by qualification: Qualification?) -> PersonalChecklist {
        let sum = Sum(qualification?.chosen(answers).map(\.option.effect) ?? [])
        let postponed = sum.holds.compactMap { hold -> PersonalChecklist.Postponement? in
            guard sum.state(hold.until) != .ready, let stage = stage(hold.stage), let item = item(hold.until) else { return nil }
            return PersonalChecklist.Postponement(stage: stage, until: item)
        }
        let shown = stages.filter { stage in !postponed.contains { $0.stage.id == stage.id } }
        // Sorting is stable: what weighs the same keeps the order of the file.
        let ordered = shown.sorted { sum.leads.contains($0.id) && !sum.leads.contains($1.id) }
        let favourites = ordered.filter { sum.votes($0.id) > 0 }.sorted { sum.votes($0.id) > sum.votes($1.id) }
            .prefix(PersonalChecklist.maximumFirstStages).map(\.id)
        let personal = ordered.map { stage in
            PersonalChecklist.Stage(
                stage: stage, isFirst: favourites.contains(stage.id),
                items: stage.items.compactMap(item).sorted { sum.urgency($0.id) < sum.urgency($1.id) }
                    .map { PersonalChecklist.Entry(item: $0, state: sum.state($0.id)) })
        }
        let pressing = personal.flatMap(\.items).filter { $0.state == .missing || $0.state == .open && sum.isNamed($0.item.id) }
            .map(\.item).sorted { sum.urgency($0.id) < sum.urgency($1.id) }
        return PersonalChecklist(
            isGeneral: sum.effects.isEmpty, stages: personal, postponed: postponed,
            firstItems: Array(pressing.prefix(PersonalChecklist.maximumFirstItems)), firstStages: personal.filter(\.isFirst).map(\.stage),
            messages: sum.effects.map(\.message), warnings: sum.effects.compactMap(\.warning))
    }

    /// What several answers say together.
    private struct Sum {
        let effects: [Qualification.Effect]
        private let ready, missing: Set<Item.ID>
        /// The order in which answers name items; the questions' order decides between answers.
        private let ranks: [Item.ID: Int]

        init(_ effects: [Qualification.Effect]) {
            self.effects = effects
            missing = Set(effects.flatMap(\.missing))
            ready = Set(effects.flatMap(\.ready)).subtracting(missing)
            ranks = Dictionary(effects.flatMap(\.first).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }

        var leads: [Stage.ID] { effects.compactMap(\.leads) }
        /// One for each stage.
        var holds: [Qualification.Hold] {
            var seen: Set<Stage.ID> = []
            return effects.flatMap(\.holds).filter { seen.insert($0.stage).inserted }
        }

        func state(_ id: Item.ID) -> PersonalChecklist.State { missing.contains(id) ? .missing : ready.contains(id) ? .ready : .open }
        func votes(_ id: Stage.ID) -> Int { effects.count { $0.stagesFirst.contains(id) } }
        func isNamed(_ id: Item.ID) -> Bool { ranks[id] != nil }

        /// The lower, the sooner: what is missing, then what an answer names, then the rest.
        func urgency(_ id: Item.ID) -> Int {
            let rank = ranks[id] ?? ranks.count + effects.flatMap(\.first).count
            return missing.contains(id) ? rank - 1_000_000 : rank
        }
    }
}
