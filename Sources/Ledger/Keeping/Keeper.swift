/// Writes what a fold holds into bytes and reads it back. One function of each type does both, so that the two cannot differ.
///
/// Integers are little-endian in their own width, `Int` in eight bytes; a truth value is one byte; a text is its length in four bytes and its
/// UTF-8; a list, set or dictionary is its count in four bytes and its elements; an optional is a byte, 0 or 1, and the value. A word (a
/// case's name) is two bytes, the number of the word among those of the file, or 65,535 and the text of the next one.
///
/// Who reads must know that the bytes are those that were written, by a sum, and by the same program: nothing in them says what they are.
/// Bytes that end too early, or have a word that no case is called by, leave a keeper that is not `isWhole`; what it gave must then be dropped.
public struct Keeper: Sendable {
    private enum Way { case writing, reading, naming }

    /// What has been written, or is read.
    public private(set) var bytes: [UInt8]
    private let way: Way
    private var place = 0
    private var isBroken = false
    private var words: [String] = []
    private var numbers: [String: UInt16] = [:]
    private var names: [String] = []

    private init(_ bytes: [UInt8], _ way: Way) {
        self.bytes = bytes
        self.way = way
    }

    /// A keeper to write with.
    public init(capacity: Int = 0) {
        self.init([], .writing)
        bytes.reserveCapacity(capacity)
    }

    /// A keeper that reads `bytes`.
    public init(reading bytes: [UInt8]) { self.init(bytes, .reading) }

    /// Whether this one reads.
    public var isReading: Bool { way == .reading }

    /// Whether this one reads and everything was there so far: then a type makes anew what it does not keep.
    public var hasRead: Bool { way == .reading && !isBroken }

    /// Whether all was read, and nothing else stood there.
    public var isWhole: Bool { !isBroken && place == bytes.count }

    /// The members that `value` keeps, by the names it gives them: for the test that none was forgotten.
    public static func members(of value: some Kept) -> [String] {
        var (keeper, value) = (Keeper([], .naming), value)
        value.keep(in: &keeper)
        return keeper.names
    }

    /// Keeps a member; `name` is the property's own.
    public mutating func keep<Value: Kept>(_ value: inout Value, _ name: StaticString) {
        if way == .naming { names.append("\(name)") } else { value.keep(in: &self) }
    }

    /// Notes that what was read cannot be.
    public mutating func giveUp() { isBroken = true }

    // MARK: What everything is made of

    mutating func keep<Value: FixedWidthInteger>(integer value: inout Value) {
        switch way {
        case .writing: withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        case .reading:
            let size = MemoryLayout<Value>.size
            guard let start = step(size) else { return value = 0 }
            value = bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: Value.self)) }
        case .naming: break
        }
    }

    /// Steps over so many bytes that are read; nil when there are not so many.
    private mutating func step(_ count: Int) -> Int? {
        guard !isBroken, count <= bytes.count - place else {
            isBroken = true
            return nil
        }
        defer { place += count }
        return place
    }

    /// The count of a list: what is written, or what was read. No element has less than a byte.
    mutating func keep(count: Int) -> Int {
        var number = UInt32(clamping: count)
        keep(integer: &number)
        guard isReading else { return count }
        if Int(number) > bytes.count - place { isBroken = true }
        return isBroken ? 0 : Int(number)
    }

    mutating func keep(bytes list: inout [UInt8]) {
        let count = keep(count: list.count)
        switch way {
        case .writing: bytes += list
        case .reading: list = step(count).map { Array(bytes[$0..<$0 + count]) } ?? []
        case .naming: break
        }
    }

    mutating func keep(text: inout String) {
        let count = keep(count: text.utf8.count)
        switch way {
        case .writing: bytes += text.utf8
        case .reading: text = step(count).map { String(decoding: bytes[$0..<$0 + count], as: UTF8.self) } ?? ""
        case .naming: break
        }
    }

    /// A text that is one of few.
    mutating func keep(word: inout String) {
        var number = numbers[word] ?? .max
        keep(integer: &number)
        if Int(number) < words.count, isReading { return word = words[Int(number)] }
        guard number == .max else { return isReading ? isBroken = true : () }
        keep(text: &word)
        numbers[word] = UInt16(clamping: words.count)
        words.append(word)
    }
}

