import Foundation

/// A colour as `#rrggbb`.
struct Color: Equatable {
    let red, green, blue: Double  // 0...1, sRGB

    init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init?(_ text: String) {
        guard text.wholeMatch(of: /#[0-9a-fA-F]{6}/) != nil, let value = Int(text.dropFirst(), radix: 16) else { return nil }
        self.init(
            red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255)
    }

    /// The ratio of WCAG 2.2, "contrast ratio": 1 (alike) ... 21 (black on white).
    func contrast(with other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private var luminance: Double {
        func linear(_ channel: Double) -> Double {
            channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// This colour with `share` (0...1) of `other` in it.
    func mixed(with other: Color, share: Double) -> Color {
        func mix(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
        return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    var text: String {
        func hex(_ channel: Double) -> String {
            let digits = String(Int((channel * 255).rounded()), radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return "#" + hex(red) + hex(green) + hex(blue)
    }
}
