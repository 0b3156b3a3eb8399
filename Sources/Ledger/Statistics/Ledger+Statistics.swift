import Dialogue

extension Ledger {
    /// The figures of the days `from` to `to`, both included, of conversations that began in `language` on `page`; all, where nil.
    ///
    /// Adds up facts of a few bytes each, kept as events came: about 5 ms for half a million answers. A period of more than
    /// `maximumDays` is cut to its last days.
    public func statistics(
        from: Day, to: Day, language: Language? = nil, page: String? = nil, targets: Targets = Targets()
    ) -> Statistics {
        let from = Day(number: max(from.number, to.number - Self.maximumDays + 1))
        var counting = Counting(ledger: self, from: from, to: to, language: language, page: page)
        counting.countConversations()
        counting.countHandoffs(targets)
        counting.countLeads()
        counting.countRatings()
        counting.countAnswers()
        counting.countUnanswered()
        counting.countInteractions()
        return counting.statistics
    }

    /// So many days are looked at, at most: ten years.
    public static let maximumDays = 3_660

    /// How long visitors waited for a person's first words at such an hour: in this hour of this weekday, or where that is known from
    /// fewer than ten, in this hour of any day. Nil where that is too few as well: silence is better than a guess.
    ///
    /// Only requests made while the desk was open count, and the latest `maximumWaits` of them. Those who left before anybody answered are not
    /// in it.
    public func waitEstimate(at now: Timestamp) -> Handoff.Estimate? {
        let hour = facts.hourOfWeek(now.milliseconds)
        for hours in [[hour], (0..<7).map { $0 * 24 + hour % 24 }] {
            let handoffs = hours.flatMap { facts.waits[$0] }.filter { !book.entries[Int(facts.handoffs[Int($0)].slot)].isForgotten }
            let latest = handoffs.sorted().suffix(Self.maximumWaits)
            guard latest.count >= Self.minimumWaits else { continue }
            let waits = latest.map { Int(facts.handoffs[Int($0)].responded) }.sorted()
            guard let median = Figures.quantile(0.5, of: waits), let ninetieth = Figures.quantile(0.9, of: waits) else { continue }
            return Handoff.Estimate(medianSeconds: median, ninetiethSeconds: ninetieth, samples: waits.count)
        }
        return nil
    }

    /// Nothing is said about waiting from fewer waits than this.
    public static let minimumWaits = 10
    /// So many waits are looked at: what was long ago says little about today.
    public static let maximumWaits = 200
}

/// One look at the figures.
private struct Counting {
    let ledger: Ledger
    let language: Language?
    /// The page's number; `.some(nil)` for a page on which nothing began.
    let page: UInt16??
    let pageName: String?
    /// The conversations that are looked at.
    let wanted: Bits
    /// Milliseconds since 1970, and the days' in the result.
    let range: Range<Int64>
    let seconds: Range<Int64>
    var statistics: Ledger.Statistics

    init(ledger: Ledger, from: Day, to: Day, language: Language?, page: String?) {
        self.ledger = ledger
        self.language = language
        self.page = page.map { ledger.book.pages.known(Book.path(of: $0)) }
        pageName = page.map(Book.path)
        var wanted = Bits(count: ledger.book.entries.count)
        let number = self.page
        ledger.book.entries.forEach { slot, entry in
            if entry.isForgotten { return }
            if let language, entry.firstLanguage != language { return }
            if let number, entry.page != number { return }
            wanted.insert(slot)
        }
        self.wanted = wanted
        let offset = ledger.offsetMinutes
        let start = from.start(offsetMinutes: offset).milliseconds
        range = start..<max(start, Day(number: to.number + 1).start(offsetMinutes: offset).milliseconds)
        // Offsets are whole minutes: a day begins with a whole second.
        seconds = range.lowerBound / 1_000..<range.upperBound / 1_000
        statistics = Ledger.Statistics(from: from, to: to)
        if from <= to { statistics.days = (from.number...to.number).map { .init(day: Day(number: $0)) } }
    }

    private func isWanted(_ slot: UInt32) -> Bool { wanted.contains(Int(slot)) }

    private func day(of milliseconds: Int64) -> Int { Int((milliseconds - range.lowerBound) / 86_400_000) }

