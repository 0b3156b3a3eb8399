import Glibc
import Testing

@testable import Journal

@Suite struct `Erasing, dropping and compacting` {
    let folder = TemporaryFolder()
    let phrase = "nomor saya rahasia sekali"

    func receipt(_ id: String) -> Entry {
        Entry(at: 1_763_900_000_000, type: "erased", by: "admin:sari", data: Array("{\"erasure_id\":\"\(id)\",\"records\":2}".utf8))
    }

    func configuration(segmentBytes: Int = 2000) -> Journal.Configuration {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = segmentBytes
        return configuration
    }

    /// Appends to three streams in turn; every second event of `c1` holds the phrase.
    func fill(_ journal: Journal, rounds: Int = 20) async throws {
        for round in 0..<rounds {
            for name in 0..<3 {
                let words = name == 1 ? phrase : "biasa saja"
                try await journal.append([entry("\(round) \(words)"), entry("jawab")], to: "c\(name)", expecting: UInt64(round * 2))
            }
        }
    }

    /// Whether any file below `path` holds `text`.
    func holds(_ text: String, below path: String) throws -> Bool {
        for name in try Disk.names(in: path) {
            let inner = path + "/" + name
            var report = stat()
            guard lstat(inner, &report) == 0 else { continue }
            if report.st_mode & S_IFMT == S_IFDIR {
                if try holds(text, below: inner) { return true }
            } else if let bytes = try Disk.contents(inner), String(decoding: bytes, as: UTF8.self).contains(text) {
                return true
            }
        }
        return false
    }

