import Dialogue
import Intents
import JSON

/// What `data/faq.json` holds: what to say, and what to learn understanding from.
public struct FAQ: Sendable {
    /// As content people name it; `0` when they do not.
    public var version: String
    /// In the order of the file.
    public var intents: [Intent]
    /// What teaches them, in the same order.
    public var training: [TrainingSet.Intent]
}

/// Reads `data/faq.json`. The form is the PRD's: `{"intents": {"ID": {"answer", "benefits", "cta_primary", "cta_secondary"}}}`; all else is optional.
struct FAQReader {
    private static let intentMembers: Set<String> = [
        "title", "question", "answer", "points", "benefits", "cta_primary", "cta_secondary", "cta_primary_action", "cta_secondary_action",
        "sources", "requires_source", "suggestions", "role", "visibility", "review_due", "variants", "personal", "examples", "patterns",
        "en",
    ]
    private static let englishMembers: Set<String> = [
        "title", "question", "answer", "points", "benefits", "cta_primary", "cta_secondary", "sources", "examples", "patterns", "variants",
        "personal",
    ]
    /// The slots that texts may use; `Slots` fills them.
    static let slotNames: Set<String> = ["company", "legal_name", "whatsapp", "phone", "email", "address", "city", "hours", "legal"]

    private let slots: Localized<Slots>
    private let ids: Set<String>
    private let qualification: Qualification?
    private let root: Node

    /// - Parameters:
    ///   - slots: what fills `{company}` and the like, per language.
    ///   - qualification: the questions whose answers personal sentences rest on; without one there are none.
    init(_ json: JSON, slots: Localized<Slots>, qualification: Qualification?, notes: Node.Notes) {
        root = Node(json: json, path: "", notes: notes)
        self.slots = slots
        self.qualification = qualification
        ids = Set((json["intents"]?.object ?? []).map(\.key))
    }

    func read() -> FAQ {
        guard let intents = root.required("intents") else { return FAQ(version: "", intents: [], training: []) }
        root.expectMembers(["version", "intents", "comment"])
        if intents.json.object?.isEmpty == true { intents.complain("must name at least one intent") }
        let version = root["version"]?.text(limit: 100) ?? "0"
        var faq = FAQ(version: version, intents: [], training: [])
        var roles: [Intent.Role: String] = [:]
        var seen: Set<String> = []
        var isWarned = false
        for (id, node) in intents.members {
            guard !id.isEmpty, id.utf8.count <= 64 else {
                node.complain("an intent's name has 1 to 64 bytes")
                continue
            }
            guard seen.insert(id).inserted else {
                node.complain("this intent is there twice")
                continue
            }
            guard let intent = intent(id, node) else { continue }
            if qualification == nil, !isWarned, let sentences = node["personal"] {
                sentences.warn("is never said, here and below, as there is no qualification.json to ask visitors from")
                isWarned = true
            }
            if let role = intent.role, let earlier = roles.updateValue(id, forKey: role) {
                node["role"]?.complain("\(earlier) has the role \(role.rawValue) already")
            }
            faq.intents.append(intent)
            faq.training.append(training(id, node, intent))
        }
        warnOfRepeatedExamples(faq.training)
        return faq
    }

    private func intent(_ id: String, _ node: Node) -> Intent? {
        node.expectMembers(Self.intentMembers)
        guard node.json.object != nil else { return nil }
        let role = node["role"].flatMap { node -> Intent.Role? in
            let role = node.text().flatMap(Intent.Role.init)
            if role == nil { node.complain("must be one of \(Intent.Role.allCases.map(\.rawValue).joined(separator: ", "))") }
            return role
        }
        let requiresSource = node["requires_source"]?.flag() ?? false
        if let due = node["review_due"], due.text().map(Self.isDate) == false { due.complain("must be a date: YYYY-MM-DD") }
        guard let indonesian = template(id, node, over: nil, role: role, slots: slots.indonesian) else { return nil }
        var english: Template?
        if let node = node["en"] {
            node.expectMembers(Self.englishMembers)
            english = template(id, node, over: indonesian, role: role, slots: slots[.english])
            if let english { expectAgreement(of: english, with: indonesian, at: node) }
        }
        if requiresSource, indonesian.sources.isEmpty {
            Node(json: .null, path: "\(node.path).sources", notes: node.notes).warn("a source is required and there is none")
        }
        return Intent(
            id: IntentID(rawValue: id), role: role, isInternal: visibility(node["visibility"]), requiresSource: requiresSource,
            suggestions: (node["suggestions"]?.elements ?? []).compactMap(reference),
            template: Localized(indonesian, english: english))
    }

