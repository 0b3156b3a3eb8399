import Dialogue
import Foundation
import JSON
import Journal
import Synchronization
import Testing

@testable import Desk

@Suite struct DeskTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let name = "11111111-2222-4333-8444-555555555555"

    // MARK: On disk first

    @Test func `a turn is on disk before its answer is given`() async throws {
        let desk = try Shop.desk(in: folder)
        let outcome = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        // Read while the desk is open, without asking it.
        #expect(try folder.types(of: outcome.conversation) == ["conversationStarted", "visitorSaid", "messageRead", "botAnswered"])
        let said = try #require(try folder.lines().first { $0["type"]?.string == "visitorSaid" })
        #expect(said["data"]?["text"]?.string == Shop.sure)
        #expect(said["by"]?.string == "visitor")
        let reply = try #require(outcome.reply)
        let answered = try #require(try folder.lines().first { $0["type"]?.string == "botAnswered" })
        #expect(answered["data"]?["message_id"]?.string == reply.id.rawValue)
        #expect(answered["data"]?["text"]?.string == reply.text)
        #expect(answered["by"]?.string == "bot")
        #expect(reply.text.hasPrefix("Syaratnya ada tiga."))
        #expect(outcome.mode == .bot)
        await desk.close()
    }

    @Test func `neither session nor address is in the log`() async throws {
        let desk = try Shop.desk(in: folder)
        let outcome = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(outcome.session)
        let secret = try #require(session.token.split(separator: ".").last)
        let log = try folder.lines().map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(!log.contains(secret))
        #expect(!log.contains("192.0.2.1"))
        #expect("\(session)" == "***")
        await desk.close()
    }

    // MARK: Retries

    @Test func `a retry with a session gets the first answer and is stored once`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try #require(try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor).session)
        let first = try await desk.say(Shop.utterance(Shop.sure, name: "m-1"), session: session, visitor: Shop.visitor)
        let lines = try folder.lines()
        let again = try await desk.say(Shop.utterance(Shop.sure, name: "m-1"), session: session, visitor: Shop.visitor)
        #expect(again.reply == first.reply)
        #expect(again.session == nil)
        #expect(try folder.lines() == lines)
        await desk.close()

        let reopened = try Shop.desk(in: folder, world: World(run: "b"))
        let later = try await reopened.say(Shop.utterance(Shop.sure, name: "m-1"), session: session, visitor: Shop.visitor)
        #expect(later.reply == first.reply)
        #expect(try folder.lines() == lines)
        // Another name is another message.
        let other = try await reopened.say(Shop.utterance(Shop.sure, name: "m-2"), session: session, visitor: Shop.visitor)
        #expect(other.reply?.id != first.reply?.id)
        await reopened.close()
    }

    @Test func `twenty retries at once are stored once`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try #require(try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor).session)
        let replies = try await withThrowingTaskGroup(of: MessageID?.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await desk.say(Shop.utterance(Shop.sure, name: "m-1"), session: session, visitor: Shop.visitor).reply?.id
                }
            }
            return try await group.reduce(into: Set<MessageID?>()) { $0.insert($1) }
        }
        #expect(replies.count == 1)
        #expect(!replies.contains(nil))
        #expect(desk.tally.utterances == 2)
        await desk.close()
    }

    @Test func `a first message that is sent again finds its conversation, with a session that opens it`() async throws {
        let desk = try Shop.desk(in: folder)
        let utterance = Shop.utterance(Shop.sure, name: Self.name)
        let first = try await desk.say(utterance, session: nil, visitor: Shop.visitor)
        let again = try await desk.say(utterance, session: nil, visitor: Shop.visitor)
        #expect(again.conversation == first.conversation)
        #expect(again.reply == first.reply)
        let sessions = [try #require(first.session), try #require(again.session)]
        #expect(sessions[0] != sessions[1])
        #expect(try folder.types(of: first.conversation).filter { $0 == "visitorSaid" }.count == 1)
        for session in sessions { #expect(try await desk.messages(session: session, after: 0).messages.count == 2) }
        await desk.close()

        let reopened = try Shop.desk(in: folder, world: World(run: "b"))
        let later = try await reopened.say(utterance, session: nil, visitor: Shop.visitor)
        #expect(later.conversation == first.conversation)
        #expect(later.reply == first.reply)
        #expect(reopened.tally.utterances == 1)
        for session in sessions { #expect(try await reopened.messages(session: session, after: 0).messages.count == 2) }
        await reopened.close()
    }

    @Test func `only the same visitor's same words under the same long name are a retry`() async throws {
        let desk = try Shop.desk(in: folder)
        let first = try await desk.say(Shop.utterance(Shop.sure, name: Self.name), session: nil, visitor: Shop.visitor)
        let others = [
            try await desk.say(Shop.utterance(Shop.sure, name: Self.name), session: nil, visitor: .init(address: "192.0.2.2")),
            try await desk.say(Shop.utterance("halo", name: Self.name), session: nil, visitor: Shop.visitor),
            try await desk.say(Shop.utterance(Shop.sure, name: Self.name + "0"), session: nil, visitor: Shop.visitor),
            try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor),
            try await desk.say(Shop.utterance(Shop.sure, name: "m-1"), session: nil, visitor: Shop.visitor),
            // A name of four bytes may be anybody's.
            try await desk.say(Shop.utterance(Shop.sure, name: "m-1"), session: nil, visitor: Shop.visitor),
        ]
        #expect(Set(others.map(\.conversation) + [first.conversation]).count == 7)
        #expect(desk.tally.conversations == 7)
        await desk.close()
    }

    @Test func `a tap that is sent again is taken once`() async throws {
        let desk = try Shop.desk(in: folder)
        let first = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(first.session)
        let offer = try #require(first.reply)
        let suggestion = try #require(offer.answer?.suggestions.first)
        let taken = try await desk.choose(suggestion.text, from: offer.id, clientMessageID: "tap-1", session: session)
        let again = try await desk.choose(suggestion.intent.rawValue, from: offer.id, clientMessageID: "tap-1", session: session)
        #expect(taken.reply?.text == "Biayanya bergantung.")
        #expect(again.reply == taken.reply)
        #expect(desk.tally.choicesTaken == 1)
        await #expect(throws: DeskError.refused(.unknownChoice)) {
            try await desk.choose("Apa kabar?", from: offer.id, clientMessageID: nil, session: session)
        }
        await #expect(throws: DeskError.refused(.unknownMessage)) {
            try await desk.choose(suggestion.text, from: MessageID(rawValue: "none"), clientMessageID: nil, session: session)
        }
        await desk.close()
    }

    // MARK: Sessions

    @Test func `a session that is another's, made up or unknown opens nothing`() async throws {
        let desk = try Shop.desk(in: folder)
        let ours = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
        let theirs = try await desk.say(Shop.utterance("halo"), session: nil, visitor: .init(address: "192.0.2.2"))
        let secret = try #require(theirs.session?.token.split(separator: ".").last)
        let wrong = [
            // Their secret for our conversation, a secret that nobody has, a conversation that is not there, a stream that is no conversation.
            "\(ours.conversation.rawValue).\(secret)", "\(ours.conversation.rawValue).\(String(repeating: "A", count: 32))",
            "nowhere.\(secret)", "desk.\(secret)",
        ]
        await desk.recordStart(version: "1")
        let lines = try folder.lines()
        for token in wrong {
            let session = try #require(Session(token: token))
            await #expect(throws: DeskError.sessionUnknown, "\(token)") {
                try await desk.say(Shop.utterance("halo"), session: session, visitor: Shop.visitor)
            }
            await #expect(throws: DeskError.sessionUnknown) { try await desk.messages(session: session, after: 0) }
            await #expect(throws: DeskError.sessionUnknown) { try await desk.perform(.seen(upTo: 1), session: session) }
            await #expect(throws: DeskError.sessionUnknown) {
                try await desk.choose("x", from: MessageID(rawValue: "x"), clientMessageID: nil, session: session)
            }
            await #expect(throws: DeskError.sessionUnknown) { try await desk.watch(session: session, after: 0) {} }
        }
        #expect(try folder.lines() == lines)
        await desk.close()
    }

    @Test(arguments: [
        "", ".", "a", "a.b", ".12345678901234567890123456789012", "a.1234567890123456789012345678901",
        "a.b.12345678901234567890123456789012",
        String(repeating: "a", count: 65) + ".12345678901234567890123456789012",
    ])
    func `what has not the form of a session is none`(token: String) {
        #expect(Session(token: token) == nil)
    }

    @Test func `sessions are drawn anew each time and keep their token`() throws {
        var random = SystemRandomNumberGenerator()
        let id = ConversationID(rawValue: "c")
        let sessions = (0..<100).map { _ in Session(for: id, using: &random) }
        #expect(Set(sessions.map(\.token)).count == 100)
        for session in sessions {
            #expect(Session(token: session.token) == session)
            #expect(session.matches([sessions[0].hash, session.hash]))
            #expect(!session.matches([]))
            #expect(!session.matches([String(session.hash.dropLast())]))
        }
    }

    @Test func `a visitor's name tells addresses apart and needs the key`() {
        let key = VisitorKey(bytes: Array(repeating: 1, count: 32))
        #expect(key.name(ofAddress: "192.0.2.1") == key.name(ofAddress: "192.0.2.1"))
        #expect(key.name(ofAddress: "192.0.2.1") != key.name(ofAddress: "192.0.2.2"))
        #expect(key.name(ofAddress: "192.0.2.1") != VisitorKey(bytes: Array(repeating: 2, count: 32)).name(ofAddress: "192.0.2.1"))
        #expect(key.name(ofAddress: "192.0.2.1").count == 16)
        #expect("\(key)" == "***")
    }

    // MARK: Replay and memory

    @Test func `a restart forgets nothing`() async throws {
        let desk = try Shop.desk(in: folder)
        let first = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(first.session)
        let reply = try #require(first.reply)
        _ = try await desk.say(Shop.utterance("xyzzy plugh"), session: session, visitor: Shop.visitor)
        _ = try await desk.perform(.refusePromotion(on: reply.id), session: session)
        _ = try await desk.perform(.rateAnswer(reply.id, .up), session: session)
        _ = try await desk.perform(.rateConversation(.down, comment: "lama \"sekali\"\n"), session: session)
        _ = try await desk.perform(.seen(upTo: 4), session: session)
        _ = try await desk.perform(.requestHandoff(.init(channel: .whatsapp, topic: "Biaya")), session: session)
        _ = try await desk.say(Shop.utterance("saya kecewa sekali"), session: session, visitor: Shop.visitor)
        let messages = try await desk.messages(session: session, after: 0).messages
        let tally = desk.tally
        await desk.close()

        let reopened = try Shop.desk(in: folder, world: World(run: "b"))
        #expect(reopened.unreadableRecords == 0)
        #expect(reopened.tally == tally)
        #expect(try await reopened.messages(session: session, after: 0).messages == messages)
        // The seventh is the line that somebody was asked for.
        #expect(messages.count == 7)
        #expect(tally.promotionRefusals == 1 && tally.handoffs == [.unsure: 1] && tally.ratings == [.up: 1, .down: 1])
        await reopened.close()
    }

    @Test func `idle conversations leave memory and come back the same`() async throws {
        let desk = try Shop.desk(in: folder, maximumIdle: 4)
        var sessions: [Session] = []
        var told: [[Conversation.Message]] = []
        for number in 0..<20 {
            let outcome = try await desk.say(
                Shop.utterance(number.isMultiple(of: 2) ? Shop.sure : "biayanya"), session: nil, visitor: Shop.visitor)
            let session = try #require(outcome.session)
            sessions.append(session)
            told.append(try await desk.messages(session: session, after: 0).messages)
            #expect(desk.conversationsInMemory <= 5)
        }
        for (session, messages) in zip(sessions, told) { #expect(try await desk.messages(session: session, after: 0).messages == messages) }
        for session in sessions { _ = try await desk.say(Shop.utterance(Shop.sure), session: session, visitor: Shop.visitor) }
        for (session, messages) in zip(sessions, told) {
            let all = try await desk.messages(session: session, after: 0).messages
            #expect(all.count == 4)
            #expect(Array(all.prefix(2)) == messages)
        }
        #expect(desk.conversationsInMemory <= 5)
        await desk.close()
    }

    @Test func `messages after a number are those after it`() async throws {
        let desk = try Shop.desk(in: folder)
        let first = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(first.session)
        let number = try #require(first.reply).number
        #expect(try await desk.messages(session: session, after: number).messages.isEmpty)
        let second = try await desk.say(Shop.utterance("biayanya"), session: session, visitor: Shop.visitor)
        let news = try await desk.messages(session: session, after: number).messages
        #expect(news.map(\.role) == [.user, .assistant])
        #expect(news.last == second.reply)
        await desk.close()
    }

    @Test func `conversations that come and go under load stay whole`() async throws {
        // Two lanes in memory for eight conversations: each is dropped and folded again all the time, between other tasks' steps.
        let desk = try Shop.desk(in: folder, maximumIdle: 1)
        var sessions: [Session] = []
        for _ in 0..<8 {
            sessions.append(try #require(try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor).session))
        }
        let all = sessions
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var dice = Dice(state: UInt64(task))
                    for step in 0..<25 {
                        let session = dice.pick(all)
                        let outcome = try await desk.say(
                            Shop.utterance("biayanya", name: "t\(task)-\(step)"), session: session, visitor: Shop.visitor)
                        let messages = try await desk.messages(session: session, after: 0).messages
                        // What was just said can be read.
                        #expect(messages.contains { $0.id == outcome.reply?.id })
                    }
                }
            }
            try await group.waitForAll()
        }
        var count = 0
        for session in all { count += try await desk.messages(session: session, after: 0).messages.count }
        #expect(count == 2 * (8 + 8 * 25))
        #expect(desk.tally.utterances == 8 + 8 * 25)
        await desk.close()
    }

    @Test func `a record that is not what its type says is counted, and its conversation refused`() async throws {
        let journal = try Journal.open(folder.state)
        try await journal.append(
            [Entry(at: 1, type: "visitorSaid", by: "visitor", data: Array(#"{"text": 5}"#.utf8))], to: "broken", expecting: 0)
        try await journal.append([Entry(at: 1, type: "fromTheFuture", by: "system", data: Array("{}".utf8))], to: "later", expecting: 0)
        await journal.close()
        let desk = try Shop.desk(in: folder)
        #expect(desk.unreadableRecords == 1)
        let session = try #require(Session(token: "broken." + String(repeating: "A", count: 32)))
        await #expect(
            throws: DeskError.unreadable(
                conversation: ConversationID(rawValue: "broken"), reason: "visitorSaid.message_id: missing, or not of its kind")
        ) {
            try await desk.messages(session: session, after: 0)
        }
        await desk.close()
    }

    @Test func `start and stop are noted and are no conversation`() async throws {
        let desk = try Shop.desk(in: folder)
        await desk.recordStart(version: "1.2.3")
        await desk.recordStop(reason: "SIGTERM")
        #expect(try folder.types(of: ConversationID(rawValue: "desk")) == ["serviceStarted", "serviceStopped"])
        #expect(try folder.types(of: ConversationID(rawValue: "content")) == ["contentPublished"])
        let published = try #require(try folder.lines().first { $0["type"]?.string == "contentPublished" })
        #expect(published["data"]?["version"]?.string == "test-1")
        #expect(published["data"]?["model_hash"]?.string == Shop.knowledge.classifier.modelHash)
        #expect(desk.tally == .init())
        await desk.close()
    }

    // MARK: Leads

    private static func lead() throws -> Lead {
        Lead(name: "Nama Contoh", contact: try #require(Lead.Contact("+62 800-0000-0000")), company: "PT Contoh", need: "Izin baru")
    }

    @Test func `a lead is on disk with its consent, in a stream of its own, and opens nothing`() async throws {
        let desk = try Shop.desk(in: folder)
        let consent = Consent(purpose: "contact", wordingVersion: "1", channel: "web")
        let first = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
        let ids = [
            try await desk.receive(Self.lead(), consent: consent, session: first.session),
            try await desk.receive(Self.lead(), consent: consent, session: nil),
        ]
        for id in ids { #expect(try folder.types(of: ConversationID(rawValue: "lead:\(id)")) == ["consentGiven", "leadReceived"]) }
        let kept = try folder.lines().filter { $0["type"]?.string == "leadReceived" }
        #expect(kept.map { $0["data"]?["conversation"]?.string } == [first.conversation.rawValue, nil])
        #expect(desk.tally.leads == 2 && desk.tally.conversations == 1)
        let secret = String(repeating: "A", count: 32)
        #expect(Session(token: "lead:\(ids[0]).\(secret)") == nil, "no token can name a stream that is no conversation")
        let session = try #require(Session(token: "\(ids[0]).\(secret)"))
        await #expect(throws: DeskError.sessionUnknown) { try await desk.messages(session: session, after: 0) }
        await #expect(throws: DeskError.sessionUnknown) { try await desk.receive(Self.lead(), consent: consent, session: session) }
        await desk.close()
        await #expect(throws: DeskError.journal(.closed)) { try await desk.receive(Self.lead(), consent: consent, session: nil) }
        let reopened = try Shop.desk(in: folder, world: World(run: "b"))
        #expect(reopened.tally.leads == 2)
        #expect(reopened.unreadableRecords == 0)
        await reopened.close()
    }

    // MARK: Figures and erasing

    @Test func `interactions are counted and written as one record`() async throws {
        let desk = try Shop.desk(in: folder)
        let click = Interaction(type: "cta_click", intent: "SYARAT", cta: "primary")
        desk.count([click, Interaction(type: "open", page: "/"), click])
        desk.count([click])
        desk.count([])
        #expect(try folder.types(of: ConversationID(rawValue: "counts")).isEmpty)
        await desk.recordStop(reason: "test")
        await desk.recordStop(reason: "again: nothing is left to write")
        let records = try folder.lines().filter { $0["conversation_id"]?.string == "counts" }
        #expect(records.map { $0["type"]?.string } == ["interactionsCounted"])
        let counts = try #require(records.first?["data"]?["counts"]?.array)
        #expect(
            counts == [
                try JSON(parsing: #"{"type": "cta_click", "intent": "SYARAT", "cta": "primary", "n": 3}"#),
                try JSON(parsing: #"{"type": "open", "page": "/", "n": 1}"#),
            ])
        await desk.close()
    }

    @Test func `more different interactions than fit a record are counted as other`() {
        var interactions = Interactions()
        for number in 0..<300 { interactions.count(Interaction(type: "t", page: "\(number)"), at: 5) }
        interactions.count(Interaction(type: "t", page: "0"), at: 6)
        let taken = interactions.take()
        #expect(taken.since == 5)
        #expect(taken.counts.count == 201)
        #expect(taken.counts.first { $0.0 == Interaction(type: "other") }?.1 == 100)
        #expect(taken.counts.first { $0.0.page == "0" }?.1 == 2)
        #expect(interactions.isEmpty)
    }

    @Test func `an erased conversation is in memory no more, and its first message begins a new one`() async throws {
        let desk = try Shop.desk(in: folder)
        let utterance = Shop.utterance(Shop.sure, name: Self.name)
        let first = try await desk.say(utterance, session: nil, visitor: Shop.visitor)
        let other = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
        #expect(desk.conversationsInMemory == 2)
        let receipt = try await desk.erase(.conversation(first.conversation.rawValue), askedBy: .system)
        #expect(receipt.streams == 1 && receipt.scope == "conversation")
        #expect(desk.conversationsInMemory == 1)
        let session = try #require(first.session)
        await #expect(throws: DeskError.sessionUnknown) { try await desk.messages(session: session, after: 0) }
        let again = try await desk.say(utterance, session: nil, visitor: Shop.visitor)
        #expect(again.conversation != first.conversation)
        let others = try #require(other.session)
        #expect(try await desk.messages(session: others, after: 0).messages.count == 2)
        await desk.close()
    }

    // MARK: Waiting

    @Test func `a watcher is called once, for the first message after its number`() async throws {
        let desk = try Shop.desk(in: folder)
        let first = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(first.session)
        let number = try #require(first.reply).number
        let calls = Mutex<[String]>([])
        // There is a message after 0 already: called at once.
        _ = try await desk.watch(session: session, after: 0) { calls.withLock { $0.append("now") } }
        #expect(calls.withLock { $0 } == ["now"])
        _ = try await desk.watch(session: session, after: number) { calls.withLock { $0.append("next") } }
        let cancelled = try await desk.watch(session: session, after: number) { calls.withLock { $0.append("cancelled") } }
        cancelled.cancel()
        _ = try await desk.watch(session: session, after: number + 3) { calls.withLock { $0.append("later") } }
        // What is no message wakes nobody.
        _ = try await desk.perform(.seen(upTo: 1), session: session)
        #expect(calls.withLock { $0 } == ["now"])
        _ = try await desk.say(Shop.utterance("biayanya"), session: session, visitor: Shop.visitor)
        #expect(calls.withLock { $0.sorted() } == ["later", "next", "now"])
        _ = try await desk.say(Shop.utterance("biayanya"), session: session, visitor: Shop.visitor)
        #expect(calls.withLock { $0.count } == 3)
        await desk.close()
    }

    @Test func `a conversation that somebody watches stays in memory`() async throws {
        let desk = try Shop.desk(in: folder, maximumIdle: 0)
        let first = try await desk.say(Shop.utterance(Shop.sure), session: nil, visitor: Shop.visitor)
        let session = try #require(first.session)
        let calls = Mutex(0)
        let watch = try await desk.watch(session: session, after: try #require(first.reply).number) { calls.withLock { $0 += 1 } }
        for _ in 0..<5 { _ = try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor) }
        _ = try await desk.say(Shop.utterance("biayanya"), session: session, visitor: Shop.visitor)
        #expect(calls.withLock { $0 } == 1)
        watch.cancel()
        await desk.close()
    }

    // MARK: The disk

    @Test func `a closed desk does nothing and says so`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try #require(try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor).session)
        let lines = try folder.lines()
        let tally = desk.tally
        await desk.close()
        await #expect(throws: DeskError.journal(.closed)) {
            try await desk.say(Shop.utterance("halo"), session: session, visitor: Shop.visitor)
        }
        await #expect(throws: DeskError.journal(.closed)) {
            try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor)
        }
        await #expect(throws: DeskError.journal(.closed)) { try await desk.perform(.seen(upTo: 1), session: session) }
        #expect(try folder.lines() == lines)
        #expect(desk.tally == tally)
    }

    @Test func `a full disk begins nothing new and lets what runs go on`() async throws {
        let desk = try Shop.desk(in: folder)
        let session = try #require(try await desk.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor).session)
        await desk.close()
        var full = Journal.Configuration()
        full.fullShare = 2
        let reopened = try Shop.desk(in: folder, world: World(run: "b"), journal: full)
        await #expect(throws: DeskError.diskFull) { try await reopened.say(Shop.utterance("halo"), session: nil, visitor: Shop.visitor) }
        #expect(try await reopened.say(Shop.utterance("biayanya"), session: session, visitor: Shop.visitor).reply != nil)
        await reopened.close()
    }

    @Test func `a second desk over the same folder is refused`() async throws {
        let desk = try Shop.desk(in: folder)
        #expect(throws: JournalError.locked(processID: ProcessInfo.processInfo.processIdentifier)) { try Shop.desk(in: folder) }
        await desk.close()
    }
}
