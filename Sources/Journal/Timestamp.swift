/// `2026-11-22T10:00:00.123Z` (RFC 3339, always 24 bytes) to and from milliseconds since 1970.
///
/// The calendar arithmetic counts years from March, so that the leap day is the last of its year:
/// https://howardhinnant.github.io/date_algorithms.html
enum Timestamp {
    static let bytes = 24
    /// From the start of 1970 to the end of 9999.
    static let range: ClosedRange<Int64> = 0...253_402_300_799_999

    /// Writes `milliseconds`, which must lie in `range`, as 24 bytes.
    static func write(_ milliseconds: Int64, to target: UnsafeMutablePointer<UInt8>) {
        let days = milliseconds / 86_400_000
        let rest = Int(milliseconds % 86_400_000)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * marchMonth + 2) / 5) + 1
        let month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)

        func digits(_ value: Int, _ count: Int, at offset: Int) {
            var value = value
            for place in stride(from: offset + count - 1, through: offset, by: -1) {
                target[place] = UInt8(48 + value % 10)
                value /= 10
            }
        }
        digits(year, 4, at: 0)
        digits(month, 2, at: 5)
        digits(day, 2, at: 8)
        digits(rest / 3_600_000, 2, at: 11)
        digits(rest / 60_000 % 60, 2, at: 14)
        digits(rest / 1000 % 60, 2, at: 17)
        digits(rest % 1000, 3, at: 20)
        target[4] = UInt8(ascii: "-")
        target[7] = UInt8(ascii: "-")
        target[10] = UInt8(ascii: "T")
        target[13] = UInt8(ascii: ":")
        target[16] = UInt8(ascii: ":")
        target[19] = UInt8(ascii: ".")
        target[23] = UInt8(ascii: "Z")
    }

    /// Reads 24 bytes; `nil` unless they are what `write` would have written.
    static func read(_ source: UnsafePointer<UInt8>) -> Int64? {
        var valid = true
        func digits(_ offset: Int, _ count: Int) -> Int64 {
            var value: Int64 = 0
            for place in offset..<offset + count {
                let digit = source[place] &- 48
                if digit > 9 { valid = false }
                value = value * 10 + Int64(digit & 15)
            }
            return value
        }
        let year = digits(0, 4), month = digits(5, 2), day = digits(8, 2)
        let hour = digits(11, 2), minute = digits(14, 2), second = digits(17, 2), thousandth = digits(20, 3)
        guard valid, (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 60,
            source[4] == UInt8(ascii: "-"), source[7] == UInt8(ascii: "-"), source[10] == UInt8(ascii: "T"),
            source[13] == UInt8(ascii: ":"), source[16] == UInt8(ascii: ":"), source[19] == UInt8(ascii: "."),
            source[23] == UInt8(ascii: "Z")
        else { return nil }
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + thousandth
    }

    /// `milliseconds` as text, for what is not on the hot path.
    static func text(_ milliseconds: Int64) -> String {
        String(unsafeUninitializedCapacity: bytes) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            write(milliseconds, to: start)
            return bytes
        }
    }
}
