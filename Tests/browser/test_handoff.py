"""A person takes over: the way there, the conversation with them, and what follows, as a visitor meets it.

The other side is played by the stand-in, so these need no FRONTDESK_URL and skip with one.
"""
import re
import unittest

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Chat, Journey

QUESTION = "Apa syarat dasar mengajukan izin PPIU?"
WORDS = {
    "id": {
        "path": "/", "stay": "Tetap di webchat", "whatsapp": "WhatsApp", "waiting": "Menunggu Admin", "queue": "antrean nomor 1",
        "joined": "Admin Sari bergabung", "back": "Kembali ke Asisten", "good": "👍 Membantu", "bad": "👎 Tidak membantu",
        "comment": "Komentar singkat", "rate": "Kirim penilaian", "thanks": "Terima kasih", "you": "Anda", "hours": "09.00–17.00",
        "link": "Lanjut ke WhatsApp Admin", "offline": "Tim kami offline. Buka lagi Senin 09.00 WIB.", "name": "Nama",
        "contact": "WhatsApp atau email", "topic": "Topik", "leave": "Kirim pesan", "typing": "sedang menulis",
    },
    "en": {
        "path": "/en/", "stay": "Stay in web chat", "whatsapp": "WhatsApp", "waiting": "Waiting for an admin", "queue": "queue number 1",
        "joined": "Admin Sari joined", "back": "Back to the assistant", "good": "👍 Helpful", "bad": "👎 Not helpful",
        "comment": "Short comment", "rate": "Send rating", "thanks": "Thank you", "you": "You", "hours": "09.00–17.00",
        "link": "Continue in WhatsApp", "offline": "Our team is offline.", "name": "Name", "contact": "WhatsApp or e-mail", "topic": "Topic",
        "leave": "Send message", "typing": "is writing",
    },
}


class WithAdmin(Journey):
    def setUp(self):
        super().setUp()
        if not self.site.fake:
            self.skipTest("an admin is played by the stand-in: runs without FRONTDESK_URL")
        self.desk = self.site.fake.desk
        self.desk.reset()

    def wait_for(self, page, condition, told, seconds=8):
        """Waits until something has reached the server."""
        for _ in range(seconds * 50):
            if condition():
                return
            page.wait_for_timeout(20)
        self.fail(told)

    def with_person(self, page, locale="id", question=QUESTION):
        """A conversation that Sari has taken over."""
        words = WORDS[locale]
        chat = Chat(page, locale).open()
        chat.say(question)
        expect(chat.messages("Bot")).to_have_count(2)
        chat.person.click()
        chat.log.get_by_role("button", name=words["stay"]).click()
        expect(chat.panel).to_contain_text(words["waiting"])
        self.wait_for(page, lambda: self.desk.streams > 0, "no stream was opened")
        self.desk.play({"claim": "Sari"})
        expect(chat.panel.get_by_role("status").filter(has_text=words["joined"])).to_be_visible()
        return chat


