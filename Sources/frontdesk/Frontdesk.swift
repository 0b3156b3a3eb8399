import ArgumentParser
import Foundation

/// The program: reads the configuration, introduces the rooms to each other, runs.
@main
struct Frontdesk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontdesk", abstract: "The front desk of a company on the web.",
        discussion: """
            Commands read standard input or files, write results to standard output and diagnostics to standard error.
            Exit status: 0 done; 1 what was checked does not hold; 64 the command line is wrong; 78 a setting is wrong.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, ClassifyCommand.self, EvaluateCommand.self, RedactCommand.self, LogCommand.self, FAQCommand.self,
            SiteCommand.self, ChecklistCommand.self, AdminCommand.self, ConfigCommand.self,
            DoctorCommand.self,
        ])

    static let version = "0.1.0"
    /// No machine's clock that is right tells an earlier day.
    static let released = Date(timeIntervalSince1970: 1_793_491_200)  // 2026-11-01
}

/// Where settings come from, for every command that needs them.
struct SettingsOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A file of settings, KEY=VALUE; the environment wins over it.")
    var file: String?

    /// - Throws: exit 78 after all mistakes have been told.
    func read() throws -> Configuration {
        var text: String?
        if let file {
            do {
                text = try String(contentsOfFile: file, encoding: .utf8)
            } catch {
                try fail("--config \(file): cannot be read", status: 78)
            }
        }
        do throws(Configuration.Mistakes) {
            return try Configuration(environment: ProcessInfo.processInfo.environment, file: text)
        } catch {
            try fail("\(error)", status: 78)
        }
    }
}

/// Says what is wrong on standard error and ends with `status`.
func fail(_ message: String, status: Int32) throws -> Never {
    say(message)
    throw ExitCode(status)
}

/// One line to standard error: diagnostics for people.
func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
