import Testing

@testable import Outbound

/// The wire against servers on loopback that are down, slow, lying or mad.
@Suite struct WireTests {
    @Test func `a call goes out as written and its answer comes back whole`() async throws {
        let vendor = Vendor.answering(207, #"{"ok":true}"#, headers: ["X-Word: a", "x-word: b", "Empty:"])
        let wire = Wire.straight()
        let call = Call.test(vendor.url, body: "{\"a\":\"é\"}").with { $0.headers.append(Call.Header("X-Empty", "")) }
        let outcome = await wire.send(call)
        guard case .answered(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(answer.status == 207)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"ok":true}"#)
        #expect(answer[header: "X-WORD"] == "a")
        #expect(answer.headers.filter { $0.name.lowercased() == "x-word" }.map(\.value) == ["a", "b"])
        #expect(answer[header: "empty"] == "" && answer[header: "other"] == nil)
        let request = try #require(vendor.requests.first)
        #expect(request.line == "POST /path HTTP/1.1" && request.text == "{\"a\":\"é\"}")
        #expect(request.headers["content-type"] == "application/json" && request.headers["x-empty"] == "")
        #expect(request.headers["expect"] == nil && request.headers["cookie"] == nil)
        await wire.stop(within: .zero)
    }

    @Test func `a GET has no body, and a POST may have an empty one`() async throws {
        let vendor = Vendor.answering(200, "x")
        let wire = Wire.straight()
        #expect(await wire.send(Call(.get, vendor.url + "/health", lane: Lane("test"))).status == 200)
        #expect(await wire.send(Call.test(vendor.url, body: "")).status == 200)
        #expect(vendor.requests.map(\.line) == ["GET /health HTTP/1.1", "POST /path HTTP/1.1"])
        #expect(vendor.requests.map { $0.headers["content-length"] } == [nil, "0"])
    }

    @Test func `where nobody listens the call is refused`() async {
        #expect(await Wire.straight().send(.test(Vendor.nobody())) == .refused)
    }

    @Test func `a host without an address is unresolved`() async {
        // A label of 64 letters is no name: the resolver knows without asking anybody.
        let url = "http://\(String(repeating: "a", count: 64)).invalid"
        #expect(await Wire.straight().send(.test(url)) == .unresolved)
    }

    @Test func `a vendor that says nothing is given up at the deadline, and let go of`() async {
        let vendor = Vendor.silent()
        let wire = Wire.straight()
        #expect(await wire.send(.test(vendor.url, deadline: .seconds(2))) == .timedOut(.init(wasSent: true)))
        #expect(await eventually { vendor.abandoned == 1 })
        #expect(wire.calls == 0)
    }

    @Test func `an answer that drips and never ends is given up at the deadline, its status known`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.write("1\r\nx\r\n") { usleepOneMillisecond() }
        }
        let outcome = await Wire.straight().send(.test(vendor.url, deadline: .seconds(2)))
        #expect(outcome == .timedOut(.init(wasSent: true, status: 200)))
    }

    @Test func `an answer that runs and never ends is cut off at its limit`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\n\r\n")
            while peer.write([UInt8](repeating: 0x61, count: 4096)) {}
        }
        let wire = Wire.straight()
        #expect(await wire.send(.test(vendor.url)) == .tooLarge(.init(wasSent: true, status: 200)))
    }

    @Test(arguments: [(1000, true), (1001, false)])
    func `the limit on an answer's body is exact`(_ count: Int, _ fits: Bool) async {
        let vendor = Vendor.answering(200, String(repeating: "b", count: count))
        let outcome = await Wire.straight().send(.test(vendor.url).with { $0.limits.bodyBytes = 1000 })
        if fits {
            #expect(outcome.status == 200 && outcome.code == "status_200")
        } else {
            #expect(outcome == .tooLarge(.init(wasSent: true, status: 200)))
        }
    }

    @Test func `header fields without end are cut off`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\n")
            while peer.write("X-More: \(String(repeating: "m", count: 200))\r\n") {}
        }
        let outcome = await Wire.straight().send(.test(vendor.url))
        #expect(outcome == .tooLarge(.init(wasSent: true, status: 200)))
    }

    @Test(arguments: [
        ("", nil), ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", 200),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 200),
        ("HTTP/1.1 503 Sorry\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 503),
    ])
    func `an answer that ends before it is through is cut, and what was said of it is kept`(_ text: String, _ status: Int?) async {
        let vendor = Vendor.writing(text)
        #expect(await Wire.straight().send(.test(vendor.url)) == .cut(.init(wasSent: true, status: status)))
    }

    @Test func `of an answer longer than it says, what it says is taken`() async {
        let vendor = Vendor.writing("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}and more")
        let outcome = await Wire.straight().send(.test(vendor.url))
        guard case .answered(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example.com ESMTP\r\n", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n", "HTTP/9.9 999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: minus two\r\n\r\nxx", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
    ])
    func `what is no HTTP is no answer`(_ text: String) async {
        let vendor = Vendor.writing(text)
        let outcome = await Wire.straight().send(.test(vendor.url))
        switch outcome {
        case .garbled, .cut: break
        default: Issue.record("\(outcome)")
        }
    }

    @Test func `a redirect is an answer and is not followed`() async {
        let target = Vendor.answering(200)
        let vendor = Vendor.answering(307, headers: ["Location: \(target.url)/"])
        #expect(await Wire.straight().send(.test(vendor.url)).status == 307)
        #expect(target.connections == 0)
    }

    @Test func `a word in between is not the answer`() async {
        let vendor = Vendor.writing(
            "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\nHTTP/1.1 201 Made\r\nX-B: late\r\nContent-Length: 0\r\n\r\n")
        let outcome = await Wire.straight().send(.test(vendor.url))
        #expect(outcome == .answered(Answer(status: 201, headers: [.init("X-B", "late"), .init("Content-Length", "0")])))
    }

    @Test func `a plain server is not trusted to be the one behind https`() async {
        let vendor = Vendor { peer, _ in peer.write("HTTP/1.1 200 OK\r\n\r\n") }
        let outcome = await Wire.straight().send(.test(vendor.url.replacing("http:", with: "https:")))
        guard case .untrusted = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://127.0.0.1/", "smtp://127.0.0.1/", "127.0.0.1", "", "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y", "http://[::1", "http://127.0.0.1:99999/",
    ])
    func `nothing but an address of HTTP is opened`(_ url: String) async {
        let outcome = await Wire.straight().send(Call(.get, url, lane: Lane("test")))
        #expect(outcome.code == "invalid", "\(outcome)")
    }

    @Test(arguments: [
        Call.Header("X-A", "b\r\nX-C: d"), .init("X-A\r\nX-C", "d"), .init("X-A", "b\u{0}"), .init("", "b"), .init("X-A: b", "c"),
    ])
    func `a header field that would become two is never sent`(_ header: Call.Header) async {
        let vendor = Vendor.answering(200)
        let outcome = await Wire.straight().send(.test(vendor.url).with { $0.headers.append(header) })
        #expect(outcome.code == "invalid")
        #expect(vendor.connections == 0)
    }

    @Test func `a request over the limit is not made`() async {
        let vendor = Vendor.answering(200)
        let wire = Wire.straight { $0.maximumRequestBytes = 10 }
        #expect(await wire.send(.test(vendor.url, body: "0123456789")).status == 200)
        #expect(await wire.send(.test(vendor.url, body: "0123456789!")).code == "invalid")
    }

    @Test func `a connection that is kept serves the next call`() async {
        let vendor = Vendor { peer, _ in while peer.request() != nil { peer.answer(200, "ok", closes: false) } }
        let wire = Wire.straight()
        for _ in 0..<20 { #expect(await wire.send(.test(vendor.url)).status == 200) }
        #expect(vendor.connections == 1 && vendor.requests.count == 20)
    }

    @Test func `a kept connection that was closed meanwhile costs nothing`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.answer(200, "ok", closes: false)
        }
        let wire = Wire.straight()
        for _ in 0..<20 { #expect(await wire.send(.test(vendor.url)).status == 200) }
        #expect(vendor.connections == 20)
    }

    @Test func `a vendor that flaps is down and up, and no call spoils the next`() async {
        let vendor = Vendor { peer, number in
            guard number % 3 == 0 else { return }
            peer.request()
            peer.answer(200, "ok")
        }
        let wire = Wire.straight()
        for number in 0..<30 {
            let outcome = await wire.send(.test(vendor.url))
            if number % 3 == 0 {
                #expect(outcome.status == 200)
            } else {
                #expect(outcome.code == "cut", "\(outcome)")
            }
        }
    }

    @Test func `calls go through the proxy that is set`() async {
        let proxy = Vendor.answering(200, "by proxy")
        let wire = Wire.straight { $0.proxy = .server(proxy.url) }
        #expect(await wire.send(.test("http://vendor.invalid")).status == 200)
        #expect(proxy.requests.map(\.line) == ["POST http://vendor.invalid/path HTTP/1.1"])
    }

    @Test func `the reader sees a good answer in pieces and may end it`() async {
        let vendor = Vendor { peer, _ in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.write("5\r\nhello\r\n") { usleepOneMillisecond() }
        }
        let seen = Collected<[UInt8]>()
        let call = Call.test(vendor.url).with {
            $0.reader = { piece in
                seen.append(piece)
                return seen.values.joined().count < 20
            }
        }
        guard case .answered(let answer) = await Wire.straight().send(call) else {
            Issue.record("not answered")
            return
        }
        #expect(answer.body == Array(seen.values.joined()))
        #expect(answer.body.count >= 20 && answer.body.starts(with: "hellohello".utf8))
    }

    @Test func `the reader sees nothing of an error`() async {
        let vendor = Vendor.answering(500, "<html>sorry</html>")
        let seen = Collected<[UInt8]>()
        let call = Call.test(vendor.url).with {
            $0.reader = { piece in
                seen.append(piece)
                return true
            }
        }
        #expect(await Wire.straight().send(call).status == 500)
        #expect(seen.values.isEmpty)
    }
}
