import Desk
import Dialogue
import Foundation
import Logging
import Print
import Synchronization

/// Prints checklists for `serve`: one at a time, on a thread of its own, so that no turn waits for a paper.
final class Printer: Sendable {
    /// More who wait at once are told to come back: at some milliseconds each, the last of them would wait about a second.
    private static let maximumWaiting = 32

    private let press: Press
    private let configuration: Configuration
    private let logger: Logger
    private let queue = DispatchQueue(label: "frontdesk.printer")
    private let waiting = Mutex(0)

    struct Busy: Error {}

    /// - Throws: `PrintError` when the font is missing.
    init(_ configuration: Configuration, _ logger: Logger) throws(PrintError) {
        press = try Press()
        self.configuration = configuration
        self.logger = logger
    }

    /// The paper as PDF.
    ///
    /// - Throws: whatever was in the way, which the log has been told.
    func pdf(_ order: Desk.ChecklistOrder) async throws -> [UInt8] {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < Self.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else { throw Busy() }
        defer { waiting.withLock { $0 -= 1 } }
        do {
            return try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try self.print(order) }) }
            }
        } catch {
            // Never the order: it has the visitor's name.
            logger.error("a checklist could not be printed", metadata: ["reason": "\(error)"])
            throw error
        }
    }

    private func print(_ order: Desk.ChecklistOrder) throws -> [UInt8] {
        let data = URL(filePath: configuration.faqPath).deletingLastPathComponent()
        // Read each time, as content may have changed: some milliseconds less than the printing.
        let site = try Letterheads(site: data.appending(component: "site.json"), logoIn: [data, URL(filePath: "static")])
        let zone = TimeZone(identifier: configuration.contentSetting.hours.zoneName) ?? .gmt
        return try press.pdf(
            Document(
                order.checklist, answers: order.answers, qualification: order.qualification, name: order.name, language: order.language,
                letterhead: site[order.language], date: Date(), zone: zone))
    }
}
