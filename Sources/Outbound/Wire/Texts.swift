extension Duration {
    /// In whole milliseconds, towards zero; at most what fits 31 bits, some 24 days.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard abs(seconds) < 2_000_000 else { return seconds < 0 ? -2_000_000_000 : 2_000_000_000 }
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}

extension StringProtocol {
    /// Whether there is anything in it that could end a line of a protocol, or a C string.
    var hasControls: Bool { utf8.contains { $0 < 0x20 || $0 == 0x7F } }

    /// Without spaces and tabs at either end.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}

extension String {
    /// So that a path can be put behind it.
    var withoutLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }

    /// As one segment of a path: everything but letters, digits, `-`, `.`, `_` and `~` as `%XX` (RFC 3986, 2.3).
    var percentEncoded: String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With each `%XX` as its byte; nil when that is no UTF-8 or a `%` stands alone.
    var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(), let value = UInt8(hex: high, low) else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate init?(hex high: UInt8, _ low: UInt8) {
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x41...0x46, 0x61...0x66: (digit & 0xDF) - 0x37
            default: nil
            }
        }
        guard let high = value(high), let low = value(low) else { return nil }
        self = high << 4 | low
    }
}
