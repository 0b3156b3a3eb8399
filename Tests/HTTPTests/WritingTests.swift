import Desk
import Dialogue
import Foundation
import HTTPTypes
import JSON
import Journal
import Testing

@testable import HTTP

struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (86_399_999, "1970-01-01T23:59:59.999Z"),
            (-86_400_000, "1969-12-31T00:00:00.000Z"), (-86_400_001, "1969-12-30T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (1_078_012_800_000, "2004-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
            (1_795_402_800_123, "2026-11-23T03:00:00.123Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `a time is written as RFC 3339 does`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test func `ten thousand times agree with Foundation`() {
        var random = SystemRandomNumberGenerator()
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
        for _ in 0..<10_000 {
            // From 1583, as Foundation reckons by Julius before; whole seconds, as its Date is a Double.
            let seconds = Int64.random(in: -12_212_553_600...253_402_300_799, using: &random)
            #expect(Timestamp(milliseconds: seconds * 1000).iso8601 == Date(timeIntervalSince1970: Double(seconds)).formatted(style))
        }
    }
}

struct MetricsWriterTests {
    @Test func `a family is told before its samples`() {
        var writer = MetricsWriter()
        writer.family("x_total", "How many.", .counter)
        writer.sample("x_total", [("path", "/api/chat"), ("kind", "a")], 3)
        writer.sample("x_total", [], 0.25)
        #expect(writer.text == "# HELP x_total How many.\n# TYPE x_total counter\nx_total{path=\"/api/chat\",kind=\"a\"} 3\nx_total 0.25\n")
    }

    @Test(arguments: [#"a"b"#: #"a\"b"#, #"a\b"#: #"a\\b"#, "a\nb": #"a\nb"#, "a\r\nb": "a\r\\nb", "é{}": "é{}"])
    func `a label cannot end its quotes or its line`(label: String, text: String) {
        var writer = MetricsWriter()
        writer.sample("x", [("l", label)], 1)
        #expect(writer.text == "x{l=\"\(text)\"} 1\n")
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1e14, "100000000000000"), (-3, "-3"), (1e16, "1e+16"), (0.1, "0.1"), (.nan, "NaN"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"),
        ] as [(Double, String)])
    func `a number is written so that Prometheus reads it`(value: Double, text: String) {
        var writer = MetricsWriter()
        writer.sample("x", [], value)
        #expect(writer.text == "x \(text)\n")
    }
}

struct ProblemTests {
    @Test(
        arguments: [
            (.sessionUnknown, 401, "session_unknown", nil), (.busy(waiting: 16), 429, "rate_limited", 1),
            (.refused(.conversationFull(limit: 1_000)), 409, "conversation_full", nil),
            (.refused(.tooManySessions(limit: 16)), 409, "too_many_sessions", nil),
            (.refused(.unknownMessage), 404, "message_unknown", nil), (.refused(.unknownChoice), 404, "choice_unknown", nil),
            (.diskFull, 503, "unavailable", 60), (.journal(.unavailable(retryAfter: .milliseconds(250))), 503, "unavailable", 1),
            (.journal(.closed), 503, "unavailable", 2),
            (.journal(.erased(StreamID("c"))), 401, "session_unknown", nil),
            (.unreadable(conversation: ConversationID(rawValue: "c"), reason: "the secret reason"), 503, "unavailable", 60),
        ] as [(DeskError, Int, String, Int?)])
    func `every refusal of the desk has a status and a code`(error: DeskError, status: Int, code: String, retryAfter: Int?) throws {
        let response = Problem(error).response(in: .indonesian)
        let json = try response.json
        #expect(response.status.code == status && json["status"]?.integer == status)
        #expect(json["code"]?.string == code)
        #expect(json["retry_after"]?.integer == retryAfter)
        #expect(response.fields[.retryAfter] == retryAfter.map(String.init))
        #expect(!response.text.contains("secret"))
        #expect(response.fields[.contentType] == "application/problem+json; charset=utf-8")
        #expect(response.fields[.cacheControl] == "no-store")
        #expect((response.fields[.wwwAuthenticate] != nil) == (status == 401))
    }

    @Test func `a title is in the visitor's language`() throws {
        let problem = Problem.rateLimited(retryAfter: 3)
        #expect(try problem.response(in: .indonesian).json["title"]?.string == "Mohon tunggu sebentar sebelum mengirim lagi, ya.")
        #expect(try problem.response(in: .english).json["title"]?.string == "Please wait a moment before sending again.")
    }

    @Test func `what somebody wrote stays text inside the detail`() throws {
        let response = Problem.invalid("a\"}\n<script>", "must be \u{0} right").response(in: .english)
        #expect(try response.json["field"]?.string == "a\"}\n<script>")
    }
}

struct BodyTests {
    private func body(_ text: String) throws(Problem) -> Body {
        try Body(Request(method: .post, path: "/", fields: [.contentType: "application/json"], body: Array(text.utf8), address: "", id: ""))
    }

    @Test func `of a member that is there twice the last counts, as in browsers`() throws {
        #expect(try body(#"{"a": 1, "a": "last"}"#).text("a", limit: 4) == "last")
    }

    @Test func `a limit counts code points`() throws {
        #expect(try body(#"{"a": "éé"}"#).text("a", limit: 2) == "éé")
        #expect(throws: Problem.self) { try body("{\"a\": \"e\u{301}e\u{301}\"}").text("a", limit: 2) }
        #expect(throws: Problem.self) { try body(#"{"a": "🇮🇩"}"#).text("a", limit: 1) }
    }

    @Test(arguments: ["", " ", "\t\r\n", "\u{a0}\u{3000}", "\u{2028}", "\u{feff}"]) func `white space of any script is nothing said`(
        text: String
    )
        throws
    {
        #expect(text.isBlank)
        #expect(throws: Problem.self) { try body("{\"a\": \(JSON.string(text).text)}").requiredText("a", limit: 9) }
    }

    @Test(arguments: [".", "\u{200b}", " \u{301}", "\u{0}", "\u{85}"]) func `anything else is something`(text: String) {
        #expect(!text.isBlank)
    }

    @Test(arguments: [("3", 3), ("3.0", 3), ("3e0", 3), ("null", nil)]) func `a whole number may be written in any way`(
        text: String, number: Int?
    ) throws {
        #expect(try body("{\"a\": \(text)}").integer("a", in: 0...9) == number)
    }

    @Test(arguments: ["-1", "10", "1.5", "\"3\"", "true", "[]", "1e400", "123456789012345678901234567890"])
    func `what is no whole number of the range is refused`(text: String) {
        #expect(throws: Problem.self) { try body("{\"a\": \(text)}").integer("a", in: 0...9) }
    }
}

extension JSON {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
