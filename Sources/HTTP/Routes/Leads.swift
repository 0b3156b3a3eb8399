import Desk
import Dialogue
import HTTPTypes
import JSON

extension Application {
    /// `POST /api/leads`: the four-field form, with the consent that allows us to answer it.
    func lead(_ request: Request) async throws(Problem) -> Response {
        let body = try Body(request)
        guard let contact = Lead.Contact(try body.requiredText("contact", limit: Limit.name)) else {
            throw .contact
        }
        guard let consent = body.json["consent"], consent.object != nil else { throw .consentMissing }
        guard let version = try Body.text(consent["wording_version"], "consent.wording_version", limit: 50), !version.isEmpty else {
            throw .consentMissing
        }
        let lead = Lead(
            name: try body.requiredText("name", limit: Limit.name), contact: contact,
            company: try body.requiredText("company", limit: Limit.name), need: try body.requiredText("need", limit: Limit.topic),
            intent: try body.text("intent", limit: 64).map(IntentID.init), page: try body.text("page", limit: Limit.page),
            campaign: try Self.campaign(body.json["utm"]))
        let session = try session(of: request, body: body)
        let id = try await attempt { () async throws(DeskError) in
            try await desk.receive(lead, consent: Consent(purpose: "contact", wordingVersion: version, channel: "web"), session: session)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("lead_id", id)
            writer.member("status", "new")
        }
        return .json(writer.bytes, status: .created)
    }

    /// `{"source": …, "utm_medium": …}`: at most ten names, of values that are text.
    private static func campaign(_ json: JSON?) throws(Problem) -> [String: String] {
        guard let json, !json.isNull else { return [:] }
        guard let members = json.object else { throw .invalid("utm", "must be an object, is \(json.kind)") }
        guard members.count <= 10 else { throw .tooLong("utm", limit: 10, unit: "members") }
        var campaign: [String: String] = [:]
        for member in members {
            guard member.key.unicodeScalars.count <= 40 else { throw .tooLong("utm", limit: 40, unit: "characters in a name") }
            if let text = try Body.text(member.value, "utm.\(member.key)", limit: 100) { campaign[member.key] = text }
        }
        return campaign
    }
}

extension Problem {
    static var contact: Problem {
        var problem = Problem(
            .unprocessableContent, "invalid_contact",
            Localized(
                "Mohon tulis nomor WhatsApp atau alamat email yang dapat dihubungi.",
                english: "Please give a WhatsApp number or an e-mail address that we can reach."),
            detail: "contact: a telephone number of 8 to 15 digits, or an e-mail address")
        problem.field = "contact"
        return problem
    }

    static var consentMissing: Problem {
        var problem = Problem(
            .unprocessableContent, "consent_missing",
            Localized(
                "Kami memerlukan persetujuan Anda sebelum menghubungi Anda.", english: "We need your consent before we contact you."),
            detail: "consent: {\"wording_version\": \"…\"} must be there")
        problem.field = "consent"
        return problem
    }
}
