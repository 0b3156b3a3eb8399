import Dialogue
import JSON

/// Who the company is: what `data/site.json` says of it, as far as answers need it.
public struct Company: Sendable {
    /// As visitors know it.
    public var name: Localized<String>
    /// Whether this is the placeholder that ships, not a company.
    public var isPlaceholder: Bool
    /// International form, digits with `+`.
    public var whatsapp: String?
    private var values: [(slot: String, text: Localized<String>)] = []

    /// Used when there is no `site.json`: a desk that knows its answers and not its name.
    public static let unnamed = Company()

    private init() {
        name = Localized("Kami", english: "We")
        isPlaceholder = true
    }

    init(_ root: Node) {
        self.init()
        isPlaceholder = root["placeholder"]?.flag() ?? false
        if let text = root.required("name").flatMap(Self.localized) {
            name = text
            values.append(("company", text))
        }
        for slot in ["legal_name"] { add(slot, root[slot]) }
        if let contact = root["contact"] {
            for slot in ["whatsapp", "phone", "email"] { add(slot, contact[slot]) }
            whatsapp = contact["whatsapp"]?.text(limit: 40)
        }
        if let address = root["address"] {
            add("city", address["city"])
            let parts = ["street", "city", "province", "postal_code"].compactMap { address[$0].flatMap(Self.localized) }
            if !parts.isEmpty {
                let line = { (language: Language) in parts.map { $0[language] }.joined(separator: ", ") }
                values.append(("address", Localized(line(.indonesian), english: line(.english))))
            }
        }
        add("legal", root["legal"]?["statement"])
    }

    private mutating func add(_ slot: String, _ node: Node?) {
        guard let text = node.flatMap(Self.localized) else { return }
        values.append((slot, text))
    }

    /// A text is a string, or `{"id", "en"}`. Empty means not filled in.
    private static func localized(_ node: Node) -> Localized<String>? {
        if node.json.object != nil {
            guard let indonesian = node["id"]?.json.string, !indonesian.isEmpty else { return nil }
            return Localized(indonesian, english: node["en"]?.json.string)
        }
        guard let text = node.json.string, !text.isEmpty else { return nil }
        return Localized(text)
    }

    /// What fills the slots of answers.
    func slots(hours: Hours) -> Localized<Slots> {
        func slots(_ language: Language) -> Slots {
            var all = Dictionary(values.map { ($0.slot, $0.text[language]) }, uniquingKeysWith: { first, _ in first })
            all["hours"] = hours.summary(in: language)
            return Slots(all)
        }
        return Localized(slots(.indonesian), english: slots(.english))
    }
}
