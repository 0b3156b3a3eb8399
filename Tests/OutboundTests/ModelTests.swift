import JSON
import Testing

@testable import Outbound

private let now = UnixTime(seconds: 1_795_562_360)

private func model(_ interface: LanguageModel.Interface, _ url: String, _ change: (inout LanguageModel.Configuration) -> Void = { _ in })
    -> LanguageModel
{
    let base = interface == .messages ? url : url + "/v1"
    var configuration = LanguageModel.Configuration(interface, baseURL: base, key: Secret("sk-test"), model: "m-1")
    configuration.streams = false
    change(&configuration)
    return LanguageModel(configuration)
}

private let prompt = LanguageModel.Prompt(instructions: "Reword.", input: "Halo \"dunia\"", maximumTokens: 50)

private func json(_ text: String) throws -> JSON { try JSON(parsing: text) }

/// What is asked of a language model, by each interface's page.
@Suite struct ModelRequestTests {
    @Test func `Chat Completions is asked as its page says`() throws {
        let call = model(.chatCompletions, "https://api.openai.com").call(prompt)
        #expect(call.url == "https://api.openai.com/v1/chat/completions" && call[header: "Authorization"] == "Bearer sk-test")
        #expect(
            try json(call.text)
                == json(
                    #"{"model":"m-1","messages":[{"role":"system","content":"Reword."},{"role":"user","content":"Halo \"dunia\""}],"max_completion_tokens":50}"#
                ))
    }

    @Test func `a server that is not OpenAI's own is asked with the older limit, streamed with the usage`() throws {
        let call = model(.chatCompletions, "http://localhost:11434") {
            $0.streams = true
            $0.temperature = 0.2
            $0.baseURL += "/"
        }.call(prompt)
        #expect(call.url == "http://localhost:11434/v1/chat/completions")
        let body = try json(call.text)
        #expect(body["max_tokens"]?.integer == 50 && body["max_completion_tokens"] == nil && body["temperature"]?.double == 0.2)
        #expect(body["stream"]?.bool == true && body["stream_options"]?["include_usage"]?.bool == true)
    }

    @Test func `Responses is asked as its page says, and told to keep nothing`() throws {
        let call = model(.responses, "https://api.openai.com").call(prompt)
        #expect(call.url == "https://api.openai.com/v1/responses" && call[header: "Authorization"] == "Bearer sk-test")
        #expect(
            try json(call.text)
                == json(#"{"model":"m-1","instructions":"Reword.","input":"Halo \"dunia\"","max_output_tokens":50,"store":false}"#))
    }

    @Test(arguments: ["https://api.anthropic.com", "https://api.anthropic.com/", "https://api.anthropic.com/v1"])
    func `Messages is asked as its page says, its path never doubled`(_ base: String) throws {
        let call = model(.messages, base) { $0.temperature = 0.2 }.call(prompt)
        #expect(call.url == "https://api.anthropic.com/v1/messages" && call[header: "x-api-key"] == "sk-test")
        #expect(call[header: "anthropic-version"] == "2026-10-21" && call[header: "Authorization"] == nil)
        #expect(
            try json(call.text)
                == json(
                    #"{"model":"m-1","max_tokens":50,"system":[{"type":"text","text":"Reword.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Halo \"dunia\""}]}"#
                ))
        // Only the version before takes a temperature.
        let older = model(.messages, base) {
            $0.temperature = 0.2
            $0.apiVersion = "2023-06-01"
        }.call(prompt)
        #expect(try json(older.text)["temperature"]?.double == 0.2)
    }

    @Test func `a schema stands where each interface wants it`() throws {
        var prompt = prompt
        let schema = try json(
            #"{"type":"object","properties":{"intent":{"type":"string"}},"required":["intent"],"additionalProperties":false}"#)
        prompt.schema = .init(name: "choice", schema: schema)
        let chat = try json(model(.chatCompletions, "http://x").call(prompt).text)["response_format"]
        #expect(
            chat?["type"]?.string == "json_schema" && chat?["json_schema"]?["strict"]?.bool == true
                && chat?["json_schema"]?["schema"] == schema)
        let response = try json(model(.responses, "http://x").call(prompt).text)["text"]?["format"]
        #expect(response?["type"]?.string == "json_schema" && response?["name"]?.string == "choice" && response?["schema"] == schema)
        let message = try json(model(.messages, "http://x").call(prompt).text)["output_config"]?["format"]
        #expect(message?["type"]?.string == "json_schema" && message?["schema"] == schema)
    }

    @Test func `no key, no header`() {
        for interface in LanguageModel.Interface.allCases {
            let call = model(interface, "http://x") { $0.key = nil }.call(prompt)
            #expect(call[header: "Authorization"] == nil && call[header: "x-api-key"] == nil)
        }
    }
}

