/// The arithmetic behind what is shown, by the book, so that anybody can do it again.
public enum Figures {
    /// The value at `share` of the values in rising order, by nearest rank: the smallest value that is not below that share of them. Nil
    /// without values.
    public static func quantile<Value: Comparable>(_ share: Double, of sorted: [Value]) -> Value? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max(0, min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
    }

    /// Where the true share lies with 95 % confidence when `successes` of `trials` were seen: Wilson's score interval (JASA 22, 1927),
    /// which stays within 0...1 and is honest with few trials. Nil without trials.
    public static func interval(_ successes: Int, of trials: Int) -> ClosedRange<Double>? {
        guard trials > 0, (0...trials).contains(successes) else { return nil }
        let z = 1.959_963_984_540_054
        let (n, p) = (Double(trials), Double(successes) / Double(trials))
        let middle = p + z * z / (2 * n)
        let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (middle - spread) / scale)...min(1, (middle + spread) / scale)
    }
}
