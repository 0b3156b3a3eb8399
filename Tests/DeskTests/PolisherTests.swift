import Dialogue
import Foundation
import JSON
import Journal
import Outbound
import Synchronization
import Testing

@testable import Desk

/// A language model that takes part: what is asked of it, what becomes of what it says, what it may cost.
@Suite struct PolisherTests {
    /// A model that says what the test wants, and keeps what it was asked.
    private final class Model: Sendable {
        let asked = Mutex<[LanguageModel.Prompt]>([])
        let answer: @Sendable (LanguageModel.Prompt) async -> Reply

        init(_ answer: @escaping @Sendable (LanguageModel.Prompt) async -> Reply) { self.answer = answer }

        /// Says `text` and that it cost `usage`.
        convenience init(saying text: String, usage: Usage? = Usage(inputTokens: 100, outputTokens: 20)) {
            self.init { _ in Reply(.success(Completion(text: text, finish: .stop)), usage: usage, mayCost: true) }
        }

        convenience init(failing failure: Failure, mayCost: Bool = false) {
            self.init { _ in Reply(.failure(failure), mayCost: mayCost) }
        }

        func polishing(limits: Spending.Limits = .init(), deadline: Duration = .seconds(4)) -> Polishing {
            var polishing = Polishing(provider: "openai", model: "m", prices: .init(input: 1_000_000, output: 2_000_000)) { prompt, _ in
                self.asked.withLock { $0.append(prompt) }
                return await self.answer(prompt)
            }
            polishing.limits = limits
            polishing.deadline = deadline
            return polishing
        }
    }

    /// A clock that stands still until it is moved.
    private final class Clock: Sendable {
        private let time = Mutex(Int64(1_795_402_800_000))
        private let names = Mutex(0)
        let run: String

        init(run: String = "a") { self.run = run }

        func pass(_ duration: Duration) { time.withLock { $0 += Int64(duration / .milliseconds(1)) } }

        var dependencies: Dependencies {
            Dependencies(
                now: { Timestamp(milliseconds: self.time.withLock { $0 }) },
                makeID: {
                    self.names.withLock { names in
                        names += 1
                        return "\(self.run)-\(names)"
                    }
                })
        }
    }

    private static let knowledge = Knowledge(
        content: Shop.knowledge.content, company: Shop.knowledge.company, classifier: Shop.knowledge.classifier,
        prompts: [.indonesian: .init(system: "Tulis ulang.", style: "Hangat."), .english: .init(system: "Reword.", style: "Warm.")])

    private static func desk(in folder: String, _ polishing: Polishing?, clock: Clock = Clock()) throws -> Desk {
        var configuration = Desk.Configuration(visitorKey: VisitorKey(bytes: Array(repeating: 7, count: 32)))
        configuration.polishing = polishing
        return try Desk.open(folder, knowledge: knowledge, desk: configuration, dependencies: clock.dependencies)
    }

    /// The template's words for `Shop.sure`, and another way to say the same.
    private static let template = "Syaratnya ada tiga.\n• Satu.\n• Dua.\n• Tiga."
    private static let faithful = "Ada tiga syaratnya.\n• Satu.\n• Dua.\n• Tiga."

    private static func ask(_ desk: Desk, _ text: String = Shop.sure, address: String = "192.0.2.1") async throws -> Desk.Outcome {
        try await desk.say(Shop.utterance(text), session: nil, visitor: Desk.Visitor(address: address))
    }

    /// What the log says of rewordings, as `type reason`.
    private static func rewordings(_ folder: TemporaryFolder) throws -> [String] {
        try folder.lines().compactMap { line in
            guard let type = line["type"]?.string, type.contains("eword") else { return nil }
            return ([type] + [line["data"]?["reason"]?.string].compactMap { $0 }).joined(separator: " ")
        }
    }

    private static func limits(dayTokens: Int) -> Spending.Limits {
        let free = Spending.Amount(calls: .max, tokens: .max, microCost: .max)
        return .init(day: .init(calls: .max, tokens: dayTokens, microCost: .max), visitor: free, conversation: free)
    }

    // MARK: What is shown

