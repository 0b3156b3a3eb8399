/// Structure and check digits of numbers. Each takes values 0–9, not characters.

/// Whether sixteen digits are built like a NIK: `PPRRSS DDMMYY NNNN` with a province that exists, regency, district
/// and serial not zero, and a real day, to which women add 40. Family cards are built alike, without the 40.
///
/// Regencies and districts are not looked up: the tables in circulation lack the provinces made since 2012 and would
/// let real numbers through.
func isBuiltLikeNIK(_ digits: ArraySlice<UInt8>) -> Bool {
    guard digits.count == 16 else { return false }
    func pair(_ at: Int) -> Int { Int(digits[digits.startIndex + at]) * 10 + Int(digits[digits.startIndex + at + 1]) }
    guard isProvince(pair(0)), pair(2) != 0, pair(4) != 0, pair(12) != 0 || pair(14) != 0 else { return false }
    let day = pair(6) > 40 ? pair(6) - 40 : pair(6)
    // The century is not written, so 29 February is real when either century has it: 2000 does, 1900 does not.
    return isDay(day, month: pair(8), leap: pair(10) % 4 == 0)
}

/// The provinces' codes at the Ministry of Home Affairs, with those of 2022 (92–97 in Papua).
private func isProvince(_ code: Int) -> Bool {
    switch code {
    case 11...19, 21, 31...36, 51...53, 61...65, 71...76, 81, 82, 91...97: true
    default: false
    }
}

func isDay(_ day: Int, month: Int, leap: Bool) -> Bool {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: (1...31).contains(day)
    case 4, 6, 9, 11: (1...30).contains(day)
    case 2: (1...(leap ? 29 : 28)).contains(day)
    default: false
    }
}

/// Whether the digits satisfy Luhn's formula (ISO/IEC 7812-1, annex B).
func satisfiesLuhn(_ digits: ArraySlice<UInt8>) -> Bool {
    var sum = 0
    var double = false
    for digit in digits.reversed() {
        let weighed = double ? Int(digit) * 2 : Int(digit)
        sum += weighed > 9 ? weighed - 9 : weighed
        double.toggle()
    }
    return sum % 10 == 0
}

/// Whether fifteen digits are an old NPWP: Luhn over the first nine.
func isNPWP15(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.count == 15 && satisfiesLuhn(digits.prefix(9)) && digits.prefix(9).contains { $0 != 0 }
}

/// Whether sixteen digits are a company's new NPWP: a zero and an old one, so Luhn over the first ten.
func isNPWP16(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.count == 16 && digits.first == 0 && isNPWP15(digits.dropFirst())
}

/// Whether the digits are a payment card's: Luhn, and a prefix that an issuer uses at that length.
///
/// Prefixes: ISO/IEC 7812 ranges as published by the networks; 1946 is BNI's for the national scheme GPN.
func isCard(_ digits: ArraySlice<UInt8>) -> Bool {
    guard (13...19).contains(digits.count) else { return false }
    let prefix = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
    let hasIssuer =
        switch digits.count {
        case 13: prefix / 1000 == 4
        case 14: (3000...3059).contains(prefix) || prefix / 100 == 36 || (3800...3999).contains(prefix)
        case 15: prefix / 100 == 34 || prefix / 100 == 37 || prefix == 1800 || prefix == 2131
        case 16:
            prefix / 1000 == 4 || (5100...5599).contains(prefix) || (2221...2720).contains(prefix)
                || (3528...3589).contains(prefix) || prefix / 1000 == 6 || prefix == 1946
                || (5000...5099).contains(prefix) || (5600...5899).contains(prefix) || prefix / 100 == 36
        default: prefix / 1000 == 4 || prefix / 1000 == 6 || (3528...3589).contains(prefix)
        }
    return hasIssuer && satisfiesLuhn(digits)
}
