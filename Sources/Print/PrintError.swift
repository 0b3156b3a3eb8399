/// Why a document did not become paper. Nothing is kept of a document that failed.
public enum PrintError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No installed font has this family name.
    case fontMissing(family: String)
    /// The document would need more pages than anybody reads.
    case tooLong(pages: Int, limit: Int)
    /// The file grew past what is ever handed out.
    case tooLarge(limitBytes: Int)
    /// A logo holds something that is not drawn; `problem` names it.
    case logo(problem: String)
    /// Cairo refused, in its words.
    case drawing(String)
    /// What Cairo wrote is not built as expected, so the catalogue cannot be amended.
    case catalogue(missing: String)

    /// What went wrong and, where somebody can mend it, how.
    public var description: String {
        switch self {
        case .fontMissing(let family): "the font \(family) is not installed (Debian: fonts-lato)"
        case .tooLong(let pages, let limit): "the document has \(pages) pages; the limit is \(limit)"
        case .tooLarge(let limit): "the document has more than \(limit) bytes"
        case .logo(let problem): "the logo cannot be drawn: \(problem)"
        case .drawing(let problem): "Cairo could not draw: \(problem)"
        case .catalogue(let missing): "Cairo's PDF has no \(missing) where one was expected"
        }
    }
}
