import Glibc
import Testing

@testable import Journal

@Suite struct `Verify, back up, restore, repair and export` {
    let folder = TemporaryFolder()

    var small: Journal.Configuration {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = 2000
        return configuration
    }

    func receipt(_ id: String) -> Entry {
        Entry(at: 1_763_900_000_000, type: "erased", by: "system", data: Array("{\"erasure_id\":\"\(id)\"}".utf8))
    }

    func fill(_ rounds: Range<Int>) async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        for round in rounds {
            for name in 0..<3 {
                try await journal.append(
                    [entry("\(round) \(name == 1 ? "frasa rahasia" : "biasa")"), entry("jawab")], to: "c\(name)",
                    expecting: UInt64(round * 2))
            }
        }
        await journal.close()
    }

    func events(_ state: String) throws -> [Record] {
        var records: [Record] = []
        var export = Journal.Export(state)
        try export.pass { records.append($0) }
        return records
    }

    @Test func `verify counts the events of a sound log and names the first bad byte of another`() async throws {
        try await fill(0..<10)
        let sound = try Journal.verify(folder.state)
        #expect(sound.isSound && sound.events == 60 && sound.sequence == 60)
        let name = folder.segments[1]
        var bytes = folder.bytes(name)
        let second = try #require(bytes.firstIndex(of: 10)) + 1
        bytes[second + 40] ^= 1
        try folder.write(bytes, to: name)
        #expect {
            try Journal.verify(folder.state)
        } throws: { error in
            guard case .damaged(let damage)? = error as? JournalError, let first = SegmentName(name)?.first else { return false }
            return damage.file == name && damage.byte == UInt64(second) && damage.sequence == first + 1
        }
    }

    @Test func `verify tells of a torn tail, but not while the log is written`() async throws {
        try await fill(0..<2)
        let name = try #require(folder.segments.last)
        try folder.write(folder.bytes(name) + Array("{\"seq".utf8), to: name)
        let verification = try Journal.verify(folder.state)
        #expect(!verification.isSound && verification.events == 12 && verification.torn?.byte == UInt64(folder.bytes(name).count - 5))
        let lock = try StateFolder(path: folder.state).takeLock()
        #expect(try Journal.verify(folder.state).isSound)
        withExtendedLifetime(lock) {}
    }

    @Test func `a backup taken while it is written is a whole log, and restores to what it was`() async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        let target = folder.path + "/backup"
        let state = folder.state
        let writers = Task {
            for number in 0..<400 { try await journal.append([entry("\(number)")], to: "c", expecting: UInt64(number)) }
        }
        while journal.number(of: "c") < 50 { await Task.yield() }
        let backup = try Journal.backup(state, to: target)
        try await writers.value
        await journal.close()
        #expect(backup.isSound && backup.events >= 50)
        #expect(try events(target).map(text) == (0..<Int(backup.events)).map { "\($0)" })
        #expect(throws: JournalError.self) { try Journal.backup(state, to: target) }
        #expect(!Disk.exists(target + ".partial"))

        let restored = try Journal.restore(state, from: target)
        #expect(restored.events == backup.events)
        #expect(try events(state) == events(target))
        let again = try Journal.open(state, configuration: small)
        try await again.append([entry("weiter")], to: "c", expecting: backup.events)
        await again.close()
    }

    @Test func `restoring does not bring back what was erased after the backup`() async throws {
        try await fill(0..<5)
        let target = folder.path + "/backup"
        _ = try Journal.backup(folder.state, to: target)
        let journal = try Journal.open(folder.state, configuration: small)
        try await journal.erase("c1", receipt: receipt("e-1"))
        await journal.close()
        let restored = try Journal.restore(folder.state, from: target)
        #expect(restored.isSound && restored.events == 22)
        let found = try `Erasing, dropping and compacting`().holds("frasa rahasia", below: folder.state)
        #expect(!found)
        #expect(try events(folder.state).allSatisfy { $0.stream != "c1" })
    }

    @Test func `restoring into a new place erases what the backup knows to be erased, and keeps the old log aside`() async throws {
        try await fill(0..<5)
        let target = folder.path + "/backup"
        _ = try Journal.backup(folder.state, to: target)
        try await fill(5..<6)
        try Journal.restore(folder.state, from: target)
        let aside = try Disk.names(in: folder.state).filter { $0.hasPrefix("aside-") }
        #expect(aside.count == 1)
        #expect(try Journal.verify(folder.state).events == 30)
        #expect(try Journal.verify(folder.state + "/" + aside[0]).events == 36)
    }

    @Test func `a restore that a crash interrupts is finished by the next start`() async throws {
        try await fill(0..<3)
        let target = folder.path + "/backup"
        _ = try Journal.backup(folder.state, to: target)
        try await fill(3..<5)
        // As it is once the copy and its note are on disk, and the old log has been moved aside.
        try Disk.rename(target, to: folder.state + "/restoring")
        try folder.write(Array("7\n".utf8), to: "../restored")
        try Disk.makeFolder(folder.state + "/aside-7")
        try Disk.rename(folder.log, to: folder.state + "/aside-7/log")
        var count = 0
        let journal = try Journal.open(folder.state, configuration: small) { _ in count += 1 }
        await journal.close()
        #expect(count == 18)
        #expect(!Disk.exists(folder.state + "/restored"))
    }

    @Test func `restore and repair refuse while a process holds the folder`() async throws {
        try await fill(0..<2)
        let target = folder.path + "/backup"
        _ = try Journal.backup(folder.state, to: target)
        let journal = try Journal.open(folder.state, configuration: small)
        #expect(throws: JournalError.locked(processID: getpid())) { try Journal.restore(folder.state, from: target) }
        #expect(throws: JournalError.locked(processID: getpid())) {
            try Journal.repair(folder.state, segment: folder.segments[0], keepBefore: 2)
        }
        await journal.close()
    }

    @Test func `repair leads out of damage with every run before it, and keeps what it cuts`() async throws {
        try await fill(0..<10)
        let before = try events(folder.state)
        let name = folder.segments[2]
        var bytes = folder.bytes(name)
        bytes[bytes.count - 50] ^= 1
        try folder.write(bytes, to: name)
        guard case .damaged(let damage)? = #expect(throws: JournalError.self, performing: { try Journal.verify(folder.state) }) else {
            return
        }
        let names = folder.segments
        let repair = try Journal.repair(folder.state, segment: damage.file, keepBefore: damage.sequence)
        #expect(repair.segments == names.count - 3)
        let verification = try Journal.verify(folder.state)
        #expect(verification.isSound && verification.sequence == repair.sequence)
        #expect(try events(folder.state) == Array(before.prefix(Int(repair.sequence))))
        let kept = try Disk.names(in: repair.keptIn)
        #expect(kept.count == names.count - 2)
        let part = try Disk.contents(repair.keptIn + "/" + kept[0]) ?? []
        #expect(folder.bytes(name) + part == bytes)
    }

    @Test func `an export goes on where it was, over new segments, erasures and merges`() async throws {
        let journal = try Journal.open(folder.state, configuration: small)
        var export = Journal.Export(folder.state, after: 3)
        var numbers: [UInt64] = []
        for round in 0..<12 {
            for name in 0..<3 {
                try await journal.append([entry("\(round)"), entry("jawab")], to: "c\(name)", expecting: UInt64(round * 2))
            }
            try export.pass { numbers.append($0.sequence) }
            #expect(numbers.last == UInt64(round * 6 + 6))
            if round == 8 { try await journal.erase("c1", receipt: receipt("e")); break }
        }
        try export.pass { numbers.append($0.sequence) }
        try await journal.compact()
        try await journal.append([entry("x")], to: "c0", expecting: 18)
        try export.pass { numbers.append($0.sequence) }
        #expect(numbers == Array(4...57))
        await journal.close()
    }
}
