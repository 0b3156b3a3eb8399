import Foundation
import JSON

/// Scripts, styles and pictures under names that carry a hash of what is in them (`/assets/name.HASH.js`), so that a
/// browser may keep them for a year and still never has an old one.
///
/// Modules name each other by relative paths, as they do when they are read unbuilt; here each such path becomes the
/// hashed name of the module behind it. That needs an order, imported before importer, so a circle is an error.
struct Assets {
    struct Asset {
        let path: String
        let bytes: [UInt8]
    }

    /// By the name a template uses: `site.css` is `assets.site_css`.
    private(set) var byKey: [String: Asset] = [:]

    var all: [Asset] { byKey.values.sorted { $0.path < $1.path } }

    /// Where templates find each asset.
    var links: [String: Any] { byKey.mapValues { "/" + $0.path } }

    /// - Parameters:
    ///   - folder: `static/`; everything in it but `pages/` whose ending is known is an asset.
    ///   - data: searched first for the company's logo.
    ///   - made: files that were made here and not read, by their path under `static/`; they take the place of those that lie there.
    init(of folder: URL, data: URL, company: JSON, made: [String: [UInt8]] = [:]) throws {
        var sources: [String: [UInt8]] = [:]  // by path under static/
        for path in Self.files(under: folder) {
            guard let bytes = FileManager.default.contents(atPath: folder.appending(path: path).path) else { continue }
            sources[path] = [UInt8](bytes)
        }
        if let logo = company["logo"]?.string,
            let bytes = FileManager.default.contents(atPath: data.appending(path: logo).path)
        {
            sources[logo] = [UInt8](bytes)
        }
        sources.merge(made) { $1 }
        var maker = Maker(sources: sources, colors: try Self.colors(of: company))
        for path in sources.keys.sorted() where path != "tokens.css" { _ = try maker.make(path) }
        byKey = maker.made
        if let logo = company["logo"]?.string, let asset = byKey[Self.key(logo)] { byKey["logo"] = asset }
    }

    private static func files(under folder: URL) -> [String] {
        let endings: Set = ["js", "css", "svg", "png", "woff2", "webmanifest"]
        let folder = folder.resolvingSymlinksInPath()  // an enumerator does not enter a folder that is a link
        let found = FileManager.default.enumerator(atPath: folder.path)
        return (found?.compactMap { $0 as? String } ?? [])
            .filter { endings.contains(URL(filePath: $0).pathExtension) && !$0.hasPrefix("pages/") }
    }

    /// The company's colours as declarations that replace those of `tokens.css`.
    private static func colors(of company: JSON) throws(SiteError) -> [String: String] {
        var colors: [String: String] = [:]
        for (key, name) in [("accent", "--accent-light"), ("accent_dark", "--accent-dark")] {
            guard let value = company["colors"]?[key]?.string else { continue }
            guard Color(value) != nil else { throw .color(path: "colors.\(key)", value: value) }
            colors[name] = value
        }
        return colors
    }

