import Desk
import Dialogue
import Foundation
import Outbound

/// The language model that takes part, as the settings have it.
struct LanguageModelSetting {
    /// `openai`, `anthropic`.
    var provider: String
    var model: LanguageModel.Configuration
    var prices: Polish.Prices
    var limits: Spending.Limits
    var deadline: Duration

    /// What is asked where no model is named: small, quick, and without thoughts, which would count as written and come too late.
    private static let standardModels = ["openai": "gpt-4.1-mini", "anthropic": "claude-haiku-4-5"]
    private static let standardURLs = ["openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"]

    static let settings: [Configuration.Setting] = [
        .init(
            name: "LLM_PROVIDER", help: "The language model that may word answers anew; the one whose key is set when not set",
            range: "none, openai, anthropic"),
        .init(name: "OPENAI_API_KEY", help: "The key for LLM_PROVIDER openai", isSecret: true),
        .init(name: "ANTHROPIC_API_KEY", help: "The key for LLM_PROVIDER anthropic", isSecret: true),
        .init(
            name: "LLM_BASE_URL", help: "Another server that speaks as the provider does, with /v1 for openai; a key is then not needed",
            range: "http(s)://host[:port][/v1]"),
        .init(name: "LLM_MODEL", help: "The model; gpt-4.1-mini or claude-haiku-4-5 when not set"),
        .init(name: "LLM_INTERFACE", help: "Which of OpenAI's interfaces is spoken", range: "chat, responses", standard: "chat"),
        .init(name: "LLM_API_VERSION", help: "Anthropic's version of its interface", range: "YYYY-MM-DD", standard: "2026-10-21"),
        .init(
            name: "LLM_DEADLINE", help: "A wording that is not there so long after its answer is not shown", unit: "s", range: "1...10",
            standard: "4"),
        .init(
            name: "LLM_INPUT_PRICE", help: "What the model costs, read; put in your model's", unit: "USD for 1,000,000 tokens",
            range: "0...1000", standard: "5"),
        .init(name: "LLM_OUTPUT_PRICE", help: "And written", unit: "USD for 1,000,000 tokens", range: "0...1000", standard: "25"),
        .init(name: "LLM_DAY_COST", help: "What all wordings of a day (UTC) may cost", unit: "USD", range: "0...1000000", standard: "1"),
        .init(name: "LLM_DAY_TOKENS", help: "And their tokens", unit: "tokens", range: "0...1000000000000", standard: "2000000"),
        .init(name: "LLM_VISITOR_COST", help: "One visitor's share of a day's", unit: "USD", range: "0...1000000", standard: "0.1"),
        .init(name: "LLM_VISITOR_TOKENS", help: "And tokens", unit: "tokens", range: "0...1000000000000", standard: "200000"),
        .init(name: "LLM_CONVERSATION_COST", help: "One conversation's share", unit: "USD", range: "0...1000000", standard: "0.1"),
        .init(name: "LLM_CONVERSATION_TOKENS", help: "And tokens", unit: "tokens", range: "0...1000000000000", standard: "150000"),
    ]

    /// nil when none takes part; what is half set is a mistake, not a model that is silently off.
    init?(_ texts: [String: String], _ mistakes: inout [String]) {
        func text(_ name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }
        var found: [String] = []
        /// In millionths.
        func money(_ name: String, atMost limit: Double) -> Int {
            if let number = Double(text(name) ?? ""), (0...limit).contains(number) { return Int((number * 1_000_000).rounded()) }
            found.append("\(name): `\(text(name) ?? "")` is no number from 0 to \(Int(limit))")
            return 0
        }
        func whole(_ name: String, _ range: ClosedRange<Int>) -> Int {
            if let number = Int(text(name) ?? ""), range.contains(number) { return number }
            found.append("\(name): `\(text(name) ?? "")` is no whole number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        func limit(_ whose: String) -> Spending.Amount {
            .init(
                calls: .max, tokens: whole("LLM_\(whose)_TOKENS", 0...1_000_000_000_000),
                microCost: money("LLM_\(whose)_COST", atMost: 1_000_000))
        }
        limits = .init(day: limit("DAY"), visitor: limit("VISITOR"), conversation: limit("CONVERSATION"))
        prices = .init(input: money("LLM_INPUT_PRICE", atMost: 1_000), output: money("LLM_OUTPUT_PRICE", atMost: 1_000))
        deadline = .seconds(whole("LLM_DEADLINE", 1...10))
        let interface = text("LLM_INTERFACE") ?? "chat"
        if !["chat", "responses"].contains(interface) { found.append("LLM_INTERFACE: `\(interface)` is neither chat nor responses") }
        let version = text("LLM_API_VERSION") ?? ""
        if version.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil { found.append("LLM_API_VERSION: `\(version)` is no day such as 2026-10-21") }
        let base = text("LLM_BASE_URL")
        if let base, !Self.isAddress(base) { found.append("LLM_BASE_URL: `\(base)` is no address; write https://host/v1") }

        let keys = ["openai": text("OPENAI_API_KEY"), "anthropic": text("ANTHROPIC_API_KEY")]
        provider = text("LLM_PROVIDER") ?? ""
        if provider.isEmpty {
            let named = keys.compactMap { $1 == nil ? nil : $0 }
            if named.count > 1 {
                found.append("LLM_PROVIDER: OPENAI_API_KEY and ANTHROPIC_API_KEY are both set; say which of openai and anthropic is asked")
            } else if named.isEmpty, base != nil {
                found.append("LLM_PROVIDER: with LLM_BASE_URL say how that server is spoken to: openai or anthropic")
            }
            provider = named.first ?? "none"
        } else if !["none", "openai", "anthropic"].contains(provider) {
            found.append("LLM_PROVIDER: `\(provider)` is none of none, openai, anthropic")
        }
        let key = keys[provider] ?? nil
        if let name = ["openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"][provider], key == nil, base == nil {
            found.append("\(name): LLM_PROVIDER is \(provider), and there is neither this key nor an LLM_BASE_URL that needs none")
        }
        if let key, !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            found.append("\(provider.uppercased())_API_KEY: a key has no spaces and no other than ASCII characters")
        }
        mistakes += found
        guard found.isEmpty, let standard = Self.standardURLs[provider], let standardModel = Self.standardModels[provider] else {
            return nil
        }
        model = LanguageModel.Configuration(
            provider == "anthropic" ? .messages : interface == "responses" ? .responses : .chatCompletions, baseURL: base ?? standard,
            key: key.map { Secret($0) }, model: text("LLM_MODEL") ?? standardModel)
        model.apiVersion = version
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme) else { return false }
        return url.host?.isEmpty == false && url.query == nil && url.fragment == nil && url.user == nil
    }

    /// The desk's way to the model, over `wire`.
    func polishing(over wire: Wire, whenBreaking: @escaping @Sendable (String?) -> Void) -> Polishing {
        var polishing = Polishing(provider: provider, model: model.model, prices: prices) { [model] prompt, left in
            var model = model
            model.deadline = left
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return await LanguageModel(model).complete(prompt, over: wire, at: UnixTime(seconds: Int64(time.tv_sec)))
        }
        polishing.deadline = deadline
        polishing.limits = limits
        polishing.maximumCalls = model.atOnce + model.waiting
        polishing.whenBreaking = whenBreaking
        return polishing
    }
}
