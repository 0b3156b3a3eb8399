/// From a conversation's id to its slot in the book: open addressing, four bytes a place, as the ids stand in the book already.
struct Slots: Sendable {
    private static let free = UInt32.max
    private static let removed = UInt32.max - 1
    private var places: [UInt32] = Array(repeating: free, count: 64)
    /// Places that are not free, removed ones among them.
    private var taken = 0

    /// The slot that `isIt` accepts among those under `hash`.
    func find(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        position(hash, where: isIt).map { Int(places[$0]) }
    }

    private func position(_ hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] != Self.free {
            if places[place] != Self.removed, isIt(Int(places[place])) { return place }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    /// Puts a slot that is not there yet under `hash`; `hashOf` tells that of the others when the table grows.
    mutating func insert(_ slot: Int, hash: UInt64, hashOf: (Int) -> UInt64) {
        // Five in eight: probes stay short, and a place costs four bytes.
        if taken * 8 >= places.count * 5 {
            let old = places.filter { $0 < Self.removed }
            places = Array(repeating: Self.free, count: max(64, old.count * 4).nextPowerOfTwo)
            taken = 0
            for slot in old { place(Int(slot), hash: hashOf(Int(slot))) }
        }
        place(slot, hash: hash)
    }

    private mutating func place(_ slot: Int, hash: UInt64) {
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] != Self.free { place = (place + 1) & (places.count - 1) }
        places[place] = UInt32(slot)
        taken += 1
    }

    /// Takes out the slot that `isIt` accepts.
    mutating func remove(_ hash: UInt64, where isIt: (Int) -> Bool) {
        if let place = position(hash, where: isIt) { places[place] = Self.removed }
    }
}

extension Int {
    /// The smallest power of two that is not below.
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}

/// Hashes for tables in memory. The standard library's, whose seed nobody outside knows: visitors choose the words, and must not be able to
/// choose where they collide. It differs from run to run, and nothing that is told depends on it.
enum TableHash {
    static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { of($0) }
    }

    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }

    private static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// FNV-1a (Fowler, Noll, Vo) in 64 bits, closed by SplitMix64's mixing so that low bits are as good as high ones. The same in every run:
/// a weekly sample must be drawn again as it was.
struct Fingerprint {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { state = (state ^ (number >> UInt64(shift) & 0xFF)) &* 0x0000_0100_0000_01b3 }
    }

    var value: UInt64 {
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var fingerprint = Self()
        fingerprint.add(bytes)
        return fingerprint.value
    }
}
