import Glibc
import Synchronization

/// Reads segments from front to back on several threads and hands their records out in order.
///
/// A segment is cut into chunks at line ends. A line's chain stands in the line itself, so a chunk can be proved on its
/// own, given the chain that ends the line before it; that the chunks meet is proved when they are put in order.
struct Scan {
    static let chunkBytes: UInt64 = 2 << 20

    /// What the caller of a replay makes of a record on the threads that read.
    typealias Decoded = AnyObject & Sendable
    typealias Decode = @Sendable (Record) -> any Decoded

    /// The lines that start within a stretch of a segment.
    struct Chunk: Sendable {
        struct Item: Sendable {
            let record: Record
            let offset: UInt64
            let bytes: UInt32
            let chain: UInt32
            let decoded: (any Decoded)?

            var records: UInt64 { record.records }
        }
        var items: [Item] = []
        /// Where the first line starts, or would.
        var start: UInt64 = 0
        /// Where the next chunk's first line starts; the bad line's start when there is one.
        var end: UInt64 = 0
        /// The chain that the first line was proved against; `nil` when the chunk has no line.
        var chainBefore: UInt32?
        /// What is wrong with the line at `end`.
        var failure: String?
    }

    /// Reads the lines of `file` that start in `from..<to`; stops at the first that is not as it was written.
    static func chunk(of file: File, name: SegmentName, from: UInt64, to: UInt64, size: UInt64) throws(JournalError) -> Chunk {
        var bytes: [UInt8] = []
        return try chunk(of: file, name: name, from: from, to: to, size: size, decode: nil, in: &bytes)
    }

    /// - Parameter bytes: room to read into, which a thread that reads many chunks keeps.
    private static func chunk(
        of file: File, name: SegmentName, from: UInt64, to: UInt64, size: UInt64, decode: Decode?, in bytes: inout [UInt8]
    ) throws(JournalError) -> Chunk {
        // A little before, to see the line feed and the chain that end the line before; and after, to see the last line whole.
        let origin = from > 64 ? from - 64 : 0
        try file.read(at: origin, count: Int(min(size, to + 8192) - origin), into: &bytes)
        var chunk = Chunk()
        var place = Int(from - origin)
        if from > 0 {
            guard let feed = bytes[(place - 1)...].firstIndex(of: UInt8(ascii: "\n")) else {
                chunk.start = to
                chunk.end = to
                return chunk
            }
            place = feed + 1
        }
        chunk.start = origin + UInt64(place)
        chunk.end = chunk.start
        guard chunk.start < to else { return chunk }

        var chain = name.chain
        if from > 0 {
            guard let before = bytes.withUnsafeBytes({ chainEnding(at: place, in: $0) }) else {
                chunk.failure = "the record before it has no chain"
                return chunk
            }
            chain = before
        }
        chunk.chainBefore = chain
        chunk.items.reserveCapacity(Int((to - from) / 512))
        while chunk.end < to {
            let room = bytes.withUnsafeBytes { lineLength(in: $0, from: place) }
            guard let length = room else {
                if origin + UInt64(bytes.count) < size, bytes.count - place <= Line.maximumBytes {
                    // The last line reaches beyond what was read.
                    let more = min(size - origin - UInt64(bytes.count), UInt64(Line.maximumBytes))
                    bytes += try file.read(at: origin + UInt64(bytes.count), count: Int(more))
                    if bytes.withUnsafeBytes({ lineLength(in: $0, from: place) }) != nil { continue }
                }
                chunk.failure = "the line has no end"
                return chunk
            }
            let failure: String? = bytes.withUnsafeBytes { buffer in
                guard let line = Line.parse(UnsafeRawBufferPointer(rebasing: buffer[place..<place + length])) else {
                    return "the line has not the form of a record"
                }
                guard line.follows(chain) else { return "the chain does not fit" }
                chain = line.chain
                var record = line.record(after: chunk.items.last?.record)
                var decoded: (any Decoded)?
                if let decode, !record.isErased {
                    decoded = decode(record)
                    // Given back on the thread that took it, memory costs a fraction; the seals are looked into once more.
                    if record.type != Erasure.sealType { record.data = [] }
                }
                chunk.items.append(
                    Chunk.Item(record: record, offset: chunk.end, bytes: UInt32(length + 1), chain: chain, decoded: decoded))
                return nil
            }
            if let failure {
                chunk.failure = failure
                return chunk
            }
            place += length + 1
            chunk.end += UInt64(length + 1)
            if chunk.end >= size { break }
        }
        return chunk
    }

