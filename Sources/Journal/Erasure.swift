import Glibc

/// The erasing of one stream: a line of `erasures.jsonl`, which is described in `Journal.docc/Format.md`.
struct Erasure: Sendable, Hashable {
    let id: String
    let stream: StreamID
    /// The record that stands in the log for it; its time is that of the erasure.
    let receipt: Entry

    init(stream: StreamID, receipt: Entry) throws(JournalError) {
        guard receipt.type == "erased", let id = Self.identifier(in: receipt.data) else {
            throw .invalid(field: "receipt", reason: "not of type erased with an erasure_id in its data")
        }
        self.id = id
        self.stream = stream
        self.receipt = receipt
    }

    /// The value of `erasure_id` in a receipt's data: the bytes between its quotes.
    static func identifier(in data: [UInt8]) -> String? {
        let key = Array("\"erasure_id\":\"".utf8)
        guard data.count > key.count else { return nil }
        for start in 0...(data.count - key.count) where data[start] == key[0] && data[start..<start + key.count].elementsEqual(key) {
            let value = data[(start + key.count)...].prefix { $0 != UInt8(ascii: "\"") }
            return value.isEmpty || value.contains(UInt8(ascii: "\\")) ? nil : String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    /// The type of the record that vouches for what an erasure left.
    static let sealType = "erasureSealed"

    /// The record that goes with the receipt. Its data is exactly `{"erasure_id":"…","records":N,"sum":"xxxxxxxx"}`.
    func seal(_ remains: Remains) -> Entry {
        Entry(at: receipt.at, type: Self.sealType, by: receipt.by, data: Self.sealData(id, remains))
    }

    static func sealData(_ id: String, _ remains: Remains) -> [UInt8] {
        let sum = String(remains.sum, radix: 16)
        return Array("{\"erasure_id\":\"\(id)\",\"records\":\(remains.records),\"sum\":\"".utf8)
            + Array((String(repeating: "0", count: 8 - sum.count) + sum + "\"}").utf8)
    }

    /// What an erasure has left: how many records, and the CRC-32C of all their lines, in order.
    struct Remains: Sendable, Hashable {
        var records: UInt64 = 0
        var sum: UInt32 = 0

        mutating func add(_ line: [UInt8]) {
            records += 1
            sum = line.withUnsafeBytes { CRC32C.sum($0, continuing: sum) }
        }
    }

    var line: [UInt8] {
        let room =
            512 + receipt.data.count
            + 6 * (id.utf8.count + stream.value.utf8.count + receipt.type.utf8.count + receipt.by.utf8.count)
        return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var pen = Pen(start)
            pen.write("{\"erasure_id\":\"")
            pen.string(id)
            pen.write("\",\"at\":\"")
            pen.timestamp(receipt.at)
            pen.write("\",\"conversation_id\":\"")
            pen.string(stream.value)
            pen.write("\",\"receipt\":{\"type\":\"")
            pen.string(receipt.type)
            pen.write("\",\"by\":\"")
            pen.string(receipt.by)
            pen.write("\",\"data\":")
            pen.copy(receipt.data)
            pen.write("}")
            let sum = CRC32C.sum(UnsafeRawBufferPointer(start: start, count: pen.written(since: start)))
            pen.write(",\"check\":\"")
            pen.hexadecimal(sum)
            pen.write("\"}\n")
            count = pen.written(since: start)
        }
    }

    /// Reads a line without its line feed; `nil` when it is not as `line` wrote it.
    init?(_ line: UnsafeRawBufferPointer) {
        var eye = Eye(line)
        guard line.count > 20, eye.take("{\"erasure_id\":\""), eye.string() != nil, eye.take(",\"at\":\""), let at = eye.timestamp(),
            eye.take("\",\"conversation_id\":\""), let stream = eye.string(), eye.take(",\"receipt\":{\"type\":\""),
            let type = eye.string(), eye.take(",\"by\":\""), let by = eye.string(), eye.take(",\"data\":")
        else { return nil }
        let end = line.count - 20
        var tail = Eye(line, from: end)
        let sum = CRC32C.sum(UnsafeRawBufferPointer(rebasing: line[..<end]))
        guard eye.offset < end - 1, tail.take(",\"check\":\""), tail.hexadecimal() == sum, tail.take("\"}") else { return nil }
        let receipt = Entry(at: at, type: Line.text(type), by: Line.text(by), data: [UInt8](line[eye.offset..<end - 1]))
        guard let erasure = try? Erasure(stream: StreamID(Line.text(stream)), receipt: receipt) else { return nil }
        self = erasure
    }
}

/// `erasures.jsonl`: everything that was ever erased.
struct ErasureList: Sendable {
    var erasures: [Erasure] = []
    /// The bytes of the whole lines; what follows is torn.
    var bytes: UInt64 = 0

    /// Reads the list; none when there is no file. A last line without its end is a torn one, which nobody was told of.
    init(_ path: String) throws(JournalError) {
        guard let contents = try Disk.contents(path) else { return }
        var place = 0
        while let end = contents[place...].firstIndex(of: 10) {
            let line = contents.withUnsafeBytes { Erasure(UnsafeRawBufferPointer(rebasing: $0[place..<end])) }
            guard let line else {
                throw .damaged(
                    Damage(
                        file: "erasures.jsonl", byte: UInt64(place), sequence: UInt64(erasures.count) + 1,
                        reason: "the line is not as it was written; put a copy of the file there"))
            }
            erasures.append(line)
            place = end + 1
        }
        bytes = UInt64(place)
    }

    /// Adds an erasure and returns once it is on disk.
    mutating func append(_ erasure: Erasure, to path: String, in folder: String) throws(JournalError) {
        let isNew = !Disk.exists(path)
        let file = try Disk.open(path, O_RDWR | O_CREAT | O_APPEND)
        try file.truncate(to: bytes)
        let line = erasure.line
        try file.write(line)
        try file.sync()
        if isNew { try Disk.syncFolder(folder) }
        erasures.append(erasure)
        bytes += UInt64(line.count)
    }

    /// Both lists as one, without doubles: what `restore` leaves.
    func merged(with other: ErasureList) -> [Erasure] {
        let known = Set(erasures.map(\.stream))
        return erasures + other.erasures.filter { !known.contains($0.stream) }
    }
}
