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
        get { blocks[index / Self.size][index % Self.size] }
        _modify { yield &blocks[index / Self.size][index % Self.size] }
    }

    /// Calls `body` with each element and its index, oldest first.
    func forEach(_ body: (Int, borrowing Element) -> Void) {
        var index = 0
        for block in blocks {
            for position in block.indices {
                body(index, block[position])
                index += 1
            }
        }
    }
}
