// Which answers a model may word anew, and what becomes of its wording when it comes.
extension Policy {
    /// Roles whose words stay as they are: an apology and a statement on personal data are the company's own.
    private static let verbatim: Set<Intent.Role> = [.complaint, .privacy]

    /// The answer among `events`, which are about to happen in `conversation`, if a model may word it anew.
    ///
    /// It may where the bot alone answers, templates told of a subject, nothing is asked of the visitor, and no template is to be taken word
    /// for word.
    public func rewordable(_ events: [Event], in conversation: borrowing Conversation) -> Rewording.Subject? {
        guard conversation.mode == .bot else { return nil }
        var question: Event.VisitorSaid?
        for event in events {
            switch event {
            case .visitorSaid(let said): question = said
            case .handoffRequested: return nil
            case .botAnswered(let answered):
                let answer = answered.answer
                guard let question, answered.replyTo == question.messageID, answer.kind == .answer, answer.question == nil,
                    !answer.parts.isEmpty, !answer.text.isEmpty,
                    !answer.parts.contains(where: { content.role(of: $0.intent).map(Self.verbatim.contains) ?? false })
                else { return nil }
                return Rewording.Subject(
                    message: answered.messageID, template: answer.text, question: question.text, language: question.language)
            default: continue
            }
        }
        return nil
    }

    /// Takes in what came of a wording: once, and only while the answer is the last word of a conversation that is still the bot's.
    func reword(_ message: MessageID, _ result: Rewording.Result, in conversation: Conversation) -> [Event] {
        guard case .requested = conversation.message(message)?.rewording else { return [] }
        switch result {
        case .worded(let text, let usage):
            let last = conversation.messages.last { $0.role != .system }
            guard conversation.mode == .bot, last?.id == message else {
                return [.rewordingDeclined(.init(messageID: message, reason: "superseded", usage: usage))]
            }
            return [.answerReworded(.init(messageID: message, text: text, usage: usage))]
        case .declined(let reason, let usage):
            return [.rewordingDeclined(.init(messageID: message, reason: reason, usage: usage))]
        }
    }
}
