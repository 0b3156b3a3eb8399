import Dialogue

/// The chat as a page of plain forms: a conversation in, HTML out, and nothing else looked at.
///
/// Every message keeps its words, sources and disclaimer. What can be acted on stands under the newest answer alone: a page cannot take
/// back a button that was pressed, and forty answers with ten buttons each would bury the box.
struct ChatPage {
    var language: Language
    var shell: PageShell
    var messages: [Conversation.Message] = []
    var hours: Hours
    /// The way to a person.
    var door: Door
    /// Names what is sent from this page, so that a form sent twice is one message.
    var nonce: String
    /// What is in the box and in the fields already.
    var draft = Form.empty
    /// What the last form did, where the conversation itself does not tell.
    var told: Told?
    /// The answer whose Benefit block was closed.
    var closed: MessageID?
    /// Why the last form was refused: the page then shows what was typed, and why, and no conversation.
    var problem: Problem?

    /// A sentence said once, after a form.
    enum Told: String { case escalated, lead, rated, gone }

    struct Door {
        var href: String
        var isWhatsApp: Bool
        /// `Senin–Jumat 09.00–17.00 WIB`.
        var hours: String
        /// `buka lagi Senin 09.00 WIB`; nil while people are there.
        var nextOpening: String?
    }

    func html() -> [UInt8] {
        var writer = HTMLWriter(capacity: 16_384)
        writer.template(shell.head)
        writer.element(.div, .of(.class, "chat")) { writer in
            writer.element(.div, .of(.class, "chat-main")) { writer in
                if isLeadRefused {
                    lead(to: &writer)
                    link(Word.back[language], to: refreshPath, style: "call", in: &writer)
                } else {
                    if let problem { notice(problem, to: &writer) } else { log(to: &writer) }
                    box(to: &writer)
                    if messages.isEmpty, problem == nil { writer.template(shell.prompts) }
                }
                form("/chat/escalate", style: "person", to: &writer) { writer in
                    writer.element(.button, .of(.type, "submit"), .of(.class, "call"), text: Word.escalate[language])
                }
            }
            if !isLeadRefused { lead(to: &writer) }
        }
        writer.template(shell.tail)
        return writer.bytes
    }

    /// Whether it was the form of four fields that was refused: it then stands first, with the reason in it.
    private var isLeadRefused: Bool { problem != nil && draft["contact"] != nil }

    // MARK: The conversation

    /// Where the browser goes after a form: the newest question with its answer below, or what was said last.
    private var latest: Int {
        messages.count > 1 && messages[messages.count - 1].role == .assistant ? messages.count - 2 : messages.count - 1
    }

    private func log(to writer: inout HTMLWriter) {
        let sentence = told.flatMap(self.sentence)
        writer.element(.div, .of(.class, "log"), .of(.role, "log"), .of(.ariaLabel, Word.log[language])) { writer in
            if messages.isEmpty { greeting(to: &writer) }
            for (index, message) in messages.enumerated() {
                self.message(message, isLatest: index == latest && told == nil, isNewest: index == messages.count - 1, to: &writer)
            }
            guard told != nil else { return }
            writer.element(.article, .of(.class, "message bot"), .of(.id, "latest")) { writer in
                who(.assistant, at: nil, to: &writer)
                if let sentence { writer.element(.p, text: sentence) } else { handoff(to: &writer) }
            }
        }
    }

    private func sentence(_ told: Told) -> String? {
        switch told {
        case .escalated: nil
        case .lead: Word.leadDone[language]
        case .rated: Word.rated[language]
        case .gone: Word.gone[language]
        }
    }

    private func greeting(to writer: inout HTMLWriter) {
        guard shell.greeting.isEmpty else { return writer.template(shell.greeting) }
        writer.element(.article, .of(.class, "message bot")) { writer in
            who(.assistant, at: nil, to: &writer)
            writer.element(.p, text: Word.begin[language])
        }
    }

