/// A checklist as it will stand on paper: words in one language, already chosen, counted and put in order.
///
/// Every text is set as it is; control characters become spaces. Nothing here knows where the words come from.
public struct Document: Sendable, Hashable {
    /// BCP 47, for screen readers and hyphenless line breaking: `id`, `en`.
    public var language: String
    /// When it was made, ISO 8601 with a zone: `2026-11-24T09:30:00Z`. Stands in the file's properties.
    public var created: String
    /// Who hands it over.
    public var letterhead: Letterhead
    /// Large, at the beginning, and in the file's properties.
    public var title: String
    /// One line under the title.
    public var subtitle: String
    /// What this is and what to do with it.
    public var introduction: String
    /// What the person told, as "Badan usaha: PT"; empty when nothing was told.
    public var answers: [String]
    /// How many items stand where, as `("7", "sudah siap", .ready)`; empty for none.
    public var summary: [Count]
    /// What to do first; nil when nothing stands out.
    public var beginning: Beginning?
    /// What the person must not miss, before the stages; nil when there is nothing.
    public var caution: Section?
    /// What to have ready, in the order of the work.
    public var stages: [Stage]
    /// Sections after the stages, such as remarks on the age of the rules.
    public var remarks: [Section]
    /// What it rests on, at the end.
    public var sources: Sources
    /// The last word, in a box.
    public var disclaimer: String
    /// Large and pale, across every page.
    public var watermark: String
    /// The words between the content.
    public var words: Words

    /// A document; what is left out is not drawn.
    public init(
        language: String, created: String, letterhead: Letterhead, title: String, subtitle: String, introduction: String,
        answers: [String] = [], summary: [Count] = [], beginning: Beginning? = nil, caution: Section? = nil, stages: [Stage],
        remarks: [Section] = [],
        sources: Sources,
        disclaimer: String, watermark: String, words: Words
    ) {
        self.language = language
        self.created = created
        self.letterhead = letterhead
        self.title = title
        self.subtitle = subtitle
        self.introduction = introduction
        self.answers = answers
        self.summary = summary
        self.beginning = beginning
        self.caution = caution
        self.stages = stages
        self.remarks = remarks
        self.sources = sources
        self.disclaimer = disclaimer
        self.watermark = watermark
        self.words = words
    }

    /// Who hands the paper over.
    public struct Letterhead: Sendable, Hashable {
        /// Its name, beside the logo and in every footer.
        public var company: String
        /// Small, under the name.
        public var tagline: String
        /// One line: how to reach the company. Stands in the footer of every page.
        public var contact: String
        /// Headings, marks and links.
        public var accent: Color
        /// nil draws the company's initial instead.
        public var logo: Logo?

        /// A letterhead; the name alone is enough.
        public init(company: String, tagline: String = "", contact: String = "", accent: Color = .green, logo: Logo? = nil) {
            self.company = company
            self.tagline = tagline
            self.contact = contact
            self.accent = accent
            self.logo = logo
        }
    }

    /// How far an item is. Told by shape and word as well as by colour, as paper is often grey.
    public enum State: Sendable, Hashable, CaseIterable {
        case ready, missing, open
    }

    /// One figure of the summary.
    public struct Count: Sendable, Hashable {
        /// How many, as it is printed.
        public var figure: String
        /// Of what.
        public var label: String
        /// The mark beside it.
        public var state: State

        /// A figure, what it counts and the mark beside it.
        public init(figure: String, label: String, state: State) {
            self.figure = figure
            self.label = label
            self.state = state
        }
    }

    /// The box that says what to do first.
    public struct Beginning: Sendable, Hashable {
        /// Over the steps.
        public var title: String
        /// Few: it is a beginning.
        public var steps: [Step]

        /// A box with its steps.
        public init(title: String, steps: [Step]) {
            self.title = title
            self.steps = steps
        }

        /// One line of it.
        public struct Step: Sendable, Hashable {
            /// What to do.
            public var text: String
            /// The item it leads to; one that is not in the document is not linked.
            public var item: Item.ID?

            /// A step, with the item it leads to.
            public init(text: String, item: Item.ID? = nil) {
                self.text = text
                self.item = item
            }
        }
    }

    /// A stretch of the way, with its items.
    public struct Stage: Sendable, Hashable {
        /// Small, over the title: "Tahap 1".
        public var label: String
        /// What is done in it.
        public var title: String
        /// A line under the title: what its length depends on, say.
        public var note: String
        /// In the order to work through them; may be empty.
        public var items: [Item]
        /// A line under the items, such as which earlier ones return here.
        public var remark: String

