import Desk
import Dialogue
import Foundation
import Intents
import Logging

/// Keeps the desk's knowledge up to date with its files: completes the model in the background, and takes changed content in while visitors
/// are being answered.
///
/// A changed file is checked and trained aside. It is taken when it has no mistake and its cross-validated accuracy is at most two points
/// below the old one's; otherwise the old goes on, and the log and a line on standard error say why.
struct ContentKeeper: Sendable {
    /// So much accuracy a change may cost: more is a mistake more often than a wish.
    private static let toleratedLoss = 0.02
    /// How often the files' times are looked at.
    private static let interval = Duration.seconds(2)

    let configuration: Configuration
    let logger: Logger

    /// What was read and trained: all that is needed to answer, and to complete the model.
    struct Version {
        var knowledge: Knowledge
        var trainingSet: TrainingSet
        var warnings: [ContentError]
    }

    /// Reads, checks and trains; the second member is left for later.
    func first() throws -> Version {
        let files = try ContentFiles(faq: URL(filePath: configuration.faqPath), setting: configuration.contentSetting)
        let classifier = try Classifier.train(files.trainingSet, memoryLimit: TrainingFiles.memoryLimit())
        return Version(
            knowledge: Knowledge(
                content: files.content, company: files.company, classifier: classifier, canned: files.canned, prompts: files.prompts),
            trainingSet: files.trainingSet,
            warnings: files.warnings)
    }

    /// Completes `version` and then follows the files until the task is cancelled.
    func keep(_ desk: Desk, from version: Version) async {
        var seen = modificationTimes()
        var version: Version? = version
        while !Task.isCancelled {
            // The training set is many times the model; nothing of it stays once the model is complete.
            let hasTrained = version != nil
            if let begun = version.take() { await complete(begun, for: desk) }
            if hasTrained {
                Memory.giveBack()
                Memory.letGoOfStart()
            }
            do { try await Task.sleep(for: Self.interval) } catch { return }
            let now = modificationTimes()
            guard now != seen else { continue }
            seen = now
            version = await take(desk)
        }
    }

    /// Trains the second member beside the first, and answers with both from then on.
    private func complete(_ version: Version, for desk: Desk) async {
        let result = await onThread {
            Result { try version.knowledge.classifier.withSecondMember(version.trainingSet, memoryLimit: TrainingFiles.memoryLimit()) }
        }
        switch result {
        case .success(let classifier):
            let old = version.knowledge
            await desk.publish(
                Knowledge(content: old.content, company: old.company, classifier: classifier, canned: old.canned, prompts: old.prompts))
            logger.info("the model is complete", metadata: ["model": "\(classifier.modelHash)", "bytes": "\(classifier.modelBytes)"])
        case .failure(let error):
            logger.warning("the second member of the model could not be trained; the first goes on alone", metadata: ["reason": "\(error)"])
        }
    }

    /// Takes changed files in, if they are good; nil when the old goes on.
    private func take(_ desk: Desk) async -> Version? {
        let old = desk.knowledge.classifier.crossValidatedAccuracy
        switch await onThread({ Result { try first() } }) {
        case .success(let version):
            let new = version.knowledge.classifier.crossValidatedAccuracy
            guard new >= old - Self.toleratedLoss else {
                let reason = "accuracy would fall from \(Self.percent(old)) to \(Self.percent(new))"
                logger.error("changed content was refused; the old goes on", metadata: ["reason": "\(reason)"])
                await desk.noteRefused(reason: reason, accuracy: new)
                return nil
            }
            await desk.publish(version.knowledge)
            logger.info(
                "changed content was taken",
                metadata: ["content": "\(version.knowledge.content.version)", "accuracy": "\(Self.percent(new))"])
            return version
        case .failure(let error):
            logger.error("changed content was refused; the old goes on", metadata: ["reason": "\(error)"])
            await desk.noteRefused(reason: "\(error)", accuracy: nil)
            return nil
        }
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

    /// When each content file was last changed; a file that is missing has no time.
    private func modificationTimes() -> [String: Date] {
        let faq = URL(filePath: configuration.faqPath)
        let files = [faq] + ContentFiles.companions.map { faq.deletingLastPathComponent().appending(path: $0) }
        let times = files.compactMap { file -> (String, Date)? in
            // A file that cannot be looked at has not changed; reading it would say why.
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            return (attributes?[.modificationDate] as? Date).map { (file.path, $0) }
        }
        return Dictionary(times) { first, _ in first }
    }
}

/// Runs `body`, which takes seconds, on a thread of its own, so that no turn waits for it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 4 << 20
        thread.start()
    }
}
