"""The chat by plain forms, in Chromium with JavaScript off, under the real policy. FRONTDESK_URL names a running site: the stand-in has no pages."""
import os
import re
import unittest

from harness import DESKTOP, PHONE, Journey

try:
    from axe_playwright_python.base import AXE_FILE_PATH as AXE
except ImportError:
    AXE = None

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# The names of the interface, in each language.
NAMES = {
    "id": {
        "path": "/chat", "log": "Percakapan", "box": "Pesan Anda", "send": "Kirim", "you": "Anda", "benefits": "Keunggulan", "not now": "Nanti saja",
        "sources": "Sumber", "refresh": "Muat ulang", "person": "Butuh jawaban Admin?", "whatsapp": "Lanjut ke WhatsApp Admin", "hours": "09.00–17.00",
        "good": "Jawaban bagus", "rated": "Terima kasih", "lead": "Kirim permintaan", "lead done": "sudah kami terima",
        "fields": ["Nama", "WhatsApp atau email", "Perusahaan", "Kebutuhan"], "question": "syarat2 buat ppiu apa aja sih gan",
        "panel": "Asisten PPIU (Online)", "greeting": "Halo! Saya Asisten PPIU.", "other": "English", "too long": "terlalu panjang", "contact": "nomor WhatsApp",
        "lang": "id", "prompt": "Apa beda PPIU dan PIHK?",
    },
    "en": {
        "path": "/chat?lang=en", "log": "Conversation", "box": "Your message", "send": "Send", "you": "You", "benefits": "Benefits", "not now": "Not now",
        "sources": "Sources", "refresh": "Refresh", "person": "Talk to an admin", "whatsapp": "Continue in WhatsApp", "hours": "09.00–17.00",
        "good": "Good answer", "rated": "Thank you", "lead": "Send request", "lead done": "We have your request",
        "fields": ["Name", "WhatsApp or e-mail", "Company", "What you need"], "question": "what are the requirements for a PPIU licence",
        "panel": "PPIU assistant (online)", "greeting": "Hello! I am the PPIU assistant.", "other": "Bahasa Indonesia", "too long": "too long", "contact": "WhatsApp number",
        "lang": "en", "prompt": "What is the difference between PPIU and PIHK?",
    },
}


