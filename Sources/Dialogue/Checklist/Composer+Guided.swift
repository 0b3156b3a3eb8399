/// The words of the qualifying questions, and of what the replies come to.
extension Composer {
    /// What is said in place of the core answer of the subject that begins the questions.
    struct Guidance {
        var intent: IntentID
        var text: String
        /// nil when none is left.
        var question: Answer.Question?
        var sources: [Source] = []
    }

    /// The next question, with the introduction before the first; once none is left, what the replies came to.
    ///
    /// - Returns: nil when none of `intents` begins the questions, and beside a complaint: who is upset is not examined.
    func guidance(for intents: [Intent], in language: Language, conversation: Conversation) -> Guidance? {
        guard let eligibility, let intent = intents.first(where: { $0.id == eligibility }), let qualification = content.qualification,
            !intents.contains(where: { $0.role == .complaint })
        else { return nil }
        let guided = conversation.guided
        let template = intent.template[language]
        guard let next = put(qualification, after: guided, in: language) else {
            let result = result(of: guided, followUp: nil, in: language, knowing: template.personal.matching(guided.slots).map(\.text))
            return Guidance(intent: intent.id, text: result.text, sources: result.sources)
        }
        let hasBegun = guided.open != nil || !guided.slots.isEmpty || !guided.skipped.isEmpty
        let opening =
            hasBegun
            ? [Self.personal(content.phrases.questionResumed[language], template, knowing: guided.slots)]
            : [Self.core(of: intent, in: language, content.phrases), qualification.privacyNote?[language]].compactMap(\.self)
        return Guidance(intent: intent.id, text: (opening + [next.text]).joined(separator: "\n"), question: next.question)
    }

    /// The answer to a reply, which `guided` holds already: what it means, then the next question or what all replies came to.
    func answer(
        toReply reply: (slot: String, value: String?), by guided: Guided, followUp: Timestamp?, in language: Language,
        conversation: Conversation
    ) -> Answer {
        let qualification = content.qualification
        let option = reply.value.flatMap { qualification?.question(reply.slot)?.option($0) }
        let meaning = [option?.effect.message[language] ?? content.phrases.questionSkipped[language]]
        var answer = unanswered(.qualification, "", in: language, conversation: conversation)
        answer.confidence = 1
        answer.suggestions = []
        if let next = qualification.flatMap({ put($0, after: guided, in: language) }) {
            answer.text = (meaning + [option?.effect.warning?[language], next.text].compactMap(\.self)).joined(separator: "\n")
            answer.question = next.question
            if let checklist { answer.secondary = checklist[language] }
            answer.handoffOffered = option.flatMap { $0.isUrgent ? .ready : $0.suggestsHandoff ? .unsure : nil }
            return answer
        }
        let standing = qualification?.standing(for: guided.slots)
        let result = result(of: guided, followUp: followUp, in: language)
        answer.text = (meaning + [result.text]).joined(separator: "\n")
        answer.sources = result.sources
        answer.disclaimer = content.checklist?.disclaimer[language] ?? content.phrases.disclaimer[language]
        answer.handoffOffered = standing.flatMap { $0.isUrgent ? .ready : $0.suggestsHandoff ? .unsure : nil }
        if let checklist {
            answer.secondary = checklist[language]
            if answer.handoffOffered == nil { swap(&answer.primary, &answer.secondary) }
        }
        return answer
    }

    /// Puts the way back to the open question first among what can be asked next.
    func offerWayBack(in answer: inout Answer, _ language: Language) {
        guard let eligibility, !answer.parts.contains(where: { $0.intent == eligibility }) else { return }
        let way = Answer.Choice(intent: eligibility, text: content.phrases.resumeQuestions[language])
        let others = answer.suggestions.filter { $0.intent != eligibility }
        answer.suggestions = [way] + others.prefix(Self.maximumChoices - 1)
    }

    /// The next question as it is put, with the reason for asking; nil when none is left.
    private func put(
        _ qualification: Qualification, after guided: Guided, in language: Language
    ) -> (text: String, question: Answer.Question)? {
        guard let next = qualification.next(after: guided.slots, skipping: guided.skipped),
            let index = qualification.questions.firstIndex(where: { $0.key == next.key })
        else { return nil }
        let options = next.options.map { Answer.Question.Option(value: $0.value, text: $0.label[language]) }
        return (
            "\(next.question[language]) \(next.why[language])",
            Answer.Question(slot: next.key, options: options, step: index + 1, count: qualification.questions.count)
        )
    }

    /// So many sources fit under an answer; the checklist itself has all of them.
    private static let maximumSources = 4

    /// What the replies came to: what comes first, the steps, what to take care of, and what happens next.
    ///
    /// - Parameter knowing: sentences that the replies make true, of the subject that was asked about.
    private func result(
        of guided: Guided, followUp: Timestamp?, in language: Language, knowing: [String] = []
    ) -> (text: String, sources: [Source]) {
        let phrases = content.phrases
        func words(_ phrase: Localized<String>, _ values: [String: String] = [:]) -> String { Slots(values).fill(phrase[language]) }
        let promise = followUp.map { words(phrases.resultFollowUp, ["when": content.hours.words(for: $0, in: language)]) }
        guard let checklist = content.checklist, let qualification = content.qualification else {
            return (([words(phrases.result)] + knowing + [promise].compactMap(\.self)).joined(separator: "\n"), [])
        }
        let personal = checklist.personalised(for: guided.slots, by: qualification)
        var lines = [words(personal.isGeneral ? phrases.resultGeneral : phrases.result)] + knowing
        if !personal.firstItems.isEmpty {
            let missing = Set(personal.gaps.map(\.id))
            lines.append(words(phrases.resultItems))
            lines += personal.firstItems.map { item in
                let title = item.title[language]
                return "• " + (missing.contains(item.id) ? words(phrases.resultMissing, ["item": title]) : title)
            }
        }
        let stages =
            personal.firstStages.isEmpty
            ? personal.stages.prefix(PersonalChecklist.maximumFirstStages).map(\.stage) : personal.firstStages
        if !stages.isEmpty { lines.append(words(phrases.resultStages)) }
        lines += stages.map { stage in
            let title = stage.title[language], factors = stage.dependsOn[language]
            if let estimate = stage.estimate?[language] {
                return "• " + words(phrases.resultEstimate, ["stage": title, "estimate": estimate])
            }
            return "• "
                + (factors.isEmpty ? title : words(phrases.resultDepends, ["stage": title, "factors": factors.joined(separator: ", ")]))
        }
        lines += personal.postponed.map {
            words(phrases.resultPostponed, ["stage": $0.stage.title[language], "item": $0.until.title[language]])
        }
        lines += personal.warnings.map { $0[language] } + [words(phrases.resultNext)] + [promise].compactMap(\.self)
        let sources = (personal.firstItems.flatMap(\.sources) + checklist.sources).map { $0.source[language] }
        return (lines.joined(separator: "\n"), Array(Self.distinct(sources).prefix(Self.maximumSources)))
    }
}
