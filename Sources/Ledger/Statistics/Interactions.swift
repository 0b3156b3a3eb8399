import Dialogue

/// What page and widget counted, by day: calls to action taken, panels opened, how far was read, how long until a way to us was taken.
///
/// Anybody can send these, so only what could be true is kept: known types, known intents, few wordings and pages.
struct Interactions: Sendable {
    struct Key: Sendable, Hashable {
        var day: Int32
        var page: UInt16
        var what: What
    }

    enum What: Sendable, Hashable {
        case opened
        case clicked(intent: UInt16, cta: Ledger.Statistics.CTA.Place, variant: UInt16)
        /// Quarters, 1...4.
        case scrolled(UInt8)
        /// Seconds, two figures of them.
        case converted(UInt32)
    }

    private(set) var counts: [Key: Int] = [:]
    private(set) var variants = Names(maximum: 100)
    /// How many different interactions each day has.
    private var different: [Int32: Int] = [:]

    /// More different interactions than this a day are counted without page and wording: enough for what a page has, and a bound on what
    /// somebody who makes them up can take, about 200 kB a day.
    static let maximumPerDay = 3_000

    /// - Parameters:
    ///   - intent: its number; `.none` for answers without a template.
    ///   - page: its number; `others` is that of pages not told apart.
    mutating func count(type: String, intent: UInt16?, cta: String?, variant: String?, page: UInt16, others: UInt16, n: Int, day: Day) {
        let what: What
        switch type {
        case "panel_opened": what = .opened
        case "cta_click":
            guard let intent, let place = cta.flatMap(Ledger.Statistics.CTA.Place.init) else { return }
            what = .clicked(intent: intent, cta: place, variant: variants.number(of: variant ?? ""))
        case "scroll":
            guard let depth = variant.flatMap(Int.init), depth % 25 == 0, (25...100).contains(depth) else { return }
            what = .scrolled(UInt8(depth / 25))
        case "conversion":
            guard let seconds = variant.flatMap(Int.init), (1...99_000_000).contains(seconds) else { return }
            what = .converted(UInt32(Self.twoFigures(seconds)))
        default: return
        }
        var key = Key(day: Int32(clamping: day.number), page: page, what: what)
        if counts[key] == nil {
            if different[key.day, default: 0] >= Self.maximumPerDay {
                key.page = others
                if case .clicked(let intent, let place, _) = what {
                    key.what = .clicked(intent: intent, cta: place, variant: variants.number(of: ""))
                }
            }
            different[key.day, default: 0] += 1
        }
        counts[key, default: 0] += max(0, n)
    }

    private static func twoFigures(_ number: Int) -> Int {
        var scale = 1
        while number / scale >= 100 { scale *= 10 }
        return number / scale * scale
    }
}

extension Interactions.Key: Kept {
    static var blank: Self { Self(day: 0, page: 0, what: .opened) }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&day, "day")
        keeper.keep(&page, "page")
        keeper.keep(&what, "what")
    }
}

extension Ledger.Statistics.CTA.Place: Kept {
    /// Any.
    public static var blank: Self { .primary }
}

extension Interactions.What: Kept {
    static var blank: Self { .opened }

    /// A byte for the case, and what belongs to it.
    mutating func keep(in keeper: inout Keeper) {
        var number: UInt8 =
            switch self {
            case .opened: 0
            case .clicked: 1
            case .scrolled: 2
            case .converted: 3
            }
        number.keep(in: &keeper)
        switch number {
        case 0: self = .opened
        case 1:
            var (intent, cta, variant) = (UInt16(0), Ledger.Statistics.CTA.Place.primary, UInt16(0))
            if case .clicked(let i, let c, let v) = self { (intent, cta, variant) = (i, c, v) }
            intent.keep(in: &keeper)
            cta.keep(in: &keeper)
            variant.keep(in: &keeper)
            self = .clicked(intent: intent, cta: cta, variant: variant)
        case 2:
            var quarters = UInt8(0)
            if case .scrolled(let q) = self { quarters = q }
            quarters.keep(in: &keeper)
            self = .scrolled(quarters)
        case 3:
            var seconds = UInt32(0)
            if case .converted(let s) = self { seconds = s }
            seconds.keep(in: &keeper)
            self = .converted(seconds)
        default: keeper.giveUp()
        }
    }
}

extension Interactions: Kept {
    static var blank: Self { Self() }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&counts, "counts")
        keeper.keep(&variants, "variants")
        keeper.keep(&different, "different")
    }
}
