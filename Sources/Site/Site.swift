import Foundation
import JSON

/// The static pages: rendered ahead of time from content (`data/`) and templates (`static/`), so that nginx serves the
/// whole site without asking the responder.
public enum Site {
    /// What a build may be told; every value has a default that works on a developer's machine.
    public struct Options: Sendable {
        /// The address that visitors see, without a slash at the end; canonical links, the sitemap and JSON-LD use it.
        public var address = "http://127.0.0.1:8080"
        /// The opening hours in words, by language (`id`, `en`), as everybody else here says them; nil leaves them out.
        public var hours: @Sendable (_ language: String) -> String? = { _ in nil }
        /// The setting `WHATSAPP_NUMBER`; nil takes the number of `site.json`.
        public var whatsapp: String?
        /// Whether `.gz` and `.br` are written beside every text file, by Debian's `gzip` and `brotli`.
        public var compresses = true
        /// Draws the picture that social networks show beside a link, 1200×630 pixels as PNG; nil leaves the picture's tags out.
        public var drawCard: (@Sendable (Card) throws -> [UInt8])?
        /// Where the content policy goes that the pages need, as a file for nginx; nil writes none.
        public var policy: URL?

        public init() {}
    }

    /// What stands on the picture of a page.
    public struct Card: Sendable, Hashable {
        /// Of the words: `id`, `en`.
        public var language: String
        /// The company's name.
        public var company: String
        /// Large: what the page is about.
        public var title: String
        /// One or two lines below.
        public var subtitle: String
        /// The site's host, as people read it.
        public var address: String
        /// The company's colours on light and dark ground, `#rrggbb`; nil where it has chosen none.
        public var accent, accentDark: String?
        /// Corners of the star that is the home page's drawing.
        public var points: Int
    }

    /// What a build wrote, and what somebody should look at.
    public struct Report: Sendable {
        /// Paths under the output folder, sorted, without the compressed twins.
        public var files: [String] = []
        /// Bytes of `files`, before compression.
        public var bytes = 0
        /// Sentences for the person who builds: the placeholder company, weak contrast, content that is missing.
        public var notices: [String] = []
    }

    /// Renders the site into `out`, which is replaced as a whole once everything has been written.
    ///
    /// A visitor who asks in between gets the old or the new file of a name, never half of one: the new tree grows in
    /// `out` + `.building` and takes the place by two renames. Between these, for microseconds, there is neither.
    ///
    /// - Parameters:
    ///   - data: the folder with `site.json` and, unless `faq` says otherwise, `faq.json`.
    ///   - faq: the content of the answers, the setting `FAQ_FILE_PATH`; `background.json` is looked for beside it.
    ///   - sources: the folder `static/`.
    ///   - out: made when it is missing, with the folders above it.
    /// - Throws: `SiteError`, with `out` as it was.
    public static func build(
        data: URL, faq: URL? = nil, static sources: URL, out: URL, options: Options = Options()
    ) throws -> Report {
        var report = Report()
        let company = try Content.read(data.appending(path: "site.json"))
        let content = faq ?? data.appending(path: "faq.json")
        let answers = try Answers(Content.read(content), listed: company["faq"])
        let words = try Content.read(sources.appending(path: "pages/words.json"))
        let analytics = try Analytics(company["analytics"])
        report.notices += notices(company: company, answers: answers, words: words, analytics: analytics)

        let files = FileManager.default
        let building = out.deletingLastPathComponent().appending(path: out.lastPathComponent + ".building")
        try? files.removeItem(at: building)  // left by a build that was interrupted; none is the usual case
        try files.createDirectory(at: building, withIntermediateDirectories: true)
        var tree = Tree(root: building)

        let editions = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { ($0, Edition($0, company: company, words: words, options: options)) })
        let background = content.deletingLastPathComponent().appending(path: "background.json")
        let made = widgetFiles(
            editions.values, answers, background: files.fileExists(atPath: background.path) ? try Content.read(background) : nil)
        var renderer = try Renderer(
            company: company, editions: editions, answers: answers, analytics: analytics,
            assets: Assets(of: sources, data: data, company: company, made: made), pages: sources.appending(path: "pages"),
            options: options)
        if let draw = options.drawCard { try renderer.drawCards(draw) }
        for asset in renderer.assets.all { try tree.write(asset.bytes, to: asset.path) }
        for (source, path) in [("openapi.yaml", "openapi.yaml")] {
            if let bytes = files.contents(atPath: sources.appending(path: source).path) {
                try tree.write([UInt8](bytes), to: path)
            }
        }
        try renderer.render(into: &tree)
        try tree.write(text: renderer.sitemap(), to: "sitemap.xml")
        try tree.write(text: renderer.robots(), to: "robots.txt")
        try tree.write(text: renderer.guide(), to: "llms.txt")
        // What other sites name in their one line keeps its name; what it brings does not.
        if let embed = renderer.assets.byKey["embed_js"] { try tree.write(text: "import './\(embed.path)';\n", to: "embed.js") }

