/// One thing wrong with a content file, and where.
public struct Mistake: Sendable, Hashable, CustomStringConvertible {
    /// The member, as `intents.PPIU_SYARAT.sources[0].url`; "" for the file itself.
    public var path: String
    /// What is wrong and what is wanted.
    public var problem: String
    /// Whether the content can be used all the same.
    public var severity: Severity

    /// How bad it is.
    public enum Severity: Sendable, Hashable {
        /// The content cannot be used.
        case error
        /// It can, but somebody should look: `faq check --strict` fails for it.
        case warning
    }

    /// A mistake at a place.
    public init(path: String, problem: String, severity: Severity) {
        self.path = path
        self.problem = problem
        self.severity = severity
    }

    /// The place and the problem, in one line.
    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

/// The mistakes of one file: all are told at once, so that a person mends them in one go.
public struct ContentError: Error, CustomStringConvertible {
    /// The file's name.
    public var file: String
    /// In the order of the file, at least one.
    public var mistakes: [Mistake]

    /// The mistakes of a file.
    public init(file: String, mistakes: [Mistake]) {
        self.file = file
        self.mistakes = mistakes
    }

    /// One line for each mistake.
    public var description: String { mistakes.map { "\(file): \($0)" }.joined(separator: "\n") }
}