    /// One language's template; what English leaves out it takes from `base`.
    private func template(_ id: String, _ node: Node, over base: Template?, role: Intent.Role?, slots: Slots) -> Template? {
        func text(_ name: String, or inherited: String?) -> String? {
            if node[name] == nil, let inherited { return inherited }
            return node.required(name).flatMap { lasting($0, slots) }
        }
        let answer = text("answer", or: base?.answer)
        let primary = text("cta_primary", or: base?.primary.text)
        let secondary = text("cta_secondary", or: base?.secondary.text)
        let points = node["points"].map { $0.elements.compactMap { fill($0, slots, limit: 500) }.filter { !$0.isEmpty } }
        let benefits = benefits(node, role: role, isBase: base == nil, slots: slots)
        guard let answer, let primary, let secondary else { return nil }
        let title = text("title", or: base?.title ?? Self.title(from: id)) ?? id
        return Template(
            title: title, question: text("question", or: base?.question ?? title) ?? title, answer: answer,
            points: points ?? base?.points ?? [], personal: (node["personal"]?.elements ?? []).compactMap { personal($0, slots) },
            benefits: benefits ?? base?.benefits ?? [],
            primary: .init(text: primary, kind: node["cta_primary_action"].flatMap(action) ?? base?.primary.kind ?? .whatsapp),
            secondary: .init(text: secondary, kind: node["cta_secondary_action"].flatMap(action) ?? base?.secondary.kind ?? .whatsapp),
            sources: node["sources"].map { $0.elements.compactMap(source) } ?? base?.sources ?? [],
            variants: variants(node["variants"], role: role, slots: slots))
    }

    /// The text with its slots filled, without the sentences of empty slots; nil when something is wrong with it.
    private func fill(_ node: Node, _ slots: Slots, limit: Int = 4_000) -> String? {
        guard let text = node.text(limit: limit) else { return nil }
        if let name = Slots.names(in: text).first(where: { !Self.slotNames.contains($0) }) {
            node.complain("no slot {\(name)}; there are \(Self.slotNames.sorted().joined(separator: ", "))")
            return nil
        }
        return slots.fill(text)
    }

