import ArgumentParser
import Desk
import Foundation
import Journal
import Logging
import Print

/// `frontdesk doctor`: what is wrong on this machine and what to do.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at permissions, socket, disk, clock, nginx and content; say what is wrong and what to do.",
        discussion: "Only looks. Exit status 0 when nothing is wrong, 1 when something is.")

    @Option(help: "The state folder; STATE_DIR when not given.")
    var state: String?
    @Option(help: "The responder's socket; fcgi.sock in the state folder when not given.")
    var socket: String?
    @Option(help: "nginx's folder, with nginx.conf in it; nginx in the state folder when not given.")
    var nginx: String?
    @Option(name: .customLong("config"), help: "A file of settings, KEY=VALUE; the environment wins over it.")
    var file: String?

    func run() throws {
        var examination = Examination()
        let settings = examination.settings(file: file)
        let folder = state ?? settings?.stateFolder ?? ProcessInfo.processInfo.environment["STATE_DIR"] ?? ".run"
        examination.permissions(of: folder)
        examination.socket(at: socket ?? folder + "/fcgi.sock")
        examination.disk(of: folder)
        examination.clock(beside: folder)
        examination.admins(in: folder)
        examination.nginx(in: nginx ?? folder + "/nginx")
        if let settings { examination.content(settings) }
        for line in examination.lines { print(line) }
        guard examination.wrong == 0 else {
            say("\(examination.wrong) of \(examination.lines.count) are wrong")
            throw ExitCode(1)
        }
    }
}

/// What was looked at, and what was found.
struct Examination {
    private(set) var lines: [String] = []
    private(set) var wrong = 0

    private mutating func good(_ subject: String, _ what: String) { lines.append("ok     \(subject): \(what)") }

    /// - Parameter remedy: what to do, as somebody can type or do it.
    private mutating func bad(_ subject: String, _ what: String, _ remedy: String) {
        wrong += 1
        lines.append("wrong  \(subject): \(what). \(remedy)")
    }

    mutating func settings(file: String?) -> Configuration? {
        var text: String?
        if let file {
            text = try? String(contentsOfFile: file, encoding: .utf8)
            guard text != nil else {
                bad("settings", "\(file) cannot be read", "Give --config a file that is there")
                return nil
            }
        }
        do throws(Configuration.Mistakes) {
            let configuration = try Configuration(environment: ProcessInfo.processInfo.environment, file: text)
            good("settings", "\(configuration.values.count { $0.origin != "default" }) set, none wrong")
            return configuration
        } catch {
            for line in error.lines { bad("settings", line, "`frontdesk config` tells each one's range") }
            return nil
        }
    }

    mutating func permissions(of folder: String) {
        guard FileManager.default.fileExists(atPath: folder) else {
            return bad("permissions", "there is no folder \(folder)", "Start once (deploy/run), or name the right one: --state DIR")
        }
        guard access(folder, R_OK | W_OK | X_OK) == 0 else {
            return bad("permissions", "\(folder) cannot be read and written by this user", "Run this as the service's user")
        }
        let faults = StatePermissions(folder: folder).faults()
        if faults.isEmpty { return good("permissions", "what is kept in \(folder) is for its owner alone") }
        for fault in faults.prefix(10) {
            bad(
                "permissions", "\(fault)",
                fault.isForeign ? "chown it to the service's user" : "chmod \(String(fault.wanted, radix: 8)) \(fault.path)")
        }
        if faults.count > 10 { bad("permissions", "\(faults.count - 10) more like these", "chmod --recursive go= \(folder)") }
    }

    /// Whether somebody listens at `path`: a connection is made and given up.
    mutating func socket(at path: String) {
        var report = stat()
        guard lstat(path, &report) == 0 else {
            return bad("socket", "there is no \(path)", "Start the service: deploy/run, or systemctl start frontdesk.socket")
        }
        guard report.st_mode & S_IFMT == S_IFSOCK else { return bad("socket", "\(path) is no socket", "Remove it and start the service") }
        guard report.st_mode & 0o007 == 0 else { return bad("socket", "anybody may connect to \(path)", "chmod 660 \(path)") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else {
            return bad("socket", "the path \(path) is longer than \(room - 1) bytes", "Choose a shorter one")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 }
        }
        if isConnected { return good("socket", "\(path) accepts connections") }
        bad("socket", "nobody accepts at \(path) (\(String(cString: strerror(errno))))", "Start the service; its log says why it ended")
    }

