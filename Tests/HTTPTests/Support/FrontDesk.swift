import Desk
import Dialogue
import Foundation
import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import HTTP

/// A front desk for one test: the real rooms on a log in a folder of its own, and clocks that stand until they are moved.
final class FrontDesk: Sendable {
    let application: Application
    let desk: Desk
    let clock: Clock
    private let folder: URL

    /// Monday 2026-11-23 10:00 in Jakarta: within the hours.
    static let monday = Timestamp(milliseconds: 1_795_402_800_000)
    static let host = "127.0.0.1:8080"

    /// The wall clock and the monotonic one, moved together by hand.
    final class Clock: Sendable {
        private let elapsed = Mutex(Duration.zero)
        let start: Timestamp

        init(start: Timestamp) {
            self.start = start
        }

        var now: Timestamp { start.advanced(by: monotonic) }
        var monotonic: Duration { elapsed.withLock { $0 } }
        func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
    }

    init(
        knowledge: Knowledge = Workshop.knowledge, at start: Timestamp = FrontDesk.monday,
        limits: RateLimiter.Configuration = .init(maximum: 1_000_000), measurements: Measurements = .init(),
        printing: (@Sendable (Desk.ChecklistOrder) async throws -> [UInt8])? = nil
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(component: "http-\(UUID().uuidString)")
        let clock = Clock(start: start)
        self.clock = clock
        desk = try Desk.open(
            folder.path, knowledge: knowledge, desk: .init(visitorKey: VisitorKey(bytes: Array(repeating: 7, count: 32))),
            dependencies: Dependencies(now: { clock.now }, makeID: { UUID().uuidString.lowercased() }))
        var configuration = Application.Configuration()
        configuration.allowedOrigins = ["https://partner.example"]
        configuration.printChecklist = printing
        application = Application(
            desk: desk, limiter: RateLimiter(limits) { clock.monotonic }, configuration: configuration, measurements: measurements)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }  // it is a temporary folder anyway

    /// Sends one request and waits for its answer. Checks what holds for every answer there is.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ target: String, body: [UInt8] = [], fields: HTTPFields = [:], address: String = "127.0.0.1",
        whenGone: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) async -> Response {
        let parts = target.split(separator: "?", maxSplits: 1)
        var fields = fields
        fields[.host] = fields[.host] ?? Self.host
        let id = UUID().uuidString
        let request = Request(
            method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "", fields: fields, body: body,
            address: address, id: id)
        let answers = Mutex(0)
        let response = await withCheckedContinuation { continuation in
            application.handle(
                request,
                Exchange(
                    respond: { response in
                        // A second resume would trap: this is how a request answered twice shows.
                        if answers.withLock({
                            $0 += 1; return $0
                        }) == 1 {
                            continuation.resume(returning: response)
                        }
                    }, whenGone: whenGone))
        }
        #expect(answers.withLock { $0 } == 1)
        #expect(response.fields[.requestID] == id)
        #expect(response.fields[.cacheControl] == "no-store")
        return response
    }

    @discardableResult
    func post(_ path: String, _ body: String, session: String? = nil, fields: HTTPFields = [:], address: String = "127.0.0.1") async
        -> Response
    {
        var fields = fields
        fields[.contentType] = "application/json"
        if let session { fields[.authorization] = "Session \(session)" }
        return await send(.post, path, body: Array(body.utf8), fields: fields, address: address)
    }

    @discardableResult
    func get(_ target: String, session: String? = nil, fields: HTTPFields = [:], address: String = "127.0.0.1") async -> Response {
        var fields = fields
        if let session { fields[.authorization] = "Session \(session)" }
        return await send(.get, target, fields: fields, address: address)
    }

    /// Says `text` in a new conversation and returns the answer.
    func begin(_ text: String = "halo", address: String = "127.0.0.1") async throws -> JSON {
        let body = JSON.object([.init("messages", .array([.object([.init("role", .string("user")), .init("content", .string(text))])]))])
        return try await post("/api/chat", String(decoding: body.bytes, as: UTF8.self), address: address).json
    }
}

extension Response {
    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

extension JSON {
    /// The value at `path`: `messages[0].content`.
    func value(at path: String) -> JSON? {
        path.split(whereSeparator: { ".[]".contains($0) }).reduce(self) { value, name in
            Int(name).map { value?[$0] } ?? value?[String(name)]
        }
    }
}
