import Dialogue
import Foundation
import HTTPTypes
import Testing

@testable import HTTP

/// The chat by plain forms, as a browser without JavaScript goes through it.
struct PagesTests {
    static let ours = "http://\(FrontDesk.host)"

    /// A browser: keeps the cookie, sends forms, follows the way back.
    final class Browser {
        let house: FrontDesk
        var cookie: String?
        var origin: String? = PagesTests.ours
        var host: String?
        private(set) var location = "/chat"

        init(_ house: FrontDesk) {
            self.house = house
        }

        func get(_ target: String) async -> Response {
            var fields = HTTPFields()
            fields[.host] = host
            fields[.cookie] = cookie
            return await house.send(.get, target, fields: fields)
        }

        func post(_ path: String, _ form: [String: String], more: HTTPFields = [:], type: String = "application/x-www-form-urlencoded")
            async -> Response
        {
            var fields = more
            fields[.contentType] = type
            fields[.origin] = origin
            fields[.host] = host
            fields[.cookie] = cookie
            let unreserved = CharacterSet.alphanumerics
            let body = form.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")" }.joined(separator: "&")
            let response = await house.send(.post, path, body: Array(body.utf8), fields: fields)
            if let set = response.fields[.setCookie] { cookie = set.split(separator: ";").first.map(String.init) }
            if let way = response.fields[.location] { location = way }
            return response
        }

