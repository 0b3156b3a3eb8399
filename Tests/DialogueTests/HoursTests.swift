import Dialogue
import Testing

@Suite struct HoursTests {
    /// The instant of a day and time in November 2026 by the clock of UTC; the 23rd is a Monday.
    private static func utc(_ day: Int, _ hour: Int, _ minute: Int, _ second: Int = 0) -> Timestamp {
        // 2026-11-23T00:00:00Z
        Timestamp(milliseconds: 1_795_392_000_000 + Int64(((day - 23) * 86_400 + hour * 3600 + minute * 60 + second) * 1000))
    }

    struct Instant: Sendable, CustomTestStringConvertible {
        var setting: String
        var at: Timestamp
        var isOpen: Bool
        /// The next opening in words, Indonesian.
        var next: String
        var testDescription: String { "\(setting) @ \(at.milliseconds)" }

        init(_ setting: String, _ at: Timestamp, _ isOpen: Bool, _ next: String) {
            self.setting = setting
            self.at = at
            self.isOpen = isOpen
            self.next = next
        }
    }

    private static let office = "Mon-Fri 09:00-17:00 Asia/Jakarta"
    private static let lunch = "Mon-Thu 09:00-12:00,13:00-17:00; Fri 09:00-11:30; Fri 13:30-17:00 Asia/Jakarta"
    private static let makassar = "Mon-Fri 09:00-17:00 Asia/Makassar"
    private static let jayapura = "Mon-Fri 09:00-17:00 Asia/Jayapura"
    private static let weekend = "Sat-Mon 10:00-14:00 UTC"
    private static let night = "Sun 22:00-24:00; Mon 00:00-04:00 UTC"
    private static let always = "Mon-Sun 00:00-24:00 UTC+7"
    private static let once = "Wed 12:00-12:01 UTC-3"

