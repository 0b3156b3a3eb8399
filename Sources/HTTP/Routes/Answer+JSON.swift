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

extension Timestamp {
    /// `2026-11-22T10:00:00.123Z` (RFC 3339). By arithmetic: a formatter would cost more than the rest of the answer.
    ///
    /// Days to date: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, `civil_from_days`.
    var iso8601: String {
        let day = Int((milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000)
        let millisecond = Int(milliseconds) - day * 86_400_000
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let date = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func digits(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let (hours, minutes, seconds) = (millisecond / 3_600_000, millisecond / 60_000 % 60, millisecond / 1_000 % 60)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(date, 2))T\(digits(hours, 2)):\(digits(minutes, 2)):"
            + "\(digits(seconds, 2)).\(digits(millisecond % 1_000, 3))Z"
    }
}
