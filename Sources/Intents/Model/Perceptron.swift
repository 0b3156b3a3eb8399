/// The second member: one hidden layer of rectified units, over the same features.
///
/// It errs elsewhere than the linear member, so the mean of the two is better than either. Its first layer has a row
/// of weights per feature, as the linear model has; rows are trained by Adagrad with one step size a row (Duchi,
/// Hazan and Singer 2011), which costs four bytes a row instead of as many again as the weights.
struct Perceptron: Sendable {
    let classes: Int
    let hiddenLanes: Int
    let classLanes: Int
    private(set) var input: [Lanes]
    private(set) var inputBias: [Lanes]
    /// A row per hidden unit, over the classes.
    private(set) var output: [Lanes]
    private(set) var outputBias: [Lanes]

    /// How it is trained. The defaults were chosen on development splits.
    struct Schedule: Sendable, Hashable {
        /// Units of the hidden layer; those of the whole committee.
        var hidden: Int
        /// How many networks share the units, each trained from a seed of its own and asked together as one. Few examples
        /// leave much to chance, and the mean of four networks of 64 leaves less of it than one of 128: 0.3 to 1.0 points on
        /// ten-shot development splits.
        var committee = 1
        var epochs: Int
        var rate: Float = 0.05
        var inputDropout: Double
        var hiddenDropout: Double
        var seed: UInt64 = 2

        /// The schedule for this many examples of this many classes.
        static func fitting(examples: Int, classes: Int) -> Schedule {
            if examples < 1600 { return .init(hidden: 256, committee: 4, epochs: 40, inputDropout: 0.4, hiddenDropout: 0.2) }
            if examples < 6000 { return .init(hidden: 64, epochs: 20, inputDropout: 0.5, hiddenDropout: 0.3) }
            // At a thousand classes the output layer is what costs: fewer units, fewer passes.
            if classes > 400 { return .init(hidden: 128, epochs: 10, inputDropout: 0.6, hiddenDropout: 0.4) }
            return .init(hidden: 256, epochs: 20, inputDropout: 0.6, hiddenDropout: 0.4)
        }
    }

    /// The logits of the classes, padding included.
    func logits(_ vector: Vocabulary.Vector) -> [Lanes] {
        var hidden = inputBias
        var sum = outputBias
        hidden.withUnsafeMutableBufferPointer { hidden in
            input.withUnsafeBufferPointer { input in
                for at in 0..<vector.count {
                    let row = Int(vector.features[at]) * hiddenLanes
                    let value = vector.values[at]
                    for lane in 0..<hiddenLanes { hidden[lane] += input[row + lane] * value }
                }
            }
            sum.withUnsafeMutableBufferPointer { sum in
                output.withUnsafeBufferPointer { output in
                    hidden.withMemoryRebound(to: Float.self) { hidden in
                        for unit in hidden.indices where hidden[unit] > 0 {
                            let row = unit * classLanes
                            let value = hidden[unit]
                            for lane in 0..<classLanes { sum[lane] += output[row + lane] * value }
                        }
                    }
                }
            }
        }
        return sum
    }

    /// Trains on `batch`, on one thread.
    ///
    /// - Complexity: O((features of all examples · hidden + examples · hidden · classes) · epochs).
    init(_ batch: Batch, classes: Int, schedule: Schedule) {
        var alone = schedule
        (alone.hidden, alone.committee) = (schedule.hidden / schedule.committee, 1)
        let members = (0..<schedule.committee).map { member in
            alone.seed = schedule.seed + UInt64(member)
            return Perceptron(alone, batch, classes: classes)
        }
        self = members.count == 1 ? members[0] : Perceptron(joining: members)
    }

