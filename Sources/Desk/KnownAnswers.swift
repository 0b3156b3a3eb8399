import Dialogue
import Glibc
import JSON
import Journal
import Synchronization

/// Reads events from records, and answers that the log holds again and again only once.
///
/// A template's answer is in the log as often as it was given, with the same words in the same order. Parsing it each time is most of what a
/// start does; so what lies between a record's names and its figures is kept beside the answer that was read from it. The result is that of
/// `Event(record)` as long as no member stands twice in an object, which no version writes. Called from several threads at once.
final class KnownAnswers: Sendable {
    /// So many are kept, at some 4 kB each; there are a few for each template.
    static let maximum = 4_096

    private struct Known {
        let bytes: [UInt8]
        let answer: Answer
    }
    private let known = Mutex<[Int: Known]>([:])

    /// The event that a record holds.
    ///
    /// - Throws: `JSONError` or `EventError` when its data is not what its type says.
    func event(_ record: Record) throws -> Event {
        guard record.type == "botAnswered", let words = Self.words(of: record.data) else { return try Event(record) }
        var hasher = Hasher()
        record.data[words].withUnsafeBytes { hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        if let known = known.withLock({ $0[hash] }), Self.isEqual(known.bytes, record.data[words]),
            let event = try? Event(answered: Array(record.data[..<words.lowerBound] + record.data[words.upperBound...]), as: known.answer)
        {
            return event
        }
        let event = try Event(record)
        if case .botAnswered(let answered) = event {
            known.withLock { known in
                if known.count < Self.maximum { known[hash] = Known(bytes: Array(record.data[words]), answer: answered.answer) }
            }
        }
        return event
    }

    /// Byte by byte, `elementsEqual` would be a sixth of a start.
    private static func isEqual(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let one = left.baseAddress, let other = right.baseAddress else { return true }
                return memcmp(one, other, left.count) == 0
            }
        }
    }

    private static let beginning = Array(#","kind":"#.utf8)
    private static let end = Array(#","promotion":"#.utf8)

    /// Where the part stands that is the same each time: from `kind` up to `promotion`, which are looked for at both ends. A quote within
    /// a string has a backslash before it, so neither is found in what somebody said.
    private static func words(of data: [UInt8]) -> Range<Int>? {
        data.withUnsafeBytes { bytes in
            func isAt(_ place: Int, _ text: [UInt8]) -> Bool {
                place + text.count <= bytes.count && text.indices.allSatisfy { bytes[place + $0] == text[$0] }
            }
            guard let start = (0..<min(bytes.count, 256)).first(where: { bytes[$0] == UInt8(ascii: ",") && isAt($0, beginning) }),
                let stop = (max(start, bytes.count - 256)..<bytes.count).last(where: { bytes[$0] == UInt8(ascii: ",") && isAt($0, end) })
            else { return nil }
            return start..<stop
        }
    }
}