    @Test func `the template's answer is there at once, and a wording of it once it is on disk`() async throws {
        let folder = try TemporaryFolder()
        let model = Model(saying: Self.faithful)
        let desk = try Self.desk(in: folder.state, model.polishing())
        let outcome = try await Self.ask(desk)
        #expect(outcome.reply?.text == Self.template)
        let settled = await desk.waitForWording(of: outcome)
        #expect(settled.reply?.text == Self.template)
        #expect(settled.reply?.polished == Self.faithful)
        #expect(settled.reply?.usage?.inputTokens == 100)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "answerReworded"])
        let line = try #require(try folder.lines().first { $0["type"]?.string == "answerReworded" })
        #expect(line["data"]?["micro_cost"]?.integer == 140)
    }

    @Test func `after a restart the wording is still there`() async throws {
        let folder = try TemporaryFolder()
        let desk = try Self.desk(in: folder.state, Model(saying: Self.faithful).polishing())
        let outcome = await desk.waitForWording(of: try await Self.ask(desk))
        await desk.close()
        let again = try Self.desk(in: folder.state, nil, clock: Clock(run: "b"))
        let messages = try await again.messages(session: try #require(outcome.session), after: 0).messages
        #expect(messages.last?.polished == Self.faithful)
        #expect(messages.last?.text == Self.template)
        await again.close()
    }

    @Test(arguments: [
        ("Syaratnya ada empat.\n• Satu.\n• Dua.\n• Tiga.", "gate:number"), ("**Syaratnya** ada tiga.", "gate:markup"),
        (Self.template, "same"),
        ("", "gate:empty"),
    ]) func `what does not say the same is declined, and costs the visitor nothing`(text: String, reason: String) async throws {
        let folder = try TemporaryFolder()
        let desk = try Self.desk(in: folder.state, Model(saying: text).polishing())
        let outcome = await desk.waitForWording(of: try await Self.ask(desk))
        #expect(outcome.reply?.shown == Self.template)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "rewordingDeclined \(reason)"])
    }

    @Test func `what goes out is one question and one template, personal data masked`() async throws {
        let folder = try TemporaryFolder()
        let model = Model(saying: Self.faithful)
        let desk = try Self.desk(in: folder.state, model.polishing())
        _ = await desk.waitForWording(of: try await Self.ask(desk, "Apa syarat izinnya? 0812-3456-7890"))
        let prompt = try #require(model.asked.withLock { $0.first })
        #expect(prompt.instructions == "Tulis ulang.\n\nHangat.")
        #expect(prompt.input.contains(Self.template))
        #expect(prompt.input.contains("Apa syarat izinnya?"))
        #expect(!prompt.input.contains("0812"))
        #expect(prompt.input.contains("[PHONE]"))
        await desk.close()
    }

    @Test func `only an answer of templates is worded, and never an apology`() async throws {
        let folder = try TemporaryFolder()
        let model = Model(saying: Self.faithful)
        let desk = try Self.desk(in: folder.state, model.polishing())
        for text in ["saya kecewa sekali", "halo", "resep nasi goreng", "qwrtp zxcv"] { _ = try await Self.ask(desk, text) }
        #expect(model.asked.withLock { $0.count } == 0)
        await desk.close()
        #expect(try Self.rewordings(folder) == [])
    }

    @Test func `without a model nothing is asked and nothing is written`() async throws {
        let folder = try TemporaryFolder()
        let desk = try Self.desk(in: folder.state, nil)
        let outcome = try await Self.ask(desk)
        #expect(await desk.waitForWording(of: outcome).reply?.rewording == nil)
        #expect(desk.polisherStanding == nil)
        await desk.close()
        #expect(try Self.rewordings(folder) == [])
    }

    @Test func `a wording that comes after the visitor went on is not shown`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let model = Model { prompt in
            if prompt.input.contains("Syaratnya") { await gate.wait() }
            return Reply(
                .success(Completion(text: Self.faithful, finish: .stop)), usage: Usage(inputTokens: 1, outputTokens: 1), mayCost: true)
        }
        let desk = try Self.desk(in: folder.state, model.polishing())
        let first = try await Self.ask(desk)
        _ = try await desk.say(Shop.utterance("halo"), session: first.session, visitor: Shop.visitor)
        gate.open()
        let settled = await desk.waitForWording(of: first)
        #expect(settled.reply?.polished == nil)
        #expect(settled.reply?.usage?.inputTokens == 1)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "rewordingDeclined superseded"])
    }

    // MARK: What goes wrong

