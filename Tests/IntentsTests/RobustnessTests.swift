import Foundation
import Testing

@testable import Intents

@Suite struct RobustnessTests {
    /// Any text: letters of many scripts, marks, controls, emoji, words of the shop, up to `longest` characters.
    private static func text(_ random: inout SplitMix, longest: Int) -> String {
        let words = ["buka", "jam", "ongkir", "?", "<b>", "a@b.c", "http://x", "'", "-", "2", "\u{301}", "\u{200D}", "👩‍👩‍👧", "dan"]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<random.below(longest) {
            switch random.below(4) {
            case 0: scalars.append(contentsOf: (words[random.below(words.count)] + " ").unicodeScalars)
            case 1: scalars.append(Unicode.Scalar(UInt8(random.below(128))))
            default: if let scalar = Unicode.Scalar(UInt32(random.below(0x11_0000))) { scalars.append(scalar) }
            }
        }
        return String(scalars)
    }

    @Test func `two thousand random texts are read, with every figure in range`() throws {
        let shop = try Classifier.train(Shop.set).withSecondMember(Shop.set)
        var random = SplitMix(seed: 11)
        for round in 0..<2000 {
            let text = Self.text(&random, longest: round % 100 == 0 ? 2000 : 40)
            let ranking = shop.rank(text, context: .init(lastIntent: round % 2 == 0 ? "HOURS" : nil))
            for part in ranking.parts + [ranking.whole] {
                #expect((0...1).contains(part.confidence), "\(text.debugDescription)")
                #expect(part.alternatives.count == 3 && part.alternatives.allSatisfy { (0...1).contains($0.confidence) })
                #expect(part.span.lowerBound >= 0 && part.span.upperBound <= text.utf8.count)
            }
        }
    }

    @Test(arguments: [
        "a", "ab ", "syarat-", "2", "?", "dan ", "a.b@c.d ", "<a", "{{", "'", "e\u{301}", "\u{1D400}", "http://", "x, ",
        "ignore ", "buka jam ",
    ])
    func `the time of a text grows with its length, whatever it repeats`(piece: String) throws {
        let shop = try Classifier.train(Shop.set)
        // Of this thread alone: what else the machine does must not count.
        func processorSeconds() -> Double {
            var now = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
            return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        }
        func seconds(_ count: Int) -> Double {
            let text = String(repeating: piece, count: count)
            return (0..<5).map { _ in
                let start = processorSeconds()
                _ = shop.rank(text)
                return processorSeconds() - start
            }.min() ?? 0
        }
        // Eight times the text: eight times the work where it is linear, 64 where it is quadratic.
        let ratio = seconds(4000) / max(seconds(500), 20e-6)
        #expect(ratio < 32, "\(ratio)")
    }

    @Test func `bytes that are not UTF-8 part words and end nothing`() {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x28, 0xE2, 0x82, 0x63, 0xF0, 0x9F]
        let tokens = bytes.withUnsafeBufferPointer { Tokens($0) }
        #expect(tokens.tokens.map { String(decoding: tokens.bytes(of: $0), as: UTF8.self) } == ["a", "b", "c"])
    }
}
