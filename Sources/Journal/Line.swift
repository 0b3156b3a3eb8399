import Glibc

/// One line of the log: how it is written and read. The bytes are described in `Journal.docc/Format.md`.
///
/// The layout is fixed, so that no JSON parser is needed: keys come in one order, without spaces, and nothing but the
/// strings and `data` varies in form. A newer version may add fields between `synced` and `chain`, nowhere else.
enum Line {
    /// The chain before the first record of a log.
    static let firstChain: UInt32 = 0
    /// The most bytes a line can have: the largest data, every other string at its limit and escaped, and room to grow.
    static let maximumBytes = Record.maximumBytes + 8192

    static let maximumTypeBytes = 64
    static let maximumByBytes = 256
    static let maximumStreamBytes = 128

    // MARK: Writing

    /// The part of a line that can be written before its sequence is known: `,"at":"…` to the end of the salt.
    struct Bodies: Sendable {
        var bytes: [UInt8]
        /// Where each body ends in `bytes`.
        var ends: [Int]
    }

    /// Encodes the bodies of a run, on the thread of whoever appends.
    static func bodies(of entries: [Entry], in stream: StreamID, after number: UInt64) -> Bodies {
        var random = SystemRandomNumberGenerator()
        let capacity = entries.reduce(0) {
            $0 + 160 + $1.data.count + 6 * ($1.type.utf8.count + $1.by.utf8.count + stream.value.utf8.count)
        }
        var ends: [Int] = []
        ends.reserveCapacity(entries.count)
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var pen = Pen(start)
            for (index, entry) in entries.enumerated() {
                pen.write(",\"at\":\"")
                pen.timestamp(entry.at)
                pen.write("\",\"type\":\"")
                pen.string(entry.type)
                pen.write("\",\"conversation_id\":\"")
                pen.string(stream.value)
                pen.write("\",\"number\":")
                pen.decimal(number + UInt64(index) + 1)
                pen.write(",\"by\":\"")
                pen.string(entry.by)
                pen.write("\",\"data\":")
                pen.copy(entry.data)
                pen.write(",\"salt\":\"")
                let salt = random.next()
                pen.hexadecimal(UInt32(truncatingIfNeeded: salt >> 32))
                pen.hexadecimal(UInt32(truncatingIfNeeded: salt))
                pen.write("\"")
                ends.append(pen.written(since: start))
            }
            count = pen.written(since: start)
        }
        return Bodies(bytes: bytes, ends: ends)
    }

    /// Room for what `finish` writes around a body.
    static let frameBytes = 128

    /// Writes a whole line at `target` around `body` and returns its length and its chain.
    static func finish(
        _ body: UnsafeRawBufferPointer, sequence: UInt64, left: Int, synced: UInt64, chain: UInt32,
        at target: UnsafeMutablePointer<UInt8>
    ) -> (length: Int, chain: UInt32) {
        var pen = Pen(target)
        pen.write("{\"sequence\":")
        pen.decimal(sequence)
        pen.write(",\"left\":")
        pen.decimal(UInt64(left))
        pen.copy(body)
        pen.write(",\"synced\":")
        pen.decimal(synced)
        return seal(&pen, from: target, after: chain)
    }

    /// The line that stands for an erased record; it keeps the chain of what it replaces.
    static func tombstone(sequence: UInt64, left: Int, at: Int64, erasureID: String, chain: UInt32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 192 + 6 * erasureID.utf8.count) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var pen = Pen(start)
            pen.write("{\"sequence\":")
            pen.decimal(sequence)
            pen.write(",\"left\":")
            pen.decimal(UInt64(left))
            pen.write(",\"at\":\"")
            pen.timestamp(at)
            pen.write("\",\"type\":\"erased\",\"erasure_id\":\"")
            pen.string(erasureID)
            pen.write("\",\"chain\":\"")
            pen.hexadecimal(chain)
            pen.write("\"}\n")
            count = pen.written(since: start)
        }
    }

    /// The line that stands for `records` dropped records from `sequence` on; it keeps the chain of the last of them.
    static func gap(sequence: UInt64, records: UInt64, chain: UInt32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 192) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var pen = Pen(start)
            pen.write("{\"sequence\":")
            pen.decimal(sequence)
            pen.write(",\"left\":0,\"type\":\"dropped\",\"records\":")
            pen.decimal(records)
            let check = CRC32C.sum(UnsafeRawBufferPointer(start: start, count: pen.written(since: start)))
            pen.write(",\"check\":\"")
            pen.hexadecimal(check)
            pen.write("\",\"chain\":\"")
            pen.hexadecimal(chain)
            pen.write("\"}\n")
            count = pen.written(since: start)
        }
    }

    private static func seal(
        _ pen: inout Pen, from start: UnsafeMutablePointer<UInt8>, after chain: UInt32
    ) -> (length: Int, chain: UInt32) {
        let sealed = self.chain(UnsafeRawBufferPointer(start: start, count: pen.written(since: start)), after: chain)
        pen.write(",\"chain\":\"")
        pen.hexadecimal(sealed)
        pen.write("\"}\n")
        return (pen.written(since: start), sealed)
    }

    /// CRC-32C over the eight hexadecimal digits of the chain before and the bytes of a line before its `,"chain"`.
    static func chain(_ bytes: UnsafeRawBufferPointer, after chain: UInt32) -> UInt32 {
        var digits: UInt64 = 0
        return withUnsafeMutableBytes(of: &digits) { before in
            for place in 0..<8 { before[place] = hexadecimalDigit(UInt8(truncatingIfNeeded: chain >> (28 - 4 * UInt32(place)))) }
            return CRC32C.sum(bytes, continuing: CRC32C.sum(UnsafeRawBufferPointer(before)))
        }
    }

    // MARK: Reading

    /// A line as it was found, pointing into the bytes it was read from.
    struct Parsed {
        enum Kind { case event, tombstone, gap }
        var kind = Kind.event
        var sequence: UInt64 = 0
        var left = 0
        /// Every record up to here was on disk when this one was written.
        var synced: UInt64 = 0
        var at: Int64 = 0
        var type = UnsafeRawBufferPointer(start: nil, count: 0)
        var stream = UnsafeRawBufferPointer(start: nil, count: 0)
        var number: UInt64 = 0
        var by = UnsafeRawBufferPointer(start: nil, count: 0)
        /// The JSON object, or the erasure's id.
        var data = UnsafeRawBufferPointer(start: nil, count: 0)
        /// How many records a gap stands for; 1 otherwise.
        var records: UInt64 = 1
        var chain: UInt32 = 0
        /// The bytes the chain is computed over.
        var covered = UnsafeRawBufferPointer(start: nil, count: 0)

        /// Whether the chain fits what stands before; what is left of an erased or dropped record keeps a chain that no
        /// longer can be computed, which the record after it vouches for.
        func follows(_ chain: UInt32) -> Bool {
            kind == .event ? Line.chain(covered, after: chain) == self.chain : true
        }

        var record: Record { record(after: nil) }

        /// The record; its stream's name is that of the record before it, where that is the same: most are of one run with it.
        func record(after before: Record?) -> Record {
            switch kind {
            case .event:
                Record(
                    sequence: sequence, left: left, at: at, type: text(type), stream: before.flatMap(shared) ?? streamID, number: number,
                    by: text(by), data: [UInt8](data), records: 1)
            case .tombstone, .gap:
                Record(
                    sequence: sequence, left: left, at: at, type: kind == .tombstone ? "erased" : "dropped", stream: StreamID(""),
                    number: 0, by: "",
                    data: kind == .tombstone
                        ? Array("{\"erasure_id\":\"".utf8) + data + Array("\"}".utf8) : Array("{\"records\":\(records)}".utf8),
                    records: records)
            }
        }

        private func shared(_ before: Record) -> StreamID? {
            guard let bytes = stream.baseAddress, memchr(bytes, Int32(UInt8(ascii: "\\")), stream.count) == nil else { return nil }
            var name = before.stream.value
            let isSame = name.withUTF8 { name in
                name.count == stream.count && name.baseAddress.map { memcmp($0, bytes, name.count) == 0 } ?? false
            }
            return isSame ? before.stream : nil
        }

        var streamID: StreamID { StreamID(text(stream)) }
        var erasureID: String { text(data) }
    }

    /// Reads a line without its line feed; `nil` when it has not the form of one. The chain is not looked at.
    static func parse(_ line: UnsafeRawBufferPointer) -> Parsed? {
        guard line.count >= 64 else { return nil }
        var eye = Eye(line)
        var parsed = Parsed()
        guard eye.take("{\"sequence\":"), let sequence = eye.decimal(), sequence > 0,
            eye.take(",\"left\":"), let left = eye.decimal(), left < UInt64(Record.maximumRun)
        else { return nil }
        parsed.sequence = sequence
        parsed.left = Int(left)

        // The tail has a fixed length: `,"chain":"xxxxxxxx"}`.
        let end = line.count - 20
        var tail = Eye(line, from: end)
        guard tail.take(",\"chain\":\""), let chain = tail.hexadecimal(), tail.take("\"}"), tail.isAtEnd else { return nil }
        parsed.chain = chain
        parsed.covered = UnsafeRawBufferPointer(rebasing: line[..<end])

        if eye.take(",\"type\":\"dropped\",\"records\":") {
            guard let records = eye.decimal(), records > 0, left == 0 else { return nil }
            let sum = CRC32C.sum(UnsafeRawBufferPointer(rebasing: line[..<eye.offset]))
            guard eye.take(",\"check\":\""), eye.hexadecimal() == sum, eye.take("\""), eye.offset == end else { return nil }
            parsed.kind = .gap
            parsed.records = records
            return parsed
        }
        guard eye.take(",\"at\":\""), let at = eye.timestamp(), eye.take("\",\"type\":\""), let type = eye.string() else { return nil }
        parsed.at = at
        parsed.type = type
        if eye.take(",\"erasure_id\":\"") {
            guard let erasureID = eye.string(), eye.offset == end, text(type) == "erased" else { return nil }
            parsed.kind = .tombstone
            parsed.data = erasureID
            return parsed
        }
        guard eye.take(",\"conversation_id\":\""), let stream = eye.string(),
            eye.take(",\"number\":"), let number = eye.decimal(), number > 0,
            eye.take(",\"by\":\""), let by = eye.string(), eye.take(",\"data\":")
        else { return nil }
        parsed.stream = stream
        parsed.number = number
        parsed.by = by
        let dataStart = eye.offset
        guard let (dataEnd, synced) = dataEnd(in: line, from: dataStart, to: end), dataEnd > dataStart + 1,
            line[dataStart] == UInt8(ascii: "{"), line[dataEnd - 1] == UInt8(ascii: "}")
        else { return nil }
        parsed.data = UnsafeRawBufferPointer(rebasing: line[dataStart..<dataEnd])
        parsed.synced = synced
        return parsed
    }

    /// Finds where `data` ends: from the right while the line ends as this version writes it, else by walking over the object.
    private static func dataEnd(in line: UnsafeRawBufferPointer, from start: Int, to end: Int) -> (end: Int, synced: UInt64)? {
        var digits = end
        while digits > start, line[digits - 1] &- 48 < 10 { digits -= 1 }
        let saltStart = digits - 10 - 26
        if saltStart > start {
            var eye = Eye(line, from: saltStart)
            if eye.take(",\"salt\":\""), eye.hexadecimal() != nil, eye.hexadecimal() != nil, eye.take("\",\"synced\":"),
                let synced = eye.decimal(), eye.offset == end
            {
                return (saltStart, synced)
            }
        }
        // A newer version's line has fields after `synced`.
        guard let walked = objectEnd(in: line, from: start, to: end) else { return nil }
        var eye = Eye(line, from: walked)
        guard eye.take(",\"salt\":\""), eye.string() != nil, eye.take(",\"synced\":"), let synced = eye.decimal(),
            eye.offset == end || line[eye.offset] == UInt8(ascii: ",")
        else { return nil }
        return (walked, synced)
    }

    /// The offset after the JSON object that starts at `start`; braces inside strings do not count.
    static func objectEnd(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        var depth = 0
        var inString = false
        var place = start
        while place < end {
            switch bytes[place] {
            case UInt8(ascii: "\\") where inString: place += 1
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "{") where !inString: depth += 1
            case UInt8(ascii: "}") where !inString:
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            if depth == 0, !inString { return nil }
            place += 1
        }
        return nil
    }

    /// A string's bytes between its quotes, as text.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count { place += 1 }
            plain.append(bytes[place])
            place += 1
        }
        return String(decoding: plain, as: UTF8.self)
    }
}

