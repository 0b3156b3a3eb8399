import Foundation
import Testing

@testable import Dialogue

/// Random histories against a second, slower telling of the rules: what `Conversation` folds up, this counts anew from the list.
@Suite struct HistoryTests {
    private static let policies = House.Furnishing.allCases.map { Policy(content: House.content($0)) }
    private static let texts =
        [
            "1", "2.", "3", "tidak usah", "NOT NOW!", "Apa syarat dasar izin PPIU?", "biaya", "", "halo", "nanti saja",
            "What does it cost?", "PT", "cv", "Lewati.", "skip", "Ada", "siap lanjut",
            "Lanjutkan cek kelayakan",
        ]
    private static let values = ["pt", "cv", "other", "yes", "no", "some", "go", "firma"]

    private static func reading(_ dice: inout Dice) -> Reading {
        let ids = policies[0].content.intents.map(\.id) + ["GONE"]
        let language = dice.pick([nil, .indonesian, .english] as [Language?])
        if dice.one(in: 10) { return Reading(guarded: dice.pick([.attack, .abuse, .gibberish]), parts: [], language: language) }
        let parts = (0..<(dice.one(in: 4) ? 2 : 1)).map { _ -> Reading.Part in
            let verdict = dice.pick([.answer, .answer, .answer, .clarify, .unsure, .outOfScope] as [Reading.Verdict])
            let alternatives = (0..<3).map { _ in Reading.Alternative(intent: dice.pick(ids), confidence: 0.1) }
            return Reading.Part(
                verdict: verdict, intent: verdict == .outOfScope ? nil : dice.pick(ids), confidence: Double.random(in: 0...1, using: &dice),
                alternatives: alternatives, span: 0..<0)
        }
        return Reading(parts: parts, language: language)
    }

    private static func command(_ dice: inout Dice, in conversation: Conversation) -> Command {
        let anyMessage = conversation.messages.isEmpty ? "m0" : dice.pick(conversation.messages).id
        switch Int.random(in: 0..<20, using: &dice) {
        case 0, 1: return .refusePromotion(on: anyMessage)
        case 2: return .requestHandoff(.init(channel: dice.pick([.webchat, .whatsapp]), topic: dice.pick([nil, "x"])))
        case 3: return dice.pick([.rateAnswer(anyMessage, .up), .rateConversation(.down, comment: nil)])
        case 4: return .seen(upTo: UInt64.random(in: 0...100, using: &dice))
        case 5: return .addSession(hash: "h\(dice.next())", reason: "device")
        case 6, 7, 8:
            let answer = conversation.message(anyMessage)?.answer
            let offered =
                (answer?.choices ?? []) + (answer?.suggestions ?? []) + [Answer.Choice(intent: "CATATAN_INTERNAL", text: "RAHASIA?")]
            return .choose(from: anyMessage, dice.pick(offered), clientMessageID: nil)
        case 9, 10:
            let question = conversation.messages.last { $0.answer?.question != nil } ?? conversation.message(anyMessage)
            return .reply(
                to: dice.one(in: 4) ? anyMessage : question?.id ?? "m0", value: dice.one(in: 4) ? nil : dice.pick(values),
                clientMessageID: nil)
        case 11 where dice.one(in: 3): return .forget(slot: dice.pick([nil, "form", "office"]))
        case 12: return .openChecklist(id: dice.pick(["a", "b"]))
        default: return .visitorSaid(.init(text: dice.pick(texts), language: dice.pick(Language.allCases)))
        }
    }

    /// The rule of PRD 21.8 over everything that has happened: is the block postponed for the utterance after `events`?
    private static func isPostponed(after events: [Event], pause: Int) -> Bool {
        var utterances = 0
        var refusals = 0
        var last: Int?
        for event in events {
            if case .visitorSaid = event { utterances += 1 }
            if case .promotionRefused = event {
                refusals += 1
                if refusals.isMultiple(of: 2) { last = utterances }
            }
        }
        return last.map { utterances - $0 < pause } ?? false
    }