    mutating func countConversations() {
        var languages: [Language: Int] = [:]
        var pages: [UInt16: Int] = [:]
        var (asked, answered, handedOff) = (0, 0, 0)
        var days = Array(repeating: 0, count: statistics.days.count)
        ledger.book.entries.forEach { slot, entry in
            guard range.contains(entry.startedAt), wanted.contains(slot) else { return }
            days[day(of: entry.startedAt)] += 1
            languages[entry.firstLanguage, default: 0] += 1
            pages[entry.page, default: 0] += 1
            if entry.hasAsked { asked += 1 }
            if entry.hasBeenAnswered { answered += 1 }
            if entry.hasHandedOff { handedOff += 1 }
        }
        for (index, n) in days.enumerated() { statistics.days[index].conversations = n }
        statistics.languages = sorted(languages.map { .init(value: $0.key, n: $0.value) }) { $0.rawValue }
        statistics.pages = sorted(pages.map { .init(value: ledger.book.pages[$0.key], n: $0.value) }) { $0 }
        statistics.funnel = [
            .init(name: .opened, n: nil), .init(name: .asked, n: asked), .init(name: .answered, n: answered),
            .init(name: .handoff, n: handedOff), .init(name: .lead, n: nil),
        ]
    }

    mutating func countHandoffs(_ targets: Ledger.Targets) {
        var (responses, resolutions): ([Int], [Int]) = ([], [])
        ledger.facts.handoffs.forEach { _, handoff in
            guard range.contains(handoff.at), isWanted(handoff.slot) else { return }
            statistics.escalations += 1
            statistics.days[day(of: handoff.at)].escalations += 1
            if handoff.isWithinHours { statistics.escalationsWithinHours += 1 }
            if handoff.claimed >= 0 { statistics.claimed += 1 }
            if handoff.isWithinHours, (0...Int32(Ledger.Statistics.claimSeconds)).contains(handoff.claimed) {
                statistics.claimedInTime += 1
            }
            if handoff.responded >= 0 { responses.append(Int(handoff.responded)) }
            if handoff.resolved >= 0 { resolutions.append(Int(handoff.resolved)) }
        }
        if statistics.escalationsWithinHours > 0 {
            statistics.claimShare = Double(statistics.claimedInTime) / Double(statistics.escalationsWithinHours)
        }
        statistics.firstResponse = times(responses, target: targets.firstResponseSeconds)
        statistics.resolution = times(resolutions, target: targets.resolutionSeconds)
    }

    private func times(_ values: [Int], target: Int) -> Ledger.Statistics.Times {
        let sorted = values.sorted()
        return .init(
            n: sorted.count, medianSeconds: Figures.quantile(0.5, of: sorted), ninetiethSeconds: Figures.quantile(0.9, of: sorted),
            withinTarget: sorted.count { $0 <= target })
    }

    mutating func countLeads() {
        var n = 0
        ledger.leads.forEach { lead in
            guard range.contains(lead.at.milliseconds) else { return }
            if let pageName, (lead.lead.page ?? "") != pageName { return }
            if let language {
                guard let slot = lead.conversation.flatMap({ ledger.book.slot(of: $0.rawValue) }),
                    ledger.book.entries[slot].firstLanguage == language
                else { return }
            }
            statistics.days[day(of: lead.at.milliseconds)].leads += 1
            n += 1
        }
        set(.lead, n)
    }

    private mutating func set(_ step: Ledger.Statistics.Step.Name, _ n: Int) {
        for index in statistics.funnel.indices where statistics.funnel[index].name == step { statistics.funnel[index].n = n }
    }

    mutating func countRatings() {
        ledger.facts.ratings.forEach { _, rating in
            guard !rating.isSuperseded, range.contains(rating.at), isWanted(rating.slot) else { return }
            if rating.isUp { statistics.satisfaction.up += 1 } else { statistics.satisfaction.down += 1 }
        }
    }

    /// What is added up for one thing the bot says.
    private struct Sum {
        var n = 0
        var confidence = 0
        var up = 0
        var down = 0
        var refused = 0
    }

