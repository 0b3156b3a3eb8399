import JSON

/// A value of a content file that knows where it stands, so that every complaint names its place.
///
/// Reading never stops at the first mistake: what is wrong is noted in the shared list and reads as missing.
struct Node {
    let json: JSON
    let path: String
    let notes: Notes

    /// Collects what is wrong while a file is read. Used by one reader at a time.
    final class Notes {
        var mistakes: [Mistake] = []
    }

    func complain(_ problem: String, severity: Mistake.Severity = .error) {
        notes.mistakes.append(Mistake(path: path, problem: problem, severity: severity))
    }

    func warn(_ problem: String) { complain(problem, severity: .warning) }

    private func child(_ json: JSON, _ name: String) -> Node {
        Node(json: json, path: path.isEmpty ? name : "\(path).\(name)", notes: notes)
    }

    /// The member `name`; nil when it is missing or null.
    subscript(name: String) -> Node? {
        json[name].flatMap { $0.isNull ? nil : child($0, name) }
    }

    /// The member `name`, which must be there.
    func required(_ name: String) -> Node? {
        if let node = self[name] { return node }
        child(.null, name).complain("is missing")
        return nil
    }

    var members: [(name: String, node: Node)] {
        guard let members = json.object else {
            complain("must be an object, is \(json.kind)")
            return []
        }
        return members.map { ($0.key, child($0.value, $0.key)) }
    }

    var elements: [Node] {
        guard let elements = json.array else {
            complain("must be an array, is \(json.kind)")
            return []
        }
        return elements.enumerated().map { Node(json: $1, path: "\(path)[\($0)]", notes: notes) }
    }

    /// The text, which must not be empty and at most `limit` characters.
    func text(limit: Int = 4_000) -> String? {
        guard let text = json.string else {
            complain("must be a string, is \(json.kind)")
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            complain("must not be empty")
            return nil
        }
        guard text.count <= limit else {
            complain("has \(text.count) characters; the limit is \(limit)")
            return nil
        }
        return text
    }

    func texts(limit: Int = 500) -> [String] { elements.compactMap { $0.text(limit: limit) } }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let number = json.integer, range.contains(number) else {
            complain("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func flag() -> Bool? {
        guard let truth = json.bool else {
            complain("must be true or false, is \(json.kind)")
            return nil
        }
        return truth
    }

    /// An address that may stand in a link: of the web, of this site, or of mail and telephone. Never a script.
    func link() -> String? {
        guard let link = text(limit: 2_000) else { return nil }
        let isOurs = link.hasPrefix("/") && !link.hasPrefix("//") || link.hasPrefix("#")
        let isAbroad = ["https://", "http://", "mailto:", "tel:"].contains { link.lowercased().hasPrefix($0) }
        guard isOurs || isAbroad, !link.contains(where: { $0.isWhitespace || $0.isNewline }) else {
            complain("must be a link: https://…, a path of this site from /, mailto: or tel:")
            return nil
        }
        return link
    }

    /// Warns of members that nothing reads: most are spelled wrong.
    func expectMembers(_ known: Set<String>) {
        for (name, node) in members where !known.contains(name) { node.warn("is not read; is it spelled right?") }
    }
}
