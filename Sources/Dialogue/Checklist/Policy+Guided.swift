/// The qualifying questions: how a reply is known, and what follows from it. They are put one at a time, in the order of the content; each
/// may be skipped, left for another question and taken up again, and none is put once it was answered or skipped.
extension Policy {
    // MARK: Reading a reply

    /// `plain` as a reply to the question that was put last: its number, its words, or "skip".
    func reply(_ plain: String, to question: Answer.Question) -> Expected? {
        // What is no longer asked has no replies.
        guard let known = content.qualification?.question(question.slot) else { return nil }
        if let position = Int(plain), question.options.indices.contains(position - 1),
            known.option(question.options[position - 1].value) != nil
        {
            return .reply(slot: question.slot, value: question.options[position - 1].value)
        }
        if let value = value(plain, of: question.slot) { return .reply(slot: question.slot, value: value) }
        let skips = content.phrases.skips
        let isSkip = question.isSkippable && Language.allCases.contains { skips[$0].contains(plain) }
        return isSkip ? .reply(slot: question.slot, value: nil) : nil
    }

    /// The one reply to `slot` that `plain` names in any language; nil when none is named, or several are.
    func value(_ plain: String, of slot: String) -> String? {
        guard !plain.isEmpty, let options = content.qualification?.question(slot)?.options else { return nil }
        let named = options.filter { option in
            option.value == plain || Language.allCases.contains { Self.names(of: option.label[$0]).contains(plain) }
        }
        return named.count == 1 ? named[0].value : nil
    }

    /// What a visitor may call a reply: its words, without what stands in brackets, and each of several: "CV atau perorangan" is "CV" too.
    static func names(of label: String) -> Set<String> {
        let bare = label.prefix { $0 != "(" }
        var names = Set([plain(label), plain(String(bare))])
        for part in bare.split(separator: ",") {
            var words = part.split(separator: " ")[...]
            if let first = words.first, first == "atau" || first == "or" { words = words.dropFirst() }
            for name in words.split(whereSeparator: { $0 == "atau" || $0 == "or" }) { names.insert(plain(name.joined(separator: " "))) }
        }
        return names.subtracting([""])
    }

    /// What is said by tapping `value` under `message`, which put a question.
    func reply(_ value: String?, to message: MessageID, in conversation: Conversation) throws(Refusal) -> (slot: String, text: String) {
        guard let question = conversation.message(message)?.answer?.question else { throw .unknownMessage }
        guard let value else {
            guard question.isSkippable else { throw .unknownChoice }
            return (question.slot, content.phrases.skip[conversation.language])
        }
        // Asked again: the question may have been changed since it was put.
        guard let option = content.qualification?.question(question.slot)?.option(value) else { throw .unknownChoice }
        return (question.slot, question.options.first { $0.value == value }?.text ?? option.label[conversation.language])
    }

    // MARK: What follows

    /// What is to be kept after `answer` was said: that a question was put for the first time, or that there is none left and what the
    /// replies came to, and the deadline of what was promised then. Whoever waits for a person already may go before others now.
    ///
    /// - Parameter guided: as the utterance left it.
    func guide(
        _ guided: Guided, after answer: Answer, events: [Event], in conversation: Conversation, given circumstances: Circumstances
    ) -> [Event] {
        let hasReplied = guided.slots != conversation.guided.slots || guided.skipped != conversation.guided.skipped
        var run = Run(conversation, given: circumstances, after: events)
        if let question = answer.question {
            if !guided.asked.contains(question.slot) {
                run.add(.questionAsked(.init(slot: question.slot, messageID: circumstances.replyID)))
            }
            return run.events
        }
        let isEligibility = answer.parts.first.map { content.role(of: $0.intent) == .eligibility } ?? false
        guard let qualification = content.qualification, hasReplied || isEligibility && !guided.isFinished,
            qualification.next(after: guided.slots, skipping: guided.skipped) == nil
        else { return run.events }
        let gaps = content.checklist?.personalised(for: guided.slots, by: qualification).gaps.map(\.id) ?? []
        let said = events.reduce(into: guided) { $0.apply($1) }.signals
        run.add(.qualificationFinished(.init(score: qualification.standing(for: guided.slots, said: said).percent, gaps: gaps)))
        if hasReplied, let at = followUp(in: conversation, from: circumstances.now) { run.set(.followUp, step: 0, at: at) }
        return run.events
    }

    /// By when the team is in touch with somebody who has told everything; nil when nobody could be, or when that is promised already.
    func followUp(in conversation: Conversation, from now: Timestamp) -> Timestamp? {
        guard conversation.handoff.contact != nil, conversation.handoff.deadline(.followUp) == nil else { return nil }
        return instant(afterOpen: content.handoff.resolveSeconds, from: now)
    }

    /// What follows when somebody can be reached from now on: who has told everything already is promised a call as well.
    ///
    /// - Parameter need: what they wrote they need; its words count for the lead's score.
    func leaveContact(
        _ contact: Lead.Contact, need: String?, in conversation: Conversation, given circumstances: Circumstances
    ) -> [Event] {
        let scored = score(need ?? "", as: conversation.guided, in: conversation, events: [], given: circumstances)
        guard conversation.handoff.contact != contact.value else { return scored }
        var run = Run(conversation, given: circumstances, after: scored)
        run.add(.contactGiven(.init(kind: contact.kind, value: contact.value)))
        if conversation.guided.isFinished, conversation.handoff.deadline(.followUp) == nil {
            run.set(.followUp, step: 0, at: instant(afterOpen: content.handoff.resolveSeconds, from: circumstances.now))
        }
        return scored + run.events
    }

    /// What the visitor's own words and replies come to: signals not seen before, and the place of whoever waits already.
    ///
    /// - Parameters:
    ///   - text: what was written, "" for nothing.
    ///   - guided: as the utterance left it.
    ///   - events: of the same run, before these.
    func score(
        _ text: String, as guided: Guided, in conversation: Conversation, events: [Event], given circumstances: Circumstances
    ) -> [Event] {
        guard let qualification = content.qualification else { return [] }
        var run = Run(conversation, given: circumstances, after: events)
        let found = qualification.signals.found(in: text).map(\.id).filter { !guided.signals.contains($0) }
        let said = guided.signals.union(found)
        if !found.isEmpty {
            run.add(.leadScored(.init(score: qualification.standing(for: guided.slots, said: said).percent, signals: found)))
        }
        if !found.isEmpty || guided.slots != conversation.guided.slots, conversation.mode == .waitingAdmin,
            conversation.handoff.priority == .normal, priority(of: conversation, knowing: guided.slots, said: said) == .high
        {
            run.add(.handoffPrioritised(.init(by: .bot, priority: .high, reason: found.isEmpty ? "qualification" : "words")))
        }
        return run.events
    }

    // MARK: What is remembered

    /// What is remembered under one question, in words.
    public struct Remembered: Sendable, Hashable {
        /// The question's key.
        public var slot: String
        /// What the visitor sees it remembered as: "Badan usaha".
        public var title: String
        /// What is remembered.
        public var value: String
        /// In the words of the reply.
        public var text: String
    }

    /// What the visitor told, in the order of the questions; what the content no longer asks is left out.
    public func remembered(of guided: Guided, in language: Language) -> [Remembered] {
        guard !guided.slots.isEmpty, let qualification = content.qualification else { return [] }
        return qualification.chosen(guided.slots).map { question, option in
            Remembered(
                slot: question.key, title: question.remembered[language], value: option.value, text: option.label[language])
        }
    }
}
