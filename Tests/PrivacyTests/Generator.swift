import Privacy

/// SplitMix64: the same lines on every machine and in every run (Steele, Lea and Flood, 2014).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Writes lines in bulk: a sentence, in which a value of a kind or a look-alike is spelled in one of many ways.
///
/// Everything is drawn from `Seeded`, so a line is nobody's; districts are 90–99 and domains reserved. These lines are
/// by the same hand as the scanners and only show that no spelling of a value breaks; the hand-written and the other
/// hand's lines are what counts.
struct Generator {
    var random: Seeded

    init(seed: UInt64) { random = Seeded(seed: seed) }

    mutating func personal() -> Line {
        let kinds: [Finding.Kind] = [.nik, .nik, .familyCard, .npwp, .phone, .phone, .phone, .email, .email, .passport, .account, .card]
        let kind = kinds.randomElement(using: &random)!
        let frame = Self.frames[kind]!.randomElement(using: &random)!
        var source = frame.replacing("@", with: "{{\(kind):\(value(of: kind))}}")
        if Bool.random(using: &random) { source = Self.openings.randomElement(using: &random)! + source }
        if Bool.random(using: &random) { source += Self.endings.randomElement(using: &random)! }
        return Line(marked: source)
    }

    mutating func publicLine() -> Line {
        var text = Self.publicFrames.randomElement(using: &random)!.replacing("@", with: lookAlike())
        if Bool.random(using: &random) { text = Self.openings.randomElement(using: &random)! + text }
        if Bool.random(using: &random) { text += Self.endings.randomElement(using: &random)! }
        return Line(text)
    }

    // MARK: Values

    private mutating func value(of kind: Finding.Kind) -> String {
        switch kind {
        case .nik: spelled(nik(isWoman: .random(using: &random)))
        case .familyCard: spelled(nik(isWoman: false))
        case .npwp: npwp()
        case .phone: phone()
        case .email: email()
        case .passport: (["A", "B", "C", "E", "X"].randomElement(using: &random)!) + digits(7)
        case .account: digits([10, 10, 13, 15].randomElement(using: &random)!)
        case .card: spelled(card())
        case .plate, .address: preconditionFailure("not generated: \(kind)")
        }
    }

    private mutating func nik(isWoman: Bool) -> String {
        let province = [11, 31, 32, 33, 35, 51, 64, 73, 94].randomElement(using: &random)!
        let day = Int.random(in: 1...28, using: &random) + (isWoman ? 40 : 0)
        return "\(province)" + pair(1...79) + pair(90...99) + pair(day...day) + pair(1...12) + pair(0...99) + "00" + pair(1...99)
    }

