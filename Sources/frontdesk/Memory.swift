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
}
