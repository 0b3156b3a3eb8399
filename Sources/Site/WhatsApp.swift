/// Links that open WhatsApp with a draft the visitor can still change.
struct WhatsApp {
    let number: String

    /// nil when `number` has no digits.
    init?(_ number: String?) {
        guard let number, number.contains(where: \.isNumber) else { return nil }
        self.number = number
    }

    /// `https://wa.me/DIGITS?text=…`.
    func link(text: String? = nil) -> String {
        let base = "https://wa.me/" + number.filter { $0.isASCII && $0.isNumber }
        return text.map { base + "?text=" + $0.percentEncoded } ?? base
    }
}

extension String {
    /// Percent-encoded down to the unreserved characters of RFC 3986, section 2.3.
    var percentEncoded: String {
        let hex = Array("0123456789ABCDEF")
        return utf8.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: text.append(Character(Unicode.Scalar(byte)))
            default: text += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
    }
}
