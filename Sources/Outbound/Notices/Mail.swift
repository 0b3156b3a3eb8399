/// Notices by e-mail, handed to the company's own mail server by SMTP (RFC 5321), as plain text (RFC 5322, 2045, 2047).
public struct Mail: Sendable {
    /// Who is told, by whom.
    public struct Configuration: Sendable {
        public var server: Server
        /// An address of the company's own domain: one that its SPF and DKIM records vouch for.
        public var sender: Address
        /// 1...`maximumRecipients`.
        public var recipients: [Address]

        public init(server: Server, sender: Address, recipients: [Address]) {
            self.server = server
            self.sender = sender
            self.recipients = recipients
        }
    }

    /// One notice.
    public struct Message: Sendable {
        /// The same on every try: becomes the `Message-ID`, by which a mailbox shows one message once.
        public var id: DeliveryID
        /// When it was asked for, the same on every try too.
        public var date: UnixTime
        /// Cut at `maximumSubjectCharacters`; a line break in it becomes a space.
        public var subject: String
        /// Lines of any length.
        public var text: String
        /// Whom an answer goes to, when that is not the sender.
        public var replyTo: Address?

        public init(id: DeliveryID, date: UnixTime, subject: String, text: String, replyTo: Address? = nil) {
            self.id = id
            self.date = date
            self.subject = subject
            self.text = text
            self.replyTo = replyTo
        }
    }

    public static let maximumRecipients = 20
    public static let maximumSubjectCharacters = 150

    static let lane = Lane("mail", atOnce: 2)

    private let configuration: Configuration

    public init(_ configuration: Configuration) {
        precondition(
            (1...Self.maximumRecipients).contains(configuration.recipients.count), "\(configuration.recipients.count) recipients")
        self.configuration = configuration
    }

    /// Hands `message` to the mail server. Done means that the server took it for at least one recipient.
    public func send(_ message: Message, over wire: Wire) async -> Verdict {
        Self.verdict(on: await wire.send(call(message)))
    }

    func call(_ message: Message) -> Call {
        var envelope = Call.Envelope(
            sender: configuration.sender.address, recipients: configuration.recipients.map(\.address))
        envelope.credentials = configuration.server.credentials
        envelope.requiresTLS = !configuration.server.isLoopback
        return Call(.mail(envelope), configuration.server.url, body: bytes(of: message), lane: Self.lane)
    }

    /// 4yz says not now, 5yz says never (RFC 5321, 4.2.1).
    static func verdict(on outcome: Outcome) -> Verdict {
        switch outcome {
        case .answered(let answer) where (200..<300).contains(answer.status):
            // "250 2.0.0 Ok: queued as 4XyZ": whatever follows the number is the server's name for it.
            let said = String(decoding: answer.body.dropFirst(4).prefix(200), as: UTF8.self)
            return .done(vendorID: said.isEmpty || said.hasControls ? nil : said)
        case .answered(let answer) where answer.status >= 500: return .permanent("status_\(answer.status)")
        case .invalid: return .permanent(outcome.code)
        default: return .retry(after: nil, because: outcome.code)
        }
    }

    // MARK: The message

    private func bytes(of message: Message) -> [UInt8] {
        var lines = [
            "Date: \(message.date.mailDate)", "From: " + configuration.sender.field(after: 6),
            "To: " + configuration.recipients.map { $0.field(after: 4) }.joined(separator: ",\r\n "),
            "Subject: " + String(message.subject.prefix(Self.maximumSubjectCharacters)).encodedWords(after: 9),
            "Message-ID: <\(message.id)@\(configuration.sender.domain)>",
        ]
        if let replyTo = message.replyTo { lines.append("Reply-To: " + replyTo.field(after: 10)) }
        lines += [
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8) + message.text.quotedPrintable
    }
}

extension Mail {
    /// `ops@example.com`, or `Tim <ops@example.com>`.
    public struct Address: Sendable, Hashable {
        /// Shown beside the address; empty when there is none.
        public let name: String
        public let address: String

