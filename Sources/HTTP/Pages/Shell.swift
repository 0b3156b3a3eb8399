import Dialogue

/// What surrounds the conversation: a page that `frontdesk site build` rendered, cut at its three markers.
public struct PageShell: Sendable, Hashable {
    let head: [UInt8]
    /// The first message, shown until something has been said.
    let greeting: [UInt8]
    /// Questions to begin with, shown as long, below the box.
    let prompts: [UInt8]
    let tail: [UInt8]
    /// What the empty box invites to; "" for nothing.
    let placeholder: String

    /// - Parameter page: HTML with `<!--greeting-->`, `<!--prompts-->` and `<!--conversation-->` in this order: the first message stands
    ///   between the first two, the prompts between the last two, and the conversation comes where all of it was. `data-placeholder="…"` says what the empty box invites to.
    /// - Returns: nil without all three.
    public init?(page: String) {
        var parts: [[UInt8]] = []
        var rest = page[...]
        for name in ["greeting", "prompts", "conversation"] {
            guard let marker = rest.firstRange(of: "<!--\(name)-->") else { return nil }
            parts.append(Array(rest[..<marker.lowerBound].utf8))
            rest = rest[marker.upperBound...]
        }
        (head, greeting, prompts, tail) = (parts[0], parts[1], parts[2], Array(rest.utf8))
        placeholder = page.firstMatch(of: /data-placeholder="([^"]*)"/).map { Self.text(String($0.output.1)) } ?? ""
    }

    /// The text of an attribute as our templates escape it: a handful of references, `&` the last.
    private static func text(_ attribute: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(attribute) { $0.replacing($1.0, with: $1.1) }
    }

    private init(head: String, tail: String) {
        self.head = Array(head.utf8)
        greeting = []
        prompts = []
        placeholder = ""
        self.tail = Array(tail.utf8)
    }

    /// For an installation without a site: readable, and nothing more.
    public static let plain: Localized<PageShell> = {
        func shell(_ language: Language, title: String, other: (name: String, tag: String, href: String)) -> PageShell {
            PageShell(
                head: """
                    <!doctype html>
                    <html lang="\(language.rawValue)">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="robots" content="noindex">
                    <meta name="color-scheme" content="light dark">
                    <title>\(title)</title>
                    </head>
                    <body>
                    <main>
                    <h1>\(title)</h1>
                    <p><a href="\(other.href)" hreflang="\(other.tag)" lang="\(other.tag)">\(other.name)</a></p>

                    """,
                tail: "\n</main>\n</body>\n</html>\n")
        }
        return Localized(
            shell(.indonesian, title: "Asisten (Online)", other: ("English", "en", "/chat?lang=en")),
            english: shell(.english, title: "Assistant (online)", other: ("Bahasa Indonesia", "id", "/chat")))
    }()
}
