/// The framing of FastCGI 1.0: what a record looks like, and the few kinds of them that we know.
///
/// The table of bytes is in the article <doc:FastCGI>.
enum Record {
    static let version: UInt8 = 1
    static let headerBytes = 8
    static let maximumContentBytes = 65_535

    /// The kinds that a responder and nginx exchange. All others are refused.
    enum Kind: UInt8 {
        case beginRequest = 1
        case endRequest = 3
        case parameters = 4
        case standardInput = 5
        case standardOutput = 6
    }

    static let responderRole: UInt16 = 1

    /// A record's first eight bytes.
    struct Header: Equatable {
        var version: UInt8
        var kind: UInt8
        var request: UInt16
        var contentBytes: Int
        var paddingBytes: Int

        init(at offset: Int, of bytes: Span<UInt8>) {
            version = bytes[offset]
            kind = bytes[offset + 1]
            request = UInt16(bytes[offset + 2]) << 8 | UInt16(bytes[offset + 3])
            contentBytes = Int(bytes[offset + 4]) << 8 | Int(bytes[offset + 5])
            paddingBytes = Int(bytes[offset + 6])
        }
    }
}

extension [UInt8] {
    /// The bytes of a whole answer: head and body on standard output, its end, and the end of the request.
    ///
    /// - Complexity: O(bytes), one allocation.
    init(answering request: UInt16, with response: Response) {
        self.init()
        reserveCapacity(response.body.count + response.body.count / Record.maximumContentBytes * 8 + 512)
        appendHead(of: response, request: request)
        appendOutput(response.body, request: request)
        appendEnd(request: request)
    }

    /// Appends the CGI head (RFC 3875, 6.2).
    mutating func appendHead(of response: Response, request: UInt16) {
        var head: [UInt8] = []
        head.reserveCapacity(256)
        head += "Status: ".utf8
        head += String(response.status).utf8
        for (name, value) in response.headers {
            head += "\r\n".utf8
            head.appendField(name)
            head += ": ".utf8
            head.appendField(value)
        }
        head += "\r\n\r\n".utf8
        appendOutput(head, request: request)
    }

    /// Appends `content` in as many records of standard output as it takes; none for nothing, as an empty one ends it.
    mutating func appendOutput(_ content: [UInt8], request: UInt16) {
        var start = 0
        while start < content.count {
            let end = Swift.min(start + Record.maximumContentBytes, content.count)
            appendHeader(.standardOutput, contentBytes: end - start, request: request)
            append(contentsOf: content[start..<end])
            start = end
        }
    }

    /// Appends the end of standard output and of the request: application status 0, protocol status REQUEST_COMPLETE.
    mutating func appendEnd(request: UInt16) {
        appendHeader(.standardOutput, contentBytes: 0, request: request)
        appendHeader(.endRequest, contentBytes: 8, request: request)
        for _ in 0..<8 { append(0) }
    }

    private mutating func appendHeader(_ kind: Record.Kind, contentBytes: Int, request: UInt16) {
        append(Record.version)
        append(kind.rawValue)
        append(UInt8(request >> 8))
        append(UInt8(request & 0xff))
        append(UInt8(contentBytes >> 8))
        append(UInt8(contentBytes & 0xff))
        append(0)  // no padding
        append(0)  // reserved
    }

    private mutating func appendField(_ text: String) {
        let start = count
        append(contentsOf: text.utf8)
        for index in start..<count where self[index] < 0x20 && self[index] != 0x09 || self[index] == 0x7f {
            self[index] = 0x20
        }
    }
}
