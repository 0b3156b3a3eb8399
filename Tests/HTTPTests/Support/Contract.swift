import Foundation
import HTTPTypes
import JSON
import Testing

@testable import HTTP

/// The cases of Tests/IntegrationTests/contract.json, which hold for the responder in process and behind nginx alike: test_contract.py reads the same file.
///
/// A case is a list of steps, run once, or once for each object of `each`, whose members are then variables. A step `send`s a request
/// and says what to `expect` of the answer and which values to `keep` as variables. `"${x}"` stands for a variable's value, and within a
/// longer text for its text.
struct Contract {
    struct Case: Sendable, CustomTestStringConvertible {
        let json: JSON
        /// Which member of `each` this is.
        let variant: JSON?

        var testDescription: String {
            (json["name"]?.string ?? "?") + (variant.map { ": " + String(decoding: $0.bytes, as: UTF8.self).prefix(120) } ?? "")
        }
    }

    static let cases: [Case] = {
        do {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../IntegrationTests/contract.json")
            let json = try JSON(parsing: Array(try Data(contentsOf: file)))
            return (json.array ?? []).flatMap { json in
                json["each"]?.array?.map { Case(json: json, variant: $0) } ?? [Case(json: json, variant: nil)]
            }
        } catch {
            preconditionFailure("contract.json: \(error)")
        }
    }()

    private var variables: [String: JSON]
    private let house: FrontDesk

