/// Decides what is said. A pure function of conversation, command, reading and circumstances; the company's content is its only memory.
public struct Policy: Sendable {
    /// What is answered from.
    public let content: Content
    let composer: Composer

    /// The policy of a company that says this.
    public init(content: Content) {
        self.content = content
        composer = Composer(content: content)
    }

    /// What the conversation itself makes of a text, before the classifier is asked.
    public enum Expected: Sendable, Hashable {
        /// One of the questions offered last, typed instead of tapped.
        case choice(Answer.Choice, from: MessageID)
        /// A reply to a qualifying question; nil skips it.
        case reply(slot: String, value: String?)
        /// "Not now" to the Benefit block, or to being asked.
        case refusal
        /// A subject that the company does not help with, in the language it was named in.
        case declined(DeclinedSubject.ID, Language)
    }

    /// Reads `text` as an answer to what was said last; nil when it must be read on its own.
    public func expect(_ text: String, in conversation: Conversation) -> Expected? {
        let plain = Self.plain(text)
        if let last = conversation.lastAnswer, let answer = last.answer {
            let offered = answer.choices + answer.suggestions
            if let choice = offered.first(where: { Self.plain($0.text) == plain }) { return .choice(choice, from: last.id) }
            if let position = Int(plain), answer.choices.indices.contains(position - 1) {
                return .choice(answer.choices[position - 1], from: last.id)
            }
            // Words alone reach back over an interruption: a number or "skip" is about what was said last.
            if answer.question == nil, let open = conversation.guided.open, let value = value(plain, of: open.slot) {
                return .reply(slot: open.slot, value: value)
            }
            if let question = answer.question, let reply = reply(plain, to: question) { return reply }
            let refusals = content.phrases.refusals
            if !answer.benefits.isEmpty || answer.question != nil, Language.allCases.contains(where: { refusals[$0].contains(plain) }) {
                return .refusal
            }
        }
        return declined(text)
    }

    private func declined(_ text: String) -> Expected? {
        guard !content.declined.isEmpty else { return nil }
        let words = PhraseSet.Words(text)
        for subject in content.declined {
            for language in Language.allCases where language == .indonesian || subject.phrases.english != nil {
                if subject.phrases[language].stands(in: words) { return .declined(subject.id, language) }
            }
        }
        return nil
    }

    /// Whether an utterance is read at all: what is said to an admin is for the admin alone.
    public func isRead(in conversation: Conversation) -> Bool { conversation.mode != .admin }

    /// What the classifier may know when it reads the next utterance of `conversation`.
    public func readingContext(of conversation: Conversation) -> ReadingContext {
        ReadingContext(
            lastIntent: conversation.lastIntent, expecting: conversation.lastAnswer?.answer?.choices.map(\.intent) ?? [])
    }

