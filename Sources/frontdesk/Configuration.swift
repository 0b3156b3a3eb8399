import Desk
import Dialogue
import Foundation
import HTTP
import Outbound

/// Every setting, read from the environment or a file with the same keys; nothing else reads the environment.
struct Configuration {
    /// One setting, as `frontdesk config` tells it.
    struct Setting {
        var name: String
        var help: String
        var unit = ""
        var range = ""
        var standard = ""
        var isSecret = false
        /// Read under this name too; the first one that is set counts.
        var alias: String?
        /// Known by name and without effect in this version.
        var isForLater = false
    }

    /// A setting's value and where it came from.
    struct Value {
        var setting: Setting
        var text: String
        var origin: String
    }

    /// All mistakes at once, so that one look mends them.
    struct Mistakes: Error, CustomStringConvertible {
        var lines: [String]
        var description: String { lines.joined(separator: "\n") }
    }

    private(set) var values: [Value] = []

    var stateFolder: String { text("STATE_DIR") }
    var faqPath: String { text("FAQ_FILE_PATH") }
    var siteFolder: String { optional("SITE_DIR") ?? stateFolder + "/site" }
    var siteURL: String { text("NEXT_PUBLIC_SITE_URL") }
    var supportHours: String { text("SUPPORT_HOURS") }
    var whatsappNumber: String? { optional("WHATSAPP_NUMBER") }
    var handoffMode: String { text("HANDOFF_MODE") }
    var webServerUser: String { text("WEB_SERVER_USER") }
    private(set) var hours: Hours
    private(set) var rateLimit = RateLimiter.Configuration()
    private(set) var promotionPause = 4
    private(set) var application = Application.Configuration()
    private(set) var segmentMegabytes = 64
    private(set) var snapshotRecords = 20_000
    private(set) var handoff = Handoff.Settings()
    private(set) var retention: Retention?
    private(set) var vendors = Courier.Vendors()
    /// The language model that takes part; nil when none does.
    private(set) var languageModel: LanguageModelSetting?
    var consoleURL: String { optional("ADMIN_CONSOLE_URL") ?? (siteURL.hasSuffix("/") ? siteURL : siteURL + "/") + "admin/" }

