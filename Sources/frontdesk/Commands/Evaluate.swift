import ArgumentParser
import Foundation
import Intents
import JSON

/// `frontdesk evaluate`: trains, asks labelled questions, and says how well it did.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure the classifier on labelled questions.",
        discussion: """
            Trains on --faq, or on the lines {"text", "intent"} of --train alone, and asks the lines of --test. OOS is \
            out of scope. Writes one JSON object; the worst confused pairs and a reliability table go to standard \
            error. With --train no lexicon is used unless --lexicon names its folder.
            """)

    @Option(help: "The answers and their examples.")
    var faq: String?
    @Option(help: "Labelled lines to train on instead of --faq.")
    var train: String?
    @Option(help: "Labelled lines to ask.")
    var test: String
    @Option(help: "With --train: the folder of slang.json, concepts.json and background.json.")
    var lexicon: String?
    @Option(help: "Write every question and its reading to this file, a line of JSON each.")
    var details: String?
    @Flag(help: "Without the second member.")
    var fast = false
    @OptionGroup var settings: SettingsOptions

    func validate() throws {
        guard (faq == nil) != (train == nil) else { throw ValidationError("give either --faq or --train") }
        guard lexicon == nil || train != nil else {
            throw ValidationError("--lexicon goes with --train; --faq uses the files beside it")
        }
    }

    func run() throws {
        let set: TrainingSet
        if let train {
            set = try TrainingFiles.set(lines: train, lexicon: lexicon)
        } else {
            set = try TrainingFiles.set(faq: faq ?? "", try settings.read().contentSetting)
        }
        let questions = try TrainingFiles.labelled(test)
        let trained = try Trained(set, fast: fast)
        let (items, microseconds) = ask(questions, trained.classifier)
        let evaluation = Evaluation(items)
        if let details { try write(items, to: details) }
        tell(evaluation)
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(of: evaluation)
            writer.members(of: trained)
            writer.member("microseconds_p50", Self.percentile(microseconds, 0.5))
            writer.member("microseconds_p99", Self.percentile(microseconds, 0.99))
            writer.tables(of: evaluation)
        }
        FileHandle.standardOutput.write(Data(writer.bytes + [UInt8(ascii: "\n")]))
    }

    /// A classifier and what it cost.
    fileprivate struct Trained {
        let classifier: Classifier
        /// To the first calibrated answer.
        let seconds: Double
        /// The second member, on top of that.
        var secondMemberSeconds = 0.0

        init(_ set: TrainingSet, fast: Bool) throws {
            let clock = ContinuousClock()
            let limit = TrainingFiles.memoryLimit()
            let start = clock.now
            do throws(IntentsError) {
                let first = try Classifier.train(set, memoryLimit: limit)
                seconds = (clock.now - start).seconds
                if fast {
                    classifier = first
                } else {
                    let again = clock.now
                    classifier = try first.withSecondMember(set, memoryLimit: limit)
                    secondMemberSeconds = (clock.now - again).seconds
                }
            } catch {
                try fail("evaluate: \(error)", status: 1)
            }
        }
    }

    private func ask(
        _ questions: [TrainingFiles.Labelled], _ classifier: Classifier
    ) -> ([Evaluation.Item], [Double]) {
        let clock = ContinuousClock()
        var progress = Progress(of: questions.count)
        var items: [Evaluation.Item] = []
        var microseconds: [Double] = []
        for question in questions {
            let start = clock.now
            let ranking = classifier.rank(question.text)
            microseconds.append((clock.now - start).seconds * 1e6)
            items.append(.init(text: question.text, label: question.label, reading: ranking.whole))
            progress.advance()
        }
        progress.finish()
        return (items, microseconds.sorted())
    }

    private static func percentile(_ sorted: [Double], _ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
    }

    private func write(_ items: [Evaluation.Item], to path: String) throws {
        var bytes: [UInt8] = []
        for item in items {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("text", item.text)
                writer.member("label", item.label ?? TrainingFiles.outOfScope)
                writer.member(item.reading)
            }
            bytes += writer.bytes + [UInt8(ascii: "\n")]
        }
        do {
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            try fail("--details \(path): cannot be written: \((error as NSError).localizedDescription)", status: 1)
        }
    }

    /// The tables, for people.
    private func tell(_ evaluation: Evaluation) {
        if !evaluation.confusions.isEmpty { say("Most often confused:") }
        for confusion in evaluation.confusions.prefix(10) {
            say(String(format: "%5d  %@ taken for %@", confusion.count, confusion.label, confusion.takenFor))
        }
        say("Reliability (confidence: questions, mean confidence, right):")
        for bin in evaluation.reliability {
            say(
                String(
                    format: "  %.2f–%.2f %6d  %.3f  %.3f", bin.confidences.lowerBound, bin.confidences.upperBound,
                    bin.count, bin.confidence, bin.accuracy))
        }
    }
}

/// A bar on standard error, where that is a terminal.
private struct Progress {
    private let total: Int
    private var done = 0
    private var drawn = -1
    private let isShown = isatty(STDERR_FILENO) == 1
    private static let width = 40

    init(of total: Int) { self.total = total }

    mutating func advance() {
        done += 1
        let filled = done * Self.width / max(total, 1)
        guard isShown, filled != drawn else { return }
        drawn = filled
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        FileHandle.standardError.write(Data("\r\(bar) \(done)/\(total)".utf8))
    }

    func finish() { if isShown, total > 0 { say("") } }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension JSONWriter {
    fileprivate mutating func members(of evaluation: Evaluation) {
        member("accuracy", evaluation.accuracy)
        member("top3", evaluation.top3)
        member("macro_f1", evaluation.macroF1)
        member("answered_right", evaluation.answeredRight)
        member("answered_wrong", evaluation.answeredWrong)
        member("oos_auroc", orNull: evaluation.oosAUROC)
        member("oos_recall", orNull: evaluation.oosRecall)
        member("oos_fpr95", orNull: evaluation.oosFPR95)
        member("false_accept_rate", orNull: evaluation.falseAcceptRate)
        member("false_reject_rate", evaluation.falseRejectRate)
        member("ece", evaluation.ece)
        member("in_scope", evaluation.inScope)
        member("out_of_scope", evaluation.outOfScope)
    }

    fileprivate mutating func members(of trained: EvaluateCommand.Trained) {
        member("train_seconds", trained.seconds)
        member("second_member_seconds", trained.secondMemberSeconds)
        member("model_bytes", trained.classifier.modelBytes)
        member("model_hash", trained.classifier.modelHash)
        member("threshold", trained.classifier.threshold)
        member("cross_validated_accuracy", trained.classifier.crossValidatedAccuracy)
    }

    fileprivate mutating func tables(of evaluation: Evaluation) {
        key("confusions")
        array { writer in
            for confusion in evaluation.confusions.prefix(20) {
                writer.object { writer in
                    writer.member("label", confusion.label)
                    writer.member("taken_for", confusion.takenFor)
                    writer.member("count", confusion.count)
                }
            }
        }
        key("reliability")
        array { writer in
            for bin in evaluation.reliability {
                writer.object { writer in
                    writer.member("from", bin.confidences.lowerBound)
                    writer.member("to", bin.confidences.upperBound)
                    writer.member("count", bin.count)
                    writer.member("confidence", bin.confidence)
                    writer.member("accuracy", bin.accuracy)
                }
            }
        }
    }

    private mutating func member(_ name: StaticString, orNull number: Double?) {
        if let number {
            member(name, number)
        } else {
            key(name)
            null()
        }
    }
}
