"""A day at the desk: three admins, sixty conversations, whatever can go wrong. At its end nothing is lost and the figures are right.

The day is scripted by chance with a seed (SEED repeats one). What was acknowledged is written down here, and is all that is believed:
each word said must stand once, in its place, before the visitor, before the staff and in the log, and whatever an admin did in the audit log.
"""
import base64
import collections
import concurrent.futures
import datetime
import http.client
import json
import os
import random
import socket
import subprocess
import threading
import time
import unittest
import urllib.parse

from figures import Log, differences, shape
from house import ROOT, House, state_folder, wait_until

SETTINGS = {"RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta",
            "HANDOFF_MODE": "both", "WHATSAPP_NUMBER": "+6280000000000", "ADMIN_AUTH_DELAY": "0"}
CONVERSATIONS = 60
PASSWORD = "kata sandi untuk uji"
QUESTIONS = ["Apa saja syarat izin PPIU?", "Berapa biaya izin PPIU?", "Berapa lama prosesnya?", "what are the requirements?", "halo",
             "di mana kantornya", "cuaca besok bagaimana ya", "apa beda PPIU dan PIHK", "siap daftar"]
COMPLAINTS = ["saya mau komplain, sudah tiga hari tidak dibalas", "Kami kecewa dengan layanan Anda", "pelayanan buruk, saya mau mengadu"]
SECONDS = 60


