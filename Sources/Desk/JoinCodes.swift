import Crypto
import Dialogue
import Ledger

/// Codes by which another device or channel may join a conversation, once: a fold of the log, and as small as what is not used up.
struct JoinCodes: Sendable {
    /// A code dies after this.
    static let lifetime = Duration.seconds(24 * 3_600)
    /// So many codes may be open at a time; the oldest go first.
    private static let maximum = 10_000
    /// Eight of 31 letters and digits that are told apart when read aloud: 39 bits, behind the rate limit, dead in a day.
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ2346789".utf8)
    private static let length = 8

    /// Who may join by a code. On the web it is a secret that a visitor carries from one device to another; on WhatsApp it stands in a message
    /// that anybody may have typed, so it is signed.
    enum Channel: String { case web, whatsapp }

    /// A code that nobody has used yet.
    struct Open {
        var conversation: ConversationID
        var expires: Timestamp
        var channel: String
    }
    private var open: [String: Open] = [:]

    mutating func apply(_ event: Event, in conversation: ConversationID, at now: Timestamp) {
        switch event {
        case .joinCodeIssued(let issued):
            open[issued.codeHash] = Open(conversation: conversation, expires: issued.expires, channel: issued.channel)
            if open.count > Self.maximum { open = open.filter { $0.value.expires > now } }
            while open.count > Self.maximum, let oldest = open.min(by: { $0.value.expires < $1.value.expires }) { open[oldest.key] = nil }
        case .channelJoined(let joined): if let hash = joined.codeHash { open[hash] = nil }
        default: break
        }
    }

    /// Takes a code out, so that of two who show it at once one comes in; nil when it was used, has died, is for another channel, or was never
    /// made. Whoever took it in vain puts it back.
    mutating func take(_ hash: String, for channel: Channel, at now: Timestamp) -> Open? {
        guard let found = open[hash], found.expires > now, found.channel == channel.rawValue else { return nil }
        open[hash] = nil
        return found
    }

    mutating func putBack(_ hash: String, _ code: Open) { open[hash] = code }

    mutating func forget(_ conversation: ConversationID) {
        open = open.filter { $0.value.conversation != conversation }
    }

    /// A new code, as it is shown: `ABCD-EFGH`.
    static func make(using random: inout some RandomNumberGenerator) -> String {
        let letters = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? alphabet[0] }
        return String(decoding: letters[..<4] + [UInt8(ascii: "-")] + letters[4...], as: UTF8.self)
    }

    /// What the log keeps of a code, however it was typed: case, spaces and the dash do not count.
    static func hash(of code: String) -> String? {
        let letters = code.uppercased().utf8.filter { alphabet.contains($0) }
        guard letters.count == length else { return nil }
        return Session.hexadecimal(SHA256.hash(data: letters))
    }

    // MARK: Signed codes

    private static let signatureLength = 4

    /// `code` with four letters that only we can write: `ABCD-EFGH-JKLM`. They are 20 bits, enough to turn away what was mistyped or made up
    /// before anything is looked up; what opens the conversation are the other eight.
    static func signed(_ code: String, by key: VisitorKey) -> String { code + "-" + signature(of: code, by: key) }

    private static func signature(of code: String, by key: VisitorKey) -> String {
        let bytes = key.signature(of: "join:whatsapp:" + code).prefix(signatureLength)
        return String(decoding: bytes.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }

    /// The code in a text that somebody sent, without its signature; nil when there is none of ours. The last one counts.
    static func code(in text: String, signedBy key: VisitorKey) -> String? {
        let words = text.uppercased().utf8.split { !alphabet.contains($0) && $0 != UInt8(ascii: "-") }
        for word in words.reversed() {
            let parts = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard parts.count == 3, parts.allSatisfy({ $0.count == 4 }) else { continue }
            let code = String(decoding: word.prefix(length + 1), as: UTF8.self)
            let difference = zip(signature(of: code, by: key).utf8, parts[2]).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { return code }
        }
        return nil
    }
}

extension JoinCodes: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) { keeper.keep(&open, "open") }
}

extension JoinCodes.Open: Kept {
    static var blank: Self { Self(conversation: .blank, expires: .blank, channel: "") }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&conversation, "conversation")
        keeper.keep(&expires, "expires")
        keeper.keep(&channel, "channel")
    }
}
