import Desk
import Foundation

extension ContentFiles {
    /// So much a content file may hold; a faq of 1,000 intents has about 10 MB.
    static let maximumBytes = 64 << 20

    /// The names that are looked for beside `faq.json`.
    static let companions = [
        "site.json", "phrases.json", "background.json", "slang.json", "concepts.json", "checklist.json", "qualification.json",
        "hours.json", "canned.json", "declined.json", "polish/system.id.txt", "polish/style.id.txt", "polish/system.en.txt",
        "polish/style.en.txt",
    ]

    /// Reads the answers at `faq` and the files beside them.
    ///
    /// - Parameter lexicon: where `slang.json`, `concepts.json` and `background.json` are instead.
    /// - Throws: `ContentError`, which names each mistake by its path.
    init(faq: URL, setting: Setting) throws(ContentError) {
        var files = ["faq.json": try Self.bytes(of: faq)]
        for name in Self.companions {
            let file = faq.deletingLastPathComponent().appending(path: name)
            if FileManager.default.fileExists(atPath: file.path) { files[name] = try Self.bytes(of: file) }
        }
        try self.init(files: files, setting: setting)
    }

    private static func bytes(of file: URL) throws(ContentError) -> [UInt8] {
        func problem(_ text: String) -> ContentError {
            ContentError(file: file.path, mistakes: [Mistake(path: "", problem: text, severity: .error)])
        }
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw problem("cannot be read: \((error as NSError).localizedDescription)")
        }
        guard data.count <= maximumBytes else { throw problem("has \(data.count) bytes; the limit is \(maximumBytes)") }
        return Array(data)
    }
}
