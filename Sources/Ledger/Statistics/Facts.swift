import Dialogue

/// What figures are added up from: a few bytes for each answer, handoff and rating. A fact names its conversation by slot, so one that is
/// forgotten counts no longer.
struct Facts: Sendable {
    /// An answer of the bot. 32 bytes.
    struct Answered: Sendable {
        var slot: UInt32
        /// The conversation's answer before this one; `.max` for the first.
        var previous: UInt32
        /// The first half of the fingerprint of the message's id: tells apart the answers of one conversation, 1,000 at most.
        var message: UInt32
        /// The event's number, and that of the utterance answered.
        var number: UInt32
        var asked: UInt32
        /// Seconds since 1970.
        var at: UInt32
        /// Index in `Facts.said`.
        var said: UInt32
        /// In ten-thousandths, rounded.
        var confidence: UInt16
        var marks: Marks
    }

    struct Marks: OptionSet, Sendable {
        var rawValue: UInt8
        static let up = Self(rawValue: 1)
        static let down = Self(rawValue: 2)
        static let refused = Self(rawValue: 4)
        /// What was answered had been tapped, not typed.
        static let tapped = Self(rawValue: 8)
    }

    /// What answers have in common: templates say the same again and again.
    struct Said: Sendable, Hashable {
        var kind: Answer.Kind
        /// `.none` when no template answered.
        var intent: UInt16
        /// Which variant of its offer was put; "" where there is one way only.
        var variant: String
        var sources: [UInt16]
        /// Of the text; 0 for texts that are not told apart.
        var text: UInt64
    }

    /// A person was asked for, while the bot had the conversation.
    struct HandedOff: Sendable {
        var at: Int64
        var slot: UInt32
        /// Seconds from the request; -1 while it has not happened.
        var claimed: Int32 = -1
        var responded: Int32 = -1
        var resolved: Int32 = -1
        var isWithinHours: Bool
    }

    struct Rated: Sendable {
        var at: Int64
        var slot: UInt32
        var isUp: Bool
        /// A later rating of the same conversation counts instead.
        var isSuperseded = false
    }

    /// An admin's judgement of an answer.
    struct Audited: Sendable, Hashable {
        var right: Bool
        var intentShouldBe: IntentID?
        var note: String?
        var admin: String
        var at: Timestamp
    }

    /// An utterance that no template answered. Its words are in the log.
    struct Unanswered: Sendable {
        /// Fingerprint of its words.
        var words: UInt64
        var slot: UInt32
        /// The utterance's number.
        var number: UInt32
        /// Seconds since 1970.
        var at: UInt32
    }

    private(set) var answers = Chunks<Answered>()
    private(set) var said: [Said] = []
    private var saidNumbers: [Said: UInt32] = [:]
    /// Of sayings that have a key, by that: `.max` for one that has not come yet.
    private var numbersByKey: [UInt32] = []
    private(set) var handoffs = Chunks<HandedOff>()
    private(set) var ratings = Chunks<Rated>()
    private(set) var unanswered = Chunks<Unanswered>()
    /// By the answer's index.
    private(set) var audited: [UInt32: Audited] = [:]
    private(set) var intents = Names(maximum: 2_000)
    private(set) var sources = Names(maximum: 2_000)
    /// Handoffs that were answered, by hour of the week in which they were asked for; oldest first.
    private(set) var waits: [[UInt32]] = Array(repeating: [], count: 168)
    private var offsetMinutes: Int

    /// More texts of the bot than this are not told apart: it then says things that no template says.
    static let maximumTexts = 4_000

    init(offsetMinutes: Int) {
        self.offsetMinutes = offsetMinutes
    }

    // MARK: - Taking in

    /// - Parameter asked: the number of the utterance answered; 0 when nothing had been said.
    /// - Returns: the answer's index, and whether its text is among those told apart.
    mutating func answer(
        _ saying: Saying, as id: MessageID, confidence: Double, slot: Int, previous: UInt32, number: UInt64, asked: UInt32,
        isTapped: Bool, at: Timestamp
    ) -> (index: UInt32, said: UInt32, isTextKnown: Bool) {
        let saidNumber = told(saying)
        let confidence = UInt16((max(0, min(1, confidence)) * 10_000).rounded())
        answers.append(
            Answered(
                slot: UInt32(slot), previous: previous, message: Self.half(id), number: UInt32(clamping: number), asked: asked,
                at: Self.seconds(at), said: saidNumber, confidence: confidence, marks: isTapped ? .tapped : []))
        return (UInt32(answers.count - 1), saidNumber, said[Int(saidNumber)].text != 0)
    }

