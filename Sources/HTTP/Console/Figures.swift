import Desk
import Dialogue
import HTTPTypes
import JSON
import Ledger

// How it went: statistics, the weekly audit of answers, exports.
extension Application {
    /// Days shown when nothing else is asked for.
    private static let usualDays = 30

    func statistics(_ asked: AdminRequest) async throws(Problem) -> Response {
        let figures = try statistics(asked.request)
        let texts = await questions(figures)
        let content = desk.knowledge.content
        func title(_ id: IntentID) -> String { content.intent(id)?.template[.indonesian].title ?? id.rawValue }
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.member("from", figures.from.description)
            writer.member("to", figures.to.description)
            writer.member("escalations", figures.escalations)
            writer.member("escalations_within_hours", figures.escalationsWithinHours)
            writer.key("by_day")
            writer.array { writer in
                for day in figures.days {
                    writer.object { writer in
                        writer.member("day", day.day.description)
                        writer.member("escalations", day.escalations)
                        writer.member("conversations", day.conversations)
                        writer.member("leads", day.leads)
                    }
                }
            }
            writer.member("claimed", figures.claimed)
            writer.member("claimed_within_3_min", figures.claimedInTime)
            writer.member("claim_share", orNull: figures.claimShare)
            writer.key("first_response")
            figures.firstResponse.write(to: &writer)
            writer.key("resolution")
            figures.resolution.write(to: &writer)
            writer.key("csat")
            writer.object { writer in
                writer.member("up", figures.satisfaction.up)
                writer.member("down", figures.satisfaction.down)
                writer.member("share", orNull: figures.satisfaction.share)
            }
            writer.key("top_questions")
            writer.array { writer in
                for question in figures.topQuestions {
                    writer.object { writer in
                        writer.member("intent", question.intent.rawValue)
                        writer.member("title", title(question.intent))
                        writer.member("n", question.n)
                        writer.member("conversations", question.conversations.map(\.rawValue))
                    }
                }
            }
            writer.key("unanswered")
            writer.array { writer in
                for (question, text) in zip(figures.unanswered, texts) {
                    writer.object { writer in
                        writer.member("text", masked(text))
                        writer.member("n", question.n)
                        writer.member("conversations", question.conversations.map(\.rawValue))
                    }
                }
            }
            writer.key("intents")
            writer.array { writer in
                for intent in figures.intents {
                    writer.object { writer in
                        writer.member("intent", intent.intent.rawValue)
                        writer.member("title", title(intent.intent))
                        writer.member("n", intent.n)
                        writer.member("mean_confidence", (intent.meanConfidence * 1000).rounded() / 1000)
                        writer.member("up", intent.thumbs.up)
                        writer.member("down", intent.thumbs.down)
                    }
                }
            }
            counts("sources", "title", figures.sources, to: &writer) { $0 }
            writer.key("ctas")
            writer.array { writer in
                for cta in figures.ctas {
                    writer.object { writer in
                        writer.member("intent", cta.intent?.rawValue ?? "OOS")
                        writer.member("title", orNull: cta.intent.map(title))
                        writer.member("cta", cta.place.rawValue)
                        writer.member("variant", cta.variant)
                        writer.member("shown", cta.shown)
                        writer.member("clicked", orNull: cta.clicked)
                        writer.member("refused", cta.refused)
                        writer.member("share", orNull: cta.share)
                        writer.member("low", orNull: cta.interval?.lowerBound)
                        writer.member("high", orNull: cta.interval?.upperBound)
                    }
                }
            }
            writer.key("funnel")
            writer.array { writer in
                for step in figures.funnel {
                    writer.object { writer in
                        writer.member("step", step.name.rawValue)
                        writer.member("n", orNull: step.n)
                    }
                }
            }
            writer.key("conversion")
            if let conversion = figures.conversion {
                writer.object { writer in
                    writer.member("n", conversion.n)
                    writer.member("median_seconds", orNull: conversion.medianSeconds)
                }
            } else {
                writer.value(JSON.null)
            }
            writer.key("scroll")
            writer.array { writer in
                for step in figures.scroll {
                    writer.object { writer in
                        writer.member("depth", step.value)
                        writer.member("n", step.n)
                    }
                }
            }
            counts("languages", "locale", figures.languages, to: &writer, \.rawValue)
            counts("pages", "page", figures.pages, to: &writer, masked)
            writer.key("audit")
            let week = desk.look { $0.weeklyAudit(Week(of: figures.to)) }
            writer.object { writer in
                writer.member("week", week.week.description)
                writer.member("marked", week.marked)
                writer.member("right", week.right)
                writer.member("share", orNull: week.share)
            }
        }
        return .json(writer.bytes)
    }

    private func counts<Value>(
        _ name: StaticString, _ member: StaticString, _ counts: [Ledger.Statistics.Count<Value>], to writer: inout JSONWriter,
        _ text: (Value) -> String
    ) {
        writer.key(name)
        writer.array { writer in
            for count in counts {
                writer.object { writer in
                    writer.member(member, text(count.value))
                    writer.member("n", count.n)
                }
            }
        }
    }

    private func statistics(_ request: Request) throws(Problem) -> Ledger.Statistics {
        let look = try look(request)
        return desk.look { $0.statistics(from: look.from, to: look.to, language: look.language, page: look.page, targets: targets) }
    }

    /// Which days, language and page a look at the figures is about.
    private func look(_ request: Request) throws(Problem) -> (from: Day, to: Day, language: Language?, page: String?) {
        let today = Day(of: desk.now, offsetMinutes: desk.offsetMinutes)
        let to = try Self.day(request, "to") ?? today
        let from = try Self.day(request, "from") ?? Day(number: to.number - Self.usualDays + 1)
        guard from <= to else { throw .invalid("from", "must not be after to") }
        var language: Language?
        if let text = try request.text(ofParameter: "locale") {
            language = Language(rawValue: text)
            if language == nil { throw .invalid("locale", "must be id or en") }
        }
        return (from, to, language, try request.text(ofParameter: "page", limit: AdminLimit.page))
    }

    private var targets: Ledger.Targets {
        let handoff = desk.knowledge.content.handoff
        return Ledger.Targets(firstResponseSeconds: handoff.firstResponseSeconds, resolutionSeconds: handoff.resolveSeconds)
    }

    /// The figure that a list of conversations is asked for by `figure`, and what it is of by `of`, with the statistics' own parameters; nil
    /// when it is not asked for one. The names are those of the statistics where these have one.
    func behind(_ request: Request) throws(Problem) -> Ledger.Behind? {
        // What is wrong with them is told, also where no figure is asked for.
        let subject = try request.text(ofParameter: "of") ?? ""
        let look = try look(request)
        guard let name = try request.text(ofParameter: "figure", limit: 40) else { return nil }
        let intent = IntentID(rawValue: subject)
        // "PPIU_BIAYA murah": an intent, and the variant of its offer where there are several.
        let offer = subject.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let offered = offer.first.flatMap { $0 == "OOS" ? nil : IntentID(rawValue: $0) }
        let variant = offer.count > 1 ? offer[1] : ""
        let figure: Ledger.Behind.Figure
        switch name {
        case "conversations": figure = .started
        case "asked": figure = .asked
        case "answered": figure = .answered
        case "handoff": figure = .handedOff
        case "escalations": figure = .escalations
        case "escalations_within_hours": figure = .escalationsWithinHours
        case "claimed_within_3_min": figure = .claimedInTime
        case "first_response": figure = .responded(within: nil)
        case "first_response_within_sla": figure = .responded(within: targets.firstResponseSeconds)
        case "resolution": figure = .resolved(within: nil)
        case "resolution_within_sla": figure = .resolved(within: targets.resolutionSeconds)
        case "csat_up": figure = .satisfied
        case "csat_down": figure = .dissatisfied
        case "leads": figure = .leads
        case "unanswered": figure = .unanswered
        case "question": figure = .question(intent)
        case "intent": figure = .intent(intent)
        case "thumbs_up": figure = .thumbUp(intent)
        case "thumbs_down": figure = .thumbDown(intent)
        case "source": figure = .source(subject)
        case "cta_shown": figure = .offered(offered, variant: variant)
        case "cta_refused": figure = .refused(offered, variant: variant)
        default: throw .invalid("figure", "must be the name of a figure that conversations are counted for")
        }
        return Ledger.Behind(figure, from: look.from, to: look.to, language: look.language, page: look.page)
    }

    /// The words of the questions that nobody answered, read from the log.
    private func questions(_ figures: Ledger.Statistics) async -> [String] {
        var texts: [String] = []
        for question in figures.unanswered { texts.append(await text(at: question.example) ?? "") }
        return texts
    }

    private func text(at place: Ledger.Statistics.Place) async -> String? {
        // Erased between the figures and here: there is no text.
        guard let story = try? await desk.story(of: place.conversation) else { return nil }
        return story.conversation.messages.first { $0.number == place.number }?.text
    }

    // MARK: The weekly audit

    func weeklyAudit(_ asked: AdminRequest) async throws(Problem) -> Response {
        var week = Week(of: Day(of: desk.now, offsetMinutes: desk.offsetMinutes))
        if let text = try asked.request.text(ofParameter: "week") {
            guard let named = Week(text) else { throw .invalid("week", "must be a week such as 2026-W48") }
            week = named
        }
        return .json(await audit(of: week))
    }

    private func audit(of week: Week) async -> [UInt8] {
        let audit = desk.look { $0.weeklyAudit(week) }
        let content = desk.knowledge.content
        func title(_ id: IntentID) -> String { content.intent(id)?.template[.indonesian].title ?? id.rawValue }
        var samples: [(Ledger.WeeklyAudit.Sample, Conversation.Message, String)] = []
        for sample in audit.samples {
            guard let story = try? await desk.story(of: sample.answer.conversation),  // erased meanwhile: it is no sample any more
                let answer = story.conversation.messages.first(where: { $0.number == sample.answer.number })
            else { continue }
            let question = story.conversation.messages.first { $0.number == sample.question.number }
            samples.append((sample, answer, question?.text ?? ""))
        }
        var suggestions: [(String, IntentID)] = []
        for suggestion in audit.suggestions {
            if let text = await text(at: suggestion.question) { suggestions.append((text, suggestion.intent)) }
        }
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.member("week", audit.week.description)
            writer.member("size", Ledger.WeeklyAudit.sampleSize)
            writer.member("marked", audit.marked)
            writer.member("right", audit.right)
            writer.member("share", orNull: audit.share)
            writer.member("target", Ledger.WeeklyAudit.target)
            writer.member("met", audit.isMet.map(JSON.bool) ?? .null)
            writer.key("samples")
            writer.array { writer in
                for (sample, answer, question) in samples {
                    writer.object { writer in
                        writer.member("conversation_id", sample.answer.conversation.rawValue)
                        writer.member("message_id", answer.id.rawValue)
                        writer.member("question", masked(question))
                        writer.member("answer", masked(answer.text))
                        writer.member("intent", sample.intent.rawValue)
                        writer.member("title", title(sample.intent))
                        writer.member("confidence", (sample.confidence * 1000).rounded() / 1000)
                        writer.member("at", sample.at.iso8601)
                        writer.key("mark")
                        if let mark = sample.mark {
                            writer.object { writer in
                                writer.member("right", mark.right)
                                writer.member("intent_should_be", orNull: mark.intentShouldBe?.rawValue)
                                writer.member("note", orNull: mark.note)
                                writer.member("admin", mark.admin)
                                writer.member("at", mark.at.iso8601)
                            }
                        } else {
                            writer.value(JSON.null)
                        }
                    }
                }
            }
            writer.key("by_intent")
            writer.array { writer in
                for intent in audit.intents {
                    writer.object { writer in
                        writer.member("intent", intent.intent.rawValue)
                        writer.member("title", title(intent.intent))
                        writer.member("n", intent.n)
                        writer.member("right", intent.right)
                        writer.member("low", orNull: intent.interval.lowerBound)
                        writer.member("high", orNull: intent.interval.upperBound)
                    }
                }
            }
            writer.key("suggestions")
            writer.array { writer in
                for (text, intent) in suggestions {
                    writer.object { writer in
                        writer.member("text", masked(text))
                        writer.member("intent", intent.rawValue)
                    }
                }
            }
        }
        return writer.bytes
    }

    /// `POST /api/admin/audits`: an answer was right, or what it should have been.
    func markAnswer(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        let id = ConversationID(rawValue: try body.requiredText("conversation_id", limit: 128))
        let message = MessageID(rawValue: try body.requiredText("message_id", limit: Limit.clientMessageID))
        guard let right = try body.flag("right") else { throw .invalid("right", "must be true or false") }
        let intent = try body.nonEmptyText("intent_should_be", limit: 64).map(IntentID.init)
        if let intent, desk.knowledge.content.intent(intent) == nil, intent.rawValue != "OOS" {
            throw .invalid("intent_should_be", "must be an intent of the content, or OOS")
        }
        let note = try body.nonBlank("note", limit: Limit.comment)
        _ = try await act(.audit(message, right: right, intentShouldBe: intent, note: note), asked, on: id)
        return .json(await audit(of: Week(of: Day(of: desk.now, offsetMinutes: desk.offsetMinutes))))
    }

    // MARK: Exports

    /// `GET /api/admin/export/{conversations,leads,statistics}.csv`: masked, safe to open in a spreadsheet, and in the log as looked at.
    func export(_ asked: AdminRequest) async throws(Problem) -> Response {
        let csv: String
        switch asked.id {
        case "conversations.csv": csv = try await conversationsCSV()
        case "leads.csv": csv = try await leadsCSV()
        case "statistics.csv": csv = try statistics(asked.request).csv
        default: throw .notFound
        }
        try await attempt { () async throws(DeskError) in try await desk.noteLook("export", target: asked.id, by: asked.admin) }
        // Excel takes UTF-8 for something else without the mark in front.
        return Response(
            fields: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(asked.id)\"",
            ], body: Array("\u{FEFF}".utf8) + csv.utf8)
    }

    /// So many rows are exported at most: the newest.
    private static let maximumRows = 100_000

    private func conversationsCSV() async throws(Problem) -> String {
        var table = [Ledger.Row.columns]
        var cursor: String?
        repeat {
            let page = try await rows(Ledger.Filter(), after: cursor, limit: 1_000)
            table += page.items.map { $0.cells(offsetMinutes: desk.offsetMinutes, mask: masked) }
            cursor = page.next
        } while cursor != nil && table.count <= Self.maximumRows
        return CSV.text(table)
    }

    private func leadsCSV() async throws(Problem) -> String {
        var table = [Ledger.LeadRecord.columns]
        var cursor: String?
        repeat {
            let page = try unwrap(
                desk.look { ledger in Result { () throws(Ledger.ListError) in try ledger.leads(nil, after: cursor, limit: 1_000) } })
            table += page.items.map { $0.cells(offsetMinutes: desk.offsetMinutes, mask: masked) }
            cursor = page.next
        } while cursor != nil && table.count <= Self.maximumRows
        return CSV.text(table)
    }
}

extension Ledger.Statistics.Times {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("n", n)
            writer.member("median_seconds", orNull: medianSeconds)
            writer.member("p90_seconds", orNull: ninetiethSeconds)
            writer.member("within_sla", withinTarget)
        }
    }
}
