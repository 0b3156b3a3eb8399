import Desk
import Dialogue
import HTTPTypes
import JSON
import Journal

/// An error as HTTP tells it: `application/problem+json` (RFC 9457) with a stable `code`.
///
/// Only here do errors become statuses. The `title` is for the visitor, in the visitor's language; `detail` is for whoever wrote the client.
public struct Problem: Error, Sendable {
    /// 4xx when the caller can put it right, 503 when only time can.
    public var status: HTTPResponse.Status
    /// Stable, for programs: `rate_limited`.
    public var code: String
    /// For the visitor.
    public var title: Localized<String>
    /// For whoever wrote the client; never an internal.
    public var detail: String?
    /// Which member of the body is wrong.
    public var field: String?
    /// The limit that was passed, in the member's unit.
    public var limit: Int?
    /// Seconds after which trying again makes sense.
    public var retryAfter: Int?
    /// How to say who one is, for 401 (RFC 9110, 11.6.1).
    var challenge = "Session"
    /// Who has what the caller wanted.
    var admin: String?
    /// What the caller sent and would not like to lose.
    var content: String?
    /// Methods that the path has, for 405.
    var allow: String?
    /// What to send instead, for 415 (RFC 9110, 15.5.16).
    var accept: String?

    init(_ status: HTTPResponse.Status, _ code: String, _ title: Localized<String>, detail: String? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
    }

    func response(in language: Language) -> Response {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "about:blank")
            writer.member("title", title[language])
            writer.member("status", status.code)
            writer.member("code", code)
            writer.member("detail", ifPresent: detail)
            writer.member("field", ifPresent: field)
            writer.member("limit", ifPresent: limit)
            writer.member("retry_after", ifPresent: retryAfter)
            writer.member("admin", ifPresent: admin)
            writer.member("content", ifPresent: content)
        }
        var response = Response(
            status: status, fields: [.contentType: "application/problem+json; charset=utf-8", .cacheControl: "no-store"], body: writer.bytes
        )
        if let retryAfter { response.fields[.retryAfter] = String(retryAfter) }
        if let allow { response.fields[.allow] = allow }
        if let accept { response.fields[.accept] = accept }
        if status == .unauthorized { response.fields[.wwwAuthenticate] = challenge }
        return response
    }
}

// The problems themselves, each with the way to put it right.
extension Problem {
    static let notFound = Problem(
        .notFound, "not_found", Localized("Halaman atau alamat ini tidak ada.", english: "There is nothing at this address."))

    static func methodNotAllowed(allow: [HTTPRequest.Method]) -> Problem {
        var problem = Problem(
            .methodNotAllowed, "method_not_allowed",
            Localized("Cara permintaan ini tidak tersedia.", english: "This method is not available."),
            detail: "This path answers \(allow.map(\.rawValue).joined(separator: ", ")).")
        problem.allow = allow.map(\.rawValue).joined(separator: ", ")
        return problem
    }

    static let mediaType: Problem = {
        var problem = Problem(
            .unsupportedMediaType, "unsupported_media_type",
            Localized("Format kiriman tidak dikenali.", english: "The format of this request is not supported."),
            detail: "Send Content-Type: application/json.")
        problem.accept = "application/json"
        return problem
    }()

    static func bodyTooLarge(limit: Int) -> Problem {
        var problem = Problem(
            .contentTooLarge, "body_too_large",
            Localized("Isi permintaan terlalu besar: paling banyak 64 kB.", english: "The body is too large: at most 64 kB."))
        problem.field = "body"
        problem.limit = limit
        return problem
    }

    static func notJSON(_ error: JSONError) -> Problem {
        Problem(
            .badRequest, "not_json", Localized("Kiriman tidak terbaca.", english: "The request could not be read."), detail: "\(error)")
    }

    /// A member of the body that is missing or of the wrong kind.
    static func invalid(_ field: String, _ wanted: String) -> Problem {
        var problem = Problem(
            .unprocessableContent, "invalid_field", Localized("Ada isian yang belum sesuai.", english: "One of the fields is not right."),
            detail: "\(field): \(wanted)")
        problem.field = field
        return problem
    }

    /// A member of the body that is longer than it may be.
    static func tooLong(_ field: String, limit: Int, unit: String) -> Problem {
        var problem = Problem(
            .unprocessableContent, "too_long",
            Localized("Pesan terlalu panjang. Mohon dipersingkat, ya.", english: "That is too long. Please shorten it."),
            detail: "\(field): at most \(limit) \(unit)")
        problem.field = field
        problem.limit = limit
        return problem
    }

    static let originForbidden = Problem(
        .forbidden, "origin_forbidden",
        Localized("Permintaan dari situs ini tidak diizinkan.", english: "Requests from this site are not allowed."),
        detail: "The Origin is not one of ALLOWED_ORIGINS.")

    static let sessionMissing = Problem(
        .unauthorized, "session_missing", Localized("Percakapan belum dimulai.", english: "There is no conversation yet."),
        detail: "Send Authorization: Session … or session_id in the body.")

    static let sessionUnknown = Problem(
        .unauthorized, "session_unknown",
        Localized(
            "Percakapan ini tidak ditemukan. Silakan mulai percakapan baru.",
            english: "This conversation was not found. Please start a new one."))