    /// The number under which `said` has what is said.
    private mutating func told(_ saying: Saying) -> UInt32 {
        if let key = saying.key, key < numbersByKey.count, numbersByKey[key] != .max { return numbersByKey[key] }
        var said = Said(
            kind: saying.kind, intent: saying.intent.map { intents.number(of: $0.rawValue) } ?? .none, variant: saying.variant,
            sources: saying.sources.map { sources.number(of: $0) }, text: saying.fingerprint)
        if saidNumbers[said] == nil, self.said.count >= Self.maximumTexts { said.text = 0 }
        let number: UInt32
        if let known = saidNumbers[said] {
            number = known
        } else {
            number = UInt32(self.said.count)
            saidNumbers[said] = number
            self.said.append(said)
        }
        if let key = saying.key {
            while numbersByKey.count <= key { numbersByKey.append(.max) }
            numbersByKey[key] = number
        }
        return number
    }

    /// - Parameter words: the utterance's fingerprint, by which equal ones are grouped.
    mutating func leaveUnanswered(words: UInt64, slot: Int, number: UInt32, at: Timestamp) {
        unanswered.append(Unanswered(words: words, slot: UInt32(slot), number: number, at: Self.seconds(at)))
    }

    /// The answer named `id` of the conversation whose newest answer is `newest`.
    private func index(of id: MessageID, from newest: UInt32) -> UInt32? {
        let half = Self.half(id)
        var index = newest
        while index != .max {
            if answers[Int(index)].message == half { return index }
            index = answers[Int(index)].previous
        }
        return nil
    }

    /// The last thumb counts.
    mutating func rate(_ rated: Event.AnswerRated, newest: UInt32) {
        guard let index = index(of: rated.messageID, from: newest) else { return }
        answers[Int(index)].marks.remove([.up, .down])
        answers[Int(index)].marks.insert(rated.value == .up ? .up : .down)
    }

    mutating func refuse(_ refused: Event.PromotionRefused, newest: UInt32) {
        let index = refused.messageID.map { self.index(of: $0, from: newest) } ?? (newest == .max ? nil : newest)
        if let index { answers[Int(index)].marks.insert(.refused) }
    }

    mutating func audit(_ event: Event.AnswerAudited, newest: UInt32, at: Timestamp) {
        guard let index = index(of: event.messageID, from: newest) else { return }
        audited[index] = Audited(
            right: event.right, intentShouldBe: event.intentShouldBe, note: event.note, admin: event.admin, at: at)
    }

    /// - Returns: the handoff's index.
    mutating func handOff(_ request: Event.HandoffRequested, slot: Int, at: Timestamp) -> UInt32 {
        handoffs.append(HandedOff(at: at.milliseconds, slot: UInt32(slot), isWithinHours: request.withinHours))
        return UInt32(handoffs.count - 1)
    }

    mutating func claim(_ handoff: UInt32, at: Timestamp) {
        if handoffs[Int(handoff)].claimed < 0 { handoffs[Int(handoff)].claimed = since(handoff, at) }
    }

    mutating func respond(_ handoff: UInt32, at: Timestamp) {
        guard handoffs[Int(handoff)].responded < 0 else { return }
        handoffs[Int(handoff)].responded = since(handoff, at)
        if handoffs[Int(handoff)].isWithinHours { waits[hourOfWeek(handoffs[Int(handoff)].at)].append(handoff) }
    }

    /// The handoff is over; resolved, when somebody had taken it.
    mutating func end(_ handoff: UInt32, at: Timestamp) {
        if handoffs[Int(handoff)].claimed >= 0 { handoffs[Int(handoff)].resolved = since(handoff, at) }
    }

    /// - Returns: the rating's index.
    mutating func rate(_ rated: Event.ConversationRated, slot: Int, before: UInt32, at: Timestamp) -> UInt32 {
        if before != .max { ratings[Int(before)].isSuperseded = true }
        ratings.append(Rated(at: at.milliseconds, slot: UInt32(slot), isUp: rated.value == .up))
        return UInt32(ratings.count - 1)
    }

    /// Forgets what was noted about the answers of the conversation whose newest answer is `newest`; its other facts are counts of a
    /// conversation that counts no longer.
    ///
    /// - Returns: what the bot said in it.
    mutating func forget(newest: UInt32) -> [UInt32] {
        var said: [UInt32] = []
        var index = newest
        while index != .max {
            audited[index] = nil
            said.append(answers[Int(index)].said)
            index = answers[Int(index)].previous
        }
        return said
    }

