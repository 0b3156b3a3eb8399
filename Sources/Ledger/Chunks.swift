/// A list that grows without being copied: blocks of 4,096, so that an append never moves what is there and no more than a block is spare.
struct Chunks<Element: Sendable>: Sendable {
    private static var size: Int { 4_096 }
    private var blocks: [ContiguousArray<Element>] = []
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count % Self.size == 0 {
            var block = ContiguousArray<Element>()
            // The first block grows by itself: a young company pays for what it has.
            if count > 0 { block.reserveCapacity(Self.size) }
            blocks.append(block)
        }
        blocks[count / Self.size].append(element)
        count += 1
    }

    subscript(index: Int) -> Element {
        // Borrowed, not copied: an element may own memory.
        _read { yield blocks[index / Self.size][index % Self.size] }
        _modify { yield &blocks[index / Self.size][index % Self.size] }
    }

    /// Calls `body` with each element and its index, oldest first.
    @inline(__always)
    func forEach(_ body: (Int, borrowing Element) -> Void) {
        for number in blocks.indices {
            // Without bounds to check and elements to retain a look through everything takes a third of the time.
            blocks[number].withUnsafeBufferPointer { block in
                for position in block.indices { body(number * Self.size + position, block[position]) }
            }
        }
    }

    /// The same, newest first.
    @inline(__always)
    func forEachReversed(_ body: (Int, borrowing Element) -> Void) {
        for number in blocks.indices.reversed() {
            blocks[number].withUnsafeBufferPointer { block in
                for position in block.indices.reversed() { body(number * Self.size + position, block[position]) }
            }
        }
    }
}

extension Chunks: Kept where Element: Kept {
    static var blank: Self { Self() }

    /// As a list.
    mutating func keep(in keeper: inout Keeper) {
        let number = keeper.keep(count: count)
        guard keeper.isReading else {
            for index in 0..<count {
                var element = self[index]
                element.keep(in: &keeper)
            }
            return
        }
        self = Self()
        for _ in 0..<number {
            var element = Element.blank
            element.keep(in: &keeper)
            append(element)
        }
    }
}
