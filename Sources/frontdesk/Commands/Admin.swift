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
            var file = try AdminCommand.read(place)
            guard file.lines[place.name] == nil else { try fail("admin: \(place.name) is there already; see `admin passwd`", status: 1) }
            file.lines[place.name] = try AdminCommand.hash()
            file.order.append(place.name)
            try file.write()
        }
    }

    struct Passwd: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change an admin's password.")
        @OptionGroup var place: Place

        func run() throws {
            var file = try AdminCommand.read(place)
            guard file.lines[place.name] != nil else { try fail("admin: there is no \(place.name); see `admin add`", status: 1) }
            file.lines[place.name] = try AdminCommand.hash()
            try file.write()
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an admin. What they did stays in the audit log.")
        @OptionGroup var place: Place

        func run() throws {
            var file = try AdminCommand.read(place)
            guard file.lines.removeValue(forKey: place.name) != nil else { try fail("admin: there is no \(place.name)", status: 1) }
            file.order.removeAll { $0 == place.name }
            try file.write()
        }
    }

    /// The file as it stands, in its order.
    private struct PasswordLines {
        var path: String
        var order: [String] = []
        var lines: [String: String] = [:]

        /// Written beside it and renamed: nginx never sees half a file.
        func write() throws {
            let text = order.compactMap { name in lines[name].map { "\(name):\($0)\n" } }.joined()
            let fresh = path + ".new"
            // As the file was: nginx's workers may be another user's.
            var old = stat()
            let isThere = stat(path, &old) == 0
            guard
                FileManager.default.createFile(
                    atPath: fresh, contents: Data(text.utf8),
                    attributes: [.posixPermissions: isThere ? Int(old.st_mode & 0o777) : 0o600]),
                !isThere || chown(fresh, old.st_uid, old.st_gid) == 0 || geteuid() != 0, rename(fresh, path) == 0
            else { try fail("admin: \(path) cannot be written", status: 1) }
        }
    }

    private static func read(_ place: Place) throws -> PasswordLines {
        let isName = place.name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || [0x2D, 0x2E, 0x5F].contains($0)
        }
        guard (1...64).contains(place.name.utf8.count), isName else { try fail("admin: `\(place.name)` is no name", status: 64) }
        guard FileManager.default.fileExists(atPath: place.state) else {
            try fail("admin: there is no folder \(place.state); give --state", status: 1)
        }
        var file = PasswordLines(path: place.state + "/htpasswd")
        // No file yet: the first admin makes it.
        for line in ((try? String(contentsOfFile: file.path, encoding: .utf8)) ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { try fail("admin: \(file.path): `\(line)` is not NAME:HASH", status: 1) }
            file.order.append(parts[0])
            file.lines[parts[0]] = parts[1]
        }
        return file
    }

    /// sha512-crypt of the password on standard input, by openssl: it is there, and the password is in no argument.
    private static func hash() throws -> String {
        guard let password = readLine(strippingNewline: true), password.utf8.count >= 12 else {
            try fail("admin: a password of at least 12 bytes must come on standard input", status: 1)
        }
        let process = Process(), input = Pipe(), output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["passwd", "-6", "-stdin"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data((password + "\n").utf8))
        input.fileHandleForWriting.closeFile()
        let hash = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        process.waitUntilExit()
        guard process.terminationStatus == 0, hash.hasPrefix("$6$") else { try fail("admin: openssl could not make a hash", status: 1) }
        return hash
    }
}
