import Desk
import Dialogue
import Foundation
import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import HTTP

/// What the contract's list of cases cannot say: other clocks, other addresses, things at the same time.
struct ApplicationTests {
    private func session(_ answer: JSON) throws -> String { try #require(answer["session_id"]?.string) }

    // MARK: Waiting

    @Test func `everybody who waits for a conversation is answered by the next message`() async throws {
        let house = try FrontDesk()
        let session = try session(await house.begin())
        let waiting = (0..<20).map { _ in Task { await house.get("/api/chat/messages?after=4&wait=25", session: session) } }
        try await waitUntil("all are parked") { house.application.polls.count == 20 }
        await house.post("/api/chat", #"{"messages": [{"role": "user", "content": "jam buka"}]}"#, session: session)
        for answer in waiting { #expect(try await answer.value.json["messages"]?.array?.count == 2) }
        #expect(house.application.polls.count == 0)
    }

    @Test func `who waits for one conversation hears nothing of another`() async throws {
        let house = try FrontDesk()
        let one = try session(await house.begin()), other = try session(await house.begin())
        let waiting = Task { await house.get("/api/chat/messages?after=4&wait=25", session: one) }
        try await waitUntil("it is parked") { house.application.polls.count == 1 }
        await house.post("/api/chat", #"{"messages": [{"role": "user", "content": "jam buka"}]}"#, session: other)
        #expect(house.application.polls.count == 1)
        house.application.stop()
        #expect(try await waiting.value.json["messages"]?.array?.isEmpty == true)
    }

    @Test func `stopping answers who waits, and who comes later does not wait`() async throws {
        let house = try FrontDesk()
        let session = try session(await house.begin())
        let waiting = Task { await house.get("/api/chat/messages?after=4&wait=25", session: session) }
        try await waitUntil("it is parked") { house.application.polls.count == 1 }
        house.application.stop()
        for answer in [await waiting.value, await house.get("/api/chat/messages?after=4&wait=25", session: session)] {
            #expect(answer.text.hasPrefix(#"{"messages":[],"last":4,"mode":"bot","state":{"#))
        }
        #expect(house.application.polls.count == 0)
        // What needs no waiting is answered as ever.
        #expect(await house.get("/api/chat/messages?wait=25", session: session).status == .ok)
    }

    @Test func `a client that goes away leaves nothing behind`() async throws {
        let house = try FrontDesk()
        let session = try session(await house.begin())
        let leave = Mutex<(@Sendable () -> Void)?>(nil)
        let answered = Mutex(false)
        let request = Request(
            method: .get, path: "/api/chat/messages", query: "after=4&wait=25", fields: [.authorization: "Session \(session)"],
            address: "127.0.0.1", id: "1")
        house.application.handle(
            request, Exchange(respond: { _ in answered.withLock { $0 = true } }, whenGone: { action in leave.withLock { $0 = action } }))
        try await waitUntil("it is parked") { house.application.polls.count == 1 }
        let goAway = leave.withLock { $0 }
        try #require(goAway != nil)
        goAway?()
        #expect(house.application.polls.count == 0)
        await house.post("/api/chat", #"{"messages": [{"role": "user", "content": "jam buka"}]}"#, session: session)
        house.application.stop()
        #expect(!answered.withLock { $0 })
    }

    // MARK: One conversation at a time

    @Test func `the same message sent twice at once is kept once`() async throws {
        let house = try FrontDesk()
        let session = try session(await house.begin())
        let body = #"{"messages": [{"role": "user", "content": "jam buka"}], "client_message_id": "twice"}"#
        async let one = house.post("/api/chat", body, session: session)
        async let other = house.post("/api/chat", body, session: session)
        let (first, second) = (try await one.json, try await other.json)
        #expect(first["message_id"]?.string != nil && first["message_id"] == second["message_id"])
        #expect(try await house.get("/api/chat/messages?after=4", session: session).json["messages"]?.array?.count == 2)
    }

    @Test func `a conversation may be opened on 16 devices`() async throws {
        let house = try FrontDesk()
        let body = #"{"messages": [{"role": "user", "content": "halo"}], "client_message_id": "0123456789abcdef"}"#
        for _ in 1...16 { #expect(await house.post("/api/chat", body).status == .ok) }
        let refused = try await house.post("/api/chat", body).json
        #expect(refused["code"]?.string == "too_many_sessions" && refused["limit"]?.integer == 16)
    }

    @Test func `a first message from another address opens nothing`() async throws {
        let house = try FrontDesk()
        let body = #"{"messages": [{"role": "user", "content": "halo"}], "client_message_id": "0123456789abcdef"}"#
        let mine = try await house.post("/api/chat", body, address: "192.0.2.1").json
        let theirs = try await house.post("/api/chat", body, address: "192.0.2.2").json
        #expect(mine["conversation_id"] != theirs["conversation_id"])
    }

    // MARK: Hours

    @Test(
        arguments: [
            (0, true, nil, "2026-11-24T02:00:00.000Z"),
            (7 * 3600 - 1, true, nil, "2026-11-24T02:00:00.000Z"),
            (7 * 3600, false, "buka lagi Selasa 09.00 WIB", "2026-11-24T02:00:00.000Z"),
            (5 * 86_400, false, "buka lagi Senin 09.00 WIB", "2026-11-30T02:00:00.000Z"),
            (23 * 3600, true, nil, "2026-11-25T02:00:00.000Z"),
        ] as [(Int, Bool, String?, String)])
    func `the status follows the clock`(seconds: Int, isOpen: Bool, words: String?, next: String) async throws {
        let house = try FrontDesk()
        // From Monday 10:00 in Jakarta.
        house.clock.advance(by: .seconds(seconds))
        let status = try await house.get("/api/status").json
        #expect(status["open"]?.bool == isOpen)
        #expect(status["hours"]?.string == "Senin–Jumat 09.00–17.00 WIB")
        #expect(status["next_opening"] == words.map(JSON.string) ?? .null)
        #expect(status["next_opening_at"]?.string == next)
    }

    @Test func `the status speaks English too`() async throws {
        let house = try FrontDesk()
        house.clock.advance(by: .seconds(5 * 86_400))
        let status = try await house.get("/api/status", fields: [.acceptLanguage: "en"]).json
        #expect(status["hours"]?.string == "Monday–Friday 09.00–17.00 WIB")
        #expect(status["next_opening"]?.string == "open again Monday 09.00 WIB")
    }

    @Test func `outside the hours an escalation says when they begin`() async throws {
        let house = try FrontDesk()
        #expect(try await house.post("/api/chat/escalate", #"{"channel": "whatsapp"}"#).json["opens"]?.isNull == true)
        house.clock.advance(by: .seconds(8 * 3600))
        let answer = try await house.post("/api/chat/escalate", #"{"locale": "en", "topic": "my bike", "channel": "whatsapp"}"#).json
        #expect(answer["open"]?.bool == false)
        #expect(answer["opens"]?.string == "open again Tuesday 09.00 WIB")
        #expect(answer["whatsapp"]?["href"]?.string?.hasPrefix("https://wa.me/6280000000000?text=Hello%20") == true)
    }

    @Test func `without a number there is no WhatsApp`() async throws {
        let house = try FrontDesk(knowledge: Workshop.make(hours: "Mon 09:00-17:00 UTC", whatsapp: nil))
        #expect(try await house.post("/api/chat/escalate", #"{"channel": "whatsapp"}"#).json["code"]?.string == "channel_off")
    }

    @Test func `the time of a message is the desk's`() async throws {
        let house = try FrontDesk()
        house.clock.advance(by: .milliseconds(5_025))
        let session = try session(await house.begin())
        #expect(
            try await house.get("/api/chat/messages", session: session).json.value(at: "messages[0].at")?.string
                == "2026-11-23T03:00:05.025Z")
    }

    // MARK: Content

    @Test func `what is internal is neither told nor answered`() async throws {
        let house = try FrontDesk()
        for language in ["id", "en"] {
            let faq = await house.get("/api/faq", fields: [.acceptLanguage: language])
            #expect(
                try faq.json["intents"]?.array?.compactMap { $0["id"]?.string } == ["GREETING", "HOURS", "REPAIR", "PRICE", "COMPLAINT"])
            #expect(!faq.text.contains("gudang") && !faq.text.contains("Stok"))
        }
        #expect(try await house.begin("stok gudang")["intent"]?.string == "OOS")
        #expect(try await house.begin("sisa suku cadang")["answer"]?.string?.contains("lemari") == false)
    }

    @Test func `what nobody taught the desk is OOS with a way to a person`() async throws {
        let answer = try await FrontDesk().begin("xqzt vbnm")
        #expect(answer["intent"]?.string == "OOS" && answer["benefits"]?.array == [])
        #expect(answer["cta"]?["primary"]?.string?.isEmpty == false)
    }

    @Test func `words typed by a visitor come back as the text they are`() async throws {
        let house = try FrontDesk()
        let text = "</script><img src=x onerror=alert(1)> \u{0} \u{202e}\r\n\"\\ 😀 ${7*7} {{x}}"
        let begun = try await house.begin(text)
        let messages = await house.get("/api/chat/messages", session: try session(begun))
        #expect(try messages.json.value(at: "messages[0].content")?.string == text)
        #expect(messages.fields[.contentType] == "application/json; charset=utf-8")
    }

    // MARK: Limits

    @Test func `after the wait that was told a request is admitted`() async throws {
        let house = try FrontDesk(limits: .init(maximum: 6, windowSeconds: 60, addressFactor: 1))
        #expect(await house.get("/api/faq").status == .ok)
        let refused = await house.get("/api/faq")
        #expect(refused.status == .tooManyRequests && refused.fields[.retryAfter] == "10")
        house.clock.advance(by: .milliseconds(9_999))
        #expect(await house.get("/api/faq").fields[.retryAfter] == "1")
        house.clock.advance(by: .milliseconds(1))
        #expect(await house.get("/api/faq").status == .ok)
    }

    @Test func `one address's flood is not another's`() async throws {
        let house = try FrontDesk(limits: .init(maximum: 6, addressFactor: 1))
        #expect(await house.get("/api/faq", address: "2001:db8::1").status == .ok)
        #expect(await house.get("/api/faq", address: "2001:db8::2").status == .tooManyRequests)
        #expect(await house.get("/api/faq", address: "2001:db8:0:1::1").status == .ok)
    }

    @Test func `a limited request is refused before its body is read`() async throws {
        let house = try FrontDesk(limits: .init(maximum: 6, addressFactor: 1))
        await house.get("/api/faq")
        #expect(try await house.post("/api/chat", "no JSON").json["code"]?.string == "rate_limited")
    }

    @Test func `a session's limit holds from wherever it comes`() async throws {
        let house = try FrontDesk(limits: .init(maximum: 6, addressFactor: 100))
        let session = try session(await house.begin())
        #expect(await house.post("/api/chat/typing", "{}", session: session, address: "192.0.2.1").status == .noContent)
        #expect(await house.post("/api/chat/typing", #"{"session_id": "\#(session)"}"#, address: "192.0.2.2").status == .tooManyRequests)
    }

    // MARK: Metrics

    @Test(arguments: ["192.0.2.1", "10.0.0.1", "127.0.0.2", "::2", "", "localhost", "::ffff:192.0.2.1"])
    func `metrics are for this machine alone`(address: String) async throws {
        #expect(try await FrontDesk().get("/api/metrics", address: address).json["code"]?.string == "not_found")
    }

    @Test func `metrics count what was answered, and strangers' paths together`() async throws {
        let house = try FrontDesk(measurements: Measurements { [.init("other_room_bytes", "Of another room.", .gauge, 1.5)] })
        let session = try session(await house.begin("jam buka"))
        await house.post("/api/chat/rate", #"{"value": "up"}"#, session: session)
        for path in ["/api/secret-1", "/api/secret-2", "/"] { await house.get(path) }
        let text = await house.get("/api/metrics", address: "::1").text
        for line in [
            #"frontdesk_requests_total{path="/api/chat"} 1"#, #"frontdesk_requests_total{path="other"} 3"#,
            "frontdesk_conversations_total 1", "frontdesk_turns_total 1",
            #"frontdesk_intents_total{intent="HOURS"} 1"#, #"frontdesk_ratings_total{value="up"} 1"#, "frontdesk_polls_parked 0",
            "# TYPE other_room_bytes gauge", "other_room_bytes 1.5",
        ] { #expect(text.contains(line + "\n"), "\(line) in\n\(text)") }
        #expect(!text.contains("secret"))
    }

    // MARK: The disk

    @Test func `when the log is closed nothing is promised and the client may come again`() async throws {
        let house = try FrontDesk()
        let session = try session(await house.begin())
        await house.desk.close()
        for response in [
            await house.post("/api/chat", #"{"messages": [{"role": "user", "content": "halo"}]}"#),
            await house.post("/api/chat", #"{"messages": [{"role": "user", "content": "jam buka"}]}"#, session: session),
            await house.post("/api/chat/rate", #"{"value": "up"}"#, session: session),
        ] {
            #expect(response.status == .serviceUnavailable && response.fields[.retryAfter] == "2", "\(response.text)")
        }
        #expect(await house.get("/api/health").status == .ok)
        #expect(try await house.get("/api/chat/messages", session: session).json["messages"]?.array?.count == 2)
    }
}
