/// Steps through FastCGI name-value pairs (specification 3.4): two lengths of one or four bytes, then name and value.
struct PairReader {
    private var offset = 0

    /// Whether all of `bytes` has been read.
    func isAtEnd(of bytes: Span<UInt8>) -> Bool { offset == bytes.count }

    /// The places of the next name and value in `bytes`; nil when their lengths reach beyond its end.
    mutating func next(in bytes: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>)? {
        guard let nameBytes = length(in: bytes), let valueBytes = length(in: bytes) else { return nil }
        // Each length is below 2^31, so the sum cannot overflow.
        guard nameBytes + valueBytes <= bytes.count - offset else { return nil }
        let name = offset..<offset + nameBytes
        let value = name.upperBound..<name.upperBound + valueBytes
        offset = value.upperBound
        return (name, value)
    }

    private mutating func length(in bytes: Span<UInt8>) -> Int? {
        guard offset < bytes.count else { return nil }
        let first = Int(bytes[offset])
        guard first >= 0x80 else {
            offset += 1
            return first
        }
        guard bytes.count - offset >= 4 else { return nil }
        defer { offset += 4 }
        return (first & 0x7f) << 24 | Int(bytes[offset + 1]) << 16 | Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
    }
}

extension Span<UInt8> {
    /// Whether each byte of `range` fulfils `condition`.
    func all(in range: Range<Int>, _ condition: (UInt8) -> Bool) -> Bool {
        for index in range where !condition(self[index]) { return false }
        return true
    }

    /// Whether `range` holds the ASCII characters of `text`; the caller has compared the lengths.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        for index in 0..<range.count where self[range.lowerBound + index] != text.utf8Start[index] { return false }
        return true
    }

    /// The decimal number in `range`, at most eighteen digits; 0 for an empty range, nil for anything but digits.
    func decimal(in range: Range<Int>) -> Int? {
        var number = 0
        for index in range {
            let digit = self[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
