import Dialogue
import Foundation
import Intents
import JSON

/// The content folder, read and checked: everything that makes a desk this company's.
///
/// `faq.json` is enough. Found beside it and used when there: `site.json` (who we are), `phrases.json` (the bot's own sentences),
/// `background.json` (what is out of scope), `slang.json` and `concepts.json` (what words mean), `checklist.json` and
/// `qualification.json` (what to have ready, and what to ask about it), `hours.json` (holidays and other days that are not like every
/// week's), `canned.json` (what admins may insert), `declined.json` (what the company does not help with), `polish/` (what a language
/// model is told).
public struct ContentFiles: Sendable {
    /// What `faq.json` holds.
    public var faq: FAQ
    /// Who the company is; `.unnamed` without `site.json`.
    public var company: Company
    /// All that answers are made of, slots filled.
    public var content: Content
    /// What the classifier learns from.
    public var trainingSet: TrainingSet
    /// What to have ready, from `checklist.json`; nil without it.
    public var checklist: Checklist?
    /// What to ask so that answers become personal, from `qualification.json`; nil without it.
    public var qualification: Qualification?
    /// What admins find ready to insert, from `canned.json`; empty without it.
    public var canned: [CannedResponse]
    /// What a language model is told when it words answers anew, from `polish/`; empty without it.
    public var prompts: [Language: Polish.Prompts]
    /// What somebody should look at, though it can be used.
    public var warnings: [ContentError]

    /// What the content depends on beside its files.
    public struct Setting: Sendable {
        /// When people are there in an ordinary week.
        public var hours: Hours
        /// Overrides the number in `site.json`.
        public var whatsappNumber: String?
        /// 3...5, see `Promotion`.
        public var promotionPause = 4
        /// How people take over.
        public var handoff = Handoff.Settings()

        /// The hours, and a number that goes before the company's.
        public init(hours: Hours, whatsappNumber: String? = nil) {
            self.hours = hours
            self.whatsappNumber = whatsappNumber
        }
    }

    /// Checks the files given as bytes.
    ///
    /// - Parameter files: by name, as `["faq.json": …]`; only `faq.json` must be there.
    /// - Throws: `ContentError` with all mistakes of the first file that has any.
    public init(files: [String: [UInt8]], setting: Setting) throws(ContentError) {
        var warnings: [ContentError] = []
        func read<Value>(_ name: String, _ body: (Node, Node.Notes) -> Value) throws(ContentError) -> Value? {
            guard let bytes = files[name] else { return nil }
            let notes = Node.Notes()
            let json: JSON
            do {
                json = try JSON(parsing: bytes)
            } catch {
                throw ContentError(file: name, mistakes: [Mistake(path: "", problem: "\(error)", severity: .error)])
            }
            let value = body(Node(json: json, path: "", notes: notes), notes)
            let errors = notes.mistakes.filter { $0.severity == .error }
            guard errors.isEmpty else { throw ContentError(file: name, mistakes: errors) }
            if !notes.mistakes.isEmpty { warnings.append(ContentError(file: name, mistakes: notes.mistakes)) }
            return value
        }
        company = try read("site.json") { node, _ in Company(node) } ?? .unnamed
        let calendar = try read("hours.json") { node, _ in HoursReader(root: node).read() }
        let hours = calendar.map(setting.hours.keeping) ?? setting.hours
        let slots = company.slots(hours: hours)
        let checklist = try read("checklist.json") { node, _ in ChecklistReader(root: node).read() } ?? nil
        self.checklist = checklist
        let qualification = try read("qualification.json") { node, _ in QualificationReader(root: node, checklist: checklist).read() }
        self.qualification = qualification
        let faq = try read("faq.json") { node, notes in
            FAQReader(node.json, slots: slots, qualification: qualification, notes: notes).read()
        }
        guard let faq else {
            throw ContentError(file: "faq.json", mistakes: [Mistake(path: "", problem: "the file is missing", severity: .error)])
        }
        self.faq = faq
        canned = try read("canned.json") { node, _ in CannedReader(root: node).read() } ?? []
        prompts = try Self.prompts(files)
        let phrases = try read("phrases.json") { node, _ in Phrases(node) } ?? Phrases()
        let background = try read("background.json") { node, _ in node.required("utterances")?.texts() ?? [] } ?? []
        let declined = try read("declined.json") { node, _ in DeclinedReader(root: node).read() } ?? []
        let slang = try read("slang.json") { node, _ in Self.slang(node) } ?? ([], [])
        let concepts = try read("concepts.json") { node, _ in Self.concepts(node) } ?? []
        trainingSet = TrainingSet(
            intents: faq.training, background: background, lexicon: Lexicon(concepts: concepts, slang: slang.0, fillers: slang.1))
        content = Content(
            intents: faq.intents, phrases: phrases, company: company.name,
            means: Content.Means(whatsappNumber: setting.whatsappNumber ?? company.whatsapp), hours: hours,
            promotionPause: setting.promotionPause, handoff: setting.handoff, qualification: qualification, checklist: checklist,
            declined: declined, version: faq.version)
        self.warnings = warnings
    }

