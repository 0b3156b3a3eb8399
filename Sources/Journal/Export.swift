import Glibc

extension Journal {
    /// Reads a log's events from its files, beside whoever writes it.
    ///
    /// It holds no lock and keeps its place by sequence number, so segments may be begun, rewritten and merged under it.
    public struct Export {
        private let folder: StateFolder
        /// The next record to give.
        private var next: UInt64
        /// Where that is, as long as the file is still the same.
        private var place: (inode: UInt64, offset: UInt64)?

        /// The events after the record whose `sequence` is `after`; 0 for all.
        public init(_ folder: String, after: UInt64 = 0) {
            self.folder = StateFolder(path: folder)
            next = after + 1
        }

        /// Gives `body` every event of every whole run that has been added since the last pass, in order.
        ///
        /// What is left of erased and dropped records is passed over. A bad last line is taken for one that is being written.
        ///
        /// - Throws: `.damaged` when a line before the end is not as it was written; `.disk`; what `body` throws.
        public mutating func pass(_ body: (Record) throws -> Void) throws {
            var attempt = 0
            while true {
                do {
                    return try attemptPass(body)
                } catch JournalError.damaged(let damage) {
                    // A segment that is replaced while it is read; the next attempt finds the new one. Damage stays.
                    attempt += 1
                    place = nil
                    guard attempt < 3 else { throw JournalError.damaged(damage) }
                    usleep(100_000)
                }
            }
        }

        private mutating func attemptPass(_ body: (Record) throws -> Void) throws {
            guard Disk.exists(folder.log) else { throw JournalError.disk(operation: "open", path: folder.log, code: ENOENT) }
            let names = try folder.segments()
            var index = max(0, names.partitioningIndex { $0.first > next } - 1)
            while index < names.count {
                let isLast = index == names.count - 1
                let name = names[index]
                if !isLast, names[index + 1].first <= next {
                    index += 1
                    place = nil
                    continue
                }
                let file = try Disk.open(folder.segment(name), O_RDONLY)
                try read(file, name, isLast: isLast, body)
                index += 1
                if !isLast { place = nil }
            }
        }

        private mutating func read(_ file: File, _ name: SegmentName, isLast: Bool, _ body: (Record) throws -> Void) throws {
            var report = stat()
            guard fstat(file.descriptor, &report) == 0 else { throw Disk.failure("fstat", file.path) }
            let size = UInt64(report.st_size)
            var offset: UInt64 = 0
            if let place, place.inode == UInt64(report.st_ino), place.offset <= size { offset = place.offset }
            var run: [Scan.Chunk.Item] = []
            while offset < size {
                let chunk = try Scan.chunk(of: file, name: name, from: offset, to: min(size, offset + Scan.chunkBytes), size: size)
                for item in chunk.items {
                    run.append(item)
                    guard item.record.left == 0 else { continue }
                    for part in run where part.record.sequence >= next {
                        if !part.record.isErased { try body(part.record) }
                        next = part.record.sequence + part.records
                    }
                    run.removeAll(keepingCapacity: true)
                    place = (UInt64(report.st_ino), item.offset + UInt64(item.bytes))
                }
                if let failure = chunk.failure {
                    if isLast { return }
                    throw JournalError.damaged(Damage(file: name.text, byte: chunk.end, sequence: next, reason: failure))
                }
                guard chunk.end > offset else { return }
                offset = chunk.end
            }
        }
    }
}