    mutating func disk(of folder: String) {
        var report = statvfs()
        guard statvfs(folder, &report) == 0 else { return }
        let free = UInt64(report.f_bavail) * UInt64(report.f_frsize), total = UInt64(report.f_blocks) * UInt64(report.f_frsize)
        let share = total > 0 ? Double(free) / Double(total) : 0
        let told = "\(free >> 20) MB of \(total >> 20) MB are free (\(Int(share * 100)) %)"
        // As the journal has it: a tenth is low, a fiftieth is full.
        if share >= 0.1 { return good("disk", told) }
        bad("disk", told, share < 0.02 ? "No new conversation begins until there is room: make some" : "Make room before it is full")
    }

    /// The clock beside what the log's files say: one that went back would give new events old times.
    mutating func clock(beside folder: String) {
        let now = Date()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/log")) ?? []
        let newest = names.compactMap {
            (try? FileManager.default.attributesOfItem(atPath: "\(folder)/log/\($0)"))?[.modificationDate] as? Date
        }.max()
        let told = now.formatted(.iso8601)
        if now < Frontdesk.released {
            return bad("clock", "it is \(told) by this machine, before this version was made", "timedatectl set-ntp true")
        }
        if let newest, newest > now.addingTimeInterval(60) {
            return bad(
                "clock", "the log was written at \(newest.formatted(.iso8601)), later than now (\(told))", "timedatectl set-ntp true")
        }
        good("clock", told)
    }

    mutating func admins(in folder: String) {
        let path = folder + "/htpasswd"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty else {
            return bad("admins", "there is no line in \(path)", "frontdesk admin add NAME --state \(folder)")
        }
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        for line in lines where line.count != 2 || !Self.isSlowHash(line[1]) {
            bad(
                "admins", "the password of \(line.first ?? "a line") is kept in a form that is quick to guess",
                "frontdesk admin passwd \(line.first ?? "NAME") --state \(folder)")
        }
        if lines.allSatisfy({ $0.count == 2 && Self.isSlowHash($0[1]) }) { good("admins", "\(lines.count)") }
    }

    /// sha512-crypt, or bcrypt whose cost does not hold up nginx's worker.
    private static func isSlowHash(_ hash: Substring) -> Bool {
        if hash.hasPrefix("$6$") { return true }
        guard hash.hasPrefix("$2b$") || hash.hasPrefix("$2y$"), let cost = Int(hash.dropFirst(4).prefix(2)) else { return false }
        return (4...8).contains(cost)
    }

    mutating func nginx(in folder: String) {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/sbin/nginx"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let program else { return bad("nginx", "it is not installed", "apt-get install nginx libnginx-mod-http-brotli-static") }
        guard FileManager.default.fileExists(atPath: folder + "/nginx.conf") else {
            return bad("nginx", "there is no \(folder)/nginx.conf", "deploy/run writes it; or name nginx's own folder: --nginx /etc/nginx")
        }
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-t", "-q", "-e", "stderr", "-p", folder, "-c", "nginx.conf"]
        process.standardError = output
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            return bad("nginx", "\(program) cannot be run", "Reinstall it")
        }
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 0 { return good("nginx", "its configuration in \(folder) is good") }
        let lines = said.split(separator: "\n").filter { $0.contains("[emerg]") || $0.contains("[crit]") }
        for line in lines.isEmpty ? ["nginx -t ended with status \(process.terminationStatus)"] : lines {
            bad("nginx", "\(line)", "Mend it in nginx/, or let deploy/run write it again")
        }
    }

    mutating func content(_ settings: Configuration) {
        do throws(ContentError) {
            let files = try ContentFiles(faq: URL(filePath: settings.faqPath), setting: settings.contentSetting)
            let warnings = files.warnings.map(\.mistakes.count).reduce(0, +)
            good(
                "content",
                "\(files.faq.intents.count) intents, version \(files.faq.version)"
                    + (warnings > 0 ? "; \(warnings) could be better, see `frontdesk faq check`" : ""))
        } catch {
            for mistake in error.mistakes.prefix(20) {
                bad("content", "\(error.file): \(mistake)", "Mend the file; `frontdesk faq check \(settings.faqPath)` tells all of it")
            }
        }
        do throws(PrintError) {
            _ = try Press()
            good("paper", "checklists can be printed")
        } catch {
            bad("paper", "checklists cannot be printed (\(error))", "apt-get install fonts-lato")
        }
    }
}
