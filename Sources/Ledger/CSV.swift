import Dialogue

/// Tables as comma-separated values (RFC 4180), for spreadsheets.
public enum CSV {
    /// Rows of cells as one text: quoted where a cell needs it, each line ended by CR LF.
    public static func text(_ rows: [[String]]) -> String {
        rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    /// One cell.
    ///
    /// A spreadsheet takes what begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, whoever typed it: such a cell gets an
    /// apostrophe in front, also behind blanks and where the sign is written wide. Why: OWASP, "CSV Injection".
    public static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'" + text : text
        // Compared by bytes: CR LF is one Character, and neither CR nor LF.
        guard safe.utf8.contains(where: { "\",;\r\n\t".utf8.contains($0) }) || safe.first == " " || safe.last == " " else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// An instant as the company's clocks show it, in the form that spreadsheets set up for Indonesia take for a date: `25/11/2026 09:41`.
    public static func moment(_ at: Timestamp, offsetMinutes: Int) -> String {
        let local = Array(Timestamp(milliseconds: at.milliseconds + Int64(offsetMinutes) * 60_000).iso8601.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: local[range], as: UTF8.self) }
        return "\(part(8..<10))/\(part(5..<7))/\(part(0..<4)) \(part(11..<16))"
    }

    private static func isFormula(_ text: String) -> Bool {
        if let first = text.utf8.first, first == 0x09 || first == 0x0D || first == 0x0A { return true }
        guard let sign = text.unicodeScalars.first(where: { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint })
        else { return false }
        return "=+-@＝＋－＠".unicodeScalars.contains(sign)
    }
}

extension Ledger.Row {
    /// The head of a table of conversations.
    public static let columns = [
        "id", "started", "updated", "status", "mode", "priority", "assignee", "labels", "language", "channel", "name", "contact", "topic",
        "last_message", "score",
    ]

    /// The row as cells under `columns`. Long tables are made page by page, as each page is looked up under the Desk's lock.
    ///
    /// - Parameters:
    ///   - offsetMinutes: how many minutes the company's clocks show more than UTC.
    ///   - mask: takes personal data out of what visitors wrote.
    public func cells(offsetMinutes: Int, mask: (String) -> String) -> [String] {
        [
            id.rawValue, CSV.moment(startedAt, offsetMinutes: offsetMinutes), CSV.moment(updatedAt, offsetMinutes: offsetMinutes),
            status.rawValue, mode.rawValue, priority.rawValue, assignee ?? "",
            labels.joined(separator: "; "), language.rawValue, channel.rawValue, mask(name ?? ""), mask(contact ?? ""), mask(topic ?? ""),
            mask(lastMessage?.text ?? ""), score.map(String.init) ?? "",
        ]
    }
}

extension Ledger.LeadRecord {
    /// The head of a table of leads.
    public static let columns = [
        "id", "received", "status", "name", "contact", "company", "need", "intent", "page", "campaign", "conversation", "score", "notes",
    ]

    /// The lead as cells under `columns`.
    ///
    /// - Parameters:
    ///   - offsetMinutes: how many minutes the company's clocks show more than UTC.
    ///   - mask: takes personal data out of what visitors and admins wrote.
    public func cells(offsetMinutes: Int, mask: (String) -> String) -> [String] {
        [
            id, CSV.moment(at, offsetMinutes: offsetMinutes), status.rawValue, mask(lead.name), mask(lead.contact.value),
            mask(lead.company), mask(lead.need),
            lead.intent?.rawValue ?? "", mask(lead.page ?? ""),
            mask(lead.campaign.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")),
            conversation?.rawValue ?? "",
            score.map(String.init) ?? "",
            notes.map { "\(CSV.moment($0.at, offsetMinutes: offsetMinutes)) \($0.admin): \(mask($0.text))" }.joined(separator: "\n"),
        ]
    }
}

extension Ledger.Statistics {
    /// The figures as a table of figure, subject, and value; a value that is not known is empty.
    public var csv: String {
        var rows = [["figure", "of", "value"]]
        func add(_ figure: String, _ subject: String = "", _ value: (some CustomStringConvertible)?) {
            rows.append([figure, subject, value?.description ?? ""])
        }
        add("from", "", from)
        add("to", "", to)
        add("escalations", "", escalations)
        add("escalations_within_hours", "", escalationsWithinHours)
        add("claimed", "", claimed)
        add("claimed_within_3_min", "", claimedInTime)
        add("claim_share", "", claimShare)
        for (name, times) in [("first_response", firstResponse), ("resolution", resolution)] {
            add(name, "n", times.n)
            add(name, "median_seconds", times.medianSeconds)
            add(name, "p90_seconds", times.ninetiethSeconds)
            add(name, "within_sla", times.withinTarget)
        }
        add("csat", "up", satisfaction.up)
        add("csat", "down", satisfaction.down)
        add("csat", "share", satisfaction.share)
        for day in days {
            add("conversations", day.day.description, day.conversations)
            add("escalations", day.day.description, day.escalations)
            add("leads", day.day.description, day.leads)
        }
        for question in topQuestions { add("top_question", question.intent.rawValue, question.n) }
        for intent in intents {
            add("answers", intent.intent.rawValue, intent.n)
            add("mean_confidence", intent.intent.rawValue, intent.meanConfidence)
            add("thumbs_up", intent.intent.rawValue, intent.thumbs.up)
            add("thumbs_down", intent.intent.rawValue, intent.thumbs.down)
        }
        for source in sources { add("source", source.value, source.n) }
        for cta in ctas {
            let name = [cta.intent?.rawValue ?? "OOS", cta.place.rawValue, cta.variant].filter { !$0.isEmpty }.joined(separator: " ")
            add("cta_shown", name, cta.shown)
            add("cta_clicked", name, cta.clicked)
            add("cta_refused", name, cta.refused)
            add("cta_share", name, cta.share)
            add("cta_share_low", name, cta.interval?.lowerBound)
            add("cta_share_high", name, cta.interval?.upperBound)
        }
        for step in funnel { add("funnel", step.name.rawValue, step.n) }
        add("conversion", "n", conversion?.n)
        add("conversion", "median_seconds", conversion?.medianSeconds)
        for depth in scroll { add("scroll", String(depth.value), depth.n) }
        for language in languages { add("language", language.value.rawValue, language.n) }
        for page in pages { add("page", page.value, page.n) }
        return CSV.text(rows)
    }
}
