import Testing

@testable import Outbound

private let date = UnixTime(seconds: 1_795_562_360)

/// A mail server in a few lines: takes a message, unless it is told to say something else after a word.
private func mailServer(_ answers: [String: String] = [:], hangsAt: String? = nil, got message: Collected<String>? = nil) -> Vendor {
    Vendor { peer, _ in
        peer.write((answers["greeting"] ?? "220 mail.example.com ESMTP") + "\r\n")
        while let line = peer.line() {
            let word = String(line.prefix { $0 != " " && $0 != ":" })
            message?.append(line)
            if word == hangsAt { return peer.waitUntilGone() }
            switch word {
            case "DATA":
                peer.write("354 go ahead\r\n")
                while let text = peer.line(), text != "." { message?.append(text) }
                peer.write((answers["."] ?? "250 2.0.0 Ok: queued as 4XyZ") + "\r\n")
            case "QUIT":
                peer.write("221 bye\r\n")
                return
            default: peer.write((answers[word] ?? (word == "EHLO" ? "250-mail.example.com\r\n250 8BITMIME" : "250 ok")) + "\r\n")
            }
        }
    }
}

private func message(_ subject: String = "Pengunjung menunggu", _ text: String = "Halo") throws -> Mail.Message {
    Mail.Message(id: try #require(DeliveryID("d_1")), date: date, subject: subject, text: text)
}

private func mail(_ url: String, to recipients: [String] = ["ops@example.com"]) throws -> Mail {
    let server = try Mail.Server(Secret(url))
    let sender = try #require(Mail.Address("Frontdesk <desk@contoh.example>"))
    return Mail(.init(server: server, sender: sender, recipients: recipients.compactMap(Mail.Address.init)))
}

private func lines(_ mail: Mail, _ message: Mail.Message) -> [String] {
    mail.call(message).text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
}

/// Mail as it is written, as it is handed in, and as servers take it.
@Suite struct MailTests {
    @Test func `a message has the fields of RFC 5322, and a body of lines that fit`() throws {
        var message = try message("Pengunjung menunggu", "Baris satu\n" + String(repeating: "é", count: 60) + "\n\n.titik \n= dan\ttab\t")
        message.replyTo = Mail.Address("visitor@example.com")
        #expect(
            lines(try mail("smtp://localhost"), message) == [
                "Date: Tue, 24 Nov 2026 23:19:20 +0000", "From: \"Frontdesk\" <desk@contoh.example>", "To: ops@example.com",
                "Subject: Pengunjung menunggu", "Message-ID: <d_1@contoh.example>", "Reply-To: visitor@example.com",
                "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "Baris satu",
                String(repeating: "=C3=A9", count: 12) + "=C3=", String(repeating: "=A9=C3", count: 12) + "=A9=",
                String(repeating: "=C3=A9", count: 12) + "=C3=", String(repeating: "=A9=C3", count: 12) + "=A9=",
                String(repeating: "=C3=A9", count: 10), "", ".titik=20", "=3D dan\ttab=09", "",
            ])
    }

    @Test func `a subject of any kind stays one field`() throws {
        let subjects = [
            "x\r\nBcc: all@example.com", "Pengunjung “Siti” menunggu — 2 orang di depannya, sejak pukul 09.00 WIB 🙏 dan seterusnya",
            String(repeating: "é", count: 500), "=?UTF-8?B?eA==?=", " berawal spasi", "", "\u{0}\u{7F}",
            "An English subject of such a length that one line of a header is not enough for all of it, so it goes on",
        ]
        for subject in subjects {
            let lines = lines(try mail("smtp://localhost"), try message(subject))
            let fields = lines.prefix { !$0.isEmpty }
            #expect(fields.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }, "\(fields)")
            let names = fields.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
            #expect(names.filter { $0 == "Subject" }.count == 1 && names.count == 9 && !names.contains("Bcc"), "\(fields)")
        }
    }

    @Test(arguments: [
        ("ops@example.com", "", "ops@example.com"), (" Tim Ops <ops@example.com> ", "Tim Ops", "ops@example.com"),
        ("\"Tim, satu\" <a.b+c@x-y.example>", "Tim, satu", "a.b+c@x-y.example"), ("root@localhost", "", "root@localhost"),
    ])
    func `an address is read with and without a name`(_ text: String, _ name: String, _ address: String) {
        #expect(Mail.Address(text)?.name == name && Mail.Address(text)?.address == address)
    }

    @Test(arguments: [
        "", "ops", "@example.com", "ops@", "a@b@c", "a b@example.com", "a@exa mple.com", "a@example.com\r\nBcc: b@example.com",
        "x\r\nBcc: b@example.com <a@example.com>", "a@example..com", "a..b@example.com", "<>", "a@[127.0.0.1]", "é@example.com",
        "a@exämple.com",
        "a@example.com> <b@example.com",
    ])
    func `what is no address is refused`(_ text: String) {
        #expect(Mail.Address(text) == nil)
    }

    @Test(arguments: [
        ("smtps://u:p@mail.example.com", "smtps://mail.example.com", "u", "p", false),
        ("smtp://a%40b:p%3Aq%2Fr@mail.example.com:587/", "smtp://mail.example.com:587", "a@b", "p:q/r", false),
        ("SMTP://localhost:2525", "smtp://localhost:2525", nil, nil, true), ("smtp://127.0.0.1", "smtp://127.0.0.1", nil, nil, true),
        ("smtp://[::1]:25", "smtp://[::1]:25", nil, nil, true), ("smtp://127.example.com", "smtp://127.example.com", nil, nil, false),
    ])
    func `a server is read from its address`(_ text: String, _ url: String, _ user: String?, _ password: String?, _ isLoopback: Bool) throws
    {
        let server = try Mail.Server(Secret(text))
        #expect(server.url == url && server.credentials?.user == user && server.credentials?.password.text == password)
        #expect(server.isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("mail.example.com", MailError.scheme), ("https://mail.example.com", .scheme), ("", .scheme), ("smtp://", .host),
        ("smtp:///x", .host),
        ("smtp://user@mail.example.com", .credentials), ("smtp://u:%zz@mail.example.com", .credentials),
        ("smtp://:p@mail.example.com", .credentials),
        ("smtp://u:p%0Aq@mail.example.com", .credentials), ("smtp://mail.example.com:0", .port), ("smtp://mail.example.com:70000", .port),
        ("smtp://mail.example.com:x", .port), ("smtp://ma il", .host), ("smtp://a/b", .host),
    ])
    func `what is no server is refused, and no part of it told`(_ text: String, _ error: MailError) {
        #expect(throws: error) { try Mail.Server(Secret(text)) }
    }

    @Test func `a message is handed to the server as it is, dots and all`() async throws {
        let said = Collected<String>()
        let server = mailServer(got: said)
        let mail = try mail("smtp://127.0.0.1:\(server.port)", to: ["ops@example.com", "Tim <tim@example.com>"])
        let message = try message("Halo", "satu\n.\n..dua\nFrom here")
        #expect(await mail.send(message, over: .straight()) == .done(vendorID: "2.0.0 Ok: queued as 4XyZ"))
        let text = said.values
        #expect(text.contains { $0.hasPrefix("MAIL FROM:<desk@contoh.example>") })
        #expect(text.filter { $0.hasPrefix("RCPT") } == ["RCPT TO:<ops@example.com>", "RCPT TO:<tim@example.com>"])
        #expect(text.contains("To: ops@example.com,") && text.contains(" \"Tim\" <tim@example.com>"))
        // Doubled on the way, as the protocol asks, and single again in the mailbox.
        #expect(text.contains("..") && text.contains("...dua") && text.contains("From here"))
    }

    @Test(arguments: [
        (["greeting": "421 too busy"], Verdict.retry(after: nil, because: "status_421")),
        (["greeting": "554 go away"], .permanent("status_554")),
        (["MAIL": "451 later"], .retry(after: nil, because: "status_451")), (["MAIL": "550 no"], .permanent("status_550")),
        (["RCPT": "450 greylisted"], .retry(after: nil, because: "status_450")), (["RCPT": "550 no such user"], .permanent("status_550")),
        ([".": "452 full"], .retry(after: nil, because: "status_452")), ([".": "554 spam"], .permanent("status_554")),
    ])
    func `each answer of a mail server has one meaning`(_ answers: [String: String], _ verdict: Verdict) async throws {
        let server = mailServer(answers)
        #expect(try await mail("smtp://127.0.0.1:\(server.port)").send(try message(), over: .straight()) == verdict)
    }

    @Test func `one recipient that is refused does not keep it from the others`() async throws {
        let server = Vendor { peer, _ in
            peer.write("220 hi\r\n")
            while let line = peer.line() {
                switch line.prefix(4) {
                case "RCPT":
                    // By name: a client may well connect twice.
                    peer.write(line.contains("gone@") ? "550 nobody\r\n" : "250 ok\r\n")
                case "DATA":
                    peer.write("354 go\r\n")
                    while let text = peer.line(), text != "." {}
                    peer.write("250 taken\r\n")
                default: peer.write("250 ok\r\n")
                }
            }
        }
        let mail = try mail("smtp://127.0.0.1:\(server.port)", to: ["gone@example.com", "ops@example.com"])
        #expect(await mail.send(try message(), over: .straight()) == .done(vendorID: "taken"))
    }

    @Test(arguments: [
        ("smtp://mail.example.com", true), ("smtps://mail.example.com", true), ("smtp://127.0.0.1", false),
        ("smtp://localhost:2525", false),
    ])
    func `only this machine's own server may be spoken to without TLS`(_ url: String, _ needsTLS: Bool) throws {
        guard case .mail(let envelope) = try mail(url).call(try message()).exchange else {
            Issue.record("no mail")
            return
        }
        #expect(envelope.requiresTLS == needsTLS)
    }

    @Test func `without TLS nothing is said to a server elsewhere, the password least of all`() async throws {
        let said = Collected<String>()
        let server = mailServer(got: said)
        let mail = try mail("smtp://user:hunter2@127.0.0.1:\(server.port)")
        var call = mail.call(try message())
        // As it would be for any other host.
        guard case .mail(var envelope) = call.exchange else {
            Issue.record("no mail")
            return
        }
        envelope.requiresTLS = true
        call.exchange = .mail(envelope)
        let outcome = await Wire.straight().send(call)
        guard case .untrusted = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!said.values.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
        #expect(Mail.verdict(on: outcome) == .retry(after: nil, because: "untrusted"))
    }

    @Test(arguments: ["EHLO", "MAIL", "RCPT"])
    func `a server that stops talking is given up at the deadline`(_ word: String) async throws {
        let server = mailServer(hangsAt: word)
        var call = try mail("smtp://127.0.0.1:\(server.port)").call(try message())
        call.limits.deadline = .milliseconds(200)
        #expect(await Wire.straight().send(call) == .timedOut(.init(wasSent: false)))
    }

    @Test(arguments: [nil, "550 no"])
    func `a server that does not say goodbye keeps nobody waiting`(_ refusal: String?) async throws {
        let said = Collected<String>()
        let server = mailServer(refusal.map { ["MAIL": $0] } ?? [:], hangsAt: "QUIT", got: said)
        let wire = Wire.straight()
        let other = Vendor.answering(200)
        let verdict = try await mail("smtp://127.0.0.1:\(server.port)").send(try message(), over: wire)
        #expect(verdict == (refusal == nil ? .done(vendorID: "2.0.0 Ok: queued as 4XyZ") : .permanent("status_550")))
        // The goodbye was said; whoever waited for its answer would wait for two minutes.
        #expect(await eventually { said.values.last == "QUIT" && server.abandoned == 1 })
        #expect(await wire.send(.test(other.url, deadline: .seconds(10))).status == 200)
        await wire.stop(within: .zero)
    }
}
