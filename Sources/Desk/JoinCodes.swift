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

    fileprivate struct Open {
        var conversation: ConversationID
        var expires: Timestamp
    }
    private var open: [String: Open] = [:]

    mutating func apply(_ event: Event, in conversation: ConversationID, at now: Timestamp) {
        switch event {
        case .joinCodeIssued(let issued):
            open[issued.codeHash] = Open(conversation: conversation, expires: issued.expires)
            if open.count > Self.maximum { open = open.filter { $0.value.expires > now } }
            while open.count > Self.maximum, let oldest = open.min(by: { $0.value.expires < $1.value.expires }) { open[oldest.key] = nil }
        case .channelJoined(let joined): if let hash = joined.codeHash { open[hash] = nil }
        default: break
        }
    }

    /// The conversation that a code opens; nil when it was used, has died, or was never made.
    func conversation(of hash: String, at now: Timestamp) -> ConversationID? {
        open[hash].flatMap { $0.expires > now ? $0.conversation : nil }
    }

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
}

extension JoinCodes: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) { keeper.keep(&open, "open") }
}

extension JoinCodes.Open: Kept {
    static var blank: Self { Self(conversation: .blank, expires: .blank) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&conversation, "conversation")
        keeper.keep(&expires, "expires")
    }
}