private func text(_ bytes: UnsafeRawBufferPointer) -> String { Line.text(bytes) }

func hexadecimalDigit(_ nibble: UInt8) -> UInt8 {
    let low = nibble & 15
    return low < 10 ? 48 + low : 87 + low
}

private func hexadecimalValue(_ digit: UInt8) -> UInt8 {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    default: 0xFF
    }
}

/// Writes into memory that its owner has made large enough.
struct Pen {
    private var place: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) { place = start }

    func written(since start: UnsafeMutablePointer<UInt8>) -> Int { place - start }

    mutating func write(_ text: StaticString) {
        place.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        place += text.utf8CodeUnitCount
    }

    mutating func copy(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { copy($0) }
    }

    mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(place).copyMemory(from: start, byteCount: bytes.count)
        place += bytes.count
    }

    mutating func decimal(_ value: UInt64) {
        var rest = value
        var count = 1
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        rest = value
        for offset in stride(from: count - 1, through: 0, by: -1) {
            place[offset] = UInt8(48 + rest % 10)
            rest /= 10
        }
        place += count
    }

    mutating func hexadecimal(_ byte: UInt8) {
        place[0] = hexadecimalDigit(byte >> 4)
        place[1] = hexadecimalDigit(byte)
        place += 2
    }

    mutating func hexadecimal(_ word: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) { hexadecimal(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    mutating func timestamp(_ milliseconds: Int64) {
        Timestamp.write(milliseconds, to: place)
        place += Timestamp.bytes
    }

    mutating func string(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                place[0] = UInt8(ascii: "\\")
                place[1] = byte
                place += 2
            default:
                place[0] = byte
                place += 1
            }
        }
    }
}