        if options.compresses { try compress(tree) }
        let old = out.deletingLastPathComponent().appending(path: out.lastPathComponent + ".old")
        try? files.removeItem(at: old)  // as above
        if files.fileExists(atPath: out.path) { try files.moveItem(at: out, to: old) }
        try files.moveItem(at: building, to: out)
        try? files.removeItem(at: old)  // a leftover costs space only; the next build removes it
        if let policy = options.policy { try Data(ContentPolicy(analytics).nginx.utf8).write(to: policy, options: .atomic) }

        report.files = tree.written.keys.sorted()
        report.bytes = tree.written.values.reduce(0, +)
        return report
    }

    /// What the widget knows of the company, and what it answers from while the responder is down, by path under `static/`.
    private static func widgetFiles(
        _ editions: some Sequence<Edition>, _ answers: Answers, background: JSON?
    ) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for edition in editions {
            let language = edition.language
            let name = "offline-\(language.rawValue).json"
            if let index = OfflineIndex(answers: answers, background: background, language: language, slots: edition.slots) {
                files[name] = index.bytes
            }
            let contact = Page.all(services: []).first { $0.name == "contact" }?.link(language) ?? "/"
            files["locales/company-\(language.rawValue).js"] = edition.module(
                answers, contact: contact, index: files[name].map { "/" + Assets.path(name, $0) })
        }
        return files
    }

    /// What the person who builds should know before the site is public.
    private static func notices(company: JSON, answers: Answers, words: JSON, analytics: Analytics) -> [String] {
        var notices: [String] = []
        for member in company["words"]?.object ?? [] where words[member.key] == nil {
            notices.append("data/site.json: words.\(member.key): the pages have no such word (static/pages/words.json)")
        }
        if analytics.needsConsent {
            notices.append(
                "data/site.json: analytics: Google's and Meta's tools write scripts into the page, so the content policy of the pages goes without Trusted Types"
            )
        }
        if company["placeholder"]?.bool == true {
            notices.append("data/site.json describes the placeholder company: every page says so and is noindex")
        }
        for (key, ground) in [("accent", "#ffffff"), ("accent_dark", "#0e1412")] {
            guard let color = company["colors"]?[key]?.string.flatMap(Color.init) else { continue }
            let contrast = color.contrast(with: Color(ground) ?? color)
            if contrast < 4.5 {
                let ratio = (contrast * 10).rounded() / 10
                notices.append("data/site.json: colors.\(key): contrast \(ratio) with \(ground); text on it needs 4.5")
            }
        }
        for id in answers.missing { notices.append("data/site.json: faq: no intent \(id) in the content") }
        return notices
    }
}

/// The files of one build, written under `root`.
struct Tree {
    let root: URL
    private(set) var written: [String: Int] = [:]

    init(root: URL) { self.root = root }

    mutating func write(_ bytes: [UInt8], to path: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        written[path] = bytes.count
    }

    mutating func write(text: String, to path: String) throws {
        try write([UInt8](text.utf8), to: path)
    }
}