    /// What follows from `command`.
    ///
    /// - Parameters:
    ///   - expected: what `expect` found in the text of `.visitorSaid`.
    ///   - reading: the classifier's reading of it, when `expect` found nothing.
    /// - Throws: a `Refusal`; nothing happened.
    public func decide(
        _ command: Command, in conversation: Conversation, expected: Expected? = nil, reading: Reading? = nil,
        given circumstances: Circumstances
    ) throws(Refusal) -> Decision {
        var events: [Event] = []
        var conversation = conversation
        if let opening = circumstances.opening {
            events.append(.conversationStarted(opening))
            // The first answer is put as the later ones will be.
            conversation.variantSeed = opening.variantSeed
        }
        switch command {
        case .visitorSaid(let utterance):
            try admit(conversation)
            events += turn(utterance, in: conversation, expected: expected, reading: reading, given: circumstances)
        case .choose(let message, let choice, let clientMessageID):
            try admit(conversation)
            guard let offer = conversation.message(message)?.answer else { throw .unknownMessage }
            guard (offer.choices + offer.suggestions).contains(choice) else { throw .unknownChoice }
            let via: Event.VisitorSaid.Via = offer.choices.contains(choice) ? .choice : .suggestion
            let utterance = Command.Utterance(
                text: choice.text, language: conversation.language, via: via, clientMessageID: clientMessageID)
            events += turn(utterance, in: conversation, expected: .choice(choice, from: message), reading: nil, given: circumstances)
        case .reply(let message, let value, let clientMessageID):
            try admit(conversation)
            let said = try reply(value, to: message, in: conversation)
            let utterance = Command.Utterance(
                text: said.text, language: conversation.language, via: .choice, clientMessageID: clientMessageID)
            events += turn(
                utterance, in: conversation, expected: .reply(slot: said.slot, value: value), reading: nil, given: circumstances)
        case .forget(let slot):
            let known = conversation.guided.skipped.union(conversation.guided.slots.keys)
            for known in known.sorted() where slot == nil || known == slot { events.append(.slotCleared(.init(slot: known))) }
        case .leaveContact(let contact, let need):
            events += leaveContact(contact, need: need, in: conversation, given: circumstances)
        case .makeChecklist(let id, let language, let version, let expires):
            events.append(.checklistMade(.init(checklistID: id, language: language, version: version, expires: expires)))
        case .openChecklist(let id):
            // Fetched again, it would tell nothing new.
            if !conversation.guided.opened.contains(id) { events.append(.checklistOpened(.init(checklistID: id))) }
        case .refusePromotion(let message):
            guard let answer = conversation.message(message)?.answer, !answer.benefits.isEmpty else { throw .unknownMessage }
            // Closed once: the same block cannot be refused again.
            guard !conversation.promotion.closed.contains(message) else { break }
            var refused = refusal(how: .closed, in: conversation, utterances: conversation.utterances)
            refused.messageID = message
            events.append(.promotionRefused(refused))
        case .requestHandoff(let request):
            events += try requestHandoff(request, in: conversation, given: circumstances)
        case .issueJoinCode(let hash, let expires, let channel):
            events.append(.joinCodeIssued(.init(codeHash: hash, expires: expires, channel: channel)))
        case .join(let code, let session, let channel):
            guard conversation.sessionHashes.count < Conversation.maximumSessions else {
                throw .tooManySessions(limit: Conversation.maximumSessions)
            }
            events.append(.channelJoined(.init(channel: channel, verifiedBy: "code", codeHash: code)))
            events.append(.sessionAdded(.init(sessionHash: session, reason: "device")))
        case .joinChannel(let code, let channel, let address, let verifier):
            events.append(.channelJoined(.init(channel: channel, addressHash: address, verifiedBy: verifier, codeHash: code)))
        case .returnToBot: events += returnToBot(conversation, given: circumstances)
        case .admin(let admin, let act): events += try self.act(act, by: admin, in: conversation, given: circumstances)
        case .deadlinePassed(let id): events += deadlinePassed(id, in: conversation, given: circumstances)
        case .ownerPresence(let isThere): events += ownerPresence(isThere: isThere, in: conversation, given: circumstances)
        case .reword(let message, let result): events += reword(message, result, in: conversation)
        case .rateAnswer(let message, let value):
            guard conversation.message(message)?.answer != nil else { throw .unknownMessage }
            events.append(.answerRated(.init(messageID: message, value: value)))
        case .rateConversation(let value, let comment):
            events.append(.conversationRated(.init(value: value, comment: comment)))
        case .seen(let number):
            let number = min(number, conversation.number)
            // Said again, it would say nothing.
            if number > conversation.handoff.seenByVisitor { events.append(.messagesSeen(.init(upTo: number))) }
        case .addSession(let hash, let reason):
            guard conversation.sessionHashes.count < Conversation.maximumSessions else {
                throw .tooManySessions(limit: Conversation.maximumSessions)
            }
            events.append(.sessionAdded(.init(sessionHash: hash, reason: reason)))
        }
        return Decision(events: events)
    }

    private func admit(_ conversation: Conversation) throws(Refusal) {
        guard conversation.utterances < Conversation.maximumUtterances else {
            throw .conversationFull(limit: Conversation.maximumUtterances)
        }
    }

    private func refusal(how: Event.PromotionRefused.How, in conversation: Conversation, utterances: Int) -> Event.PromotionRefused {
        Promotion.refusal(how: how, after: conversation.promotion, utterances: utterances, pause: content.promotionPause)
    }

