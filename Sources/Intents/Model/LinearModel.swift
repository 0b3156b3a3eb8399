/// Multinomial logistic regression: one row of weights per feature, over all classes.
struct LinearModel: Sendable {
    let classes: Int
    /// Rows are padded to whole lanes; the padding's bias keeps its probability at 0.
    let lanes: Int
    private(set) var weights: [Lanes]
    private(set) var bias: [Lanes]

    var bytes: Int { (weights.count + bias.count) * MemoryLayout<Lanes>.stride }

    /// How it is trained. The defaults were chosen on development splits (see the room's article).
    struct Schedule: Sendable, Hashable {
        var epochs: Int
        /// The step of the first update; it falls in a straight line to 0.
        var rate: Float = 4
        /// The share of an example's features left out of each update, against leaning on a few.
        var dropout: Double
        var biasShare: Float = 0.02
        var seed: UInt64 = 1

        /// The schedule for this many examples.
        static func fitting(examples: Int) -> Schedule {
            examples >= 2000 ? .init(epochs: 20, dropout: 0.6) : .init(epochs: examples >= 600 ? 30 : 50, dropout: 0.35)
        }
    }

    /// Adds up the rows of a vector's features.
    func logits(_ vector: Vocabulary.Vector) -> [Lanes] {
        var sum = bias
        sum.withUnsafeMutableBufferPointer { sum in
            weights.withUnsafeBufferPointer { weights in
                for at in vector.features.indices {
                    let row = Int(vector.features[at]) * lanes
                    let value = vector.values[at]
                    for lane in 0..<lanes { sum[lane] += weights[row + lane] * value }
                }
            }
        }
        return sum
    }

    /// Trains on `examples`, by plain stochastic gradient descent on one thread.
    ///
    /// - Complexity: O(features of all examples · classes · epochs · (1 − dropout)).
    init(
        examples: [(vector: Vocabulary.Vector, label: Int)], features: Int, classes: Int, schedule: Schedule
    ) {
        self.classes = classes
        lanes = (classes + 7) / 8
        weights = Array(repeating: .zero, count: features * lanes)
        bias = Array(repeating: .zero, count: lanes)
        for pad in classes..<(lanes * 8) { bias[pad / 8][pad % 8] = -1e30 }
        guard !examples.isEmpty else { return }
        var random = SplitMix(seed: schedule.seed)
        var order = Array(examples.indices)
        var kept = Kept(dropout: schedule.dropout)
        let steps = Float(examples.count * schedule.epochs)
        var step = 0
        var gradient = [Lanes](repeating: .zero, count: lanes)
        for _ in 0..<schedule.epochs {
            for at in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(at, random.below(at + 1)) }
            for index in order {
                let rate = schedule.rate * (1 - Float(step) / steps)
                step += 1
                kept.choose(from: examples[index].vector, &random)
                update(kept, examples[index].label, rate, rate * schedule.biasShare, &gradient)
            }
        }
    }

    private mutating func update(
        _ kept: Kept, _ label: Int, _ rate: Float, _ biasRate: Float, _ gradient: inout [Lanes]
    ) {
        let lanes = lanes
        gradient.withUnsafeMutableBufferPointer { gradient in
            bias.withUnsafeMutableBufferPointer { bias in
                weights.withUnsafeMutableBufferPointer { weights in
                    for lane in 0..<lanes { gradient[lane] = bias[lane] }
                    for at in 0..<kept.count {
                        let row = Int(kept.features[at]) * lanes
                        let value = kept.values[at]
                        for lane in 0..<lanes { gradient[lane] += weights[row + lane] * value }
                    }
                    Softmax.apply(gradient)
                    gradient[label / 8][label % 8] -= 1
                    for lane in 0..<lanes { bias[lane] -= gradient[lane] * biasRate }
                    for at in 0..<kept.count {
                        let row = Int(kept.features[at]) * lanes
                        let step = kept.values[at] * rate
                        for lane in 0..<lanes { weights[row + lane] -= gradient[lane] * step }
                    }
                }
            }
        }
    }
}

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

    /// Draws anew from `vector`: eight decisions a random number.
    mutating func choose(from vector: Vocabulary.Vector, _ random: inout SplitMix) {
        let total = vector.features.count
        if features.count < total {
            features = Array(repeating: 0, count: total)
            values = Array(repeating: 0, count: total)
        }
        var to = 0
        var bits: UInt64 = 0
        for at in 0..<total {
            if at & 7 == 0 { bits = random.next() }
            features[to] = vector.features[at]
            values[to] = vector.values[at] * scale
            to += bits & 0xFF >= limit ? 1 : 0
            bits >>= 8
        }
        count = to
    }
}

/// From logits to shares.
enum Softmax {
    /// Replaces logits by shares that add up to 1. The highest logit is subtracted first, so nothing overflows.
    static func apply(_ values: UnsafeMutableBufferPointer<Lanes>) {
        var highest = values[0]
        for lane in 1..<max(values.count, 1) { highest = pointwiseMax(highest, values[lane]) }
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
