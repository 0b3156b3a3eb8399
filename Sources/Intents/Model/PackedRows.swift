/// Rows of weights, a byte each: what a trained model is asked from.
///
/// A weight is a whole number of steps, 127 of which make the largest. As a text is a vector of length 1, its sums are
/// off by about a third of a step, far less than another seed of training would change them: no figure of the bench
/// moved by more than a question. A quarter of the memory is also a quarter of the cache lines that a reading waits for,
/// and sums of whole numbers are the same in any order.
struct PackedRows: Sendable {
    /// Lanes of one row.
    let lanes: Int
    /// Steps and 128, so that a byte becomes a wider number by a zero beside it.
    private var weights: [SIMD8<UInt8>]
    /// What one step is worth.
    private let step: Float

    private static let middle: Int32 = 128

    /// Packs `rows`, which lie one after the other.
    init(_ rows: [Lanes], lanes: Int) {
        self.lanes = lanes
        var largest = Lanes.zero
        for lane in rows {
            largest.replace(with: lane, where: lane .> largest)
            largest.replace(with: -lane, where: -lane .> largest)
        }
        step = max(largest.max(), 1e-30) / 127
        let stepsEach = 1 / step
        weights = rows.map { Self.packed($0 * stepsEach) }
    }

    /// To the nearest whole number: adding 1.5·2^23 rounds without a call to the C library.
    private static func packed(_ lanes: Lanes) -> SIMD8<UInt8> {
        let bits = unsafeBitCast(lanes + 12_582_912, to: SIMD8<Int32>.self)
        return SIMD8<UInt8>(truncatingIfNeeded: bits &- 0x4B40_0000 &+ middle)
    }

    var bytes: Int { weights.count * MemoryLayout<SIMD8<UInt8>>.stride }

    /// The weight in `row` at `column`.
    subscript(row: Int, column: Int) -> Float {
        Float(Int32(weights[row * lanes + column / 8][column % 8]) - Self.middle) * step
    }

    /// Adds the rows of `mixture`, each as often as it says, to `sum`, which has `lanes` lanes.
    ///
    /// - Complexity: O(rows · lanes); two rows at a time, nine instructions for each sixteen of their weights.
    func addUp(_ mixture: Mixture, to sum: inout [Lanes]) {
        precondition(sum.count == lanes, "\(sum.count) lanes for rows of \(lanes)")
        let worth = mixture.worth * step
        let offset = mixture.total &* Self.middle
        weights.withUnsafeBufferPointer { weights in
            mixture.pairs.withUnsafeBufferPointer { pairs in
                sum.withUnsafeMutableBufferPointer { sum in
                    // Four lanes at a time stay in registers over all rows; the rest go one by one.
                    var lane = 0
                    while lane + 4 <= lanes {
                        var (a, b, c, d) = (Sum(), Sum(), Sum(), Sum())
                        for pair in pairs[..<mixture.count] {
                            let one = Int(pair.one) &* lanes &+ lane
                            let other = Int(pair.other) &* lanes &+ lane
                            let factors = pair.factors
                            a.add(weights[one], weights[other], factors)
                            b.add(weights[one &+ 1], weights[other &+ 1], factors)
                            c.add(weights[one &+ 2], weights[other &+ 2], factors)
                            d.add(weights[one &+ 3], weights[other &+ 3], factors)
                        }
                        sum[lane] += a.lanes(less: offset) * worth
                        sum[lane + 1] += b.lanes(less: offset) * worth
                        sum[lane + 2] += c.lanes(less: offset) * worth
                        sum[lane + 3] += d.lanes(less: offset) * worth
                        lane += 4
                    }
                    while lane < lanes {
                        var a = Sum()
                        for pair in pairs[..<mixture.count] {
                            a.add(weights[Int(pair.one) &* lanes &+ lane], weights[Int(pair.other) &* lanes &+ lane], pair.factors)
                        }
                        sum[lane] += a.lanes(less: offset) * worth
                        lane += 1
                    }
                }
            }
        }
    }