/// What a snapshot can keep.
public protocol Kept {
    /// Something to read into.
    static var blank: Self { get }
    /// Members that are not kept but made anew when the others have been read, or begin empty.
    static var remade: Set<String> { get }
    /// Writes this to `keeper`, or reads it from there, whichever the keeper does.
    mutating func keep(in keeper: inout Keeper)
    /// The same for many at once.
    static func keep(_ list: inout [Self], in keeper: inout Keeper)
}

extension Kept {
    /// All members are kept.
    public static var remade: Set<String> { [] }

    /// One after the other.
    public static func keep(_ list: inout [Self], in keeper: inout Keeper) {
        let count = keeper.keep(count: list.count)
        guard keeper.isReading else {
            for element in list {
                var element = element
                element.keep(in: &keeper)
            }
            return
        }
        list = []
        list.reserveCapacity(count)
        for _ in 0..<count {
            var element = Self.blank
            element.keep(in: &keeper)
            list.append(element)
        }
    }
}

extension Kept where Self: FixedWidthInteger {
    /// 0.
    public static var blank: Self { 0 }
    /// In its own width.
    public mutating func keep(in keeper: inout Keeper) { keeper.keep(integer: &self) }
}

extension Int32: Kept {}
extension Int64: Kept {}
extension UInt16: Kept {}
extension UInt32: Kept {}
extension UInt64: Kept {}

extension UInt8: Kept {
    /// All at once: texts are lists of these.
    public static func keep(_ list: inout [UInt8], in keeper: inout Keeper) { keeper.keep(bytes: &list) }
}

extension Int: Kept {
    /// In eight bytes.
    public mutating func keep(in keeper: inout Keeper) {
        var number = Int64(self)
        keeper.keep(integer: &number)
        self = Int(truncatingIfNeeded: number)
    }
}

extension Bool: Kept {
    /// False.
    public static var blank: Bool { false }
    /// In one byte.
    public mutating func keep(in keeper: inout Keeper) {
        var number: UInt8 = self ? 1 : 0
        keeper.keep(integer: &number)
        self = number == 1
    }
}

extension String: Kept {
    /// The empty text.
    public static var blank: String { "" }
    /// Its length and its UTF-8.
    public mutating func keep(in keeper: inout Keeper) { keeper.keep(text: &self) }
}

extension Optional: Kept where Wrapped: Kept {
    /// Nothing.
    public static var blank: Self { nil }
    /// A byte, and the value if there is one.
    public mutating func keep(in keeper: inout Keeper) {
        var isThere = map { _ in true } ?? false
        isThere.keep(in: &keeper)
        guard isThere else { return self = nil }
        var value: Wrapped = self ?? Wrapped.blank
        value.keep(in: &keeper)
        self = value
    }
}

extension Array: Kept where Element: Kept {
    /// The empty list.
    public static var blank: Self { [] }
    /// The count, and one element after the other.
    public mutating func keep(in keeper: inout Keeper) { Element.keep(&self, in: &keeper) }
}

extension Set: Kept where Element: Kept {
    /// The empty set.
    public static var blank: Self { [] }
    /// As a list.
    public mutating func keep(in keeper: inout Keeper) {
        var list = Array(self)
        list.keep(in: &keeper)
        if keeper.isReading { self = Set(list) }
    }
}

extension Dictionary: Kept where Key: Kept, Value: Kept {
    /// Nothing by any name.
    public static var blank: Self { [:] }
    /// The count, and each key with its value.
    public mutating func keep(in keeper: inout Keeper) {
        let count = keeper.keep(count: count)
        guard keeper.isReading else {
            for (key, value) in self {
                var (key, value) = (key, value)
                key.keep(in: &keeper)
                value.keep(in: &keeper)
            }
            return
        }
        self = Dictionary(minimumCapacity: count)
        for _ in 0..<count {
            var (key, value) = (Key.blank, Value.blank)
            key.keep(in: &keeper)
            value.keep(in: &keeper)
            self[key] = value
        }
    }
}

extension Kept where Self: RawRepresentable, RawValue == String {
    /// As a word: for what has few cases.
    public mutating func keep(in keeper: inout Keeper) {
        var word = rawValue
        keeper.keep(word: &word)
        guard keeper.isReading else { return }
        if let value = Self(rawValue: word) { self = value } else { keeper.giveUp() }
    }
}
