import Desk
import Dialogue
import JSON
import Ledger

// How an admin sees things, as JSON. What people wrote is masked on its way out; only `unmask` shows it as it is.
extension JSONWriter {
    mutating func member(_ name: StaticString, orNull text: String?) { member(name, text.map(JSON.string) ?? .null) }
    mutating func member(_ name: StaticString, orNull number: Int?) { member(name, number.map { .integer(Int64($0)) } ?? .null) }
    mutating func member(_ name: StaticString, orNull share: Double?) {
        member(name, share.map { .number(($0 * 10_000).rounded() / 10_000) } ?? .null)
    }
    mutating func member(_ name: StaticString, orNull time: Timestamp?) { member(name, orNull: time?.iso8601) }
}

extension Ledger.Row {
    /// - Parameter shown: what becomes of texts that may hold personal data.
    func write(to writer: inout JSONWriter, viewers: [String], shown: (String) -> String) {
        writer.object { writer in
            writer.member("id", id.rawValue)
            writer.member("number", number)
            writer.member("status", status.rawValue)
            writer.member("mode", mode.rawValue)
            writer.member("priority", priority.rawValue)
            writer.member("assignee", orNull: assignee)
            writer.member("labels", labels)
            writer.member("locale", language.rawValue)
            writer.member("name", orNull: name.map(shown))
            writer.member("topic", orNull: topic.map(shown))
            writer.member("channel", channel.rawValue)
            writer.member("contact", orNull: contact.map(shown))
            writer.key("last_message")
            if let lastMessage {
                writer.object { writer in
                    // The visitor's last words, whoever spoke after them.
                    writer.member("role", Conversation.Message.Role.user.rawValue)
                    writer.member("text", shown(lastMessage.text))
                    writer.member("at", lastMessage.at.iso8601)
                }
            } else {
                writer.value(JSON.null)
            }
            writer.member("last_speaker", orNull: lastSpeaker?.rawValue)
            writer.member("started_at", startedAt.iso8601)
            writer.member("updated_at", updatedAt.iso8601)
            writer.member("waiting_since", orNull: waitingSince)
            writer.member("queue_position", orNull: queuePosition)
            writer.member("snoozed_until", orNull: snoozedUntil)
            writer.member("blocked", isBlocked)
            writer.member("needs_reply", needsReply)
            writer.member("left_message", leftMessage)
            writer.member("viewers", viewers)
        }
    }
}

/// A conversation's messages with how they were understood.
struct Thread {
    let story: Desk.Story
    let content: Content
    /// What becomes of texts that may hold personal data.
    let shown: (String) -> String
    private let readings: [MessageID: Reading]

    init(_ story: Desk.Story, _ content: Content, shown: @escaping (String) -> String) {
        self.story = story
        self.content = content
        self.shown = shown
        readings = story.happenings.reduce(into: [:]) { readings, happening in
            if case .messageRead(let read) = happening.event { readings[read.messageID] = read.reading }
        }
    }

    var language: Language { story.conversation.language }

    func write(messagesAfter number: UInt64, to writer: inout JSONWriter) {
        writer.array { writer in
            for message in story.conversation.messages where message.number > number { write(message, to: &writer) }
        }
    }

    func write(_ message: Conversation.Message, to writer: inout JSONWriter) {
        // Staff read Indonesian or English; the lines of changes are in the conversation's own language, as its visitor sees them.
        message.write(to: &writer, content, in: language, shown: shown) { writer in
            writer.member("client_message_id", ifPresent: message.role == .admin ? message.clientMessageID : nil)
            guard let reading = readings[message.id] else { return }
            writer.key("reading")
            reading.write(to: &writer, content)
        }
    }
}

extension Reading {
    /// The best guess and what it was weighed against, with titles for people.
    func write(to writer: inout JSONWriter, _ content: Content) {
        func title(_ id: IntentID?) -> String? { id.flatMap(content.intent)?.template[.indonesian].title }
        let part = parts.first
        let best = part?.verdict == .outOfScope ? nil : part?.intent ?? part?.alternatives.first?.intent
        writer.object { writer in
            writer.member("intent", best?.rawValue ?? "OOS")
            writer.member("title", orNull: title(best))
            writer.member("confidence", ((part?.confidence ?? 0) * 1000).rounded() / 1000)
            writer.member("guard", ifPresent: guarded?.rawValue)
            writer.key("alternatives")
            writer.array { writer in
                for alternative in part?.alternatives ?? [] {
                    writer.object { writer in
                        writer.member("intent", alternative.intent.rawValue)
                        writer.member("title", orNull: title(alternative.intent))
                        writer.member("confidence", (alternative.confidence * 1000).rounded() / 1000)
                    }
                }
            }
        }
    }
}

extension Ledger.LeadRecord.Agreement {
    func write(to writer: inout JSONWriter) {
        writer.key("consent")
        writer.object { writer in
            writer.member("purpose", consent.purpose)
            writer.member("wording_version", consent.wordingVersion)
            writer.member("channel", consent.channel)
            writer.member("at", at.iso8601)
            writer.member("withdrawn_at", orNull: withdrawnAt)
        }
    }
}

extension Ledger.LeadRecord {
    func write(to writer: inout JSONWriter, shown: (String) -> String) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("at", at.iso8601)
            writer.member("status", status.rawValue)
            writer.member("name", shown(lead.name))
            writer.member("contact", shown(lead.contact.value))
            writer.member("company", shown(lead.company))
            writer.member("need", shown(lead.need))
            writer.member("intent", orNull: lead.intent?.rawValue)
            writer.member("page", orNull: lead.page.map(shown))
            writer.key("utm")
            writer.object { writer in
                for (name, value) in lead.campaign.sorted(by: { $0.key < $1.key }) {
                    writer.key(dynamic: shown(name))
                    writer.value(shown(value))
                }
            }
            writer.member("conversation_id", orNull: conversation?.rawValue)
            writer.member("score", orNull: score)
            writer.member("restricted", isRestricted)
            writer.member("may_be_contacted", mayBeContacted)
            consent?.write(to: &writer)
            writer.key("notes")
            writer.array { writer in
                for note in notes {
                    writer.object { writer in
                        writer.member("at", note.at.iso8601)
                        writer.member("admin", note.admin)
                        writer.member("text", shown(note.text))
                    }
                }
            }
        }
    }
}

extension Ledger.DeliveryRecord {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("kind", kind.rawValue)
            writer.member("template", template)
            writer.member("to", toRef)
            writer.member("state", state.rawValue)
            writer.member("attempts", attempts)
            writer.member("last_outcome", orNull: lastOutcome)
            writer.member("retry_at", orNull: retryAt)
            writer.member("requested_at", requestedAt.iso8601)
            writer.member("expires", expires.iso8601)
            writer.member("conversation_id", orNull: stream.hasPrefix("lead:") ? nil : stream)
        }
    }
}