/// What is read from answers in one piece, good and bad.
@Suite struct ModelAnswerTests {
    @Test(arguments: [
        (
            LanguageModel.Interface.chatCompletions,
            #"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hai"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23,"prompt_tokens_details":{"cached_tokens":16,"cache_write_tokens":2}}}"#,
            Completion(text: "Hai", finish: .stop),
            Usage(inputTokens: 20, cachedInputTokens: 16, cacheWriteTokens: 2, outputTokens: 3) as Usage?
        ),
        (
            .chatCompletions,
            #"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"finish_reason":"length"}]}"#,
            Completion(text: "ab", finish: .length), nil
        ),
        (
            .chatCompletions, #"{"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}],"error":null}"#,
            Completion(text: "", finish: .refusal), nil
        ),
        (
            .responses,
            #"{"id":"r","object":"response","status":"completed","error":null,"output":[{"type":"reasoning","summary":[]},{"type":"message","content":[{"type":"output_text","text":"Hai","annotations":[]}]}],"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":16},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":6},"total_tokens":29}}"#,
            Completion(text: "Hai", finish: .stop), Usage(inputTokens: 20, cachedInputTokens: 16, outputTokens: 9)
        ),
        (
            .responses,
            #"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":[{"type":"output_text","text":"Ha"}]}]}"#,
            Completion(text: "Ha", finish: .length), nil
        ),
        (
            .responses, #"{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}"#,
            Completion(text: "", finish: .refusal), nil
        ),
        (
            .messages,
            #"{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hai"}],"stop_reason":"end_turn","usage":{"input_tokens":4,"output_tokens":3,"cache_creation_input_tokens":5,"cache_read_input_tokens":11}}"#,
            Completion(text: "Hai", finish: .stop), Usage(inputTokens: 20, cachedInputTokens: 11, cacheWriteTokens: 5, outputTokens: 3)
        ),
        (
            .messages, #"{"role":"assistant","content":[],"stop_reason":"refusal","usage":{"input_tokens":4,"output_tokens":0}}"#,
            Completion(text: "", finish: .refusal), Usage(inputTokens: 4, outputTokens: 0)
        ),
        (
            .messages, #"{"role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"new_reason"}"#,
            Completion(text: "x", finish: .other("new_reason")), nil
        ),
    ])
    func `a completion is read as each interface has it`(
        _ interface: LanguageModel.Interface, _ body: String, _ completion: Completion, _ usage: Usage?
    ) async {
        let vendor = Vendor.answering(200, body, headers: ["Content-Type: application/json", "x-request-id: req_1"])
        let reply = await model(interface, vendor.url).complete(prompt, over: .straight(), at: now)
        #expect(reply == Reply(.success(completion), usage: usage, requestID: "req_1", mayCost: true))
        // The same when a stream was asked for and one piece came.
        let streamed = await model(interface, vendor.url) { $0.streams = true }.complete(prompt, over: .straight(), at: now)
        #expect(streamed == reply)
    }

