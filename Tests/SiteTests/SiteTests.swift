import Foundation
import JSON
import Testing

@testable import Site

/// A site built once from the repository's own templates and the fixture content, and read back.
@Suite struct SiteTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Builds into a temporary folder that is removed afterwards; `change` may edit the company first.
    private func built<T>(
        compresses: Bool = false, company change: (inout [JSON.Member]) -> Void = { _ in },
        options set: (inout Site.Options) -> Void = { _ in }, _ body: (URL, Site.Report) throws -> T
    ) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        var members = try #require(Content.read(Self.root.appending(path: "data/site.json")).object)
        change(&members)
        try Data(JSON.object(members).bytes).write(to: data.appending(path: "site.json"))
        var options = Site.Options()
        options.address = "https://www.contoh.example"
        options.compresses = compresses
        set(&options)
        let out = folder.appending(path: "out")
        let report = try Site.build(
            data: data, faq: Self.root.appending(path: "Tests/browser/fixture/faq.json"),
            static: Self.root.appending(path: "static"), out: out, options: options)
        return try body(out, report)
    }

    private func text(_ out: URL, _ path: String) throws -> String {
        try String(contentsOf: out.appending(path: path), encoding: .utf8)
    }

    private func set(_ key: String, _ value: JSON, in members: inout [JSON.Member]) {
        members.removeAll { $0.key == key }
        members.append(JSON.Member(key, value))
    }

    @Test func `every page exists in both languages and names its own address`() throws {
        try built { out, _ in
            for (path, address) in [
                ("index.html", "/"), ("en/index.html", "/en/"), ("faq/index.html", "/faq/"),
                ("en/about/index.html", "/en/about/"), ("layanan/pendampingan-ppiu/index.html", "/layanan/pendampingan-ppiu/"),
                ("en/services/pendampingan-ppiu/index.html", "/en/services/pendampingan-ppiu/"),
            ] {
                let html = try text(out, path)
                #expect(html.contains("<link rel=\"canonical\" href=\"https://www.contoh.example\(address)\">"), "\(path)")
                #expect(html.ranges(of: "<h1").count == 1, "\(path)")
                #expect(html.contains("hreflang=\"x-default\""), "\(path)")
            }
        }
    }

    @Test func `no page has an inline script, an inline style or a handler, so the policy needs no exception`() throws {
        try built { out, report in
            let pages = report.files.filter { $0.hasSuffix(".html") }
            #expect(pages.count == 27)
            for path in pages {
                let html = try text(out, path)
                for match in html.matches(of: /<script(?![^>]* src=)([^>]*)>/) {
                    #expect(match.output.1.contains("application/ld+json"), "\(path)")
                }
                #expect(html.firstMatch(of: /<style|\sstyle="|\son[a-z]+="|javascript:/) == nil, "\(path)")
            }
        }
    }

    @Test func `every link and asset within the site leads to a file that was written`() throws {
        try built { out, report in
            let files = Set(report.files)
            for path in report.files where path.hasSuffix(".html") {
                let html = try text(out, path)
                #expect(html.firstMatch(of: /(?:href|src)=""/) == nil, "\(path)")
                for match in html.matches(of: /(?:href|src)="\/([^"#?]*)/) {
                    let target = String(match.output.1)
                    let file = target.isEmpty || target.hasSuffix("/") ? target + "index.html" : target
                    #expect(files.contains(file) || target == "chat", "\(path) → /\(target)")
                }
            }
        }
    }

    @Test func `imports of hashed modules lead to hashed modules, and a name changes with what it imports`() throws {
        try built { out, report in
            let modules = report.files.filter { $0.hasPrefix("assets/") && $0.hasSuffix(".js") }
            let names = Set(modules.map { String($0.split(separator: "/").last ?? "") })
            #expect(modules.count >= 7)
            for path in modules {
                for match in try text(out, path).matches(of: /(?:from|import)\s*\(?\s*'\.\/([^']+)'/) {
                    #expect(names.contains(String(match.output.1)), "\(path)")
                }
            }
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func name(ofImporterOf imported: String) throws -> String {
            try Data("import './b.js';".utf8).write(to: folder.appending(path: "a.js"))
            try Data(imported.utf8).write(to: folder.appending(path: "b.js"))
            return try #require(Assets(of: folder, data: folder, company: .null).byKey["a_js"]).path
        }
        #expect(try name(ofImporterOf: "1") != name(ofImporterOf: "2"))
        #expect(try name(ofImporterOf: "1") == name(ofImporterOf: "1"))
        #expect(throws: SiteError.circularImport(name: "a.js")) { try name(ofImporterOf: "import './a.js';") }
        #expect(throws: SiteError.unknownImport(name: "./c.js", in: "b.js")) { try name(ofImporterOf: "import './c.js';") }
    }

    @Test func `text from content stays text, in pages and in JSON-LD`() throws {
        let attack = "</script><img src=x onerror=alert(1)>&\""
        try built(company: { set("description", .string(attack), in: &$0) }) { out, _ in
            let html = try text(out, "index.html")
            #expect(!html.contains("<img src=x"))
            let data = try #require(html.firstMatch(of: /ld\+json">(.*?)<\/script>/)).output.1
            let graph = try JSON(parsing: String(data))["@graph"]
            #expect(graph?[0]?["description"]?.string == attack)
        }
    }

    @Test func `the questions in JSON-LD are those on the page, word for word`() throws {
        try built { out, _ in
            for path in ["index.html", "en/index.html", "faq/index.html"] {
                let html = try text(out, path)
                let data = try #require(html.firstMatch(of: /ld\+json">(.*?)<\/script>/)).output.1
                let graph = try #require(JSON(parsing: String(data))["@graph"]?.array)
                let page = try #require(graph.first { $0["@type"]?.string == "FAQPage" })
                let questions = try #require(page["mainEntity"]?.array)
                #expect(questions.count == html.ranges(of: "<article class=\"answer\">").count, "\(path)")
                let shown = html.replacing("&amp;", with: "&")
                for question in questions {
                    #expect(shown.contains("<h3>\(question["name"]?.string ?? "?")</h3>"), "\(path)")
                }
            }
        }
    }

    @Test func `a placeholder company is marked, unindexed and absent from JSON-LD's contacts; a real one is not`() throws {
        try built { out, report in
            let html = try text(out, "index.html")
            #expect(html.contains("<meta name=\"robots\" content=\"noindex\">"))
            #expect(html.contains("sample-strip"))
            #expect(!html.contains("\"telephone\""))
            #expect(report.notices.contains { $0.contains("placeholder") })
        }
        try built(company: { set("placeholder", .bool(false), in: &$0) }) { out, report in
            let html = try text(out, "index.html")
            #expect(!html.contains("noindex"))
            #expect(!html.contains("sample-strip"))
            #expect(html.contains("\"streetAddress\""))
            #expect(report.notices.isEmpty)
        }
    }

    @Test func `a company's colours reach the style sheet; a value that is no colour stops the build`() throws {
        let colors = JSON.object([.init("accent", .string("#7a1f4b")), .init("accent_dark", .string("#f2a7c8"))])
        try built(company: { set("colors", colors, in: &$0) }) { out, report in
            let css = try text(out, #require(report.files.first { $0.hasPrefix("assets/site.") }))
            #expect(css.contains("--accent-light: #7a1f4b;"))
            #expect(!css.contains("#0b6b57"))
            // On pages of other sites, which have none of ours, the chat has them too.
            for name in ["assets/chat-widget.", "assets/chat-panel.styles."] {
                let script = try text(out, #require(report.files.first { $0.hasPrefix(name) }))
                #expect(script.contains("--chat-accent,#7a1f4b") && script.contains("--chat-glow,#f2a7c8"), "\(name)")
            }
            #expect(!css.contains("@import"))
        }
        let bad = JSON.object([.init("accent", .string("red;} body{display:none"))])
        #expect(throws: SiteError.self) { try built(company: { set("colors", bad, in: &$0) }) { _, _ in } }
    }

    @Test func `a weak colour and a question that is not there are told to the builder`() throws {
        let pale = JSON.object([.init("accent", .string("#cccccc"))])
        try built(company: {
            set("colors", pale, in: &$0)
            set("faq", .array([.string("PPIU_SYARAT"), .string("NOPE")]), in: &$0)
        }) { _, report in
            #expect(report.notices.contains { $0.contains("colors.accent") && $0.contains("1.6") })
            #expect(report.notices.contains { $0.contains("no intent NOPE") })
        }
    }

    @Test func `compressed twins stand beside every text file and a second build replaces the first whole`() throws {
        try built(compresses: true) { out, report in
            for path in report.files where !path.hasSuffix(".png") {
                for ending in [".gz", ".br"] {
                    #expect(FileManager.default.fileExists(atPath: out.appending(path: path + ending).path), "\(path)\(ending)")
                }
            }
            let stray = out.appending(path: "stray.html")
            try Data().write(to: stray)
            var options = Site.Options()
            options.compresses = false
            _ = try Site.build(
                data: Self.root.appending(path: "data"),
                faq: Self.root.appending(path: "Tests/browser/fixture/faq.json"),
                static: Self.root.appending(path: "static"), out: out, options: options)
            #expect(!FileManager.default.fileExists(atPath: stray.path))
            let beside = try FileManager.default.contentsOfDirectory(atPath: out.deletingLastPathComponent().path)
            #expect(beside.sorted() == ["data", "out"])
        }
    }

    @Test func `a failed build leaves the served folder alone`() throws {
        try built { out, _ in
            let broken = out.deletingLastPathComponent().appending(path: "data/site.json")
            try Data("{".utf8).write(to: broken)
            #expect(throws: SiteError.self) {
                try Site.build(
                    data: broken.deletingLastPathComponent(),
                    faq: Self.root.appending(path: "Tests/browser/fixture/faq.json"),
                    static: Self.root.appending(path: "static"), out: out)
            }
            #expect(try text(out, "index.html").contains("<h1>"))
        }
    }

    @Test func `the sitemap lists public pages in both languages, and robots.txt names it`() throws {
        try built { out, _ in
            let sitemap = try text(out, "sitemap.xml")
            #expect(sitemap.ranges(of: "<loc>").count == 20)
            #expect(sitemap.ranges(of: "<lastmod>2026-11-24</lastmod>").count == 20)
            #expect(!sitemap.contains("404"))
            #expect(try text(out, "robots.txt").contains("Sitemap: https://www.contoh.example/sitemap.xml"))
            #expect(try text(out, "llms.txt").hasPrefix("# Tertib Izin\n"))
        }
    }

    @Test func `what the widget answers from while the responder is down weighs at most 10,000 bytes a language`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = try Site.build(
            data: Self.root.appending(path: "data"), static: Self.root.appending(path: "static"), out: folder)
        let indexes = report.files.filter { $0.contains("/offline-") }
        #expect(indexes.count == 2)
        for path in indexes {
            let packed = try Data(contentsOf: folder.appending(path: path + ".br"))
            #expect(packed.count <= 10_000, "\(path)")
            let index = try JSON(parsing: text(folder, path))
            #expect((index["intents"]?.array?.count ?? 0) >= 30)
            #expect(index["intents"]?[1]?["words"]?.string?.isEmpty == false)
            #expect(try !text(folder, path).contains("{whatsapp}"))
        }
    }

    @Test func `words of the offline index lose case, accents, endings and single letters`() {
        #expect(OfflineIndex.words("Dokumen-DOKUMENNYA é cafétaria a 12") == ["dokume", "cafeta", "12"])
    }

    @Test func `while the responder is down, page and problem name the way to WhatsApp`() throws {
        try built { out, _ in
            #expect(try text(out, "unavailable.html").contains("https://wa.me/6280000000000?text="))
            #expect(try !text(out, "unavailable.html").contains("<script"))
            let problem = try JSON(parsing: text(out, "unavailable.json"))
            #expect(problem["code"]?.string == "unavailable")
            #expect(problem["whatsapp"]?.string?.hasPrefix("https://wa.me/6280000000000?text=") == true)
        }
    }

    @Test func `each page has a card of its own in its language, named with its size and its words`() throws {
        let drawn = Drawn()
        try built(options: { $0.drawCard = drawn.draw }) { out, report in
            let cards = report.files.filter { $0.hasPrefix("assets/card-") }
            #expect(cards.count == 20 && drawn.cards.count == 20)
            for (path, title) in [
                ("index.html", "Tertib Izin: Konsultan izin PPIU yang bekerja"), ("en/faq/index.html", "Tertib Izin: Questions about PPIU"),
            ] {
                let html = try text(out, path)
                let image = try #require(html.firstMatch(of: /og:image" content="https:\/\/www\.contoh\.example\/([^"]+)"/)).output.1
                #expect(cards.contains(String(image)), "\(path)")
                for tag in [
                    "og:image:width\" content=\"1200\"", "og:image:height\" content=\"630\"", "og:image:alt\" content=\"\(title)",
                    "twitter:card\" content=\"summary_large_image\"", "twitter:image\" content=\"https://www.contoh.example/\(image)\"",
                ] { #expect(html.contains(tag), "\(path): \(tag)") }
            }
            let home = try #require(drawn.cards.first { $0.language == "en" })
            #expect(home.company == "Tertib Izin" && home.address == "www.contoh.example" && home.points == 8)
            #expect(home.accent == "#0b6b57" && home.accentDark == "#5fd3b3")
        }
        try built { out, _ in
            let html = try text(out, "index.html")
            #expect(!html.contains("og:image") && html.contains("twitter:card\" content=\"summary\""))
        }
    }

    /// Cards that were asked for, instead of pictures.
    private final class Drawn: @unchecked Sendable {  // one build, one thread
        var cards: [Site.Card] = []
        @Sendable func draw(_ card: Site.Card) -> [UInt8] {
            cards.append(card)
            return Array("\(card)".utf8)
        }
    }

    @Test func `without a tool that counts, no page knows of one and the policy is the one that lies in nginx's folder`() throws {
        let policy = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID().uuidString).conf")
        defer { try? FileManager.default.removeItem(at: policy) }
        try built(options: { $0.policy = policy }) { out, report in
            for path in report.files where path.hasSuffix(".html") {
                let html = try text(out, path)
                #expect(!html.contains("analytics") && !html.contains("id=\"consent\""), "\(path)")
            }
            let standard = try String(contentsOf: Self.root.appending(path: "nginx/policy.conf"), encoding: .utf8)
            #expect(try String(contentsOf: policy, encoding: .utf8) == standard)
            #expect(try text(out, "privasi/index.html").contains("tidak memasang cookie"))
        }
    }

    @Test func `Umami is part of the page and asks for its own host alone; Trusted Types stay`() throws {
        let tool = JSON.object([
            .init(
                "umami", .object([.init("script", .string("https://stats.contoh.example/s.js")), .init("website", .string("0b1c2d3e-4f"))]))
        ])
        try built(company: { set("analytics", tool, in: &$0) }) { out, report in
            let html = try text(out, "index.html")
            #expect(html.contains("<script defer src=\"https://stats.contoh.example/s.js\" data-website-id=\"0b1c2d3e-4f\""))
            #expect(!html.contains("id=\"consent\"") && !html.contains("tanpa pelacak"))
            for path in ["admin/index.html", "chat.html"] { #expect(try !text(out, path).contains("stats."), "\(path)") }
            #expect(try text(out, "privasi/index.html").contains("Umami"))
            #expect(!report.notices.contains { $0.contains("Trusted Types") })
        }
        let policy = ContentPolicy(try Analytics(tool)).text
        #expect(policy.contains("script-src 'self' https://stats.contoh.example;"))
        #expect(policy.contains("connect-src 'self' https://stats.contoh.example;"))
        #expect(policy.contains("img-src 'self' data:;") && policy.hasSuffix("require-trusted-types-for 'script'; trusted-types 'none'"))
    }

    @Test func `Google and Meta wait for consent, widen the policy by their own hosts, and Trusted Types go, which is said`() throws {
        let tool = JSON.object([.init("ga4", .string("G-ABC123")), .init("meta_pixel", .string("1234567890"))])
        try built(company: { set("analytics", tool, in: &$0) }) { out, report in
            let html = try text(out, "en/index.html")
            #expect(html.contains("data-ga4=\"G-ABC123\" data-pixel=\"1234567890\""))
            #expect(html.contains("<aside class=\"consent\" id=\"consent\"") && html.contains("hidden>"))
            #expect(!html.contains("googletagmanager") && !html.contains("facebook"), "nothing of theirs is on the page before consent")
            #expect(try text(out, "privasi/index.html").contains("id=\"consent-change\""))
            #expect(report.notices.contains { $0.contains("Trusted Types") })
        }
        let policy = ContentPolicy(try Analytics(tool))
        #expect(policy.text.contains("script-src 'self' https://*.googletagmanager.com https://connect.facebook.net;"))
        #expect(!policy.text.contains("trusted-types"))
        // The console, the API and the chat without JavaScript keep the standard.
        #expect(policy.nginx.contains("\"~^/(?:admin|api|chat)(?:[/.]|$)\" \"\(ContentPolicy().text)\";"))
    }

    @Test(arguments: [
        #"{"ga4": "UA-1"}"#, #"{"ga4": "G-A\"; evil"}"#, #"{"meta_pixel": 5}"#,
        #"{"umami": {"script": "http://a.example/s.js", "website": "12345678"}}"#,
        #"{"umami": {"script": "https://a.example/s.js; x", "website": "12345678"}}"#, #"{"umami": {"website": "12345678"}}"#,
    ])
    func `what is no id of a tool stops the build, as it would stand in the policy`(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: SiteError.self) { try Analytics(json) }
    }

    @Test func `a company's own words take the place of the pages' and fill the widget; the rest stays, and unknown ones are told`() throws
    {
        let words = JSON.object([
            .init("primary", .object([.init("id", .string("Buat janji")), .init("en", .string("Book"))])),
            .init("chat_greeting", .string("Selamat datang di {company}.")), .init("chat_prompts", .array([])),
            .init("tagline2", .string("x")),
        ])
        try built(company: { set("words", words, in: &$0) }) { out, report in
            #expect(try text(out, "index.html").contains(">Buat janji</a>"))
            #expect(try text(out, "en/index.html").contains(">Book</a>"))
            let module = try text(out, #require(report.files.first { $0.hasPrefix("assets/company-id.") }))
            #expect(module.contains(#""greeting":"Selamat datang di Tertib Izin.""#))
            #expect(module.contains(#""prompts":["Apa syarat dasar"#), "without prompts, the questions of the page")
            #expect(try text(out, "chat.html").contains("Selamat datang di Tertib Izin."))
            #expect(report.notices.contains { $0.contains("words.tagline2") })
        }
    }

    @Test func `one line embeds the chat: a file whose name stays, and which leads to hashed ones`() throws {
        try built { out, report in
            let line = try text(out, "embed.js")
            let target = try #require(line.wholeMatch(of: /import '\.\/(assets\/embed\.[0-9a-z]+\.js)';\n/)).output.1
            #expect(report.files.contains(String(target)))
            #expect(try text(out, String(target)).contains("document.createElement('chat-widget')"))
        }
    }

    @Test func `the chat's frame has its markers, its style and its prompts, and is listed nowhere`() throws {
        try built { out, report in
            for (path, action, other) in [("chat.html", "Kirim", "/chat?lang=en"), ("en/chat.html", "Send", "/chat")] {
                let html = try text(out, path)
                let parts = html.split(separator: /<!--(greeting|prompts|conversation)-->/)
                #expect(html.matches(of: /<!--(\w+)-->/).map { $0.output.1 } == ["greeting", "prompts", "conversation"], "\(path)")
                #expect(parts.map { $0.ranges(of: "<button type=\"submit\" name=\"message\"").count } == [0, 3, 7, 0], "\(path)")
                #expect(html.firstMatch(of: /<link rel="stylesheet" href="\/assets\/chat\.[0-9a-z]+\.css">/) != nil, "\(path)")
                #expect(html.contains("href=\"\(other)\" hreflang="), "\(path): the other language is the same chat")
                #expect(html.contains("data-placeholder=\""), "\(path)")
                #expect(html.contains("name=\"robots\" content=\"noindex\"") && !html.contains("<script"), "\(path)")
                #expect(!html.contains(">\(action)<"), "the box is the responder's")
            }
            #expect(try !text(out, "sitemap.xml").contains("chat") && !text(out, "llms.txt").contains("/chat"))
        }
    }
}

