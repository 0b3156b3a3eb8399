/// A table from 64-bit keys to whole numbers, by open addressing with linear probing.
///
/// A `Dictionary` would seed its hashing at random and cost a call per look-up; the keys here are hashes already, so
/// their upper bits are the place. Equal keys are the same entry: two features with one FNV-64 value would be taken
/// for one, which for 10⁶ features happens once in 30 million models.
struct KeyTable: Sendable {
    private var keys: [UInt64]
    private var numbers: [UInt32]
    private var shift: UInt64
    private(set) var count = 0

    /// Room for `capacity` keys before it grows.
    init(capacity: Int = 16) {
        var bits: UInt64 = 5
        while 1 << bits < capacity * 2 { bits += 1 }
        keys = Array(repeating: 0, count: 1 << Int(bits))
        numbers = Array(repeating: Self.none, count: 1 << Int(bits))
        shift = 64 - bits
    }

    private static let none = UInt32.max

    /// Bytes it holds.
    var bytes: Int { keys.count * 12 }

    @inline(__always)
    private func place(of key: UInt64) -> Int { Int((key &* Self.mixer) >> shift) }

    /// Spreads a key over the table: 2^64 over the golden ratio (Knuth, volume 3, 6.4).
    fileprivate static let mixer: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The number under `key`, if any.
    @inline(__always)
    subscript(key: UInt64) -> Int? {
        let mask = keys.count - 1
        var at = place(of: key)
        while true {
            let number = numbers[at]
            if number == Self.none { return nil }
            if keys[at] == key { return Int(number) }
            at = (at + 1) & mask
        }
    }

    /// The number under `key`; where there is none, `number` is put there and returned.
    mutating func findOrInsert(_ key: UInt64, _ number: Int) -> Int {
        let mask = keys.count - 1
        var at = place(of: key)
        while numbers[at] != Self.none {
            if keys[at] == key { return Int(numbers[at]) }
            at = (at + 1) & mask
        }
        keys[at] = key
        numbers[at] = UInt32(number)
        count += 1
        if count * 2 > keys.count { grow() }
        return number
    }

    /// The same keys under the numbers that `renumbered` gives them; those it gives none are left out.
    func renumbered(_ renumbered: [Int?]) -> KeyTable {
        var table = KeyTable(capacity: renumbered.count { $0 != nil })
        for at in keys.indices where numbers[at] != Self.none {
            if let number = renumbered[Int(numbers[at])] { _ = table.findOrInsert(keys[at], number) }
        }
        return table
    }

    private mutating func grow() {
        var larger = KeyTable(capacity: keys.count)
        for at in keys.indices where numbers[at] != Self.none {
            _ = larger.findOrInsert(keys[at], Int(numbers[at]))
        }
        self = larger
    }

    /// The same keys in the form for look-ups alone.
    func sealed() -> KeyIndex {
        var index = KeyIndex(slots: max(keys.count, 2))
        for at in keys.indices where numbers[at] != Self.none { index.insert(keys[at], numbers[at]) }
        return index
    }
}

/// A `KeyTable` that is only asked: 8 bytes a slot instead of 12, and one place in memory a look-up instead of two.
///
/// A slot holds the number and both halves of the mixed key over each other; its upper bits are where the search begins. A key that
/// is not there is taken for one that is about once in 2^32 look-ups: a feature that some text did not have.
struct KeyIndex: Sendable {
    private var slots: [UInt64]
    private let shift: UInt64

    /// What a look-up gives for a key that is not there.
    static let none = UInt32.max

    /// - Parameter slots: a power of two, more than there will be keys.
    fileprivate init(slots count: Int) {
        slots = Array(repeating: UInt64.max, count: count)
        shift = UInt64(64 - count.trailingZeroBitCount)
    }

    /// Bytes it holds.
    var bytes: Int { slots.count * 8 }

    fileprivate mutating func insert(_ key: UInt64, _ number: UInt32) {
        let mixed = key &* KeyTable.mixer
        var at = Int(mixed >> shift)
        while slots[at] != UInt64.max { at = (at + 1) & (slots.count - 1) }
        slots[at] = UInt64(number) << 32 | UInt64(Self.tag(mixed))
    }

    @inline(__always)
    private static func tag(_ mixed: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: mixed ^ mixed >> 32) }

    /// The number under `key`, or `none`.
    @inline(__always)
    subscript(key: UInt64) -> UInt32 {
        let mixed = key &* KeyTable.mixer
        let tag = Self.tag(mixed)
        var at = Int(mixed >> shift)
        while true {
            let slot = slots[at]
            if UInt32(truncatingIfNeeded: slot) == tag || slot == UInt64.max { return UInt32(slot >> 32) }
            at = (at + 1) & (slots.count - 1)
        }
    }
}