    /// Opening hours with the days of a calendar file.
    ///
    /// - Parameter bytes: those of `hours.json`; nil leaves the hours as they are.
    /// - Throws: `ContentError` with all mistakes of the file.
    public static func hours(_ hours: Hours, calendar bytes: [UInt8]?) throws(ContentError) -> Hours {
        guard let bytes else { return hours }
        let notes = Node.Notes()
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw ContentError(file: "hours.json", mistakes: [Mistake(path: "", problem: "\(error)", severity: .error)])
        }
        let calendar = HoursReader(root: Node(json: json, path: "", notes: notes)).read()
        let errors = notes.mistakes.filter { $0.severity == .error }
        guard errors.isEmpty else { throw ContentError(file: "hours.json", mistakes: errors) }
        return hours.keeping(calendar)
    }

    /// `polish/system.id.txt` and `polish/style.id.txt`, and the same of English: a language has both or neither.
    private static func prompts(_ files: [String: [UInt8]]) throws(ContentError) -> [Language: Polish.Prompts] {
        var prompts: [Language: Polish.Prompts] = [:]
        for language in Language.allCases {
            var texts: [String] = []
            let names = ["system", "style"].map { "polish/\($0).\(language.rawValue).txt" }
            for name in names {
                guard let bytes = files[name] else { continue }
                func problem(_ text: String) -> ContentError {
                    ContentError(file: name, mistakes: [Mistake(path: "", problem: text, severity: .error)])
                }
                guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("must be UTF-8") }
                guard (1...Self.maximumPromptBytes).contains(text.utf8.count) else {
                    throw problem("has \(bytes.count) bytes; 1 to \(Self.maximumPromptBytes) are allowed")
                }
                texts.append(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            guard !texts.isEmpty else { continue }
            guard texts.count == 2 else {
                let missing = names.first { files[$0] == nil } ?? ""
                throw ContentError(file: missing, mistakes: [Mistake(path: "", problem: "the file is missing", severity: .error)])
            }
            prompts[language] = Polish.Prompts(system: texts[0], style: texts[1])
        }
        return prompts
    }

    /// Of one prompt: it is paid for with every call.
    public static let maximumPromptBytes = 8_192

    private static func slang(_ root: Node) -> ([Lexicon.Slang], [String]) {
        let map = (root.required("map")?.members ?? []).compactMap { word, node -> Lexicon.Slang? in
            guard let meaning = node.json.string else {
                node.complain("must be a string of none to two words, is \(node.json.kind)")
                return nil
            }
            return Lexicon.Slang(word: word, meaning: meaning)
        }
        return (map, root["fillers"]?.texts() ?? [])
    }

    private static func concepts(_ root: Node) -> [Lexicon.Concept] {
        (root.required("concepts")?.members ?? []).map { Lexicon.Concept(name: $0.name, words: $0.node.texts()) }
    }
}

extension Phrases {
    /// The defaults with what the file replaces.
    init(_ root: Node) {
        self.init()
        let texts: [(String, WritableKeyPath<Phrases, Localized<String>>)] = [
            ("clarify", \.clarify), ("fallback", \.fallback), ("fallback_again", \.fallbackAgain), ("decline", \.decline),
            ("identifiers", \.identifiers),
            ("gibberish", \.gibberish), ("abuse", \.abuse), ("attack", \.attack), ("refused", \.refused), ("disclaimer", \.disclaimer),
            ("source_missing", \.sourceMissing), ("contact_human", \.contactHuman), ("whatsapp_text", \.whatsappText),
            ("whatsapp_discussed", \.whatsappDiscussed), ("whatsapp_told", \.whatsappTold), ("whatsapp_code", \.whatsappCode),
            ("passed_on", \.passedOn),
            ("still_waiting", \.stillWaiting),
            ("offer_elsewhere", \.offerElsewhere),
            ("take_contact", \.takeContact),
            ("resumed", \.resumed),
            ("admin_away", \.adminAway),
            ("message_taken", \.messageTaken),
            ("change_waiting", \.changeWaiting),
            ("change_left_message", \.changeLeftMessage),
            ("change_joined", \.changeJoined),
            ("change_left", \.changeLeft),
            ("change_returned", \.changeReturned),
            ("change_closed", \.changeClosed),
            ("change_reopened", \.changeReopened),
            ("question_resumed", \.questionResumed), ("question_skipped", \.questionSkipped), ("skip", \.skip),
            ("resume_questions", \.resumeQuestions), ("result", \.result), ("result_general", \.resultGeneral),
            ("result_items", \.resultItems), ("result_missing", \.resultMissing), ("result_stages", \.resultStages),
            ("result_estimate", \.resultEstimate), ("result_depends", \.resultDepends), ("result_postponed", \.resultPostponed),
            ("result_next", \.resultNext), ("result_follow_up", \.resultFollowUp), ("checklist", \.checklist),
        ]
        root.expectMembers(Set(texts.map(\.0) + ["refusals", "skips", "comment"]))
        for (name, phrase) in texts {
            guard let node = root[name], let indonesian = node.required("id")?.text() else { continue }
            self[keyPath: phrase] = Localized(indonesian, english: node["en"]?.text())
        }
        if let node = root["refusals"] {
            refusals = Localized(node.required("id")?.texts() ?? [], english: node["en"]?.texts())
        }
        if let node = root["skips"] {
            skips = Localized(node.required("id")?.texts() ?? [], english: node["en"]?.texts())
        }
    }
}
