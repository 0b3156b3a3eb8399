"""Notices leave the real program through the real outbox: to receivers that are down, slow, flap and lie, over kill -9; checked by
software that others wrote, where it is there."""
import http.server
import json
import os
import pathlib
import random
import re
import threading
import time
import unittest

from house import ROOT, House, wait_until
from pair import events
from test_turns import say

try:
    import standardwebhooks
except ImportError:
    standardwebhooks = None
try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    from waha.generated import models as waha_models
except ImportError:
    waha_models = None

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
GROUP = "120363000000000000@g.us"
OPEN = {"RATELIMIT_MAX": "1000000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta"}


class Receiver:
    """Keeps what it is sent, in order, and answers as `answer(request)` says: a status and a body; None hangs up without a word."""

    def __init__(self, answer):
        receiver, self.requests, self.lock, self.answer = self, [], threading.Lock(), answer

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = {"method": self.command, "path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()},
                           "body": body, "at": time.time()}
                with receiver.lock:
                    receiver.requests.append(request)
                said = receiver.answer(request)
                if said is None:
                    self.close_connection = True
                    return
                self.send_response(said[0])
                self.send_header("Content-Length", str(len(said[1])))
                self.end_headers()
                self.wfile.write(said[1])

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # who calls is killed by these tests

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def taken(self):
        with self.lock:
            return list(self.requests)


