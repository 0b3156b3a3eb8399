import Dialogue
import Foundation
import JSON
import Journal
import Testing

@testable import Desk

extension Replayed {
    /// The event that was read.
    fileprivate var event: Event {
        switch self {
        case .event(let event): return event
        case .answered(let known, let figures):
            var answer = known.answer
            (answer.promotion, answer.confidence) = (figures.promotion, figures.confidence)
            answer.handoffOffered = figures.handoffOffered
            return .botAnswered(
                .init(messageID: figures.messageID, replyTo: figures.replyTo, answer: answer, milliseconds: figures.milliseconds))
        }
    }
}

@Suite struct KnownAnswersTests {
    /// Every record of a log in which the same answers come again and again, with other names and figures.
    private func records() async throws -> [Record] {
        let folder = try TemporaryFolder()
        let desk = try Shop.desk(in: folder)
        for round in 0..<4 {
            let opened = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
            let session = try #require(opened.session)
            for text in [Shop.sure, "biayanya berapa", "siapa presiden amerika", Shop.sure, "saya kecewa sekali", "asdf \(round)"] {
                _ = try await desk.say(Shop.utterance(text), session: session, visitor: Shop.visitor)
            }
        }
        await desk.close()
        var records: [Record] = []
        let journal = try Journal.open(folder.state) { records.append($0) }
        await journal.close()
        return records
    }

    @Test func `what is read with known answers is what is read without`() async throws {
        let known = KnownAnswers()
        let records = try await records()
        #expect(records.count(where: { $0.type == "botAnswered" }) == 28)
        for record in records { #expect(try known.read(record).event == Event(record)) }
    }

    @Test func `whatever is changed in a record, the event or the refusal is the same`() async throws {
        let records = try await records().filter { $0.type == "botAnswered" }
        let known = KnownAnswers()
        for record in records { _ = try known.read(record) }
        var dice = Dice(state: 20_261_125)
        let folder = try TemporaryFolder()
        let journal = try Journal.open(folder.state)
        defer { withExtendedLifetime(folder) {} }
        // Only the journal makes records, so mutants go through one.
        var number: UInt64 = 0
        let tokens = [#","kind":"#, #","promotion":"#, #""promotion":"shown""#, "null", "\"", "{", "}", "[", "0", "\\"].map {
            Array($0.utf8)
        }
        for _ in 0..<2_000 {
            var data = dice.pick(records).data
            for _ in 0..<Int.random(in: 1...2, using: &dice) {
                let place = Int.random(in: 1..<data.count - 1, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: data.insert(contentsOf: dice.pick(tokens), at: place)
                case 1: data.removeSubrange(place..<min(data.count - 1, place + Int.random(in: 1...40, using: &dice)))
                default: data[place] = UInt8.random(in: 32...126, using: &dice)
                }
            }
            // What is no object, the journal of a debug build does not take.
            guard (try? JSON(parsing: data)) != nil else { continue }
            try await journal.append([Entry(at: 1, type: "botAnswered", by: "bot", data: data)], to: "mutants", expecting: number)
            number += 1
        }
        #expect(number > 300)
        for record in try await journal.records(of: "mutants") {
            let plain = Result { try Event(record) }
            let other = Result { try known.read(record).event }
            switch (plain, other) {
            case (.success(let left), .success(let right)): #expect(left == right)
            case (.failure, .failure): break
            default: Issue.record("\(plain) and \(other) of \(String(decoding: record.data, as: UTF8.self))")
            }
        }
        await journal.close()
    }
}
