"""What a person told: masked wherever it leaves, and gone from every file once it is erased, from backups too."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from house import ROOT, House, state_folder, wait_until
from person import ALL, MASKED, WORDS, Life, Receiver, found

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
        self.assertEqual(found(again.ask("GET", "/api/admin/conversations", headers={**life_headers(again)}).body, ALL), [])
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


def life_headers(house):
    from person import basic
    return basic("admin", house.password)


if __name__ == "__main__":
    unittest.main()
