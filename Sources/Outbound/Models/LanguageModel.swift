import JSON
import Synchronization

/// A language model behind one of three interfaces; what is asked and answered is the same for all.
///
/// - OpenAI Chat Completions (https://platform.openai.com/docs/api-reference/chat), which most other servers speak too
/// - OpenAI Responses (https://platform.openai.com/docs/api-reference/responses)
/// - Anthropic Messages (https://platform.claude.com/docs/en/api/messages)
public struct LanguageModel: Sendable {
    public enum Interface: String, Sendable, CaseIterable {
        case chatCompletions, responses, messages
    }

    public struct Configuration: Sendable {
        public var interface: Interface
        /// Up to where the interface's own path begins: with `/v1` for OpenAI's, without for Anthropic's.
        public var baseURL: String
        public var key: Secret?
        public var model: String
        /// Whether the answer is asked for in pieces. It ends the same, but one that runs on is noticed sooner.
        public var streams = true
        /// From the call to the end of the answer.
        public var deadline = Duration.seconds(20)
        /// Calls under way at once, and calls that wait for one of them.
        public var atOnce = 8, waiting = 64
        /// The most that an answer's text may have; one that goes on is cut off.
        public var maximumTextBytes = 16 << 10
        /// Anthropic's `anthropic-version`. From 2026-10-21 on, a request that sends a temperature is refused.
        public var apiVersion = "2026-10-21"
        /// Sent when set and where the interface takes it: some models refuse any.
        public var temperature: Double?
        /// What the limit on tokens is called in Chat Completions: OpenAI's own models want `max_completion_tokens`,
        /// most other servers `max_tokens`.
        public var tokenLimitName: String

        public init(_ interface: Interface, baseURL: String, key: Secret?, model: String) {
            self.interface = interface
            self.baseURL = baseURL
            self.key = key
            self.model = model
            tokenLimitName = baseURL.hasPrefix("https://api.openai.com/") ? "max_completion_tokens" : "max_tokens"
        }
    }

    /// What is asked.
    public struct Prompt: Sendable {
        /// What the model is to do: the same for many calls, so that a provider may keep it at hand.
        public var instructions: String
        /// What it is to do it with.
        public var input: String
        /// The most that it may write, from 1.
        public var maximumTokens: Int
        /// What its answer must be an instance of, when that is JSON.
        public var schema: Schema?

        public init(instructions: String, input: String, maximumTokens: Int, schema: Schema? = nil) {
            self.instructions = instructions
            self.input = input
            self.maximumTokens = maximumTokens
            self.schema = schema
        }
    }

    /// A JSON Schema in the subset that "strict" allows: every property required, no additional ones.
    public struct Schema: Sendable {
        /// Letters, digits, `_` and `-`, 1...64.
        public var name: String
        public var schema: JSON

        public init(name: String, schema: JSON) {
            self.name = name
            self.schema = schema
        }
    }

    let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Asks once, and returns what came of it within the deadline. Nothing is tried again: that costs, and is the caller's to decide.
    ///
    /// - Parameter now: for a `Retry-After` that is a date.
    public func complete(_ prompt: Prompt, over wire: Wire, at now: UnixTime) async -> Reply {
        var call = call(prompt)
        guard configuration.streams else { return reply(to: await wire.send(call), read: nil, at: now) }
        let reading = Reading(StreamReader(configuration.interface, maximumTextBytes: configuration.maximumTextBytes))
        call.reader = { reading.take($0) }
        return reply(to: await wire.send(call), read: reading.reader, at: now)
    }

    /// What the wire's thread has read so far.
    private final class Reading: Sendable {
        private let state: Mutex<StreamReader>
        init(_ reader: StreamReader) { state = Mutex(reader) }
        func take(_ piece: [UInt8]) -> Bool { state.withLock { $0.take(piece) } }
        var reader: StreamReader { state.withLock { $0 } }
    }

    // MARK: The request

    func call(_ prompt: Prompt) -> Call {
        var headers = [
            Call.Header("Content-Type", "application/json"),
            Call.Header("Accept", configuration.streams ? "text/event-stream, application/json" : "application/json"),
        ]
        if let key = configuration.key {
            headers.append(
                configuration.interface == .messages ? .init("x-api-key", key.text) : .init("Authorization", "Bearer \(key.text)"))
        }
        if configuration.interface == .messages { headers.append(Call.Header("anthropic-version", configuration.apiVersion)) }
        let lane = Lane("model", atOnce: configuration.atOnce, waiting: configuration.waiting)
        var call = Call(.post, url, headers: headers, body: body(prompt), lane: lane)
        call.limits.deadline = configuration.deadline
        return call
    }

    private var url: String {
        let base = configuration.baseURL.withoutLastSlash
        return switch configuration.interface {
        case .chatCompletions: base + "/chat/completions"
        case .responses: base + "/responses"
        case .messages: (base.hasSuffix("/v1") ? base : base + "/v1") + "/messages"
        }
    }

    private func body(_ prompt: Prompt) -> [UInt8] {
        var body = JSONWriter(capacity: prompt.instructions.utf8.count + prompt.input.utf8.count + 512)
        body.object { body in
            body.member("model", configuration.model)
            switch configuration.interface {
            case .chatCompletions: writeChat(prompt, &body)
            case .responses: writeResponse(prompt, &body)
            case .messages: writeMessage(prompt, &body)
            }
            if configuration.streams { body.member("stream", true) }
        }
        return body.bytes
    }

