import Dialogue
import Glibc
import JSON
import Journal
import Ledger
import Synchronization

/// What a start makes of a record.
enum Replayed: Sendable {
    case event(Event)
    /// A `botAnswered` whose words were read before: what it says, and what was different this time.
    case answered(KnownAnswers.Known, KnownAnswers.Figures)
}

/// Reads events from records, and answers that the log holds again and again only once.
///
/// A template's answer is in the log as often as it was given, with the same words in the same order. Parsing it each time, and folding all
/// of it, would be most of what a start does; so what lies between a record's names and its figures is kept beside the answer that was read
/// from it. The result says what `Event(record)` does as long as no member stands twice in an object, which no version writes. Called from
/// several threads at once.
final class KnownAnswers: Sendable {
    /// So many are kept, at some 6 kB each; there are a few for each template.
    static let maximum = 4_096

    /// An answer that the log holds again and again.
    final class Known: Sendable {
        let answer: Answer
        let saying: Saying
        fileprivate let bytes: [UInt8]

        fileprivate init(_ answer: Answer, key: Int, bytes: ArraySlice<UInt8>) {
            self.answer = answer
            saying = Saying(answer, key: key)
            self.bytes = Array(bytes)
        }
    }

    /// What is different each time an answer is given.
    struct Figures: Sendable, Hashable {
        var messageID: MessageID
        var replyTo: MessageID?
        var promotion: Promotion.Outcome
        var confidence: Double
        var handoffOffered: Handoff.Reason?
        var milliseconds: Int
    }

    private struct State {
        var known: [Int: [Known]] = [:]
        var count = 0
    }
    private let state = Mutex(State())

    /// What a record holds.
    ///
    /// - Throws: `JSONError` or `EventError` when its data is not what its type says.
    func read(_ record: Record) throws -> Replayed {
        guard record.type == "botAnswered", let words = Self.words(of: record.data) else { return .event(try Event(record)) }
        // Where two answers differ, they mostly do at the front: which template it was stands there.
        var hasher = Hasher()
        hasher.combine(words.count)
        record.data[words].prefix(192).withUnsafeBytes { hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        let alike = state.withLock { $0.known[hash] } ?? []
        if let known = alike.first(where: { Self.isEqual($0.bytes, record.data[words]) }),
            let figures = try? Figures(Array(record.data[..<words.lowerBound] + record.data[words.upperBound...]))
        {
            return .answered(known, figures)
        }
        let event = try Event(record)
        if case .botAnswered(let answered) = event {
            state.withLock { state in
                guard state.count < Self.maximum else { return }
                state.known[hash, default: []].append(Known(answered.answer, key: state.count, bytes: record.data[words]))
                state.count += 1
            }
        }
        return .event(event)
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
