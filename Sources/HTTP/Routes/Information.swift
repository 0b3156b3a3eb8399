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
            // Nobody answers in this window yet: people are reached on WhatsApp.
            writer.member("admin_online", false)
            writer.member("wait", .null)
            writer.member("handoff_mode", "whatsapp")
        }
        return .json(writer.bytes)
    }

    /// `GET /api/health`: alive, for anyone.
    func health(_ request: Request) throws(Problem) -> Response {
        .json(Array(#"{"status":"ok"}"#.utf8))
    }

    /// `POST /api/chat/escalate`: the way to a person. Today that is WhatsApp, which needs no session to be opened.
    func escalate(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try session(of: request, body: body)
        let language = try Self.language(of: request, body)
        let topic = try body.text("topic", limit: Limit.topic).flatMap { $0.isBlank ? nil : $0 }
        _ = try body.text("name", limit: Limit.name)
        _ = try body.text("contact", limit: Limit.name)
        guard let channel = Handoff.Channel(rawValue: try body.text("channel", limit: 20) ?? "whatsapp") else {
            throw .invalid("channel", "must be webchat or whatsapp")
        }
        let content = desk.knowledge.content
        guard channel == .whatsapp, let href = content.whatsAppHref(topic: topic, in: language) else {
            throw .channelOff(channel)
        }
        if let session {
            _ = try await attempt { () async throws(DeskError) in
                try await desk.perform(.requestHandoff(channel: channel, topic: topic), session: session)
            }
        }
        let now = desk.now
        let isOpen = content.hours.isOpen(at: now)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("mode", "bot")
            writer.member("channel", channel.rawValue)
            writer.member("open", isOpen)
            writer.member("hours", content.hours.summary(in: language))
            if !isOpen { writer.member("next_opening", content.hours.nextOpeningInWords(after: now, in: language)) }
            writer.member("estimate", .null)
            writer.key("whatsapp")
            writer.object { $0.member("href", href) }
        }
        return .json(writer.bytes)
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

extension Problem {
    static func channelOff(_ channel: Handoff.Channel) -> Problem {
        Problem(
            .conflict, "channel_off",
            Localized(
                "Jalur ini belum tersedia. Silakan gunakan kontak di halaman kami.",
                english: "This channel is not available. Please use the contact on our page."),
            detail: "The channel \(channel.rawValue) is not configured.")
    }
}