    @Test(arguments: [
        (Failure.cut, true, "vendor:cut"), (.malformed("not_json"), true, "vendor:malformed"), (.tooLong, true, "vendor:too_long"),
        (.timedOut, true, "deadline"), (.unreachable("refused"), false, "vendor:unreachable"),
        (.overloaded(status: 529, retryAfter: nil), false, "vendor:overloaded"),
        (.rateLimited(retryAfter: nil), false, "vendor:rate_limited"),
    ]) func `a failure is declined under its name, and counts in full where nobody knows what it cost`(
        failure: Failure, mayCost: Bool, reason: String
    ) async throws {
        let folder = try TemporaryFolder()
        let desk = try Self.desk(in: folder.state, Model(failing: failure, mayCost: mayCost).polishing())
        let outcome = await desk.waitForWording(of: try await Self.ask(desk))
        #expect(outcome.reply?.shown == Self.template)
        let spent = try #require(desk.polisherStanding?.spent)
        #expect((spent.tokens > 0) == mayCost)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "rewordingDeclined \(reason)"])
        // And so the next start has it.
        let again = try Self.desk(in: folder.state, Model(saying: "").polishing(), clock: Clock(run: "b"))
        #expect(again.polisherStanding?.spent == spent)
        await again.close()
    }

    @Test func `an account without money is not asked again until an admin says so, across a restart too`() async throws {
        let folder = try TemporaryFolder()
        let model = Model(failing: .billing(code: "insufficient_quota"))
        let clock = Clock()
        let desk = try Self.desk(in: folder.state, model.polishing(), clock: clock)
        _ = await desk.waitForWording(of: try await Self.ask(desk))
        clock.pass(.seconds(36_000))
        let second = try await Self.ask(desk)
        #expect(second.reply?.rewording == .declined(nil))
        #expect(model.asked.withLock { $0.count } == 1)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "rewordingDeclined vendor:billing", "rewordingDeclined breaker"])

        let better = Model(saying: Self.faithful)
        let again = try Self.desk(in: folder.state, better.polishing(), clock: Clock(run: "b"))
        #expect(again.polisherStanding?.breaker?.reason == "insufficient_quota")
        _ = try await Self.ask(again)
        #expect(better.asked.withLock { $0.count } == 0)
        await again.resetPolisher(by: "sari")
        #expect(again.polisherStanding?.breaker == nil)
        #expect(await again.waitForWording(of: try await Self.ask(again)).reply?.polished == Self.faithful)
        await again.close()
        let closed = try #require(try folder.lines().last { $0["type"]?.string == "breakerClosed" })
        #expect(closed["by"]?.string == "admin:sari")
    }

    @Test func `five failures in a row open the breaker for half a minute`() async throws {
        let folder = try TemporaryFolder()
        let fails = Mutex(true)
        let model = Model { _ in
            fails.withLock { $0 }
                ? Reply(.failure(.overloaded(status: 529, retryAfter: nil)), mayCost: false)
                : Reply(.success(Completion(text: Self.faithful, finish: .stop)), usage: nil, mayCost: true)
        }
        let clock = Clock()
        let desk = try Self.desk(in: folder.state, model.polishing(), clock: clock)
        for _ in 0..<7 { _ = await desk.waitForWording(of: try await Self.ask(desk)) }
        #expect(model.asked.withLock { $0.count } == 5)
        #expect(desk.polisherStanding?.breaker?.reason == "overloaded")
        fails.withLock { $0 = false }
        clock.pass(.seconds(31))
        #expect(await desk.waitForWording(of: try await Self.ask(desk)).reply?.polished == Self.faithful)
        #expect(desk.polisherStanding?.breaker == nil)
        await desk.close()
        let breaks = try folder.lines().compactMap { $0["type"]?.string }.filter { $0.hasPrefix("breaker") }
        #expect(breaks == ["breakerOpened", "breakerClosed"])
    }

