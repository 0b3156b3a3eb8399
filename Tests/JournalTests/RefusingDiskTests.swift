import Foundation
import Testing

@testable import Journal

/// A disk that refuses, by a preloaded shim (`Tests/faults/refuse.c`) under a real process.
@Suite struct `When the disk refuses` {
    let folder = TemporaryFolder()

    /// The driver's `talk`, asked line by line.
    final class Conversation {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()
        private var rest = Data()
        private let control: String

        init(_ folder: TemporaryFolder) throws {
            control = folder.path + "/control"
            process.executableURL = URL(fileURLWithPath: try Program.driver())
            process.arguments = ["talk", folder.state]
            process.environment = ProcessInfo.processInfo.environment.merging([
                "LD_PRELOAD": try Program.shim("refuse", in: folder.path), "FAULTS_ROOT": folder.state, "FAULTS_CONTROL": control,
            ]) { $1 }
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            guard answer() == "ready" else { throw Program.Failure(what: "the driver is not ready") }
        }

        func ask(_ line: String) -> String {
            input.fileHandleForWriting.write(Data((line + "\n").utf8))
            return answer()
        }

        private func answer() -> String {
            while true {
                if let end = rest.firstIndex(of: 10) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest = Data(rest[(end + 1)...])
                    return line
                }
                let more = output.fileHandleForReading.availableData
                if more.isEmpty { return "the driver has ended" }
                rest += more
            }
        }

        /// What the disk does from now on; `nil` for what it should.
        func disk(_ faults: String?) throws {
            if let faults {
                try Data((faults + "\n").utf8).write(to: URL(fileURLWithPath: control), options: .atomic)
            } else {
                try FileManager.default.removeItem(atPath: control)
            }
        }

        func kill() {
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        func end() { process.waitUntilExit() }
    }

    @Test(arguments: [
        "write ENOSPC", "write EIO", "write short", "fdatasync EIO", "fdatasync ENOSPC", "write EROFS\nopen EROFS",
        "fdatasync EIO\nfsync EIO\nopen EACCES", "write short\nopen ENOSPC",
    ])
    func `nothing acknowledged is lost, nothing refused is kept, and the service returns by itself`(faults: String) throws {
        let talk = try Conversation(folder)
        var number = 0
        func append() -> String { talk.ask("append c \(number + 1)") }
        func mustSucceed() {
            let answer = append()
            #expect(answer == "ack c \(number + 2)")
            number += 2
        }
        for round in 0..<3 {
            for _ in 0..<4 { mustSucceed() }
            try talk.disk(faults)
            for _ in 0..<5 {
                let answer = append()
                #expect(answer.hasPrefix("refused"), "\(answer)")
                usleep(10_000)
            }
            #expect(talk.ask("count c") == "count \(number)")
            try talk.disk(nil)
            // By itself: only asked, never told to go on.
            var answer = append()
            for _ in 0..<500 where answer.hasPrefix("refused") {
                usleep(10_000)
                answer = append()
            }
            #expect(answer == "ack c \(number + 2)", "round \(round)")
            number += 2
        }
        // What is in memory counts for nothing: killed, and read from disk.
        try talk.disk(faults)
        #expect(append().hasPrefix("refused"))
        talk.kill()
        #expect(try read() == number)
    }

    /// The number of records of `c` on disk, each once, in order and as it was sent.
    func read() throws -> Int {
        var count = 0
        _ = try Replay.run(StateFolder(path: folder.state), threads: 1, erasures: [], plan: nil) { record in
            count += 1
            #expect(Int(record.number) == count)
            #expect(String(decoding: record.data, as: UTF8.self).hasPrefix("{\"text\":\"c \(count)\""))
        }
        return count
    }

    @Test func `a start on a disk that refuses says so and leaves the log as it was`() throws {
        let talk = try Conversation(folder)
        for number in stride(from: 1, to: 20, by: 2) { _ = talk.ask("append c \(number)") }
        #expect(talk.ask("close") == "closed")
        talk.end()
        let names = try Disk.names(in: folder.log)
        let before = names.map { folder.bytes($0) }
        try Data("open EACCES\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/control"))
        #expect(throws: Program.Failure.self) { try Conversation(folder) }
        #expect(names.map { folder.bytes($0) } == before)
        try FileManager.default.removeItem(atPath: folder.path + "/control")
        let again = try Conversation(folder)
        #expect(again.ask("append c 21") == "ack c 22")
        _ = again.ask("close")
        again.end()
    }

    @Test func `a kill at any instant under concurrent load loses nothing that was acknowledged`() throws {
        let rounds = ProcessInfo.processInfo.environment["KILL_ROUNDS"].flatMap(Int.init) ?? 20
        var acknowledged: [String: Int] = [:]
        for round in 0..<rounds {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try Program.driver())
            process.arguments = ["write", folder.state, "16", "100000", "200000"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            // Killed once it has told so much, which is another instant each time.
            var told = Data()
            while told.count < 200 + round * 173 % 4000 { told += output.fileHandleForReading.availableData }
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            told += output.fileHandleForReading.readDataToEndOfFile()
            for line in String(decoding: told, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 3, let number = Int(words[2]) else { continue }
                acknowledged[words[1]] = max(acknowledged[words[1], default: 0], number)
            }
            var found: [String: Int] = [:]
            _ = try Replay.run(StateFolder(path: folder.state), threads: 1, erasures: [], plan: nil) { record in
                let stream = record.stream.value
                #expect(Int(record.number) == found[stream, default: 0] + 1)
                found[stream] = Int(record.number)
            }
            for (stream, number) in acknowledged { #expect(found[stream, default: 0] >= number, "round \(round)") }
        }
    }
}
