import JSON

/// A completion in one piece, as each interface has it. Members that are not known are passed over.
struct CompletionReading {
    let result: Result<Completion, Failure>
    let usage: Usage?

    init(_ interface: LanguageModel.Interface, _ body: JSON) {
        usage = Usage(body["usage"] ?? .null)
        if let error = body["error"], !error.isNull {
            result = .failure(Failure(error: error))
            return
        }
        let completion =
            switch interface {
            case .chatCompletions: Self.chat(body)
            case .responses: Self.response(body)
            case .messages: Self.message(body)
            }
        result = completion.map { .success($0) } ?? .failure(.malformed("no_completion"))
    }

    /// nil when it is none.
    private static func chat(_ body: JSON) -> Completion? {
        guard let choice = body["choices"]?[0], let message = choice["message"] else { return nil }
        var completion = Completion(text: text(message["content"] ?? .null), finish: .init(chat: choice["finish_reason"]?.string))
        if message["refusal"]?.string != nil { completion.finish = .refusal }
        return completion
    }

    private static func response(_ body: JSON) -> Completion? {
        guard let items = body["output"]?.array, let status = body["status"]?.string else { return nil }
        let parts = items.filter { $0["type"]?.string == "message" }.flatMap { $0["content"]?.array ?? [] }
        let text = parts.filter { $0["type"]?.string == "output_text" }.compactMap { $0["text"]?.string }.joined()
        switch status {
        case "completed":
            let isRefusal = parts.contains { $0["type"]?.string == "refusal" }
            return Completion(text: text, finish: isRefusal ? .refusal : .stop)
        case "incomplete":
            switch body["incomplete_details"]?["reason"]?.string {
            case "max_output_tokens": return Completion(text: text, finish: .length)
            case "content_filter": return Completion(text: text, finish: .refusal)
            case let reason: return Completion(text: text, finish: .other(reason ?? status))
            }
        default: return nil
        }
    }

    private static func message(_ body: JSON) -> Completion? {
        guard body["role"]?.string == "assistant", let blocks = body["content"]?.array else { return nil }
        let text = blocks.filter { $0["type"]?.string == "text" }.compactMap { $0["text"]?.string }.joined()
        return Completion(text: text, finish: .init(message: body["stop_reason"]?.string))
    }

    /// A text, or, as some servers have it, parts of one.
    static func text(_ content: JSON) -> String {
        content.string ?? (content.array ?? []).compactMap { $0["text"]?.string }.joined()
    }
}

extension Completion.Finish {
    init(chat reason: String?) {
        switch reason {
        case "stop": self = .stop
        case "length": self = .length
        case "content_filter": self = .refusal
        case let reason: self = .other(reason ?? "none")
        }
    }

    init(message reason: String?) {
        switch reason {
        case "end_turn", "stop_sequence": self = .stop
        case "max_tokens", "model_context_window_exceeded": self = .length
        case "refusal": self = .refusal
        case let reason: self = .other(reason ?? "none")
        }
    }
}

extension Usage {
    /// Reads any of the three forms; nil when it is none.
    init?(_ usage: JSON) {
        func count(_ name: String, in part: String? = nil) -> Int? {
            (part.map { usage[$0] } ?? usage)?[name]?.integer.map { max(0, $0) }
        }
        if let input = count("prompt_tokens"), let output = count("completion_tokens") {
            self.init(
                inputTokens: input, cachedInputTokens: count("cached_tokens", in: "prompt_tokens_details") ?? 0,
                cacheWriteTokens: count("cache_write_tokens", in: "prompt_tokens_details") ?? 0, outputTokens: output)
        } else if let input = count("input_tokens"), let output = count("output_tokens") {
            // Anthropic counts what it read from its cache, and what it wrote to it, beside the rest; OpenAI within.
            let read = count("cache_read_input_tokens") ?? 0
            let written = count("cache_creation_input_tokens") ?? 0
            self.init(
                inputTokens: input + read + written, cachedInputTokens: read + (count("cached_tokens", in: "input_tokens_details") ?? 0),
                cacheWriteTokens: written + (count("cache_write_tokens", in: "input_tokens_details") ?? 0), outputTokens: output)
        } else {
            return nil
        }
    }
}