    private static func check(_ answer: Answer, after earlier: [Event], in content: Content, language: Language) {
        // What can be read is there.
        #expect(!answer.text.isEmpty)
        for call in [answer.primary, answer.secondary] {
            #expect(!call.text.isEmpty)
            switch call.action {
            case .whatsapp(let href): #expect(href.hasPrefix("https://wa.me/6280000000000?text="))
            case .link(let href): #expect(!href.isEmpty)
            case .ask(let choice): #expect(content.isAnswerable(choice.intent) && !choice.text.isEmpty)
            case .lead, .checklist, .escalate: break
            }
        }
        let words =
            [answer.text, answer.primary.text, answer.secondary.text] + answer.benefits + (answer.choices + answer.suggestions).map(\.text)
        #expect(!words.contains { $0.contains("{") || $0.contains("RAHASIA") })
        // Internal intents, and those that are gone, are neither told nor offered.
        for intent in answer.parts.map(\.intent) + (answer.choices + answer.suggestions).map(\.intent) {
            #expect(content.isAnswerable(intent))
        }
        #expect(answer.choices.count <= 3 && answer.suggestions.count <= 3)
        #expect(Set(answer.choices).isDisjoint(with: answer.suggestions), "offered twice")
        #expect(Set(answer.suggestions.map(\.intent)).isDisjoint(with: answer.parts.map(\.intent)), "suggests what it answers")
        for part in answer.parts {
            let times = answer.text.ranges(of: content.intent(part.intent)?.template[language].answer ?? "?").count
            // Who has begun the questions already is not introduced to them again.
            #expect(times == 1 || times == 0 && content.role(of: part.intent) == .eligibility && content.qualification != nil)
        }
        // A question is never put again to somebody who answered or skipped it, and a reply to it can be tapped.
        var settled: Set<String> = []
        for event in earlier {
            switch event {
            case .slotFilled(let filled): settled.insert(filled.slot)
            case .questionSkipped(let question): settled.insert(question.slot)
            case .slotCleared(let cleared): settled.remove(cleared.slot)
            default: break
            }
        }
        if let question = answer.question {
            #expect(!settled.contains(question.slot))
            #expect(question.step <= question.count && question.count <= 5 && (2...6).contains(question.options.count))
            #expect(answer.kind == .qualification)
        }
        // The promotion rule.
        #expect(answer.benefits.isEmpty || (3...5).contains(answer.benefits.count))
        #expect((answer.promotion == .shown) == !answer.benefits.isEmpty)
        let roles = answer.parts.map { content.role(of: $0.intent) }
        let told = Set(
            earlier.flatMap { event -> [Intent.Role] in
                guard case .botAnswered(let answered) = event else { return [] }
                return answered.answer.parts.compactMap { content.role(of: $0.intent) }
            })
        let smallTalk: Set<Intent.Role> = [.greeting, .thanks, .bot]
        let isUnsuited =
            answer.parts.isEmpty || roles.contains(.complaint) || roles.contains(.privacy)
            || roles.allSatisfy { role in role.map { smallTalk.contains($0) && !told.contains($0) } ?? false }
        let expected: Promotion.Outcome =
            isUnsuited ? .unsuited : isPostponed(after: earlier, pause: content.promotionPause) ? .postponed : .shown
        #expect(answer.promotion == expected)
        if roles.contains(.complaint) { #expect(answer.handoffOffered != nil && answer.parts[0].intent == "KELUHAN") }
        // The first answer carries the disclaimer, and so does every answer about rules, and what the replies came to.
        let isFirst = !earlier.contains { if case .botAnswered = $0 { true } else { false } }
        let regulates = answer.parts.contains { content.intent($0.intent)?.requiresSource ?? false }
        let isResult = answer.kind == .qualification && answer.question == nil
        #expect((answer.disclaimer != nil) == (isFirst || regulates || isResult))
        // Twice in a row not understood: a person.
        let kinds = earlier.compactMap { event in if case .botAnswered(let answered) = event { answered.answer.kind } else { nil } }
        if [.clarify, .fallback].contains(answer.kind) {
            let isAgain = kinds.last.map { [.clarify, .fallback].contains($0) } ?? false
            #expect(answer.handoffOffered == (isAgain ? .twiceNotUnderstood : .unsure))
        }
    }

    /// All that can be seen of a conversation.
    private static func portrait(_ conversation: Conversation) -> [String] {
        [
            "\(conversation.id) \(conversation.number) \(conversation.sessionHashes) \(conversation.visitor) \(conversation.language)",
            "\(conversation.variantSeed) \(conversation.mode) \(conversation.utterances) \(conversation.promotion)",
            "\(conversation.lastIntent as Any) \(conversation.misunderstandings) \(Intent.Role.allCases.map { conversation.answers(in: $0) })",
            "\(conversation.guided.slots.sorted { $0.key < $1.key }) \(conversation.guided.skipped.sorted())",
            "\(conversation.guided.open as Any) \(conversation.guided.isFinished) \(conversation.guided.opened)",
        ] + conversation.messages.map { "\($0)" }
    }

    /// `HISTORIES=10000 swift test --filter HistoryTests` tries as many; fewer are enough from day to day.
    private static let seeds = 1...(ProcessInfo.processInfo.environment["HISTORIES"].flatMap(UInt64.init) ?? 500)

    @Test(arguments: seeds) func `any history obeys the rules and can be told again`(seed: UInt64) throws {
        var dice = Dice(state: seed)
        var events: [Event] = []
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        var policy = Self.policies[0]
        for step in 1...50 {
            if dice.one(in: 15) { policy = dice.pick(Self.policies) }
            let command = Self.command(&dice, in: conversation)
            let expected = command.text.flatMap { policy.expect($0, in: conversation) }
            let reading = expected == nil && command.text != nil ? Self.reading(&dice) : nil
            let opening =
                events.isEmpty
                ? Event.ConversationStarted(visitor: "v", sessionHash: "h", language: .indonesian, channel: .web, variantSeed: 1) : nil
            let decision: Decision
            do throws(Refusal) {
                decision = try policy.decide(
                    command, in: conversation, expected: expected, reading: reading,
                    given: .init(
                        now: House.open, utteranceID: MessageID(rawValue: "u\(step)"), replyID: MessageID(rawValue: "r\(step)"),
                        opening: opening))
            } catch {
                // Nothing happened, and only what was not there is refused.
                #expect([.unknownMessage, .unknownChoice, .tooManySessions(limit: 16), .channelOff(.whatsapp)].contains(error))
                continue
            }
            // Said again, seen again, refused again: nothing happens.
            if decision.events.isEmpty {
                if case .visitorSaid = command { Issue.record("a question without an answer") }
                if case .choose = command { Issue.record("a choice without an answer") }
            }
            for event in decision.events {
                // The reply is judged by all that happened before its own utterance, and by a refusal that this utterance was.
                if case .botAnswered(let answered) = event {
                    let before = events.filter { if case .visitorSaid(let said) = $0 { said.messageID != answered.replyTo } else { true } }
                    Self.check(answered.answer, after: before, in: policy.content, language: conversation.language)
                    #expect(decision.reply == answered.messageID)
                }
                events.append(event)
                conversation.apply(event, number: conversation.number + 1, at: House.open, roleOf: policy.content.role)
            }
            #expect(conversation.number == UInt64(events.count))
        }
        #expect(events.count > 25, "a history in which nothing happens proves nothing")
        var again = Conversation(id: conversation.id)
        for event in events { again.apply(event, number: again.number + 1, at: House.open, roleOf: policy.content.role) }
        #expect(Self.portrait(again) == Self.portrait(conversation))
    }

    @Test func `a conversation takes 1,000 utterances and refuses the next`() throws {
        let policy = Self.policies[0]
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        let circumstances = Circumstances(now: House.open, utteranceID: "u", replyID: "r")
        let command = Command.visitorSaid(.init(text: "halo", language: .indonesian))
        for _ in 1...1000 {
            for event in try policy.decide(command, in: conversation, reading: Reading(parts: []), given: circumstances).events {
                conversation.apply(event, number: conversation.number + 1, at: House.open, roleOf: policy.content.role)
            }
        }
        #expect(throws: Refusal.conversationFull(limit: 1000)) {
            try policy.decide(command, in: conversation, reading: Reading(parts: []), given: circumstances)
        }
        // What is no utterance goes on.
        #expect(try policy.decide(.rateConversation(.up, comment: nil), in: conversation, given: circumstances).events.count == 1)
    }

