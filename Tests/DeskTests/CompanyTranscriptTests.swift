import Desk
import Dialogue
import Foundation
import Testing
import Transcripts

/// Conversations with the content that ships, as `Tests/DialogueTests/Transcripts/README.md` explains them.
@Suite struct CompanyTranscriptTests {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent()
    private static let folder = here.appending(path: "Fixtures/Transcripts")

    static let names: [String] = {
        // An unreadable folder gives no names, which the first test does not accept.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    static let content: Content = {
        let data = here.deletingLastPathComponent().deletingLastPathComponent().appending(path: "data")
        do {
            var files: [String: [UInt8]] = [:]
            for name in ["faq.json", "site.json", "checklist.json", "qualification.json"] {
                files[name] = Array(try Data(contentsOf: data.appending(path: name)))
            }
            return try ContentFiles(files: files, setting: .init(hours: try Hours("Mon-Fri 09:00-17:00 Asia/Jakarta"))).content
        } catch {
            preconditionFailure("data: \(error)")
        }
    }()

    @Test func `every answer that what the visitor told changes has a transcript`() {
        let told = Self.content.intents.filter { !$0.template.indonesian.personal.isEmpty }.map(\.id.rawValue)
        #expect(told.count >= 12)
        for id in told { #expect(Self.names.contains(id.lowercased().replacing("_", with: "-") + ".txt"), "\(id)") }
    }

    /// `UPDATE_GOLDEN=1 swift test --filter CompanyTranscriptTests` writes what the bot says now; review the difference like code.
    @Test(arguments: names) func `the bot says what the company's transcript says`(name: String) throws {
        let file = Self.folder.appending(path: name)
        let written = try String(contentsOf: file, encoding: .utf8)
        let replayed = try Transcript.replay(written, first: Self.content) { _ in nil }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            if replayed != written { try replayed.write(to: file, atomically: true, encoding: .utf8) }
            return
        }
        let lines = zip(
            replayed.split(separator: "\n", omittingEmptySubsequences: false),
            written.split(separator: "\n", omittingEmptySubsequences: false))
        for (index, (now, then)) in lines.enumerated() where now != then {
            Issue.record("\(name), line \(index + 1): the bot says\n    \(now)\nand the transcript\n    \(then)")
            break
        }
        #expect(replayed == written)
    }
}
