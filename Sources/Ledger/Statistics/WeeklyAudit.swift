import Dialogue

extension Ledger {
    /// Thirty answers of a week, drawn by lot, for an admin to say whether they were right.
    ///
    /// The lot is the fingerprint of week, conversation and number of the answer, so the same log draws the same answers, and nobody can
    /// choose. Drawn from are answers from templates to what was typed: what was tapped needed no reading. While its week lasts a draw may change.
    public struct WeeklyAudit: Sendable, Hashable {
        /// Which week.
        public var week: Week
        /// The answers drawn, in the order of their lots; fewer than `sampleSize` when there were no more.
        public var samples: [Sample]
        /// Those of them that were judged.
        public var marked: Int
        /// Those of them that were judged right.
        public var right: Int
        /// By the intents that were answered, most judged first.
        public var intents: [Precision]
        /// Those judged wrong whose intent is known: each utterance may become an example of that intent.
        public var suggestions: [Suggestion]

        /// `right` in `marked`; nil before the first.
        public var share: Double? { marked == 0 ? nil : Double(right) / Double(marked) }
        /// Whether more than `target` were right; nil until all are judged.
        public var isMet: Bool? { samples.isEmpty || marked < samples.count ? nil : Double(right) > Self.target * Double(marked) }

        /// So many answers are drawn a week (PRD).
        public static let sampleSize = 30
        /// More than this share is to be right (PRD).
        public static let target = 0.9

        /// One answer.
        public struct Sample: Sendable, Hashable {
            /// Where it was given; the answer is the event of this number.
            public var answer: Statistics.Place
            /// What was asked: an utterance of the same conversation.
            public var question: Statistics.Place
            /// The intent whose template answered.
            public var intent: IntentID
            /// 0...1, in ten-thousandths.
            public var confidence: Double
            /// When, to the second.
            public var at: Timestamp
            /// What an admin says of it; nil before.
            public var mark: Mark?
        }

        /// An admin's judgement.
        public struct Mark: Sendable, Hashable {
            /// Whether the answer was what was asked for.
            public var right: Bool
            /// What was asked for instead.
            public var intentShouldBe: IntentID?
            /// In the admin's words.
            public var note: String?
            /// Who judged.
            public var admin: String
            /// When.
            public var at: Timestamp
        }

        /// How often answers of one intent were right.
        public struct Precision: Sendable, Hashable {
            /// Which intent.
            public var intent: IntentID
            /// Judged answers.
            public var n: Int
            /// Right ones.
            public var right: Int
            /// Where the true share lies with 95 % confidence.
            public var interval: ClosedRange<Double>
        }

        /// An utterance that was taken for something else.
        public struct Suggestion: Sendable, Hashable {
            /// What was asked; its words are the event's.
            public var question: Statistics.Place
            /// What it should have been taken for.
            public var intent: IntentID
        }
    }

    /// The audit of `week`. O(answers), and a fingerprint for each of the week's.
    public func weeklyAudit(_ week: Week) -> WeeklyAudit {
        let start = week.monday.start(offsetMinutes: offsetMinutes).milliseconds / 1_000
        let seconds = start..<start + 7 * 86_400
        var drawn = Heap<Lot>(limit: WeeklyAudit.sampleSize)
        facts.answers.forEach { index, answer in
            guard seconds.contains(Int64(answer.at)), !answer.marks.contains(.tapped), answer.asked > 0 else { return }
            let said = facts.said[Int(answer.said)]
            guard said.kind.isAnswer, said.intent != .none, !book.entries[Int(answer.slot)].isForgotten else { return }
            var lot = Fingerprint()
            lot.add(UInt64(bitPattern: Int64(week.monday.number)))
            lot.add(book.idBytes(at: Int(answer.slot)))
            lot.add(UInt64(answer.number))
            drawn.insert(Lot(value: lot.value, answer: UInt32(index)))
        }
        return audit(week, drawn.sorted.map(\.answer))
    }

    private struct Lot: Comparable {
        var value: UInt64
        var answer: UInt32

        static func < (left: Self, right: Self) -> Bool { (left.value, left.answer) < (right.value, right.answer) }
    }

    private func audit(_ week: Week, _ answers: [UInt32]) -> WeeklyAudit {
        var audit = WeeklyAudit(week: week, samples: [], marked: 0, right: 0, intents: [], suggestions: [])
        var byIntent: [IntentID: (n: Int, right: Int)] = [:]
        for index in answers {
            let answer = facts.answers[Int(index)]
            let conversation = book.id(at: Int(answer.slot))
            let intent = IntentID(rawValue: facts.intents[facts.said[Int(answer.said)].intent])
            let question = Statistics.Place(conversation: conversation, number: UInt64(answer.asked))
            let mark = facts.audited[index].map {
                WeeklyAudit.Mark(right: $0.right, intentShouldBe: $0.intentShouldBe, note: $0.note, admin: $0.admin, at: $0.at)
            }
            audit.samples.append(
                .init(
                    answer: .init(conversation: conversation, number: UInt64(answer.number)), question: question, intent: intent,
                    confidence: Double(answer.confidence) / 10_000, at: Timestamp(milliseconds: Int64(answer.at) * 1_000), mark: mark))
            guard let mark else { continue }
            audit.marked += 1
            if mark.right { audit.right += 1 }
            byIntent[intent, default: (0, 0)].n += 1
            if mark.right { byIntent[intent, default: (0, 0)].right += 1 }
            if !mark.right, let meant = mark.intentShouldBe { audit.suggestions.append(.init(question: question, intent: meant)) }
        }
        audit.intents = byIntent.compactMap { intent, count in
            Figures.interval(count.right, of: count.n).map { .init(intent: intent, n: count.n, right: count.right, interval: $0) }
        }.sorted { ($1.n, $0.intent.rawValue) < ($0.n, $1.intent.rawValue) }
        return audit
    }
}
