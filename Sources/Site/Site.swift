import Foundation
import JSON

/// The static pages: rendered ahead of time from content (`data/`) and templates (`static/`), so that nginx serves the
/// whole site without asking the responder.
public enum Site {
    /// What a build may be told; every value has a default that works on a developer's machine.
    public struct Options: Sendable {
        /// The address that visitors see, without a slash at the end; canonical links, the sitemap and JSON-LD use it.
        public var address = "http://127.0.0.1:8080"
        /// The setting `SUPPORT_HOURS`, such as `Mon-Fri 09:00-17:00 Asia/Jakarta`; "" leaves opening hours out.
        public var supportHours = "Mon-Fri 09:00-17:00 Asia/Jakarta"
        /// The setting `WHATSAPP_NUMBER`; nil takes the number of `site.json`.
        public var whatsapp: String?
        /// Whether `.gz` and `.br` are written beside every text file, by Debian's `gzip` and `brotli`.
        public var compresses = true
        /// Draws the 1200×630 picture that social networks show, as PNG bytes; nil leaves the picture's tags out.
        public var drawCard: (@Sendable (_ title: String, _ tagline: String) throws -> [UInt8])?

        public init() {}
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
        report.notices += notices(company: company, answers: answers)

        let files = FileManager.default
        let building = out.deletingLastPathComponent().appending(path: out.lastPathComponent + ".building")
        try? files.removeItem(at: building)  // left by a build that was interrupted; none is the usual case
        try files.createDirectory(at: building, withIntermediateDirectories: true)
        var tree = Tree(root: building)

        var renderer = try Renderer(
            company: company, answers: answers, assets: Assets(of: sources, data: data, company: company),
            pages: sources.appending(path: "pages"), options: options)
        let background = content.deletingLastPathComponent().appending(path: "background.json")
        if files.fileExists(atPath: background.path) {
            try renderer.addOfflineIndexes(background: Content.read(background))
        }
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

        if options.compresses { try compress(tree) }
        let old = out.deletingLastPathComponent().appending(path: out.lastPathComponent + ".old")
        try? files.removeItem(at: old)  // as above
        if files.fileExists(atPath: out.path) { try files.moveItem(at: out, to: old) }
        try files.moveItem(at: building, to: out)
        try? files.removeItem(at: old)  // a leftover costs space only; the next build removes it

        report.files = tree.written.keys.sorted()
        report.bytes = tree.written.values.reduce(0, +)
        return report
    }

    /// What the person who builds should know before the site is public.
    private static func notices(company: JSON, answers: Answers) -> [String] {
        var notices: [String] = []
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
