private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

extension [UInt8] {
    /// In base64 with padding (RFC 4648, 4).
    var base64: String {
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let here = Swift.min(3, count - start)
            var group = 0
            for offset in 0..<3 { group = group << 8 | (offset < here ? Int(self[start + offset]) : 0) }
            for place in 0..<4 { text.append(place <= here ? alphabet[group >> (18 - 6 * place) & 63] : UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for; nil for what is no base64, line breaks and stray bits among it. Padding may be left out.
    init?(base64 text: some StringProtocol) {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.utf8.count - digits.count
        guard digits.count % 4 != 1, padding == 0 || (digits.count + padding) % 4 == 0, padding <= 2,
            text.utf8.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        self.init()
        var bits = 0
        var held = 0
        for digit in digits {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            held = (held << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                append(UInt8(held >> bits & 0xFF))
            }
        }
        guard held & ((1 << bits) - 1) == 0 else { return nil }
    }
}