@Suite struct CompactionTests {
    @Test(arguments: [
        ("/** a\n * b */\nexport const a = 1; // one\n\n    b();\n", "export const a = 1;\nb();\n"),
        ("let a = 'x // y'; /* z */ let b = \"/* q */\";", "let a = 'x // y'; let b = \"/* q */\";\n"),
        ("const c = `  a // b\n   ${ d /* e */ } /* f */\n`;", "const c = `  a // b\n   ${ d } /* f */\n`;\n"),
        ("const n = `a ${ { b: `c // ${d} ` }.b } // e`; // f", "const n = `a ${ { b: `c // ${d} ` }.b } // e`;\n"),
        ("x = a / b / c; // d", "x = a / b / c;\n"),
        ("x = /[/'\"]\\/\\*/.test(y) // e\nz", "x = /[/'\"]\\/\\*/.test(y)\nz\n"),
        ("f(/a\\//g, (b) / 2); return /'/ // c", "f(/a\\//g, (b) / 2); return /'/\n"),
        ("a\n/* b\n c */\nd", "a\nd\n"), ("a/* b\n c */d", "a\nd\n"), ("a/* b */d", "a d\n"),
        ("'it\\'s // fine' // gone", "'it\\'s // fine'\n"), ("", "\n"), ("é // ü\n'ß'", "é\n'ß'\n"),
    ])
    func `a script loses its comments and indentation and nothing else`(source: String, compact: String) {
        #expect(Compaction.script(source) == compact)
        #expect(Compaction.script(compact) == compact, "once is enough")
    }

