/// Server-sent events as bytes arrive, however they are cut (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6).
///
/// A line ends with LF, CR or CRLF. Comments, `id` and `retry` are passed over; an event without data is none.
struct EventStream: Sendable {
    struct Event: Sendable, Hashable {
        /// `message` when the stream names none.
        var name: String
        /// The data lines, joined by LF.
        var data: [UInt8]
    }

    /// Of one event. The largest is OpenAI's last, which repeats the whole answer and our instructions.
    static let maximumEventBytes = 256 << 10

    private var line: [UInt8] = []
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var isAfterCR = false
    private var isFirstLine = true
    /// Whether an event was larger than allowed: nothing after it is read.
    private(set) var isOverflown = false

    /// Takes the next bytes and returns the events that they complete.
    mutating func take(_ bytes: some Collection<UInt8>) -> [Event] {
        var events: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty, !isOverflown {
            if isAfterCR, rest.first == 0x0A { rest = rest.dropFirst() }
            isAfterCR = false
            let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D }
            line.append(contentsOf: rest[..<(end ?? rest.endIndex)])
            isOverflown = line.count + data.count > Self.maximumEventBytes
            guard let end, !isOverflown else { break }
            isAfterCR = rest[end] == 0x0D
            rest = rest[rest.index(after: end)...]
            endLine(&events)
        }
        return events
    }

    private mutating func endLine(_ events: inout [Event]) {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirstLine = false
        guard !line.isEmpty else {
            if hasData { events.append(Event(name: name.isEmpty ? "message" : name, data: data)) }
            (name, data, hasData) = ("", [], false)
            return
        }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value.removeFirst() }
        if line[..<colon].elementsEqual("data".utf8) {
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        } else if line[..<colon].elementsEqual("event".utf8) {
            name = String(decoding: value, as: UTF8.self)
        }
    }
}
