import Dialogue
import Journal
import Ledger
import Testing

@testable import Desk

@Suite struct RetentionTests {
    let folder: TemporaryFolder
    let world = World()

    init() throws { folder = try TemporaryFolder() }

    private func conversation(in desk: Desk, closed: Bool) async throws -> (id: ConversationID, session: Session) {
        let outcome = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
        if closed { _ = try await desk.act(.close(reason: "selesai"), by: "sari", in: outcome.conversation) }
        return (outcome.conversation, try #require(outcome.session))
    }

    @Test func `what has been closed for the days set is due, from the moment they are over`() async throws {
        let desk = try Shop.desk(in: folder, world: world)
        let closed = try await conversation(in: desk, closed: true).id
        let open = try await conversation(in: desk, closed: false).id
        let retention = Retention(days: 30)
        let row = try #require(desk.look { $0.row(closed) })
        let over = row.updatedAt.milliseconds + 30 * 86_400_000
        #expect(!retention.isDue(row, at: Timestamp(milliseconds: over - 1)))
        #expect(retention.isDue(row, at: Timestamp(milliseconds: over)))
        let other = try #require(desk.look { $0.row(open) })
        #expect(!retention.isDue(other, at: Timestamp(milliseconds: over * 2)))
        await desk.close()
    }

    @Test func `a conversation closed long ago is dropped whole; what is open or young stays`() async throws {
        let desk = try Shop.desk(in: folder, world: world)
        let old = try await conversation(in: desk, closed: true)
        let open = try await conversation(in: desk, closed: false)
        world.pass(days: 20)
        let young = try await conversation(in: desk, closed: true)
        #expect(try await desk.apply(Retention(days: 30)) == 0)
        world.pass(days: 11)
        #expect(try await desk.apply(Retention(days: 30)) == 1)
        #expect(try await desk.apply(Retention(days: 30)) == 0)

        #expect(desk.look { $0.row(old.id) } == nil)
        await #expect(throws: DeskError.sessionUnknown) { try await desk.messages(session: old.session, after: 0) }
        for kept in [open, young] {
            #expect(try await desk.messages(session: kept.session, after: 0).messages.first?.text == "halo")
            #expect(desk.look { $0.row(kept.id) } != nil)
        }
        let lines = try folder.lines()
        #expect(!lines.contains { $0["conversation_id"]?.string == old.id.rawValue })
        let notes = lines.filter { $0["type"]?.string == "retentionApplied" }
        #expect(notes.map { $0["data"]?["streams"]?.integer } == [1])
        let closed = desk.look { $0.counts(of: "sari").closed }
        await desk.close()

        // A start finds what was left.
        let again = try Shop.desk(in: folder, world: World(run: "b"))
        #expect(again.look { $0.row(old.id) } == nil)
        #expect(again.look { $0.counts(of: "sari").closed } == closed)
        #expect(try await again.messages(session: young.session, after: 0).messages.first?.text == "halo")
        await again.close()
    }

    @Test func `a visitor who speaks again keeps a conversation`() async throws {
        let desk = try Shop.desk(in: folder, world: world)
        let old = try await conversation(in: desk, closed: true)
        world.pass(days: 40)
        _ = try await desk.say(Shop.utterance("biayanya"), session: old.session, visitor: Shop.visitor)
        #expect(try await desk.apply(Retention(days: 30)) == 0)
        #expect(try await desk.messages(session: old.session, after: 0).messages.isEmpty == false)
        await desk.close()
    }
}
