/// What goes along when a visitor goes on in WhatsApp. Of their own words there is only the topic; whoever makes the link masks all of it.
extension Policy {
    /// So many subjects are named, the latest.
    private static let maximumSubjects = 6

    /// What WhatsApp opens with: whom it is to, what it is about, what was answered, what the visitor told of themselves.
    ///
    /// - Parameter topic: as the visitor says; nil for what was asked for, or was talked about last.
    public func whatsAppText(for conversation: Conversation, topic: String?) -> String {
        let language = conversation.language
        let titles = subjects(of: conversation)
        let company = content.company[language]
        let topic = topic ?? conversation.handoff.request?.topic ?? titles.last ?? company
        var lines = [Slots(["company": company, "topic": topic]).fill(content.phrases.whatsappText[language])]
        if !titles.isEmpty {
            lines.append(Slots(["titles": titles.joined(separator: "; ")]).fill(content.phrases.whatsappDiscussed[language]))
        }
        let told = remembered(of: conversation.guided, in: language).map { "\($0.title): \($0.text)" }
        if !told.isEmpty { lines.append(Slots(["told": told.joined(separator: "; ")]).fill(content.phrases.whatsappTold[language])) }
        return lines.joined(separator: "\n")
    }

    /// The text's last line, which a cut leaves whole.
    public func whatsAppClosing(code: String, in language: Language) -> String {
        "\n" + Slots(["code": code]).fill(content.phrases.whatsappCode[language])
    }

    /// What was answered, by its titles, each once and the latest last; what is said to be polite is none.
    private func subjects(of conversation: Conversation) -> [String] {
        var titles: [String] = []
        for part in conversation.messages.compactMap(\.answer).flatMap(\.parts) {
            guard let intent = content.intent(part.intent), !intent.isInternal, !(intent.role?.isSmallTalk ?? false) else { continue }
            let title = intent.template[conversation.language].title
            titles.removeAll { $0 == title }
            titles.append(title)
        }
        return titles.suffix(Self.maximumSubjects)
    }
}
