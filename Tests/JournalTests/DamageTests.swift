import Glibc
import Testing

@testable import Journal

/// What opening a log gives, told apart as the table in `Journal.docc/Damage.md` does.
enum Outcome: Equatable, CustomStringConvertible {
    /// All is as it was written; so many records.
    case whole(Int)
    /// A torn tail was cut and kept aside; so many records are left.
    case torn(Int)
    /// The log ends at a whole run, but the mark says that more had been on disk.
    case missing(Int, of: Int)
    /// Refused, naming the record that should stand there.
    case damaged(UInt64)
    case other(String)

    var description: String {
        switch self {
        case .whole(let count): "whole(\(count))"
        case .torn(let count): "torn(\(count))"
        case .missing(let count, let total): "missing(\(count) of \(total))"
        case .damaged(let sequence): "damaged(\(sequence))"
        case .other(let text): text
        }
    }

    /// Reads the log without changing it.
    static func of(_ state: String) -> Outcome {
        var records = 0
        do throws(JournalError) {
            let folder = StateFolder(path: state)
            let replay = try Replay.run(
                folder, threads: 1, erasures: try ErasureList(folder.erasures).erasures, plan: try Plan.read(folder)
            ) { _ in records += 1 }
            if replay.lastSegmentBytes > replay.end { return .torn(records) }
            if replay.recovery.missing > 0 { return .missing(records, of: records + Int(replay.recovery.missing)) }
            return .whole(records)
        } catch {
            if case .damaged(let damage) = error { return .damaged(damage.sequence) }
            return .other("\(error)")
        }
    }
}

/// A log on disk as bytes, to be damaged and looked at.
struct Specimen {
    let folder = TemporaryFolder(inMemory: true)
    /// Names and bytes of the files in the log folder, as they were.
    let files: [(name: String, bytes: [UInt8])]

    /// Makes a log of `runs`, the lengths of its runs, each synced before the next.
    init(runs: [Int], segmentBytes: Int = 64 << 20, mark: Bool) async throws {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = segmentBytes
        let journal = try Journal.open(folder.state, configuration: configuration)
        var numbers: [Int: Int] = [:]
        for (index, length) in runs.enumerated() {
            let entries = (0..<length).map { entry("pesan \(index).\($0)") }
            try await journal.append(entries, to: "c\(index % 2)", expecting: UInt64(numbers[index % 2, default: 0]))
            numbers[index % 2, default: 0] += length
        }
        await journal.close()
        let folder = folder
        if !mark { unlink(folder.log + "/mark") }
        files = try Disk.names(in: folder.log).map { ($0, folder.bytes($0)) }
    }

    var lines: [[UInt8]] {
        files.filter { $0.name.hasSuffix(".jsonl") }.flatMap { file in
            file.bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) + [10] }
        }
    }

    /// What opening gives when the only segment holds `bytes`.
    func outcome(of bytes: [UInt8]) throws -> Outcome {
        try folder.write(bytes, to: folder.segments[0])
        return Outcome.of(folder.state)
    }
}

@Suite struct `Damage to the log` {
    let runs = [1, 3, 2, 1, 3]

    /// How many records the whole runs within the first `bytes` bytes hold, and where they end.
    func wholeRuns(_ lines: [[UInt8]], within bytes: Int) -> (records: Int, end: Int) {
        var records = 0, end = 0, whole = (records: 0, end: 0)
        var boundaries = Set<Int>()
        var sum = 0
        for length in runs {
            sum += length
            boundaries.insert(sum)
        }
        for line in lines {
            end += line.count
            guard end <= bytes else { break }
            records += 1
            if boundaries.contains(records) { whole = (records, end) }
        }
        return whole
    }

