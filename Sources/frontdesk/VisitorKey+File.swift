import Desk
import Foundation

extension VisitorKey {
    /// The key kept in the state folder, made at the first start. Without the file nobody can tell who a visitor's name stands for; with a
    /// new one, old names mean nobody.
    init(keptIn folder: URL) throws {
        self.init(bytes: try KeyFile.bytes(named: "visitor-key", in: folder))
    }
}

extension ChecklistSeal {
    /// The seal whose key is kept in the state folder, made at the first start. With a new one, links to checklists are dead.
    init(keptIn folder: URL) throws {
        self.init(bytes: try KeyFile.bytes(named: "checklist-key", in: folder))
    }
}

/// Keys that are made once and kept in the state folder, readable to its owner alone.
private enum KeyFile {
    private static let bytes = 32

    static func bytes(named name: String, in folder: URL) throws -> [UInt8] {
        let file = folder.appending(component: name)
        if let kept = FileManager.default.contents(atPath: file.path), kept.count == bytes { return Array(kept) }
        var random = SystemRandomNumberGenerator()
        let made = (0..<bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard FileManager.default.createFile(atPath: file.path, contents: Data(made), attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
        }
        return made
    }
}
