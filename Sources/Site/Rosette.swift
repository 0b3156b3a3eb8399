import Foundation

/// The drawing of the home page: a star constructed with compass and ruler, with one vertex for each thing that is put
/// in order before an application. The company's list decides how many: 5...12 draw well.
struct Rosette {
    static let radius = 204.0

    let labels: [String]

    /// Paths and places as the template reads them; nil when there are too few labels for a star.
    var templateValue: [String: Any]? {
        guard (5...12).contains(labels.count) else { return nil }
        let count = labels.count
        let vertices = (0..<count).map { at(Double($0), Self.radius) }
        let inner = Self.radius * cos(.pi * 3 / Double(count)) / cos(.pi / Double(count))
        return [
            "labels": labels.joined(separator: ", "),
            "outer": Self.radius.short, "middle": (Self.radius * cos(.pi * 2 / Double(count))).short,
            "inner": abs(inner).short,
            "rim": (Self.radius + 9).short,
            "spokes": (0..<count).map { "M0 0L" + at(Double($0), Self.radius + 14).text }.joined(),
            "star": loops(vertices, step: 2), "fine": loops(vertices, step: 3),
            "seed": loops((0..<count).map { at(Double($0) + 0.5, abs(inner)) }, step: 3),
            "core": "M" + (0..<count).map { at(Double($0), abs(inner) * 0.98).text }.joined(separator: "L") + "Z",
            "nodes": zip(labels, vertices).enumerated().map { index, pair in
                node(index, label: pair.0, vertex: pair.1)
            },
        ]
    }

    private func node(_ index: Int, label: String, vertex: Point) -> [String: Any] {
        let place = at(Double(index), Self.radius + 22)
        let side = vertex.x / Self.radius
        let anchor = side > 0.2 ? "start" : side < -0.2 ? "end" : "middle"
        // Above and below the figure the text needs air, beside it the baseline sits at mid height.
        let drop = anchor == "middle" ? (place.y < 0 ? -2.0 : 16) : 6
        return [
            "x": vertex.x.short, "y": vertex.y.short, "tx": place.x.short, "ty": (place.y + drop).short,
            "anchor": anchor, "number": String(index + 1), "label": label,
        ]
    }

    /// Every vertex joined to the one `step` further on, as closed loops.
    private func loops(_ vertices: [Point], step: Int) -> String {
        var open = Set(vertices.indices)
        var path = ""
        while let first = open.min() {
            var index = first
            var points: [String] = []
            while open.remove(index) != nil {
                points.append(vertices[index].text)
                index = (index + step) % vertices.count
            }
            path += "M" + points.joined(separator: "L") + "Z"
        }
        return path
    }

    /// Half a step of turn puts an edge on top, so that no label stands alone above the figure.
    private func at(_ index: Double, _ radius: Double) -> Point {
        let angle = (index + 0.5) / Double(labels.count) * 2 * .pi - .pi / 2
        return Point(x: radius * cos(angle), y: radius * sin(angle))
    }

    private struct Point {
        let x, y: Double
        var text: String { "\(x.short) \(y.short)" }
    }
}

extension Double {
    /// One decimal, none when it is 0: enough for a drawing, and short.
    fileprivate var short: String {
        let rounded = (self * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
