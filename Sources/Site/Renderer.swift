import Foundation
import JSON
import Mustache

/// Turns content into pages, and knows what surrounds them: sitemap, robots.txt, llms.txt.
struct Renderer {
    let company: JSON
    let editions: [Language: Edition]
    let answers: Answers
    let analytics: Analytics
    private(set) var assets: Assets
    let options: Site.Options
    let pages: [Page]
    /// Where the picture of a page lies, by the page's file.
    private(set) var cards: [String: String] = [:]
    private let library: MustacheLibrary

    init(
        company: JSON, editions: [Language: Edition], answers: Answers, analytics: Analytics, assets: Assets, pages folder: URL,
        options: Site.Options
    ) throws {
        self.company = company
        self.editions = editions
        self.answers = answers
        self.analytics = analytics
        self.assets = assets
        self.options = options
        pages = Page.all(services: company["services"]?.array ?? [])
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

    /// Draws a picture for each page that has an address of its own.
    mutating func drawCards(_ draw: (Site.Card) throws -> [UInt8]) throws {
        for language in Language.allCases {
            let view = view(language)
            for page in pages where page.isPublic {
                let name = page.service?["slug"]?.string ?? page.name
                cards[page.file(language)] = assets.add("card-\(name)-\(language.rawValue).png", try draw(view.card(of: page)))
            }
        }
    }

    private func view(_ language: Language) -> View {
        View(
            renderer: self,
            edition: editions[language] ?? Edition(language, company: company, words: .object([]), options: options))
    }

    /// Writes every page in both languages, and the answer that stands in for the API while the responder is down.
    func render(into tree: inout Tree) throws {
        for language in Language.allCases {
            let view = view(language)
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
            "site": view(.id).site.templateValue ?? [:], "assets": assets.links,
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
        let view = view(.id)
        var text = "# \(view.site["name"]?.string ?? "")\n\n> \(view.site["description"]?.string ?? "")\n"
        for language in Language.allCases {
            let view = self.view(language)
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