    @Test func `a crash in the middle of a call leaves a declined wording after the next start, and its cost in full`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let model = Model { _ in
            await gate.wait()
            return Reply(.failure(.cancelled), mayCost: true)
        }
        let desk = try Self.desk(in: folder.state, model.polishing())
        let outcome = try await Self.ask(desk)
        let held = try #require(desk.polisherStanding?.spent)
        #expect(held.tokens > 0)
        // What a crash leaves: the files as they are now, without their lock.
        let crashed = folder.path + "/crashed"
        try FileManager.default.copyItem(atPath: folder.state, toPath: crashed)
        let again = try Self.desk(in: crashed, Model(saying: "").polishing(), clock: Clock(run: "b"))
        again.start()
        let messages = try await again.messages(session: try #require(outcome.session), after: 0).messages
        #expect(messages.last?.text == Self.template)
        #expect(again.polisherStanding?.spent == held)
        await again.close()
        let once = try Self.desk(in: crashed, nil, clock: Clock(run: "c"))
        let story = try await once.story(of: outcome.conversation)
        let declined = story.happenings.compactMap { happening -> String? in
            if case .rewordingDeclined(let declined) = happening.event { declined.reason } else { nil }
        }
        #expect(declined == ["restart"])
        await once.close()
        gate.open()
        await desk.close()
    }

    @Test func `a stop ends the calls under way and lets nobody wait`() async throws {
        let folder = try TemporaryFolder()
        let model = Model { _ in
            // Cancelled by the stop; the wire then says so.
            try? await Task.sleep(for: .seconds(3_600))
            return Reply(.failure(.cancelled), mayCost: true)
        }
        let desk = try Self.desk(in: folder.state, model.polishing(deadline: .seconds(3_600)))
        let outcome = try await Self.ask(desk)
        async let waiting = desk.waitForWording(of: outcome)
        desk.stopRewording()
        #expect(await waiting.reply?.shown == Self.template)
        await desk.close()
        #expect(try Self.rewordings(folder) == ["rewordingRequested", "rewordingDeclined restart"])
    }

    // MARK: What it may cost

    @Test func `64 visitors at once spend no token beyond the day's limit, nor after a restart`() async throws {
        let folder = try TemporaryFolder()
        // Found out first: what one call is held at.
        let probe = try TemporaryFolder()
        let gate = Gate()
        let model = Model { _ in
            await gate.wait()
            return Reply(
                .success(Completion(text: Self.faithful, finish: .stop)), usage: Usage(inputTokens: 60, outputTokens: 40), mayCost: true)
        }
        let first = try Self.desk(in: probe.state, model.polishing())
        _ = try await Self.ask(first)
        let most = try #require(first.polisherStanding?.spent.tokens)
        let limit = 10 * most + 99
        let desk = try Self.desk(in: folder.state, model.polishing(limits: Self.limits(dayTokens: limit)))
        let outcomes = try await withThrowingTaskGroup(of: Desk.Outcome.self) { group in
            for visitor in 0..<64 { group.addTask { try await Self.ask(desk, address: "192.0.2.\(visitor)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(desk.polisherStanding?.spent.tokens == 10 * most)
        gate.open()
        var worded = 0
        for outcome in outcomes where await desk.waitForWording(of: outcome).reply?.polished != nil { worded += 1 }
        #expect(worded == 10)
        #expect(desk.polisherStanding?.spent.tokens == 1_000)
        // One after the other now, until nothing more fits.
        var last = 1_000
        while last + most <= limit {
            _ = await desk.waitForWording(of: try await Self.ask(desk))
            let spent = try #require(desk.polisherStanding?.spent.tokens)
            #expect(spent == last + 100)
            last = spent
        }
        let refused = try await Self.ask(desk)
        #expect(refused.reply?.rewording == .declined(nil))
        await desk.close()
        let again = try Self.desk(in: folder.state, model.polishing(limits: Self.limits(dayTokens: limit)), clock: Clock(run: "b"))
        #expect(again.polisherStanding?.spent.tokens == last)
        #expect(try await Self.ask(again).reply?.rewording == .declined(nil))
        await again.close()
        await first.close()
        #expect(try Self.rewordings(folder).filter { $0 == "rewordingDeclined budget" }.count == 56)
    }

    @Test func `more calls than may be under way are not made`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let model = Model { _ in
            await gate.wait()
            return Reply(.success(Completion(text: Self.faithful, finish: .stop)), usage: nil, mayCost: true)
        }
        var polishing = model.polishing()
        polishing.maximumCalls = 2
        let desk = try Self.desk(in: folder.state, polishing)
        for _ in 0..<3 { _ = try await Self.ask(desk) }
        #expect(desk.polisherStanding?.calls == 2)
        gate.open()
        await desk.close()
        #expect(try Self.rewordings(folder).contains("rewordingDeclined vendor:crowded"))
        #expect(model.asked.withLock { $0.count } == 2)
    }
}

/// Closed until it is opened; whoever waits goes on then.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
