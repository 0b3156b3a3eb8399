import Foundation
import Testing

@testable import Journal

/// Any bytes at all in place of a log: the reader ends, says what it found, and gives nobody what was not written.
///
/// `FUZZ_SECONDS` (20) says for how long, `FUZZ_SEED` with which chance. With `FUZZ_SAVE` set, an input that gives an outcome of a new
/// kind is added to `Tests/faults/corpus-log`, from which mutation starts.
@Suite struct `Any bytes as a log` {
    static let corpusFolder = Program.tests + "/faults/corpus-log"

    /// What one input gives: the events that came out, and how it ended.
    struct Reading {
        var records: [Record] = []
        /// In the words of the damage, without its numbers; the same for all inputs that end alike.
        var ending = ""

        init(_ state: String, threads: Int = 1) {
            var records: [Record] = []
            do throws(JournalError) {
                let replay = try Replay.run(StateFolder(path: state), threads: threads, erasures: [], plan: nil) { records.append($0) }
                ending =
                    replay.lastSegmentBytes > replay.end
                    ? "torn" : replay.recovery.missing > 0 ? "missing" : replay.remains.isEmpty ? "whole" : "whole, with erased records"
            } catch {
                if case .damaged(let damage) = error {
                    // Without what varies: an erasure's name, numbers.
                    ending =
                        "damaged: "
                        + (damage.reason.hasPrefix("what erasure") ? "what an erasure left" : damage.reason.filter { !$0.isNumber })
                } else {
                    ending = "other: \(error)"
                }
            }
            self.records = records
        }
    }

    /// Changes bytes in the ways that disks, editors and bugs do.
    struct Mutator {
        var random: SeededGenerator
        let corpus: [[UInt8]]
        private static let tokens = [
            "\"", "\\", "{", "}", "\n", ",", ":", "0", "18446744073709551615", "9999999999999999999", ",\"left\":63", ",\"synced\":1",
            "\"type\":\"erased\"", "\"type\":\"dropped\"", "\u{0}", "é", "\"chain\":\"00000000\"",
        ].map { Array($0.utf8) }

        mutating func input() -> [UInt8] {
            var bytes = corpus[Int.random(in: corpus.indices, using: &random)]
            // Small inputs are read often: mostly some neighbouring lines of a log.
            if Bool.random(using: &random) { bytes = stretch(of: bytes) }
            for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty { mutate(&bytes) }
            return bytes
        }

        /// The first lines of a log.
        private mutating func stretch(of bytes: [UInt8]) -> [UInt8] {
            let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            return Array(lines.prefix(Int.random(in: 1...max(1, min(12, lines.count)), using: &random)).joined(separator: [10])) + [10]
        }

        private mutating func mutate(_ bytes: inout [UInt8]) {
            let place = Int.random(in: bytes.indices, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...64, using: &random))
            switch Int.random(in: 0..<11, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = .random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.removeLast(bytes.count - place)
            case 5: bytes.insert(contentsOf: Self.tokens[Int.random(in: Self.tokens.indices, using: &random)], at: place)
            case 6:
                // A digit for another: the numbers of a line stay numbers.
                guard let digit = bytes[place...].firstIndex(where: { $0 &- 48 < 10 }) else { return }
                bytes[digit] = 48 + UInt8.random(in: 0..<10, using: &random)
            case 7: for zeroed in place..<end { bytes[zeroed] = 0 }
            case 8, 9:
                // Whole lines doubled, lost or moved.
                var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
                let line = Int.random(in: lines.indices, using: &random)
                let taken = lines[line]
                if Bool.random(using: &random) { lines.remove(at: line) }
                if Bool.random(using: &random) { lines.insert(taken, at: Int.random(in: 0...lines.count, using: &random)) }
                bytes = Array(lines.joined(separator: [10]))
            default:
                let other = corpus[Int.random(in: corpus.indices, using: &random)]
                let from = Int.random(in: other.indices, using: &random)
                bytes.insert(contentsOf: other[from..<min(other.count, from + 200)], at: place)
            }
        }

