import Desk
import Dialogue
import JSON

extension Desk.Outcome {
    /// The answer of `POST /api/chat`, with every field of the PRD's.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            reply?.writeAnswer(to: &writer)
            writer.member("session_id", ifPresent: session?.token)
            writer.member("conversation_id", conversation.rawValue)
            writer.member("mode", mode.rawValue)
        }
    }
}

extension Conversation.Message {
    /// One of `GET /api/chat/messages`: who said it, when, and for the bot's all that `POST /api/chat` gave.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("role", role.rawValue)
            writer.member("content", text)
            writer.member("at", at.iso8601)
            if answer == nil {
                writer.member("message_id", id.rawValue)
                writer.member("sequence", number)
            } else {
                writeAnswer(to: &writer)
            }
        }
    }

    fileprivate func writeAnswer(to writer: inout JSONWriter) {
        guard let answer else { return }
        writer.member("answer", answer.text)
        writer.member("benefits", answer.benefits)
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
        writer.key("usage")
        writer.object { writer in
            // No language model took part; when one does, these are the provider's figures.
            writer.member("input_tokens", 0)
            writer.member("output_tokens", 0)
        }
        writer.member("confidence", (answer.confidence * 1000).rounded() / 1000)
        writer.member("intent", answer.parts.first?.intent.rawValue ?? "OOS")
        writer.key("sources")
        writer.array { writer in for source in answer.sources { source.write(to: &writer) } }
        writer.member("suggestions", answer.suggestions.map(\.text))
        writer.member("choices", answer.choices.map(\.text))
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
