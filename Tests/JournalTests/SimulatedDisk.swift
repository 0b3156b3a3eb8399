import Glibc

@testable import Journal

/// A disk as it may be after a power loss: what was synced, and any of what was not.
///
/// Files and names are kept twice: as the program sees them, and as the last sync left them. `crashed` gives back the second,
/// with a random choice of the sectors, sizes and names that had not been synced. That is harsher than ext4, which orders some of
/// it: a journal that survives this survives that.
struct SimulatedDisk {
    static let sectorBytes = 512

    /// One call of the trace that `Tests/faults/recorder.c` writes.
    enum Call {
        case open(fd: Int32, created: Bool, truncated: Bool, append: Bool, path: String)
        case write(fd: Int32, bytes: ArraySlice<UInt8>)
        case writeAt(fd: Int32, offset: Int, bytes: ArraySlice<UInt8>)
        case truncate(fd: Int32, size: Int)
        case sync(fd: Int32)
        case rename(from: String, to: String)
        case unlink(String)
        case makeFolder(String)
        case close(fd: Int32)
        case told(String)
    }

    private struct Inode {
        var now: [UInt8] = []
        var synced: [UInt8] = []
    }
    private struct Handle {
        let path: String
        /// `nil` for a folder.
        let inode: Int?
        let append: Bool
        var position = 0
    }
    private enum Change {
        case add(String, Int)
        case remove(String)
        case move(String, String, Int)
        case folder(String)
    }

    private var inodes: [Inode] = []
    private var handles: [Int32: Handle] = [:]
    /// Names as the program sees them, and as they are sure to be.
    private var names: [String: Int] = [:]
    private var syncedNames: [String: Int] = [:]
    private var folders: Set<String> = []
    private var syncedFolders: Set<String> = []
    /// Changes to names, by folder, in order, that no sync of the folder has covered.
    private var pending: [String: [Change]] = [:]

    /// A disk that holds `files`, all of it synced.
    init(files: [String: [UInt8]] = [:], folders: Set<String> = []) {
        self.folders = folders
        syncedFolders = folders
        for (path, bytes) in files {
            names[path] = inodes.count
            inodes.append(Inode(now: bytes, synced: bytes))
        }
        syncedNames = names
    }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    mutating func apply(_ call: Call) {
        switch call {
        case .open(let fd, let created, let truncated, let append, let path):
            if folders.contains(path) || names[path] == nil && !created {
                handles[fd] = Handle(path: path, inode: nil, append: false)
                return
            }
            let inode: Int
            if let known = names[path] {
                inode = known
            } else {
                inode = inodes.count
                inodes.append(Inode())
                names[path] = inode
                pending[Self.folder(of: path), default: []].append(.add(path, inode))
            }
            if truncated { inodes[inode].now = [] }
            handles[fd] = Handle(path: path, inode: inode, append: append)
        case .write(let fd, let bytes):
            guard let handle = handles[fd], let inode = handle.inode else { return }
            let offset = handle.append ? inodes[inode].now.count : handle.position
            put(bytes, at: offset, in: inode)
            handles[fd]?.position = offset + bytes.count
        case .writeAt(let fd, let offset, let bytes):
            guard let inode = handles[fd]?.inode else { return }
            put(bytes, at: offset, in: inode)
        case .truncate(let fd, let size):
            guard let inode = handles[fd]?.inode else { return }
            let have = inodes[inode].now.count
            if size < have {
                inodes[inode].now.removeLast(have - size)
            } else {
                inodes[inode].now += Array(repeating: 0, count: size - have)
            }
        case .sync(let fd):
            guard let handle = handles[fd] else { return }
            if let inode = handle.inode {
                inodes[inode].synced = inodes[inode].now
            } else {
                for change in pending.removeValue(forKey: handle.path) ?? [] {
                    Self.carryOut(change, &syncedNames, &syncedFolders)
                }
            }
        case .rename(let from, let to):
            guard let inode = names[from] else { return }
            names[from] = nil
            names[to] = inode
            pending[Self.folder(of: to), default: []].append(.move(from, to, inode))
        case .unlink(let path):
            names[path] = nil
            pending[Self.folder(of: path), default: []].append(.remove(path))
        case .makeFolder(let path):
            folders.insert(path)
            pending[Self.folder(of: path), default: []].append(.folder(path))
        case .close(let fd):
            handles[fd] = nil
        case .told:
            break
        }
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>, at offset: Int, in inode: Int) {
        let end = offset + bytes.count
        if inodes[inode].now.count < end { inodes[inode].now += Array(repeating: 0, count: end - inodes[inode].now.count) }
        inodes[inode].now.replaceSubrange(offset..<end, with: bytes)
    }

