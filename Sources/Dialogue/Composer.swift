/// Puts answers together from templates and phrases: core answer, sources, Benefit block, calls to action, disclaimer, suggestions.
struct Composer: Sendable {
    let content: Content

    /// So many questions are offered at a time: as many as fit a phone beside an answer.
    private static let maximumChoices = 3

    typealias Asked = (intent: Intent, confidence: Double)

    /// The answer to one intent, or to two that were asked at once: both core answers, one Benefit block, one pair of calls to action.
    ///
    /// The block and the calls to action are the first real subject's: after "hello, what does it take?" nobody wants a greeting's. A complaint
    /// comes before any other subject: who is upset is led to a person, not to an offer.
    func answer(to asked: [Asked], in language: Language, conversation: Conversation) -> Answer {
        let intents = asked.map(\.intent)
        guard let lead = intents.first(where: { $0.role == .complaint }) ?? intents.first(where: { !isSmallTalk($0) }) ?? intents.first else {
            return fallback(near: [], in: language, conversation: conversation)
        }
        let template = lead.template[language]
        let promotion = Promotion.outcome(
            for: intents, earlier: conversation.answers(in:), state: conversation.promotion, utterance: conversation.utterances + 1)
        let sources = intents.flatMap { $0.template[language].sources }
        let hasTwoSubjects = intents.filter { !isSmallTalk($0) }.count > 1
        let regulates = intents.contains { $0.requiresSource }
        return Answer(
            kind: intents.allSatisfy(isSmallTalk) ? .smalltalk : .answer,
            parts: ([lead] + intents.filter { $0.id != lead.id }).map { .init(intent: $0.id, templateHash: $0.template[language].hash) },
            text: intents.map { core(of: $0, titled: hasTwoSubjects, in: language) }.joined(separator: "\n\n"),
            benefits: promotion == .shown ? template.benefits : [],
            primary: callToAction(template.primary, topic: template.title, in: language),
            secondary: callToAction(template.secondary, topic: template.title, in: language),
            sources: sources.reduce(into: []) { all, next in if !all.contains(next) { all.append(next) } },
            suggestions: choices(lead.suggestions.filter { id in !intents.contains { $0.id == id } }, in: language),
            disclaimer: regulates || conversation.lastAnswer == nil ? content.phrases.disclaimer[language] : nil,
            promotion: promotion,
            confidence: asked.map(\.confidence).min() ?? 0,
            handoffOffered: intents.lazy.compactMap { offer(for: $0.role) }.first)
    }

    /// Opening and points, each point on a line of its own.
    private func core(of intent: Intent, titled: Bool, in language: Language) -> String {
        let template = intent.template[language]
        var lines = [template.answer] + template.points.map { "• " + $0 }
        if titled, !isSmallTalk(intent) { lines.insert(template.title, at: 0) }
        if intent.requiresSource, template.sources.isEmpty { lines.append(content.phrases.sourceMissing[language]) }
        return lines.joined(separator: "\n")
    }

    private func isSmallTalk(_ intent: Intent) -> Bool {
        intent.role?.isSmallTalk ?? false
    }

    private func offer(for role: Intent.Role?) -> Handoff.Reason? {
        switch role {
        case .complaint: .complaint
        case .ready: .ready
        case .human: .asked
        default: nil
        }
    }

    /// "Did you mean": the nearest questions, one tap each, and the way to a person.
    func clarify(_ nearest: [IntentID], confidence: Double, in language: Language, conversation: Conversation) -> Answer {
        let choices = choices(nearest, in: language)
        let topics = choices.compactMap { content.intent($0.intent)?.template[language].title }
        var answer = unanswered(
            .clarify, Slots(["topics": topics.joined(separator: "; ")]).fill(content.phrases.clarify[language]), in: language,
            conversation: conversation)
        answer.choices = choices
        answer.suggestions.removeAll(where: choices.contains)
        answer.confidence = confidence
        answer.handoffOffered = isSecondTime(conversation) ? .twiceNotUnderstood : .unsure
        return answer
    }

