import CPango
import Synchronization

/// Puts checklists on paper (A4, tagged PDF, fonts embedded) and draws cards (PNG), all in memory.
///
/// One document is printed at a time, by whichever thread asks; others wait. Printing is some milliseconds of work, and
/// so Pango's and Cairo's caches stay those of one thread.
public final class Press: Sendable {
    /// What Debian's package fonts-lato installs.
    public static let standardFamily = "Lato"
    /// A document of more is refused.
    public static let maximumPages = 24
    /// So is a file of more. A checklist has about 60 kB.
    public static let maximumBytes = 1 << 20

    private let machine: Mutex<Machine>

    /// Loads the font, which takes longer than a document does.
    ///
    /// - Throws: `.fontMissing` when `family` is not installed; nothing is substituted for it in silence.
    public init(family: String = Press.standardFamily) throws(PrintError) {
        let machine = Machine(family: family)
        guard machine.hasFamily else { throw .fontMissing(family: family) }
        self.machine = Mutex(machine)
    }

    /// The document as the bytes of a PDF file. The same document gives the same bytes.
    ///
    /// - Throws: `.tooLong` and `.tooLarge` for a document beyond the limits, `.drawing` and `.catalogue` for what Cairo
    ///   did not do. The press stays usable.
    /// - Complexity: O(words). Blocks while another document is printed.
    public func pdf(_ document: Document) throws(PrintError) -> [UInt8] {
        let result = machine.withLock { machine in
            Result { () throws(PrintError) in try machine.pdf(document) }
        }
        return try result.get()
    }

    /// The card as the bytes of a PNG file, `Card.width` × `Card.height` pixels. The same card gives the same bytes.
    ///
    /// - Throws: `.tooLarge` beyond `maximumBytes`, `.drawing` for what Cairo did not do. The press stays usable.
    /// - Complexity: some 40 ms. Blocks while a document is printed.
    public func png(_ card: Card) throws(PrintError) -> [UInt8] {
        let result = machine.withLock { machine in
            Result { () throws(PrintError) in try machine.png(card) }
        }
        return try result.get()
    }

    /// The pointers into Pango. Reached through the mutex only.
    private final class Machine {
        let family: String
        private let fonts: UnsafeMutablePointer<PangoFontMap>

        init(family: String) {
            self.family = family
            fonts = pango_cairo_font_map_new()
            pango_cairo_font_map_set_resolution(OpaquePointer(fonts), 72)
        }

        deinit { g_object_unref(fonts) }

        var hasFamily: Bool { pango_font_map_get_family(fonts, family) != nil }

        func pdf(_ document: Document) throws(PrintError) -> [UInt8] {
            let context = try measuring(document.language)
            defer { g_object_unref(UnsafeMutableRawPointer(context)) }
            let typesetter = Typesetter(document: document, context: context, family: family)
            let pages = typesetter.pages()
            guard pages.count <= Press.maximumPages else { throw .tooLong(pages: pages.count, limit: Press.maximumPages) }
            let bytes = try Self.draw(pages, of: typesetter)
            return try Catalogue.amended(bytes, language: document.language)
        }

        /// Where words are measured: without a screen's pixels, so that paper and pictures are set alike.
        private func measuring(_ language: String) throws(PrintError) -> OpaquePointer {
            let context = pango_font_map_create_context(fonts)
            guard let context else { throw .drawing("no Pango context") }
            let options = cairo_font_options_create()
            cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
            cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
            pango_cairo_context_set_font_options(context, options)
            cairo_font_options_destroy(options)
            pango_context_set_language(context, pango_language_from_string(language))
            pango_context_set_round_glyph_positions(context, 0)
            return context
        }

        func png(_ card: Card) throws(PrintError) -> [UInt8] {
            let measuring = try measuring(card.language)
            defer { g_object_unref(UnsafeMutableRawPointer(measuring)) }
            let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(Card.width), Int32(Card.height))
            let context = cairo_create(surface)
            if let context { CardDrawing(card: card, context: measuring, family: family).draw(on: Canvas(context: context)) }
            let drawing = cairo_status(context)
            cairo_destroy(context)
            let output = Output(limit: Press.maximumBytes)
            let written = cairo_surface_write_to_png_stream(surface, Output.write, Unmanaged.passUnretained(output).toOpaque())
            cairo_surface_destroy(surface)
            withExtendedLifetime(output) {}
            try output.check(drawing == CAIRO_STATUS_SUCCESS ? written : drawing)
            return output.bytes
        }

        private static func draw(_ pages: [Page], of typesetter: Typesetter) throws(PrintError) -> [UInt8] {
            let output = Output(limit: Press.maximumBytes)
            let surface = cairo_pdf_surface_create_for_stream(
                Output.write, Unmanaged.passUnretained(output).toOpaque(), Paper.width, Paper.height)
            let context = cairo_create(surface)
            if let context, let surface { typesetter.draw(pages, on: Canvas(context: context), surface) }
            let drawing = cairo_status(context)
            cairo_destroy(context)
            cairo_surface_finish(surface)
            let status = drawing == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : drawing
            cairo_surface_destroy(surface)
            withExtendedLifetime(output) {}
            try output.check(status)
            return output.bytes
        }
    }

    /// Where Cairo's stream of bytes ends up.
    private final class Output {
        /// For Cairo, with the output itself as the receiver.
        static var write: cairo_write_func_t {
            { receiver, bytes, count in
                guard let receiver, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                let output = Unmanaged<Output>.fromOpaque(receiver).takeUnretainedValue()
                return output.append(UnsafeBufferPointer(start: bytes, count: Int(count)))
            }
        }

        private(set) var bytes: [UInt8] = []
        private(set) var isFull = false
        private let limit: Int

        init(limit: Int) {
            self.limit = limit
            bytes.reserveCapacity(96 << 10)
        }

        /// Throws unless Cairo ended well and everything was taken.
        func check(_ status: cairo_status_t) throws(PrintError) {
            if isFull { throw .tooLarge(limitBytes: limit) }
            guard status == CAIRO_STATUS_SUCCESS else { throw .drawing(String(cString: cairo_status_to_string(status))) }
        }

        func append(_ more: UnsafeBufferPointer<UInt8>) -> cairo_status_t {
            guard bytes.count + more.count <= limit else {
                isFull = true
                return CAIRO_STATUS_WRITE_ERROR
            }
            bytes += more
            return CAIRO_STATUS_SUCCESS
        }
    }
}
