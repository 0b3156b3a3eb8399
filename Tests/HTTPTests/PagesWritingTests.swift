import Foundation
import Testing

@testable import Dialogue
@testable import HTTP

/// From a conversation to HTML, whatever stands in it.
struct PagesWritingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</textarea><form action=https://evil.example>",
        "--><!--conversation-->", "&lt;b&gt; &amp;", "javascript:alert(1)", "\u{0}\u{1}\u{8}\u{1B}", "\u{202E}kanan ke kiri", "</html>",
        "a\nb\r\nc", "]]>",
        "👩‍👩‍👧‍👦", "`${7*7}`", "\\u003cscript\\u003e", "<style>*{display:none}</style>", "{{words.chat}}",
    ]

    /// A page with `text` wherever somebody's text can stand.
    private func page(_ text: String, href: String = "https://contoh.example/a?b=c&d=e") -> String {
        let choice = Answer.Choice(intent: IntentID(rawValue: text), text: text)
        let answer = Answer(
            kind: .answer, text: "\(text)\n• \(text)", benefits: [text, text, text],
            primary: .init(text: text, action: .whatsapp(href: href)),
            secondary: .init(text: text, action: .ask(choice)), sources: [Source(title: text, url: href, article: text)],
            suggestions: [choice], choices: [choice], disclaimer: text, handoffOffered: .unsure)
        let id = MessageID(rawValue: text), at = FrontDesk.monday
        var page = ChatPage(
            language: .english, shell: PageShell.plain[.english], hours: Workshop.knowledge.content.hours,
            door: .init(href: href, isWhatsApp: true, hours: text, nextOpening: text), nonce: text)
        page.messages = [
            .init(id: id, number: 1, at: at, role: .user, text: text), .init(id: id, number: 2, at: at, role: .admin, text: text),
            .init(id: id, number: 3, at: at, role: .assistant, text: answer.text, answer: answer),
        ]
        page.told = .escalated
        page.draft = Form(["message": text, "name": text, "contact": text, "company": text, "need": text])
        return String(decoding: page.html(), as: UTF8.self)
    }

    /// The tags and the names of their attributes, in order: all that a browser obeys.
    private func skeleton(_ html: String) -> [String] {
        html.matches(of: /<[^>]*>/).map { String($0.output.replacing(/="[^"]*"/, with: "=")) }
    }

    @Test(arguments: hostile)
    func `no text becomes markup, wherever it stands`(_ text: String) {
        let html = page(text)
        // A line break inside an answer's text makes a paragraph of its own, which is what it is for.
        if !text.contains("\n") { #expect(skeleton(html) == skeleton(page("biasa"))) }
        #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("<style"))
        #expect(html.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
        let shown = text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        if shown { #expect(Page.unescaped(html).contains("\(text)</textarea>"), "it reads as it was written") }
    }

    @Test func `a text that begins with a line break keeps it in the box`() {
        #expect(
            page("\nkedua").contains(
                "<textarea id=\"lead-need\" name=\"need\" rows=\"3\" maxlength=\"500\" required=\"\">\n\nkedua</textarea>"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//evil.example", "/\\evil.example", "\\\\evil.example", "blob:https://evil.example/1", "",
        "\u{1}javascript:alert(1)", "javascript&colon;:x", "https ://contoh.example",
    ])
    func `an address that a click should not follow is text`(_ href: String) {
        #expect(HTMLWriter.Address(href) == nil)
        let html = page("biasa", href: href)
        // All links that are left are the page's own.
        #expect(html.matches(of: /<a href="([^"]*)"/).allSatisfy { ["/chat", "/chat?lang=en#latest"].contains($0.output.1) })
        #expect(html.contains("<span>biasa</span>"))
    }

    @Test(arguments: [
        "https://contoh.example/", "http://contoh.example", "HTTPS://contoh.example", "mailto:a@contoh.example", "tel:+62", "/kontak/",
        "/#kontak",
        "#lead", "kontak", "?q=a:b", "/a:b", "https://wa.me/62?text=a%20b",
    ])
    func `an address of the web, a mailbox, a telephone or this site is a link`(_ href: String) {
        #expect(HTMLWriter.Address(href)?.text == href)
        #expect(page("biasa", href: href).contains("<a href=\"\(href)\""))
    }

    @Test func `what can be acted on stands under the newest answer alone`() {
        var page = ChatPage(
            language: .indonesian, shell: PageShell.plain[.indonesian], hours: Workshop.knowledge.content.hours,
            door: .init(href: "/kontak/", isWhatsApp: false, hours: "", nextOpening: nil), nonce: "n")
        let answer = Answer(
            kind: .answer, text: "Jawab", benefits: ["a", "b", "c"], primary: .init(text: "P", action: .lead),
            secondary: .init(text: "S", action: .checklist),
            sources: [Source(title: "Sumbernya")])
        for turn in 1...3 {
            page.messages.append(.init(id: MessageID(rawValue: "u\(turn)"), number: 1, at: FrontDesk.monday, role: .user, text: "Tanya"))
            page.messages.append(
                .init(
                    id: MessageID(rawValue: "b\(turn)"), number: 2, at: FrontDesk.monday, role: .assistant, text: answer.text,
                    answer: answer))
        }
        let html = String(decoding: page.html(), as: UTF8.self)
        #expect(html.ranges(of: "Nanti saja").count == 1 && html.ranges(of: "Sumbernya").count == 3)
        #expect(html.contains("id=\"latest\"") && html.ranges(of: "id=\"latest\"").count == 1)
        #expect(Page(html).messages[4].contains("Anda") && html.contains("<article class=\"message visitor\" id=\"latest\">"))
    }

    @Test func `a frame is cut at its markers, and its greeting is shown until something was said`() throws {
        let shell = try #require(PageShell(page: "<kepala>\n<!--greeting--><salam><!--prompts--><saran><!--conversation-->\n<ekor>"))
        var page = ChatPage(
            language: .indonesian, shell: shell, hours: Workshop.knowledge.content.hours,
            door: .init(href: "/", isWhatsApp: false, hours: "", nextOpening: nil), nonce: "n")
        let first = String(decoding: page.html(), as: UTF8.self)
        #expect(
            first.hasPrefix("<kepala>\n<div class=\"chat\">") && first.hasSuffix("</div>\n<ekor>") && first.contains("<salam></div><form"))
        #expect(first.contains("</form><saran>"), "below the box")
        page.messages = [.init(id: MessageID(rawValue: "m"), number: 1, at: FrontDesk.monday, role: .user, text: "a")]
        let later = String(decoding: page.html(), as: UTF8.self)
        #expect(!later.contains("<salam>") && !later.contains("<saran>"))
        for wrong in ["", "<!--greeting-->", "<!--greeting--><!--conversation-->", "<!--conversation--><!--prompts--><!--greeting-->"] {
            #expect(PageShell(page: wrong) == nil)
        }
        let words =
            "<p data-placeholder=\"Apa &amp;lt; itu, &quot;dia&quot; &lt;b&gt;&#39;?\"><!--greeting--><!--prompts--><!--conversation-->"
        page.shell = try #require(PageShell(page: words))
        #expect(
            String(decoding: page.html(), as: UTF8.self).contains(
                "placeholder=\"Apa &amp;lt; itu, &quot;dia&quot; &lt;b&gt;&#39;?\""))
    }

    @Test func `words that the widget has too are the same there`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        func source(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }
        for language in Language.allCases {
            let locale = try source("static/locales/\(language.rawValue).js") + source("static/locales/\(language.rawValue)-more.js")
            for word in [
                Word.bot, Word.visitor, Word.log, Word.message, Word.send, Word.sources, Word.benefits, Word.notNow,
                Word.didYouMean,
                Word.suggestions, Word.good, Word.wrong, Word.escalate, Word.offer, Word.offerReady, Word.offerUnsure, Word.handoff,
                Word.estimate,
                Word.whatsApp, Word.contactPage, Word.leadIntro, Word.leadName, Word.leadContact, Word.leadCompany, Word.leadNeed,
                Word.leadSend,
                Word.leadDone, Word.consent,
            ] {
                #expect(locale.contains("'\(word[language])'"), "\(language): \(word[language])")
            }
        }
        #expect(try source("static/widget/forms.js").contains("WORDING_VERSION = '\(Word.consentVersion)'"))
    }

    @Test func `a form is read as browsers write it`() {
        let form = Form(encoded: "a=1+2%2B3&b=%C3%A9&c=x%0D%0Ay&d&e=%zz%4&a=later&=leer".utf8)
        #expect(form["a"] == "1 2+3" && form["b"] == "é" && form["c"] == "x\ny" && form["d"] == "" && form["e"] == "%zz%4")
        #expect(form["f"] == nil && form[""] == "leer")
        #expect(Form(encoded: "a=%FF%FE".utf8)["a"]?.contains("\u{FFFD}") == true)
        let many = Form(encoded: (1...40).map { "f\($0)=1" }.joined(separator: "&").utf8)
        #expect(many["f32"] == "1" && many["f33"] == nil)
    }
}
