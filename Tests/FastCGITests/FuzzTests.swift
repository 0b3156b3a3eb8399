import Foundation
import Testing

@testable import FastCGI

/// Any bytes at all in place of a request: the gate ends, judges by the specification, judges the same however the bytes are cut, and
/// libfcgi takes what it has admitted.
///
/// `FUZZ_SECONDS` (20) says for how long, `FUZZ_SEED` with which chance. With `FUZZ_SAVE` set, an input that ends in a new way is added to
/// `Tests/faults/corpus-gate`, from which mutation starts beside the inputs that are written down in `Inputs.swift`.
@Suite struct `Any bytes as a request` {
    static let corpusFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../faults/corpus-gate").standardized

    @Test func `the gate ends, judges by the specification, and the same however the bytes are cut`() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        let end = ContinuousClock.now + .seconds(environment["FUZZ_SECONDS"].flatMap(Int.init) ?? 20)
        let kept = try FileManager.default.contentsOfDirectory(at: Self.corpusFolder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
        try #require(!kept.isEmpty)
        let corpus = kept + Input.all.map(\.bytes).filter { $0.count < 20_000 }
        var dice = Dice(seed: seed)
        // Small limits, so that inputs of some hundred bytes reach them.
        var configuration = Configuration()
        configuration.maximumParameterBytes = 2_000
        configuration.maximumBodyBytes = 600
        var gate = Gate(configuration)
        var reader = RequestReader(configuration)
        var endings: [String: Int] = [:]
        for bytes in kept { endings[Self.name(of: gate.verdict(on: bytes.span)), default: 0] += 1 }
        var cases = 0, admitted = 0
        // Some at least, however busy the machine is.
        while ContinuousClock.now < end || cases < 2_000 {
            // No more is ever looked at; see `Configuration.maximumStreamBytes`.
            let bytes = Array(Self.input(from: corpus, &dice).prefix(configuration.maximumStreamBytes - 1))
            let verdict = gate.verdict(on: bytes.span)
            cases += 1
            var complaint: String?
            let expected = Reference.verdict(on: bytes, configuration)
            if let expected, expected != verdict, !(isFlaw(expected) && isFlaw(verdict)) {
                complaint = "the specification says \(expected)"
            }
            // What has been judged stays so, whatever follows; and what is judged late was not judged otherwise before.
            let cut = Int.random(in: 0...bytes.count, using: &dice)
            let early = gate.verdict(on: Array(bytes[..<cut]).span)
            if early != .incomplete, early != verdict {
                let isExcess = if case .complete = early { verdict == .malformed(.excess) } else { false }
                if !isExcess { complaint = "after \(cut) bytes it was \(early)" }
            }
            if case .complete(let shape) = verdict {
                admitted += 1
                complaint = complaint ?? Self.complaint(ofLibrary: bytes, shape, &reader)
            }
            if let complaint {
                let place = NSTemporaryDirectory() + "fuzz-gate-\(seed)-\(cases)"
                try Data(bytes).write(to: URL(filePath: place))
                Issue.record("\(verdict): \(complaint); the input is in \(place)")
                return
            }
            let name = Self.name(of: verdict)
            if endings.updateValue(endings[name, default: 0] + 1, forKey: name) == nil, environment["FUZZ_SAVE"] != nil {
                try Data(bytes).write(to: Self.corpusFolder.appending(path: name.split { !$0.isLetter }.joined(separator: "-")))
            }
        }
        // Most mutants are wrong; without right ones among them half the gate is not tried.
        #expect(admitted > 100, "\(admitted) of \(cases)")
        let summary = endings.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: "; ")
        print("any bytes as a request: \(cases) cases, seed \(seed): \(summary)")
    }

    /// Of several flaws either side may name another first.
    private func isFlaw(_ verdict: Gate.Verdict) -> Bool { if case .malformed = verdict { true } else { false } }

    /// A verdict without its numbers.
    static func name(of verdict: Gate.Verdict) -> String {
        switch verdict {
        case .incomplete: "incomplete"
        case .complete: "complete"
        case .tooLarge(let status, _): status == 413 ? "too large body" : "too large parameters"
        case .malformed(let flaw): "malformed \(flaw)"
        }
    }

    /// What libfcgi makes of a request that the gate has admitted, where that is not what was sent.
    private static func complaint(
        ofLibrary bytes: [UInt8], _ shape: Gate.Shape, _ reader: inout RequestReader
    ) -> String? {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return nil }
        defer { for descriptor in ends { close(descriptor) } }
        guard send(ends[0], bytes, bytes.count, Int32(MSG_DONTWAIT)) == bytes.count else { return nil }
        guard case .request(let request, let id) = reader.look(at: ends[1]) else { return "libfcgi did not take it" }
        if id != shape.request { return "libfcgi takes it for request \(id)" }
        return request.body.count == shape.bodyBytes ? nil : "libfcgi finds a body of \(request.body.count) bytes"
    }

    private static func input(from corpus: [[UInt8]], _ dice: inout Dice) -> [UInt8] {
        if Int.random(in: 0..<4, using: &dice) == 0 { return written(&dice) }
        var bytes = corpus[Int.random(in: corpus.indices, using: &dice)]
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty { mutate(&bytes, corpus, &dice) }
        return bytes
    }

    /// A request made of parts that are mostly right: in its pieces, sizes and paddings.
    private static func written(_ dice: inout Dice) -> [UInt8] {
        let body = [UInt8](repeating: UInt8.random(in: 0...255, using: &dice), count: Int.random(in: 0...700, using: &dice))
        var variables = Wire.variables(method: "POST", body: body.count)
        for _ in 0..<Int.random(in: 0...3, using: &dice) {
            let value = String(repeating: "v", count: [0, 1, 127, 128, 129, 900].randomElement(using: &dice) ?? 0)
            variables.append(("HTTP_X_\(Int.random(in: 0...9, using: &dice))", value))
        }
        if Int.random(in: 0..<6, using: &dice) == 0 { variables.removeAll { $0.0 == "REQUEST_URI" } }
        if Int.random(in: 0..<6, using: &dice) == 0 {
            variables[2].1 = ["", "0", "-1", "1e3", " 5", "999999999999999999", "9999999999999999999"].randomElement(using: &dice) ?? ""
        }
        return Wire.request(
            variables: variables, body: body, id: .random(in: 1...3, using: &dice), padding: .random(in: 0...9, using: &dice),
            chunk: .random(in: 1...800, using: &dice))
    }

    private static func mutate(_ bytes: inout [UInt8], _ corpus: [[UInt8]], _ dice: inout Dice) {
        let place = Int.random(in: bytes.indices, using: &dice)
        let end = min(bytes.count, place + Int.random(in: 1...16, using: &dice))
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 1: bytes[place] = [0, 1, 4, 5, 8, 0x7F, 0x80, 0xFF].randomElement(using: &dice) ?? 0
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.removeLast(bytes.count - place)
        case 5: bytes += (corpus.randomElement(using: &dice) ?? []).prefix(64)
        case 6: bytes.insert(contentsOf: Wire.record([1, 4, 5, 6, 9].randomElement(using: &dice) ?? 1), at: place)
        default: if bytes.count > 40 { bytes[bytes.count - 9] ^= 0x20 }
        }
    }
}

