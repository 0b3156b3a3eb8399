import Foundation
import Print
import Testing

/// Documents to print, of the size of the real one.
enum Papers {
    static let words = Document.Words(
        ready: "Siap", missing: "Belum siap", open: "Periksa", answers: "Jawaban Anda:", evidence: "Bukti:", reference: "Rujukan:",
        page: "Halaman {page} dari {pages}")

    /// Twenty items in nine stages, every part of a document in use.
    static func checklist(
        name: String = "Ibu Contoh Sari", items count: Int = 20, source: String? = "https://aturan.example/uu-8-2019?pasal=89"
    ) -> Document {
        let items = (1...count).map { number in
            Document.Item(
                id: "C\(number)", number: "\(number)", title: "Butir nomor \(number) yang harus siap",
                state: Document.State.allCases[number % 3],
                why:
                    "Alasan ke-\(number): perusahaan berbentuk perseroan terbatas, aktanya memuat perjalanan ibadah, dan alamatnya sama di semua dokumen.",
                evidence: [
                    "Bukti \(number)a: akta pendirian dan perubahannya", "Bukti \(number)b: pengesahan",
                    "Bukti \(number)c: surat pernyataan",
                ],
                caveat: "Rujukan \(number) terbit sebelum peralihan kementerian; mohon dipastikan kembali.",
                sources: [.init(text: "UU \(number)/2019, Pasal 89", url: source), .init(text: "Kitab \(number)")])
        }
        let size = max(1, count / 8)
        let stages = stride(from: 0, to: count, by: size).map { start in
            Document.Stage(
                label: "Tahap \(start / size + 1)", title: "Tahapan ke-\(start / size + 1)", note: "Lamanya bergantung pada banyak hal.",
                items: Array(items[start..<min(start + size, count)]), remark: start == 0 ? "Butir 3 juga termasuk tahap ini." : "")
        }
        return Document(
            language: "id", created: "2026-11-24T09:30:00Z",
            letterhead: .init(company: "Perusahaan Contoh", tagline: "Konsultan izin", contact: "halo@contoh.example", logo: nil),
            title: "Checklist persiapan izin", subtitle: "Dari badan usaha sampai sertifikasi",
            introduction:
                "Checklist ini disusun dari jawaban Anda. Centang bukti yang sudah ada, dahulukan yang belum siap, lalu cocokkan dengan daftar terbaru.",
            answers: ["Badan usaha: PT", "Kantor: ada"],
            summary: [
                .init(figure: "7", label: "siap", state: .ready), .init(figure: "7", label: "belum", state: .missing),
                .init(figure: "6", label: "perlu diperiksa", state: .open),
            ],
            beginning: .init(
                title: "Mulai dari sini", steps: [.init(text: "Butir pertama", item: "C1"), .init(text: "Yang tidak ada", item: "C999")]),
            caution: .init(title: "Mohon diperhatikan", paragraphs: ["Mohon berhati-hati dengan setoran."]), stages: stages,
            remarks: [.init(title: "Sebelum mulai", paragraphs: ["Tidak ada janji tanggal.", "Biaya jasa terpisah."])],
            sources: .init(
                title: "Sumber",
                references: (1...18).map {
                    .init(text: "Aturan nomor \($0) tentang penyelenggaraan ibadah umrah, 20\($0 + 10)", url: source.map { "\($0)#\($0)" })
                }),
            disclaimer: "Informasi bersifat panduan, bukan nasihat hukum.", watermark: "\(name) · 24 November 2026", words: words)
    }
}

/// What poppler says of a file.
final class Poppler {
    private let folder: URL
    private let file: URL

    init(_ pdf: [UInt8]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "print-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = folder.appending(path: "checklist.pdf")
        try Data(pdf).write(to: file)
    }

    // A folder that cannot be removed is the system's to clear.
    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What `tool` of Debian's poppler-utils prints; it must end with 0 and find nothing to complain of.
    func say(_ tool: String, _ arguments: String..., output: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments + [file.path] + (output.map { [$0] } ?? [])
        let out = folder.appending(path: "out")
        let complaints = folder.appending(path: "complaints")
        for file in [out, complaints] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        process.waitUntilExit()
        let problem = try String(contentsOf: complaints, encoding: .utf8)
        try #require(process.terminationStatus == 0 && problem.isEmpty, "\(tool) (apt install poppler-utils): \(problem)")
        return try String(contentsOf: out, encoding: .utf8)
    }

    /// All words in the order of the file, lines and pages joined.
    func words() throws -> String {
        try say("pdftotext", "-raw", output: "-").split { $0.isWhitespace || $0 == "\u{0C}" }.joined(separator: " ")
    }
}
