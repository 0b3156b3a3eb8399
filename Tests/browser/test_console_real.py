"""A day's work at the console against nginx and the responder themselves: by keyboard alone, on a phone, and by two who see each other.

Needs FRONTDESK_URL, and FRONTDESK_STATE (the state folder of deploy/run) for the admin's password and a colleague's.
"""
import json
import os
import re
import subprocess
import unittest
import urllib.request
import uuid
from pathlib import Path

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Journey, binary
from test_console import Console

STATE = os.environ.get("FRONTDESK_STATE")
COLLEAGUE, PASSWORD = "sari", "kata sandi untuk uji"


@unittest.skipUnless(os.environ.get("FRONTDESK_URL") and STATE, "needs FRONTDESK_URL and FRONTDESK_STATE")
class RealConsole(Journey):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for way in ("add", "passwd"):  # the first fails for who is there already
            done = subprocess.run([binary(), "admin", way, COLLEAGUE, "--state", STATE], input=PASSWORD, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr

    # What visitors do

    def call(self, path, body, session=None):
        request = urllib.request.Request(self.site.address + path, json.dumps(body).encode(), {
            "Content-Type": "application/json", **({"Authorization": f"Session {session}"} if session else {})})
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"{}")

    def visitor(self, text="Apa syarat dasar mengajukan izin PPIU?"):
        """Somebody who asked for a person; their session, and a name of their own."""
        session = self.call("/api/chat", {"messages": [{"role": "user", "content": text}], "page": "/"})["session_id"]
        name = f"Contoh {uuid.uuid4().hex[:8]}"
        self.call("/api/chat/escalate", {"channel": "webchat", "name": name, "contact": "0800-0000-0000", "topic": "Syarat izin"}, session)
        return session, name

    def say(self, session, text):
        return self.call("/api/chat", {"messages": [{"role": "user", "content": text}], "session_id": session})

    def told(self, session):
        request = urllib.request.Request(self.site.address + "/api/chat/messages?after=0", headers={"Authorization": f"Session {session}"})
        with urllib.request.urlopen(request) as answer:
            return [each["content"] for each in json.load(answer)["messages"] if each["role"] == "admin"]

    def console(self, path="/admin/", name="admin", **more):
        password = (Path(STATE) / "admin-password").read_text().strip() if name == "admin" else PASSWORD
        return Console(self.visit(path, http_credentials={"username": name, "password": password}, **more))

    # Keys

    def tab_to(self, c, name, back=False):
        for _ in range(120):
            if re.fullmatch(name, (c.focused or "").strip()):
                return
            c.page.keyboard.press("Shift+Tab" if back else "Tab")
        self.fail(f"Tab never came to {name}")

    def choose(self, c, control, item):
        """An item of a menu, by arrows."""
        self.tab_to(c, control, back=True)
        c.page.keyboard.press("Enter")
        for _ in range(20):
            if c.focused.startswith(item):
                c.page.keyboard.press("Enter")
                return
            c.page.keyboard.press("ArrowDown")
        self.fail(f"{control} has no {item}")

    def test_all_the_work_by_keyboard_alone(self):
        session, name = self.visitor()
        c = self.console()
        press, write = c.page.keyboard.press, c.page.keyboard.type
        word = uuid.uuid4().hex[:6]

        # A canned response of one's own, to be used below.
        c.entries.first.wait_for()
        self.tab_to(c, "Balasan cepat")
        press("Enter")
        self.tab_to(c, "Balasan cepat baru")
        press("Enter")
        expect(c.page.get_by_role("textbox", name="Judul")).to_be_visible()
        for text in (f"Salam {word}", f"s{word}", None, "Halo {name}, saya {admin}."):
            press("Tab")
            if text:
                write(text)
        self.tab_to(c, "Simpan")
        press("Enter")
        expect(c.page.get_by_role("status").get_by_text("Tersimpan")).to_be_visible()

        # Found by search, opened, claimed, answered.
        c.page.get_by_role("main").focus()
        press("/")
        write(name)
        press("Enter")
        expect(c.entries).to_have_count(1)
        press("Escape")
        press("j")
        press("Enter")
        c.log.get_by_text("Apa syarat dasar").wait_for()
        press("c")
        expect(c.page.get_by_role("button", name="Lepas")).to_be_visible()
        expect(c.box).to_be_focused()
        write(f"/s{word}")
        c.option(f"Salam {word}").wait_for()
        press("Enter")
        expect(c.box).to_have_value(f"Halo {name}, saya admin.")
        press("Enter")
        c.page.get_by_text("Dikirim dalam").wait_for()
        c.log.get_by_text(f"Halo {name}, saya admin.").wait_for()
        self.assertEqual(self.told(session), [f"Halo {name}, saya admin."])
        write("salah ketik")
        press("Enter")
        self.tab_to(c, "Batalkan", back=True)
        press("Enter")
        expect(c.box).to_have_value("salah ketik")
        self.say(session, "Baik, dan berapa biayanya?")
        c.page.get_by_role("region", name="Saran jawaban bot").wait_for()
        c.box.fill("")
        press("Escape")
        press("s")
        expect(c.log.locator("article.admin")).to_have_count(2, timeout=15_000)  # after the seconds in which it could be taken back
        self.assertEqual(len(self.told(session)), 2)

        # Label, note, priority, snooze, handing over, closing, opening again.
        self.tab_to(c, "Label")
        write("siap daftar")
        press("Enter")
        c.page.get_by_role("button", name="Hapus label siap daftar").wait_for()
        self.tab_to(c, "Catatan internal")
        write("telepon besok")
        press("Tab")
        press("Enter")
        c.page.get_by_role("complementary").get_by_text("telepon besok").wait_for()
        self.choose(c, "Lainnya …", "Jadikan prioritas tinggi")
        expect(c.entries.first.get_by_text("Tinggi")).to_be_visible()
        self.choose(c, "Lainnya …", "Tunda 1 jam")
        expect(c.entries.first.get_by_text("Ditunda sampai")).to_be_visible()
        self.choose(c, "Lainnya …", "Akhiri penundaan")
        expect(c.entries.first.get_by_text("Ditunda sampai")).to_have_count(0)
        self.choose(c, "Lainnya …", "Blokir pengunjung")
        c.page.get_by_role("dialog", name="Blokir pengunjung").wait_for()
        self.tab_to(c, "Blokir pengunjung")
        press("Enter")
        expect(c.entries.first.get_by_text("Diblokir")).to_be_visible()
        self.choose(c, "Lainnya …", "Buka blokir")
        expect(c.entries.first.get_by_text("Diblokir")).to_have_count(0)
        self.choose(c, "Lainnya …", "Tampilkan data")
        c.page.get_by_role("complementary").get_by_text("0800-0000-0000").wait_for()
        self.tab_to(c, "Samarkan lagi")
        press("Enter")
        expect(c.page.get_by_role("complementary").get_by_text("0800-0000-0000")).to_have_count(0)
        self.choose(c, "Alihkan ke …", COLLEAGUE)
        c.page.get_by_text(f"Ditangani {COLLEAGUE}").wait_for()
        self.choose(c, "Alihkan ke …", "admin")
        c.page.get_by_text("Ditangani Anda").wait_for()
        self.tab_to(c, "Lepas", back=True)
        press("Enter")
        c.claim.wait_for()
        press("c")
        expect(c.page.get_by_role("button", name="Lepas")).to_be_visible()
        self.tab_to(c, "Tutup percakapan", back=True)
        press("Enter")
        self.tab_to(c, "Buka lagi", back=True)
        press("Enter")
        self.tab_to(c, "Tutup percakapan", back=True)
        press("Enter")
        expect(c.page.get_by_role("button", name="Buka lagi")).to_be_visible()
        press("Escape")
        press("Escape")

        # The figures, and from one of them to the conversations behind it.
        self.tab_to(c, "Statistik")
        press("Enter")
        c.page.get_by_text(re.compile(r"^Eskalasi: [1-9]\d*$")).wait_for()
        self.tab_to(c, r"Eskalasi: \d+")
        press("Enter")
        c.page.get_by_text("Di balik angka: Eskalasi").wait_for()
        expect(c.entries.filter(has_text=name)).to_have_count(1)

        # The bot for staff, the audit of answers, the log of it all.
        self.tab_to(c, "Tanya bot", back=True)
        press("Enter")
        self.tab_to_box(c, "Pertanyaan")
        write("berapa lama prosesnya?")
        press("Enter")
        c.page.get_by_role("log").get_by_role("article").first.wait_for()
        self.tab_to(c, "Audit jawaban", back=True)
        press("Enter")
        c.page.get_by_role("button", name=re.compile("Benar: Sampel 1")).first.wait_for()
        self.tab_to(c, "Benar: Sampel 1")
        press("Enter")
        expect(c.page.get_by_role("button", name="Benar: Sampel 1", exact=True)).to_have_attribute("aria-pressed", "true")
        self.tab_to(c, "Log audit", back=True)
        press("Enter")
        for action in ("Menilai jawaban", "Menutup", "Memblokir", "Melihat data", "Menunda", "Mengalihkan"):
            c.page.get_by_role("row").filter(has_text=action).first.wait_for()
        self.tab_to(c, r"Unduh log audit \(CSV\)")
        with c.page.expect_download() as kept:
            press("Enter")
        self.assertIn("Memblokir", kept.value.path().read_text(encoding="utf-8"))

    def tab_to_box(self, c, label):
        box = c.page.get_by_role("textbox", name=label)
        for _ in range(60):
            if box.evaluate("box => box === document.activeElement"):
                return
            c.page.keyboard.press("Tab")
        self.fail(f"Tab never came to {label}")

    def test_all_the_work_on_a_phone(self):
        session, name = self.visitor("Kami kecewa, sudah dua hari tidak dibalas")
        lead = f"PT Contoh {uuid.uuid4().hex[:6]}"
        self.call("/api/leads", {"name": name, "contact": "rahma@contoh.example", "company": lead, "need": "Izin PPIU", "consent": {"wording_version": "1"}, "session_id": session})
        c = self.console(size=PHONE, has_touch=True, is_mobile=True)
        c.search.fill(name)
        c.search.press("Enter")
        c.entries.filter(has_text=name).tap()
        c.log.get_by_text("Kami kecewa").wait_for()
        self.assertFalse(c.list.is_visible())
        c.claim.tap()
        button = lambda text: c.page.get_by_role("button", name=text)
        button("Lepas").wait_for()
        c.box.fill("Mohon maaf, kami bantu sekarang.")
        c.send.tap()
        c.log.get_by_text("Mohon maaf, kami bantu sekarang.").wait_for()
        self.assertEqual(self.told(session), ["Mohon maaf, kami bantu sekarang."])
        aside = c.page.get_by_role("complementary")
        c.page.get_by_role("textbox", name="Catatan internal").fill("dari ponsel")
        button("Simpan catatan").tap()
        aside.get_by_text("dari ponsel").wait_for()
        c.page.get_by_role("textbox", name="Label", exact=True).fill("ponsel")
        button("Tambah label").tap()
        button("Hapus label ponsel").wait_for()
        button("Lainnya").tap()
        c.page.get_by_role("menuitem", name="Tunda 1 jam").tap()
        c.page.get_by_role("status").get_by_text("Ditunda sampai").wait_for()
        aside.get_by_role("button", name="Tampilkan data").tap()
        aside.get_by_text("rahma@contoh.example").wait_for()  # the last way of being reached that was given
        button("Alihkan ke").tap()
        c.page.get_by_role("menuitem", name=COLLEAGUE).tap()
        c.page.get_by_text(f"Ditangani {COLLEAGUE}").wait_for()
        button("Alihkan ke").tap()
        c.page.get_by_role("menuitem", name="admin").tap()
        c.page.get_by_text("Ditangani Anda").wait_for()
        button("Tutup percakapan").tap()
        button("Buka lagi").wait_for()
        button("Kembali ke daftar").tap()
        c.list.wait_for()
        go = lambda view: c.navigation.get_by_role("link", name=view).tap()
        go("Prospek")
        card = c.page.get_by_role("listitem").filter(has_text=lead)
        card.get_by_role("combobox", name="Status").select_option(label="Dihubungi")
        c.page.get_by_role("status").get_by_text("Tersimpan").wait_for()
        card.get_by_role("button", name="Tampilkan data").tap()
        card.get_by_text("rahma@contoh.example").wait_for()
        go("Statistik")
        c.page.get_by_text(re.compile(r"^Eskalasi: [1-9]\d*$")).wait_for()
        for view in ("Kiriman", "Audit jawaban", "Tanya bot", "Log audit", "Balasan cepat"):
            go(view)
            c.page.get_by_role("heading", name=view, level=1).wait_for()
            self.assertEqual(c.page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, view)

    def test_two_admins_see_each_other_and_neither_loses_a_word(self):
        self.expected = ["409"]
        session, name = self.visitor()
        mine, hers = self.console(), self.console(name=COLLEAGUE)
        for c in (mine, hers):
            c.search.fill(name)
            c.search.press("Enter")
            c.open(name)
        mine.page.get_by_text(f"Dilihat {COLLEAGUE}").first.wait_for()
        hers.page.get_by_text("Dilihat admin").first.wait_for()
        mine.claim.click()
        hers.page.get_by_text("Ditangani admin").first.wait_for()
        mine.box.press_sequentially("Hai")
        hers.page.get_by_text("admin sedang menulis balasan").wait_for()
        self.call("/api/chat/typing", {}, session)
        hers.page.get_by_text("Pengunjung sedang menulis").first.wait_for()

        # A draft outlives a reload; a reply that comes too late is back in the box, and says whose turn it is.
        mine.page.reload()
        expect(mine.box).to_have_value("Hai")
        mine.box.fill("Terlambat satu langkah")
        mine.box.press("Enter")
        mine.page.get_by_text("Dikirim dalam").wait_for()
        hers.page.get_by_role("button", name="Alihkan ke").click()
        hers.page.get_by_role("menuitem", name=COLLEAGUE).click()
        mine.page.get_by_role("alert").get_by_text(f"{COLLEAGUE} kini memegang").wait_for(timeout=9000)
        expect(mine.box).to_have_value("Terlambat satu langkah")
        self.assertEqual(self.told(session), [])
        hers.page.get_by_text("Ditangani Anda").wait_for()
        hers.box.fill("Saya lanjutkan.")
        hers.box.press("Enter")
        mine.log.get_by_text("Saya lanjutkan.").wait_for()
        self.assertEqual(self.told(session), ["Saya lanjutkan."])

    def test_a_line_that_drops_says_so_and_catches_up_without_a_reload(self):
        self.expected = ["ERR_", "Failed to load resource"]
        session, name = self.visitor()
        c = self.console()
        c.search.fill(name)
        c.search.press("Enter")
        c.open(name)
        c.claim.click()
        c.page.get_by_role("button", name="Lepas").wait_for()
        c.page.evaluate("window.isSame = true")
        self.until(c.page, "document.documentElement.dataset.link === 'up'")
        c.page.context.set_offline(True)
        c.box.fill("Ditulis saat terputus")
        c.box.press("Enter")
        c.page.get_by_text("Belum terkirim").wait_for(timeout=9000)
        self.say(session, "Anda masih di sana?")
        c.page.context.set_offline(False)
        expect(c.log.get_by_text("Ditulis saat terputus")).to_have_count(1, timeout=15_000)
        expect(c.log.get_by_text("Anda masih di sana?")).to_have_count(1, timeout=15_000)
        self.assertEqual(self.told(session), ["Ditulis saat terputus"])
        self.assertTrue(c.page.evaluate("window.isSame"))

    def test_qualification_answers_stand_in_words_in_the_journey(self):
        answer = self.call("/api/chat", {"messages": [{"role": "user", "content": "cek kelayakan saya"}], "page": "/"})
        session, options = answer["session_id"], answer["question"]["options"]
        self.call("/api/chat/choose", {"message_id": answer["message_id"], "choice": options[0]["value"], "session_id": session}, session)
        c = self.console(f"/admin/?conversation={answer['conversation_id']}", size=DESKTOP)
        journey = c.page.get_by_role("complementary")
        journey.get_by_text(options[0]["text"]).wait_for()
        self.assertEqual(journey.get_by_text(answer["question"]["slot"], exact=True).count(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
