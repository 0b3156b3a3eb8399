import Desk
import Dialogue
import JSON

extension Desk.Outcome {
    /// The answer of `POST /api/chat`, with every field of the PRD's.
    ///
    /// - Parameter words: of the reply: those that are shown, or the template's own.
    func json(saying words: KeyPath<Conversation.Message, String>) -> [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.object { writer in
            if reply?.answer == nil {
                // People answer here, or will: the bot says nothing. Every member is there all the same, for clients that count on it.
                writer.writeSilence()
                writer.member("sequence", number)
            } else {
                reply?.writeAnswer(to: &writer, saying: words)
            }
            writer.member("session_id", ifPresent: session?.token)
            writer.member("conversation_id", conversation.rawValue)
            writer.member("mode", mode.rawValue)
        }
        return writer.bytes
    }
}

extension Conversation.Message {
    /// One of `GET /api/chat/messages`: who said it, when, and for the bot's all that `POST /api/chat` gave.
    ///
    /// - Parameters:
    ///   - shown: the text as it is shown; the message's own when nil.
    ///   - extra: members of one route's own.
    func write(
        to writer: inout JSONWriter, _ content: Content, in language: Language = .indonesian, shown: ((String) -> String)? = nil,
        extra: (inout JSONWriter) -> Void = { _ in }
    ) {
        writer.object { writer in
            writer.member("role", role.rawValue)
            let text = change.map { content.phrases.line(for: $0, in: language) } ?? text
            writer.member("content", shown?(text) ?? text)
            writer.member("at", at.iso8601)
            if answer == nil {
                writer.member("message_id", id.rawValue)
                writer.member("sequence", number)
                writer.member("admin", ifPresent: admin ?? change?.admin)
                writer.member("event", ifPresent: change?.name)
                // By which a client knows its own message again.
                if role == .user { writer.member("client_message_id", ifPresent: clientMessageID) }
            } else {
                writeAnswer(to: &writer, saying: \.text)
                writer.member("polished", ifPresent: polished)
            }
            extra(&writer)
        }
    }

    /// What a model's wording of the answer cost, by the provider's own account; nothing where no model took part.
    func writeUsage(to writer: inout JSONWriter) {
        writer.key("usage")
        writer.object { writer in
            writer.member("input_tokens", usage?.inputTokens ?? 0)
            writer.member("output_tokens", usage?.outputTokens ?? 0)
        }
    }

    fileprivate func writeAnswer(to writer: inout JSONWriter, saying words: KeyPath<Conversation.Message, String>) {
        guard let answer else { return }
        writer.member("answer", self[keyPath: words])
        writer.member("benefits", answer.benefits)
        writer.member("benefits_title", ifPresent: answer.benefitsTitle)
        writer.key("cta")
        writer.object { writer in
            writer.member("primary", answer.primary.text)
            writer.member("secondary", answer.secondary.text)
        }
        writer.key("cta_actions")
        writer.object { writer in
            writer.key("primary")
            answer.primary.action.write(to: &writer)
            writer.key("secondary")
            answer.secondary.action.write(to: &writer)
        }
        writeUsage(to: &writer)
        writer.member("confidence", (answer.confidence * 1000).rounded() / 1000)
        writer.member("intent", answer.parts.first?.intent.rawValue ?? "OOS")
        writer.member("variant", ifPresent: answer.parts.first?.variant)
        writer.key("sources")
        writer.array { writer in for source in answer.sources { source.write(to: &writer) } }
        writer.member("suggestions", answer.suggestions.map(\.text))
        writer.member("choices", answer.choices.map(\.text))
        answer.question?.write(to: &writer)
        writer.key("handoff")
        writer.object { writer in
            writer.member("offered", answer.handoffOffered != nil)
            writer.member("reason", ifPresent: answer.handoffOffered?.rawValue)
        }
        writer.member("disclaimer", ifPresent: answer.disclaimer)
        writer.member("message_id", id.rawValue)
        writer.member("sequence", number)
    }
}

extension JSONWriter {
    /// The members of an answer that is none.
    fileprivate mutating func writeSilence() {
        member("answer", "")
        member("benefits", [String]())
        key("cta")
        object { writer in
            writer.member("primary", "")
            writer.member("secondary", "")
        }
        key("cta_actions")
        object { _ in }
        key("usage")
        object { writer in
            writer.member("input_tokens", 0)
            writer.member("output_tokens", 0)
        }
        member("confidence", 0.0)
        member("intent", JSON.null)
        member("sources", JSON.array([]))
        member("suggestions", [String]())
        member("choices", [String]())
        key("handoff")
        object { $0.member("offered", false) }
        member("message_id", JSON.null)
    }
}
