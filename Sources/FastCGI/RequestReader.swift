import CFastCGI
import Glibc

/// A worker's way from bytes in a socket to a request: look without taking, judge, and only then let libfcgi take.
struct RequestReader: ~Copyable {
    enum Outcome {
        case incomplete
        case request(Request, id: UInt16)
        case tooLarge(status: Int, id: UInt16)
        case malformed
        /// libfcgi refused it and has closed the descriptor.
        case taken
    }

    private var gate: Gate
    private var parser = RequestParser()
    private var seen: [UInt8]

    init(_ configuration: Configuration) {
        gate = Gate(configuration)
        seen = [UInt8](repeating: 0, count: configuration.maximumStreamBytes)
    }

    /// Looks at all that has arrived.
    ///
    /// One `recv` with `MSG_PEEK` sees a whole request of the largest kind: a Unix socket holds what the sender's
    /// buffer allows (`net.core.wmem_default`, 212,992 bytes of memory), whatever the receiver's.
    mutating func look(at descriptor: Int32) -> Outcome {
        let count = seen.withUnsafeMutableBytes {
            recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR ? .incomplete : .malformed }
        // Zero is the end before the beginning.
        if count == 0 { return .malformed }
        switch gate.verdict(on: seen, count: count) {
        case .incomplete: return .incomplete
        case .tooLarge(let status, let request): return .tooLarge(status: status, id: request)
        case .malformed: return .malformed
        case .complete(let shape):
            let (request, isOpen) = parser.request(from: descriptor, shape: shape)
            guard let request else { return isOpen ? .malformed : .taken }
            return .request(request, id: shape.request)
        }
    }

    /// Throws away what has arrived.
    /// - Returns: true when no more will come.
    mutating func discard(from descriptor: Int32) -> Bool {
        while true {
            let count = seen.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN && errno != EINTR }
        }
    }
}
