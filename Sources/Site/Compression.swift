import Foundation

/// Writes `.gz` and `.br` beside every text file of the tree, at the highest levels: it is done once, ahead of time.
///
/// nginx sends them as they are (`gzip_static`, `brotli_static`). `-n` keeps time stamps out of the gzip header, so the
/// same content gives the same bytes.
func compress(_ tree: Tree) throws(SiteError) {
    let endings: Set = ["html", "css", "js", "svg", "json", "txt", "xml", "yaml", "webmanifest"]
    let paths = tree.written.keys.sorted().filter { path in
        endings.contains(path.split(separator: ".").last.map(String.init) ?? "")
    }
    try run("gzip", ["-9", "-n", "-k", "-f"] + paths, in: tree.root)
    try run("brotli", ["-q", "11", "-k", "-f"] + paths, in: tree.root)
}

private func run(_ name: String, _ arguments: [String], in folder: URL) throws(SiteError) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.currentDirectoryURL = folder
    do {
        try process.run()
    } catch {
        throw .compressor(name: name, reason: "cannot be started (\(error.localizedDescription))")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw .compressor(name: name, reason: "ended with \(process.terminationStatus)")
    }
}
