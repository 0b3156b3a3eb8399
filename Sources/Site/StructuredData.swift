import JSON

/// The page in schema.org's words, as one JSON-LD graph with stable identifiers.
///
/// It says only what the page shows. While the company is a placeholder there is no address, no telephone and no
/// rating in it, so that no reader mistakes the sample for a business.
struct StructuredData {
    let view: View
    let page: Page
    /// The questions that stand on the page, word for word.
    let faq: [Answers.Answer]

    private typealias Member = JSON.Member

    /// JSON safe inside `<script>`: `<`, `>` and `&` are written as escapes, so no tag can close it.
    var text: String {
        let graph = JSON.object([
            Member("@context", .string("https://schema.org")), Member("@graph", .array(nodes)),
        ])
        return String(decoding: graph.bytes, as: UTF8.self)
            .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }

    private var root: String { view.renderer.options.address + "/" }
    private var isPlaceholder: Bool { view.site["placeholder"]?.bool == true }

    private var nodes: [JSON] {
        var nodes = [organization]
        if page.name == "home" { nodes.append(website) }
        if let service = page.service { nodes.append(self.service(service)) }
        if !faq.isEmpty { nodes.append(questions) }
        if page.name != "home" { nodes.append(breadcrumbs) }
        return nodes
    }

    private var organization: JSON {
        var members = node(address == nil ? "Organization" : "ProfessionalService", id: "org")
        add(view.site["name"]?.string, as: "name", to: &members)
        add(view.site["legal_name"]?.string, as: "legalName", to: &members)
        members.append(Member("url", .string(root)))
        add(view.site["description"]?.string, as: "description", to: &members)
        if let logo = view.renderer.assets.byKey["logo"] {
            members.append(Member("logo", .string(root + logo.path)))
        }
        if !isPlaceholder {
            add(view.site["contact"]?["email"]?.string, as: "email", to: &members)
            add(view.site["contact"]?["phone"]?.string, as: "telephone", to: &members)
            if let address { members.append(Member("address", address)) }
        }
        members.append(Member("areaServed", .string("ID")))
        return .object(members)
    }

    private var address: JSON? {
        guard !isPlaceholder, let address = view.site["address"], address["street"]?.string?.isEmpty == false else { return nil }
        var members = [Member("@type", .string("PostalAddress"))]
        for (key, name) in [
            ("street", "streetAddress"), ("city", "addressLocality"), ("province", "addressRegion"),
            ("postal_code", "postalCode"), ("country", "addressCountry"),
        ] { add(address[key]?.string, as: name, to: &members) }
        return .object(members)
    }

    private var website: JSON {
        var members = node("WebSite", id: "site")
        add(view.site["name"]?.string, as: "name", to: &members)
        members.append(Member("url", .string(root)))
        members.append(Member("inLanguage", .array([.string("id"), .string("en")])))
        members.append(Member("publisher", reference("org")))
        return .object(members)
    }

    private func service(_ service: JSON) -> JSON {
        let service = service.localized(view.language)
        var members = [
            Member("@type", .string("Service")),
            Member("@id", .string(view.renderer.address(page, view.language) + "#service")),
        ]
        add(service["title"]?.string, as: "name", to: &members)
        add(service["title"]?.string, as: "serviceType", to: &members)
        add(service["summary"]?.string, as: "description", to: &members)
        members.append(Member("provider", reference("org")))
        members.append(Member("areaServed", .string("ID")))
        return .object(members)
    }

    private var questions: JSON {
        let entries = faq.map { answer in
            JSON.object([
                Member("@type", .string("Question")), Member("name", .string(answer.question)),
                Member(
                    "acceptedAnswer",
                    .object([
                        Member("@type", .string("Answer")),
                        Member("text", .string(([answer.answer] + answer.points).joined(separator: " "))),
                    ])),
            ])
        }
        return .object([
            Member("@type", .string("FAQPage")),
            Member("@id", .string(view.renderer.address(page, view.language) + "#faq")),
            Member("inLanguage", .string(view.language.rawValue)), Member("mainEntity", .array(entries)),
        ])
    }

    private var breadcrumbs: JSON {
        let items = view.crumbs(of: page).enumerated().map { index, crumb in
            var members = [
                Member("@type", .string("ListItem")), Member("position", .integer(Int64(index + 1))),
                Member("name", .string(crumb.name)),
            ]
            add(crumb.href.map { view.renderer.options.address + $0 }, as: "item", to: &members)
            return JSON.object(members)
        }
        return .object([Member("@type", .string("BreadcrumbList")), Member("itemListElement", .array(items))])
    }

    private func node(_ type: String, id: String) -> [Member] {
        [Member("@type", .string(type)), Member("@id", .string(root + "#" + id))]
    }

    private func reference(_ id: String) -> JSON { .object([Member("@id", .string(root + "#" + id))]) }

    private func add(_ text: String?, as name: String, to members: inout [Member]) {
        guard let text, !text.isEmpty else { return }
        members.append(Member(name, .string(text)))
    }
}
