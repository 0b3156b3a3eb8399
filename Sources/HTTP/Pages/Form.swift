import Dialogue
import HTTPTypes

/// What a form sent, `application/x-www-form-urlencoded` as the URL standard parses it (url.spec.whatwg.org, 5.1).
struct Form {
    private let fields: [String: String]

    /// More than any of our forms has.
    private static let maximumFields = 32

    static let empty = Form([:])

    init(_ fields: [String: String]) {
        self.fields = fields
    }

    /// - Throws: 413 beyond `Body.maximumBytes`, 415 for another type.
    init(_ request: Request) throws(Problem) {
        guard request.body.count <= Body.maximumBytes else { throw .bodyTooLarge(limit: Body.maximumBytes) }
        guard Self.isForm(request) else { throw .notForm }
        self.init(encoded: request.body)
    }

    /// The pairs of a body or a query. Of two with one name the first counts; what follows the 32nd is left out.
    init(encoded: some Collection<UInt8>) {
        var fields: [String: String] = [:]
        for pair in encoded.split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumFields).prefix(Self.maximumFields) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(parts[0])
            if fields[name] == nil { fields[name] = parts.count > 1 ? Self.decoded(parts[1]) : "" }
        }
        self.fields = fields
    }

    static func isForm(_ request: Request) -> Bool {
        request.fields[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == "application/x-www-form-urlencoded"
    }

    /// As it came; nil when it was not sent.
    subscript(name: String) -> String? { fields[name] }

    /// - Parameter limit: in code points, as the API counts.
    func text(_ name: String, limit: Int) throws(Problem) -> String? {
        guard let text = fields[name] else { return nil }
        guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else { throw .tooLong(name, limit: limit, unit: "characters") }
        return text
    }

    /// A field that must say something.
    func requiredText(_ name: String, limit: Int) throws(Problem) -> String {
        guard let text = try text(name, limit: limit), !text.isBlank else { throw .invalid(name, "must be there and not empty") }
        return text
    }

    /// `+` is a space, `%XX` a byte, a lone `%` itself; line ends are what the text box showed.
    private static func decoded(_ encoded: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let pair = rest.prefix(2).compactMap(hexadecimal)
                if pair.count == 2 {
                    bytes.append(pair[0] << 4 | pair[1])
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        // What is no UTF-8 is repaired.
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Problem {
    static var notForm: Problem {
        var problem = Problem(
            .unsupportedMediaType, "unsupported_media_type",
            Localized("Format kiriman tidak dikenali.", english: "The format of this request is not supported."),
            detail: "Send Content-Type: application/x-www-form-urlencoded.")
        problem.accept = "application/x-www-form-urlencoded"
        return problem
    }
}