    /// The sums of one lane of columns. Written so that the compiler makes of it the instruction that multiplies eight
    /// numbers of 16 bits and adds each two neighbours (PMADDWD, of the x86-64 baseline).
    private struct Sum {
        var low = SIMD4<Int32>()
        var high = SIMD4<Int32>()

        @inline(__always)
        mutating func add(_ one: SIMD8<UInt8>, _ other: SIMD8<UInt8>, _ factors: SIMD8<Int16>) {
            var both = SIMD16<UInt8>()
            both.evenHalf = one
            both.oddHalf = other
            low &+= Self.products(SIMD8<Int16>(truncatingIfNeeded: both.lowHalf), factors)
            high &+= Self.products(SIMD8<Int16>(truncatingIfNeeded: both.highHalf), factors)
        }

        @inline(__always)
        private static func products(_ weights: SIMD8<Int16>, _ factors: SIMD8<Int16>) -> SIMD4<Int32> {
            let products = SIMD8<Int32>(truncatingIfNeeded: weights) &* SIMD8<Int32>(truncatingIfNeeded: factors)
            return products.evenHalf &+ products.oddHalf
        }

        func lanes(less offset: Int32) -> Lanes {
            Lanes(SIMD8<Int32>(lowHalf: low &- offset, highHalf: high &- offset))
        }
    }

    /// Adds all that it is to `hash`.
    func add(to hash: inout FNV) {
        hash.add(word: step.bitPattern)
        for lane in weights { hash.add(words: unsafeBitCast(lane, to: UInt64.self)) }
    }
}

/// How often each of some rows counts, in whole numbers. It keeps its memory from text to text.
struct Mixture: Sendable {
    /// Two rows and how often they count.
    struct Pair: Sendable {
        var one: UInt32
        var other: UInt32
        /// The factor of the first row in the lower half.
        var both: UInt32

        @inline(__always)
        var factors: SIMD8<Int16> { unsafeBitCast(SIMD4<UInt32>(repeating: both), to: SIMD8<Int16>.self) }
    }

    private(set) var pairs: [Pair] = []
    /// How many of the pairs are of this text.
    private(set) var count = 0
    /// The sum of all factors.
    private(set) var total: Int32 = 0
    /// What 1 of a factor is worth.
    private(set) var worth: Float = 0

    /// A factor is at most this, and all together `mostInAll`: times 255 that fits into 32 bits with a sign.
    private static let most: Float = 32_767
    private static let mostInAll: Float = 4_194_304

    /// Becomes the first `count` of `rows`, as often as `values` say, which are not negative.
    mutating func read(_ rows: [UInt32], _ values: [Float], count many: Int) {
        count = (many + 1) / 2
        if pairs.count < count { pairs = Array(repeating: .init(one: 0, other: 0, both: 0), count: max(count, pairs.count * 2)) }
        var (largest, sum) = (Float(1e-30), Float(1e-30))
        for value in values[..<many] {
            largest = max(largest, value)
            sum += value
        }
        let scale = min(Self.most / largest, Self.mostInAll / sum)
        worth = 1 / scale
        var total: Int32 = 0
        pairs.withUnsafeMutableBufferPointer { pairs in
            for at in 0..<(many / 2) {
                let first = Int32(values[2 * at] * scale)
                let second = Int32(values[2 * at + 1] * scale)
                total &+= first &+ second
                pairs[at] = .init(
                    one: rows[2 * at], other: rows[2 * at + 1], both: UInt32(bitPattern: first) | UInt32(bitPattern: second) << 16)
            }
            guard many % 2 == 1 else { return }
            let last = Int32(values[many - 1] * scale)
            total &+= last
            pairs[many / 2] = .init(one: rows[many - 1], other: rows[many - 1], both: UInt32(bitPattern: last))
        }
        self.total = total
    }
}

/// Both members, as they are asked.
struct Members: Sendable {
    private let linear: PackedRows
    private let bias: [Lanes]
    private var second: Second?

