import Glibc
import Testing

@testable import Journal

/// A log as the first version wrote it, with runs, an erased stream, a dropped one and merged segments. It must replay for ever:
/// when the format grows, add another fixture and leave this one as it is.
@Suite struct `The first format` {
    let source = Program.tests + "/faults/fixtures/first-format"
    let folder = TemporaryFolder()

    private func lay() throws {
        try Disk.makeFolder(folder.state)
        try Disk.makeFolder(folder.log)
        for name in try Disk.names(in: source + "/log") { try Disk.copy("\(source)/log/\(name)", to: "\(folder.log)/\(name)") }
        try Disk.copy(source + "/erasures.jsonl", to: folder.state + "/erasures.jsonl")
    }

    @Test func `an old log is proved and replayed, and can be written on`() async throws {
        try lay()
        let verification = try Journal.verify(folder.state)
        #expect(verification.isSound && verification.events == 57)
        var records: [Record] = []
        let journal = try Journal.open(folder.state) { records.append($0) }
        let visitor = records.filter { $0.stream == "c0" }
        #expect(visitor.map(\.number) == Array(1...55))
        #expect(visitor.allSatisfy { String(decoding: $0.data, as: UTF8.self).hasPrefix("{\"text\":\"c0 \($0.number)\"") })
        #expect(visitor.map(\.at) == (1...55).map { 1_763_800_000_000 + $0 })
        #expect(records.filter { $0.stream == "desk" }.map(\.type) == ["erased", "erasureSealed"])
        await #expect(throws: JournalError.erased("c1")) { try await journal.append([entry("x")], to: "c1", expecting: 0) }
        try await journal.append([entry("weiter")], to: "c0", expecting: 55)
        await journal.close()
        #expect(try Journal.verify(folder.state).events == 58)
    }

    @Test func `its chain is what the description says, computed without the journal's own code`() throws {
        // A bit at a time, straight from the polynomial.
        func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
            var crc: UInt32 = ~0
            for byte in bytes {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
            }
            return ~crc
        }
        var before = "00000000"
        var proved = 0
        for name in try Disk.names(in: source + "/log") where name.hasSuffix(".jsonl") {
            #expect(name.dropFirst(21).prefix(8) == before)
            for line in String(decoding: try Disk.contents("\(source)/log/\(name)") ?? [], as: UTF8.self).split(separator: "\n") {
                let chain = String(line.suffix(10).prefix(8))
                if line.contains("\"salt\":") {
                    let digits = String(crc32c(Array(before.utf8) + Array(line.dropLast(20).utf8)), radix: 16)
                    #expect(String(repeating: "0", count: 8 - digits.count) + digits == chain)
                    proved += 1
                }
                before = chain
            }
        }
        #expect(proved == 57)
    }
}