    mutating func countAnswers() {
        let facts = ledger.facts
        // By what was said first, as that is one array access an answer; by intent, source and button afterwards.
        var sums = Array(repeating: Sum(), count: facts.said.count)
        facts.answers.forEach { _, answer in
            guard seconds.contains(Int64(answer.at)), isWanted(answer.slot) else { return }
            let said = Int(answer.said)
            sums[said].n += 1
            sums[said].confidence += Int(answer.confidence)
            if answer.marks.contains(.up) { sums[said].up += 1 }
            if answer.marks.contains(.down) { sums[said].down += 1 }
            if answer.marks.contains(.refused) { sums[said].refused += 1 }
        }
        var byIntent: [UInt16: Sum] = [:]
        var questions: [UInt16: Int] = [:]
        var sources: [UInt16: Int] = [:]
        var shown: [Offer: Sum] = [:]
        for (said, sum) in zip(facts.said, sums) where sum.n > 0 {
            if said.kind != .notice {
                let offer = Offer(intent: said.intent, variant: said.variant)
                shown[offer, default: Sum()].n += sum.n
                shown[offer, default: Sum()].refused += sum.refused
            }
            for source in Set(said.sources) { sources[source, default: 0] += sum.n }
            guard said.intent != .none else { continue }
            var total = byIntent[said.intent] ?? Sum()
            total.n += sum.n
            total.confidence += sum.confidence
            total.up += sum.up
            total.down += sum.down
            byIntent[said.intent] = total
            if said.kind.isAnswer { questions[said.intent, default: 0] += sum.n }
        }
        statistics.intents = byIntent.map { intent, sum in
            .init(
                intent: IntentID(rawValue: facts.intents[intent]), n: sum.n,
                meanConfidence: Double(sum.confidence) / Double(10_000 * sum.n), thumbs: .init(up: sum.up, down: sum.down))
        }.sorted { ($1.n, $0.intent.rawValue) < ($0.n, $1.intent.rawValue) }
        statistics.sources = sorted(sources.map { .init(value: facts.sources[$0.key], n: $0.value) }) { $0 }
        rank(questions)
        list(shown)
    }

    private mutating func rank(_ questions: [UInt16: Int]) {
        let facts = ledger.facts
        let top = questions.sorted { ($1.value, facts.intents[$0.key]) < ($0.value, facts.intents[$1.key]) }
            .prefix(Ledger.Statistics.maximumTopQuestions)
        var places: [Latest] = Array(repeating: Latest(), count: top.count)
        // From what was said to its place at the top.
        var place = Array(repeating: -1, count: facts.said.count)
        for (index, said) in facts.said.enumerated() where said.kind.isAnswer && said.intent != .none {
            place[index] = top.firstIndex { $0.key == said.intent } ?? -1
        }
        var open = top.count
        var index = facts.answers.count
        while index > 0, open > 0 {
            index -= 1
            let answer = facts.answers[index]
            guard place[Int(answer.said)] >= 0, seconds.contains(Int64(answer.at)), isWanted(answer.slot) else { continue }
            if places[place[Int(answer.said)]].add(answer.slot) { open -= 1 }
        }
        statistics.topQuestions = zip(top, places).map { question, latest in
            .init(intent: IntentID(rawValue: facts.intents[question.key]), n: question.value, conversations: latest.ids(in: ledger.book))
        }
    }

    /// The first few different slots that it is told.
    private struct Latest {
        private(set) var slots: [UInt32] = []

        /// - Returns: whether this was the last that is wanted.
        mutating func add(_ slot: UInt32) -> Bool {
            guard slots.count < Ledger.Statistics.maximumConversations, !slots.contains(slot) else { return false }
            slots.append(slot)
            return slots.count == Ledger.Statistics.maximumConversations
        }

        func ids(in book: Book) -> [ConversationID] { slots.map { book.id(at: Int($0)) } }
    }

    mutating func countUnanswered() {
        let unanswered = ledger.facts.unanswered
        /// How many utterances have the same words, and the latest of them.
        struct Group: Comparable {
            var n: Int
            var latest: Int
            var words: UInt64

            /// The most frequent first, and of equals the latest.
            static func < (left: Self, right: Self) -> Bool { left.n != right.n ? left.n > right.n : left.latest > right.latest }
        }
        var groups: [UInt64: Group] = [:]
        unanswered.forEach { index, one in
            guard seconds.contains(Int64(one.at)), isWanted(one.slot) else { return }
            groups[one.words, default: Group(n: 0, latest: 0, words: one.words)].n += 1
            groups[one.words]?.latest = index
        }
        var top = Heap<Group>(limit: Ledger.Statistics.maximumUnanswered)
        for group in groups.values { top.insert(group) }
        let sorted = top.sorted
        var latest: [UInt64: Latest] = [:]
        for group in sorted { latest[group.words] = Latest() }
        unanswered.forEachReversed { _, one in
            guard seconds.contains(Int64(one.at)), isWanted(one.slot) else { return }
            _ = latest[one.words]?.add(one.slot)
        }
        statistics.unanswered = sorted.map { group in
            let example = unanswered[group.latest]
            return .init(
                n: group.n, conversations: latest[group.words]?.ids(in: ledger.book) ?? [],
                example: .init(conversation: ledger.book.id(at: Int(example.slot)), number: UInt64(example.number)))
        }
    }

