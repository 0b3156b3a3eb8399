"""The journeys of a visitor through nginx and the responder themselves, under the real content policy, from the first page to
the admin's reply; with the keyboard alone, without JavaScript, without a network, and with the responder killed.

Needs FRONTDESK_URL and FRONTDESK_STATE (the state folder of deploy/run).
"""
import base64
import json
import os
import re
import signal
import sys
import unittest
import urllib.request
import uuid
from pathlib import Path

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, ROOT, Chat, Journey
from test_handoff import WORDS

sys.path.insert(0, str(ROOT / "deploy"))
from house import metrics, processes_of, wait_until  # noqa: E402  (found by the line above)

STATE = os.environ.get("FRONTDESK_STATE")
SAID = {
    "id": {
        "path": "/", "hero": "Tanya soal izin PPIU", "question": "Apa syarat dasar mengajukan izin PPIU?", "benefits": "Keunggulan",
        "sources": "Sumber", "not now": "Nanti saja", "good": "Jawaban bagus", "bubble": "Chat", "suggestion": "Lanjut ke:",
        "stopgap": "Server kami sedang tidak dapat dihubungi", "kept": "tersimpan", "unsure": "tidak yakin", "faq": "Tanyakan ke Asisten",
        "whatsapp": "Lanjut ke WhatsApp Admin", "chat": "/chat", "refresh": "Muat ulang", "person": "Butuh jawaban Admin?",
    },
    "en": {
        "path": "/en/", "hero": "Ask about the PPIU licence", "question": "What are the basic requirements for a PPIU licence?",
        "benefits": "Benefits", "sources": "Sources", "not now": "Not now", "good": "Good answer", "bubble": "Chat", "suggestion": "Next:",
        "stopgap": "Our server cannot be reached", "kept": "saved", "unsure": "not certain", "faq": "Ask the assistant",
        "whatsapp": "Continue in WhatsApp", "chat": "/chat?lang=en", "refresh": "Refresh", "person": "Talk to an admin",
    },
}


