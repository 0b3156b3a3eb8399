import ArgumentParser
import Foundation

/// `frontdesk admin`: the lines of the password file that nginx asks for.
struct AdminCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Add, remove or change the password of an admin.",
        discussion:
            "The password is read from standard input and kept as sha512-crypt in <state>/htpasswd (0600). nginx reads it at each request.",
        subcommands: [Add.self, Remove.self, Passwd.self])

    struct Place: ParsableArguments {
        @Option(help: "The state folder.")
        var state = ".run"
        @Argument(help: "The admin's name: letters, digits, `.`, `-` and `_`, at most 64.")
        var name: String
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an admin.")
        @OptionGroup var place: Place

        func run() throws {
            let password = try AdminCommand.password()
            try AdminCommand.update(place) { lines, name throws(PasswordError) in
                guard !lines.contains(name) else { return "\(name) is there already; see `admin passwd`" }
                try lines.set(name, password: password)
                return nil
            }
        }
    }

    struct Passwd: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change an admin's password.")
        @OptionGroup var place: Place

        func run() throws {
            let password = try AdminCommand.password()
            try AdminCommand.update(place) { lines, name throws(PasswordError) in
                guard lines.contains(name) else { return "there is no \(name); see `admin add`" }
                try lines.set(name, password: password)
                return nil
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an admin. What they did stays in the audit log.")
        @OptionGroup var place: Place

        func run() throws {
            try AdminCommand.update(place) { lines, name throws(PasswordError) in
                guard lines.contains(name) else { return "there is no \(name)" }
                lines.remove(name)
                return nil
            }
        }
    }

    /// Changes the file, or says why it stays as it is.
    private static func update(
        _ place: Place, _ change: (inout PasswordFile.Lines, _ name: String) throws(PasswordError) -> String?
    ) throws {
        guard PasswordFile.isName(place.name) else { try fail("admin: \(PasswordError.noName(place.name))", status: 64) }
        guard FileManager.default.fileExists(atPath: place.state) else {
            try fail("admin: there is no folder \(place.state); give --state", status: 1)
        }
        var objection: String?
        do throws(PasswordError) {
            try PasswordFile(folder: place.state).update { lines throws(PasswordError) in objection = try change(&lines, place.name) }
        } catch {
            try fail("admin: \(error)", status: 1)
        }
        if let objection { try fail("admin: \(objection)", status: 1) }
    }

    private static func password() throws -> String {
        guard let password = readLine(strippingNewline: true) else {
            try fail("admin: the password must come on standard input", status: 1)
        }
        return password
    }
}
