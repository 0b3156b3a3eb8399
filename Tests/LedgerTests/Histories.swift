import Dialogue
import Ledger

/// Chance with a fixed seed (SplitMix64), so that a failure can be had again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A line of the log.
struct Record {
    var event: Event
    var stream: String
    var number: UInt64
    var sequence: UInt64
    var at: Timestamp
    var by: Actor
}

/// A random log of one company: conversations that begin, wait, change hands and end in any order, beside all else that is logged. Wilder
/// than what the Desk writes: a fold must not rely on the order that Dialogue keeps.
struct History {
    private(set) var records: [Record] = []
    private(set) var conversations: [String] = []
    private(set) var leads: [String] = []
    private(set) var deliveries: [String] = []
    private var numbers: [String: UInt64] = [:]
    private var answers: [String: [MessageID]] = [:]
    private var dice: Dice
    private var now: Int64 = 1_795_000_000_000

    static let admins = ["sari", "budi", "citra"]
    static let labels = ["vip", "dokumen", "keluhan", "ppiu"]
    static let intents = ["PPIU_SYARAT", "PPIU_BIAYA", "PPIU_DURASI", "KONTAK", "SALAM"]
    static let pages = ["/", "/layanan", "/biaya", nil]
    static let words = [
        "syarat", "biaya", "izin", "umrah", "berapa", "lama", "dokumen", "akta", "NIB", "kantor", "café", "Élan", "bank", "garansi",
        "081234567",
        "apa", "di", "ke", "saya", "mau", "daftar", "batal", "tolong", "harga", "naik", "turun", "resmi", "PT", "modal", "laporan",
    ]

    init(seed: UInt64, events: Int) {
        dice = Dice(seed)
        while records.count < events { step() }
    }

    private mutating func add(_ event: Event, to stream: String, by: Actor) {
        numbers[stream, default: 0] += 1
        // Clocks stand still, and now and then jump back.
        if dice.chance(2) { now -= Int64.random(in: 0...90_000, using: &dice) }
        if dice.chance(85) { now += Int64.random(in: 1...240_000, using: &dice) }
        if dice.chance(3) { now += Int64.random(in: 0...40_000_000, using: &dice) }
        records.append(
            Record(
                event: event, stream: stream, number: numbers[stream] ?? 0, sequence: UInt64(records.count + 1),
                at: Timestamp(milliseconds: now), by: by))
    }

    mutating func text() -> String {
        (0..<Int.random(in: 1...6, using: &dice)).map { _ in dice.pick(Self.words) }.joined(separator: dice.pick([" ", ", ", "? "]))
    }

    private mutating func name(_ kind: String) -> String { "\(kind)-\(dice.next() % 1_000_000_007)-\(records.count)" }