    /// One network that gives the mean of what `members` give: their units side by side.
    private init(joining members: [Perceptron]) {
        let each = members[0].hiddenLanes
        classes = members[0].classes
        classLanes = members[0].classLanes
        hiddenLanes = each * members.count
        input = []
        input.reserveCapacity(members[0].input.count * members.count)
        for row in stride(from: 0, to: members[0].input.count, by: each) {
            for member in members { input += member.input[row..<(row + each)] }
        }
        let share = 1 / Float(members.count)
        inputBias = members.flatMap(\.inputBias)
        output = members.flatMap { $0.output.map { $0 * share } }
        outputBias = members[0].outputBias.indices.map { lane in members.reduce(Lanes.zero) { $0 + $1.outputBias[lane] * share } }
    }

    /// Trains one network.
    private init(_ schedule: Schedule, _ batch: Batch, classes: Int) {
        self.classes = classes
        classLanes = (classes + 7) / 8
        hiddenLanes = (schedule.hidden + 7) / 8
        var random = SplitMix(seed: schedule.seed)
        // Wide enough to tell the units apart, small beside what they learn: 0.03 to 0.1 came out alike.
        let spread: Float = 0.05
        input = Self.noise(batch.featureCount * hiddenLanes, spread, &random)
        inputBias = Array(repeating: .zero, count: hiddenLanes)
        output = Self.noise(hiddenLanes * 8 * classLanes, spread, &random)
        outputBias = Padding.zeros(classes)
        var training = Training(self, features: batch.featureCount, schedule)
        var order = Array(0..<batch.count)
        var pace = Pace(first: schedule.rate, steps: batch.count * schedule.epochs)
        for _ in 0..<schedule.epochs {
            random.shuffle(&order)
            for index in order {
                training.kept.choose(from: batch, index, &random)
                update(&training, batch.labels[index], pace.next(), &random)
            }
        }
    }

    /// What training needs beside the weights.
    private struct Training {
        var kept: Kept
        var hidden: [Lanes]
        var hiddenGradient: [Lanes]
        var gradient: [Lanes]
        /// The units that take part in this update, and what they gave.
        var live: [(unit: Int, value: Float)]
        var inputSquares: [Float]
        var outputSquares: [Float]
        private let dropLimit: UInt64
        private let keepScale: Float

        init(_ model: Perceptron, features: Int, _ schedule: Schedule) {
            kept = Kept(dropout: schedule.inputDropout)
            hidden = Array(repeating: .zero, count: model.hiddenLanes)
            hiddenGradient = hidden
            gradient = Array(repeating: .zero, count: model.classLanes)
            live = []
            live.reserveCapacity(model.hiddenLanes * 8)
            inputSquares = Array(repeating: 1e-8, count: features + 1)
            outputSquares = Array(repeating: 1e-8, count: model.hiddenLanes * 8 + 1)
            dropLimit = UInt64((schedule.hiddenDropout * 256).rounded())
            keepScale = Float(256 / (256 - (schedule.hiddenDropout * 256).rounded()))
        }

        /// Draws which units take part; one that is silent or dropped has no part in the error either.
        mutating func chooseUnits(_ random: inout SplitMix) {
            live.removeAll(keepingCapacity: true)
            hidden.withUnsafeBufferPointer { hidden in
                hidden.withMemoryRebound(to: Float.self) { hidden in
                    var bits: UInt64 = 0
                    for unit in hidden.indices {
                        if unit & 7 == 0 { bits = random.next() }
                        if hidden[unit] > 0, bits & 0xFF >= dropLimit { live.append((unit, hidden[unit] * keepScale)) }
                        bits >>= 8
                    }
                }
            }
        }

        func scaled(_ gradient: Float) -> Float { gradient * keepScale }
    }

    private static func noise(_ count: Int, _ spread: Float, _ random: inout SplitMix) -> [Lanes] {
        (0..<count).map { _ in
            var lanes = Lanes.zero
            for half in 0..<4 {
                let bits = random.next()
                lanes[2 * half] = (Float(bits & 0xFFFFFF) / 8_388_608 - 1) * spread
                lanes[2 * half + 1] = (Float(bits >> 40) / 8_388_608 - 1) * spread
            }
            return lanes
        }
    }

