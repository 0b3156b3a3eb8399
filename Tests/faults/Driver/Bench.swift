import Glibc
import Journal

/// Appends as fast as the disk allows with a number of writers, each waiting for its own append.
struct Bench {
    let folder: String
    let seconds: Double
    let writers: Int

    func run() async throws {
        let syncMicroseconds = try Self.syncs(in: folder, seconds: 1)
        let journal = try Journal.open(folder)
        let payload =
            "{\"text\":\"" + String(repeating: "a", count: (Int(getenv("SIZE").map { String(cString: $0) } ?? "300") ?? 300) - 11) + "\"}"
        let entry = Entry(at: 1_763_800_000_000, type: "visitorSaid", by: "visitor", data: Array(payload.utf8))
        let entries = Array(repeating: entry, count: Int(getenv("RUN").map { String(cString: $0) } ?? "1") ?? 1)
        let base = journal.counters
        let processorBefore = Self.processorMicroseconds()
        let start = Self.now()
        let end = start + seconds * 1e6
        var latencies = try await withThrowingTaskGroup(of: [Float].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let stream = StreamID("bench-\(start)-\(writer)")
                    var number: UInt64 = 0
                    var latencies: [Float] = []
                    var before = Self.now()
                    while before < end {
                        try await journal.append(entries, to: stream, expecting: number)
                        number += UInt64(entries.count)
                        let after = Self.now()
                        latencies.append(Float(after - before))
                        before = after
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = (Self.now() - start) / 1e6
        let processor = Self.processorMicroseconds() - processorBefore
        let counters = journal.counters
        await journal.close()
        latencies.sort()
        func percentile(_ share: Double) -> Int { Int(latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]) }
        let syncs = Double(counters.syncs - base.syncs)
        print(
            "{\"name\":\"journal\",\"writers\":\(writers),\"appends_per_second\":\(Int(Double(latencies.count) / elapsed)),"
                + "\"p50_us\":\(percentile(0.5)),\"p99_us\":\(percentile(0.99)),"
                + "\"appends_per_sync\":\(Self.rounded(Double(latencies.count) / syncs)),\"syncs_per_second\":\(Int(syncs / elapsed)),"
                + "\"cpu_us_per_append\":\(Self.rounded(processor / Double(latencies.count))),"
                + "\"disk_fdatasync_us\":\(Self.rounded(syncMicroseconds)),\"disk_fdatasync_per_second\":\(Int(1e6 / syncMicroseconds))}")
    }

    /// What one write of 300 bytes and its `fdatasync` take on this disk, in microseconds: the ceiling for one writer.
    private static func syncs(in folder: String, seconds: Double) throws -> Double {
        mkdir(folder, 0o700)
        let path = folder + "/bench-fdatasync"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        guard file >= 0 else { throw BenchError(path: path, code: errno) }
        defer {
            close(file)
            unlink(path)
        }
        let bytes = [UInt8](repeating: 65, count: 300)
        let start = now()
        var count = 0.0
        while now() - start < seconds * 1e6 {
            guard write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else {
                throw BenchError(path: path, code: errno)
            }
            count += 1
        }
        return (now() - start) / count
    }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    static func processorMicroseconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

struct BenchError: Error {
    let path: String
    let code: Int32
}
