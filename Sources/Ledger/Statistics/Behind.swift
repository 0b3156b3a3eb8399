import Dialogue

extension Ledger {
    /// A figure of the statistics as a filter of the list: the conversations that were counted for it.
    public struct Behind: Sendable, Hashable {
        /// Which figure.
        public var figure: Figure
        /// The days, both included, of the look at the figures.
        public var from: Day
        /// Its last day.
        public var to: Day
        /// The language in which they began; nil for any.
        public var language: Language?
        /// The page on which they began; nil for any.
        public var page: String?

        /// The figure as it was counted for these days, conversations and page.
        public init(_ figure: Figure, from: Day, to: Day, language: Language? = nil, page: String? = nil) {
            self.figure = figure
            self.from = from
            self.to = to
            self.language = language
            self.page = page
        }

        /// Figures that are counted from conversations. What pages and widgets count (panels opened, depth, clicks) belongs to none.
        public enum Figure: Sendable, Hashable {
            /// Began in these days; of these, those in which something was asked, answered, and handed to a person.
            case started, asked, answered, handedOff
            /// A person was asked for; of these within opening hours, and claimed in time.
            case escalations, escalationsWithinHours, claimedInTime
            /// A person answered, and brought it to an end, after a request of these days; within so many seconds, or any number.
            case responded(within: Int?), resolved(within: Int?)
            /// Rated.
            case satisfied, dissatisfied
            /// Left a way to be reached.
            case leads
            /// No template answered.
            case unanswered
            /// Questions about the intent were answered from its template, or anything was said from it; with a thumb up or down.
            case question(IntentID), intent(IntentID), thumbUp(IntentID), thumbDown(IntentID)
            /// The source was cited.
            case source(String)
            /// What goes with answers of the intent was offered in this variant, or was refused; nil for what no template answered.
            case offered(IntentID?, variant: String), refused(IntentID?, variant: String)
        }
    }

    /// The slots of the conversations behind a figure. One look through the facts it was counted from: about as long as the statistics.
    func slots(_ behind: Behind) -> Bits {
        var slots = Bits(count: book.entries.count)
        let from = max(behind.from.number, behind.to.number - Self.maximumDays + 1)
        let start = Day(number: from).start(offsetMinutes: offsetMinutes).milliseconds
        let range = start..<max(start, Day(number: behind.to.number + 1).start(offsetMinutes: offsetMinutes).milliseconds)
        // The list leaves out those that are forgotten.
        func insert(_ slot: UInt32) { slots.insert(Int(slot)) }
        func handoffs(_ counts: (borrowing Facts.HandedOff) -> Bool) {
            facts.handoffs.forEach { _, handoff in if range.contains(handoff.at), counts(handoff) { insert(handoff.slot) } }
        }
        func ratings(isUp: Bool) {
            facts.ratings.forEach { _, rating in
                if !rating.isSuperseded, rating.isUp == isUp, range.contains(rating.at) { insert(rating.slot) }
            }
        }
        func answers(_ counts: (Facts.Said) -> Bool, marked mark: Facts.Marks = []) {
            let said = facts.said.map(counts)
            facts.answers.forEach { _, answer in
                if said[Int(answer.said)], answer.marks.isSuperset(of: mark), range.contains(Int64(answer.at) * 1_000) {
                    insert(answer.slot)
                }
            }
        }
        /// - Parameter intent: nil counts nothing, as no answer was ever given from it.
        func answers(of intent: IntentID, marked mark: Facts.Marks = []) {
            guard let number = facts.intents.known(intent.rawValue) else { return }
            answers({ $0.intent == number }, marked: mark)
        }
        func offers(of intent: IntentID?, _ variant: String, marked mark: Facts.Marks = []) {
            guard let number = intent.map({ facts.intents.known($0.rawValue) }) ?? UInt16.none else { return }
            answers({ $0.kind != .notice && $0.intent == number && $0.variant == variant }, marked: mark)
        }
        func begun(_ counts: (borrowing Book.Entry) -> Bool) {
            book.entries.forEach { slot, entry in if range.contains(entry.startedAt), counts(entry) { slots.insert(slot) } }
        }
        func isWithin(_ seconds: Int32, _ limit: Int?) -> Bool { seconds >= 0 && limit.map { Int(seconds) <= $0 } ?? true }

        switch behind.figure {
        case .started: begun { _ in true }
        case .asked: begun { $0.hasAsked }
        case .answered: begun { $0.hasBeenAnswered }
        case .handedOff: begun { $0.hasHandedOff }
        case .escalations: handoffs { _ in true }
        case .escalationsWithinHours: handoffs { $0.isWithinHours }
        case .claimedInTime: handoffs { $0.isWithinHours && isWithin($0.claimed, Statistics.claimSeconds) }
        case .responded(let limit): handoffs { isWithin($0.responded, limit) }
        case .resolved(let limit): handoffs { isWithin($0.resolved, limit) }
        case .satisfied: ratings(isUp: true)
        case .dissatisfied: ratings(isUp: false)
        case .leads:
            leads.forEach { lead in
                // The page of a lead is where the form stood.
                guard range.contains(lead.at.milliseconds), behind.page.map({ $0 == lead.lead.page ?? "" }) ?? true,
                    let slot = lead.conversation.flatMap({ book.slot(of: $0.rawValue) })
                else { return }
                slots.insert(slot)
            }
        case .unanswered:
            facts.unanswered.forEach { _, one in if range.contains(Int64(one.at) * 1_000) { insert(one.slot) } }
        case .question(let intent):
            guard let number = facts.intents.known(intent.rawValue) else { break }
            answers { $0.intent == number && $0.kind.isAnswer }
        case .intent(let intent): answers(of: intent)
        case .thumbUp(let intent): answers(of: intent, marked: .up)
        case .thumbDown(let intent): answers(of: intent, marked: .down)
        case .source(let title):
            guard let number = facts.sources.known(title) else { break }
            answers { $0.sources.contains(number) }
        case .offered(let intent, let variant): offers(of: intent, variant)
        case .refused(let intent, let variant): offers(of: intent, variant, marked: .refused)
        }
        slots.formIntersection(began(in: behind.language, on: behind.figure == .leads ? nil : behind.page))
        return slots
    }

    private func began(in language: Language?, on page: String?) -> Bits {
        var slots = Bits(count: book.entries.count)
        let number = page.map { book.pages.known($0) }
        book.entries.forEach { slot, entry in
            if let language, entry.firstLanguage != language { return }
            if let number, entry.page != number { return }
            slots.insert(slot)
        }
        return slots
    }
}
