/// A company's mark as lines and areas, so that it is sharp at any size and never a picture in the file.
///
/// Read from the part of SVG that marks are made of: `rect`, `circle`, `ellipse`, `line`, `polyline`, `polygon` and `path` (all but
/// arcs), with `fill`, `stroke` and `stroke-width` written as attributes and colours as `#rgb` or `#rrggbb`.
public struct Logo: Sendable, Hashable {
    /// The drawing's own area, from `viewBox`.
    var left, top, width, height: Double
    var shapes: [Shape]

    struct Shape: Sendable, Hashable {
        var segments: [Segment]
        var fill: Color?
        var stroke: Color?
        var strokeWidth: Double
    }

    enum Segment: Sendable, Hashable {
        case move(Point)
        case line(Point)
        case curve(Point, Point, Point)
        case close
    }

    /// More text than any mark needs.
    static let maximumBytes = 64 << 10

    /// - Parameter svg: at most 64 kB.
    /// - Throws: `.logo` with the first thing that cannot be drawn. Nothing is left out in silence.
    public init(svg: String) throws(PrintError) {
        guard svg.utf8.count <= Self.maximumBytes else {
            throw .logo(problem: "\(svg.utf8.count) bytes; the limit is \(Self.maximumBytes)")
        }
        var area: [Double] = []
        shapes = []
        for element in Element.all(in: svg) {
            if let feature = ["transform", "style", "class", "opacity", "clip-path", "mask"].first(where: { element.attributes[$0] != nil })
            {
                throw .logo(problem: "<\(element.name) \(feature)=…>")
            }
            switch element.name {
            case "svg": area = Numbers(element.attributes["viewBox"] ?? "").all
            case "title", "desc", "g": continue
            default: shapes.append(try Self.shape(of: element))
            }
        }
        guard area.count == 4, area[2] > 0, area[3] > 0 else { throw .logo(problem: "<svg> without a viewBox") }
        (left, top, width, height) = (area[0], area[1], area[2], area[3])
    }

    private static func shape(of element: Element) throws(PrintError) -> Shape {
        func number(_ name: String) -> Double { element.attributes[name].flatMap(Double.init) ?? 0 }
        func color(_ name: String, or standard: Color?) throws(PrintError) -> Color? {
            guard let text = element.attributes[name] else { return standard }
            if text == "none" { return nil }
            // #abc is #aabbcc.
            let long = text.count == 4 ? "#" + text.dropFirst().map { "\($0)\($0)" }.joined() : text
            guard let color = Color(hex: long) else { throw .logo(problem: "\(name)=\"\(text)\"") }
            return color
        }
        let segments: [Segment]
        switch element.name {
        case "rect":
            let radius = element.attributes["rx"] ?? element.attributes["ry"]
            segments = rectangle(number("x"), number("y"), number("width"), number("height"), radius: radius.flatMap(Double.init) ?? 0)
        case "circle": segments = ellipse(number("cx"), number("cy"), number("r"), number("r"))
        case "ellipse": segments = ellipse(number("cx"), number("cy"), number("rx"), number("ry"))
        case "line":
            segments = [.move(Point(x: number("x1"), y: number("y1"))), .line(Point(x: number("x2"), y: number("y2")))]
        case "polyline", "polygon":
            let numbers = Numbers(element.attributes["points"] ?? "").all
            let points = stride(from: 0, to: numbers.count - 1, by: 2).map { Point(x: numbers[$0], y: numbers[$0 + 1]) }
            guard let first = points.first else { throw .logo(problem: "<\(element.name)> without points") }
            segments = [.move(first)] + points.dropFirst().map { .line($0) } + (element.name == "polygon" ? [.close] : [])
        case "path": segments = try path(element.attributes["d"] ?? "")
        default: throw .logo(problem: "<\(element.name)>")
        }
        let black = Color(red: 0, green: 0, blue: 0)
        return Shape(
            segments: segments, fill: try color("fill", or: black), stroke: try color("stroke", or: nil),
            strokeWidth: element.attributes["stroke-width"].flatMap(Double.init) ?? 1)
    }

    /// How far the handles of a curve reach that looks like a quarter of a circle.
    private static let quarter = 0.5523

    static func ellipse(_ x: Double, _ y: Double, _ across: Double, _ down: Double) -> [Segment] {
        rectangle(x - across, y - down, across * 2, down * 2, radius: across, radiusDown: down)
    }

    static func rectangle(_ x: Double, _ y: Double, _ w: Double, _ h: Double, radius: Double, radiusDown: Double? = nil) -> [Segment] {
        let a = min(radius, w / 2)
        let b = min(radiusDown ?? radius, h / 2)
        guard a > 0, b > 0 else {
            return [
                .move(Point(x: x, y: y)), .line(Point(x: x + w, y: y)), .line(Point(x: x + w, y: y + h)), .line(Point(x: x, y: y + h)),
                .close,
            ]
        }
        let (c, d) = (a * (1 - quarter), b * (1 - quarter))
        let (r, t) = (x + w, y + h)
        return [
            .move(Point(x: x + a, y: y)), .line(Point(x: r - a, y: y)),
            .curve(Point(x: r - c, y: y), Point(x: r, y: y + d), Point(x: r, y: y + b)), .line(Point(x: r, y: t - b)),
            .curve(Point(x: r, y: t - d), Point(x: r - c, y: t), Point(x: r - a, y: t)), .line(Point(x: x + a, y: t)),
            .curve(Point(x: x + c, y: t), Point(x: x, y: t - d), Point(x: x, y: t - b)), .line(Point(x: x, y: y + b)),
            .curve(Point(x: x, y: y + d), Point(x: x + c, y: y), Point(x: x + a, y: y)), .close,
        ]
    }

