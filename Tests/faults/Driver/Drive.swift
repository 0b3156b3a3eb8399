import Glibc
import Journal

/// Drives a journal as the fault tests ask.
struct Drive {
    let folder: String
    let segmentBytes: Int

    private func open() throws -> Journal {
        var configuration = Journal.Configuration()
        configuration.segmentBytes = segmentBytes
        configuration.retryInterval = .milliseconds(20)
        return try Journal.open(folder, configuration: configuration)
    }

    /// Tells the world in one write, so that lines of several writers do not mix.
    private func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard Glibc.write(1, bytes, bytes.count) == bytes.count else { exit(70) }
    }

    private func entries(_ stream: String, from number: Int, count: Int) -> [Entry] {
        (number..<number + count).map { number in
            // Of different lengths, so that sectors and records fall together in every way.
            let padding = String(repeating: "x", count: number * 37 % 300)
            return Entry(
                at: 1_763_800_000_000 + Int64(number), type: "visitorSaid", by: "visitor",
                data: Array("{\"text\":\"\(stream) \(number)\",\"padding\":\"\(padding)\"}".utf8))
        }
    }

    private func append(_ journal: Journal, _ stream: String, appends: Int) async throws {
        var number = Int(journal.number(of: StreamID(stream)))
        for _ in 0..<appends {
            let count = [0: 1, 1: 2][number % 6] ?? 3
            try await journal.append(entries(stream, from: number + 1, count: count), to: StreamID(stream), expecting: UInt64(number))
            number += count
            tell("ack \(stream) \(number)")
        }
    }

    func write(writers: Int, appends: Int) async throws {
        let journal = try open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers { group.addTask { try await append(journal, "w\(writer)", appends: appends) } }
            for try await _ in group {}
        }
        await journal.close()
    }

    func maintain() async throws {
        let journal = try open()
        for stream in ["c0", "c1", "c2"] { try await append(journal, stream, appends: 8) }
        let receipt = Entry(at: 1_763_900_000_000, type: "erased", by: "system", data: Array("{\"erasure_id\":\"e-1\"}".utf8))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await journal.erase("c1", receipt: receipt)
                tell("done erase c1")
                try await journal.drop(["c2"])
                tell("done drop c2")
                try await journal.compact()
                tell("done compact")
            }
            group.addTask { try await append(journal, "c0", appends: 20) }
            for try await _ in group {}
        }
        await journal.close()
    }

    func talk() async throws {
        let journal = try open()
        tell("ready")
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "append" where words.count == 3:
                let number = Int(words[2]) ?? 0
                do throws(JournalError) {
                    try await journal.append(
                        entries(words[1], from: number, count: 2), to: StreamID(words[1]), expecting: UInt64(number - 1))
                    tell("ack \(words[1]) \(number + 1)")
                } catch {
                    tell("refused \(error)")
                }
            case "count" where words.count == 2:
                tell("count \(journal.number(of: StreamID(words[1])))")
            case "capacity":
                tell("capacity \(journal.capacity)")
            case "close":
                await journal.close()
                tell("closed")
                return
            default:
                tell("what?")
            }
        }
    }

    /// Opens each folder named on standard input and writes what it holds, a line of JSON for each event.
    static func judge() async throws {
        while let folder = readLine() {
            var lines: [UInt8] = []
            do throws(JournalError) {
                let journal = try Journal.open(folder) { record in
                    lines += Array(
                        "{\"conversation_id\":\"\(record.stream)\",\"number\":\(record.number),\"type\":\"\(record.type)\",\"data\":".utf8)
                    lines += record.data
                    lines += Array("}\n".utf8)
                }
                lines += Array("end \(journal.recovery.missing)\n".utf8)
                await journal.close()
            } catch {
                lines = Array("refused \(error)\n".utf8)
            }
            var done = 0
            while done < lines.count {
                let count = lines.withUnsafeBytes { Glibc.write(1, $0.baseAddress.map { $0 + done }, $0.count - done) }
                guard count > 0 else { exit(70) }
                done += count
            }
        }
    }
}
