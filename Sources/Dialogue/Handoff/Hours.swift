/// When people are there: weekly opening hours in one time zone, and the days on which they are others.
///
/// A day's hours are those of its exception, else none on a holiday, else those of its season (Ramadan), else the week's; breaks (the
/// Friday prayer) are taken out of seasons and weeks. A week without a gap is a desk that works in shifts: only exceptions touch it.
///
/// Zones are those without summer time, as an offset from UTC is all that is kept: Indonesia's three, their neighbours, and `UTC±h`.
public struct Hours: Sendable, Hashable {
    /// How the zone is called in words: `WIB`.
    public let zoneName: String
    /// As `SUPPORT_HOURS` says it, without breaks.
    private let setting: Week
    /// The setting without the breaks.
    private(set) var week: Week
    private var seasons: [Season] = []
    private var special: [CivilDate: Day] = [:]
    private let offset: Int64

    /// By how many minutes the zone's clocks are ahead of UTC.
    public var offsetMinutes: Int { Int(offset / 60_000) }

    /// So many days are looked at; an opening further off counts as none.
    public static let horizonDays = 400
    private static let dayLength: Int64 = 86_400_000

    /// One date's hours.
    struct Day: Sendable, Hashable {
        /// Minutes from midnight, sorted, disjoint.
        var intervals: [Range<Int>]
        /// Why they are not the usual ones: the name of a holiday or an exception.
        var name: Localized<String>?
        /// Usually there would be hours, and on this day there are none.
        var isOff: Bool = false
    }

    /// Reads `SUPPORT_HOURS`: `Mon-Fri 09:00-17:00 Asia/Jakarta`; several intervals are separated by `;`, the zone stands once at
    /// the end, and a day may have several intervals (`Mon-Thu 09:00-12:00; Mon-Thu 13:00-17:00; Fri 09:00-11:30 Asia/Jakarta`).
    public init(_ setting: String) throws(Mistake) {
        let (week, zone) = try Self.read(setting)
        self.setting = week
        self.week = week
        (offset, zoneName) = (Int64(zone.offsetHours) * 3_600_000, zone.name)
    }

    /// These hours with the days of `calendar`, which replaces an earlier one.
    public func keeping(_ calendar: Calendar) -> Hours {
        var hours = self
        (hours.week, hours.seasons, hours.special) = (setting, [], [:])
        let isRoundTheClock = setting.isRoundTheClock
        if !isRoundTheClock {
            hours.week = setting.without(calendar.breaks)
            hours.seasons = calendar.seasons.map { Season(dates: $0.dates, week: $0.week.without(calendar.breaks)) }
            for holiday in calendar.holidays where hours.special[holiday.date] == nil {
                let isOff = !hours.usualDay(holiday.date).intervals.isEmpty
                hours.special[holiday.date] = Day(intervals: [], name: holiday.name, isOff: isOff)
            }
        }
        for exception in calendar.exceptions {
            for date in exception.dates.lowerBound.number...exception.dates.upperBound.number {
                let date = CivilDate(number: date)
                let isOff = exception.intervals.isEmpty && !hours.usualDay(date).intervals.isEmpty
                hours.special[date] = Day(intervals: exception.intervals, name: exception.name, isOff: isOff)
            }
        }
        return hours
    }

    /// The hours of `date`.
    func day(_ date: CivilDate) -> Day { special[date] ?? usualDay(date) }

    private func usualDay(_ date: CivilDate) -> Day {
        let season = seasons.first { $0.dates.contains(date) }
        return Day(intervals: (season?.week ?? week).days[date.weekday])
    }

    /// The date at `instant` by the desk's clock, and the milliseconds since its midnight.
    func local(_ instant: Timestamp) -> (date: CivilDate, milliseconds: Int64) {
        let local = instant.milliseconds + offset
        let milliseconds = (local % Self.dayLength + Self.dayLength) % Self.dayLength
        return (CivilDate(number: Int((local - milliseconds) / Self.dayLength)), milliseconds)
    }

    private func instant(_ date: CivilDate, minute: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(date.number) * Self.dayLength + Int64(minute) * 60_000 - offset)
    }

    // MARK: Asking

    /// Whether people are there at `now`. An interval's first instant is within it, its end is not.
    public func isOpen(at now: Timestamp) -> Bool {
        let (date, milliseconds) = local(now)
        return day(date).intervals.contains { $0.contains(Int(milliseconds / 60_000)) }
    }

    /// When the desk opens next after `now`; while it is open, the opening after this one. Whole minutes.
    ///
    /// - Returns: nil when nothing opens within `horizonDays`.
    /// - Complexity: O(days until then).
    public func opening(after now: Timestamp) -> Timestamp? {
        spans(from: now).lazy.map(\.lowerBound).first { $0 > now }
    }

    /// How long the desk is open between two instants; zero when `end` is not after `start`.
    ///
    /// - Returns: at most what lies within `horizonDays` of `start`.
    /// - Complexity: O(days between them).
    public func openTime(from start: Timestamp, to end: Timestamp) -> Duration {
        var milliseconds: Int64 = 0
        for span in spans(from: start) {
            guard span.lowerBound < end else { break }
            milliseconds += max(0, min(span.upperBound, end).milliseconds - max(span.lowerBound, start).milliseconds)
        }
        return .milliseconds(milliseconds)
    }

    /// The instant at which `openTime` of opening has gone by since `start`: a deadline that pauses while nobody is there.
    ///
    /// It is the earliest such instant, so the end of an interval rather than the beginning of the next; `start` itself for none.
    ///
    /// - Returns: nil when there is not as much opening within `horizonDays`.
    /// - Complexity: O(days until then).
    public func instant(after openTime: Duration, from start: Timestamp) -> Timestamp? {
        var left = Timestamp(milliseconds: 0).advanced(by: openTime).milliseconds
        guard left > 0 else { return start }
        for span in spans(from: start) where span.upperBound > start {
            let begin = max(span.lowerBound, start)
            let length = span.upperBound.milliseconds - begin.milliseconds
            if left <= length { return Timestamp(milliseconds: begin.milliseconds + left) }
            left -= length
        }
        return nil
    }

    /// The intervals of `now`'s day and of the `horizonDays` after it, in order.
    private func spans(from now: Timestamp) -> some Sequence<Range<Timestamp>> {
        let first = local(now).date
        return (0...Self.horizonDays).lazy.flatMap { offset in
            let date = first.advanced(by: offset)
            return day(date).intervals.map { instant(date, minute: $0.lowerBound)..<instant(date, minute: $0.upperBound) }
        }
    }

    /// As `opening(after:)`; where that is nil, the next opening by the setting alone, for callers that must name one.
    public func nextOpening(after now: Timestamp) -> Timestamp {
        if let opening = opening(after: now) { return opening }
        var plain = self
        (plain.week, plain.seasons, plain.special) = (setting, [], [:])
        return plain.opening(after: now) ?? now
    }
}