    /// Runs a case against a front desk of its own.
    static func run(_ theCase: Case) async throws {
        var limits = RateLimiter.Configuration(maximum: 1_000_000)
        if let settings = theCase.json["limits"] {
            limits = RateLimiter.Configuration(
                maximum: try #require(settings["RATELIMIT_MAX"]?.integer),
                windowSeconds: try #require(settings["RATELIMIT_WINDOW"]?.integer),
                addressFactor: try #require(settings["RATELIMIT_ADDRESS_FACTOR"]?.integer))
        }
        let variables = (theCase.variant?.object ?? []).map { ($0.key, $0.value) }
        var contract = Contract(
            variables: ["host": .string(FrontDesk.host), "unique": .string(UUID().uuidString)], house: try FrontDesk(limits: limits))
        for (name, value) in variables { contract.variables[name] = contract.filled(value) }
        for step in try #require(theCase.json["steps"]?.array) { try await contract.take(step) }
    }

    private mutating func take(_ step: JSON) async throws {
        let line = try #require(step["send"].flatMap { filled($0).string })
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let method = try #require(HTTPRequest.Method(words[0]))
        var fields = HTTPFields()
        for header in step["headers"].map({ filled($0) })?.object ?? [] {
            fields[try #require(HTTPField.Name(header.key))] = header.value.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let session = step["as"].flatMap({ filled($0).string }) { fields[.authorization] = "Session \(session)" }
        var body: [UInt8] = []
        if let json = step["body"], method != .get, method != .head {
            fields[.contentType] = fields[.contentType] ?? "application/json"
            body = expanded(filled(json)).bytes
        } else if let raw = step["raw"] {
            body = Array(try #require(expanded(filled(raw)).string).utf8)
        } else if let hex = step["hex"]?.string {
            body = stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
        }
        let start = ContinuousClock.now
        let response: Response
        if let meanwhile = step["meanwhile"]?.array {
            let house = house
            async let answer = house.send(method, words[1], body: body, fields: fields)
            try await waitUntil("the request is parked") { await house.get("/api/metrics").text.contains("frontdesk_polls_parked 1\n") }
            for step in meanwhile { try await take(step) }
            response = await answer
        } else {
            response = await house.send(method, words[1], body: body, fields: fields)
        }
        try check(
            response, step["expect"].map { filled($0) } ?? .object([.init("status", .integer(200))]), line, ContinuousClock.now - start)
        for kept in step["keep"]?.object ?? [] {
            let answer = try response.json
            let value: JSON = try #require(answer.value(at: kept.value.string ?? ""), "\(line): \(kept.value) in \(response.text)")
            variables[kept.key] = value
        }
    }

    private func check(_ response: Response, _ expected: JSON, _ line: String, _ elapsed: Duration) throws {
        let told = Comment(rawValue: "\(line) → \(response.status.code) \(response.text.prefix(600))")
        if let status = expected["status"]?.integer { #expect(response.status.code == status, told) }
        if let problem = expected["problem"] {
            #expect(response.status.code == problem["status"]?.integer, told)
            #expect(response.fields[.contentType] == "application/problem+json; charset=utf-8", told)
            let json = try response.json
            #expect(mismatch(json, problem) == nil, told)
            #expect(json["type"]?.string == "about:blank" && json["title"]?.string?.isEmpty == false, told)
        }
        for header in expected["headers"]?.object ?? [] {
            let value = response.fields[try #require(HTTPField.Name(header.key))].map(JSON.string)
            #expect(mismatch(value, header.value) == nil, "\(header.key): \(line)")
        }
        if let pattern = expected["body"] {
            #expect(mismatch(try response.json, pattern) == nil, told)
        }
        if let pattern = expected["text"]?.string { #expect(try Regex(pattern).firstMatch(in: response.text) != nil, told) }
        if let range = expected["seconds"]?.array {
            let seconds = elapsed / .seconds(1)
            #expect(seconds >= range[0].double ?? 0 && seconds <= range[1].double ?? 0, told)
        }
    }

    /// Where `value` is not what `pattern` says; nil where it is.
    ///
    /// An object's members must match and others may be there; an array's elements must match one by one. Texts that begin with `$` and
    /// objects with such a member say it more loosely, as below.
    private func mismatch(_ value: JSON?, _ pattern: JSON, at path: String = "") -> String? {
        func wrong(_ wanted: String) -> String {
            "\(path): \(wanted), is \(value.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "missing")"
        }
        if pattern.string == "$absent" { return value == nil ? nil : wrong("should be absent") }
        guard let value else { return wrong("should be there") }
        let text = value.string ?? String(decoding: value.bytes, as: UTF8.self)
        switch pattern {
        case .string("$string"): return value.string?.isEmpty == false ? nil : wrong("should be a text")
        case .string("$integer"): return value.integer != nil ? nil : wrong("should be a whole number")
        case .string("$number"): return value.double != nil ? nil : wrong("should be a number")
        case .string("$boolean"): return value.bool != nil ? nil : wrong("should be true or false")
        case .string("$array"): return value.array != nil ? nil : wrong("should be an array")
        case .string("$object"): return value.object != nil ? nil : wrong("should be an object")
        case .integer, .number: return value.double == pattern.double ? nil : wrong("should be \(pattern)")
        case .array(let patterns):
            guard let elements = value.array, elements.count == patterns.count else {
                return wrong("should have \(patterns.count) elements")
            }
            return zip(elements, patterns).enumerated().lazy.compactMap { mismatch($1.0, $1.1, at: "\(path)[\($0)]") }.first
        case .object(let members):
            for member in members {
                let found: String?
                switch member.key {
                case "$matches":
                    guard let expression = try? Regex(member.value.string ?? "") else { return "no expression: \(member.value)" }
                    found = text.firstMatch(of: expression) == nil ? wrong("should match \(member.value)") : nil
                case "$not": found = mismatch(value, member.value) == nil ? wrong("should not be") : nil
                case "$count": found = value.array?.count == member.value.integer ? nil : wrong("should have \(member.value) elements")
                case "$each":
                    guard let elements = value.array else { return wrong("should be an array") }
                    found = elements.lazy.compactMap { mismatch($0, member.value, at: path + "[]") }.first
                case "$includes":
                    found =
                        value.array?.contains { mismatch($0, member.value) == nil } == true ? nil : wrong("should include \(member.value)")
                case "$members":
                    // A name with "?" behind it may be missing.
                    let names = member.value.array?.compactMap(\.string) ?? []
                    let there = Set(value.object?.map(\.key) ?? [])
                    let isRight =
                        there.isSuperset(of: names.filter { !$0.hasSuffix("?") })
                        && there.isSubset(of: names.map { $0.replacing("?", with: "") })
                    found = isRight ? nil : wrong("should have other members")
                default: found = mismatch(value[member.key], member.value, at: "\(path).\(member.key)")
                }
                if let found { return found }
            }
            return nil
        default: return value == pattern ? nil : wrong("should be \(pattern)")
        }
    }

    /// `json` with its variables filled in.
    private func filled(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): filled(text)
        case .array(let elements): .array(elements.map(filled))
        case .object(let members): .object(members.map { .init(filled($0.key).string ?? $0.key, filled($0.value)) })
        default: json
        }
    }

    private func filled(_ text: String) -> JSON {
        if text.hasPrefix("${"), text.hasSuffix("}"), let value = variables[String(text.dropFirst(2).dropLast())] { return value }
        return .string(
            variables.reduce(text) { text, variable in
                text.replacing("${\(variable.key)}", with: variable.value.string ?? String(decoding: variable.value.bytes, as: UTF8.self))
            })
    }

    /// `json` with `{"$repeat": [text, n]}` and `{"$list": [element, n]}` written out.
    private func expanded(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map(expanded))
        case .object(let members):
            if members.count == 1, let pair = members[0].value.array, let count = pair.last?.integer {
                if members[0].key == "$repeat", let text = pair[0].string { return .string(String(repeating: text, count: count)) }
                if members[0].key == "$list" { return .array(Array(repeating: expanded(pair[0]), count: count)) }
            }
            return .object(members.map { .init($0.key, expanded($0.value)) })
        default: return json
        }
    }
}

/// Waits until `condition` holds, at most 10 s.
func waitUntil(_ what: String, _ condition: () async throws -> Bool) async throws {
    // Most of what is waited for is a few steps away.
    for _ in 0..<100 {
        if try await condition() { return }
        await Task.yield()
    }
    let end = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        try #require(ContinuousClock.now < end, "\(what): not within 10 s")
        try await Task.sleep(for: .milliseconds(5))
    }
}
