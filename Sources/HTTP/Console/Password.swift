import Desk
import HTTPTypes
import JSON

/// What an admin's password may be.
public enum AdminPassword {
    /// Shorter ones are guessed; longer ones nginx's own buffers would cut.
    public static let characters = 12...200

    /// Whether nginx can be asked with `password` and nobody guesses it at once.
    public static func isAcceptable(_ password: String) -> Bool {
        characters.contains(password.unicodeScalars.count)
            && password.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

extension Application {
    /// `POST /api/admin/password` `{"current","password"}`: an admin's own, changed in nginx's password file.
    ///
    /// The current one is asked for again, so that a console left open on a desk changes nothing. nginx hands no admin's password on.
    func changePassword(_ asked: AdminRequest) async throws(Problem) -> Response {
        let body = try Body(asked.request)
        guard let current = try body.text("current", limit: AdminPassword.characters.upperBound) else {
            throw .invalid("current", "the password that is to be changed")
        }
        guard let fresh = try body.text("password", limit: AdminPassword.characters.upperBound), AdminPassword.isAcceptable(fresh) else {
            throw .invalid(
                "password",
                "\(AdminPassword.characters.lowerBound) to \(AdminPassword.characters.upperBound) characters, none of them a control character"
            )
        }
        guard asked.request.realm == .adminBasic, let change = configuration.changePassword else { throw .passwordFixed }
        let isChanged: Bool
        do {
            isChanged = try await change(asked.admin, current, fresh)
        } catch {
            throw .unavailable(retryAfter: 60, detail: "The password file cannot be written.")
        }
        guard isChanged else { throw .wrongPassword }
        try await attempt { () async throws(DeskError) in try await desk.notePasswordChange(of: asked.admin) }
        return .noContent
    }
}
