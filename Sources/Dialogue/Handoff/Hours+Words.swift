extension Hours {
    private static let weekdays = Localized(
        ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    private static let months = Localized(
        ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
        english: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
        ])

    /// `Senin 09.00 WIB`: the day and time of an instant.
    public func words(for instant: Timestamp, in language: Language) -> String {
        let (date, milliseconds) = local(instant)
        return "\(Self.weekdays[language][date.weekday]) \(time(milliseconds))"
    }

    /// `buka lagi Senin 09.00 WIB`: what a visitor outside the hours wants to know. A weekday for every day, see `reopeningInWords`.
    public func nextOpeningInWords(after now: Timestamp, in language: Language) -> String {
        let when = words(for: nextOpening(after: now), in: language)
        return language == .indonesian ? "buka lagi \(when)" : "open again \(when)"
    }

    /// `buka lagi besok 09.00 WIB`, `libur Hari Raya Natal, buka lagi Senin 09.00 WIB`: when people are there again and, where the
    /// usual hours would have had them there before that, why they are not.
    ///
    /// Today and tomorrow are called so, the five days after by their weekday, and later ones by their date too.
    /// - Returns: nil when nothing opens within `horizonDays`.
    public func reopeningInWords(after now: Timestamp, in language: Language) -> String? {
        guard let opening = opening(after: now) else { return nil }
        let today = local(now).date
        let (date, milliseconds) = local(opening)
        let day: String
        switch date.number - today.number {
        case 0: day = language == .indonesian ? "hari ini" : "today"
        case 1: day = language == .indonesian ? "besok" : "tomorrow"
        case ..<7: day = Self.weekdays[language][date.weekday]
        default:
            let (number, month) = date.dayAndMonth
            day = "\(Self.weekdays[language][date.weekday]) \(number) \(Self.months[language][month - 1])"
        }
        let reasons = reasons(from: today, before: date, in: language)
        let opens = language == .indonesian ? "buka lagi \(day) \(time(milliseconds))" : "open again \(day) \(time(milliseconds))"
        return reasons.isEmpty ? opens : (language == .indonesian ? "libur " : "closed for ") + "\(reasons), \(opens)"
    }

    /// The names of the days off from `first` on, each once; two at most, as a sentence wants no list.
    private func reasons(from first: CivilDate, before end: CivilDate, in language: Language) -> String {
        var names: [String] = []
        for number in first.number..<max(first.number, end.number) where names.count < 2 {
            let day = day(CivilDate(number: number))
            if day.isOff, let name = day.name?[language], !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: language == .indonesian ? " dan " : " and ")
    }

    /// `hari ini 09.00–17.00 WIB`, `hari ini libur Hari Raya Natal`, `hari ini tutup`.
    public func todayInWords(at now: Timestamp, in language: Language) -> String {
        if let hours = timesInWords(at: now, in: language) { return (language == .indonesian ? "hari ini " : "today ") + hours }
        let day = day(local(now).date)
        let closed = language == .indonesian ? "hari ini tutup" : "closed today"
        guard let name = day.name?[language] else { return closed }
        return language == .indonesian ? "hari ini libur \(name)" : "\(closed) for \(name)"
    }

    /// `09.00–12.00 dan 13.00–17.00 WIB`: the hours of the day of `now`; nil when there are none.
    public func timesInWords(at now: Timestamp, in language: Language) -> String? {
        let intervals = day(local(now).date).intervals
        return intervals.isEmpty ? nil : Self.words(for: intervals, in: language) + " " + zoneName
    }

    /// `Senin–Jumat 09.00–17.00 WIB`: the whole week, days with equal hours together, breaks left out.
    public func summary(in language: Language) -> String {
        let names = Self.weekdays[language]
        let perDay = week.days.map { Self.words(for: $0, in: language) }
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

    private static func words(for intervals: [Range<Int>], in language: Language) -> String {
        intervals.map { clock($0.lowerBound) + "–" + clock($0.upperBound) }.joined(separator: language == .indonesian ? " dan " : " and ")
    }

    private func time(_ milliseconds: Int64) -> String { "\(Self.clock(Int(milliseconds / 60_000))) \(zoneName)" }

    private static func clock(_ minute: Int) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return twoDigits(minute / 60) + "." + twoDigits(minute % 60)
    }
}