    static let settings: [Setting] =
        [
            Setting(name: "STATE_DIR", help: "Everything that is written, this process's own (0700)", standard: ".run"),
            Setting(
                name: "SITE_DIR", help: "The rendered site, whose frame the chat without JavaScript wears; STATE_DIR/site when not set"),
            Setting(name: "FAQ_SOURCE", help: "Where the answers come from", range: "file", standard: "file"),
            Setting(name: "FAQ_FILE_PATH", help: "The answers; the other content files stand beside it", standard: "data/faq.json"),
            Setting(
                name: "NEXT_PUBLIC_SITE_URL", help: "The address that visitors see", range: "http(s)://host",
                standard: "http://127.0.0.1:8080",
                alias: "SITE_URL"),
            Setting(name: "ALLOWED_HOSTS", help: "Hosts that nginx answers for beside loopback and the site's own, comma-separated"),
            Setting(name: "ALLOWED_ORIGINS", help: "Sites that may embed the widget, comma-separated", range: "http(s)://host[:port]"),
            Setting(
                name: "RATELIMIT_WINDOW", help: "The window that RATELIMIT_MAX counts in", unit: "s", range: "1...86400", standard: "60"),
            Setting(
                name: "RATELIMIT_MAX", help: "Requests a window and session; a sixth of them may come at once", unit: "requests",
                range: "1...100000000", standard: "60"),
            Setting(
                name: "RATELIMIT_ADDRESS_FACTOR", help: "An address may have so many times as many as a session", range: "1...10000",
                standard: "10"),
            Setting(
                name: "SUPPORT_HOURS", help: "When people answer; several intervals are separated by ;",
                range: "Mon-Fri 09:00-17:00 Asia/Jakarta", standard: "Mon-Fri 09:00-17:00 Asia/Jakarta"),
            Setting(name: "HANDOFF_MODE", help: "How people take over", range: "webchat, whatsapp, both", standard: "both"),
            Setting(
                name: "SLA_FIRST_RESPONSE",
                help: "Somebody who waits is answered within so many minutes of opening hours; 90s counts seconds", unit: "min",
                range: "1...1440", standard: "10"),
            Setting(
                name: "SLA_RESOLVE", help: "What was taken on is done within so many hours of opening hours", unit: "h", range: "1...720",
                standard: "24"),
            Setting(
                name: "ADMIN_BEARER_TOKEN", help: "Programs that show it act as the admin `api`; 20 characters or more", isSecret: true),
            Setting(
                name: "ADMIN_CONSOLE_URL", help: "Where notices lead to; the site's own /admin/ when not set", range: "http(s)://host/path"),
            Setting(
                name: "STREAMS_PER_SESSION", help: "Streams that one session may hold open", unit: "streams", range: "1...100",
                standard: "3"),
            Setting(name: "WAHA_BASE_URL", help: "The WAHA server that tells the team; off when not set", range: "http(s)://host[:port]"),
            Setting(name: "WAHA_TOKEN", help: "Its key", isSecret: true),
            Setting(name: "WAHA_SESSION", help: "The linked telephone's name there", standard: "default"),
            Setting(name: "WAHA_GROUP", help: "The team's group there, such as 1203…@g.us"),
            Setting(name: "NOTIFY_EMAIL", help: "The team's mailboxes, comma-separated; off when not set"),
            Setting(name: "SMTP_URL", help: "The mail server: smtps://user:password@host:465", isSecret: true),
            Setting(name: "NOTIFY_WEBHOOK_URL", help: "Told of handoffs, signed (Standard Webhooks), or Slack's own form", isSecret: true),
            Setting(name: "NOTIFY_WEBHOOK_SECRET", help: "What signs it: whsec_ and base64", isSecret: true),
            Setting(name: "WHATSAPP_NUMBER", help: "The company's WhatsApp, country code first; that of site.json when not set"),
            Setting(
                name: "PROMOTION_PAUSE", help: "For how many messages a Benefit block stays away after two refusals", unit: "messages",
                range: "3...5", standard: "4"),
            Setting(
                name: "WEB_SERVER_USER", help: "The user nginx runs as; only it and we ourselves may connect to the socket",
                standard: "www-data"),
            Setting(
                name: "RETENTION_DAYS", help: "Closed conversations older than this are dropped whole; kept for good when not set",
                unit: "days",
                range: "1...36500"),
            Setting(
                name: "SNAPSHOT_RECORDS", help: "A snapshot, which makes the next start short, is worth writing after so many records",
                unit: "records", range: "1...1000000000", standard: "20000"),
            Setting(
                name: "JOURNAL_SEGMENT", help: "A file of the log is closed at this size", unit: "MB", range: "1...1024", standard: "64"),
        ] + LanguageModelSetting.settings + later

    /// Names that the requirements have and this version does nothing with. Set, they get a line at the start that says so.
    private static let later: [Setting] = [
        ("WAHA_WEBHOOK_SECRET", true), ("SHEET_ID", false),
    ].map { Setting(name: $0.0, help: "Without effect in this version", isSecret: $0.1, isForLater: true) }

