/// One way to put a template's offer: what it leaves out is as the template has it.
///
/// Variants change the offer and never the answer, so that every visitor is told the same facts.
public struct Variant: Sendable, Hashable, Identifiable {
    /// Names it in events and counts: `a`.
    public let id: String
    /// What stands over the Benefit block.
    public let benefitsTitle: String?
    /// The Benefit block, three to five points.
    public let benefits: [String]?
    /// What the first call to action says; what it does stays.
    public let primary: String?

    /// A variant; nil for what the template says.
    public init(id: String, benefitsTitle: String? = nil, benefits: [String]? = nil, primary: String? = nil) {
        self.id = id
        self.benefitsTitle = benefitsTitle
        self.benefits = benefits
        self.primary = primary
    }
}

extension [Variant] {
    /// The variant of `intent` that the conversation with `seed` sees, the same one every time; nil when there is none to choose from.
    ///
    /// Seeds spread evenly over the variants, and independently for each intent: who sees `a` here may see `b` there. Changing the number
    /// of variants deals them out anew.
    public func choice(seed: UInt32, intent: IntentID) -> Variant? {
        guard !isEmpty else { return nil }
        // FNV-1a over both, mixed as SplitMix64 ends: FNV's lowest bits alone are poor for counting off.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for shift in [0, 8, 16, 24] as [UInt32] { hash = (hash ^ UInt64(seed >> shift & 0xFF)) &* 0x100_0000_01b3 }
        for byte in intent.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        hash ^= hash >> 31
        return self[Int(hash % UInt64(count))]
    }
}
