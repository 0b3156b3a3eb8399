import Desk
import Foundation

extension VisitorKey {
    private static let bytes = 32

    /// The key kept in the state folder, made (0600) at the first start. Without the file nobody can tell who a visitor's name stands for;
    /// with a new one, old names mean nobody.
    init(keptIn folder: URL) throws {
        let file = folder.appending(component: "visitor-key")
        if let kept = FileManager.default.contents(atPath: file.path), kept.count == Self.bytes {
            self.init(bytes: Array(kept))
            return
        }
        var random = SystemRandomNumberGenerator()
        let made = (0..<Self.bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard FileManager.default.createFile(atPath: file.path, contents: Data(made), attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
        }
        self.init(bytes: made)
    }
}
