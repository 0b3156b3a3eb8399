/// Multinomial logistic regression: one row of weights per feature, over all classes.
struct LinearModel: Sendable {
    let classes: Int
    /// Rows are padded to whole lanes; the padding's bias keeps its probability at 0.
    let lanes: Int
    private(set) var weights: [Lanes]
    private(set) var bias: [Lanes]

    /// How it is trained. The defaults were chosen on development splits (see the room's article).
    struct Schedule: Sendable, Hashable {
        var epochs: Int
        /// The step of the first update; it falls in a straight line to 0.
        var rate: Float
        /// The share of an example's features left out of each update, against leaning on a few.
        var dropout: Double
        var biasShare: Float = 0.02
        var seed: UInt64 = 1

        /// The schedule for this many examples.
        static func fitting(examples: Int) -> Schedule {
            if examples >= 6000 { return .init(epochs: 20, rate: 4, dropout: 0.6) }
            // Half the step and half as many passes again: 0.3 to 0.8 points on ten-shot development splits, and no less on
            // any. 60 passes gain another tenth, which two thirds of a second at each start are not worth.
            return .init(epochs: examples >= 600 ? 30 : 60, rate: 2, dropout: 0.35)
        }
    }

    /// Adds up the rows of a vector's features.
    func logits(_ vector: Vocabulary.Vector) -> [Lanes] {
        var sum = bias
        sum.withUnsafeMutableBufferPointer { sum in
            weights.withUnsafeBufferPointer { weights in
                for at in 0..<vector.count {
                    let row = Int(vector.features[at]) * lanes
                    let value = vector.values[at]
                    for lane in 0..<lanes { sum[lane] += weights[row + lane] * value }
                }
            }
        }
        return sum
    }

    /// Trains on `batch`, by plain stochastic gradient descent on one thread.
    ///
    /// - Complexity: O(features of all examples · classes · epochs · (1 − dropout)).
    init(_ batch: Batch, classes: Int, schedule: Schedule) {
        self.classes = classes
        lanes = (classes + 7) / 8
        weights = Array(repeating: .zero, count: batch.featureCount * lanes)
        bias = Padding.zeros(classes)
        var random = SplitMix(seed: schedule.seed)
        var order = Array(0..<batch.count)
        var kept = Kept(dropout: schedule.dropout)
        var gradient = bias
        var pace = Pace(first: schedule.rate, steps: batch.count * schedule.epochs)
        for _ in 0..<schedule.epochs {
            random.shuffle(&order)
            for index in order {
                let rate = pace.next()
                kept.choose(from: batch, index, &random)
                update(kept, batch.labels[index], rate, rate * schedule.biasShare, &gradient)
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
