import ArgumentParser
import Foundation
import Privacy

/// `frontdesk redact`: lines on standard input, the same lines without personal data on standard output.
///
/// Each line is written as soon as it is read, so the command works in a pipe that stays open. A line may be of any
/// length and is held in memory; bytes that are not UTF-8 become U+FFFD; a last newline that is missing stays missing.
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
        while let line = readLine(strippingNewline: false) {
            // Straight to the descriptor: nothing waits in a buffer while the next line is slow to come.
            try output.write(contentsOf: Data(redactor.mask(line).utf8))
        }
    }
}
