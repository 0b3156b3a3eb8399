import ArgumentParser
import Desk
import Foundation
import JSON
import Journal
import Privacy

/// `frontdesk log …`: the conversation log on disk, read, proved, copied, mended and shortened.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Read, prove, copy, mend and shorten the conversation log.",
        discussion: """
            export, verify and backup only read, also beside a running server. erase and compact are carried out by the server while \
            one runs, through control.sock in the state folder. restore and repair want it stopped.
            """,
        subcommands: [Export.self, Verify.self, Backup.self, Restore.self, Erase.self, Compact.self, Repair.self])

    struct Place: ParsableArguments {
        @Option(name: .customLong("state"), help: "The state folder. Default: STATE_DIR, or .run.")
        var folder: String = ProcessInfo.processInfo.environment["STATE_DIR"] ?? ".run"
    }

    /// `log export`: events as lines of JSON.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the events as lines of JSON, in order.",
            discussion: "Personal data in texts is masked unless --unmasked. Identifiers and hashes are left as they are.")

        @OptionGroup var place: Place
        @Option(help: "Only events after this sequence number.")
        var after: UInt64 = 0
        @Flag(help: "Go on with events as they are written, until interrupted.")
        var follow = false
        @Flag(help: "Leave personal data as it was said.")
        var unmasked = false

        func run() throws {
            signal(SIGPIPE, SIG_DFL)
            let redactor = Redactor()
            var export = Journal.Export(place.folder, after: after)
            try reporting {
                repeat {
                    var lines: [UInt8] = []
                    try export.pass { record in
                        lines += try LogCommand.line(record, mask: unmasked ? nil : { redactor.mask($0) })
                        if lines.count > 1 << 16 {
                            FileHandle.standardOutput.write(Data(lines))
                            lines.removeAll(keepingCapacity: true)
                        }
                    }
                    FileHandle.standardOutput.write(Data(lines))
                    if follow { usleep(200_000) }
                } while follow
            }
        }
    }

    /// `log verify`: is every record as it was written?
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prove every record; name the first bad byte. Exit 1 when there is one.")

        @OptionGroup var place: Place

        func run() throws {
            try reporting {
                let verification = try Journal.verify(place.folder)
                if let torn = verification.torn {
                    try fail("log/\(torn.file): byte \(torn.byte): record \(torn.sequence): \(torn.reason)", status: 1)
                }
                if verification.missing > 0 {
                    try fail(
                        "log: the last \(verification.missing) records are gone, after record \(verification.sequence); "
                            + "if you have a backup that holds them: log restore DIR", status: 1)
                }
                print("\(verification.events) events, ok")
            }
        }
    }

    /// `log backup DIR`: a whole copy.
    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the log to a new folder, also while a server writes it.",
            discussion: "Keep erasures.jsonl elsewhere too: with it, a restored backup does not bring back what was erased since.")

        @OptionGroup var place: Place
        @Argument(help: "The folder to make; its parent must be there.")
        var folder: String

        func run() throws {
            try reporting {
                let copy = try Journal.backup(place.folder, to: folder, progress: meter("segments copied"))
                print("\(copy.events) events in \(folder)")
            }
        }
    }

    /// `log restore DIR`: a copy in place of the log.
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a backup in place of the log; what has been erased since stays erased.",
            discussion: "The log that was there is kept under STATE/aside-… until something is erased.")

        @OptionGroup var place: Place
        @Argument(help: "The folder that log backup made.")
        var folder: String

        func run() throws {
            try reporting {
                let restored = try Journal.restore(place.folder, from: folder, progress: meter("segments copied"))
                print("\(restored.events) events restored from \(folder)")
            }
        }
    }

    /// `log erase`: what a conversation, or a person, has said.
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase a conversation, or everything that holds a contact, physically.",
            discussion: "--contact - reads the telephone number or e-mail address from standard input, so that it is in no shell history.")

        @OptionGroup var place: Place
        @Option(help: "The conversation's id.")
        var conversation: String?
        @Option(help: "A telephone number or e-mail address, or - to read it from standard input.")
        var contact: String?

        func validate() throws {
            guard (conversation == nil) != (contact == nil) else { throw ValidationError("give --conversation or --contact") }
        }

        func run() async throws {
            var request: ControlSocket.Request
            if let conversation {
                request = .eraseConversation(conversation)
            } else {
                let text = contact == "-" ? readLine() ?? "" : contact ?? ""
                request = .eraseContact(text.trimmingCharacters(in: .whitespaces))
            }
            try await LogCommand.perform(request, in: place.folder)
        }
    }

    /// `log compact`: fewer, fuller segments.
    struct Compact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Merge small segments and what is left of dropped records.")

        @OptionGroup var place: Place

        func run() async throws { try await LogCommand.perform(.compact, in: place.folder) }
    }

    /// `log repair`: the last way out of damage.
    struct Repair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cut a damaged log before a record; what is cut is kept aside.",
            discussion: "log verify names the segment and the record. Prefer log restore when there is a backup.")

        @OptionGroup var place: Place
        @Option(help: "The segment's file name.")
        var segment: String
        @Option(help: "The first sequence number to give up.")
        var keepBefore: UInt64

        func run() throws {
            try reporting {
                let repair = try Journal.repair(place.folder, segment: segment, keepBefore: keepBefore)
                print(
                    "kept up to record \(repair.sequence); cut \(repair.bytes) bytes, \(repair.segments) later segments among them, "
                        + "which are in \(repair.keptIn)")
            }
        }
    }

    // MARK: Carrying out

    /// Has the server do it, or does it here when none runs.
    private static func perform(_ request: ControlSocket.Request, in folder: String) async throws {
        let show = meter("segments done")
        do {
            switch try ControlSocket.ask(request, of: folder, progress: show) {
            case .done(let text): print(text)
            case .refused(let text): try fail("log: \(text)", status: 1)
            case .nobody:
                guard FileManager.default.fileExists(atPath: folder + "/log") else {
                    try fail("log: \(folder)/log: there is no log", status: 1)
                }
                let journal = try Journal.open(folder)
                let result: Result<String, any Error>
                do { result = .success(try await carryOut(request, on: journal, progress: show)) } catch { result = .failure(error) }
                await journal.close()
                print(try result.get())
            }
        } catch let error as JournalError {
            try fail("log: \(error)", status: 1)
        }
    }

    /// Does what `erase` and `compact` ask for, when no server holds the log.
    ///
    /// - Returns: a line that says what was done.
    static func carryOut(
        _ request: ControlSocket.Request, on journal: Journal, progress: @escaping Journal.Progress
    ) async throws -> String {
        switch request {
        case .compact:
            let saved = try await journal.compact(progress: progress)
            return "saved \(saved.bytes) bytes and \(saved.segments) segments"
        case .eraseConversation(let id): return try await erase(.conversation(id), on: journal, progress)
        case .eraseContact(let contact): return try await erase(.contact(contact), on: journal, progress)
        }
    }

    private static func erase(
        _ scope: Erasure.Scope, on journal: Journal, _ progress: @escaping Journal.Progress
    ) async throws -> String {
        let done = try await Erasure.carryOut(
            scope, id: Dependencies.live.makeID(), askedBy: .system, at: Dependencies.live.now(), on: journal, progress: progress)
        return "erased \(done.records) records of \(done.streams.count) streams"
    }

    /// The same by the server, which has more than the log to forget.
    static func carryOut(
        _ request: ControlSocket.Request, on desk: Desk, progress: @escaping Journal.Progress
    ) async throws -> String {
        func erase(_ scope: Erasure.Scope) async throws(DeskError) -> String {
            let receipt = try await desk.erase(scope, askedBy: .system, progress: progress)
            return "erased \(receipt.records) records of \(receipt.streams) streams"
        }
        do throws(DeskError) {
            switch request {
            case .compact:
                let saved = try await desk.compact(progress: progress)
                return "saved \(saved.bytes) bytes and \(saved.segments) segments"
            case .eraseConversation(let id): return try await erase(.conversation(id))
            case .eraseContact(let contact): return try await erase(.contact(contact))
            }
        } catch .journal(let error) {
            // In the journal's own words, as the command says them without a server.
            throw error
        }
    }

    // MARK: Lines

    /// An event as a line of JSON, without the salt and the chain, which would let a masked number be guessed.
    static func line(_ record: Record, mask: ((String) -> String)?) throws -> [UInt8] {
        var data = try JSON(parsing: record.data, maximumDepth: 64)
        if let mask { data = masked(data, key: "", mask) }
        var writer = JSONWriter(capacity: record.data.count + 256)
        writer.object {
            $0.member("sequence", record.sequence)
            $0.member("at", record.time)
            $0.member("type", record.type)
            $0.member("conversation_id", record.stream.value)
            $0.member("number", record.number)
            $0.member("by", record.by)
            $0.member("data", data)
        }
        return writer.bytes + [10]
    }

    /// Masks every text but identifiers and hashes, whose digits could look like somebody's number.
    private static func masked(_ json: JSON, key: String, _ mask: (String) -> String) -> JSON {
        switch json {
        case .string(let text): key.hasSuffix("_id") || key.hasSuffix("hash") || key == "visitor" ? json : .string(mask(text))
        case .array(let values): .array(values.map { masked($0, key: key, mask) })
        case .object(let members): .object(members.map { JSON.Member($0.key, masked($0.value, key: $0.key, mask)) })
        default: json
        }
    }
}

/// Shows on a terminal how far a long command has come.
private func meter(_ what: String) -> Journal.Progress {
    guard isatty(STDERR_FILENO) == 1 else { return { _, _ in } }
    return { done, total in
        FileHandle.standardError.write(Data("\r\(done) of \(total) \(what)\(done == total ? "\n" : "")".utf8))
    }
}

/// Ends the command with exit 1 and the error's own words.
private func reporting(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as JournalError {
        try fail("log: \(error)", status: 1)
    }
}
