"""A visitor in a browser and an admin at the API, through nginx and the responder themselves.

Needs FRONTDESK_URL, and FRONTDESK_STATE for the admin's password (the state folder of deploy/run).
"""
import base64
import json
import os
import re
import unittest
import urllib.request
import uuid
from pathlib import Path

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Chat, Journey
from test_handoff import QUESTION, WORDS

STATE = os.environ.get("FRONTDESK_STATE")


@unittest.skipUnless(os.environ.get("FRONTDESK_URL") and STATE, "needs FRONTDESK_URL and FRONTDESK_STATE")
class Together(Journey):
    """`act` is what the admin does."""

    def act(self, path, **body):
        password = (Path(STATE) / "admin-password").read_text().strip()
        request = urllib.request.Request(
            self.site.address + path, data=json.dumps(body).encode(), headers={
                "Authorization": "Basic " + base64.b64encode(f"admin:{password}".encode()).decode(),
                "Content-Type": "application/json", "X-Frontdesk": "1"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"{}")

    def claim(self, page):
        self.conversation = page.evaluate("JSON.parse(localStorage['frontdesk.chat']).conversation")
        self.fence = self.act("/api/chat/claim", conversation_id=self.conversation)["fence"]

    def send(self, text):
        return self.act("/api/chat/send", conversation_id=self.conversation, content=text, fence=self.fence, client_message_id=str(uuid.uuid4()))

    def ask_for_a_person(self, chat, locale):
        """By whichever way the hour allows."""
        words = WORDS[locale]
        chat.person.click()
        way = chat.messages("Bot").last
        stay = way.get_by_role("button", name=words["stay"])
        leave = way.get_by_role("button", name=words["leave"])
        expect(stay.or_(leave)).to_be_visible()
        if stay.count():
            stay.click()
            expect(chat.panel).to_contain_text(words["waiting"])
        else:
            for name, text in ((words["name"], "Budi Contoh"), (words["contact"], "budi@contoh.example"), (words["topic"], "Syarat PIHK")):
                way.get_by_role("textbox", name=name, exact=True).fill(text)
            leave.click()
        expect(chat.page.get_by_role("button", name=words["back"])).to_be_visible()

    def test_a_visitor_and_an_admin_talk_and_part_in_both_languages(self):
        for locale, size in (("id", PHONE), ("en", DESKTOP)):
            words = WORDS[locale]
            page = self.visit(words["path"], size=size)
            chat = Chat(page, locale).open()
            chat.say("halo")
            expect(chat.messages("Bot")).to_have_count(2)
            self.ask_for_a_person(chat, locale)
            self.photograph(page, f"real-waiting-{locale}")
            self.claim(page)
            expect(chat.panel.get_by_role("status").filter(has_text=re.compile("Admin admin"))).to_be_visible()
            self.act(f"/api/admin/conversations/{self.conversation}/typing")
            expect(chat.panel).to_contain_text(words["typing"])
            self.send("Selamat siang.")
            self.send("Ada yang bisa saya bantu?")
            expect(chat.messages("Admin")).to_have_count(2)
            chat.say("Soal domisili.")
            expect(chat.messages(words["you"])).to_have_count(2)
            for _ in range(100):  # until the message is there, as only then it can be seen
                seen = self.act(f"/api/admin/conversations/{self.conversation}/seen", up_to=10_000)
                if chat.log.get_by_text("Dilihat Admin" if locale == "id" else "Seen by the admin").count():
                    break
                page.wait_for_timeout(50)
            self.assertEqual(seen, {})
            self.photograph(page, f"real-joined-{locale}")
            self.act(f"/api/admin/conversations/{self.conversation}/close")
            rating = chat.messages("Bot").last
            rating.get_by_role("button", name=words["good"]).click()
            rating.get_by_role("textbox", name=words["comment"]).fill("Ramah")
            rating.get_by_role("button", name=words["rate"]).click()
            expect(chat.messages("Bot").last).to_contain_text(words["thanks"])
            self.photograph(page, f"real-after-{locale}")
            page.reload()
            page.locator("chat-widget").get_by_role("button", name="Chat").click()
            expect(chat.messages("Admin")).to_have_count(2)
            expect(chat.messages(words["you"])).to_have_count(2)
            page.context.close()

    def test_nothing_is_missed_and_nothing_comes_twice_over_closing_reloading_and_a_second_tab(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        self.ask_for_a_person(chat, "id")
        self.claim(page)
        self.send("satu")
        expect(chat.messages("Admin")).to_have_count(1)
        chat.close.click()
        self.send("dua")
        expect(page.locator("chat-widget").get_by_role("button", name="Chat, 1 pesan baru")).to_be_visible()
        page.goto("about:blank")
        self.send("tiga")
        page.goto("/")
        page.locator("chat-widget").get_by_role("button", name="Chat").click()
        expect(chat.messages("Admin")).to_have_count(3)
        other = self.visit(context=page.context)
        there = Chat(other).open()
        expect(there.messages("Admin")).to_have_count(3)
        there.say("dari tab kedua")
        self.send("empat")
        for each in (chat, there):
            expect(each.messages("Admin")).to_have_count(4)
            expect(each.messages("Anda")).to_have_count(2)
            self.assertEqual(each.messages("Admin").locator("p:not(.who)").all_inner_texts(), ["satu", "dua", "tiga", "empat"])
        self.act(f"/api/admin/conversations/{self.conversation}/release", fence=self.fence)

    def test_another_device_and_erasing(self):
        self.expected = ["401"]
        page = self.visit()
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        page.get_by_role("button", name="Menu percakapan").click()
        page.get_by_role("button", name="Pindah ke perangkat lain").click()
        code = page.locator("chat-widget .code").inner_text()
        other = self.visit(size=PHONE)
        there = Chat(other).open()
        other.get_by_role("button", name="Menu percakapan").click()
        other.get_by_role("button", name="Masukkan kode dari perangkat lain").click()
        other.get_by_role("textbox", name="Kode").fill(code.lower())
        other.get_by_role("button", name="Lanjutkan di sini").click()
        expect(there.messages("Anda")).to_have_count(1)
        expect(there.log.get_by_role("group", name="Keunggulan")).to_have_count(1)
        other.get_by_role("button", name="Menu percakapan").click()
        with other.expect_download() as saved:
            other.get_by_role("button", name="Simpan percakapan (teks)").click()
        self.assertIn(QUESTION, Path(saved.value.path()).read_text())
        other.get_by_role("button", name="Menu percakapan").click()
        with other.expect_download() as saved:
            other.get_by_role("button", name="Unduh semua data saya").click()
        self.assertIn(QUESTION, Path(saved.value.path()).read_text())
        other.get_by_role("button", name="Menu percakapan").click()
        other.get_by_role("button", name="Hapus percakapan").click()
        other.get_by_role("button", name="Ya, hapus").click()
        expect(other.get_by_text("Nomor bukti:")).to_be_visible()
        expect(there.messages("Anda")).to_have_count(0)
        self.assertEqual(other.evaluate("localStorage.length"), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