    /// - Parameters:
    ///   - environment: its variables win over the file's.
    ///   - file: lines `KEY=VALUE`; blank lines and lines that begin with `#` are passed over.
    /// - Throws: `Mistakes` with everything that is wrong.
    init(environment: [String: String], file: String? = nil) throws(Mistakes) {
        var mistakes: [String] = []
        let fromFile = Self.variables(inFile: file, &mistakes)
        let credentials = Self.credentials(in: environment["CREDENTIALS_DIRECTORY"])
        for setting in Self.settings {
            let names = [setting.name, setting.alias].compactMap { $0 }
            let found =
                names.lazy.compactMap { name in environment[name].map { ($0, "environment") } }.first
                ?? (setting.isSecret ? credentials[setting.name.lowercased()].map { ($0, "credential") } : nil)
                ?? names.lazy.compactMap { name in fromFile[name].map { ($0, "file") } }.first
            let isSet = found.map { !$0.0.isEmpty } ?? false
            values.append(Value(setting: setting, text: isSet ? found!.0 : setting.standard, origin: isSet ? found!.1 : "default"))
        }
        let texts = Dictionary(uniqueKeysWithValues: values.map { ($0.setting.name, $0.text) })
        func integer(_ name: String, _ range: ClosedRange<Int>) -> Int {
            if let number = Int(texts[name] ?? ""), range.contains(number) { return number }
            mistakes.append("\(name): `\(texts[name] ?? "")` is no whole number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        /// A span as its unit counts it, or with an `s` in seconds: for tests and for showing the ladder to somebody.
        func seconds(_ name: String, per unit: Int, _ range: ClosedRange<Int>) -> Int {
            let text = texts[name] ?? ""
            if text.hasSuffix("s"), let number = Int(text.dropLast()), (1...unit * range.upperBound).contains(number) { return number }
            return unit * integer(name, range)
        }
        rateLimit = RateLimiter.Configuration(
            maximum: integer("RATELIMIT_MAX", 1...100_000_000), windowSeconds: integer("RATELIMIT_WINDOW", 1...86_400),
            addressFactor: integer("RATELIMIT_ADDRESS_FACTOR", 1...10_000))
        promotionPause = integer("PROMOTION_PAUSE", 3...5)
        segmentMegabytes = integer("JOURNAL_SEGMENT", 1...1024)
        snapshotRecords = integer("SNAPSHOT_RECORDS", 1...1_000_000_000)
        application.streamsPerSession = integer("STREAMS_PER_SESSION", 1...100)
        if let token = texts["ADMIN_BEARER_TOKEN"], !token.isEmpty {
            if token.utf8.count >= 20 {
                application.bearerToken = token
            } else {
                mistakes.append("ADMIN_BEARER_TOKEN: 20 characters at least; `openssl rand -hex 24` makes one")
            }
        }
        vendors = Self.vendors(texts, &mistakes)
        languageModel = LanguageModelSetting(texts, &mistakes)
        if let text = texts["RETENTION_DAYS"], !text.isEmpty { retention = Retention(days: integer("RETENTION_DAYS", 1...36_500)) }
        handoff = Handoff.Settings(
            channels: texts["HANDOFF_MODE"] == "both"
                ? [.webchat, .whatsapp] : Handoff.Channel(rawValue: texts["HANDOFF_MODE"] ?? "").map { [$0] } ?? [],
            firstResponseSeconds: seconds("SLA_FIRST_RESPONSE", per: 60, 1...1_440),
            resolveSeconds: seconds("SLA_RESOLVE", per: 3_600, 1...720),
            notices: vendors.notices)
        if texts["FAQ_SOURCE"] != "file" {
            mistakes.append("FAQ_SOURCE: `\(texts["FAQ_SOURCE"] ?? "")` is not available; this version reads answers from a `file`")
        }
        if !["webchat", "whatsapp", "both"].contains(texts["HANDOFF_MODE"]) {
            mistakes.append("HANDOFF_MODE: `\(texts["HANDOFF_MODE"] ?? "")` is none of webchat, whatsapp, both")
        }
        for origin in Self.list(texts["ALLOWED_ORIGINS"]) {
            if Self.isOrigin(origin) {
                application.allowedOrigins.insert(origin)
            } else {
                mistakes.append("ALLOWED_ORIGINS: `\(origin)` is no origin; write https://www.example.com")
            }
        }
        if let site = texts["NEXT_PUBLIC_SITE_URL"], !Self.isOrigin(site.hasSuffix("/") ? String(site.dropLast()) : site) {
            mistakes.append("NEXT_PUBLIC_SITE_URL: `\(site)` is no address of a site; write https://www.example.com")
        }
        if let number = texts["WHATSAPP_NUMBER"], !number.isEmpty, !(8...15).contains(number.filter(\.isNumber).count) {
            mistakes.append("WHATSAPP_NUMBER: a number with its country code has 8 to 15 digits, such as +62 8…")
        }
        var hours: Hours?
        do throws(Hours.Mistake) {
            hours = try Hours(texts["SUPPORT_HOURS"] ?? "")
        } catch {
            mistakes.append("SUPPORT_HOURS: \(error)")
        }
        guard let hours, mistakes.isEmpty else { throw Mistakes(lines: mistakes) }
        self.hours = hours
    }

    /// Who is told outside; a half-made setting is a mistake, not a vendor that is silently off.
    private static func vendors(_ texts: [String: String], _ mistakes: inout [String]) -> Courier.Vendors {
        var vendors = Courier.Vendors()
        func text(_ name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let base = text("WAHA_BASE_URL") {
            if let group = text("WAHA_GROUP"), WAHA.isChatID(group) {
                var configuration = WAHA.Configuration(baseURL: base, key: text("WAHA_TOKEN").map(Secret.init))
                configuration.session = text("WAHA_SESSION") ?? "default"
                vendors.waha = (WAHA(configuration), group)
            } else {
                mistakes.append("WAHA_GROUP: with WAHA_BASE_URL there must be a group to write to, such as 120363000000000000@g.us")
            }
        }
        if let list = text("NOTIFY_EMAIL") {
            let recipients = Self.list(list).map { ($0, Mail.Address($0)) }
            for (written, address) in recipients where address == nil { mistakes.append("NOTIFY_EMAIL: `\(written)` is no e-mail address") }
            let addresses = recipients.compactMap(\.1)
            if let url = text("SMTP_URL"), let sender = addresses.first {
                do throws(MailError) {
                    let server = try Mail.Server(Secret(url))
                    vendors.mail = Mail(Mail.Configuration(server: server, sender: sender, recipients: addresses))
                } catch {
                    mistakes.append("SMTP_URL: \(error)")
                }
            } else if text("SMTP_URL") == nil {
                mistakes.append("SMTP_URL: with NOTIFY_EMAIL there must be a server that sends it, such as smtps://user:password@host:465")
            }
        }
        if let url = text("NOTIFY_WEBHOOK_URL") {
            if Slack.isSlack(url) {
                vendors.slack = Slack(url: Secret(url))
            } else if let key = text("NOTIFY_WEBHOOK_SECRET").flatMap({ Webhook.Key(Secret($0)) }) {
                vendors.webhook = Webhook(Webhook.Configuration(url: Secret(url), keys: [key]))
            } else {
                mistakes.append("NOTIFY_WEBHOOK_SECRET: with NOTIFY_WEBHOOK_URL there must be one: whsec_ and 24 to 64 bytes in base64")
            }
        }
        return vendors
    }

    private func text(_ name: String) -> String { values.first { $0.setting.name == name }?.text ?? "" }

    private func optional(_ name: String) -> String? { text(name).isEmpty ? nil : text(name) }

    /// Settings that were given and do nothing yet.
    var withoutEffect: [String] { values.filter { $0.setting.isForLater && $0.origin != "default" }.map(\.setting.name) }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split { ",; \n".contains($0) }.map(String.init)
    }

    /// What systemd handed over (`LoadCredential`): a file a secret, named as the setting in small letters.
    private static func credentials(in folder: String?) -> [String: String] {
        guard let folder else { return [:] }
        var found: [String: String] = [:]
        for name in settings.lazy.filter(\.isSecret).map({ $0.name.lowercased() }) {
            // Only those that were handed over are there.
            guard let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) else { continue }
            found[name] = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return found
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme) else { return false }
        return url.host?.isEmpty == false && url.path.isEmpty && url.query == nil && url.fragment == nil && url.user == nil
    }

    private static func variables(inFile file: String?, _ mistakes: inout [String]) -> [String: String] {
        var variables: [String: String] = [:]
        for (index, line) in (file ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                mistakes.append("line \(index + 1): `\(text)` is not KEY=VALUE")
                continue
            }
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            if !settings.contains(where: { $0.name == name || $0.alias == name }) {
                mistakes.append("line \(index + 1): there is no setting \(name); see `frontdesk config`")
            }
            variables[name] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
        }
        return variables
    }
}

extension Configuration {
    /// What the content depends on beside its files.
    var contentSetting: ContentFiles.Setting {
        var setting = ContentFiles.Setting(hours: hours, whatsappNumber: whatsappNumber)
        setting.promotionPause = promotionPause
        setting.handoff = handoff
        return setting
    }
}
