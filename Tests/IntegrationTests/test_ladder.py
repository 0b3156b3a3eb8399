"""Who waits for a person is never forgotten: the whole ladder through real nginx and the real program, with spans of seconds, over kill -9."""
import json
import os
import unittest
import urllib.parse

from house import House, wait_until
from pair import events
from test_admin import BEARER
from test_turns import messages, say

SETTINGS = {"RATELIMIT_MAX": "1000000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta", "SLA_FIRST_RESPONSE": "2s", "SLA_RESOLVE": "3s",
            "HANDOFF_MODE": "both", "WHATSAPP_NUMBER": "+62 800-0000-0000", "ADMIN_BEARER_TOKEN": BEARER,
            # Nobody listens there: that somebody was to be told is in the log.
            "NOTIFY_WEBHOOK_URL": "http://127.0.0.1:9/hook", "NOTIFY_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


class Ladder(unittest.TestCase):
    def open(self, name, **settings):
        house = House(name, {**SETTINGS, **settings})
        self.addCleanup(house.clear)
        return house.ready()

    def kill(self, house):
        os.kill(house.responder(), 9)
        wait_until(house.healthy, 60, "the responder is back")

    def log(self, house, conversation):
        return [event for event in events(house.state) if event.get("conversation_id") == conversation]

    def escalate(self, house, session, **body):
        return house.ask("POST", "/api/chat/escalate", {"channel": "webchat", **body}, headers={"Authorization": f"Session {session}"})

    def test_nobody_comes(self):
        house = self.open("ladder")
        begun = say(house, "halo").json
        session, conversation = begun["session_id"], begun["conversation_id"]
        self.assertEqual(self.escalate(house, session).json["mode"], "waiting_admin")

        def rungs():
            return [event for event in self.log(house, conversation) if event["type"] == "deadlinePassed"]

        # A process that is killed between two rungs goes on with the ladder where it was.
        wait_until(lambda: len(rungs()) >= 1, 60, "the first rung")
        self.kill(house)
        wait_until(lambda: len(rungs()) >= 3, 60, "the third rung")
        self.kill(house)
        wait_until(lambda: messages(house, session).json["mode"] == "bot", 60, "the bot resumes")

        story = self.log(house, conversation)
        self.assertEqual([(event["data"]["purpose"], event["data"]["step"]) for event in story if event["type"] == "deadlinePassed"],
                         [("first_response", step) for step in range(4)])
        # Told at once, reminded twice.
        told = [event["data"]["template"] for event in story if event["type"] == "deliveryRequested"]
        self.assertEqual(told, ["handoff", "reminder", "reminder"])
        said = [message for message in messages(house, session).json["messages"] if message["role"] == "assistant"][-4:]
        waiting, elsewhere, contact, resumed = said
        self.assertIn("wa.me/6280000000000", json.dumps(elsewhere["cta_actions"]["primary"]))
        self.assertEqual(contact["cta_actions"]["primary"]["kind"], "lead")
        self.assertEqual(len({message["content"] for message in said}), 4)
        self.assertRegex(resumed["content"].lower(), "maaf")
        self.assertEqual([event["data"]["reason"] for event in story if event["type"] == "handoffReturned"], ["absent"])
        # Every state that waited owned a deadline: each that was set has passed, one at a time.
        owed = set()
        for event in story:
            if event["type"] == "deadlineSet":
                owed.add(event["data"]["deadline_id"])
            elif event["type"] in ("deadlinePassed", "deadlineCleared"):
                owed.remove(event["data"]["deadline_id"])
            self.assertLessEqual(len(owed), 1)
        self.assertEqual(owed, set())
        # And the visitor can ask again.
        self.assertEqual(self.escalate(house, session).json["mode"], "waiting_admin")

    def test_an_admin_falls_silent_and_the_visitor_is_passed_on(self):
        house = self.open("silent")
        begun = say(house, "halo").json
        session, conversation = begun["session_id"], begun["conversation_id"]
        self.escalate(house, session)
        claimed = house.ask("POST", "/api/chat/claim", {"conversation_id": conversation},
                            headers={"Authorization": f"Bearer {BEARER}", "X-Frontdesk": "1"})
        self.assertEqual(claimed.status, 200)
        asked = [event for event in self.log(house, conversation) if event["type"] == "handoffRequested"][0]["at"]
        wait_until(lambda: messages(house, session).json["mode"] == "waiting_admin", 60, "the visitor waits again")
        state = messages(house, session).json["state"]
        self.assertEqual((state["queue_position"], state["admin"]), (1, None))
        row = house.ask("GET", f"/api/admin/conversations/{conversation}", headers={"Authorization": f"Bearer {BEARER}"}).json["conversation"]
        # The place in the queue is that of the first asking: who was let down does not start again.
        self.assertEqual(row["waiting_since"], asked)

    def test_while_one_waits_the_bot_answers_what_it_knows_and_says_once_that_the_rest_was_passed_on(self):
        house = self.open("waiting", SLA_FIRST_RESPONSE="10")
        begun = say(house, "halo").json
        session = begun["session_id"]
        self.escalate(house, session)
        known = say(house, "Apa saja syarat izin PPIU?", session).json
        self.assertEqual((known["intent"], known["mode"]), ("PPIU_SYARAT", "waiting_admin"))
        self.assertTrue(known["answer"])
        first = say(house, "zxcv qwerty apaan tuh gatau blablabla", session).json
        again = say(house, "pokoknya yang itu lho kemarin dulu itu", session).json
        self.assertIn("teruskan", first["answer"])
        self.assertEqual((again["answer"], again["mode"]), ("", "waiting_admin"))
        known = say(house, "Apa saja syarat izin PPIU?", session).json
        self.assertEqual(known["intent"], "PPIU_SYARAT")

    # --- on to WhatsApp, and back to the thread

    def test_the_way_to_whatsapp_carries_what_was_said_and_a_code_that_joins_once(self):
        house = self.open("whatsapp", SLA_FIRST_RESPONSE="10")
        begun = say(house, "Apa saja syarat izin PPIU?").json
        answer = self.escalate(house, begun["session_id"], channel="whatsapp", topic="nomor saya 081234567890").json
        self.assertLessEqual(len(answer["href"]), 2000)
        self.assertTrue(answer["href"].startswith("https://wa.me/6280000000000?text="))
        text = urllib.parse.unquote(answer["href"].split("text=")[1])
        self.assertIn("[PHONE]", text)
        self.assertNotIn("81234567890", answer["href"])
        self.assertIn("Sudah dibahas", text)
        code = text.split()[-1]
        self.assertRegex(code, "^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$")
        self.assertNotIn(code[:9], "".join(path.read_text() for path in (house.state / "log").glob("*.jsonl")))
        self.kill(house)

        def join(code):
            return house.ask("POST", "/api/admin/join", {"code": code, "contact": "+62 812-0000-0000"},
                             headers={"Authorization": f"Bearer {BEARER}", "X-Frontdesk": "1"})

        joined = join(text)
        self.assertEqual((joined.status, joined.json["conversation"]["id"]), (200, begun["conversation_id"]))
        again = join(code)
        self.assertEqual((again.status, again.json["code"]), (404, "code_unknown"))
        self.assertEqual(house.ask("POST", "/api/admin/join", {"code": code}).status, 401)
        audit = house.ask("GET", "/api/admin/audit", headers={"Authorization": f"Bearer {BEARER}"}).json["entries"]
        self.assertIn(("api", "channelJoined", begun["conversation_id"]),
                      [(entry["admin"], entry["action"], entry.get("conversation_id")) for entry in audit])


if __name__ == "__main__":
    unittest.main()
