import Dialogue
import Foundation
import Testing
import Transcripts

@Suite struct TranscriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    static let names: [String] = {
        // An unreadable folder gives no names, which the first test does not accept.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    private static func replay(_ text: String) throws(Transcript.Mistake) -> String {
        try Transcript.replay(text, first: House.content()) { name in House.Furnishing(rawValue: name).map { House.content($0) } }
    }

    @Test func `there are at least 60 transcripts`() {
        #expect(Self.names.count >= 60)
    }

    /// `UPDATE_GOLDEN=1 swift test --filter TranscriptTests` writes what the bot does now; review the difference like code.
    @Test(arguments: names) func `the bot says what the transcript says`(name: String) throws {
        let file = Self.folder.appending(path: name)
        let written = try String(contentsOf: file, encoding: .utf8)
        let replayed = try Self.replay(written)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            if replayed != written { try replayed.write(to: file, atomically: true, encoding: .utf8) }
            return
        }
        let pairs = zip(
            replayed.split(separator: "\n", omittingEmptySubsequences: false),
            written.split(separator: "\n", omittingEmptySubsequences: false))
        if let (line, pair) = pairs.enumerated().first(where: { $0.element.0 != $0.element.1 }) {
            Issue.record("\(name), line \(line + 1): the bot says\n    \(pair.0)\nand the transcript\n    \(pair.1)")
        }
        #expect(replayed == written, "\(name)")
        #expect(replayed.contains("\nbot "), "\(name): the bot never speaks")
        #expect(!replayed.contains("RAHASIA"), "\(name): an internal intent was told")
    }

    @Test(arguments: [
        ("visitor  apa kabar", "line 1: a line `reads …` must follow"),
        ("visitor  halo\nreads    SALAM", "line 2: `SALAM` is not an intent and a number"),
        ("visitor  halo\nreads    guard rain", "line 2: guard is attack, abuse or gibberish"),
        ("visitor  a\nreads    PPIU_SYARAT 0.4, PPIU_BIAYA 0.3\nvisitor  1\nreads    SALAM 0.9", "line 4: this line must go"),
        ("vistor  halo", "line 1: no such line: `vistor`"),
        ("page  fr", "line 1: page is id or en"),
        ("content  rich", "line 1: there is no content rich"),
        ("handoff  fax", "line 1: write handoff"), ("wait     soon", "line 1: wait is a number"),
        ("admin    sari dances", "line 1: write the admin"),
        ("handoff  webchat contact=nowhere", "line 1: `contact=nowhere` is no telephone number"),
    ]) func `a slip of the pen is told with its line`(text: String, message: String) throws {
        let mistake = #expect(throws: Transcript.Mistake.self) { try Self.replay(text) }
        #expect(try #require(mistake).description.hasPrefix(message))
    }
}