    @Test(arguments: [false, true])
    func `a last segment cut at any byte keeps every whole run before the cut, and nothing else`(mark: Bool) async throws {
        let specimen = try await Specimen(runs: runs, mark: mark)
        let lines = specimen.lines
        let bytes = lines.flatMap { $0 }
        for cut in 0...bytes.count {
            let whole = wholeRuns(lines, within: cut)
            let expected: Outcome =
                whole.end < cut
                ? .torn(whole.records)
                : mark && cut < bytes.count ? .missing(whole.records, of: 10) : .whole(whole.records)
            #expect(try specimen.outcome(of: Array(bytes[..<cut])) == expected, "cut at byte \(cut)")
        }
    }

    @Test func `a cut segment is opened, its tail kept aside byte for byte, and written on`() async throws {
        let specimen = try await Specimen(runs: runs, mark: true)
        let lines = specimen.lines
        let bytes = lines.flatMap { $0 }
        for cut in stride(from: 1, to: bytes.count, by: 37) {
            let whole = wholeRuns(lines, within: cut)
            try specimen.folder.write(Array(bytes[..<cut]), to: specimen.folder.segments[0])
            unlink(specimen.folder.log + "/mark")
            var records = 0
            let journal = try Journal.open(specimen.folder.state) { _ in records += 1 }
            #expect(records == whole.records)
            if whole.end < cut {
                let torn = try #require(journal.recovery.torn)
                #expect(torn.byte == UInt64(whole.end) && torn.bytes == UInt64(cut - whole.end))
                #expect(specimen.folder.bytes(torn.keptAs) == Array(bytes[whole.end..<cut]))
            } else {
                #expect(journal.recovery.torn == nil)
            }
            #expect(try await journal.append([entry("weiter")], to: "new", expecting: 0) == Position(sequence: UInt64(records) + 1))
            await journal.close()
            #expect(Outcome.of(specimen.folder.state) == .whole(records + 1))
        }
    }

    @Test(arguments: [false, true])
    func `every flipped bit is found: in the last run as a torn tail, before it as damage`(mark: Bool) async throws {
        let specimen = try await Specimen(runs: runs, mark: mark)
        let lines = specimen.lines
        var bytes = lines.flatMap { $0 }
        var line = 0
        var lineEnd = lines[0].count
        var counts: [String: Int] = [:]
        for place in bytes.indices {
            if place >= lineEnd {
                line += 1
                lineEnd += lines[line].count
            }
            for bit in 0..<8 {
                bytes[place] ^= 1 << bit
                let outcome = try specimen.outcome(of: bytes)
                bytes[place] ^= 1 << bit
                // The last line has nothing after it that could show that it had been on disk.
                let expected: Outcome = line < lines.count - 1 && (mark || line < 7) ? .damaged(UInt64(line) + 1) : .torn(7)
                counts["\(outcome)", default: 0] += 1
                #expect(outcome == expected, "byte \(place) of line \(line + 1), bit \(bit)")
            }
        }
        #expect(counts.values.reduce(0, +) == bytes.count * 8)
    }

