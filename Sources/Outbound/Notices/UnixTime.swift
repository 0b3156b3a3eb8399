/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Whoever calls has a clock; this room has none of its own.
public struct UnixTime: Sendable, Hashable, Comparable {
    public var seconds: Int64

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    public static func < (left: UnixTime, right: UnixTime) -> Bool { left.seconds < right.seconds }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// As mail writes it in UTC: `Tue, 24 Nov 2026 23:19:20 +0000` (RFC 5322, 3.3).
    var mailDate: String {
        let days = Int(seconds.dividedRoundingDown(by: 86_400))
        let second = Int(seconds - Int64(days) * 86_400)
        let (year, month, day) = Self.civil(days)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let weekday = Self.weekdays[((days + 4) % 7 + 7) % 7]
        let time = [second / 3600, second / 60 % 60, second % 60].map(two).joined(separator: ":")
        return "\(weekday), \(two(day)) \(Self.months[month - 1]) \(year) \(time) +0000"
    }

    /// Reads `Tue, 24 Nov 2026 23:19:20 GMT` (RFC 9110, 5.6.7); nil for anything else, the two obsolete forms among it.
    init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = Self.months.firstIndex(of: String(parts[2])), (1...31).contains(day), (1970...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2]) else { return nil }
        let days = Self.days(year, month + 1, day)
        self.init(seconds: Int64(days) * 86_400 + Int64(time[0] * 3600 + time[1] * 60 + time[2]))
    }

    // The calendar by eras of 400 years, counted from 1 March, so that the leap day is a year's last.
    private static let daysOfEra = 146_097
    /// From 0000-03-01 to 1970-01-01.
    private static let daysToEpoch = 719_468

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - daysToEpoch
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + daysToEpoch
        let era = Int(Int64(shifted).dividedRoundingDown(by: Int64(daysOfEra)))
        let dayOfEra = shifted - era * daysOfEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func dividedRoundingDown(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}

extension Answer {
    /// How long the vendor asks us to wait: `retry-after-ms`, then `Retry-After` in seconds, with or without a fraction,
    /// or as a date; nil when it says nothing that can be read. At most a day, whatever it says.
    func retryAfter(at now: UnixTime) -> Duration? {
        let day = Duration.seconds(86_400)
        func bounded(_ seconds: Double?) -> Duration? {
            guard let seconds, seconds.isFinite, seconds >= 0 else { return nil }
            return seconds < 86_400 ? .milliseconds(Int64((seconds * 1000).rounded(.up))) : day
        }
        if let text = self[header: "retry-after-ms"], let wait = bounded(Double(text).map { $0 / 1000 }) { return wait }
        guard let text = self[header: "retry-after"] else { return nil }
        if let wait = bounded(Double(text)) { return wait }
        return UnixTime(httpDate: text).flatMap { bounded(Double(max(0, $0.seconds - now.seconds))) }
    }
}
