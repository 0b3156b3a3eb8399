import Testing

@testable import Dialogue

/// A checklist of six items in four stages, and three questions about it.
@Suite struct ChecklistTests {
    private static func item(_ id: String) -> Checklist.Item {
        .init(id: id, title: Localized("Butir \(id)"), why: Localized("Sebab"), evidence: Localized(["Bukti"]))
    }

    private let checklist = Checklist(
        version: "1", title: Localized("Checklist"), subtitle: Localized("Untuk uji"), introduction: Localized("Dari jawaban Anda"),
        generalIntroduction: Localized("Umum"), disclaimer: Localized("Panduan"),
        stages: [
            .init(id: "CHECK", title: Localized("Periksa"), items: ["A", "B"]),
            .init(id: "FOUND", title: Localized("Dirikan"), items: ["C"], revisits: ["A"]),
            .init(id: "OFFICE", title: Localized("Kantor"), items: ["D", "E"]),
            .init(id: "VISIT", title: Localized("Tinjauan"), items: ["F"]),
        ],
        items: ["A", "B", "C", "D", "E", "F"].map(item))

    private let qualification = Qualification(
        version: "1",
        questions: [
            .init(
                key: "form", question: Localized("Bentuk?"), why: Localized("Perlu"), remembered: Localized("Bentuk"),
                options: [
                    .init(
                        value: "pt", label: Localized("PT"),
                        effect: .init(message: Localized("Baik"), ready: ["A"], stagesFirst: ["FOUND"]), score: 2),
                    .init(
                        value: "none", label: Localized("Belum"),
                        effect: .init(
                            message: Localized("Mulai"), first: ["C", "A"], missing: ["A", "C"], stagesFirst: ["FOUND"], leads: "FOUND",
                            warning: Localized("Hati-hati")), score: 1),
                ]),
            .init(
                key: "office", question: Localized("Kantor?"), why: Localized("Perlu"), remembered: Localized("Kantor"),
                options: [
                    .init(
                        value: "real", label: Localized("Ada"), effect: .init(message: Localized("Bagus"), first: ["E"], ready: ["D"]),
                        score: 2),
                    .init(
                        value: "virtual", label: Localized("Virtual"),
                        effect: .init(
                            message: Localized("Dulu"), first: ["D"], missing: ["D"], stagesFirst: ["OFFICE"],
                            holds: [.init(stage: "VISIT", until: "D")])),
                ]),
            .init(
                key: "papers", question: Localized("Dokumen?"), why: Localized("Perlu"), remembered: Localized("Dokumen"),
                options: [
                    .init(
                        value: "go", label: Localized("Siap"),
                        effect: .init(
                            message: Localized("Terima kasih"), ready: ["A", "D"], stagesFirst: ["CHECK", "FOUND", "OFFICE", "VISIT"]),
                        score: 5, suggestsHandoff: true, isUrgent: true),
                    .init(value: "no", label: Localized("Belum"), effect: .init(message: Localized("Pelan-pelan"))),
                ]),
        ],
        bands: [.init(id: "cool", from: 0), .init(id: "warm", from: 3), .init(id: "hot", from: 7)])

    private func personal(_ answers: [String: String]) -> PersonalChecklist { checklist.personalised(for: answers, by: qualification) }
    private func order(_ personal: PersonalChecklist) -> [String] {
        personal.stages.map { "\($0.stage.id): " + $0.items.map { "\($0.item.id) \($0.state.rawValue)" }.joined(separator: ", ") }
    }

    @Test func `without answers the checklist is the general one`() {
        for plain in [personal([:]), personal(["form": "unknown", "colour": "red"]), checklist.personalised(for: ["form": "pt"], by: nil)] {
            #expect(plain.isGeneral)
            #expect(order(plain) == ["CHECK: A open, B open", "FOUND: C open", "OFFICE: D open, E open", "VISIT: F open"])
            #expect(plain.firstItems.isEmpty && plain.firstStages.isEmpty && plain.messages.isEmpty && plain.postponed.isEmpty)
        }
    }

