/// Looks at a whole request, as it lies in the socket, before libfcgi reads a byte of it.
///
/// libfcgi ends the process on some inputs, stalls a thread on others and reports cut requests as good ones (the
/// article <doc:FastCGI> lists them). None of these is well-formed, so one rule stands for all: only a request that is
/// complete, within the limits and made of nothing but the records a web server sends passes.
///
/// - Complexity: O(bytes) a look. A request that arrives in *n* pieces is looked at *n* times; nginx sends it in one to
///   five, and the deadline for sending ends the rest.
struct Gate: ~Copyable {
    enum Verdict: Equatable {
        /// Good as far as it goes; look again when more has come.
        case incomplete
        /// All there and well-formed.
        case complete(Shape)
        /// Well-formed and too large: the client is told, with this status.
        case tooLarge(status: Int, request: UInt16)
        /// Nothing a web server sends: the connection is dropped without a word.
        case malformed(Flaw)
    }

    /// What the parser and the answer need to know of an admitted request.
    struct Shape: Equatable {
        var request: UInt16
        var parameterBytes: Int
        var bodyBytes: Int
    }

    /// Why a stream of records is refused.
    enum Flaw: Equatable {
        case version, kind, request, role, beginLength, pairs, name, missing, contentLength, bodyLength, excess, framing
    }

    private let maximumParameterBytes: Int
    private let maximumBodyBytes: Int
    private let maximumStreamBytes: Int
    /// The contents of the PARAMS records in a row, as pairs may straddle records. Kept from look to look for its room.
    private var parameters: [UInt8] = []

    init(_ configuration: Configuration) {
        maximumParameterBytes = configuration.maximumParameterBytes
        maximumBodyBytes = configuration.maximumBodyBytes
        maximumStreamBytes = configuration.maximumStreamBytes
    }

    /// Judges the records in the first `count` bytes of `buffer`.
    mutating func verdict(on buffer: [UInt8], count: Int) -> Verdict { verdict(on: buffer.span.extracting(0..<count)) }

    /// Judges the records in `bytes`: everything that has arrived since the connection was made.
    mutating func verdict(on bytes: Span<UInt8>) -> Verdict {
        parameters.removeAll(keepingCapacity: true)
        var request: UInt16 = 0
        var declared: Int?  // known once the parameters have ended
        var bodyBytes = 0
        var offset = 0

        while offset + Record.headerBytes <= bytes.count {
            let header = Record.Header(at: offset, of: bytes)
            guard header.version == Record.version else { return .malformed(.version) }
            if offset == 0 {
                guard header.kind == Record.Kind.beginRequest.rawValue else { return .malformed(.kind) }
                guard header.request != 0 else { return .malformed(.request) }
                guard header.contentBytes == 8 else { return .malformed(.beginLength) }
                request = header.request
            }
            guard header.request == request else { return .malformed(.request) }

            let content = offset + Record.headerBytes
            let next = content + header.contentBytes + header.paddingBytes
            let here = content..<min(content + header.contentBytes, bytes.count)

            switch (Record.Kind(rawValue: header.kind), declared) {
            case (.beginRequest, nil) where offset == 0:
                guard here.count == 8 else { return .incomplete }
                let role = UInt16(bytes[content]) << 8 | UInt16(bytes[content + 1])
                guard role == Record.responderRole else { return .malformed(.role) }

            case (.parameters, nil) where header.contentBytes > 0:
                guard parameters.count + header.contentBytes <= maximumParameterBytes else {
                    return .tooLarge(status: 431, request: request)
                }
                bytes.extracting(here).withUnsafeBufferPointer { parameters.append(contentsOf: $0) }

            case (.parameters, nil):
                switch contentLength() {
                case .success(let length) where length > maximumBodyBytes: return .tooLarge(status: 413, request: request)
                case .success(let length): declared = length
                case .failure(let flaw): return .malformed(flaw)
                }

            case (.standardInput, let length?) where header.contentBytes > 0:
                bodyBytes += header.contentBytes
                guard bodyBytes <= length else { return .malformed(.bodyLength) }

            case (.standardInput, let length?):
                guard bodyBytes == length else { return .malformed(.bodyLength) }
                guard next <= bytes.count else { return .incomplete }
                guard next == bytes.count else { return .malformed(.excess) }
                return .complete(Shape(request: request, parameterBytes: parameters.count, bodyBytes: length))

            default:
                return .malformed(.kind)
            }
            offset = next
        }
        // Limits are on contents; this one is on records and padding, so that a look always ends.
        return bytes.count < maximumStreamBytes ? .incomplete : .malformed(.framing)
    }

    /// Checks the collected name-value pairs and finds the body's length among them.
    ///
    /// A name is `[!-<>-~]+`: libfcgi keeps a pair as the C string `NAME=VALUE`, so an equals sign in a name or a NUL
    /// anywhere would make it say something else than the web server did.
    private func contentLength() -> Result<Int, Flaw> {
        let bytes = parameters.span
        var reader = PairReader()
        var length: Int?
        var hasMethod = false
        var hasURI = false
        while !reader.isAtEnd(of: bytes) {
            guard let pair = reader.next(in: bytes) else { return .failure(.pairs) }
            guard !pair.name.isEmpty, bytes.all(in: pair.name, { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "=") }),
                bytes.all(in: pair.value, { $0 != 0 })
            else { return .failure(.name) }
            switch pair.name.count {
            case 11 where bytes.equals("REQUEST_URI", in: pair.name): hasURI = hasURI || !pair.value.isEmpty
            case 14 where bytes.equals("REQUEST_METHOD", in: pair.name): hasMethod = hasMethod || !pair.value.isEmpty
            case 14 where length == nil && bytes.equals("CONTENT_LENGTH", in: pair.name):
                // More digits than a body can have are too large, not wrong; eighteen of them fit an Int.
                guard pair.value.count <= 18, let value = bytes.decimal(in: pair.value) else { return .failure(.contentLength) }
                length = value
            default: break
            }
        }
        guard hasMethod, hasURI else { return .failure(.missing) }
        return .success(length ?? 0)
    }
}

extension Gate.Flaw: Error {}
