import Foundation
import JSON
import Mustache

/// Turns content into pages, and knows what surrounds them: sitemap, robots.txt, llms.txt.
struct Renderer {
    let company: JSON
    let answers: Answers
    private(set) var assets: Assets
    let options: Site.Options
    let pages: [Page]
    let words: JSON
    private let library: MustacheLibrary

    init(company: JSON, answers: Answers, assets: Assets, pages folder: URL, options: Site.Options) throws {
        self.company = company
        self.answers = answers
        self.assets = assets
        self.options = options
        pages = Page.all(services: company["services"]?.array ?? [])
        words = try Content.read(folder.appending(path: "words.json"))
        library = try Self.library(folder)
    }

    private static func library(_ folder: URL) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".mustache") }
        for file in names {
            let name = String(file.dropLast(".mustache".count))
            do {
                try library.register(String(contentsOf: folder.appending(path: file), encoding: .utf8), named: name)
            } catch {
                throw SiteError.template(name: name, reason: "\(error)")
            }
        }
        return library
    }

    /// Makes what the widget answers from while the responder is down.
    mutating func addOfflineIndexes(background: JSON) {
        for language in Language.allCases {
            let slots = View(renderer: self, language: language).slots
            guard let index = OfflineIndex(answers: answers, background: background, language: language, slots: slots) else { continue }
            assets.add("offline-\(language.rawValue).json", index.bytes)
        }
    }

    /// Writes every page in both languages, and the answer that stands in for the API while the responder is down.
    func render(into tree: inout Tree) throws {
        for language in Language.allCases {
            let view = View(renderer: self, language: language)
            if let draw = options.drawCard {
                try tree.write(draw(view.site["name"]?.string ?? "", view.site["tagline"]?.string ?? ""), to: view.cardPath)
            }
            for page in pages {
                guard let html = library.render(view.context(of: page), withTemplate: page.template) else {
                    throw SiteError.template(name: page.template, reason: "not there")
                }
                try tree.write(text: html, to: page.file(language))
            }
            try tree.write(view.unavailableProblem(), to: language.folder + "unavailable.json")
        }
        // The console is one page in both languages: its words come with its modules. A company's own static folder may do without.
        let context: [String: Any] = [
            "site": View(renderer: self, language: .id).site.templateValue ?? [:], "assets": assets.links,
        ]
        if let console = library.render(context, withTemplate: "console") { try tree.write(text: console, to: "admin/index.html") }
    }

    func address(_ page: Page, _ language: Language) -> String { options.address + "/" + page.path(language) }

    /// `sitemap.xml` by sitemaps.org 0.9, each language's address listing both (`hreflang`).
    func sitemap() -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">

            """
        let date = [answers.version, company["version"]?.string].compactMap { $0 }.max()
        for page in pages where page.isPublic {
            for language in Language.allCases {
                text += "<url><loc>\(xml(address(page, language)))</loc>"
                if let date { text += "<lastmod>\(xml(date))</lastmod>" }
                for (name, version) in [("id", Language.id), ("en", .en), ("x-default", .id)] {
                    text += "\n<xhtml:link rel=\"alternate\" hreflang=\"\(name)\" href=\"\(xml(address(page, version)))\"/>"
                }
                text += "</url>\n"
            }
        }
        return text + "</urlset>\n"
    }

    /// `robots.txt` by RFC 9309.
    func robots() -> String {
        """
        User-agent: *
        Disallow: /admin/
        Disallow: /api/
        Disallow: /chat

        Sitemap: \(options.address)/sitemap.xml

        """
    }

    /// `llms.txt`: the pages for readers that are programs, by llmstxt.org.
    func guide() -> String {
        let view = View(renderer: self, language: .id)
        var text = "# \(view.site["name"]?.string ?? "")\n\n> \(view.site["description"]?.string ?? "")\n"
        for language in Language.allCases {
            let view = View(renderer: self, language: language)
            text += "\n## \(language == .id ? "Halaman" : "Pages in English")\n\n"
            for page in pages where page.isPublic {
                text += "- [\(view.heading(of: page))](\(address(page, language))): \(view.description(of: page))\n"
            }
        }
        return text
    }

    private func xml(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&apos;")
    }
}
