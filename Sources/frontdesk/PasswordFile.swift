import Foundation
import Synchronization

/// The names in nginx's password file: every line is an admin, and a colleague to assign to. Read again when it has changed.
final class PasswordFile: Sendable {
    private let path: String
    private let known = Mutex<(changed: Date?, names: [String])>((nil, []))

    init(folder: String) {
        path = folder + "/htpasswd"
    }

    /// In the order of the file; none when there is no such file.
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
}
