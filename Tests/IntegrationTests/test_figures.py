"""The console's figures against a recount of the log by figures.py: over a random day, after a restart, and after an erasure."""
import base64
import datetime
import os
import random
import subprocess
import unittest

from figures import Log, differences, shape
from house import ROOT, House, state_folder, wait_until

SETTINGS = {"RATELIMIT_MAX": "1000000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta", "HANDOFF_MODE": "both",
            "WHATSAPP_NUMBER": "+6280000000000"}
QUESTIONS = [
    "Apa saja syarat izin PPIU?", "Berapa biaya izin PPIU?", "Berapa lama prosesnya?", "what are the requirements?", "halo", "terima kasih",
    "di mana kantornya", "cuaca besok bagaimana ya", "asdf qwer zxcv", "Cuaca BESOK, bagaimana ya?", "saya mau komplain", "siap daftar"]


class Figures(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.state = state_folder("figures")
        cls.house = House("figures", SETTINGS, state=cls.state).ready()
        cls.addClassCleanup(lambda: cls.house.clear())
        cls.seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
        cls.dice = random.Random(cls.seed)

    def admin(self, method, path, body=None):
        who = base64.b64encode(b"admin:" + self.house.password.encode()).decode()
        return self.house.ask(method, path, body, {"Authorization": f"Basic {who}", "X-Frontdesk": "1"})

    def log(self):
        run = subprocess.run(
            [ROOT / ".build/release/frontdesk", "log", "export", "--unmasked", "--state", self.state], capture_output=True, text=True, check=True)
        return Log(run.stdout.splitlines())

    def compare(self, what):
        """The figures of the last days, whole and by language and page, equal a recount."""
        log = self.log()
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).date()
        first = today - datetime.timedelta(days=2)
        for locale, page in ((None, None), ("id", None), ("en", None), (None, "/"), (None, "/biaya"), ("id", "/")):
            address = f"/api/admin/stats?from={first}&to={today}" + (f"&locale={locale}" if locale else "") + (f"&page={page}" if page else "")
            answer = self.admin("GET", address)
            self.assertEqual(answer.status, 200, answer.body)
            shown = shape(answer.json)
            again = log.figures(str(first), str(today), locale=locale, page=page)
            self.assertEqual(differences(shown, again), [], f"{what}, {locale}, {page}, SEED={self.seed}")
        return shown

    def act(self, visitor):
        """Something that a visitor or the admin does next; refusals are part of the day."""
        dice, house = self.dice, self.house
        session = {"Authorization": f"Session {visitor['session']}"}
        conversation = visitor["conversation"]
        what = dice.randrange(12)
        if what < 4:
            answer = house.ask("POST", "/api/chat", {
                "messages": [{"role": "user", "content": dice.choice(QUESTIONS)}], "session_id": visitor["session"]})
            if answer.status == 200 and answer.json.get("message_id"):
                visitor["answers"].append(answer.json["message_id"])
                visitor["intent"] = answer.json["intent"]
        elif what == 4:
            house.ask("POST", "/api/chat/escalate", {"channel": dice.choice(["webchat", "whatsapp"])}, session)
        elif what == 5:
            claim = self.admin("POST", "/api/chat/claim", {"conversation_id": conversation})
            visitor["fence"] = claim.json.get("fence", visitor["fence"])
        elif what == 6:
            self.admin("POST", "/api/chat/send", {
                "conversation_id": conversation, "content": "Baik, kami bantu.", "fence": visitor["fence"], "client_message_id": str(dice.random())})
        elif what == 7:
            end = dice.choice(["release", "close", "reopen"])
            self.admin("POST", f"/api/admin/conversations/{conversation}/{end}", {"fence": visitor["fence"]} if end == "release" else {})
        elif what == 8:
            rating = {"value": dice.choice(["up", "down"])}
            if visitor["answers"] and dice.random() < 0.7:
                rating["message_id"] = dice.choice(visitor["answers"])
            house.ask("POST", "/api/chat/rate", rating, session)
        elif what == 9 and visitor["answers"]:
            house.ask("POST", "/api/chat/refuse", {"message_id": dice.choice(visitor["answers"])}, session)
        elif what == 10:
            house.ask("POST", "/api/chat/return", {}, session)
        else:
            house.ask("POST", "/api/events", {"events": [
                {"type": "cta_click", "intent": visitor["intent"], "cta": dice.choice(["primary", "secondary"]), "page": "/"},
                {"type": "panel_opened", "page": dice.choice(["/", "/biaya"])}, {"type": "scroll", "variant": "50", "page": "/"},
                {"type": "conversion", "cta": "lead", "variant": str(dice.randrange(1, 5_000)), "page": "/"}]})

    def test_every_figure_is_what_the_log_says(self):
        dice, visitors = self.dice, []
        for number in range(24):
            answer = self.house.ask("POST", "/api/chat", {
                "messages": [{"role": "user", "content": dice.choice(QUESTIONS)}], "locale": dice.choice(["id", "en"]),
                "page": dice.choice(["/", "/biaya"]), "client_message_id": f"{self.seed}-{number}"})
            self.assertEqual(answer.status, 200, answer.body)
            visitors.append({"session": answer.json["session_id"], "conversation": answer.json["conversation_id"],
                             "answers": [answer.json["message_id"]], "intent": answer.json["intent"], "fence": 0})
            if dice.random() < 0.3:
                self.house.ask("POST", "/api/leads", {
                    "name": "Rahma", "contact": "rahma@contoh.example", "company": "PT Contoh", "need": "Izin", "page": "/biaya",
                    "consent": {"wording_version": "1"}, "session_id": answer.json["session_id"]})
        for _ in range(300):
            self.act(dice.choice(visitors))
        # What page and widget counted is written when the program ends, or once a minute.
        self.assertEqual(self.house.stop(), 0)
        type(self).house = House("figures", SETTINGS, state=self.state, port=self.house.port).ready()
        figures = self.compare("after a restart")
        self.assertGreater(figures["escalations"], 0)
        for _ in range(60):
            self.act(dice.choice(visitors))
        written = lambda: sum(record["type"] == "interactionsCounted" for record in self.log().records) >= 2
        wait_until(written, 90, "the minute's counts are in the log")
        self.compare("of a day")
        gone = dice.choice(visitors)
        erased = self.admin("POST", "/api/admin/erase", {"conversation_id": gone["conversation"]})
        self.assertEqual(erased.status, 200, erased.body)
        self.compare("after an erasure")


if __name__ == "__main__":
    unittest.main()
