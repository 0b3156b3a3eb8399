import ArgumentParser
import Foundation
import Privacy

/// `frontdesk redact`: lines on standard input, the same lines without personal data on standard output.
///
/// What is read is written before more is waited for, so the command works in a pipe that stays open. Every line is
/// looked at by itself; it may be of any length and is held in memory. Bytes that are not UTF-8 become U+FFFD; a last
/// newline that is missing stays missing.
struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Replace personal data in lines of text.",
        discussion: """
            Reads lines from standard input and writes them with [NIK], [KK], [NPWP], [PHONE], [EMAIL], [PASSPORT], \
            [ACCOUNT], [CARD], [PLATE] and [ADDRESS] in place of personal data.
            """)

    func run() throws {
        let redactor = Redactor()
        let output = FileHandle.standardOutput
        var unfinished: [UInt8] = []
        // 64 KiB is what a pipe holds: a busy pipe costs a call per pipeful, a slow one a call per line.
        let newline = UInt8(ascii: "\n")
        while case let chunk = try Self.readSome(), !chunk.isEmpty {
            guard let last = chunk.lastIndex(of: newline) else { unfinished += chunk; continue }
            unfinished += chunk[...last]
            var masked = ""
            for line in unfinished.dropLast().split(separator: newline, omittingEmptySubsequences: false) {
                masked += redactor.mask(String(decoding: line, as: UTF8.self)) + "\n"
            }
            try output.write(contentsOf: Data(masked.utf8))
            unfinished = Array(chunk[(last + 1)...])
        }
        try output.write(contentsOf: Data(redactor.mask(String(decoding: unfinished, as: UTF8.self)).utf8))
    }

    /// What standard input has now, waiting only when that is nothing; empty at its end. (`FileHandle.read(upToCount:)`
    /// waits until it has it all.)
    private static func readSome() throws -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
            var result = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            while result < 0, errno == EINTR { result = read(STDIN_FILENO, buffer.baseAddress, buffer.count) }
            code = result < 0 ? errno : 0
            count = max(0, result)
        }
        guard code == 0 else { throw ReadFailed(code: code) }
        return bytes
    }
}

/// Standard input could not be read to its end.
private struct ReadFailed: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "standard input: \(String(cString: strerror(code))); the lines written so far are complete" }
}
