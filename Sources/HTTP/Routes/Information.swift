import Desk
import Dialogue
import JSON
import Ledger

extension Application {
    /// `GET /api/faq`: what can be asked; nothing that is not on the page anyway.
    func faq(_ request: Request) throws(Problem) -> Response {
        let content = desk.knowledge.content
        let language = Self.language(of: request)
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.member("version", content.version)
            writer.member("locale", language.rawValue)
            writer.key("intents")
            writer.array { writer in
                for intent in content.intents where !intent.isInternal {
                    writer.object { writer in
                        writer.member("id", intent.id.rawValue)
                        writer.member("title", intent.template[language].title)
                        writer.member("question", intent.template[language].question)
                    }
                }
            }
        }
        return .json(writer.bytes)
    }

    /// `GET /api/status`: whether people are there, and when they will be.
    func status(_ request: Request) throws(Problem) -> Response {
        let hours = desk.knowledge.content.hours
        let language = Self.language(of: request)
        let now = desk.now
        let isOpen = hours.isOpen(at: now)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("open", isOpen)
            writer.member("hours", hours.summary(in: language))
            writer.member("next_opening", isOpen ? .null : .string(hours.nextOpeningInWords(after: now, in: language)))
            writer.member("next_opening_at", hours.nextOpening(after: now).iso8601)
            writer.member("opens", isOpen ? .null : .string(hours.nextOpeningInWords(after: now, in: language)))
            writer.member("admin_online", desk.isAdminOnline)
            writer.member("channels", desk.knowledge.content.channels.map(\.rawValue))
            writer.key("estimate")
            desk.estimate(at: now).write(to: &writer)
            writer.member("handoff_mode", desk.knowledge.content.handoffMode)
        }
        return .json(writer.bytes)
    }

    /// `GET /api/health`: alive, for anyone.
    func health(_ request: Request) throws(Problem) -> Response {
        .json(Array(#"{"status":"ok"}"#.utf8))
    }

    /// `GET /api/metrics`: Prometheus text, for this machine alone.
    func metrics(_ request: Request) throws(Problem) -> Response {
        guard ["127.0.0.1", "::1"].contains(request.address) else { throw .notFound }
        let tally = desk.tally
        var writer = MetricsWriter()
        func counters<Key>(_ name: String, _ help: String, label: String, _ values: [Key: Int], _ text: (Key) -> String) {
            writer.family(name, help, .counter)
            for (label_, value) in values.map({ (text($0), $1) }).sorted(by: { $0.0 < $1.0 }) {
                writer.sample(name, [(label, label_)], Double(value))
            }
        }
        func figure(_ name: String, _ help: String, _ kind: Measurements.Figure.Kind, _ value: Int) {
            writer.family(name, help, kind)
            writer.sample(name, [], Double(value))
        }
        counters("frontdesk_requests_total", "Requests, by path.", label: "path", measurements.requestsByPath) { $0 }
        figure("frontdesk_conversations_total", "Conversations begun.", .counter, tally.conversations)
        figure("frontdesk_turns_total", "Utterances with their answers, on disk.", .counter, tally.turns)
        counters("frontdesk_answers_total", "Answers, by kind.", label: "kind", tally.answers, \.rawValue)
        counters("frontdesk_intents_total", "Answers, by leading intent.", label: "intent", tally.intents, \.rawValue)
        counters("frontdesk_promotions_total", "Benefit blocks, by outcome.", label: "outcome", tally.promotions, \.rawValue)
        counters("frontdesk_handoffs_total", "Handoffs asked for, by reason.", label: "reason", tally.handoffs, \.rawValue)
        counters("frontdesk_ratings_total", "Ratings, by value.", label: "value", tally.ratings, \.rawValue)
        counters("frontdesk_rewordings_total", "Wordings asked of the language model, by outcome.", label: "outcome", tally.rewordings) {
            $0
        }
        writer.family("frontdesk_rewording_tokens_total", "Tokens of the language model, as its provider counts.", .counter)
        writer.sample("frontdesk_rewording_tokens_total", [("direction", "input")], Double(tally.rewordingUsage.inputTokens))
        writer.sample("frontdesk_rewording_tokens_total", [("direction", "output")], Double(tally.rewordingUsage.outputTokens))
        writer.family("frontdesk_rewording_cost_usd_total", "What they cost, at the prices set.", .counter)
        writer.sample("frontdesk_rewording_cost_usd_total", [], Double(tally.rewordingUsage.microCost) / 1_000_000)
        if let standing = desk.polisherStanding {
            figure("frontdesk_rewordings_under_way", "Calls to the language model under way.", .gauge, standing.calls)
            figure("frontdesk_rewording_breaker_open", "1 while the language model is not asked.", .gauge, standing.breaker == nil ? 0 : 1)
        }
        figure("frontdesk_conversations_in_memory", "Conversations held in memory.", .gauge, desk.conversationsInMemory)
        figure("frontdesk_polls_parked", "Requests waiting for a message.", .gauge, polls.count)
        for other in measurements.figures {
            writer.family(other.name, other.help, other.kind)
            writer.sample(other.name, [], other.value)
        }
        return Response(
            fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"], body: Array(writer.text.utf8))
    }
}
