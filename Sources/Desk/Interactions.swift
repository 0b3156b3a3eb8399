import JSON

/// What visitors did on page and widget, counted and never traced to anybody: how often which call to action was shown and taken.
public struct Interaction: Sendable, Hashable {
    /// What was done: `cta_click`.
    public var type: String
    /// The intent whose answer it was done under.
    public var intent: String?
    /// Which call to action: `primary`, `secondary`.
    public var cta: String?
    /// Which wording was shown.
    public var variant: String?
    /// The page it was done on.
    public var page: String?

    /// Something done; what is not known is left out.
    public init(type: String, intent: String? = nil, cta: String? = nil, variant: String? = nil, page: String? = nil) {
        self.type = type
        self.intent = intent
        self.cta = cta
        self.variant = variant
        self.page = page
    }
}

extension Interaction {
    /// The name of the records that hold what was counted.
    static let recordType = "interactionsCounted"

    /// Reads what `Desk` writes into such a record; what has no type or number is skipped.
    static func counts(in data: JSON) -> [(Interaction, Int)] {
        (data["counts"]?.array ?? []).compactMap { count in
            guard let type = count["type"]?.string, let n = count["n"]?.integer else { return nil }
            let interaction = Interaction(
                type: type, intent: count["intent"]?.string, cta: count["cta"]?.string, variant: count["variant"]?.string,
                page: count["page"]?.string)
            return (interaction, n)
        }
    }
}

/// The counts of the minute that runs. What is not yet in the log when the process dies is lost: these are figures, nobody's words.
struct Interactions: Sendable {
    /// So many different interactions are told apart in a minute; more are counted as `other`. At about 1 kB each at worst they fit a record
    /// of the journal.
    static let maximum = 200

    private(set) var counts: [Interaction: Int] = [:]
    private(set) var since: Int64 = 0

    var isEmpty: Bool { counts.isEmpty }

    mutating func count(_ interaction: Interaction, at now: Int64) {
        if counts.isEmpty { since = now }
        let isKnown = counts[interaction] != nil || counts.count < Self.maximum
        counts[isKnown ? interaction : Interaction(type: "other"), default: 0] += 1
    }

    /// What has been counted, in a fixed order; empty from now on.
    mutating func take() -> (since: Int64, counts: [(Interaction, Int)]) {
        defer { counts = [:] }
        let sorted = counts.sorted { left, right in
            (left.key.type, left.key.intent ?? "", left.key.cta ?? "", left.key.page ?? "", left.key.variant ?? "")
                < (right.key.type, right.key.intent ?? "", right.key.cta ?? "", right.key.page ?? "", right.key.variant ?? "")
        }
        return (since, sorted.map { ($0.key, $0.value) })
    }
}
