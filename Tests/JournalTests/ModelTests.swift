import Glibc
import Testing

@testable import Journal

/// Random appends, expectations, erasures, crashes and reopenings against the simplest model there is: an array.
@Suite struct `Against a model` {
    struct Event: Equatable {
        let stream: StreamID
        let entry: Entry
        let sequence: UInt64
    }

    @Test func `the journal does what an array would`() async throws {
        let seed = getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...UInt64.max)
        print("model: seed \(seed); SEED=\(seed) runs it again")
        var random = SeededGenerator(seed: seed)
        var cases = 0
        for world in 0..<12 {
            let folder = TemporaryFolder(inMemory: true)
            var model: [Event] = []
            var erased: Set<StreamID> = []
            var configuration = Journal.Configuration()
            configuration.segmentBytes = [500, 3000, 100_000][world % 3]
            configuration.scanThreads = 1 + world % 2
            var journal = try Journal.open(folder.state, configuration: configuration)
            for step in 0..<250 {
                cases += 1
                let stream = StreamID("s\(Int.random(in: 0..<6, using: &random))")
                let count = model.count { $0.stream == stream }
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<60:
                    let entries = (0..<Int.random(in: 1...4, using: &random)).map { Self.entry("\(step).\($0)", &random) }
                    let expected = Int.random(in: 0..<5, using: &random) == 0 ? Int.random(in: 0...count + 2, using: &random) : count
                    do throws(JournalError) {
                        let position = try await journal.append(entries, to: stream, expecting: UInt64(expected))
                        #expect(expected == count && !erased.contains(stream))
                        model += entries.enumerated().map {
                            Event(stream: stream, entry: $1, sequence: position.sequence + UInt64($0))
                        }
                    } catch {
                        #expect(error == (erased.contains(stream) ? .erased(stream) : .moved(to: UInt64(count))))
                    }
                case 60..<75:
                    let records = try await journal.records(of: stream)
                    #expect(records.map(\.entry) == model.filter { $0.stream == stream }.map(\.entry))
                    #expect(records.map(\.number) == records.indices.map { UInt64($0) + 1 })
                    #expect(journal.number(of: stream) == UInt64(count))
                case 75..<85:
                    let from = Position(sequence: UInt64.random(in: 1...journal.end.sequence, using: &random))
                    var records: [Record] = []
                    while let more = try await journal.read(
                        from: records.last?.position.next ?? from,
                        limit: Int.random(in: 1...50, using: &random)) as [Record]?, !more.isEmpty
                    { records += more }
                    let events = records.filter { !$0.isErased && $0.stream != "desk" }
                        .map { Event(stream: $0.stream, entry: $0.entry, sequence: $0.sequence) }
                    #expect(events == model.filter { $0.sequence >= from.sequence })
                case 85..<95:
                    await journal.close()
                    if Bool.random(using: &random) { try Self.tear(folder, &random) }
                    var replayed: [Event] = []
                    journal = try Journal.open(folder.state, configuration: configuration) {
                        if $0.stream != "desk" { replayed.append(Event(stream: $0.stream, entry: $0.entry, sequence: $0.sequence)) }
                    }
                    #expect(replayed == model)
                case 95..<97 where !erased.contains(stream) && erased.count < 2:
                    let receipt = Entry(
                        at: Int64(step), type: "erased", by: "system", data: Array("{\"erasure_id\":\"\(world)-\(step)\"}".utf8))
                    try await journal.erase(stream, receipt: receipt)
                    erased.insert(stream)
                    model.removeAll { $0.stream == stream }
                case 97:
                    try await journal.drop([stream])
                    model.removeAll { $0.stream == stream }
                default:
                    try await journal.compact()
                }
            }
            await journal.close()
        }
        #expect(cases == 3000)
    }

    /// What a crash in the middle of a write leaves behind the last run: some of its bytes.
    private static func tear(_ folder: TemporaryFolder, _ random: inout SeededGenerator) throws {
        guard let name = folder.segments.last else { return }
        let body = Line.bodies(of: [entry("torn", &random)], in: "torn", after: 0).bytes
        let line = Array("{\"sequence\":999999,\"left\":0".utf8) + body
        try folder.write(folder.bytes(name) + line.prefix(Int.random(in: 1..<line.count, using: &random)), to: name)
    }

    private static func entry(_ text: String, _ random: inout SeededGenerator) -> Entry {
        let padding = String(repeating: "é\\\"", count: Int.random(in: 0..<40, using: &random))
            .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return Entry(
            at: Int64.random(in: Timestamp.range, using: &random),
            type: ["visitorSaid", "botAnswered", "x\\\"y"].randomElement(using: &random) ?? "",
            by: ["visitor", "admin:Ayu \"A\"", "bot"].randomElement(using: &random) ?? "",
            data: Array("{\"text\":\"\(text) \(padding)\"}".utf8))
    }
}