@unittest.skipUnless(os.environ.get("FRONTDESK_URL") and STATE, "needs FRONTDESK_URL and FRONTDESK_STATE")
class Journeys(Journey):
    def admin(self, path, body=None):
        """What the admin asks or does."""
        password = (Path(STATE) / "admin-password").read_text().strip()
        request = urllib.request.Request(
            self.site.address + path, data=None if body is None else json.dumps(body).encode(), headers={
                "Authorization": "Basic " + base64.b64encode(f"admin:{password}".encode()).decode(),
                "Content-Type": "application/json", "X-Frontdesk": "1"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"{}")

    def reply(self, conversation, text):
        """Takes the conversation on, answers, and lets go again."""
        fence = self.admin("/api/chat/claim", {"conversation_id": conversation})["fence"]
        self.admin("/api/chat/send", {
            "conversation_id": conversation, "content": text, "fence": fence, "client_message_id": str(uuid.uuid4())})
        return fence

    def requests(self):
        """What the responder has been asked so far, this question left out."""
        with urllib.request.urlopen(self.site.address + "/api/metrics", timeout=20) as answer:
            self.asked = getattr(self, "asked", 0) + 1
            return metrics(answer.read().decode())["frontdesk_fastcgi_requests_total"] - self.asked

    def test_from_the_page_to_an_answer_a_rating_and_a_persons_reply_at_both_sizes_in_both_languages(self):
        for locale, said in SAID.items():
            for size in (PHONE, DESKTOP):
                with self.subTest(locale=locale, size=size["width"]):
                    self.journey(locale, said, size)

    def journey(self, locale, said, size):
        page = self.visit(said["path"], size=size)
        chat = Chat(page, locale)
        page.get_by_role("link", name=said["hero"]).click()
        expect(chat.box).to_have_value(page.get_by_role("link", name=said["hero"]).get_attribute("data-ask"))
        chat.send.click()
        answer = chat.messages("Bot").last
        block = chat.log.get_by_role("group", name=said["benefits"])
        expect(block).to_be_visible()
        expect(answer.get_by_role("list", name=said["sources"]).get_by_role("link").first).to_have_attribute("rel", "noopener")
        self.assertGreaterEqual(answer.locator(".actions > *").count(), 2)
        self.assertLessEqual(chat.log.evaluate("log => log.scrollWidth - log.clientWidth"), 0)
        self.photograph(page, f"journey-answer-{locale}-{size['width']}")
        with page.expect_response("**/api/chat/rate") as rated:
            answer.get_by_role("button", name=said["good"]).click()
        self.assertLess(rated.value.status, 300)
        with page.expect_response("**/api/chat/refuse") as refused:
            block.get_by_role("button", name=said["not now"]).click()
        self.assertLess(refused.value.status, 300)
        expect(chat.log.get_by_role("group", name=said["benefits"])).to_have_count(0)
        before = chat.messages("Bot").count()
        answer.locator(".chips button").first.click()  # where the answer leads on to
        expect(chat.messages("Bot")).to_have_count(before + 1)
        self.ask_for_a_person(chat, WORDS[locale])
        conversation = page.evaluate("JSON.parse(localStorage['frontdesk.chat']).conversation")
        fence = self.reply(conversation, f"Selamat siang ({locale}).")
        expect(chat.messages("Admin").last).to_contain_text(f"Selamat siang ({locale}).")
        self.photograph(page, f"journey-person-{locale}-{size['width']}")
        self.admin(f"/api/admin/conversations/{conversation}/release", {"fence": fence})
        page.context.close()

    def ask_for_a_person(self, chat, words):
        """By whichever way the hour allows."""
        chat.person.click()
        way = chat.messages("Bot").last
        stay, leave = way.get_by_role("button", name=words["stay"]), way.get_by_role("button", name=words["leave"])
        expect(stay.or_(leave)).to_be_visible()
        if stay.count():
            stay.click()
        else:
            for name, text in ((words["name"], "Budi Contoh"), (words["contact"], "budi@contoh.example"), (words["topic"], "Syarat")):
                way.get_by_role("textbox", name=name, exact=True).fill(text)
            leave.click()
        expect(chat.page.get_by_role("button", name=words["back"])).to_be_visible()

    def test_with_the_keyboard_alone(self):
        for locale, said in SAID.items():
            page = self.visit(said["path"])
            self.until(page, "!!customElements.get('chat-widget')")
            chat, press = Chat(page, locale), page.keyboard.press

            def reach(target, key="Tab", most=40):
                for _ in range(most):
                    press(key)
                    if target.evaluate("node => node === node.getRootNode().activeElement"):
                        return
                self.fail(f"{target} was not reached by {key}")

            reach(page.get_by_role("link", name=said["hero"]))
            press("Enter")
            expect(chat.box).to_be_focused()
            expect(chat.box).to_have_value(page.get_by_role("link", name=said["hero"]).get_attribute("data-ask"))
            press("Enter")
            expect(chat.messages("Bot")).to_have_count(2)
            expect(chat.box).to_be_focused()
            reach(chat.messages("Bot").last.get_by_role("button", name=said["good"]), "Shift+Tab")
            press("Enter")
            expect(chat.messages("Bot").last.get_by_role("button", name=said["good"])).to_have_attribute("aria-pressed", "true")
            reach(chat.log.get_by_role("group", name=said["benefits"]).get_by_role("button", name=said["not now"]), "Shift+Tab")
            press("Enter")
            expect(chat.box).to_be_focused()
            reach(chat.person, "Shift+Tab", 3)
            press("Enter")
            expect(chat.messages("Bot")).to_have_count(3)
            # Whatever the hour offers first has the focus; on a form that is a box.
            self.until(page, "document.querySelector('chat-widget').shadowRoot.activeElement.closest('.notice')")
            press("Escape")
            expect(chat.panel).to_be_hidden()
            expect(page.get_by_role("link", name=said["hero"])).to_be_focused()
            page.context.close()

    def test_without_javascript_a_persons_reply_arrives(self):
        for locale, said in SAID.items():
            for size in (PHONE, DESKTOP):
                with self.subTest(locale=locale, size=size["width"]):
                    page = self.visit(said["path"], size=size, script=False)
                    page.get_by_role("link", name=said["hero"]).click()
                    page.wait_for_url("**/chat?*")
                    names = Chat.NAMES[locale]
                    box = page.get_by_role("textbox", name=names[0])
                    self.assertIn("PPIU", box.input_value())  # the hero's question
                    mark = "tanda" + uuid.uuid4().hex[:8]
                    box.fill(f"{box.input_value()} {mark}")
                    page.get_by_role("button", name=names[2], exact=True).click()
                    log = page.get_by_role("log", name=names[1])
                    self.assertGreater(log.get_by_role("group", name=said["benefits"]).get_by_role("listitem").count(), 2)
                    page.get_by_role("button", name=said["person"]).click()
                    expect(log.get_by_role("link", name=said["whatsapp"])).to_be_visible()
                    page.get_by_role("link", name=said["refresh"]).click()
                    conversation = self.conversation_of(mark)
                    fence = self.reply(conversation, "Kami periksa dulu, ya.")
                    self.assertEqual(log.get_by_text("Kami periksa dulu, ya.").count(), 0)
                    page.get_by_role("link", name=said["refresh"]).click()
                    told = log.get_by_role("article").filter(has_text="Kami periksa dulu, ya.")
                    expect(told).to_have_count(1)
                    expect(told).to_contain_text("Admin")
                    self.photograph(page, f"journey-without-script-{locale}-{size['width']}")
                    self.admin(f"/api/admin/conversations/{conversation}/release", {"fence": fence})
                    page.context.close()

    def conversation_of(self, mark):
        """The conversation in which somebody has just said the word `mark`."""
        found = self.admin(f"/api/admin/conversations?q={mark}")["conversations"]
        self.assertEqual(len(found), 1, f"what an admin finds by {mark}")
        return found[0]["id"]

    def test_without_a_network_what_is_asked_is_kept_and_answered_once_it_is_back(self):
        self.expected = ["ERR_INTERNET_DISCONNECTED"]
        for locale, said in SAID.items():
            for size in (PHONE, DESKTOP):
                page = self.visit(said["path"], size=size)
                chat = Chat(page, locale).open()
                chat.say("halo")
                expect(chat.messages("Bot")).to_have_count(2)
                page.context.set_offline(True)
                chat.say(said["question"])
                expect(chat.messages("Anda" if locale == "id" else "You").last).to_contain_text(said["kept"])
                page.context.set_offline(False)
                expect(chat.log.get_by_role("group", name=said["benefits"])).to_have_count(1)
                page.context.close()

    def test_with_the_responder_killed_the_page_answers_says_so_and_the_real_answer_follows(self):
        self.expected = ["503", "502", "504"]
        pages = []
        for locale, said in SAID.items():
            for size in (PHONE, DESKTOP):
                page = self.visit(said["path"], size=size)
                pages.append((locale, said, size, page, Chat(page, locale).open()))
        # Whoever would put it back waits meanwhile.
        supervisor = int((Path(STATE) / "run.pid").read_text())
        os.kill(supervisor, signal.SIGSTOP)
        self.addCleanup(os.kill, supervisor, signal.SIGCONT)
        for pid in processes_of(STATE):
            if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)
        for locale, said, size, page, chat in pages:
            with self.subTest(locale=locale, size=size["width"]):
                chat.say(said["question"])
                told = chat.log.locator("article").last
                expect(told).to_contain_text(said["stopgap"])
                expect(told.get_by_role("link", name=said["whatsapp"])).to_have_attribute("href", re.compile(r"^https://wa\.me/\d+"))
                self.photograph(page, f"journey-killed-{locale}-{size['width']}")
                chat.say("resep rendang padang")
                expect(chat.log.locator("article").last).to_contain_text(re.compile(said["unsure"], re.IGNORECASE))
        os.kill(supervisor, signal.SIGCONT)

        def is_back():
            try:
                return urllib.request.urlopen(self.site.address + "/api/health", timeout=2).status == 200
            except OSError:
                return False

        wait_until(is_back, 30, "the responder is back")
        for locale, said, size, page, chat in pages:
            with self.subTest(locale=locale, size=size["width"]):
                retry = chat.log.get_by_role("button", name="Coba lagi" if locale == "id" else "Try again")
                if retry.count():
                    retry.first.click()
                expect(chat.log.get_by_role("group", name=said["benefits"])).to_have_count(1, timeout=20_000)
                expect(chat.log).not_to_contain_text(said["stopgap"], timeout=20_000)
                expect(chat.messages("Anda" if locale == "id" else "You")).to_have_count(2)

    def test_looking_around_without_a_touch_never_asks_the_responder(self):
        before = self.requests()
        for path in ("/", "/en/", "/layanan/pendampingan-ppiu/", "/faq/", "/en/faq/", "/tentang/", "/kontak/", "/privasi/"):
            for size in (PHONE, DESKTOP):
                page = self.visit(path, size=size)
                page.mouse.move(size["width"] - 60, size["height"] - 60)  # over the bubble
                page.mouse.wheel(0, 4000)
                page.wait_for_load_state("networkidle")
                page.context.close()
        self.assertEqual(self.requests() - before, 0)

    def test_the_campaign_a_visitor_came_by_is_there_when_they_leave_a_lead_pages_later(self):
        page = self.visit("/?utm_source=iklan&utm_medium=brosur&x=1")
        page.get_by_role("navigation").get_by_role("link", name="FAQ").first.click()
        page.wait_for_url("**/faq/?utm_source=iklan&utm_medium=brosur")
        page.get_by_role("link", name="English").first.click()
        page.wait_for_url("**/en/faq/?utm_source=iklan&utm_medium=brosur")
        self.assertEqual(page.evaluate("localStorage.length + sessionStorage.length"), 0)
        chat = Chat(page, "en").open()
        chat.say(SAID["en"]["question"])
        chat.messages("Bot").last.locator(".actions .primary").click()
        form = chat.messages("Bot").last
        for name, text in (("Name", "Budi Contoh"), ("WhatsApp or e-mail", "budi@contoh.example"), ("Company", "PT Contoh"), ("What you need", "A licence")):
            form.get_by_role("textbox", name=name, exact=True).fill(text)
        form.get_by_role("checkbox").check()
        with page.expect_response("**/api/leads") as left:
            form.get_by_role("button", name="Send request").click()
        self.assertEqual(left.value.status, 201)
        self.assertEqual(left.value.request.post_data_json["utm"], {"utm_source": "iklan", "utm_medium": "brosur"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