    private mutating func step() {
        if conversations.isEmpty || dice.chance(8) { return begin() }
        if dice.chance(8) { return house() }
        let stream = dice.pick(conversations)
        let admin = dice.pick(Self.admins)
        let by = Actor.admin(admin)
        switch Int.random(in: 0..<26, using: &dice) {
        case 0...6: turn(in: stream)
        case 7, 8:
            add(
                .handoffRequested(
                    .init(
                        reason: dice.pick(Array(Handoff.Reason.allCases)), channel: dice.pick([.webchat, .whatsapp]),
                        name: dice.chance(50) ? dice.pick(["Rahma", "Dewi Lestari"]) : nil,
                        contact: dice.chance(40) ? "rahma@contoh.example" : nil, topic: dice.chance(50) ? text() : nil,
                        priority: dice.chance(30) ? .high : .normal, withinHours: dice.chance(70))), to: stream, by: .visitor)
        case 9, 10: add(.handoffClaimed(.init(admin: admin, fence: 1)), to: stream, by: by)
        case 11, 12:
            let id = MessageID(rawValue: name("a"))
            add(.adminSaid(.init(messageID: id, admin: admin, fence: 1, text: text(), origin: .console)), to: stream, by: by)
        case 13: add(.handoffReleased(.init(by: by, admin: admin, fence: 1, reason: "released")), to: stream, by: by)
        case 14: add(.handoffAssigned(.init(by: by, from: nil, to: dice.pick(Self.admins), fence: 2)), to: stream, by: by)
        case 15: add(.handoffReturned(.init(by: .visitor, reason: "asked")), to: stream, by: .visitor)
        case 16: add(.conversationClosed(.init(by: by, reason: "done")), to: stream, by: by)
        case 17: add(.conversationReopened(.init(by: .visitor, reason: "visitor")), to: stream, by: .visitor)
        case 18:
            add(
                .labelsChanged(
                    .init(admin: admin, added: [dice.pick(Self.labels)], removed: dice.chance(40) ? [dice.pick(Self.labels)] : [])),
                to: stream, by: by)
        case 19:
            let until = dice.chance(60) ? Timestamp(milliseconds: now + 3_600_000) : nil
            add(.snoozed(.init(admin: admin, until: until)), to: stream, by: by)
        case 20:
            if dice.chance(50) {
                add(.visitorBlocked(.init(admin: admin, reason: "spam")), to: stream, by: by)
            } else {
                add(.visitorUnblocked(.init(admin: admin, reason: "mistake")), to: stream, by: by)
            }
        case 21:
            add(.handoffPrioritised(.init(by: by, priority: dice.pick([.normal, .high]), reason: "asked")), to: stream, by: by)
        case 22:
            if let answer = answers[stream]?.randomElement(using: &dice) {
                if dice.chance(70) {
                    add(.answerRated(.init(messageID: answer, value: dice.pick([.up, .down]))), to: stream, by: .visitor)
                } else if dice.chance(50) {
                    add(
                        .promotionRefused(.init(messageID: answer, how: .closed, count: 1, postponedUntilUtterance: nil)), to: stream,
                        by: .visitor)
                } else {
                    add(
                        .answerAudited(
                            .init(
                                admin: admin, messageID: answer, right: dice.chance(80),
                                intentShouldBe: dice.chance(50) ? IntentID(rawValue: dice.pick(Self.intents)) : nil)), to: stream, by: by)
                }
            }
        case 23: add(.conversationRated(.init(value: dice.pick([.up, .down]), comment: nil)), to: stream, by: .visitor)
        case 24:
            add(
                dice.pick([
                    .noteAdded(.init(admin: admin, text: text())), .adminLooked(.init(admin: admin, what: "unmasked", target: stream)),
                ]), to: stream, by: by)
        default:
            add(
                dice.pick([
                    .messagesSeen(.init(who: by, upTo: 1)), .contactGiven(.init(kind: .phone, value: "0800000000")),
                    .qualificationFinished(.init(score: 64, gaps: [])),
                    .deadlinePassed(.init(deadlineID: "d", purpose: dice.pick([.snooze, .reply]), step: 0)), .unknown(type: "erased"),
                ]), to: stream, by: by)
        }
    }

    private mutating func begin() {
        let stream = name("c")
        conversations.append(stream)
        add(
            .conversationStarted(
                .init(
                    visitor: "v", sessionHash: "s", language: dice.pick([.indonesian, .english]), channel: dice.pick([.web, .form]),
                    page: dice.pick(Self.pages), variantSeed: 1)), to: stream, by: .visitor)
        if dice.chance(90) { turn(in: stream) }
    }

