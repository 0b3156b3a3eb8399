import Desk
import HTTPTypes

/// The session of somebody without JavaScript, kept by the browser until it is closed.
///
/// `__Host-session` goes back over TLS only and to this host alone (RFC 6265bis, 4.1.3). Browsers refuse such a cookie over plain http, so
/// on this machine's own address it has another name and no `Secure`.
enum SessionCookie {
    private static func name(for request: Request) -> String {
        isLoopback(request.fields[.host] ?? "") ? "session" : "__Host-session"
    }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? String(host.prefix { $0 != "]" }.dropFirst()) : String(host.prefix { $0 != ":" })
        return ["127.0.0.1", "localhost", "::1"].contains(name.lowercased())
    }

    /// The session that the browser sent; nil without one, and for what has not its form.
    static func session(of request: Request) -> Session? {
        let prefix = name(for: request) + "="
        let pairs = (request.fields[.cookie] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return pairs.first { $0.hasPrefix(prefix) }.flatMap { Session(token: String($0.dropFirst(prefix.count))) }
    }

    /// The value of `Set-Cookie` that hands `session` over. A token has no character that a cookie may not have.
    static func field(_ session: Session, for request: Request) -> String {
        let name = name(for: request)
        return "\(name)=\(session.token); Path=/; HttpOnly; SameSite=Strict" + (name.hasPrefix("__Host-") ? "; Secure" : "")
    }
}
