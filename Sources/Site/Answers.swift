import JSON

/// The questions of the content file that the pages show, in the company's order.
struct Answers {
    /// One question with its short answer, in one language.
    struct Answer {
        let id: String
        let title: String
        let question: String
        let answer: String
        let points: [String]
        let sources: [(name: String, url: String?)]

        /// The opening alone, as the home page shows it.
        var brief: Answer { Answer(id: id, title: title, question: question, answer: answer, points: [], sources: []) }
    }

    private let intents: JSON
    /// Intents named for the home page.
    let listed: [String]
    /// Those of them that the content does not have.
    let missing: [String]
    /// The content's version when it is a date (`2026-11-24`): the day it last changed.
    let version: String?

    init(_ content: JSON, listed: JSON?) throws(SiteError) {
        guard let intents = content["intents"], let members = intents.object else {
            throw .missing(path: "intents", file: "faq.json")
        }
        self.intents = intents
        let names = Set(members.map(\.key))
        let wanted = listed?.texts ?? []
        self.listed = wanted.filter(names.contains)
        missing = wanted.filter { !names.contains($0) }
        let version = content["version"]?.string ?? ""
        self.version = version.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil ? nil : version
    }

    /// Ids of every public question that is asked about something: not greetings, thanks or complaints, which are talk.
    var pageable: [String] {
        let talk: Set = ["greeting", "thanks", "bot", "complaint", "human", "ready"]
        return all.filter { !talk.contains(intents[$0]?["role"]?.string ?? "") }
    }

    /// Whether the answer rests on rules of somebody else's, which must be named: these stand together on the page of questions.
    func isRegulated(_ id: String) -> Bool { intents[id]?["requires_source"]?.bool ?? false }

    /// Ids of everything that visitors may be told.
    var all: [String] {
        (intents.object ?? []).filter { $0.value["visibility"]?.string != "internal" }.map(\.key)
    }

    /// What people say when they mean `id`; English falls back to Indonesian.
    func examples(of id: String, in language: Language) -> [String] {
        (language == .en ? intents[id]?["en"]?["examples"]?.texts : nil) ?? intents[id]?["examples"]?.texts ?? []
    }

    /// The answer to `id` in `language`, English falling back to Indonesian per key; nil without question or answer, or
    /// when a slot without value leaves nothing to say.
    func answer(_ id: String, in language: Language, slots: Slots) -> Answer? {
        guard let intent = intents[id] else { return nil }
        func value(_ key: String) -> JSON? { (language == .en ? intent["en"]?[key] : nil) ?? intent[key] }
        guard let question = value("question")?.string ?? value("title")?.string, let text = value("answer")?.string
        else { return nil }
        let answer = slots.fill(text)
        let points = (value("points")?.texts ?? []).map(slots.fill).filter { !$0.isEmpty }
        guard !answer.isEmpty else { return nil }
        return Answer(
            id: id, title: value("title")?.string ?? question, question: slots.fill(question), answer: answer, points: points,
            sources: (value("sources")?.array ?? []).compactMap(Self.source))
    }

    /// "UU 8/2019, Pasal 89 (2019)"; the year is left out where the title has it.
    private static func source(_ source: JSON) -> (name: String, url: String?)? {
        guard let title = source["title"]?.string else { return nil }
        var name = [title, source["article"]?.string].compactMap { $0 }.joined(separator: ", ")
        if let year = source["year"]?.integer.map(String.init) ?? source["year"]?.string, !name.contains(year) {
            name += " (\(year))"
        }
        let url = source["url"]?.string
        return (name, url?.hasPrefix("https://") == true || url?.hasPrefix("http://") == true ? url : nil)
    }
}