    private mutating func turn(in stream: String) {
        let question = MessageID(rawValue: name("q"))
        add(.visitorSaid(.init(messageID: question, text: text(), language: dice.pick([.indonesian, .english]))), to: stream, by: .visitor)
        guard dice.chance(85) else { return }
        let kind = dice.pick([Answer.Kind.answer, .answer, .answer, .smalltalk, .clarify, .fallback, .decline, .notice])
        let intents =
            kind == .answer || kind == .smalltalk ? (0..<Int.random(in: 1...2, using: &dice)).map { _ in dice.pick(Self.intents) } : []
        let call = CallToAction(text: "x", action: .escalate)
        let id = MessageID(rawValue: name("b"))
        let variant: String? = dice.pick([nil, nil, "a", "b"])
        let answer = Answer(
            kind: kind, parts: intents.map { .init(intent: IntentID(rawValue: $0), templateHash: "0", variant: variant) },
            text: "Jawaban tentang " + (intents.first ?? "lain").lowercased(), primary: call, secondary: call,
            sources: dice.chance(50) ? [Source(title: dice.pick(["PMA 5/2021", "UU 8/2019"]))] : [],
            confidence: Double(Int.random(in: 0...1_000, using: &dice)) / 1_000)
        add(.botAnswered(.init(messageID: id, replyTo: question, answer: answer, milliseconds: 1)), to: stream, by: .bot)
        answers[stream, default: []].append(id)
    }

    /// What happens outside conversations.
    private mutating func house() {
        let admin = dice.pick(Self.admins)
        let by = Actor.admin(admin)
        switch Int.random(in: 0..<6, using: &dice) {
        case 0:
            let id = name("lead")
            leads.append(id)
            let lead = Lead(
                name: "Rahma", contact: .init(kind: .email, value: "rahma@contoh.example"), company: "PT Contoh", need: text(),
                page: dice.pick(Self.pages))
            add(
                .leadReceived(
                    .init(leadID: id, lead: lead, conversation: dice.chance(60) ? ConversationID(rawValue: dice.pick(conversations)) : nil)),
                to: "lead:" + id, by: .visitor)
        case 1:
            guard let id = leads.randomElement(using: &dice) else { return }
            add(
                .leadStatusChanged(
                    .init(
                        admin: admin, leadID: id, status: dice.pick(Array(Lead.Status.allCases)), note: dice.chance(30) ? text() : nil)),
                to: "lead:" + id, by: by)
        case 2:
            let id = name("d")
            deliveries.append(id)
            let stream = dice.pick(conversations)
            add(
                .deliveryRequested(
                    .init(
                        deliveryID: id, kind: .waha, toRef: "WAHA_GROUP", template: "handoff", data: [:],
                        expires: Timestamp(milliseconds: now + 1_000_000))), to: stream, by: .system)
        case 3:
            guard let id = deliveries.randomElement(using: &dice) else { return }
            let event = dice.pick([
                Event.deliveryAttempted(.init(attempt: 1, outcome: "503", retryAt: Timestamp(milliseconds: now + 1_000))),
                .deliveryDone(.init()), .deliveryAbandoned(.init(reason: "expired")),
                .deliveryRetried(.init(admin: admin, reason: "asked")),
            ])
            let isAct = if case .deliveryRetried = event { true } else { false }
            add(event, to: "delivery:" + id, by: isAct ? by : .system)
        case 4:
            add(
                .presenceChanged(.init(admin: admin, state: dice.pick([.online, .away, .offline]), reason: "said")), to: "desk", by: .system
            )
        default:
            let id = dice.pick(["k1", "k2"])
            if dice.chance(80) {
                add(
                    .cannedSaved(
                        .init(admin: admin, id: id, version: 1, title: "Salam", shortcut: id, language: .indonesian, text: text())),
                    to: "canned", by: by)
            } else {
                add(.cannedRemoved(.init(admin: admin, id: id)), to: "canned", by: by)
            }
        }
    }

    /// What the whole log leaves.
    var ledger: Ledger { Self.ledger(of: records) }

    static func ledger(of records: [Record]) -> Ledger {
        var ledger = Ledger()
        for record in records { ledger.apply(record) }
        return ledger
    }
}

extension Ledger {
    mutating func apply(_ record: Record) {
        apply(record.event, in: record.stream, number: record.number, sequence: record.sequence, at: record.at, by: record.by)
    }

    /// Every page of a list, one after the other.
    func all(_ filter: Filter = Filter(), by limit: Int = 7) throws -> [Row] {
        var rows: [Row] = []
        var cursor: String?
        repeat {
            let page = try list(filter, after: cursor, limit: limit)
            rows += page.items
            cursor = page.next
        } while cursor != nil
        return rows
    }
}
