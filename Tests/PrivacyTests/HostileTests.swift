import Foundation
import Privacy
import Testing

@Suite(.serialized) struct HostileTests {
    private let redactor = Redactor()

    /// What random texts are made of: pieces that the scanners react to, and anything else.
    private static let pieces = [
        "0", "8", "12", "62", "+62", "0812", "3171", "3171990101900001", "081200000001", "4111111111111111", "2025", "17", "08",
        "1.500.000",
        " ", " ", " ", "-", ".", "/", "(", ")", "_", ",", ", ", "\n", "\r\n", "@", "\"", "'", "$", "[", "]", "[NIK]", "[PHONE]", "[EMAIL]",
        "nik ", "KK ", "npwp ", "wa ", "rekening ", "BCA ", "paspor ", "plat ", "kartu ", "invoice ", "NIB ", "Rp ", " juta", " dan ",
        "nomor ",
        "saya ", "alamat rumah ", "tinggal di ", "jl. ", "no. ", "blok ", "rt ", "at", "dot", "com", "(at)", "nol ", "delapan ", "satu ",
        "o", "O8",
        "B", "c", "C1234567", "x@y.example", "a.n. ", "id ", "my ", "é", "ß", "名", "🙂", "👨‍👩‍👧", "\u{200B}", "\u{FE0F}\u{20E3}", "\u{301}", "٠",
        "８", "\u{0}", "\u{10FFFF}",
    ]

    private func text(_ random: inout Seeded) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            if Int.random(in: 0..<8, using: &random) == 0, let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                text.unicodeScalars.append(scalar)
            } else {
                text += Self.pieces.randomElement(using: &random)!
            }
        }
        return text
    }

    @Test func `findings in random texts are in order, apart, not empty and on scalar boundaries`() {
        var random = Seeded(seed: 10)
        for _ in 0..<10_000 {
            let text = text(&random)
            var floor = 0
            for finding in redactor.findings(in: text) {
                #expect(
                    finding.range.lowerBound >= floor && !finding.range.isEmpty && finding.range.upperBound <= text.utf8.count,
                    "\(text.debugDescription)")
                for bound in [finding.range.lowerBound, finding.range.upperBound] {
                    let index = text.utf8.index(text.utf8.startIndex, offsetBy: bound)
                    #expect(index.samePosition(in: text.unicodeScalars) != nil, "\(text.debugDescription)")
                }
                #expect((0...1).contains(finding.confidence))
                floor = finding.range.upperBound
            }
        }
    }

    @Test func `masking a masked random text changes nothing`() {
        var random = Seeded(seed: 11)
        var masked = 0
        for _ in 0..<10_000 {
            let text = text(&random)
            let once = redactor.mask(text)
            if once != text { masked += 1 }
            #expect(redactor.mask(once) == once, "\(text.debugDescription)")
        }
        // The property would hold of texts in which nothing is found, too.
        #expect(masked > 1_000)
    }

    @Test(arguments: [
        "1", "1 ", "08", "0812 ", "a", "a ", "a@", "a.", "@", "a@b.", "a.a@", "(at) ", "a at b ", "a dot ", "\"", "\"@", "(", "[", "[nik",
        "o", "o8",
        "\n", "1\n", "+", "+6", "nik ", "nik 1 ", "rekening 1", "jl ", "tinggal di jl ", "alamat rumah jl 1 ", "plat b 1", "satu ", "1.",
        "1.500.", "08/12/2025-",
        "3171990101900001 ", "🙂", "\u{200B}", "1\u{200B}", "名", "0️⃣",
    ])
    func `sixteen times the text takes about sixteen times the time, whatever is repeated`(piece: String) {
        func seconds(_ bytes: Int) -> Double {
            let text = String(repeating: piece, count: bytes / piece.utf8.count)
            return (0..<3).map { _ in
                let start = threadSeconds()
                _ = redactor.findings(in: text)
                return threadSeconds() - start
            }.min()!
        }
        // Linear is 16, quadratic 256; the bound leaves room for caches that the longer text no longer fits.
        let small = seconds(1_000)
        let large = seconds(16_000)
        #expect(large < 64 * small, "\(piece.debugDescription): \(small) s, then \(large) s")
    }

    /// What this thread has computed so far: unlike a clock, it does not see what else the machine does.
    private func threadSeconds() -> Double {
        var spent = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent)
        return Double(spent.tv_sec) + Double(spent.tv_nsec) * 1e-9
    }
}
