// Elementary functions made of IEEE operations only, so that the same files give the same model bit for bit whatever
// the C library is: glibc picks another `exp` and `log` for a processor with fused multiply-add.

/// The natural logarithm of `x`, a positive finite number, to about 1e-15.
///
/// `x` = m·2^e with m near 1, and ln m = 2·atanh((m−1)/(m+1)) by its series.
func naturalLogarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "logarithm of \(x)")
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.4142135623730951 {
        mantissa /= 2
        exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 0.0
    var odd = 25.0
    while odd >= 1 {
        sum = sum * square + 1 / odd
        odd -= 2
    }
    return 2 * ratio * sum + exponent * 0.6931471805599453
}

/// e to the power of `x`, to about 1e-15; 0 below −700.
func exponential(_ x: Double) -> Double {
    if x < -700 { return 0 }
    let power = (min(x, 700) * 1.4426950408889634).rounded()
    let rest = min(x, 700) - power * 0.6931471805599453
    var sum = 1.0
    var term = 14.0
    while term >= 1 {
        sum = 1 + sum * rest / term
        term -= 1
    }
    return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
}

/// 1 / (1 + e^−x).
func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

/// ln(p / (1 − p)), with `p` kept a millionth away from 0 and 1.
func logit(_ p: Double) -> Double {
    let inside = min(max(p, 1e-6), 1 - 1e-6)
    return naturalLogarithm(inside / (1 - inside))
}

/// Eight lanes: two registers on the x86-64 baseline, one with AVX.
typealias Lanes = SIMD8<Float>

/// e to the power of each lane, to about 2e-7, for lanes at most 80; 0 below −80.
///
/// The range is reduced by powers of two put together in the exponent's bits (Cody and Waite 1980), the rest is a
/// polynomial of degree 6.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    let low = Lanes(repeating: -80)
    let bounded = x.replacing(with: low, where: x .< low)
    // Adding 1.5·2^23 rounds to a whole number without a call to the C library.
    let shift = Lanes(repeating: 12_582_912)
    let shifted = bounded * 1.442_695 + shift
    let power = shifted - shift
    let rest = (bounded - power * 0.693_359_4) - power * -2.121_944_4e-4
    var sum = Lanes(repeating: 1.0 / 720)
    sum = sum * rest + (1.0 / 120)
    sum = sum * rest + (1.0 / 24)
    sum = sum * rest + (1.0 / 6)
    sum = sum * rest + 0.5
    sum = sum * rest + 1
    sum = sum * rest + 1
    // The lowest bits of a float that large count in ones: they are the power itself.
    let whole = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000
    let bits = (whole &+ 127) &<< 23
    let scaled = sum * unsafeBitCast(bits, to: Lanes.self)
    return scaled.replacing(with: 0, where: x .< low)
}

/// A generator of reproducible numbers (SplitMix64, Steele, Lea and Flood 2014): the seed alone decides them.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number in 0..<`bound`, by multiplication: its bias is below 2^-32 and the standard library's own
    /// `shuffle` is not promised to stay the same.
    mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) &* UInt64(bound)) >> 32) }
}

/// FNV-1a over 64 bits (Fowler, Noll, Vo): the key of a feature, and the hash of a model.
struct FNV: Sendable {
    private(set) var value: UInt64

    init() { value = 0xCBF2_9CE4_8422_2325 }

    /// A hash of its own for each kind of feature, so that the word "ab" and the letters "ab" do not meet.
    init(tag: UInt8) {
        self.init()
        add(tag)
    }

    @inline(__always)
    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    @inline(__always)
    mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

    /// Adds four bytes as one, where speed matters more than the spread of single bits.
    @inline(__always)
    mutating func add(word: UInt32) { value = (value ^ UInt64(word)) &* 0x0000_0100_0000_01B3 }

    /// Adds eight bytes as two.
    @inline(__always)
    mutating func add(words: UInt64) {
        add(word: UInt32(truncatingIfNeeded: words))
        add(word: UInt32(truncatingIfNeeded: words >> 32))
    }

    /// Adds the bits of every lane.
    mutating func add(lanes: [Lanes]) {
        for lane in lanes { for at in 0..<8 { add(word: lane[at].bitPattern) } }
    }

    /// Adds the eight bytes of `number`, lowest first.
    mutating func add(number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }
}
