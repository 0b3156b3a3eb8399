import Glibc
import Synchronization
import Testing

@testable import FastCGI

/// Answering: at once, later, in pieces, or too late.
@Suite struct ExchangeTests {
    /// A server that parks everything.
    static func parking(_ configuration: Configuration = Configuration()) throws -> (Server, Shared<[Exchange]>) {
        let parked = Shared<[Exchange]>([])
        return (try Server(configuration) { _, exchange in parked.change { $0.append(exchange) } }, parked)
    }

    /// The exchange of the one request that `client` sends.
    static func park(_ client: Client, in parked: Shared<[Exchange]>) throws -> Exchange {
        let before = parked.now.count
        client.send(Wire.request())
        try #require(eventually { parked.now.count > before })
        return parked.now[before]
    }

    @Test func `the handler gets variables and body as they were sent`() throws {
        let seen = Shared<Request?>(nil)
        let server = try Server { request, exchange in
            seen.change { $0 = request }
            exchange.respond(.text("ok"))
        }
        let variables =
            Wire.variables(method: "POST", uri: "/api/chat?x=1", body: 5) + [
                ("HTTP_X", "first"), ("EMPTY", ""), ("HTTP_X", "second"), ("A", "b=c=d"),
            ]
        #expect(try server.answer(to: Wire.request(variables: variables, body: Array("hello".utf8)))?.text == "ok")
        let request = try #require(seen.now)
        #expect(request.parameters.map { "\($0.name)=\($0.value)" } == variables.map { "\($0.0)=\($0.1)" })
        #expect(request.parameters["REQUEST_URI"] == "/api/chat?x=1")
        #expect(request.parameters["HTTP_X"] == "first")
        #expect(request.parameters["EMPTY"] == "")
        #expect(request.parameters["A"] == "b=c=d")
        #expect(request.parameters["HTTP"] == nil && request.parameters["FCGI_ROLE"] == nil)
        #expect(request.body == Array("hello".utf8))
        #expect(server.stop())
    }

    @Test func `bytes that are not UTF-8 come out repaired`() throws {
        let seen = Shared<String?>(nil)
        let server = try Server { request, exchange in
            seen.change { $0 = request.parameters["HTTP_X"] }
            exchange.respond(.text("ok"))
        }
        let content = Wire.pairs(Wire.variables()) + [6, 3] + Array("HTTP_X".utf8) + [0x61, 0xFF, 0x62]
        _ = try server.answer(to: Wire.begin() + Wire.record(4, content) + Wire.record(4) + Wire.record(5))
        #expect(seen.now == "a\u{FFFD}b")
        #expect(server.stop())
    }

    @Test func `an answer has status, headers and body, and no value starts a header of its own`() throws {
        let server = try Server { _, exchange in
            exchange.respond(
                Response(status: 404, headers: [("Content-Type", "text/plain"), ("X-A", "b\r\nSet-Cookie: c\u{0}d")], body: [1, 2]))
        }
        let answer = try #require(try server.answer())
        #expect(answer.status == 404 && answer.isWhole && answer.body == [1, 2])
        #expect(answer.head == "Status: 404\r\nContent-Type: text/plain\r\nX-A: b  Set-Cookie: c d")
        #expect(server.stop())
    }

    @Test func `a parked request is answered from another thread, watched or not`() throws {
        for wait in [Duration.zero, .seconds(600)] {
            var configuration = Configuration()
            configuration.timeUntilWatched = wait
            let (server, parked) = try Self.parking(configuration)
            let client = try Client(server.path)
            let exchange = try Self.park(client, in: parked)
            inThread { exchange.respond(.text("later")) }
            let answer = Answer(client.readToEnd() ?? [])
            #expect(answer?.text == "later" && answer?.isWhole == true)
            #expect(eventually { server.reactor.counters.open == 0 })
            #expect(server.stop())
        }
    }

    @Test func `eight threads answer one request and the client gets one answer`() throws {
        let (server, parked) = try Self.parking()
        for _ in 0..<50 {
            let client = try Client(server.path)
            let exchange = try Self.park(client, in: parked)
            for number in 0..<8 { inThread { exchange.respond(.text("\(number)")) } }
            let answer = Answer(client.readToEnd() ?? [])
            #expect(answer?.isWhole == true && answer?.body.count == 1)
        }
        #expect(eventually { server.reactor.counters.answered == 50 })
        #expect(server.stop())
    }

