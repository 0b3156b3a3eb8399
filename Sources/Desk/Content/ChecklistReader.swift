import Dialogue

/// Reads `data/checklist.json`: stages, the items that belong to them, and the sources that items name.
struct ChecklistReader {
    private static let members: Set<String> = [
        "version", "title", "subtitle", "introduction", "general_introduction", "disclaimer", "remarks", "stages", "items", "sources",
        "general_sources", "comment",
    ]

    let root: Node

    func read() -> Checklist? {
        root.expectMembers(Self.members)
        let sources = sources()
        let items = (root.required("items")?.elements ?? []).compactMap { item($0, sources) }
        let known = Set(items.map(\.id))
        expectUnique(items.map(\.id), of: "items")
        let stages = (root.required("stages")?.elements ?? []).compactMap { stage($0, known) }
        expectUnique(stages.map(\.id), of: "stages")
        expectOneStage(for: items, in: stages)
        let general = (root["general_sources"]?.elements ?? []).compactMap { reference(named: $0, article: nil, sources) }
        guard let title = root.required("title")?.localizedText(limit: 120),
            let subtitle = root.required("subtitle")?.localizedText(limit: 200),
            let introduction = root.required("introduction")?.localizedText(),
            let disclaimer = root.required("disclaimer")?.localizedText()
        else { return nil }
        return Checklist(
            version: root["version"]?.text(limit: 100) ?? "0", title: title, subtitle: subtitle, introduction: introduction,
            generalIntroduction: root["general_introduction"]?.localizedText() ?? introduction, disclaimer: disclaimer,
            remarks: (root["remarks"]?.elements ?? []).compactMap(remark), stages: stages, items: items, sources: general)
    }

    private func item(_ node: Node, _ sources: [String: Checklist.Reference]) -> Checklist.Item? {
        node.expectMembers(["id", "kind", "title", "why", "evidence", "caveat", "sources"])
        var kind = Checklist.Item.Kind.core
        if let node = node["kind"] {
            if let known = node.text().flatMap(Checklist.Item.Kind.init) {
                kind = known
            } else {
                node.complain("must be one of \(Checklist.Item.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }
        guard let id = node.required("id")?.name(), let title = node.required("title")?.localizedText(limit: 120),
            let why = node.required("why")?.localizedText(limit: 600), let evidence = node.required("evidence")?.localizedTexts()
        else { return nil }
        let references = (node["sources"]?.elements ?? []).compactMap { node -> Checklist.Reference? in
            node.expectMembers(["source", "article"])
            return node.required("source").flatMap { reference(named: $0, article: node["article"]?.localizedText(limit: 200), sources) }
        }
        return Checklist.Item(
            id: id, kind: kind, title: title, why: why, evidence: evidence, caveat: node["caveat"]?.localizedText(limit: 300),
            sources: references)
    }

    private func stage(_ node: Node, _ items: Set<String>) -> Checklist.Stage? {
        node.expectMembers(["id", "title", "depends_on", "estimate", "items", "revisits"])
        func ids(_ name: String) -> [String] {
            (node[name]?.elements ?? []).compactMap { $0.name(among: items, called: "item") }
        }
        guard let id = node.required("id")?.name(), let title = node.required("title")?.localizedText(limit: 120) else { return nil }
        return Checklist.Stage(
            id: id, title: title, dependsOn: node["depends_on"]?.localizedTexts() ?? Localized([]),
            estimate: node["estimate"]?.localizedText(limit: 120), items: ids("items"), revisits: ids("revisits"))
    }

    private func remark(_ node: Node) -> Checklist.Remark? {
        node.expectMembers(["title", "paragraphs"])
        guard let title = node.required("title")?.localizedText(limit: 120),
            let paragraphs = node.required("paragraphs")?.localizedTexts(limit: 1_000)
        else { return nil }
        return Checklist.Remark(title: title, paragraphs: paragraphs)
    }

    private func sources() -> [String: Checklist.Reference] {
        let sources = (root["sources"]?.members ?? []).compactMap { name, node -> (String, Checklist.Reference)? in
            node.expectMembers(["name", "title", "year", "url"])
            guard let short = node.required("name")?.localizedText(limit: 80), let title = node.required("title")?.localizedText(limit: 300)
            else { return nil }
            let year = node["year"]?.integer(in: 1900...2100)
            let url = node["url"]?.link()
            let source = { (language: Language) in Source(title: title[language], url: url, year: year) }
            return (name, Checklist.Reference(name: short, source: Localized(source(.indonesian), english: source(.english))))
        }
        return Dictionary(sources, uniquingKeysWith: { first, _ in first })
    }

    private func reference(named node: Node, article: Localized<String>?, _ sources: [String: Checklist.Reference]) -> Checklist.Reference?
    {
        guard let name = node.text(limit: 64) else { return nil }
        guard var reference = sources[name] else {
            node.complain("there is no source \(name)")
            return nil
        }
        if let article {
            reference.source.indonesian.article = article.indonesian
            reference.source.english?.article = article[.english]
        }
        return reference
    }

    private func expectUnique(_ ids: [String], of list: String) {
        let counts = Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
        for (id, count) in counts.sorted(by: { $0.key < $1.key }) where count > 1 { root[list]?.complain("\(id) is there \(count) times") }
    }

    /// An item that no stage has would never be seen, one that two have would be asked for twice.
    private func expectOneStage(for items: [Checklist.Item], in stages: [Checklist.Stage]) {
        let counts = Dictionary(stages.flatMap(\.items).map { ($0, 1) }, uniquingKeysWith: +)
        for item in items where counts[item.id] != 1 {
            root["stages"]?.complain(
                "\(item.id) must be among the items of one stage, is in \(counts[item.id] ?? 0); others may revisit it")
        }
    }
}

extension Node {
    /// A text for both languages: a string, or `{"id", "en"}`.
    func localizedText(limit: Int = 4_000) -> Localized<String>? {
        guard json.object != nil else { return text(limit: limit).map { Localized($0) } }
        expectMembers(["id", "en"])
        guard let indonesian = required("id")?.text(limit: limit) else { return nil }
        return Localized(indonesian, english: self["en"]?.text(limit: limit))
    }

    /// A list for both languages: an array, or `{"id": […], "en": […]}`, then of the same length.
    func localizedTexts(limit: Int = 500) -> Localized<[String]>? {
        guard json.object != nil else { return json.array == nil ? nilComplaining() : Localized(texts(limit: limit)) }
        expectMembers(["id", "en"])
        guard let indonesian = required("id")?.texts(limit: limit) else { return nil }
        let english = self["en"]?.texts(limit: limit)
        if let english, english.count != indonesian.count { complain("has \(indonesian.count) texts in id and \(english.count) in en") }
        return Localized(indonesian, english: english)
    }

    private func nilComplaining<Value>() -> Value? {
        complain("must be an array, or an object with id and en, is \(json.kind)")
        return nil
    }

    /// A name that other places refer to: letters, digits, `_` and `-`, at most 64.
    func name() -> String? {
        guard let name = text(limit: 64) else { return nil }
        guard
            name.utf8.allSatisfy({
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-")
            })
        else {
            complain("a name has letters, digits, _ and - only")
            return nil
        }
        return name
    }

    /// A name that must be one of `known`.
    func name(among known: Set<String>, called what: String) -> String? {
        guard let name = text(limit: 64) else { return nil }
        guard known.contains(name) else {
            complain("there is no \(what) \(name)")
            return nil
        }
        return name
    }
}
