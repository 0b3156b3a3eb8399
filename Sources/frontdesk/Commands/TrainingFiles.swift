import Desk
import Foundation
import Intents
import JSON

/// What a classifier is trained on, read from files: the content, or labelled lines with a lexicon beside them.
enum TrainingFiles {
    /// The label of what no template answers.
    static let outOfScope = "OOS"

    /// A question and its label; `nil` is out of scope.
    struct Labelled {
        var text: String
        var label: String?
    }

    /// The training set of a content file and the files beside it: what `serve` learns from.
    ///
    /// - Throws: exit 1 after the mistakes have been told.
    static func set(faq path: String, _ setting: ContentFiles.Setting) throws -> TrainingSet {
        do throws(ContentError) {
            return try ContentFiles(faq: URL(filePath: path), setting: setting).trainingSet
        } catch {
            try fail("\(error)", status: 1)
        }
    }

    /// The training set of lines `{"text","intent"}`; those labelled `OOS` become the background.
    ///
    /// - Parameter folder: where `slang.json`, `concepts.json` and `background.json` are looked for; each may be missing.
    static func set(lines path: String, lexicon folder: String?) throws -> TrainingSet {
        var order: [String] = []
        var examples: [String: [TrainingSet.Example]] = [:]
        var background: [String] = []
        for line in try labelled(path) {
            guard let label = line.label else {
                background.append(line.text)
                continue
            }
            if examples[label] == nil { order.append(label) }
            examples[label, default: []].append(.init(line.text))
        }
        var lexicon = Lexicon()
        if let folder {
            lexicon = try self.lexicon(folder)
            if let file = try json(folder, "background.json") { background += texts(file["utterances"]) }
        }
        return TrainingSet(
            intents: order.map { .init(id: $0, examples: examples[$0] ?? []) }, background: background, lexicon: lexicon)
    }

    /// The lines of a file of labelled questions; blank ones are skipped.
    ///
    /// - Throws: exit 1, naming the line.
    static func labelled(_ path: String) throws -> [Labelled] {
        let content = try bytes(of: path)
        var lines: [Labelled] = []
        for (index, line) in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 <= 0x20 }) { continue }
            guard let json = try? JSON(parsing: Array(line)), let text = json["text"]?.string,
                let label = json["intent"]?.string
            else { try fail("\(path):\(index + 1): not an object with a text and an intent", status: 1) }
            lines.append(Labelled(text: text, label: label == outOfScope ? nil : label))
        }
        return lines
    }

    private static func lexicon(_ folder: String) throws -> Lexicon {
        let concepts = try json(folder, "concepts.json")?["concepts"]?.object ?? []
        let slang = try json(folder, "slang.json")
        return Lexicon(
            concepts: concepts.map { .init(name: $0.key, words: texts($0.value)) },
            slang: (slang?["map"]?.object ?? []).map { .init(word: $0.key, meaning: $0.value.string ?? "") },
            fillers: texts(slang?["fillers"]))
    }

    private static func texts(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }

    /// The file `name` in `folder`; `nil` when it is not there.
    private static func json(_ folder: String, _ name: String) throws -> JSON? {
        let path = URL(filePath: folder).appending(component: name).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let content = try bytes(of: path)
        do throws(JSONError) {
            return try JSON(parsing: content)
        } catch {
            try fail("\(path): \(error)", status: 1)
        }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            try fail("\(path): cannot be read: \((error as NSError).localizedDescription)", status: 1)
        }
    }

    // MARK: Memory

    /// The bytes that training may take: three quarters of what the machine and this process's limits leave, so that
    /// a refusal with the sum comes before the machine's own.
    static func memoryLimit() -> Int {
        var left = field("MemAvailable:", of: "/proc/meminfo") ?? .max
        if let limit = number(in: "/sys/fs/cgroup/memory.max"), let used = number(in: "/sys/fs/cgroup/memory.current") {
            left = min(left, max(limit - used, 0))
        }
        var address = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &address) == 0, address.rlim_cur != rlim_t.max {
            let used = field("VmSize:", of: "/proc/self/status") ?? 0
            left = min(left, max(Int(clamping: address.rlim_cur) - used, 0))
        }
        return left == .max ? .max : left / 4 * 3
    }

    /// The figure of a line such as `MemAvailable:  23 kB`, in bytes.
    private static func field(_ name: String, of path: String) -> Int? {
        // A missing file is a system without it: no limit is known then.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    private static func number(in path: String) -> Int? {
        // "max" and a missing file both mean that there is no limit here.
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
