"""People take over, through real nginx and the real program: who is an admin, who has a conversation, and what is kept of it."""
import base64
import concurrent.futures
import json
import os
import socket
import subprocess
import threading
import unittest
import uuid

from house import ROOT, House, HouseCase, wait_until
from test_turns import messages, say, texts

BEARER = "a bearer for the tests, long enough"
ROUNDS = int(os.environ.get("RACE_ROUNDS", "300"))


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


class Admins(HouseCase):
    # Round the clock: what a visitor is told must not depend on when the tests run.
    settings = {"RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta",
                "ADMIN_BEARER_TOKEN": BEARER, "ADMIN_AUTH_DELAY": "0"}

    def act(self, path, body=None, method=None, headers=None):
        headers = {**basic("admin", self.house.password), **(headers or {})}
        if body is not None:
            headers = {"X-Frontdesk": "1", **headers}
        return self.house.ask(method or ("GET" if body is None else "POST"), path, body, headers=headers)

    def bearer(self, path, body):
        return self.house.ask("POST", path, body, headers={"Authorization": f"Bearer {BEARER}", "X-Frontdesk": "1"})

    def waiting(self, text="halo"):
        """A visitor who asked for a person: session and conversation."""
        begun = say(self.house, text).json
        asked = self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "topic": "Uji"},
                               headers={"Authorization": f"Session {begun['session_id']}"})
        self.assertEqual(asked.status, 200)
        self.assertEqual(asked.json["mode"], "waiting_admin")
        return begun["session_id"], begun["conversation_id"]

    def row(self, conversation):
        return self.act(f"/api/admin/conversations/{conversation}").json["conversation"]

    # --- the whole journey

    def test_a_visitor_waits_is_answered_rates_and_comes_back(self):
        session, conversation = self.waiting()
        self.assertEqual(self.row(conversation)["status"], "pending")
        claimed = self.act("/api/chat/claim", {"conversation_id": conversation})
        self.assertEqual(claimed.status, 200)
        fence = claimed.json["fence"]
        reply = {"conversation_id": conversation, "content": "Halo, saya bantu.", "fence": fence, "client_message_id": "r-1"}
        sent = self.act("/api/chat/send", reply)
        self.assertEqual(sent.status, 200)
        again = self.act("/api/chat/send", reply)
        self.assertEqual(again.json["message"]["message_id"], sent.json["message"]["message_id"])
        said = say(self.house, "ada orang?", session).json
        self.assertEqual((said["answer"], said["mode"], said["intent"], said["benefits"]), ("", "admin", None, []))
        told = messages(self.house, session).json
        self.assertEqual(texts(messages(self.house, session)).count("Halo, saya bantu."), 1)
        self.assertEqual(told["state"]["admin"], "admin")
        closed = self.act(f"/api/admin/conversations/{conversation}/close", {"reason": "selesai"})
        self.assertEqual(closed.json["conversation"]["status"], "closed")
        rated = self.house.ask("POST", "/api/chat/rate", {"value": "up", "comment": "ramah"}, headers={"Authorization": f"Session {session}"})
        self.assertEqual(rated.status, 204)
        self.assertEqual(say(self.house, "halo lagi", session).json["mode"], "bot")
        self.assertEqual(self.row(conversation)["status"], "open")

    def test_a_stale_fence_brings_the_text_back(self):
        _, conversation = self.waiting()
        old = self.act("/api/chat/claim", {"conversation_id": conversation}).json["fence"]
        self.act(f"/api/admin/conversations/{conversation}/release", {"fence": old})
        new = self.bearer("/api/chat/claim", {"conversation_id": conversation}).json["fence"]
        self.assertGreater(new, old)
        stale = self.act("/api/chat/send", {"conversation_id": conversation, "content": "terlambat", "fence": old})
        self.assertEqual((stale.status, stale.json["code"], stale.json["content"], stale.json["admin"]), (409, "fence_stale", "terlambat", "api"))
        taken = self.act("/api/chat/claim", {"conversation_id": conversation})
        self.assertEqual((taken.status, taken.json["code"], taken.json["admin"]), (409, "claimed_by_other", "api"))

    def test_notes_and_labels_are_the_staffs_own_and_masked_is_what_they_see(self):
        session, conversation = self.waiting("nomor saya 081234567890 ya")
        self.act(f"/api/admin/conversations/{conversation}/notes", {"text": "catatan rahasia"})
        self.act(f"/api/admin/conversations/{conversation}/labels", {"label": "penting"})
        self.assertEqual(self.row(conversation)["labels"], ["penting"])
        self.act(f"/api/admin/conversations/{conversation}/labels", {"label": "penting"}, method="DELETE")
        self.assertEqual(self.row(conversation)["labels"], [])
        seen = messages(self.house, session).json
        self.assertNotIn("rahasia", json.dumps(seen))
        masked = self.act(f"/api/admin/conversations/{conversation}").json
        self.assertIn("[PHONE]", json.dumps(masked["messages"]))
        self.assertNotIn("081234567890", json.dumps(masked))
        shown = self.act(f"/api/admin/conversations/{conversation}/unmask", {})
        self.assertIn("081234567890", json.dumps(shown.json["messages"]))
        log = self.act("/api/admin/audit?action=adminLooked").json["entries"]
        self.assertTrue(any(entry["admin"] == "admin" and entry.get("conversation_id") == conversation for entry in log))

    def test_search_finds_what_was_said_and_filters_stay(self):
        word = "kata" + uuid.uuid4().hex[:10]
        _, conversation = self.waiting(f"saya mencari {word}")
        found = self.act(f"/api/admin/conversations?q={word}&status=pending").json["conversations"]
        self.assertEqual([row["id"] for row in found], [conversation])
        self.assertEqual(self.act(f"/api/admin/conversations?q={word}&status=closed").json["conversations"], [])
        self.assertEqual(self.act("/api/admin/conversations?status=open,closed").status, 422)
        self.assertEqual(self.act("/api/admin/conversations?cursor=nonsense").status, 422)

    def test_canned_responses_have_versions_and_exports_are_safe(self):
        saved = self.act("/api/admin/canned", {"title": "Salam", "shortcut": "salam-uji", "text": "Halo {name}"}).json
        changed = self.act("/api/admin/canned", {"id": saved["id"], "title": "Salam", "shortcut": "salam-uji", "text": "Hai {name}"}).json
        self.assertEqual((saved["version"], changed["version"]), (1, 2))
        self.assertEqual(self.act(f"/api/admin/canned/{saved['id']}", method="DELETE", body={}).status, 204)
        self.assertNotIn(saved["id"], [one["id"] for one in self.act("/api/admin/canned").json["canned"]])
        self.waiting("=HYPERLINK(1)")
        csv = self.act("/api/admin/export/conversations.csv")
        self.assertEqual(csv.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn(b",'=HYPERLINK(1)", csv.body)

    def test_a_restart_keeps_owner_queue_and_deadline(self):
        house = House("admin-restart", self.settings)
        self.addCleanup(house.clear)
        self.addCleanup(house.stop)
        house.ready()
        begun = say(house, "halo").json
        house.ask("POST", "/api/chat/escalate", {"channel": "webchat"}, headers={"Authorization": f"Session {begun['session_id']}"})
        os.kill(house.responder(), 9)
        wait_until(house.healthy, 20, "the responder is back")
        listed = house.ask("GET", "/api/admin/conversations?status=pending", headers=basic("admin", house.password)).json
        self.assertEqual([(row["id"], row["queue_position"]) for row in listed["conversations"]], [(begun["conversation_id"], 1)])

    # --- live

    def test_a_stream_tells_what_happens_once_and_in_order(self):
        session, conversation = self.waiting()
        heard = []
        with socket.create_connection(("127.0.0.1", self.house.port), timeout=10) as line:
            line.sendall(f"GET /api/chat/stream?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{self.house.port}\r\nAuthorization: Session {session}\r\n\r\n".encode())
            fence = self.act("/api/chat/claim", {"conversation_id": conversation}).json["fence"]
            for number in range(20):
                self.act("/api/chat/send", {"conversation_id": conversation, "content": f"balasan {number}", "fence": fence})
            data = b""
            while b"balasan 19" not in data:
                piece = line.recv(65536)
                self.assertTrue(piece, data[-300:])
                data += piece
        heard = [part.split("\n")[0] for part in data.decode(errors="replace").split("id: ")[1:]]
        numbers = [int(text.strip()) for text in heard if text.strip().isdigit()]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(sum(data.count(f"\"content\":\"balasan {number}\"".encode()) for number in range(20)), 20)
        self.assertIn(b"event: state", data)

    # --- races

    def test_two_admins_for_one_conversation_have_one_owner_each_time(self):
        _, conversation = self.waiting()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for number in range(ROUNDS):
                barrier = threading.Barrier(2)

                def claim(ask):
                    barrier.wait(10)
                    return ask("/api/chat/claim", {"conversation_id": conversation})

                answers = list(pool.map(claim, (self.act, self.bearer)))
                self.assertEqual(sorted(answer.status for answer in answers), [200, 409], f"round {number}")
                winner = self.act if answers[0].status == 200 else self.bearer
                fence = next(answer.json["fence"] for answer in answers if answer.status == 200)
                self.assertEqual(winner(f"/api/admin/conversations/{conversation}/release", {"fence": fence}).status, 200)

    # --- who is an admin

    def test_nobody_else_is_ever_an_admin(self):
        _, conversation = self.waiting()
        body = {"conversation_id": conversation}
        wrong = basic("admin", "not the password")
        forged = {"Remote-User": "admin", "X-Forwarded-User": "admin", "Frontdesk-Realm": "admin-basic", "Frontdesk-Admin": "admin", "X-Frontdesk": "1"}
        for path in ("/api/chat/claim", "/api/chat/send", "/api/admin/conversations", "/api/admin/stats", f"/api/admin/conversations/{conversation}"):
            for headers in (forged, {**forged, **wrong}, {**forged, "Authorization": "Bearer wrong"}):
                with self.subTest(path=path, headers=headers):
                    answer = self.house.ask("POST", path, body, headers=headers)
                    self.assertEqual(answer.status, 401)
                    self.assertIn("Basic realm=", answer.headers["WWW-Authenticate"])
        for path in ("/api/chat/claim/", "/api/chat/CLAIM", "/api/chat/claim%2f", "/api/chat/./claim/x", "/api/admin/conversations/", "/api/admin/Conversations"):
            with self.subTest(path=path):
                self.assertIn(self.house.ask("POST", path, body, headers={**forged, **wrong}).status, (401, 404))
                self.assertEqual(self.house.ask("POST", path, body, headers={"X-Frontdesk": "1", **basic("admin", self.house.password)}).status, 404)
        self.assertEqual(self.row(conversation)["assignee"], None)

    def test_a_write_without_its_header_or_from_another_site_does_nothing(self):
        _, conversation = self.waiting()
        body = {"conversation_id": conversation}
        bare = self.house.ask("POST", "/api/chat/claim", body, headers=basic("admin", self.house.password))
        self.assertEqual((bare.status, bare.json["code"]), (403, "header_missing"))
        foreign = self.act("/api/chat/claim", body, headers={"Origin": "https://elsewhere.example"})
        self.assertEqual((foreign.status, foreign.json["code"]), (403, "origin_forbidden"))
        form = self.act("/api/chat/claim", body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(form.status, 415)
        self.assertEqual(self.row(conversation)["assignee"], None)

    def command(self, *arguments, password=""):
        return subprocess.run([ROOT / ".build/release/frontdesk", *arguments, "--state", str(self.house.state)], input=password + "\n", text=True, capture_output=True, timeout=30)

    def test_an_admin_changes_their_own_password(self):
        first, second = "kata sandi pertama", "kata sandi kedua: é"
        added = self.command("admin", "add", "wati", password=first)
        self.assertEqual(added.returncode, 0, added.stderr)
        try:
            def change(current, password, carried=first):
                return self.house.ask("POST", "/api/admin/password", {"current": current, "password": password},
                                      headers={"X-Frontdesk": "1", **basic("wati", carried)})

            for current, password, status, code in (
                    ("not the password", second, 403, "wrong_password"), (first, "short", 422, "invalid_field"),
                    (first, "x" * 201, 422, "too_long"), (first, "a line\nand another", 422, "invalid_field"), (None, second, 422, "invalid_field")):
                with self.subTest(current=current, password=password):
                    refused = change(current, password)
                    self.assertEqual((refused.status, refused.json["code"]), (status, code))
            fixed = self.bearer("/api/admin/password", {"current": BEARER, "password": second})
            self.assertEqual((fixed.status, fixed.json["code"]), (409, "password_fixed"))
            self.assertEqual(change(first, second).status, 204)
            self.assertEqual(change(first, second).status, 401, "the old one opens nothing")
            self.assertEqual(self.act("/api/admin/conversations").status, 200, "the others are as they were")
            entries = self.house.ask("GET", "/api/admin/audit?action=passwordChanged", headers=basic("wati", second)).json["entries"]
            self.assertEqual([entry["admin"] for entry in entries], ["wati"])
            for path in (self.house.state / "log").iterdir():
                self.assertNotIn(second.encode(), path.read_bytes())
            removed = self.command("admin", "remove", "wati")
            self.assertEqual(removed.returncode, 0, removed.stderr)
            self.assertEqual(change(second, first, carried=second).status, 401)
        finally:
            self.command("admin", "remove", "wati")

    def test_erasing_leaves_nothing(self):
        word = "rahasia" + uuid.uuid4().hex
        session, conversation = self.waiting(f"ingat {word} ya")
        self.act(f"/api/admin/conversations/{conversation}/notes", {"text": f"catatan {word}"})
        receipt = self.act("/api/admin/erase", {"conversation_id": conversation})
        self.assertEqual(receipt.status, 200)
        self.assertEqual(self.act(f"/api/admin/conversations/{conversation}").status, 404)
        self.assertEqual(messages(self.house, session).status, 401)
        for path in self.house.state.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.assertNotIn(word.encode(), path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main()
