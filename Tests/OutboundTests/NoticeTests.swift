import JSON
import Testing

@testable import Outbound

private let now = UnixTime(seconds: 1_795_562_360)  // Tue, 24 Nov 2026 23:19:20 UTC

/// What is said to WAHA, Slack and webhooks, and what their answers mean.
@Suite struct NoticeTests {
    // MARK: WAHA

    private static func waha(_ url: String, key: String? = "a-key") -> WAHA {
        WAHA(WAHA.Configuration(baseURL: url, key: key.map { Secret($0) }))
    }

    // MessageTextRequest of WAHA's OpenAPI file, 2026.7.1: chatId, text and session are required, id is text, linkPreview a truth value.
    @Test func `a message to the team's group is what WAHA's contract asks for`() async throws {
        let vendor = Vendor.answering(201, #"{"id":"true_120363000000000000@g.us_3EB0AA","timestamp":1795562360,"ack":0}"#)
        let verdict = await Self.waha(vendor.url + "/").sendText(
            "Halo \"tim\"\nbaris dua", to: "120363000000000000@g.us", messageID: "3EB0AA", over: .straight(), at: now)
        #expect(verdict == .done(vendorID: "true_120363000000000000@g.us_3EB0AA"))
        let request = try #require(vendor.requests.first)
        #expect(request.line == "POST /api/sendText HTTP/1.1")
        #expect(request.headers["x-api-key"] == "a-key" && request.headers["content-type"] == "application/json")
        let body = try JSON(parsing: request.body)
        #expect(body["session"]?.string == "default" && body["chatId"]?.string == "120363000000000000@g.us")
        #expect(body["text"]?.string == "Halo \"tim\"\nbaris dua" && body["id"]?.string == "3EB0AA")
        #expect(body["linkPreview"]?.bool == false)
        // Nothing that the contract does not name.
        let names = body.object?.map(\.key) ?? []
        #expect(names == ["session", "chatId", "text", "linkPreview", "id"])
    }

    @Test func `a message that is too long for WhatsApp is cut there and not lost`() throws {
        let call = Self.waha("http://waha").sendTextCall(String(repeating: "é", count: 5000), to: "1@g.us", messageID: nil)
        let body = try JSON(parsing: call.body)
        #expect(body["text"]?.string?.count == WAHA.maximumCharacters)
        #expect(body["id"] == nil)
    }

    @Test(arguments: [
        (201, #"{"id":"true_1@g.us_A"}"#, Verdict.done(vendorID: "true_1@g.us_A")),
        (201, #"{"id":{"fromMe":true,"_serialized":"true_1@g.us_B"}}"#, .done(vendorID: "true_1@g.us_B")),
        (201, "", .done(vendorID: nil)), (200, "OK", .done(vendorID: nil)), (201, #"{"id":7}"#, .done(vendorID: nil)),
        (401, #"{"message":"Unauthorized","statusCode":401}"#, .permanent("status_401")), (403, "", .permanent("status_403")),
        (400, #"{"message":"Bad Request"}"#, .permanent("status_400")), (404, "<html>", .permanent("status_404")),
        (
            422, #"{"error":"Session status is not as expected.","session":"default","status":"STARTING","expected":["WORKING"]}"#,
            .retry(after: nil, because: "session_not_working")
        ),
        (422, #"{"message":"text should not be empty"}"#, .permanent("status_422")), (302, "", .permanent("status_302")),
        (429, "", .retry(after: nil, because: "status_429")), (500, "{}", .retry(after: nil, because: "status_500")),
        (503, "", .retry(after: nil, because: "status_503")),
    ])
    func `each answer of WAHA's has one meaning`(_ status: Int, _ body: String, _ verdict: Verdict) async {
        let vendor = Vendor.answering(status, body)
        #expect(await Self.waha(vendor.url).sendText("x", to: "1@g.us", over: .straight(), at: now) == verdict)
    }

    @Test func `a message id is asked for by the session's name, and done without when there is none`() async {
        let vendor = Vendor.answering(200, #"{"id":"3EB0123456789ABCDEF0"}"#)
        var configuration = WAHA.Configuration(baseURL: vendor.url, key: nil)
        configuration.session = "tim/satu"
        #expect(await WAHA(configuration).newMessageID(over: .straight()) == "3EB0123456789ABCDEF0")
        #expect(vendor.requests.map(\.line) == ["GET /api/tim%2Fsatu/new-message-id HTTP/1.1"])
        #expect(vendor.requests.first?.headers["x-api-key"] == nil)
        #expect(await Self.waha(Vendor.nobody()).newMessageID(over: .straight()) == nil)
        #expect(await Self.waha(Vendor.answering(200, "soon").url).newMessageID(over: .straight()) == nil)
    }

    @Test(arguments: [
        ("120363000000000000@g.us", true), ("6281200000000-1600000000@g.us", true), ("6281200000000@c.us", true),
        ("6281200000000@s.whatsapp.net", false), ("+6281200000000@c.us", false), ("@g.us", false), ("1@g.us@g.us", false),
        ("status@broadcast", false), ("", false),
    ])
    func `a chat is a group or a person`(_ text: String, _ isOne: Bool) {
        #expect(WAHA.isChatID(text) == isOne)
    }

    // MARK: Webhook

    @Test func `the signature is the specification's`() throws {
        let key = try #require(Webhook.Key(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        let id = try #require(DeliveryID("msg_p5jXN8AQM9LWM0D4loKWxJek"))
        let webhook = Webhook(.init(url: Secret("http://hook"), keys: [key]))
        let call = webhook.call(Array(#"{"test": 2432232314}"#.utf8), id: id, at: UnixTime(seconds: 1_614_265_330))
        #expect(call[header: "webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(call[header: "webhook-timestamp"] == "1614265330")
        #expect(call[header: "webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek")
    }

    @Test func `every try has its own time and signature, and the same id and body`() async throws {
        let keys = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
        let vendor = Vendor { peer, number in
            peer.request()
            peer.answer(number == 0 ? 503 : 204, headers: number == 0 ? ["Retry-After: 7"] : [])
        }
        let webhook = Webhook(.init(url: Secret(vendor.url + "/hook?a=b"), keys: keys.compactMap { Webhook.Key(Secret($0)) }))
        let id = try #require(DeliveryID("d_1"))
        let body = Webhook.body(
            type: "handoff.waiting", timestamp: "2026-11-24T23:19:20.000Z", data: .object([.init("place", .integer(1))]))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"type":"handoff.waiting","timestamp":"2026-11-24T23:19:20.000Z","data":{"place":1}}"#)
        let wire = Wire.straight()
        let first = await webhook.send(body, id: id, over: wire, at: now)
        let second = await webhook.send(body, id: id, over: wire, at: UnixTime(seconds: now.seconds + 7))
        #expect(first == .retry(after: .seconds(7), because: "status_503") && second == .done(vendorID: nil))
        let requests = vendor.requests
        try #require(requests.count == 2)
        #expect(requests[0].headers["webhook-id"] == "d_1" && requests[1].headers["webhook-id"] == "d_1")
        #expect(requests[0].body == body && requests[1].body == body)
        #expect(requests[0].headers["webhook-timestamp"] == "1795562360" && requests[1].headers["webhook-timestamp"] == "1795562367")
        #expect(requests[0].headers["webhook-signature"] != requests[1].headers["webhook-signature"])
        #expect(requests[0].headers["webhook-signature"]?.split(separator: " ").count == 2)
    }

    @Test(arguments: [
        (200, Verdict.done(vendorID: nil)), (299, .done(vendorID: nil)), (410, .permanent("status_410")),
        (301, .retry(after: nil, because: "status_301")), (400, .retry(after: nil, because: "status_400")),
        (404, .retry(after: nil, because: "status_404")), (429, .retry(after: nil, because: "status_429")),
        (502, .retry(after: nil, because: "status_502")),
    ])
    func `each answer of a receiver's has one meaning`(_ status: Int, _ verdict: Verdict) {
        #expect(Webhook.verdict(on: .answered(Answer(status: status)), at: now) == verdict)
    }

    @Test(arguments: [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true), ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
        ("whsec_" + [UInt8](repeating: 9, count: 64).base64, true), ("whsec_" + [UInt8](repeating: 9, count: 65).base64, false),
        ("whsec_" + [UInt8](repeating: 9, count: 23).base64, false), ("whsec_", false), ("", false), ("whsec_!!!!", false),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false),
    ])
    func `a webhook's key is 24 to 64 bytes in base64`(_ text: String, _ isOne: Bool) {
        #expect((Webhook.Key(Secret(text)) != nil) == isOne)
    }

    // MARK: Slack

    @Test func `what Slack would read as a mention is shown as written`() async throws {
        let vendor = Vendor.answering(200, "ok")
        let slack = Slack(url: Secret(vendor.url + "/services/T0/B0/x"))
        #expect(await slack.send("<!channel> a & b > c", over: .straight(), at: now) == .done(vendorID: nil))
        let request = try #require(vendor.requests.first)
        #expect(try JSON(parsing: request.body) == .object([.init("text", .string("&lt;!channel&gt; a &amp; b &gt; c"))]))
    }

    @Test(arguments: [
        (400, "invalid_payload", Verdict.permanent("status_400")), (403, "action_prohibited", .permanent("status_403")),
        (404, "no_service", .permanent("status_404")), (410, "channel_is_archived", .permanent("status_410")),
        (429, "", .retry(after: .seconds(30), because: "status_429")),
        (500, "rollup_error", .retry(after: .seconds(30), because: "status_500")),
    ])
    func `each answer of Slack's has one meaning`(_ status: Int, _ body: String, _ verdict: Verdict) async {
        let vendor = Vendor.answering(status, body, headers: status == 429 || status == 500 ? ["Retry-After: 30"] : [])
        #expect(await Slack(url: Secret(vendor.url)).send("x", over: .straight(), at: now) == verdict)
    }

    // MARK: All of them

    @Test(arguments: [
        (Outcome.refused, Verdict.retry(after: nil, because: "refused")), (.unresolved, .retry(after: nil, because: "unresolved")),
        (.timedOut(.init(wasSent: true)), .retry(after: nil, because: "timed_out")),
        (.timedOut(.init(wasSent: true, status: 201)), .done(vendorID: nil)),
        (.cut(.init(wasSent: true, status: 200)), .done(vendorID: nil)),
        (.tooLarge(.init(wasSent: true, status: 201)), .done(vendorID: nil)),
        (.tooLarge(.init(wasSent: true, status: 500)), .retry(after: nil, because: "status_500")),
        (.cut(.init(wasSent: true)), .retry(after: nil, because: "cut")),
        (.garbled(.init(wasSent: true)), .retry(after: nil, because: "garbled")),
        (.untrusted("expired"), .retry(after: nil, because: "untrusted")), (.crowded, .retry(after: nil, because: "crowded")),
        (.cancelled, .retry(after: nil, because: "cancelled")), (.stopped, .retry(after: nil, because: "stopped")),
        (.invalid("space"), .permanent("invalid")),
    ])
    func `a call that got no answer comes again, and one whose status was heard is judged by it`(_ outcome: Outcome, _ verdict: Verdict) {
        #expect(WAHA.verdict(on: outcome, at: now) == verdict)
        #expect(Webhook.verdict(on: outcome, at: now) == verdict)
        #expect(Verdict.usual(outcome, at: now) == verdict)
    }

    @Test(arguments: [
        ("msg_1-A", true), (String(repeating: "a", count: 64), true), ("", false), (String(repeating: "a", count: 65), false),
        ("a.b", false), ("a b", false), ("a\r\nb", false), ("é", false),
    ])
    func `a delivery's id is one that every vendor takes`(_ text: String, _ isOne: Bool) {
        #expect(DeliveryID(text)?.description == (isOne ? text : nil))
    }

    @Test func `a secret says nothing of itself`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), String(describing: [secret]), dumped,
            "\(Call.Credentials(user: "u", password: secret))",
        ] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }
}

/// Dates, waits and base64: tables, and against what was computed elsewhere.
@Suite struct WaitTests {
    @Test(arguments: [
        ("retry-after", "120", Duration.seconds(120)), ("Retry-After", "0", .zero), ("retry-after", "1.5", .milliseconds(1500)),
        ("retry-after-ms", "250", .milliseconds(250)), ("retry-after", "Tue, 24 Nov 2026 23:20:20 GMT", .seconds(60)),
        ("retry-after", "Tue, 24 Nov 2026 23:00:00 GMT", .zero), ("retry-after", "1e9", .seconds(86_400)),
        ("retry-after", "99999999", .seconds(86_400)),
    ])
    func `a vendor's wait is read in each form`(_ name: String, _ value: String, _ wait: Duration) {
        #expect(Answer(status: 429, headers: [.init(name, value)]).retryAfter(at: now) == wait)
    }

    @Test(arguments: [
        "", "soon", "-1", "nan", "inf", "Tue, 24 Nov 2026 23:20:20 WIB", "Tue, 45 Nov 2026 23:20:20 GMT", "Tue, 24 Nov 2026 25:20:20 GMT",
    ])
    func `a wait that cannot be read is none`(_ value: String) {
        #expect(Answer(status: 429, headers: [.init("retry-after", value)]).retryAfter(at: now) == nil)
    }

    @Test func `milliseconds come before seconds`() {
        let answer = Answer(status: 429, headers: [.init("retry-after", "3"), .init("retry-after-ms", "200")])
        #expect(answer.retryAfter(at: now) == .milliseconds(200))
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00"), (951_782_399, "Mon, 28 Feb 2000 23:59:59"), (951_782_400, "Tue, 29 Feb 2000 00:00:00"),
        (1_795_562_360, "Tue, 24 Nov 2026 23:19:20"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00"), (-1, "Wed, 31 Dec 1969 23:59:59"),
    ])
    func `a date is written as mail has it and read as HTTP has it`(_ seconds: Int64, _ text: String) {
        #expect(UnixTime(seconds: seconds).mailDate == text + " +0000")
        if seconds >= 0 { #expect(UnixTime(httpDate: text + " GMT") == UnixTime(seconds: seconds)) }
    }

    @Test func `the days of four hundred years are written and read back`() {
        for day in (Int64(0)..<1500).map(\.self) + stride(from: 1500, to: 146_097, by: 29) {
            let time = UnixTime(seconds: day * 86_400 + 3_723)
            #expect(UnixTime(httpDate: time.mailDate.replacing("+0000", with: "GMT")) == time)
        }
    }

    @Test func `the wait doubles from the first to the longest, its upper half drawn`() {
        let backoff = Backoff()
        for attempt in 1...40 {
            let ceiling = min(Duration.seconds(5) * (attempt < 30 ? 1 << (attempt - 1) : 1 << 30), .seconds(12 * 3600))
            #expect(backoff.wait(after: attempt, random: 0) == ceiling / 2)
            let most = backoff.wait(after: attempt, random: 0.999_999)
            #expect(most < ceiling && most > ceiling * 0.99)
        }
        #expect(backoff.wait(after: .max, random: 0.5) == .seconds(9 * 3600))
    }

    @Test func `a vendor that asks for more gets more, within the longest`() {
        let backoff = Backoff()
        #expect(backoff.wait(after: 1, asked: .seconds(60), random: 0.5) == .seconds(60))
        #expect(backoff.wait(after: 1, asked: .seconds(1), random: 0.5) == .seconds(3.75))
        #expect(backoff.wait(after: 1, asked: .seconds(86_400), random: 0.5) == .seconds(12 * 3600))
    }

    /// However long a vendor is down: back in time, it is asked while half of what was left then is left still.
    @Test func `a notice is tried until it lapses, closer and closer, and an outage that ends before is outlived`() {
        let backoff = Backoff()
        let life = Duration.seconds(12 * 3600)
        for seed in 0..<2_000 {
            // Every draw the least, every draw the most, and others.
            let draws = (0..<64).map { seed == 0 ? 0 : seed == 1 ? 0.999_999 : Double((seed &* 7919 &+ $0 &* 104_729) % 1_000) / 1_000 }
            var tries = [Duration.zero]
            while let last = tries.last, let wait = backoff.nextWait(after: tries.count, random: draws[tries.count], left: life - last) {
                tries.append(last + wait)
            }
            #expect(tries.count <= 30 && (tries.last ?? .zero) >= life - backoff.first)
            for (earlier, later) in zip(tries, tries.dropFirst()) { #expect(later - earlier <= (life - earlier) / 2) }
            for minutes in [1, 10, 60, 180, 360, 540, 660] {
                let end = Duration.seconds(60 * minutes)
                let told = tries.first { $0 >= end } ?? life
                #expect(told <= (life + end) / 2, "an outage of \(minutes) min: \(told)")
            }
        }
    }

    @Test func `a vendor that asks for more than is left is asked at the last moment`() {
        let backoff = Backoff()
        #expect(backoff.nextWait(after: 1, asked: .seconds(86_400), random: 0.5, left: .seconds(3_600)) == .seconds(3_600))
        #expect(backoff.nextWait(after: 1, asked: .seconds(60), random: 0.5, left: .seconds(3_600)) == .seconds(60))
        #expect(backoff.nextWait(after: 20, random: 0.5, left: .seconds(60)) == .seconds(30))
        #expect(backoff.nextWait(after: 1, random: 0.5, left: .seconds(5)) == nil)
        #expect(backoff.nextWait(after: 1, random: 0.5, left: .seconds(-5)) == nil)
    }

    @Test func `base64 is the specification's, and nothing else is read as it`() {
        for (bytes, text) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Array(bytes.utf8).base64 == text)
            #expect([UInt8](base64: text) == Array(bytes.utf8))
            #expect([UInt8](base64: text.replacing("=", with: "")) == Array(bytes.utf8))
        }
        let all = (0..<256).map { UInt8($0) }
        #expect([UInt8](base64: all.base64) == all)
        for text in ["Z", "Zg=", "Zg===", "Zh==", "Zm9v=", "Zm9v\n", "Zm-v", "====", "Zg==Zg=="] {
            #expect([UInt8](base64: text) == nil, "\(text)")
        }
    }
}
