import Glibc
import Testing

@testable import FastCGI

/// The end of a reactor, and the beginning of the next.
@Suite struct StopTests {
    @Test func `stopping answers what is parked and returns`() throws {
        let parked = Shared<[Exchange]>([])
        let server = try Server(whenStopping: { for exchange in parked.now { exchange.respond(.text("please retry", status: 503)) } }) {
            _, exchange in parked.change { $0.append(exchange) }
        }
        let clients = try (0..<20).map { _ in try Client(server.path) }
        for client in clients { client.send(Wire.request()) }
        #expect(eventually { parked.now.count == 20 })
        let began = ContinuousClock.now
        #expect(server.stop(within: .seconds(60)))
        #expect(ContinuousClock.now - began < .seconds(2), "nothing was left to wait for")
        for client in clients { #expect(Answer(client.readToEnd() ?? [])?.text == "please retry") }
        #expect(server.reactor.counters.open == 0 && server.reactor.counters.abandoned == 0)
    }

    @Test func `what nobody answers gets a 503, a stream its end, and whenGone is called`() throws {
        let parked = Shared<[Exchange]>([])
        let gone = Shared(0)
        let server = try Server { request, exchange in
            exchange.whenGone { gone.change { $0 += 1 } }
            if request.parameters["REQUEST_URI"] == "/stream" { exchange.open(.text("open;")) }
            parked.change { $0.append(exchange) }
        }
        let waiting = try Client(server.path)
        waiting.send(Wire.request())
        let streaming = try Client(server.path)
        streaming.send(Wire.request(uri: "/stream"))
        let half = try Client(server.path)
        half.send(Wire.begin())
        #expect(eventually { parked.now.count == 2 && server.reactor.counters.open == 3 })
        #expect(server.stop(within: .milliseconds(50)))
        let answer = Answer(waiting.readToEnd() ?? [])
        #expect(answer?.status == 503 && answer?.isWhole == true && answer?.head.contains("Retry-After: 1") == true)
        let stream = Answer(streaming.readToEnd() ?? [])
        #expect(stream?.text == "open;" && stream?.isWhole == true)
        #expect(half.readToEnd() == [])
        #expect(gone.now == 2 && server.reactor.counters.abandoned == 1 && server.reactor.counters.open == 0)
    }

    @Test func `a request that was accepted and not yet sent is waited for and answered`() throws {
        let server = try Server { _, exchange in exchange.respond(.text("in time")) }
        let client = try Client(server.path)
        client.send(Array(Wire.request().prefix(10)))
        #expect(eventually { server.reactor.counters.open == 1 })
        server.reactor.stop(within: .seconds(60))
        #expect(eventually { access(server.path, F_OK) != 0 })
        client.send(Array(Wire.request().dropFirst(10)))
        #expect(Answer(client.readToEnd() ?? [])?.text == "in time")
        #expect(server.stop())
    }

    @Test func `who stands in our own socket's queue is served before it closes`() throws {
        let mayReturn = Shared(false)
        var configuration = Configuration()
        configuration.workers = 1
        let server = try Server(configuration) { _, exchange in
            _ = eventually { mayReturn.now }
            exchange.respond(.text("served"))
        }
        let clients = try (0..<5).map { _ in try Client(server.path) }
        for client in clients { client.send(Wire.request()) }
        #expect(eventually { server.reactor.counters.requests == 1 })
        #expect(server.reactor.counters.accepted < 5, "the one worker is busy")
        server.reactor.stop(within: .seconds(60))
        #expect(eventually { server.reactor.counters.accepted == 5 })
        mayReturn.change { $0 = true }
        for client in clients { #expect(Answer(client.readToEnd() ?? [])?.text == "served") }
        #expect(server.stop())
    }

    @Test func `a handler that hangs does not keep run from returning`() throws {
        let mayReturn = Shared(false)
        let server = try Server { _, exchange in
            while !mayReturn.now { usleep(1000) }
            exchange.respond(.text("too late"))
        }
        let client = try Client(server.path)
        client.send(Wire.request())
        #expect(eventually { server.reactor.counters.requests == 1 })
        let began = ContinuousClock.now
        #expect(server.stop(within: .milliseconds(100)))
        #expect(ContinuousClock.now - began < .seconds(3))
        mayReturn.change { $0 = true }
        #expect(eventually { server.reactor.counters.open == 0 })
    }

    @Test func `an idle reactor stops at once, and one that was told before it ran does not serve`() throws {
        let server = try Server { _, exchange in exchange.respond(.text("")) }
        #expect(server.stop(within: .seconds(60)))
        let directory = Directory()
        let reactor = try Reactor(listener: Listener(path: directory.path + "/socket")) { _, _ in }
        reactor.stop(within: .seconds(60))
        reactor.run()
        #expect(access(directory.path + "/socket", F_OK) != 0)
    }

    @Test func `restarts on an inherited socket lose no request`() throws {
        let directory = Directory()
        let path = directory.path + "/socket"
        let original = try Listener(path: path)
        let answered = Shared(0)
        let isOver = Shared(false)
        let running = Shared(4)
        for _ in 0..<4 {
            inThread {
                while !isOver.now {
                    guard let client = try? Client(path) else { break }  // none: the count below tells
                    client.send(Wire.request())
                    guard Answer(client.readToEnd() ?? [])?.text == "ok" else { break }
                    answered.change { $0 += 1 }
                }
                running.change { $0 -= 1 }
            }
        }
        for _ in 1...10 {
            let inherited = try Listener(listening: dup(original.descriptor))
            let server = try Server(listener: inherited) { _, exchange in exchange.respond(.text("ok")) }
            let before = answered.now
            #expect(eventually { answered.now >= before + 50 })
            #expect(server.stop(within: .seconds(60)))
            #expect(access(path, F_OK) == 0, "an inherited socket keeps its name")
            close(inherited.descriptor)
        }
        #expect(running.now == 4, "a client got no answer")
        // The last ones wait in the queue for somebody to come.
        isOver.change { $0 = true }
        let last = try Server(listener: Listener(listening: dup(original.descriptor))) { _, exchange in exchange.respond(.text("ok")) }
        #expect(eventually { running.now == 0 })
        #expect(last.stop())
        original.withdraw()
        close(original.descriptor)
    }
}
