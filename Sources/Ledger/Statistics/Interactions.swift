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
