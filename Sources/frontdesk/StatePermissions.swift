import Foundation

/// Who may read what the service keeps: its owner alone. Folders are 0700, files 0600.
///
/// The rendered site and nginx's own folder are left out, as nginx's workers may be another user's; `htpasswd` may be readable to their
/// group, and the socket that nginx connects to writable.
struct StatePermissions {
    /// An entry that others may read, or that is another user's.
    struct Fault: Equatable, CustomStringConvertible {
        var path: String
        var mode: mode_t
        var wanted: mode_t
        var isForeign: Bool

        var description: String {
            let octal = { (mode: mode_t) in "0" + String(mode, radix: 8) }
            return "\(path) " + (isForeign ? "is another user's" : "has mode \(octal(mode)), should have \(octal(wanted))")
        }
    }

    /// Not ours to close.
    private static let open: Set<String> = ["site", "nginx"]
    /// More entries than any state folder has that we made: 10,000 segments are 640 GB.
    private static let maximumEntries = 20_000

    let folder: String

    /// Everything that is more open than it should be; empty when all is well, or when there is no folder yet.
    func faults() -> [Fault] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        var faults = [fault(folder, name: "")].compactMap { $0 }
        var waiting = [folder]
        var looked = 0
        while let place = waiting.popLast() {
            // A folder that cannot be read is told of by whoever needs it.
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place).sorted()) ?? [] {
                if place == folder, Self.open.contains(name) { continue }
                looked += 1
                guard looked <= Self.maximumEntries else { return faults }
                let path = place + "/" + name
                if let fault = fault(path, name: place == folder ? name : nil) { faults.append(fault) }
                if kind(path) == S_IFDIR { waiting.append(path) }
            }
        }
        return faults
    }

    /// Closes what is ours and too open.
    ///
    /// - Returns: what could not be closed.
    func close(_ faults: [Fault]) -> [Fault] {
        faults.filter { $0.isForeign || chmod($0.path, $0.wanted) != 0 }
    }

    private func kind(_ path: String) -> mode_t? { report(path).map { $0.st_mode & S_IFMT } }

    private func report(_ path: String) -> stat? {
        var report = stat()
        return lstat(path, &report) == 0 ? report : nil
    }

    /// - Parameter name: of an entry of the state folder itself; nil deeper inside.
    private func fault(_ path: String, name: String?) -> Fault? {
        guard let report = report(path), report.st_mode & S_IFMT != S_IFLNK else { return nil }
        let mode = report.st_mode & 0o7777
        let allowed: mode_t
        switch (report.st_mode & S_IFMT, name) {
        case (S_IFDIR, _): allowed = 0o700
        case (S_IFSOCK, "fcgi.sock"): allowed = 0o660
        case (_, "htpasswd"): allowed = 0o640
        default: allowed = 0o600
        }
        // Root looks after everybody's.
        let isForeign = geteuid() != 0 && report.st_uid != geteuid()
        guard mode & 0o077 & ~allowed != 0 || isForeign else { return nil }
        return Fault(path: path, mode: mode, wanted: mode & 0o700 | mode & 0o077 & allowed, isForeign: isForeign)
    }
}
