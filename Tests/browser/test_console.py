"""The console in a real browser, against fake_admin.py: by its accessible names only, under the real content policy."""
import json
import os
import re
import unittest
import urllib.request
from pathlib import Path

import fake_admin
from harness import DESKTOP, PHONE, Journey

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SEARCH = {"id": "Cari percakapan", "en": "Search conversations"}
VIEWS = ["conversations", "canned", "statistics", "audit", "leads", "deliveries", "answers", "ask"]


class FakeSite:
    def __init__(self):
        self.fake = fake_admin.serve()
        self.address = self.fake.address

    def close(self):
        self.fake.shutdown()
        self.fake.server_close()


class Console:
    """One admin's console."""

    def __init__(self, page):
        self.page = page
        role = page.get_by_role
        self.list = role("list", name="Percakapan", exact=True)
        self.entries = self.list.get_by_role("link")
        self.log = role("log", name="Pesan")
        self.box = role("textbox", name="Balasan")
        self.send = role("button", name="Kirim", exact=True)
        self.claim = role("button", name="Klaim", exact=True)
        self.search = role("searchbox", name=SEARCH["id"])
        self.navigation = role("navigation")

    def open(self, who):
        self.entries.filter(has_text=who).first.click()
        self.log.wait_for()
        return self

    def option(self, name):
        return self.page.get_by_role("listbox", name="Balasan cepat").get_by_role("option", name=name)

    @property
    def focused(self):
        return self.page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")