    private mutating func npwp() -> String {
        var plain = digits(8)
        plain += "\((0...9).first { luhn(plain + "\($0)") }!)" + digits(3) + "000"
        let d = plain.map { String($0) }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return plain
        case 1: return "0" + plain
        default:
            return "\(d[0])\(d[1]).\(d[2...4].joined()).\(d[5...7].joined()).\(d[8])-\(d[9...11].joined()).\(d[12...14].joined())"
        }
    }

    private mutating func phone() -> String {
        let operators = ["11", "12", "13", "21", "52", "57", "77", "81", "95", "96"]
        let national = "8" + operators.randomElement(using: &random)! + digits(Int.random(in: 6...8, using: &random))
        let prefix = ["0", "62", "+62", "+62 ", "0", "0"].randomElement(using: &random)!
        let separator = ["", "-", " ", ".", ""].randomElement(using: &random)!
        var groups = [String(national.prefix(3)), String(national.dropFirst(3).prefix(4)), String(national.dropFirst(7))]
        groups[0] = prefix + groups[0]
        return groups.joined(separator: separator)
    }

    private mutating func email() -> String {
        let name =
            ["contoh", "budi.contoh", "siti_contoh", "a-b", "info+x"].randomElement(using: &random)!
            + digits(Int.random(in: 0...3, using: &random))
        return name + "@" + ["example.com", "mail.example", "contoh.example", "example.co.id", "travel.test"].randomElement(using: &random)!
    }

    private mutating func card() -> String {
        let start = ["4", "51", "55", "3530", "6011"].randomElement(using: &random)!
        let body = start + digits(15 - start.count)
        return body + "\((0...9).first { luhn(body + "\($0)") }!)"
    }

    private mutating func spelled(_ number: String) -> String {
        let separator = ["", "", "", " ", "-", "."].randomElement(using: &random)!
        let characters = Array(number)
        return stride(from: 0, to: characters.count, by: 4)
            .map { String(characters[$0..<min($0 + 4, characters.count)]) }
            .joined(separator: separator)
    }

    private mutating func lookAlike() -> String {
        let year = Int.random(in: 1990...2035, using: &random)
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return "UU \(Int.random(in: 1...30, using: &random))/\(year)"
        case 1: return "PP Nomor \(Int.random(in: 1...99, using: &random)) Tahun \(year)"
        case 2: return "Rp \(Int.random(in: 1...999, using: &random)).\(pair(0...9))0.000"
        case 3: return "Rp\(digits(7)),-"
        case 4: return "\(Int.random(in: 1...900, using: &random))jt"
        case 5: return "\(pair(1...28))-\(pair(1...12))-\(year)"
        case 6: return "\(year)/\(pair(1...12))/\(pair(1...28))"
        case 7: return "jam \(pair(0...23)).\(pair(0...59))-\(pair(0...23)).\(pair(0...59))"
        case 8: return "INV-\(year)\(pair(1...12))\(pair(1...28))-\(digits(4))"
        case 9: return "INV/\(year)/\(pair(1...12))/\(digits(6))"
        case 10: return "pesanan \(digits(10))"
        case 11: return "KBLI 79\(digits(3))"
        case 12: return "NIB \(digits(13))"
        case 13: return "QS \(Int.random(in: 1...114, using: &random)):\(Int.random(in: 1...200, using: &random))"
        case 14: return "\(["GA", "SV", "JT", "EY"].randomElement(using: &random)!) \(digits(3))"
        default: return "\(Int.random(in: 1...999, using: &random)) jamaah, \(year)"
        }
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
    }
    private mutating func pair(_ range: ClosedRange<Int>) -> String {
        let number = Int.random(in: range, using: &random)
        return number < 10 ? "0\(number)" : "\(number)"
    }

    /// Written apart from the room's own formula, so that the two check each other.
    private func luhn(_ number: String) -> Bool {
        let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        return number.reversed().enumerated().reduce(0) {
            $0 + ($1.offset % 2 == 0 ? $1.element.wholeNumberValue! : doubled[$1.element.wholeNumberValue!])
        } % 10 == 0
    }

    // MARK: Sentences

    private static let openings = [
        "halo kak, ", "Assalamualaikum. ", "mau tanya, ", "Selamat pagi min ", "Hi, ", "mohon maaf ", "begini pak: ", "oke ",
    ]
    private static let endings = [
        " terima kasih", " ya kak", ". Mohon dibantu.", "?", "!", " 🙏", " thanks", ", ditunggu", " dong", "\u{200B}",
    ]
    private static let frames: [Finding.Kind: [String]] = [
        .nik: [
            "NIK saya @", "no ktp @", "@ ini nik direktur", "KTP: @", "nik=@", "tolong cek @ sudah terdaftar belum", "my NIK: @",
            "data komisaris (@)",
        ],
        .familyCard: ["KK @", "nomor kartu keluarga @", "family card: @", "no KK saya @", "ini kk ya @"],
        .npwp: ["NPWP @", "npwp perusahaan @", "tax ID @", "nomor NPWP kami @", "@ itu NPWP"],
        .phone: [
            "hubungi @", "@", "WA @", "nomor saya @", "call me at @", "kalau sudah siap telpon ke @", "hp:@", "PIC Contoh (@)", "ini @",
        ],
        .email: ["email @", "@", "kirim ke @", "my mail is @", "cc: @", "Contoh <@>", "balas ke @"],
        .passport: ["paspor @", "nomor paspor saya @", "passport no. @", "@ (paspor)", "my passport number is @"],
        .account: [
            "rekening @", "norek BSI @", "no rek: @", "transfer ke rekening @", "bank account @", "BCA @", "refund ke rek Mandiri @",
        ],
        .card: ["kartu kredit @", "card: @", "@ itu kartu saya", "bayar dengan kartu debit @", "my credit card @"],
    ]
    private static let publicFrames = [
        "apa itu @", "@", "soal @ bagaimana", "what about @", "saya baca @ kemarin", "sesuai @", "ada info @", "kapan @ berlaku",
    ]
}
