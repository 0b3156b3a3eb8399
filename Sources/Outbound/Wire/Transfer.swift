import CCurl
import Glibc
import Synchronization

/// One call under way: what libcurl's callbacks write into.
///
/// Unchecked, as C holds a pointer to it: everything but `cancellation` is touched by the engine's thread alone, from
/// the moment it was submitted.
final class Transfer: @unchecked Sendable {
    /// Set by whoever gives up, read by the engine.
    final class Cancellation: Sendable {
        private let flag = Atomic(false)
        func set() { flag.store(true, ordering: .relaxed) }
        var isSet: Bool { flag.load(ordering: .relaxed) }
    }

    /// Why a callback ended the transfer.
    private enum End { case enough, tooLarge }

    let call: Call
    let deadline: ContinuousClock.Instant
    let cancellation: Cancellation
    private let finish: @Sendable (Outcome) -> Void

    private var easy: UnsafeMutableRawPointer?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// Where libcurl words an error. Its own memory, as it must not move.
    private let wording = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var status = 0
    private var headers: [Call.Header] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var lastLine: [UInt8] = []
    private var bytesRead = 0
    private var end: End?
    /// A mail's connection, from when it is opened.
    fileprivate var socket: Int32 = -1

    init(_ call: Call, _ cancellation: Cancellation, finish: @escaping @Sendable (Outcome) -> Void) {
        self.call = call
        self.cancellation = cancellation
        self.finish = finish
        deadline = .now + call.limits.deadline
        wording.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        precondition(easy == nil, "a transfer went away before its end")
        wording.deallocate()
    }

    // MARK: The engine's side

    /// Tells the caller. Once.
    func finish(with outcome: Outcome) {
        close()
        finish(outcome)
    }

    /// The handle to be given to libcurl; nil when it has no memory for it or the call is none it would make.
    func open(_ configuration: Wire.Configuration) -> UnsafeMutableRawPointer? {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        guard set(easy, configuration) else {
            close()
            return nil
        }
        return easy
    }

    private func close() {
        if let easy { curl_easy_cleanup(easy) }
        easy = nil
        for list in lists { curl_slist_free_all(list) }
        lists = []
    }

    /// What is wrong with the call, if anything: these would be errors of ours, whatever the vendor.
    func flaw(_ configuration: Wire.Configuration) -> String? {
        let schemes: [String]
        if case .mail(let envelope) = call.exchange {
            schemes = ["smtp://", "smtps://"]
            let texts = [envelope.sender] + envelope.recipients + [envelope.credentials?.user ?? ""]
            if envelope.recipients.isEmpty { return "no recipient" }
            if texts.contains(where: \.hasControls) { return "a control character in an address" }
        } else {
            schemes = ["http://", "https://"]
        }
        if !schemes.contains(where: { call.url.lowercased().hasPrefix($0) }) { return "not an address of \(schemes[1])" }
        if call.url.hasControls || call.url.utf8.contains(0x20) { return "a control character or space in the address" }
        if call.headers.contains(where: { $0.name.isEmpty || $0.name.hasControls || $0.value.hasControls || $0.name.utf8.contains(0x3A) }) {
            return "a control character in a header field, or no name"
        }
        if call.body.count > configuration.maximumRequestBytes { return "a request of \(call.body.count) bytes" }
        return nil
    }

    private func set(_ easy: UnsafeMutableRawPointer, _ configuration: Wire.Configuration) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let left = max(1, ContinuousClock.now.duration(to: deadline).milliseconds)
        var codes: [CURLcode] = []
        func long(_ option: CURLoption, _ value: Int) { codes.append(ccurl_set_long(easy, option, value)) }
        func string(_ option: CURLoption, _ value: String) { codes.append(ccurl_set_string(easy, option, value)) }
        func list(_ option: CURLoption, _ texts: [String]) {
            var list: UnsafeMutablePointer<curl_slist>?
            for text in texts {
                guard let longer = curl_slist_append(list, text) else {
                    codes.append(CURLE_OUT_OF_MEMORY)
                    break
                }
                list = longer
            }
            guard let list else { return }
            lists.append(list)
            codes.append(ccurl_set_list(easy, option, list))
        }

