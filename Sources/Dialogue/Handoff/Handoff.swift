/// Passing a visitor to a person.
public enum Handoff {
    /// Why a person is wanted.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case asked, unsure, complaint, ready, admin
        case twiceNotUnderstood = "twice_not_understood"
        case guarded = "guard"
    }

    /// Where the person answers.
    public enum Channel: String, Sendable, Hashable, CaseIterable { case webchat, whatsapp }

    /// Which request is served first; within one, who waits longest.
    public enum Priority: String, Sendable, Hashable, CaseIterable { case normal, high }

    /// How long others have waited at such an hour.
    public struct Estimate: Sendable, Hashable {
        /// Half waited less, in seconds.
        public var medianSeconds: Int
        /// Nine in ten waited less, in seconds.
        public var ninetiethSeconds: Int
        /// So many waits were looked at.
        public var samples: Int

        /// What was measured.
        public init(medianSeconds: Int, ninetiethSeconds: Int, samples: Int) {
            self.medianSeconds = medianSeconds
            self.ninetiethSeconds = ninetiethSeconds
            self.samples = samples
        }
    }
}

extension Handoff {
    /// What an installation sets about its people.
    public struct Settings: Sendable, Hashable {
        /// Where people answer.
        public var channels: [Channel]
        /// Somebody who waits is answered within so many seconds of opening hours (`SLA_FIRST_RESPONSE`).
        public var firstResponseSeconds: Int
        /// What was taken on is done within so many seconds (`SLA_RESOLVE`).
        public var resolveSeconds: Int
        /// Who is told outside, and by which setting; empty when nobody is.
        public var notices: [Notice]

        /// One way of telling somebody.
        public struct Notice: Sendable, Hashable {
            /// By which vendor.
            public var kind: Delivery.Kind
            /// Which setting says to whom: `WAHA_GROUP`.
            public var toRef: String

            /// A way of telling.
            public init(kind: Delivery.Kind, toRef: String) {
                self.kind = kind
                self.toRef = toRef
            }
        }

        /// Both channels, ten minutes, one day, and nobody told.
        public init(
            channels: [Channel] = [.webchat, .whatsapp], firstResponseSeconds: Int = 600, resolveSeconds: Int = 86_400,
            notices: [Notice] = []
        ) {
            self.channels = channels
            self.firstResponseSeconds = firstResponseSeconds
            self.resolveSeconds = resolveSeconds
            self.notices = notices
        }
    }
}

/// A `wa.me` link: opens WhatsApp with a text already written, for the visitor to send. We never write first.
public enum WhatsAppLink {
    /// No link is longer, in characters: nobody publishes a limit, and longer ones fail in some browsers and on some phones.
    public static let maximumCharacters = 2_000

    /// - Parameters:
    ///   - number: in any spelling; its digits are used, so it must start with the country's code.
    ///   - text: what the visitor would send; where the link would grow too long it is cut between two characters, and ends with `…`.
    ///   - closing: ends the text, whatever is cut before it.
    /// - Returns: nil without a digit.
    public static func href(number: String, text: String, closing: String = "") -> String? {
        let digits = number.filter { ("0"..."9").contains($0) }
        guard !digits.isEmpty else { return nil }
        let opening = "https://wa.me/\(digits)?text=", end = percentEncoded(closing)
        let whole = percentEncoded(text)
        var room = maximumCharacters - opening.utf8.count - end.utf8.count
        if whole.utf8.count <= room { return opening + whole + end }
        let mark = percentEncoded("…")
        room -= mark.utf8.count
        var kept = ""
        for character in text {
            let encoded = percentEncoded(String(character))
            guard kept.utf8.count + encoded.utf8.count <= room else { break }
            kept += encoded
        }
        return opening + kept + mark + end
    }

    /// RFC 3986: everything but the unreserved characters, so that no text can leave the query.
    private static func percentEncoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
