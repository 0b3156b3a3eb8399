import Foundation
import HTTP
import Synchronization

/// nginx's password file, `<state>/htpasswd`: every line is an admin, and a colleague to assign to. nginx reads it at each request.
final class PasswordFile: Sendable {
    private let path: String
    private let known = Mutex<(changed: Date?, names: [String])>((nil, []))

    init(folder: String) {
        path = folder + "/htpasswd"
    }

    /// In the order of the file; none when there is no such file. Read again when it has changed.
    func names() -> [String] {
        // No file, no admins: nginx lets nobody in either.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let changed = attributes?[.modificationDate] as? Date
        return known.withLock { known in
            guard changed != known.changed else { return known.names }
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            known = (changed, text.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) })
            return known.names
        }
    }

    /// Changes the file as `change` says: read, changed, written beside it and renamed, by one process at a time.
    ///
    /// nginx never sees half a file, and two changes at once are both kept.
    func update(_ change: (inout Lines) throws(PasswordError) -> Void) throws(PasswordError) {
        let lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .unwritable(path) }
        defer { close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw .unwritable(path) }
        var lines = try Lines(path)
        try change(&lines)
        try lines.write()
    }

    /// Gives `name` another password if `current` is theirs.
    func change(_ name: String, from current: String, to password: String) throws(PasswordError) -> Bool {
        var isRight = false
        try update { lines throws(PasswordError) in
            isRight = lines.is(current, thatOf: name)
            if isRight { try lines.set(name, password: password) }
        }
        return isRight
    }

    /// The file as it stands, in its order.
    struct Lines {
        private let path: String
        private var order: [String] = []
        private var hashes: [String: String] = [:]

        /// No file yet: the first admin makes it.
        fileprivate init(_ path: String) throws(PasswordError) {
            self.path = path
            for line in ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw .malformed(path, line: order.count + 1) }
                order.append(parts[0])
                hashes[parts[0]] = parts[1]
            }
        }

        func contains(_ name: String) -> Bool { hashes[name] != nil }

        /// Whether `password` is that of `name`; false for a scheme that only nginx knows (`{SSHA}`, `$apr1$`).
        func `is`(_ password: String, thatOf name: String) -> Bool {
            guard let hash = hashes[name], hash.hasPrefix("$"), let own = PasswordFile.crypted(password, hash) else { return false }
            return own == hash
        }

        mutating func set(_ name: String, password: String) throws(PasswordError) {
            guard PasswordFile.isName(name) else { throw .noName(name) }
            let hash = try PasswordFile.hash(password)
            if hashes.updateValue(hash, forKey: name) == nil { order.append(name) }
        }

        mutating func remove(_ name: String) {
            hashes[name] = nil
            order.removeAll { $0 == name }
        }

        fileprivate func write() throws(PasswordError) {
            let text = order.compactMap { name in hashes[name].map { "\(name):\($0)\n" } }.joined()
            let fresh = path + ".new"
            // As the file was: nginx's workers may be another user's.
            var old = stat()
            let isThere = stat(path, &old) == 0
            guard
                FileManager.default.createFile(
                    atPath: fresh, contents: Data(text.utf8),
                    attributes: [.posixPermissions: isThere ? Int(old.st_mode & 0o777) : 0o600]),
                !isThere || chown(fresh, old.st_uid, old.st_gid) == 0 || geteuid() != 0, rename(fresh, path) == 0
            else { throw .unwritable(path) }
        }
    }

    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || [0x2D, 0x2E, 0x5F].contains($0)
            }
    }

    /// One at a time: `crypt` answers from a place of its own.
    private static let crypting = Mutex(())

    /// sha512-crypt, which nginx checks by the same library: 5,000 rounds, about 2 ms of nginx at each request of an admin.
    private static func hash(_ password: String) throws(PasswordError) -> String {
        guard AdminPassword.isAcceptable(password) else { throw .weak }
        let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        // 96 random bits: no two admins share one.
        let salt = String((0..<16).map { _ in letters[Int.random(in: 0..<64)] })
        guard let hash = crypted(password, "$6$" + salt), hash.hasPrefix("$6$") else { throw .uncrypted }
        return hash
    }

    /// What the C library makes of `password` under the scheme and salt that `setting` begins with.
    private static func crypted(_ password: String, _ setting: String) -> String? {
        crypting.withLock { _ in crypt(password, setting).map { String(cString: $0) } }
    }
}

/// Why the password file is as it was.
enum PasswordError: Error, CustomStringConvertible {
    case noName(String)
    case weak
    case malformed(String, line: Int)
    case unwritable(String)
    case uncrypted

    var description: String {
        switch self {
        case .noName(let name): "`\(name)` is no name: letters, digits, `.`, `-` and `_`, at most 64"
        case .weak:
            "a password has \(AdminPassword.characters.lowerBound) to \(AdminPassword.characters.upperBound) characters, none of them a control character"
        case .malformed(let path, let line): "\(path), line \(line): not NAME:HASH"
        case .unwritable(let path): "\(path) cannot be written"
        case .uncrypted: "the C library made no sha512-crypt hash"
        }
    }
}
