import JSON

/// The site in one language, as the templates see it.
struct View {
    let renderer: Renderer
    let edition: Edition

    var language: Language { edition.language }
    var site: JSON { edition.site }
    var slots: Slots { edition.slots }

    func word(_ key: String) -> String { edition.word(key) }

    func heading(of page: Page) -> String {
        switch page.name {
        case "home": site["name"]?.string ?? ""
        case "service": page.service?.localized(language)["title"]?.string ?? ""
        default: word(page.name + "_title")
        }
    }

    func description(of page: Page) -> String {
        switch page.name {
        case "home": site["description"]?.string ?? ""
        case "service": page.service?.localized(language)["summary"]?.string ?? ""
        case "missing", "unavailable", "chat_page": word(page.name + "_lead")
        default: word(page.name + "_description")
        }
    }

    /// What stands on the picture of `page`.
    func card(of page: Page) -> Site.Card {
        let isHome = page.name == "home"
        let host = renderer.options.address.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        return Site.Card(
            language: language.rawValue, company: site["name"]?.string ?? "",
            title: (isHome ? site["hero"]?["title"]?.string ?? site["tagline"]?.string : nil) ?? heading(of: page),
            subtitle: isHome ? site["tagline"]?.string ?? "" : description(of: page), address: host,
            accent: site["colors"]?["accent"]?.string, accentDark: site["colors"]?["accent_dark"]?.string,
            points: site["hero"]?["points"]?.array?.count ?? 8)
    }

    /// The picture in words, for those who do not see it.
    private func cardDescription(of page: Page) -> String {
        let card = card(of: page)
        return "\(card.company): \(card.title)"
    }

    /// Everything a template may name, for `page`.
    func context(of page: Page) -> [String: Any] {
        let faq = answers(renderer.answers.listed).map(\.brief)
        var context: [String: Any] = [
            "locale": language.rawValue, "og_locale": language.openGraph, "og_locale_other": language.other.openGraph,
            "site": site.templateValue ?? [:], "words": edition.words.templateValue ?? [:], "assets": renderer.assets.links,
            "links": links, "services": services(except: nil), "faq": faq.map(templateValue),
            "theme_color": themeColor, "page": self.page(page, faq: faq),
        ]
        // Sections that would be a heading over nothing.
        context["has"] = Dictionary(
            uniqueKeysWithValues: ["portfolio", "testimonials"].map { ($0, site[$0]?.array?.isEmpty == false) })
        context["assistant"] = edition.assistant
        context["hours"] = edition.hours
        context["prompts"] = edition.prompts(renderer.answers).map { $0.replacing("*", with: "") }
        context["analytics"] = page.isPlain ? nil : renderer.analytics.templateValue
        context["address"] = Edition.address(of: site)
        if let whatsapp = edition.whatsapp {
            context["whatsapp"] = [
                "number": whatsapp.number, "href": whatsapp.link(), "primary": whatsapp.link(text: word("primary_text")),
                "unavailable": whatsapp.link(text: word("unavailable_text")),
            ]
        }
        if let card = renderer.cards[page.file(language)] {
            context["card"] = ["href": renderer.options.address + "/" + card, "alt": cardDescription(of: page)]
        }
        if let question = site["hero"]?["ask_intent"]?.string.flatMap(question) {
            context["hero_ask"] = ["question": question, "href": chatLink(asking: question)]
        }
        context["rosette"] = Rosette(labels: site["hero"]?["points"]?.texts ?? []).templateValue
        if let service = page.service?.localized(language) { context["service"] = self.service(service) }
        if page.service != nil { context["others"] = services(except: page) }
        if page.name == "faq_page" { context["groups"] = groups() }
        return context
    }

    private func page(_ page: Page, faq: [Answers.Answer]) -> [String: Any] {
        let name = site["name"]?.string ?? ""
        let title = page.name == "home" ? "\(name): \(site["tagline"]?.string ?? "")" : "\(heading(of: page)) – \(name)"
        var values: [String: Any] = [
            "title": title, "heading": heading(of: page), "description": description(of: page), "plain": page.isPlain,
            "noindex": !page.isPublic || site["placeholder"]?.bool == true,
            "other": ["href": page.link(language.other), "lang": language.other.rawValue],
            "crumbs": crumbs(of: page).map { crumb in
                crumb.href.map { ["name": crumb.name, "href": $0] } ?? ["name": crumb.name]
            },
        ]
        if page.isPublic {
            values["canonical"] = renderer.address(page, language)
            values["alternates"] = [("id", Language.id), ("en", .en), ("x-default", .id)].map {
                ["lang": $0.0, "href": renderer.address(page, $0.1)]
            }
            let shown = page.name == "faq_page" ? answers(renderer.answers.pageable) : page.name == "home" ? faq : []
            values["structured"] = StructuredData(view: self, page: page, faq: shown).text
        }
        return values
    }

