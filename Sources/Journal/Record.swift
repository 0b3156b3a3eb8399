/// What one event says, before it has a place in the log.
public struct Entry: Sendable, Hashable {
    /// When it happened, in milliseconds since 1970-01-01T00:00:00Z; 0...253,402,300,799,999 (the end of the year 9999).
    public var at: Int64
    /// What happened, such as `visitorSaid`: 1...64 bytes of UTF-8. The journal itself owns the name `erased`.
    public var type: String
    /// Who did it, such as `visitor` or `admin:sari`: 1...256 bytes of UTF-8.
    public var by: String
    /// One JSON object in UTF-8 on one line (no byte under 0x20), at most `Record.maximumBytes`. The journal does not look into it.
    public var data: [UInt8]

    /// An event that happened at `at`; see the properties for their limits, which `append` checks.
    public init(at: Int64, type: String, by: String, data: [UInt8]) {
        self.at = at
        self.type = type
        self.by = by
        self.data = data
    }
}

/// The name of a stream of events, such as a conversation's id, `desk` or `lead:ID`; `conversation_id` in a line.
///
/// 1...128 bytes of UTF-8; `append` refuses others.
public struct StreamID: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringInterpolation {
    /// The name as it was given.
    public let value: String

    /// The stream named `value`.
    public init(_ value: String) { self.value = value }

    /// The stream named by a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// The name itself.
    public var description: String { value }
}

/// A place in the log. Later records have greater positions; nothing else may be read into it.
public struct Position: Sendable, Hashable, Comparable {
    /// The sequence number that stands behind the position in this journal, to be shown; compare positions, not these.
    public let sequence: UInt64

    /// Before the first record of any log.
    public static let start = Position(sequence: 1)

    /// The place right after this one: where to go on reading once the record here has been handled.
    public var next: Position { Position(sequence: sequence + 1) }

    /// Whether `left` comes before `right` in the log.
    public static func < (left: Position, right: Position) -> Bool { left.sequence < right.sequence }
}

extension Position {
    /// The position right after the record whose `sequence` is `sequence`, for `log export --after N`.
    public static func after(sequence: UInt64) -> Position { Position(sequence: sequence + 1) }
}

/// An event with its place: what replaying and reading give back.
public struct Record: Sendable, Hashable {
    /// The most bytes that one record's `data` may hold: four times the largest body a visitor may send.
    public static let maximumBytes = 256 * 1024
    /// The most records in one run.
    public static let maximumRun = 64

    /// The log's own number, from 1.
    public let sequence: UInt64
    /// Records of the same run still to come; 0 in the last.
    public let left: Int
    /// Milliseconds since 1970.
    public let at: Int64
    /// The entry's type. `erased` with an empty `stream` is what stands where an erased record stood.
    public let type: String
    /// The stream the record belongs to; empty in what is left of an erased record.
    public let stream: StreamID
    /// The event's number in its stream, from 1 without gaps; 0 in what is left of an erased record.
    public let number: UInt64
    /// Who did it; empty in what is left of an erased record.
    public let by: String
    /// The entry's JSON object, byte for byte as it was appended; `{"erasure_id":"…"}` in what is left of an erased record.
    public internal(set) var data: [UInt8]

    /// How many records this one stands for: more than one only where dropped records stood.
    let records: UInt64

    /// Where the record stands; `position.next` is where to go on after it.
    public var position: Position { Position(sequence: sequence + records - 1) }
    /// When it happened, as the log has it: `2026-11-22T10:00:00.123Z`.
    public var time: String { Timestamp.text(at) }
    /// Whether this is what erasing left of a record.
    public var isErased: Bool { number == 0 }
    /// The record as an entry again.
    public var entry: Entry { Entry(at: at, type: type, by: by, data: data) }
}
