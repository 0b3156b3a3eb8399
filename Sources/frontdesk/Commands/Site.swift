import ArgumentParser
import Foundation
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
        @Flag(help: "Leave out the .gz and .br files.")
        var uncompressed = false
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let configuration = try settings.read()
            var options = Site.Options()
            options.address = configuration.siteURL.hasSuffix("/") ? String(configuration.siteURL.dropLast()) : configuration.siteURL
            options.supportHours = configuration.supportHours
            options.whatsapp = configuration.whatsappNumber
            options.compresses = !uncompressed
            let faq = URL(filePath: faq ?? configuration.faqPath)
            let report: Site.Report
            do {
                report = try Site.build(
                    data: data.map { URL(filePath: $0) } ?? faq.deletingLastPathComponent(), faq: faq, static: URL(filePath: `static`),
                    out: URL(filePath: out), options: options)
            } catch {
                try fail("site build: \(error)", status: 1)
            }
            for notice in report.notices { say("note: \(notice)") }
            print("\(report.files.count) files, \(report.bytes / 1000) kB, in \(out)")
        }
    }
}