class Notices(unittest.TestCase):
    def open(self, name, settings):
        house = House(name, {**OPEN, **settings})
        self.addCleanup(house.clear)
        house.ready()
        return house

    def receiver(self, answer):
        receiver = Receiver(answer)
        self.addCleanup(receiver.close)
        return receiver

    def waiting(self, house, text="halo"):
        begun = say(house, text).json
        asked = house.ask("POST", "/api/chat/escalate", {"channel": "webchat", "topic": "Uji 081234567890"},
                          headers={"Authorization": f"Session {begun['session_id']}"})
        self.assertEqual(asked.json["mode"], "waiting_admin")
        return begun["conversation_id"]

    def kill(self, house):
        os.kill(house.responder(), 9)
        wait_until(house.healthy, 60, "the responder is back")

    def deliveries(self, house):
        """State of each delivery as the log has it: asked for, named, done, given up."""
        found = {}
        for event in events(house.state):
            if event["type"] == "deliveryRequested":
                found[event["data"]["delivery_id"]] = {"kind": event["data"]["kind"], "state": "waiting", "name": None}
            elif event["type"].startswith("delivery"):
                delivery = found[event["conversation_id"].removeprefix("delivery:")]
                if event["type"] == "deliveryNamed":
                    self.assertIsNone(delivery["name"], "named once")
                    delivery["name"] = event["data"]["vendor_id"]
                elif event["type"] in ("deliveryDone", "deliveryAbandoned"):
                    delivery["state"] = event["type"]
        return found

    def all_done(self, house):
        return lambda: all(delivery["state"] == "deliveryDone" for delivery in self.deliveries(house).values())

    # --- signed webhooks

    def test_a_flapping_receiver_and_kill_9_lose_no_notice_and_each_keeps_its_id(self):
        dice, healthy = random.Random(8), threading.Event()

        def answer(request):
            if healthy.is_set():
                return 204, b""
            # Down, cut off, acted and yet 500, and "nonsense" with a good status, which counts as taken.
            return dice.choice([None, (503, b""), (500, b"acted all the same"), (429, b"slow down"), (200, b"<html>what?")])

        receiver = self.receiver(answer)
        house = self.open("notices", {"NOTIFY_WEBHOOK_URL": receiver.url + "/hook", "NOTIFY_WEBHOOK_SECRET": SECRET})
        conversations = []
        for number in range(6):
            conversations.append(self.waiting(house))
            if number % 2:
                wait_until(lambda: len(receiver.taken()) > number, 60, "somebody is told")
                self.kill(house)
        healthy.set()
        wait_until(self.all_done(house), 120, "every notice is done")
        deliveries, taken = self.deliveries(house), receiver.taken()
        self.assertEqual(len(deliveries), len(conversations))
        self.assertEqual({request["headers"]["webhook-id"] for request in taken}, set(deliveries))
        for request in taken:
            body = json.loads(request["body"])
            self.assertEqual(body["type"], "conversation.handoff")
            self.assertIn(body["data"]["conversation_id"], conversations)
            self.assertNotIn("081234567890", request["body"].decode())
            self.assertIn("[PHONE]", body["data"]["text"])
            # Fresh at every try, however old the notice is.
            self.assertLess(abs(int(request["headers"]["webhook-timestamp"]) - request["at"]), 30)
            if standardwebhooks:
                standardwebhooks.Webhook(SECRET).verify(request["body"].decode(), request["headers"])
        if not standardwebhooks:
            self.skipTest("the signatures were not checked: standardwebhooks is not here")

    def test_a_receiver_that_never_answers_delays_no_other(self):
        gate = threading.Event()
        self.addCleanup(gate.set)

        def silent(request):
            gate.wait(120)
            return 200, b""

        slow = self.receiver(silent)
        quick = self.receiver(lambda request: (201, b'{"id":"true_1@g.us_A"}') if request["method"] == "POST" else (200, b'{"id":"3EB0AA"}'))
        house = self.open("slow", {"NOTIFY_WEBHOOK_URL": slow.url, "NOTIFY_WEBHOOK_SECRET": SECRET, "WAHA_BASE_URL": quick.url,
                                   "WAHA_GROUP": GROUP})
        for _ in range(3):
            self.waiting(house)
        wait_until(lambda: sum(request["path"] == "/api/sendText" for request in quick.taken()) == 3, 60, "the group hears of three")
        self.assertEqual(len(slow.taken()), 1)
        states = {(delivery["kind"], delivery["state"]) for delivery in self.deliveries(house).values()}
        self.assertIn(("webhook", "waiting"), states)

    # --- WAHA

    def test_a_message_to_the_group_keeps_the_name_that_waha_gave_it_over_a_retry_and_kill_9(self):
        names, posts = iter(range(1, 1000)), []

        def answer(request):
            if request["method"] == "GET":
                return 200, json.dumps({"id": f"3EB0{next(names):016X}"}).encode()
            posts.append(request)
            # The first try is taken and its answer lost; the second finds the telephone without its link.
            if len(posts) == 1:
                return None
            if len(posts) == 2:
                return 422, b'{"error":"Session status is not as expected.","session":"default","status":"STARTING","expected":["WORKING"]}'
            return 201, b'{"id":"true_120363000000000000@g.us_3EB0"}'

        receiver = self.receiver(answer)
        house = self.open("waha", {"WAHA_BASE_URL": receiver.url + "/", "WAHA_GROUP": GROUP, "WAHA_TOKEN": "a-key"})
        self.waiting(house)
        wait_until(lambda: len(posts) >= 1, 60, "the first try")
        self.kill(house)
        wait_until(self.all_done(house), 120, "the group is told")
        named = {json.loads(request["body"])["id"] for request in posts}
        self.assertEqual(len(named), 1)
        self.assertEqual({delivery["name"] for delivery in self.deliveries(house).values()}, named)
        self.assertGreaterEqual(len(posts), 3)
        self.calls_are_what_waha_asks_for(receiver.taken())

    def calls_are_what_waha_asks_for(self, calls):
        """The calls as they were made, against our own fragment of WAHA's contract, WAHA's whole file where WAHA_OPENAPI names it, and the
        models that the package waha-py was generated with from that file."""
        for call in calls:
            self.assertEqual(call["headers"].get("x-api-key"), "a-key")
            if call["method"] == "POST":
                self.assertEqual(call["headers"]["content-type"], "application/json")
        bodies = [json.loads(call["body"]) for call in calls if call["path"] == "/api/sendText"]
        self.assertTrue(bodies)
        missing = []
        if jsonschema:
            fragment = ROOT / "Tests/OutboundTests/Vendors/waha.openapi.json"
            for path in [fragment] + ([pathlib.Path(os.environ["WAHA_OPENAPI"])] if os.environ.get("WAHA_OPENAPI") else []):
                self.follows(json.loads(path.read_text()), calls)
            # A contract that takes anything would say nothing.
            with self.assertRaises(jsonschema.ValidationError):
                self.follows(json.loads(fragment.read_text()), [{**calls[-1], "path": "/api/sendText", "method": "POST", "body": b'{"chatId":7}'}])
        else:
            missing.append("jsonschema")
        if waha_models:
            for body in bodies:
                read = waha_models.MessageTextRequest.model_validate(body, strict=True)
                self.assertLessEqual(set(body), set(type(read).model_fields), "a member that WAHA does not know")
        else:
            missing.append("waha-py")
        if missing:
            self.skipTest(f"the calls were not checked by {' and '.join(missing)}, not here")

    def follows(self, contract, calls):
        """Every call is one that `contract` has, and its body is of the kind that is asked for there."""
        for call in calls:
            patterns = {path: re.escape(path).replace(r"\{", "{").replace(r"\}", "}") for path in contract["paths"]}
            found = [path for path, pattern in patterns.items()
                     if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", pattern), call["path"]) and call["method"].lower() in contract["paths"][path]]
            self.assertTrue(found, f"{call['method']} {call['path']} is not in the contract")
            exact = min(found, key=lambda path: path.count("{"))
            operation = contract["paths"][exact][call["method"].lower()]
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                jsonschema.Draft202012Validator({**schema, "components": contract["components"]}).validate(json.loads(call["body"]))
            else:
                self.assertEqual(call["body"], b"")


if __name__ == "__main__":
    unittest.main()