        /// nil when `text` is no address: one `@`, before it what needs no quoting (RFC 5322, 3.2.3), behind it a host
        /// name. Nothing in it can end a line, so none of it can become a header field of its own.
        public init?(_ text: String) {
            let text = text.trimmingBlanks
            if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
                name = String(text[..<open].trimmingBlanks.filter { $0 != "\"" })
                address = String(text[text.index(after: open)...].dropLast())
            } else {
                name = ""
                address = text
            }
            let parts = address.split(separator: "@", omittingEmptySubsequences: false)
            guard !text.hasControls, parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...253).contains(parts[1].utf8.count),
                parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({
                    !$0.isEmpty && $0.utf8.allSatisfy(Self.isAtom)
                }),
                parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ label in
                    !label.isEmpty && label.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == 0x2D }
                })
            else { return nil }
        }

        var domain: Substring { address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...] }

        /// As a header field shows it, whose name and colon take up `column` characters.
        func field(after column: Int) -> String {
            if name.isEmpty { return address }
            let isPlain = name.utf8.allSatisfy { Self.isLetterOrDigit($0) || $0 == 0x20 || $0 == 0x2E || $0 == 0x2D }
            return (isPlain && name.utf8.count <= 60 ? "\"\(name)\"" : name.encodedWords(after: column, always: true)) + " <\(address)>"
        }

        private static func isAtom(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) }

        private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
    }

    /// Where mail is handed in: `smtps://user:password@mail.example.com`, or `smtp://` for a server that turns to TLS by
    /// STARTTLS, without which nothing is sent unless the server is this machine.
    public struct Server: Sendable {
        /// Scheme, host and port, without the password. Without a port it is 465, for `smtp:` 25.
        let url: String
        let credentials: Call.Credentials?
        let isLoopback: Bool

        /// - Throws: what is wrong with it, without telling any part of it.
        public init(_ setting: Secret) throws(MailError) {
            let text = setting.text
            guard let scheme = ["smtp://", "smtps://"].first(where: { text.lowercased().hasPrefix($0) }) else { throw .scheme }
            var rest = text.dropFirst(scheme.count)
            if let slash = rest.lastIndex(of: "/"), rest.index(after: slash) == rest.endIndex { rest = rest[..<slash] }
            if let at = rest.lastIndex(of: "@") {
                let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let user = String(parts[0]).percentDecoded, let password = String(parts[1]).percentDecoded,
                    !user.isEmpty, !user.hasControls, !password.hasControls
                else { throw .credentials }
                credentials = Call.Credentials(user: user, password: Secret(password))
                rest = rest[rest.index(after: at)...]
            } else {
                credentials = nil
            }
            let (host, port) = Self.hostAndPort(rest)
            let isName = host.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2D || byte == 0x2E
            }
            let isAddress =
                host.hasPrefix("[") && host.hasSuffix("]") && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" }
            guard !host.isEmpty, isName || isAddress else { throw .host }
            guard port.isEmpty || UInt16(port).map({ $0 > 0 }) == true else { throw .port }
            url = scheme + host + (port.isEmpty ? "" : ":" + port)
            isLoopback =
                host.lowercased() == "localhost" || host == "[::1]"
                || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
        }

        private static func hostAndPort(_ text: Substring) -> (Substring, Substring) {
            // The last colon, unless it is one of an address in brackets.
            guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") else { return (text, "") }
            return (text[..<colon], text[text.index(after: colon)...])
        }
    }
}

/// What is wrong with the setting that names a mail server; it tells no part of it, as there is a password in it.
public enum MailError: Error, Hashable, CustomStringConvertible {
    case scheme, credentials, host, port

    public var description: String {
        switch self {
        case .scheme: "it must begin with smtps:// or smtp://"
        case .credentials: "before the @ stand a user and a password, separated by a colon, with %XX for what is special in an address"
        case .host: "there is no host name in it"
        case .port: "the port is no number from 1 to 65535"
        }
    }
}

extension String {
    /// As the unstructured text of a header field (RFC 2047), whose name and colon take up `column` characters.
    ///
    /// Short printable ASCII stands as it is. Everything else, and with `always` all, becomes encoded words in base64 of
    /// at most 75 characters, each on a line of its own of at most 76 and each whole characters.
    func encodedWords(after column: Int, always: Bool = false) -> String {
        let text = String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && column + text.utf8.count <= 76 && !text.contains("=?")
        if isPlain && !always && text.trimmingBlanks == text { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // "=?UTF-8?B?" and "?=" are 12 characters; the first line is shorter by the field's name, the others by a blank.
            let room = (76 - (words.isEmpty ? column : 1) - 12) / 4 * 3
            if piece.count + bytes.count > room {
                words.append("=?UTF-8?B?\(piece.base64)?=")
                piece = []
            }
            piece += bytes
        }
        if !piece.isEmpty { words.append("=?UTF-8?B?\(piece.base64)?=") }
        return words.joined(separator: "\r\n ")
    }

    /// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, CRLF at the end of each.
    var quotedPrintable: [UInt8] {
        let hex = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for line in split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var length = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D || (byte == 0x20 || byte == 0x09) && !isLast
                let token = isPlain ? [byte] : [0x3D, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
                // The last of a line needs no room for the mark that the line goes on.
                if length + token.count > (isLast ? 76 : 75) {
                    result += Array("=\r\n".utf8)
                    length = 0
                }
                result += token
                length += token.count
            }
            result += [0x0D, 0x0A]
        }
        return result
    }
}
