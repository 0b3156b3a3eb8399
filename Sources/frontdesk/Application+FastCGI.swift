import FastCGI
import HTTP
import HTTPTypes

extension Application {
    /// Joins the two rooms: a FastCGI request becomes an HTTP one, and its answer finds its way back.
    func handle(_ request: FastCGI.Request, _ exchange: FastCGI.Exchange) {
        handle(
            HTTP.Request(request.parameters, body: request.body),
            HTTP.Exchange(
                respond: { response in exchange.respond(FastCGI.Response(response)) },
                open: { head in exchange.open(FastCGI.Response(head)) }, send: { content in exchange.send(content) },
                finish: { exchange.finish() }, whenGone: { action in exchange.whenGone(action) }))
    }
}

extension HTTP.Request {
    /// Only headers that some route reads become fields: a request has thirty, and each costs.
    private static let fieldNames: [(parameter: String, name: HTTPField.Name)] = [
        ("HTTP_HOST", HTTPField.Name("Host")!), ("HTTP_ORIGIN", .origin), ("HTTP_ACCEPT", .accept),
        ("HTTP_ACCEPT_LANGUAGE", .acceptLanguage),
        ("HTTP_AUTHORIZATION", .authorization), ("CONTENT_TYPE", .contentType), ("HTTP_COOKIE", .cookie), ("HTTP_REFERER", .referer),
        ("HTTP_X_FRONTDESK", HTTPField.Name("X-Frontdesk")!), ("HTTP_LAST_EVENT_ID", HTTPField.Name("Last-Event-ID")!),
        ("HTTP_SEC_FETCH_SITE", HTTPField.Name("Sec-Fetch-Site")!),
    ]

    init(_ parameters: Parameters, body: [UInt8]) {
        let target = parameters["REQUEST_URI"] ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var fields = HTTPFields()
        for (parameter, name) in Self.fieldNames {
            if let value = parameters[parameter], !value.isEmpty { fields[name] = value }
        }
        let admin = parameters["FRONTDESK_ADMIN"].flatMap { $0.isEmpty ? nil : $0 }
        self.init(
            method: parameters["REQUEST_METHOD"].flatMap { HTTPRequest.Method($0) } ?? .get,
            path: parts.first.map(String.init) ?? "",
            query: parts.count > 1 ? String(parts[1]) : "",
            fields: fields, body: body, address: parameters["REMOTE_ADDR"] ?? "",
            realm: parameters["FRONTDESK_REALM"].flatMap { Realm(rawValue: $0) } ?? .public, admin: admin,
            id: parameters["REQUEST_ID"].flatMap { $0.isEmpty ? nil : $0 } ?? String(UInt64.random(in: 0...UInt64.max), radix: 16))
    }
}

extension FastCGI.Response {
    init(_ response: HTTP.Response) {
        self.init(
            status: response.status.code, headers: response.fields.map { (name: $0.name.rawName, value: $0.value) }, body: response.body)
    }
}