    static let instants: [Instant] = [
        // 09:00 in Jakarta is 02:00 UTC.
        Instant(office, utc(23, 1, 59, 59), false, "Senin 09.00 WIB"),
        Instant(office, utc(23, 2, 0), true, "Selasa 09.00 WIB"),
        Instant(office, utc(23, 2, 0, 1), true, "Selasa 09.00 WIB"),
        Instant(office, utc(23, 6, 0), true, "Selasa 09.00 WIB"),
        Instant(office, utc(23, 9, 59, 59), true, "Selasa 09.00 WIB"),
        Instant(office, utc(23, 10, 0), false, "Selasa 09.00 WIB"),
        Instant(office, utc(24, 2, 0), true, "Rabu 09.00 WIB"),
        Instant(office, utc(25, 9, 0), true, "Kamis 09.00 WIB"),
        Instant(office, utc(26, 1, 0), false, "Kamis 09.00 WIB"),
        Instant(office, utc(27, 9, 59), true, "Senin 09.00 WIB"),
        Instant(office, utc(27, 10, 0), false, "Senin 09.00 WIB"),
        Instant(office, utc(27, 17, 0), false, "Senin 09.00 WIB"),
        Instant(office, utc(28, 4, 0), false, "Senin 09.00 WIB"),
        Instant(office, utc(29, 4, 0), false, "Senin 09.00 WIB"),
        Instant(office, utc(29, 16, 59, 59), false, "Senin 09.00 WIB"),
        Instant(office, utc(29, 17, 0), false, "Senin 09.00 WIB"),
        Instant(office, utc(30, 1, 59), false, "Senin 09.00 WIB"),
        Instant(office, utc(30, 2, 0), true, "Selasa 09.00 WIB"),
        // Several intervals a day.
        Instant(lunch, utc(23, 1, 0), false, "Senin 09.00 WIB"),
        Instant(lunch, utc(23, 2, 0), true, "Senin 13.00 WIB"),
        Instant(lunch, utc(23, 4, 59), true, "Senin 13.00 WIB"),
        Instant(lunch, utc(23, 5, 0), false, "Senin 13.00 WIB"),
        Instant(lunch, utc(23, 5, 59, 59), false, "Senin 13.00 WIB"),
        Instant(lunch, utc(23, 6, 0), true, "Selasa 09.00 WIB"),
        Instant(lunch, utc(26, 9, 0), true, "Jumat 09.00 WIB"),
        Instant(lunch, utc(27, 4, 0), true, "Jumat 13.30 WIB"),
        Instant(lunch, utc(27, 4, 29, 59), true, "Jumat 13.30 WIB"),
        Instant(lunch, utc(27, 4, 30), false, "Jumat 13.30 WIB"),
        Instant(lunch, utc(27, 6, 29), false, "Jumat 13.30 WIB"),
        Instant(lunch, utc(27, 6, 30), true, "Senin 09.00 WIB"),
        Instant(lunch, utc(27, 10, 0), false, "Senin 09.00 WIB"),
        Instant(lunch, utc(28, 3, 0), false, "Senin 09.00 WIB"),
        // An hour and two hours further east.
        Instant(makassar, utc(23, 0, 59, 59), false, "Senin 09.00 WITA"),
        Instant(makassar, utc(23, 1, 0), true, "Selasa 09.00 WITA"),
        Instant(makassar, utc(23, 8, 59), true, "Selasa 09.00 WITA"),
        Instant(makassar, utc(23, 9, 0), false, "Selasa 09.00 WITA"),
        Instant(makassar, utc(27, 9, 0), false, "Senin 09.00 WITA"),
        Instant(makassar, utc(29, 15, 59), false, "Senin 09.00 WITA"),
        Instant(jayapura, utc(22, 23, 59, 59), false, "Senin 09.00 WIT"),
        Instant(jayapura, utc(23, 0, 0), true, "Selasa 09.00 WIT"),
        Instant(jayapura, utc(23, 7, 59), true, "Selasa 09.00 WIT"),
        Instant(jayapura, utc(23, 8, 0), false, "Selasa 09.00 WIT"),
        Instant(jayapura, utc(27, 8, 0), false, "Senin 09.00 WIT"),
        Instant(jayapura, utc(29, 15, 0), false, "Senin 09.00 WIT"),
        // Days that wrap around the end of the week.
        Instant(weekend, utc(23, 9, 59), false, "Senin 10.00 UTC"),
        Instant(weekend, utc(23, 10, 0), true, "Sabtu 10.00 UTC"),
        Instant(weekend, utc(23, 14, 0), false, "Sabtu 10.00 UTC"),
        Instant(weekend, utc(25, 12, 0), false, "Sabtu 10.00 UTC"),
        Instant(weekend, utc(28, 10, 0), true, "Minggu 10.00 UTC"),
        Instant(weekend, utc(29, 13, 59), true, "Senin 10.00 UTC"),
        Instant(weekend, utc(29, 14, 0), false, "Senin 10.00 UTC"),
        // A shift over midnight on Sunday, and the week's last and first minute.
        Instant(night, utc(22, 21, 59), false, "Minggu 22.00 UTC"),
        Instant(night, utc(22, 22, 0), true, "Senin 00.00 UTC"),
        Instant(night, utc(22, 23, 59, 59), true, "Senin 00.00 UTC"),
        Instant(night, utc(23, 0, 0), true, "Minggu 22.00 UTC"),
        Instant(night, utc(23, 3, 59), true, "Minggu 22.00 UTC"),
        Instant(night, utc(23, 4, 0), false, "Minggu 22.00 UTC"),
        // Never closed.
        Instant(always, utc(23, 0, 0), true, "Selasa 00.00 UTC+7"),
        Instant(always, utc(29, 16, 59, 59), true, "Senin 00.00 UTC+7"),
        Instant(always, utc(29, 17, 0), true, "Selasa 00.00 UTC+7"),
        // One minute a week, west of Greenwich: 12:00 there is 15:00 UTC.
        Instant(once, utc(25, 14, 59, 59), false, "Rabu 12.00 UTC-3"),
        Instant(once, utc(25, 15, 0), true, "Rabu 12.00 UTC-3"),
        Instant(once, utc(25, 15, 0, 59), true, "Rabu 12.00 UTC-3"),
        Instant(once, utc(25, 15, 1), false, "Rabu 12.00 UTC-3"),
        // Before 1970: 1969-12-31 was a Wednesday.
        Instant(office, Timestamp(milliseconds: -1), false, "Kamis 09.00 WIB"),
        Instant(once, Timestamp(milliseconds: -32_400_000), true, "Rabu 12.00 UTC-3"),
        Instant(once, Timestamp(milliseconds: -32_400_001), false, "Rabu 12.00 UTC-3"),
        Instant(office, Timestamp(milliseconds: 0), false, "Kamis 09.00 WIB"),
    ]

    @Test func `the table holds at least 60 instants`() {
        #expect(Self.instants.count >= 60)
    }

    @Test(arguments: instants) func `the office is open exactly when its hours say so`(instant: Instant) throws {
        let hours = try Hours(instant.setting)
        #expect(hours.isOpen(at: instant.at) == instant.isOpen)
        let next = hours.nextOpening(after: instant.at)
        #expect(hours.words(for: next, in: .indonesian) == instant.next)
        #expect(hours.nextOpeningInWords(after: instant.at, in: .indonesian) == "buka lagi \(instant.next)")
        // Whole minutes, in the future, within a week, and really an opening: open then.
        #expect(next.milliseconds % 60_000 == 0)
        #expect(next > instant.at)
        #expect(next.milliseconds - instant.at.milliseconds <= 7 * 86_400_000)
        #expect(hours.isOpen(at: next))
    }