/// FastCGI 1.0, sections 3.3 to 5.3, once more: for whole streams only, by taking them apart first and judging afterwards.
private enum Reference {
    /// The verdict on `bytes` where the specification alone decides it; nil where it is about which flaw is named first.
    static func verdict(on bytes: [UInt8], _ configuration: Configuration) -> Gate.Verdict? {
        guard let records = records(in: bytes), let first = records.first, first.kind == 1, first.content.count == 8 else { return nil }
        guard first.content[0] == 0, first.content[1] == 1, first.request != 0, records.allSatisfy({ $0.request == first.request }) else {
            return nil
        }
        let parameters = records.dropFirst().prefix { $0.kind == 4 && !$0.content.isEmpty }
        let rest = records.dropFirst(1 + parameters.count)
        guard let end = rest.first, end.kind == 4, end.content.isEmpty else { return nil }
        let body = rest.dropFirst().prefix { $0.kind == 5 && !$0.content.isEmpty }
        let tail = rest.dropFirst(1 + body.count)
        guard tail.count == 1, tail.first?.kind == 5 else { return nil }
        let pairBytes = parameters.flatMap(\.content), bodyBytes = body.map(\.content.count).reduce(0, +)
        guard pairBytes.count <= configuration.maximumParameterBytes, bodyBytes <= configuration.maximumBodyBytes,
            let pairs = pairs(in: pairBytes)
        else { return nil }
        let names = Set("!\"#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~".utf8)
        guard pairs.allSatisfy({ !$0.name.isEmpty && names.isSuperset(of: $0.name) && !$0.value.contains(0) }) else {
            return .malformed(.name)
        }
        func all(_ name: String) -> [[UInt8]] { pairs.filter { $0.name == Array(name.utf8) }.map(\.value) }
        let declared = all("CONTENT_LENGTH").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard declared.utf8.allSatisfy({ (48...57).contains($0) }), declared.utf8.count <= 18 else { return .malformed(.contentLength) }
        guard all("REQUEST_METHOD").contains(where: { !$0.isEmpty }), all("REQUEST_URI").contains(where: { !$0.isEmpty }) else {
            return .malformed(.missing)
        }
        let length = Int(declared) ?? 0
        if length > configuration.maximumBodyBytes { return .tooLarge(status: 413, request: first.request) }
        guard length == bodyBytes else { return .malformed(.bodyLength) }
        return .complete(.init(request: first.request, parameterBytes: pairBytes.count, bodyBytes: bodyBytes))
    }

    /// The records that `bytes` is made of; nil when there is something else in it.
    private static func records(in bytes: [UInt8]) -> [(kind: UInt8, request: UInt16, content: [UInt8])]? {
        var records: [(kind: UInt8, request: UInt16, content: [UInt8])] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let head = Array(rest.prefix(8))
            guard head.count == 8, head[0] == 1 else { return nil }
            let count = Int(head[4]) * 256 + Int(head[5]), padding = Int(head[6])
            guard rest.count >= 8 + count + padding else { return nil }
            records.append((head[1], UInt16(head[2]) * 256 + UInt16(head[3]), Array(rest.dropFirst(8).prefix(count))))
            rest = rest.dropFirst(8 + count + padding)
        }
        return records
    }

    private static func pairs(in bytes: [UInt8]) -> [(name: [UInt8], value: [UInt8])]? {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        var rest = bytes[...]
        func length(_ rest: inout ArraySlice<UInt8>) -> Int? {
            guard let first = rest.first else { return nil }
            let count = first < 128 ? 1 : 4
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reduce(0) { $0 * 256 + Int($1) } & (count == 1 ? 127 : 0x7FFF_FFFF)
        }
        while !rest.isEmpty {
            guard let name = length(&rest), let value = length(&rest), rest.count >= name + value else { return nil }
            pairs.append((Array(rest.prefix(name)), Array(rest.dropFirst(name).prefix(value))))
            rest = rest.dropFirst(name + value)
        }
        return pairs
    }
}
