/// A text that admins insert instead of typing it, to begin with: content, from `data/canned.json`. What they save themselves are events.
public struct CannedResponse: Sendable, Hashable, Identifiable {
    /// Names it, once in the file.
    public var id: String
    /// What it is called in lists.
    public var title: String
    /// What is typed after `/`: lower case, without spaces.
    public var shortcut: String
    /// What is inserted, with slots.
    public var text: String
    /// The language it is written in.
    public var language: Language

    /// The slots a text may use: the visitor's name, the company, the admin who inserts it, and what the conversation is about.
    public static let slotNames: Set<String> = ["name", "company", "admin", "topic"]

    /// A text with the ways to find it.
    public init(id: String, title: String, shortcut: String, text: String, language: Language) {
        self.id = id
        self.title = title
        self.shortcut = shortcut
        self.text = text
        self.language = language
    }

    /// The text as an admin would send it: slots filled, and the sentences of those that have no value left out.
    public func filled(name: String? = nil, company: String, admin: String, topic: String? = nil) -> String {
        Slots(["name": name ?? "", "company": company, "admin": admin, "topic": topic ?? ""]).fill(text)
    }
}
