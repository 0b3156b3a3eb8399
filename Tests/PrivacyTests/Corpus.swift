import Foundation
import Privacy

/// A line whose personal data is known.
struct Line {
    var text: String
    /// What must go, as offsets into `text.utf8`.
    var spans: [(kind: Finding.Kind, range: Range<Int>)] = []

    init(_ text: String) { self.text = text }

    /// Reads `NIK saya {{nik:3171…}}`, where the kind is a case of `Finding.Kind`.
    init(marked source: String) {
        text = ""
        var rest = source[...]
        while let open = rest.range(of: "{{"), let close = rest.range(of: "}}", range: open.upperBound..<rest.endIndex),
            let colon = rest[open.upperBound..<close.lowerBound].firstIndex(of: ":"),
            let kind = Finding.Kind.allCases.first(where: { "\($0)" == rest[open.upperBound..<colon] })
        {
            text += rest[..<open.lowerBound]
            let start = text.utf8.count
            text += rest[rest.index(after: colon)..<close.lowerBound]
            spans.append((kind, start..<text.utf8.count))
            rest = rest[close.upperBound...]
        }
        text += rest
    }
}

extension Line {
    static func + (left: Line, right: Line) -> Line {
        var both = Line(left.text + right.text)
        let moved = left.text.utf8.count
        both.spans = left.spans + right.spans.map { ($0.kind, $0.range.lowerBound + moved..<$0.range.upperBound + moved) }
        return both
    }
}

/// The lines of a fixture, without its comments.
func fixture(_ name: String) throws -> [Line] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    return try String(contentsOf: file, encoding: .utf8)
        .split(separator: "\n")
        .filter { !$0.hasPrefix("#") || $0.hasPrefix("#u") }
        .map { Line(marked: String($0)) }
}

/// How well a redactor did on lines whose personal data is known.
struct Score {
    private(set) var spans: [Finding.Kind: Int] = [:]
    private(set) var removed: [Finding.Kind: Int] = [:]
    private(set) var named: [Finding.Kind: Int] = [:]
    private(set) var wrong: [Finding.Kind: Int] = [:]
    private(set) var publicLines = 0
    private(set) var spoiledLines = 0
    /// What went wrong, for a person to read.
    private(set) var remarks: [String] = []

    init(_ lines: [Line], by redactor: Redactor = Redactor()) {
        for line in lines { add(line, redactor.findings(in: line.text)) }
    }

    /// Removed: no byte of the span is left, bar spaces and brackets at its ends.
    private mutating func add(_ line: Line, _ findings: [Finding]) {
        for span in line.spans {
            spans[span.kind, default: 0] += 1
            let covered = span.range.allSatisfy { at in findings.contains { $0.range.contains(at) } }
            if covered { removed[span.kind, default: 0] += 1 } else { remarks.append("missed \(span.kind): \(line.text)") }
            if findings.contains(where: { $0.range.overlaps(span.range) && $0.kind == span.kind }) {
                named[span.kind, default: 0] += 1
            } else if covered {
                remarks.append("named otherwise \(span.kind): \(line.text)")
            }
        }
        for finding in findings where !line.spans.contains(where: { $0.range.overlaps(finding.range) }) {
            wrong[finding.kind, default: 0] += 1
            remarks.append("false \(finding.kind): \(line.text)")
        }
        if line.spans.isEmpty {
            publicLines += 1
            if !findings.isEmpty { spoiledLines += 1 }
        }
    }

    /// The share of spans of which nothing is left.
    var recall: Double { spans.isEmpty ? 1 : Double(removed.values.reduce(0, +)) / Double(spans.values.reduce(0, +)) }
    /// The share of lines without personal data that were changed.
    var falsePositives: Double { publicLines == 0 ? 0 : Double(spoiledLines) / Double(publicLines) }

    func recall(of kind: Finding.Kind) -> Double {
        spans[kind].map { Double(removed[kind] ?? 0) / Double($0) } ?? 1
    }

    /// A table, a kind a row.
    func table(_ title: String) -> String {
        func padded(_ value: some CustomStringConvertible, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - value.description.count)) + value.description
        }
        var rows = [title, "kind         spans  removed  recall  same name  false"]
        for kind in Finding.Kind.allCases where spans[kind] != nil || wrong[kind] != nil {
            let name = "\(kind)" + String(repeating: " ", count: 10 - "\(kind)".count)
            rows.append(
                name + padded(spans[kind] ?? 0, 8) + padded(removed[kind] ?? 0, 9)
                    + padded(String(format: "%.4f", recall(of: kind)), 8) + padded(named[kind] ?? 0, 11) + padded(wrong[kind] ?? 0, 7))
        }
        rows.append(
            "all: recall \(String(format: "%.4f", recall)); public lines \(publicLines), changed \(spoiledLines) "
                + "(\(String(format: "%.4f", falsePositives)))")
        return rows.joined(separator: "\n")
    }
}
