/// Fills `{slot}` in the company's texts.
///
/// A slot without a value takes its whole sentence along, so that no visitor ever reads "we are at .": content people write a
/// sentence that may vanish, and it does until someone fills the value in.
public struct Slots: Sendable, Hashable {
    private var values: [String: String]

    /// Values by slot; an empty value counts as none.
    public init(_ values: [String: String]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    /// The names of the slots in `text`, in order, each as often as it stands there.
    public static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            names.append(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    /// `text` with its slots filled and the sentences of empty slots left out; "" when nothing remains.
    public func fill(_ text: String) -> String {
        guard text.contains("{") else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            Self.sentences(of: line).compactMap(filled).joined(separator: " ")
        }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// A sentence with its slots filled; nil when one is empty.
    private func filled(_ sentence: Substring) -> String? {
        var result = ""
        var rest = sentence
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let value = values[String(rest[rest.index(after: open)..<close])] else { return nil }
            result += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Cuts after `.`, `!` or `?` followed by a space. A dot inside a number or an address is followed by none.
    private static func sentences(of line: Substring) -> [Substring] {
        var sentences: [Substring] = []
        var start = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            let next = line.index(after: index)
            if ".!?".contains(line[index]), next < line.endIndex, line[next] == " " {
                sentences.append(line[start..<next])
                start = line.index(after: next)
            }
            index = next
        }
        if start < line.endIndex { sentences.append(line[start...]) }
        return sentences
    }
}
