import JSON

/// What counts visitors, when the company has chosen something: `analytics` in `site.json`. Nothing does by default.
///
/// Umami sets no cookie and is part of the page. Google's and Meta's tools are fetched only after a visitor has agreed
/// (`static/analytics.js`), and need more of the browser than the policy grants otherwise.
struct Analytics: Equatable {
    struct Umami: Equatable {
        let script: String
        let website: String
        /// Where the script lies and reports to, `https://stats.contoh.example`.
        var origin: String { script.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//") }
    }

    var umami: Umami?
    /// A measurement id of Google Analytics 4, `G-…`.
    var google: String?
    /// The number of a Meta Pixel.
    var pixel: String?

    var isOff: Bool { self == Analytics() }
    /// Whether a visitor must agree first: the tool sets cookies or tells another company who was here.
    var needsConsent: Bool { google != nil || pixel != nil }

    init() {}

    /// - Throws: `.analytics` for an id or address that is not one of the tool's: they end up in pages and in the policy.
    init(_ json: JSON?) throws(SiteError) {
        func value(_ json: JSON?, _ path: String, _ shape: Regex<Substring>) throws(SiteError) -> String? {
            guard let json, json != .null, json.string != "" else { return nil }
            guard let text = json.string, text.wholeMatch(of: shape) != nil else {
                throw .analytics(path: path, value: json.string ?? json.kind)
            }
            return text
        }
        google = try value(json?["ga4"], "ga4", /G-[A-Z0-9]{4,16}/)
        pixel = try value(json?["meta_pixel"], "meta_pixel", /[0-9]{6,20}/)
        let script = try value(json?["umami"]?["script"], "umami.script", /https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?\/[A-Za-z0-9._\/-]*/)
        let website = try value(json?["umami"]?["website"], "umami.website", /[A-Za-z0-9-]{8,64}/)
        if let script, let website { umami = Umami(script: script, website: website) }
        if (script == nil) != (website == nil) { throw .analytics(path: "umami", value: "script and website go together") }
    }

    /// As the templates see it; nil when nothing counts.
    var templateValue: [String: Any]? {
        guard !isOff else { return nil }
        var value: [String: Any] = ["consent": needsConsent]
        if let umami { value["umami"] = ["script": umami.script, "website": umami.website] }
        value["ga4"] = google
        value["pixel"] = pixel
        return value
    }
}

/// What the browser may load and do on our pages, as `Content-Security-Policy` says it (W3C CSP 3).
struct ContentPolicy {
    private var directives: [(name: String, sources: [String])] = [
        ("default-src", ["'none'"]), ("script-src", ["'self'"]), ("style-src", ["'self'"]), ("connect-src", ["'self'"]),
        ("img-src", ["'self'", "data:"]), ("font-src", ["'self'"]), ("manifest-src", ["'self'"]), ("base-uri", ["'none'"]),
        ("form-action", ["'self'"]), ("frame-ancestors", ["'none'"]), ("require-trusted-types-for", ["'script'"]),
        ("trusted-types", ["'none'"]),
    ]

    /// The standard policy and, beyond it, what the tools of `analytics` need and no more. Google's and Meta's scripts write markup
    /// and scripts of their own into the page, which Trusted Types would stop: with them these two directives go.
    init(_ analytics: Analytics = Analytics()) {
        if let umami = analytics.umami {
            add([umami.origin], to: "script-src", "connect-src")
        }
        if analytics.google != nil {
            add(["https://*.googletagmanager.com"], to: "script-src", "img-src", "connect-src")
            add(["https://*.google-analytics.com"], to: "img-src", "connect-src")
            add(["https://*.analytics.google.com"], to: "connect-src")
        }
        if analytics.pixel != nil {
            add(["https://connect.facebook.net"], to: "script-src", "connect-src")
            add(["https://www.facebook.com"], to: "img-src", "connect-src")
        }
        if analytics.needsConsent {
            directives.removeAll { $0.name.hasSuffix("trusted-types-for") || $0.name == "trusted-types" }
        }
    }

    private mutating func add(_ sources: [String], to names: String...) {
        for index in directives.indices where names.contains(directives[index].name) {
            directives[index].sources += sources.filter { !directives[index].sources.contains($0) }
        }
    }

    var text: String { directives.map { ([$0.name] + $0.sources).joined(separator: " ") }.joined(separator: "; ") }

    /// nginx's file `policy.conf`. The console, the API and the chat without JavaScript are never counted and keep the standard.
    var nginx: String {
        """
        # What a browser may load and do, at http level. Written by "frontdesk site build --policy"; as it lies in the repository
        # nothing counts visitors. A tool of "analytics" in data/site.json widens the first line, for the company's pages alone.
        map $uri $content_policy {
            default "\(text)";
            "~^/(?:admin|api|chat)(?:[/.]|$)" "\(ContentPolicy().text)";
        }

        """
    }
}
