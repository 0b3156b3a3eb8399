import JSON

/// A completion in pieces, as each interface has them. Events that are not known are passed over.
struct StreamReader: Sendable {
    private let interface: LanguageModel.Interface
    private let maximumTextBytes: Int
    private var events = EventStream()
    private var text = ""
    private var finish: Completion.Finish?
    private var isRefusal = false
    private var failure: Failure?
    /// A completion that came as a whole at the end.
    private var whole: Completion?
    private(set) var usage: Usage?
    /// Whether it was a stream at all.
    private(set) var hasEvents = false
    /// Whether nothing more is to come: the provider said so, or what it said is enough to give up.
    private(set) var isOver = false

    init(_ interface: LanguageModel.Interface, maximumTextBytes: Int) {
        self.interface = interface
        self.maximumTextBytes = maximumTextBytes
    }

    /// Takes the next bytes. Returns whether more is wanted.
    ///
    /// The end is taken from what the provider says, as some keep the connection open after it.
    mutating func take(_ bytes: [UInt8]) -> Bool {
        for event in events.take(bytes) where !isOver {
            hasEvents = true
            take(event)
            if text.utf8.count > maximumTextBytes { fail(.tooLong) }
        }
        if events.isOverflown, !isOver {
            hasEvents = true
            fail(.tooLong)
        }
        return !isOver
    }

    /// What has come of it, now that no more will come.
    var result: Result<Completion, Failure> {
        if let failure { return .failure(failure) }
        if let whole { return .success(whole) }
        // Without a reason to have ended it has not ended.
        guard let finish else { return .failure(.cut) }
        return .success(Completion(text: text, finish: isRefusal ? .refusal : finish))
    }

    private mutating func fail(_ failure: Failure) {
        self.failure = failure
        isOver = true
    }

    private mutating func take(_ event: EventStream.Event) {
        if interface == .chatCompletions, event.data.elementsEqual("[DONE]".utf8) {
            isOver = true
            return
        }
        guard let data = try? JSON(parsing: event.data) else { return fail(.malformed("not_json")) }  // which is the failure
        if let error = data["error"], !error.isNull { return fail(Failure(error: error)) }
        switch interface {
        case .chatCompletions: takeChat(data)
        case .responses: takeResponse(data)
        case .messages: takeMessage(data)
        }
    }

    private mutating func takeChat(_ chunk: JSON) {
        // The last chunk before [DONE] has a usage and no choice.
        if let usage = Usage(chunk["usage"] ?? .null) { self.usage = usage }
        guard let choice = chunk["choices"]?[0] else { return }
        text += CompletionReading.text(choice["delta"]?["content"] ?? .null)
        if choice["delta"]?["refusal"]?.string != nil { isRefusal = true }
        if let reason = choice["finish_reason"]?.string { finish = .init(chat: reason) }
    }

    private mutating func takeResponse(_ event: JSON) {
        switch event["type"]?.string {
        case "response.output_text.delta": text += event["delta"]?.string ?? ""
        case "response.completed", "response.incomplete", "response.failed":
            let reading = CompletionReading(.responses, event["response"] ?? .null)
            usage = reading.usage
            switch reading.result {
            case .success(let completion): whole = completion
            case .failure(let failure): self.failure = failure
            }
            isOver = true
        // Here the error is the event itself.
        case "error": fail(Failure(error: event))
        default: break
        }
    }

    private mutating func takeMessage(_ event: JSON) {
        switch event["type"]?.string {
        case "message_start": usage = Usage(event["message"]?["usage"] ?? .null)
        case "content_block_delta" where event["delta"]?["type"]?.string == "text_delta": text += event["delta"]?["text"]?.string ?? ""
        case "message_delta":
            if let reason = event["delta"]?["stop_reason"]?.string { finish = .init(message: reason) }
            // Cumulative: it takes the place of what the start said, where it says it.
            if let written = event["usage"]?["output_tokens"]?.integer {
                usage = Usage(event["usage"] ?? .null) ?? usage
                usage?.outputTokens = written
            }
        case "message_stop": isOver = true
        default: break
        }
    }
}
