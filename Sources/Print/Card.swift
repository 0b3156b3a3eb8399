import CPango
import Foundation

/// The picture that social networks and messengers show beside a link to a page, as it will be drawn: words in one language.
public struct Card: Sendable, Hashable {
    /// What Open Graph readers crop least: https://ogp.me and X's `summary_large_image` (2:1, 300×157 to 4096×4096).
    public static let width = 1200
    /// See `width`.
    public static let height = 630
    /// How many corners the star may have that stands on the right.
    public static let corners = 5...12

    /// BCP 47, for line breaking: `id`, `en`.
    public var language: String
    /// Beside the logo, at the top.
    public var company: String
    /// Large. Set smaller until it fits four lines, and cut with an ellipsis beyond that.
    public var title: String
    /// One or two lines under the title.
    public var subtitle: String
    /// At the foot: where the page is, `www.contoh.example`.
    public var address: String
    /// The ground is mixed from it.
    public var accent: Color
    /// Lines and marks, on the dark ground.
    public var glow: Color
    /// nil draws the company's initial instead.
    public var logo: Logo?
    /// Corners of the star, drawn as the nearest number of `corners`.
    public var points: Int

    /// A card; what is left empty is not drawn.
    public init(
        language: String, company: String, title: String, subtitle: String = "", address: String = "", accent: Color = .green,
        glow: Color = .glow, logo: Logo? = nil, points: Int = 8
    ) {
        self.language = language
        self.company = company
        self.title = title
        self.subtitle = subtitle
        self.address = address
        self.accent = accent
        self.glow = glow
        self.logo = logo
        self.points = points
    }
}

/// Draws one card. Measures are pixels.
struct CardDrawing {
    private static let left = 84.0
    private static let top = 72.0
    /// Where words end, so that none crosses the star.
    private static let measure = 690.0
    /// The title's sizes, tried in this order, and the height that it may fill.
    private static let sizes = [74.0, 66, 58, 50]
    private static let titleHeight = 300.0

    let card: Card
    let context: OpaquePointer
    let family: String

    private var ground: Color { card.accent.mixed(with: Color(red: 0.02, green: 0.07, blue: 0.06), 0.62) }
    private var quiet: Color { ground.mixed(with: .white, 0.72) }

    private func text(_ string: String, _ style: Style, width: Double? = nil, lines: Int32 = 0) -> Text {
        Text(string, style, width: width, lines: lines, in: context, family: family)
    }

    func draw(on canvas: Canvas) {
        canvas.fill(ground, 0, 0, Double(Card.width), Double(Card.height))
        drawStar(canvas)
        drawCompany(canvas)
        let title = title
        let subtitle = card.subtitle.isEmpty ? nil : text(card.subtitle, Style(size: 29, leading: 1.2), width: Self.measure, lines: 2)
        // The two stand together a little above the middle of what is left between logo and address.
        let height = title.height + (subtitle.map { $0.height + 26 } ?? 0)
        let y = max(Self.top + 96, 322 - height / 2)
        canvas.draw(title, at: Point(x: Self.left, y: y), in: .white)
        if let subtitle { canvas.draw(subtitle, at: Point(x: Self.left, y: y + title.height + 26), in: quiet) }
        let foot = Double(Card.height) - Self.top
        canvas.fill(card.glow, Self.left, foot - 15, 15, 15, turned: true)
        canvas.draw(text(card.address, Style(size: 25)), at: Point(x: Self.left + 30, y: foot - 24), in: card.glow)
    }

    /// The title in the largest size that leaves room for the rest.
    private var title: Text {
        for size in Self.sizes {
            let text = text(card.title, Style(size: size, weight: .bold, leading: 1.04), width: Self.measure)
            if text.height <= Self.titleHeight { return text }
        }
        return text(card.title, Style(size: Self.sizes[Self.sizes.count - 1], weight: .bold, leading: 1.04), width: Self.measure, lines: 4)
    }

    private func drawCompany(_ canvas: Canvas) {
        let side = 62.0
        if let logo = card.logo {
            canvas.draw(logo, Self.left, Self.top, height: side)
        } else {
            canvas.fill(card.glow, Self.left, Self.top, side, side, radius: 12)
            let initial = text(card.company.first.map { String($0).uppercased() } ?? "", Style(size: 34, weight: .bold))
            let place = Point(x: Self.left + (side - initial.width) / 2, y: Self.top + (side - initial.height) / 2)
            canvas.draw(initial, at: place, in: ground)
        }
        let name = text(card.company, Style(size: 34, weight: .bold), width: Self.measure - side - 22, lines: 1)
        canvas.draw(name, at: Point(x: Self.left + side + 22, y: Self.top + (side - name.height) / 2), in: .white)
    }

    /// The star of the home page (`Site/Rosette`), cut off by the right edge.
    private func drawStar(_ canvas: Canvas) {
        let count = min(max(card.points, Card.corners.lowerBound), Card.corners.upperBound)
        let center = Point(x: 1058, y: 315)
        let radius = 284.0
        let inner = radius * cos(.pi * 3 / Double(count)) / cos(.pi / Double(count))
        func at(_ index: Double, _ radius: Double) -> Point { Self.at(index, of: count, radius, around: center) }
        let faint = ground.mixed(with: card.glow, 0.2)
        for (each, width) in [(radius, 1.5), (radius + 13, 1), (abs(inner), 1)] { canvas.circle(faint, center, each, lineWidth: width) }
        for index in 0..<count { canvas.line(faint, [center, at(Double(index), radius + 20)], lineWidth: 1.2) }
        for tick in 0..<(count * 18) {
            let place = Double(tick) / 18
            canvas.line(faint, [at(place, radius + 9), at(place, radius + 17)], lineWidth: 1.2)
        }
        canvas.fill(ground.mixed(with: card.glow, 0.12), (0..<count).map { at(Double($0), abs(inner) * 0.98) })
        let vertices = (0..<count).map { at(Double($0), radius) }
        let seeds = (0..<count).map { at(Double($0) + 0.5, abs(inner)) }
        for (points, step, color, width) in [
            (seeds, 3, ground.mixed(with: card.glow, 0.72), 1.6), (vertices, 3, ground.mixed(with: card.glow, 0.5), 1.8),
            (vertices, 2, card.glow, 3.4),
        ] {
            for index in 0..<count { canvas.line(color, [points[index], points[(index + step) % count]], lineWidth: width) }
        }
        for vertex in vertices {
            canvas.disc(ground, vertex, 9)
            canvas.circle(card.glow, vertex, 9, lineWidth: 3)
        }
    }

    private static func at(_ index: Double, of count: Int, _ radius: Double, around center: Point) -> Point {
        let angle = (index + 0.5) / Double(count) * 2 * .pi - .pi / 2
        return Point(x: center.x + radius * cos(angle), y: center.y + radius * sin(angle))
    }
}