    private static func carryOut(_ change: Change, _ names: inout [String: Int], _ folders: inout Set<String>) {
        switch change {
        case .add(let path, let inode): names[path] = inode
        case .remove(let path): names[path] = nil
        case .folder(let path): folders.insert(path)
        case .move(let from, let to, let inode):
            names[from] = nil
            names[to] = inode
        }
    }

    /// The files as the program sees them.
    var visible: [String: [UInt8]] { names.mapValues { inodes[$0].now } }

    /// What may be on the disk when the power fails now.
    func crashed(using random: inout SeededGenerator) -> (files: [String: [UInt8]], folders: Set<String>) {
        var names = syncedNames
        var folders = syncedFolders
        for folder in pending.keys.sorted() {
            let kept = Int.random(in: 0...3, using: &random)
            for change in pending[folder] ?? [] where kept == 3 || kept > 0 && Bool.random(using: &random) {
                Self.carryOut(change, &names, &folders)
            }
        }
        for path in folders.sorted() where !folders.contains(Self.folder(of: path)) && self.folders.contains(Self.folder(of: path)) {
            folders.remove(path)
        }
        var files: [String: [UInt8]] = [:]
        for path in names.keys.sorted() {
            guard let inode = names[path], folders.contains(Self.folder(of: path)) else { continue }
            files[path] = surviving(inodes[inode], &random)
        }
        return (files, folders)
    }

    private func surviving(_ inode: Inode, _ random: inout SeededGenerator) -> [UInt8] {
        guard inode.now != inode.synced else { return inode.synced }
        // How eager the disk was: nothing, half or all of what was not synced; so that each extreme is met often.
        let share = [0, 0.1, 0.5, 0.9, 1][Int.random(in: 0..<5, using: &random)]
        let sizes = [inode.synced.count, inode.now.count]
        let size = sizes[Int.random(in: 0..<2, using: &random)]
        var bytes = [UInt8](repeating: 0, count: size)
        for start in stride(from: 0, to: size, by: Self.sectorBytes) {
            let end = min(start + Self.sectorBytes, size)
            let isNew = Double.random(in: 0..<1, using: &random) < share
            let source = isNew ? inode.now : inode.synced
            // A sector that was never written reads as zeros.
            for place in start..<min(end, max(start, source.count)) { bytes[place] = source[place] }
        }
        return bytes
    }

    /// Reads a trace.
    static func calls(in trace: [UInt8]) -> [Call] {
        var calls: [Call] = []
        var place = 0
        func integer(_ count: Int) -> Int {
            var value: UInt64 = 0
            for offset in 0..<count { value |= UInt64(trace[place + offset]) << (8 * UInt64(offset)) }
            place += count
            return Int(value)
        }
        func descriptor() -> Int32 { Int32(integer(4)) }
        func data() -> ArraySlice<UInt8> {
            let count = integer(4)
            place += count
            return trace[place - count..<place]
        }
        func text() -> String { String(decoding: data(), as: UTF8.self) }
        while place < trace.count {
            place += 1
            switch Character(UnicodeScalar(trace[place - 1])) {
            case "O":
                let fd = descriptor()
                calls.append(.open(fd: fd, created: integer(1) == 1, truncated: integer(1) == 1, append: integer(1) == 1, path: text()))
            case "W": calls.append(.write(fd: descriptor(), bytes: data()))
            case "P": calls.append(.writeAt(fd: descriptor(), offset: integer(8), bytes: data()))
            case "T": calls.append(.truncate(fd: descriptor(), size: integer(8)))
            case "S": calls.append(.sync(fd: descriptor()))
            case "R": calls.append(.rename(from: text(), to: text()))
            case "U": calls.append(.unlink(text()))
            case "M": calls.append(.makeFolder(text()))
            case "C": calls.append(.close(fd: descriptor()))
            case "A": calls.append(.told(text()))
            default: preconditionFailure("byte \(place - 1) of the trace is no call")
            }
        }
        return calls
    }
}
