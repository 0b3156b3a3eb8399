/// `SUPPORT_HOURS` in words, for the footer.
struct HoursInWords {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let names: [Language: [String]] = [
        .id: ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        .en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ]
    private static let zones = ["Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"]

    /// "Senin–Jumat 09.00–17.00 WIB", intervals joined by "; "; nil when the setting is not written as expected.
    static func text(_ setting: String, in language: Language) -> String? {
        let intervals = setting.split(separator: ";").map { interval(String($0), in: language) }
        guard !intervals.isEmpty, intervals.allSatisfy({ $0 != nil }) else { return nil }
        return intervals.compactMap { $0 }.joined(separator: "; ")
    }

    private static func interval(_ text: String, in language: Language) -> String? {
        let shape = /\s*(\w{3})(?:-(\w{3}))?\s+(\d\d):(\d\d)-(\d\d):(\d\d)(?:\s+(\S+))?\s*/
        guard let match = text.wholeMatch(of: shape), let names = names[language],
            let first = days.firstIndex(of: String(match.output.1))
        else { return nil }
        var words = names[first]
        if let last = match.output.2 {
            guard let index = days.firstIndex(of: String(last)) else { return nil }
            words += "–" + names[index]
        }
        let mark = language == .id ? "." : ":"
        words += " \(match.output.3)\(mark)\(match.output.4)–\(match.output.5)\(mark)\(match.output.6)"
        if let zone = match.output.7 { words += " " + (zones[String(zone)] ?? String(zone)) }
        return words
    }
}
