extension Hours {
    /// Opening hours of a week.
    public struct Week: Sendable, Hashable {
        /// Monday's first; minutes from midnight, sorted and disjoint.
        let days: [[Range<Int>]]

        init(days: [[Range<Int>]]) {
            self.days = days
        }

        /// Reads what `SUPPORT_HOURS` may hold, without a zone: `Mon-Thu 08:00-12:00,13:00-15:00; Fri 08:00-11:30`.
        public init(_ setting: String) throws(Mistake) {
            let (week, zone, word) = try Hours.readWeek(setting)
            guard zone == nil else { throw .zoneNotHere(word) }
            self = week
        }

        /// No break and no holiday is meant by who opens from midnight to midnight every day; a minute less, as some write 23:59.
        var isRoundTheClock: Bool {
            days.allSatisfy { day in day.reduce(0) { $0 + $1.count } >= 1439 }
        }

        /// The week with the times of `breaks` taken out.
        func without(_ breaks: [Week]) -> Week {
            Week(
                days: days.enumerated().map { index, intervals in
                    breaks.flatMap { $0.days[index] }.reduce(intervals) { open, gap in
                        open.flatMap { interval in
                            [
                                interval.clamped(to: Int.min..<gap.lowerBound), interval.clamped(to: gap.upperBound..<Int.max),
                            ].filter { !$0.isEmpty }
                        }
                    }
                })
        }
    }

    /// What is wrong with a setting of hours, for the person who wrote it.
    public enum Mistake: Error, Hashable, CustomStringConvertible {
        case empty
        case unknownZone(String)
        case zoneNotHere(String)
        case unknownDays(String)
        case notAnInterval(String)
        case overlapping

        /// What is wrong, and how it is written instead.
        public var description: String {
            switch self {
            case .empty: "no interval; write for example `Mon-Fri 09:00-17:00 Asia/Jakarta`"
            case .unknownZone(let zone): "unknown time zone `\(zone)`; known are \(Hours.zones.map(\.id).joined(separator: ", ")) and UTC+h"
            case .zoneNotHere(let zone): "no time zone here (`\(zone)`): it is that of SUPPORT_HOURS"
            case .unknownDays(let days): "`\(days)` names no days; write Mon, Tue, Wed, Thu, Fri, Sat, Sun, Mon-Fri or Mon,Wed"
            case .notAnInterval(let text): "`\(text)` is no interval within a day; write 09:00-17:00"
            case .overlapping: "two intervals overlap"
            }
        }
    }

    struct Zone {
        var id: String
        var offsetHours: Int
        var name: String
    }

    private static let zones = [
        Zone(id: "Asia/Jakarta", offsetHours: 7, name: "WIB"), Zone(id: "Asia/Pontianak", offsetHours: 7, name: "WIB"),
        Zone(id: "Asia/Makassar", offsetHours: 8, name: "WITA"), Zone(id: "Asia/Jayapura", offsetHours: 9, name: "WIT"),
        Zone(id: "Asia/Singapore", offsetHours: 8, name: "SGT"), Zone(id: "Asia/Kuala_Lumpur", offsetHours: 8, name: "MYT"),
        Zone(id: "Asia/Riyadh", offsetHours: 3, name: "AST"), Zone(id: "Asia/Dubai", offsetHours: 4, name: "GST"),
        Zone(id: "UTC", offsetHours: 0, name: "UTC"),
    ]
    private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func read(_ setting: String) throws(Mistake) -> (Week, Zone) {
        let (week, zone, _) = try readWeek(setting)
        return (week, zone ?? zones[0])
    }

    private static func readWeek(_ setting: String) throws(Mistake) -> (Week, zone: Zone?, word: String) {
        var zone: (Zone, word: String)?
        var days: [[Range<Int>]] = Array(repeating: [], count: 7)
        for part in setting.split(separator: ";") {
            var words = part.split(separator: " ").map(String.init)
            if let last = words.last, last.contains("/") || last.uppercased().hasPrefix("UTC") {
                zone = (try self.zone(last), last)
                words.removeLast()
            }
            guard let dayWord = words.first, words.count >= 2 else { throw words.isEmpty ? .empty : .notAnInterval(String(part)) }
            let times = try words.dropFirst().flatMap { $0.split(separator: ",") }.map { text throws(Mistake) in try interval(text) }
            for day in try self.days(dayWord) { days[day] += times }
        }
        guard days.contains(where: { !$0.isEmpty }) else { throw .empty }
        return (Week(days: try days.map { day throws(Mistake) in try sorted(day) }), zone?.0, zone?.word ?? "")
    }

    private static func zone(_ word: String) throws(Mistake) -> Zone {
        if let known = zones.first(where: { $0.id.lowercased() == word.lowercased() }) { return known }
        guard word.uppercased().hasPrefix("UTC"), let hours = Int(word.dropFirst(3)), (-12...14).contains(hours) else {
            throw .unknownZone(word)
        }
        return Zone(id: word, offsetHours: hours, name: word.uppercased())
    }

    private static func days(_ word: String) throws(Mistake) -> [Int] {
        var days: [Int] = []
        for part in word.lowercased().split(separator: ",") {
            let ends = part.split(separator: "-").map { dayNames.firstIndex(of: String($0)) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { throw .unknownDays(word) }
            days += first <= last ? Array(first...last) : Array(first...6) + Array(0...last)
        }
        return days
    }

    /// Reads the hours of one day: `09:00-12:00,13:00-15:00`.
    ///
    /// - Returns: minutes from midnight, sorted, at least one interval.
    public static func times(_ text: String) throws(Mistake) -> [Range<Int>] {
        let parts = text.split { $0 == "," || $0 == " " }
        guard !parts.isEmpty else { throw .empty }
        return try sorted(try parts.map { part throws(Mistake) in try interval(part) })
    }

    private static func sorted(_ intervals: [Range<Int>]) throws(Mistake) -> [Range<Int>] {
        let sorted = intervals.sorted { $0.lowerBound < $1.lowerBound }
        for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.upperBound > later.lowerBound { throw .overlapping }
        return sorted
    }

    private static func interval(_ text: Substring) throws(Mistake) -> Range<Int> {
        let ends = text.split(separator: "-").map { time -> Int? in
            let parts = time.split(whereSeparator: { $0 == ":" || $0 == "." }).map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour), (0..<60).contains(minute),
                hour * 60 + minute <= 1440
            else { return nil }
            return hour * 60 + minute
        }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { throw .notAnInterval(String(text)) }
        return start..<end
    }
}
