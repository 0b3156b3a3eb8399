import Foundation
import JSON
import Testing

/// Any bytes at all in place of a JSON text: the reader ends, takes exactly what RFC 8259 allows, and what it took can be written and
/// read again.
///
/// `FUZZ_SECONDS` (20) says for how long, `FUZZ_SEED` with which chance. With `FUZZ_SAVE` set, an input that ends in a new way is added to
/// `Tests/faults/corpus-json`, from which mutation starts.
@Suite struct `Any bytes as JSON` {
    static let corpusFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../faults/corpus-json").standardized

    @Test func `the reader ends, takes what the RFC allows, and reads again what it wrote`() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        let end = ContinuousClock.now + .seconds(environment["FUZZ_SECONDS"].flatMap(Int.init) ?? 20)
        var mutator = try Mutator(seed: seed, folder: Self.corpusFolder)
        var endings: [String: Int] = [:]
        for bytes in mutator.corpus { endings[Self.judge(bytes).ending, default: 0] += 1 }
        var cases = 0
        // Some at least, however busy the machine is.
        while ContinuousClock.now < end || cases < 2_000 {
            let bytes = mutator.input()
            let found = Self.judge(bytes)
            cases += 1
            if let complaint = found.complaint {
                let kept = NSTemporaryDirectory() + "fuzz-json-\(seed)-\(cases)"
                try Data(bytes).write(to: URL(filePath: kept))
                Issue.record("\(complaint) (\(found.ending)); the input is in \(kept)")
                return
            }
            if endings.updateValue(endings[found.ending, default: 0] + 1, forKey: found.ending) == nil, environment["FUZZ_SAVE"] != nil {
                let name = found.ending.lowercased().split { !$0.isLetter }.joined(separator: "-")
                try Data(bytes).write(to: Self.corpusFolder.appending(path: name + ".json"))
            }
        }
        let summary = endings.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: "; ")
        print("any bytes as JSON: \(cases) cases, seed \(seed): \(summary)")
    }

    /// How the reader ended on `bytes`, without numbers, and what is wrong with that.
    static func judge(_ bytes: [UInt8]) -> (ending: String, complaint: String?) {
        let isAllowed = Grammar.allows(bytes, depth: 32)
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: bytes)
        } catch {
            let ending = "\(error.reason)".prefix { $0 != "(" }
            // What the grammar allows may hold a number beyond any Double, or nest deeper than is read.
            let isBeyond = error.reason == .invalidNumber || error.reason == .tooDeep(limit: 32)
            if !(0...bytes.count).contains(error.offset) { return (String(ending), "byte \(error.offset) of \(bytes.count)") }
            return (String(ending), isAllowed && !isBeyond ? "refused, though the RFC allows it: \(error)" : nil)
        }
        if !isAllowed { return ("a value", "taken, though the RFC does not allow it") }
        do throws(JSONError) {
            let written = value.bytes
            let again = try JSON(parsing: written)
            if again != value { return ("a value", "written and read again it is another: \(String(decoding: written, as: UTF8.self))") }
            if written.contains(where: { $0 < 0x20 }) { return ("a value", "a control character was written") }
        } catch {
            return ("a value", "what was written cannot be read: \(error)")
        }
        return ("a value, " + value.kind, nil)
    }
}