    @Test(arguments: [false, true])
    func `zeros, garbage, lost, doubled and swapped records each give what the table says`(mark: Bool) async throws {
        let runs = [1, 1, 1, 1, 1, 1]
        let specimen = try await Specimen(runs: runs, mark: mark)
        let lines = specimen.lines
        func outcome(_ edited: [[UInt8]]) throws -> Outcome { try specimen.outcome(of: edited.flatMap { $0 }) }

        #expect(try outcome(lines) == .whole(6))
        for place in lines.indices {
            let isLast = place == lines.count - 1
            var edited = lines
            edited[place] = Array(repeating: 0, count: lines[place].count)
            #expect(try outcome(edited) == (isLast ? .torn(5) : .damaged(UInt64(place) + 1)), "line \(place + 1) zeroed")

            edited = lines
            edited.remove(at: place)
            #expect(
                try outcome(edited) == (isLast ? (mark ? .missing(5, of: 6) : .whole(5)) : .damaged(UInt64(place) + 1)),
                "line \(place + 1) lost")

            edited = lines
            edited.insert(lines[place], at: place)
            #expect(try outcome(edited) == (isLast ? .torn(6) : .damaged(UInt64(place) + 2)), "line \(place + 1) doubled")

            if !isLast {
                edited = lines
                edited.swapAt(place, place + 1)
                #expect(try outcome(edited) == .damaged(UInt64(place) + 1), "lines \(place + 1) and \(place + 2) swapped")
            }
        }
        #expect(try outcome(lines + [Array("garbage".utf8)]) == .torn(6))
        #expect(try outcome(lines + [Array("garbage\n{}\n".utf8)]) == .torn(6))
        #expect(try outcome(lines + [Array(repeating: 0, count: 4096)]) == .torn(6))
        #expect(try outcome(lines + [Array(repeating: 10, count: 3)]) == .torn(6))
        #expect(try outcome([Array(repeating: 0, count: 512)] + lines) == .damaged(1))
        #expect(try outcome([]) == (mark ? .missing(0, of: 6) : .whole(0)))
    }

    @Test func `a run whose records are reordered or taken from another run is refused`() async throws {
        let specimen = try await Specimen(runs: [1, 3, 3, 1], mark: true)
        let lines = specimen.lines
        for (left, right) in [(1, 2), (1, 4), (2, 5), (3, 6)] {
            var edited = lines
            edited.swapAt(left, right)
            #expect(try specimen.outcome(of: edited.flatMap { $0 }) == .damaged(UInt64(left) + 1))
        }
    }

    @Test(arguments: [false, true])
    func `lost, emptied, cut, doubled, renamed and swapped segments are refused`(mark: Bool) async throws {
        let specimen = try await Specimen(runs: Array(repeating: 2, count: 20), segmentBytes: 1500, mark: mark)
        let names = specimen.folder.segments
        try #require(names.count >= 4)
        let firsts = names.compactMap { SegmentName($0)?.first }
        let log = specimen.folder.log
        func restore() throws {
            for name in specimen.folder.segments { unlink(log + "/" + name) }
            for file in specimen.files { try specimen.folder.write(file.bytes, to: file.name) }
        }
        func outcome(_ change: () throws -> Void) throws -> Outcome {
            try restore()
            try change()
            return Outcome.of(specimen.folder.state)
        }
        #expect(try outcome {} == .whole(40))
        for place in names.indices {
            let isLast = place == names.count - 1
            let bytes = specimen.files[place].bytes
            if !isLast {
                #expect(
                    try outcome { unlink(log + "/" + names[place]) } == .damaged(place == 0 ? 1 : firsts[place]),
                    "segment \(place + 1) lost")
                #expect(
                    try outcome { try specimen.folder.write([], to: names[place]) } == .damaged(firsts[place]),
                    "segment \(place + 1) emptied")
                #expect(
                    try outcome { try specimen.folder.write(Array(bytes.dropLast()), to: names[place]) } == .damaged(firsts[place + 1] - 1),
                    "segment \(place + 1) cut")
                #expect(
                    try outcome {
                        try specimen.folder.write(specimen.files[place + 1].bytes, to: names[place])
                        try specimen.folder.write(bytes, to: names[place + 1])
                    } == .damaged(firsts[place]), "segments \(place + 1) and \(place + 2) swapped")
                #expect(
                    try outcome { try specimen.folder.write(bytes + bytes, to: names[place]) } == .damaged(firsts[place + 1]),
                    "segment \(place + 1) doubled")
            }
            let other = SegmentName(first: firsts[place] + 100, chain: 7).text
            #expect(
                try outcome { rename(log + "/" + names[place], log + "/" + other) } == .damaged(firsts[place]),
                "segment \(place + 1) renamed")
            #expect(try outcome { try specimen.folder.write(bytes, to: other) } == .damaged(41), "segment \(place + 1) copied")
        }
        let lastCount = Int(41 - firsts[names.count - 1])
        #expect(
            try outcome { unlink(log + "/" + names[names.count - 1]) }
                == (mark ? .damaged(firsts[names.count - 1]) : .whole(40 - lastCount)))
    }

    @Test func `the mark may be altered in any bit, cut or lost: the log is read all the same`() async throws {
        let specimen = try await Specimen(runs: runs, mark: true)
        var mark = specimen.folder.bytes("mark")
        for place in mark.indices {
            for bit in 0..<8 {
                mark[place] ^= 1 << bit
                try specimen.folder.write(mark, to: "mark")
                #expect(Outcome.of(specimen.folder.state) == .whole(10), "byte \(place), bit \(bit)")
                mark[place] ^= 1 << bit
            }
            try specimen.folder.write(Array(mark[..<place]), to: "mark")
            #expect(Outcome.of(specimen.folder.state) == .whole(10), "cut at byte \(place)")
        }
        unlink(specimen.folder.log + "/mark")
        #expect(Outcome.of(specimen.folder.state) == .whole(10))
    }

    @Test func `a plan altered in any bit, or cut, is refused: what was half done cannot be told`() async throws {
        let specimen = try await Specimen(runs: runs, mark: true)
        let folder = StateFolder(path: specimen.folder.state)
        for plan in [Plan.drop(["c1"]), .merge(sum: 7, [SegmentName(first: 1, chain: 0), SegmentName(first: 9, chain: 5)])] {
            try plan.write(folder)
            #expect(try Plan.read(folder) == plan)
            var bytes = specimen.folder.bytes("plan")
            for place in bytes.indices {
                for bit in 0..<8 {
                    bytes[place] ^= 1 << bit
                    try specimen.folder.write(bytes, to: "plan")
                    #expect(Outcome.of(specimen.folder.state) == .damaged(0), "byte \(place), bit \(bit)")
                    bytes[place] ^= 1 << bit
                }
                try specimen.folder.write(Array(bytes[..<place]), to: "plan")
                #expect(Outcome.of(specimen.folder.state) == .damaged(0), "cut at byte \(place)")
            }
        }
    }

    @Test func `of the list of erasures the last line may be cut, as nobody was told of it; and all of it be lost`() async throws {
        let specimen = try await Specimen(runs: runs, mark: true)
        let journal = try Journal.open(specimen.folder.state)
        let receipt = Entry(at: 1_763_900_000_000, type: "erased", by: "system", data: Array(#"{"erasure_id":"e-1"}"#.utf8))
        try await journal.erase("c1", receipt: receipt)
        await journal.close()
        let list = specimen.folder.bytes("../erasures.jsonl")
        // Four of ten records were c1's; the receipt and its seal have come.
        #expect(Outcome.of(specimen.folder.state) == .whole(8))
        for cut in 0..<list.count {
            try specimen.folder.write(Array(list[..<cut]), to: "../erasures.jsonl")
            #expect(Outcome.of(specimen.folder.state) == .whole(8), "cut at byte \(cut)")
        }
        unlink(specimen.folder.state + "/erasures.jsonl")
        #expect(Outcome.of(specimen.folder.state) == .whole(8))
    }

    @Test func `a refused log is left as it was`() async throws {
        let specimen = try await Specimen(runs: runs, mark: true)
        var bytes = specimen.files[0].bytes
        bytes[100] ^= 1
        try specimen.folder.write(bytes, to: specimen.files[0].name)
        #expect {
            try Journal.open(specimen.folder.state)
        } throws: { error in
            guard case .damaged(let damage)? = error as? JournalError else { return false }
            return damage.file == specimen.files[0].name && damage.byte == 0 && damage.sequence == 1
        }
        #expect(specimen.folder.bytes(specimen.files[0].name) == bytes)
        #expect(try Disk.names(in: specimen.folder.log) == specimen.files.map(\.name))
    }
}
