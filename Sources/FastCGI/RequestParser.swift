import CFastCGI
import Glibc

/// libfcgi, put to its one use here: turning an admitted request into values.
///
/// A worker has one parser. It reads from descriptors that are not its own and never closes one that the gate has
/// admitted. What it relies on, with the tests: <doc:FastCGI>, "What libfcgi does".
struct RequestParser: ~Copyable {
    /// On the heap, because libfcgi's streams point back to it.
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// Calls `FCGX_Init` once for the process, and puts back the handlers of SIGPIPE, SIGUSR1 and SIGTERM that it
    /// replaces: signals are the caller's affair, and libfcgi's handler would make the process ignore SIGTERM.
    ///
    /// The reactor asks for it when it is made, so that handlers which the caller installs later are left alone.
    static let isReady: Bool = {
        let signals = [SIGPIPE, SIGUSR1, SIGTERM]
        var kept = signals.map { _ in sigaction() }
        for (index, signal) in signals.enumerated() { sigaction(signal, nil, &kept[index]) }
        defer { for (index, signal) in signals.enumerated() { sigaction(signal, &kept[index], nil) } }
        return FCGX_Init() == 0
    }()

    init() {
        precondition(Self.isReady, "FCGX_Init failed")
        request = .allocate(capacity: 1)
        // Without a socket to accept from, bad input ends in EBADF instead of a wait for the next connection.
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        FCGX_Free(request, 0)
        request.deallocate()
    }

    /// Reads one complete request from `descriptor`, which stays open and is the caller's again.
    ///
    /// - Returns: nil when libfcgi refuses what the gate has admitted or ends short of its body. In the first case
    ///   libfcgi **has closed the descriptor**; `isOpen` tells. Neither has been seen.
    mutating func request(from descriptor: Int32, shape: Gate.Shape) -> (request: Request?, isOpen: Bool) {
        request.pointee.ipcFd = descriptor
        // Or FCGX_Accept_r begins by closing the connection, as one that it has finished with.
        request.pointee.keepConnection = 1
        guard FCGX_Accept_r(request) == 0 else { return (nil, false) }
        defer {
            FCGX_Free(request, 0)
            request.pointee.ipcFd = -1
        }
        var parameters = Parameters(reserving: shape.parameterBytes)
        // The first of them is FCGI_ROLE=RESPONDER, which libfcgi adds.
        var next = request.pointee.envp + 1
        while let pair = next.pointee {
            let length = strlen(pair)
            pair.withMemoryRebound(to: UInt8.self, capacity: length) {
                parameters.append(UnsafeBufferPointer(start: $0, count: length))
            }
            next += 1
        }
        guard let body = body(ofBytes: shape.bodyBytes) else { return (nil, true) }
        return (Request(parameters: parameters, body: body), true)
    }

    /// Reads the body and the record that ends it: what stayed unread would make our close a reset for the peer.
    private func body(ofBytes count: Int) -> [UInt8]? {
        var body = [UInt8](repeating: 0, count: count)
        let read = body.withUnsafeMutableBytes { buffer in
            FCGX_GetStr(buffer.assumingMemoryBound(to: CChar.self).baseAddress, Int32(count), request.pointee.in)
        }
        return Int(read) == count && FCGX_GetChar(request.pointee.in) == EOF ? body : nil
    }
}
