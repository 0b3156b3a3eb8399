import Glibc

@testable import Journal

/// A folder of its own for one test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    /// - Parameter inMemory: where it may lie in memory, as its syncs are not what the test is about.
    init(inMemory: Bool = true) {
        let usual = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let template = (inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : usual) + "/journal-XXXXXX"
        var bytes = Array(template.utf8CString)
        path = bytes.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else { return template }
            return String(cString: made)
        }
    }

    deinit { remove(path) }

    private func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in (try? Disk.names(in: path)) ?? [] { remove(path + "/" + name) }
        rmdir(path)
    }

    var state: String { path + "/state" }
    var log: String { state + "/log" }

    func bytes(_ name: String) -> [UInt8] { ((try? Disk.contents(log + "/" + name)) ?? nil) ?? [] }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try Disk.open(log + "/" + name, O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
    }

    var segments: [String] { ((try? Disk.names(in: log)) ?? []).filter { $0.hasSuffix(".jsonl") } }
}

func entry(_ text: String, type: String = "visitorSaid", by: String = "visitor", at: Int64 = 1_763_800_000_123) -> Entry {
    Entry(at: at, type: type, by: by, data: Array("{\"text\":\"\(text)\"}".utf8))
}

func text(_ record: Record) -> String {
    String(String(decoding: record.data, as: UTF8.self).dropFirst(9).dropLast(2))
}
