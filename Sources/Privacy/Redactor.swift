/// Finds and masks personal data in what people write, in Indonesian and English.
///
/// Used wherever text leaves: logs, notices, WhatsApp texts, exports, the language model. It must miss little, must
/// not spoil law numbers and prices, and must not be slowed by a hostile line, so it is made of hand-written scanners
/// that look at each byte a bounded number of times.
///
/// **Precedence.** No two findings overlap. Where several readings are possible, the first of these wins:
/// 1. e-mail addresses, with every digit in them;
/// 2. street addresses, then licence plates, then passports of letters and digits, each only beside a word saying so;
/// 3. in a run of digit groups, from the left: `+` and a country code; NPWP's own punctuation; what the words around
///    say; then structure alone: 22 digits (NITKU), NIK, NPWP, payment card, mobile, landline; then doubt.
///
/// **Sixteen digits** may be a NIK, a family card, a new NPWP, a payment card or a BTN account. The nearest telling
/// word before them decides, then one shortly after, then the word that decided for the number before ("NIK … dan …").
/// Without a word: a NIK's structure makes a NIK (a family card looks the same; a card that also looks like a NIK is
/// likelier a NIK here), then NPWP's check digit, then Luhn with an issuer's prefix. What nothing explains goes as a NIK,
/// unless it begins with a date of this or the last century or ends in six zeros.
///
/// **In doubt we mask.** A number beside `NIK`, `KK` or `NPWP` goes even when its digits are impossible or one is
/// missing. What is left alone: amounts (`Rp 1.500.000`, `25 juta`), dates and times, and numbers that directly follow
/// a word such as `NIB`, `invoice` or `pesanan`, because a business number is public and an order is not a person.
///
/// The formats and their sources are in `Privacy.docc/Formats.md`.
public struct Redactor: Sendable {
    private let keptPhones: Set<[UInt8]>
    private let keptMails: Set<[UInt8]>

    /// Makes a redactor that masks everything but the given contacts.
    ///
    /// - Parameter contacts: phone numbers and e-mail addresses in any spelling that are the company's own, and so
    ///   may be shown. Each must be one number or one address; what is neither is ignored.
    public init(keeping contacts: [String] = []) {
        var phones = Set<[UInt8]>()
        var mails = Set<[UInt8]>()
        for contact in contacts {
            let folded = Folded(contact)
            if folded.bytes.contains(UInt8(ascii: "@")) {
                mails.insert(folded.bytes.filter { $0 != UInt8(ascii: " ") })
            } else {
                phones.insert(nationalNumber(folded.bytes.filter(isDigit)))
            }
        }
        keptPhones = phones
        keptMails = mails
    }

    /// Returns every piece of personal data in `text`, in the order in which they stand, without overlaps.
    ///
    /// - Complexity: O(bytes), whatever the bytes are.
    public func findings(in text: String) -> [Finding] {
        // The shortest of all is "a@b.cd".
        if text.utf8.count < 6 { return [] }
        let folded = Folded(text)
        var tokens = Tokens(of: folded)
        var spans = tokens.takeMails()
        spans += tokens.takeStreets()
        spans += tokens.takePlatesAndPassports()
        spans += tokens.takeNumbers()
        return spans.filter { !isKept($0, in: folded) }
            .map { Finding(kind: $0.kind, range: folded.source($0.range), confidence: $0.confidence) }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Returns `text` with each finding replaced by its token, e.g. `WA saya [PHONE] ya`.
    ///
    /// Masking a masked text changes nothing: a token is neither personal data nor a word that makes a number beside
    /// it personal.
    ///
    /// - Complexity: O(bytes), whatever the bytes are.
    public func mask(_ text: String) -> String {
        let found = findings(in: text)
        if found.isEmpty { return text }
        var masked = ""
        masked.reserveCapacity(text.utf8.count)
        let utf8 = text.utf8
        var index = utf8.startIndex
        var offset = 0
        for finding in found {
            let lower = utf8.index(index, offsetBy: finding.range.lowerBound - offset)
            masked += text[index..<lower]
            masked += finding.kind.token
            index = utf8.index(lower, offsetBy: finding.range.count)
            offset = finding.range.upperBound
        }
        masked += text[index...]
        return masked
    }

    private func isKept(_ span: Span, in folded: Folded) -> Bool {
        switch span.kind {
        case .phone where !keptPhones.isEmpty:
            keptPhones.contains(nationalNumber(folded.bytes[span.range].filter(isDigit)))
        case .email where !keptMails.isEmpty:
            keptMails.contains(folded.bytes[span.range].filter { $0 != UInt8(ascii: " ") })
        default:
            false
        }
    }
}

/// A finding in folded bytes, before it is placed in the text.
struct Span {
    var kind: Finding.Kind
    var range: Range<Int>
    var confidence: Double
}

/// The part of a phone number that all its spellings share: without `0`, `62` or `620` before it.
func nationalNumber(_ digits: [UInt8]) -> [UInt8] {
    var rest = digits[...]
    if rest.starts(with: "00".utf8) { rest = rest.dropFirst(2) }
    if rest.starts(with: "62".utf8) { rest = rest.dropFirst(2) }
    if rest.first == UInt8(ascii: "0") { rest = rest.dropFirst() }
    return Array(rest)
}