    private func message(_ message: Conversation.Message, isLatest: Bool, isNewest: Bool, to writer: inout HTMLWriter) {
        let style = message.role == .user ? "message visitor" : message.role == .admin ? "message admin" : "message bot"
        func content(_ writer: inout HTMLWriter) {
            who(message.role, at: message.at, to: &writer)
            if message.answer == nil {
                writer.element(.p, .of(.class, "text"), .of(.dir, "auto"), text: message.text)
            } else {
                paragraphs(message.shown, to: &writer)
            }
            if let answer = message.answer { extras(answer, of: message.id, isNewest: isNewest, to: &writer) }
        }
        if isLatest {
            writer.element(.article, .of(.class, style), .of(.id, "latest"), content: content)
        } else {
            writer.element(.article, .of(.class, style), content: content)
        }
    }

    private func who(_ role: Conversation.Message.Role, at: Timestamp?, to writer: inout HTMLWriter) {
        let name = role == .user ? Word.visitor : role == .admin ? Word.admin : Word.bot
        writer.element(.p, .of(.class, "who")) { writer in
            writer.element(.span, .of(.class, "chip"), text: name[language])
            if let at {
                writer.text(" ")
                writer.element(.time, .of(.datetime, at.iso8601), text: hours.words(for: at, in: language))
            }
        }
    }

    /// An answer's text: its lines are paragraphs, those that begin with a bullet one list.
    private func paragraphs(_ text: String, to writer: inout HTMLWriter) {
        let lines = text.split(separator: "\n").filter { !String($0).isBlank }
        var index = 0
        while index < lines.count {
            let points = lines[index...].prefix { $0.hasPrefix("• ") }
            if points.isEmpty {
                writer.element(.p, text: String(lines[index]))
                index += 1
            } else {
                writer.element(.ul, .of(.class, "points")) { writer in
                    for point in points { writer.element(.li, text: String(point.dropFirst(2))) }
                }
                index += points.count
            }
        }
    }

    /// What stands under an answer's text, in the order in which it is read.
    private func extras(_ answer: Answer, of message: MessageID, isNewest: Bool, to writer: inout HTMLWriter) {
        if isNewest { options(answer.choices, of: message, title: Word.didYouMean, to: &writer) }
        if isNewest, let question = answer.question { replies(to: question, of: message, in: &writer) }
        if !answer.sources.isEmpty { sources(answer.sources, to: &writer) }
        if let disclaimer = answer.disclaimer { writer.element(.p, .of(.class, "fine"), text: disclaimer) }
        guard isNewest else { return }
        if let reason = answer.handoffOffered {
            let isUnsure = [.unsure, .twiceNotUnderstood].contains(reason)
            form("/chat/escalate", style: "offer", to: &writer) { writer in
                writer.element(.p, text: (isUnsure ? Word.offerUnsure : Word.offerReady)[language])
                writer.element(.button, .of(.type, "submit"), text: Word.offer[language])
            }
        }
        if !answer.benefits.isEmpty, closed != message { benefits(answer, of: message, to: &writer) }
        writer.element(.div, .of(.class, "calls")) { writer in
            callToAction(answer.primary, style: "call first", to: &writer)
            callToAction(answer.secondary, style: "call", to: &writer)
        }
        options(answer.suggestions, of: message, title: Word.suggestions, to: &writer)
        thumbs(for: message, to: &writer)
    }

    private func options(_ choices: [Answer.Choice], of message: MessageID, title: Localized<String>, to writer: inout HTMLWriter) {
        guard !choices.isEmpty else { return }
        form("/chat/choose", style: "options", to: &writer) { writer in
            hidden("message_id", message.rawValue, to: &writer)
            writer.element(.p, .of(.class, "heading"), text: title[language])
            for choice in choices {
                writer.element(
                    .button, .of(.type, "submit"), .of(.name, "choice"), .of(.value, choice.intent.rawValue), text: choice.text)
            }
        }
    }

    /// The replies to a question as buttons, and the way past it.
    private func replies(to question: Answer.Question, of message: MessageID, in writer: inout HTMLWriter) {
        form("/chat/choose", style: "options", to: &writer) { writer in
            hidden("message_id", message.rawValue, to: &writer)
            writer.element(.p, .of(.class, "heading"), text: Word.step(question.step, of: question.count, in: language))
            for option in question.options {
                writer.element(.button, .of(.type, "submit"), .of(.name, "choice"), .of(.value, option.value), text: option.text)
            }
            if question.isSkippable {
                writer.element(.button, .of(.type, "submit"), .of(.name, "choice"), .of(.value, "skip"), text: Word.skip[language])
            }
        }
    }