        codes.append(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, wording))
        // No signals: libcurl would use SIGALRM, which belongs to the whole process. The engine's thread has SIGPIPE blocked.
        long(CURLOPT_NOSIGNAL, 1)
        // A name server that does not answer would hold the one thread at the end of a call, until its own resolver
        // thread is through. So that thread is let go instead, and cleans up after itself.
        long(CURLOPT_QUICK_EXIT, 1)
        long(CURLOPT_TIMEOUT_MS, left)
        long(CURLOPT_CONNECTTIMEOUT_MS, max(1, min(left, call.limits.connecting.milliseconds)))
        long(CURLOPT_FOLLOWLOCATION, 0)
        long(CURLOPT_SSL_VERIFYPEER, 1)
        long(CURLOPT_SSL_VERIFYHOST, 2)
        long(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.authorities { string(CURLOPT_CAINFO, file) }
        switch configuration.proxy {
        case .environment: break
        case .none: string(CURLOPT_PROXY, "")
        case .server(let address): string(CURLOPT_PROXY, address)
        }
        string(CURLOPT_URL, call.url)
        codes.append(ccurl_set_transfer(easy, CURLOPT_WRITEFUNCTION, onBody))
        codes.append(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        codes.append(ccurl_set_transfer(easy, CURLOPT_HEADERFUNCTION, onHeader))
        codes.append(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context))

        switch call.exchange {
        case .get, .post:
            string(CURLOPT_PROTOCOLS_STR, "http,https")
            long(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            long(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
            // Without the empty field libcurl asks first whether it may send a body of 1 MB or more, and waits a second.
            // "Name;" is how libcurl is told of a field without a value.
            list(CURLOPT_HTTPHEADER, call.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" } + ["Expect:"])
            if case .post = call.exchange {
                long(CURLOPT_POST, 1)
                codes.append(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(call.body.count)))
                codes.append(
                    call.body.withUnsafeBytes {
                        ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
                    })
                if call.body.isEmpty { string(CURLOPT_COPYPOSTFIELDS, "") }
            }
        case .mail(let envelope):
            string(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
            long(CURLOPT_USE_SSL, Int((envelope.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE).rawValue))
            if let credentials = envelope.credentials {
                string(CURLOPT_USERNAME, credentials.user)
                string(CURLOPT_PASSWORD, credentials.password.text)
            }
            string(CURLOPT_MAIL_FROM, "<\(envelope.sender)>")
            list(CURLOPT_MAIL_RCPT, envelope.recipients.map { "<\($0)>" })
            long(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
            long(CURLOPT_UPLOAD, 1)
            codes.append(ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(call.body.count)))
            codes.append(ccurl_set_transfer(easy, CURLOPT_READFUNCTION, onRead))
            codes.append(ccurl_set_pointer(easy, CURLOPT_READDATA, context))
            // libcurl says QUIT when it closes a connection, and waits for the answer: up to two minutes, on the one
            // thread. So each message has a connection of its own, which is closed where we see it, and `sees` ends the
            // wait. (A connection that is kept would be closed by another call, or by nobody's.) Which socket that is
            // we know because a second address is tried only after the first.
            long(CURLOPT_FRESH_CONNECT, 1)
            long(CURLOPT_FORBID_REUSE, 1)
            long(CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, max(1, left))
            codes.append(ccurl_set_socket_watch(easy, onSocket))
            codes.append(ccurl_set_pointer(easy, CURLOPT_SOCKOPTDATA, context))
            long(CURLOPT_VERBOSE, 1)
            codes.append(ccurl_set_protocol_watch(easy, onProtocol))
            codes.append(ccurl_set_pointer(easy, CURLOPT_DEBUGDATA, context))
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    /// What libcurl's last word on the transfer means.
    func outcome(of code: CURLcode) -> Outcome {
        let progress = progress
        switch code {
        case CURLE_OK: return answer
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unresolved
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: return .refused
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(progress)
        case CURLE_WRITE_ERROR:
            switch end {
            case .enough: return answer
            case .tooLarge, nil: return .tooLarge(progress)
            }
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .untrusted(String(cString: wording))
        case CURLE_URL_MALFORMAT: return .invalid("not an address")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_LOGIN_DENIED, CURLE_REMOTE_ACCESS_DENIED, CURLE_SEND_ERROR,
            CURLE_RECV_ERROR:
            // A mail server's refusal comes as one of these, with its number beside it.
            if case .mail = call.exchange, (400..<600).contains(responseCode) { return answer }
            return [CURLE_SEND_ERROR, CURLE_RECV_ERROR].contains(code) ? .cut(progress) : .garbled(progress)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM: return .cut(progress)
        default: return .garbled(progress)
        }
    }

    private var answer: Outcome {
        if case .mail = call.exchange { return .answered(Answer(status: responseCode, body: lastLine)) }
        return .answered(Answer(status: status, headers: headers, body: body))
    }

    private var responseCode: Int {
        var code = 0
        if let easy { ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &code) }
        return code
    }

    private var progress: Outcome.Progress {
        var sent = 0
        if let easy { ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &sent) }
        return Outcome.Progress(wasSent: sent > 0 || bytesRead > 0, status: status == 0 ? nil : status)
    }

    // MARK: libcurl's side

    /// Takes a line of the answer's head: all of it or, to end the transfer, nothing.
    fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= call.limits.headerBytes else {
            end = .tooLarge
            return false
        }
        let trimmed = line.prefix { $0 != 0x0D && $0 != 0x0A }
        if case .mail = call.exchange {
            // The answer to QUIT is no answer to the message.
            if !trimmed.starts(with: "221".utf8) { lastLine = [UInt8](trimmed) }
            return true
        }
        if trimmed.starts(with: "HTTP/".utf8) {
            // Once more after "100 Continue": only the last head is the answer's.
            headers = []
            status = Int(String(decoding: trimmed.drop { $0 != 0x20 }.dropFirst().prefix(3), as: UTF8.self)) ?? 0
        } else if let colon = trimmed.firstIndex(of: 0x3A) {
            let value = String(decoding: trimmed[(colon + 1)...], as: UTF8.self)
            headers.append(Call.Header(String(decoding: trimmed[..<colon], as: UTF8.self), value.trimmingBlanks))
        }
        return true
    }

    fileprivate func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard body.count + piece.count <= call.limits.bodyBytes else {
            end = .tooLarge
            return false
        }
        body.append(contentsOf: piece)
        if let reader = call.reader, (200..<300).contains(status), !reader([UInt8](piece)) {
            end = .enough
            return false
        }
        return true
    }

    /// Sees what mail says, after it was said: at the goodbye nothing more is heard, so nothing is waited for.
    fileprivate func sees(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
        if kind == CURLINFO_HEADER_OUT, bytes.starts(with: "QUIT".utf8) { shutdown(socket, Int32(SHUT_RD)) }
    }

    /// Fills `room` with what comes next of a message, nothing at its end.
    fileprivate func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let piece = call.body[bytesRead..<min(bytesRead + room.count, call.body.count)]
        room.copyBytes(from: piece)
        bytesRead += piece.count
        return piece.count
    }
}

private let onHeader: ccurl_transfer = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let onBody: ccurl_transfer = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let onRead: ccurl_transfer = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.giveBody(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}

private let onSocket: curl_sockopt_callback = { context, socket, _ in
    guard let context else { return CURL_SOCKOPT_ERROR }
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().socket = socket
    return CURL_SOCKOPT_OK
}

private let onProtocol: curl_debug_callback = { _, kind, bytes, count, context in
    guard let bytes, let context else { return 0 }
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().sees(kind, UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
