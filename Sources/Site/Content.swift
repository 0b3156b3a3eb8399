import Foundation
import JSON

/// A language that pages exist in. Indonesian stands in wherever English is missing.
enum Language: String, CaseIterable {
    case id, en

    var other: Language { self == .id ? .en : .id }
    /// The folder of its pages, "" for the first language.
    var folder: String { self == .id ? "" : "en/" }
    var openGraph: String { self == .id ? "id_ID" : "en_US" }
}

/// Reading content files, and seeing them in one language.
enum Content {
    static func read(_ file: URL) throws(SiteError) -> JSON {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw .unreadable(file: file.lastPathComponent)
        }
        do {
            return try JSON(parsing: [UInt8](data))
        } catch {
            throw .notJSON(file: file.lastPathComponent, reason: "\(error)")
        }
    }
}

extension JSON {
    /// The value with every `{"id": …, "en": …}` replaced by what it says in `language`; Indonesian where that is missing.
    func localized(_ language: Language) -> JSON {
        switch self {
        case .array(let elements): .array(elements.map { $0.localized(language) })
        case .object(let members):
            if let text = self["id"], members.allSatisfy({ Language(rawValue: $0.key) != nil }) {
                self[language.rawValue] ?? text
            } else {
                .object(members.map { Member($0.key, $0.value.localized(language)) })
            }
        default: self
        }
    }

    /// The value as templates read it. Null, "" and [] are left out, so that a section tells "there is none".
    var templateValue: Any? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .integer(let value): Int(value)
        case .number(let value): value
        case .string(let text): text.isEmpty ? nil : text
        case .array(let elements): elements.isEmpty ? nil : elements.compactMap(\.templateValue)
        case .object(let members):
            Dictionary(members.compactMap { member in member.value.templateValue.map { (member.key, $0) } }) { $1 }
        }
    }

    /// The texts of an array of strings; empty when this is none.
    var texts: [String] { array?.compactMap(\.string) ?? [] }
}

/// Values that stand for `{name}` in a text.
struct Slots {
    let values: [String: String]

    /// `text` with its slots filled. A sentence that names an empty or unknown slot is left out whole, so that nothing
    /// is ever said with a hole in it.
    func fill(_ text: String) -> String {
        guard text.contains("{") else { return text }
        return Self.sentences(of: text).compactMap(fillSentence).joined().trimmingCharacters(in: .whitespaces)
    }

    private func fillSentence(_ sentence: Substring) -> String? {
        var filled = ""
        var rest = sentence
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let value = values[String(rest[rest.index(after: open)..<close])], !value.isEmpty else { return nil }
            filled += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// Cuts after `.`, `?` or `!` and the spaces that follow.
    private static func sentences(of text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var ended = false
        for index in text.indices {
            let character = text[index]
            if ended, character != " " {
                if text[text.index(before: index)] == " " {
                    sentences.append(text[start..<index])
                    start = index
                }
                ended = false
            }
            if ".?!".contains(character) { ended = true }
        }
        sentences.append(text[start...])
        return sentences
    }
}