    private static func path(_ data: String) throws(PrintError) -> [Segment] {
        var numbers = Numbers(data)
        var segments: [Segment] = []
        var here = Point(x: 0, y: 0)
        var start = here
        var command: Character = "M"
        /// The handle that `S` and `T` mirror.
        var handle: (point: Point, isCubic: Bool)?
        while !numbers.isAtEnd {
            if let letter = numbers.letter() { command = letter }
            let origin = command.isLowercase ? here : Point(x: 0, y: 0)
            func coordinate() throws(PrintError) -> Double {
                guard let number = numbers.next() else { throw .logo(problem: "d=\"\(data)\"") }
                return number
            }
            func point() throws(PrintError) -> Point { Point(x: origin.x + (try coordinate()), y: origin.y + (try coordinate())) }
            func mirrored(cubic: Bool) -> Point {
                guard let handle, handle.isCubic == cubic else { return here }
                return Point(x: 2 * here.x - handle.point.x, y: 2 * here.y - handle.point.y)
            }
            var next: (point: Point, isCubic: Bool)?
            switch command.lowercased() {
            case "m":
                here = try point()
                start = here
                segments.append(.move(here))
                // More pairs after a move are lines.
                command = command == "m" ? "l" : "L"
            case "l":
                here = try point()
                segments.append(.line(here))
            case "h":
                here.x = origin.x + (try coordinate())
                segments.append(.line(here))
            case "v":
                here.y = origin.y + (try coordinate())
                segments.append(.line(here))
            case "c", "s":
                let first = command.lowercased() == "c" ? try point() : mirrored(cubic: true)
                let second = try point()
                here = try point()
                segments.append(.curve(first, second, here))
                next = (second, true)
            case "q", "t":
                let middle = command.lowercased() == "q" ? try point() : mirrored(cubic: false)
                let from = here
                here = try point()
                // The same curve with two handles, each two thirds of the way.
                segments.append(.curve(from.toward(middle, 2 / 3), here.toward(middle, 2 / 3), here))
                next = (middle, false)
            case "z":
                segments.append(.close)
                here = start
            default: throw .logo(problem: "the path command \(command)")
            }
            handle = next
        }
        return segments
    }

    /// A tag and its attributes; what stands between tags is no drawing.
    private struct Element {
        var name: String
        var attributes: [String: String]

        static func all(in text: String) -> [Element] {
            var elements: [Element] = []
            var rest = text[...]
            while let open = rest.firstIndex(of: "<") {
                rest = rest[open...].dropFirst()
                if rest.hasPrefix("!--") {
                    guard let end = rest.firstRange(of: "-->") else { break }
                    rest = rest[end.upperBound...]
                    continue
                }
                guard let close = rest.firstIndex(of: ">") else { break }
                let tag = rest[..<close]
                rest = rest[close...]
                guard let first = tag.first, first.isLetter else { continue }
                let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
                elements.append(Element(name: String(name), attributes: attributes(tag.dropFirst(name.count))))
            }
            return elements
        }

        private static func attributes(_ text: Substring) -> [String: String] {
            var attributes: [String: String] = [:]
            var rest = text
            while let equals = rest.firstIndex(of: "=") {
                let name = rest[..<equals].filter { !$0.isWhitespace && $0 != "/" }
                rest = rest[equals...].dropFirst().drop(while: \.isWhitespace)
                guard let quote = rest.first, quote == "\"" || quote == "'" else { break }
                let value = rest.dropFirst().prefix { $0 != quote }
                attributes[name] = String(value)
                rest = rest.dropFirst(value.count + 2)
            }
            return attributes
        }
    }

    /// Numbers as SVG writes them, pressed together where a sign or a second point tells them apart: `16-3.2.5`.
    private struct Numbers {
        private var rest: Substring

        init(_ text: String) { rest = text[...] }

        var all: [Double] {
            var copy = self
            var numbers: [Double] = []
            while let number = copy.next() { numbers.append(number) }
            return numbers
        }

        var isAtEnd: Bool { !rest.contains { !Self.isSeparator($0) } }

        mutating func letter() -> Character? {
            rest = rest.drop(while: Self.isSeparator)
            guard let first = rest.first, first.isLetter else { return nil }
            rest.removeFirst()
            return first
        }

        mutating func next() -> Double? {
            rest = rest.drop(while: Self.isSeparator)
            var end = rest.startIndex
            var hasPoint = false
            while end < rest.endIndex {
                let character = rest[end]
                let isSign = character == "-" || character == "+"
                guard character.isNumber || (isSign && end == rest.startIndex) || (character == "." && !hasPoint) else { break }
                if character == "." { hasPoint = true }
                end = rest.index(after: end)
            }
            let number = Double(rest[..<end])
            if number != nil { rest = rest[end...] }
            return number
        }

        private static func isSeparator(_ character: Character) -> Bool { character.isWhitespace || character == "," }
    }
}

/// A place on paper, in points of 1/72 inch from the top left.
struct Point: Sendable, Hashable {
    var x, y: Double

    func toward(_ other: Point, _ share: Double) -> Point {
        Point(x: x + (other.x - x) * share, y: y + (other.y - y) * share)
    }
}
