import Desk
import Dialogue
import HTTPTypes
import JSON

/// A request of somebody who is known to be an admin.
struct AdminRequest: Sendable {
    var request: Request
    /// Who asks: a line of the password file, or `api` for the bearer.
    var admin: String
    /// What `*` stands for in the route's pattern; "" without one.
    var id: String

    /// The conversation that the path names.
    var conversation: ConversationID { ConversationID(rawValue: id) }
}

extension Application {
    /// What answers an admin.
    enum AdminRoute: Sendable {
        case later(@Sendable (Application) -> @Sendable (AdminRequest) async throws(Problem) -> Response)
        case stream(@Sendable (Application) -> @Sendable (AdminRequest, Exchange) async throws(Problem) -> Void)
    }

    /// Every admin route. `*` is one part of a path: letters, digits, `-`, `_`, `.` and nothing that would have to be decoded.
    static let adminTable: [String: [HTTPRequest.Method: AdminRoute]] = [
        "/api/chat/claim": [.post: .later(Application.claim)],
        "/api/chat/send": [.post: .later(Application.send)],
        "/api/admin/conversations": [.get: .later(Application.conversations)],
        "/api/admin/conversations/*": [.get: .later(Application.conversation)],
        "/api/admin/conversations/*/messages": [.get: .later(Application.adminMessages)],
        "/api/admin/conversations/*/release": [.post: .later(Application.release)],
        "/api/admin/conversations/*/assign": [.post: .later(Application.assign)],
        "/api/admin/conversations/*/close": [.post: .later(Application.close)],
        "/api/admin/conversations/*/reopen": [.post: .later(Application.reopen)],
        "/api/admin/conversations/*/notes": [.post: .later(Application.addNote)],
        "/api/admin/conversations/*/labels": [.post: .later(Application.addLabel), .delete: .later(Application.removeLabel)],
        "/api/admin/conversations/*/snooze": [.post: .later(Application.snooze)],
        "/api/admin/conversations/*/block": [.post: .later(Application.block)],
        "/api/admin/conversations/*/priority": [.post: .later(Application.prioritise)],
        "/api/admin/conversations/*/typing": [.post: .later(Application.adminTyping)],
        "/api/admin/conversations/*/view": [.post: .later(Application.view)],
        "/api/admin/conversations/*/seen": [.post: .later(Application.adminSeen)],
        "/api/admin/conversations/*/unmask": [.post: .later(Application.unmask)],
        "/api/admin/conversations/*/suggestion": [.get: .later(Application.suggestion)],
        "/api/admin/canned": [.get: .later(Application.cannedList), .post: .later(Application.saveCanned)],
        "/api/admin/canned/*": [.get: .later(Application.cannedVersions), .delete: .later(Application.removeCanned)],
        "/api/admin/presence": [.get: .later(Application.presence), .post: .later(Application.sayPresence)],
        "/api/admin/audit": [.get: .later(Application.auditLog)],
        "/api/admin/stats": [.get: .later(Application.statistics)],
        "/api/admin/leads": [.get: .later(Application.leadList)],
        "/api/admin/leads/*": [.post: .later(Application.changeLead)],
        "/api/admin/leads/*/unmask": [.post: .later(Application.unmaskLead)],
        "/api/admin/audits": [.get: .later(Application.weeklyAudit), .post: .later(Application.markAnswer)],
        "/api/admin/join": [.post: .later(Application.joinByCode)],
        "/api/admin/ask": [.post: .later(Application.askBot)],
        "/api/admin/erase": [.post: .later(Application.adminErase)],
        "/api/admin/deliveries": [.get: .later(Application.deliveries)],
        "/api/admin/deliveries/*/retry": [.post: .later(Application.retryDelivery)],
        "/api/admin/password": [.post: .later(Application.changePassword)],
        "/api/admin/polisher": [.get: .later(Application.polisher)],
        "/api/admin/polisher/reset": [.post: .later(Application.resetPolisher)],
        "/api/admin/export/*": [.get: .later(Application.export)],
        "/api/admin/stream": [.get: .stream(Application.adminStream)],
    ]

    /// Whether `path` is an admin's: nobody else is told whether there is anything.
    static func isAdminPath(_ path: String) -> Bool {
        path == "/api/chat/claim" || path == "/api/chat/send" || path.hasPrefix("/api/admin/")
    }

