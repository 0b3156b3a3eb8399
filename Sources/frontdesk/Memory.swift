import Foundation

/// Keeps the process small on a small machine: glibc's allocator is told to give back what training took.
///
/// Both calls are glibc's own and stand in no module that Swift imports, so they are looked up by name; where they are missing nothing
/// happens, and the process is merely larger (111 MB instead of 60 a second after the start).
enum Memory {
    /// To be called before the first thread is made.
    ///
    /// Two arenas, as each thread with one of its own keeps its own garbage; and blocks from 128 kB on in mappings of their own, which go
    /// back at once when they are freed (by default that limit grows with what was freed last).
    static func prepare() {
        guard let address = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(address, to: (@convention(c) (Int32, Int32) -> Int32).self)
        let (arenaMaximum, mappingThreshold, trimThreshold): (Int32, Int32, Int32) = (-8, -3, -1)
        _ = mallopt(arenaMaximum, 2)
        _ = mallopt(mappingThreshold, 128 << 10)
        _ = mallopt(trimThreshold, 1 << 20)
    }

    /// Gives free memory back to the system. Takes some milliseconds; no turn waits for it.
    static func giveBack() {
        guard let address = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(address, to: (@convention(c) (Int) -> Int32).self)(0)
    }

    /// Lets go of the pages of code and constants that the start has touched: what serving needs of them comes back from
    /// the page cache when it is touched, and the rest, most of some sixty libraries, stays away (55 MB became 27, and 33 after some turns).
    ///
    /// Only mappings that nobody can write to and nobody has written to are let go, as `/proc/self/smaps` tells.
    static func letGoOfStart() {
        // Without /proc the process is merely larger.
        guard let bytes = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps")).readToEnd() else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        var candidate: (start: UInt, end: UInt)?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if words.count >= 6, words[1].count == 4 {
                let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                let isFixed = words[1].first == "r" && !words[1].contains("w") && words[5].hasPrefix("/")
                candidate = isFixed && ends.count == 2 ? (ends[0], ends[1]) : nil
            } else if words.first == "Anonymous:", words[1] == "0", let range = candidate {
                madvise(UnsafeMutableRawPointer(bitPattern: range.start), Int(range.end - range.start), MADV_DONTNEED)
            }
        }
    }
}