        /// Makes the chain right again from front to back, as whoever writes such lines on purpose would: so the mutants reach what
        /// stands behind it.
        static func reseal(_ bytes: [UInt8]) -> [UInt8] {
            var chain = Line.firstChain
            var sealed: [UInt8] = []
            for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
                let covered = line.dropLast(20)
                if line.count > 20, line.suffix(20).starts(with: ",\"chain\":\"".utf8) {
                    chain = Array(covered).withUnsafeBytes { Line.chain($0, after: chain) }
                    let digits = String(chain, radix: 16)
                    sealed += covered + Array(",\"chain\":\"\(String(repeating: "0", count: 8 - digits.count))\(digits)\"}".utf8)
                } else {
                    sealed += line
                }
                sealed.append(10)
            }
            return sealed.isEmpty ? sealed : sealed.dropLast()
        }
    }

    /// What must hold of whatever comes out, however the bytes came about.
    private func fault(in records: [Record]) -> String? {
        var numbers: [StreamID: UInt64] = [:]
        var before: Record?
        for record in records {
            if let before, record.sequence <= before.sequence { return "sequence \(record.sequence) after \(before.sequence)" }
            if let before, before.left > 0, record.left != before.left - 1 || record.stream != before.stream { return "a broken run" }
            if let number = numbers[record.stream], record.number != number + 1 { return "number \(record.number) after \(number)" }
            if record.data.count < 2 || record.data.first != 123 || record.data.last != 125 || record.data.contains(10) { return "data" }
            numbers[record.stream] = record.number
            before = record
        }
        return before.map { $0.left > 0 ? "half a run" : nil } ?? nil
    }

    @Test func `the reader ends, says what it found, and gives nobody what was not written`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        let end = ContinuousClock.now + .seconds(environment["FUZZ_SECONDS"].flatMap(Int.init) ?? 20)
        let names = try Disk.names(in: Self.corpusFolder)
        let corpus = try names.compactMap { try Disk.contents(Self.corpusFolder + "/" + $0) }
        try #require(!corpus.isEmpty)
        let folder = TemporaryFolder()
        try StateFolder(path: folder.state).make()
        try StateFolder(path: folder.state).makeLog()
        let segment = SegmentName(first: 1, chain: Line.firstChain).text

        func reading(_ bytes: [UInt8], threads: Int = 1) throws -> Reading {
            try folder.write(bytes, to: segment)
            return Reading(folder.state, threads: threads)
        }
        let originals = try corpus.map { try reading($0).records }
        var endings: [String: Int] = [:]
        for bytes in corpus { endings[try reading(bytes).ending, default: 0] += 1 }
        var mutator = Mutator(random: SeededGenerator(seed: seed), corpus: corpus)
        var cases = 0
        // Some at least, however busy the machine is.
        while ContinuousClock.now < end || cases < 200 {
            var bytes = mutator.input()
            let isResealed = Bool.random(using: &mutator.random)
            if isResealed { bytes = Mutator.reseal(bytes) }
            let found = try reading(bytes)
            cases += 1
            var complaint = fault(in: found.records)
            if found.ending.hasPrefix("other") { complaint = found.ending }
            // With the chain as it was, nothing comes out but the beginning of something that was written.
            if !isResealed, !originals.contains(where: { $0.starts(with: found.records) }) { complaint = "records that nobody wrote" }
            if found.ending == "whole", complaint == nil {
                // What is whole can be written on, and is whole again, on several threads too.
                let journal = try Journal.open(folder.state)
                try await journal.append([entry("fuzz")], to: "fuzz", expecting: journal.number(of: "fuzz"))
                await journal.close()
                unlink(folder.log + "/mark")
                let again = Reading(folder.state, threads: 2)
                if !again.records.dropLast().elementsEqual(found.records) || again.ending != "whole" { complaint = "then \(again.ending)" }
                for name in folder.segments where name != segment { unlink(folder.log + "/" + name) }
            }
            if let complaint {
                let kept = NSTemporaryDirectory() + "fuzz-\(seed)-\(cases).jsonl"
                try Data(bytes).write(to: URL(fileURLWithPath: kept))
                Issue.record("\(complaint) (\(found.ending)); the input is in \(kept)")
                return
            }
            if endings.updateValue(endings[found.ending, default: 0] + 1, forKey: found.ending) == nil, environment["FUZZ_SAVE"] != nil {
                let name = found.ending.lowercased().split { !$0.isLetter }.joined(separator: "-")
                try Data(bytes).write(to: URL(fileURLWithPath: Self.corpusFolder + "/\(name).jsonl"))
            }
        }
        let summary = endings.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: "; ")
        print("any bytes as a log: \(cases) cases, seed \(seed): \(summary)")
    }
}
