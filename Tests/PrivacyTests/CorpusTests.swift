import Foundation
import Privacy
import Testing

@Suite struct CorpusTests {
    @Test func `lines written by hand lose their personal data and keep everything else`() throws {
        let lines = try fixture("personal.txt") + fixture("public.txt")
        #expect(lines.count >= 400)
        let score = Score(lines)
        report(score, "by hand")
        #expect(score.recall >= 0.99)
        #expect(score.falsePositives <= 0.01)
        for kind in Finding.Kind.allCases { #expect(score.recall(of: kind) >= 0.95, "\(kind)") }
    }

    @Test func `five thousand lines of each sort, in every spelling we generate, are told apart`() {
        var generator = Generator(seed: 27_2022)
        let lines = (0..<5_000).map { _ in generator.personal() } + (0..<5_000).map { _ in generator.publicLine() }
        let score = Score(lines)
        report(score, "generated")
        #expect(score.recall >= 0.99)
        #expect(score.falsePositives <= 0.01)
    }

    @Test func `another hand's lines lose every span and no look-alike`() throws {
        let lines = try otherHand()
        #expect(lines.contains { !$0.spans.isEmpty })
        let score = Score(lines)
        report(score, "by another hand")
        #expect(score.recall == 1)
        #expect(score.spoiledLines == 0)
    }

    @Test func `another hand's questions without personal data stay as they are`() throws {
        let score = Score(try questions().map { Line($0) })
        report(score, "another hand's questions")
        #expect(score.publicLines >= 1_000)
        #expect(score.falsePositives <= 0.001)
    }

    @Test func `personal data amid another hand's questions is found whatever stands around it`() throws {
        var generator = Generator(seed: 8_2019)
        let lines = try questions().flatMap { question in
            let before = generator.personal()
            let after = generator.personal()
            return [before + Line(". " + question), Line(question + ", ") + after]
        }
        let score = Score(lines)
        report(score, "amid another hand's questions")
        #expect(score.recall >= 0.99)
    }

    private struct Item: Decodable {
        struct Span: Decodable { var kind: String, text: String }
        var text: String, slice: String?, spans: [Span]?
    }

    /// The blind question set, which was written without sight of this room.
    private func items(_ name: String) throws -> [Item] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "IntentsTests/Fixtures/\(name).jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Item.self, from: Data($0.utf8)) }
    }

    private func questions() throws -> [String] {
        try ["blind", "domain", "followups", "doubles"].flatMap { try items($0) }.filter { $0.slice != "pii" }.map(\.text)
    }

    private func otherHand() throws -> [Line] {
        let kinds: [String: Finding.Kind] = ["phone": .phone, "email": .email, "nik": .nik, "npwp": .npwp]
        return try items("domain").filter { $0.slice == "pii" || $0.slice == "pii_neg" }
            .map { item in
                var line = Line(item.text)
                for span in item.spans ?? [] {
                    let range = try #require(item.text.range(of: span.text), "\(item.text)")
                    let start = item.text.utf8.distance(from: item.text.utf8.startIndex, to: range.lowerBound)
                    line.spans.append((try #require(kinds[span.kind]), start..<start + span.text.utf8.count))
                }
                return line
            }
    }

    private func report(_ score: Score, _ title: String) {
        print(score.table(title))
        for remark in score.remarks.prefix(60) { print("  \(remark)") }
    }
}