    @Test func `an erased stream's words are in no file, the rest is as it was, and the log stays provable`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration())
        try await fill(journal)
        let before = try await journal.read(from: .start, limit: 1000)
        try folder.write(Array(phrase.utf8), to: "old.torn")
        #expect(try holds(phrase, below: folder.path))
        try await journal.erase("c1", receipt: receipt("e-1"))
        #expect(try !holds(phrase, below: folder.path))
        #expect(!(try holds("\"c1\"", below: folder.log)))
        await #expect(throws: JournalError.erased("c1")) { try await journal.append([entry("x")], to: "c1", expecting: 40) }
        #expect(try await journal.records(of: "c1").isEmpty)
        #expect(try await journal.records(of: "c2") == before.filter { $0.stream == "c2" })
        try await journal.append([entry("weiter")], to: "c2", expecting: 40)
        let after = try await journal.read(from: .start, limit: 1000)
        #expect(after.map(\.sequence) == Array(1...123))
        for (old, new) in zip(before, after) {
            if old.stream == "c1" {
                #expect(new.isErased && new.left == old.left && new.at == 1_763_900_000_000)
                #expect(String(decoding: new.data, as: UTF8.self) == #"{"erasure_id":"e-1"}"#)
            } else {
                #expect(new == old)
            }
        }
        #expect(after[120].entry == receipt("e-1") && after[120].stream == "desk")
        await journal.close()

        #expect(Outcome.of(folder.state) == .whole(83))
        var replayed: [Record] = []
        let again = try Journal.open(folder.state, configuration: configuration()) { replayed.append($0) }
        #expect(replayed == after.filter { !$0.isErased })
        #expect(again.recovery.erasuresFinished == 0)
        await #expect(throws: JournalError.erased("c1")) { try await again.append([entry("x")], to: "c1", expecting: 0) }
        try await again.erase("c1", receipt: receipt("e-2"))
        #expect(again.end == Position(sequence: 124))
        await again.close()
    }

    @Test func `streams are erased while others are appended to, and nothing of those is lost`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration(segmentBytes: 4000))
        try await fill(journal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<100 { try await journal.append([entry("\(number)")], to: "w\(writer)", expecting: UInt64(number)) }
                }
            }
            for name in 0..<3 {
                group.addTask { try await journal.erase("c\(name)", receipt: receipt("e-\(name)")) }
            }
            for try await _ in group {}
        }
        for writer in 0..<8 { #expect(try await journal.records(of: "w\(writer)").map(text) == (0..<100).map { "\($0)" }) }
        await journal.close()
        #expect(Outcome.of(folder.state) == .whole(806))
        #expect(try !holds(phrase, below: folder.path))
    }

    @Test func `an erasure that was only announced is finished at the start, before anybody reads it`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration())
        try await fill(journal)
        await journal.close()
        var list = try ErasureList(folder.state + "/erasures.jsonl")
        try list.append(Erasure(stream: "c1", receipt: receipt("e-1")), to: folder.state + "/erasures.jsonl", in: folder.state)
        var replayed: [Record] = []
        let again = try Journal.open(folder.state, configuration: configuration()) { replayed.append($0) }
        #expect(replayed.count == 82 && replayed.allSatisfy { $0.stream != "c1" })
        #expect(replayed[80].entry == receipt("e-1"))
        #expect(again.recovery.erasuresFinished == 1)
        await again.close()
        #expect(try !holds(phrase, below: folder.path))
        #expect(Outcome.of(folder.state) == .whole(82))
    }

    @Test func `a flipped bit in what is left of a record, or in the list of erasures, is found`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration(segmentBytes: 1 << 20))
        try await fill(journal, rounds: 2)
        try await journal.erase("c1", receipt: receipt("e-1"))
        try await journal.append([entry("last")], to: "c2", expecting: 4)
        await journal.close()
        let name = folder.segments[0]
        var bytes = folder.bytes(name)
        for place in bytes.indices {
            for bit in 0..<8 {
                bytes[place] ^= 1 << bit
                try folder.write(bytes, to: name)
                guard case .damaged = Outcome.of(folder.state) else {
                    Issue.record("byte \(place), bit \(bit): \(Outcome.of(folder.state))")
                    return
                }
                bytes[place] ^= 1 << bit
            }
        }
        try folder.write(bytes, to: name)
        #expect(Outcome.of(folder.state) == .whole(11))
        var list = folder.bytes("../erasures.jsonl")
        for place in list.indices.dropLast() {
            list[place] ^= 4
            try folder.write(list, to: "../erasures.jsonl")
            #expect(Outcome.of(folder.state) == .damaged(1))
            list[place] ^= 4
        }
    }

    @Test func `a stream that has gone on since it was chosen is not dropped`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration())
        for stream in ["a", "b", "c"] as [StreamID] { try await journal.append([entry("satu"), entry("dua")], to: stream, expecting: 0) }
        try await journal.append([entry("tiga")], to: "b", expecting: 2)
        #expect(try await journal.drop(["a", "b", "c"], expecting: ["a": 2, "b": 2, "c": 2]) == ["a", "c"])
        #expect(try await journal.drop(["b"], expecting: ["b": 2]).isEmpty)
        #expect(try await journal.records(of: "b").map(text) == ["satu", "dua", "tiga"])
        #expect(journal.number(of: "a") == 0)
        try await journal.append([entry("empat")], to: "b", expecting: 3)
        await journal.close()
        var replayed: [StreamID] = []
        await (try Journal.open(folder.state, configuration: configuration()) { replayed.append($0.stream) }).close()
        #expect(replayed == ["b", "b", "b", "b"])
    }

    @Test func `dropped streams leave one short line for neighbours, and their names start anew`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration())
        try await fill(journal)
        let size = folder.segments.reduce(0) { $0 + folder.bytes($1).count }
        try await journal.drop(["c1", "c0", "unknown"])
        try await journal.compact()
        #expect(folder.segments.reduce(0) { $0 + folder.bytes($1).count } < size / 2)
        #expect(try !holds(phrase, below: folder.path))
        #expect(try await journal.records(of: "c1").isEmpty)
        #expect(try await journal.records(of: "c2").count == 40)
        #expect(try await journal.append([entry("neu")], to: "c1", expecting: 0) == Position(sequence: 121))
        let read = try await journal.read(from: .start, limit: 1000)
        #expect(read.filter { !$0.isErased }.count == 41)
        await journal.close()
        var replayed: [Record] = []
        let again = try Journal.open(folder.state, configuration: configuration()) { replayed.append($0) }
        #expect(replayed == read.filter { !$0.isErased })
        #expect(try await again.records(of: "c1").map(\.number) == [1])
        await again.close()
    }

    @Test func `compacting merges small segments and changes no record`() async throws {
        let journal = try Journal.open(folder.state, configuration: configuration(segmentBytes: 1000))
        try await fill(journal)
        let before = try await journal.read(from: .start, limit: 1000)
        await journal.close()
        let count = folder.segments.count
        let again = try Journal.open(folder.state, configuration: configuration(segmentBytes: 10_000))
        let saved = try await again.compact()
        #expect(folder.segments.count < count / 3 && saved.segments > count / 2)
        #expect(try await again.read(from: .start, limit: 1000) == before)
        for name in 0..<3 { #expect(try await again.records(of: "c\(name)") == before.filter { $0.stream == "c\(name)" }) }
        try await again.append([entry("weiter")], to: "c0", expecting: 40)
        await again.close()
        #expect(Outcome.of(folder.state) == .whole(121))
    }

    @Test func `a receipt without an id is refused with nothing done`() async throws {
        let journal = try Journal.open(folder.state)
        try await fill(journal, rounds: 1)
        await #expect(throws: JournalError.self) { try await journal.erase("c1", receipt: entry("x")) }
        await #expect(throws: JournalError.self) { try await journal.erase("desk", receipt: receipt("e")) }
        #expect(try await journal.records(of: "c1").count == 2)
        await journal.close()
    }
}
