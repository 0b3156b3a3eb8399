import Foundation
import Testing

@testable import Dialogue

@Suite struct CalendarTests {
    /// A line of `Fixtures/hours.txt` with the desk it belongs to.
    struct Instant: Sendable, CustomTestStringConvertible {
        var desk: String
        var hours: Hours
        var text: String
        var at: Timestamp
        var isOpen: Bool
        var next: Timestamp?
        /// Reopening in Indonesian and English, today in Indonesian and English.
        var words: [String]
        var testDescription: String { "\(desk) @ \(text)" }
    }

    private struct Unreadable: Error { var line: String }

    private static let instants: Result<[Instant], any Error> = Result { try read() }

    private static func read() throws -> [Instant] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(components: "Fixtures", "hours.txt")
        var instants: [Instant] = []
        var desk = ""
        var setting: String?
        var calendar = Hours.Calendar()
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { throw Unreadable(line: String(line)) }
            switch words[0] {
            case "desk": (desk, setting, calendar) = (words[1], nil, Hours.Calendar())
            case "setting": setting = words[1]
            case "break": calendar.breaks.append(try Hours.Week(words[1]))
            case "holiday":
                let parts = words[1].split(separator: " ", maxSplits: 1)
                calendar.holidays.append(Hours.Holiday(date: try date(parts[0]), name: try name(parts[1])))
            case "season":
                let parts = words[1].split(separator: " ", maxSplits: 2)
                calendar.seasons.append(
                    Hours.Season(dates: try date(parts[0])...date(parts[1]), week: try Hours.Week(String(parts[2]))))
            case "exception":
                let parts = words[1].split(separator: " ", maxSplits: 3)
                calendar.exceptions.append(
                    Hours.Exception(
                        dates: try date(parts[0])...date(parts[1]),
                        intervals: parts[2] == "closed" ? [] : try Hours.times(String(parts[2])),
                        name: parts.count > 3 ? try name(parts[3]) : nil))
            case "at":
                let parts = words[1].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                guard let setting, parts.count == 7 else { throw Unreadable(line: String(line)) }
                instants.append(
                    Instant(
                        desk: desk, hours: try Hours(setting).keeping(calendar), text: parts[0], at: try timestamp(parts[0]),
                        isOpen: parts[1] == "open", next: parts[2] == "-" ? nil : try timestamp(parts[2]), words: Array(parts[3...])))
            default: throw Unreadable(line: String(line))
            }
        }
        return instants
    }

    private static func date(_ text: Substring) throws -> CivilDate {
        guard let date = CivilDate(String(text)) else { throw Unreadable(line: String(text)) }
        return date
    }

    private static func name(_ text: Substring) throws -> Localized<String> {
        let parts = text.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        return Localized(parts[0], english: parts[1])
    }

    private static func timestamp(_ text: String) throws -> Timestamp {
        let date = try Date(text, strategy: .iso8601)
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    // MARK: The table

    @Test func `the table of instants holds at least 200, of at least twelve desks`() throws {
        let instants = try Self.instants.get()
        #expect(instants.count >= 200)
        #expect(Set(instants.map(\.desk)).count >= 12)
    }

    @Test func `at each instant of the table the desk is open, opens next and says so as the table has it`() throws {
        for instant in try Self.instants.get() {
            let (hours, at) = (instant.hours, instant.at)
            #expect(hours.isOpen(at: at) == instant.isOpen, "\(instant.testDescription)")
            #expect(hours.opening(after: at) == instant.next, "\(instant.testDescription)")
            let words =
                Language.allCases.map { hours.reopeningInWords(after: at, in: $0) ?? "-" }
                + Language.allCases.map { hours.todayInWords(at: at, in: $0) }
            #expect(words == instant.words, "\(instant.testDescription)")
            if let next = instant.next {
                #expect(hours.nextOpening(after: at) == next, "\(instant.testDescription)")
                #expect(hours.isOpen(at: next), "\(instant.testDescription)")
            }
        }
    }

    // MARK: Time that counts only while somebody is there

    @Test(arguments: [
        // Thursday 24 December 16:00 to Monday 10:00: an hour, Christmas and a weekend off, an hour.
        ("2026-12-24T16:00:00+07:00", "2026-12-28T10:00:00+07:00", 2 * 3600),
        ("2026-12-24T16:00:00+07:00", "2026-12-28T09:00:00+07:00", 3600),
        ("2026-12-24T17:00:00+07:00", "2026-12-28T09:00:00+07:00", 0),
        ("2026-12-28T08:59:59+07:00", "2026-12-28T09:00:01+07:00", 1),
        ("2026-12-28T09:00:00+07:00", "2026-12-28T17:00:00+07:00", 8 * 3600),
        ("2026-12-28T10:00:00+07:00", "2026-12-28T10:00:00+07:00", 0),
        ("2026-12-28T12:00:00+07:00", "2026-12-28T10:00:00+07:00", 0),
        // Friday with its break.
        ("2027-01-08T00:00:00+07:00", "2027-01-09T00:00:00+07:00", 6 * 3600 + 1800),
        ("2027-01-08T11:00:00+07:00", "2027-01-08T13:00:00+07:00", 1800),
    ]) func `time is counted while the desk is open`(start: String, end: String, seconds: Int) throws {
        let (start, end) = (try Self.timestamp(start), try Self.timestamp(end))
        #expect(try Self.office().openTime(from: start, to: end) == .seconds(seconds))
    }

    @Test(arguments: [
        ("2026-12-24T16:00:00+07:00", 3600, "2026-12-24T17:00:00+07:00"),
        ("2026-12-24T16:00:00+07:00", 3601, "2026-12-28T09:00:01+07:00"),
        ("2026-12-24T16:00:00+07:00", 0, "2026-12-24T16:00:00+07:00"),
        ("2026-12-25T12:00:00+07:00", 0, "2026-12-25T12:00:00+07:00"),
        ("2026-12-25T12:00:00+07:00", -5, "2026-12-25T12:00:00+07:00"),
        ("2026-12-25T12:00:00+07:00", 60, "2026-12-28T09:01:00+07:00"),
        ("2027-01-08T11:20:00+07:00", 1200, "2027-01-08T13:10:00+07:00"),
    ]) func `a deadline pauses while the desk is closed`(start: String, seconds: Int, deadline: String) throws {
        #expect(
            try Self.office().instant(after: .seconds(seconds), from: Self.timestamp(start)) == Self.timestamp(deadline))
    }

    @Test func `a deadline that no opening reaches is none`() throws {
        let hours = try Hours("Fri 11:30-13:00 Asia/Jakarta").keeping(.init(breaks: [Hours.Week("Fri 11:30-13:00")]))
        let now = try Self.timestamp("2026-11-24T09:00:00+07:00")
        #expect(hours.instant(after: .milliseconds(1), from: now) == nil)
        #expect(hours.openTime(from: now, to: now.advanced(by: .seconds(500 * 86_400))) == .zero)
        #expect(hours.reopeningInWords(after: now, in: .indonesian) == nil)
        // Whoever must name an opening is told what the setting says.
        #expect(hours.nextOpening(after: now) == (try Self.timestamp("2026-11-27T11:30:00+07:00")))
    }

    @Test func `open time agrees with a walk through the minutes, and a deadline with open time`() throws {
        var dice = Dice(state: 20_261_124)
        for instant in try Self.instants.get() {
            let hours = instant.hours
            // Off the minute, so that cut pieces are counted too.
            let start = Timestamp(milliseconds: instant.at.milliseconds + Int64(dice.next(below: 60_000)))
            let end = Timestamp(milliseconds: start.milliseconds + Int64(dice.next(below: 5 * 86_400_000)))
            var walked: Int64 = 0
            var at = start
            while at < end {
                let nextMinute = at.milliseconds + 60_000 - (at.milliseconds % 60_000 + 60_000) % 60_000
                let stop = min(Timestamp(milliseconds: nextMinute), end)
                if hours.isOpen(at: at) { walked += stop.milliseconds - at.milliseconds }
                at = stop
            }
            #expect(hours.openTime(from: start, to: end) == .milliseconds(walked), "\(instant.testDescription)")
            guard walked > 0 else { continue }
            let wanted = Duration.milliseconds(Int64(dice.next(below: Int(walked))) + 1)
            let deadline = try #require(hours.instant(after: wanted, from: start), "\(instant.testDescription)")
            #expect(hours.openTime(from: start, to: deadline) == wanted, "\(instant.testDescription)")
            // And it is the earliest: a millisecond before, there was less.
            let before = Timestamp(milliseconds: deadline.milliseconds - 1)
            #expect(hours.openTime(from: start, to: before) < wanted, "\(instant.testDescription)")
        }
    }

    private static func office() throws -> Hours {
        let christmas = Localized("Hari Raya Natal", english: "Christmas")
        return try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta").keeping(
            .init(
                holidays: [Hours.Holiday(date: try date("2026-12-25"), name: christmas)], breaks: [Hours.Week("Fri 11:30-13:00")]))
    }

    // MARK: Words

    @Test func `a calendar's breaks show in the week, and its absence brings the plain week back`() throws {
        let office = try Self.office()
        #expect(office.summary(in: .indonesian) == "Senin–Kamis 09.00–17.00, Jumat 09.00–11.30 dan 13.00–17.00 WIB")
        #expect(office.keeping(.init()) == (try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta")))
        let christmas = try Self.timestamp("2026-12-25T10:00:00+07:00")
        #expect(office.timesInWords(at: christmas, in: .english) == nil)
        let friday = try Self.timestamp("2026-12-18T10:00:00+07:00")
        #expect(office.timesInWords(at: friday, in: .english) == "09.00–11.30 and 13.00–17.00 WIB")
    }

    // MARK: Dates

    @Test(arguments: [
        ("2026-11-24", 20_781, 1), ("1970-01-01", 0, 3), ("1972-02-29", 789, 1), ("2000-02-29", 11_016, 1), ("2028-02-29", 21_243, 1),
        ("2100-03-01", 47_541, 0), ("9999-12-31", 2_932_896, 4),
    ]) func `a date is read`(text: String, number: Int, weekday: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.number == number)
        #expect(date.weekday == weekday)
    }

    @Test(arguments: [
        "", "2026", "2026-1-01", "2026-13-01", "2026-00-10", "2026-02-29", "2100-02-29", "2026-04-31", "2026-12-32", "2026-12-00",
        "26-12-2026", "2026/12/25", "2026-12-25 ", "+026-12-25", "1969-12-31", "२०२६-१२-२५",
    ]) func `what is no date is not read`(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func `every day of 130 years has the day and month that Foundation gives it`() throws {
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for number in 0..<47_500 {
            let parts = calendar.dateComponents([.day, .month, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let date = CivilDate(number: number)
            let weekday = (date.weekday + 1) % 7 + 1
            guard date.dayAndMonth.day == parts.day, date.dayAndMonth.month == parts.month, weekday == parts.weekday else {
                Issue.record("day \(number) is \(date.dayAndMonth) for us and \(parts) for Foundation")
                return
            }
        }
    }
}