    @Test(arguments: [
        (office, "Senin–Jumat 09.00–17.00 WIB", "Monday–Friday 09.00–17.00 WIB"),
        (
            lunch, "Senin–Kamis 09.00–12.00 dan 13.00–17.00, Jumat 09.00–11.30 dan 13.30–17.00 WIB",
            "Monday–Thursday 09.00–12.00 and 13.00–17.00, Friday 09.00–11.30 and 13.30–17.00 WIB"
        ),
        (makassar, "Senin–Jumat 09.00–17.00 WITA", "Monday–Friday 09.00–17.00 WITA"),
        (jayapura, "Senin–Jumat 09.00–17.00 WIT", "Monday–Friday 09.00–17.00 WIT"),
        (weekend, "Senin 10.00–14.00, Sabtu–Minggu 10.00–14.00 UTC", "Monday 10.00–14.00, Saturday–Sunday 10.00–14.00 UTC"),
        (night, "Senin 00.00–04.00, Minggu 22.00–24.00 UTC", "Monday 00.00–04.00, Sunday 22.00–24.00 UTC"),
        (always, "Senin–Minggu 00.00–24.00 UTC+7", "Monday–Sunday 00.00–24.00 UTC+7"),
        (once, "Rabu 12.00–12.01 UTC-3", "Wednesday 12.00–12.01 UTC-3"),
        ("Mon,Wed 9.30-12.00 asia/pontianak", "Senin 09.30–12.00, Rabu 09.30–12.00 WIB", "Monday 09.30–12.00, Wednesday 09.30–12.00 WIB"),
        ("MON-tue 09:00-17:00", "Senin–Selasa 09.00–17.00 WIB", "Monday–Tuesday 09.00–17.00 WIB"),
    ]) func `a week is told in both languages, equal days together`(setting: String, indonesian: String, english: String) throws {
        let hours = try Hours(setting)
        #expect(hours.summary(in: .indonesian) == indonesian)
        #expect(hours.summary(in: .english) == english)
    }

    @Test func `the next opening is told in English too`() throws {
        let hours = try Hours(Self.office)
        #expect(hours.nextOpeningInWords(after: Self.utc(27, 10, 0), in: .english) == "open again Monday 09.00 WIB")
        #expect(hours.words(for: Self.utc(29, 20, 5), in: .english) == "Monday 03.05 WIB")
        #expect(hours.zoneName == "WIB")
    }

    @Test(arguments: [
        ("", Hours.Mistake.empty, "no interval; write for example `Mon-Fri 09:00-17:00 Asia/Jakarta`"),
        (" ; ", .empty, "no interval"),
        ("Asia/Jakarta", .empty, "no interval"),
        ("Mon-Fri", .notAnInterval("Mon-Fri"), "`Mon-Fri` is no interval within a day; write 09:00-17:00"),
        ("Mon-Fri Asia/Jakarta", .notAnInterval("Mon-Fri Asia/Jakarta"), "`Mon-Fri Asia/Jakarta` is no interval"),
        ("09:00-17:00 Asia/Jakarta", .notAnInterval("09:00-17:00 Asia/Jakarta"), "`09:00-17:00 Asia/Jakarta` is no interval"),
        ("Mon-Fri 17:00-09:00", .notAnInterval("17:00-09:00"), "`17:00-09:00` is no interval"),
        ("Mon-Fri 09:00-09:00", .notAnInterval("09:00-09:00"), "`09:00-09:00` is no interval"),
        ("Mon-Fri 09:00-24:01", .notAnInterval("09:00-24:01"), "`09:00-24:01` is no interval"),
        ("Mon-Fri 09:60-17:00", .notAnInterval("09:60-17:00"), "`09:60-17:00` is no interval"),
        ("Mon-Fri 09:00", .notAnInterval("09:00"), "`09:00` is no interval"),
        ("Mon-Fri 9-17", .notAnInterval("9-17"), "`9-17` is no interval"),
        ("Mon-Fri nine-five", .notAnInterval("nine-five"), "`nine-five` is no interval"),
        ("Senin-Jumat 09:00-17:00", .unknownDays("Senin-Jumat"), "`Senin-Jumat` names no days; write Mon, Tue"),
        ("Mon-Wed-Fri 09:00-17:00", .unknownDays("Mon-Wed-Fri"), "`Mon-Wed-Fri` names no days"),
        ("Monday 09:00-17:00", .unknownDays("Monday"), "`Monday` names no days"),
        ("Mon-Fri 09:00-17:00 Asia/Atlantis", .unknownZone("Asia/Atlantis"), "unknown time zone `Asia/Atlantis`; known are Asia/Jakarta, "),
        ("Mon-Fri 09:00-17:00 UTC+15", .unknownZone("UTC+15"), "unknown time zone `UTC+15`"),
        ("Mon-Fri 09:00-17:00 UTC+x", .unknownZone("UTC+x"), "unknown time zone `UTC+x`"),
        ("Mon-Fri 09:00-17:00; Fri 16:59-18:00", .overlapping, "two intervals overlap"),
        ("Mon,Mon 09:00-17:00", .overlapping, "two intervals overlap"),
    ]) func `a mistake in a setting of hours is named`(setting: String, mistake: Hours.Mistake, message: String) throws {
        let thrown = #expect(throws: Hours.Mistake.self) { try Hours(setting) }
        #expect(thrown == mistake)
        #expect(try #require(thrown).description.hasPrefix(message))
    }

    @Test func `intervals that touch do not overlap`() throws {
        let hours = try Hours("Mon 09:00-12:00,12:00-17:00 UTC")
        #expect(hours.isOpen(at: Self.utc(23, 12, 0)))
    }
}
