// What the two members share: the steps of stochastic gradient descent.

/// The features of one update that dropout has left, scaled up for those it has not.
struct Kept {
    private(set) var features: [UInt32] = []
    private(set) var values: [Float] = []
    private(set) var count = 0
    private let limit: UInt64
    private let scale: Float

    init(dropout: Double) {
        limit = UInt64((dropout * 256).rounded())
        scale = Float(256 / (256 - (dropout * 256).rounded()))
    }

    /// Draws anew from an example of `batch`: eight decisions a random number.
    mutating func choose(from batch: Batch, _ example: Int, _ random: inout SplitMix) {
        let range = batch.range(of: example)
        if features.count < range.count {
            features = Array(repeating: 0, count: range.count)
            values = Array(repeating: 0, count: range.count)
        }
        var to = 0
        var bits: UInt64 = 0
        for (place, at) in range.enumerated() {
            if place & 7 == 0 { bits = random.next() }
            features[to] = batch.features[at]
            values[to] = batch.values[at] * scale
            to += bits & 0xFF >= limit ? 1 : 0
            bits >>= 8
        }
        count = to
    }
}

/// A step size that falls in a straight line to 0.
struct Pace {
    let first: Float
    let steps: Float
    private var step: Float = 0

    init(first: Float, steps: Int) {
        self.first = first
        self.steps = Float(max(steps, 1))
    }

    mutating func next() -> Float {
        defer { step += 1 }
        return first * (1 - step / steps)
    }
}

extension SplitMix {
    /// Fisher and Yates, from the end.
    mutating func shuffle(_ order: inout [Int]) {
        for at in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(at, below(at + 1)) }
    }
}

/// Rows of classes filled up to whole lanes.
enum Padding {
    /// A row of zeros; the lanes beyond `classes` are so low that their share is 0 whatever is added.
    static func zeros(_ classes: Int) -> [Lanes] {
        var row = Array(repeating: Lanes.zero, count: (classes + 7) / 8)
        for pad in classes..<(row.count * 8) { row[pad / 8][pad % 8] = -1e30 }
        return row
    }
}

/// From logits to shares.
enum Softmax {
    /// Replaces logits by shares that add up to 1. The highest logit is subtracted first, so nothing overflows.
    static func apply(_ values: UnsafeMutableBufferPointer<Lanes>) {
        var highest = values[0]
        for lane in 1..<values.count { highest.replace(with: values[lane], where: values[lane] .> highest) }
        let top = Lanes(repeating: highest.max())
        var sum = Lanes.zero
        for lane in values.indices {
            values[lane] = exponential(values[lane] - top)
            sum += values[lane]
        }
        let share = 1 / sum.sum()
        for lane in values.indices { values[lane] *= share }
    }
}