    @Test func `a thousand parked requests are all woken, each with its own answer`() throws {
        let (server, parked) = try Self.parking()
        var clients: [Client] = []
        for number in 0..<1000 {
            let client = try Client(server.path)
            client.send(Wire.request(id: UInt16(number + 1)))
            clients.append(client)
        }
        #expect(eventually { parked.now.count == 1000 })
        inThread { for exchange in parked.now { exchange.respond(.text("awake")) } }
        for (number, client) in clients.enumerated() {
            #expect(Answer(client.readToEnd() ?? [], id: UInt16(number + 1))?.text == "awake")
        }
        #expect(eventually { server.reactor.counters.open == 0 })
        #expect(server.stop())
    }

    @Test func `a client that leaves is noticed, and whenGone is called once`() throws {
        let (server, parked) = try Self.parking()
        let calls = Shared(0)
        let clients = try (0..<100).map { _ in try Client(server.path) }
        for client in clients {
            let exchange = try Self.park(client, in: parked)
            exchange.whenGone { calls.change { $0 += 1 } }
        }
        for client in clients { client.close() }
        #expect(eventually { server.reactor.counters.open == 0 })
        #expect(eventually { calls.now == 100 })
        #expect(server.reactor.counters.gone == 100)
        // Too late, and harmless: the descriptors may be others' by now.
        let bystander = try Client(server.path)
        let kept = try Self.park(bystander, in: parked)
        for exchange in parked.now.dropLast() { exchange.respond(.text("nobody")) }
        for exchange in parked.now.dropLast() { #expect(exchange.send([1]) == false) }
        kept.respond(.text("mine"))
        #expect(Answer(bystander.readToEnd() ?? [])?.text == "mine")
        #expect(calls.now == 100)
        #expect(server.stop())
    }

    @Test func `a client that leaves while its request is handled is noticed too`() throws {
        let calls = Shared(0)
        let handled = Shared(0)
        let mayReturn = Shared(false)
        let server = try Server { _, exchange in
            handled.change { $0 += 1 }
            _ = eventually { mayReturn.now }
            exchange.whenGone { calls.change { $0 += 1 } }
        }
        // One that is read when it is accepted and one that is read by an event.
        let quick = try Client(server.path)
        quick.send(Wire.request())
        let slow = try Client(server.path)
        #expect(eventually { server.reactor.counters.accepted == 2 })
        slow.send(Wire.request())
        #expect(eventually { handled.now == 2 })
        quick.close()
        slow.close()
        mayReturn.change { $0 = true }
        #expect(eventually { calls.now == 2 && server.reactor.counters.open == 0 })
        #expect(server.stop())
    }

    @Test func `whenGone is called within the call when the client has gone, and never after an answer`() throws {
        let (server, parked) = try Self.parking()
        let gone = Shared(0)
        let client = try Client(server.path)
        let first = try Self.park(client, in: parked)
        client.close()
        #expect(eventually { server.reactor.counters.gone == 1 })
        first.whenGone { gone.change { $0 += 1 } }
        #expect(gone.now == 1)

        let other = try Client(server.path)
        let second = try Self.park(other, in: parked)
        final class Held: Sendable {}
        weak var held: Held?
        do {
            let object = Held()
            held = object
            second.whenGone {
                _ = object; gone.change { $0 += 1 }
            }
        }
        #expect(held != nil)
        second.respond(.text("in time"))
        #expect(held == nil, "an answered request keeps nothing")
        other.close()
        second.whenGone { gone.change { $0 += 1 } }
        #expect(server.stop())
        #expect(gone.now == 1)
    }

    @Test func `a client that will send no more may still read`() throws {
        let (server, parked) = try Self.parking()
        let client = try Client(server.path)
        let exchange = try Self.park(client, in: parked)
        client.endOfInput()
        let other = try Client(server.path)
        _ = try Self.park(other, in: parked)
        other.close()
        #expect(eventually { server.reactor.counters.gone == 1 })
        exchange.respond(.text("heard"))
        #expect(Answer(client.readToEnd() ?? [])?.text == "heard")
        #expect(server.stop())
    }

    @Test func `a stream arrives piece by piece and ends in order`() throws {
        let (server, parked) = try Self.parking()
        let client = try Client(server.path)
        let exchange = try Self.park(client, in: parked)
        #expect(exchange.send(Array("too early".utf8)) == false)
        exchange.open(Response(status: 200, headers: [("Content-Type", "text/event-stream")], body: Array("first;".utf8)))
        exchange.respond(.text("not both"))
        var received = try #require(client.read(until: "first;"))
        for number in 1...3 {
            #expect(exchange.send(Array("event \(number);".utf8)))
            received += try #require(client.read(until: "event \(number);"))
        }
        #expect(exchange.send([]))
        exchange.finish()
        exchange.finish()
        #expect(exchange.send([1]) == false)
        received += try #require(client.readToEnd())
        let answer = try #require(Answer(received))
        #expect(answer.isWhole && answer.text == "first;event 1;event 2;event 3;")
        #expect(server.reactor.counters.answered == 1)
        #expect(server.stop())
    }

    @Test func `a stream's client that leaves ends it`() throws {
        let (server, parked) = try Self.parking()
        let calls = Shared(0)
        let client = try Client(server.path)
        let exchange = try Self.park(client, in: parked)
        exchange.whenGone { calls.change { $0 += 1 } }
        exchange.open(.text("hello"))
        _ = client.read(until: "hello")
        client.close()
        #expect(eventually { !exchange.send(Array("anyone?".utf8)) })
        #expect(eventually { calls.now == 1 && server.reactor.counters.open == 0 })
        #expect(server.reactor.counters.gone == 1)
        #expect(server.stop())
    }

    @Test func `a stream's reader that does not read is dropped and the others go on`() throws {
        let (server, parked) = try Self.parking()
        let calls = Shared(0)
        let sleeper = try Client(server.path)
        let reader = try Client(server.path)
        let asleep = try Self.park(sleeper, in: parked)
        let awake = try Self.park(reader, in: parked)
        asleep.whenGone { calls.change { $0 += 1 } }
        asleep.open(.text(""))
        awake.open(.text(""))
        let event = [UInt8](repeating: 0x78, count: 4096)
        var sent = 0
        while asleep.send(event) { sent += event.count }
        // The kernel's buffer and ours, and no more.
        #expect(sent < 212_992 + Configuration().maximumBacklogBytes)
        #expect(sent >= Configuration().maximumBacklogBytes)
        #expect(eventually { calls.now == 1 })
        #expect(server.reactor.counters.slow == 1)
        #expect(awake.send(Array("still here".utf8)))
        #expect(reader.read(until: "still here") != nil)
        #expect(server.stop())
    }

    @Test func `a reader that falls behind and catches up gets everything`() throws {
        let (server, parked) = try Self.parking()
        let client = try Client(server.path)
        let exchange = try Self.park(client, in: parked)
        exchange.open(.text(""))
        // More than the kernel holds, less than the kernel and the backlog hold.
        for _ in 0..<57 { #expect(exchange.send([UInt8](repeating: 0x78, count: 4096))) }
        var received: [UInt8] = []
        while received.count < 57 * 4096 { received += try #require(client.read()) }
        #expect(exchange.send(Array("caught up".utf8)))
        exchange.finish()
        received += try #require(client.readToEnd())
        let answer = try #require(Answer(received))
        #expect(answer.isWhole && answer.body.count == 57 * 4096 + 9)
        #expect(server.stop())
    }

    @Test func `an answer larger than any buffer arrives whole`() throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 16) }
        let server = try Server { _, exchange in exchange.respond(Response(status: 200, body: body)) }
        let answer = try #require(try server.answer())
        #expect(answer.isWhole && answer.body == body)
        #expect(server.reactor.counters.answered == 1)
        #expect(server.stop())
    }