    @Test(arguments: [
        ("/* a */\nb {\n  c: \"/* d */\"; /* e */\n}\n", "b {\nc: \"/* d */\";\n}\n"),
        ("a > b { c: calc(1px + 2px) }", "a > b { c: calc(1px + 2px) }\n"), ("a/**/b", "a b\n"),
    ])
    func `so does a style`(source: String, compact: String) {
        #expect(Compaction.style(source) == compact)
    }

    @Test func `every script of ours keeps its strings, templates and line order`() throws {
        let folder = SiteTests.root.appending(path: "static").resolvingSymlinksInPath()
        let found = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }.filter {
            $0.hasSuffix(".js")
        }
        #expect(found.count > 20)
        for path in found {
            let source = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            let compact = Compaction.script(source)
            #expect(compact.utf8.count < source.utf8.count, "\(path)")
            #expect(Compaction.script(compact) == compact, "\(path)")
            // Lines that are code from end to end are all there, in their order.
            var rest = compact[...]
            for line in source.split(separator: "\n") {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard !code.isEmpty, !code.contains("//"), !code.contains("/*"), !code.hasPrefix("*") else { continue }
                let place = try #require(rest.firstRange(of: code), "\(path): \(code)")
                rest = rest[place.upperBound...]
            }
        }
    }
}

