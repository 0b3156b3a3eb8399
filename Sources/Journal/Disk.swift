import Glibc

/// The system calls that the journal stands on, with their failures as `JournalError.disk`.
enum Disk {
    static func failure(_ operation: String, _ path: String) -> JournalError {
        .disk(operation: operation, path: path, code: errno)
    }

    static func open(_ path: String, _ flags: Int32) throws(JournalError) -> File {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open", path) }
        return File(descriptor: descriptor, path: path)
    }

    /// Makes the folder, only for its owner, unless it is there.
    static func makeFolder(_ path: String) throws(JournalError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("mkdir", path) }
    }

    /// Makes names that were added to, or taken from, the folder durable.
    static func syncFolder(_ path: String) throws(JournalError) {
        let folder = try open(path, O_RDONLY | O_DIRECTORY)
        try folder.sync()
    }

    static func rename(_ source: String, to target: String) throws(JournalError) {
        if Glibc.rename(source, target) != 0 { throw failure("rename", source) }
    }

    static func remove(_ path: String) throws(JournalError) {
        if unlink(path) != 0, errno != ENOENT { throw failure("unlink", path) }
    }

    /// The names in a folder, sorted; none when it is not there.
    static func names(in path: String) throws(JournalError) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw failure("opendir", path)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes a small file so that after a crash either the old bytes are there or the new ones.
    static func replace(_ path: String, in folder: String, with bytes: [UInt8]) throws(JournalError) {
        let temporary = path + ".tmp"
        let file = try open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
        try file.sync()
        try rename(temporary, to: path)
        try syncFolder(folder)
    }

    /// The whole of a small file; `nil` when it is not there.
    static func contents(_ path: String, limit: Int = 64 << 20) throws(JournalError) -> [UInt8]? {
        guard exists(path) else { return nil }
        let file = try open(path, O_RDONLY)
        let size = min(Int(try file.size()), limit)
        return try file.read(at: 0, count: size)
    }

    /// Bytes free for us and bytes in all on the file system that holds `path`.
    static func space(_ path: String) throws(JournalError) -> (free: UInt64, total: UInt64) {
        var report = statvfs()
        guard statvfs(path, &report) == 0 else { throw failure("statvfs", path) }
        return (UInt64(report.f_bavail) * UInt64(report.f_frsize), UInt64(report.f_blocks) * UInt64(report.f_frsize))
    }
}

/// An open file, closed with its last reference; several threads may read it at once.
final class File: Sendable {
    let descriptor: Int32
    let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func size() throws(JournalError) -> UInt64 {
        var report = stat()
        guard fstat(descriptor, &report) == 0 else { throw Disk.failure("fstat", path) }
        return UInt64(report.st_size)
    }

    func sync() throws(JournalError) {
        guard fsync(descriptor) == 0 else { throw Disk.failure("fsync", path) }
    }

    func syncData() throws(JournalError) {
        guard fdatasync(descriptor) == 0 else { throw Disk.failure("fdatasync", path) }
    }

    func truncate(to size: UInt64) throws(JournalError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw Disk.failure("ftruncate", path) }
    }

    /// Writes all of `bytes`, whatever share the system takes at a time.
    func write(_ bytes: UnsafeRawBufferPointer) throws(JournalError) {
        guard let start = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, start + done, bytes.count - done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw Disk.failure("write", path)
            }
        }
    }

    func write(_ bytes: [UInt8]) throws(JournalError) {
        // A closure cannot throw typed through `withUnsafeBytes` in every toolchain we support, hence the result.
        let result: Result<Void, JournalError> = bytes.withUnsafeBytes { buffer in
            do throws(JournalError) { return .success(try write(buffer)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Reads up to `buffer.count` bytes from `offset`; fewer only at the end of the file.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(JournalError) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, start + done, buffer.count - done, off_t(offset) + off_t(done))
            if count > 0 {
                done += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw Disk.failure("read", path)
            }
        }
        return done
    }

    /// Reads up to `count` bytes from `offset` in place of what `bytes` held, whose memory is used again.
    func read(at offset: UInt64, count: Int, into bytes: inout [UInt8]) throws(JournalError) {
        if bytes.count > count {
            bytes.removeLast(bytes.count - count)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
        let result: Result<Int, JournalError> = bytes.withUnsafeMutableBytes { buffer in
            do throws(JournalError) { return .success(try read(at: offset, into: buffer)) } catch { return .failure(error) }
        }
        bytes.removeLast(count - (try result.get()))
    }

    func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] {
        var result: Result<Void, JournalError> = .success(())
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(JournalError) {
                filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                result = .failure(error)
            }
        }
        try result.get()
        return bytes
    }
}

/// Now, in milliseconds since 1970.
func millisecondsNow() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
}
