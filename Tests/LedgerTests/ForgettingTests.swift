import Dialogue
import Testing

@testable import Ledger

/// What the door cannot show: that what is erased is in no byte of memory either.
@Suite struct ForgettingTests {
    @Test func `words and texts that nobody else said are overwritten`() throws {
        var ledger = Ledger()
        var sequence: UInt64 = 0
        func apply(_ event: Event, in stream: String, by: Actor = .visitor) {
            sequence += 1
            ledger.apply(event, in: stream, number: sequence, sequence: sequence, at: Timestamp(milliseconds: 1), by: by)
        }
        let call = CallToAction(text: "x", action: .escalate)
        func converse(in stream: String, saying words: String, answered text: String) {
            apply(
                .conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
                in: stream)
            apply(.visitorSaid(.init(messageID: .init(rawValue: "q"), text: words, language: .indonesian)), in: stream)
            let answer = Answer(kind: .notice, text: text, primary: call, secondary: call)
            apply(.botAnswered(.init(messageID: .init(rawValue: "b"), replyTo: nil, answer: answer, milliseconds: 1)), in: stream, by: .bot)
            apply(.noteAdded(.init(admin: "sari", text: "catatan" + stream)), in: stream, by: .admin("sari"))
        }
        converse(in: "satu", saying: "nomor 0800111 saya", answered: "Baik, Rahma")
        converse(in: "dua", saying: "nomor saya", answered: "Baik, Dewi")
        func letters() -> String { String(decoding: ledger.search.letters, as: UTF8.self) }
        func texts() -> [String] { ledger.search.texts.compactMap(\.self) }
        #expect(letters().contains("0800111"))
        #expect(letters().contains("catatansatu"))
        #expect(texts().count == 2)
        ledger.forget("satu")
        #expect(!letters().contains("0800111"))
        #expect(!letters().contains("catatansatu"))
        #expect(letters().contains("nomor"))
        #expect(texts() == [" baik dewi "])
        #expect(ledger.book.idBytes(at: 0).isEmpty)
        // Said again, it is known again.
        converse(in: "tiga", saying: "0800111", answered: "Baik, Rahma")
        #expect(texts().sorted() == [" baik dewi ", " baik rahma "])
        ledger.forget("dua")
        ledger.forget("tiga")
        #expect(texts().isEmpty)
        #expect(ledger.search.letters.allSatisfy { $0 == 0 })
    }
}
