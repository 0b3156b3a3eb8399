import Dialogue

/// A conversation on paper, as `README.md` beside the transcripts explains it: what people do is read, what the bot does is written.
public struct Transcript {
    /// What a line asks for that cannot be done, for the person who wrote it.
    public struct Mistake: Error, CustomStringConvertible {
        /// From 1.
        public var line: Int
        /// What is wrong with it.
        public var problem: String
        /// Both.
        public var description: String { "line \(line): \(problem)" }
    }

    /// Monday, 23 November 2026, 10:00 in Jakarta: the office is open.
    public static let open = Timestamp(milliseconds: 1_795_402_800_000)
    /// The Sunday before, 10:00.
    public static let closed = Timestamp(milliseconds: 1_795_402_800_000 - 86_400_000)

    /// The transcript `text` with everything that the bot does written anew.
    ///
    /// - Parameters:
    ///   - first: the company that answers until a line `content …` names another.
    ///   - named: the company that such a line names; nil when there is none of that name.
    public static func replay(_ text: String, first: Content, named: (String) -> Content?) throws(Mistake) -> String {
        var transcript = Transcript(policy: Policy(content: first))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            let isContinuation = line.hasPrefix(" ")
            let keyword = String(line.prefix { $0 != " " })
            if isContinuation || outputs.contains(keyword) { continue }
            let rest = line.dropFirst(keyword.count).drop { $0 == " " }
            let reads =
                index + 1 < lines.count && lines[index + 1].hasPrefix("reads ") ? lines[index + 1].dropFirst(6).drop { $0 == " " } : nil
            try transcript.take(keyword, String(rest), reads: reads.map(String.init), line: line, at: index + 1, named: named)
        }
        return transcript.written.joined(separator: "\n")
    }

    private static let outputs: Set<String> = [
        "bot", "benefit", "variant", "source", "cta", "choices", "ask", "also", "note", "offer", "event", "refused",
    ]

    private var written: [String] = []
    private var policy: Policy
    private var conversation = Conversation(id: ConversationID(rawValue: "c1"))
    private var page = Language.indonesian
    private var now = open
    private var messages = 0

    private init(policy: Policy) { self.policy = policy }

    private mutating func take(
        _ keyword: String, _ rest: String, reads: String?, line: String, at number: Int, named: (String) -> Content?
    ) throws(Mistake) {
        written.append(line)
        switch keyword {
        case "", "#": break
        case "page":
            guard let language = Language(rawValue: rest) else { throw Mistake(line: number, problem: "page is id or en") }
            page = language
        case "content":
            guard let content = named(rest) else { throw Mistake(line: number, problem: "there is no content \(rest)") }
            policy = Policy(content: content)
        case "clock":
            guard rest == "open" || rest == "closed" else { throw Mistake(line: number, problem: "clock is open or closed") }
            now = rest == "open" ? Self.open : Self.closed
        case "wait": try wait(rest, at: number)
        case "admin": try admin(rest, at: number)
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
            let asked = conversation.messages.last { message in
                message.answer?.question.map { $0.options.contains { $0.text == rest } || rest == skip } ?? false
            }
            if let asked, let question = asked.answer?.question {
                let value = question.options.first { $0.text == rest }?.value
                return perform(.reply(to: asked.id, value: value, clientMessageID: nil))
            }
            let offer = conversation.messages.last { message in
                message.answer.map { ($0.choices + $0.suggestions).contains { $0.text == rest } } ?? false
            }
            let choice = offer?.answer.flatMap { ($0.choices + $0.suggestions).first { $0.text == rest } }
            let message = offer ?? conversation.lastAnswer
            perform(
                .choose(
                    from: message?.id ?? Self.none, choice ?? .init(intent: IntentID(rawValue: "UNKNOWN"), text: rest), clientMessageID: nil
                ))
        case "close": perform(.refusePromotion(on: conversation.lastAnswer?.id ?? Self.none))
        case "told":
            if conversation.number == 0 { apply(.conversationStarted(opening)) }
            for pair in rest.split(separator: " ") {
                let parts = pair.split(separator: "=").map(String.init)
                guard parts.count == 2, policy.content.qualification?.question(parts[0])?.option(parts[1]) != nil else {
                    throw Mistake(line: number, problem: "`\(pair)` is no question's key with one of its replies")
                }
                apply(.slotFilled(.init(slot: parts[0], value: parts[1], source: .form, messageID: Self.none)))
            }
        case "lead":
            guard let contact = Lead.Contact(rest) else {
                throw Mistake(line: number, problem: "`\(rest)` is no telephone number or e-mail address")
            }
            perform(.leaveContact(contact))
        case "forget": perform(.forget(slot: rest.isEmpty ? nil : rest))
        case "handoff":
            var words = rest.split(separator: " ").map(String.init)
            guard let channel = words.first.flatMap(Handoff.Channel.init) else {
                throw Mistake(
                    line: number, problem: "write handoff, then webchat or whatsapp, then contact=… if there is one, then the topic")
            }
            words.removeFirst()
            var contact: Lead.Contact?
            if let first = words.first, first.hasPrefix("contact=") {
                contact = Lead.Contact(String(first.dropFirst("contact=".count)))
                guard contact != nil else { throw Mistake(line: number, problem: "`\(first)` is no telephone number or e-mail address") }
                words.removeFirst()
            }
            perform(
                .requestHandoff(.init(channel: channel, contact: contact, topic: words.isEmpty ? nil : words.joined(separator: " "))))
        case "rate":
            guard let value = Event.Rating(rawValue: rest) else { throw Mistake(line: number, problem: "rate is up or down") }
            perform(.rateAnswer(conversation.lastAnswer?.id ?? Self.none, value))
        default: throw Mistake(line: number, problem: "no such line: `\(keyword)`; see Transcripts/README.md")
        }
    }

    /// A message that is not there.
    private static let none = MessageID(rawValue: "m0")

    private var skip: String { policy.content.phrases.skip[conversation.language] }

    /// `10m`, `2h`, `1d`: time goes by, and what was owed by then is looked at when it was due.
    private mutating func wait(_ rest: String, at number: Int) throws(Mistake) {
        let seconds = ["m": 60, "h": 3_600, "d": 86_400]
        guard let unit = rest.last.flatMap({ seconds[String($0)] }), let count = Int(rest.dropLast()), (1...1_000).contains(count) else {
            throw Mistake(line: number, problem: "wait is a number with m, h or d: `wait 10m`")
        }
        let end = now.advanced(by: .seconds(unit * count))
        // A deadline may set the next: as many as there can be in such a time, and no more.
        for _ in 0..<1_000 {
            guard let next = conversation.handoff.deadlines.filter({ $0.at <= end }).min(by: { $0.at < $1.at }) else { break }
            now = max(now, next.at)
            perform(.deadlinePassed(id: next.id), taking: .zero)
        }
        now = end
    }

    /// `sari claim`, `sari says …`, `sari assign budi`, `sari release`, `sari close`, `sari reopen`, `sari note …`, `sari label …`.
    private mutating func admin(_ rest: String, at number: Int) throws(Mistake) {
        let words = rest.split(separator: " ", maxSplits: 2).map(String.init)
        let said = words.count > 2 ? words[2] : ""
        let act: Command.Act
        switch words.count > 1 ? words[1] : "" {
        case "claim": act = .claim
        case "says": act = .send(.init(text: said, fence: conversation.handoff.fence))
        case "assign": act = .assign(to: said)
        case "release": act = .release(fence: nil)
        case "close": act = .close(reason: said.isEmpty ? "done" : said)
        case "reopen": act = .reopen
        case "note": act = .note(said)
        case "label": act = .label(said, isOn: true)
        default:
            throw Mistake(line: number, problem: "write the admin's name, then claim, says, assign, release, close, reopen, note or label")
        }
        perform(.admin(words[0], act))
    }

    private mutating func perform(
        _ command: Command, expected: Policy.Expected? = nil, reading: Reading? = nil, taking duration: Duration = .seconds(30)
    ) {
        now = now.advanced(by: duration)
        messages += 2
        do {
            let decision = try policy.decide(
                command, in: conversation, expected: expected, reading: reading,
                given: .init(
                    now: now, utteranceID: MessageID(rawValue: "m\(messages - 1)"), replyID: MessageID(rawValue: "m\(messages)"),
                    opening: conversation.number == 0 ? opening : nil))
            for event in decision.events {
                apply(event)
                written += Self.lines(for: event)
            }
        } catch {
            written.append("refused  \(error)")
        }
    }

    private var opening: Event.ConversationStarted {
        Event.ConversationStarted(visitor: "v", sessionHash: "h", language: page, channel: .web, variantSeed: 1)
    }

    private mutating func apply(_ event: Event) {
        conversation.apply(event, number: conversation.number + 1, at: now, roleOf: policy.content.role)
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
            if best.intent.rawValue == "out_of_scope" {
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
                    + (request.topic.map { " topic=`\($0)`" } ?? "") + (request.priority == .high ? " priority=high" : "")
                    + " within_hours=\(request.withinHours)"
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
        case .shown:
            lines.append("benefit  " + (answer.benefitsTitle.map { "\($0): " } ?? "") + answer.benefits.joined(separator: " · "))
        case .postponed: lines.append("benefit  postponed" + answer.benefits.map { " BUT SHOWN: \($0)" }.joined())
        case .unsuited: lines += answer.benefits.map { "benefit  unsuited BUT SHOWN: \($0)" }
        }
        if let variant = answer.parts.first?.variant { lines.append("variant  \(variant)") }
        for source in answer.sources {
            lines.append(
                "source   "
                    + ([source.title, source.article, source.year.map(String.init), source.url].compactMap { $0 }).joined(separator: ", "))
        }
        lines.append("cta      \(words(for: answer.primary)) | \(words(for: answer.secondary))")
        if !answer.choices.isEmpty {
            lines.append("choices  " + answer.choices.enumerated().map { "\($0 + 1) \($1.text)" }.joined(separator: " · "))
        }
        if let question = answer.question {
            let options = question.options.map(\.text).joined(separator: " · ")
            lines.append("ask      \(question.step)/\(question.count) \(options)" + (question.isSkippable ? "" : " (must be answered)"))
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
