import JSON

extension Failure {
    /// Codes of an account without money, of OpenAI and of those who speak like it.
    private static let billingCodes: Set = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded", "billing_hard_limit_reached", "billing_error", "enforced_spend_limit_reached",
    ]

    /// The status that an error would have had, had it not come in the middle of a stream or inside a 200.
    private static let statuses = [
        "invalid_request_error": 400, "authentication_error": 401, "billing_error": 402, "permission_error": 403, "not_found_error": 404,
        "request_too_large": 413, "rate_limit_error": 429, "rate_limit_exceeded": 429, "slow_down": 429, "api_error": 500,
        "server_error": 500, "timeout_error": 504, "overloaded_error": 529, "server_is_overloaded": 503,
    ]

    /// Reads an answer whose status says that the call failed, whatever its body is.
    init(_ answer: Answer, at now: UnixTime) {
        let body = try? JSON(parsing: answer.body)  // a proxy's page: judged by its status alone
        self.init(
            status: answer.status, error: body?["error"] ?? .null, retryAfter: answer.retryAfter(at: now),
            shouldRetry: answer[header: "x-should-retry"].map { $0 == "true" })
    }

    /// Reads an `error` that came where a completion was expected.
    init(error: JSON) {
        // OpenRouter's `code` is a status; the others' is a word, as is `type`.
        let words = [error["code"]?.string, error["type"]?.string].compactMap(\.self)
        let status = error["code"]?.integer ?? words.lazy.compactMap { Self.statuses[$0] }.first ?? 500
        self.init(status: status, error: error, retryAfter: nil, shouldRetry: nil)
    }

    private init(status: Int, error: JSON, retryAfter: Duration?, shouldRetry: Bool?) {
        let words = [error["code"]?.string, error["type"]?.string, error["details"]?["error_code"]?.string].compactMap(\.self)
        let code = words.first { (1...40).contains($0.utf8.count) && $0.utf8.allSatisfy(Self.isWordByte) }
        if let billing = words.first(where: Self.billingCodes.contains) ?? (status == 402 ? "payment_required" : nil) {
            self = .billing(code: billing)
            return
        }
        switch status {
        case 401, 403: self = .unauthorized(status: status)
        case _ where shouldRetry == false: self = .refused(status: status, code: code)
        case 429: self = .rateLimited(retryAfter: retryAfter)
        case 408, 409, 500...: self = .overloaded(status: status, retryAfter: retryAfter)
        case _ where shouldRetry == true: self = .overloaded(status: status, retryAfter: retryAfter)
        default: self = .refused(status: status, code: code)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D
    }
}
