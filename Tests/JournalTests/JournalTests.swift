import Glibc
import Testing

@testable import Journal

@Suite struct `The door` {
    let folder = TemporaryFolder()

    @Test func `what was appended is replayed in order, every field as it was`() async throws {
        let journal = try Journal.open(folder.state)
        let odd = Entry(at: 253_402_300_799_999, type: "adminSaid", by: "admin:Si \"Ti\" \\ é", data: Array(#"{"a":"}\"{","b":[{}]}"#.utf8))
        #expect(try await journal.append([entry("satu"), odd, entry("tiga")], to: "c1", expecting: 0) == Position(sequence: 1))
        #expect(try await journal.append([entry("empat")], to: "lead:\"7\"", expecting: 0) == Position(sequence: 4))
        #expect(try await journal.append([entry("lima")], to: "c1", expecting: 3) == Position(sequence: 5))
        await journal.close()

        var records: [Record] = []
        let again = try Journal.open(folder.state) { records.append($0) }
        #expect(records.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(records.map(\.left) == [2, 1, 0, 0, 0])
        #expect(records.map(\.number) == [1, 2, 3, 1, 4])
        #expect(records.map(\.stream) == ["c1", "c1", "c1", "lead:\"7\"", "c1"])
        #expect(records[1].entry == odd)
        #expect(records[0].entry == entry("satu"))
        #expect(again.number(of: "c1") == 4)
        #expect(try await again.records(of: "c1").map(\.number) == [1, 2, 3, 4])
        #expect(try await again.records(of: "c1", after: 2).map(text) == ["tiga", "lima"])
        #expect(try await again.records(of: "unknown").isEmpty)
        #expect(try await again.read(from: .start, limit: 10) == records)
        #expect(try await again.read(from: Position(sequence: 2), limit: 2) == Array(records[1...2]))
        #expect(again.recovery.torn == nil && again.recovery.missing == 0 && again.recovery.records == 5)
        await again.close()
    }

    @Test func `a stale expectation is refused with nothing written`() async throws {
        let journal = try Journal.open(folder.state)
        try await journal.append([entry("a"), entry("b")], to: "c", expecting: 0)
        let before = folder.bytes(folder.segments[0])
        await #expect(throws: JournalError.moved(to: 2)) { try await journal.append([entry("x")], to: "c", expecting: 1) }
        await #expect(throws: JournalError.moved(to: 0)) { try await journal.append([entry("x")], to: "d", expecting: 1) }
        #expect(folder.bytes(folder.segments[0]) == before)
        await journal.close()
    }

    @Test func `of concurrent appends with one expectation exactly one is taken`() async throws {
        let journal = try Journal.open(folder.state)
        for round in 0..<20 {
            let taken = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        do throws(JournalError) {
                            try await journal.append([entry("r")], to: "c", expecting: UInt64(round))
                            return 1
                        } catch {
                            #expect(error == .moved(to: UInt64(round) + 1))
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(taken == 1)
        }
        await journal.close()
        #expect(try Journal.open(folder.state).number(of: "c") == 20)
    }

    @Test func `limits are refused with nothing written`() async throws {
        let journal = try Journal.open(folder.state)
        func refused(_ entries: [Entry], _ stream: StreamID = "c") async -> JournalError? {
            do throws(JournalError) { try await journal.append(entries, to: stream, expecting: 0) } catch { return error }
            return nil
        }
        let big = Entry(
            at: 0, type: "t", by: "b", data: Array("{".utf8) + Array(repeating: 32, count: Record.maximumBytes) + Array("}".utf8))
        #expect(await refused([]) == .runTooLong(entries: 0, limit: 64))
        #expect(await refused(Array(repeating: entry("x"), count: 65)) == .runTooLong(entries: 65, limit: 64))
        #expect(await refused([big]) == .recordTooLarge(bytes: Record.maximumBytes + 2, limit: Record.maximumBytes))
        #expect(
            await refused([Entry(at: 0, type: "t", by: "b", data: Array("{\n}".utf8))])
                == .invalid(field: "data", reason: "not one JSON object on one line"))
        #expect(
            await refused([Entry(at: 0, type: "t", by: "b", data: Array("[]".utf8))])
                == .invalid(field: "data", reason: "not one JSON object on one line"))
        #expect(
            await refused([Entry(at: -1, type: "t", by: "b", data: Array("{}".utf8))])
                == .invalid(field: "at", reason: "-1 is out of range"))
        #expect(await refused([entry("x")], "") == .invalid(field: "stream", reason: "0 bytes; it may have 1 to 128"))
        #expect(folder.bytes(folder.segments[0]).isEmpty)
        await journal.close()
        #expect(await refused([entry("x")]) == .closed)
    }