class Handoff(WithAdmin):
    def test_the_whole_way_in_both_languages_and_both_sizes(self):
        for locale, size in (("id", PHONE), ("en", DESKTOP)):
            words = WORDS[locale]
            self.desk.reset()
            self.desk.play({"estimate": {"p50_minutes": 4, "p90_minutes": 12}})
            page = self.visit(words["path"], size=size)
            chat = Chat(page, locale).open()
            chat.say("halo")
            expect(chat.messages("Bot")).to_have_count(2)
            chat.person.click()
            way = chat.messages("Bot").last
            expect(way).to_contain_text(words["hours"])
            expect(way).to_contain_text("4–12")
            expect(way.get_by_role("button", name=words["whatsapp"])).to_be_visible()
            self.photograph(page, f"way-{locale}")
            way.get_by_role("button", name=words["stay"]).click()
            expect(chat.panel).to_contain_text(words["waiting"])
            expect(chat.panel).to_contain_text(words["queue"])
            self.photograph(page, f"waiting-{locale}")
            self.desk.play({"claim": "Sari"})
            expect(chat.panel.get_by_role("status").filter(has_text=words["joined"])).to_be_visible()
            self.desk.play({"type": True})
            expect(chat.panel).to_contain_text(words["typing"])
            self.desk.play({"send": "Selamat siang, dengan Sari. Ada yang bisa saya bantu?"})
            expect(chat.messages("Admin").last).to_contain_text("dengan Sari")
            expect(chat.panel).not_to_contain_text(words["typing"])
            chat.say("Saya mau tanya soal domisili.")
            expect(chat.messages(words["you"])).to_have_count(2)
            self.desk.play({"see": True})
            expect(chat.log).to_contain_text("Dilihat Admin" if locale == "id" else "Seen by the admin")
            self.photograph(page, f"joined-{locale}")
            self.desk.play({"close": True})
            rating = chat.messages("Bot").last
            rating.get_by_role("button", name=words["rate"]).click()
            expect(rating.get_by_role("alert")).to_be_visible()  # neither thumb yet
            rating.get_by_role("button", name=words["bad"]).click()
            rating.get_by_role("button", name=words["good"]).click()
            rating.get_by_role("textbox", name=words["comment"]).fill("Ramah sekali")
            self.photograph(page, f"rating-{locale}")
            rating.get_by_role("button", name=words["rate"]).click()
            expect(chat.messages("Bot").last).to_contain_text(words["thanks"])
            self.assertEqual(self.desk.rated, [(None, "up", "Ramah sekali")])
            chat.page.get_by_role("button", name=words["back"]).click()
            expect(page.get_by_role("button", name=words["back"])).to_have_count(0)
            expect(chat.panel).to_have_accessible_name("Asisten PPIU (Online)" if locale == "id" else "PPIU assistant (online)")
            self.photograph(page, f"after-{locale}")

    def test_outside_opening_hours_a_message_is_taken_with_name_contact_and_topic(self):
        for locale in ("id", "en"):
            words = WORDS[locale]
            self.desk.reset()
            self.desk.play({"open": False})
            page = self.visit(words["path"], size=PHONE)
            chat = Chat(page, locale).open()
            with page.expect_request("**/api/status") as asked:  # in the page's language, whatever the browser's
                chat.person.click()
            self.assertEqual(asked.value.headers["accept-language"], locale)
            form = chat.messages("Bot").last
            expect(form).to_contain_text(words["offline"])
            expect(form).to_contain_text("Senin 09.00 WIB")
            for name, text in ((words["name"], "Budi Contoh"), (words["contact"], "budi@contoh.example"), (words["topic"], "Syarat PIHK")):
                form.get_by_role("textbox", name=name, exact=True).fill(text)
            self.photograph(page, f"outside-{locale}")
            with page.expect_request("**/api/chat/escalate") as asked:
                form.get_by_role("button", name=words["leave"]).click()
            body = asked.value.post_data_json
            self.assertEqual((body["name"], body["contact"], body["topic"]), ("Budi Contoh", "budi@contoh.example", "Syarat PIHK"))
            expect(chat.messages("Bot").last).to_contain_text(words["thanks"])
            expect(form.get_by_role("button", name=words["leave"])).to_have_count(0)
            self.assertTrue(list(self.desk.sessions.values())[-1].has_left)
            page.context.close()

    def test_whatsapp_is_a_link_to_wa_me_that_is_focused(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.person.click()
        chat.log.get_by_role("button", name="WhatsApp").click()
        link = chat.messages("Bot").last.get_by_role("link", name="Lanjut ke WhatsApp Admin")
        expect(link).to_have_attribute("href", "https://wa.me/6280000000000?text=Halo")
        expect(link).to_have_attribute("rel", "noopener")
        expect(link).to_be_focused()
        expect(chat.log.get_by_role("button", name="Tetap di webchat")).to_have_count(0)

    def test_who_goes_on_typing_while_the_way_is_fetched_keeps_the_focus(self):
        page = self.visit()
        held = []
        page.route("**/api/status", lambda route: held.append(route))
        chat = Chat(page).open()
        chat.person.click()
        self.wait_for(page, lambda: len(held) == 2, "the hours were not asked for")  # at the opening, and at the tap
        chat.box.press_sequentially("sambil menunggu")
        for route in held:
            route.fallback()
        expect(chat.log.get_by_role("button", name="Tetap di webchat")).to_be_visible()
        expect(chat.box).to_be_focused()
        expect(chat.box).to_have_value("sambil menunggu")

    def test_only_the_ways_that_are_configured_are_offered(self):
        for channels, there, missing in ((["webchat"], "Tetap di webchat", "WhatsApp Admin"), (["whatsapp"], "WhatsApp Admin", "Tetap di webchat")):
            self.desk.play({"channels": channels})
            page = self.visit()
            chat = Chat(page).open()
            chat.person.click()
            expect(chat.log.get_by_role("button", name=there)).to_be_visible()
            expect(chat.log.get_by_role("button", name=missing)).to_have_count(0)
            expect(chat.log).to_contain_text("biasanya dibalas pada jam layanan")

    def test_the_place_in_the_queue_is_told_when_it_changes_and_the_visitor_may_go_back(self):
        self.desk.reset()
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        self.desk.play({"place": 3})
        chat.person.click()
        chat.log.get_by_role("button", name="Tetap di webchat").click()
        expect(chat.panel).to_contain_text("antrean nomor 3")
        self.desk.play({"place": 2})
        expect(chat.panel).to_contain_text("antrean nomor 2")
        page.get_by_role("button", name="Kembali ke Asisten").click()
        expect(chat.panel).not_to_contain_text("antrean nomor")
        expect(page.get_by_role("button", name="Kembali ke Asisten")).to_have_count(0)
        chat.say(QUESTION)
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(1)


class Live(WithAdmin):
    def texts(self, chat, who):
        return chat.messages(who).locator("p:not(.who)").all_inner_texts()

    def test_nothing_is_missed_and_nothing_comes_twice_when_the_stream_breaks_off(self):
        self.expected = ["net::ERR"]
        page = self.visit()
        chat = self.with_person(page)
        for number in range(1, 7):
            self.desk.play({"send": f"pesan {number}"})
            if number % 2:
                self.desk.play({"cut": True})
        expect(chat.messages("Admin")).to_have_count(6)
        self.assertEqual(self.texts(chat, "Admin"), [f"pesan {number}" for number in range(1, 7)])
        self.assertGreater(self.desk.streams, 1)
        expect(chat.messages("Anda")).to_have_count(1)
        expect(chat.messages("Bot")).to_have_count(2)

    def test_without_streams_polls_bring_the_same(self):
        self.expected = ["429"]
        self.desk.play({"answers_streams": False})
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        chat.person.click()
        chat.log.get_by_role("button", name="Tetap di webchat").click()
        expect(chat.panel).to_contain_text("antrean nomor 1")
        self.desk.play({"claim": "Sari"})
        self.desk.play({"send": "lewat jalan lain"})
        expect(chat.messages("Admin")).to_have_count(1, timeout=15_000)
        self.assertEqual(self.desk.streams, 0)

    def test_what_was_said_while_the_visitor_was_away_is_there_after_a_reload_once(self):
        self.expected = ["net::ERR"]
        page = self.visit()
        chat = self.with_person(page)
        self.desk.play({"send": "pertama"})
        expect(chat.messages("Admin")).to_have_count(1)
        page.goto("about:blank")
        self.desk.play({"send": "kedua"})
        page.goto("/")
        expect(page).to_have_title(re.compile(r"^\(1\) "))
        expect(page.locator("chat-widget").get_by_role("button", name="Chat, 1 pesan baru")).to_be_visible()
        self.photograph(page, "unread")
        page.locator("chat-widget").get_by_role("button", name="Chat").click()
        expect(chat.messages("Admin")).to_have_count(2)
        self.assertEqual(self.texts(chat, "Admin"), ["pertama", "kedua"])
        expect(chat.panel).to_contain_text("Admin Sari bergabung")
        self.assertFalse(page.title().startswith("("))
        self.wait_for(page, lambda: self.desk.seen and self.desk.seen[-1] == list(self.desk.sessions.values())[-1].number, "the admin was not told that it was seen")

    def test_a_closed_panel_counts_what_came_and_holds_no_stream(self):
        page = self.visit()
        chat = self.with_person(page)
        chat.close.click()
        streams = self.desk.streams
        self.desk.play({"send": "satu"})
        expect(page.locator("chat-widget").get_by_role("button", name="Chat, 1 pesan baru")).to_be_visible()
        self.assertEqual(self.desk.streams, streams)
        page.locator("chat-widget").get_by_role("button", name="Chat").click()
        expect(chat.messages("Admin").last).to_contain_text("satu")

    def test_nobody_involved_costs_nothing(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        page.wait_for_timeout(300)
        self.assertEqual((self.desk.polls, self.desk.streams), (0, 0))
        page.reload()
        chat.open()
        self.wait_for(page, lambda: self.desk.polls == 1, "what was missed was not asked for")
        page.wait_for_timeout(300)
        self.assertEqual((self.desk.polls, self.desk.streams), (1, 0))
        expect(chat.messages("Bot")).to_have_count(2)
        expect(chat.messages("Anda")).to_have_count(1)

    def test_the_same_words_said_twice_stay_two_messages(self):
        page = self.visit()
        chat = self.with_person(page, question="halo")
        for count in (2, 3):
            chat.say("halo")
            expect(chat.messages("Anda")).to_have_count(count)
        self.wait_for(page, lambda: len(self.desk.said) == 3, "not sent")
        page.reload()
        page.locator("chat-widget").get_by_role("button", name="Chat").click()
        expect(chat.panel).to_contain_text("Admin Sari bergabung")
        expect(chat.messages("Anda")).to_have_count(3)

    def test_two_tabs_agree_on_a_conversation_with_a_person(self):
        page = self.visit()
        chat = self.with_person(page)
        other = self.visit(context=page.context)
        there = Chat(other).open()
        expect(there.panel).to_contain_text("Admin Sari bergabung")
        self.desk.play({"send": "untuk keduanya"})
        expect(there.messages("Admin")).to_have_count(1)
        expect(chat.messages("Admin")).to_have_count(1)
        there.say("dari tab kedua")
        expect(there.messages("Anda")).to_have_count(2)
        expect(chat.messages("Anda")).to_have_count(2)

    def test_the_admin_is_told_that_the_visitor_is_writing(self):
        page = self.visit()
        chat = self.with_person(page)
        chat.box.press_sequentially("sebentar")
        self.wait_for(page, lambda: self.desk.typed == 1, "nobody was told")

    def test_a_line_that_is_cut_is_said_to_be_and_comes_back(self):
        self.expected = ["net::ERR"]
        page = self.visit()
        chat = self.with_person(page)
        cut = lambda route: route.abort()
        page.route("**/api/**", cut)
        self.desk.play({"cut": True})
        expect(chat.panel).to_contain_text("Sambungan terputus", timeout=20_000)
        self.desk.play({"send": "masih di sini"})
        page.unroute("**/api/**", cut)
        expect(chat.messages("Admin")).to_have_count(1, timeout=15_000)
        expect(chat.panel).to_contain_text("Admin Sari bergabung")

    def test_what_was_typed_without_a_line_reaches_the_person_once(self):
        self.expected = ["ERR_INTERNET_DISCONNECTED", "net::ERR"]
        page = self.visit()
        chat = self.with_person(page)
        page.context.set_offline(True)
        chat.say("tanpa jaringan")
        expect(chat.messages("Anda").last).to_contain_text("tersimpan")
        page.context.set_offline(False)
        self.wait_for(page, lambda: self.desk.said.count("tanpa jaringan") == 1, "it was not sent", 15)
        expect(chat.messages("Anda").last).not_to_contain_text("tersimpan")
        expect(chat.messages("Anda")).to_have_count(2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