    private mutating func update(_ training: inout Training, _ label: Int, _ rate: Float, _ random: inout SplitMix) {
        forward(&training, &random)
        training.gradient.withUnsafeMutableBufferPointer { Softmax.apply($0) }
        training.gradient[label / 8][label % 8] -= 1
        updateOutput(&training, rate)
        updateInput(&training, rate)
    }

    private func forward(_ training: inout Training, _ random: inout SplitMix) {
        let hiddenLanes = hiddenLanes
        let classLanes = classLanes
        let kept = training.kept
        training.hidden.withUnsafeMutableBufferPointer { hidden in
            input.withUnsafeBufferPointer { input in
                for lane in 0..<hiddenLanes { hidden[lane] = inputBias[lane] }
                for at in 0..<kept.count {
                    let row = Int(kept.features[at]) * hiddenLanes
                    let value = kept.values[at]
                    for lane in 0..<hiddenLanes { hidden[lane] += input[row + lane] * value }
                }
            }
        }
        training.chooseUnits(&random)
        let live = training.live
        training.gradient.withUnsafeMutableBufferPointer { sum in
            output.withUnsafeBufferPointer { output in
                for lane in 0..<classLanes { sum[lane] = outputBias[lane] }
                for (unit, value) in live {
                    let row = unit * classLanes
                    for lane in 0..<classLanes { sum[lane] += output[row + lane] * value }
                }
            }
        }
    }

    /// Moves the output rows of the live units and leaves the gradient of the hidden ones.
    private mutating func updateOutput(_ training: inout Training, _ rate: Float) {
        let classLanes = classLanes
        let live = training.live
        let meanSquare = Self.square(training.gradient) / Float(classes)
        for lane in 0..<hiddenLanes { training.hiddenGradient[lane] = .zero }
        output.withUnsafeMutableBufferPointer { output in
            training.gradient.withUnsafeBufferPointer { gradient in
                for (unit, value) in live {
                    training.outputSquares[unit] += value * value * meanSquare
                    let step = rate * value / training.outputSquares[unit].squareRoot()
                    let row = unit * classLanes
                    var back = Lanes.zero
                    for lane in 0..<classLanes {
                        back += gradient[lane] * output[row + lane]
                        output[row + lane] -= gradient[lane] * step
                    }
                    training.hiddenGradient[unit / 8][unit % 8] = training.scaled(back.sum())
                }
            }
        }
        let last = training.outputSquares.count - 1
        training.outputSquares[last] += meanSquare
        let step = rate / training.outputSquares[last].squareRoot()
        for lane in 0..<classLanes { outputBias[lane] -= training.gradient[lane] * step }
    }

    private static func square(_ lanes: [Lanes]) -> Float {
        var sum = Lanes.zero
        for lane in lanes { sum += lane * lane }
        return sum.sum()
    }

    private mutating func updateInput(_ training: inout Training, _ rate: Float) {
        let hiddenLanes = hiddenLanes
        let meanSquare = Self.square(training.hiddenGradient) / Float(hiddenLanes * 8)
        let kept = training.kept
        let last = training.inputSquares.count - 1
        input.withUnsafeMutableBufferPointer { input in
            training.hiddenGradient.withUnsafeBufferPointer { gradient in
                training.inputSquares.withUnsafeMutableBufferPointer { inputSquares in
                    for at in 0..<kept.count {
                        let feature = Int(kept.features[at])
                        let value = kept.values[at]
                        inputSquares[feature] += value * value * meanSquare
                        let step = rate * value / inputSquares[feature].squareRoot()
                        let row = feature * hiddenLanes
                        for lane in 0..<hiddenLanes { input[row + lane] -= gradient[lane] * step }
                    }
                }
            }
        }
        training.inputSquares[last] += meanSquare
        let step = rate / training.inputSquares[last].squareRoot()
        for lane in 0..<hiddenLanes { inputBias[lane] -= training.hiddenGradient[lane] * step }
    }
}