    /// The utterance, how it was read, and the reply: one run of the log.
    private func turn(
        _ utterance: Command.Utterance, in conversation: Conversation, expected: Expected?, reading: Reading?,
        given circumstances: Circumstances
    ) -> [Event] {
        // An answer to what was offered is given in the language it was offered in, whatever the page is in.
        let language =
            switch expected {
            case nil: reading?.language ?? utterance.language
            case .declined(_, let language): language
            default: conversation.language
            }
        let said = Event.VisitorSaid(
            messageID: circumstances.utteranceID, clientMessageID: utterance.clientMessageID, text: utterance.text, language: language,
            via: utterance.via)
        if conversation.mode == .admin { return saidToAdmin(said, in: conversation, given: circumstances) }
        var events: [Event] = []
        if conversation.handoff.isClosed { events.append(.conversationReopened(.init(by: .visitor, reason: "visitor"))) }
        events.append(.visitorSaid(said))
        // Whoever writes is in sight again.
        if let snooze = conversation.handoff.deadline(.snooze) { events.append(.deadlineCleared(.init(deadlineID: snooze.id))) }
        var answer: Answer
        var guided = conversation.guided
        switch expected {
        case .choice(let choice, let message):
            let offered = conversation.message(message)?.answer.map { $0.choices + $0.suggestions } ?? []
            events.append(.choiceTaken(.init(messageID: message, intent: choice.intent, offered: offered.map(\.intent))))
            // Asked again: what was offered may have become internal since.
            let asked = [choice.intent].filter(content.isAnswerable).compactMap(content.intent).map { ($0, 1.0) }
            answer = composer.answer(to: asked, in: language, conversation: conversation)
        case .reply(let slot, let value):
            let event: Event =
                value.map {
                    let source: Event.SlotFilled.Source = utterance.via == .choice ? .choice : .text
                    return .slotFilled(.init(slot: slot, value: $0, source: source, messageID: circumstances.utteranceID))
                } ?? .questionSkipped(.init(slot: slot))
            events.append(event)
            guided.apply(event)
            answer = composer.answer(
                toReply: (slot, value), by: guided, followUp: followUp(in: conversation, from: circumstances.now), in: language,
                conversation: conversation)
        case .refusal:
            if conversation.lastAnswer?.answer?.benefits.isEmpty == false {
                events.append(.promotionRefused(refusal(how: .text, in: conversation, utterances: conversation.utterances + 1)))
            }
            answer = composer.notice(content.phrases.refused, in: language, conversation: conversation)
        case .declined(let id, _):
            let phrase = content.declined.first { $0.id == id }?.answer ?? content.phrases.decline
            answer = composer.unanswered(.decline, phrase[language], in: language, conversation: conversation)
        case nil:
            if let reading {
                events.append(
                    .messageRead(
                        .init(
                            messageID: circumstances.utteranceID, reading: reading, contentVersion: content.version,
                            context: readingContext(of: conversation))))
            }
            answer = reply(to: reading, in: language, conversation: conversation)
        }
        // What was tapped are the company's own words.
        events += score(utterance.via == .typed ? utterance.text : "", as: guided, in: conversation, events: events, given: circumstances)
        if circumstances.holdsIdentifiers { answer.text += "\n" + content.phrases.identifiers[language] }
        if answer.question == nil, guided.isInterrupted { composer.offerWayBack(in: &answer, language) }
        guard let said = isWorthSaying(answer, to: conversation, at: circumstances.now) else { return events }
        events.append(
            .botAnswered(
                .init(
                    messageID: circumstances.replyID, replyTo: circumstances.utteranceID, answer: said,
                    milliseconds: circumstances.elapsedMilliseconds)))
        return events + guide(guided, after: said, events: events, in: conversation, given: circumstances)
    }

    func reply(to reading: Reading?, in language: Language, conversation: Conversation) -> Answer {
        guard let reading else { return composer.fallback(near: [], in: language, conversation: conversation) }
        if let guarded = reading.guarded { return composer.guarded(guarded, in: language, conversation: conversation) }
        let sure = reading.parts.reduce(into: [Composer.Asked]()) { sure, part in
            guard part.verdict == .answer, let intent = part.intent.flatMap(content.intent), !intent.isInternal else { return }
            // Asked twice in one message, told once.
            if !sure.contains(where: { $0.intent.id == intent.id }) { sure.append((intent, part.confidence)) }
        }
        if !sure.isEmpty { return composer.answer(to: sure, in: language, conversation: conversation) }
        let nearest = (reading.parts.first?.alternatives ?? []).map(\.intent).filter(content.isAnswerable)
        switch reading.parts.first?.verdict {
        case .clarify where !nearest.isEmpty:
            return composer.clarify(nearest, confidence: reading.parts[0].confidence, in: language, conversation: conversation)
        case .outOfScope:
            return composer.decline(confidence: reading.parts[0].confidence, in: language, conversation: conversation)
        default:
            return composer.fallback(near: nearest, in: language, conversation: conversation)
        }
    }

    /// Lower case, one space between words, no punctuation at either end: enough to compare what was typed with what was offered.
    ///
    /// ASCII alone is folded, byte by byte: this runs over every offer of every turn, and an offer compares with itself anyway.
    static func plain(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var end = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: bytes.append(byte)
            case 0...0x20 where bytes.isEmpty || bytes.last == 0x20: continue
            case 0...0x20: bytes.append(0x20)
            default:
                // Punctuation counts inside a text and neither before nor after it.
                if !bytes.isEmpty { bytes.append(byte) }
                continue
            }
            if byte > 0x20 { end = bytes.count }
        }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
