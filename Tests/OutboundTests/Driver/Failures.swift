import Glibc
import JSON
import Outbound

/// Calls that fail in every way that a server can make them fail, and what the process has more of afterwards.
///
/// Standard input has one call a line, as for `Driver.perform`. First each is made forty times, so that whatever is
/// made once is there; then `count` times in all, 32 at once; then descriptors, threads and bytes are compared.
struct Failures {
    let wire: Wire
    let count: Int

    func run() async throws {
        var orders: [JSON] = []
        while let line = readLine() { orders.append(try JSON(parsing: line)) }
        guard !orders.isEmpty else { throw Wrong(what: "nothing to fail at") }
        _ = await make(40 * orders.count, of: orders)
        await settle()
        let before = Figures.now
        let outcomes = await make(count, of: orders)
        await settle()
        let after = Figures.now
        await wire.stop(within: .zero)
        await settle()
        let stopped = Figures.now
        var report = JSONWriter()
        report.object { report in
            report.member("calls", count)
            report.key("outcomes")
            report.object { report in
                for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) {
                    report.key(dynamic: outcome)
                    report.value(count)
                }
            }
            for (name, figures) in [("before", before), ("after", after), ("stopped", stopped)] {
                report.key(dynamic: name)
                report.object { report in
                    report.member("descriptors", figures.descriptors)
                    report.member("threads", figures.threads)
                    report.member("bytes", figures.bytes)
                }
            }
        }
        print(String(decoding: report.bytes, as: UTF8.self))
    }

    private func make(_ count: Int, of orders: [JSON]) async -> [String: Int] {
        await withTaskGroup(of: String.self) { group in
            var outcomes: [String: Int] = [:]
            for number in 0..<count {
                if number >= 32, let outcome = await group.next() { outcomes[outcome, default: 0] += 1 }
                group.addTask {
                    let order = orders[number % orders.count]
                    guard let answer = try? await Driver.perform(order, over: wire) else { return "wrong" }  // told by its count
                    return answer["failure"]?.string ?? answer["because"]?.string ?? answer["verdict"]?.string ?? "answered"
                }
            }
            for await outcome in group { outcomes[outcome, default: 0] += 1 }
            return outcomes
        }
    }

    /// Until what ends in its own time has ended: the resolver's threads, connections that the kernel still closes.
    private func settle() async {
        var last = Figures.now
        for _ in 0..<20 {
            try? await Task.sleep(for: .milliseconds(100))  // nobody cancels it
            let now = Figures.now
            if now.descriptors == last.descriptors, now.threads == last.threads { return }
            last = now
        }
    }
}

/// What a process has.
private struct Figures {
    var descriptors: Int
    var threads: Int
    var bytes: Int

    static var now: Figures {
        Figures(descriptors: entries("/proc/self/fd"), threads: entries("/proc/self/task"), bytes: residentBytes())
    }

    private static func entries(_ folder: String) -> Int {
        guard let directory = opendir(folder) else { return -1 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }

    /// What the process holds of memory, its code left out.
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return -1 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        guard fgets(&line, 200, file) != nil else { return -1 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ").compactMap
        { Int($0) }
        guard words.count > 2 else { return -1 }
        return (words[1] - words[2]) * Int(getpagesize())
    }
}
