import Dialogue
import Testing

@Suite struct PersonalTests {
    private static let sentences = [
        Personal(when: ["form": ["pt"], "nib": ["yes"]], text: "both"),
        Personal(when: ["form": ["pt", "cv"]], text: "form"),
        Personal(when: ["nib": ["no", "unknown"]], text: "nib"),
        Personal(when: ["office": ["virtual"]], text: "office"),
        Personal(when: [:], text: "nobody"),
    ]

    @Test(
        arguments: [
            ([:], []),
            (["form": "cooperative"], []),
            (["colour": "pt"], []),
            (["form": "pt"], ["form"]),
            (["form": "cv"], ["form"]),
            (["form": "pt", "nib": "yes"], ["both"]),
            (["form": "pt", "nib": "no"], ["form", "nib"]),
            (["nib": "unknown"], ["nib"]),
            (["form": "pt", "nib": "yes", "office": "virtual"], ["both", "office"]),
            // Two at most.
            (["form": "cv", "nib": "no", "office": "virtual"], ["form", "nib"]),
        ] as [([String: String], [String])])
    func `what a visitor told chooses what is added to an answer`(answers: [String: String], texts: [String]) {
        #expect(Self.sentences.matching(answers).map(\.text) == texts)
    }

    @Test func `a template's hash changes with a personal sentence`() {
        func template(_ personal: [Personal]) -> Template {
            let invitation = Template.Invitation(text: "Ya", kind: .lead)
            return Template(
                title: "t", question: "q", answer: "a", personal: personal, benefits: [], primary: invitation, secondary: invitation)
        }
        #expect(template([]).hash != template([Self.sentences[0]]).hash)
        #expect(template([Self.sentences[0]]).hash != template([Self.sentences[1]]).hash)
    }
}
