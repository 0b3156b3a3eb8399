import Glibc
import Synchronization
import Testing

@testable import Journal

@Suite struct `The control socket` {
    let folder = TemporaryFolder()

    /// `ask` waits for the answer, so it must not be called on a thread of the cooperative pool.
    func ask(_ request: ControlSocket.Request, progress: @escaping Journal.Progress = { _, _ in }) async -> Result<
        ControlSocket.Answer, JournalError
    > {
        let state = folder.state
        return await withUnsafeContinuation { continuation in
            do throws(JournalError) {
                try startThread {
                    do throws(JournalError) {
                        continuation.resume(returning: .success(try ControlSocket.ask(request, of: state, progress: progress)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }

    @Test func `a request reaches the server, which tells its progress and what it did`() async throws {
        try Disk.makeFolder(folder.state)
        #expect(await ask(.compact) == .success(.nobody))
        let asked = Mutex<[ControlSocket.Request]>([])
        let socket = try ControlSocket(folder.state) { request, progress in
            asked.withLock { $0.append(request) }
            if request == .compact { throw JournalError.closed }
            progress(1, 2)
            progress(2, 2)
            return "erased\nit"
        }
        var report = stat()
        #expect(stat(folder.state + "/control.sock", &report) == 0 && report.st_mode & 0o777 == 0o600)
        let steps = Mutex<[Int]>([])
        let answer = await ask(.eraseContact("+62 800-0000-0000 é")) { done, total in steps.withLock { $0 += [done, total] } }
        #expect(answer == .success(.done("erased it")))
        #expect(steps.withLock { $0 } == [1, 2, 2, 2])
        #expect(await ask(.eraseConversation("c-1")) == .success(.done("erased it")))
        #expect(await ask(.compact) == .success(.refused("the journal has been closed")))
        #expect(asked.withLock { $0 } == [.eraseContact("+62 800-0000-0000 é"), .eraseConversation("c-1"), .compact])
        socket.stop()
        #expect(await ask(.compact) == .success(.nobody))
    }

    @Test func `what is no request is refused`() {
        for line in ["", "erase", "erase conversation ", "erase contact ", "compact now", "drop everything"] {
            #expect(ControlSocket.Request(line: line) == nil)
        }
        #expect(ControlSocket.Request(line: "erase conversation a b") == .eraseConversation("a b"))
    }
}

@Suite struct `Finding a contact` {
    @Test(arguments: [
        ("0812-3456-789", #"{"text":"WA saya 0812 3456 789 ya"}"#, true),
        ("+62 812 3456 789", #"{"contact":"08123456789"}"#, true),
        ("08123456789", #"{"contact":"+62-812-3456-789"}"#, true),
        ("08123456789", #"{"contact":"0062 812 3456 789"}"#, true),
        ("08123456789", #"{"text":"0812345678"}"#, false),
        ("08123456789", #"{"text":"081234567890"}"#, false),
        ("08123456789", #"{"text":"9908123456789"}"#, false),
        ("08123456789", #"{"text":"0812, 3456789"}"#, false),
        ("Siti@Contoh.example", #"{"email":"siti@contoh.EXAMPLE"}"#, true),
        ("siti@contoh.example", #"{"email":"siti@contoh.exampl"}"#, false),
    ])
    func `finds a number however it is written, and an address whatever its case`(contact: String, data: String, isIn: Bool) throws {
        #expect(try Contact(contact).isIn(Array(data.utf8)) == isIn)
    }

    @Test func `refuses what would be found anywhere`() {
        for contact in ["", "0", "62", "0812345", "+62 812", "a@b", "    "] {
            #expect(throws: JournalError.self) { try Contact(contact) }
        }
    }

    @Test func `names the streams that hold it, and not the receipts'`() async throws {
        let folder = TemporaryFolder()
        let journal = try Journal.open(folder.state)
        for stream in ["c1", "lead:1", "desk"] as [StreamID] {
            try await journal.append([entry("wa 0812 3456 7890")], to: stream, expecting: 0)
        }
        try await journal.append([entry("tidak ada")], to: "c2", expecting: 0)
        #expect(try journal.streams(holding: "+6281234567890") == ["c1", "lead:1"])
        await journal.close()
    }
}