/// Reads a line from left to right without ever looking past its end.
struct Eye {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - offset >= count, let start = bytes.baseAddress else { return false }
        let here = start + offset
        let wanted = text.utf8Start
        for place in 0..<count where here.load(fromByteOffset: place, as: UInt8.self) != wanted[place] { return false }
        offset += count
        return true
    }

    /// Digits without a leading zero, at most 19 of them.
    mutating func decimal() -> UInt64? {
        let start = offset
        var value: UInt64 = 0
        while offset < bytes.count, offset - start < 20 {
            let digit = bytes[offset] &- 48
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            offset += 1
        }
        let count = offset - start
        guard count > 0, count < 20, count == 1 || bytes[start] != 48 else { return nil }
        return value
    }

    /// Eight lower-case hexadecimal digits.
    mutating func hexadecimal() -> UInt32? {
        guard bytes.count - offset >= 8 else { return nil }
        var value: UInt32 = 0
        for _ in 0..<8 {
            let digit = hexadecimalValue(bytes[offset])
            if digit > 15 { return nil }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    mutating func timestamp() -> Int64? {
        guard bytes.count - offset >= Timestamp.bytes, let start = bytes.baseAddress else { return nil }
        let value = Timestamp.read((start + offset).assumingMemoryBound(to: UInt8.self))
        offset += Timestamp.bytes
        return value
    }

    /// The bytes up to the closing quote, which is consumed.
    mutating func string() -> UnsafeRawBufferPointer? {
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return UnsafeRawBufferPointer(rebasing: bytes[start..<offset - 1])
            }
            offset += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }
}
