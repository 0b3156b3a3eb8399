/// Writes HTML so that no text can become markup: text and values are always escaped, names are the ones below, and an address is only
/// taken as an `Address`. There is no way to write a style, a script or a handler, which the content policy would refuse anyway.
struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 8_192) {
        bytes.reserveCapacity(capacity)
    }

    enum Element: String {
        case a, article, button, div, fieldset, form, h2, input, label, legend, li, p, section, span, textarea, time, ul
    }

    /// An attribute whose value may be anybody's text.
    enum Name: String {
        case ariaHidden = "aria-hidden", ariaInvalid = "aria-invalid", ariaLabel = "aria-label", ariaLabelledBy = "aria-labelledby"
        case autocomplete, `class`, datetime, dir, `for`, id, lang, maxlength, method, name, placeholder, rel, required, role, rows, target
        case type, value
    }

    /// One attribute, escaped when it is written.
    struct Attribute {
        fileprivate let name: String
        fileprivate let value: String

        static func of(_ name: Name, _ value: String) -> Attribute { Attribute(name: name.rawValue, value: value) }
        static func href(_ address: Address) -> Attribute { Attribute(name: "href", value: address.text) }
        /// Where a form goes: our own routes, as they are written in the source.
        static func action(_ path: StaticString) -> Attribute { Attribute(name: "action", value: path.description) }
    }

    /// Where a link may lead: the web, a mailbox, a telephone, or somewhere on this site.
    struct Address {
        let text: String

        /// nil for any other scheme, such as `javascript:`, however it is spelt.
        init?(_ text: String) {
            // Browsers skip white space and control characters on their way to a scheme, so a text that has some is none of ours.
            guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { return nil }
            let beforePath = text.prefix { !"/?#".contains($0) }
            if let colon = beforePath.firstIndex(of: ":") {
                guard ["http", "https", "mailto", "tel"].contains(beforePath[..<colon].lowercased()) else { return nil }
            } else if text.contains("\\") || text.hasPrefix("//") {
                return nil  // another site's, in disguise
            }
            self.text = text
        }

        /// Whether it leaves this site for another.
        var isElsewhere: Bool { text.lowercased().hasPrefix("http") && text.contains("://") }
    }

    /// An element and what stands in it.
    mutating func element(_ element: Element, _ attributes: Attribute..., content: (inout HTMLWriter) -> Void) {
        open(element, attributes)
        content(&self)
        bytes += Array("</\(element.rawValue)>".utf8)
    }

    /// An element that holds `text`.
    mutating func element(_ element: Element, _ attributes: Attribute..., text: String) {
        open(element, attributes)
        self.text(text)
        bytes += Array("</\(element.rawValue)>".utf8)
    }

    /// An `input`, which holds nothing.
    mutating func input(_ attributes: Attribute...) {
        open(.input, attributes)
    }

    mutating func text(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    /// A part of a template that was rendered ahead of time; never anything a visitor or an editor wrote.
    mutating func template(_ part: some Sequence<UInt8>) {
        bytes += part
    }

    private mutating func open(_ element: Element, _ attributes: [Attribute]) {
        bytes.append(UInt8(ascii: "<"))
        bytes += Array(element.rawValue.utf8)
        for attribute in attributes {
            bytes.append(UInt8(ascii: " "))
            bytes += Array(attribute.name.utf8)
            bytes += Array("=\"".utf8)
            text(attribute.value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        // A line break right after this tag is not part of the text (HTML, 13.1.2.5), so a text that begins with one would lose it.
        if element == .textarea { bytes.append(UInt8(ascii: "\n")) }
    }

    private mutating func append(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
        case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
        case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
        case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
        case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
        case 0x09, 0x0A, 0x20...0x7E, 0x80...0xFF: bytes.append(byte)
        // Control characters have no place in HTML (13.1.4): shown as what they are, unreadable.
        default: bytes += Array("\u{FFFD}".utf8)
        }
    }
}