        /// Sends a form that must be taken, and loads the page that follows.
        func submit(_ path: String, _ form: [String: String]) async throws -> Page {
            let response = await post(path, form)
            try #require(response.status == .seeOther, "\(path): \(response.status) \(response.text.prefix(400))")
            return Page(await get(String(location.prefix { $0 != "#" })).text)
        }
    }

    // MARK: A journey

    @Test func `a question by form is answered on the page, and only then is there a cookie`() async throws {
        let browser = Browser(try FrontDesk())
        let first = await browser.get("/chat")
        #expect(first.status == .ok && first.fields[.contentType] == "text/html; charset=utf-8")
        #expect(first.fields[.setCookie] == nil)
        #expect(first.text.contains("<html lang=\"id\">") && first.text.contains("role=\"log\" aria-label=\"Percakapan\""))

        let asked = await browser.post("/chat", ["message": "jam buka", "lang": "id"])
        #expect(asked.status == .seeOther && asked.fields[.location] == "/chat#latest" && asked.body.isEmpty)
        let cookie = try #require(asked.fields[.setCookie])
        #expect(cookie.wholeMatch(of: /session=[^;]+; Path=\/; HttpOnly; SameSite=Strict/) != nil)

        let page = Page(await browser.get("/chat").text)
        #expect(page.messages.count == 2)
        #expect(page.messages[0].contains("Anda") && page.messages[0].contains("jam buka"))
        #expect(page.messages[1].contains("Bot") && page.messages[1].contains("Kami buka Senin–Jumat 09.00–17.00 WIB."))
        for part in [
            "Hari libur nasional tutup.", "Papan jam buka, 1 (2026)", "Parkir luas.", "Nanti saja", "Isi formulir", "Berapa biaya servis?",
        ] {
            #expect(page.text.contains(part), "\(part)")
        }
        #expect(page.html.contains("<a href=\"https://bengkel.example/jam\""))
        #expect(page.html.contains("<a href=\"#lead\"") && page.html.contains("<a href=\"/peta\""))
        #expect(page.html.contains("href=\"/chat?at=") && page.text.contains("Muat ulang"))

        let second = await browser.post("/chat", ["message": "rem sepeda rusak", "lang": "id"])
        #expect(second.status == .seeOther && second.fields[.setCookie] == nil, "the cookie is set once")
        #expect(Page(await browser.get("/chat").text).messages.count == 4)
    }

    @Test func `away from this machine the cookie is the host's own and goes over TLS alone`() async throws {
        let browser = Browser(try FrontDesk())
        (browser.host, browser.origin) = ("bengkel.example", "https://bengkel.example")
        let asked = await browser.post("/chat", ["message": "jam buka"])
        let cookie = try #require(asked.fields[.setCookie])
        #expect(cookie.wholeMatch(of: /__Host-session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure/) != nil)
        #expect(Page(await browser.get("/chat").text).messages.count == 2)
        browser.cookie = cookie.split(separator: ";").first.map { String($0).replacing("__Host-session", with: "session") }
        #expect(
            Page(await browser.get("/chat").text).messages.count == 1, "the loopback's name opens nothing here; only the greeting is left")
    }

    @Test func `a closed Benefit block is gone, and the log knows`() async throws {
        let house = try FrontDesk()
        let browser = Browser(house)
        let page = try await browser.submit("/chat", ["message": "jam buka"])
        let answer = try #require(page.value(of: "message_id"))
        let after = try await browser.submit("/chat/refuse", ["message_id": answer])
        #expect(!after.text.contains("Nanti saja") && after.text.contains("Kami buka"))
        #expect(after.html.contains("href=\"/chat?closed=\(answer)#latest\""), "reloading keeps it closed")
        #expect(house.desk.tally.promotions[.shown] == 1)
        let other = await browser.post("/chat/refuse", ["message_id": "none"])
        #expect(other.status == .notFound)
    }

    @Test func `a suggestion, a rating and the way to a person are forms too`() async throws {
        let house = try FrontDesk()
        let browser = Browser(house)
        let page = try await browser.submit("/chat", ["message": "jam buka"])
        let answer = try #require(page.value(of: "message_id"))
        let chosen = try await browser.submit("/chat/choose", ["message_id": answer, "choice": "PRICE"])
        #expect(chosen.messages.count == 4 && chosen.messages[2].contains("Berapa biaya servis?"))
        #expect(chosen.messages[3].contains("Biaya tergantung kerusakan."))
        let unknown = await browser.post("/chat/choose", ["message_id": answer, "choice": "STOCK"])
        #expect(unknown.status == .notFound && unknown.text.contains("tidak ditemukan"))

        let rated = try await browser.submit("/chat/rate", ["message_id": answer, "value": "up"])
        #expect(rated.text.contains("Terima kasih atas penilaian Anda."))
        #expect(house.desk.tally.ratings.values.reduce(0, +) == 1)

        let escalated = try await browser.submit("/chat/escalate", [:])
        #expect(
            escalated.text.contains("Lanjut ke WhatsApp Admin")
                && escalated.text.contains("Admin kami melayani Senin–Jumat 09.00–17.00 WIB."))
        #expect(escalated.html.contains("href=\"https://wa.me/6280000000000?text="), "a link, not a redirect")
        #expect(house.desk.tally.handoffs.values.reduce(0, +) == 1)
    }

    @Test func `outside the hours the way to a person says when somebody is back`() async throws {
        let browser = Browser(try FrontDesk(at: FrontDesk.monday.advanced(by: .seconds(10 * 3600))))
        let page = try await browser.submit("/chat/escalate", ["lang": "en"])
        #expect(browser.location == "/chat?lang=en&told=escalated#latest")
        #expect(page.text.contains("Our team is offline. Open again Tuesday 09.00 WIB."))
    }

    @Test func `without a WhatsApp number the way to a person is the contact page`() async throws {
        let house = try FrontDesk(knowledge: Workshop.make(hours: "Mon-Fri 09:00-17:00 Asia/Jakarta", whatsapp: nil))
        let page = try await Browser(house).submit("/chat/escalate", [:])
        #expect(page.text.contains("Buka halaman kontak") && !page.html.contains("wa.me"))
    }

    @Test func `the English page stays English`() async throws {
        let browser = Browser(try FrontDesk())
        let first = Page(await browser.get("/chat?lang=en").text)
        #expect(first.html.contains("<html lang=\"en\">") && first.text.contains("Your message"))
        #expect(first.values(of: "lang").allSatisfy { $0 == "en" } && !first.values(of: "lang").isEmpty)
        let page = try await browser.submit("/chat", ["message": "what are your opening hours", "lang": "en"])
        #expect(browser.location == "/chat?lang=en#latest")
        #expect(page.text.contains("We are open Monday–Friday") && page.text.contains("Not now") && page.text.contains("Sources"))
        #expect(page.html.contains("href=\"/chat?lang=en#latest\""))
    }

    @Test func `a form that is sent twice is one message, and other words from the same page are another`() async throws {
        let browser = Browser(try FrontDesk())
        let nonce = try #require(Page(await browser.get("/chat").text).value(of: "nonce"))
        for _ in 1...2 {
            browser.cookie = nil  // the answer to the first was never looked at
            _ = try await browser.submit("/chat", ["message": "jam buka", "nonce": nonce])
        }
        #expect(Page(await browser.get("/chat").text).messages.count == 2)
        #expect(browser.house.desk.tally.conversations == 1)
        _ = try await browser.submit("/chat", ["message": "rem sepeda rusak", "nonce": nonce])
        #expect(Page(await browser.get("/chat").text).messages.count == 4)
    }

    @Test func `a cookie that opens nothing any more begins a new conversation, and the page says so`() async throws {
        let browser = Browser(try FrontDesk())
        _ = try await browser.submit("/chat", ["message": "jam buka"])
        let other = Browser(try FrontDesk())
        other.cookie = browser.cookie
        #expect(Page(await other.get("/chat").text).text.contains("Percakapan sebelumnya tidak ditemukan."))
        #expect(await other.post("/chat/rate", ["value": "up"]).status == .unauthorized)
        let page = try await other.submit("/chat", ["message": "jam buka"])
        #expect(page.messages.count == 2 && other.cookie != browser.cookie)
    }

    @Test func `q fills the box and sends nothing`() async throws {
        let browser = Browser(try FrontDesk())
        let page = Page(await browser.get("/chat?q=biaya+servis%3F%20%3C%2Ftextarea%3E").text)
        #expect(page.html.contains("\nbiaya servis? &lt;/textarea&gt;</textarea>"))
        #expect(browser.house.desk.tally.conversations == 0)
    }

    // MARK: The form of four fields

    @Test func `a lead is taken with its consent, and a refused one keeps what was typed and never the tick`() async throws {
        let lead = [
            "name": "Contoh <b>", "contact": "contoh@contoh.example", "company": "PT Contoh", "need": "Servis armada",
            "consent": Word.consentVersion,
        ]
        let browser = Browser(try FrontDesk())
        let taken = try await browser.submit("/chat/lead", lead)
        #expect(taken.text.contains("Permintaan Anda sudah kami terima"))
        for (field, value, says) in [
            ("contact", "bukan kontak", "nomor WhatsApp atau alamat email"), ("consent", "", "persetujuan Anda"),
            ("need", " ", "belum sesuai"),
            ("name", String(repeating: "x", count: 101), "terlalu panjang"),
        ] {
            var wrong = lead
            wrong[field] = value
            let response = await browser.post("/chat/lead", wrong)
            let page = Page(response.text)
            #expect(response.status == .unprocessableContent && page.text.contains(says), "\(field)")
            for kept in ["name", "contact", "company"] { #expect(page.value(of: kept) == wrong[kept], "\(kept) after a wrong \(field)") }
            #expect(!page.html.contains("checked") && page.html.ranges(of: "role=\"alert\"").count == 1)
            #expect(page.html.ranges(of: "aria-invalid=\"true\"").count == (["contact", "name"].contains(field) ? 1 : 0), "\(field)")
        }
    }

    // MARK: Refusals

    @Test(
        arguments: [
            (["Origin": "http://127.0.0.1:8080"], true), (["Origin": "https://127.0.0.1:8080"], true),
            (["Origin": "http://127.0.0.1:8081"], false),
            (["Origin": "https://partner.example"], false), (["Origin": "null"], false),
            (["Origin": "null", "Sec-Fetch-Site": "same-origin"], false),
            (["Sec-Fetch-Site": "same-origin"], true), (["Sec-Fetch-Site": "same-site"], false), (["Sec-Fetch-Site": "none"], false),
            (["Sec-Fetch-Site": "cross-site", "Referer": "http://127.0.0.1:8080/chat"], false),
            (["Referer": "http://127.0.0.1:8080/chat"], true),
            (["Referer": "http://127.0.0.1:8080"], true), (["Referer": "http://127.0.0.1:8080.evil.example/"], false),
            (["Referer": "http://evil.example/127.0.0.1:8080/"], false), ([:], false),
        ] as [([String: String], Bool)])
    func `a form must come from our own page`(_ headers: [String: String], isOurs: Bool) async throws {
        let browser = Browser(try FrontDesk())
        browser.origin = nil
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let response = await browser.post("/chat", ["message": "jam buka"], more: headers["Origin"] == nil ? fields : [:])
        if let origin = headers["Origin"] {
            browser.origin = origin
            let response = await browser.post("/chat", ["message": "jam buka"], more: fields)
            #expect(response.status == (isOurs ? .seeOther : .forbidden))
        } else {
            #expect(response.status == (isOurs ? .seeOther : .forbidden))
        }
    }

    @Test func `what is refused comes back as a page in the visitor's language, with the text in the box`() async throws {
        let browser = Browser(try FrontDesk())
        let long = String(repeating: "panjang ", count: 501)
        let refused = await browser.post("/chat", ["message": long, "lang": "en"])
        #expect(refused.status == .unprocessableContent && refused.fields[.contentType] == "text/html; charset=utf-8")
        #expect(refused.text.contains("That is too long. Please shorten it.") && refused.text.contains(long))
        #expect(await browser.post("/chat", ["message": "  \n "]).status == .unprocessableContent)
        #expect(await browser.post("/chat", [:]).status == .unprocessableContent)
        #expect(await browser.post("/chat", ["message": "a"], type: "application/json").status == .unsupportedMediaType)
        #expect(await browser.post("/chat", ["message": String(repeating: "x", count: 70_000)]).status == .contentTooLarge)
        #expect(await browser.post("/chat/rate", ["value": "up"]).status == .unauthorized)

        let missing = await browser.get("/chat/tiada")
        #expect(missing.status == .notFound && missing.fields[.contentType] == "text/html; charset=utf-8")
        let method = await browser.house.send(.put, "/chat")
        #expect(method.status == .methodNotAllowed && method.fields[.allow] == "GET, HEAD, POST" && method.text.contains("<html"))
        #expect(await browser.get("/chatter").fields[.contentType] == "application/problem+json; charset=utf-8")
    }

    @Test func `who sends too fast keeps the words and is told when to try again`() async throws {
        let browser = Browser(try FrontDesk(limits: .init(maximum: 6, windowSeconds: 60, addressFactor: 1)))
        _ = await browser.post("/chat", ["message": "jam buka"])
        let limited = await browser.post("/chat", ["message": "kalimat saya", "lang": "id"])
        #expect(limited.status == .tooManyRequests && limited.fields[.retryAfter] == "10")
        #expect(limited.text.contains("kalimat saya</textarea>"))
    }

    @Test func `a full conversation offers a new one for the words in the box`() async throws {
        let house = try FrontDesk()
        let browser = Browser(house)
        for number in 1...Conversation.maximumUtterances { _ = await browser.post("/chat", ["message": "jam buka \(number)"]) }
        let full = await browser.post("/chat", ["message": "satu lagi"])
        #expect(full.status == .conflict && Page(full.text).value(of: "fresh") == "1")
        let page = try await browser.submit("/chat", ["message": "satu lagi", "fresh": "1"])
        #expect(page.messages.count == 2 && house.desk.tally.conversations == 2)
    }
}

/// A page as a test looks at it.
struct Page {
    let html: String

    init(_ html: String) { self.html = html }

    var messages: [String] { html.split(separator: "<article").dropFirst().map { Page("<article" + $0).text } }
    /// Without tags, with the escapes undone.
    var text: String { Self.unescaped(html.replacing(/<[^>]*>/, with: " ").replacing(/\s+/, with: " ")) }

    /// The values of all fields named `name`.
    func values(of name: String) -> [String] {
        html.matches(of: /<input ([^>]*)>/).compactMap { match in
            guard match.output.1.contains("name=\"\(name)\"") else { return nil }
            return match.output.1.firstMatch(of: /value="([^"]*)"/).map { Self.unescaped(String($0.output.1)) }
        }
    }

    func value(of name: String) -> String? { values(of: name).first }

    static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
