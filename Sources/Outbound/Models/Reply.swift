/// How a call to a language model ended, and what it cost.
public struct Reply: Sendable, Hashable {
    public var result: Result<Completion, Failure>
    /// The provider's own count, also of a call that failed after it had begun; nil when it told none.
    public var usage: Usage?
    /// The provider's name for the call, for its support.
    public var requestID: String?
    /// Whether the provider may charge for it: it had the whole request and did not refuse it. Without a `usage` the
    /// most that the call could have cost must then be taken for its cost.
    public var mayCost: Bool

    public init(_ result: Result<Completion, Failure>, usage: Usage? = nil, requestID: String? = nil, mayCost: Bool) {
        self.result = result
        self.usage = usage
        self.requestID = requestID
        self.mayCost = mayCost
    }
}

/// What a language model wrote.
public struct Completion: Sendable, Hashable {
    /// Why it stopped there.
    public enum Finish: Sendable, Hashable {
        /// It was through.
        case stop
        /// It had used the tokens it was given: the text ends in the middle.
        case length
        /// It would not, or was not let; what there is of a text is no answer.
        case refusal
        /// For a reason we do not know, in the provider's word.
        case other(String)
    }

    public var text: String
    public var finish: Finish

    public init(text: String, finish: Finish) {
        self.text = text
        self.finish = finish
    }
}

/// Tokens, as the provider counted them.
public struct Usage: Sendable, Hashable {
    /// All that was read, from a cache or not.
    public var inputTokens: Int
    /// Of these, what came from the provider's cache.
    public var cachedInputTokens: Int
    /// Of these, what was put into it.
    public var cacheWriteTokens: Int
    /// All that was written, thoughts among it.
    public var outputTokens: Int

    public init(inputTokens: Int, cachedInputTokens: Int = 0, cacheWriteTokens: Int = 0, outputTokens: Int) {
        self.inputTokens = inputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.outputTokens = outputTokens
    }
}

/// Why there is no completion.
public enum Failure: Error, Sendable, Hashable {
    /// The key is wrong, or may not do this.
    case unauthorized(status: Int)
    /// The account has no money left or reached a limit of its own: every further call fails until somebody pays.
    case billing(code: String)
    /// Too many calls for now.
    case rateLimited(retryAfter: Duration?)
    /// The provider has troubles of its own, which pass.
    case overloaded(status: Int, retryAfter: Duration?)
    /// The request is wrong: the model's name, a parameter, its length.
    case refused(status: Int, code: String?)
    /// Something else than the provider's page promises: a proxy's HTML, other JSON.
    case malformed(String)
    /// The answer ended in the middle.
    case cut
    /// It did not end within the limit on its length.
    case tooLong
    /// It did not end within its deadline.
    case timedOut
    /// There was nobody to ask, in the word of `Outcome.code`.
    case unreachable(String)
    /// Too many calls of our own are waiting.
    case crowded
    /// We gave up on it, for reasons of our own.
    case cancelled

    /// One word for events, metrics and the console: never a provider's sentence.
    public var code: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .billing: "billing"
        case .rateLimited: "rate_limited"
        case .overloaded: "overloaded"
        case .refused: "refused"
        case .malformed: "malformed"
        case .cut: "cut"
        case .tooLong: "too_long"
        case .timedOut: "timed_out"
        case .unreachable: "unreachable"
        case .crowded: "crowded"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same call may succeed a moment later.
    public var isPassing: Bool {
        switch self {
        case .rateLimited, .overloaded, .cut, .timedOut, .unreachable, .crowded: true
        case .unauthorized, .billing, .refused, .malformed, .tooLong, .cancelled: false
        }
    }
}
