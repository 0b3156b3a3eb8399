import ArgumentParser
import Desk
import Dialogue
import Foundation
import JSON
import Print

/// `frontdesk checklist --locale id --answers F.json --out F.pdf`: the personalised checklist on paper.
struct ChecklistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: "Print the checklist that some answers lead to.",
        discussion: """
            The answers are an object of question keys and option values from qualification.json, with "name" for the watermark:
            {"badan_hukum": "pt", "domisili": "kantor_nyata", "name": "Ibu Contoh"}. Without --answers the checklist is the general one.
            """)

    @Option(help: "The language: id or en.")
    var locale = "id"
    @Option(help: "A file with the answers.")
    var answers: String?
    @Option(help: "The PDF file to write.")
    var out: String
    @Option(help: "The folder with logo.svg.")
    var `static` = "static"
    @OptionGroup var settings: SettingsOptions

    /// More than anybody's answers.
    private static let maximumAnswerBytes = 64 << 10

    func validate() throws {
        guard Language(rawValue: locale) != nil else { throw ValidationError("--locale \(locale): there are id and en") }
    }

    func run() throws {
        let configuration = try settings.read()
        let faq = URL(filePath: configuration.faqPath)
        let setting = configuration.contentSetting
        let files: ContentFiles
        do throws(ContentError) {
            files = try ContentFiles(faq: faq, setting: setting)
        } catch {
            try fail("\(error)", status: 1)
        }
        guard let checklist = files.checklist else {
            try fail("\(faq.deletingLastPathComponent().path)/checklist.json: there is none", status: 1)
        }
        let (answers, name) = try readAnswers(files.qualification)
        let language = Language(rawValue: locale) ?? .indonesian
        let site = try Letterheads(
            site: faq.deletingLastPathComponent().appending(component: "site.json"), logoIn: [URL(filePath: `static`)])
        if let problem = site.logoProblem { say("note: \(problem); the company's initial stands instead") }
        // Hours has read the name already, so the system knows the zone.
        let zone = TimeZone(identifier: setting.hours.zoneName) ?? .gmt
        let document = Document(
            checklist, answers: answers, qualification: files.qualification, name: name, language: language,
            letterhead: site[language], date: Date(), zone: zone)
        let bytes: [UInt8]
        do throws(PrintError) {
            bytes = try Press().pdf(document)
        } catch {
            try fail("checklist: \(error)", status: 1)
        }
        do {
            try Data(bytes).write(to: URL(filePath: out), options: .atomic)
        } catch {
            try fail("--out \(out): cannot be written: \((error as NSError).localizedDescription)", status: 1)
        }
        print("\(bytes.count) bytes in \(out)")
    }

    /// The answers by question, and whose they are; every answer that no question knows is told at once.
    private func readAnswers(_ qualification: Qualification?) throws -> (answers: [String: String], name: String?) {
        guard let file = answers else { return ([:], nil) }
        let json: JSON
        do {
            let data = try Data(contentsOf: URL(filePath: file))
            guard data.count <= Self.maximumAnswerBytes else {
                try fail("--answers \(file): has \(data.count) bytes; the limit is \(Self.maximumAnswerBytes)", status: 1)
            }
            json = try JSON(parsing: Array(data))
        } catch let error as JSONError {
            try fail("--answers \(file): \(error)", status: 1)
        } catch let error as ExitCode {
            throw error
        } catch {
            try fail("--answers \(file): cannot be read", status: 1)
        }
        guard let members = json.object else { try fail("--answers \(file): must be an object, is \(json.kind)", status: 1) }
        var answers: [String: String] = [:]
        var name: String?
        var mistakes: [String] = []
        for member in members {
            guard let value = member.value.string else {
                mistakes.append("\(file): \(member.key): must be a string, is \(member.value.kind)")
                continue
            }
            if member.key == "name" {
                name = value
            } else if let question = qualification?.question(member.key) {
                answers[member.key] = value
                if question.option(value) == nil {
                    mistakes.append(
                        "\(file): \(member.key): no option \(value); there are \(question.options.map(\.value).joined(separator: ", "))")
                }
            } else {
                let keys = qualification?.questions.map(\.key).joined(separator: ", ") ?? "none"
                mistakes.append("\(file): \(member.key): no such question; there are name, \(keys)")
            }
        }
        if !mistakes.isEmpty { try fail(mistakes.joined(separator: "\n"), status: 1) }
        return (answers, name)
    }
}

/// The company's letterhead in each language, read once.
struct Letterheads {
    private let site: JSON
    private let logo: Logo?
    /// Why the logo is not drawn; nil when it is, or when there is none.
    let logoProblem: String?

    /// - Parameters:
    ///   - site: `site.json`; without it the paper names no company.
    ///   - folders: where the file may be that `site.json` calls its `logo`; the first that has it counts.
    init(site file: URL, logoIn folders: [URL]) throws(ContentError) {
        func problem(_ text: String) -> ContentError {
            ContentError(file: file.path, mistakes: [Mistake(path: "", problem: text, severity: .error)])
        }
        if let data = try? Data(contentsOf: file) {  // Missing is allowed: faq.json alone is enough.
            do {
                site = try JSON(parsing: Array(data))
            } catch {
                throw problem("\(error)")
            }
        } else {
            site = .object([])
        }
        guard let name = site["logo"]?.string, !name.isEmpty else {
            (logo, logoProblem) = (nil, nil)
            return
        }
        do {
            let files = folders.map { $0.appending(path: name) }
            let file = files.first { FileManager.default.fileExists(atPath: $0.path) } ?? files[0]
            logo = try Logo(svg: String(contentsOf: file, encoding: .utf8))
            logoProblem = nil
        } catch {
            logo = nil
            logoProblem = "\(name): \((error as? PrintError)?.description ?? "cannot be read")"
        }
    }

    subscript(language: Language) -> Document.Letterhead { .init(site: site, logo: logo, language: language) }
}
