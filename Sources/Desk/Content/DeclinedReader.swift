import Dialogue

/// Reads `data/declined.json`: `{"subjects": [{"id", "phrases": {"id": […], "en": […]}, "answer": {"id", "en"}}]}`.
struct DeclinedReader {
    let root: Node
    private static let maximumSubjects = 12
    private static let maximumPhrases = 60

    func read() -> [DeclinedSubject] {
        root.expectMembers(["version", "subjects", "comment"])
        var subjects: [DeclinedSubject] = []
        let list = root.required("subjects")
        for node in list?.elements ?? [] {
            node.expectMembers(["id", "phrases", "answer"])
            let phrases = node.required("phrases")
            phrases?.expectMembers(["id", "en"])
            guard let id = node.required("id")?.name(), let indonesian = phrases?.required("id"),
                let answer = node.required("answer")?.localizedText(limit: 1_000)
            else { continue }
            if subjects.contains(where: { $0.id == id }) { node["id"]?.complain("\(id) is there already") }
            subjects.append(
                DeclinedSubject(
                    id: id, phrases: Localized(texts(indonesian), english: phrases?["en"].map(texts)), answer: answer))
        }
        if subjects.count > Self.maximumSubjects {
            list?.complain("has \(subjects.count) subjects; at most \(Self.maximumSubjects) are looked for in every message")
        }
        return subjects
    }

    private func texts(_ node: Node) -> PhraseSet {
        let texts = node.texts(limit: 60)
        if texts.isEmpty || texts.count > Self.maximumPhrases {
            node.complain("has \(texts.count) phrases; 1 to \(Self.maximumPhrases) are looked for")
        }
        return PhraseSet(texts)
    }
}
