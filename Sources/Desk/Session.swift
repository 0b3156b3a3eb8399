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
    public init?(token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), parts[1].utf8.count == Self.secretBytes / 3 * 4 else { return nil }
        conversation = ConversationID(rawValue: String(parts[0]))
        secret = String(parts[1])
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
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
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

    /// Never the key.
    public var description: String { "***" }
}
