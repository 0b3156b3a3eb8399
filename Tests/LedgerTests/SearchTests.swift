import Dialogue
import Ledger
import Testing

@Suite struct SearchTests {
    /// All that was said, named, noted and labelled, whatever became of it.
    private static func texts(_ stream: String, in records: [Record]) -> [String] {
        records.flatMap { record -> [String] in
            if case .leadReceived(let it) = record.event { return it.conversation?.rawValue == stream ? [it.lead.name] : [] }
            guard record.stream == stream else { return [] }
            return switch record.event {
            case .visitorSaid(let it): [it.text]
            case .adminSaid(let it): [it.text]
            case .botAnswered(let it): [it.answer.text]
            case .noteAdded(let it): [it.text]
            case .labelsChanged(let it): it.added
            case .handoffRequested(let it): [it.name, it.topic].compactMap(\.self)
            default: []
            }
        }
    }

    private static let queries = [
        "syarat", "SYARAT", "syar", "sy", "di", "d", "cafe", "Élan", "elan biaya", "akta nib", "PPIU_SYARAT", "jawaban ppiu", "0812", "812",
        "rahma", "dewi lestari", "vip", "kata yang tidak ada", "batal batal", "biaya-naik", "ke saya mau",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `candidates are the conversations in which every word was said`(seed: UInt64) throws
    {
        let history = History(seed: seed, events: 1_000)
        let ledger = history.ledger
        let everything = try ledger.all()
        var found = 0
        for text in Self.queries {
            let query = try #require(Ledger.Query(text))
            let rows = try ledger.all(.init(query: query))
            #expect(rows == everything.filter { query.matches(Self.texts($0.id.rawValue, in: history.records)) }, "\(text)")
            #expect(try ledger.all(.init(status: .closed, query: query)) == rows.filter { $0.status == .closed })
            found += rows.count
        }
        #expect(found > 0)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func `what is forgotten is found no more`(seed: UInt64) throws {
        let history = History(seed: seed, events: 1_000)
        var ledger = history.ledger
        var dice = Dice(seed)
        let gone = Set((0..<6).map { _ in dice.pick(history.conversations) })
        for stream in gone { ledger.forget(stream) }
        let replayed = History.ledger(of: history.records.filter { !gone.contains($0.stream) })
        for text in Self.queries {
            let query = try #require(Ledger.Query(text))
            let rows = try ledger.all(.init(query: query)).map(\.id)
            #expect(rows.allSatisfy { !gone.contains($0.rawValue) })
            #expect(try rows == replayed.all(.init(query: query)).map(\.id))
        }
        for stream in history.conversations { ledger.forget(stream) }
        for text in Self.queries { #expect(try ledger.all(.init(query: Ledger.Query(text))).isEmpty) }
        #expect(try ledger.all().isEmpty)
    }

    @Test func `a word said again after it was forgotten is found`() throws {
        var ledger = Ledger()
        var sequence: UInt64 = 0
        func say(_ text: String, in stream: String) {
            for event in [
                Event.conversationStarted(.init(visitor: "v", sessionHash: "s", language: .indonesian, channel: .web, variantSeed: 0)),
                .visitorSaid(.init(messageID: .init(rawValue: "m"), text: text, language: .indonesian)),
            ] {
                sequence += 1
                ledger.apply(event, in: stream, number: sequence, sequence: sequence, at: Timestamp(milliseconds: 1), by: .visitor)
            }
        }
        func found(_ text: String) throws -> [String] { try ledger.all(.init(query: Ledger.Query(text))).map(\.id.rawValue) }
        say("nomor saya 08123", in: "a")
        #expect(try found("08123") == ["a"])
        ledger.forget("a")
        #expect(try found("08123").isEmpty)
        say("nomor saya 08123", in: "b")
        #expect(try found("08123") == ["b"])
        // Said in turn by many: differences go both ways.
        for index in 0..<300 { say("kata", in: "c\(index)") }
        for index in (0..<300).reversed() { say("lagi", in: "c\(index)") }
        #expect(try found("kata lagi").count == 300)
        ledger.forget("c150")
        #expect(try found("lagi").count == 299)
    }

    @Test func `words are compared without case, accents and signs`() throws {
        func matches(_ query: String, _ text: String) throws -> Bool { try #require(Ledger.Query(query)).matches([text]) }
        #expect(try matches("cafe", "Di CAFÉ, kan?"))
        #expect(try matches("Café", "cafe"))
        #expect(try matches("cafe\u{301}", "café"))
        #expect(try matches("niño", "NIÑO"))
        #expect(try matches("straße", "Straße"))
        #expect(try matches("umrah haji", "haji, lalu umrah"))
        #expect(try matches("زيارة", "عن زيارة المدينة"))
        #expect(try matches("per", "perizinan"))
        #expect(try !matches("pe", "perizinan"))
        #expect(try !matches("izin", "perizinan"))
        #expect(try !matches("umrah haji", "umrah"))
        #expect(Ledger.Query("") == nil)
        #expect(Ledger.Query(" …!? ") == nil)
    }

    @Test func `a word as long as a message is cut, not lost`() throws {
        let long = String(repeating: "x", count: 4_000)
        #expect(try #require(Ledger.Query(long)).matches([long]))
        #expect(try #require(Ledger.Query("xxx")).matches([long + " y"]))
        #expect(try #require(Ledger.Query("y")).matches([long + " y"]))
    }
}
