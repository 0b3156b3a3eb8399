/// A language the desk speaks. Indonesian is the house's first language: what lacks English shows in Indonesian.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case indonesian = "id"
    case english = "en"

    /// The first language of `tag` that the desk speaks; a tag may be a BCP 47 tag or a whole `Accept-Language` value.
    /// Weights are not weighed: browsers list their languages in order of preference.
    public init?(tag: some StringProtocol) {
        for part in tag.split(separator: ",") {
            let primary = part.drop { $0 == " " }.prefix { $0.isLetter }.lowercased()
            if let language = Self(rawValue: primary) {
                self = language
                return
            }
        }
        return nil
    }
}

/// A text in the desk's languages.
public struct Localized<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The house's own.
    public var indonesian: Value
    /// nil where nobody has written the English yet.
    public var english: Value?

    /// A text, in English too where somebody has written it.
    public init(_ indonesian: Value, english: Value? = nil) {
        self.indonesian = indonesian
        self.english = english
    }

    /// The value in `language`, in Indonesian where that is missing.
    public subscript(language: Language) -> Value {
        switch language {
        case .indonesian: indonesian
        case .english: english ?? indonesian
        }
    }
}
