/// One thing wrong with a content file, and where.
public struct Mistake: Sendable, Hashable, CustomStringConvertible {
    /// The member, as `intents.PPIU_SYARAT.sources[0].url`; "" for the file itself.
    public var path: String
    /// What is wrong and what is wanted.
    public var problem: String
    public var severity: Severity

    public enum Severity: Sendable, Hashable {
        /// The content cannot be used.
        case error
        /// It can, but somebody should look: `faq check --strict` fails for it.
        case warning
    }

    public init(path: String, problem: String, severity: Severity) {
        self.path = path
        self.problem = problem
        self.severity = severity
    }

    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

/// The mistakes of one file: all are told at once, so that a person mends them in one go.
public struct ContentError: Error, CustomStringConvertible {
    public var file: String
    public var mistakes: [Mistake]

    public init(file: String, mistakes: [Mistake]) {
        self.file = file
        self.mistakes = mistakes
    }

    public var description: String { mistakes.map { "\(file): \($0)" }.joined(separator: "\n") }
}
