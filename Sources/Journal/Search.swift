import Glibc

extension Journal {
    /// The streams whose data or name holds a contact: an e-mail address, whatever its case, or a telephone number, however it is
    /// written (`+62 812-3456-789`, `0812 3456 789`); for erasing. A number needs at least 8 digits.
    ///
    /// - Throws: `.invalid` for anything shorter than 5 bytes or a number that is too short; `.damaged`; `.disk`.
    /// - Complexity: O(bytes of the log).
    public func streams(holding contact: String) throws(JournalError) -> [StreamID] {
        let needle = try Contact(contact)
        var found: Set<StreamID> = []
        try scan { item in
            let record = item.record
            if !record.isErased, record.stream != Self.receipts, !found.contains(record.stream),
                needle.isIn(record.data) || needle.isIn(Array(record.stream.value.utf8))
            {
                found.insert(record.stream)
            }
            return true
        }
        return found.sorted { $0.value < $1.value }
    }
}

/// A contact as it is looked for.
struct Contact {
    private enum Form {
        /// The digits after country code and leading zero.
        case number([UInt8])
        case text([UInt8])
    }
    private let form: Form

    init(_ contact: String) throws(JournalError) {
        let bytes = Array(contact.utf8).filter { $0 > 0x20 }
        let digits = bytes.filter { $0 &- 48 < 10 }
        if bytes.allSatisfy({ $0 &- 48 < 10 || "+-().".utf8.contains($0) }) {
            var rest = digits[...]
            if rest.starts(with: "62".utf8) { rest = rest.dropFirst(2) }
            while rest.first == 48 { rest = rest.dropFirst() }
            guard rest.count >= 7 else { throw .invalid(field: "contact", reason: "a number needs at least 8 digits") }
            form = .number(Array(rest))
        } else {
            guard bytes.count >= 5 else { throw .invalid(field: "contact", reason: "at least 5 characters") }
            form = .text(bytes.map(Self.lowered))
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte + 32 : byte }

    func isIn(_ data: [UInt8]) -> Bool {
        switch form {
        case .text(let needle):
            guard data.count >= needle.count else { return false }
            for start in 0...(data.count - needle.count) where Self.lowered(data[start]) == needle[0] {
                if data[start..<start + needle.count].lazy.map(Self.lowered).elementsEqual(needle) { return true }
            }
            return false
        case .number(let needle):
            return holds(needle, in: data)
        }
    }

    /// Whether the digits stand together, with nothing but separators between them and, before them, nothing, a country code or zeros.
    private func holds(_ needle: [UInt8], in data: [UInt8]) -> Bool {
        var digits: [UInt8] = []
        func matches() -> Bool {
            guard digits.count >= needle.count, digits.suffix(needle.count).elementsEqual(needle) else { return false }
            let before = digits.dropLast(needle.count)
            return before.isEmpty || before.allSatisfy { $0 == 48 } || before.elementsEqual("62".utf8) || before.elementsEqual("620".utf8)
                || before.elementsEqual("0062".utf8)
        }
        for byte in data {
            if byte &- 48 < 10 {
                digits.append(byte)
            } else if !" +-().".utf8.contains(byte) {
                if matches() { return true }
                digits.removeAll(keepingCapacity: true)
            }
        }
        return matches()
    }
}
