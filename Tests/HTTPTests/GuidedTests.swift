import Desk
import Dialogue
import Foundation
import HTTPTypes
import JSON
import Testing

@testable import HTTP

/// The qualifying questions as a client goes through them.
struct QualificationRouteTests {
    /// A conversation in which the check has begun.
    private static func begun(
        _ text: String = "Apakah sepeda saya siap tur?"
    ) async throws -> (house: FrontDesk, session: String, answer: JSON) {
        let house = try FrontDesk(knowledge: Workshop.guided)
        let answer = try await house.begin(text)
        return (house, try #require(answer["session_id"]?.string), answer)
    }

    private static func reply(_ choice: String, to answer: JSON, _ house: FrontDesk, _ session: String) async throws -> Response {
        let message = try #require(answer["message_id"]?.string)
        return await house.post("/api/chat/choose", #"{"message_id":"\#(message)","choice":"\#(choice)"}"#, session: session)
    }

    private static func state(_ house: FrontDesk, _ session: String) async throws -> JSON? {
        try await house.get("/api/chat/messages", session: session).json["state"]
    }

    @Test func `the check puts a question with its replies under its answer`() async throws {
        let (_, _, answer) = try await Self.begun()
        #expect(answer["intent"]?.string == "CHECK")
        #expect(answer["benefits"]?.array?.count == 3)
        #expect(answer.value(at: "question.slot")?.string == "brakes")
        #expect(answer.value(at: "question.options[1].value")?.string == "worn")
        #expect(answer.value(at: "question.options[1].text")?.string == "Aus")
        #expect(answer.value(at: "question.skippable") == .bool(true))
        #expect(answer.value(at: "question.step")?.integer == 1 && answer.value(at: "question.of")?.integer == 2)
        #expect(answer["answer"]?.string?.hasSuffix("Bagaimana remnya? Rem didahulukan.") == true)
    }

    @Test(arguments: [("worn", "Aus"), ("Aus", "Aus")])
    func `a reply is taken by its value and by its words, and is remembered`(choice: String, said: String) async throws {
        let (house, session, begun) = try await Self.begun()
        let answer = try await Self.reply(choice, to: begun, house, session).json
        #expect(answer["answer"]?.string == "Rem diganti dulu.\nKapan berangkat? Supaya sempat.")
        #expect(answer.value(at: "question.step")?.integer == 2)
        let read = try await house.get("/api/chat/messages", session: session).json
        #expect(read.value(at: "messages[2].content")?.string == said)
        #expect(read.value(at: "state.remembered[0].slot")?.string == "brakes")
        #expect(read.value(at: "state.remembered[0].title")?.string == "Rem")
        #expect(read.value(at: "state.remembered[0].text")?.string == "Aus")
        #expect(read.value(at: "state.remembered")?.array?.count == 1)
        // The question is there again after a reload, on the message that put it.
        #expect(read.value(at: "messages[3].question.slot")?.string == "when")
    }

    @Test func `what was told is in the next answer, and no longer once it is forgotten`() async throws {
        let (house, session, begun) = try await Self.begun()
        _ = try await Self.reply("worn", to: begun, house, session)
        let ask = #"{"messages":[{"role":"user","content":"Berapa biaya servis?"}]}"#
        let personal = "Karena rem Anda aus, rem didahulukan."
        let first = try await house.post("/api/chat", ask, session: session).json
        #expect(first["answer"]?.string?.contains(personal) == true)
        #expect(first["suggestions"]?[0]?.string == "Lanjutkan cek kelayakan")
        #expect(["a", "b"].contains(first["variant"]?.string ?? ""))
        #expect((first["benefits_title"]?.string == "Untung Anda") == (first["variant"]?.string == "b"))
        let forgotten = await house.post("/api/chat/forget", #"{"slot":"brakes"}"#, session: session)
        #expect(forgotten.status == .ok)
        #expect(try forgotten.json["remembered"] == .array([]))
        let second = try await house.post("/api/chat", ask, session: session).json
        #expect(second["answer"]?.string?.contains(personal) == false)
        // Again, it changes nothing.
        let again = try await house.post("/api/chat/forget", "{}", session: session).json
        #expect(again["last"] == second["sequence"])
    }

    @Test func `the last reply brings the picture, and skipping goes on without one`() async throws {
        let (house, session, begun) = try await Self.begun()
        let second = try await Self.reply("skip", to: begun, house, session).json
        #expect(second["answer"]?.string == "Tidak apa-apa, kita lewati.\nKapan berangkat? Supaya sempat.")
        let last = try await Self.reply("now", to: second, house, session).json
        #expect(last["question"] == nil)
        #expect(last.value(at: "handoff.reason")?.string == "ready")
        #expect(last.value(at: "cta_actions.secondary.kind")?.string == "checklist")
        #expect(last["answer"]?.string?.contains("• Rem dulu. Lamanya bergantung pada suku cadang.") == true)
        #expect(try await Self.state(house, session)?["remembered"]?.array?.count == 1)
    }

    @Test func `in English the same`() async throws {
        let house = try FrontDesk(knowledge: Workshop.guided)
        let begun = try await house.post(
            "/api/chat", #"{"messages":[{"role":"user","content":"Is my bicycle ready for a tour?"}],"locale":"en"}"#
        ).json
        let session = try #require(begun["session_id"]?.string)
        #expect(begun.value(at: "question.options[0].text")?.string == "Good")
        let answer = try await Self.reply("Worn", to: begun, house, session).json
        #expect(answer["answer"]?.string == "Replace them first.\nWhen do you leave? To be in time.")
    }

    @Test func `what no question offers is refused`() async throws {
        let (house, session, begun) = try await Self.begun()
        let refused = try await Self.reply("rusted", to: begun, house, session)
        #expect(refused.status == .notFound)
        #expect(try refused.json["code"]?.string == "choice_unknown")
        // "skip" is a reply to a question only.
        let plain = try await house.begin("Berapa biaya servis?")
        let other = try #require(plain["session_id"]?.string)
        #expect(try await Self.reply("skip", to: plain, house, other).json["code"]?.string == "choice_unknown")
    }

    @Test func `without JavaScript the replies are buttons`() async throws {
        let browser = PagesTests.Browser(try FrontDesk(knowledge: Workshop.guided))
        _ = await browser.post("/chat", ["message": "Apakah sepeda saya siap tur?"])
        let page = await browser.get("/chat").text
        #expect(page.contains(#"name="choice" value="worn">Aus</button>"#))
        #expect(page.contains(#"name="choice" value="skip""#))
        #expect(page.contains("Pertanyaan 1 dari 2:"))
    }
}

/// Links to the checklist.
struct ChecklistRouteTests {
    /// What a link leads to is told instead of printed.
    private static func house() throws -> FrontDesk {
        try FrontDesk(knowledge: Workshop.guided) { order in
            Array("%PDF \(order.language.rawValue) \(order.name ?? "-") \(order.answers.sorted { $0.key < $1.key })".utf8)
        }
    }

    private static func link(_ house: FrontDesk, _ body: String = "{}", session: String? = nil) async throws -> String {
        let response = await house.post("/api/checklist", body, session: session)
        #expect(response.status == .ok)
        return try #require(try response.json["url"]?.string)
    }

    @Test func `a link leads to the paper of its conversation, in its language and with its name`() async throws {
        let house = try Self.house()
        let begun = try await house.begin("Apakah sepeda saya siap tur?")
        let session = try #require(begun["session_id"]?.string)
        let message = try #require(begun["message_id"]?.string)
        let link = try await Self.link(house, #"{"name":" Ibu Contoh ","locale":"en"}"#, session: session)
        // What is told after the link was made is on the paper too.
        await house.post("/api/chat/choose", #"{"message_id":"\#(message)","choice":"worn"}"#, session: session)
        let paper = await house.get(link)
        #expect(paper.status == .ok)
        #expect(paper.fields[.contentType] == "application/pdf")
        #expect(paper.fields[.referrerPolicy] == "no-referrer")
        #expect(paper.text == #"%PDF en  Ibu Contoh  [(key: "brakes", value: "worn")]"#)
    }

    @Test func `without a session it is the general one`() async throws {
        let house = try Self.house()
        #expect(await house.get(try await Self.link(house)).text == "%PDF id - []")
        #expect(await house.get(try await Self.link(house, #"{"locale":"en","name":" "}"#)).text == "%PDF en - []")
    }

    @Test func `the address tells nothing, and two of them are never the same`() async throws {
        let house = try Self.house()
        let links = [try await Self.link(house, #"{"name":"Ibu Contoh"}"#), try await Self.link(house, #"{"name":"Ibu Contoh"}"#)]
        #expect(links[0] != links[1])
        for link in links {
            let token = String(link.dropFirst("/api/checklist/".count))
            let bytes = Data(
                base64Encoded: token.replacing("-", with: "+").replacing("_", with: "/")
                    + String(repeating: "=", count: (4 - token.count % 4) % 4))
            let text = String(decoding: try #require(bytes), as: UTF8.self)
            #expect(!text.contains("Contoh") && !token.contains("Contoh"))
        }
    }

    @Test func `a link dies after a day, and not before`() async throws {
        let house = try Self.house()
        let link = try await Self.link(house)
        house.clock.advance(by: .seconds(86_399))
        #expect(await house.get(link).status == .ok)
        house.clock.advance(by: .seconds(1))
        let dead = await house.get(link)
        #expect(dead.status == .gone)
        #expect(try dead.json["code"]?.string == "link_expired")
    }

    @Test func `no other token opens anything`() async throws {
        let house = try Self.house()
        let link = try await Self.link(house)
        var bytes = Array(link.utf8)
        let start = "/api/checklist/".utf8.count
        for index in start..<bytes.count {
            let kept = bytes[index]
            bytes[index] = kept == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            // The last character's low bits are no part of the bytes.
            if index < bytes.count - 1 { #expect(await house.get(String(decoding: bytes, as: UTF8.self)).status == .notFound, "\(index)") }
            bytes[index] = kept
        }
        #expect(await house.get(String(link.dropLast(4))).status == .notFound)
        #expect(await house.get("/api/checklist/").status == .notFound)
        #expect(await house.get("/api/checklist/a.b").status == .notFound)
        #expect(await house.get("/api/checklist/" + String(repeating: "A", count: 5_000)).status == .notFound)
        // Another installation's seal is none.
        #expect(await (try Self.house()).get(link).status == .notFound)
    }

    @Test func `making and first opening are noted, each once`() async throws {
        let house = try Self.house()
        let session = try #require(try await house.begin("Berapa biaya servis?")["session_id"]?.string)
        let link = try await Self.link(house, session: session)
        for _ in 1...3 { #expect(await house.get(link).status == .ok) }
        let story = await house.get("/api/privacy/export", session: session).text
        #expect(story.ranges(of: "checklistMade").count == 1)
        #expect(story.ranges(of: "checklistOpened").count == 1)
    }

    @Test func `what is erased is printed no more`() async throws {
        let house = try Self.house()
        let session = try #require(try await house.begin("Berapa biaya servis?")["session_id"]?.string)
        let link = try await Self.link(house, session: session)
        #expect(await house.post("/api/privacy/erase", "{}", session: session).status == .ok)
        #expect(await house.get(link).status == .gone)
    }

    @Test func `a company without a checklist says so`() async throws {
        let house = try FrontDesk()
        let response = await house.post("/api/checklist", "{}")
        #expect(response.status == .notFound)
        #expect(try response.json["code"]?.string == "checklist_off")
    }

    @Test func `where nothing can be printed the link stays good for later`() async throws {
        let house = try FrontDesk(knowledge: Workshop.guided)
        let response = await house.get(try await Self.link(house))
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields[.retryAfter] == "60")
    }

    @Test func `a name of 100 characters is taken, and one more is not`() async throws {
        let house = try Self.house()
        let name = String(repeating: "🕋", count: 100)
        #expect(await house.get(try await Self.link(house, #"{"name":"\#(name)"}"#)).text.contains(name))
        #expect(await house.post("/api/checklist", #"{"name":"\#(name)x"}"#).status == .unprocessableContent)
    }

    @Test func `a page without JavaScript is sent to the link`() async throws {
        let browser = PagesTests.Browser(try Self.house())
        _ = await browser.post("/chat", ["message": "Berapa biaya servis?"])
        #expect(await browser.get("/chat").text.contains(#"action="/chat/checklist""#))
        let sent = await browser.post("/chat/checklist", ["lang": "en"])
        #expect(sent.status == .seeOther)
        #expect(await browser.get(browser.location).text.hasPrefix("%PDF en"))
    }
}