    @Test func `a second journal is refused by the first one's process id`() async throws {
        let journal = try Journal.open(folder.state)
        #expect(throws: JournalError.locked(processID: getpid())) { try Journal.open(folder.state) }
        await journal.close()
        await (try Journal.open(folder.state)).close()
    }

    @Test func `folder and files are for their owner only`() async throws {
        let journal = try Journal.open(folder.state)
        await journal.close()
        func mode(_ path: String) -> UInt32 {
            var report = stat()
            return stat(path, &report) == 0 ? report.st_mode & 0o777 : 0
        }
        #expect(mode(folder.state) == 0o700)
        #expect(mode(folder.log) == 0o700)
        #expect(mode(folder.log + "/" + folder.segments[0]) == 0o600)
        #expect(mode(folder.state + "/lock") == 0o600)
    }

    @Test func `a full segment is followed by another, and both are read as one log`() async throws {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = 1000
        let journal = try Journal.open(folder.state, configuration: configuration)
        for number in 0..<40 {
            try await journal.append([entry("n\(number)"), entry("m")], to: "c\(number % 3)", expecting: UInt64(number / 3 * 2))
        }
        #expect(folder.segments.count > 5)
        let records = try await journal.read(from: .start, limit: 1000)
        #expect(records.map(\.sequence) == Array(1...80))
        #expect(try await journal.records(of: "c1").count == 26)
        await journal.close()
        var replayed: [Record] = []
        let again = try Journal.open(folder.state, configuration: configuration) { replayed.append($0) }
        #expect(replayed == records)
        #expect(try await again.records(of: "c1").map(\.number) == Array(1...26))
        await again.close()
    }

    @Test func `a follower gets what is there, then each record as it is on disk, and ends with the journal`() async throws {
        let journal = try Journal.open(folder.state)
        try await journal.append([entry("0"), entry("1")], to: "c", expecting: 0)
        let follower = Task {
            var texts: [String] = []
            for try await record in journal.follow(from: .start) { texts.append(text(record)) }
            return texts
        }
        for number in 2..<50 { try await journal.append([entry("\(number)")], to: "c", expecting: UInt64(number)) }
        await journal.close()
        #expect(try await follower.value == (0..<50).map { "\($0)" })
    }

    @Test func `a follower whose task is cancelled ends`() async throws {
        let journal = try Journal.open(folder.state)
        let follower = Task { () -> Int in
            var count = 0
            for try await _ in journal.follow(from: .start) { count += 1 }
            return count
        }
        try await journal.append([entry("0")], to: "c", expecting: 0)
        follower.cancel()
        #expect(try await follower.value <= 1)
        await journal.close()
    }
}