        /// A stage with its items.
        public init(label: String, title: String, note: String = "", items: [Item], remark: String = "") {
            self.label = label
            self.title = title
            self.note = note
            self.items = items
            self.remark = remark
        }
    }

    /// Something to have ready.
    public struct Item: Sendable, Hashable, Identifiable {
        /// Unique in the document; letters, digits, `-` and `_`. Links lead to it.
        public var id: String
        /// What the paper calls it, as "4".
        public var number: String
        /// What to have.
        public var title: String
        /// How far it is.
        public var state: State
        /// Why it is needed.
        public var why: String
        /// Documents that show it, each with a box to tick.
        public var evidence: [String]
        /// What the person should know of it beside, such as the age of a rule.
        public var caveat: String
        /// Where that is written.
        public var sources: [Reference]

        /// An item; without evidence or sources those lines are left out.
        public init(
            id: String, number: String, title: String, state: State, why: String, evidence: [String], caveat: String = "",
            sources: [Reference] = []
        ) {
            self.id = id
            self.number = number
            self.title = title
            self.state = state
            self.why = why
            self.evidence = evidence
            self.caveat = caveat
            self.sources = sources
        }
    }

    /// Where a claim can be checked.
    public struct Reference: Sendable, Hashable {
        /// What it is called.
        public var text: String
        /// `https:` or `http:`; anything else is set without a link.
        public var url: String?

        /// A reference, with the address it leads to.
        public init(text: String, url: String? = nil) {
            self.text = text
            self.url = url
        }
    }

    /// All that the document rests on.
    public struct Sources: Sendable, Hashable {
        /// Over the list.
        public var title: String
        /// Each once; numbered as they come.
        public var references: [Reference]

        /// A list of sources under a title.
        public init(title: String, references: [Reference]) {
            self.title = title
            self.references = references
        }
    }

    /// A title and its paragraphs.
    public struct Section: Sendable, Hashable {
        /// Over the paragraphs.
        public var title: String
        /// Each begins on a line of its own.
        public var paragraphs: [String]

        /// A title and its paragraphs.
        public init(title: String, paragraphs: [String]) {
            self.title = title
            self.paragraphs = paragraphs
        }
    }

    /// The words that the paper itself needs.
    public struct Words: Sendable, Hashable {
        /// Beside an item, for each state; set in capitals.
        public var ready, missing, open: String
        /// Before the person's answers, before an item's evidence and before its references.
        public var answers, evidence, reference: String
        /// `{page}` and `{pages}` are filled in.
        public var page: String

        /// All of the paper's own words.
        public init(ready: String, missing: String, open: String, answers: String, evidence: String, reference: String, page: String) {
            self.ready = ready
            self.missing = missing
            self.open = open
            self.answers = answers
            self.evidence = evidence
            self.reference = reference
            self.page = page
        }

        func word(for state: State) -> String {
            switch state {
            case .ready: ready
            case .missing: missing
            case .open: open
            }
        }
    }
}

/// A colour of ink, 0...1 for each part of light.
public struct Color: Sendable, Hashable {
    /// How much of each light, 0...1.
    public var red, green, blue: Double

    /// A colour of three lights, each 0...1.
    public init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#0b6b57`; nil for another form.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 7, hex.first == "#", hex.dropFirst().allSatisfy(\.isHexDigit), let value = Int(hex.dropFirst(), radix: 16)
        else {
            return nil
        }
        self.init(red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255)
    }

    /// This colour with `share` (0...1) of `other` in it.
    func mixed(with other: Color, _ share: Double) -> Color {
        Color(
            red: red + (other.red - red) * share, green: green + (other.green - green) * share, blue: blue + (other.blue - blue) * share)
    }

    /// The accent of a company that chose none.
    public static let green = Color(red: 0.043, green: 0.42, blue: 0.341)
    /// What stands for `green` on a dark ground.
    public static let glow = Color(red: 0.373, green: 0.827, blue: 0.702)
    static let ink = Color(red: 0.082, green: 0.125, blue: 0.11)
    static let muted = Color(red: 0.29, green: 0.35, blue: 0.325)
    static let line = Color(red: 0.81, green: 0.845, blue: 0.82)
    static let tint = Color(red: 0.945, green: 0.957, blue: 0.941)
    static let amber = Color(red: 0.6, green: 0.31, blue: 0)
    static let white = Color(red: 1, green: 1, blue: 1)
    static let watermark = Color(red: 0.935, green: 0.95, blue: 0.94)
}