    private static func lineLength(in bytes: UnsafeRawBufferPointer, from place: Int) -> Int? {
        guard place < bytes.count, let start = bytes.baseAddress else { return nil }
        guard let feed = memchr(start + place, 10, bytes.count - place) else { return nil }
        return UnsafeRawPointer(feed) - (start + place)
    }

    /// The chain in the line whose line feed is right before `place`.
    static func chainEnding(at place: Int, in bytes: UnsafeRawBufferPointer) -> UInt32? {
        guard place >= 21 else { return nil }
        let tail = bytes[place - 21..<place]
        guard tail.prefix(10).elementsEqual(",\"chain\":\"".utf8), tail.suffix(3).elementsEqual("\"}\n".utf8) else { return nil }
        var chain: UInt32 = 0
        for digit in bytes[place - 11..<place - 3] {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue, digit < 0x41 || digit > 0x46 else { return nil }
            chain = chain << 4 | UInt32(value)
        }
        return chain
    }

    /// Reads all of `files`, the first from its line at `start` on, on `threads` threads; `body` gets the chunks in order on the calling thread and returns
    /// whether to go on.
    static func run(
        over files: [(name: SegmentName, file: File, bytes: UInt64)], threads: Int, from start: UInt64 = 0, decode: Decode? = nil,
        body: (Int, Chunk) throws(JournalError) -> Bool
    ) throws(JournalError) {
        var pieces: [(segment: Int, from: UInt64, to: UInt64)] = []
        for (index, entry) in files.enumerated() {
            for from in stride(from: index == 0 ? start : 0, to: entry.bytes, by: Int(chunkBytes)) {
                pieces.append((index, from, min(entry.bytes, from + chunkBytes)))
            }
        }
        guard pieces.count > 1, threads > 1 else {
            var bytes: [UInt8] = []
            for piece in pieces {
                let entry = files[piece.segment]
                let chunk = try chunk(
                    of: entry.file, name: entry.name, from: piece.from, to: piece.to, size: entry.bytes, decode: decode, in: &bytes)
                guard try body(piece.segment, chunk) else { return }
            }
            return
        }
        // So many chunks may wait to be taken: it bounds the memory of a start to some tens of megabytes.
        let relay = Relay(pieces: pieces.count, ahead: threads + 1)
        defer { relay.stop() }
        let work = pieces
        for _ in 0..<min(threads, pieces.count) {
            try startThread {
                var bytes: [UInt8] = []
                while let index = relay.next() {
                    let piece = work[index]
                    let entry = files[piece.segment]
                    do throws(JournalError) {
                        let chunk = try chunk(
                            of: entry.file, name: entry.name, from: piece.from, to: piece.to, size: entry.bytes, decode: decode, in: &bytes)
                        relay.put(.success(chunk), at: index)
                    } catch {
                        relay.put(.failure(error), at: index)
                    }
                }
            }
        }
        for index in pieces.indices {
            guard try body(pieces[index].segment, relay.take(index).get()) else { return }
        }
    }
}

/// Hands the numbers of pieces to threads and their results back in order.
private final class Relay: Sendable {
    private struct State {
        var following = 0
        var isStopped = false
        var results: [Int: Result<Scan.Chunk, JournalError>] = [:]
    }
    private let state = Mutex(State())
    private let pieces: Int
    private let slots: Signal
    private let ready: Signal

    init(pieces: Int, ahead: Int) {
        self.pieces = pieces
        slots = Signal(count: UInt32(ahead))
        ready = Signal()
    }

    /// The next piece to work on, once there is room for its result.
    func next() -> Int? {
        slots.wait()
        let index = state.withLock { state -> Int? in
            guard !state.isStopped, state.following < pieces else { return nil }
            state.following += 1
            return state.following - 1
        }
        // Whoever finds nothing left to do wakes the next, so that all end.
        if index == nil { slots.send() }
        return index
    }

    func put(_ result: Result<Scan.Chunk, JournalError>, at index: Int) {
        state.withLock { $0.results[index] = result }
        ready.send()
    }

    func take(_ index: Int) -> Result<Scan.Chunk, JournalError> {
        while true {
            if let result = state.withLock({ $0.results.removeValue(forKey: index) }) {
                slots.send()
                return result
            }
            ready.wait()
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        slots.send()
    }
}
