/// A day of the Gregorian calendar.
public struct CivilDate: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    let number: Int

    init(number: Int) {
        self.number = number
    }

    /// Reads `2026-12-25`; nil for what is no date of the years 1970 to 9999.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || 48...57 ~= $0 }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1970, (1...12).contains(month), day >= 1
        else { return nil }
        let number = Self.number(year: year, month: month, day: day)
        self.init(number: number)
        // The 31st of a month with 30 days is the 1st of the next.
        guard Self.civil(number) == (year, month, day) else { return nil }
    }

    /// The days of the civil calendar counted from 1 March, so that a leap day is a year's last:
    /// https://howardhinnant.github.io/date_algorithms.html
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, (month + 2) % 12 + 1, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    /// Its day and month, each from 1.
    var dayAndMonth: (day: Int, month: Int) {
        let parts = Self.civil(number)
        return (parts.day, parts.month)
    }

    /// 0 for Monday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 }

    /// How many days after `earlier` it comes; negative when it comes before.
    public func days(since earlier: Self) -> Int { number - earlier.number }

    func advanced(by days: Int) -> Self { Self(number: number + days) }

    /// Whether `left` is earlier.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension Hours {
    /// The days that are not like every week's: content, from `data/hours.json`.
    public struct Calendar: Sendable, Hashable {
        /// Days off.
        public var holidays: [Holiday]
        /// Times of a week at which nobody is there although the hours would say so: the Friday prayer.
        public var breaks: [Week]
        /// Weeks of another kind; of two that share a day the first counts.
        public var seasons: [Season]
        /// What the company says of single days, over all else.
        public var exceptions: [Exception]

        /// A calendar; what is left out has no days.
        public init(holidays: [Holiday] = [], breaks: [Week] = [], seasons: [Season] = [], exceptions: [Exception] = []) {
            self.holidays = holidays
            self.breaks = breaks
            self.seasons = seasons
            self.exceptions = exceptions
        }
    }

    /// A day on which nobody is there.
    public struct Holiday: Sendable, Hashable {
        /// When.
        public var date: CivilDate
        /// Said as the reason: `Hari Raya Natal`.
        public var name: Localized<String>

        /// A day off.
        public init(date: CivilDate, name: Localized<String>) {
            self.date = date
            self.name = name
        }
    }

    /// A range of dates with a week of its own, such as Ramadan.
    public struct Season: Sendable, Hashable {
        /// Its first and last day.
        public var dates: ClosedRange<CivilDate>
        /// Its hours.
        public var week: Week

        /// Dates with their hours.
        public init(dates: ClosedRange<CivilDate>, week: Week) {
            self.dates = dates
            self.week = week
        }
    }

    /// Dates with hours of their own, or none: an outing, a half day, a holiday that is worked on.
    public struct Exception: Sendable, Hashable {
        /// Its first and last day.
        public var dates: ClosedRange<CivilDate>
        /// Minutes from midnight, sorted and disjoint; empty when closed. Breaks are not taken out of them.
        public var intervals: [Range<Int>]
        /// Said as the reason when closed.
        public var name: Localized<String>?

        /// Dates and their hours.
        public init(dates: ClosedRange<CivilDate>, intervals: [Range<Int>], name: Localized<String>? = nil) {
            self.dates = dates
            self.intervals = intervals
            self.name = name
        }
    }
}