/// RFC 8259 once more, as a recogniser that shares nothing with the reader: the second opinion.
private enum Grammar {
    static func allows(_ bytes: [UInt8], depth: Int) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var rest = Array(text.unicodeScalars)[...]
        guard value(&rest, depth) else { return false }
        space(&rest)
        return rest.isEmpty
    }

    private static func space(_ rest: inout ArraySlice<Unicode.Scalar>) {
        rest = rest.drop { [" ", "\t", "\n", "\r"].contains($0) }
    }

    private static func take(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard rest.first == scalar else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func value(_ rest: inout ArraySlice<Unicode.Scalar>, _ depth: Int) -> Bool {
        space(&rest)
        switch rest.first {
        case "\"": return string(&rest)
        case "{": return depth > 0 && list("{", "}", &rest) { member(&$0, depth - 1) }
        case "[": return depth > 0 && list("[", "]", &rest) { value(&$0, depth - 1) }
        case let first? where first == "-" || isDigit(first): return number(&rest)
        default:
            for word in ["true", "false", "null"] where rest.starts(with: word.unicodeScalars) {
                rest = rest.dropFirst(word.count)
                return true
            }
            return false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    private static func list(
        _ first: Unicode.Scalar, _ last: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>,
        _ element: (inout ArraySlice<Unicode.Scalar>) -> Bool
    ) -> Bool {
        guard take(first, &rest) else { return false }
        space(&rest)
        if take(last, &rest) { return true }
        repeat {
            space(&rest)
            guard element(&rest) else { return false }
            space(&rest)
        } while take(",", &rest)
        return take(last, &rest)
    }

    private static func member(_ rest: inout ArraySlice<Unicode.Scalar>, _ depth: Int) -> Bool {
        guard string(&rest) else { return false }
        space(&rest)
        return take(":", &rest) && value(&rest, depth)
    }

    private static func string(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard take("\"", &rest) else { return false }
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return true }
            guard scalar.value >= 0x20 else { return false }
            guard scalar == "\\" else { continue }
            switch rest.popFirst() {
            case "\"", "\\", "/", "b", "f", "n", "r", "t": continue
            case "u":
                let digits = rest.prefix(4)
                guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.properties.isHexDigit }) else { return false }
                rest = rest.dropFirst(4)
            default: return false
            }
        }
        return false
    }

    private static func number(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        func digits(_ rest: inout ArraySlice<Unicode.Scalar>) -> Int {
            let run = rest.prefix(while: isDigit)
            rest = rest.dropFirst(run.count)
            return run.count
        }
        _ = take("-", &rest)
        let isZero = rest.first == "0"
        let whole = digits(&rest)
        guard whole > 0, !isZero || whole == 1 else { return false }
        if take(".", &rest), digits(&rest) == 0 { return false }
        if take("e", &rest) || take("E", &rest) {
            if !take("+", &rest) { _ = take("-", &rest) }
            if digits(&rest) == 0 { return false }
        }
        return true
    }
}

/// Changes bytes in the ways that clients, proxies and attackers do.
private struct Mutator {
    let corpus: [[UInt8]]
    private var random: SplitMix

    private static let tokens = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "E+", "1e309", "-0", "00", "9223372036854775807",
        "9223372036854775808",
        "\\u0000", "\\uD800", "\\uDC00", "\\uD83D\\uDE00", "\\u", "\\x", "null", "true", "fals", "\u{0}", "\u{1F}", "\u{FEFF}", "\u{2028}",
        "é",
        "\u{202E}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"a\":1,\"a\":2", "\r\n", "\u{A0}", "1.", "//", "NaN", "'",
    ].map { Array($0.utf8) }

    init(seed: UInt64, folder: URL) throws {
        random = SplitMix(state: seed)
        corpus = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
        try #require(!corpus.isEmpty)
    }

    mutating func input() -> [UInt8] {
        var bytes = corpus[Int.random(in: corpus.indices, using: &random)]
        for _ in 0...Int.random(in: 0...4, using: &random) where !bytes.isEmpty { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, place + Int.random(in: 1...24, using: &random))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = .random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4: bytes.removeLast(bytes.count - place)
        case 5, 6: bytes.insert(contentsOf: Self.tokens[Int.random(in: Self.tokens.indices, using: &random)], at: place)
        case 7:
            // A value in another: the brackets stay right.
            bytes = Array("{\"v\":[".utf8) + bytes + Array("]}".utf8)
        default:
            let other = corpus[Int.random(in: corpus.indices, using: &random)]
            guard !other.isEmpty else { return }
            let from = Int.random(in: other.indices, using: &random)
            bytes.insert(contentsOf: other[from..<min(other.count, from + 100)], at: place)
        }
    }
}
