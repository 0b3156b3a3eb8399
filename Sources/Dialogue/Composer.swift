/// Puts answers together from templates and phrases: core answer, sources, Benefit block, calls to action, disclaimer, suggestions.
struct Composer: Sendable {
    let content: Content
    private let standing: [IntentID: Localized<Standing>]
    /// The way to a person, under an answer that rests on no template.
    let human: Localized<CallToAction>
    /// The checklist, as the content calls it; nil without one.
    let checklist: Localized<CallToAction>?
    /// The subject that begins the qualifying questions; nil where none does, or where there are none.
    let eligibility: IntentID?
    /// The first questions of the content that are about something: small talk and the like have roles.
    private let starters: Localized<[Answer.Choice]>

    /// So many questions are offered at a time: as many as fit a phone beside an answer.
    static let maximumChoices = 3

    /// What of an intent's answer is the same in every conversation, put together once: a turn then copies references.
    private struct Standing: Hashable {
        var template: Template
        var core: String
        var primary: CallToAction
        var secondary: CallToAction
        /// All of them: which are offered depends on what else is answered beside this.
        var suggestions: [Answer.Choice]
    }

    init(content: Content) {
        self.content = content
        let means = Means(content: content)
        func both<Value>(_ make: (Language) -> Value) -> Localized<Value> { Localized(make(.indonesian), english: make(.english)) }
        human = both { language in
            means.callToAction(
                .init(text: content.phrases.contactHuman[language], kind: .escalate), topic: content.company[language], in: language)
        }
        starters = both { language in
            means.choices(content.intents.filter { $0.role == nil && !$0.isInternal }.map(\.id), in: language)
        }
        let paper = content.intents.first { $0.role == .checklist && !$0.isInternal }
        checklist = content.checklist.map { _ in
            both { language in
                CallToAction(text: paper?.template[language].primary.text ?? content.phrases.checklist[language], action: .checklist)
            }
        }
        let asks = content.qualification.map { !$0.questions.isEmpty } ?? false
        eligibility = asks ? content.intents.first { $0.role == .eligibility && !$0.isInternal }?.id : nil
        standing = Dictionary(
            content.intents.map { intent in
                let standing = both { language in
                    let template = intent.template[language]
                    return Standing(
                        template: template, core: Self.core(of: intent, in: language, content.phrases),
                        primary: means.callToAction(template.primary, topic: template.title, in: language),
                        secondary: means.callToAction(template.secondary, topic: template.title, in: language),
                        suggestions: means.choices(intent.suggestions, atMost: .max, in: language))
                }
                return (intent.id, standing)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Opening and points, each point on a line of its own.
    static func core(of intent: Intent, in language: Language, _ phrases: Phrases) -> String {
        let template = intent.template[language]
        var lines = [template.answer] + template.points.map { "• " + $0 }
        if intent.requiresSource, template.sources.isEmpty { lines.append(phrases.sourceMissing[language]) }
        return lines.joined(separator: "\n")
    }

    typealias Asked = (intent: Intent, confidence: Double)

    /// The answer to one intent, or to two that were asked at once: both core answers, one Benefit block, one pair of calls to action.
    ///
    /// The block and the calls to action are the first real subject's: after "hello, what does it take?" nobody wants a greeting's. A complaint
    /// comes before any other subject: who is upset is led to a person, not to an offer.
    func answer(to asked: [Asked], in language: Language, conversation: Conversation) -> Answer {
        let intents = asked.map(\.intent)
        let lead = intents.first { $0.role == .complaint } ?? intents.first { !isSmallTalk($0) } ?? intents.first
        guard let lead, let leading = standing[lead.id]?[language] else {
            return fallback(near: [], in: language, conversation: conversation)
        }
        let promotion = Promotion.outcome(
            for: intents, earlier: conversation.answers(in:), state: conversation.promotion, utterance: conversation.utterances + 1)
        let all = intents.compactMap { intent in standing[intent.id].map { (intent: intent, standing: $0[language]) } }
        let isTitled = intents.filter { !isSmallTalk($0) }.count > 1
        let guidance = guidance(for: intents, in: language, conversation: conversation)
        let texts = all.map {
            let core =
                guidance?.intent == $0.intent.id
                ? guidance?.text ?? "" : Self.personal($0.standing.core, $0.standing.template, knowing: conversation.guided.slots)
            return isTitled && !isSmallTalk($0.intent) ? "\($0.standing.template.title)\n\(core)" : core
        }
        let variant = leading.template.variants.choice(seed: conversation.variantSeed, intent: lead.id)
        var primary = leading.primary
        if let words = variant?.primary { primary.text = words }
        let regulates = intents.contains { $0.requiresSource }
        return Answer(
            kind: guidance?.question != nil ? .qualification : intents.allSatisfy(isSmallTalk) ? .smalltalk : .answer,
            parts: ([(lead, leading)] + all.filter { $0.intent.id != lead.id }).map {
                .init(intent: $0.0.id, templateHash: $0.1.template.hash, variant: $0.0.id == lead.id ? variant?.id : nil)
            },
            text: texts.count == 1 ? texts[0] : texts.joined(separator: "\n\n"),
            benefitsTitle: promotion == .shown ? variant?.benefitsTitle : nil,
            benefits: promotion == .shown ? variant?.benefits ?? leading.template.benefits : [],
            primary: primary,
            secondary: leading.secondary,
            sources: all.count == 1 && guidance == nil
                ? leading.template.sources
                : Self.distinct(all.flatMap { $0.standing.template.sources } + (guidance?.sources ?? [])),
            suggestions: Array(
                leading.suggestions.lazy.filter { choice in !intents.contains { $0.id == choice.intent } }.prefix(Self.maximumChoices)),
            question: guidance?.question,
            disclaimer: regulates || conversation.lastAnswer == nil ? content.phrases.disclaimer[language] : nil,
            promotion: promotion,
            confidence: asked.map(\.confidence).min() ?? 0,
            handoffOffered: intents.lazy.compactMap { offer(for: $0.role) }.first)
    }

    /// `core` with the sentences that what the visitor told makes true, each on a line of its own.
    static func personal(_ core: String, _ template: Template, knowing slots: [String: String]) -> String {
        guard !slots.isEmpty, !template.personal.isEmpty else { return core }
        return ([core] + template.personal.matching(slots).map(\.text)).joined(separator: "\n")
    }

    static func distinct(_ sources: [Source]) -> [Source] {
        sources.reduce(into: []) { all, next in if !all.contains(next) { all.append(next) } }
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
    func unanswered(_ kind: Answer.Kind, _ text: String, in language: Language, conversation: Conversation) -> Answer {
        let suggestions = starters[language]
        let question = suggestions.first.map { CallToAction(text: $0.text, action: .ask($0)) }
        return Answer(
            kind: kind, text: text, primary: human[language], secondary: question ?? human[language], suggestions: suggestions,
            disclaimer: conversation.lastAnswer == nil ? content.phrases.disclaimer[language] : nil)
    }

    private func choices(_ ids: [IntentID], in language: Language) -> [Answer.Choice] {
        Means(content: content).choices(ids, in: language)
    }

    /// What an invitation leads to with what this installation has.
    private struct Means {
        let content: Content

        func choices(_ ids: [IntentID], atMost limit: Int = maximumChoices, in language: Language) -> [Answer.Choice] {
            ids.filter(content.isAnswerable).prefix(limit).compactMap { id in
                content.intent(id).map { Answer.Choice(intent: id, text: $0.template[language].question) }
            }
        }

        func callToAction(_ invitation: Template.Invitation, topic: String, in language: Language) -> CallToAction {
            let action: CallToAction.Action
            switch invitation.kind {
            case .ask(let id): action = choices([id], in: language).first.map { .ask($0) } ?? person(topic: topic, in: language)
            case .link(let href): action = .link(href: href)
            case .lead: action = .lead
            case .escalate: action = person(topic: topic, in: language)
            case .checklist where content.checklist != nil: action = .checklist
            case .whatsapp, .checklist: action = elsewhere(topic: topic, in: language)
            }
            return CallToAction(text: invitation.text, action: action)
        }

        /// Here, where people answer in this window; else wherever they can be reached.
        private func person(topic: String, in language: Language) -> CallToAction.Action {
            if content.channels.contains(.webchat) { return .escalate }
            return elsewhere(topic: topic, in: language)
        }

        private func elsewhere(topic: String, in language: Language) -> CallToAction.Action {
            if let href = content.whatsAppHref(topic: topic, in: language) { return .whatsapp(href: href) }
            return .link(href: content.means.contactHref)
        }
    }
}
