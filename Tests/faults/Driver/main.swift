import Glibc
import Journal

// The program that the fault tests and the bench run: a real process around a real journal.
//
//   JournalDriver bench FOLDER SECONDS WRITERS                 appends of 300-byte records; one line of JSON
//   JournalDriver write FOLDER WRITERS APPENDS SEGMENTBYTES    appends runs of 1...3 records; `ack STREAM NUMBER` for each on disk
//   JournalDriver maintain FOLDER                              appends, erases c1, drops c2, compacts; `ack …` and `done …` for each
//   JournalDriver talk FOLDER                                  `append STREAM NUMBER`, `count STREAM`, `close` from standard input
//   JournalDriver judge                                        opens each folder named on standard input, as a start does; its events,
//                                                              then `end MISSING` or `refused WHY`
//   JournalDriver fill FOLDER MESSAGES CONVERSATIONS [STATE]   a large log, of records as STATE's log has them
//   JournalDriver start FOLDER                                 opens it; one line of JSON
//   JournalDriver snapshot FOLDER                              keeps a snapshot for the next start
//
// Each record's text is `STREAM NUMBER`, so that whoever reads the log knows what should be there.

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "bench" where arguments.count == 5:
    try await Bench(folder: arguments[2], seconds: Double(arguments[3]) ?? 3, writers: Int(arguments[4]) ?? 64).run()
case "write" where arguments.count == 6:
    try await Drive(folder: arguments[2], segmentBytes: Int(arguments[5]) ?? 4096)
        .write(writers: Int(arguments[3]) ?? 8, appends: Int(arguments[4]) ?? 20)
case "maintain" where arguments.count == 3:
    try await Drive(folder: arguments[2], segmentBytes: 3000).maintain()
case "talk" where arguments.count == 3:
    try await Drive(folder: arguments[2], segmentBytes: 1 << 20).talk()
case "judge" where arguments.count == 2:
    try await Drive.judge()
case "fill" where arguments.count == 5 || arguments.count == 6:
    try Fill.write(
        arguments[2], messages: Int(arguments[3]) ?? 1_000_000, conversations: Int(arguments[4]) ?? 100_000,
        pattern: arguments.count == 6 ? arguments[5] : nil)
case "start" where arguments.count == 3:
    try Fill.start(arguments[2])
case "snapshot" where arguments.count == 3:
    try await Fill.snapshot(arguments[2])
default:
    print("usage: JournalDriver bench|write|maintain|talk|judge|fill|start|snapshot FOLDER …")
    exit(64)
}
