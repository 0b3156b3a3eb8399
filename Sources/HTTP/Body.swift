import HTTPTypes
import JSON

/// A JSON body whose members are checked as they are taken.
struct Body {
    /// nginx refuses more before reading it; this holds for whatever else carries a request here.
    static let maximumBytes = 65_536

    let json: JSON

    /// - Throws: 413 beyond `maximumBytes`, 415 for another type, 400 when it is no JSON, 422 when it is no object.
    init(_ request: Request) throws(Problem) {
        guard request.body.count <= Self.maximumBytes else { throw .bodyTooLarge(limit: Self.maximumBytes) }
        let type = request.fields[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == "application/json" else { throw .mediaType }
        do {
            json = try JSON(parsing: request.body)
        } catch {
            throw .notJSON(error)
        }
        guard json.object != nil else { throw .invalid("", "the body must be an object, is \(json.kind)") }
    }

    /// The text of a member; nil when it is missing or null.
    ///
    /// - Parameter limit: in characters.
    func text(_ name: String, limit: Int) throws(Problem) -> String? {
        try Self.text(json[name], name, limit: limit)
    }

    /// The text of a member that must be there and say something.
    func requiredText(_ name: String, limit: Int) throws(Problem) -> String {
        guard let text = try nonEmptyText(name, limit: limit) else { throw .invalid(name, "must be there and not empty") }
        return text
    }

    /// The text of a member that may be missing but, when it is there, must say something: a name or an id.
    func nonEmptyText(_ name: String, limit: Int) throws(Problem) -> String? {
        guard let text = try text(name, limit: limit) else { return nil }
        guard !text.isBlank else { throw .invalid(name, "must be there and not empty") }
        return text
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `true` or `false`; nil when it is missing or null.
    func flag(_ name: String) throws(Problem) -> Bool? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let flag = value.bool else { throw .invalid(name, "must be true or false") }
        return flag
    }

    /// One of an enumeration's names.
    func value<Value: RawRepresentable & CaseIterable>(_ name: String) throws(Problem) -> Value? where Value.RawValue == String {
        guard let text = try text(name, limit: 100) else { return nil }
        guard let value = Value(rawValue: text) else {
            throw .invalid(name, "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    static func text(_ value: JSON?, _ name: String, limit: Int) throws(Problem) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string else { throw .invalid(name, "must be a string, is \(value.kind)") }
        // Code points, as JSON and JSON Schema count characters: a cluster such as an accented letter or a flag may hold any number of
        // them, so a limit on clusters would be none on bytes. The walk is bounded by the body's 64 kB.
        guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else { throw .tooLong(name, limit: limit, unit: "characters") }
        return text
    }
}

extension String {
    /// Whether there is nothing but white space.
    var isBlank: Bool {
        // ECMA-262's white space, as the patterns of openapi.yaml have it: Unicode's without U+0085, with U+FEFF.
        unicodeScalars.allSatisfy { $0 == "\u{FEFF}" || $0.properties.isWhitespace && $0 != "\u{85}" }
    }
}
