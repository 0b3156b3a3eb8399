import Glibc
import Journal

// The program that the fault tests and the bench run: a real process around a real journal.
//
//   JournalDriver bench FOLDER SECONDS WRITERS      appends of 300-byte records; one line of JSON

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "bench" where arguments.count == 5:
    try await Bench(folder: arguments[2], seconds: Double(arguments[3]) ?? 3, writers: Int(arguments[4]) ?? 64).run()
default:
    print("usage: JournalDriver bench FOLDER SECONDS WRITERS")
    exit(64)
}
