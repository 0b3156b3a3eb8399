"""frontdesk doctor: nothing to say of a house that is well; what is wrong, and what to do, of one that is not. And what a start closes by itself."""
import os
import shutil
import stat
import subprocess
import unittest
from pathlib import Path

from house import ROOT, House, HouseCase

BINARY = os.environ.get("FRONTDESK_BINARY", str(ROOT / ".build/release/frontdesk"))


def doctor(state, *arguments, **settings):
    return subprocess.run([BINARY, "doctor", "--state", str(state), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          env={**os.environ, **settings})


class Well(HouseCase):
    def wrong(self, subject, *texts, **settings):
        found = doctor(self.house.state, **settings)
        self.assertEqual(found.returncode, 1, found.stdout)
        lines = [line for line in found.stdout.splitlines() if line.startswith(f"wrong  {subject}:")]
        self.assertTrue(lines, found.stdout)
        for text in texts:
            self.assertTrue(any(text in line for line in lines), lines)

    def change(self, path, how, back):
        how(path)
        self.addCleanup(back, path)

    def test_of_a_house_that_is_well_it_has_nothing_to_say(self):
        found = doctor(self.house.state)
        self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)
        for subject in ("settings", "permissions", "socket", "disk", "clock", "admins", "nginx", "content"):
            self.assertIn(f"ok     {subject}: ", found.stdout)

    def test_what_others_may_read_is_told_with_the_command_that_closes_it(self):
        path = self.house.state / "visitor-key"
        self.change(path, lambda path: path.chmod(0o644), lambda path: path.chmod(0o600))
        self.wrong("permissions", f"{path} has mode 0644, should have 0600", f"chmod 600 {path}")
        folder = self.house.state / "log"
        self.change(folder, lambda path: path.chmod(0o755), lambda path: path.chmod(0o700))
        self.wrong("permissions", f"chmod 700 {folder}")

    def test_a_socket_that_nobody_answers_is_told(self):
        socket, away = self.house.state / "fcgi.sock", self.house.state / "away.sock"
        self.change(socket, lambda path: path.rename(away), lambda path: away.rename(path))
        self.wrong("socket", f"there is no {socket}", "deploy/run")

    def test_a_configuration_that_nginx_refuses_is_told_in_its_words(self):
        path = self.house.state / "nginx" / "frontdesk" / "limits.conf"
        before = path.read_text()
        self.change(path, lambda path: path.write_text(before + "limit_everything on;\n"), lambda path: path.write_text(before))
        self.wrong("nginx", 'unknown directive "limit_everything"')

    def test_content_and_settings_are_told_by_path_and_name(self):
        folder = self.house.state / "content"
        shutil.copytree(ROOT / "data", folder)
        self.addCleanup(shutil.rmtree, folder)
        (folder / "faq.json").write_text('{"intents": {"PPIU_SYARAT": {"answer": 1}}}')
        self.wrong("content", "faq.json: intents.PPIU_SYARAT.answer", FAQ_FILE_PATH=str(folder / "faq.json"))
        self.wrong("settings", "RATELIMIT_MAX: `many`", SUPPORT_HOURS="Mon-Fri 09:00-17:00 Asia/Jakarta", RATELIMIT_MAX="many")

    def test_no_admin_and_a_password_kept_carelessly_are_told(self):
        path = self.house.state / "htpasswd"
        before = path.read_text()
        self.change(path, lambda path: path.write_text(before + "sari:$apr1$abcdefgh$abcdefghijklmnopqrstuv\n"), lambda path: path.write_text(before))
        self.wrong("admins", "the password of sari", "frontdesk admin passwd sari")
        path.write_text("")
        self.wrong("admins", "there is no line", "frontdesk admin add NAME")

    def test_a_clock_that_went_back_is_told(self):
        path = max((self.house.state / "log").glob("*.jsonl"))
        now = path.stat().st_mtime
        self.change(path, lambda path: os.utime(path, (now + 9_000, now + 9_000)), lambda path: os.utime(path, (now, now)))
        self.wrong("clock", "the log was written at", "timedatectl")


class Kept(unittest.TestCase):
    def open(self, name, settings=None, state=None):
        house = House(name, settings, state=state)
        self.addCleanup(house.clear)
        return house.ready()

    def test_what_others_could_read_is_closed_at_the_start(self):
        house = self.open("closed")
        self.assertEqual(house.stop(), 0)
        opened = [house.state / "visitor-key", house.state / "log", max((house.state / "log").glob("*.jsonl")), house.state / "erasures.jsonl"]
        opened[-1].touch()
        for path in opened:
            path.chmod(0o777)
        again = self.open("closed", state=house.state)
        for path in opened:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)
        self.assertIn("others could read what is kept here; closed", again.said)

    def test_a_secret_may_come_as_a_credential_and_is_shown_to_nobody(self):
        folder = Path(self.open("credential").state, "credentials")
        folder.mkdir(mode=0o700)
        secret = "a bearer from a credential file"
        (folder / "admin_bearer_token").write_text(secret + "\n")
        shown = subprocess.run([BINARY, "config"], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "CREDENTIALS_DIRECTORY": str(folder)})
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertRegex(shown.stdout, r"ADMIN_BEARER_TOKEN=\*\*\*\n.*credential")
        self.assertNotIn(secret, shown.stdout)
        house = self.open("bearer", {"CREDENTIALS_DIRECTORY": str(folder)})
        self.assertEqual(house.ask("GET", "/api/admin/presence", headers={"Authorization": f"Bearer {secret}"}).json["me"], "api")
        self.assertNotIn(secret, house.said)
        self.assertEqual(house.ask("GET", "/api/admin/presence", headers={"Authorization": "Bearer wrong"}).status, 401)
        limit = Path("/proc", str(house.responder()), "limits").read_text()
        self.assertRegex(limit, r"Max core file size +0 +0 ")


if __name__ == "__main__":
    unittest.main()
