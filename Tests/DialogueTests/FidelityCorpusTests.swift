import Dialogue
import Foundation
import Testing

/// The gate against faithful rewordings that another hand wrote, and against lies made of them.
@Suite struct FidelityCorpusTests {
    struct Rewording: Decodable, Sendable {
        /// `id`, `en`: one hand called it so, the other by the word behind it.
        var language: String?
        var locale: String?
        var intent: String?
        var template: String
        var rewording: String
        var tongue: Language { (language ?? locale) == "en" ? .english : .indonesian }
        var verdict: Fidelity.Verdict { Fidelity.check(template: template, rewording: rewording, in: tongue) }
    }

    static func read(_ name: String) throws -> [Rewording] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Rewording.self, from: Data($0.utf8))
        }
    }

    /// The aim is nine in ten. What is refused beyond that is named in the room's report; the bar only ever rises.
    @Test func `at least 85 in a hundred faithful rewordings pass`() throws {
        let all = try Self.read("rewordings.jsonl")
        let accepted = all.filter { $0.verdict == .accepted }.count
        print("fidelity: \(accepted) of \(all.count) faithful rewordings accepted")
        #expect(all.count >= 200)
        #expect(accepted * 100 >= all.count * 85, "\(accepted) of \(all.count)")
    }

    /// 90 in a hundred are wanted: half of what is missing is a word that the gate does not know.
    @Test func `at least six in ten faithful rewordings of a fresh hand pass`() throws {
        let all = try Self.read("fidelity-faithful-fresh.jsonl")
        let accepted = all.filter { $0.verdict == .accepted }.count
        print("fidelity: \(accepted) of \(all.count) faithful rewordings of a fresh hand accepted")
        #expect(accepted * 10 >= all.count * 6)
    }

    @Test func `no lie of a fresh hand passes`() throws {
        let all = try Self.read("fidelity-adversarial-fresh.jsonl")
        #expect(all.count > 500)
        for one in all where one.verdict == .accepted { Issue.record("accepted: \(one.rewording)") }
    }

    @Test func `no mutation of a faithful rewording passes`() throws {
        // Those that pass as they are: of the others a refusal would prove nothing.
        let faithful = try Self.read("rewordings.jsonl").filter { $0.verdict == .accepted }
        var tried: [String: Int] = [:]
        for one in faithful {
            for (name, mutate) in FidelityMutations.all {
                for lie in Set(mutate(one.rewording, one.template, one.tongue)) where lie != one.rewording {
                    tried[name, default: 0] += 1
                    if Fidelity.check(template: one.template, rewording: lie, in: one.tongue) == .accepted {
                        Issue.record("\(name) accepted (\(one.intent ?? ""), \(one.tongue.rawValue))\n    \(one.rewording)\n    \(lie)")
                    }
                }
            }
        }
        let sum = tried.values.reduce(0, +)
        print("fidelity: \(sum) mutations of \(faithful.count) faithful rewordings refused: \(tried.sorted { $0.key < $1.key })")
        #expect(sum >= 1_000)
        for (name, _) in FidelityMutations.all { #expect(tried[name, default: 0] > 0, "\(name) was never tried") }
    }
}