    private func writeChat(_ prompt: Prompt, _ body: inout JSONWriter) {
        body.key("messages")
        body.array { body in
            for (role, content) in [("system", prompt.instructions), ("user", prompt.input)] where !content.isEmpty {
                body.object { body in
                    body.member("role", role)
                    body.member("content", content)
                }
            }
        }
        body.key(dynamic: configuration.tokenLimitName)
        body.value(prompt.maximumTokens)
        if let temperature = configuration.temperature { body.member("temperature", temperature) }
        if configuration.streams {
            body.key("stream_options")
            body.object { $0.member("include_usage", true) }
        }
        if let schema = prompt.schema {
            body.key("response_format")
            body.object { body in
                body.member("type", "json_schema")
                body.key("json_schema")
                body.object { body in
                    body.member("name", schema.name)
                    body.member("strict", true)
                    body.member("schema", schema.schema)
                }
            }
        }
    }

    private func writeResponse(_ prompt: Prompt, _ body: inout JSONWriter) {
        body.member("instructions", prompt.instructions)
        body.member("input", prompt.input)
        body.member("max_output_tokens", prompt.maximumTokens)
        // OpenAI keeps answers for thirty days unless it is told not to.
        body.member("store", false)
        if let temperature = configuration.temperature { body.member("temperature", temperature) }
        if let schema = prompt.schema {
            body.key("text")
            body.object { body in
                body.key("format")
                body.object { body in
                    body.member("type", "json_schema")
                    body.member("name", schema.name)
                    body.member("strict", true)
                    body.member("schema", schema.schema)
                }
            }
        }
    }

    private func writeMessage(_ prompt: Prompt, _ body: inout JSONWriter) {
        body.member("max_tokens", prompt.maximumTokens)
        if !prompt.instructions.isEmpty {
            body.key("system")
            body.array { body in
                body.object { body in
                    body.member("type", "text")
                    body.member("text", prompt.instructions)
                    // Everything up to here is the same on the next call; too short a text is simply not kept.
                    body.key("cache_control")
                    body.object { $0.member("type", "ephemeral") }
                }
            }
        }
        body.key("messages")
        body.array { body in
            body.object { body in
                body.member("role", "user")
                body.member("content", prompt.input)
            }
        }
        if let temperature = configuration.temperature, configuration.apiVersion < "2026-10-21" { body.member("temperature", temperature) }
        if let schema = prompt.schema {
            body.key("output_config")
            body.object { body in
                body.key("format")
                body.object { body in
                    body.member("type", "json_schema")
                    body.member("schema", schema.schema)
                }
            }
        }
    }

    // MARK: The answer

    /// - Parameter read: what was read of a stream; nil when none was asked for.
    func reply(to outcome: Outcome, read: StreamReader?, at now: UnixTime) -> Reply {
        guard case .answered(let answer) = outcome else {
            // A stream that said that it was through is through, however its connection ended.
            if let read, read.isOver { return reply(read, requestID: nil) }
            // One that was refused was refused, even if the reason was lost.
            if let status = outcome.status, !(200..<300).contains(status) {
                return Reply(.failure(Failure(Answer(status: status), at: now)), mayCost: false)
            }
            return Reply(.failure(Failure(outcome)), usage: read?.usage, mayCost: outcome.mayHaveArrived)
        }
        let requestID = (answer[header: "x-request-id"] ?? answer[header: "request-id"]).map { String($0.prefix(100)) }
        guard (200..<300).contains(answer.status) else {
            return Reply(.failure(Failure(answer, at: now)), requestID: requestID, mayCost: false)
        }
        // Some servers answer in one piece although they were asked for a stream.
        if let read, read.hasEvents { return reply(read, requestID: requestID) }
        guard let body = try? JSON(parsing: answer.body) else {  // which is the failure
            return Reply(.failure(.malformed("not_json")), requestID: requestID, mayCost: true)
        }
        let reading = CompletionReading(configuration.interface, body)
        var result = reading.result
        if case .success(let completion) = result, completion.text.utf8.count > configuration.maximumTextBytes {
            result = .failure(.tooLong)
        }
        return Reply(result, usage: reading.usage, requestID: requestID, mayCost: true)
    }

    private func reply(_ read: StreamReader, requestID: String?) -> Reply {
        Reply(read.result, usage: read.usage, requestID: requestID, mayCost: true)
    }
}

extension Failure {
    /// What it means that nothing was answered.
    fileprivate init(_ outcome: Outcome) {
        switch outcome {
        case .refused, .unresolved, .untrusted: self = .unreachable(outcome.code)
        case .timedOut: self = .timedOut
        case .tooLarge: self = .tooLong
        case .cut: self = .cut
        case .garbled, .answered: self = .malformed(outcome.code)
        case .crowded: self = .crowded
        case .cancelled, .stopped: self = .cancelled
        case .invalid: self = .refused(status: 0, code: outcome.code)
        }
    }
}

extension Outcome {
    /// Whether the vendor may have had the whole request.
    fileprivate var mayHaveArrived: Bool {
        switch self {
        case .timedOut(let progress), .tooLarge(let progress), .cut(let progress), .garbled(let progress): progress.wasSent
        case .answered, .cancelled, .stopped: true
        case .refused, .unresolved, .untrusted, .crowded, .invalid: false
        }
    }
}
