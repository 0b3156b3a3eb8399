import Dialogue
import Foundation
import Testing

@testable import Desk

@Suite struct CannedContentTests {
    private static let faq =
        #"{"intents": {"A": {"answer": "Ya.", "benefits": ["a", "b", "c"], "cta_primary": "1", "cta_secondary": "2"}}}"#

    private static func complaints(_ canned: String) throws -> [String] {
        do throws(ContentError) {
            let files = try ContentFiles(files: ["faq.json": Array(faq.utf8), "canned.json": Array(canned.utf8)], setting: Shop.setting)
            return files.warnings.flatMap { error in error.mistakes.map { "? \(error.file): \($0)" } }
        } catch {
            return error.mistakes.map { "\(error.file): \($0)" }
        }
    }

    private static func one(_ id: String = "a", shortcut: String = "a", text: String = "Ya.", locale: String = "id") -> String {
        #"{"id": "\#(id)", "title": "A", "shortcut": "\#(shortcut)", "text": "\#(text)", "locale": "\#(locale)"}"#
    }

    @Test(arguments: [
        ("{}", "responses: is missing"),
        (#"{"responses": {}}"#, "responses: must be an array, is an object"),
        (#"{"responses": [{"id": "a"}]}"#, "responses[0].title: is missing"),
        (#"{"responses": [\#(one("a b"))]}"#, "responses[0].id: a name has letters, digits, _ and - only"),
        (
            #"{"responses": [\#(one(shortcut: "/Salam"))]}"#,
            "responses[0].shortcut: a shortcut has small letters, digits and - only, without the /"
        ),
        (#"{"responses": [\#(one(text: "Halo {nama}."))]}"#, "responses[0].text: no slot {nama}; there are admin, company, name, topic"),
        (
            #"{"responses": [\#(one(text: "Halo {name}."))]}"#,
            "responses[0].text: nothing is left of it for a visitor without a name or a topic; add a sentence without {name} and {topic}"
        ),
        (#"{"responses": [\#(one(locale: "fr"))]}"#, "responses[0].locale: must be id or en"),
        (#"{"responses": [\#(one()), \#(one(shortcut: "b"))]}"#, "responses[1].id: a is there already"),
        (
            #"{"responses": [\#(one()), \#(one("b"))]}"#,
            "responses[1].shortcut: /a stands for another response of this language already"
        ),
    ]) func `a mistake in canned json is named by its path`(canned: String, complaint: String) throws {
        #expect(try Self.complaints(canned) == ["canned.json: " + complaint])
    }

    @Test func `one shortcut may stand for a response in each language`() throws {
        #expect(try Self.complaints(#"{"responses": [\#(Self.one()), \#(Self.one("b", locale: "en"))]}"#).isEmpty)
    }

    @Test func `a dozen responses ship in each language, and each says something to a visitor nobody knows`() throws {
        var files = try PersonalContentTests.shippedFiles(["canned.json"])
        files["faq.json"] = Array(Self.faq.utf8)
        let read = try ContentFiles(files: files, setting: Shop.setting)
        #expect(read.warnings.isEmpty)
        for language in Language.allCases { #expect(read.canned.filter { $0.language == language }.count >= 12) }
        for response in read.canned {
            #expect(!response.filled(company: "Contoh", admin: "Budi").isEmpty, "\(response.id)")
            let whole = response.filled(name: "Sari", company: "Contoh", admin: "Budi", topic: "syarat")
            #expect(!whole.contains("{"), "\(response.id)")
        }
    }

    // MARK: Variants of faq.json

    private static func variants(_ members: String) throws -> [String] {
        let faq =
            #"{"intents": {"A": {"answer": "Ya.", "benefits": ["a", "b", "c"], "cta_primary": "1", "cta_secondary": "2", \#(members)}}}"#
        do throws(ContentError) {
            let read = try ContentFiles(files: ["faq.json": Array(faq.utf8)], setting: Shop.setting)
            return read.warnings.flatMap { $0.mistakes.map { "? \($0)" } }
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test(arguments: [
        (#""variants": {}"#, "intents.A.variants: must be an array, is an object"),
        (#""variants": [{"benefits_title": "X"}, {"id": "b"}, {"id": "c"}]"#, "intents.A.variants[0].id: is missing"),
        (#""variants": [{"id": "a"}, {"id": "a"}]"#, "intents.A.variants[1].id: a is there already"),
        (#""variants": [{"id": "a"}, {"id": "b", "benefits": ["x"]}]"#, "intents.A.variants[1].benefits: has 1 points; 3 to 5 are shown"),
        (#""variants": [{"id": "a"}, {"id": "b", "cta_primary": ""}]"#, "intents.A.variants[1].cta_primary: must not be empty"),
        (
            #""variants": [{"id": "a"}, {"id": "b", "benefits_title": "\#(String(repeating: "x", count: 81))"}]"#,
            "intents.A.variants[1].benefits_title: has 81 characters; the limit is 80"
        ),
        (
            #""variants": [{"id": "a"}, {"id": "b"}], "en": {"answer": "Yes.", "variants": [{"id": "b"}, {"id": "a"}]}"#,
            "intents.A.en.variants: must have the same ids in the same order as the Indonesian variants"
        ),
        (#""variants": [{"id": "a"}]"#, "? intents.A.variants: has one variant; there is no choice in it"),
        (
            #""variants": [{"id": "a"}, {"id": "b", "answer": "Nein."}]"#,
            "? intents.A.variants[1].answer: is not read; is it spelled right?"
        ),
    ]) func `a mistake in a variant is named by its path`(members: String, complaint: String) throws {
        #expect(try Self.variants(members) == [complaint])
    }

    @Test func `at least six subjects ship with variants, and none of them changes a fact or a promise's number`() throws {
        let read = try ContentFiles(
            files: PersonalContentTests.shippedFiles(["faq.json", "checklist.json", "qualification.json"]), setting: Shop.setting)
        let varied = read.content.intents.filter { !$0.template.indonesian.variants.isEmpty }
        #expect(varied.count >= 6)
        for template in varied.flatMap({ [$0.template.indonesian, $0.template[.english]] }) {
            #expect(template.variants.count >= 2)
            // Each differs from the template or is the one that stands for it, and no two are alike.
            let offers = template.variants.map {
                [$0.benefitsTitle ?? ""] + ($0.benefits ?? template.benefits) + [$0.primary ?? template.primary.text]
            }
            #expect(Set(offers).count == offers.count, "\(template.title)")
            let numbers = offers.joined().filter { text in text.contains { $0.isNumber } }
            #expect(numbers.isEmpty, "\(template.title)")
        }
    }
}