    /// The pattern that `path` follows, and what `*` stands for in it; nil when there is none.
    static func adminPattern(of path: String) -> (pattern: String, id: String)? {
        if adminTable[path] != nil, !path.contains("*") { return (path, "") }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // "", api, admin, conversations, ID, action
        guard (5...6).contains(parts.count), (1...128).contains(parts[4].utf8.count), parts[4].utf8.allSatisfy(isPlain) else { return nil }
        let pattern = "/api/admin/\(parts[3])/*" + (parts.count == 6 ? "/\(parts[5])" : "")
        return adminTable[pattern] == nil ? nil : (pattern, String(parts[4]))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Answers an admin's request, or says why not: who asks is made sure of before anything else.
    func handleAdmin(
        _ request: Request, _ exchange: Exchange, reply: @escaping @Sendable (Response) -> Void,
        refuse: @escaping @Sendable (Problem) -> Void
    ) {
        do throws(Problem) {
            // nginx refuses TRACE before it has asked for a password, and hands it on so that the refusal can name what there is.
            if request.method == .trace, let (pattern, _) = Self.adminPattern(of: request.path), let methods = Self.adminTable[pattern] {
                throw Self.refusal(of: methods)
            }
            let admin = try self.admin(of: request)
            guard let (pattern, id) = Self.adminPattern(of: request.path), let methods = Self.adminTable[pattern] else { throw .notFound }
            guard let route = methods[request.method == .head ? .get : request.method] else { throw Self.refusal(of: methods) }
            if request.method != .get, request.method != .head {
                try admitOrigin(of: request)
                // A form or a link of another site cannot set it.
                guard request.fields[.frontdesk] == "1" else { throw .headerMissing }
            }
            let asked = AdminRequest(request: request, admin: admin, id: id)
            switch route {
            case .later(let answer):
                Task.immediate {
                    do throws(Problem) { reply(try await answer(self)(asked)) } catch { refuse(error) }
                }
            case .stream(let open):
                Task.immediate {
                    do throws(Problem) { try await open(self)(asked, exchange) } catch { refuse(error) }
                }
            }
        } catch {
            refuse(error)
        }
    }

    /// 405, with the methods that there are.
    private static func refusal(of methods: [HTTPRequest.Method: AdminRoute]) -> Problem {
        .methodNotAllowed(allow: methods.keys.flatMap { $0 == .get ? [$0, .head] : [$0] }.sorted { $0.rawValue < $1.rawValue })
    }

    /// Who asks: whom nginx has asked for a password, or `api` for who shows the bearer.
    ///
    /// - Throws: 404 through any other door, 401 for a wrong bearer.
    private func admin(of request: Request) throws(Problem) -> String {
        switch request.realm {
        case .adminBasic:
            guard let admin = request.admin else { throw .notFound }
            return admin
        case .adminBearer:
            if let token = configuration.bearerToken, let header = request.fields[.authorization],
                header.lowercased().hasPrefix("bearer "), Self.isSame(header.dropFirst("bearer ".count).utf8, token.utf8)
            {
                return "api"
            }
            // Guessing costs what any other request costs.
            try limiter.admit(address: request.address)
            throw .unauthorizedAdmin
        case .public: throw .notFound
        }
    }

    /// Compares without stopping at the first difference: how long it takes tells nothing but the length of what was sent.
    private static func isSame(_ sent: some Collection<UInt8>, _ secret: some Collection<UInt8>) -> Bool {
        let sent = Array(sent), secret = Array(secret)
        var difference: UInt8 = sent.count == secret.count && !secret.isEmpty ? 0 : 1
        for (index, byte) in sent.enumerated() { difference |= byte ^ (secret.isEmpty ? 0xFF : secret[index % secret.count]) }
        return difference == 0
    }
}

extension Problem {
    static let unauthorizedAdmin: Problem = {
        var problem = Problem(
            .unauthorized, "unauthorized", Localized("Silakan masuk sebagai admin.", english: "Please sign in as an admin."))
        problem.challenge = #"Basic realm="Frontdesk", charset="UTF-8""#
        return problem
    }()

    static let notToBeContacted = Problem(
        .conflict, "not_to_be_contacted",
        Localized(
            "Pengunjung menarik persetujuannya atau membatasi penggunaan datanya: jangan dihubungi.",
            english: "The visitor has withdrawn consent or restricted the use of their data: do not contact them."))

    static let headerMissing = Problem(
        .forbidden, "header_missing",
        Localized("Permintaan ini tidak lengkap.", english: "This request is not complete."),
        detail: "Send X-Frontdesk: 1 with every write.")
}