class ConsoleJourney(Journey):
    make_site = FakeSite

    @classmethod
    def setUpClass(cls):
        if os.environ.get("FRONTDESK_URL"):
            raise unittest.SkipTest("the stand-in is there without FRONTDESK_URL")
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.do("reset")

    def do(self, what, **more):
        """Has something happen on the other side; what the other side knows."""
        request = urllib.request.Request(self.site.address + "/_fake", json.dumps({"do": what, **more}).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def known(self):
        return self.do("nothing")

    def requests(self, path):
        return [body for _, each, body in self.known()["requests"] if each.endswith(path)]

    def console(self, path="/admin/", user="admin", **more):
        page = self.visit(path, http_credentials={"username": user, "password": "x"}, **more)
        console = Console(page)
        page.get_by_role("navigation").wait_for()
        return console

    def wait(self, condition, what="it", seconds=10):
        page = self.browser.contexts[0].pages[0]
        for _ in range(seconds * 50):
            if condition():
                return
            page.wait_for_timeout(20)
        self.fail(f"{what} did not come about within {seconds} s")

    def sent(self):
        return [message["content"] for message in self.known()["sent"]]


class Work(ConsoleJourney):
    def test_all_the_work_by_keyboard_alone(self):
        c = self.console()
        c.entries.first.wait_for()
        press = c.page.keyboard.press
        press("?")
        keys = c.page.get_by_role("dialog", name="Pintasan keyboard")
        keys.get_by_text("cari percakapan").wait_for()
        press("Escape")
        keys.wait_for(state="detached")
        press("/")
        self.assertEqual(c.focused, "Cari percakapan")
        c.page.keyboard.type("kecewa")
        press("Enter")
        self.wait(lambda: c.entries.count() == 4, "the list of complaints")
        press("Escape")
        press("j")
        press("k")
        press("Enter")
        c.log.get_by_text("Kami kecewa").wait_for()
        press("c")
        c.page.get_by_role("button", name="Lepas").wait_for()
        self.wait(lambda: c.focused == "Balasan", "focus in the box after a claim")
        c.page.keyboard.type("/sal")
        c.option("Salam pembuka").wait_for()
        press("Enter")
        self.assertIn("saya admin dari PT Contoh Pendamping", c.box.input_value())
        press("Enter")
        c.page.get_by_text("Dikirim dalam").wait_for()
        self.assertEqual(c.box.input_value(), "")
        c.log.get_by_text("saya admin dari PT Contoh Pendamping").wait_for()
        self.tab_to(c, "Label")
        c.page.keyboard.type("keluhan berat")
        press("Enter")
        c.page.get_by_role("button", name="Hapus label keluhan berat").wait_for()
        self.tab_to(c, "Catatan internal")
        c.page.keyboard.type("telepon besok")
        press("Tab")
        press("Enter")
        c.page.get_by_role("complementary").get_by_text("telepon besok").wait_for()
        self.tab_to(c, "Alihkan ke …", back=True)
        press("Enter")
        press("ArrowDown")
        press("ArrowUp")
        self.assertEqual(c.page.evaluate("document.activeElement.getAttribute('role')"), "menuitem")
        press("Escape")
        self.assertEqual(c.focused, "Alihkan ke …")
        press("Tab")
        self.assertEqual(c.focused, "Tutup percakapan")
        press("Enter")
        c.page.get_by_role("button", name="Buka lagi").wait_for()
        press("r")
        press("Escape")
        press("Escape")
        self.wait(lambda: "conversation=" not in c.page.url, "the address without a conversation")
        self.assertEqual(self.known()["log"][-1]["action"], "conversationClosed")

    def tab_to(self, c, name, back=False):
        for _ in range(60):
            if c.focused == name:
                return
            c.page.keyboard.press("Shift+Tab" if back else "Tab")
        self.fail(f"Tab never came to {name}")

    def test_all_the_work_on_a_phone(self):
        c = self.console(size=PHONE, has_touch=True, is_mobile=True)
        c.entries.filter(has_text="Budi Contoh").first.tap()
        c.log.wait_for()
        self.assertFalse(c.list.is_visible())
        c.claim.tap()
        c.page.get_by_role("button", name="Lepas").wait_for()
        c.box.fill("Baik, kami bantu.")
        c.send.tap()
        c.log.get_by_text("Baik, kami bantu.").wait_for()
        c.page.get_by_role("textbox", name="Catatan internal").fill("dari ponsel")
        c.page.get_by_role("button", name="Simpan catatan").tap()
        c.page.get_by_role("complementary").get_by_text("dari ponsel").wait_for()
        c.page.get_by_role("textbox", name="Label", exact=True).fill("ponsel")
        c.page.get_by_role("button", name="Tambah label").tap()
        c.page.get_by_role("button", name="Hapus label ponsel").wait_for()
        c.page.get_by_role("button", name="Alihkan ke").tap()
        c.page.get_by_role("menuitem", name="sari").tap()
        c.page.get_by_text("Ditangani sari").wait_for()
        self.assertEqual(c.page.get_by_role("button", name="Tutup percakapan").count(), 0)  # sari's to close
        c.page.get_by_role("button", name="Alihkan ke").tap()
        c.page.get_by_role("menuitem", name="admin").tap()
        c.page.get_by_text("Ditangani Anda").wait_for()
        c.page.get_by_role("button", name="Tutup percakapan").tap()
        c.page.get_by_role("button", name="Buka lagi").tap()
        c.page.get_by_role("button", name="Tutup percakapan").wait_for()
        c.page.get_by_role("button", name="Kembali ke daftar").tap()
        c.list.wait_for()
        c.navigation.get_by_role("link", name="Statistik").tap()
        c.page.get_by_text(re.compile(r"^Eskalasi: \d+$")).wait_for()

    def test_nothing_is_wider_than_the_screen(self):
        for size in (PHONE, {"width": 320, "height": 256}, DESKTOP):  # the second is 1280 × 1024 at 400 %
            for view in VIEWS:
                c = self.console(f"/admin/?view={view}" if view != "conversations" else "/admin/?conversation=c-0003", size=size)
                c.page.wait_for_timeout(150)
                c.page.get_by_role("main").wait_for()
                self.assertEqual(c.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, f"{view} at {size}")
                c.page.context.close()


class Sending(ConsoleJourney):
    def test_a_reply_can_be_taken_back_for_five_seconds(self):
        c = self.console().open("Budi Contoh")
        c.claim.click()
        c.box.fill("Terlalu cepat")
        c.box.press("Enter")
        c.page.get_by_text("Dikirim dalam").wait_for()
        c.page.get_by_role("button", name="Batalkan").click()
        self.assertEqual(c.box.input_value(), "Terlalu cepat")
        c.box.fill("Sekarang benar")
        c.box.press("Enter")
        c.log.get_by_text("Sekarang benar").wait_for()
        self.assertEqual(self.sent(), ["Sekarang benar"])

    def test_a_page_that_goes_away_sends_what_it_holds(self):
        c = self.console().open("Budi Contoh")
        c.claim.click()
        c.box.fill("Jangan hilang")
        c.box.press("Enter")
        c.page.get_by_text("Dikirim dalam").wait_for()
        c.page.goto("about:blank")
        request = f"{self.site.address}/_fake"
        for _ in range(100):
            with urllib.request.urlopen(urllib.request.Request(request, b"{}")) as answer:
                if [m["content"] for m in json.load(answer)["sent"]] == ["Jangan hilang"]:
                    return
            c.page.wait_for_timeout(20)
        self.fail("the reply was not sent")

    def test_two_replies_keep_their_order_and_the_first_goes_out_with_the_second(self):
        c = self.console().open("Budi Contoh")
        c.claim.click()
        for text in ("Satu", "Dua"):
            c.box.fill(text)
            c.box.press("Enter")
        self.wait(lambda: self.sent() == ["Satu", "Dua"], "both replies in order")

    def test_a_reply_to_who_nobody_has_claims_first(self):
        c = self.console().open("Budi Contoh")
        c.page.get_by_text("sekaligus mengklaim").wait_for()
        c.box.fill("Saya ambil")
        c.send.click()
        c.page.get_by_role("button", name="Lepas").wait_for()
        self.wait(lambda: self.sent() == ["Saya ambil"], "the reply")

    def test_a_reply_that_could_not_be_claimed_for_is_in_the_box_again(self):
        self.expected = ["409"]
        c = self.console().open("Budi Contoh")
        c.page.route("**/api/chat/claim", lambda route: (self.do("claim", id="c-0003", admin="sari"), route.continue_())[1])
        c.box.fill("Jangan hilang")
        c.box.press("Enter")
        c.page.get_by_role("status").get_by_text("Sudah diklaim sari").wait_for()
        self.wait(lambda: c.box.input_value() == "Jangan hilang", "the text")
        self.assertEqual(self.sent(), [])

    def test_a_stale_send_keeps_its_text_and_says_who_has_the_conversation(self):
        self.expected = ["409"]
        c = self.console().open("Budi Contoh")
        c.claim.click()
        c.box.fill("Terlambat satu langkah")
        c.box.press("Enter")
        c.page.get_by_text("Dikirim dalam").wait_for()
        self.do("claim", id="c-0003", admin="sari")
        c.page.get_by_role("alert").get_by_text("sari kini memegang").wait_for(timeout=9000)
        self.assertEqual(c.box.input_value(), "Terlambat satu langkah")
        self.assertEqual(self.sent(), [])
        self.assertTrue(c.send.is_disabled())

    def test_drafts_are_kept_for_each_conversation_and_across_reloads(self):
        c = self.console().open("Budi Contoh")
        c.box.fill("Draf untuk Budi")
        c.open("Ahmad Contoh")
        self.wait(lambda: c.box.input_value() == "", "an empty box")
        c.box.fill("Draf untuk Ahmad")
        c.page.reload()
        self.wait(lambda: c.box.input_value() == "Draf untuk Ahmad", "the draft after a reload")
        c.open("Budi Contoh")
        self.wait(lambda: c.box.input_value() == "Draf untuk Budi", "the other draft")

    def test_a_slot_without_a_value_is_never_sent(self):
        c = self.console().open("Ahmad Contoh")
        c.claim.click()
        c.box.fill("")
        c.box.press_sequentially("/jadwal")
        c.option("Jadwal konsultasi").get_by_text("Belum ada isi untuk {topic}").wait_for()
        c.box.press("Tab")
        c.box.press("Enter")
        c.page.get_by_role("alert").get_by_text("Isi dahulu {topic}").wait_for()
        c.page.keyboard.type("izin PPIU")
        c.box.press("Enter")
        self.wait(lambda: self.sent() == ["Untuk topik izin PPIU, kapan waktu yang nyaman bagi Ahmad Contoh untuk konsultasi?"], "the filled reply")
        self.assertEqual(self.requests("/send")[-1]["canned"], {"id": "k-3", "version": 1})

    def test_what_the_bot_would_answer_is_one_key_away(self):
        c = self.console().open("Siti Contoh")
        self.do("claim", id="c-0001", admin="admin")
        c.page.get_by_text("Ditangani Anda").wait_for()
        self.do("say", id="c-0001", text="Dan berapa lama?")
        suggestion = c.page.get_by_role("region", name="Saran jawaban bot")
        suggestion.wait_for()
        c.page.keyboard.press("e")
        self.assertIn("Syarat dasar", c.box.input_value())
        c.box.fill("")
        self.do("say", id="c-0001", text="Jadi?")
        suggestion.wait_for()
        c.page.get_by_role("main").focus()
        c.page.keyboard.press("s")
        self.wait(lambda: len(self.sent()) == 1, "the suggestion as a reply")
        self.assertEqual(self.requests("/send")[-1]["suggested"], "sent")


class Live(ConsoleJourney):
    def test_a_message_and_who_types_appear_by_themselves(self):
        c = self.console().open("Budi Contoh")
        self.do("typing", id="c-0003")
        c.page.get_by_text("Pengunjung sedang menulis").wait_for()
        self.do("say", id="c-0003", text="Halo? <img src=x onerror=alert(1)> **tes**")
        c.log.get_by_text("<img src=x onerror=alert(1)>").wait_for()
        c.entries.filter(has_text="Budi Contoh").get_by_text("Halo?").first.wait_for()
        c.log.locator("article").last.get_by_text("DURASI").wait_for()

    def test_a_dropped_connection_says_so_and_catches_up_without_a_reload(self):
        self.expected = ["503", "Failed to load resource", "ERR_"]
        c = self.console().open("Budi Contoh")
        c.page.evaluate("window.isSame = true")
        self.do("down")
        c.page.get_by_role("status").get_by_text("Sambungan terputus").wait_for()
        self.do("say", id="c-0003", text="Selama terputus")
        self.do("new", name="Fajar Contoh")
        c.claim.click()
        c.page.get_by_text("Server sedang dimulai ulang").wait_for()
        self.do("up")
        c.log.get_by_text("Selama terputus").wait_for()
        c.entries.filter(has_text="Fajar Contoh").wait_for()
        self.wait(lambda: not c.page.get_by_text("Sambungan terputus").is_visible(), "the notice's end")
        self.assertEqual(c.log.get_by_text("Selama terputus").count(), 1)
        self.assertTrue(c.page.evaluate("window.isSame"))

    def test_what_happened_before_anything_was_told_is_not_missed_either(self):
        self.expected = ["503", "Failed to load resource", "ERR_"]
        c = self.console()
        c.entries.first.wait_for()
        self.do("down")
        c.page.get_by_role("status").get_by_text("Sambungan terputus").wait_for()
        self.do("new", name="Hana Contoh")
        self.do("up")
        c.entries.filter(has_text="Hana Contoh").wait_for()

    def test_a_server_that_cannot_tell_what_was_missed_has_everything_read_again(self):
        c = self.console().open("Budi Contoh")
        self.do("resync", **{"is": True})
        self.addCleanup(lambda: self.do("resync", **{"is": False}))
        before = len(self.requests("/api/admin/conversations"))
        self.do("cut")
        self.wait(lambda: len(self.requests("/api/admin/conversations")) > before, "the list read again")
        self.wait(lambda: self.requests("/c-0003/messages"), "the thread caught up")

    def test_a_reply_written_while_the_server_is_away_goes_out_when_it_is_back_once(self):
        self.expected = ["503", "Failed to load resource", "ERR_"]
        c = self.console().open("Budi Contoh")
        c.claim.click()
        c.page.get_by_role("button", name="Lepas").wait_for()
        self.do("down")
        c.box.fill("Nanti juga sampai")
        c.box.press("Enter")
        c.page.get_by_text("Belum terkirim").wait_for(timeout=9000)
        self.do("up")
        self.wait(lambda: self.sent() == ["Nanti juga sampai"], "the reply", 15)
        c.log.get_by_text("Nanti juga sampai").wait_for()

    def test_two_admins_see_each_other_and_one_of_them_claims(self):
        self.expected = ["409"]
        mine, hers = self.console().open("Budi Contoh"), self.console(user="sari").open("Budi Contoh")
        mine.page.get_by_text("Dilihat sari").first.wait_for()
        hers.claim.click()
        mine.page.get_by_text("Ditangani sari").wait_for()
        self.assertEqual(mine.claim.count(), 0)
        hers.box.press_sequentially("Hai")
        mine.page.get_by_text("sari sedang menulis balasan").wait_for()

    def test_a_claim_that_comes_second_says_who_was_first(self):
        self.expected = ["409"]
        c = self.console().open("Budi Contoh")
        c.page.route("**/api/admin/stream", lambda route: route.abort())
        c.page.route("**/api/chat/claim", lambda route: (self.do("claim", id="c-0003", admin="sari"), route.continue_())[1])
        c.claim.click()
        c.page.get_by_role("status").get_by_text("Sudah diklaim sari").wait_for()

    def test_a_new_handoff_is_in_the_title_and_is_heard_only_by_choice(self):
        c = self.console("/admin/?view=statistics")
        self.wait(lambda: c.page.evaluate("document.documentElement.dataset.link") == "up", "the stream")
        c.navigation.get_by_role("link", name="Percakapan").click()
        self.wait(lambda: c.page.title().startswith("(3) Percakapan"), "the title")
        self.do("new", name="Gita Contoh")
        c.page.get_by_role("status").get_by_text("Gita Contoh menunggu admin").wait_for()
        self.wait(lambda: c.page.title().startswith("(4)"), "the title with four")
        c.page.get_by_role("button", name="Setelan").click()
        self.assertFalse(c.page.get_by_role("checkbox", name="Bunyi saat ada yang menunggu").is_checked())

    def test_sound_and_notification_come_for_who_chose_them_and_lead_to_the_conversation(self):
        c = self.console()
        c.entries.first.wait_for()
        # The browser's own, listened to: a test hears and sees nothing otherwise.
        c.page.evaluate("""() => {
            window.tones = 0;
            window.shown = [];
            document.hasFocus = () => false;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (...given) { window.tones += 1; return start.apply(this, given); };
            window.Notification = class {
                static permission = 'granted';
                static requestPermission = async () => 'granted';
                constructor(title, { body, tag }) { Object.assign(this, { title, body, tag }); window.shown.push(this); }
                close() {}
            };
        }""")
        self.wait(lambda: c.page.evaluate("document.documentElement.dataset.link") == "up", "the stream")
        self.do("new", name="Lina Contoh")
        c.page.get_by_role("status").get_by_text("Lina Contoh menunggu admin").wait_for()
        self.assertEqual(c.page.evaluate("[tones, shown.length]"), [0, 0])
        c.page.get_by_role("button", name="Setelan").click()
        c.page.get_by_role("checkbox", name="Bunyi saat ada yang menunggu").check()
        c.page.get_by_role("checkbox", name="Notifikasi peramban saat ada yang menunggu").check()
        self.assertEqual(c.page.evaluate("tones"), 2)  # heard once when it is turned on
        c.page.keyboard.press("Escape")
        row = self.do("new", name="Maya Contoh")
        self.wait(lambda: c.page.evaluate("[tones, shown.map(({ title }) => title)]") == [4, ["Maya Contoh menunggu admin"]], "sound and notification")
        c.page.evaluate("shown[0].onclick()")
        self.wait(lambda: f"conversation={row['id']}" in c.page.url, "the conversation that it is about")

    def test_presence_is_what_the_admin_says(self):
        c = self.console()
        choice = c.page.get_by_role("combobox", name="Kehadiran")
        self.wait(lambda: choice.input_value() == "offline", "offline at first")
        choice.select_option("online")
        self.wait(lambda: {"state": "online"} in self.requests("/presence"), "the presence")


class Reading(ConsoleJourney):
    def test_filters_are_in_the_address_and_come_back_from_it(self):
        c = self.console()
        c.page.get_by_role("combobox", name="Status").select_option(label="Menunggu")
        self.wait(lambda: "status=pending" in c.page.url and c.entries.count() == 3, "who waits")
        c.page.get_by_role("combobox", name="Prioritas").select_option(label="Tinggi")
        self.wait(lambda: "priority=high" in c.page.url and c.entries.count() == 1, "the urgent one")
        c.page.reload()
        self.wait(lambda: c.entries.count() == 1, "the same after a reload")
        self.assertEqual(c.page.get_by_role("combobox", name="Prioritas").input_value(), "high")
        c.page.go_back()
        self.wait(lambda: c.entries.count() == 3, "the filter before")

    def test_search_finds_what_was_said(self):
        c = self.console()
        c.search.fill("cicil tidak ada")
        c.search.press("Enter")
        c.page.get_by_text("Tidak ada percakapan yang cocok").wait_for()
        c.search.fill("kecewa")
        c.search.press("Enter")
        self.wait(lambda: c.entries.count() == 4, "four complaints")

    def test_a_long_list_comes_page_by_page(self):
        self.do("reset", count=50)
        c = self.console()
        self.wait(lambda: c.entries.count() == 20, "the first page")
        c.page.get_by_role("button", name="Muat lebih banyak").click()
        self.wait(lambda: c.entries.count() == 40, "the second page")

    def test_a_list_without_end_leaves_its_first_entries_behind_and_finds_them_again(self):
        self.do("reset", count=400)
        c = self.console()
        more, first = (c.page.get_by_role("button", name=name) for name in ("Muat lebih banyak", "Kembali ke awal daftar"))
        self.wait(lambda: c.entries.count() == 20, "the first page")
        top = c.entries.first.get_attribute("href")
        for page in range(2, 12):
            self.assertEqual(first.is_visible(), page > 8)
            last = c.entries.last.get_attribute("href")
            more.click()
            self.wait(lambda: c.entries.last.get_attribute("href") != last, f"page {page}")
            self.assertEqual(c.entries.count(), min(150, 20 * page))
        self.assertLess(c.page.evaluate("document.querySelectorAll('*').length"), 4000)
        self.do("new", name="Indah Contoh")  # above what is listed: it is counted, and not put where it does not belong
        c.page.get_by_role("status").get_by_text("Indah Contoh menunggu admin").wait_for()
        self.assertEqual(c.entries.filter(has_text="Indah Contoh").count(), 0)
        first.click()
        c.entries.filter(has_text="Indah Contoh").wait_for()
        self.assertEqual((c.entries.count(), first.is_visible()), (20, False))
        self.assertTrue(any(c.entries.nth(place).get_attribute("href") == top for place in range(4)))

    def test_a_thread_without_end_shows_its_latest_messages_first(self):
        self.do("fill", id="c-0003", count=450)
        c = self.console().open("Budi Contoh")
        messages = c.log.locator("article")
        self.wait(lambda: messages.count() == 200, "the latest 200")
        c.log.get_by_text("pesan 449", exact=True).wait_for()
        older = c.page.get_by_role("button", name="Pesan sebelumnya")
        older.click()
        self.assertEqual(messages.count(), 400)
        older.click()
        self.assertGreater(messages.count(), 450)
        self.assertFalse(older.is_visible())

    def test_the_list_is_asked_for_once_and_what_changes_meanwhile_is_told(self):
        c = self.console()
        c.entries.first.wait_for()
        self.wait(lambda: c.page.evaluate("document.documentElement.dataset.link") == "up", "the stream")
        self.assertEqual(len(self.requests("/api/admin/conversations")), 1)
        c.page.route("**/api/admin/conversations?*", lambda route: (self.do("new", name="Joko Contoh"), route.continue_())[1] if "mode=" in route.request.url else route.continue_())
        c.page.goto("/admin/?mode=waiting_admin")
        c.entries.filter(has_text="Joko Contoh").wait_for()

    def test_data_is_masked_until_one_asks_which_is_logged(self):
        c = self.console().open("Budi Contoh")
        aside = c.page.get_by_role("complementary")
        aside.get_by_text("+62 8•••").wait_for()
        aside.get_by_role("button", name="Tampilkan data").click()
        aside.get_by_text("+62 800 0000 0000").wait_for()
        c.log.get_by_text("0800-0000-0000").wait_for()
        self.assertEqual(self.known()["log"][-1]["action"], "adminLooked")
        aside.get_by_role("button", name="Samarkan lagi").click()
        aside.get_by_text("+62 8•••").wait_for()
        self.assertEqual(c.log.get_by_text("0800-0000-0000").count(), 0)

    def test_a_visitor_is_erased_after_a_question(self):
        c = self.console().open("Budi Contoh")
        c.page.get_by_role("button", name="Lainnya").click()
        c.page.get_by_role("menuitem", name="Hapus data pengunjung").click()
        c.page.get_by_role("dialog", name="Hapus data pengunjung").get_by_role("button", name="Batal").click()
        c.page.get_by_role("button", name="Lainnya").click()
        c.page.get_by_role("menuitem", name="Hapus data pengunjung").click()
        c.page.get_by_role("dialog", name="Hapus data pengunjung").get_by_role("button", name="Hapus data pengunjung").click()
        c.page.get_by_role("status").get_by_text("er-1").wait_for()
        self.wait(lambda: c.entries.filter(has_text="Budi Contoh").filter(has_text="Dokumen").count() == 0 and "conversation=" not in c.page.url, "the erased one's absence")
        self.assertEqual([body for body in self.requests("/erase") if body], [{"conversation_id": "c-0003"}])

    def test_statistics_in_words(self):
        c = self.console()
        c.navigation.get_by_role("link", name="Statistik").click()
        for text in (r"^Eskalasi: \d+$", r"^Klaim < 3 menit: \d+ %$", r"^CSAT: \d+ %$", r"^Median penyelesaian: \S.*$"):
            c.page.get_by_text(re.compile(text)).wait_for()
        top = c.page.get_by_role("list", name="10 pertanyaan teratas")
        self.assertEqual(top.get_by_role("listitem").count(), 7)
        known = int(top.get_by_role("link").first.inner_text())
        self.assertGreater(known, 0)
        top.get_by_role("link").first.click()
        c.page.get_by_text("Di balik angka: Pertanyaan · ").wait_for()
        self.wait(lambda: c.entries.count() > 0, "the conversations behind the figure")
        self.assertRegex(c.page.url, r"figure=question&of=\w+")
        c.page.get_by_role("combobox", name="Status").select_option(label="Menunggu")
        self.wait(lambda: "figure=question" in c.page.url and "status=pending" in c.page.url, "both filters")
        c.page.get_by_role("link", name="Lepaskan saringan angka").click()
        self.wait(lambda: "figure" not in c.page.url and "status=pending" in c.page.url, "the other filters alone")
        for _ in range(3):
            c.page.go_back()
        c.page.get_by_role("button", name="30 hari").click()
        self.wait(lambda: re.search(r"from=\d{4}-\d\d-\d\d&to=", c.page.url), "the period in the address")
        self.wait(lambda: "from=" in c.page.get_by_role("link", name="Unduh statistik").get_attribute("href"), "the period in the file")

    def test_canned_responses_have_versions(self):
        c = self.console("/admin/?view=canned")
        c.page.get_by_role("link", name="Salam pembuka").click()
        c.page.get_by_role("textbox", name="Teks").fill("Selamat datang {name}")
        c.page.get_by_text("Selamat datang Budi").wait_for()
        c.page.get_by_role("button", name="Simpan").click()
        c.page.get_by_text("v2").first.wait_for()
        c.page.get_by_role("button", name="Versi").click()
        c.page.get_by_role("button", name="Pakai versi 1").click()
        self.assertIn("Assalamu'alaikum", c.page.get_by_role("textbox", name="Teks").input_value())
        c.page.get_by_role("button", name="Balasan cepat baru").click()
        c.page.get_by_role("textbox", name="Judul").fill("Terima kasih")
        c.page.get_by_role("textbox", name="Pintasan").fill("tk")
        c.page.get_by_role("textbox", name="Teks").fill("Terima kasih, {name}.")
        c.page.get_by_role("button", name="Simpan").click()
        c.page.get_by_role("link", name="Terima kasih").wait_for()
        c.page.get_by_role("button", name="Hapus").click()
        c.page.get_by_role("dialog", name="Hapus").get_by_role("button", name="Hapus").click()
        c.page.get_by_role("link", name="Terima kasih").wait_for(state="detached")

    def test_the_audit_log_says_who_did_what(self):
        self.do("claim", id="c-0003", admin="sari")
        c = self.console("/admin/?view=audit")
        row = c.page.get_by_role("row").filter(has_text="Mengklaim")
        row.get_by_text("sari").wait_for()
        c.page.get_by_role("combobox", name="Tindakan").select_option(label="Menutup")
        c.page.get_by_text("Tidak ada yang cocok").wait_for()
        self.assertIn("action=conversationClosed", c.page.url)
        with c.page.expect_download() as kept:
            c.page.get_by_role("button", name="Unduh log audit").click()
        self.assertIn("Tindakan", kept.value.path().read_text(encoding="utf-8"))

    def test_a_wrong_answer_says_what_it_should_have_been(self):
        c = self.console("/admin/?view=answers")
        sample = c.page.get_by_role("listitem").filter(has_text="Sampel 2").first
        sample.get_by_role("button", name="Keliru").click()
        sample.get_by_role("combobox", name="Seharusnya").select_option("PPIU_SYARAT")
        sample.get_by_role("button", name="Simpan").click()
        self.wait(lambda: any(body and body.get("intent_should_be") == "PPIU_SYARAT" for body in self.requests("/audits")), "the mark")
        c.page.get_by_text("1 dari 30 sampel dinilai").wait_for()

    def test_a_lead_is_moved_on_noted_and_shown(self):
        c = self.console("/admin/?view=leads")
        lead = c.page.get_by_role("listitem").filter(has_text="PT Contoh 0").first
        lead.get_by_role("combobox", name="Status").select_option(label="Dihubungi")
        self.wait(lambda: {"status": "contacted"} in self.requests("/leads/lead-0"), "the status")
        lead.get_by_role("textbox").fill("minta proposal")
        lead.get_by_role("button", name="Simpan catatan").click()
        lead.get_by_text("minta proposal").wait_for()
        lead.get_by_role("button", name="Tampilkan data").click()
        lead.get_by_text("+62 800 0000 0000").wait_for()

    def test_a_failed_delivery_is_tried_again(self):
        c = self.console("/admin/?view=deliveries")
        row = c.page.get_by_role("row").filter(has_text="Gagal")
        row.get_by_role("button", name="Coba lagi").click()
        row.wait_for(state="detached")
        c.page.get_by_role("button", name="Hidupkan lagi").click()
        c.page.get_by_text("· aktif").wait_for()

    def test_staff_ask_the_bot(self):
        c = self.console("/admin/?view=ask")
        c.page.get_by_role("textbox", name="Pertanyaan").fill("kapan kuitansi dikirim?")
        c.page.get_by_role("button", name="Tanyakan").click()
        c.page.get_by_role("log").get_by_text("hari kerja berikutnya").wait_for()

    def test_english_is_kept(self):
        c = self.console()
        c.page.get_by_role("button", name="English").click()
        c.page.get_by_role("link", name="Canned responses").wait_for()
        c.page.reload()
        c.page.get_by_role("searchbox", name=SEARCH["en"]).wait_for()
        self.assertEqual(c.page.evaluate("document.documentElement.lang"), "en")
        c.page.get_by_role("list", name="Conversations", exact=True).get_by_role("link").first.click()
        for name in ("Claim", "Assign to …", "Close conversation"):
            c.page.get_by_role("button", name=name).wait_for()

    def test_colours_are_the_devices_or_as_chosen_and_stay(self):
        paper = "getComputedStyle(document.body).backgroundColor"
        light, dark = "rgb(247, 248, 244)", "rgb(14, 20, 18)"
        for is_dark in (False, True):
            c = self.console(dark=is_dark)
            device = c.page.evaluate(paper)
            self.assertEqual(device, dark if is_dark else light)
            c.page.get_by_role("button", name="Setelan").click()
            choice = c.page.get_by_role("combobox", name="Warna tampilan")
            for name, colour in (("Gelap", dark), ("Terang", light), ("Ikuti perangkat", device), ("Terang" if is_dark else "Gelap", light if is_dark else dark)):
                choice.select_option(label=name)
                self.assertEqual(c.page.evaluate(paper), colour, name)
            c.page.reload()
            c.entries.first.wait_for()
            self.assertEqual(c.page.evaluate(paper), light if is_dark else dark)
            c.page.context.close()

    def test_a_password_is_changed_and_what_is_wrong_is_said(self):
        self.expected = ["403", "409"]
        c = self.console()
        c.page.get_by_role("button", name="Setelan").click()
        current, fresh = c.page.get_by_label("Kata sandi saat ini"), c.page.get_by_label("Kata sandi baru")
        change = c.page.get_by_role("button", name="Ganti kata sandi")
        current.fill("salah")
        fresh.fill("sepuluh-karakter")
        change.click()
        c.page.get_by_role("alert").get_by_text("Kata sandi saat ini tidak cocok").wait_for()
        current.fill("x")
        fresh.fill("pendek")
        change.click()
        self.assertFalse(fresh.evaluate("box => box.checkValidity()"))  # the browser says it, in its own words
        fresh.fill("di luar berkas")
        change.click()
        c.page.get_by_role("alert").get_by_text("tidak dapat diubah di sini").wait_for()
        fresh.fill("sepuluh-karakter")
        change.click()
        c.page.get_by_role("status").get_by_text("Kata sandi diganti").wait_for()
        self.assertEqual(self.requests("/password")[-1], {"current": "x", "password": "sepuluh-karakter"})

    def test_single_letters_can_be_turned_off(self):
        c = self.console().open("Budi Contoh")
        c.page.get_by_role("button", name="Pintasan keyboard").click()
        c.page.get_by_role("checkbox", name="Aktifkan pintasan satu huruf").uncheck()
        c.page.keyboard.press("Escape")
        c.page.keyboard.press("c")
        c.page.wait_for_timeout(200)
        self.assertTrue(c.claim.is_visible())

    def test_the_link_in_a_notice_leads_to_its_conversation(self):
        c = self.console("/admin/#c-0003")
        c.log.get_by_text("Dokumen apa saja").wait_for()
        self.assertTrue(c.page.url.endswith("/admin/?conversation=c-0003"))
        c = self.console("/admin/#leads")
        c.page.get_by_role("heading", name="Prospek").wait_for()

    def test_what_is_not_there_is_said(self):
        self.expected = ["404"]
        c = self.console("/admin/?conversation=c-9999")
        c.page.get_by_text("Percakapan ini tidak ada.").wait_for()


@unittest.skipUnless(os.environ.get("FRONTDESK_URL") and os.environ.get("FRONTDESK_STATE"), "FRONTDESK_URL and FRONTDESK_STATE name no running desk")
class RealDesk(Journey):
    """The same console against nginx and the responder; FRONTDESK_STATE is where its admin-password lies."""

    def call(self, path, body=None, session=None):
        request = urllib.request.Request(self.site.address + path, json.dumps(body).encode() if body is not None else None, {
            "Content-Type": "application/json", **({"Authorization": f"Session {session}"} if session else {})})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def say(self, text, session=None):
        return self.call("/api/chat", {"messages": [{"role": "user", "content": text}]}, session)

    def test_from_the_queue_to_the_end(self):
        password = (Path(os.environ["FRONTDESK_STATE"]) / "admin-password").read_text().strip()
        session = self.say("Apa syarat dasar mengajukan izin PPIU?")["session_id"]
        name = f"Contoh {session[:8]}"
        self.call("/api/chat/escalate", {"channel": "webchat", "name": name, "contact": "0800-0000-0000", "topic": "Syarat izin"}, session)
        page = self.visit("/admin/", http_credentials={"username": "admin", "password": password})
        c = Console(page).open(name)
        c.log.get_by_text("Apa syarat dasar").wait_for()
        c.log.get_by_text("PPIU_SYARAT").first.wait_for()
        c.claim.click()
        page.get_by_role("button", name="Lepas").wait_for()
        c.box.fill("Baik, kami bantu dari awal.")
        c.box.press("Enter")
        c.log.get_by_text("kami bantu dari awal").wait_for()
        told = self.call("/api/chat/messages?after=0", session=session)["messages"]
        self.assertIn("Baik, kami bantu dari awal.", [each.get("content") or each.get("text") for each in told])
        self.say("Terima kasih, kapan mulai?", session)
        c.log.get_by_text("kapan mulai?").wait_for()
        page.get_by_role("textbox", name="Label", exact=True).fill("siap daftar")
        page.get_by_role("button", name="Tambah label").click()
        page.get_by_role("button", name="Hapus label siap daftar").wait_for()
        page.get_by_role("textbox", name="Catatan internal").fill("telepon besok")
        page.get_by_role("button", name="Simpan catatan").click()
        aside = page.get_by_role("complementary")
        aside.get_by_text("telepon besok").wait_for()
        self.assertNotIn("0800-0000-0000", aside.inner_text())
        aside.get_by_role("button", name="Tampilkan data").click()
        aside.get_by_text("0800-0000-0000").wait_for()
        page.get_by_role("button", name="Tutup percakapan").click()
        page.get_by_role("button", name="Buka lagi").wait_for()
        c.search.fill("kapan mulai")
        c.search.press("Enter")
        c.entries.filter(has_text=name).wait_for()
        c.navigation.get_by_role("link", name="Log audit").click()
        for action in ("Menutup", "Melihat data", "Mengklaim"):
            page.get_by_role("row").filter(has_text=action).first.wait_for()
        c.navigation.get_by_role("link", name="Statistik").click()
        page.get_by_text(re.compile(r"^Eskalasi: [1-9]\d*$")).wait_for()
        page.get_by_role("list", name="10 pertanyaan teratas").get_by_role("listitem").first.wait_for()
        for view in VIEWS:
            page.goto(f"/admin/?view={view}")
            page.get_by_role("heading", level=1).wait_for()


@unittest.skipIf(Axe is None, "axe-playwright-python is not installed")
class ConsoleAccessibility(ConsoleJourney):
    def check(self, page, name):
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        told = [f"{name}: {each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]]
        self.assertEqual(told, [])

    def test_every_view_light_and_dark_on_phone_and_desktop(self):
        for size in (PHONE, DESKTOP):
            for dark in (False, True):
                form = f"{'phone' if size is PHONE else 'desktop'}-{'dark' if dark else 'light'}"
                for view in VIEWS:
                    with self.subTest(view=view, form=form):
                        c = self.console(f"/admin/?view={view}" + ("&canned=k-1" if view == "canned" else ""), size=size, dark=dark)
                        c.page.get_by_role("heading", level=1).wait_for()
                        c.page.wait_for_timeout(200)
                        self.check(c.page, view)
                        self.photograph(c.page, f"console-{view}-{form}")
                        c.page.context.close()

    def test_a_conversation_in_its_states(self):
        for size in (PHONE, DESKTOP):
            for dark in (False, True):
                form = f"{'phone' if size is PHONE else 'desktop'}-{'dark' if dark else 'light'}"
                self.do("reset")
                c = self.console(size=size, dark=dark).open("Budi Contoh")
                c.page.get_by_role("region", name="Saran jawaban bot").wait_for()
                self.check(c.page, "waiting")
                self.photograph(c.page, f"console-waiting-{form}")
                c.claim.click()
                c.page.get_by_role("button", name="Lepas").wait_for()
                c.box.fill("")
                c.box.press_sequentially("/")
                c.option("Salam pembuka").wait_for()
                self.check(c.page, "canned options")
                self.photograph(c.page, f"console-options-{form}")
                c.box.fill("Baik.")
                c.send.click()
                c.page.get_by_text("Dikirim dalam").wait_for()
                self.check(c.page, "held reply")
                self.photograph(c.page, f"console-held-{form}")
                c.page.get_by_role("button", name="Lainnya").click()
                self.check(c.page, "menu")
                c.page.keyboard.press("Escape")
                c.page.get_by_role("complementary").get_by_role("button", name="Tampilkan data").click()
                c.page.get_by_role("button", name="Samarkan lagi").wait_for()
                self.check(c.page, "unmasked")
                c.page.context.close()

    def test_the_conversations_behind_a_figure(self):
        for size in (PHONE, DESKTOP):
            for dark in (False, True):
                form = f"{'phone' if size is PHONE else 'desktop'}-{'dark' if dark else 'light'}"
                c = self.console("/admin/?figure=question&of=DURASI&from=2026-11-01&to=2026-11-25", size=size, dark=dark)
                c.page.get_by_text("Di balik angka: Pertanyaan · DURASI · 1 Nov – 25 Nov").wait_for()
                c.entries.first.wait_for()
                self.check(c.page, "figure")
                self.photograph(c.page, f"console-figure-{form}")
                self.assertEqual(c.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
                c.page.context.close()

    def test_dialogs(self):
        for dark in (False, True):
            c = self.console(dark=dark)
            for name in ("Pintasan keyboard", "Setelan"):
                c.page.get_by_role("button", name=name).click()
                c.page.get_by_role("dialog", name=name).wait_for()
                self.check(c.page, name)
                self.photograph(c.page, f"console-{'keys' if name.startswith('P') else 'settings'}-{'dark' if dark else 'light'}")
                c.page.keyboard.press("Escape")
            c.page.context.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