    func fallback(near nearest: [IntentID], in language: Language, conversation: Conversation) -> Answer {
        let again = isSecondTime(conversation)
        let phrase = again ? content.phrases.fallbackAgain : content.phrases.fallback
        var answer = unanswered(.fallback, phrase[language], in: language, conversation: conversation)
        if !nearest.isEmpty { answer.suggestions = choices(nearest, in: language) }
        answer.handoffOffered = again ? .twiceNotUnderstood : .unsure
        return answer
    }

    func decline(confidence: Double, in language: Language, conversation: Conversation) -> Answer {
        var answer = unanswered(.decline, content.phrases.decline[language], in: language, conversation: conversation)
        answer.confidence = confidence
        answer.handoffOffered = .unsure
        return answer
    }

    func guarded(_ guarded: Reading.Guard, in language: Language, conversation: Conversation) -> Answer {
        switch guarded {
        case .attack:
            return unanswered(.decline, content.phrases.attack[language], in: language, conversation: conversation)
        case .abuse:
            var answer = unanswered(.decline, content.phrases.abuse[language], in: language, conversation: conversation)
            answer.handoffOffered = .guarded
            return answer
        case .gibberish:
            var answer = unanswered(.fallback, content.phrases.gibberish[language], in: language, conversation: conversation)
            answer.handoffOffered = isSecondTime(conversation) ? .twiceNotUnderstood : .unsure
            return answer
        }
    }

    func notice(_ phrase: Localized<String>, in language: Language, conversation: Conversation) -> Answer {
        unanswered(.notice, phrase[language], in: language, conversation: conversation)
    }

    private func isSecondTime(_ conversation: Conversation) -> Bool {
        conversation.misunderstandings >= 1
    }

    /// An answer that rests on no template: out of scope for the Benefit block, but never without a way on.
    private func unanswered(_ kind: Answer.Kind, _ text: String, in language: Language, conversation: Conversation) -> Answer {
        let suggestions = defaultSuggestions(in: language)
        let human = callToAction(
            .init(text: content.phrases.contactHuman[language], kind: .escalate), topic: content.company[language], in: language)
        let question = suggestions.first.map { CallToAction(text: $0.text, action: .ask($0)) }
        return Answer(
            kind: kind, text: text, primary: human, secondary: question ?? human, suggestions: suggestions,
            disclaimer: conversation.lastAnswer == nil ? content.phrases.disclaimer[language] : nil)
    }

    /// The first questions of the content that are about something: small talk and the like have roles.
    private func defaultSuggestions(in language: Language) -> [Answer.Choice] {
        choices(content.intents.filter { $0.role == nil && !$0.isInternal }.prefix(Self.maximumChoices).map(\.id), in: language)
    }

    private func choices(_ ids: [IntentID], in language: Language) -> [Answer.Choice] {
        ids.filter(content.isAnswerable).prefix(Self.maximumChoices).compactMap { id in
            content.intent(id).map { Answer.Choice(intent: id, text: $0.template[language].question) }
        }
    }

    /// What taking the invitation does here: with the means that this installation has.
    private func callToAction(_ invitation: Template.Invitation, topic: String, in language: Language) -> CallToAction {
        let action: CallToAction.Action
        switch invitation.kind {
        case .ask(let id):
            action = choices([id], in: language).first.map { .ask($0) } ?? person(topic: topic, in: language)
        case .link(let href): action = .link(href: href)
        case .whatsapp, .lead, .checklist, .escalate: action = person(topic: topic, in: language)
        }
        return CallToAction(text: invitation.text, action: action)
    }

    private func person(topic: String, in language: Language) -> CallToAction.Action {
        if let href = content.whatsAppHref(topic: topic, in: language) { return .whatsapp(href: href) }
        return .link(href: content.means.contactHref)
    }
}
