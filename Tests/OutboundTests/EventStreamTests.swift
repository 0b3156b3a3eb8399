import Testing

@testable import Outbound

@Suite struct EventStreamTests {
    private static func events(_ text: String) -> [EventStream.Event] {
        var stream = EventStream()
        return stream.take(text.utf8)
    }

    private static func event(_ data: String, _ name: String = "message") -> EventStream.Event {
        EventStream.Event(name: name, data: Array(data.utf8))
    }

    static let streams: [(String, [EventStream.Event])] = [
        ("data: one\n\ndata: two\n\n", [event("one"), event("two")]), ("data: one\r\n\r\ndata: two\r\r", [event("one"), event("two")]),
        ("event: ping\r\ndata: a\r\ndata: b\r\n\r\n", [event("a\nb", "ping")]), ("event: ping\ndata: {}\n\n", [event("{}", "ping")]),
        ("data: a\ndata: b\n\n", [event("a\nb")]),
        (": OPENROUTER PROCESSING\n\n: again\ndata: x\n\n", [event("x")]), ("data:x\ndata:  y\ndata\ndata:\n\n", [event("x\n y\n\n")]),
        ("event: nothing\n\ndata: x\n\n", [event("x")]), ("id: 7\nretry: 10\nother: z\ndata: x\n\n", [event("x")]),
        ("\u{FEFF}data: x\n\n", [event("x")]), ("data: é🙏\n\n", [event("é🙏")]), ("data: cut off\n", []), ("\n\n\n", []), ("", []),
        ("{\"error\":{}}", []), ("data: a:b: c\n\n", [event("a:b: c")]), ("data: x\n\r\ndata: y\r\n\n", [event("x"), event("y")]),
    ]

    @Test(arguments: streams)
    func `a stream is the same however it is cut`(_ text: String, _ events: [EventStream.Event]) {
        #expect(Self.events(text) == events)
        let bytes = Array(text.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var stream = EventStream()
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]]
                let found = pieces.flatMap { stream.take($0) }
                #expect(found == events, "\(text), cut at \(first) and \(second)")
            }
        }
    }

    @Test func `byte by byte is the same too`() {
        for (text, events) in Self.streams {
            var stream = EventStream()
            let found = Array(text.utf8).flatMap { stream.take([$0]) }
            #expect(found == events)
        }
    }

    @Test func `an event without end is given up at its limit`() {
        var stream = EventStream()
        let line = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: 4000) + [0x0A]
        var events: [EventStream.Event] = []
        for _ in 0..<10_000 where !stream.isOverflown { events += stream.take(line) }
        events += stream.take("\n\ndata: x\n\n".utf8)
        #expect(stream.isOverflown && events.isEmpty)
    }
}
