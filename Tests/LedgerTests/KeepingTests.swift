import Dialogue
import Testing

@testable import Ledger

/// What a snapshot keeps of a ledger: all of it, and nothing of it otherwise.
@Suite struct KeepingTests {
    private static func bytes(of ledger: Ledger) -> [UInt8] {
        var (keeper, ledger) = (Keeper(), ledger)
        ledger.keep(in: &keeper)
        return keeper.bytes
    }

    private static func ledger(from bytes: [UInt8]) -> Ledger? {
        var (keeper, ledger) = (Keeper(reading: bytes), Ledger.blank)
        ledger.keep(in: &keeper)
        return keeper.isWhole ? ledger : nil
    }

    /// A value as a text: all its members, but for those that are made anew. Sets and dictionaries in an order of their own.
    static func canonical(_ value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary, .set: return "{" + mirror.children.map { canonical($0.value) }.sorted().joined(separator: " ") + "}"
        case .collection: return "[" + mirror.children.map { canonical($0.value) }.joined(separator: " ") + "]"
        case .optional: return mirror.children.first.map { canonical($0.value) } ?? "nil"
        default:
            if mirror.children.isEmpty { return "\(value)" }
            let remade = (value as? any Kept).map { type(of: $0).remade } ?? []
            let members = mirror.children.filter { !remade.contains($0.label ?? "") }
            return "(" + members.map { "\($0.label ?? ""):\(canonical($0.value))" }.joined(separator: " ") + ")"
        }
    }

    /// The members that a value has and neither keeps nor makes anew, in it and in all it holds.
    static func forgotten(in value: Any) -> Set<String> {
        let mirror = Mirror(reflecting: value)
        var forgotten: Set<String> = []
        let name = "\(type(of: value))"
        // A list in blocks, and names that are one text, are kept as lists and texts.
        let isOwn =
            mirror.displayStyle == .struct && !mirror.children.isEmpty && !name.hasPrefix("Chunks<") && !(value is any RawRepresentable)
        var remade: Set<String> = []
        if isOwn {
            let labels = mirror.children.compactMap(\.label)
            let kept = (value as? any Kept).map { Keeper.members(of: $0) } ?? []
            remade = (value as? any Kept).map { type(of: $0).remade } ?? []
            forgotten = Set(labels.filter { !kept.contains($0) && !remade.contains($0) }.map { "\(name).\($0)" })
        }
        for child in mirror.children where !remade.contains(child.label ?? "") { forgotten.formUnion(Self.forgotten(in: child.value)) }
        return forgotten
    }

    /// Log and all that is counted beside it: more than a history has by itself.
    private static func filled(_ history: History, upTo count: Int? = nil) -> Ledger {
        var ledger = Ledger()
        for (index, record) in history.records.prefix(count ?? .max).enumerated() {
            ledger.apply(record)
            Self.count(into: &ledger, index, at: record.at)
        }
        return ledger
    }

    private static func count(into ledger: inout Ledger, _ index: Int, at: Timestamp) {
        switch index % 5 {
        case 0: ledger.count(type: "panel_opened", page: "/", n: 2, at: at)
        case 1: ledger.count(type: "cta_click", intent: "PPIU_SYARAT", cta: "primary", variant: "a", page: "/biaya", n: 1, at: at)
        case 2: ledger.count(type: "scroll", variant: "75", page: "/", n: 1, at: at)
        case 3: ledger.count(type: "conversion", variant: "\(index + 1)", n: 1, at: at)
        default: break
        }
    }

    /// All that the console asks.
    private static func told(by ledger: Ledger, of history: History) throws -> [String] {
        let days = (
            Day(of: history.records[0].at, offsetMinutes: 420), Day(of: history.records[history.records.count - 1].at, offsetMinutes: 420)
        )
        var told: [String] = []
        for filter in [Ledger.Filter(), .init(status: .closed), .init(mode: .admin), .init(label: "vip"), .init(assignee: .admin("sari"))] {
            told += try ledger.all(filter).map { "\($0)" }
        }
        for word in History.words { told += try ledger.all(.init(query: .init(word))).map(\.id.rawValue) }
        told += try ledger.audit(limit: 1_000).items.map { "\($0)" }
        told += try ledger.leads(limit: 1_000).items.map { canonical($0) }
        told += ledger.deliveries().map { "\($0)" } + ledger.cannedResponses.map { "\($0)" } + ledger.admins.map { "\($0)" }
        for admin in History.admins { told.append("\(ledger.counts(of: admin))") }
        told.append(canonical(ledger.statistics(from: days.0, to: days.1)))
        for day in stride(from: days.0.number, through: days.1.number, by: 7) {
            told.append(canonical(ledger.weeklyAudit(Week(of: Day(number: day)))))
        }
        told.append("\(String(describing: ledger.waitEstimate(at: history.records[0].at)))")
        return told
    }

    @Test(arguments: 0..<12)
    func `a ledger from a snapshot and the rest of the log is the ledger from the whole log`(seed: Int) throws {
        var dice = Dice(UInt64(seed) &* 7_919 &+ 1)
        let history = History(seed: UInt64(seed), events: 400)
        let whole = Self.filled(history)
        for cut in [0, 1, history.records.count] + (0..<4).map({ _ in Int.random(in: 0...history.records.count, using: &dice) }) {
            let before = Self.filled(history, upTo: cut)
            var restored = try #require(Self.ledger(from: Self.bytes(of: before)), "seed \(seed), cut \(cut)")
            #expect(Self.canonical(restored) == Self.canonical(before), "seed \(seed), cut \(cut)")
            for (index, record) in history.records.enumerated().dropFirst(cut) {
                restored.apply(record)
                Self.count(into: &restored, index, at: record.at)
            }
            #expect(Self.canonical(restored) == Self.canonical(whole), "seed \(seed), cut \(cut)")
            #expect(try Self.told(by: restored, of: history) == Self.told(by: whole, of: history), "seed \(seed), cut \(cut)")
        }
    }

    @Test(arguments: 20..<24)
    func `what is forgotten after a restoring is as forgotten as without it`(seed: Int) throws {
        let history = History(seed: UInt64(seed), events: 300)
        var whole = Self.filled(history)
        var restored = try #require(Self.ledger(from: Self.bytes(of: whole)))
        for stream in history.conversations.prefix(history.conversations.count / 2) + history.leads.map({ "lead:" + $0 }) {
            whole.forget(stream)
            restored.forget(stream)
        }
        #expect(Self.canonical(restored) == Self.canonical(whole))
        // A ledger that has forgotten can be kept too, and holds none of it.
        let again = try #require(Self.ledger(from: Self.bytes(of: whole)))
        #expect(Self.canonical(again) == Self.canonical(whole))
        #expect(try Self.told(by: again, of: history) == Self.told(by: restored, of: history))
    }

    @Test func `no member of a ledger is forgotten by what keeps it`() {
        var forgotten: Set<String> = []
        for seed in 30..<34 { forgotten.formUnion(Self.forgotten(in: Self.filled(History(seed: UInt64(seed), events: 500)))) }
        // A member that is missing here was added without a line in `keep(in:)`: it would be lost by every start from a snapshot.
        #expect(forgotten == [])
    }

    private struct Forgetful: Kept {
        var kept = 1
        var lost = 2
        var cache = 3
        static var blank: Self { Self() }
        static var remade: Set<String> { ["cache"] }
        mutating func keep(in keeper: inout Keeper) { keeper.keep(&kept, "kept") }
    }

    @Test func `a member that is forgotten is found, wherever it stands`() {
        #expect(Self.forgotten(in: [1: [Forgetful()]]) == ["Forgetful.lost"])
    }

    @Test func `bytes that end too early, or go on, are not whole, and nothing crashes`() {
        let bytes = Self.bytes(of: Self.filled(History(seed: 40, events: 120)))
        for count in stride(from: 0, to: bytes.count, by: 37) { #expect(Self.ledger(from: Array(bytes.prefix(count))) == nil, "\(count)") }
        #expect(Self.ledger(from: bytes + [0]) == nil)
        #expect(Self.ledger(from: bytes) != nil)
    }

    @Test func `an answer that is told by its key is the same as one that is told whole`() {
        let call = CallToAction(text: "x", action: .escalate)
        let answers = ["satu", "dua", "tiga"].enumerated().map { index, text in
            Answer(
                kind: index == 2 ? .fallback : .answer, parts: [.init(intent: .init(rawValue: "A"), templateHash: "0")], text: text,
                primary: call, secondary: call, sources: [Source(title: text)])
        }
        let sayings = answers.enumerated().map { Saying($1, key: $0) }
        var (whole, short) = (Ledger(), Ledger())
        var sequence: UInt64 = 0
        func both(_ event: Event, _ body: ((inout Ledger, UInt64) -> Void)? = nil) {
            sequence += 1
            let at = Timestamp(milliseconds: Int64(sequence) * 1_000)
            whole.apply(event, in: "c", number: sequence, sequence: sequence, at: at, by: .bot)
            if let body {
                body(&short, sequence)
            } else {
                short.apply(event, in: "c", number: sequence, sequence: sequence, at: at, by: .bot)
            }
        }
        both(.conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)))
        for round in 0..<9 {
            both(.visitorSaid(.init(messageID: .init(rawValue: "q\(round)"), text: "apa \(round % 4)", language: .indonesian)))
            let (answer, id) = (answers[round % 3], MessageID(rawValue: "b\(round)"))
            both(.botAnswered(.init(messageID: id, replyTo: nil, answer: answer, milliseconds: 1))) { ledger, sequence in
                ledger.apply(
                    sayings[round % 3], as: id, confidence: answer.confidence, in: "c", number: sequence,
                    at: Timestamp(milliseconds: Int64(sequence) * 1_000))
            }
        }
        #expect(Self.canonical(short) == Self.canonical(whole))
    }
}