    @Test func `a reader that takes too long over an answer is dropped`() throws {
        var configuration = Configuration()
        configuration.timeToRead = .milliseconds(100)
        let server = try Server(configuration) { _, exchange in
            exchange.respond(Response(status: 200, body: [UInt8](repeating: 1, count: 1_000_000)))
        }
        let client = try Client(server.path)
        client.send(Wire.request())
        #expect(eventually { server.reactor.counters.slow == 1 && server.reactor.counters.open == 0 })
        #expect(Answer(client.readToEnd() ?? [])?.isWhole != true)
        #expect(server.stop())
    }

    @Test func `an answer refused for its size reaches a client that is still sending`() throws {
        let server = try Server { _, exchange in exchange.respond(.text("")) }
        // Ten times what the socket holds: it can be sent only while the other side reads.
        let bytes = Wire.request(body: [UInt8](repeating: 7, count: 2_000_000))
        // Refused at the first look, and by an event.
        for early in [bytes.count, 10] {
            let before = server.reactor.counters
            let client = try Client(server.path)
            if early < bytes.count {
                client.send(Array(bytes.prefix(early)))
                #expect(eventually { server.reactor.counters.accepted == before.accepted + 1 })
            }
            #expect(client.send(Array(early < bytes.count ? bytes.dropFirst(early) : bytes[...])))
            let answer = Answer(client.readToEnd() ?? [])
            #expect(answer?.status == 413 && answer?.isWhole == true)
            client.close()
            #expect(eventually { server.reactor.counters.open == 0 })
            #expect(server.reactor.counters.tooLarge == before.tooLarge + 1)
            #expect(server.reactor.counters.late == 0)
        }
        #expect(server.stop())
    }
}
