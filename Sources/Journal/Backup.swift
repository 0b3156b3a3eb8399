import Glibc

/// Copies of the log, and the ways out of damage. They work on folders, not on an open journal.
extension Journal {
    /// Copies the log to a new folder, also while a server writes: a consistent copy of some moment of the call.
    ///
    /// The copy is itself a state folder with `log/` and `erasures.jsonl`: it can be verified and exported. It is proved before it
    /// gets its name, so a folder of that name is a whole backup.
    ///
    /// - Parameters:
    ///   - target: must not be there, or be empty; its parent must be there.
    ///   - progress: called after each segment.
    /// - Throws: `.invalid` when the target holds something; `.damaged` when the log is; `.disk`. No folder `target` is left then.
    /// - Complexity: O(bytes of the log), twice.
    public static func backup(
        _ folder: String, to target: String, progress: Progress = { _, _ in }
    ) throws(JournalError) -> Verification {
        let source = StateFolder(path: folder)
        guard Disk.exists(source.log) else { throw .disk(operation: "open", path: source.log, code: ENOENT) }
        let target = target.count > 1 && target.hasSuffix("/") ? String(target.dropLast()) : target
        guard try Disk.names(in: target).isEmpty else { throw .invalid(field: target, reason: "it holds something already") }
        let copy = StateFolder(path: target + ".partial")
        var attempt = 0
        while true {
            try Disk.removeTree(copy.path)
            do throws(JournalError) {
                try copyLog(from: source, to: copy, progress)
                let verification = try verify(copy.path)
                try Disk.rename(copy.path, to: target)
                try Disk.syncFolder(Disk.parent(of: target))
                return verification
            } catch {
                // A server that rewrites segments meanwhile can give files that do not fit; the next attempt's will.
                attempt += 1
                guard attempt < 3, try source.holder() != nil else {
                    try Disk.removeTree(copy.path)
                    throw error
                }
            }
        }
    }

    /// Copies whole runs, then what has been erased: in this order, an erasure between the two is known to the copy.
    private static func copyLog(from source: StateFolder, to copy: StateFolder, _ progress: Progress) throws(JournalError) {
        try copy.make()
        try copy.makeLog()
        let names = try source.segments()
        for (done, name) in names.enumerated() {
            try Disk.copy(source.segment(name), to: copy.segment(name))
            progress(done + 1, names.count)
        }
        for (from, to) in [(Plan.path(source), Plan.path(copy)), (source.erasures, copy.erasures)] where Disk.exists(from) {
            try Disk.copy(from, to: to)
        }
        // What the server was just writing is no part of the copy.
        let replay = try Replay.run(
            copy, threads: Configuration().scanThreads, erasures: try ErasureList(copy.erasures).erasures, plan: try Plan.read(copy)
        ) { _ in }
        if let last = replay.segments.last, replay.lastSegmentBytes > replay.end {
            let file = try Disk.open(copy.segment(last.name), O_RDWR)
            try file.truncate(to: replay.end)
            try file.sync()
        }
        try Disk.syncFolder(copy.log)
        try Disk.syncFolder(copy.path)
    }

    /// Puts a backup's log in place of the state folder's.
    ///
    /// What has been erased stays erased: the lists of both sides are merged and carried out before this returns. The log that was
    /// there is put aside under `<folder>/aside-MILLISECONDS/log`; the next erasure deletes it.
    ///
    /// - Throws: `.locked` while a server runs; `.damaged` when the backup is; `.disk`. The log that was there is in place then,
    ///   or, once the copy is whole, the next start finishes what is left to do.
    /// - Complexity: O(bytes of the backup), a few times.
    @discardableResult
    public static func restore(
        _ folder: String, from source: String, progress: Progress = { _, _ in }
    ) throws(JournalError) -> Verification {
        let state = StateFolder(path: folder)
        let backup = StateFolder(path: source)
        guard Disk.exists(backup.log) else { throw .disk(operation: "open", path: backup.log, code: ENOENT) }
        try state.make()
        let lock = try state.takeLock()
        _ = try verify(source)
        let restoring = StateFolder(path: state.path + "/restoring")
        try Disk.removeTree(restoring.path)
        try copyLog(from: backup, to: restoring, progress)
        // First what is erased: from here on no start brings it back, whichever log it finds.
        let merged = try ErasureList(state.erasures).merged(with: try ErasureList(backup.erasures))
        if !merged.isEmpty { try Disk.replace(state.erasures, in: state.path, with: merged.flatMap(\.line)) }
        try Disk.remove(state.snapshot)
        try Disk.replace(state.restored, in: state.path, with: Array("\(millisecondsNow())\n".utf8))
        // Opening takes the copy's log and erases in it what has to be.
        try withExtendedLifetime(lock) { () throws(JournalError) in
            try open(state, Configuration(), lock: lock, { _ in false }, decode: nil) { _, _ in }
        }
        .closeNow()
        return try verify(folder)
    }

