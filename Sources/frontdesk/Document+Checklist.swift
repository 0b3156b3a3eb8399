import Dialogue
import Foundation
import JSON
import Print

// Where Dialogue's checklist becomes Print's document: neither room knows the other.

extension Document {
    /// The paper for somebody who gave `answers`.
    ///
    /// - Parameters:
    ///   - answers: question key → option value, as `Qualification` knows them.
    ///   - name: who it is for, at most `maximumNameCharacters` of it; stands in the watermark.
    ///   - zone: where the company is, so that the date is that of its calendar.
    init(
        _ checklist: Checklist, answers: [String: String], qualification: Qualification?, name: String?, language: Language,
        letterhead: Letterhead, date: Date, zone: TimeZone
    ) {
        let personal = checklist.personalised(for: answers, by: qualification)
        let phrases = ChecklistPhrases(language)
        let day = phrases.day(date, in: zone)
        let name = name.map { String($0.prefix(Self.maximumNameCharacters)).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
        let numbers = Dictionary(
            personal.stages.flatMap(\.items).enumerated().map { ($1.item.id, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        let title = { (item: Checklist.Item) in phrases.item(item.title[language], number: numbers[item.id]) }

        self.init(
            language: language.rawValue, created: date.formatted(.iso8601), letterhead: letterhead, title: checklist.title[language],
            subtitle: checklist.subtitle[language],
            introduction: (personal.isGeneral ? checklist.generalIntroduction : checklist.introduction)[language],
            answers: (qualification?.chosen(answers) ?? []).map { "\($0.question.remembered[language]): \($0.option.label[language])" },
            summary: personal.isGeneral ? [] : Document.State.allCases.map { phrases.count(of: $0, in: personal) },
            beginning: personal.firstItems.isEmpty
                ? nil
                : Beginning(title: phrases.beginning, steps: personal.firstItems.map { .init(text: title($0), item: $0.id) }),
            caution: Self.caution(of: personal, title: title, phrases: phrases),
            stages: personal.stages.enumerated().map { index, stage in
                Stage(stage, number: index + 1, numbers: numbers, title: title, phrases: phrases)
            },
            remarks: checklist.remarks.map { Section(title: $0.title[language], paragraphs: $0.paragraphs[language]) },
            sources: Self.sources(of: personal, checklist, phrases: phrases), disclaimer: checklist.disclaimer[language],
            watermark: [name.isEmpty ? letterhead.company : name, day].joined(separator: " · "), words: phrases.words)
    }

    /// More of a name than fits across a page.
    static let maximumNameCharacters = 60

    /// What answers call for care about, and what is held back because of them.
    private static func caution(
        of personal: PersonalChecklist, title: (Checklist.Item) -> String, phrases: ChecklistPhrases
    ) -> Section? {
        let language = phrases.language
        let paragraphs =
            personal.warnings.map { $0[language] }
            + personal.postponed.map { phrases.postponed($0.stage.title[language], title($0.until)) }
        return paragraphs.isEmpty ? nil : Section(title: phrases.care, paragraphs: paragraphs)
    }

    /// Each source once, however many articles of it are named.
    private static func sources(of personal: PersonalChecklist, _ checklist: Checklist, phrases: ChecklistPhrases) -> Sources {
        var seen: Set<String> = []
        let all = personal.stages.flatMap(\.items).flatMap(\.item.sources) + checklist.sources
        let references = all.compactMap { reference -> Reference? in
            let source = reference.source[phrases.language]
            guard seen.insert(source.url ?? source.title).inserted else { return nil }
            return Reference(
                text: [source.title, source.year.map(String.init)].compactMap(\.self).joined(separator: ", "), url: source.url)
        }
        return Sources(title: phrases.sources, references: references)
    }
}

extension Document.Stage {
    fileprivate init(
        _ personal: PersonalChecklist.Stage, number: Int, numbers: [String: Int], title: (Checklist.Item) -> String,
        phrases: ChecklistPhrases
    ) {
        let language = phrases.language
        let stage = personal.stage
        let dependsOn = stage.dependsOn[language]
        let revisited = stage.revisits.compactMap { numbers[$0] }.sorted()
        self.init(
            label: phrases.stage(number, isFirst: personal.isFirst), title: stage.title[language],
            note: stage.estimate.map { phrases.estimate($0[language]) } ?? (dependsOn.isEmpty ? "" : phrases.depends(on: dependsOn)),
            items: personal.items.map { entry in
                Document.Item(
                    id: entry.item.id, number: numbers[entry.item.id].map(String.init) ?? "", title: entry.item.title[language],
                    state: Document.State(entry.state), why: entry.item.why[language], evidence: entry.item.evidence[language],
                    caveat: entry.item.caveat?[language] ?? "",
                    sources: entry.item.sources.map { reference in
                        let source = reference.source[language]
                        let text = [reference.name[language], source.article].compactMap(\.self).joined(separator: ", ")
                        return Document.Reference(text: text, url: source.url)
                    })
            },
            remark: revisited.isEmpty ? "" : phrases.revisits(revisited))
    }
}

extension Document.State {
    fileprivate init(_ state: PersonalChecklist.State) {
        switch state {
        case .ready: self = .ready
        case .missing: self = .missing
        case .open: self = .open
        }
    }

    fileprivate var personal: PersonalChecklist.State {
        switch self {
        case .ready: .ready
        case .missing: .missing
        case .open: .open
        }
    }
}

extension Document.Letterhead {
    /// What `site.json` says of the company.
    ///
    /// - Parameter logo: the drawing, when it is one that paper can take.
    init(site: JSON, logo: Logo?, language: Language) {
        func text(_ json: JSON?) -> String? {
            let text = json?.string ?? json?[language.rawValue]?.string ?? json?["id"]?.string
            return text?.isEmpty == false ? text : nil
        }
        let contact = site["contact"]
        self.init(
            company: text(site["name"]) ?? "Frontdesk", tagline: text(site["tagline"]) ?? "",
            contact: [text(contact?["whatsapp"]).map { "WhatsApp \($0)" }, text(contact?["email"])].compactMap(\.self).joined(
                separator: "  ·  "),
            accent: site["colors"]?["accent"]?.string.flatMap { Color(hex: $0) } ?? .green, logo: logo)
    }
}

/// The words between the content on a checklist.
struct ChecklistPhrases {
    let language: Language
    private var isEnglish: Bool { language == .english }

    init(_ language: Language) { self.language = language }

    var words: Document.Words {
        isEnglish
            ? .init(
                ready: "Ready", missing: "Missing", open: "To check", answers: "Your answers:", evidence: "Evidence:", reference: "See:",
                page: "Page {page} of {pages}")
            : .init(
                ready: "Siap", missing: "Belum siap", open: "Periksa", answers: "Jawaban Anda:", evidence: "Bukti:", reference: "Rujukan:",
                page: "Halaman {page} dari {pages}")
    }

    var beginning: String { isEnglish ? "Start here" : "Mulai dari sini" }
    var sources: String { isEnglish ? "Sources" : "Sumber" }
    var care: String { isEnglish ? "Please note" : "Mohon diperhatikan" }

    func count(of state: Document.State, in personal: PersonalChecklist) -> Document.Count {
        let label =
            switch state {
            case .ready: isEnglish ? "ready by your answers" : "siap menurut jawaban Anda"
            case .missing: isEnglish ? "still missing" : "belum siap"
            case .open: isEnglish ? "to check yourself" : "perlu Anda periksa"
            }
        return .init(figure: String(personal.entries(state.personal).count), label: label, state: state)
    }

    func item(_ title: String, number: Int?) -> String {
        guard let number else { return title }
        return isEnglish ? "\(title) (item \(number))" : "\(title) (butir \(number))"
    }

    func stage(_ number: Int, isFirst: Bool) -> String {
        let label = isEnglish ? "Stage \(number)" : "Tahap \(number)"
        return isFirst ? "\(label) · \(isEnglish ? "goes first" : "dahulukan")" : label
    }

    func estimate(_ estimate: String) -> String { isEnglish ? "Estimate: \(estimate)" : "Perkiraan: \(estimate)" }

    func depends(on factors: [String]) -> String {
        let list = joined(factors)
        return isEnglish ? "How long it takes depends on \(list)." : "Lamanya bergantung pada \(list)."
    }

    func revisits(_ numbers: [Int]) -> String {
        let list = joined(numbers.map(String.init))
        return isEnglish
            ? "Item\(numbers.count == 1 ? "" : "s") \(list) \(numbers.count == 1 ? "belongs" : "belong") here too."
            : "Butir \(list) juga termasuk tahap ini."
    }

    func postponed(_ stage: String, _ item: String) -> String {
        isEnglish
            ? "The stage “\(stage)” is left out for now: it follows once this is ready: \(item)."
            : "Tahap “\(stage)” belum kami tampilkan; tahap itu menyusul setelah ini siap: \(item)."
    }

    /// `a, b dan c`.
    private func joined(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + (isEnglish ? " and " : " dan ") + last
    }

    /// `24 November 2026`.
    func day(_ date: Date, in zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        let months =
            isEnglish
            ? [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
            ]
            : [
                "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
            ]
        return "\(parts.day ?? 0) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 0)"
    }
}
