import Dialogue

/// What surrounds the conversation: a page that `frontdesk site build` rendered, cut at its two markers.
public struct PageShell: Sendable, Hashable {
    let head: [UInt8]
    /// The first message, shown until something has been said: greeting, disclaimer, prompts.
    let greeting: [UInt8]
    let tail: [UInt8]

    private static let greetingMarker = "<!--greeting-->"
    private static let conversationMarker = "<!--conversation-->"

    /// - Parameter page: HTML with `<!--greeting-->` where the first message begins and, later, `<!--conversation-->` where it ends.
    /// - Returns: nil without both.
    public init?(page: String) {
        guard let greeting = page.firstRange(of: Self.greetingMarker), let end = page.firstRange(of: Self.conversationMarker),
            greeting.upperBound <= end.lowerBound
        else { return nil }
        head = Array(page[..<greeting.lowerBound].utf8)
        self.greeting = Array(page[greeting.upperBound..<end.lowerBound].utf8)
        tail = Array(page[end.upperBound...].utf8)
    }

    private init(head: String, tail: String) {
        self.head = Array(head.utf8)
        greeting = []
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