    /// What the body names is not in the conversation. Said only to the conversation's holder.
    static func unknown(_ field: String, _ code: String, _ detail: String) -> Problem {
        var problem = Problem(
            .notFound, code,
            Localized("Jawaban atau pilihan ini tidak ditemukan.", english: "This answer or choice was not found."),
            detail: "\(field): \(detail)")
        problem.field = field
        return problem
    }

    /// The password that was to be changed is another one.
    static let wrongPassword: Problem = {
        var problem = Problem(
            .forbidden, "wrong_password", Localized("Kata sandi saat ini tidak cocok.", english: "The current password is not right."))
        problem.field = "current"
        return problem
    }()

    /// No password file of ours stands behind the request: the bearer, or a server without one.
    static let passwordFixed = Problem(
        .conflict, "password_fixed",
        Localized("Kata sandi akun ini tidak dapat diubah di sini.", english: "This account's password cannot be changed here."),
        detail: "Only who came with a password of <state>/htpasswd can change it; see frontdesk admin passwd.")

    static func rateLimited(retryAfter: Int) -> Problem {
        var problem = Problem(
            .tooManyRequests, "rate_limited",
            Localized("Mohon tunggu sebentar sebelum mengirim lagi, ya.", english: "Please wait a moment before sending again."))
        problem.retryAfter = retryAfter
        return problem
    }

    /// The disk or the journal cannot take it now. Nothing was kept, and the client should try again.
    static func unavailable(retryAfter: Int, detail: String) -> Problem {
        var problem = Problem(
            .serviceUnavailable, "unavailable",
            Localized(
                "Maaf, pesan belum terkirim. Silakan coba lagi, teks Anda masih tersimpan.",
                english: "Sorry, your message was not sent. Please try again; your text is kept."), detail: detail)
        problem.retryAfter = retryAfter
        return problem
    }

    /// Each of the desk's refusals.
    init(_ error: DeskError) {
        switch error {
        case .sessionUnknown: self = .sessionUnknown
        case .busy(let waiting):
            self = .rateLimited(retryAfter: 1)
            detail = "\(waiting) requests for this conversation are waiting already."
        case .refused(.conversationFull(let limit)):
            self = Problem(
                .conflict, "conversation_full",
                Localized(
                    "Percakapan ini sudah penuh. Silakan mulai percakapan baru.",
                    english: "This conversation is full. Please start a new one."))
            self.limit = limit
        case .refused(.tooManySessions(let limit)):
            self = Problem(
                .conflict, "too_many_sessions",
                Localized(
                    "Percakapan ini sudah dibuka di terlalu banyak perangkat.", english: "This conversation is open on too many devices."))
            self.limit = limit
        case .refused(.unknownMessage): self = .unknown("message_id", "message_unknown", "no answer of this conversation has this id")
        case .refused(.unknownChoice): self = .unknown("choice", "choice_unknown", "the message offered no such choice")
        case .refused(.channelOff(let channel)): self = .channelOff(channel)
        case .refused(.blocked):
            self = Problem(
                .conflict, "blocked",
                Localized(
                    "Maaf, permintaan ini tidak dapat diteruskan ke Admin. Silakan gunakan kontak di halaman kami.",
                    english: "Sorry, this cannot be passed on to our team. Please use the contact on our page."))
        case .refused(.claimed(let owner)):
            self = Problem(
                .conflict, "claimed_by_other",
                Localized("Percakapan ini sedang ditangani \(owner).", english: "\(owner) has this conversation."))
            admin = owner
        case .refused(.staleFence(let owner)):
            self = Problem(
                .conflict, "fence_stale",
                Localized(
                    "Percakapan ini sudah berpindah tangan; balasan belum terkirim dan teksnya tetap ada.",
                    english: "This conversation has changed hands; your reply was not sent and its text is kept."))
            admin = owner
        case .refused(.closed):
            self = Problem(
                .conflict, "closed",
                Localized("Percakapan ini sudah ditutup. Buka lagi dahulu.", english: "This conversation is closed. Reopen it first."))
        case .refused(.notClosed):
            self = Problem(.conflict, "not_closed", Localized("Percakapan ini belum ditutup.", english: "This conversation is not closed."))
        case .codeUnknown:
            self = Problem(
                .notFound, "code_unknown",
                Localized(
                    "Kode ini tidak berlaku lagi. Silakan buat kode baru di perangkat pertama.",
                    english: "This code is no longer valid. Please make a new one on the first device."))
        case .checklistOff: self = .checklistOff
        case .linkUnknown: self = .linkUnknown
        case .linkDead: self = .linkDead
        case .notFound: self = .notFound
        case .diskFull: self = .unavailable(retryAfter: 60, detail: "The disk is nearly full; no new conversation can begin.")
        case .journal(.erased): self = .sessionUnknown
        case .journal(.unavailable(let wait)):
            self = .unavailable(retryAfter: Int(wait.components.seconds) + 1, detail: "The log cannot be written just now.")
        case .journal: self = .unavailable(retryAfter: 2, detail: "The log cannot be written just now.")
        case .unreadable: self = .unavailable(retryAfter: 60, detail: "This conversation cannot be read from the log.")
        }
    }
}
