/// One piece of personal data in a text: what it is, where it stands, and how sure we are.
public struct Finding: Sendable, Hashable {
    /// What was found.
    public var kind: Kind

    /// Where it stands: offsets into the text's `utf8` view, always on scalar boundaries, never empty.
    public var range: Range<Int>

    /// 0...1, from a table of rules rather than a measured probability: 0.95 and more means structure and context
    /// agree, 0.9 that the structure alone is telling, 0.8 that a word beside it decided, 0.6 that we masked in doubt.
    public var confidence: Double

    /// The kinds of personal data that are looked for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Nomor Induk Kependudukan, the 16 digits of an Indonesian identity card (KTP).
        case nik
        /// Kartu Keluarga, the 16 digits of a family card; only a word beside it tells it from a man's NIK.
        case familyCard
        /// Nomor Pokok Wajib Pajak, a tax number of 15 or 16 digits, and NITKU, its 22-digit form for a place.
        case npwp
        /// A telephone number: Indonesian mobile or landline, or any number written with its country code.
        case phone
        /// An e-mail address, also when written "budi (at) contoh dot com".
        case email
        /// A passport number, beside a word that says so.
        case passport
        /// A bank account number, beside a word or a bank's name that says so.
        case account
        /// A payment card number that satisfies Luhn and an issuer's prefix.
        case card
        /// A vehicle's licence plate, beside a word that says so.
        case plate
        /// A street address, after words that make it somebody's home.
        case address

        /// What stands in the masked text instead, e.g. `[NIK]`.
        public var token: String {
            switch self {
            case .nik: "[NIK]"
            case .familyCard: "[KK]"
            case .npwp: "[NPWP]"
            case .phone: "[PHONE]"
            case .email: "[EMAIL]"
            case .passport: "[PASSPORT]"
            case .account: "[ACCOUNT]"
            case .card: "[CARD]"
            case .plate: "[PLATE]"
            case .address: "[ADDRESS]"
            }
        }
    }
}
