import Foundation
import Testing

@testable import Print

@Suite struct CardTests {
    private static let press = Result { () throws(PrintError) in try Press() }

    private static let card = Card(
        language: "id", company: "Perusahaan Contoh", title: "Konsultan izin yang bekerja dengan daftar periksa",
        subtitle: "Syarat, dokumen, dan kesiapan verifikasi lapangan.", address: "www.contoh.example")

    private func draw(_ card: Card) throws -> [UInt8] { try Self.press.get().png(card) }

    @Test func `a card is a PNG of 1200 by 630 pixels without transparency, small enough for a messenger`() throws {
        let png = try draw(Self.card)
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // IHDR: width, height, depth 8, colour type 2 (RGB).
        #expect(png[16..<26] == [0, 0, 0x04, 0xB0, 0, 0, 0x02, 0x76, 8, 2])
        #expect(png.count < 300_000, "\(png.count) bytes")
    }

    @Test func `the same card gives the same bytes, and every part of it shows`() throws {
        let standard = try draw(Self.card)
        #expect(try draw(Self.card) == standard)
        for change in [
            { $0.company = "Lain" }, { $0.title = "Lain" }, { $0.subtitle = "" }, { $0.address = "lain.example" },
            { $0.accent = Color(red: 0.5, green: 0, blue: 0) }, { $0.glow = .white }, { $0.points = 5 },
        ] as [(inout Card) -> Void] {
            var card = Self.card
            change(&card)
            #expect(try draw(card) != standard)
        }
        var card = Self.card
        card.logo = try Logo(svg: "<svg viewBox=\"0 0 10 10\"><circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"#fff\"/></svg>")
        #expect(try draw(card) != standard)
    }

    @Test func `a title of any length, an empty one and controls in it are drawn`() throws {
        for title in ["", "A\u{0}B\nC", String(repeating: "panjang sekali ", count: 400), String(repeating: "W", count: 3000)] {
            var card = Self.card
            card.title = title
            #expect(try draw(card).count > 1000)
        }
    }

    @Test(arguments: [-1, 0, 4, 13, Int.max])
    func `a star that cannot be drawn becomes the nearest that can`(points: Int) throws {
        var card = Self.card
        card.points = points
        #expect(try draw(card).count > 1000)
    }
}
