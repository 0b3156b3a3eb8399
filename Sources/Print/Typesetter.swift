import CPango

/// The sheet, in points.
enum Paper {
    static let width = 595.276
    static let height = 841.89
    static let left = 54.0
    static let right = 541.276
    static let top = 52.0
    static let bottom = 776.0
    static let measure = right - left
}

/// A piece of the document that is never split between pages.
struct Block {
    /// Space above, dropped at the top of a page.
    var before: Double
    var height: Double
    /// A title does not stand alone at the foot of a page.
    var keepsWithNext = false
    /// Structure that begins with this block and ends with it or a later one.
    var opens: [String] = []
    var closes: [String] = []
    /// A line in the reader's table of contents; `level` 0 or 1.
    var bookmark: (title: String, level: Int32)?
    /// Draws with its top at `y`.
    var draw: (_ canvas: Canvas, _ y: Double) -> Void
}

/// Blocks with their places.
struct Page {
    var blocks: [(block: Block, y: Double)] = []
}

/// Turns a document into blocks, blocks into pages, and pages into drawing.
///
/// Used by one thread, once: it holds Pango's layouts from measuring to drawing.
struct Typesetter {
    let document: Document
    let context: OpaquePointer
    let family: String

    func text(_ string: String, _ style: Style, width: Double? = nil) -> Text {
        Text(string, style, width: width, in: context, family: family)
    }

    /// Fills pages from the top; a block that does not fit, with those it must keep, begins the next.
    func pages() -> [Page] {
        let blocks = blocks()
        var pages = [Page()]
        var y = Paper.top
        var index = 0
        while index < blocks.count {
            var end = index + 1
            while end < blocks.count, blocks[end - 1].keepsWithNext { end += 1 }
            let group = blocks[index..<end]
            let height = group.reduce(0) { $0 + $1.before + $1.height }
            if y + height > Paper.bottom, !pages[pages.count - 1].blocks.isEmpty {
                pages.append(Page())
                y = Paper.top
            }
            for block in group {
                if !pages[pages.count - 1].blocks.isEmpty { y += block.before }
                pages[pages.count - 1].blocks.append((block, y))
                y += block.height
            }
            index = end
        }
        return pages
    }

    func draw(_ pages: [Page], on canvas: Canvas, _ surface: OpaquePointer) {
        describe(surface)
        var parent: Int32 = 0
        canvas.tagged("Document") {
            for (index, page) in pages.enumerated() {
                drawWatermark(canvas)
                canvas.fill(document.letterhead.accent, 0, 0, Paper.width, 5)
                for (block, y) in page.blocks {
                    if let bookmark = block.bookmark {
                        let place = "page=\(index + 1) pos=[\(Int(Paper.left)) \(max(0, Int(y) - 12))]"
                        let under = bookmark.level == 0 ? 0 : parent
                        let added = cairo_pdf_surface_add_outline(
                            surface, under, bookmark.title.withoutControls, place, CAIRO_PDF_OUTLINE_FLAG_OPEN)
                        if bookmark.level == 0 { parent = added }
                    }
                    for tag in block.opens { cairo_tag_begin(canvas.context, tag, nil) }
                    block.draw(canvas, y)
                    for tag in block.closes { cairo_tag_end(canvas.context, tag) }
                }
                drawFooter(canvas, page: index + 1, of: pages.count)
                cairo_show_page(canvas.context)
            }
        }
    }

    /// The file's properties.
    private func describe(_ surface: OpaquePointer) {
        let company = document.letterhead.company
        for (key, value) in [
            (CAIRO_PDF_METADATA_TITLE, document.title), (CAIRO_PDF_METADATA_AUTHOR, company),
            (CAIRO_PDF_METADATA_SUBJECT, document.subtitle), (CAIRO_PDF_METADATA_CREATOR, "Frontdesk"),
            (CAIRO_PDF_METADATA_CREATE_DATE, document.created), (CAIRO_PDF_METADATA_MOD_DATE, document.created),
        ] { cairo_pdf_surface_set_metadata(surface, key, value.withoutControls) }
    }

    /// Under everything, so that it never costs a letter of what was written.
    private func drawWatermark(_ canvas: Canvas) {
        guard !document.watermark.isEmpty else { return }
        let probe = text(document.watermark, Style(size: 100, weight: .bold))
        let size = min(46, 100 * 720 / max(probe.width, 1))
        let words = text(document.watermark, Style(size: size, weight: .bold))
        cairo_save(canvas.context)
        cairo_translate(canvas.context, Paper.width / 2, Paper.height / 2)
        cairo_rotate(canvas.context, -0.96)
        canvas.draw(words, at: Point(x: -words.width / 2, y: -words.height / 2), in: .watermark)
        cairo_restore(canvas.context)
    }

    private func drawFooter(_ canvas: Canvas, page: Int, of pages: Int) {
        let style = Style(size: 8)
        let y = Paper.height - 46
        canvas.line(.line, [Point(x: Paper.left, y: y - 8), Point(x: Paper.right, y: y - 8)], lineWidth: 0.5)
        let number = text(
            document.words.page.replacing("{page}", with: "\(page)").replacing("{pages}", with: "\(pages)"), style)
        let line = [document.letterhead.company, document.letterhead.contact].filter { !$0.isEmpty }.joined(separator: "  ·  ")
        canvas.draw(text(line, style, width: Paper.measure - number.width - 16), at: Point(x: Paper.left, y: y), in: .muted)
        canvas.draw(number, at: Point(x: Paper.right - number.width, y: y), in: .muted)
    }
}
