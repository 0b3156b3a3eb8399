import Dialogue

/// Reads `data/canned.json`: `{"responses": [{"id", "title", "shortcut", "text", "locale"}]}`, what admins find when they begin.
struct CannedReader {
    private static let members: Set<String> = ["id", "title", "shortcut", "text", "locale", "comment"]

    let root: Node

    func read() -> [CannedResponse] {
        root.expectMembers(["version", "responses", "comment"])
        var responses: [CannedResponse] = []
        for node in root.required("responses")?.elements ?? [] {
            guard let response = response(node) else { continue }
            if responses.contains(where: { $0.id == response.id }) {
                node["id"]?.complain("\(response.id) is there already")
            } else if responses.contains(where: { $0.language == response.language && $0.shortcut == response.shortcut }) {
                node["shortcut"]?.complain("/\(response.shortcut) stands for another response of this language already")
            } else {
                responses.append(response)
            }
        }
        return responses
    }

    private func response(_ node: Node) -> CannedResponse? {
        node.expectMembers(Self.members)
        guard let id = node.required("id")?.name(), let title = node.required("title")?.text(limit: 100),
            let shortcut = node.required("shortcut").flatMap(shortcut), let text = node.required("text").flatMap(text),
            let language = node.required("locale").flatMap(language)
        else { return nil }
        return CannedResponse(id: id, title: title, shortcut: shortcut, text: text, language: language)
    }

    private func shortcut(_ node: Node) -> String? {
        guard let shortcut = node.text(limit: 32) else { return nil }
        let isPlain = shortcut.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-")
        }
        guard isPlain else {
            node.complain("a shortcut has small letters, digits and - only, without the /")
            return nil
        }
        return shortcut
    }

    /// The name and the topic are not always known, so something must remain without them.
    private func text(_ node: Node) -> String? {
        guard let text = node.text(limit: 2_000) else { return nil }
        if let name = Slots.names(in: text).first(where: { !CannedResponse.slotNames.contains($0) }) {
            node.complain("no slot {\(name)}; there are \(CannedResponse.slotNames.sorted().joined(separator: ", "))")
            return nil
        }
        guard !Slots(["company": "-", "admin": "-"]).fill(text).isEmpty else {
            node.complain("nothing is left of it for a visitor without a name or a topic; add a sentence without {name} and {topic}")
            return nil
        }
        return text
    }

    private func language(_ node: Node) -> Language? {
        let language = node.text().flatMap(Language.init(rawValue:))
        if language == nil { node.complain("must be id or en") }
        return language
    }
}
