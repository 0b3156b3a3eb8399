/// Strings that repeat, each kept once under a small number.
struct Names: Sendable {
    private var numbers: [String: UInt16] = [:]
    private var names: [String] = []
    /// More different names than this are told apart no longer: they share the last number.
    private var maximum: Int

    /// What all names beyond the limit are called.
    static let others = "…"

    /// - Parameter maximum: how many names are told apart, at most 65,534.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// The number of `name`, a new one for a new name.
    mutating func number(of name: String) -> UInt16 {
        if let number = numbers[name] { return number }
        let name = names.count < maximum ? name : Self.others
        if let number = numbers[name] { return number }
        let number = UInt16(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// The number of `name` if it has one.
    func known(_ name: String) -> UInt16? { numbers[name] }

    subscript(number: UInt16) -> String { names[Int(number)] }

    var count: Int { names.count }
}

extension UInt16 {
    /// Stands for "no name".
    static let none = UInt16.max
}

extension Names: Kept {
    static var blank: Self { Self(maximum: 0) }
    static var remade: Set<String> { ["numbers"] }

    mutating func keep(in keeper: inout Keeper) {
        keeper.keep(&names, "names")
        keeper.keep(&maximum, "maximum")
        guard keeper.hasRead else { return }
        guard names.count <= Int(UInt16.max) else { return keeper.giveUp() }
        numbers = Dictionary(names.enumerated().map { ($1, UInt16($0)) }) { first, _ in first }
    }
}
