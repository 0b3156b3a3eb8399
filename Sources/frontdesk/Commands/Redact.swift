import ArgumentParser
import Foundation
import Privacy

/// `frontdesk redact`: lines on standard input, the same lines without personal data on standard output.
///
/// Each line is written as soon as it is read, so the command works at the end of a pipe that stays open. A line may
/// be of any length and is held in memory; bytes that are not UTF-8 become U+FFFD; a missing last newline stays missing.
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
        // getline grows its buffer to the line's length and keeps NUL bytes; readLine would decode twice.
        var buffer: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(buffer) }
        while true {
            let count = getline(&buffer, &capacity, stdin)
            guard count >= 0, let buffer else { break }
            let line = String(decoding: UnsafeRawBufferPointer(start: buffer, count: count), as: UTF8.self)
            var masked = redactor.mask(line)
            try masked.withUTF8 { try Self.write(UnsafeRawBufferPointer($0)) }
        }
        guard ferror(stdin) == 0 else { throw ReadFailed(code: errno) }
    }

    /// Writes all bytes to standard output at once, so nothing waits in a buffer.
    private static func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Foundation.write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            // The reader went away (`| head`): nobody is left to tell.
            if written < 0, errno == EPIPE { throw ExitCode.success }
            guard written > 0 else { throw WriteFailed(code: errno) }
            rest = rest.dropFirst(written)
        }
    }
}

/// Standard input could not be read to its end.
private struct ReadFailed: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "standard input: \(String(cString: strerror(code))); the lines written so far are complete" }
}

/// Standard output took no more.
private struct WriteFailed: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "standard output: \(String(cString: strerror(code)))" }
}