    /// Finishes a restore: once the copy is whole and its note on disk, every start does this first.
    static func finishRestoring(_ state: StateFolder) throws(JournalError) {
        guard let note = try Disk.contents(state.restored) else { return }
        let restoring = StateFolder(path: state.path + "/restoring")
        if Disk.exists(restoring.log) {
            if Disk.exists(state.log) {
                let stamp = String(decoding: note.prefix { $0 != 10 }, as: UTF8.self)
                let aside = state.path + "/aside-" + stamp
                try Disk.makeFolder(aside)
                try Disk.rename(state.log, to: aside + "/log")
                try Disk.syncFolder(aside)
            }
            try Disk.rename(restoring.log, to: state.log)
            try Disk.syncFolder(state.path)
        }
        try Disk.removeTree(restoring.path)
        try Disk.remove(state.restored)
        try Disk.syncFolder(state.path)
    }

    /// What `repair` has cut.
    public struct Repair: Sendable, Hashable {
        /// The last sequence number that is left.
        public let sequence: UInt64
        /// Bytes cut from the segment, and of the segments after it.
        public let bytes: UInt64
        /// Segments after it that were taken from the log.
        public let segments: Int
        /// The folder that keeps all that.
        public let keptIn: String
    }

    /// Cuts a damaged log: the last way out, when there is no backup to restore.
    ///
    /// Of the segment, whole runs of records that are as they were written and whose sequence is below `keepBefore` are kept; the
    /// rest of it and all later segments go to `<folder>/aside-MILLISECONDS/`. The next erasure deletes them.
    ///
    /// - Parameters:
    ///   - segment: the file's name, as the error named it.
    ///   - keepBefore: the first sequence number to be given up, as the error named it.
    /// - Throws: `.locked` while a server runs; `.invalid` when there is no such segment; `.disk`: call again then.
    public static func repair(_ folder: String, segment: String, keepBefore: UInt64) throws(JournalError) -> Repair {
        let state = StateFolder(path: folder)
        let lock = try state.takeLock()
        let names = try state.segments()
        guard let name = SegmentName(segment), let place = names.firstIndex(of: name) else {
            throw .invalid(field: segment, reason: "there is no such segment in \(state.log)")
        }
        let file = try Disk.open(state.segment(name), O_RDWR)
        let size = try file.size()
        let (end, sequence) = try cut(file, name, size: size, keepBefore: keepBefore)
        let aside = state.path + "/aside-\(millisecondsNow())"
        try Disk.makeFolder(aside)
        // The mark vouches for what is given up.
        try Disk.remove(state.mark)
        try Disk.remove(state.snapshot)
        var bytes = size - end
        if bytes > 0 {
            let kept = try Disk.open("\(aside)/\(segment)@\(end)", O_WRONLY | O_CREAT | O_TRUNC)
            try kept.write(try file.read(at: end, count: Int(bytes)))
            try kept.sync()
        }
        try Disk.syncFolder(state.path)
        // From the last to the first, so that a crash in between leaves no hole.
        for later in names[(place + 1)...].reversed() {
            bytes += try Disk.open(state.segment(later), O_RDONLY).size()
            try Disk.rename(state.segment(later), to: aside + "/" + later.text)
            try Disk.syncFolder(state.log)
        }
        try file.truncate(to: end)
        try file.sync()
        try Disk.syncFolder(aside)
        return withExtendedLifetime(lock) {
            Repair(sequence: sequence, bytes: bytes, segments: names.count - place - 1, keptIn: aside)
        }
    }

    /// Where the last whole run before `keepBefore`, and before the first bad line, ends.
    private static func cut(
        _ file: File, _ name: SegmentName, size: UInt64, keepBefore: UInt64
    ) throws(JournalError) -> (end: UInt64, sequence: UInt64) {
        var end: UInt64 = 0
        var sequence = name.first - 1
        var offset: UInt64 = 0
        var next = name.first
        while offset < size {
            let chunk = try Scan.chunk(of: file, name: name, from: offset, to: min(size, offset + Scan.chunkBytes), size: size)
            for item in chunk.items {
                guard item.record.sequence == next, next < keepBefore, next + item.records <= keepBefore else { return (end, sequence) }
                next += item.records
                if item.record.left == 0 {
                    end = item.offset + UInt64(item.bytes)
                    sequence = next - 1
                }
            }
            guard chunk.failure == nil, chunk.end > offset else { break }
            offset = chunk.end
        }
        return (end, sequence)
    }
}

extension Disk {
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Copies a file's bytes as they are now, and makes them durable.
    static func copy(_ source: String, to target: String) throws(JournalError) {
        let from = try open(source, O_RDONLY)
        let to = try open(target, O_WRONLY | O_CREAT | O_TRUNC)
        let size = try from.size()
        var offset: UInt64 = 0
        while offset < size {
            let bytes = try from.read(at: offset, count: Int(min(size - offset, 4 << 20)))
            if bytes.isEmpty { break }
            try to.write(bytes)
            offset += UInt64(bytes.count)
        }
        try to.sync()
    }

    /// Removes a folder with everything in it; it need not be there.
    static func removeTree(_ path: String) throws(JournalError) {
        guard exists(path) else { return }
        if unlink(path) == 0 { return }
        for name in try names(in: path) { try removeTree(path + "/" + name) }
        if rmdir(path) != 0 { throw failure("rmdir", path) }
    }
}
