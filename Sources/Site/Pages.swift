import JSON

/// One page, in both languages.
struct Page {
    /// Names its title among the words, and its place in menus.
    let name: String
    let template: String
    /// The folder or file under the site's root, by language: `faq/`, `404.html`.
    let paths: [Language: String]
    /// Whether it stands in the sitemap and may be indexed.
    var isPublic = true
    /// Without scripts and chat: for the page that is shown when the responder is down, and for the chat without JavaScript.
    var isPlain = false
    /// Where visitors find it, by language, when that is not where its file stands.
    var addresses: [Language: String]?
    /// The service it is about.
    var service: JSON?

    /// The link to it from the other language's page.
    func link(_ language: Language) -> String { addresses?[language] ?? "/" + path(language) }

    func path(_ language: Language) -> String { language.folder + (paths[language] ?? "") }

    /// The file that nginx serves for `path`.
    func file(_ language: Language) -> String {
        let path = path(language)
        return path.isEmpty || path.hasSuffix("/") ? path + "index.html" : path
    }

    /// Every page of a company with these services, in the order of the sitemap.
    static func all(services: [JSON]) -> [Page] {
        var pages = [Page(name: "home", template: "home", paths: [:])]
        for service in services {
            guard let slug = service["slug"]?.string else { continue }
            pages.append(
                Page(
                    name: "service", template: "service", paths: [.id: "layanan/\(slug)/", .en: "services/\(slug)/"],
                    service: service))
        }
        pages += [
            Page(name: "faq_page", template: "faq", paths: [.id: "faq/", .en: "faq/"]),
            Page(name: "about", template: "about", paths: [.id: "tentang/", .en: "about/"]),
            Page(name: "contact", template: "contact", paths: [.id: "kontak/", .en: "contact/"]),
            Page(name: "privacy", template: "privacy", paths: [.id: "privasi/", .en: "privacy/"]),
            Page(name: "missing", template: "missing", paths: [.id: "404.html", .en: "404.html"], isPublic: false),
            Page(
                name: "unavailable", template: "unavailable",
                paths: [.id: "unavailable.html", .en: "unavailable.html"], isPublic: false, isPlain: true),
            // The responder puts the conversation between its markers (`HTTP/Pages`); nginx shows it to nobody by itself.
            Page(
                name: "chat_page", template: "chat", paths: [.id: "chat.html", .en: "chat.html"], isPublic: false, isPlain: true,
                addresses: [.id: "/chat", .en: "/chat?lang=en"]),
        ]
        return pages
    }
}
