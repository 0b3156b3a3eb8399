import CPango

/// A Cairo context, in the words of this room.
struct Canvas {
    let context: OpaquePointer

    func set(_ color: Color) { cairo_set_source_rgb(context, color.red, color.green, color.blue) }

    /// Marks what `body` draws as `tag` of the file's structure (ISO 32000-1, 14.8.4), or as a link.
    func tagged(_ tag: String, _ attributes: String = "", _ body: () -> Void) {
        cairo_tag_begin(context, tag, attributes)
        body()
        cairo_tag_end(context, tag)
    }

    func draw(_ text: Text, at point: Point, in color: Color) {
        set(color)
        cairo_move_to(context, point.x, point.y)
        pango_cairo_show_layout(context, text.layout)
    }

    func fill(_ color: Color, _ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Double = 0) {
        trace(Logo.rectangle(x, y, width, height, radius: radius))
        set(color)
        cairo_fill(context)
    }

    /// An area on its corner: a rhombus where the rectangle would stand.
    func fill(_ color: Color, _ x: Double, _ y: Double, _ width: Double, _ height: Double, turned: Bool) {
        let (across, down) = (x + width / 2, y + height / 2)
        fill(
            color,
            [Point(x: across, y: y), Point(x: x + width, y: down), Point(x: across, y: y + height), Point(x: x, y: down)])
    }

    func fill(_ color: Color, _ corners: [Point]) {
        trace(corners.enumerated().map { $0 == 0 ? .move($1) : .line($1) } + [.close])
        set(color)
        cairo_fill(context)
    }

    func disc(_ color: Color, _ center: Point, _ radius: Double) {
        trace(Logo.ellipse(center.x, center.y, radius, radius))
        set(color)
        cairo_fill(context)
    }

    func circle(_ color: Color, _ center: Point, _ radius: Double, lineWidth: Double) {
        trace(Logo.ellipse(center.x, center.y, radius, radius))
        set(color)
        cairo_set_line_width(context, lineWidth)
        cairo_stroke(context)
    }

    func outline(_ color: Color, _ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Double, lineWidth: Double) {
        trace(Logo.rectangle(x, y, width, height, radius: radius))
        set(color)
        cairo_set_line_width(context, lineWidth)
        cairo_stroke(context)
    }

    func line(_ color: Color, _ points: [Point], lineWidth: Double) {
        for (index, point) in points.enumerated() {
            index == 0 ? cairo_move_to(context, point.x, point.y) : cairo_line_to(context, point.x, point.y)
        }
        set(color)
        cairo_set_line_width(context, lineWidth)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_stroke(context)
    }

    func draw(_ logo: Logo, _ x: Double, _ y: Double, height: Double) {
        let scale = height / logo.height
        cairo_save(context)
        cairo_translate(context, x, y)
        cairo_scale(context, scale, scale)
        cairo_translate(context, -logo.left, -logo.top)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        for shape in logo.shapes {
            trace(shape.segments)
            if let fill = shape.fill {
                set(fill)
                cairo_fill_preserve(context)
            }
            if let stroke = shape.stroke {
                set(stroke)
                cairo_set_line_width(context, shape.strokeWidth)
                cairo_stroke_preserve(context)
            }
            cairo_new_path(context)
        }
        cairo_restore(context)
    }

    private func trace(_ segments: [Logo.Segment]) {
        cairo_new_path(context)
        for segment in segments {
            switch segment {
            case .move(let point): cairo_move_to(context, point.x, point.y)
            case .line(let point): cairo_line_to(context, point.x, point.y)
            case .curve(let first, let second, let end): cairo_curve_to(context, first.x, first.y, second.x, second.y, end.x, end.y)
            case .close: cairo_close_path(context)
            }
        }
    }
}

/// Words set in lines, with their measure.
final class Text {
    let layout: OpaquePointer
    let width, height: Double

    /// - Parameter lines: more of them are cut with an ellipsis; 0 for as many as there are. Only with a width.
    init(_ string: String, _ style: Style, width limit: Double?, lines: Int32 = 0, in context: OpaquePointer, family: String) {
        layout = pango_layout_new(context)
        let font = pango_font_description_new()
        pango_font_description_set_family(font, family)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(font, PangoWeight(rawValue: style.weight.rawValue))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        let attributes = pango_attr_list_new()
        // A ligature has no place in Cairo's one-byte encoding and would bring a second subset of the font with it: 10 kB.
        pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"))
        if style.tracking > 0 {
            pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(Int32(style.tracking * Double(PANGO_SCALE))))
        }
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        if let limit { pango_layout_set_width(layout, Int32(limit * Double(PANGO_SCALE))) }
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_line_spacing(layout, style.leading)
        if lines > 0 {
            pango_layout_set_height(layout, -lines)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        let plain = Array(string.withoutControls.utf8)
        Self.set(plain, in: layout)
        if limit != nil, lines == 0, pango_layout_get_line_count(layout) > 1 { Self.breakLines(of: plain, in: layout) }
        var across: Int32 = 0
        var down: Int32 = 0
        pango_layout_get_size(layout, &across, &down)
        width = Double(across) / Double(PANGO_SCALE)
        height = Double(down) / Double(PANGO_SCALE)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    private static func set(_ bytes: [UInt8], in layout: OpaquePointer) {
        bytes.withUnsafeBytes {
            pango_layout_set_text(layout, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: $0.count))
        }
    }

    /// Makes the breaks that Pango chose part of the text.
    ///
    /// At a break of its own Pango hides the space, and Cairo then writes an empty span with the space as its replacement: structure
    /// readers stop reading the paragraph there (poppler 22.12), and words run together in others.
    private static func breakLines(of bytes: [UInt8], in layout: OpaquePointer) {
        var broken: [UInt8] = []
        var start = 0
        for line in 1..<pango_layout_get_line_count(layout) {
            guard let index = pango_layout_get_line_readonly(layout, line)?.pointee.start_index else { return }
            broken += bytes[start..<Int(index)] + [UInt8(ascii: "\n")]
            start = Int(index)
        }
        broken += bytes[start...]
        pango_layout_set_width(layout, -1)
        set(broken, in: layout)
    }

    /// From the top to the line the first letters stand on.
    var baseline: Double { Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE) }
}

/// How words look.
struct Style {
    enum Weight: UInt32 { case regular = 400, bold = 700, black = 900 }

    var size: Double
    var weight = Weight.regular
    /// Added between letters, points.
    var tracking = 0.0
    /// Distance of lines, as a factor of the font's own.
    var leading: Float = 1.12
}

extension String {
    /// On one line and without what no font draws: controls become spaces. Cairo and Pango would stop at a NUL.
    var withoutControls: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control || $0.properties.isNoncharacterCodePoint ? " " : $0 }))
    }
}
