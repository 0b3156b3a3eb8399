import JSON

/// The content in one language: what the company says of itself, the words of the pages, and what fills the slots of answers.
struct Edition {
    let language: Language
    let site: JSON
    /// The words of `static/pages/words.json`, those of the company (`words` in `site.json`) in their place.
    let words: JSON
    let hours: String?
    let whatsapp: WhatsApp?
    let slots: Slots

    init(_ language: Language, company: JSON, words: JSON, options: Site.Options) {
        self.language = language
        site = company.localized(language)
        hours = options.hours(language.rawValue)
        whatsapp = WhatsApp(options.whatsapp ?? site["contact"]?["whatsapp"]?.string)
        slots = Slots(values: [
            "company": site["name"]?.string ?? "", "legal_name": site["legal_name"]?.string ?? "",
            "assistant": site["assistant"]?.string ?? words["chat_assistant"]?.localized(language).string ?? "",
            "whatsapp": whatsapp?.number ?? "", "phone": site["contact"]?["phone"]?.string ?? "",
            "email": site["contact"]?["email"]?.string ?? "", "address": Self.address(of: site) ?? "",
            "city": site["address"]?["city"]?.string ?? "", "hours": hours ?? "",
            "seconds": site["claims"]?["eligibility_seconds"]?.integer.map(String.init) ?? "",
            "legal": site["legal"]?["statement"]?.string ?? "",
        ])
        let own = Dictionary((company["words"]?.object ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let merged = (words.object ?? []).map { JSON.Member($0.key, own[$0.key] ?? $0.value) }
        self.words = JSON.object(merged).localized(language).filled(slots)
    }

    /// "Jalan Contoh No. 1, Jakarta Selatan, DKI Jakarta 12000"; nil without a street.
    static func address(of site: JSON) -> String? {
        guard let address = site["address"], address["street"]?.string?.isEmpty == false else { return nil }
        let parts = ["street", "city", "province"].compactMap { address[$0]?.string }.filter { !$0.isEmpty }
        let code = address["postal_code"]?.string ?? ""
        return parts.joined(separator: ", ") + (code.isEmpty ? "" : " " + code)
    }

    /// How the assistant is called, in the chat's header.
    var assistant: String { site["assistant"]?.string ?? word("chat_assistant") }

    func word(_ key: String) -> String { words[key]?.string ?? "" }

    /// Questions for a first tap: the company's own, else those of its page of questions.
    func prompts(_ answers: Answers) -> [String] {
        let own = words["chat_prompts"]?.texts ?? []
        return own.isEmpty ? answers.listed.compactMap { answers.answer($0, in: language, slots: slots)?.question } : own
    }

    /// The module that the widget reads its company from, in the place of `static/locales/company-….js`.
    ///
    /// - Parameter index: where the answers lie for when the responder is down; nil for none.
    func module(_ answers: Answers, contact: String, index: String?) -> [UInt8] {
        var json = JSONWriter(capacity: 2048)
        json.object { json in
            json.member("assistant", assistant)
            json.member("contact", contact)
            json.member("disclaimer", word("disclaimer"))
            json.member("greeting", word("chat_greeting"))
            json.member("hours", ifPresent: hours)
            json.member("index", ifPresent: index)
            json.member("placeholder", word("chat_placeholder"))
            json.key("prompts")
            json.array { json in for prompt in prompts(answers) { json.value(prompt) } }
            json.key("quick")
            json.array { json in for text in words["chat_quick"]?.texts ?? [] { json.value(text) } }
            json.member("subline", word("chat_page_lead"))
            json.member("whatsapp", ifPresent: whatsapp?.link())
        }
        return Array("export default ".utf8) + json.bytes + Array(";\n".utf8)
    }
}

extension JSON {
    /// The value with every slot of its texts filled.
    fileprivate func filled(_ slots: Slots) -> JSON {
        switch self {
        case .string(let text): .string(slots.fill(text))
        case .array(let elements): .array(elements.map { $0.filled(slots) })
        case .object(let members): .object(members.map { Member($0.key, $0.value.filled(slots)) })
        default: self
        }
    }
}
