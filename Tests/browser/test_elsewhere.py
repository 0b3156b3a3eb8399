"""The chat on a page of another site, and tools that count visitors: each with a house of its own, as both are settings.

Runs once, with the real nginx and responder: needs FRONTDESK_URL, though not the site behind it.
"""
import functools
import http.server
import json
import os
import shutil
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, ROOT, Chat, Journey

sys.path.insert(0, str(ROOT / "deploy"))
from house import House  # noqa: E402  (found by the line above)

CLINIC = ROOT / "Tests/IntegrationTests/clinic"
needs_house = unittest.skipUnless(os.environ.get("FRONTDESK_URL"), "starts a house of its own: runs with FRONTDESK_URL")


class Neighbour(http.server.ThreadingHTTPServer):
    """Another site: one page with the one line, under a strict policy with the two lines its owner adds."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), functools.partial(Page))
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.desk = self.language = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        desk = self.server.desk
        body = (f'<!doctype html><html lang="{self.server.language}"><meta charset="utf-8"><title>Tetangga</title>'
                '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><h1>Situs lain</h1>'
                f'<script type="module" src="{desk}/embed.js"></script>').encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {desk}; connect-src 'self' {desk}; img-src data:; style-src 'self'; "
            "require-trusted-types-for 'script'; trusted-types 'none'")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class OwnHouse:
    """In the place of harness.Site: a house with settings of its own."""

    def __init__(self, name, settings, content=CLINIC):
        self.fake = None
        self.house = House(name, {"FAQ_FILE_PATH": str(content / "faq.json"), "RATELIMIT_MAX": "1000000", **settings}).ready()
        self.address = f"http://127.0.0.1:{self.house.port}"

    def close(self):
        self.house.clear()


@needs_house
class Embedded(Journey):
    @classmethod
    def make_site(cls):
        cls.neighbour, cls.stranger = Neighbour(), Neighbour()
        for each in (cls.neighbour, cls.stranger):
            cls.addClassCleanup(each.close)
        site = OwnHouse("embed", {"ALLOWED_ORIGINS": cls.neighbour.address})
        cls.neighbour.desk = cls.stranger.desk = site.address
        return site

    def test_one_line_brings_the_whole_chat_in_the_pages_language_under_the_neighbours_own_policy(self):
        for language, size, question, you in (("id", PHONE, "Pesan Anda", "Anda"), ("en", DESKTOP, "Your message", "You")):
            self.neighbour.language = language
            page = self.visit(self.neighbour.address, size=size)
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            self.until(page, "!!customElements.get('chat-widget')")
            page.wait_for_load_state("networkidle")
            self.assertEqual([url for url in asked if "/api/" in url], [], "nothing is asked before a touch")
            page.locator("chat-widget").get_by_role("button", name="Chat").click()
            chat = Chat(page, language)
            box = page.get_by_role("textbox", name=question)
            box.fill("Berapa biaya scaling?" if language == "id" else "How much is scaling?")
            box.press("Enter")
            expect(chat.messages("Bot")).to_have_count(2)
            expect(chat.messages(you)).to_have_count(1)
            # The way to us and every path lead to the desk's site, not to the neighbour's.
            for link in chat.log.get_by_role("link").all():
                self.assertFalse(link.get_attribute("href").startswith(("/", self.neighbour.address)), link.get_attribute("href"))
            chat.person.click()
            expect(chat.messages("Bot")).to_have_count(3)
            self.photograph(page, f"embedded-{language}-{size['width']}")
            self.assertEqual(page.context.cookies(), [])
            page.context.close()

    def test_a_site_that_is_not_allowed_gets_nothing(self):
        self.expected = ["CORS", "ERR_FAILED"]
        self.stranger.language = "id"
        page = self.visit(self.stranger.address)
        page.wait_for_load_state("networkidle")
        self.assertFalse(page.evaluate("!!customElements.get('chat-widget')"))


COUNTER = "window.umami = { told: [], track(name, values) { this.told.push([name, values]); } };"


@needs_house
class Counted(Journey):
    """Scripts of others are played: nobody is called."""

    analytics = {"umami": {"script": "https://stats.contoh.example/script.js", "website": "0b1c2d3e-4f5a"}}

    @classmethod
    def make_site(cls):
        folder = Path(tempfile.mkdtemp(prefix="frontdesk-counted-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        shutil.copytree(CLINIC, folder / "data")
        company = json.loads((CLINIC / "site.json").read_text())
        (folder / "data/site.json").write_text(json.dumps({**company, "analytics": cls.analytics}))
        return OwnHouse("counted", {}, folder / "data")

    def counted(self, path="/", **more):
        page = self.visit("about:blank", **more)
        self.fetched = []

        def play(route):
            self.fetched.append(route.request.url)
            route.fulfill(content_type="text/javascript", body=COUNTER if "stats" in route.request.url else "")

        page.route(lambda url: not url.startswith(self.site.address), play)
        page.goto(path)
        return page

    def test_umami_is_told_what_the_chat_counts_and_never_a_word_that_was_typed_and_needs_no_consent(self):
        page = self.counted()
        self.assertEqual(self.fetched, ["https://stats.contoh.example/script.js"])
        self.assertEqual(page.locator("#consent").count(), 0)
        policy = page.request.get("/").headers["content-security-policy"]
        self.assertIn("script-src 'self' https://stats.contoh.example;", policy)
        self.assertIn("trusted-types 'none'", policy)
        for path in ("/api/health", "/chat"):
            self.assertNotIn("stats.contoh", page.request.get(path).headers["content-security-policy"], path)
        chat = Chat(page)
        page.locator("chat-widget").get_by_role("button", name="Chat").click()
        chat.say("Nomor saya rahasia, berapa biaya scaling?")
        expect(chat.messages("Bot")).to_have_count(2)
        chat.log.locator(".actions > *").first.click()
        told = page.evaluate("umami.told")
        self.assertEqual(told[0][0], "chat_open")
        self.assertIn("cta_click", [name for name, _ in told])
        self.assertNotIn("rahasia", json.dumps(told))
        self.assertEqual(page.context.cookies(), [])


class CountedByConsent(Counted):
    analytics = {"ga4": "G-ABC123", "meta_pixel": "1234567890"}
    test_umami_is_told_what_the_chat_counts_and_never_a_word_that_was_typed_and_needs_no_consent = None

    def test_nothing_is_fetched_before_consent_or_after_a_refusal_which_is_asked_for_once(self):
        page = self.counted(size=PHONE)
        bar = page.get_by_role("complementary", name="Bolehkah kami menghitung kunjungan?")
        expect(bar).to_be_visible()
        self.photograph(page, "consent")
        bar.get_by_role("button", name="Tolak").click()
        expect(bar).to_be_hidden()
        page.reload()
        expect(bar).to_be_hidden()
        self.assertEqual(self.fetched, [])
        self.assertEqual(page.context.cookies(), [])

    def test_after_consent_both_are_fetched_under_the_policy_and_told_of_a_lead_and_consent_can_be_withdrawn(self):
        page = self.counted("/en/")
        policy = page.request.get("/").headers["content-security-policy"]
        self.assertNotIn("trusted-types", policy)
        self.assertIn("trusted-types", page.request.get("/api/health").headers["content-security-policy"])
        bar = page.get_by_role("complementary", name="May we count visits?")
        bar.get_by_role("button", name="I agree").click()
        self.until(page, "!!window.fbq")
        page.wait_for_load_state("networkidle")
        self.assertEqual(sorted(self.fetched), [
            "https://connect.facebook.net/en_US/fbevents.js", "https://www.googletagmanager.com/gtag/js?id=G-ABC123"])
        layer = page.evaluate("dataLayer.map((call) => [...call].map((each) => typeof each === 'object' && !(each instanceof Date) ? each : String(each)))")
        self.assertEqual([call[:2] for call in layer[:2]], [["consent", "default"], ["consent", "update"]])
        self.assertEqual(layer[0][2]["ad_storage"], "denied")
        page.evaluate("document.dispatchEvent(new CustomEvent('chat-counted', { detail: { type: 'conversion', cta: 'lead', variant: '30' } }))")
        self.assertEqual(page.evaluate("[...dataLayer.at(-1)].slice(0, 2)"), ["event", "generate_lead"])
        self.assertEqual(page.evaluate("fbq.queue.at(-1)"), ["track", "Lead"])
        page.goto("/en/privacy/")
        self.until(page, "!!window.fbq")  # agreed once, on every page
        page.get_by_role("button", name="Change the choice on statistics").click()
        expect(bar).to_be_visible()
        self.fetched.clear()
        bar.get_by_role("button", name="Decline").click()
        page.wait_for_load_state("networkidle")
        self.until(page, "!window.fbq")
        self.assertEqual(self.fetched, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
