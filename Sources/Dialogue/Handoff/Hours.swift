/// When people are there: weekly opening hours in one time zone.
///
/// Zones are those without summer time, as an offset from UTC is all that is kept: Indonesia's three, their neighbours, and `UTC±h`.
public struct Hours: Sendable, Hashable {
    /// Minutes from Monday 00:00 local time, sorted, disjoint; 0..<10,080.
    private let intervals: [Range<Int>]
    private let offsetMinutes: Int
    /// How the zone is called in words: `WIB`.
    public let zoneName: String

    /// What is wrong with a setting of hours, for the person who wrote it.
    public enum Mistake: Error, Hashable, CustomStringConvertible {
        case empty
        case unknownZone(String)
        case unknownDays(String)
        case notAnInterval(String)
        case overlapping

        /// What is wrong, and how it is written instead.
        public var description: String {
            switch self {
            case .empty: "no interval; write for example `Mon-Fri 09:00-17:00 Asia/Jakarta`"
            case .unknownZone(let zone): "unknown time zone `\(zone)`; known are \(Hours.zones.map(\.id).joined(separator: ", ")) and UTC+h"
            case .unknownDays(let days): "`\(days)` names no days; write Mon, Tue, Wed, Thu, Fri, Sat, Sun, Mon-Fri or Mon,Wed"
            case .notAnInterval(let text): "`\(text)` is no interval within a day; write 09:00-17:00"
            case .overlapping: "two intervals overlap"
            }
        }
    }

    private static let zones: [(id: String, offsetHours: Int, name: String)] = [
        ("Asia/Jakarta", 7, "WIB"), ("Asia/Pontianak", 7, "WIB"), ("Asia/Makassar", 8, "WITA"), ("Asia/Jayapura", 9, "WIT"),
        ("Asia/Singapore", 8, "SGT"), ("Asia/Kuala_Lumpur", 8, "MYT"), ("Asia/Riyadh", 3, "AST"), ("Asia/Dubai", 4, "GST"),
        ("UTC", 0, "UTC"),
    ]
    private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let minutesOfWeek = 7 * 24 * 60

    /// Reads `SUPPORT_HOURS`: `Mon-Fri 09:00-17:00 Asia/Jakarta`; several intervals are separated by `;`, the zone stands once at
    /// the end, and a day may have several intervals (`Mon-Thu 09:00-12:00; Mon-Thu 13:00-17:00; Fri 09:00-11:30 Asia/Jakarta`).
    public init(_ setting: String) throws(Mistake) {
        var zone = Self.zones[0]
        var offsetMinutes = zone.offsetHours * 60
        var zoneName = zone.name
        var intervals: [Range<Int>] = []
        for part in setting.split(separator: ";") {
            var words = part.split(separator: " ").map(String.init)
            if let last = words.last, last.contains("/") || last.uppercased().hasPrefix("UTC") {
                if let known = Self.zones.first(where: { $0.id.lowercased() == last.lowercased() }) {
                    zone = known
                    (offsetMinutes, zoneName) = (zone.offsetHours * 60, zone.name)
                } else if last.uppercased().hasPrefix("UTC"), let hours = Int(last.dropFirst(3)), (-12...14).contains(hours) {
                    (offsetMinutes, zoneName) = (hours * 60, last.uppercased())
                } else {
                    throw .unknownZone(last)
                }
                words.removeLast()
            }
            guard let dayWord = words.first, words.count >= 2 else { throw words.isEmpty ? .empty : .notAnInterval(String(part)) }
            for time in words.dropFirst().flatMap({ $0.split(separator: ",") }) {
                let minutes = try Self.interval(time)
                for day in try Self.days(dayWord) {
                    intervals.append(day * 1440 + minutes.lowerBound..<day * 1440 + minutes.upperBound)
                }
            }
        }
        guard !intervals.isEmpty else { throw .empty }
        intervals.sort { $0.lowerBound < $1.lowerBound }
        for (earlier, later) in zip(intervals, intervals.dropFirst()) where earlier.upperBound > later.lowerBound { throw .overlapping }
        self.intervals = intervals
        self.offsetMinutes = offsetMinutes
        self.zoneName = zoneName
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

    /// Minutes since Monday 00:00 local time at `now`.
    private func minuteOfWeek(at now: Timestamp) -> Int {
        let minutes = Int((Double(now.milliseconds) / 60_000).rounded(.down)) + offsetMinutes
        // 1970-01-01 was a Thursday: day 3 counted from Monday.
        let shifted = (minutes + 3 * 1440) % Self.minutesOfWeek
        return shifted < 0 ? shifted + Self.minutesOfWeek : shifted
    }

    /// Whether people are there at `now`.
    public func isOpen(at now: Timestamp) -> Bool {
        let minute = minuteOfWeek(at: now)
        return intervals.contains { $0.contains(minute) }
    }

    /// When the desk opens next after `now`; while it is open, the opening after this one. Whole minutes.
    public func nextOpening(after now: Timestamp) -> Timestamp {
        let minute = minuteOfWeek(at: now)
        let start = intervals.first { $0.lowerBound > minute }?.lowerBound ?? intervals[0].lowerBound + Self.minutesOfWeek
        let thisMinute = now.milliseconds - (now.milliseconds % 60_000 + 60_000) % 60_000
        return Timestamp(milliseconds: thisMinute + Int64(start - minute) * 60_000)
    }

    private static let weekdays = Localized(
        ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])

    /// `Senin 09.00 WIB`: the day and time of an instant.
    public func words(for instant: Timestamp, in language: Language) -> String {
        let minute = minuteOfWeek(at: instant)
        return "\(Self.weekdays[language][minute / 1440]) \(Self.clock(minute % 1440)) \(zoneName)"
    }

    /// `buka lagi Senin 09.00 WIB`: what a visitor outside the hours wants to know.
    public func nextOpeningInWords(after now: Timestamp, in language: Language) -> String {
        let when = words(for: nextOpening(after: now), in: language)
        return language == .indonesian ? "buka lagi \(when)" : "open again \(when)"
    }

    /// `Senin–Jumat 09.00–17.00 WIB`: the whole week, days with equal hours together.
    public func summary(in language: Language) -> String {
        let names = Self.weekdays[language]
        let perDay = (0..<7).map { day in
            intervals.filter { $0.lowerBound / 1440 == day }
                .map { Self.clock($0.lowerBound % 1440) + "–" + Self.clock(($0.upperBound - 1) % 1440 + 1) }
                .joined(separator: language == .indonesian ? " dan " : " and ")
        }
        var groups: [(first: Int, last: Int, hours: String)] = []
        for day in 0..<7 where !perDay[day].isEmpty {
            if let last = groups.last, last.last == day - 1, last.hours == perDay[day] {
                groups[groups.count - 1].last = day
            } else {
                groups.append((day, day, perDay[day]))
            }
        }
        let words = groups.map { group in
            (group.first == group.last ? names[group.first] : "\(names[group.first])–\(names[group.last])") + " " + group.hours
        }
        return words.joined(separator: ", ") + " " + zoneName
    }

    private static func clock(_ minute: Int) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return twoDigits(minute / 60) + "." + twoDigits(minute % 60)
    }
}