    private func sources(_ sources: [Source], to writer: inout HTMLWriter) {
        writer.element(.div, .of(.class, "chat-sources")) { writer in
            writer.element(.p, .of(.class, "heading"), .of(.ariaHidden, "true"), text: Word.sources[language])
            writer.element(.ul, .of(.ariaLabel, Word.sources[language])) { writer in
                for source in sources {
                    var name = [source.title, source.article].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
                    if let year = source.year, !name.contains(String(year)) { name += " (\(year))" }
                    writer.element(.li) { link(name, to: source.url, style: "source", in: &$0) }
                }
            }
        }
    }

    private func benefits(_ answer: Answer, of message: MessageID, to writer: inout HTMLWriter) {
        form("/chat/refuse", style: "plain", to: &writer) { writer in
            hidden("message_id", message.rawValue, to: &writer)
            writer.element(.fieldset, .of(.class, "benefits"), .of(.ariaLabel, Word.benefits[language])) { writer in
                writer.element(.legend, text: answer.benefitsTitle ?? Word.benefits[language])
                writer.element(.ul) { writer in for benefit in answer.benefits { writer.element(.li, text: benefit) } }
                writer.element(.button, .of(.type, "submit"), text: Word.notNow[language])
            }
        }
    }

    private func callToAction(_ call: CallToAction, style: String, to writer: inout HTMLWriter) {
        switch call.action {
        case .whatsapp(let href), .link(let href): link(call.text, to: href, style: style, in: &writer)
        case .lead: link(call.text, to: "#lead", style: style, in: &writer)
        case .ask(let choice):
            form("/chat", style: "plain", to: &writer) { writer in
                hidden("message", choice.text, to: &writer)
                hidden("via", "button", to: &writer)
                writer.element(.button, .of(.type, "submit"), .of(.class, style), text: call.text)
            }
        case .checklist:
            form("/chat/checklist", style: "plain", to: &writer) { writer in
                writer.element(.button, .of(.type, "submit"), .of(.class, style), text: call.text)
            }
        case .escalate:
            form("/chat/escalate", style: "plain", to: &writer) { writer in
                writer.element(.button, .of(.type, "submit"), .of(.class, style), text: call.text)
            }
        }
    }

    /// A link where the address is one that a click may follow, else its text.
    private func link(_ text: String, to address: String?, style: String, in writer: inout HTMLWriter) {
        guard let address = address.flatMap(HTMLWriter.Address.init) else { return writer.element(.span, text: text) }
        if address.isElsewhere {
            writer.element(.a, .href(address), .of(.class, style), .of(.rel, "noopener"), .of(.target, "_blank"), text: text)
        } else {
            writer.element(.a, .href(address), .of(.class, style), text: text)
        }
    }

    private func thumbs(for message: MessageID, to writer: inout HTMLWriter) {
        form("/chat/rate", style: "thumbs", to: &writer) { writer in
            hidden("message_id", message.rawValue, to: &writer)
            for (value, name, sign) in [("up", Word.good, "👍"), ("down", Word.wrong, "👎")] {
                writer.element(
                    .button, .of(.type, "submit"), .of(.name, "value"), .of(.value, value), .of(.ariaLabel, name[language])
                ) { writer in
                    writer.element(.span, .of(.ariaHidden, "true"), text: sign)
                }
            }
        }
    }

    /// The way to a person.
    private func handoff(to writer: inout HTMLWriter) {
        writer.element(.p, text: Word.handoff[language])
        if let opening = door.nextOpening { writer.element(.p, text: Word.closed(opening, in: language)) }
        writer.element(.p, text: Word.hours(door.hours, in: language))
        if door.nextOpening == nil { writer.element(.p, .of(.class, "fine"), text: Word.estimate[language]) }
        writer.element(.div, .of(.class, "calls")) { writer in
            link((door.isWhatsApp ? Word.whatsApp : Word.contactPage)[language], to: door.href, style: "call first", in: &writer)
        }
    }

    // MARK: Forms

    private func form(_ path: StaticString, style: String, to writer: inout HTMLWriter, content: (inout HTMLWriter) -> Void) {
        writer.element(.form, .of(.method, "post"), .action(path), .of(.class, style)) { writer in
            hidden("lang", language.rawValue, to: &writer)
            hidden("nonce", nonce, to: &writer)
            content(&writer)
        }
    }