@Suite struct `The parts` {
    @Test func `the checksum is CRC-32C`() {
        // RFC 3720, B.4, and the check value of the CRC catalogue.
        func sum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.sum($0) } }
        #expect(sum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(sum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(sum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(sum(Array(0..<32)) == 0x46DD_794E)
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for cut in 0..<40 {
            let head = bytes[..<cut].withUnsafeBytes { CRC32C.sum($0) }
            #expect(bytes[cut...].withUnsafeBytes { CRC32C.sum($0, continuing: head) } == sum(bytes))
        }
    }

    @Test(arguments: [
        (1000, 1000, Journal.Capacity.ample), (101, 1000, .ample), (100, 1000, .low), (21, 1000, .low), (20, 1000, .full), (0, 1000, .full),
        (0, 0, .ample),
    ])
    func `a tenth of the disk left is low, a fiftieth is full`(free: UInt64, total: UInt64, capacity: Journal.Capacity) {
        #expect(Journal.Capacity(free: free, total: total, Journal.Configuration()) == capacity)
    }

    @Test func `what is made of an event where it is read comes with it, in the log's order`() async throws {
        final class Made: Sendable {
            let text: String
            init(_ text: String) { self.text = text }
        }
        let folder = TemporaryFolder()
        var configuration = Journal.Configuration()
        configuration.segmentBytes = 1 << 20
        let journal = try Journal.open(folder.state, configuration: configuration)
        // Several chunks of the scan, so that several threads read.
        let long = String(repeating: "x", count: 20_000)
        for number in 0..<300 { try await journal.append([entry("\(number) \(long)")], to: "c", expecting: UInt64(number)) }
        try await journal.append([entry("gone")], to: "e", expecting: 0)
        let receipt = Entry(at: 1, type: "erased", by: "system", data: Array(#"{"erasure_id":"e-1"}"#.utf8))
        try await journal.erase("e", receipt: receipt)
        await journal.close()

        var expected: [String] = []
        try await Journal.open(folder.state, configuration: configuration) { expected.append(text($0)) }.close()
        var made: [String] = []
        let again = try Journal.open(folder.state, configuration: configuration, decoding: { Made(text($0)) }) { record, decoded in
            // The bytes may have been let go where they were read.
            #expect(record.data.isEmpty || decoded.text == text(record))
            made.append(decoded.text)
        }
        #expect(made == expected)
        #expect(made.count == 302)
        await again.close()
    }

    @Test func `the disk's room is told once, and not again until it changes`() async throws {
        let folder = TemporaryFolder()
        var configuration = Journal.Configuration()
        configuration.lowShare = 2
        let journal = try Journal.open(folder.state, configuration: configuration)
        let told = Task {
            var told: [Journal.Capacity] = []
            for await capacity in journal.capacities(every: .milliseconds(1)) {
                told.append(capacity)
                withUnsafeCurrentTask { $0?.cancel() }
            }
            return told
        }
        #expect(await told.value == [.low])
        await journal.close()
    }

    @Test func `a time is written as RFC 3339 and read back`() {
        #expect(Timestamp.text(1_763_805_600_123) == "2025-11-22T10:00:00.123Z")
        #expect(Timestamp.text(0) == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp.text(951_782_400_000) == "2000-02-29T00:00:00.000Z")
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let time = Int64.random(in: Timestamp.range, using: &random)
            let text = Array(Timestamp.text(time).utf8)
            #expect(text.withUnsafeBufferPointer { $0.baseAddress.flatMap { Timestamp.read($0) } } == time)
        }
    }

    @Test func `a line is read as it is described, and one with newer fields too`() throws {
        let line =
            #"{"sequence":1842,"left":0,"at":"2026-11-22T10:00:00.123Z","type":"visitorSaid","conversation_id":"c","number":7,"by":"visitor","data":{"t":"}\","},"salt":"9f2c64d1a0b3c4e5","synced":1839"#
        func parsed(_ line: String) -> Record? {
            Array(line.utf8).withUnsafeBytes { Line.parse($0)?.record }
        }
        let plain = try #require(parsed(line + #","chain":"5be1a0c2"}"#))
        #expect(String(decoding: plain.data, as: UTF8.self) == #"{"t":"}\","}"#)
        #expect(parsed(line + #","new":{"a":[1]},"chain":"5be1a0c2"}"#) == plain)
        #expect(parsed(line + #","chain":"5BE1A0C2"}"#) == nil)
        #expect(parsed(line + #","chain":"5be1a0c2"} "#) == nil)
    }
}
