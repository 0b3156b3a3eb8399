import Glibc
import Testing

@testable import FastCGI

/// Nothing that arrives on the socket ends the process or stalls a worker.
@Suite struct InputTests {
    static func server(timeToSend: Duration = .milliseconds(200)) throws -> Server {
        var configuration = Configuration()
        configuration.timeToSend = timeToSend
        return try Server(configuration) { request, exchange in exchange.respond(.text("\(request.body.count)")) }
    }

    @Test(arguments: Input.all)
    func `what arrives meets its fate and the next request is answered`(_ input: Input) throws {
        let server = try Self.server()
        let client = try Client(server.path)
        client.send(input.bytes)
        let received = try #require(client.readToEnd(), "the connection stayed open")
        let id = input.bytes.count > 3 ? UInt16(input.bytes[2]) << 8 | UInt16(input.bytes[3]) : 1
        switch input.fate {
        case .answered: #expect(Answer(received, id: id)?.status == 200)
        case .refused(let status): #expect(Answer(received, id: id)?.status == status)
        case .dropped, .late: #expect(received.isEmpty)
        }
        let fresh = try server.answer()
        #expect(fresh?.status == 200 && fresh?.isWhole == true)
        #expect(eventually { server.reactor.counters.open == 0 })
        let counters = server.reactor.counters
        #expect(counters.late == (input.fate == .late ? 1 : 0))
        #expect(counters.malformed == (input.fate == .dropped ? 1 : 0))
        #expect(counters.requests == (input.fate == .answered ? 2 : 1))
        #expect(server.stop())
    }

    @Test func `a request that ends too soon is dropped at once, not when its time is up`() throws {
        let server = try Self.server(timeToSend: .seconds(600))
        for input in Input.all where input.fate == .late {
            let client = try Client(server.path)
            client.send(input.bytes)
            client.endOfInput()
            #expect(client.readToEnd() == [], "\(input)")
        }
        #expect(try server.answer()?.status == 200)
        #expect(server.stop())
    }

    @Test func `peers that stall do not keep a worker from the others`() throws {
        let server = try Self.server(timeToSend: .seconds(600))
        let stalled = try (0..<64).map { _ in try Client(server.path) }
        for client in stalled { client.send(Array(Wire.request(body: [1, 2, 3]).prefix(40))) }
        #expect(eventually { server.reactor.counters.open == 64 })
        for _ in 0..<20 { #expect(try server.answer()?.status == 200) }
        // And they are served when they go on after all.
        for client in stalled { client.send(Array(Wire.request(body: [1, 2, 3]).dropFirst(40))) }
        for client in stalled { #expect(Answer(client.readToEnd() ?? [])?.text == "3") }
        #expect(server.stop())
    }

    @Test func `a request that comes byte by byte is answered`() throws {
        let server = try Self.server(timeToSend: .seconds(600))
        let client = try Client(server.path)
        for byte in Wire.request(body: [1, 2, 3]) { client.send([byte]) }
        #expect(Answer(client.readToEnd() ?? [])?.text == "3")
        #expect(server.stop())
    }

    @Test func `2,000 mutations of these inputs end nothing and stall nothing`() throws {
        let server = try Self.server(timeToSend: .seconds(600))
        var mutator = Mutator(seed: 20_261_124)
        for round in 1...2000 {
            let client = try Client(server.path)
            let bytes = mutator.next()
            client.send(bytes)
            client.endOfInput()
            #expect(client.readToEnd() != nil, "mutation \(round) stalls: \(bytes)")
            if round.isMultiple(of: 40) { #expect(try server.answer()?.status == 200, "after mutation \(round)") }
        }
        #expect(eventually { server.reactor.counters.open == 0 })
        let counters = server.reactor.counters
        #expect(counters.accepted == 2050)
        // Both kinds are there in numbers, or the mutations try nothing.
        #expect(counters.malformed > 500 && counters.requests > 150, "\(counters)")
        #expect(server.stop())
    }

    @Test func `libfcgi refuses nothing that the gate has admitted`() throws {
        var reader = RequestReader(Configuration())
        var mutator = Mutator(seed: 42)
        var admitted = 0
        for round in 1...2000 {
            var ends: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            let bytes = mutator.next()
            #expect(send(ends[0], bytes, bytes.count, Int32(MSG_DONTWAIT)) == bytes.count)
            switch reader.look(at: ends[1]) {
            case .taken: Issue.record("mutation \(round): \(bytes)")
            case .request: admitted += 1
            case .incomplete, .malformed, .tooLarge: break
            }
            close(ends[0])
            close(ends[1])
        }
        #expect(admitted > 100)
    }
}

/// Makes a new input from the table's: bits turned, bytes and records moved, lengths set to their extremes.
struct Mutator {
    private var dice: Dice

    init(seed: UInt64) { dice = Dice(seed: seed) }

    mutating func next() -> [UInt8] {
        var bytes = Input.all.randomElement(using: &dice)!.bytes
        if Bool.random(using: &dice) { bytes = Wire.request(body: [UInt8](repeating: 65, count: Int.random(in: 0...300, using: &dice))) }
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &dice)
            let length = Int.random(in: 1...16, using: &dice)
            switch Int.random(in: 0..<8, using: &dice) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &dice)!
            case 2: bytes.insert(contentsOf: bytes[place..<min(place + length, bytes.count)], at: place)
            case 3: bytes.removeSubrange(place..<min(place + length, bytes.count))
            case 4: bytes.removeLast(min(length, bytes.count))
            case 5: bytes += Input.all.randomElement(using: &dice)!.bytes.prefix(64)
            case 6:
                bytes.replaceSubrange(
                    place..<min(place + 4, bytes.count), with: [0xFF, 0xFF, 0xFF, UInt8.random(in: 0xFC...0xFF, using: &dice)])
            // Within a body, which may be anything: these stay good.
            default: if bytes.count > 40 { bytes[bytes.count - 9] ^= 0x20 }
            }
        }
        return bytes
    }
}
