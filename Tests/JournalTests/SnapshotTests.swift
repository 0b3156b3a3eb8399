import Glibc
import Testing

@testable import Journal

@Suite struct `With a snapshot` {
    let folder = TemporaryFolder()

    var small: Journal.Configuration {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = 1500
        return configuration
    }

    func append(_ journal: Journal, _ rounds: Range<Int>) async throws {
        for round in rounds {
            for name in 0..<3 { try await journal.append([entry("\(round)"), entry("b")], to: "c\(name)", expecting: UInt64(round * 2)) }
        }
    }

    @Test(arguments: [0, 1, 7, 30, 60])
    func `a start reads only what came after it, and knows the rest all the same`(lag: Int) async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        try await append(journal, 0..<10)
        let all = try await journal.read(from: .start, limit: 1000)
        // The fold may be older than the index: here by some runs.
        let position = Position(sequence: UInt64(61 - lag / 2 * 2))
        try await journal.saveSnapshot(Array("v1".utf8), before: position)
        try await append(journal, 10..<12)
        let later = try await journal.read(from: position, limit: 1000)
        await journal.close()

        var fold: [UInt8] = []
        var replayed: [Record] = []
        let again = try Journal.open(
            folder.state, configuration: small,
            restoring: {
                fold = $0; return true
            }
        ) { replayed.append($0) }
        #expect(fold == Array("v1".utf8))
        #expect(replayed == later)
        #expect(try await again.read(from: .start, limit: 1000).prefix(60) == all[...])
        for name in 0..<3 { #expect(try await again.records(of: "c\(name)").map(\.number) == Array(1...24)) }
        try await append(again, 12..<14)
        await again.close()
        #expect(Outcome.of(folder.state) == .whole(84))
    }

    @Test func `one that is refused, altered, of another log or deleted changes nothing but the time`() async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        try await append(journal, 0..<4)
        try await journal.saveSnapshot([1, 2, 3], before: journal.end)
        await #expect(throws: JournalError.self) { try await journal.saveSnapshot([], before: journal.end.next) }
        await journal.close()
        func replayed(_ accept: Bool) async throws -> Int {
            var count = 0
            let journal = try Journal.open(folder.state, configuration: small, restoring: { _ in accept }) { _ in count += 1 }
            await journal.close()
            return count
        }
        #expect(try await replayed(true) == 0)
        #expect(try await replayed(false) == 24)
        var bytes = folder.bytes("../snapshot")
        for place in stride(from: 0, to: bytes.count, by: 11) {
            bytes[place] ^= 1
            try folder.write(bytes, to: "../snapshot")
            #expect(try await replayed(true) == 24)
            bytes[place] ^= 1
        }
        try folder.write(bytes, to: "../snapshot")
        #expect(try await replayed(true) == 0)
        let longer = try Journal.open(folder.state)
        try await longer.compact()
        await longer.close()
        #expect(try await replayed(true) == 24)
        try folder.write(bytes, to: "../snapshot")
        #expect(try await replayed(true) == 24)
    }

    @Test func `erasing deletes it, and one from before is not used again`() async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        try await append(journal, 0..<4)
        try await journal.saveSnapshot(Array("rahasia".utf8), before: journal.end)
        let old = folder.bytes("../snapshot")
        try await journal.erase(
            "c1", receipt: Entry(at: 1, type: "erased", by: "system", data: Array("{\"erasure_id\":\"e\"}".utf8)))
        #expect(!Disk.exists(folder.state + "/snapshot"))
        await journal.close()
        try folder.write(old, to: "../snapshot")
        var count = 0
        let again = try Journal.open(folder.state, restoring: { _ in true }) { _ in count += 1 }
        #expect(count == 18)
        try await again.saveSnapshot([], before: again.end)
        await again.close()
        await (try Journal.open(folder.state, restoring: { _ in true }) { _ in count += 1 }).close()
        #expect(count == 18)
    }

    @Test func `a torn tail and damage after it are found as without it`() async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        try await append(journal, 0..<2)
        try await journal.saveSnapshot([], before: journal.end)
        try await append(journal, 2..<5)
        await journal.close()
        let name = folder.segments[folder.segments.count - 1]
        let whole = folder.bytes(name)
        try folder.write(Array(whole.dropLast(3)), to: name)
        unlink(folder.log + "/mark")
        var count = 0
        let again = try Journal.open(folder.state, configuration: small, restoring: { _ in true }) { _ in count += 1 }
        #expect(again.recovery.torn != nil && count == 16)
        await again.close()
        var bytes = folder.bytes(folder.segments[2])
        bytes[bytes.count - 30] ^= 1
        try folder.write(bytes, to: folder.segments[2])
        #expect(throws: JournalError.self) { try Journal.open(folder.state, configuration: small, restoring: { _ in true }) }
    }
}
