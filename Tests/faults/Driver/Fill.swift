import Glibc
import Journal
import Synchronization

/// A large log, as years of service leave it, and how long a start on it takes.
enum Fill {
    /// Makes `conversations` conversations of `messages` messages in all, an event to begin with and then a run for every two messages,
    /// as the desk writes them. Conversations overlap, a few hundred at a time.
    ///
    /// - Parameter pattern: a state folder whose first conversations give the records; without it they are made up, and mean nothing to a desk.
    static func write(_ folder: String, messages: Int, conversations: Int, pattern: String?) throws {
        let (first, later) = try pattern.map { try runs(of: $0) } ?? madeUp
        let journal = try Journal.open(folder)
        let turns = max(1, messages / 2 / conversations)
        let waiting = Mutex(0)
        func put(_ entries: [Entry], _ conversation: Int, _ number: Int) {
            waiting.withLock { $0 += 1 }
            journal.submit(entries, to: StreamID("3f2a0000-0000-4000-8000-\(100_000_000_000 + conversation)"), expecting: UInt64(number)) {
                result in
                if case .failure(let error) = result { fatalError("\(error)") }
                waiting.withLock { $0 -= 1 }
            }
            while waiting.withLock({ $0 }) > 2000 { usleep(200) }
        }
        let width = min(300, conversations)
        for block in stride(from: 0, to: conversations, by: width) {
            let range = block..<min(block + width, conversations)
            for conversation in range { put(first, conversation, 0) }
            var number = first.count
            for round in 1..<max(turns, 2) {
                let run = later[round % later.count]
                for conversation in range { put(run, conversation, number) }
                number += run.count
            }
        }
        while waiting.withLock({ $0 }) > 0 { usleep(1000) }
        print("{\"records\":\(journal.counters.records),\"bytes\":\(journal.counters.bytes)}")
    }

    /// The first run of a conversation, and those that follow one.
    private static func runs(of folder: String) throws -> (first: [Entry], later: [[Entry]]) {
        var first: [Entry] = []
        var later: [[Entry]] = []
        var run: [Record] = []
        var export = Journal.Export(folder)
        try export.pass { record in
            run.append(record)
            guard record.left == 0 else { return }
            let types = run.map(\.type)
            if types.contains("botAnswered"), !types.contains("sessionAdded") {
                if types[0] == "conversationStarted" { first = run.map(\.entry) } else { later.append(run.map(\.entry)) }
            }
            run = []
        }
        guard !first.isEmpty, !later.isEmpty else { throw BenchError(path: folder, code: ENOENT) }
        return (first, later)
    }

    private static var madeUp: (first: [Entry], later: [[Entry]]) {
        let text = String(repeating: "apakah syarat izin PPIU sudah lengkap ", count: 4)
        func entry(_ type: String, _ by: String, _ members: String) -> Entry {
            Entry(at: 1_763_800_000_000, type: type, by: by, data: Array("{\(members)}".utf8))
        }
        let started = entry(
            "conversationStarted", "visitor",
            "\"locale\":\"id\",\"channel\":\"web\",\"page\":\"/\",\"visitor\":\"\(String(repeating: "a", count: 64))\"")
        let turn = [
            entry(
                "visitorSaid", "visitor",
                "\"message_id\":\"0123456789abcdef0123456789abcdef\",\"text\":\"\(text.prefix(80))\",\"locale\":\"id\",\"via\":\"typed\""),
            entry(
                "messageRead", "bot",
                "\"message_id\":\"0123456789abcdef0123456789abcdef\",\"parts\":[{\"intent\":\"PPIU_SYARAT\",\"confidence\":0.93}],\"microseconds\":61"
            ),
            entry(
                "botAnswered", "bot",
                "\"message_id\":\"fedcba9876543210fedcba9876543210\",\"text\":\"\(text)\(text)\",\"sources\":[],\"suggestions\":[]"),
        ]
        return ([started] + turn, [turn])
    }

    private static let snapshot = Array("a fold of no size: the caller's own is the caller's to measure".utf8)

    /// Keeps a snapshot, for the next start.
    static func snapshot(_ folder: String) async throws {
        let journal = try Journal.open(folder)
        let begin = Bench.now()
        try await journal.saveSnapshot(snapshot, before: journal.end)
        print("{\"seconds\":\((Bench.now() - begin) / 1e6)}")
        await journal.close()
    }

    /// Opens the log and tells how long it took and what it holds in memory.
    static func start(_ folder: String) throws {
        let begin = Bench.now()
        var records = 0
        let journal = try Journal.open(folder, restoring: { $0 == snapshot }) { _ in records += 1 }
        let seconds = (Bench.now() - begin) / 1e6
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print(
            "{\"records\":\(records),\"streams\":\(journal.recovery.streams),\"seconds\":\((seconds * 1000).rounded() / 1000),"
                + "\"peak_mb\":\(usage.ru_maxrss / 1024),\"cpu_seconds\":\(Double(Int(Bench.processorMicroseconds() / 1000)) / 1000)}")
    }
}