    fileprivate static func key(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "").replacing(/[^A-Za-z0-9]/, with: "_")
    }

    /// Adds a file that was made here and not read, and returns where it will lie: `assets/card-home-id.HASH.png`.
    mutating func add(_ name: String, _ bytes: [UInt8]) -> String {
        let asset = Asset(path: Self.path(name, bytes), bytes: bytes)
        byKey[Self.key(name)] = asset
        return asset.path
    }

    /// Where a file of this name with these bytes lies under the site's root.
    static func path(_ name: String, _ bytes: [UInt8]) -> String { "assets/" + hashed(name, bytes) }

    /// `chat-widget.js` → `chat-widget.1k2j3h4g5f6d7.js`: 64 bits of FNV-1a, base 36. It tells versions of one file
    /// apart; it is no defence against somebody who may write the files.
    private static func hashed(_ path: String, _ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        return name[..<dot] + "." + String(hash, radix: 36) + name[dot...]
    }

    /// Makes assets depth first.
    private struct Maker {
        let sources: [String: [UInt8]]
        let colors: [String: String]
        var made: [String: Asset] = [:]
        private var underWay: Set<String> = []
        private var origin: [String: String] = [:]

        init(sources: [String: [UInt8]], colors: [String: String]) {
            self.sources = sources
            self.colors = colors
        }

        mutating func make(_ path: String) throws(SiteError) -> Asset {
            let key = Assets.key(path)
            if let asset = made[key], origin[key] == path { return asset }
            guard origin[key] == nil || origin[key] == path else { throw .twoAssets(named: key) }
            guard let source = sources[path] else { throw .unreadable(file: "static/" + path) }
            guard underWay.insert(path).inserted else { throw .circularImport(name: path) }
            defer { underWay.remove(path) }
            var bytes = source
            if path.hasSuffix(".js") {
                bytes = [UInt8](try linked(painted(Compaction.script(String(decoding: bytes, as: UTF8.self))), at: path).utf8)
            }
            if path.hasSuffix(".css") {
                bytes = [UInt8](Compaction.style(try joined(String(decoding: bytes, as: UTF8.self), at: path)).utf8)
            }
            let asset = Asset(path: Assets.path(path, bytes), bytes: bytes)
            made[key] = asset
            origin[key] = path
            return asset
        }

        /// `text` with every relative import pointing at the hashed file beside it.
        private mutating func linked(_ text: String, at path: String) throws(SiteError) -> String {
            var linked = ""
            var rest = text[...]
            while let match = rest.firstMatch(of: /(\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]+)['"]/) {
                let target = Self.resolve(String(match.output.3), from: path)
                guard sources[target] != nil else { throw .unknownImport(name: String(match.output.3), in: path) }
                let name = try make(target).path.split(separator: "/").last ?? ""
                let quote = match.output.2
                linked += rest[..<match.range.lowerBound] + match.output.1 + quote + "./" + name + quote
                rest = rest[match.range.upperBound...]
            }
            return linked + rest
        }

        /// `text` with each `@import` of a file beside it replaced by that file: one request instead of a chain.
        private func joined(_ text: String, at path: String) throws(SiteError) -> String {
            var joined = ""
            var rest = text[...]
            while let match = rest.firstMatch(of: /@import\s+"(\.[^"]+)";/) {
                let target = Self.resolve(String(match.output.1), from: path)
                guard let source = sources[target] else { throw .unknownImport(name: String(match.output.1), in: path) }
                joined += rest[..<match.range.lowerBound] + String(decoding: source, as: UTF8.self)
                rest = rest[match.range.upperBound...]
            }
            joined += rest
            return joined.replacing(/(--accent-(?:light|dark)): #[0-9a-f]{6};/) { match in
                colors[String(match.output.1)].map { "\(match.output.1): \($0);" } ?? String(match.output.0)
            }
        }

        /// `text` with the company's colours where a part of the widget names its own, for pages of other sites, which have no
        /// `tokens.css` of ours.
        private func painted(_ text: String) -> String {
            let accent = colors["--accent-light"].flatMap(Color.init)
            let field = accent?.mixed(with: Color(red: 0.02, green: 0.07, blue: 0.06), share: 0.58).text
            return text.replacing(/(--chat-(accent|glow|field)),#[0-9a-f]{6}/) { match in
                let own = ["accent": colors["--accent-light"], "glow": colors["--accent-dark"], "field": field]
                return (own[String(match.output.2)] ?? nil).map { "\(match.output.1),\($0)" } ?? String(match.output.0)
            }
        }

        private static func resolve(_ name: String, from path: String) -> String {
            var parts = path.split(separator: "/").dropLast().map(String.init)
            for part in name.split(separator: "/") {
                if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
            }
            return parts.joined(separator: "/")
        }
    }
}
