import Dialogue
import Ledger
import Testing

/// Something that page or widget counted.
private struct Counted {
    var type: String
    var intent: String?
    var cta: String?
    var variant: String?
    var page: String?
    var n: Int
    var at: Timestamp
}

/// The figures counted again from the list of events, each by itself and without a fold: slow, and unlike the code it checks.
private struct Recount {
    let records: [Record]
    let counted: [Counted]
    let from: String
    let to: String
    let language: Language?
    let page: String?

    /// The local day of an instant in Jakarta, through its name.
    func day(_ at: Timestamp) -> String { String(Timestamp(milliseconds: at.milliseconds + 25_200_000).iso8601.prefix(10)) }
    func isIn(_ at: Timestamp) -> Bool { (from...to).contains(day(at)) }

    let started: [String: Event.ConversationStarted]

    func start(of stream: String) -> Event.ConversationStarted? { started[stream] }

    func isWanted(_ stream: String) -> Bool {
        guard let start = start(of: stream) else { return false }
        if let language, start.language != language { return false }
        if let page, (start.page ?? "") != page { return false }
        return true
    }

    var starts: [Record] {
        records.filter { record in
            if case .conversationStarted = record.event { isIn(record.at) && isWanted(record.stream) } else { false }
        }
    }

    func has(_ stream: String, _ matches: (Event) -> Bool) -> Bool { records.contains { $0.stream == stream && matches($0.event) } }

    // MARK: Handoffs

    struct Handoff {
        var stream: String
        var at: Timestamp
        var isWithinHours: Bool
        var claimed: Int?
        var responded: Int?
        var resolved: Int?
    }

    /// For each request made while the bot had the conversation, what followed until its end.
    var handoffs: [Handoff] {
        var found: [Handoff] = []
        for stream in Set(records.map(\.stream)).sorted() where isWanted(stream) {
            let events = records.filter { $0.stream == stream }
            for (index, record) in events.enumerated() {
                guard case .handoffRequested(let request) = record.event, isIn(record.at), isBot(events[..<index]) else { continue }
                let rest = events[(index + 1)...]
                let end = rest.firstIndex { later in
                    switch later.event {
                    case .handoffReturned, .conversationClosed, .conversationReopened: true
                    default: false
                    }
                }
                let isReopened = end.map { if case .conversationReopened = events[$0].event { true } else { false } } ?? false
                let during = rest[..<(end ?? rest.endIndex)]
                func seconds(_ later: Record?) -> Int? {
                    later.map { max(0, Int(($0.at.milliseconds - record.at.milliseconds) / 1_000)) }
                }
                let claim = during.first { later in
                    switch later.event {
                    case .handoffClaimed, .handoffAssigned: true
                    default: false
                    }
                }
                let response = during.first { if case .adminSaid = $0.event { true } else { false } }
                found.append(
                    Handoff(
                        stream: stream, at: record.at, isWithinHours: request.withinHours, claimed: seconds(claim),
                        responded: seconds(response), resolved: claim == nil || isReopened ? nil : seconds(end.map { events[$0] })))
            }
        }
        return found
    }

    private func isBot(_ events: ArraySlice<Record>) -> Bool {
        for record in events.reversed() {
            switch record.event {
            case .handoffClaimed, .handoffAssigned, .handoffReleased, .handoffRequested: return false
            case .handoffReturned, .conversationClosed, .conversationReopened: return true
            default: continue
            }
        }
        return true
    }

    // MARK: Answers

    struct Answered {
        var record: Record
        var event: Event.BotAnswered
        var rating: Event.Rating?
        var isRefused: Bool
        var question: (number: UInt64, text: String)?
        var confidence: Int { Int((event.answer.confidence * 10_000).rounded()) }
    }