    /// The way to a page: home, then the page itself without a link.
    func crumbs(of page: Page) -> [(name: String, href: String?)] {
        [(word("home"), "/" + language.folder), (heading(of: page), nil)]
    }

    /// The chat as a page, for who has no JavaScript.
    private var chatLink: String { renderer.pages.first { $0.name == "chat_page" }?.link(language) ?? "/chat" }

    /// The same with `question` in its box.
    private func chatLink(asking question: String) -> String {
        chatLink + (chatLink.contains("?") ? "&" : "?") + "q=" + question.percentEncoded
    }

    /// Addresses within the site, by name.
    private var links: [String: Any] {
        var links: [String: Any] = [
            "services": "/\(language.folder)#services", "chat": chatLink,
        ]
        for page in renderer.pages where page.service == nil && page.isPublic {
            links[page.name == "faq_page" ? "faq" : page.name] = "/" + page.path(language)
        }
        return links
    }

    private func services(except current: Page?) -> [[String: Any]] {
        renderer.pages.filter { $0.service != nil }.enumerated().compactMap { index, page in
            guard let service = page.service?.localized(language), page.service != current?.service else { return nil }
            return [
                "number": index < 9 ? "0\(index + 1)" : "\(index + 1)", "title": service["title"]?.string ?? "",
                "summary": service["summary"]?.string ?? "", "href": "/" + page.path(language),
            ]
        }
    }

    private func service(_ service: JSON) -> [String: Any] {
        var values: [String: Any] = [
            "includes": service["includes"]?.texts ?? [],
            "paragraphs": (service["body"]?.string ?? "").split(separator: "\n\n").map(String.init),
        ]
        if let question = service["ask_intent"]?.string.flatMap(question) {
            values["ask"] = ["question": question, "href": chatLink(asking: question)]
        }
        return values
    }

    private func groups() -> [[String: Any]] {
        let all = renderer.answers.pageable
        let licence = all.filter(renderer.answers.isRegulated)
        let company = all.filter { !licence.contains($0) }
        return [("licence", licence), ("company", company)].filter { !$0.1.isEmpty }.map { name, ids in
            ["id": "faq-\(name)", "title": word("faq_\(name)"), "faq": answers(ids).map(templateValue)]
        }
    }

    func answers(_ ids: [String]) -> [Answers.Answer] {
        ids.compactMap { renderer.answers.answer($0, in: language, slots: slots) }
    }

    private func question(_ id: String) -> String? { answers([id]).first?.question }

    private func templateValue(_ answer: Answers.Answer) -> [String: Any] {
        let sources: [[String: Any]] = answer.sources.map { source in
            var value: [String: Any] = ["name": source.name]
            value["url"] = source.url
            return value
        }
        return [
            "id": answer.id, "question": answer.question, "href": chatLink(asking: answer.question), "answer": answer.answer,
            "points": answer.points,
            "has_points": !answer.points.isEmpty, "sources": sources, "has_sources": !sources.isEmpty,
        ]
    }

    /// The browser's own frame, in the colour of the masthead (`--field` of `tokens.css`, mixed here for want of CSS).
    private var themeColor: String {
        let accent = Color(site["colors"]?["accent"]?.string ?? "") ?? Color(red: 0.04, green: 0.42, blue: 0.34)
        return accent.mixed(with: Color(red: 0.02, green: 0.07, blue: 0.06), share: 0.58).text
    }

    /// What nginx answers under `/api/` while the responder is down (RFC 9457), with the way that still works.
    func unavailableProblem() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("type", "about:blank")
            json.member("status", 503)
            json.member("code", "unavailable")
            json.member("title", word("unavailable_title"))
            json.member("detail", word("unavailable_lead"))
            json.member("retry_after", 5)
            json.member("whatsapp", ifPresent: edition.whatsapp?.link(text: word("unavailable_text")))
        }
        return json.bytes
    }
}