class Listener(threading.Thread):
    """An admin's console as far as it listens: follows the stream, takes it up after every cut, and reads again what it must.

    `known` is what it has of each conversation: message number → text.
    """

    def __init__(self, day, name):
        super().__init__(daemon=True)
        self.day, self.name_of_admin = day, name
        self.known = collections.defaultdict(dict)
        self.heard, self.twice = set(), []
        self.last, self.greetings, self.is_over = None, 0, False
        self.line = None

    def cut(self):
        """The line drops, as a laptop's that is carried away."""
        line = self.line
        if line:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has dropped by itself

    def take(self, conversation, message, is_told):
        if message["role"] == "system":
            return  # lines of changes come with the change, when a console reads the thread again
        # What was read again may be told as well, once; a console knows it by its number.
        place = (conversation, message["sequence"])
        if is_told:
            self.twice += [place] * (place in self.heard)
            self.heard.add(place)
        self.known[conversation][message["sequence"]] = message["content"]

    def run(self):
        while not self.is_over:
            try:
                self.follow()
            except (OSError, http.client.HTTPException, ValueError, KeyError):
                pass  # cut, nobody there, or half an answer: it comes again
            time.sleep(0.05)

    def follow(self):
        with socket.create_connection(("127.0.0.1", self.day.house.port), timeout=SECONDS) as self.line:
            headers = {**self.day.headers(self.name_of_admin), "Host": f"127.0.0.1:{self.day.house.port}"}
            if self.last is not None:
                headers["Last-Event-ID"] = str(self.last)
            self.line.sendall(("GET /api/admin/stream HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode())
            answer = http.client.HTTPResponse(self.line)
            answer.begin()
            if answer.status != 200:
                return
            event = {}
            while line := answer.readline():
                name, _, value = line.decode().rstrip("\r\n").partition(": ")
                if name:
                    event[name] = value
                elif event:
                    self.told(event.get("event"), event.get("id"), json.loads(event.get("data", "null")))
                    event = {}

    def told(self, kind, number, data):
        if kind == "hello":
            self.last = None  # until it has read again what it must
            if data["resync"]:
                self.read_again()
            self.last = data["after"]
            self.greetings += 1
        elif kind == "message":
            self.take(data["conversation_id"], data["message"], True)
        if number:
            self.last = int(number)

    def read_again(self):
        for row in self.day.rows():
            after = max(self.known[row["id"]], default=0)
            answer = self.day.admin(self.name_of_admin, "GET", f"/api/admin/conversations/{row['id']}/messages?after={after}")
            for message in answer.json["messages"]:
                self.take(row["id"], message, False)


class Day(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.state = state_folder("day")
        cls.house = House("day", SETTINGS, state=cls.state).ready()
        cls.addClassCleanup(cls.house.clear)
        cls.program = ROOT / ".build/release/frontdesk"
        for name in ("sari", "budi"):
            subprocess.run([cls.program, "admin", "add", name, "--state", cls.state], input=PASSWORD, text=True, check=True, capture_output=True)
        cls.seed = int(os.environ.get("SEED", random.randrange(1 << 30)))

    def setUp(self):
        self.dice = random.Random(self.seed)
        self.said = collections.defaultdict(list)     # conversation → [(who, text)] in the order in which they were acknowledged
        self.did = collections.Counter()              # (admin, action) that the audit log must hold
        self.fences = {}
        self.owners = {}
        self.number = 0
        self.taken = 0

    # Asking

    def headers(self, name):
        password = self.house.password if name == "admin" else PASSWORD
        return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode(), "X-Frontdesk": "1"}

    def admin(self, name, method, path, body=None):
        return self.house.ask(method, path, body, self.headers(name))

    def act(self, name, conversation, action, body=None, method="POST", counts=None):
        """Something that must work, and be in the audit log as `counts`."""
        answer = self.admin(name, method, f"/api/admin/conversations/{conversation}/{action}", body or {})
        self.assertEqual(answer.status, 200, f"{name} {action}: {answer.body}, SEED={self.seed}")
        if counts:
            self.did[name, counts] += 1
        return answer.json["conversation"]

    def rows(self, **filters):
        found, cursor = [], None
        while True:
            query = urllib.parse.urlencode({**filters, "limit": 100, **({"cursor": cursor} if cursor else {})})
            page = self.admin("admin", "GET", f"/api/admin/conversations?{query}").json
            found += page["conversations"]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    # Visitors

    def begin(self, text, **members):
        answer = self.say(None, text, **members)
        visitor = {"session": answer["session_id"], "conversation": answer["conversation_id"], "answers": [answer["message_id"]]}
        self.said[visitor["conversation"]].append(("user", text))
        return visitor

    def say(self, visitor, text, **members):
        """Says it until it is acknowledged, under one id, as the widget does."""
        self.number += 1
        body = {"messages": [{"role": "user", "content": text}], "client_message_id": f"{self.seed}-{self.number}", **members}
        if visitor:
            body["session_id"] = visitor["session"]
        answer = self.insist(lambda: self.house.ask("POST", "/api/chat", body))
        if visitor:
            self.said[visitor["conversation"]].append(("user", text))
        return answer

    def insist(self, ask):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                answer = ask()
                if answer.status == 200:
                    return answer.json
                self.assertIn(answer.status, (502, 503, 504), answer.body)
            except (OSError, http.client.HTTPException):
                pass  # nobody knows whether it was heard: it is said again under the same id
            time.sleep(0.05)
        self.fail(f"not acknowledged within {SECONDS} s, SEED={self.seed}")

    def escalate(self, visitor, topic):
        answer = self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "topic": topic}, {"Authorization": f"Session {visitor['session']}"})
        self.assertEqual((answer.status, answer.json["mode"]), (200, "waiting_admin"), answer.body)

    # Admins

    def claim(self, name, conversation):
        answer = self.admin(name, "POST", "/api/chat/claim", {"conversation_id": conversation})
        self.assertEqual(answer.status, 200, answer.body)
        self.did[name, "handoffClaimed"] += 1
        self.fences[conversation], self.owners[conversation] = answer.json["fence"], name

    def claim_next(self, name):
        """Takes who is next in the queue; the list names them in the order of service."""
        waiting = [row for row in self.rows(status="pending") if row["queue_position"]]
        self.assertEqual([row["queue_position"] for row in waiting], list(range(1, len(waiting) + 1)))
        if not waiting:
            return None
        self.claim(name, waiting[0]["id"])
        return waiting[0]["id"]

    def reply(self, name, conversation, text):
        self.number += 1
        body = {"conversation_id": conversation, "content": text, "fence": self.fences[conversation], "client_message_id": f"{self.seed}-{self.number}"}
        self.insist(lambda: self.admin(name, "POST", "/api/chat/send", body))
        self.did[name, "adminSaid"] += 1
        self.said[conversation].append(("admin", text))

    def finish(self, name, visitor):
        self.act(name, visitor["conversation"], "close", {"reason": "selesai"}, counts="conversationClosed")
        if self.dice.random() < 0.7:
            value = self.dice.choice(["up", "up", "down"])
            rated = self.house.ask("POST", "/api/chat/rate", {"value": value}, {"Authorization": f"Session {visitor['session']}"})
            self.assertEqual(rated.status, 204)

    def test_a_day_with_everything_in_it_ends_with_nothing_lost_and_the_figures_right(self):
        dice = self.dice
        listeners = {name: Listener(self, name) for name in ("admin", "sari", "budi")}
        self.addCleanup(lambda: [(setattr(each, "is_over", True), each.cut()) for each in listeners.values()])
        for each in listeners.values():
            each.start()
        wait_until(lambda: all(each.greetings for each in listeners.values()), SECONDS, "every console is greeted")

        # Before noon: everybody comes, some with complaints; half want a person.
        visitors = []
        for place in range(CONVERSATIONS):
            is_complaint = place % 6 == 5
            visitor = self.begin(dice.choice(COMPLAINTS if is_complaint else QUESTIONS), page=dice.choice(["/", "/biaya"]), locale="en" if place % 7 == 3 else "id")
            visitors.append(visitor)
            for _ in range(dice.randrange(2)):
                visitor["answers"].append(self.say(visitor, dice.choice(QUESTIONS)).get("message_id"))
            if is_complaint or place % 2 == 0:
                self.escalate(visitor, "Keluhan" if is_complaint else "Syarat izin")
        by_id = {visitor["conversation"]: visitor for visitor in visitors}
        names = ["admin", "sari", "budi"]
        for turn in range(9):
            name = names[turn % 3]
            conversation = self.claim_next(name)
            self.reply(name, conversation, f"Selamat siang, saya {name}, giliran {turn}.")
            self.say(by_id[conversation], f"Terima kasih {name}.")
            if turn % 3 == 0:
                self.finish(name, by_id[conversation])
            elif turn % 3 == 1:
                self.act(name, conversation, "labels", {"label": "siap daftar"}, counts="labelsChanged")
                self.act(name, conversation, "notes", {"text": "telepon besok"}, counts="noteAdded")

        # A snooze takes one out of the queue, and its end brings it back.
        snoozed = self.rows(status="pending")[0]["id"]
        until = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.act("sari", snoozed, "snooze", {"until": until}, counts="snoozed")
        self.assertNotEqual(self.claim_next("budi"), snoozed)
        self.assertIsNone(next(row for row in self.rows() if row["id"] == snoozed)["queue_position"])
        self.act("sari", snoozed, "snooze", {"until": None}, counts="snoozed")
        self.assertEqual(next(row for row in self.rows() if row["id"] == snoozed)["queue_position"], 1)

        # A stale claim: what Sari wrote comes back to her, and reaches the visitor once, from who has the conversation now.
        stale = self.claim_next("sari")
        old = self.fences[stale]
        self.act("admin", stale, "assign", {"admin": "budi"}, counts="handoffAssigned")
        refused = self.admin("sari", "POST", "/api/chat/send", {
            "conversation_id": stale, "content": "Terlambat satu langkah.", "fence": old, "client_message_id": "stale"})
        self.assertEqual((refused.status, refused.json["code"], refused.json["content"], refused.json["admin"]),
                         (409, "fence_stale", "Terlambat satu langkah.", "budi"))
        self.fences[stale] = self.admin("budi", "GET", f"/api/admin/conversations/{stale}").json["fence"]
        self.owners[stale] = "budi"
        self.reply("budi", stale, "Terlambat satu langkah.")

        # Budi's line drops; what is said meanwhile he is told when it is back.
        greetings = listeners["budi"].greetings
        listeners["budi"].cut()
        for turn in range(5):
            self.say(visitors[turn], f"selama Budi terputus {turn}")
        wait_until(lambda: listeners["budi"].greetings > greetings, SECONDS, "Budi's console comes again")

        # At noon the program dies in the middle of everything, and is back.
        busy = dice.sample(visitors, 12)
        owned = [conversation for conversation in self.owners if conversation not in {each["conversation"] for each in busy}
                 and self.admin(self.owners[conversation], "GET", f"/api/admin/conversations/{conversation}").json["fence"]][:3]
        self.assertTrue(owned)
        begun = threading.Event()

        def through_the_restart(visitor):
            texts = [f"di tengah gangguan {number} {visitor['conversation'][:8]}" for number in range(4)]
            for number, text in enumerate(texts):
                body = {"messages": [{"role": "user", "content": text}], "session_id": visitor["session"],
                        "client_message_id": f"{self.seed}-restart-{visitor['conversation']}-{number}"}
                self.insist(lambda: self.house.ask("POST", "/api/chat", body))
                begun.set()
            return visitor["conversation"], texts

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            saying = [pool.submit(through_the_restart, visitor) for visitor in busy]
            begun.wait(SECONDS)
            os.kill(self.house.responder(), 9)
            for conversation in owned:
                self.reply(self.owners[conversation], conversation, "Kami kembali setelah gangguan.")
            for done in saying:
                conversation, texts = done.result(60)
                self.said[conversation] += [("user", text) for text in texts]
        wait_until(self.house.healthy, SECONDS, "the program is back")

        # In the afternoon who is left is served, until nobody waits.
        for turn in range(2 * CONVERSATIONS):
            name = names[turn % 3]
            conversation = self.claim_next(name)
            if not conversation:
                break
            self.reply(name, conversation, f"Maaf menunggu, saya {name}.")
            if turn % 4 == 3:
                self.act(name, conversation, "release", {"fence": self.fences[conversation]}, counts="handoffReleased")
                other = names[(turn + 1) % 3]
                self.claim(other, conversation)
                self.reply(other, conversation, f"Saya {other} melanjutkan.")
                name = other
            if conversation in by_id and turn % 2:
                self.finish(name, by_id[conversation])
        self.assertEqual(self.rows(status="pending"), [])
        for conversation in list(self.owners)[:2]:
            row = next(row for row in self.rows() if row["id"] == conversation)
            if row["status"] == "closed":
                self.act("admin", conversation, "reopen", counts="conversationReopened")

        self.check_words(visitors, listeners)
        self.check_audit()
        self.check_figures()

    # What is left at its end

    def check_words(self, visitors, listeners):
        """Everything acknowledged is there once and in its order, whoever looks; nobody was told anything twice."""
        log = collections.defaultdict(list)
        for record in self.export().records:
            if record["type"] in ("visitorSaid", "adminSaid"):
                log[record["conversation_id"]].append(("user" if record["type"] == "visitorSaid" else "admin", record["data"]["text"]))
        self.assertEqual(len(self.rows()), CONVERSATIONS)
        for visitor in visitors:
            conversation = visitor["conversation"]
            told = self.house.ask("GET", "/api/chat/messages?after=0", headers={"Authorization": f"Session {visitor['session']}"}).json["messages"]
            thread = self.admin("admin", "GET", f"/api/admin/conversations/{conversation}").json["messages"]
            for where, messages in (("the visitor", told), ("the staff", thread)):
                words = [(message["role"], message["content"]) for message in messages if message["role"] in ("user", "admin")]
                self.assertEqual(words, self.said[conversation], f"{where}, SEED={self.seed}")
            self.assertEqual(log[conversation], self.said[conversation], f"the log, SEED={self.seed}")
            for name, listener in listeners.items():
                all_of_it = {message["sequence"]: message["content"] for message in thread if message["role"] != "system"}
                try:
                    wait_until(lambda: listener.known[conversation] == all_of_it, SECONDS, "the end of it")
                except AssertionError:
                    self.assertEqual(listener.known[conversation], all_of_it, f"{name}'s console, SEED={self.seed}")
        self.assertEqual([listener.twice for listener in listeners.values()], [[], [], []])

    def check_audit(self):
        entries, cursor = [], None
        while True:
            page = self.admin("admin", "GET", "/api/admin/audit" + (f"?cursor={cursor}" if cursor else "")).json
            entries += page["entries"]
            cursor = page["next_cursor"]
            if not cursor:
                break
        logged = collections.Counter((entry["admin"], entry["action"]) for entry in entries)
        self.assertEqual({key: logged[key] for key in self.did}, dict(self.did), f"SEED={self.seed}")

    def export(self):
        run = subprocess.run([self.program, "log", "export", "--unmasked", "--state", self.state], capture_output=True, text=True, check=True)
        return Log(run.stdout.splitlines())

    def check_figures(self):
        log = self.export()
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).date()
        first = today - datetime.timedelta(days=1)
        for locale in (None, "id", "en"):
            answer = self.admin("admin", "GET", f"/api/admin/stats?from={first}&to={today}" + (f"&locale={locale}" if locale else ""))
            self.assertEqual(differences(shape(answer.json), log.figures(str(first), str(today), locale=locale)), [], f"{locale}, SEED={self.seed}")
        figures = self.admin("admin", "GET", f"/api/admin/stats?from={first}&to={today}").json
        self.assertGreaterEqual(figures["escalations"], CONVERSATIONS // 2)
        self.assertEqual(sum(day["conversations"] for day in figures["by_day"]), CONVERSATIONS)
        # Behind each number are the conversations it was counted from: as many, where each counts once.
        for figure, n in [("conversations", CONVERSATIONS), *((step["step"], step["n"]) for step in figures["funnel"] if step["step"] in ("asked", "answered", "handoff")),
                          ("csat_up", figures["csat"]["up"]), ("csat_down", figures["csat"]["down"])]:
            self.assertEqual(len(self.rows(figure=figure, **{"from": first, "to": today})), n, f"{figure}, SEED={self.seed}")
        for question in figures["top_questions"]:
            behind = [row["id"] for row in self.rows(figure="question", of=question["intent"], **{"from": first, "to": today})]
            self.assertLessEqual(set(question["conversations"]), set(behind))
            self.assertLessEqual(len(behind), question["n"])
        self.assertEqual(self.admin("admin", "GET", "/api/admin/conversations?figure=luck").status, 422)


if __name__ == "__main__":
    unittest.main()
