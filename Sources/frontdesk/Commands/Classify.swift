import ArgumentParser
import Foundation
import Intents
import JSON

/// `frontdesk classify`: lines of JSON on standard input, what each was read as on standard output.
///
/// Each line is answered and written before the next is read, so the command serves at the end of a pipe that stays
/// open. A line that is not an object with a `text` ends it with exit 1, after the answers to the lines before.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what questions want, and how sure that is.",
        discussion: """
            Reads lines {"text": …} and writes one line each: {"text", "intent", "confidence", "alternatives": \
            [{"intent", "confidence"}…]}. The intent is OOS when no template would be used. A line may also have \
            "last_intent", the intent answered before; a text that asks two things is answered with "parts" as well.
            """)

    @Option(help: "The answers and their examples; slang, concepts and background are found beside it.")
    var faq = "data/faq.json"
    @Option(help: "The language of a text that does not tell its own: id or en.")
    var locale = "id"
    @Flag(help: "Show the words, meanings and features that decided.")
    var explain = false
    @Flag(help: "Do not wait for the second member: starts sooner and is a little less accurate.")
    var fast = false
    @OptionGroup var settings: SettingsOptions

    func validate() throws {
        guard TrainingSet.Language(rawValue: locale) != nil else {
            throw ValidationError("--locale must be id or en, is \(locale)")
        }
    }

    func run() throws {
        let set = try TrainingFiles.set(faq: faq, try settings.read().contentSetting)
        let classifier: Classifier
        do throws(IntentsError) {
            let limit = TrainingFiles.memoryLimit()
            let first = try Classifier.train(set, memoryLimit: limit)
            classifier = fast ? first : try first.withSecondMember(set, memoryLimit: limit)
        } catch {
            try fail("classify: \(error)", status: 1)
        }
        say("model \(classifier.modelHash), \(classifier.intents.count) intents, \(classifier.modelBytes / 1_000_000) MB")
        var number = 0
        while let line = readLine() {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            // What is wrong inside the line is told by the line's number; JSON's own words would add a byte offset.
            guard let question = try? JSON(parsing: line), let text = question["text"]?.string else {
                try fail("standard input, line \(number): not an object with a text", status: 1)
            }
            var writer = JSONWriter()
            answer(text, question["last_intent"]?.string, classifier, &writer)
            FileHandle.standardOutput.write(Data(writer.bytes + [UInt8(ascii: "\n")]))
        }
    }

    private func answer(_ text: String, _ last: String?, _ classifier: Classifier, _ writer: inout JSONWriter) {
        let ranking = classifier.rank(text, context: .init(lastIntent: last))
        writer.object { writer in
            writer.member("text", text)
            writer.member(ranking.whole)
            writer.member("language", language(ranking, text))
            writer.member(ifPresent: ranking.guard)
            if ranking.parts.count > 1 {
                writer.key("parts")
                writer.array { writer in
                    for part in ranking.parts { writer.object { $0.member(part) } }
                }
            }
            if explain {
                writer.key("explanation")
                writer.value(classifier.explain(text))
            }
        }
    }

    /// A text without a word of either language is in the locale's.
    private func language(_ ranking: Ranking, _ text: String) -> String {
        ranking.language?.rawValue ?? locale
    }
}

extension JSONWriter {
    /// The members `intent`, `confidence` and `alternatives` of a reading.
    mutating func member(_ part: Ranking.Part) {
        member("intent", part.verdict == .answer ? part.intent : TrainingFiles.outOfScope)
        member("confidence", part.confidence)
        key("alternatives")
        array { writer in
            for alternative in part.alternatives {
                writer.object { writer in
                    writer.member("intent", alternative.intent)
                    writer.member("confidence", alternative.confidence)
                }
            }
        }
    }

    fileprivate mutating func member(ifPresent reason: Ranking.Guard?) {
        if let reason { member("guard", reason.rawValue) }
    }

    fileprivate mutating func value(_ explanation: Explanation) {
        object { writer in
            writer.key("words")
            writer.array { writer in
                for word in explanation.words {
                    writer.object { writer in
                        writer.member("typed", word.typed)
                        writer.member("read", word.read)
                        writer.member("origin", word.origin)
                    }
                }
            }
            writer.member("concepts", explanation.concepts)
            writer.key("features")
            writer.array { writer in
                for feature in explanation.features {
                    writer.object { writer in
                        writer.member("name", feature.name)
                        writer.member("weight", feature.weight)
                    }
                }
            }
            writer.member("coverage", explanation.coverage)
            writer.member("background", explanation.background)
        }
    }
}
