"""Turns through real nginx and the real program: on disk before they are told, there after a crash, drained at the end."""
import concurrent.futures
import os
import signal
import threading
import time
import unittest

from house import House, HouseCase, wait_until


def say(house, text, session=None, **members):
    body = {"messages": [{"role": "user", "content": text}], **members}
    if session:
        body["session_id"] = session
    return house.ask("POST", "/api/chat", body)


def messages(house, session, after=0, wait=0):
    return house.ask("GET", f"/api/chat/messages?after={after}&wait={wait}", headers={"Authorization": f"Session {session}"}, timeout=30)


def texts(answer):
    return [message.get("content", message.get("text")) for message in answer.json["messages"]]


class Turns(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000"}

    def test_a_question_gets_the_whole_answer(self):
        answer = say(self.house, "Apa saja syarat izin PPIU?")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/json; charset=utf-8")
        for member in ("answer", "benefits", "cta", "usage", "confidence", "intent", "session_id", "conversation_id", "message_id",
                       "sequence", "sources", "suggestions", "mode", "handoff", "choices", "cta_actions"):
            self.assertIn(member, answer.json)
        self.assertEqual(answer.json["intent"], "PPIU_SYARAT")
        self.assertGreaterEqual(len(answer.json["benefits"]), 3)
        self.assertTrue(answer.json["sources"])

    def test_what_was_answered_is_in_the_log_and_the_metrics(self):
        marker = "apakah pertanyaan ini tercatat 7319"
        before = self.house.metrics()
        say(self.house, marker)
        after = self.house.metrics()
        self.assertGreaterEqual(after["frontdesk_turns_total"] - before["frontdesk_turns_total"], 1)
        lines = "".join(path.read_text() for path in (self.house.state / "log").rglob("*") if path.is_file())
        self.assertIn(marker, lines)

    def test_a_repeated_message_is_answered_once(self):
        first = say(self.house, "berapa lama proses izin PPIU?", client_message_id="one and the same")
        again = say(self.house, "berapa lama proses izin PPIU?", first.json["session_id"], client_message_id="one and the same")
        self.assertEqual(first.json["message_id"], again.json["message_id"])
        self.assertEqual(len(texts(messages(self.house, first.json["session_id"]))), 2)

    def test_a_conversation_opens_to_its_session_alone(self):
        mine, other = say(self.house, "halo").json, say(self.house, "halo").json
        self.assertNotEqual(mine["session_id"], other["session_id"])
        for token in (mine["conversation_id"], mine["session_id"][:-1], "", "x" * 32):
            with self.subTest(token):
                self.assertEqual(messages(self.house, token).status, 401)
        self.assertEqual(self.house.ask("GET", f"/api/chat/messages?session_id={mine['session_id']}").status, 401)

    def test_a_parked_poll_is_answered_by_the_next_turn(self):
        opened = say(self.house, "halo").json
        session, last = opened["session_id"], opened["sequence"]
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            began = time.monotonic()
            parked = pool.submit(messages, self.house, session, last, 25)
            wait_until(lambda: self.house.metrics()["frontdesk_polls_parked"] >= 1, 5, "the poll is parked")
            say(self.house, "apa itu PPIU?", session)
            answer = parked.result(10)
            self.assertEqual(answer.status, 200)
            self.assertIn("apa itu PPIU?", texts(answer))
            self.assertLess(time.monotonic() - began, 10)

    def test_a_poll_ends_with_nothing_when_nothing_is_said(self):
        opened = say(self.house, "halo").json
        began = time.monotonic()
        answer = messages(self.house, opened["session_id"], opened["sequence"], 1)
        self.assertEqual((answer.status, answer.json["messages"]), (200, []))
        self.assertGreaterEqual(time.monotonic() - began, 0.9)

    def test_a_visitor_who_leaves_is_noticed(self):
        opened = say(self.house, "halo").json
        parked = self.house.metrics()["frontdesk_polls_parked"]
        with self.assertRaises(TimeoutError):
            self.house.ask("GET", f"/api/chat/messages?after={opened['sequence']}&wait=25",
                           headers={"Authorization": f"Session {opened['session_id']}"}, timeout=0.5)
        wait_until(lambda: self.house.metrics()["frontdesk_polls_parked"] <= parked, 5, "its place is free again")

    def test_looking_at_pages_asks_nothing_of_the_responder(self):
        def asked():
            text = self.house.ask("GET", "/api/metrics").body.decode()
            return sum(float(line.split()[-1]) for line in text.splitlines()
                       if line.startswith("frontdesk_requests_total") and "/api/metrics" not in line)
        before = asked()
        for _ in range(200):
            self.assertEqual(self.house.ask("GET", "/").status, 200)
            self.assertEqual(self.house.ask("GET", "/en/").status, 200)
        self.assertEqual(asked(), before)


class Crashes(unittest.TestCase):
    def open(self, **options):
        house = House("crash", {"RATELIMIT_MAX": "1000000"}, **options)
        self.addCleanup(house.clear)
        return house.ready()

    def test_every_answered_turn_is_there_after_the_responder_was_killed_in_the_midst(self):
        house, lock = self.open(), threading.Lock()
        answered, stopped = {}, threading.Event()

        def visitor(number):
            session, count = None, 0
            while not stopped.is_set():
                text = f"pengunjung {number} bertanya ke {count}"
                try:
                    answer = say(house, text, session)
                except OSError:
                    continue
                if answer.status == 200:
                    session = session or answer.json["session_id"]
                    with lock:
                        answered.setdefault(session, []).append(text)
                count += 1

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            running = [pool.submit(visitor, number) for number in range(8)]
            for kill in range(3):
                before = sum(map(len, answered.values()))
                wait_until(lambda: sum(map(len, answered.values())) > before + 40, 20, "turns are answered")
                os.kill(wait_until(house.responder, 5, "the responder runs"), signal.SIGKILL)
                wait_until(house.healthy, 5, f"it is back after kill {kill + 1}")
            stopped.set()
            for visitor_ended in running:
                visitor_ended.result(30)
        self.assertGreater(sum(map(len, answered.values())), 120)
        for session, said in answered.items():
            kept = texts(messages(house, session))
            self.assertEqual([text for text in said if text not in kept], [])

    def test_a_conversation_goes_on_after_a_restart_of_everything(self):
        house = self.open()
        opened = say(house, "apa itu PPIU?").json
        before = messages(house, opened["session_id"]).json
        self.assertEqual(house.stop(), 0)
        again = self.open(state=house.state)
        self.assertEqual(messages(again, opened["session_id"]).json, before)
        following = say(again, "syaratnya apa?", opened["session_id"])
        self.assertEqual(following.status, 200)
        self.assertGreater(following.json["sequence"], opened["sequence"])

    def test_a_stop_answers_who_waits_and_loses_no_turn_that_was_taken(self):
        house = self.open()
        opened = say(house, "halo").json
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            waiting = [pool.submit(messages, house, opened["session_id"], opened["sequence"], 25) for _ in range(20)]
            wait_until(lambda: house.metrics()["frontdesk_polls_parked"] == 20, 5, "all wait")
            began = time.monotonic()
            self.assertEqual(house.stop(), 0)
            self.assertLess(time.monotonic() - began, 8)
            for answer in waiting:
                self.assertEqual((answer.result().status, answer.result().json["messages"]), (200, []))


if __name__ == "__main__":
    unittest.main()