    // MARK: - Measures

    /// Whole seconds since the request; 0 when the clock went back.
    private func since(_ handoff: UInt32, _ at: Timestamp) -> Int32 {
        Int32(clamping: max(0, (at.milliseconds - handoffs[Int(handoff)].at) / 1_000))
    }

    static func seconds(_ at: Timestamp) -> UInt32 { UInt32(clamping: at.milliseconds / 1_000) }

    /// From Monday 00:00 local time.
    func hourOfWeek(_ milliseconds: Int64) -> Int {
        let day = Day(of: Timestamp(milliseconds: milliseconds), offsetMinutes: offsetMinutes)
        let sinceMidnight = milliseconds - day.start(offsetMinutes: offsetMinutes).milliseconds
        return day.weekday * 24 + Int(sinceMidnight / 3_600_000)
    }

    private static func half(_ id: MessageID) -> UInt32 { UInt32(truncatingIfNeeded: Fingerprint.of(id.rawValue.utf8) >> 32) }
}

extension Facts.Answered: Kept {
    static var blank: Self {
        Self(
            slot: 0, previous: 0, message: 0, number: 0, asked: 0, at: 0, said: 0, confidence: 0, marks: [])
    }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&slot, "slot")
        keeper.keep(&previous, "previous")
        keeper.keep(&message, "message")
        keeper.keep(&number, "number")
        keeper.keep(&asked, "asked")
        keeper.keep(&at, "at")
        keeper.keep(&said, "said")
        keeper.keep(&confidence, "confidence")
        keeper.keep(&marks, "marks")
    }
}

extension Facts.Marks: Kept {
    static var blank: Self { [] }

    mutating func keep(in keeper: inout Keeper) { keeper.keep(&rawValue, "rawValue") }
}

extension Facts.Said: Kept {
    static var blank: Self { Self(kind: .answer, intent: 0, variant: "", sources: [], text: 0) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&kind, "kind")
        keeper.keep(&intent, "intent")
        keeper.keep(&variant, "variant")
        keeper.keep(&sources, "sources")
        keeper.keep(&text, "text")
    }
}

extension Facts.HandedOff: Kept {
    static var blank: Self { Self(at: 0, slot: 0, isWithinHours: false) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&at, "at")
        keeper.keep(&slot, "slot")
        keeper.keep(&claimed, "claimed")
        keeper.keep(&responded, "responded")
        keeper.keep(&resolved, "resolved")
        keeper.keep(&isWithinHours, "isWithinHours")
    }
}

extension Facts.Rated: Kept {
    static var blank: Self { Self(at: 0, slot: 0, isUp: false) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&at, "at")
        keeper.keep(&slot, "slot")
        keeper.keep(&isUp, "isUp")
        keeper.keep(&isSuperseded, "isSuperseded")
    }
}

extension Facts.Audited: Kept {
    static var blank: Self { Self(right: false, intentShouldBe: nil, note: nil, admin: "", at: .blank) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&right, "right")
        keeper.keep(&intentShouldBe, "intentShouldBe")
        keeper.keep(&note, "note")
        keeper.keep(&admin, "admin")
        keeper.keep(&at, "at")
    }
}

extension Facts.Unanswered: Kept {
    static var blank: Self { Self(words: 0, slot: 0, number: 0, at: 0) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&words, "words")
        keeper.keep(&slot, "slot")
        keeper.keep(&number, "number")
        keeper.keep(&at, "at")
    }
}

extension Facts: Kept {
    static var blank: Self { Self(offsetMinutes: 0) }
    static var remade: Set<String> { ["saidNumbers", "numbersByKey"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&answers, "answers")
        keeper.keep(&said, "said")
        keeper.keep(&handoffs, "handoffs")
        keeper.keep(&ratings, "ratings")
        keeper.keep(&unanswered, "unanswered")
        keeper.keep(&audited, "audited")
        keeper.keep(&intents, "intents")
        keeper.keep(&sources, "sources")
        keeper.keep(&waits, "waits")
        keeper.keep(&offsetMinutes, "offsetMinutes")
        guard keeper.hasRead else { return }
        saidNumbers = Dictionary(said.enumerated().map { ($1, UInt32($0)) }) { first, _ in first }
    }
}
