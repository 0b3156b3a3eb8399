/// One request as the web server passed it on: complete, within the limits, and a value.
public struct Request: Sendable {
    /// The CGI variables (`REQUEST_METHOD`, `REQUEST_URI`, `HTTP_…`), in the server's order.
    public var parameters: Parameters

    /// Exactly `CONTENT_LENGTH` bytes; empty when the variable is missing or empty.
    public var body: [UInt8]

    /// Makes a request; outside tests only the reactor does.
    public init(parameters: Parameters, body: [UInt8] = []) {
        self.parameters = parameters
        self.body = body
    }
}

/// CGI variables: an ordered list of names and values, kept as one block of bytes.
///
/// A request carries some thirty variables and a handler reads a few, so a `String` is made only for a value that is
/// asked for. Bytes that are not UTF-8 come out repaired, with U+FFFD in their place.
///
/// A name may stand twice (nginx sends a header twice that the client sent twice); the lookup finds the **first**, as
/// `FCGX_GetParam` does.
public struct Parameters: Sendable {
    /// Where `NAME=VALUE` stands in `bytes`.
    private struct Entry {
        var start: UInt32
        var equals: UInt32
        var end: UInt32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    /// Makes a list from pairs, in their order.
    public init(_ pairs: [(name: String, value: String)] = []) {
        for (name, value) in pairs { append(name: name.utf8, value: value.utf8) }
    }

    /// The value of the first variable called `name`, compared byte by byte; nil when there is none.
    ///
    /// - Complexity: O(number of variables), one allocation at most.
    public subscript(_ name: String) -> String? {
        var name = name
        return name.withUTF8 { wanted in
            bytes.withUnsafeBufferPointer { bytes in
                for entry in entries where Int(entry.equals - entry.start) == wanted.count {
                    let found = bytes[Int(entry.start)..<Int(entry.equals)]
                    if found.elementsEqual(wanted) {
                        return String(decoding: bytes[Int(entry.equals) + 1..<Int(entry.end)], as: UTF8.self)
                    }
                }
                return nil
            }
        }
    }
}

extension Parameters: Sequence {
    /// Walks the variables in their order.
    public func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var remaining = entries[...]
        return AnyIterator {
            guard let entry = remaining.popFirst() else { return nil }
            return (
                String(decoding: bytes[Int(entry.start)..<Int(entry.equals)], as: UTF8.self),
                String(decoding: bytes[Int(entry.equals) + 1..<Int(entry.end)], as: UTF8.self)
            )
        }
    }

    /// The number of variables, repeated names counted each time.
    public var underestimatedCount: Int { entries.count }
}

extension Parameters {
    /// Makes an empty list with room for `byteCount` bytes of names, values and equals signs.
    init(reserving byteCount: Int) {
        bytes.reserveCapacity(byteCount)
        entries.reserveCapacity(40)  // nginx sends about 30
    }

    private mutating func append(name: String.UTF8View, value: String.UTF8View) {
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: name)
        let equals = UInt32(bytes.count)
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: value)
        entries.append(Entry(start: start, equals: equals, end: UInt32(bytes.count)))
    }

    /// Appends a `NAME=VALUE`, as libfcgi stores it. Names hold no equals sign: the gate sees to it.
    mutating func append(_ pair: UnsafeBufferPointer<UInt8>) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return }
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: pair)
        entries.append(Entry(start: start, equals: start + UInt32(equals), end: UInt32(bytes.count)))
    }
}