    private func hidden(_ name: String, _ value: String, to writer: inout HTMLWriter) {
        writer.input(.of(.type, "hidden"), .of(.name, name), .of(.value, value))
    }

    /// This page again. The address is another each time: a link to the very address a browser is at, with a fragment, only scrolls
    /// (HTML, "navigate to a fragment"), and the reply would never come.
    private var refreshPath: String {
        let query = (language == .english ? ["lang=en"] : []) + (closed.map { ["closed=\($0.rawValue)"] } ?? []) + ["at=\(nonce)"]
        return "/chat?" + query.joined(separator: "&") + "#latest"
    }

    private func box(to writer: inout HTMLWriter) {
        form("/chat", style: "box", to: &writer) { writer in
            // Only a new conversation has room for what is in the box now.
            if problem?.code == "conversation_full" { hidden("fresh", "1", to: &writer) }
            writer.element(.label, .of(.for, "message"), text: Word.message[language])
            writer.element(
                .textarea, .of(.id, "message"), .of(.name, "message"), .of(.rows, "3"), .of(.maxlength, "\(Application.Limit.message)"),
                .of(.required, ""), .of(.dir, "auto"), .of(.placeholder, shell.placeholder), text: draft["message"] ?? "")
            writer.element(.div, .of(.class, "box-row")) { writer in
                writer.element(.button, .of(.type, "submit"), .of(.class, "call first"), text: Word.send[language])
                link((problem == nil ? Word.refresh : Word.back)[language], to: refreshPath, style: "call", in: &writer)
            }
        }
    }

    private func lead(to writer: inout HTMLWriter) {
        writer.element(.section, .of(.class, "lead-form"), .of(.id, "lead"), .of(.ariaLabelledBy, "lead-title")) { writer in
            writer.element(.h2, .of(.id, "lead-title"), text: Word.lead[language])
            writer.element(.p, .of(.class, "fine"), text: Word.leadIntro[language])
            if isLeadRefused, let problem { notice(problem, to: &writer) }
            form("/chat/lead", style: "plain", to: &writer) { writer in
                if let intent = messages.last(where: { $0.answer != nil })?.answer?.parts.first?.intent.rawValue ?? draft["intent"] {
                    hidden("intent", intent, to: &writer)
                }
                field("name", Word.leadName, limit: Application.Limit.name, autocomplete: "name", to: &writer)
                field("contact", Word.leadContact, limit: Application.Limit.name, autocomplete: "off", to: &writer)
                field("company", Word.leadCompany, limit: Application.Limit.name, autocomplete: "organization", to: &writer)
                writer.element(.label, .of(.for, "lead-need"), text: Word.leadNeed[language])
                writer.element(
                    .textarea, .of(.id, "lead-need"), .of(.name, "need"), .of(.rows, "3"), .of(.maxlength, "\(Application.Limit.topic)"),
                    .of(.required, ""), text: draft["need"] ?? "")
                writer.element(.label, .of(.class, "consent")) { writer in
                    // Never ticked for somebody, not even again.
                    writer.input(.of(.type, "checkbox"), .of(.name, "consent"), .of(.value, Word.consentVersion), .of(.required, ""))
                    writer.element(.span, text: Word.consent[language])
                }
                writer.element(.button, .of(.type, "submit"), .of(.class, "call first"), text: Word.leadSend[language])
            }
        }
    }

    private func field(_ name: String, _ label: Localized<String>, limit: Int, autocomplete: String, to writer: inout HTMLWriter) {
        writer.element(.label, .of(.for, "lead-\(name)"), text: label[language])
        let isWrong = isLeadRefused && problem?.field == name
        writer.input(
            .of(.type, "text"), .of(.id, "lead-\(name)"), .of(.name, name), .of(.value, draft[name] ?? ""), .of(.maxlength, "\(limit)"),
            .of(.autocomplete, autocomplete), .of(.required, ""), .of(.ariaInvalid, isWrong ? "true" : "false"))
    }

    /// Why nothing happened, where the eye falls first.
    private func notice(_ problem: Problem, to writer: inout HTMLWriter) {
        writer.element(.div, .of(.class, "problem"), .of(.role, "alert"), .of(.id, "latest")) { writer in
            writer.element(.p, text: problem.title[language])
        }
    }
}
