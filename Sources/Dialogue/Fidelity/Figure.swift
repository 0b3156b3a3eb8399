/// A run of digits and the marks between them, and what it means.
struct Figure {
    enum Meaning: Equatable {
        case number(Double)
        /// `8/2019`
        case pair(Int, Int)
        case date(day: Int, month: Int, year: Int)
        /// Minutes since midnight.
        case time(Int)
        /// None of these: compared as it is written.
        case other
    }

    let meaning: Meaning

    /// The value of a figure of digits only.
    var integer: Int? {
        if case .number(let value) = meaning, value == value.rounded(), value < 1e15 { Int(value) } else { nil }
    }

    /// - Parameter isIndonesian: a full stop then parts thousands and a comma decimals; in English they are the other way round.
    init(_ bytes: ArraySlice<UInt8>, _ isIndonesian: Bool) {
        meaning = Self.read(bytes, isIndonesian)
    }

    private static func read(_ bytes: ArraySlice<UInt8>, _ isIndonesian: Bool) -> Meaning {
        if bytes.first == 0xC2 {  // ½ ¼ ¾
            return switch bytes.last {
            case 0xBD: .number(0.5)
            case 0xBC: .number(0.25)
            default: .number(0.75)
            }
        }
        guard bytes.contains(where: { $0 < 0x30 || $0 == 0x3A }) else { return whole(bytes).map { .number(Double($0)) } ?? .other }
        let slashes = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if slashes.count > 1 {
            let values = slashes.compactMap { whole($0) }
            guard values.count == slashes.count else { return .other }
            return switch values.count {
            case 2: .pair(values[0], values[1])
            case 3: .date(day: values[0], month: values[1], year: values[2])
            default: .other
            }
        }
        if bytes.contains(UInt8(ascii: ":")) { return time(bytes, UInt8(ascii: ":")) ?? .other }
        if isIndonesian, let time = time(bytes, UInt8(ascii: ".")) { return time }
        return decimal(bytes, isIndonesian) ?? .other
    }

    /// `09.00`: hours and two digits of minutes.
    private static func time(_ bytes: ArraySlice<UInt8>, _ separator: UInt8) -> Meaning? {
        let parts = bytes.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count <= 2, parts[1].count == 2, let hours = whole(parts[0]), let minutes = whole(parts[1]),
            hours <= 24,
            minutes < 60
        else { return nil }
        return .time(hours * 60 + minutes)
    }

    private static func decimal(_ bytes: ArraySlice<UInt8>, _ isIndonesian: Bool) -> Meaning? {
        let thousands = UInt8(ascii: isIndonesian ? "." : ","), point = UInt8(ascii: isIndonesian ? "," : ".")
        let parts = bytes.split(separator: point, omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let groups = parts[0].split(separator: thousands, omittingEmptySubsequences: false)
        guard groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        var value = 0.0
        for group in groups {
            guard let whole = whole(group) else { return nil }
            value = value * 1_000 + Double(whole)
        }
        if parts.count == 2 {
            guard let fraction = whole(parts[1]) else { return nil }
            var scale = 1.0
            for _ in 0..<parts[1].count { scale *= 10 }
            value += Double(fraction) / scale
        }
        return .number(value)
    }

    /// At most fifteen digits: a `Double` holds those exactly.
    private static func whole(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 15 else { return nil }
        var value = 0
        for byte in bytes {
            guard byte &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(byte &- 0x30)
        }
        return value
    }

    /// The value of a Roman numeral of `i`, `v` and `x`, written the one right way; nil for anything else (*CV* is a form of company).
    static func roman(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard (1...6).contains(bytes.count) else { return nil }
        var value = 0
        var last = 0
        for byte in bytes.reversed() {
            let digit: Int
            switch byte {
            case UInt8(ascii: "i"): digit = 1
            case UInt8(ascii: "v"): digit = 5
            case UInt8(ascii: "x"): digit = 10
            default: return nil
            }
            value += digit < last ? -digit : digit
            last = max(last, digit)
        }
        return value
    }
}
