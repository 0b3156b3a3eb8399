@testable import FastCGI

/// One thing that may arrive on the socket, and what has to become of it.
struct Input: Sendable, CustomStringConvertible {
    enum Fate: Sendable, Equatable {
        /// The handler gets it and answers.
        case answered
        /// Closed at once, without a word.
        case dropped
        /// Closed without a word when the time to send is over.
        case late
        /// Answered with this status, without the handler.
        case refused(Int)
    }

    let name: String
    let fate: Fate
    let bytes: [UInt8]

    init(_ name: String, _ fate: Fate, _ bytes: [UInt8]) {
        self.name = name
        self.fate = fate
        self.bytes = bytes
    }

    var description: String { name }

    private static let begin = Wire.begin()
    private static let getValues = Wire.record(9, Wire.pair("FCGI_MAX_CONNS", ""), id: 0)
    private static let good = Wire.pairs(Wire.variables())
    private static let end = Wire.record(4) + Wire.record(5)

    private static func parameters(_ content: [UInt8]) -> [UInt8] { begin + Wire.record(4, content) + end }
    private static func lengths(_ name: [UInt8], _ value: [UInt8]) -> [UInt8] { parameters(good + name + value + Array("ABCDEFGH".utf8)) }

    /// The inputs of the fuzzing of libfcgi 2.4.2, those that end or stall a process first, and good ones to compare.
    static let all: [Input] = [
        // These end a process that hands them to libfcgi.
        Input("four GET_VALUES", .dropped, getValues + getValues + getValues + getValues),
        Input("forty GET_VALUES", .dropped, Array(repeatElement(getValues, count: 40).joined())),
        Input(
            "GET_VALUES that names one value forty times", .dropped,
            Wire.record(9, Array(repeatElement(Wire.pair("FCGI_MAX_CONNS", ""), count: 40).joined()), id: 0) + Wire.request()),
        Input("GET_VALUES after the beginning", .dropped, begin + getValues + getValues + getValues + getValues),
        Input("GET_VALUES among the parameters", .dropped, begin + Wire.record(4, good) + getValues + end),
        Input("GET_VALUES with a length of 2 GB", .dropped, Wire.record(9, [0xFF, 0xFF, 0xFF, 0xFE, 0], id: 0)),
        Input("a name of 2 GB less two", .dropped, lengths([0xFF, 0xFF, 0xFF, 0xFE], [0])),
        Input("a name and a value of 2 GB less two", .dropped, lengths([0xFF, 0xFF, 0xFF, 0xFE], [0xFF, 0xFF, 0xFF, 0xFE])),
        Input(
            "a name and a value of 2 GB less one (CVE-2025-23016)", .dropped, lengths([0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF])),
        // These stall a thread, or are served although they were cut.
        Input("nothing, and the end", .late, []),
        Input("one byte", .late, [1]),
        Input("half a header", .late, Array(begin.prefix(4))),
        Input("half a beginning", .late, Array(begin.prefix(12))),
        Input("a beginning alone", .late, begin),
        Input("half of the parameters", .late, begin + Array(Wire.record(4, good).prefix(30))),
        Input("parameters without their end", .late, begin + Wire.record(4, good)),
        Input("parameters without standard input", .late, begin + Wire.record(4, good) + Wire.record(4)),
        Input("a body without its end", .late, Array(Wire.request(body: [1, 2, 3]).dropLast(8))),
        Input("half a body", .late, Array(Wire.request(body: [UInt8](repeating: 7, count: 4000)).dropLast(2000))),
        Input("an abort among the parameters", .dropped, begin + Wire.record(4, good) + Wire.record(2)),
        Input("an abort instead of a body", .dropped, begin + Wire.record(4, good) + Wire.record(4) + Wire.record(2)),
        // These are wrong in other ways.
        Input("version 0", .dropped, Wire.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 0)),
        Input("version 2 in the middle", .dropped, begin + Wire.record(4, good, version: 2) + end),
        Input("HTTP", .dropped, Array("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n".utf8)),
        Input("zeroes", .dropped, [UInt8](repeating: 0, count: 64)),
        Input("an unknown kind", .dropped, Wire.record(200, [1, 2, 3])),
        Input("an unknown kind among the parameters", .dropped, begin + Wire.record(200) + Wire.record(4, good) + end),
        Input("parameters before the beginning", .dropped, Wire.record(4, good) + Wire.request()),
        Input("a second beginning", .dropped, begin + Wire.request()),
        Input("a beginning of another request in the middle", .dropped, begin + Wire.record(4, good) + Wire.begin(id: 2) + end),
        Input("request 0", .dropped, Wire.request(id: 0)),
        Input("another request's parameters", .dropped, begin + Wire.record(4, good, id: 2) + end),
        Input("a beginning of seven bytes", .dropped, Wire.record(1, [0, 1, 0, 0, 0, 0, 0]) + Wire.request()),
        Input("an authorizer", .dropped, Wire.begin(role: 2) + Wire.record(4, good) + end),
        Input("a filter", .dropped, Wire.begin(role: 3) + Wire.record(4, good) + end),
        Input("role 0", .dropped, Wire.begin(role: 0) + Wire.record(4, good) + end),
        Input("standard input before the parameters", .dropped, begin + Wire.record(5) + Wire.record(4, good) + Wire.record(4)),
        Input(
            "parameters after their end", .dropped, begin + Wire.record(4, good) + Wire.record(4) + Wire.record(4, good) + Wire.record(5)),
        Input("a filter's data", .dropped, begin + Wire.record(4, good) + Wire.record(4) + Wire.record(8, [1]) + Wire.record(5)),
        Input("an answer", .dropped, begin + Wire.record(6, [1]) + Wire.record(3, [0, 0, 0, 0, 0, 0, 0, 0])),
        Input("something after the end", .dropped, Wire.request() + [0]),
        Input("a second request after the first", .dropped, Wire.request() + Wire.request()),
        Input("a pair that is cut", .dropped, parameters(good + [14, 3] + Array("REQ".utf8))),
        Input("a pair without its second length", .dropped, parameters(good + [14])),
        Input("a long length that is cut", .dropped, parameters(good + [0x80, 0])),
        Input("a name without letters", .dropped, parameters(good + Wire.pair("", "x"))),
        Input("an equals sign in a name", .dropped, parameters(good + Wire.pair("A=B", "x"))),
        Input("a NUL in a name", .dropped, parameters(good + Wire.pair("A\0B", "x"))),
        Input("a NUL in a value", .dropped, parameters(good + Wire.pair("A", "x\0y"))),
        Input("a space in a name", .dropped, parameters(good + Wire.pair("A B", "x"))),
        Input("no method", .dropped, Wire.request(variables: [("REQUEST_URI", "/")])),
        Input("no address", .dropped, Wire.request(variables: [("REQUEST_METHOD", "GET")])),
        Input("an empty method", .dropped, Wire.request(variables: Wire.variables(method: ""))),
        Input("no parameters at all", .dropped, begin + end),
        Input("a body shorter than said", .dropped, Wire.request(variables: Wire.variables(body: 4), body: [1, 2, 3])),
        Input("a body longer than said", .dropped, Wire.request(variables: Wire.variables(body: 2), body: [1, 2, 3])),
        Input("a body and nothing said", .dropped, Wire.request(variables: Wire.variables(body: 0), body: [1, 2, 3])),
        Input(
            "a negative length", .dropped, Wire.request(variables: Wire.variables().map { $0.0 == "CONTENT_LENGTH" ? ($0.0, "-1") : $0 })),
        Input(
            "a length of nineteen digits", .dropped,
            Wire.request(variables: Wire.variables().map { $0.0 == "CONTENT_LENGTH" ? ($0.0, "9223372036854775808") : $0 })),
        Input(
            "a length in letters", .dropped,
            Wire.request(variables: Wire.variables().map { $0.0 == "CONTENT_LENGTH" ? ($0.0, "3 ") : $0 }, body: [1, 2, 3])),
        Input("framing without content", .dropped, begin + Array(repeatElement(Wire.record(4, [0], padding: 255), count: 500).joined())),
        // These are too large.
        Input("a body of 64 kB and one byte", .refused(413), Wire.request(body: [UInt8](repeating: 7, count: 65_537))),
        Input(
            "a length of eighteen digits", .refused(413),
            Wire.request(variables: Wire.variables().map { $0.0 == "CONTENT_LENGTH" ? ($0.0, "999999999999999999") : $0 })),
        Input(
            "parameters of 33 kB", .refused(431),
            Wire.request(variables: Wire.variables() + [("HTTP_COOKIE", String(repeating: "c", count: 33_000))])),
        // These are good.
        Input("a plain request", .answered, Wire.request()),
        Input("request 65,535", .answered, Wire.request(id: 65_535)),
        Input("a connection to be kept", .answered, Wire.begin(flags: 1) + Wire.record(4, good) + end),
        Input("padding everywhere", .answered, Wire.request(body: [1, 2, 3], padding: 255)),
        Input("pairs that straddle records", .answered, Wire.request(chunk: 7)),
        Input("a body in bytes", .answered, Wire.request(body: [1, 2, 3, 4, 5], chunk: 1)),
        Input("a body of 64 kB", .answered, Wire.request(body: [UInt8](repeating: 7, count: 65_536))),
        Input("64 kB of body in records of 1 kB", .answered, Wire.request(body: [UInt8](repeating: 7, count: 65_536), chunk: 1024)),
        Input(
            "32 kB of parameters", .answered,
            Wire.request(
                variables: Wire.variables() + [
                    ("HTTP_COOKIE", String(repeating: "c", count: 32_768 - Wire.pairs(Wire.variables()).count - 16))
                ])),
        Input("bytes that are not UTF-8", .answered, parameters(good + [6, 2] + Array("HTTP_X".utf8) + [0xC3, 0x28])),
    ]
}