@unittest.skipUnless(os.environ.get("FRONTDESK_URL"), "FRONTDESK_URL names no running site")
class WithoutJavaScript(Journey):
    def open(self, language, size=DESKTOP, **more):
        names = NAMES[language]
        page = self.visit(names["path"], size=size, script=False, **more)
        return page, names, page.get_by_role("log", name=names["log"])

    def ask(self, page, names, text):
        page.get_by_role("textbox", name=names["box"]).fill(text)
        page.get_by_role("button", name=names["send"], exact=True).click()
        page.wait_for_url(re.compile(r"/chat[^#]*#latest$"))

    def test_the_whole_journey_in_both_languages(self):
        for language in NAMES:
            for size in (PHONE, DESKTOP):
                with self.subTest(language=language, size=size):
                    self.journey(language, size)

    def journey(self, language, size):
        page, names, log = self.open(language, size)
        shot = lambda name: self.photograph(page, f"pages-{language}-{size['width']}-{name}")
        self.assertEqual(page.context.cookies(), [])
        self.assertEqual(page.locator("html").get_attribute("lang"), names["lang"])
        page.get_by_role("region", name=names["panel"]).wait_for()
        self.assertIn(names["greeting"], log.inner_text())
        shot("greeting")

        self.ask(page, names, names["question"])
        cookie, = page.context.cookies()
        self.assertTrue(cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/", cookie)
        articles = log.get_by_role("article")
        self.assertEqual(articles.count(), 2)
        self.assertIn(names["question"], articles.first.inner_text())
        self.assertIn(names["you"], articles.first.inner_text())
        self.assertIn("Bot", articles.last.inner_text())
        benefits = log.get_by_role("group", name=names["benefits"])
        self.assertIn(benefits.get_by_role("listitem").count(), (3, 4, 5))
        self.assertGreater(log.get_by_role("list", name=names["sources"]).get_by_role("listitem").count(), 0)
        self.assertGreaterEqual(log.locator(".calls .call").count(), 2)
        top = articles.first.bounding_box()["y"]
        self.assertTrue(-5 <= top < size["height"], f"the question is in sight: {top}")
        shot("answer")

        benefits.get_by_role("button", name=names["not now"]).click()
        self.assertEqual(log.get_by_role("group", name=names["benefits"]).count(), 0)
        page.get_by_role("link", name=names["refresh"]).click()
        self.assertEqual(log.get_by_role("group", name=names["benefits"]).count(), 0, "closed is closed, reloaded too")
        self.assertEqual(articles.count(), 2)

        offered = log.locator("form[action='/chat/choose'] button").first
        question = offered.inner_text()
        offered.click()
        self.assertEqual(articles.count(), 4)
        self.assertIn(question, articles.nth(2).inner_text())

        log.get_by_role("button", name=names["good"]).click()
        self.assertIn(names["rated"], log.inner_text())

        page.get_by_role("button", name=names["person"]).click()
        link = log.get_by_role("link", name=names["whatsapp"])
        self.assertTrue(link.get_attribute("href").startswith("https://wa.me/"))
        self.assertIn(names["hours"], log.inner_text())
        shot("person")

        page.get_by_role("textbox", name=names["fields"][0], exact=True).fill("Contoh")
        page.get_by_role("textbox", name=names["fields"][1], exact=True).fill("bukan kontak")
        page.get_by_role("textbox", name=names["fields"][2], exact=True).fill("PT Contoh")
        page.get_by_role("textbox", name=names["fields"][3], exact=True).fill("Izin PPIU")
        page.get_by_role("checkbox").check()
        self.expected = ["422"]
        page.get_by_role("button", name=names["lead"]).click()
        self.assertIn(names["contact"], page.get_by_role("alert").inner_text())
        self.assertEqual(page.get_by_role("textbox", name=names["fields"][3], exact=True).input_value(), "Izin PPIU")
        self.assertFalse(page.get_by_role("checkbox").is_checked())
        shot("refused")
        page.get_by_role("textbox", name=names["fields"][1], exact=True).fill("contoh@contoh.example")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name=names["lead"]).click()
        self.assertIn(names["lead done"], log.inner_text())
        self.assertEqual(page.locator("html").get_attribute("lang"), names["lang"])
        self.assertLessEqual(page.locator("html").bounding_box()["width"], size["width"], "nothing scrolls sideways")
        self.assertEqual(len(page.context.cookies()), 1)

    def test_a_prompt_is_one_tap_and_the_language_switch_keeps_to_the_chat(self):
        for language, names in NAMES.items():
            page, names, log = self.open(language)
            page.get_by_role("link", name=names["other"]).first.click()
            self.assertEqual(page.locator("html").get_attribute("lang"), "en" if language == "id" else "id")
            page.go_back()
            page.get_by_role("button", name=names["prompt"]).click()
            self.assertEqual(log.get_by_role("article").count(), 2)
            self.assertIn(names["prompt"], log.get_by_role("article").first.inner_text())

    def test_what_is_too_long_stays_in_the_box(self):
        page, names, _ = self.open("en")
        box = page.get_by_role("textbox", name=names["box"])
        self.assertEqual(box.get_attribute("maxlength"), "4000")
        # A browser stops at the limit; whoever goes round it keeps the words all the same.
        self.expected = ["422"]
        text = "long " * 900
        answer = page.context.request.post(
            "/chat", form={"message": text, "lang": "en"}, headers={"Origin": self.site.address}, max_redirects=0)
        self.assertEqual(answer.status, 422)
        self.assertIn(names["too long"], answer.text())
        self.assertIn(text, answer.text())

    def test_a_question_in_the_address_waits_in_the_box(self):
        page = self.visit("/chat?q=syarat%20ppiu", script=False)
        self.assertEqual(page.get_by_role("textbox", name="Pesan Anda").input_value(), "syarat ppiu")
        self.assertEqual(page.context.cookies(), [])

    def test_another_site_cannot_write_in_a_visitors_name(self):
        page, names, _ = self.open("id")
        for headers in ({"Origin": "https://evil.example"}, {}):
            answer = page.context.request.post("/chat", form={"message": "halo"}, headers=headers, max_redirects=0)
            self.assertEqual(answer.status, 403)
            self.assertIn("text/html", answer.headers["content-type"])

    def test_the_frame_is_nobodys_page(self):
        page = self.visit("/chat", script=False)
        self.assertEqual(page.context.request.get("/chat.html").status, 404)
        self.assertEqual(page.context.request.get("/en/chat.html").status, 404)

    @unittest.skipIf(AXE is None, "axe-playwright-python is not installed")
    def test_axe_finds_nothing(self):
        # axe is a script, so it looks at the same page with JavaScript on: the page itself brings none. The policy is lifted for axe alone.
        for language in NAMES:
            for size in (PHONE, DESKTOP):
                for dark in (False, True):
                    page = self.visit(NAMES[language]["path"], size=size, dark=dark, bypass_csp=True)
                    names, log = NAMES[language], page.get_by_role("log")
                    self.check(page, f"{language} greeting dark={dark}")
                    self.ask(page, names, names["question"])
                    self.check(page, f"{language} answer dark={dark}")
                    self.photograph(page, f"pages-{language}-{size['width']}-{'dark' if dark else 'light'}")
                    page.get_by_role("button", name=names["person"]).click()
                    self.check(page, f"{language} person dark={dark}")
                    self.expected = ["422"]
                    page.evaluate("document.querySelector('#message').required = false")
                    page.get_by_role("button", name=names["send"], exact=True).click()
                    page.get_by_role("alert").wait_for()
                    self.check(page, f"{language} refused dark={dark}")
                    page.context.close()

    def check(self, page, name):
        page.evaluate(AXE.read_text())
        found = page.evaluate("tags => axe.run({ runOnly: { type: 'tag', values: tags } })", TAGS)["violations"]
        told = [f"{name}: {each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]]
        self.assertEqual(told, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
