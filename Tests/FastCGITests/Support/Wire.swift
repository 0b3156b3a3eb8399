import Glibc

@testable import FastCGI

/// Bytes as a web server sends them, and as it should not.
enum Wire {
    static func record(_ kind: UInt8, _ content: [UInt8] = [], id: UInt16 = 1, padding: UInt8 = 0, version: UInt8 = 1) -> [UInt8] {
        [version, kind, UInt8(id >> 8), UInt8(id & 0xff), UInt8(content.count >> 8), UInt8(content.count & 0xff), padding, 0]
            + content + [UInt8](repeating: 0xEE, count: Int(padding))
    }

    static func begin(id: UInt16 = 1, role: UInt8 = 1, flags: UInt8 = 0) -> [UInt8] {
        record(1, [0, role, flags, 0, 0, 0, 0, 0], id: id)
    }

    static func length(_ count: Int) -> [UInt8] {
        count < 0x80
            ? [UInt8(count)] : [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
    }

    static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    static func pairs(_ pairs: [(String, String)]) -> [UInt8] { pairs.flatMap { pair($0, $1) } }

    /// Variables that every good request has.
    static func variables(method: String = "GET", uri: String = "/", body: Int = 0) -> [(String, String)] {
        [("REQUEST_METHOD", method), ("REQUEST_URI", uri), ("CONTENT_LENGTH", body == 0 ? "" : String(body)), ("HTTP_HOST", "example.com")]
    }

    /// A good request; `variables` replaces the usual ones, `chunk` is what a record holds at most.
    static func request(
        uri: String = "/", variables: [(String, String)]? = nil, body: [UInt8] = [], id: UInt16 = 1, padding: UInt8 = 0, chunk: Int = 32_768
    ) -> [UInt8] {
        let variables = variables ?? self.variables(method: body.isEmpty ? "GET" : "POST", uri: uri, body: body.count)
        return begin(id: id) + records(4, pairs(variables), id: id, padding: padding, chunk: chunk) + record(4, id: id)
            + records(5, body, id: id, padding: padding, chunk: chunk) + record(5, id: id)
    }

    static func records(_ kind: UInt8, _ content: [UInt8], id: UInt16 = 1, padding: UInt8 = 0, chunk: Int = 32_768) -> [UInt8] {
        stride(from: 0, to: content.count, by: chunk).flatMap {
            record(kind, Array(content[$0..<min($0 + chunk, content.count)]), id: id, padding: padding)
        }
    }
}

/// What came back for one request, taken apart.
struct Answer: Equatable {
    var status = 0
    var head = ""
    var body: [UInt8] = []
    /// Both ends were there: of standard output and of the request.
    var isWhole = false

    var text: String { String(decoding: body, as: UTF8.self) }

    /// - Returns: nil when `bytes` is not a run of records of request `id`.
    init?(_ bytes: [UInt8], id: UInt16 = 1) {
        var output: [UInt8] = []
        var outputEnded = false
        var offset = 0
        while offset + 8 <= bytes.count {
            let content = Int(bytes[offset + 4]) << 8 | Int(bytes[offset + 5])
            let end = offset + 8 + content + Int(bytes[offset + 6])
            guard bytes[offset] == 1, UInt16(bytes[offset + 2]) << 8 | UInt16(bytes[offset + 3]) == id, end <= bytes.count, !isWhole else {
                return nil
            }
            switch bytes[offset + 1] {
            case 6 where !outputEnded:
                outputEnded = content == 0
                output += bytes[offset + 8..<offset + 8 + content]
            case 3 where outputEnded:
                guard Array(bytes[offset + 8..<offset + 16]) == [UInt8](repeating: 0, count: 8) else { return nil }
                isWhole = true
            default: return nil
            }
            offset = end
        }
        guard offset == bytes.count else { return nil }
        let separator = Array("\r\n\r\n".utf8)
        let index = output.indices.first { output[$0...].starts(with: separator) }
        guard let index else { return nil }
        head = String(decoding: output[..<index], as: UTF8.self)
        body = Array(output[(index + 4)...])
        guard head.hasPrefix("Status: ") else { return nil }
        status = Int(head.dropFirst(8).prefix(3)) ?? 0
    }
}