    /// A text that must be there whatever has been filled in: an answer, a point of the Benefit block, a call to action.
    private func lasting(_ node: Node, _ slots: Slots, limit: Int = 4_000) -> String? {
        guard let text = fill(node, slots, limit: limit) else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            let empty = Slots.names(in: node.json.string ?? "").filter { slots.fill("{\($0)}").isEmpty }.map { "{\($0)}" }
            node.complain("nothing is left of it while \(empty.joined(separator: ", ")) is not filled in; add a sentence without a slot")
            return nil
        }
        return text
    }

    /// Three to five points; complaints and privacy have none, as they are no moment for an offer.
    private func benefits(_ node: Node, role: Intent.Role?, isBase: Bool, slots: Slots) -> [String]? {
        let needsNone = role == .complaint || role == .privacy
        guard let benefits = node["benefits"] else {
            if isBase, !needsNone { _ = node.required("benefits") }
            return nil
        }
        let points = benefits.elements
        if benefits.json.array != nil, !(3...5).contains(points.count), !(needsNone && points.isEmpty) {
            benefits.complain("has \(points.count) points; 3 to 5 are shown")
        }
        return points.compactMap { lasting($0, slots, limit: 500) }
    }

    /// What is chosen for a visitor is chosen once, whatever the language: the lists must run side by side.
    private func expectAgreement(of english: Template, with indonesian: Template, at node: Node) {
        func complain(_ name: String, _ problem: String) {
            Node(json: .null, path: "\(node.path).\(name)", notes: node.notes).complain(problem)
        }
        if english.personal.map(\.conditions) != indonesian.personal.map(\.conditions) {
            complain("personal", "must have the same conditions in the same order as the Indonesian sentences")
        }
        if english.variants.map(\.id) != indonesian.variants.map(\.id) {
            complain("variants", "must have the same ids in the same order as the Indonesian variants")
        }
    }

    /// `[{"id": "a"}, {"id": "b", "benefits_title": …, "benefits": […], "cta_primary": …}]`; a variant that changes nothing is the template.
    private func variants(_ list: Node?, role: Intent.Role?, slots: Slots) -> [Variant] {
        var variants: [Variant] = []
        for node in list?.elements ?? [] {
            node.expectMembers(["id", "benefits_title", "benefits", "cta_primary", "comment"])
            guard let id = node.required("id")?.name() else { continue }
            if variants.contains(where: { $0.id == id }) { node["id"]?.complain("\(id) is there already") }
            variants.append(
                Variant(
                    id: id, benefitsTitle: node["benefits_title"].flatMap { lasting($0, slots, limit: 80) },
                    benefits: benefits(node, role: role, isBase: false, slots: slots),
                    primary: node["cta_primary"].flatMap { lasting($0, slots, limit: 80) }))
        }
        if variants.count == 1 { list?.warn("has one variant; there is no choice in it") }
        return variants
    }

    /// `{"when": {"badan_hukum": ["pt"], "npwp_nib": "lengkap"}, "text": "Karena PT Anda …"}`, in the words of `qualification.json`.
    private func personal(_ node: Node, _ slots: Slots) -> Personal? {
        guard let qualification else { return nil }
        node.expectMembers(["when", "text"])
        var conditions: [String: Set<String>] = [:]
        let list = node.required("when")
        for (key, node) in list?.members ?? [] {
            guard let question = qualification.question(key) else {
                node.complain("there is no question \(key); there are \(qualification.questions.map(\.key).joined(separator: ", "))")
                continue
            }
            let values = Set(question.options.map(\.value))
            let named = (node.json.array == nil ? [node] : node.elements).compactMap { $0.name(among: values, called: "answer") }
            if named.isEmpty, node.json.array?.isEmpty == true { node.complain("must name at least one answer") }
            conditions[key] = Set(named)
        }
        if list?.json.object?.isEmpty == true { list?.complain("must name at least one question") }
        return node.required("text").flatMap { lasting($0, slots, limit: 300) }.map { Personal(when: conditions, text: $0) }
    }

    private func source(_ node: Node) -> Source? {
        node.expectMembers(["title", "url", "article", "year"])
        guard let title = node.required("title")?.text(limit: 300) else { return nil }
        return Source(
            title: title, url: node["url"]?.link(), article: node["article"]?.text(limit: 200), year: node["year"]?.integer(in: 1900...2100)
        )
    }

    private func action(_ node: Node) -> Template.Invitation.Kind? {
        node.expectMembers(["kind", "intent", "href"])
        guard let kind = node.required("kind") else { return nil }
        switch kind.text() {
        case "lead": return .lead
        case "whatsapp": return .whatsapp
        case "checklist": return .checklist
        case "escalate": return .escalate
        case "ask": return node.required("intent").flatMap(reference).map { .ask($0) }
        case "link": return node.required("href")?.link().map { .link($0) }
        default:
            kind.complain("must be lead, whatsapp, checklist, escalate, ask or link")
            return nil
        }
    }

    private func reference(_ node: Node) -> IntentID? {
        guard let id = node.text(limit: 64) else { return nil }
        guard ids.contains(id) else {
            node.complain("there is no intent \(id)")
            return nil
        }
        return IntentID(rawValue: id)
    }

    private func visibility(_ node: Node?) -> Bool {
        guard let node else { return false }
        switch node.text() {
        case "public": return false
        case "internal": return true
        default:
            node.complain("must be public or internal")
            return true
        }
    }

    /// What the classifier learns from: the examples, and the title and question, which visitors tap and so must be understood.
    private func training(_ id: String, _ node: Node, _ intent: Intent) -> TrainingSet.Intent {
        let indonesian = examples(node, template: intent.template.indonesian, language: .indonesian)
        let english = node["en"].map { examples($0, template: intent.template[.english], language: .english) } ?? []
        let patterns = (node["patterns"]?.texts() ?? []) + (node["en"]?["patterns"]?.texts() ?? [])
        return TrainingSet.Intent(
            id: id, examples: indonesian + english, patterns: patterns, isCourtesy: intent.role == .greeting || intent.role == .thanks)
    }

    private func examples(_ node: Node, template: Template, language: TrainingSet.Language) -> [TrainingSet.Example] {
        var texts = node["examples"]?.texts() ?? []
        for text in [template.question, template.title] where !texts.contains(text) { texts.append(text) }
        return texts.map { TrainingSet.Example($0, in: language) }
    }

    /// The same words under two intents teach nothing but doubt.
    private func warnOfRepeatedExamples(_ intents: [TrainingSet.Intent]) {
        var owners: [String: String] = [:]
        for intent in intents {
            for example in intent.examples {
                let plain = example.text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
                if let owner = owners.updateValue(intent.id, forKey: plain), owner != intent.id {
                    Node(json: .null, path: "intents.\(intent.id).examples", notes: root.notes)
                        .warn("`\(example.text)` is an example of \(owner) too")
                }
            }
        }
    }

    /// `PPIU_SYARAT` → `PPIU syarat`: a title for content that has none.
    private static func title(from id: String) -> String {
        let words = id.split(separator: "_").map(String.init)
        return ([words.first ?? id] + words.dropFirst().map { $0.lowercased() }).joined(separator: " ")
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let month = Int(parts[1]), let day = Int(parts[2]) else { return false }
        return Int(parts[0]) != nil && (1...12).contains(month) && (1...31).contains(day)
    }
}