    @Test func `a conversation takes 16 sessions and refuses the next`() throws {
        let policy = Self.policies[0]
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        let circumstances = Circumstances(now: House.open, utteranceID: "u", replyID: "r")
        for number in 1...16 {
            let decision = try policy.decide(.addSession(hash: "\(number)", reason: "device"), in: conversation, given: circumstances)
            for event in decision.events {
                conversation.apply(event, number: conversation.number + 1, at: House.open, roleOf: policy.content.role)
            }
        }
        #expect(conversation.sessionHashes.count == 16)
        #expect(throws: Refusal.tooManySessions(limit: 16)) {
            try policy.decide(.addSession(hash: "17", reason: "device"), in: conversation, given: circumstances)
        }
    }

    @Test func `a visitor cannot have seen more than there is`() throws {
        var conversation = Conversation(id: ConversationID(rawValue: "c"))
        let circumstances = Circumstances(now: House.open, utteranceID: "u", replyID: "r")
        #expect(try Self.policies[0].decide(.seen(upTo: 99), in: conversation, given: circumstances).events.isEmpty)
        conversation.apply(.conversationRated(.init(value: .up, comment: nil)), number: 1, at: House.open) { _ in nil }
        #expect(
            try Self.policies[0].decide(.seen(upTo: 99), in: conversation, given: circumstances).events == [.messagesSeen(.init(upTo: 1))])
    }
}
