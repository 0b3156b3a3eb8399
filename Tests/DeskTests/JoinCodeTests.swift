import Dialogue
import Foundation
import Testing

@testable import Desk

/// The way on to WhatsApp: what goes along, and the code by which that chat comes back to the thread.
@Suite struct JoinCodeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let key = VisitorKey(bytes: Array(repeating: 7, count: 32))

    /// What the visitor sees written in WhatsApp.
    private static func text(of href: String) throws -> String {
        #expect(href.count <= 2_000)
        #expect(href.hasPrefix("https://wa.me/6280000000000?text="))
        return try #require(href.split(separator: "?text=").last?.removingPercentEncoding)
    }

    private func talk(_ desk: Desk, _ text: String = Shop.sure) async throws -> Session {
        try #require(try await desk.say(Shop.utterance(text), session: nil, visitor: Shop.visitor).session)
    }

    private func code(_ desk: Desk, _ session: Session, topic: String? = nil) async throws -> String {
        let href = try #require(try await desk.whatsAppHref(topic: topic, session: session))
        return try #require(try Self.text(of: href).split(separator: " ").last.map(String.init))
    }

    @Test func `what was talked about goes along, and no personal data`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try await talk(desk)
        _ = try await desk.say(Shop.utterance("Berapa biayanya?"), session: session, visitor: Shop.visitor)
        let href = try #require(try await desk.whatsAppHref(topic: "KTP 3174012345678901, hubungi 081234567890 & a=b#c", session: session))
        let lines = try Self.text(of: href).split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("Halo Kantor Contoh") && lines[0].contains("[NIK]") && lines[0].contains("[PHONE]"))
        #expect(!href.contains("3174012345678901") && !href.contains("81234567890"))
        #expect(lines[1].hasPrefix("Sudah dibahas di situs: Syarat"))
        #expect(lines[2].hasPrefix("Kode percakapan"))
        await desk.close()
    }

    @Test func `it is in the language of the conversation`() async throws {
        let desk = try Shop.desk(in: folder)
        let english = Command.Utterance(text: "What is required?", language: .english)
        let session = try #require(try await desk.say(english, session: nil, visitor: Shop.visitor).session)
        let text = try Self.text(of: try #require(try await desk.whatsAppHref(topic: nil, session: session)))
        #expect(text.hasPrefix("Hello Example Office") && text.contains("Discussed on the site: Requirements"))
        #expect(text.contains("Conversation code (valid for 24 hours"))
        await desk.close()
    }

    @Test func `a topic of any length leaves room for the code`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try await talk(desk)
        for topic in [String(repeating: "🕋", count: 500), String(repeating: "é\n", count: 250), String(repeating: "a", count: 500)] {
            let code = try await code(desk, session, topic: topic)
            #expect(JoinCodes.code(in: code, signedBy: Self.key) != nil)
        }
        await desk.close()
    }

    @Test func `a code joins once, through a restart, and the log keeps who saw it and neither code nor number`() async throws {
        var desk = try Shop.desk(in: folder)
        let session = try await talk(desk)
        let code = try await code(desk, session)
        await desk.close()
        desk = try Shop.desk(in: folder, world: World(run: "b"))
        let message = "Halo, saya lanjut di sini ya.\nKode percakapan (berlaku 24 jam): \(code.lowercased())"
        let joined = try await desk.joinWhatsApp(by: message, address: "6281234567890", verifier: .admin("sari"))
        #expect(joined.conversation == session.conversation)
        let line = try #require(try folder.lines().last { $0["type"]?.string == "channelJoined" })
        #expect(line["by"]?.string == "admin:sari" && line["data"]?["channel"]?.string == "whatsapp")
        #expect(line["data"]?["verified_by"]?.string == "admin:sari" && line["data"]?["address_hash"]?.string?.count == 16)
        let log = try folder.lines().map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(!log.contains(code) && !log.contains(code.prefix(9)) && !log.contains("81234567890"))
        #expect(desk.look { try? $0.audit().items.first?.action } == "channelJoined")
        for _ in 0..<2 {
            await #expect(throws: DeskError.codeUnknown) { try await desk.joinWhatsApp(by: code, address: nil, verifier: .admin("budi")) }
            await desk.close()
            desk = try Shop.desk(in: folder, world: World(run: "c"))
        }
        await desk.close()
    }

    @Test func `of many who show one code at once, one comes in`() async throws {
        let desk = try Shop.desk(in: folder)
        let code = try await code(desk, try await talk(desk))
        let joined = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask { (try? await desk.joinWhatsApp(by: code, address: nil, verifier: .admin("sari"))) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(joined == 1)
        await desk.close()
    }

    @Test func `a code dies after a day`() async throws {
        let world = World()
        let desk = try Shop.desk(in: folder, world: world)
        let code = try await code(desk, try await talk(desk))
        world.pass(days: 1)
        await #expect(throws: DeskError.codeUnknown) { try await desk.joinWhatsApp(by: code, address: nil, verifier: .admin("sari")) }
        await desk.close()
    }

    @Test func `a code for one channel opens no other, and one that we did not sign opens nothing`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try await talk(desk)
        let code = try await code(desk, session)
        // Without its signature it has the form of a device's.
        await #expect(throws: DeskError.codeUnknown) { try await desk.join(code: String(code.prefix(9))) }
        let device = try await desk.issueJoinCode(session: session).code
        let signed = JoinCodes.signed(device, by: Self.key)
        await #expect(throws: DeskError.codeUnknown) { try await desk.joinWhatsApp(by: signed, address: nil, verifier: .admin("sari")) }
        let forged = JoinCodes.signed(String(code.prefix(9)), by: VisitorKey(bytes: Array(repeating: 8, count: 32)))
        let mistyped = String(code.dropLast()) + (code.hasSuffix("A") ? "B" : "A")
        for text in [forged, mistyped, String(code.prefix(9)), "", "ABCD-EFGH-JKLM", code.replacing("-", with: "")] {
            await #expect(throws: DeskError.codeUnknown) { try await desk.joinWhatsApp(by: text, address: nil, verifier: .admin("sari")) }
        }
        // All that was in vain used nothing up.
        #expect(try await desk.join(code: device).conversation == session.conversation)
        #expect(try await desk.joinWhatsApp(by: code, address: nil, verifier: .admin("sari")).conversation == session.conversation)
        await desk.close()
    }
}