@Suite struct SiteValueTests {
    @Test(arguments: [
        ("Hubungi {email}.", "Hubungi a@b.example."),
        ("Satu. Hubungi {phone}. Tiga!", "Satu. Tiga!"),
        ("{phone}", ""),
        ("Lihat {unknown} ini. Ya.", "Ya."),
        ("Pasal 4.2 {email} benar? Ya.", "Pasal 4.2 a@b.example benar? Ya."),
        ("Kurung { terbuka.", "Kurung { terbuka."),
    ])
    func `a sentence whose slot is empty is left out whole`(text: String, filled: String) {
        #expect(Slots(values: ["email": "a@b.example", "phone": ""]).fill(text) == filled)
    }

    @Test func `a WhatsApp link has digits only and encodes all but unreserved characters`() {
        #expect(WhatsApp("+62 800-0000-0000")?.link(text: "a b&c\nü~") == "https://wa.me/6280000000000?text=a%20b%26c%0A%C3%BC~")
        #expect(WhatsApp("") == nil)
    }

    @Test func `contrast follows WCAG: black on white 21, a colour on itself 1`() throws {
        let white = try #require(Color("#ffffff"))
        #expect(try #require(Color("#000000")).contrast(with: white) == 21)
        #expect(white.contrast(with: white) == 1)
        #expect(abs(try #require(Color("#767676")).contrast(with: white) - 4.54) < 0.01)
        #expect(Color("#fff") == nil)
    }

    @Test(arguments: 5...12)
    func `a rosette joins every label to a vertex and every vertex to the star`(count: Int) throws {
        let drawing = try #require(Rosette(labels: (1...count).map { "L\($0)" }).templateValue)
        #expect((drawing["nodes"] as? [[String: Any]])?.count == count)
        let star = try #require(drawing["star"] as? String)
        #expect(star.filter { $0 == "L" }.count + star.filter { $0 == "M" }.count == count)
        #expect(Rosette(labels: ["a"]).templateValue == nil)
    }

    @Test func `localising takes the language, falls back to Indonesian, and leaves other objects alone`() throws {
        let json = try JSON(parsing: #"{"a":{"id":"x","en":"y"},"b":{"id":"x"},"c":{"id":"x","href":"/"},"d":[{"id":"z","en":"w"}]}"#)
        let english = json.localized(.en)
        #expect(english["a"]?.string == "y")
        #expect(english["b"]?.string == "x")
        #expect(english["c"]?["href"]?.string == "/")
        #expect(english["d"]?[0]?.string == "w")
    }
}
