"""A start from a snapshot answers as a start from the whole log does: after a kill, with an older one, with a broken one, with none."""
import json
import os
import stat
import unittest

from pair import Pair

TOKEN = "a-token-of-the-snapshot-test"
PATHS = ("/api/admin/conversations?limit=100", "/api/admin/conversations?q=biaya", "/api/admin/leads", "/api/admin/audit",
         "/api/admin/stats", "/api/admin/deliveries")


class Snapshot(unittest.TestCase):
    def setUp(self):
        self.pair = Pair("snapshot", {"SNAPSHOT_RECORDS": "1", "ADMIN_BEARER_TOKEN": TOKEN})
        self.addCleanup(self.pair.clear)
        self.file = self.pair.state / "snapshot"
        self.sessions = []

    def say(self, text, session=None):
        body = {"messages": [{"role": "user", "content": text}], "client_message_id": os.urandom(16).hex()}
        if session:
            body["session_id"] = session
        answer = self.pair.ask("POST", "/api/chat", body)
        self.assertEqual(answer.status, 200, answer.body)
        if not session:
            self.sessions.append(answer.json["session_id"])
        return answer.json

    def work(self):
        """A morning: three visitors, a thumb, a form."""
        for number in range(3):
            first = self.say("apa saja syarat izin PPIU?")
            session = first["session_id"]
            second = self.say("biayanya berapa ya", session)
            self.say(f"nomor {number} bukan pertanyaan yang dikenal qwzx", session)
            for rating in ({"value": "up", "message_id": second["message_id"]}, {"value": "down", "comment": "lama"}):
                rated = self.pair.ask("POST", "/api/chat/rate", rating, headers={"Authorization": f"Session {session}"})
                self.assertEqual(rated.status, 204, rated.body)
        form = {"name": "Nama Contoh", "contact": "nama@contoh.example", "company": "PT Contoh", "need": "Izin baru",
                "consent": {"wording_version": "1"}, "session_id": session}
        self.assertEqual(self.pair.ask("POST", "/api/leads", form).status, 201)

    def told(self):
        """All that the console and the visitors are told."""
        told = {}
        for path in PATHS:
            answer = self.pair.ask("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
            self.assertEqual(answer.status, 200, f"{path}: {answer.body}")
            # `change` is where the console's own list of changes stands: each process begins one.
            told[path] = {name: value for name, value in answer.json.items() if name != "change"}
        for session in self.sessions:
            told[session] = self.pair.ask("GET", "/api/chat/messages?after=0", headers={"Authorization": f"Session {session}"}).json
        return json.loads(json.dumps(told, sort_keys=True))

    def restart(self, prepare=lambda: None):
        """Kills the responder at once, lets `prepare` do what it wants, and returns what is told then and what was said at the start."""
        self.pair.kill()
        prepare()
        before = len(self.pair.said)
        self.pair.start()
        return self.told(), self.pair.said[before:]

    def test_whatever_becomes_of_the_snapshot_the_answers_are_the_same(self):
        self.pair.start()
        self.work()
        self.assertEqual(self.pair.stop(), 0, self.pair.said)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        kept = self.file.read_bytes()
        self.pair.start()
        self.work()
        told = self.told()

        after, said = self.restart()
        self.assertIn("started from a snapshot", said)
        self.assertEqual(after, told, "an older snapshot and what came after it")

        after, said = self.restart(self.file.unlink)
        self.assertNotIn("from a snapshot", said)
        self.assertNotIn("the snapshot is", said)
        self.assertEqual(after, told, "no snapshot")

        for place in range(0, len(kept), len(kept) // 9):
            flipped = bytearray(kept)
            flipped[place] ^= 1 << place % 8
            after, said = self.restart(lambda: self.file.write_bytes(flipped))
            self.assertIn("the snapshot is of no use", said)
            self.assertEqual(after, told, f"a bit of byte {place} flipped")
        after, said = self.restart(lambda: self.file.write_bytes(kept[:len(kept) // 2]))
        self.assertIn("the snapshot is of no use", said)
        self.assertEqual(after, told, "half a snapshot")
        after, said = self.restart(lambda: self.file.write_bytes(kept))
        self.assertIn("started from a snapshot", said)
        self.assertEqual(after, told, "the old snapshot again")

        # A clean stop writes a new one, and verify has nothing against it.
        self.assertEqual(self.pair.stop(), 0, self.pair.said)
        self.assertNotEqual(self.file.read_bytes(), kept)
        verified = self.pair.command("verify")
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        self.pair.start()
        self.assertEqual(self.told(), told)

    def test_what_is_erased_comes_back_from_no_snapshot(self):
        self.pair.start()
        first = self.say("rahasia saya kalimatqwzx")
        self.say("halo")
        self.assertEqual(self.pair.stop(), 0, self.pair.said)
        kept = self.file.read_bytes()
        self.assertIn(b"kalimatqwzx", kept)
        self.pair.start()
        erased = self.pair.command("erase", "--conversation", first["conversation_id"])
        self.assertEqual(erased.returncode, 0, erased.stderr)
        self.assertFalse(self.file.exists())
        # Somebody puts the old file back: it is from before the erasure, so it is not used and does not stay.
        after, said = self.restart(lambda: self.file.write_bytes(kept))
        self.assertIn("the snapshot is of no use", said)
        self.assertNotIn("kalimatqwzx", json.dumps(after))
        self.assertEqual(self.pair.stop(), 0, self.pair.said)
        holding = [str(path) for path in self.pair.state.rglob("*") if path.is_file() and b"kalimatqwzx" in path.read_bytes()]
        self.assertEqual(holding, [])
        # Nor does an erasure without a server leave one behind.
        second = self.say_offline_victim()
        self.assertIn(b"kalimatwzxq", self.file.read_bytes())
        erased = self.pair.command("erase", "--conversation", second)
        self.assertEqual(erased.returncode, 0, erased.stderr)
        self.assertFalse(self.file.exists())

    def say_offline_victim(self):
        """A conversation that a snapshot holds, of a server that has stopped."""
        self.pair.start()
        conversation = self.say("rahasia lain kalimatwzxq")["conversation_id"]
        self.assertEqual(self.pair.stop(), 0, self.pair.said)
        return conversation


if __name__ == "__main__":
    unittest.main()
