import ArgumentParser
import Desk
import Dialogue
import Foundation
import Print
import Site

/// `frontdesk site`: the static pages.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Render the static pages.", subcommands: [Build.self])

    /// `site build --out DIR`: exit 0 with one line on standard output, 1 with the mistake on standard error.
    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Render pages and hashed assets into a folder, with .gz and .br beside every text file.")

        @Option(help: "The folder to write; it is replaced as a whole.")
        var out: String
        @Option(help: "The folder with site.json; that of FAQ_FILE_PATH when left out.")
        var data: String?
        @Option(help: "The content of the answers; FAQ_FILE_PATH when left out.")
        var faq: String?
        @Option(help: "The folder with pages, styles and scripts.")
        var `static` = "static"
        @Option(help: "Also write the content policy that these pages need, as a file for nginx (nginx/policy.conf).")
        var policy: String?
        @Flag(help: "Leave out the .gz and .br files.")
        var uncompressed = false
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let configuration = try settings.read()
            var options = Site.Options()
            options.address = configuration.siteURL.hasSuffix("/") ? String(configuration.siteURL.dropLast()) : configuration.siteURL
            options.whatsapp = configuration.whatsappNumber
            options.compresses = !uncompressed
            options.policy = policy.map { URL(filePath: $0) }
            let faq = URL(filePath: faq ?? configuration.faqPath)
            let data = data.map { URL(filePath: $0) } ?? faq.deletingLastPathComponent()
            let report: Site.Report
            do {
                let hours = try ContentFiles.hours(
                    configuration.hours,
                    calendar: FileManager.default.contents(atPath: faq.deletingLastPathComponent().appending(path: "hours.json").path).map {
                        [UInt8]($0)
                    })
                options.hours = { language in Language(rawValue: language).map(hours.summary) }
                options.drawCard = cards(data: data)
                report = try Site.build(data: data, faq: faq, static: URL(filePath: `static`), out: URL(filePath: out), options: options)
            } catch {
                try fail("site build: \(error)", status: 1)
            }
            for notice in report.notices { say("note: \(notice)") }
            print("\(report.files.count) files, \(report.bytes / 1000) kB, in \(out)")
        }

        /// Draws the pages' cards; nil, told, where they cannot be drawn. The site does without them.
        private func cards(data: URL) -> (@Sendable (Site.Card) throws -> [UInt8])? {
            let press: Press
            let logo: Logo?
            do {
                press = try Press()
                let letterheads = try Letterheads(site: data.appending(path: "site.json"), logoIn: [data, URL(filePath: `static`)])
                if let problem = letterheads.logoProblem { say("note: \(problem); the company's initial stands on the cards instead") }
                logo = letterheads[.indonesian].logo
            } catch {
                say("note: no cards for social networks: \(error)")
                return nil
            }
            return { card in
                try press.png(
                    Card(
                        language: card.language, company: card.company, title: card.title, subtitle: card.subtitle,
                        address: card.address, accent: card.accent.flatMap { Color(hex: $0) } ?? .green,
                        glow: card.accentDark.flatMap { Color(hex: $0) } ?? .glow, logo: logo, points: card.points))
            }
        }
    }
}