    @Test(arguments: [
        (
            401, #"{"error":{"message":"Incorrect API key","type":"invalid_request_error","code":"invalid_api_key"}}"#,
            Failure.unauthorized(status: 401)
        ),
        (403, "", .unauthorized(status: 403)), (401, "<html>", .unauthorized(status: 401)),
        (429, #"{"error":{"message":"Slow","type":"requests","code":"rate_limit_exceeded"}}"#, .rateLimited(retryAfter: nil)),
        (
            429, #"{"error":{"message":"Quota","type":"insufficient_quota","param":null,"code":"credit_balance_exhausted"}}"#,
            .billing(code: "credit_balance_exhausted")
        ),
        (429, #"{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}"#, .billing(code: "insufficient_quota")),
        (429, #"{"error":{"code":"organization_spend_limit_exceeded"}}"#, .billing(code: "organization_spend_limit_exceeded")),
        (
            429,
            #"{"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}},"request_id":"r"}"#,
            .billing(code: "enforced_spend_limit_reached")
        ),
        (402, #"{"type":"error","error":{"type":"billing_error","message":"x"}}"#, .billing(code: "billing_error")),
        (402, #"{"error":{"code":402,"message":"Insufficient credits"}}"#, .billing(code: "payment_required")),
        (529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .overloaded(status: 529, retryAfter: nil)),
        (502, "<html>bad gateway</html>", .overloaded(status: 502, retryAfter: nil)), (500, "", .overloaded(status: 500, retryAfter: nil)),
        (408, "", .overloaded(status: 408, retryAfter: nil)), (409, "{}", .overloaded(status: 409, retryAfter: nil)),
        (400, #"{"error":{"type":"exceed_context_size_error","code":400}}"#, .refused(status: 400, code: "exceed_context_size_error")),
        (404, #"{"error":{"message":"no model","type":"not_found_error"}}"#, .refused(status: 404, code: "not_found_error")),
        (413, "", .refused(status: 413, code: nil)), (302, "", .refused(status: 302, code: nil)),
        (400, #"{"error":{"code":"Words of a Vendor, <b>!</b>"}}"#, .refused(status: 400, code: nil)),
        (422, #"{"error":"text"}"#, .refused(status: 422, code: nil)),
        (200, "<html>Sign in to the hotel's network</html>", .malformed("not_json")), (200, "", .malformed("not_json")),
        (200, "[]", .malformed("no_completion")),
        (200, #"{"choices":[]}"#, .malformed("no_completion")), (200, #"{"object":"list","data":[]}"#, .malformed("no_completion")),
        (200, #"{"error":{"code":502,"message":"Provider returned error"}}"#, .overloaded(status: 502, retryAfter: nil)),
        (200, #"{"error":{"code":429,"message":"Rate limited"}}"#, .rateLimited(retryAfter: nil)),
        (200, #"{"error":{"code":402}}"#, .billing(code: "payment_required")),
        (200, #"{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"},"output":[]}"#, .rateLimited(retryAfter: nil)),
        (200, #"{"error":{"type":"overloaded_error"}}"#, .overloaded(status: 529, retryAfter: nil)),
    ])
    func `each failure is told by its kind, whatever the interface`(_ status: Int, _ body: String, _ failure: Failure) async {
        let vendor = Vendor.answering(status, body)
        let wire = Wire.straight()
        for interface in LanguageModel.Interface.allCases {
            for streams in [false, true] {
                let reply = await model(interface, vendor.url) { $0.streams = streams }.complete(prompt, over: wire, at: now)
                #expect(reply == Reply(.failure(failure), mayCost: status == 200), "\(interface)")
            }
        }
    }

    @Test(arguments: [
        ("retry-after: 3", Failure.rateLimited(retryAfter: .seconds(3))),
        ("retry-after-ms: 250", .rateLimited(retryAfter: .milliseconds(250))),
        ("x-should-retry: false", .refused(status: 429, code: nil)), ("x-should-retry: true", .rateLimited(retryAfter: nil)),
        ("retry-after: Tue, 24 Nov 2026 23:20:20 GMT", .rateLimited(retryAfter: .seconds(60))),
    ])
    func `the vendor's word on trying again counts`(_ header: String, _ failure: Failure) async {
        let reply = await model(.messages, Vendor.answering(429, headers: [header]).url).complete(prompt, over: .straight(), at: now)
        #expect(reply.result == .failure(failure))
        let wrong = await model(.messages, Vendor.answering(400, headers: ["x-should-retry: true"]).url).complete(
            prompt, over: .straight(), at: now)
        #expect(wrong.result == .failure(.overloaded(status: 400, retryAfter: nil)))
    }

    @Test func `a call that reached nobody costs nothing, and one that was cut off may`() async {
        let wire = Wire.straight()
        let down = await model(.messages, Vendor.nobody()).complete(prompt, over: wire, at: now)
        #expect(down == Reply(.failure(.unreachable("refused")), mayCost: false))
        let cut = await model(.messages, Vendor.writing("").url).complete(prompt, over: wire, at: now)
        #expect(cut == Reply(.failure(.cut), mayCost: true))
        let slow = await model(.messages, Vendor.silent().url) { $0.deadline = .seconds(2) }.complete(prompt, over: wire, at: now)
        #expect(slow == Reply(.failure(.timedOut), mayCost: true))
        let garbage = await model(.messages, Vendor.writing("SSH-2.0-OpenSSH\r\n").url).complete(prompt, over: wire, at: now)
        #expect(garbage.result == .failure(.malformed("garbled")))
        let wrong = await model(.messages, "ftp://x").complete(prompt, over: wire, at: now)
        #expect(wrong == Reply(.failure(.refused(status: 0, code: "invalid")), mayCost: false))
    }

    @Test func `a text over its limit is no completion`() async {
        let text = String(repeating: "a", count: 101)
        let vendor = Vendor.answering(200, #"{"role":"assistant","content":[{"type":"text","text":"\#(text)"}],"stop_reason":"end_turn"}"#)
        for (limit, isGood) in [(100, false), (101, true)] {
            let reply = await model(.messages, vendor.url) { $0.maximumTextBytes = limit }.complete(prompt, over: .straight(), at: now)
            #expect(reply.result == (isGood ? .success(Completion(text: text, finish: .stop)) : .failure(.tooLong)))
        }
    }
}

/// What is read from streams, whole and cut, wherever the network cuts them into pieces.
@Suite struct ModelStreamTests {
    private static let chat =
        [
            #"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}"#,
            #"data: {"choices":[{"delta":{"content":"Ha"}}],"usage":null}"#, ": OPENROUTER PROCESSING",
            #"data: {"choices":[{"delta":{"content":"i 🙏"}}]}"#,
            #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
            #"data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":3}}"#,
            "data: [DONE]",
        ].joined(separator: "\n\n") + "\n\n"

    private static let response =
        [
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"output\":[],\"error\":null}}",
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hai 🙏\"}",
            "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hai 🙏\"}]}],\"usage\":{\"input_tokens\":20,\"output_tokens\":3}}}",
        ].joined(separator: "\n\n") + "\n\n"

    private static let message =
        [
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":4,\"cache_read_input_tokens\":16,\"output_tokens\":1}}}",
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "event: ping\ndata: {\"type\":\"ping\"}",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hai 🙏\"}}",
            "event: some_future_event\ndata: {\"type\":\"some_future_event\",\"x\":[1]}",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}",
        ].joined(separator: "\n\n") + "\n\n"

    static let streams: [(LanguageModel.Interface, String, Usage)] = [
        (.chatCompletions, chat, Usage(inputTokens: 20, outputTokens: 3)), (.responses, response, Usage(inputTokens: 20, outputTokens: 3)),
        (.messages, message, Usage(inputTokens: 20, cachedInputTokens: 16, outputTokens: 3)),
    ]

    @Test(arguments: streams)
    func `a stream is the same wherever it is cut into pieces`(_ interface: LanguageModel.Interface, _ text: String, _ usage: Usage) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var reader = StreamReader(interface, maximumTextBytes: 1000)
            _ = reader.take(Array(bytes[..<cut]))
            _ = reader.take(Array(bytes[cut...]))
            #expect(reader.isOver && reader.usage == usage)
            #expect(reader.result == .success(Completion(text: "Hai 🙏", finish: .stop)), "cut at \(cut)")
        }
    }

    @Test(arguments: streams)
    func `a stream that ends before the model has said why it stopped is cut, at every byte`(
        _ interface: LanguageModel.Interface, _ text: String, _ usage: Usage
    ) throws {
        let bytes = Array(text.utf8)
        // The event that says why; its last byte is the first of the blank line's end.
        let word = [.chatCompletions: "\"stop\"", .responses: "\"completed\"", .messages: "\"end_turn\""][interface] ?? ""
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: word.utf8) })
        let end = try #require(bytes.indices.first { $0 > start && bytes[$0...].starts(with: "\n\n".utf8) }) + 2
        for count in 0...bytes.count {
            var reader = StreamReader(interface, maximumTextBytes: 1000)
            _ = reader.take(Array(bytes[..<count]))
            let expected: Result<Completion, Failure> = count < end ? .failure(.cut) : .success(Completion(text: "Hai 🙏", finish: .stop))
            #expect(reader.result == expected, "\(interface), \(count) bytes of \(bytes.count)")
        }
    }

    @Test(arguments: streams)
    func `a stream comes over the wire`(_ interface: LanguageModel.Interface, _ text: String, _ usage: Usage) async {
        // The connection stays open after the end, as some providers leave it.
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nrequest-id: req_2\r\n\r\n")
            for byte in text.utf8 { peer.write(Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8)) }
            peer.waitUntilGone()
        }
        let reply = await model(interface, vendor.url) { $0.streams = true }.complete(prompt, over: .straight(), at: now)
        #expect(reply == Reply(.success(Completion(text: "Hai 🙏", finish: .stop)), usage: usage, requestID: "req_2", mayCost: true))
        #expect(await eventually { vendor.abandoned == 1 })
    }

    @Test(arguments: streams)
    func `a stream that is cut off is no completion, and what it had cost is kept`(
        _ interface: LanguageModel.Interface, _ text: String, _ usage: Usage
    ) async {
        let half = String(decoding: Array(text.utf8).prefix(text.utf8.count / 2), as: UTF8.self)
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        // With the connection closed in the middle of a chunk, and closed as if that were all.
        for written in [head + "Transfer-Encoding: chunked\r\n\r\nffff\r\n" + half, head + "\r\n" + half] {
            let reply = await model(interface, Vendor.writing(written).url) { $0.streams = true }.complete(
                prompt, over: .straight(), at: now)
            #expect(reply.result == .failure(.cut) && reply.mayCost)
            if interface == .messages { #expect(reply.usage?.inputTokens == 20) }
        }
    }

    @Test func `a text that never ends is cut off at its limit`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            while peer.write("data: {\"choices\":[{\"delta\":{\"content\":\"la la la \"}}]}\n\n") {}
        }
        let reply = await model(.chatCompletions, vendor.url) { $0.streams = true }.complete(prompt, over: .straight(), at: now)
        #expect(reply == Reply(.failure(.tooLong), mayCost: true))
    }

    @Test func `the limit on a stream's text is exact`() {
        for (count, isWithin) in [(100, true), (101, false)] {
            var reader = StreamReader(.chatCompletions, maximumTextBytes: 100)
            let wantsMore = (0..<count).map { _ in reader.take(Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".utf8)) }
            #expect(wantsMore.last == isWithin && wantsMore.dropLast().allSatisfy(\.self))
            #expect(reader.result == .failure(isWithin ? .cut : .tooLong))
        }
    }

    @Test(arguments: ["x", "\ndata: {}"])
    func `an event that never ends is cut off too`(_ more: String) async {
        let start = "data: " + String(repeating: more, count: 40_000)
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            while peer.write(start) {}
        }
        let reply = await model(.chatCompletions, vendor.url) { $0.streams = true }.complete(prompt, over: .straight(), at: now)
        #expect(reply == Reply(.failure(.tooLong), mayCost: true))
    }

    @Test(arguments: [
        (
            LanguageModel.Interface.chatCompletions, #"{"error":{"code":502,"message":"x"}}"#,
            Failure.overloaded(status: 502, retryAfter: nil)
        ),
        (.chatCompletions, #"{"error":{"type":"insufficient_quota"}}"#, .billing(code: "insufficient_quota")),
        (.chatCompletions, "<html>", .malformed("not_json")),
        (.responses, #"{"type":"error","code":"rate_limit_exceeded","message":"x"}"#, .rateLimited(retryAfter: nil)),
        (
            .responses,
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"x"},"output":[]}}"#,
            .overloaded(status: 500, retryAfter: nil)
        ),
        (.responses, #"{"type":"response.completed"}"#, .malformed("no_completion")),
        (.messages, #"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#, .overloaded(status: 529, retryAfter: nil)),
        (.messages, #"{"type":"error","error":{"type":"billing_error"}}"#, .billing(code: "billing_error")),
    ])
    func `an error in the middle of a stream is told by its kind`(_ interface: LanguageModel.Interface, _ data: String, _ failure: Failure)
    {
        var reader = StreamReader(interface, maximumTextBytes: 1000)
        let wantsMore = reader.take(Array("data: \(data)\n\n".utf8))
        #expect(!wantsMore)
        #expect(reader.isOver && reader.result == .failure(failure))
    }

    @Test func `many calls at once keep their answers apart`() async {
        let vendor = Vendor { peer, _ in
            guard let request = peer.request(), let input = (try? JSON(parsing: request.body))?["messages"]?[1]?["content"]?.string else {
                return
            }
            peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            for character in input { peer.write("data: {\"choices\":[{\"delta\":{\"content\":\"\(character)\"}}]}\n\n") }
            peer.write("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
        }
        let wire = Wire.straight()
        let model = model(.chatCompletions, vendor.url) {
            $0.streams = true
            $0.atOnce = 64
        }
        await withTaskGroup(of: (String, Reply).self) { group in
            for number in 0..<64 {
                group.addTask {
                    let input = "pertanyaan nomor \(number)"
                    let prompt = LanguageModel.Prompt(instructions: "Reword.", input: input, maximumTokens: 10)
                    return (input, await model.complete(prompt, over: wire, at: now))
                }
            }
            for await (input, reply) in group { #expect(reply.result == .success(Completion(text: input, finish: .stop))) }
        }
    }
}