    private struct Second {
        let input: PackedRows
        let inputBias: [Lanes]
        let output: PackedRows
        let outputBias: [Lanes]
    }

    init(_ model: LinearModel) {
        linear = PackedRows(model.weights, lanes: model.lanes)
        bias = model.bias
    }

    /// The same with the second member.
    func with(_ model: Perceptron) -> Members {
        var both = self
        both.second = Second(
            input: PackedRows(model.input, lanes: model.hiddenLanes), inputBias: model.inputBias,
            output: PackedRows(model.output, lanes: model.classLanes), outputBias: model.outputBias)
        return both
    }

    /// Whether the second member has its say.
    var areTwo: Bool { second != nil }

    /// What `vector` makes of each class: the mean of the members' logits, padding included.
    ///
    /// - Parameters:
    ///   - work: room to work in.
    ///   - logits: becomes the outcome.
    func logits(_ vector: Vocabulary.Vector, _ work: inout Work, _ logits: inout [Lanes]) {
        work.mixture.read(vector.features, vector.values, count: vector.count)
        logits.copy(bias)
        linear.addUp(work.mixture, to: &logits)
        guard let second else { return }
        work.hidden.copy(second.inputBias)
        second.input.addUp(work.mixture, to: &work.hidden)
        work.rectify()
        // Both members' sums in one row: the mean is half of it.
        for lane in logits.indices { logits[lane] += second.outputBias[lane] }
        second.output.addUp(work.mixture, to: &logits)
        for lane in logits.indices { logits[lane] *= 0.5 }
    }

    /// What a reading works in. It keeps its memory from text to text.
    struct Work: Sendable {
        fileprivate var mixture = Mixture()
        fileprivate var hidden: [Lanes] = []
        /// The units above 0, and what they are.
        private var units: [UInt32] = []
        private var values: [Float] = []

        /// Makes the mixture that of the hidden units above 0.
        fileprivate mutating func rectify() {
            if units.count < hidden.count * 8 {
                units = Array(repeating: 0, count: hidden.count * 8)
                values = Array(repeating: 0, count: hidden.count * 8)
            }
            var count = 0
            units.withUnsafeMutableBufferPointer { units in
                values.withUnsafeMutableBufferPointer { values in
                    for (lane, eight) in hidden.enumerated() {
                        for at in 0..<8 {
                            units[count] = UInt32(lane * 8 + at)
                            values[count] = eight[at]
                            count += eight[at] > 0 ? 1 : 0
                        }
                    }
                }
            }
            mixture.read(units, values, count: count)
        }
    }

    /// What a feature adds to the logit of a class, in the linear member.
    func weight(_ feature: Int, _ place: Int) -> Float { linear[feature, place] }

    var bytes: Int {
        let first = linear.bytes + bias.count * MemoryLayout<Lanes>.stride
        guard let second else { return first }
        let biases = second.inputBias.count + second.outputBias.count
        return first + second.input.bytes + second.output.bytes + biases * MemoryLayout<Lanes>.stride
    }

    /// Adds all weights to `hash`.
    func add(to hash: inout FNV) {
        linear.add(to: &hash)
        hash.add(lanes: bias)
        guard let second else { return }
        second.input.add(to: &hash)
        second.output.add(to: &hash)
        hash.add(lanes: second.inputBias)
        hash.add(lanes: second.outputBias)
    }

    /// The mean of two rows of logits, which is the geometric mean of the shares: as accurate as the mean of the shares
    /// on every development split, and one temperature serves it.
    static func mean(_ a: [Lanes], _ b: [Lanes]) -> [Lanes] {
        var mean = a
        for lane in mean.indices { mean[lane] = (a[lane] + b[lane]) * 0.5 }
        return mean
    }
}

extension [Lanes] {
    /// Becomes `other` without asking for memory where there is room.
    mutating func copy(_ other: [Lanes]) {
        if count != other.count {
            self = Array(repeating: .zero, count: other.count)
        }
        for lane in other.indices { self[lane] = other[lane] }
    }
}
