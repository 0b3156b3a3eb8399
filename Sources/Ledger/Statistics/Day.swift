import Dialogue

/// A day of the company's calendar, counted from 1970-01-01.
public struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public var number: Int

    /// So many days after 1970-01-01.
    public init(number: Int) {
        self.number = number
    }

    /// The day on which `instant` falls where clocks show `offsetMinutes` more than UTC.
    public init(of instant: Timestamp, offsetMinutes: Int) {
        number = Int((Double(instant.milliseconds + Int64(offsetMinutes) * 60_000) / 86_400_000).rounded(.down))
    }

    /// Reads `2026-11-24`: that form and no other.
    public init?(_ text: String) {
        guard text.utf8.count == 10, let midnight = Timestamp(iso8601: text + "T00:00:00.000Z") else { return nil }
        self.init(of: midnight, offsetMinutes: 0)
        // 30 February is read as 2 March otherwise.
        if description != text { return nil }
    }

    /// Whether `left` is earlier.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// `2026-11-24`.
    public var description: String {
        String(Timestamp(milliseconds: Int64(number) * 86_400_000).iso8601.prefix(10))
    }

    /// The instant at which the day begins where clocks show `offsetMinutes` more than UTC.
    public func start(offsetMinutes: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(number) * 86_400_000 - Int64(offsetMinutes) * 60_000)
    }

    /// From Monday, 0, to Sunday, 6. 1970-01-01 was a Thursday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 }
}

/// A week of ISO 8601: from Monday, the first of a year being the one with its first Thursday.
public struct Week: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Its first day.
    public let monday: Day

    /// The week in which `day` lies.
    public init(of day: Day) {
        monday = Day(number: day.number - day.weekday)
    }

    /// Reads `2026-W48`: that form and no other.
    public init?(_ text: String) {
        let parts = text.split(separator: "-W", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let number = Int(parts[1]), (1...53).contains(number),
            let fourth = Day(parts[0] + "-01-04")
        else { return nil }
        // 4 January lies in the first week.
        self.init(of: Day(number: fourth.number + 7 * (number - 1)))
        if description != text { return nil }
    }

    /// Whether `left` is earlier.
    public static func < (left: Self, right: Self) -> Bool { left.monday < right.monday }

    /// `2026-W48`.
    public var description: String {
        let year = String(Day(number: monday.number + 3).description.prefix(4))
        let first = Self(of: Day(year + "-01-04") ?? monday)
        let number = (monday.number - first.monday.number) / 7 + 1
        return "\(year)-W" + (number < 10 ? "0\(number)" : "\(number)")
    }
}
