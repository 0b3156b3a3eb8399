"""What a person told: masked wherever it leaves, and gone from every file once it is erased, from backups too."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from house import ROOT, House, HouseCase, wait_until
from person import ALL, MASKED, WORDS, Life, Receiver, basic, found

BINARY = os.environ.get("FRONTDESK_BINARY", str(ROOT / ".build/release/frontdesk"))
SECRET = "whsec_" + "c2VjcmV0IGZvciB0aGUgdGVzdHMgb25seQ=="
# Round the clock: what a visitor is told must not depend on when the tests run.
SETTINGS = {"RATELIMIT_MAX": "1000000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta", "ADMIN_AUTH_DELAY": "0",
            "WHATSAPP_NUMBER": "+62 800-0000-0000"}


def frontdesk(*arguments, text=None, state):
    return subprocess.run([BINARY, *arguments, "--state", str(state)], input=text, capture_output=True, text=True, timeout=60)


class Leaving(unittest.TestCase):
    """Twenty strings of a person who does not exist go in by every route; none of those that have a form comes out masked views."""

    @classmethod
    def setUpClass(cls):
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.house = House("leaving", {**SETTINGS, "NOTIFY_WEBHOOK_URL": cls.receiver.url, "NOTIFY_WEBHOOK_SECRET": SECRET})
        cls.addClassCleanup(cls.house.clear)
        cls.house.ready()
        cls.life = Life(cls.house)

    def clean(self, data, what):
        self.assertEqual(found(data if isinstance(data, bytes) else data.encode(), MASKED), [], f"{what}: {data[:1500]}")

    def test_what_the_console_shows_is_masked(self):
        life = self.life
        place = f"/api/admin/conversations/{life.conversation}"
        for path in ("/api/admin/conversations", "/api/admin/conversations?q=kalimatqwzx", place, place + "/messages?after=0", place + "/suggestion",
                     "/api/admin/leads", "/api/admin/audit", "/api/admin/stats", "/api/admin/deliveries", "/api/admin/audits", "/api/admin/presence"):
            with self.subTest(path):
                self.clean(life.admin(path).body, path)
        # Not because nothing is there: with authority to look it is, and the look is kept.
        self.assertEqual(set(MASKED) - set(found(life.admin(place + "/unmask", {}).body, MASKED)), set())
        self.clean(life.admin("/api/admin/audit").body, "audit")

    def test_exports_are_masked(self):
        for name in ("conversations.csv", "leads.csv", "statistics.csv"):
            with self.subTest(name):
                text = self.life.admin(f"/api/admin/export/{name}").body
                self.clean(text, name)
        self.assertIn(WORDS["name"].encode(), self.life.admin("/api/admin/export/leads.csv").body)

    def test_what_goes_to_whatsapp_is_masked(self):
        href = self.life.escalated.json["href"]
        self.assertTrue(href.startswith("https://wa.me/"), href)
        self.assertIn("kuotaqwzx", href)
        self.clean(href, "wa.me")

    def test_notices_are_masked(self):
        wait_until(lambda: any(b"kuotaqwzx" in body for body in self.receiver.kept), 20, "the notice has arrived")
        for body in self.receiver.kept:
            self.clean(body, "webhook")

    def test_metrics_and_diagnostics_hold_nothing(self):
        text = self.house.ask("GET", "/api/metrics").body
        self.assertEqual(found(text, ALL), [])
        self.assertEqual(found(self.house.said.encode(), ALL), [])

    def test_nginx_logs_hold_nothing_of_a_query_or_a_body(self):
        log = self.house.state / "logs" / "access.log"
        self.house.ask("GET", f"/?hp={MASKED['phone']}", headers={"User-Agent": WORDS["name"], "Referer": f"http://x.example/{MASKED['email']}"})
        wait_until(lambda: '"GET / ' in log.read_text() or '"GET /"' in log.read_text(), 5, "the request is logged")
        for path in (self.house.state / "logs").iterdir():
            self.assertEqual(found(path.read_bytes(), ALL), [], path)
        self.assertNotIn("127.0.0.1 ", log.read_text())

    def test_log_export_is_masked_and_unmasked_only_when_asked(self):
        masked = frontdesk("log", "export", state=self.house.state)
        self.assertEqual(masked.returncode, 0, masked.stderr)
        self.clean(masked.stdout, "log export")
        self.assertEqual(found(frontdesk("log", "export", "--unmasked", state=self.house.state).stdout.encode(), MASKED), sorted(MASKED))

    def test_an_answer_never_repeats_an_identifier(self):
        answer = self.life.visitor("/api/chat", {"messages": [{"role": "user", "content": f"nomor saya {MASKED['phone']}, NIK {MASKED['nik']}"}]})
        self.clean(answer.json["answer"], "answer")

    def test_the_holder_sees_everything_and_nobody_else_does(self):
        export = self.life.ask("/api/privacy/export")
        self.assertEqual(export.status, 200)
        missing = set(ALL) - set(found(export.body, ALL))
        # Notes and labels are the staff's own.
        self.assertEqual(missing - {"note", "label"}, set())
        self.assertEqual(self.house.ask("GET", "/api/privacy/export", headers={"Authorization": f"Session {'A' * 43}"}).status, 401)


class Rights(HouseCase):
    """What the holder of a session may ask (UU PDP, articles 5 to 13), and what staff then may and may not do."""

    settings = SETTINGS

    def setUp(self):
        begun = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "halo"}]}).json
        self.who = {"Authorization": f"Session {begun['session_id']}"}
        self.conversation = begun["conversation_id"]
        made = self.house.ask("POST", "/api/leads", {"name": "Contoh", "contact": "salah@contoh.example", "company": "PT Contoh", "need": "izin",
                                                     "consent": {"wording_version": "2026-11-24"}}, self.who)
        self.assertEqual(made.status, 201)
        self.lead = made.json["lead_id"]

    def right(self, name, body):
        answer = self.house.ask("POST", f"/api/privacy/{name}", body, self.who)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def staff(self, path, body=None):
        return self.house.ask("GET" if body is None else "POST", path, body, {**basic("admin", self.house.password), "X-Frontdesk": "1"})

    def seen(self):
        return next(lead for lead in self.staff("/api/admin/leads").json["leads"] if lead["id"] == self.lead)

    def test_a_consent_is_kept_with_its_wording_and_ends_when_it_is_withdrawn(self):
        before = self.seen()
        self.assertEqual((before["consent"]["purpose"], before["consent"]["wording_version"], before["consent"]["withdrawn_at"]), ("contact", "2026-11-24", None))
        self.assertTrue(before["may_be_contacted"])
        self.assertEqual(self.right("withdraw", {})["withdrawn"], ["contact"])
        after = self.seen()
        self.assertIsNotNone(after["consent"]["withdrawn_at"])
        self.assertFalse(after["may_be_contacted"])
        refused = self.staff(f"/api/admin/leads/{self.lead}", {"status": "contacted"})
        self.assertEqual((refused.status, refused.json["code"]), (409, "not_to_be_contacted"))
        self.assertEqual(self.staff(f"/api/admin/leads/{self.lead}", {"status": "lost", "note": "menarik persetujuan"}).status, 200)
        self.assertIn("withdrawn_at", self.house.ask("GET", "/api/privacy/export", headers=self.who).json["leads"][0]["consent"])

    def test_what_is_restricted_is_kept_and_not_used_until_that_is_lifted(self):
        self.assertEqual(self.right("restrict", {})["forms"], 1)
        self.assertEqual((self.seen()["restricted"], self.seen()["may_be_contacted"]), (True, False))
        self.assertEqual(self.staff(f"/api/admin/leads/{self.lead}", {"status": "contacted"}).status, 409)
        self.assertEqual(self.staff(f"/api/admin/leads/{self.lead}", {"note": "diminta menunggu"}).status, 200)
        self.right("restrict", {"restricted": False})
        self.assertTrue(self.seen()["may_be_contacted"])
        self.assertEqual(self.staff(f"/api/admin/leads/{self.lead}", {"status": "contacted"}).status, 200)

    def test_a_wrong_contact_is_corrected_everywhere(self):
        self.right("correct", {"contact": "benar@contoh.example"})
        self.assertEqual(self.staff(f"/api/admin/leads/{self.lead}/unmask", {}).json["contact"], "benar@contoh.example")
        export = self.house.ask("GET", "/api/privacy/export", headers=self.who).json
        self.assertEqual((export["contact"]["contact"], export["leads"][0]["contact"]), ("benar@contoh.example", "benar@contoh.example"))

    def test_what_was_asked_for_holds_after_a_start(self):
        self.right("restrict", {})
        self.right("withdraw", {})
        pid = self.house.responder()
        os.kill(pid, 9)
        wait_until(lambda: self.house.responder() not in (None, pid) and self.house.healthy(), 30, "it is back")
        self.assertEqual((self.seen()["restricted"], self.seen()["consent"]["withdrawn_at"] is not None), (True, True))


class Gone(unittest.TestCase):
    """Twenty strings, by conversation and by contact: in no file of the state folder, and in no restored backup."""

    def live(self, name):
        house = House(name, SETTINGS)
        self.addCleanup(house.clear)
        house.ready()
        return house, Life(house)

    def everywhere(self, folder):
        """Where any of the strings stands, in files and in their names."""
        places = {}
        for path in pathlib.Path(folder).rglob("*"):
            hits = found(str(path.relative_to(folder)).encode(), ALL)
            if path.is_file() and not path.is_symlink():
                hits += found(path.read_bytes(), ALL)
            if hits:
                places[str(path)] = hits
        return places

    def gone(self, house, life, backup):
        self.assertEqual(self.everywhere(house.state), {})
        # Nothing is found that was not there before: the backup has all of it.
        self.assertEqual({name for hits in self.everywhere(backup).values() for name in hits}, set(ALL))
        self.assertEqual(life.ask("/api/chat/messages?after=0").status, 401)
        for path in ("/api/admin/conversations", "/api/admin/conversations?q=kalimatqwzx", "/api/admin/leads", "/api/admin/audit", "/api/admin/stats",
                     "/api/admin/export/conversations.csv", "/api/admin/export/leads.csv", "/api/admin/export/statistics.csv"):
            with self.subTest(path):
                self.assertEqual(found(life.admin(path).body, ALL), [])
        # A start reads the log anew: indexes and snapshots too.
        self.assertEqual(house.stop(), 0)
        again = House("again", SETTINGS, state=house.state)
        self.addCleanup(again.clear)
        again.ready()
        self.assertEqual(found(again.ask("GET", "/api/admin/conversations", headers=basic("admin", again.password)).body, ALL), [])
        self.assertEqual(again.stop(), 0)
        self.assertEqual(self.everywhere(house.state), {})
        self.assertEqual(frontdesk("log", "verify", state=house.state).returncode, 0)
        # The older backup, put back over it: what was erased since stays erased.
        restored = frontdesk("log", "restore", str(backup), state=house.state)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        last = House("last", SETTINGS, state=house.state)
        self.addCleanup(last.clear)
        last.ready()
        self.assertEqual(last.stop(), 0)
        self.assertEqual(self.everywhere(house.state), {})
        self.assertEqual(frontdesk("log", "verify", state=house.state).returncode, 0)

    def backup(self, house):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="frontdesk-backup-")) / "backup"
        self.addCleanup(shutil.rmtree, folder.parent, True)
        done = frontdesk("log", "backup", str(folder), state=house.state)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder

    def test_by_conversation(self):
        house, life = self.live("by-talk")
        backup = self.backup(house)
        receipt = life.admin("/api/admin/erase", {"conversation_id": life.conversation}).json
        self.assertEqual(receipt["scope"], "conversation")
        self.assertGreaterEqual(receipt["streams"], 2, "the conversation and its lead")
        self.gone(house, life, backup)

    def test_by_contact(self):
        house, life = self.live("by-contact")
        backup = self.backup(house)
        receipt = life.admin("/api/admin/erase", {"contact": MASKED["email"]}).json
        self.assertEqual(receipt["scope"], "contact")
        self.assertGreaterEqual(receipt["streams"], 2)
        self.gone(house, life, backup)

    def test_by_the_holder(self):
        house, life = self.live("by-holder")
        backup = self.backup(house)
        receipt = life.visitor("/api/privacy/erase", {}).json
        self.assertEqual(set(receipt), {"erasure_id", "at", "scope", "streams", "records"})
        self.gone(house, life, backup)


if __name__ == "__main__":
    unittest.main()