    var answers: [Answered] {
        records.enumerated().compactMap { index, record in
            guard case .botAnswered(let event) = record.event, isIn(record.at), isWanted(record.stream) else { return nil }
            let later = records[index...].filter { $0.stream == record.stream }
            let ratings = later.compactMap { record in
                if case .answerRated(let it) = record.event, it.messageID == event.messageID { it.value } else { nil as Event.Rating? }
            }
            let isRefused = later.contains { record in
                if case .promotionRefused(let it) = record.event { it.messageID == event.messageID } else { false }
            }
            let question = records[..<index].last { earlier in
                if case .visitorSaid = earlier.event { earlier.stream == record.stream } else { false }
            }
            var asked: (UInt64, String)?
            if let question, case .visitorSaid(let it) = question.event { asked = (question.number, it.text) }
            return Answered(record: record, event: event, rating: ratings.last, isRefused: isRefused, question: asked)
        }
    }

    /// Words as a person would compare them; for the few words that the histories use.
    static func words(_ text: String) -> String {
        text.lowercased().replacing("é", with: "e").split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}

private func median(_ values: [Int]) -> Int? { rank(values, 50) }
/// The smallest value that is not below so many percent of the values.
private func rank(_ values: [Int], _ percent: Int) -> Int? {
    values.sorted().first { candidate in values.count { $0 <= candidate } * 100 >= percent * values.count }
}

@Suite struct StatisticsTests {
    private static func counted(_ history: History, seed: UInt64) -> [Counted] {
        var dice = Dice(seed &* 31)
        let times = history.records.map(\.at)
        return (0..<150).map { _ in
            let at = dice.pick(times)
            let page = dice.pick(History.pages)
            let n = Int.random(in: 1...5, using: &dice)
            return switch Int.random(in: 0..<5, using: &dice) {
            case 0: Counted(type: "panel_opened", page: page, n: n, at: at)
            case 1: Counted(type: "scroll", variant: dice.pick(["25", "50", "75", "100"]), page: page, n: n, at: at)
            case 2: Counted(type: "conversion", cta: "lead", variant: "\(Int.random(in: 1...99, using: &dice))", page: page, n: n, at: at)
            case 3: Counted(type: "other", page: page, n: n, at: at)
            default:
                Counted(
                    type: "cta_click", intent: dice.pick(History.intents + ["OOS"]), cta: dice.pick(["primary", "secondary"]),
                    variant: dice.pick([nil, "", "b"]), page: page, n: n, at: at)
            }
        }
    }

    private static func ledger(_ records: [Record], _ counted: [Counted]) -> Ledger {
        var ledger = History.ledger(of: records)
        for one in counted {
            ledger.count(
                type: one.type, intent: one.intent, cta: one.cta, variant: one.variant, page: one.page, n: one.n, at: one.at)
        }
        return ledger
    }

