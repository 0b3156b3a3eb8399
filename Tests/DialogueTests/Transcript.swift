import Dialogue

/// A conversation on paper, as `Transcripts/README.md` explains it: what the visitor does is read, what the bot does is written.
struct Transcript {
    /// What a line asks for that cannot be done, for the person who wrote it.
    struct Mistake: Error, CustomStringConvertible {
        var line: Int
        var problem: String
        var description: String { "line \(line): \(problem)" }
    }

    /// The transcript `text` with everything that the bot does written anew.
    static func replay(_ text: String) throws(Mistake) -> String {
        var transcript = Transcript()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            let isContinuation = line.hasPrefix(" ")
            let keyword = String(line.prefix { $0 != " " })
            if isContinuation || outputs.contains(keyword) { continue }
            let rest = line.dropFirst(keyword.count).drop { $0 == " " }
            let reads =
                index + 1 < lines.count && lines[index + 1].hasPrefix("reads ") ? lines[index + 1].dropFirst(6).drop { $0 == " " } : nil
            try transcript.take(keyword, String(rest), reads: reads.map(String.init), line: line, at: index + 1)
        }
        return transcript.written.joined(separator: "\n")
    }

    private static let outputs: Set<String> = ["bot", "benefit", "source", "cta", "choices", "also", "note", "offer", "event", "refused"]

    private var written: [String] = []
    private var policy = Policy(content: House.content())
    private var conversation = Conversation(id: ConversationID(rawValue: "c1"))
    private var page = Language.indonesian
    private var now = House.open
    private var messages = 0

    private init() {}

    private mutating func take(_ keyword: String, _ rest: String, reads: String?, line: String, at number: Int) throws(Mistake) {
        written.append(line)
        switch keyword {
        case "", "#": break
        case "page":
            guard let language = Language(rawValue: rest) else { throw Mistake(line: number, problem: "page is id or en") }
            page = language
        case "content":
            guard let furnishing = House.Furnishing(rawValue: rest) else {
                throw Mistake(line: number, problem: "content is one of \(House.Furnishing.allCases.map(\.rawValue))")
            }
            policy = Policy(content: House.content(furnishing))
        case "clock":
            guard rest == "open" || rest == "closed" else { throw Mistake(line: number, problem: "clock is open or closed") }
            now = rest == "open" ? House.open : House.closed
        case "visitor":
            let expected = policy.expect(rest, in: conversation)
            if expected != nil, reads != nil {
                throw Mistake(line: number + 1, problem: "this line must go: the bot knows what `\(rest)` means without a reading")
            }
            guard expected != nil || reads != nil else {
                throw Mistake(line: number, problem: "a line `reads …` must follow: how was `\(rest)` understood?")
            }
            if let reads { written.append("reads    " + reads) }
            let reading: Reading?
            do { reading = try reads.map(Self.reading) } catch { throw Mistake(line: number + 1, problem: "\(error)") }
            perform(.visitorSaid(.init(text: rest, language: page)), expected: expected, reading: reading)
        case "reads":
            // Written with the visitor's line before it.
            written.removeLast()
        case "tap":
            let offer = conversation.messages.last { message in
                message.answer.map { ($0.choices + $0.suggestions).contains { $0.text == rest } } ?? false
            }
            let choice = offer?.answer.flatMap { ($0.choices + $0.suggestions).first { $0.text == rest } }
            let message = offer ?? conversation.lastAnswer
            perform(.choose(from: message?.id ?? "m0", choice ?? .init(intent: "UNKNOWN", text: rest), clientMessageID: nil))
        case "close": perform(.refusePromotion(on: conversation.lastAnswer?.id ?? "m0"))
        case "handoff":
            let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
            guard let channel = words.first.flatMap(Handoff.Channel.init) else {
                throw Mistake(line: number, problem: "write handoff, then webchat or whatsapp, then the topic")
            }
            perform(.requestHandoff(.init(channel: channel, topic: words.count > 1 ? words[1] : nil)))
        case "rate":
            guard let value = Event.Rating(rawValue: rest) else { throw Mistake(line: number, problem: "rate is up or down") }
            perform(.rateAnswer(conversation.lastAnswer?.id ?? "m0", value))
        default: throw Mistake(line: number, problem: "no such line: `\(keyword)`; see Transcripts/README.md")
        }
    }

    private mutating func perform(_ command: Command, expected: Policy.Expected? = nil, reading: Reading? = nil) {
        now = now.advanced(by: .seconds(30))
        messages += 2
        let opening =
            conversation.number == 0
            ? Event.ConversationStarted(visitor: "v", sessionHash: "h", language: page, channel: .web, variantSeed: 1) : nil
        do {
            let decision = try policy.decide(
                command, in: conversation, expected: expected, reading: reading,
                given: .init(
                    now: now, utteranceID: MessageID(rawValue: "m\(messages - 1)"), replyID: MessageID(rawValue: "m\(messages)"),
                    opening: opening))
            for event in decision.events {
                conversation.apply(event, number: conversation.number + 1, at: now, roleOf: policy.content.role)
                written += Self.lines(for: event)
            }
        } catch {
            written.append("refused  \(error)")
        }
    }

    // MARK: Reading `reads`

    private struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }

    /// `A 0.93`, `A 0.93 + B 0.81` (two questions), `A 0.41, B 0.30` (unsure between them), `guard abuse`, `out_of_scope 0.9`, each with
    /// ` in en` behind it when the text is in a language that is not the page's. From 0.6 the bot is sure, from 0.3 it asks back.
    private static func reading(_ text: String) throws(Unreadable) -> Reading {
        var text = text
        var language: Language?
        for known in Language.allCases where text.hasSuffix(" in \(known.rawValue)") {
            language = known
            text.removeLast(6)
        }
        if text.hasPrefix("guard ") {
            guard let guarded = Reading.Guard(rawValue: String(text.dropFirst(6))) else {
                throw Unreadable(description: "guard is attack, abuse or gibberish")
            }
            return Reading(guarded: guarded, parts: [], language: language)
        }
        var parts: [Reading.Part] = []
        for part in text.split(separator: "+") {
            var alternatives: [Reading.Alternative] = []
            for alternative in part.split(separator: ",") {
                let words = alternative.split(separator: " ")
                guard words.count == 2, let confidence = Double(words[1]), (0...1).contains(confidence) else {
                    throw Unreadable(description: "`\(alternative)` is not an intent and a number from 0 to 1")
                }
                alternatives.append(.init(intent: IntentID(rawValue: String(words[0])), confidence: confidence))
            }
            guard let best = alternatives.first else { throw Unreadable(description: "nothing stands here") }
            if best.intent == "out_of_scope" {
                parts.append(.init(verdict: .outOfScope, intent: nil, confidence: best.confidence, alternatives: [], span: 0..<0))
            } else {
                let verdict: Reading.Verdict = best.confidence >= 0.6 ? .answer : best.confidence >= 0.3 ? .clarify : .unsure
                parts.append(
                    .init(verdict: verdict, intent: best.intent, confidence: best.confidence, alternatives: alternatives, span: 0..<0))
            }
        }
        return Reading(parts: parts, language: language)
    }

    // MARK: Writing what happened

    private static func lines(for event: Event) -> [String] {
        switch event {
        case .conversationStarted, .visitorSaid, .messageRead, .sessionAdded, .messagesSeen, .consentGiven, .leadReceived, .unknown: []
        case .botAnswered(let answered): lines(for: answered.answer)
        case .choiceTaken(let taken):
            ["event    choiceTaken intent=\(taken.intent.rawValue) offered=\(taken.offered.map(\.rawValue).joined(separator: ","))"]
        case .promotionRefused(let refused):
            [
                "event    promotionRefused how=\(refused.how.rawValue) count=\(refused.count)"
                    + (refused.postponedUntilUtterance.map { " until=\($0)" } ?? "")
            ]
        case .handoffRequested(let request):
            [
                "event    handoffRequested reason=\(request.reason.rawValue) channel=\(request.channel.rawValue)"
                    + (request.topic.map { " topic=`\($0)`" } ?? "") + " within_hours=\(request.withinHours)"
            ]
        case .answerRated(let rated): ["event    answerRated value=\(rated.value.rawValue)"]
        case .conversationRated(let rated): ["event    conversationRated value=\(rated.value.rawValue)"]
        default: ["event    " + words(for: event)]
        }
    }

    /// The case's name and its members that somebody can read: names of things are left out.
    private static func words(for event: Event) -> String {
        guard let (name, payload) = Mirror(reflecting: event).children.first.map({ ($0.label ?? "", $0.value) }) else { return "\(event)" }
        let members = Mirror(reflecting: payload).children.compactMap { child -> String? in
            guard let label = child.label, !label.lowercased().hasSuffix("id") else { return nil }
            switch child.value {
            case let time as Timestamp: return "\(label)=\(time.iso8601)"
            case let actor as Actor: return "\(label)=\(actor.name)"
            case let text as String: return "\(label)=\(text.contains(" ") ? "`\(text)`" : text)"
            case let texts as [String]: return texts.isEmpty ? nil : "\(label)=\(texts.joined(separator: ","))"
            case let value as Optional<Any>:
                guard let value else { return nil }
                return "\(label)=\((value as? Timestamp)?.iso8601 ?? "\(value)")"
            }
        }
        return ([name] + members).joined(separator: " ")
    }

    private static func lines(for answer: Answer) -> [String] {
        let text = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
        var lines = ["bot      \(answer.kind.rawValue): \(text[0])"] + text.dropFirst().map { "         \($0.isEmpty ? "¶" : $0)" }
        switch answer.promotion {
        case .shown: lines.append("benefit  " + answer.benefits.joined(separator: " · "))
        case .postponed: lines.append("benefit  postponed" + answer.benefits.map { " BUT SHOWN: \($0)" }.joined())
        case .unsuited: lines += answer.benefits.map { "benefit  unsuited BUT SHOWN: \($0)" }
        }
        for source in answer.sources {
            lines.append(
                "source   "
                    + ([source.title, source.article, source.year.map(String.init), source.url].compactMap { $0 }).joined(separator: ", "))
        }
        lines.append("cta      \(words(for: answer.primary)) | \(words(for: answer.secondary))")
        if !answer.choices.isEmpty {
            lines.append("choices  " + answer.choices.enumerated().map { "\($0 + 1) \($1.text)" }.joined(separator: " · "))
        }
        if !answer.suggestions.isEmpty { lines.append("also     " + answer.suggestions.map(\.text).joined(separator: " · ")) }
        if let disclaimer = answer.disclaimer { lines.append("note     " + disclaimer) }
        if let reason = answer.handoffOffered { lines.append("offer    a person, reason=\(reason.rawValue)") }
        return lines
    }

    private static func words(for call: CallToAction) -> String {
        let action =
            switch call.action {
            case .lead: "lead"
            case .checklist: "checklist"
            case .escalate: "escalate"
            case .whatsapp(let href): "whatsapp " + decoded(href)
            case .link(let href): "link \(href)"
            case .ask(let choice): "ask `\(choice.text)`"
            }
        return "\(call.text) → \(action)"
    }

    /// The number and the text of a `wa.me` link, as a person reads them.
    private static func decoded(_ href: String) -> String {
        var bytes: [UInt8] = []
        var rest = href.utf8.drop { _ in false }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "?text=", maxSplits: 1)
        return parts.count == 2 ? "\(parts[0].split(separator: "/").last ?? "") `\(parts[1])`" : href
    }
}
