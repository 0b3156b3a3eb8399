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
        @Option(help: "The folder with site.json.")
        var data = "data"
        @Option(help: "The content of the answers; faq.json in the data folder when left out.")
        var faq: String?
        @Option(help: "The folder with pages, styles and scripts.")
        var `static` = "static"
        @Option(help: "The address that visitors see (NEXT_PUBLIC_SITE_URL).")
        var siteURL = Site.Options().address
        @Option(help: "Opening hours (SUPPORT_HOURS).")
        var supportHours = Site.Options().supportHours
        @Option(help: "The WhatsApp number (WHATSAPP_NUMBER); that of site.json when left out.")
        var whatsapp: String?
        @Flag(help: "Leave out the .gz and .br files.")
        var uncompressed = false

        func run() throws {
            var options = Site.Options()
            options.address = siteURL.hasSuffix("/") ? String(siteURL.dropLast()) : siteURL
            options.supportHours = supportHours
            options.whatsapp = whatsapp
            options.compresses = !uncompressed
            let report: Site.Report
            do {
                report = try Site.build(
                    data: URL(filePath: data), faq: faq.map { URL(filePath: $0) }, static: URL(filePath: `static`),
                    out: URL(filePath: out), options: options)
            } catch {
                FileHandle.standardError.write(Data("site build: \(error)\n".utf8))
                throw ExitCode(1)
            }
            for notice in report.notices { FileHandle.standardError.write(Data("note: \(notice)\n".utf8)) }
            print("\(report.files.count) files, \(report.bytes / 1000) kB, in \(out)")
        }
    }
}
