import Dialogue
import Foundation
import Testing

@testable import Desk

@Suite struct HoursContentTests {
    private static let faq =
        #"{"intents": {"A": {"answer": "Jam: {hours}. Ya.", "benefits": ["a", "b", "c"], "cta_primary": "1", "cta_secondary": "2"}}}"#

    private static func complaints(_ hours: String) throws -> [String] {
        do throws(ContentError) {
            let files = try ContentFiles(files: ["faq.json": Array(faq.utf8), "hours.json": Array(hours.utf8)], setting: Shop.setting)
            return files.warnings.flatMap { error in error.mistakes.map { "? \(error.file): \($0)" } }
        } catch {
            return error.mistakes.map { "\(error.file): \($0)" }
        }
    }

    private static let day = #""kind": "national", "basis": "decree", "name": "Natal""#

    @Test(arguments: [
        ("[]", "must be an object, is an array"),
        (#"{"holidays": {}}"#, "holidays: must be an array, is an object"),
        (#"{"holidays": [{\#(day)}]}"#, "holidays[0].date: is missing"),
        (#"{"holidays": [{\#(day), "date": "25-12-2026"}]}"#, "holidays[0].date: must be a date: YYYY-MM-DD"),
        (#"{"holidays": [{\#(day), "date": "2027-02-29"}]}"#, "holidays[0].date: must be a date: YYYY-MM-DD"),
        (#"{"holidays": [{\#(day), "date": 20261225}]}"#, "holidays[0].date: must be a string, is a number"),
        (
            #"{"holidays": [{\#(day), "date": "2026-12-25"}, {\#(day), "date": "2026-12-25"}]}"#,
            "holidays[1].date: this day is a holiday already"
        ),
        (
            #"{"holidays": [{"kind": "national", "basis": "decree", "date": "2026-12-25"}]}"#, "holidays[0].name: is missing"
        ),
        (
            #"{"holidays": [{"kind": "local", "basis": "decree", "date": "2026-12-25", "name": "Natal"}]}"#,
            "holidays[0].kind: there is no kind of holiday local"
        ),
        (
            #"{"holidays": [{"kind": "national", "basis": "guess", "date": "2026-12-25", "name": "Natal"}]}"#,
            "holidays[0].basis: there is no basis guess"
        ),
        (#"{"observes": ["national", "sundays"]}"#, "observes[1]: there is no kind of holiday sundays"),
        (#"{"breaks": [{"name": "Salat Jumat"}]}"#, "breaks[0].hours: is missing"),
        (
            #"{"breaks": [{"hours": "Jumat 11:30-13:00"}]}"#,
            "breaks[0].hours: `Jumat` names no days; write Mon, Tue, Wed, Thu, Fri, Sat, Sun, Mon-Fri or Mon,Wed"
        ),
        (#"{"breaks": [{"hours": "Fri 13:00-11:30"}]}"#, "breaks[0].hours: `13:00-11:30` is no interval within a day; write 09:00-17:00"),
        (
            #"{"breaks": [{"hours": "Fri 11:30-13:00 Asia/Jakarta"}]}"#,
            "breaks[0].hours: no time zone here (`Asia/Jakarta`): it is that of SUPPORT_HOURS"
        ),
        (#"{"seasons": [{"from": "2026-02-19", "to": "2026-03-20"}]}"#, "seasons[0].hours: is missing"),
        (#"{"seasons": [{"to": "2026-03-20", "hours": "Mon 09:00-10:00"}]}"#, "seasons[0].from: is missing"),
        (
            #"{"seasons": [{"from": "2026-03-20", "to": "2026-02-19", "hours": "Mon 09:00-10:00"}]}"#,
            "seasons[0].to: comes before from"
        ),
        (
            #"{"seasons": [{"from": "2026-02-19", "to": "2028-03-20", "hours": "Mon 09:00-10:00"}]}"#,
            "seasons[0].to: is 761 days on; the limit is 400"
        ),
        (
            #"{"seasons": [{"from": "2026-02-19", "to": "2026-03-20", "hours": "Mon 09:00-10:00"}, {"from": "2026-03-20", "hours": "Mon 09:00-10:00"}]}"#,
            "seasons[1].from: shares a day with seasons[0]"
        ),
        (
            #"{"exceptions": [{"from": "2026-12-31", "hours": "closed"}]}"#,
            "exceptions[0].hours: `closed` is no interval within a day; write 09:00-17:00"
        ),
        (#"{"exceptions": [{"from": "2026-12-31", "hours": "09:00-12:00,11:00-13:00"}]}"#, "exceptions[0].hours: two intervals overlap"),
        (#"{"exceptions": [{"from": "2026-12-31"}, {"from": "2026-12-31"}]}"#, "exceptions[1].from: shares a day with exceptions[0]"),
    ]) func `a mistake in hours json is named by its path`(hours: String, complaint: String) throws {
        #expect(try Self.complaints(hours) == ["hours.json: " + complaint])
    }

    @Test(arguments: [
        (#"{"holiday": []}"#, "holiday: is not read; is it spelled right?"),
        (#"{"exceptions": [{"from": "2026-12-31", "until": "2027-01-02"}]}"#, "exceptions[0].until: is not read; is it spelled right?"),
    ]) func `a member that hours json does not have is warned of`(hours: String, complaint: String) throws {
        #expect(try Self.complaints(hours) == ["? hours.json: " + complaint])
    }

    // MARK: The file that ships

    private static func shipped(changing change: (String) -> String = { $0 }) throws -> ContentFiles {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(components: "..", "..", "data", "hours.json")
        let hours = change(try String(contentsOf: file, encoding: .utf8))
        return try ContentFiles(files: ["faq.json": Array(faq.utf8), "hours.json": Array(hours.utf8)], setting: Shop.setting)
    }

    /// 2026-12-24T10:00:00Z: five in the afternoon in Jakarta, a day of joint leave.
    private static let christmasEve = Timestamp(milliseconds: 1_798_106_400_000)

    @Test func `the holidays that ship have no mistake, and close the desk`() throws {
        let files = try Self.shipped()
        #expect(files.warnings.isEmpty)
        let hours = files.content.hours
        #expect(hours.reopeningInWords(after: Self.christmasEve, in: .indonesian) == "libur Hari Raya Natal, buka lagi Senin 09.00 WIB")
        #expect(hours.reopeningInWords(after: Self.christmasEve, in: .english) == "closed for Christmas, open again Monday 09.00 WIB")
        #expect(hours.todayInWords(at: Self.christmasEve, in: .indonesian) == "hari ini libur Hari Raya Natal")
        #expect(hours.summary(in: .indonesian) == "Senin–Kamis 09.00–17.00, Jumat 09.00–11.30 dan 13.00–17.00 WIB")
        // Answers tell the week as it is kept.
        let answer = try #require(files.content.intents.first).template.indonesian.answer
        #expect(answer.hasPrefix("Jam: Senin–Kamis 09.00–17.00, Jumat 09.00–11.30"))
        // 261 weekdays of 2026 less 21 of the 25 days off: 221 of 8 hours with 42 Fridays of 90 minutes' break, and 19 of Ramadan of 7
        // hours with 4 such Fridays.
        let year = Timestamp(milliseconds: 1_767_200_400_000)
        let open = hours.openTime(from: year, to: year.advanced(by: .seconds(365 * 86_400)))
        let hoursOfWork = 221 * 8 + 19 * 7
        #expect(open == .seconds(hoursOfWork * 3600 - 46 * 5400))
    }

    @Test func `a company that does not keep joint leave is there on Christmas Eve`() throws {
        let hours = try Self.shipped { $0.replacing(#""observes": ["national", "joint_leave"]"#, with: #""observes": ["national"]"#) }
            .content.hours
        let morning = Timestamp(milliseconds: Self.christmasEve.milliseconds - 6 * 3_600_000)
        #expect(hours.isOpen(at: morning))
        #expect(!hours.isOpen(at: morning.advanced(by: .seconds(86_400))))
    }
}
