import Desk
import JSON

extension Application {
    /// `POST /api/events`: what widget and page count. Nothing personal: a name, an intent, which button.
    func events(_ request: Request) throws(Problem) -> Response {
        let body = try Body(request)
        guard let events = body.json["events"]?.array else { throw .invalid("events", "must be an array") }
        guard events.count <= 50 else { throw .tooLong("events", limit: 50, unit: "events") }
        var counted: [Interaction] = []
        for (index, event) in events.enumerated() {
            let path = "events[\(index)]"
            guard event.object != nil else { throw .invalid(path, "must be an object") }
            guard let type = event["type"]?.string, Self.isName(type) else {
                throw .invalid("\(path).type", "must be 1 to 40 of a-z and _")
            }
            counted.append(
                Interaction(
                    type: type, intent: try Body.text(event["intent"], "\(path).intent", limit: 64),
                    cta: try Body.text(event["cta"], "\(path).cta", limit: 40),
                    variant: try Body.text(event["variant"], "\(path).variant", limit: 40),
                    page: try Body.text(event["page"], "\(path).page", limit: 100)))
        }
        desk.count(counted)
        return .noContent
    }

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    }
}