    @Test func `an answer marks what is ready and keeps the order of the work`() {
        let personal = personal(["form": "pt"])
        #expect(!personal.isGeneral)
        #expect(order(personal) == ["CHECK: A ready, B open", "FOUND: C open", "OFFICE: D open, E open", "VISIT: F open"])
        #expect(personal.firstStages.map(\.id) == ["FOUND"])
    }

    @Test func `a stage that leads comes first, and what is missing before the rest`() {
        let personal = personal(["form": "none", "office": "real"])
        #expect(order(personal) == ["FOUND: C missing", "CHECK: A missing, B open", "OFFICE: E open, D ready", "VISIT: F open"])
        #expect(personal.firstItems.map(\.id) == ["C", "A", "E"])
        #expect(personal.gaps.map(\.id) == ["C", "A"])
        #expect(personal.warnings == [Localized("Hati-hati")])
        #expect(personal.messages == [Localized("Mulai"), Localized("Bagus")])
    }

    @Test func `a stage is held back until its item is ready`() {
        let held = personal(["office": "virtual"])
        #expect(held.stages.map(\.stage.id) == ["CHECK", "FOUND", "OFFICE"])
        #expect(held.postponed.map { "\($0.stage.id) until \($0.until.id)" } == ["VISIT until D"])
        // "Mostly ready" says D is ready, "virtual" that it is missing: missing wins, so the stage stays held.
        #expect(personal(["office": "virtual", "papers": "go"]).postponed.count == 1)
    }

    @Test func `what one answer calls ready and another missing is missing`() {
        let personal = personal(["form": "none", "papers": "go"])
        #expect(personal.entries(.ready).map(\.id) == ["D"])
        #expect(personal.gaps.map(\.id) == ["C", "A"])
    }

    @Test func `at most three stages go first, those that most answers name`() {
        let personal = personal(["form": "pt", "office": "virtual", "papers": "go"])
        #expect(personal.firstStages.map(\.id) == ["CHECK", "FOUND", "OFFICE"])
        #expect(personal.stages.filter(\.isFirst).count == PersonalChecklist.maximumFirstStages)
    }

    @Test func `every combination shows each item once, held ones excepted, and never too much first`() {
        for form in ["pt", "none", nil] {
            for office in ["real", "virtual", nil] {
                for papers in ["go", "no", nil] {
                    let answers = ["form": form, "office": office, "papers": papers].compactMapValues(\.self)
                    let personal = personal(answers)
                    let ids = personal.stages.flatMap(\.items).map(\.item.id) + personal.postponed.flatMap(\.stage.items)
                    #expect(ids.sorted() == checklist.items.map(\.id))
                    #expect(personal.firstItems.count <= PersonalChecklist.maximumFirstItems)
                    #expect(personal.messages.count == answers.count)
                }
            }
        }
    }

    @Test func `the next question is the first that was neither answered nor skipped`() {
        #expect(qualification.next(after: [:])?.key == "form")
        #expect(qualification.next(after: ["form": "pt"])?.key == "office")
        #expect(qualification.next(after: ["form": "pt"], skipping: ["office"])?.key == "papers")
        #expect(qualification.next(after: ["form": "gone"])?.key == "form")
        #expect(qualification.next(after: ["form": "pt", "papers": "no"], skipping: ["office"]) == nil)
    }

    @Test func `answers give a lead its score, its band and its urgency`() {
        let cool = qualification.standing(for: [:])
        #expect(cool == .init(score: 0, percent: 0, band: "cool", isTop: false, suggestsHandoff: false, isUrgent: false))
        #expect(
            qualification.standing(for: ["form": "pt", "office": "real"])
                == .init(score: 4, percent: 44, band: "warm", isTop: false, suggestsHandoff: false, isUrgent: false))
        #expect(
            qualification.standing(for: ["form": "pt", "papers": "go", "colour": "red"])
                == .init(score: 7, percent: 77, band: "hot", isTop: true, suggestsHandoff: true, isUrgent: true))
    }
}
