import Dialogue

/// Reads `data/hours.json`: the days that are not like every week's.
///
/// ```json
/// {"observes": ["national", "joint_leave"],
///  "holidays": [{"date": "2026-12-25", "name": {"id": "Hari Raya Natal", "en": "Christmas"}, "kind": "national", "basis": "decree"}],
///  "breaks": [{"name": "Salat Jumat", "hours": "Fri 11:30-13:00"}],
///  "seasons": [{"name": "Ramadan", "from": "2026-02-19", "to": "2026-03-20", "hours": "Mon-Fri 08:00-15:00"}],
///  "exceptions": [{"from": "2026-12-31", "to": "2026-12-31", "hours": "09:00-12:00", "name": …}]}
/// ```
/// An exception without `hours` is closed. `kind` decides with `observes` whether a holiday is one here; `basis` says to people whether a
/// date is decreed or follows from a rule, and must be one of the two.
struct HoursReader {
    /// So many days one season or exception may have: more is a year mistyped.
    private static let maximumDays = 400
    private static let kinds: Set<String> = ["national", "joint_leave"]
    private static let bases: Set<String> = ["decree", "rule"]

    let root: Node

    func read() -> Hours.Calendar {
        root.expectMembers(["version", "comment", "sources", "observes", "holidays", "breaks", "seasons", "exceptions"])
        let observed = root["observes"].map { Set($0.elements.compactMap { $0.name(among: Self.kinds, called: "kind of holiday") }) }
        let exceptions = list("exceptions", exception)
        expectApart(exceptions.map { ($0.0, $0.1.dates) })
        let seasons = list("seasons", season)
        expectApart(seasons.map { ($0.0, $0.1.dates) })
        return Hours.Calendar(
            holidays: holidays(observed ?? Self.kinds), breaks: list("breaks", pause).map(\.1), seasons: seasons.map(\.1),
            exceptions: exceptions.map(\.1))
    }

    private func list<Value>(_ name: String, _ read: (Node) -> Value?) -> [(Node, Value)] {
        (root[name]?.elements ?? []).compactMap { node in read(node).map { (node, $0) } }
    }

    private func holidays(_ observed: Set<String>) -> [Hours.Holiday] {
        var seen: Set<CivilDate> = []
        return list("holidays") { node -> (Hours.Holiday, kind: String)? in
            node.expectMembers(["date", "name", "kind", "basis", "comment"])
            _ = node.required("basis")?.name(among: Self.bases, called: "basis")
            guard let date = node.required("date")?.date(), let name = node.required("name")?.localizedText(limit: 80),
                let kind = node.required("kind")?.name(among: Self.kinds, called: "kind of holiday")
            else { return nil }
            if !seen.insert(date).inserted { node["date"]?.complain("this day is a holiday already") }
            return (Hours.Holiday(date: date, name: name), kind)
        }.map(\.1).filter { observed.contains($0.kind) }.map(\.0)
    }

    private func pause(_ node: Node) -> Hours.Week? {
        node.expectMembers(["name", "hours", "comment"])
        return node.required("hours")?.week()
    }

    private func season(_ node: Node) -> Hours.Season? {
        node.expectMembers(["name", "from", "to", "hours", "comment"])
        guard let dates = dates(node), let week = node.required("hours")?.week() else { return nil }
        return Hours.Season(dates: dates, week: week)
    }

    private func exception(_ node: Node) -> Hours.Exception? {
        node.expectMembers(["name", "from", "to", "hours", "comment"])
        var intervals: [Range<Int>] = []
        if let node = node["hours"] {
            guard let text = node.text(limit: 200) else { return nil }
            do throws(Hours.Mistake) {
                intervals = try Hours.times(text)
            } catch {
                node.complain("\(error)")
                return nil
            }
        }
        return dates(node).map { Hours.Exception(dates: $0, intervals: intervals, name: node["name"]?.localizedText(limit: 80)) }
    }

    /// `from` and `to`, both included; `from` alone is one day.
    private func dates(_ node: Node) -> ClosedRange<CivilDate>? {
        guard let first = node.required("from")?.date() else { return nil }
        guard let to = node["to"] else { return first...first }
        guard let last = to.date() else { return nil }
        guard first <= last else {
            to.complain("comes before from")
            return nil
        }
        let days = last.days(since: first) + 1
        guard days <= Self.maximumDays else {
            to.complain("is \(days) days on; the limit is \(Self.maximumDays)")
            return nil
        }
        return first...last
    }

    /// Of two that share a day, one would silently be left out.
    private func expectApart(_ ranges: [(node: Node, dates: ClosedRange<CivilDate>)]) {
        for (index, range) in ranges.enumerated() {
            if let earlier = ranges[..<index].first(where: { $0.dates.overlaps(range.dates) }) {
                range.node["from"]?.complain("shares a day with \(earlier.node.path)")
            }
        }
    }
}

extension Node {
    fileprivate func date() -> CivilDate? {
        guard let text = text(limit: 20) else { return nil }
        let date = CivilDate(text)
        if date == nil { complain("must be a date: YYYY-MM-DD") }
        return date
    }

    fileprivate func week() -> Hours.Week? {
        guard let text = text(limit: 500) else { return nil }
        do throws(Hours.Mistake) {
            return try Hours.Week(text)
        } catch {
            complain("\(error)")
            return nil
        }
    }
}
