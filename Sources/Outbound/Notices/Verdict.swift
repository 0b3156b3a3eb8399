/// What a vendor's answer means for a notice.
public enum Verdict: Sendable, Hashable {
    /// The vendor has it. Its own id, where it gave one.
    case done(vendorID: String?)
    /// Not now. How long the vendor asks us to wait, where it said so; `because` as `Outcome.code` words it.
    case retry(after: Duration?, because: String)
    /// Never, unless somebody changes something: the request, the key, the address.
    case permanent(String)

    /// Reads what most vendors mean alike: 2xx is done, 408, 425, 429 and 5xx come again, everything else stays wrong.
    ///
    /// A status counts even when the rest of the answer was lost: the vendor had decided by then, and asking again
    /// would tell people twice.
    /// - Parameter now: for a `Retry-After` that is a date.
    static func usual(_ outcome: Outcome, vendorID: (Answer) -> String? = { _ in nil }, at now: UnixTime) -> Verdict {
        guard let status = outcome.status else {
            return switch outcome {
            case .invalid: .permanent(outcome.code)
            default: .retry(after: nil, because: outcome.code)
            }
        }
        var answer: Answer?
        if case .answered(let whole) = outcome { answer = whole }
        switch status {
        case 200..<300: return .done(vendorID: answer.flatMap(vendorID))
        case 408, 425, 429, 500...: return .retry(after: answer?.retryAfter(at: now), because: "status_\(status)")
        default: return .permanent("status_\(status)")
        }
    }
}

/// A delivery's name, the same on every try, by which whoever hears of it twice knows it: letters, digits, `-` and `_`,
/// 1...64 of them. That is what a `Message-ID`, a `webhook-id` and a file name can hold alike.
public struct DeliveryID: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// nil when `text` is none.
    public init?(_ text: String) {
        let isGood = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2D || byte == 0x5F
        }
        guard (1...64).contains(text.utf8.count), isGood else { return nil }
        description = text
    }
}
