import ArgumentParser
import Desk
import Dialogue
import Foundation

/// `frontdesk faq`: looks after the content.
struct FAQCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "faq", abstract: "Check the answers.", subcommands: [Check.self])

    /// `faq check [--strict] FILE`: exit 0 when the file can be used, 1 with every mistake by its path when not.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what is wrong with a content file, all of it at once.")

        @Flag(help: "Warnings fail too.")
        var strict = false
        @Argument(help: "The answers; the files beside them are checked too.")
        var file: String
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let setting = try settings.read().contentSetting
            let files: ContentFiles
            do throws(ContentError) {
                files = try ContentFiles(faq: URL(filePath: file), setting: setting)
            } catch {
                print(error)
                throw ExitCode(1)
            }
            for warning in files.warnings { print(warning) }
            let examples = files.trainingSet.intents.map(\.examples.count).reduce(0, +)
            let expected: [Intent.Role] = [.greeting, .thanks, .human, .complaint, .contact, .hours]
            let missing = expected.filter { role in !files.faq.intents.contains { $0.role == role } }.map(\.rawValue)
            if !missing.isEmpty {
                say(
                    "note: no intent has the role \(missing.joined(separator: ", ")); what visitors say of that kind is answered like any other"
                )
            }
            let isClean = files.warnings.isEmpty
            say("\(files.faq.intents.count) intents, \(examples) examples, version \(files.faq.version)" + (isClean ? ", ok" : ""))
            if strict, !isClean { throw ExitCode(1) }
        }
    }
}
