import Synchronization

/// What `/api/metrics` tells beside the desk's own tally.
public final class Measurements: Sendable {
    /// One figure that another room keeps, as Prometheus names it.
    public struct Figure: Sendable {
        /// `frontdesk_…`, in base units; a counter ends in `_total`.
        public var name: String
        /// One line, for the reader of a dashboard.
        public var help: String
        /// A counter, or a gauge.
        public var kind: Kind
        /// As it stands.
        public var value: Double

        /// Whether it only grows.
        public enum Kind: String, Sendable { case counter, gauge }

        /// A figure as it stands now.
        public init(_ name: String, _ help: String, _ kind: Kind, _ value: Double) {
            self.name = name
            self.help = help
            self.kind = kind
            self.value = value
        }
    }

    private let requests = Mutex<[String: Int]>([:])
    private let others: @Sendable () -> [Figure]

    /// - Parameter others: figures of rooms that HTTP does not know, asked at each reading.
    public init(others: @escaping @Sendable () -> [Figure] = { [] }) {
        self.others = others
    }

    /// Counts a request for `path`; paths without a route count together, so that nobody can fill memory with names.
    func count(_ path: String, isRoute: Bool) {
        requests.withLock { $0[isRoute ? path : "other", default: 0] += 1 }
    }

    var requestsByPath: [String: Int] { requests.withLock { $0 } }
    var figures: [Figure] { others() }
}

/// Writes the Prometheus text format, version 0.0.4.
struct MetricsWriter {
    private(set) var text = ""

    mutating func family(_ name: String, _ help: String, _ kind: Measurements.Figure.Kind) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        let inside = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        let number = Self.text(of: value)
        text += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(inside)} \(number)\n"
    }

    /// Whole numbers without a fraction; what JSON has no word for as Prometheus writes it.
    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }

    private static func escaped(_ label: String) -> String {
        // By scalar: "\r\n" is one character, and its line feed would end the line.
        label.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