    /// The calls to action that were shown; what was taken comes with the interactions.
    private mutating func list(_ shown: [Offer: Sum]) {
        let clicks = clicks()
        var keys: [CTAKey: Sum] = [:]
        for (offer, sum) in shown {
            for place in Ledger.Statistics.CTA.Place.allCases { keys[CTAKey(offer: offer, place: place)] = sum }
        }
        for key in clicks.keys where keys[key] == nil { keys[key] = Sum() }
        statistics.ctas = keys.map { key, sum in
            var cta = Ledger.Statistics.CTA(
                intent: key.offer.intent == .none ? nil : IntentID(rawValue: ledger.facts.intents[key.offer.intent]), place: key.place,
                variant: key.offer.variant)
            (cta.shown, cta.refused) = (sum.n, sum.refused)
            if language == nil {
                let clicked = clicks[key] ?? 0
                cta.clicked = clicked
                // Taken more often than shown: shown before the period, or taken twice.
                if sum.n > 0 { cta.share = min(1, Double(clicked) / Double(sum.n)) }
                cta.interval = Figures.interval(min(clicked, sum.n), of: sum.n)
            }
            return cta
        }.sorted { left, right in
            left.shown != right.shown
                ? left.shown > right.shown
                : (left.intent?.rawValue ?? "", left.place.rawValue, left.variant) < (
                    right.intent?.rawValue ?? "", right.place.rawValue, right.variant
                )
        }
    }

    /// What is offered under the answers of an intent, in one wording.
    private struct Offer: Hashable {
        var intent: UInt16
        var variant: String
    }

    private struct CTAKey: Hashable {
        var offer: Offer
        var place: Ledger.Statistics.CTA.Place
    }

    private func clicks() -> [CTAKey: Int] {
        var clicks: [CTAKey: Int] = [:]
        forEachInteraction { what, n in
            if case .clicked(let intent, let place, let variant) = what {
                let offer = Offer(intent: intent, variant: ledger.interactions.variants[variant])
                clicks[CTAKey(offer: offer, place: place), default: 0] += n
            }
        }
        return clicks
    }

    /// Interactions have a page and no language.
    private func forEachInteraction(_ body: (Interactions.What, Int) -> Void) {
        guard language == nil else { return }
        for (key, n) in ledger.interactions.counts {
            guard (statistics.from.number...max(statistics.from.number, statistics.to.number)).contains(Int(key.day)) else { continue }
            if let page, key.page != page { continue }
            body(key.what, n)
        }
    }

    mutating func countInteractions() {
        guard language == nil else { return }
        var opened = 0
        var scrolled: [UInt8: Int] = [:]
        var converted: [UInt32: Int] = [:]
        forEachInteraction { what, n in
            switch what {
            case .opened: opened += n
            case .scrolled(let quarters): scrolled[quarters, default: 0] += n
            case .converted(let seconds): converted[seconds, default: 0] += n
            case .clicked: break
            }
        }
        set(.opened, opened)
        statistics.scroll = (1...4).map { .init(value: Int($0) * 25, n: scrolled[UInt8($0)] ?? 0) }
        let n = converted.values.reduce(0, +)
        var conversion = Ledger.Statistics.Conversion(n: n, medianSeconds: nil)
        var passed = 0
        for (seconds, n) in converted.sorted(by: { $0.key < $1.key }) where conversion.medianSeconds == nil {
            passed += n
            if passed >= (conversion.n + 1) / 2, n > 0 { conversion.medianSeconds = Int(seconds) }
        }
        statistics.conversion = conversion
    }

    private func sorted<Value>(
        _ counts: [Ledger.Statistics.Count<Value>], by name: (Value) -> String
    ) -> [Ledger.Statistics.Count<Value>] {
        counts.sorted { ($1.n, name($0.value)) < ($0.n, name($1.value)) }
    }
}