    /// Days in the middle of a history, and which conversations are looked at.
    private static func looks(_ history: History) -> [(from: Day, to: Day, language: Language?, page: String?)] {
        let days = history.records.map { Day(of: $0.at, offsetMinutes: 420) }.sorted()
        let (first, last) = (days[0], days[days.count - 1])
        let (early, late) = (days[days.count / 4], days[days.count * 3 / 4])
        return [
            (first, last, nil, nil), (early, late, nil, nil), (early, early, nil, nil), (first, last, .english, nil),
            (early, last, nil, "/layanan"),
            (first, late, .indonesian, "/biaya"), (first, last, nil, ""), (first, last, nil, "/nowhere"),
        ]
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `every figure equals a recount of the events`(seed: UInt64) throws {
        let history = History(seed: seed, events: 800)
        let counted = Self.counted(history, seed: seed)
        let ledger = Self.ledger(history.records, counted)
        var started: [String: Event.ConversationStarted] = [:]
        for record in history.records { if case .conversationStarted(let it) = record.event { started[record.stream] = it } }
        for look in Self.looks(history) {
            let figures = ledger.statistics(
                from: look.from, to: look.to, language: look.language, page: look.page,
                targets: .init(firstResponseSeconds: 300, resolutionSeconds: 4_000))
            let recount = Recount(
                records: history.records, counted: counted, from: look.from.description, to: look.to.description, language: look.language,
                page: look.page, started: started)
            Self.compareHandoffs(figures, recount)
            Self.compareConversations(figures, recount)
            Self.compareAnswers(figures, recount)
            Self.compareUnanswered(figures, recount)
            Self.compareInteractions(figures, recount)
            try Self.compareBehind(ledger, look, recount)
        }
    }

    private static func compareHandoffs(_ figures: Ledger.Statistics, _ recount: Recount) {
        let handoffs = recount.handoffs
        #expect(figures.escalations == handoffs.count)
        #expect(figures.escalationsWithinHours == handoffs.count(where: \.isWithinHours))
        #expect(figures.claimed == handoffs.count { $0.claimed != nil })
        let inTime = handoffs.count { $0.isWithinHours && ($0.claimed ?? 181) <= 180 }
        #expect(figures.claimedInTime == inTime)
        let within = handoffs.count(where: \.isWithinHours)
        #expect(figures.claimShare == (within == 0 ? nil : Double(inTime) / Double(within)))
        compare(figures.firstResponse, handoffs.compactMap(\.responded), target: 300)
        compare(figures.resolution, handoffs.compactMap(\.resolved), target: 4_000)
        for day in figures.days { #expect(day.escalations == handoffs.count { recount.day($0.at) == day.day.description }) }
    }

    private static func compare(_ times: Ledger.Statistics.Times, _ seconds: [Int], target: Int) {
        #expect(times.n == seconds.count)
        #expect(times.medianSeconds == median(seconds))
        #expect(times.ninetiethSeconds == rank(seconds, 90))
        #expect(times.withinTarget == seconds.count { $0 <= target })
    }

    private static func compareConversations(_ figures: Ledger.Statistics, _ recount: Recount) {
        let starts = recount.starts
        for day in figures.days { #expect(day.conversations == starts.count { recount.day($0.at) == day.day.description }) }
        #expect(figures.days.reduce(0) { $0 + $1.conversations } == starts.count)
        for language in Language.allCases {
            let n = figures.languages.first { $0.value == language }?.n ?? 0
            #expect(n == starts.count { recount.start(of: $0.stream)?.language == language })
        }
        for page in Set(History.pages) {
            let n = figures.pages.first { $0.value == page ?? "" }?.n ?? 0
            #expect(n == starts.count { recount.start(of: $0.stream)?.page == page })
        }
        func step(_ name: Ledger.Statistics.Step.Name) -> Int? { figures.funnel.first { $0.name == name }?.n }
        #expect(figures.funnel.map(\.name) == Ledger.Statistics.Step.Name.allCases)
        #expect(step(.asked) == starts.count { recount.has($0.stream) { if case .visitorSaid = $0 { true } else { false } } })
        #expect(
            step(.answered)
                == starts.count {
                    recount.has($0.stream) { if case .botAnswered(let it) = $0 { it.answer.kind == .answer } else { false } }
                })
        #expect(step(.handoff) == starts.count { recount.has($0.stream) { if case .handoffRequested = $0 { true } else { false } } })
        let leads = recount.records.filter { record in
            guard case .leadReceived(let it) = record.event, recount.isIn(record.at) else { return false }
            if let page = recount.page, (it.lead.page ?? "") != page { return false }
            guard let language = recount.language else { return true }
            return it.conversation.flatMap { recount.start(of: $0.rawValue) }?.language == language
        }
        #expect(step(.lead) == leads.count)
        for day in figures.days { #expect(day.leads == leads.count { recount.day($0.at) == day.day.description }) }
        // Of a conversation's ratings the last counts.
        let ratings = Set(recount.records.map(\.stream)).filter { recount.isWanted($0) }.compactMap { stream in
            recount.records.last { record in if case .conversationRated = record.event { record.stream == stream } else { false } }
        }.filter { recount.isIn($0.at) }
        func count(_ value: Event.Rating) -> Int {
            ratings.count { if case .conversationRated(let it) = $0.event { it.value == value } else { false } }
        }
        #expect(figures.satisfaction.up == count(.up))
        #expect(figures.satisfaction.down == count(.down))
    }

    private static func compareAnswers(_ figures: Ledger.Statistics, _ recount: Recount) {
        let answers = recount.answers
        let led = answers.filter { !$0.event.answer.parts.isEmpty }
        for intent in History.intents {
            let here = led.filter { $0.event.answer.parts[0].intent.rawValue == intent }
            let found = figures.intents.first { $0.intent.rawValue == intent }
            #expect(found?.n ?? 0 == here.count)
            #expect(found?.thumbs.up ?? 0 == here.count { $0.rating == .up })
            #expect(found?.thumbs.down ?? 0 == here.count { $0.rating == .down })
            if let found {
                let mean = Double(here.reduce(0) { $0 + $1.confidence }) / Double(here.count) / 10_000
                #expect(abs(found.meanConfidence - mean) < 1e-12)
            }
            let asked = here.filter { $0.event.answer.kind == .answer }
            let question = figures.topQuestions.first { $0.intent.rawValue == intent }
            #expect(question?.n ?? 0 == asked.count)
            var latest: [String] = []
            for answer in asked.reversed() where !latest.contains(answer.record.stream) { latest.append(answer.record.stream) }
            #expect(question?.conversations.map(\.rawValue) ?? [] == Array(latest.prefix(20)))
        }
        #expect(figures.topQuestions.map(\.n) == figures.topQuestions.map(\.n).sorted(by: >))
        for source in ["PMA 5/2021", "UU 8/2019"] {
            let n = figures.sources.first { $0.value == source }?.n ?? 0
            #expect(n == answers.count { $0.event.answer.sources.contains { $0.title == source } })
        }
        for intent in History.intents.map(Optional.some) + [nil] {
            for variant in ["", "a", "b"] {
                let here = answers.filter { answered in
                    let answer = answered.event.answer
                    guard answer.kind != .notice, answer.parts.first?.intent.rawValue == intent else { return false }
                    return answer.parts.first?.variant ?? "" == variant
                }
                for place in Ledger.Statistics.CTA.Place.allCases {
                    let found = figures.ctas.first { $0.intent?.rawValue == intent && $0.place == place && $0.variant == variant }
                    #expect(found?.shown ?? 0 == here.count)
                    #expect(found?.refused ?? 0 == here.count(where: \.isRefused))
                }
            }
        }
    }

    /// Behind every figure stand the conversations that it was counted from, each once, and no other.
    private static func compareBehind(
        _ ledger: Ledger, _ look: (from: Day, to: Day, language: Language?, page: String?), _ recount: Recount
    ) throws {
        func expect(_ figure: Ledger.Behind.Figure, _ streams: some Sequence<String>) throws {
            let behind = Ledger.Behind(figure, from: look.from, to: look.to, language: look.language, page: look.page)
            let listed = try ledger.list(.init(behind: behind), limit: 10_000).items.map(\.id.rawValue)
            #expect(listed.sorted() == Set(streams).sorted(), "\(figure)")
        }
        let starts = recount.starts.map(\.stream)
        func begun(_ matches: (Event) -> Bool) -> [String] { starts.filter { recount.has($0, matches) } }
        try expect(.started, starts)
        try expect(.asked, begun { if case .visitorSaid = $0 { true } else { false } })
        try expect(.answered, begun { if case .botAnswered(let it) = $0 { it.answer.kind == .answer } else { false } })
        try expect(.handedOff, begun { if case .handoffRequested = $0 { true } else { false } })
        let handoffs = recount.handoffs
        try expect(.escalations, handoffs.map(\.stream))
        try expect(.escalationsWithinHours, handoffs.filter(\.isWithinHours).map(\.stream))
        try expect(.claimedInTime, handoffs.filter { $0.isWithinHours && ($0.claimed ?? 181) <= 180 }.map(\.stream))
        try expect(.responded(within: nil), handoffs.filter { $0.responded != nil }.map(\.stream))
        try expect(.responded(within: 300), handoffs.filter { ($0.responded ?? 301) <= 300 }.map(\.stream))
        try expect(.resolved(within: nil), handoffs.filter { $0.resolved != nil }.map(\.stream))
        try expect(.resolved(within: 4_000), handoffs.filter { ($0.resolved ?? 4_001) <= 4_000 }.map(\.stream))
        for (value, figure) in [(Event.Rating.up, Ledger.Behind.Figure.satisfied), (.down, .dissatisfied)] {
            try expect(
                figure,
                Set(recount.records.map(\.stream)).filter { stream in
                    let last = recount.records.last { record in
                        if case .conversationRated = record.event { record.stream == stream } else { false }
                    }
                    guard let last, recount.isIn(last.at), recount.isWanted(stream), case .conversationRated(let it) = last.event else {
                        return false
                    }
                    return it.value == value
                })
        }
        let leads = recount.records.compactMap { record -> String? in
            guard case .leadReceived(let it) = record.event, recount.isIn(record.at) else { return nil }
            if let page = recount.page, (it.lead.page ?? "") != page { return nil }
            guard let stream = it.conversation?.rawValue, let start = recount.start(of: stream) else { return nil }
            return recount.language == nil || start.language == recount.language ? stream : nil
        }
        try expect(.leads, leads)
        let answers = recount.answers
        let lost = answers.filter { [.clarify, .fallback, .decline].contains($0.event.answer.kind) && $0.question != nil }
        try expect(.unanswered, lost.map(\.record.stream))
        for name in History.intents + ["NOBODY_ASKS"] {
            let intent = IntentID(rawValue: name)
            let here = answers.filter { $0.event.answer.parts.first?.intent == intent }
            try expect(.intent(intent), here.map(\.record.stream))
            try expect(.question(intent), here.filter { $0.event.answer.kind == .answer }.map(\.record.stream))
            try expect(.thumbUp(intent), here.filter { $0.rating == .up }.map(\.record.stream))
            try expect(.thumbDown(intent), here.filter { $0.rating == .down }.map(\.record.stream))
        }
        for source in ["PMA 5/2021", "UU 8/2019", "nowhere"] {
            try expect(.source(source), answers.filter { $0.event.answer.sources.contains { $0.title == source } }.map(\.record.stream))
        }
        for intent in History.intents.map(Optional.some) + [nil] {
            for variant in ["", "a", "b"] {
                let here = answers.filter { answered in
                    let answer = answered.event.answer
                    guard answer.kind != .notice, answer.parts.first?.intent.rawValue == intent else { return false }
                    return answer.parts.first?.variant ?? "" == variant
                }
                let id = intent.map(IntentID.init(rawValue:))
                try expect(.offered(id, variant: variant), here.map(\.record.stream))
                try expect(.refused(id, variant: variant), here.filter(\.isRefused).map(\.record.stream))
            }
        }
    }

    private static func compareUnanswered(_ figures: Ledger.Statistics, _ recount: Recount) {
        let lost = recount.answers.filter { [.clarify, .fallback, .decline].contains($0.event.answer.kind) && $0.question != nil }
        let groups = Dictionary(grouping: lost) { Recount.words($0.question?.text ?? "") }
        let sizes = groups.values.map(\.count).sorted(by: >)
        #expect(figures.unanswered.map(\.n) == Array(sizes.prefix(50)))
        for found in figures.unanswered {
            let example = recount.records.first {
                $0.stream == found.example.conversation.rawValue && $0.number == found.example.number
            }
            guard case .visitorSaid(let said)? = example?.event else {
                Issue.record("the example of an unanswered question is no utterance")
                continue
            }
            let group = groups[Recount.words(said.text)] ?? []
            #expect(group.count == found.n)
            #expect(group.last?.question?.number == found.example.number)
            var latest: [String] = []
            for one in group.reversed() where !latest.contains(one.record.stream) { latest.append(one.record.stream) }
            #expect(found.conversations.map(\.rawValue) == Array(latest.prefix(20)))
        }
    }

    private static func compareInteractions(_ figures: Ledger.Statistics, _ recount: Recount) {
        let opened = figures.funnel.first { $0.name == .opened }?.n
        guard recount.language == nil else {
            #expect(opened == nil)
            #expect(figures.conversion == nil)
            #expect(figures.scroll.isEmpty)
            #expect(figures.ctas.allSatisfy { $0.clicked == nil && $0.share == nil })
            return
        }
        let here = recount.counted.filter { recount.isIn($0.at) && (recount.page == nil || $0.page ?? "" == recount.page) }
        func sum(_ matches: (Counted) -> Bool) -> Int { here.filter(matches).reduce(0) { $0 + $1.n } }
        #expect(opened == sum { $0.type == "panel_opened" })
        for depth in [25, 50, 75, 100] {
            #expect(figures.scroll.first { $0.value == depth }?.n == sum { $0.type == "scroll" && $0.variant == "\(depth)" })
        }
        let seconds = here.filter { $0.type == "conversion" }.flatMap { Array(repeating: Int($0.variant ?? "") ?? 0, count: $0.n) }
        #expect(figures.conversion?.n == seconds.count)
        #expect(figures.conversion?.medianSeconds == median(seconds))
        let known = Set(
            recount.records.compactMap { record in
                if case .botAnswered(let it) = record.event { it.answer.parts.first?.intent.rawValue } else { nil }
            })
        for intent in History.intents + ["OOS"] where known.contains(intent) || intent == "OOS" {
            for (place, variant) in [("primary", ""), ("secondary", ""), ("primary", "b")] {
                let found = figures.ctas.first {
                    ($0.intent?.rawValue ?? "OOS") == intent && $0.place.rawValue == place && $0.variant == variant
                }
                let n = sum { $0.type == "cta_click" && $0.intent == intent && $0.cta == place && $0.variant ?? "" == variant }
                #expect(found?.clicked ?? 0 == n)
                if let found, found.shown > 0 { #expect(found.share == min(1, Double(n) / Double(found.shown))) }
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `figures after an erasure are those of a log without it`(seed: UInt64) {
        let history = History(seed: seed, events: 1_500)
        var dice = Dice(seed &+ 7)
        var ledger = history.ledger
        let gone = Set((0..<6).map { _ in dice.pick(history.conversations) })
        let before = ledger
        for stream in gone { ledger.forget(stream) }
        let replayed = History.ledger(of: history.records.filter { !gone.contains($0.stream) })
        for look in Self.looks(history) {
            #expect(
                ledger.statistics(from: look.from, to: look.to, language: look.language, page: look.page)
                    == replayed.statistics(from: look.from, to: look.to, language: look.language, page: look.page))
        }
        let days = Self.looks(history)[0]
        #expect(before.statistics(from: days.from, to: days.to) != ledger.statistics(from: days.from, to: days.to))
        var week = Week(of: days.from)
        while week.monday <= days.to {
            #expect(ledger.weeklyAudit(week) == replayed.weeklyAudit(week))
            week = Week(of: Day(number: week.monday.number + 7))
        }
        for record in history.records { #expect(ledger.waitEstimate(at: record.at) == replayed.waitEstimate(at: record.at)) }
    }

    @Test func `what nobody could have done is not counted`() {
        var ledger = History(seed: 3, events: 400).ledger
        let at = Timestamp(milliseconds: 1_795_000_000_000)
        let day = Day(of: at, offsetMinutes: 420)
        let before = ledger.statistics(from: day, to: day)
        ledger.count(type: "scroll", variant: "33", n: 1, at: at)
        ledger.count(type: "scroll", n: 1, at: at)
        ledger.count(type: "cta_click", intent: "NOBODY_ASKED", cta: "primary", n: 1, at: at)
        ledger.count(type: "cta_click", intent: "OOS", cta: "third", n: 1, at: at)
        ledger.count(type: "conversion", variant: "0", n: 1, at: at)
        ledger.count(type: "conversion", variant: "soon", n: 1, at: at)
        ledger.count(type: "rumour", n: 1, at: at)
        ledger.count(type: "panel_opened", n: -1, at: at)
        #expect(ledger.statistics(from: day, to: day) == before)
        for index in 0..<100_000 { ledger.count(type: "cta_click", intent: "OOS", cta: "primary", variant: "v\(index)", n: 1, at: at) }
        #expect(ledger.statistics(from: day, to: day).ctas.count < 120)
        // Pages made up by the thousand are counted, and told apart no longer.
        for index in 0..<20_000 { ledger.count(type: "panel_opened", page: "/made-up/\(index)", n: 1, at: at) }
        #expect(ledger.statistics(from: day, to: day).funnel.first { $0.name == .opened }?.n == 20_000)
        #expect(ledger.interactionsHeld < 3_100)
    }

    @Test func `a wait is estimated from ten waits at such an hour, and not from fewer`() throws {
        var ledger = Ledger()
        var sequence: UInt64 = 0
        // Monday 2026-11-23, 10.00 in Jakarta.
        let monday: Int64 = 1_795_402_800_000
        func handoff(at milliseconds: Int64, waits seconds: Int64, isWithinHours: Bool = true) {
            let stream = "c\(sequence)"
            func apply(_ event: Event, _ at: Int64) {
                sequence += 1
                ledger.apply(event, in: stream, number: 1, sequence: sequence, at: Timestamp(milliseconds: at), by: .system)
            }
            apply(
                .conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
                milliseconds)
            apply(.handoffRequested(.init(reason: .asked, channel: .webchat, topic: nil, withinHours: isWithinHours)), milliseconds)
            apply(.handoffClaimed(.init(admin: "sari", fence: 1)), milliseconds + 1_000)
            apply(
                .adminSaid(.init(messageID: .init(rawValue: "m"), admin: "sari", fence: 1, text: "halo", origin: .console)),
                milliseconds + seconds * 1_000)
        }
        #expect(Day(of: Timestamp(milliseconds: monday), offsetMinutes: 420).description == "2026-11-23")
        for index in 1...9 { handoff(at: monday + Int64(index) * 60_000, waits: Int64(index) * 10) }
        for _ in 1...20 { handoff(at: monday, waits: 50_000, isWithinHours: false) }
        for hour in 0..<168 { #expect(ledger.waitEstimate(at: Timestamp(milliseconds: monday + Int64(hour) * 3_600_000)) == nil) }
        handoff(at: monday + 59 * 60_000, waits: 100)
        let estimate = Handoff.Estimate(medianSeconds: 50, ninetiethSeconds: 90, samples: 10)
        #expect(ledger.waitEstimate(at: Timestamp(milliseconds: monday)) == estimate)
        // Ten o'clock of another day: too little is known of that day itself.
        #expect(ledger.waitEstimate(at: Timestamp(milliseconds: monday + 24 * 3_600_000)) == estimate)
        #expect(ledger.waitEstimate(at: Timestamp(milliseconds: monday + 3_600_000)) == nil)
        for _ in 1...10 { handoff(at: monday + 24 * 3_600_000, waits: 7) }
        #expect(
            ledger.waitEstimate(at: Timestamp(milliseconds: monday + 24 * 3_600_000 + 5))
                == .init(medianSeconds: 7, ninetiethSeconds: 7, samples: 10))
        #expect(ledger.waitEstimate(at: Timestamp(milliseconds: monday)) == estimate)
    }

    @Test(arguments: [(1.0, 5), (0.9, 5), (0.5, 3), (0.2, 1), (0.21, 2), (0.0, 1)])
    func `a quantile is a value that was there`(share: Double, value: Int) {
        #expect(Figures.quantile(share, of: [1, 2, 3, 4, 5]) == value)
        #expect(Figures.quantile(share, of: [Int]()) == nil)
    }

    @Test func `an interval is Wilson's, and says little where little was seen`() throws {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
        for (successes, trials, low, high) in [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
        ] {
            let interval = try #require(Figures.interval(successes, of: trials))
            #expect(abs(interval.lowerBound - low) < 0.000_05)
            #expect(abs(interval.upperBound - high) < 0.000_05)
        }
        #expect(Figures.interval(0, of: 0) == nil)
        #expect(Figures.interval(3, of: 2) == nil)
    }

    @Test(arguments: [
        ("2026-11-24", "2026-W48"), ("2026-01-01", "2026-W01"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01"),
        ("2025-12-28", "2025-W52"), ("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"),
    ]) func `weeks are those of ISO 8601`(day: String, week: String) throws {
        let day = try #require(Day(day))
        #expect(Week(of: day).description == week)
        let read = try #require(Week(week))
        #expect((read.monday.number...read.monday.number + 6).contains(day.number))
    }

    @Test(arguments: ["2026-02-30", "2026-1-01", "2026-13-01", "", "2026-11-24 ", "2026/11/24"]) func `what is no day is refused`(
        text: String
    ) {
        #expect(Day(text) == nil)
    }

    @Test(arguments: ["2026-W00", "2025-W53", "2026-48", "2026-W4", "W48", "2026-W54", ""]) func `what is no week is refused`(text: String)
    {
        #expect(Week(text) == nil)
    }
}
