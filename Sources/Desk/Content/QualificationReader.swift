import Dialogue

/// Reads `data/qualification.json`: the questions, their options, and what each changes in the checklist.
struct QualificationReader {
    let root: Node
    private let items: Set<String>
    private let stages: Set<String>

    /// - Parameter checklist: what effects refer to; without one, an effect that names an item is a mistake.
    init(root: Node, checklist: Checklist?) {
        self.root = root
        items = Set(checklist?.items.map(\.id) ?? [])
        stages = Set(checklist?.stages.map(\.id) ?? [])
    }

    func read() -> Qualification {
        root.expectMembers(["version", "privacy_note", "questions", "bands", "signals", "comment"])
        var questions: [Qualification.Question] = []
        let list = root.required("questions")
        for node in list?.elements ?? [] {
            guard let question = question(node) else { continue }
            if questions.contains(where: { $0.key == question.key }) {
                node["key"]?.complain("\(question.key) is asked already")
                continue
            }
            questions.append(question)
        }
        if questions.count > Qualification.maximumQuestions {
            list?.complain("has \(questions.count) questions; at most \(Qualification.maximumQuestions) are asked")
        }
        return Qualification(
            version: root["version"]?.text(limit: 100) ?? "0", privacyNote: root["privacy_note"]?.localizedText(limit: 500),
            questions: questions, bands: bands(), signals: root["signals"].map(signals) ?? .none)
    }

    private func question(_ node: Node) -> Qualification.Question? {
        node.expectMembers(["key", "question", "why", "remembered", "options"])
        var options: [Qualification.Option] = []
        let list = node.required("options")
        for node in list?.elements ?? [] {
            guard let option = option(node) else { continue }
            if options.contains(where: { $0.value == option.value }) {
                node["value"]?.complain("\(option.value) is an option already")
                continue
            }
            options.append(option)
        }
        // What fits under a message as buttons.
        if let list, !(2...6).contains(options.count) { list.complain("has \(options.count) options; 2 to 6 can be tapped") }
        guard let key = node.required("key")?.name(), let question = node.required("question")?.localizedText(limit: 300),
            let why = node.required("why")?.localizedText(limit: 300)
        else { return nil }
        return Qualification.Question(
            key: key, question: question, why: why, remembered: node["remembered"]?.localizedText(limit: 60) ?? Localized(key),
            options: options)
    }

    private func option(_ node: Node) -> Qualification.Option? {
        node.expectMembers(["value", "label", "effect", "score", "suggests_handoff", "urgent"])
        guard let value = node.required("value")?.name(), let label = node.required("label")?.localizedText(limit: 60),
            let effect = node.required("effect").flatMap(effect)
        else { return nil }
        return Qualification.Option(
            value: value, label: label, effect: effect, score: node["score"]?.integer(in: 0...100) ?? 0,
            suggestsHandoff: node["suggests_handoff"]?.flag() ?? false, isUrgent: node["urgent"]?.flag() ?? false)
    }

    private func effect(_ node: Node) -> Qualification.Effect? {
        node.expectMembers(["message", "first", "ready", "missing", "stages_first", "leads", "holds", "warning"])
        func ids(_ name: String) -> [String] { (node[name]?.elements ?? []).compactMap { $0.name(among: items, called: "item") } }
        guard let message = node.required("message")?.localizedText(limit: 500) else { return nil }
        let holds = (node["holds"]?.elements ?? []).compactMap { hold -> Qualification.Hold? in
            hold.expectMembers(["stage", "until"])
            guard let stage = hold.required("stage")?.name(among: stages, called: "stage"),
                let until = hold.required("until")?.name(among: items, called: "item")
            else { return nil }
            return Qualification.Hold(stage: stage, until: until)
        }
        return Qualification.Effect(
            message: message, first: ids("first"), ready: ids("ready"), missing: ids("missing"),
            stagesFirst: (node["stages_first"]?.elements ?? []).compactMap { $0.name(among: stages, called: "stage") },
            leads: node["leads"]?.name(among: stages, called: "stage"), holds: holds, warning: node["warning"]?.localizedText(limit: 500))
    }

    /// What is read of every message costs, so there are few.
    private func signals(_ node: Node) -> LeadSignals {
        node.expectMembers(["negations", "words"])
        var signals: [LeadSignals.Signal] = []
        for word in node.required("words")?.elements ?? [] {
            word.expectMembers(["id", "phrases", "score", "urgent"])
            let phrases = word.required("phrases")
            guard let id = word.required("id")?.name(), let texts = phrases?.texts(limit: 60) else { continue }
            if texts.isEmpty || texts.count > Self.maximumPhrases {
                phrases?.complain("has \(texts.count) phrases; 1 to \(Self.maximumPhrases) are looked for")
            }
            if signals.contains(where: { $0.id == id }) { word["id"]?.complain("\(id) is a signal already") }
            signals.append(
                .init(
                    id: id, phrases: texts, score: word["score"]?.integer(in: 0...100) ?? 0, isUrgent: word["urgent"]?.flag() ?? false))
        }
        if signals.count > Self.maximumSignals {
            node["words"]?.complain("has \(signals.count) signals; at most \(Self.maximumSignals) are looked for")
        }
        return LeadSignals(signals: signals, negations: Set(node["negations"]?.texts(limit: 30) ?? []))
    }

    private static let maximumPhrases = 40
    private static let maximumSignals = 12

    private func bands() -> [Qualification.Band] {
        let list = root["bands"]
        let bands = (list?.elements ?? []).compactMap { node -> Qualification.Band? in
            node.expectMembers(["id", "from"])
            guard let id = node.required("id")?.name(), let from = node.required("from")?.integer(in: 0...1_000) else { return nil }
            return Qualification.Band(id: id, from: from)
        }
        if zip(bands, bands.dropFirst()).contains(where: { $0.from >= $1.from }) { list?.complain("each must begin above the one before") }
        return bands
    }
}
