import Crypto
import Dialogue

/// The right to one conversation: its id and a secret of 192 random bits, given once and kept here only as a hash.
///
/// The id inside the token finds the conversation without an index of sessions; it opens nothing by itself.
public struct Session: Sendable, Hashable, CustomStringConvertible {
    /// What it opens, if its secret is right.
    public let conversation: ConversationID
    private let secret: String

    /// What the client keeps and sends: `<conversation>.<secret>`.
    public var token: String { "\(conversation.rawValue).\(secret)" }

    /// Never the secret: sessions must not slip into a log.
    public var description: String { "***" }

    private static let secretBytes = 24
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// A new session for `conversation`.
    init(for conversation: ConversationID, using random: inout some RandomNumberGenerator) {
        self.conversation = conversation
        // Four characters of 6 bits for each three bytes: base64url without its padding.
        let characters = (0..<Self.secretBytes / 3 * 4).map { _ in Self.alphabet[Int(random.next() & 63)] }
        secret = String(decoding: characters, as: UTF8.self)
    }

    /// A session as a client sent it; nil when it has not the form of one.
    ///
    /// Read as bytes: as characters, a token's seventy cost as much as the rest of a request's head.
    public init?(token: String) {
        let bytes = Array(token.utf8)
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), (1...64).contains(dot), bytes.count - dot - 1 == Self.secretBytes / 3 * 4,
            bytes.indices.allSatisfy({ $0 == dot || Self.isOfAlphabet(bytes[$0]) })
        else { return nil }
        conversation = ConversationID(rawValue: String(decoding: bytes[..<dot], as: UTF8.self))
        secret = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
    }

    private static func isOfAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// SHA-256 of the secret, in hexadecimal: what the log keeps. The secret is random, so it needs no salt and no stretching.
    var hash: String { Self.hexadecimal(SHA256.hash(data: Array(secret.utf8))) }

    /// Whether this opens a conversation that knows `hashes`. Compared without stopping at the first difference.
    func matches(_ hashes: [String]) -> Bool {
        let ours = Array(hash.utf8)
        var found = false
        for known in hashes {
            let theirs = Array(known.utf8)
            guard theirs.count == ours.count else { continue }
            let difference = zip(ours, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = true }
        }
        return found
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Turns addresses into names that tell visitors apart and tell nothing about them without the key.
public struct VisitorKey: Sendable, CustomStringConvertible {
    private let key: SymmetricKey

    /// - Parameter bytes: 32 random bytes, kept in the state folder.
    public init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// The first 64 bits of HMAC-SHA256 of the address, in hexadecimal.
    func name(ofAddress address: String) -> String {
        Session.hexadecimal(HMAC<SHA256>.authenticationCode(for: Array(address.utf8), using: key).prefix(8))
    }

    /// HMAC-SHA256 of `text`, which no address is.
    func signature(of text: String) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)) }

    /// Never the key.
    public var description: String { "***" }
}
