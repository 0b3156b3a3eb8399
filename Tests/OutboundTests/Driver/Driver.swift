import Glibc
import JSON
import Outbound

// The program that the vendor tests run: a real process around a real wire, with the environment's proxy.
//
//   OutboundDriver              one JSON text a line from standard input, one line of JSON for each on standard output
//   OutboundDriver failures N   the same calls N times each, and what they left behind
//
// {"kind": "waha"|"webhook"|"slack"|"mail"|"model", "url": …, …}; the members are read below.

/// A setting or a call that is wrong: whoever wrote the test reads why.
struct Wrong: Error { var what: String }

@main
struct Driver {
    static func main() async throws {
        let arguments = CommandLine.arguments
        var configuration = Wire.Configuration()
        if let file = getenv("OUTBOUND_AUTHORITIES") { configuration.authorities = String(cString: file) }
        let wire = Wire(configuration)
        if arguments.count == 3, arguments[1] == "failures", let count = Int(arguments[2]) {
            try await Failures(wire: wire, count: count).run()
            return
        }
        while let line = readLine() {
            let answer: JSON
            do {
                answer = try await perform(try JSON(parsing: line), over: wire)
            } catch {
                answer = .object([.init("wrong", .string("\(error)"))])
            }
            print(String(decoding: answer.bytes, as: UTF8.self))
            fflush(nil)
        }
        await wire.stop(within: .seconds(1))
    }

    static var now: UnixTime { UnixTime(seconds: Int64(time(nil))) }

    static func perform(_ order: JSON, over wire: Wire) async throws -> JSON {
        func text(_ name: String) throws -> String {
            guard let text = order[name]?.string else { throw Wrong(what: "no \(name)") }
            return text
        }
        let id = DeliveryID(order["id"]?.string ?? "d_1")
        switch try text("kind") {
        case "waha":
            let waha = WAHA(.init(baseURL: try text("url"), key: order["key"]?.string.map { Secret($0) }))
            let messageID = order["asksForID"] == nil ? nil : await waha.newMessageID(over: wire)
            return json(await waha.sendText(try text("text"), to: try text("chat"), messageID: messageID, over: wire, at: now))
        case "webhook":
            guard let id, let key = Webhook.Key(Secret(try text("key"))) else { throw Wrong(what: "no id or key") }
            let body = Webhook.body(type: "handoff.waiting", timestamp: "2026-11-24T23:19:20.000Z", data: order["data"] ?? .null)
            return json(await Webhook(.init(url: Secret(try text("url")), keys: [key])).send(body, id: id, over: wire, at: now))
        case "slack":
            return json(await Slack(url: Secret(try text("url"))).send(try text("text"), over: wire, at: now))
        case "mail":
            let recipients = (order["to"]?.array ?? []).compactMap { $0.string.flatMap(Mail.Address.init) }
            guard let id, let sender = Mail.Address(try text("from")) else { throw Wrong(what: "no id or sender") }
            let mail = Mail(.init(server: try Mail.Server(Secret(try text("url"))), sender: sender, recipients: recipients))
            let message = Mail.Message(id: id, date: now, subject: try text("subject"), text: try text("text"))
            return json(await mail.send(message, over: wire))
        case "model": return json(await model(order, over: wire))
        case let kind: throw Wrong(what: "no kind \(kind)")
        }
    }

    private static func model(_ order: JSON, over wire: Wire) async -> Reply {
        let interface = LanguageModel.Interface(rawValue: order["interface"]?.string ?? "") ?? .chatCompletions
        var configuration = LanguageModel.Configuration(
            interface, baseURL: order["url"]?.string ?? "", key: order["key"]?.string.map { Secret($0) },
            model: order["model"]?.string ?? "")
        configuration.streams = order["streams"]?.bool ?? false
        if let seconds = order["seconds"]?.integer { configuration.deadline = .seconds(seconds) }
        if let version = order["version"]?.string { configuration.apiVersion = version }
        var prompt = LanguageModel.Prompt(
            instructions: order["instructions"]?.string ?? "", input: order["input"]?.string ?? "",
            maximumTokens: order["tokens"]?.integer ?? 16)
        if let schema = order["schema"] { prompt.schema = .init(name: "answer", schema: schema) }
        return await LanguageModel(configuration).complete(prompt, over: wire, at: now)
    }

    private static func json(_ verdict: Verdict) -> JSON {
        switch verdict {
        case .done(let id): .object([.init("verdict", .string("done")), .init("vendor_id", id.map { .string($0) } ?? .null)])
        case .retry(let after, let because):
            .object([
                .init("verdict", .string("retry")), .init("because", .string(because)),
                .init("after", after.map { .number($0 / .seconds(1)) } ?? .null),
            ])
        case .permanent(let reason): .object([.init("verdict", .string("permanent")), .init("because", .string(reason))])
        }
    }

    private static func json(_ reply: Reply) -> JSON {
        var members: [JSON.Member] = [
            .init("may_cost", .bool(reply.mayCost)), .init("request_id", reply.requestID.map { .string($0) } ?? .null),
        ]
        switch reply.result {
        case .success(let completion):
            members += [.init("text", .string(completion.text)), .init("finish", .string("\(completion.finish)"))]
        case .failure(let failure): members += [.init("failure", .string(failure.code)), .init("detail", .string("\(failure)"))]
        }
        if let usage = reply.usage {
            members += [
                .init("input_tokens", .integer(Int64(usage.inputTokens))), .init("output_tokens", .integer(Int64(usage.outputTokens))),
                .init("cached_tokens", .integer(Int64(usage.cachedInputTokens))),
            ]
        }
        return .object(members)
    }
}
