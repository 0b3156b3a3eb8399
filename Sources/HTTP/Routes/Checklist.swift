import Desk
import Dialogue
import HTTPTypes
import JSON

extension Application {
    static let checklistPath = "/api/checklist/"

    /// `POST /api/checklist`: a link to the caller's checklist on paper, which dies within a day. Without a session it is the general one.
    func makeChecklist(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        let session = try session(of: request, body: body)
        let isTold = body.json["locale"].map { $0 != .null } ?? false
        let language: Language? = isTold || session == nil ? try Self.language(of: request, body) : nil
        let name = try body.nonBlank("name", limit: Limit.name)
        let made = try await attempt { () async throws(DeskError) in
            try await desk.makeChecklist(name: name, language: language, session: session)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("url", Self.checklistPath + made.token)
            writer.member("expires", made.expires.iso8601)
        }
        return .json(writer.bytes)
    }

    /// `POST /chat/checklist`: the same from a page without JavaScript, which the browser then follows.
    func checklistOnPage(_ request: Request) async throws(Problem) -> Response {
        let form = try Form(request)
        let session = try pageSession(of: request)
        let language = Self.pageLanguage(form)
        let made = try await attempt { () async throws(DeskError) in
            do throws(DeskError) {
                return try await desk.makeChecklist(name: nil, language: language, session: session)
            } catch .sessionUnknown where session != nil {
                // A cookie outlives what was erased; the general checklist is anybody's.
                return try await desk.makeChecklist(name: nil, language: language, session: nil)
            }
        }
        return Response(status: .seeOther, fields: [.location: Self.checklistPath + made.token, .cacheControl: "no-store"])
    }

    /// `GET /api/checklist/{token}`: the paper, made now and kept nowhere.
    func checklist(_ request: Request) async throws(Problem) -> Response {
        let token = String(request.path.dropFirst(Self.checklistPath.count))
        guard let print = configuration.printChecklist else { throw .printingOff }
        let order = try await attempt { () async throws(DeskError) in try await desk.openChecklist(token: token) }
        let bytes: [UInt8]
        // Whoever prints has told the log why it could not.
        do { bytes = try await print(order) } catch { throw .printingOff }
        return Response(
            fields: [
                .contentType: "application/pdf", .cacheControl: "no-store", .contentLanguage: order.language.rawValue,
                .contentDisposition: "inline; filename=\"checklist.pdf\"", .referrerPolicy: "no-referrer",
            ], body: bytes)
    }
}

extension Problem {
    static let printingOff: Problem = {
        var problem = Problem(
            .serviceUnavailable, "unavailable",
            Localized(
                "Maaf, checklist belum bisa dibuat saat ini. Silakan coba lagi sebentar lagi.",
                english: "Sorry, the checklist cannot be made just now. Please try again in a moment."))
        problem.retryAfter = 60
        return problem
    }()

    static let linkDead = Problem(
        .gone, "link_expired",
        Localized(
            "Tautan checklist ini sudah tidak berlaku. Silakan minta tautan baru dari chat.",
            english: "This link to the checklist has expired. Please ask for a new one in the chat."))

    static let linkUnknown = Problem(
        .notFound, "link_unknown",
        Localized(
            "Tautan checklist ini tidak dikenali. Silakan minta tautan baru dari chat.",
            english: "This link to a checklist is not known. Please ask for a new one in the chat."))

    static let checklistOff = Problem(
        .notFound, "checklist_off",
        Localized("Checklist belum tersedia.", english: "There is no checklist yet."), detail: "There is no checklist.json.")
}

extension HTTPField.Name {
    /// The address of a checklist must not travel to the sites that the paper links to.
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
