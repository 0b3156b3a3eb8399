/// Completes what Cairo leaves out of a tagged file's catalogue: `Lang`, without which a screen reader guesses the voice, the wish to
/// show the title rather than a file name, and `MarkInfo`, without which readers ignore the tags (Debian's 1.16.0 writes that one).
///
/// Done as an incremental update (ISO 32000-1, 7.5.6): the catalogue again under its old number, a cross-reference
/// section for that one object and a trailer that points back, all after the first `%%EOF`. The bytes before stay.
enum Catalogue {
    /// - Throws: `.catalogue` naming what was not found; Cairo writes plain cross-reference tables and one trailer.
    static func amended(_ pdf: [UInt8], language: String) throws(PrintError) -> [UInt8] {
        let tail = pdf[max(0, pdf.count - 1024)...]
        guard let trailer = tail.lastRange(of: "trailer"), let start = tail.lastRange(of: "startxref") else {
            throw .catalogue(missing: "trailer")
        }
        let last = pdf[trailer.upperBound..<start.lowerBound]
        guard let table = number(after: start.upperBound, in: tail), let size = reference("/Size", in: last),
            let root = reference("/Root", in: last), let info = reference("/Info", in: last)
        else { throw .catalogue(missing: "trailer entry") }

        // "xref\n0 N\n", then 20 bytes for each object.
        guard table < pdf.count, let first = pdf[table...].firstRange(of: "\n0 \(size)\n"),
            let place = number(after: first.upperBound + root * 20, in: pdf[...]), place < pdf.count
        else { throw .catalogue(missing: "cross-reference table") }
        guard pdf[place...].starts(with: "\(root) 0 obj".utf8), let end = pdf[place...].firstRange(of: "endobj"),
            let close = pdf[place..<end.lowerBound].lastRange(of: ">>")
        else { throw .catalogue(missing: "catalogue") }

        var whole = pdf
        let offset = whole.count
        let catalogue = pdf[place..<close.lowerBound]
        whole += catalogue
        // The language is ours and plain; anything else would need escaping here.
        let tag = language.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let entries = [
            ("/Lang", "(\(tag))"), ("/MarkInfo", "<< /Marked true >>"), ("/ViewerPreferences", "<< /DisplayDocTitle true >>"),
        ]
        for (key, value) in entries where catalogue.firstRange(of: key) == nil { whole += "   \(key) \(value)\n".utf8 }
        whole += ">>\nendobj\n".utf8
        let update = whole.count
        let digits = String(offset)
        whole +=
            """
            xref
            \(root) 1
            \(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n\u{20}
            trailer
            << /Size \(size)
               /Root \(root) 0 R
               /Info \(info) 0 R
               /Prev \(table)
            >>
            startxref
            \(update)
            %%EOF

            """.utf8
        return whole
    }

    private static func reference(_ key: String, in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.firstRange(of: key).flatMap { number(after: $0.upperBound, in: bytes) }
    }

    /// The decimal number at `index` or after white space from there.
    private static func number(after index: Int, in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.indices.contains(index) else { return nil }
        let digits = bytes[index...].drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }.prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}

extension ArraySlice<UInt8> {
    fileprivate func firstRange(of text: String) -> Range<Int>? {
        let needle = Array<UInt8>(text.utf8)
        guard count >= needle.count else { return nil }
        return (startIndex...endIndex - needle.count).lazy.map { $0..<$0 + needle.count }.first { self[$0].elementsEqual(needle) }
    }

    fileprivate func lastRange(of text: String) -> Range<Int>? {
        let needle = Array<UInt8>(text.utf8)
        guard count >= needle.count else { return nil }
        return (startIndex...endIndex - needle.count).reversed().lazy.map { $0..<$0 + needle.count }
            .first { self[$0].elementsEqual(needle) }
    }
}
