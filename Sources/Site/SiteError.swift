/// Why a site could not be built. The folder that is served stays as it was.
public enum SiteError: Error, Hashable, CustomStringConvertible {
    case unreadable(file: String)
    case notJSON(file: String, reason: String)
    case missing(path: String, file: String)
    case color(path: String, value: String)
    case analytics(path: String, value: String)
    case template(name: String, reason: String)
    case unknownImport(name: String, in: String)
    case circularImport(name: String)
    case twoAssets(named: String)
    case compressor(name: String, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let file): "\(file): cannot be read"
        case .notJSON(let file, let reason): "\(file): \(reason)"
        case .missing(let path, let file): "\(file): \(path): missing, and every page needs it"
        case .color(let path, let value): "data/site.json: \(path): \"\(value)\" is not written as #rrggbb"
        case .analytics(let path, let value): "data/site.json: analytics.\(path): \"\(value)\" is not what that tool is told by"
        case .template(let name, let reason): "static/pages/\(name).mustache: \(reason)"
        case .unknownImport(let name, let file): "static/\(file): imports \(name), which is not among the static files"
        case .circularImport(let name): "static/\(name): imports itself by a circle, so no name can carry its hash"
        case .twoAssets(let name): "static/: two files are called \(name); hashed files share one folder"
        case .compressor(let name, let reason): "\(name): \(reason); apt-get install gzip brotli"
        }
    }
}
