/// A conversation's own strings in one allocation: with 100,000 of them, five strings each would cost more than all else.
///
/// Bytes: five lengths as UInt16, low byte first, then the strings in UTF-8: id, last message, name, topic, contact. The API's limits
/// (2,000 bytes for the longest) are far below what the lengths hold; what is longer is cut.
struct Texts {
    var id = ""
    var last = ""
    var name = ""
    var topic = ""
    var contact = ""

    private static let head = 10

    init(id: String) {
        self.id = id
    }

    init(_ bytes: [UInt8]) {
        if bytes.isEmpty { return }
        var start = Self.head
        func next(_ index: Int) -> String {
            let length = Int(bytes[2 * index]) | Int(bytes[2 * index + 1]) << 8
            defer { start += length }
            return String(decoding: bytes[start..<start + length], as: UTF8.self)
        }
        (id, last, name, topic, contact) = (next(0), next(1), next(2), next(3), next(4))
    }

    var bytes: [UInt8] {
        let parts = [id, last, name, topic, contact].map {
            $0.utf8.count <= Int(UInt16.max) ? $0 : Excerpt.cut($0, to: Int(UInt16.max) - 3)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(Self.head) { $0 + $1.utf8.count })
        for part in parts {
            bytes.append(UInt8(truncatingIfNeeded: part.utf8.count))
            bytes.append(UInt8(truncatingIfNeeded: part.utf8.count >> 8))
        }
        for part in parts { bytes += part.utf8 }
        return bytes
    }

    /// `bytes` with other words for the last message, which are fewer than a length holds: the one text that changes all the time, so
    /// the others are not taken apart.
    static func bytes(_ bytes: [UInt8], last: String) -> [UInt8] {
        func length(_ index: Int) -> Int { Int(bytes[2 * index]) | Int(bytes[2 * index + 1]) << 8 }
        let start = head + length(0)
        let end = start + length(1)
        var changed: [UInt8] = []
        changed.reserveCapacity(bytes.count - (end - start) + last.utf8.count)
        changed += bytes[..<start]
        changed[2] = UInt8(truncatingIfNeeded: last.utf8.count)
        changed[3] = UInt8(truncatingIfNeeded: last.utf8.count >> 8)
        changed += last.utf8
        changed += bytes[end...]
        return changed
    }

    /// The id's bytes within `bytes`, which may be empty.
    static func id(in bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.isEmpty ? [] : bytes[head..<head + (Int(bytes[0]) | Int(bytes[1]) << 8)]
    }
}
